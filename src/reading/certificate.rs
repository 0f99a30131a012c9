//! What was read, without a word on whether it is good.

use crate::dates::{Date, Until};
use crate::numbers::NumberKind;

/// So many plainly read characters are a page of text. Of 22 drawn cards none showed more than 75; what shows
/// more, and neither title nor label, is something else. Not fitted to a larger set yet.
const FULL_OF_TEXT: usize = 80;

/// Which certificate a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// 居民身份证
    IdentityCard,
    /// 临时居民身份证
    TemporaryIdentityCard,
    /// 港澳居民居住证, 台湾居民居住证
    ResidencePermit,
    /// 外国人永久居留身份证
    ForeignResidentCard,
    /// 护照
    Passport,
    /// 港澳居民来往内地通行证
    HongKongMacaoPermit,
    /// 台湾居民来往大陆通行证
    TaiwanPermit,
    /// 营业执照
    Licence,
    /// 统一社会信用代码证书
    CreditCodeCertificate,
    /// 组织机构代码证
    OrganizationCodeCertificate,
    /// 事业单位法人证书
    Institution,
    /// 社会团体法人登记证书
    Association,
    /// 民办非企业单位登记证书, 社会服务机构登记证书
    PrivateNonprofit,
    /// 基金会法人登记证书
    Foundation,
    /// 宗教活动场所登记证
    ReligiousSite,
    /// 律师事务所执业许可证
    LawFirm,
    /// Another licence to operate that platforms accept: 医疗机构执业许可证, 民办学校办学许可证, …
    OtherLicence,
    /// A certificate that no platform accepts for real-name verification: 商标注册证, 毕业证书, …
    Unaccepted,
}

impl Kind {
    /// The id in machine reports.
    pub const fn id(self) -> &'static str {
        match self {
            Self::IdentityCard => "identity-card",
            Self::TemporaryIdentityCard => "temporary-identity-card",
            Self::ResidencePermit => "residence-permit",
            Self::ForeignResidentCard => "foreign-resident-card",
            Self::Passport => "passport",
            Self::HongKongMacaoPermit => "hong-kong-macao-permit",
            Self::TaiwanPermit => "taiwan-permit",
            Self::Licence => "licence",
            Self::CreditCodeCertificate => "credit-code-certificate",
            Self::OrganizationCodeCertificate => "organization-code-certificate",
            Self::Institution => "institution",
            Self::Association => "association",
            Self::PrivateNonprofit => "private-nonprofit",
            Self::Foundation => "foundation",
            Self::ReligiousSite => "religious-site",
            Self::LawFirm => "law-firm",
            Self::OtherLicence => "other-licence",
            Self::Unaccepted => "unaccepted",
        }
    }

    /// Whether the holder is a person.
    pub const fn is_of_person(self) -> bool {
        matches!(
            self,
            Self::IdentityCard
                | Self::TemporaryIdentityCard
                | Self::ResidencePermit
                | Self::ForeignResidentCard
                | Self::Passport
                | Self::HongKongMacaoPermit
                | Self::TaiwanPermit
        )
    }
}

/// Which side of a card, or which copy of a licence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Face {
    /// 人像面: portrait, name and number.
    Portrait,
    /// 国徽面: emblem and validity.
    Emblem,
}

impl Face {
    /// The id in machine reports.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Portrait => "portrait",
            Self::Emblem => "emblem",
        }
    }
}

/// How sure a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// Something was read, but two readings differ, or a character hardly told.
    Doubtful,
    /// It was read plainly.
    Read,
    /// A check digit proves it, or two places on the certificate agree.
    Confirmed,
}

impl Certainty {
    /// The id in machine reports.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Doubtful => "doubtful",
            Self::Read => "read",
            Self::Confirmed => "confirmed",
        }
    }
}

/// A value that stands on the certificate.
#[derive(Clone, Debug, PartialEq)]
pub struct Value<T> {
    /// What it says.
    pub value: T,
    /// How sure that is.
    pub certainty: Certainty,
    /// Its corners in the picture that was read, along the line and back, in shares of the picture's
    /// width and height.
    pub corners: [(f64, f64); 4],
}

impl<T> Value<T> {
    /// Whether it was read plainly: what is doubtful is never held against anything.
    pub fn is_plain(&self) -> bool {
        self.certainty >= Certainty::Read
    }

    /// Whether nothing is left to doubt.
    pub fn is_confirmed(&self) -> bool {
        self.certainty == Certainty::Confirmed
    }
}

/// A number and the standard that it follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// In upper case, without spaces.
    pub text: String,
    /// Its standard.
    pub kind: NumberKind,
}

/// 男 or 女.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
}

