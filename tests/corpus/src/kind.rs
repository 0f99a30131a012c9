//! What is photographed: certificates of every kind that the command reads, and pages that are none.

use core::fmt;
use core::str::FromStr;

/// A kind of certificate, or of page that is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Resident ID card, the side with portrait and number (人像面).
    IdPortrait,
    /// Resident ID card, the side with the emblem (国徽面).
    IdEmblem,
    /// Business licence, the landscape form of 2019.
    LicenseLandscape,
    /// Business licence, the portrait form before it.
    LicensePortrait,
    /// Credit-code certificate of an institution.
    CreditCode,
    /// Business licence of 2019 as measured on real ones, the original (正本).
    License2019Original,
    /// The same, the duplicate (副本).
    License2019Duplicate,
    /// Business licence of 2019 of an individual household (个体工商户).
    LicenseHousehold,
    /// Printout of an electronic business licence (电子营业执照).
    LicenseElectronic,
    /// Business licence of 2015 as measured on real ones, the duplicate.
    License2015Duplicate,
    /// Business licence of 2014, with a registration number of 15 digits.
    License2014Duplicate,
    /// Resident ID card with a number in the card's own type and names of every shape.
    CardPortrait,
    /// Its other side, with terms of every length.
    CardEmblem,
    /// Temporary ID card (临时居民身份证), the side with portrait and number.
    TemporaryCard,
    /// Residence permit for Hong Kong, Macao and Taiwan, the side with portrait and number.
    ResidencePermit,
    /// Its other side.
    ResidencePermitBack,
    /// Permit of Hong Kong and Macao residents for the mainland.
    HongKongMacaoPermit,
    /// Certificate of a social organization (社会团体法人登记证书).
    Association,
    /// Certificate of a public institution (事业单位法人证书).
    Institution,
    /// Certificate of a private non-enterprise unit (民办非企业单位登记证书).
    PrivateNonprofit,
    /// Certificate of a foundation (基金会法人登记证书).
    Foundation,
    /// Organization-code certificate (组织机构代码证).
    OrganizationCode,
    /// Licence of a law firm (律师事务所执业许可证).
    LawFirm,
    /// Licence of a clinic (医疗机构执业许可证).
    Clinic,
    /// Data page of a passport, of China or of another state.
    Passport,
    /// No certificate that any platform takes: a trademark certificate.
    Trademark,
    /// No certificate: a receipt.
    Receipt,
    /// No certificate: a telephone's screen.
    Screenshot,
    /// No certificate: a page of a book, or of a newspaper.
    BookPage,
    /// No certificate: a page written by hand.
    Handwriting,
    /// No certificate: a picture of things, without a character.
    Scenery,
}

impl Kind {
    /// The five kinds over which the sets of `Defect` are dealt; their pictures stay as they are.
    pub const BASIC: [Self; 5] = [
        Self::IdPortrait,
        Self::IdEmblem,
        Self::LicenseLandscape,
        Self::LicensePortrait,
        Self::CreditCode,
    ];
    /// Those of them that carry a number.
    pub const NUMBERED: [Self; 4] = [
        Self::IdPortrait,
        Self::LicenseLandscape,
        Self::LicensePortrait,
        Self::CreditCode,
    ];
    /// Those of them that carry a seal.
    pub const SEALED: [Self; 3] = [
        Self::LicenseLandscape,
        Self::LicensePortrait,
        Self::CreditCode,
    ];
    /// Certificates drawn to be read: as they look, with what is read on them.
    pub const CERTIFICATES: [Self; 19] = [
        Self::License2019Original,
        Self::License2019Duplicate,
        Self::LicenseHousehold,
        Self::LicenseElectronic,
        Self::License2015Duplicate,
        Self::License2014Duplicate,
        Self::CardPortrait,
        Self::CardEmblem,
        Self::TemporaryCard,
        Self::ResidencePermit,
        Self::ResidencePermitBack,
        Self::HongKongMacaoPermit,
        Self::Association,
        Self::Institution,
        Self::PrivateNonprofit,
        Self::Foundation,
        Self::OrganizationCode,
        Self::LawFirm,
        Self::Clinic,
    ];
    /// Pages that no platform takes.
    pub const OTHERS: [Self; 6] = [
        Self::Trademark,
        Self::Receipt,
        Self::Screenshot,
        Self::BookPage,
        Self::Handwriting,
        Self::Scenery,
    ];

    /// All kinds.
    pub fn all() -> impl Iterator<Item = Self> {
        let drawn_to_be_read = Self::CERTIFICATES.into_iter().chain(Self::OTHERS);
        Self::BASIC
            .into_iter()
            .chain(drawn_to_be_read)
            .chain([Self::Passport])
    }

    /// Which certificate it is, by its id in machine reports; `None` for what no platform takes.
    pub const fn certificate(self) -> Option<&'static str> {
        Some(match self {
            Self::IdPortrait | Self::IdEmblem | Self::CardPortrait | Self::CardEmblem => {
                "identity-card"
            }
            Self::LicenseLandscape
            | Self::LicensePortrait
            | Self::License2019Original
            | Self::License2019Duplicate
            | Self::LicenseHousehold
            | Self::LicenseElectronic
            | Self::License2015Duplicate
            | Self::License2014Duplicate => "licence",
            Self::CreditCode => "credit-code-certificate",
            Self::TemporaryCard => "temporary-identity-card",
            Self::ResidencePermit | Self::ResidencePermitBack => "residence-permit",
            Self::HongKongMacaoPermit => "hong-kong-macao-permit",
            Self::Passport => "passport",
            Self::Association => "association",
            Self::Institution => "institution",
            Self::PrivateNonprofit => "private-nonprofit",
            Self::Foundation => "foundation",
            Self::OrganizationCode => "organization-code-certificate",
            Self::LawFirm => "law-firm",
            Self::Clinic => "other-licence",
            Self::Trademark
            | Self::Receipt
            | Self::Screenshot
            | Self::BookPage
            | Self::Handwriting
            | Self::Scenery => return None,
        })
    }

    /// Which side of a card it is, by its id in machine reports.
    pub const fn face(self) -> Option<&'static str> {
        match self {
            Self::IdPortrait | Self::CardPortrait | Self::TemporaryCard | Self::ResidencePermit => {
                Some("portrait")
            }
            Self::IdEmblem | Self::CardEmblem | Self::ResidencePermitBack => Some("emblem"),
            _ => None,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl FromStr for Kind {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        Self::all()
            .find(|kind| kind.to_string().eq_ignore_ascii_case(name))
            .ok_or_else(|| UnknownName(name.to_owned()))
    }
}

/// A name that belongs to none of the choices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName(pub String);

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown name: {}", self.0)
    }
}

impl core::error::Error for UnknownName {}
