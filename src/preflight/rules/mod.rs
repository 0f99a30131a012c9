//! The rule table. One record is one check: its id, what it looks at, what it says in both
//! languages, what to do, and whether `fix` can do it. The command line, the reports, the guide's
//! table and the validation of profiles all read this table.
//!
//! A check is a pure function of facts and the profile. The numbers that decide stand at the top of
//! the file of their [`Group`] as [`Limit`]s, which a profile can set.
//!
//! To add a rule: write its record in the file of its group, list it in [`RULES`], add a fixture that
//! fires it. The same picture shows that each of its limits decides.

mod batch;
mod cause;
mod certificate;
mod color;
mod encoding;
mod explain;
mod file;
mod framing;
mod legibility;
mod light;
mod limit;
mod orientation;
mod privacy;
mod reading;
mod region;
mod rule;
mod sizes;
pub(crate) mod typed;

pub(crate) use batch::{DUPLICATE, DUPLICATE_HOLDER, NEAR_DUPLICATE, UNMATCHED};
pub(crate) use certificate::{face_name, kind_name, validity_fits};
pub(crate) use legibility::{hard_to_read_below, judged_legibility};
pub use limit::{Limit, Unit};
pub use region::Region;
pub(crate) use rule::{Check, Verdict};
pub use rule::{Cure, Group, Rule, Turn};