impl Number {
    /// The sex that a citizen's number holds: its last digit but one is odd for men.
    pub fn sex(&self) -> Option<Sex> {
        let digit = match self.kind {
            NumberKind::Citizen => self.text.as_bytes().get(16)?,
            _ => return None,
        };
        Some(if digit % 2 == 1 {
            Sex::Male
        } else {
            Sex::Female
        })
    }

    /// The date of birth that a citizen's number holds.
    pub fn birth(&self) -> Option<Date> {
        (self.kind == NumberKind::Citizen)
            .then(|| self.text.get(6..14).and_then(Date::from_digits))
            .flatten()
    }
}

/// A certificate as read; what could not be read is `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct Certificate {
    /// Which one it is.
    pub kind: Kind,
    /// Confirmed if title and labels agree, read if either is plain.
    pub certainty: Certainty,
    /// Which side of a card.
    pub face: Option<Face>,
    /// The number that platforms ask for.
    pub number: Option<Value<Number>>,
    /// The holder, a person or an organization, as printed.
    pub name: Option<Value<String>>,
    /// 法定代表人, 负责人, 经营者 …
    pub person: Option<Value<String>>,
    /// 签发机关, 登记机关 …
    pub authority: Option<Value<String>>,
    /// Sex as printed.
    pub sex: Option<Value<Sex>>,
    /// Date of birth as printed.
    pub birth: Option<Value<Date>>,
    /// 成立日期, 注册日期.
    pub established: Option<Value<Date>>,
    /// When it was issued: the start of an identity card's validity, the date under a licence's seal.
    pub issued: Option<Value<Date>>,
    /// When its validity ends.
    pub until: Option<Value<Until>>,
    /// 住所, 经营场所 of a licence, as far as its first line goes.
    pub address: Option<Value<String>>,
    /// The holder's nationality as a passport's lines for machines have it: `CHN`, and `D` for Germany.
    pub nationality: Option<Value<String>>,
    /// Whether it says of itself that it is an electronic certificate.
    pub is_electronic: bool,
}

impl Certificate {
    /// A certificate of which nothing but its kind is known.
    pub const fn of(kind: Kind, certainty: Certainty) -> Self {
        Self {
            kind,
            certainty,
            face: None,
            number: None,
            name: None,
            person: None,
            authority: None,
            sex: None,
            birth: None,
            established: None,
            issued: None,
            until: None,
            address: None,
            nationality: None,
            is_electronic: false,
        }
    }

    /// Takes from another reading of the same side what is missing here or was read more surely there.
    #[cfg(feature = "engine")]
    pub(crate) fn complete_with(&mut self, other: Self) {
        fn take<T>(mine: &mut Option<Value<T>>, theirs: Option<Value<T>>) {
            let certainty = |value: &Option<Value<T>>| value.as_ref().map(|value| value.certainty);
            if certainty(&theirs) > certainty(mine) {
                *mine = theirs;
            }
        }
        if (other.kind, other.face) != (self.kind, self.face) {
            return;
        }
        self.certainty = self.certainty.max(other.certainty);
        self.is_electronic |= other.is_electronic;
        take(&mut self.number, other.number);
        take(&mut self.name, other.name);
        take(&mut self.person, other.person);
        take(&mut self.authority, other.authority);
        take(&mut self.sex, other.sex);
        take(&mut self.birth, other.birth);
        take(&mut self.established, other.established);
        take(&mut self.issued, other.issued);
        take(&mut self.until, other.until);
        take(&mut self.address, other.address);
        take(&mut self.nationality, other.nationality);
    }

    /// The number, if its check digit proves it.
    pub fn proven_number(&self) -> Option<&Value<Number>> {
        self.number.as_ref().filter(|number| number.is_confirmed())
    }
}

/// What was read in a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Width and height of the full picture, upright by its metadata, in pixels.
    pub size: (u32, u32),
    /// Lines of text that were read.
    pub lines: usize,
    /// Characters that were read with a probability of at least 0.8.
    pub plain_characters: usize,
    /// How far the picture has to be turned clockwise to be upright: 0, 90, 180 or 270; `None` without
    /// text, or where it reads as badly on its head.
    pub turn_to_upright_degrees: Option<u16>,
    /// Whether the clock of a phone stands at its upper edge.
    pub has_status_bar: bool,
    /// The certificate; `None` if the page is none that is known, or can't be read.
    pub certificate: Option<Certificate>,
}

impl Reading {
    /// Whether the page was read plainly enough to know that it is none of the certificates that prove an identity:
    /// text without any of their titles and labels, or another certificate.
    pub fn is_something_else(&self) -> bool {
        match &self.certificate {
            Some(found) => found.kind == Kind::Unaccepted && found.certainty >= Certainty::Read,
            None => self.plain_characters >= FULL_OF_TEXT,
        }
    }
}