/// Every rule, in the order of reports.
pub static RULES: &[&Rule] = &[
    &reading::MISSING,
    &reading::BROKEN_LINK,
    &reading::UNREADABLE,
    &reading::TOO_LARGE_TO_READ,
    &reading::EMPTY,
    &reading::UNKNOWN_FORMAT,
    &reading::CUT_SHORT,
    &reading::CORRUPT,
    &reading::NOT_VIEWABLE,
    &reading::UNSUPPORTED,
    &reading::TOO_LARGE_TO_DECODE,
    &reading::TOO_COSTLY,
    &reading::CRASHED,
    &file::UNACCEPTED_FORMAT,
    &file::MISLABELED,
    &file::UNUSUALLY_NAMED,
    &file::TOO_SMALL_FILE,
    &file::TOO_LARGE_FILE,
    &file::NEAR_SIZE_LIMIT,
    &file::TRAILED,
    &file::NO_END_MARK,
    &encoding::ANIMATED,
    &encoding::MULTI_PAGE,
    &encoding::CMYK,
    &encoding::UNUSUALLY_CODED,
    &encoding::PROGRESSIVE,
    &encoding::DEEP_COLOR,
    &encoding::PALETTED,
    &encoding::TRANSPARENT,
    &encoding::WIDE_GAMUT,
    &encoding::NOT_TRUE_COLOR,
    &encoding::LOW_QUALITY,
    &encoding::LOW_DPI,
    &legibility::TOO_FEW_PIXELS,
    &orientation::EXIF_TURNED,
    &orientation::ODDLY_TAGGED,
    &privacy::GEOTAGGED,
    &privacy::PERSONALLY_TAGGED,
    &encoding::EDITED,
    &legibility::BLURRED,
    &legibility::TOO_SMALL_TO_READ,
    &legibility::OVER_COMPRESSED,
    &legibility::NOISY,
    &legibility::ILLEGIBLE,
    &legibility::UPSCALED,
    &legibility::HARDLY_LEGIBLE,
    &orientation::SIDEWAYS,
    &orientation::UPSIDE_DOWN,
    &orientation::MIRRORED,
    &orientation::SKEWED,
    &color::GRAYSCALE,
    &color::HARDLY_COLORED,
    &light::TOO_DARK,
    &light::WASHED_OUT,
    &light::LOW_CONTRAST,
    &light::GLARING,
    &light::UNEVENLY_LIT,
    &framing::CUT_OFF,
    &framing::SMALL_IN_FRAME,
    &framing::SLANTED,
    &framing::CROWDED,
    &certificate::NO_CERTIFICATE,
    &certificate::UNRECOGNIZED,
    &certificate::WRONG_SIDE,
    &certificate::TEMPORARY,
    &certificate::OUTDATED,
    &certificate::MISNUMBERED,
    &certificate::INCONSISTENT,
    &certificate::EXPIRED,
    &certificate::EXPIRING,
    &certificate::NEWLY_ISSUED,
    &certificate::UNDERAGE,
    &certificate::ELECTRONIC,
    &certificate::FOREIGN,
    &certificate::SCREENSHOT,
    &DUPLICATE,
    &NEAR_DUPLICATE,
    &DUPLICATE_HOLDER,
    &UNMATCHED,
    &typed::owner::OWNER_MISMATCH,
    &typed::owner::OWNER_LOOKALIKE,
    &typed::owner::OWNER_ABBREVIATED,
    &typed::owner::OWNER_IS_LEGAL_PERSON,
    &typed::owner::OWNER_SPACED,
    &typed::owner::OWNER_BRACKETS,
    &typed::owner::OWNER_INTERPUNCT,
    &typed::owner::OWNER_CASE,
    &typed::owner::OWNER_ENGLISH_MISMATCH,
    &typed::owner::OWNER_RESTRICTED,
    &typed::number::NUMBER_MISMATCH,
    &typed::number::NUMBER_LENGTH,
    &typed::number::NUMBER_SPACED,
    &typed::number::NUMBER_WIDE,
    &typed::number::NUMBER_CONFUSABLE,
    &typed::number::NUMBER_CHECK,
    &typed::number::NUMBER_ROUNDED,
    &typed::number::NUMBER_COPY_SUFFIX,
    &typed::number::NUMBER_WRONG_CODE,
    &typed::document::TYPE_MISMATCH,
    &typed::document::TYPE_LICENCE_NOT_CREDIT,
    &typed::document::TYPE_UNKNOWN,
    &typed::document::PLATFORM_UNKNOWN,
    &typed::document::ADDRESS_MISMATCH,
    &typed::document::REGION_MISMATCH,
    &typed::document::PICTURE_MISSING,
    &typed::document::PICTURE_SHARED,
    &typed::form::FIELD_MISSING,
    &typed::form::FIELD_TOO_LONG,
    &typed::form::CONTACT_ORGANIZATION,
    &typed::form::ADDRESS_VAGUE,
    &typed::form::POSTCODE_INVALID,
    &typed::form::PHONE_INVALID,
    &typed::form::EMAIL_INVALID,
    &typed::form::TEMPLATE_OLD,
    &typed::filing::ENTITY_OWNER_MISMATCH,
    &typed::filing::ENTITY_ACCOUNT_MISMATCH,
    &typed::filing::ENTITY_TYPE_MISMATCH,
    &typed::filing::ENTITY_NATURE_MISMATCH,
    &typed::filing::LEGAL_PERSON_MISMATCH,
    &typed::filing::PRINCIPAL_NOT_LEGAL_PERSON,
    &typed::filing::PRINCIPAL_CONTACT_SHARED,
    &typed::filing::ACCOUNT_PHONE_MISMATCH,
    &typed::filing::ACCOUNT_TOO_NEW,
    &typed::filing::DOMAIN_TOO_NEW,
    &typed::filing::DOMAIN_DUPLICATE,
    &typed::filing::DOMAIN_EXPIRING,
    &typed::filing::DOMAIN_RESTRICTED,
    &typed::filing::SITE_NAME_INVALID,
    &typed::filing::OUT_OF_PROVINCE,
    &typed::filing::PROVINCE_AGE,
    &typed::filing::ADDRESS_CITY_MISMATCH,
    &typed::filing::PROVINCE_RULE,
];

impl Rule {
    /// The rule with this id.
    pub fn find(id: &str) -> Option<&'static Self> {
        RULES.iter().copied().find(|rule| rule.id == id)
    }
}

impl Limit {
    /// The limit with this key, whichever rules it belongs to.
    pub fn find(key: &str) -> Option<&'static Self> {
        Self::all().find(|limit| limit.key == key)
    }

    /// The limits of all rules; one that several share comes once for each.
    pub(crate) fn all() -> impl Iterator<Item = &'static Self> + Clone {
        RULES.iter().flat_map(|rule| rule.limits)
    }
}
