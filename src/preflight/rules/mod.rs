//! The rule table. One record is one check: its id, what it looks at, what it says in both
//! languages, what to do, and whether `fix` can do it. The command line, the reports, the README
//! table and the validation of profiles all read this table.
//!
//! A check is a pure function of facts and the profile. To add one: write its record in the file
//! of the stage it needs, list it in [`RULES`], add a fixture that fires it and one that doesn't.

mod batch;
mod color;
mod explain;
mod file;
mod framing;
mod header;
mod legibility;
mod light;
mod orientation;
mod stage;

use crate::facts::Trouble;
use crate::messages::{Evidence, Text};
use crate::profile::{Level, Platform, Profile};
use certpreflight_formats::metadata::Header;
use certpreflight_formats::sniff::Probe;
use certpreflight_vision::{Area, Measurements};

/// One check.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Rule {
    /// Stable, kebab-case; completes "this picture is ...".
    pub id: &'static str,
    /// What the rule is about.
    pub group: Group,
    /// The level unless a profile says otherwise.
    pub level: Level,
    /// A short title for tables and headings.
    pub title: Text,
    /// What can be said of a picture in which the fault was looked for and not found.
    pub fine: Text,
    /// The finding's sentence; slots are filled from the evidence.
    pub says: Text,
    /// What the person should do.
    pub advice: Text,
    /// Why it matters, how it is measured, and what the check can't know.
    pub about: Text,
    /// The platforms' own refusal texts for this fault, as their users see them.
    pub platform: &'static [(Platform, &'static str)],
    /// What `fix` can do about it.
    pub cure: Option<Cure>,
    pub(crate) check: Check,
}

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Group {
    /// Reading and opening the file at all.
    Reading,
    /// Format, name and size.
    File,
    /// How the picture is encoded.
    Encoding,
    /// Personal data in the file.
    Privacy,
    /// Color versus black-and-white.
    Color,
    /// Upright, sideways, mirrored.
    Orientation,
    /// Whether the number can be read.
    Legibility,
    /// Exposure and glare.
    Light,
    /// Where the certificate lies in the picture.
    Framing,
    /// Against the other pictures of the run.
    Batch,
}

/// What a repair may do about a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cure {
    /// Give the file the extension of its content; bytes untouched.
    Rename,
    /// Write the same pixels in an accepted format and encoding.
    Reencode,
    /// Bake the EXIF turn into the pixels.
    Turn,
    /// Bring the size into the byte window.
    FitBytes,
    /// Leave out metadata, and what follows the picture in its file.
    DropMetadata,
    /// Write each page as a file of its own; of an animation the first frame.
    Split,
    /// Turn the way the content shows, by the finding's evidence `degrees`; only when asked for.
    TurnAsSeen,
}

/// What a check needs to see. If that stage was not reached, the rule is *not assessed*.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Check {
    /// Fires when the examination itself ended early.
    Stage(fn(&Trouble, &Profile) -> Verdict),
    /// Needs the bytes.
    File(fn(&Probe, &Profile) -> Verdict),
    /// Needs the header and metadata.
    Header(fn(&Probe, &Header, &Profile) -> Verdict),
    /// Needs the measured pixels.
    Pixels(fn(&Measurements, &Profile) -> Verdict),
    /// Needs the pictures that came before in the same run; found by `batch`.
    Batch,
}

/// What one check says of one picture.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Verdict {
    /// Looked at, nothing wrong.
    Pass,
    /// Nothing wrong either, with what was measured and what was demanded.
    Within(Evidence),
    /// The profile demands nothing here, or the question doesn't arise.
    NotAsked,
    /// Could not be decided, and why.
    NotAssessed(Text),
    /// Wrong: what was measured, what was demanded, and where.
    Fail(Evidence, Option<Region>),
}

/// A rectangle of the upright picture at full size, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "a rectangle is a rectangle")]
#[non_exhaustive]
pub struct Region {
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
}

impl From<Area> for Region {
    fn from(area: Area) -> Self {
        Self {
            x: area.x,
            y: area.y,
            width: area.width,
            height: area.height,
        }
    }
}

pub(crate) use batch::{DUPLICATE, NEAR_DUPLICATE};
pub(crate) use legibility::{HARD_TO_READ_BELOW, judged_legibility};

impl Region {
    /// The region given as shares of a picture (left, top, width, height, each 0..=1) of that size.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "shares of one times a width or height"
    )]
    pub(crate) fn of_shares(
        [left, top, wide, high]: [f64; 4],
        (width, height): (u32, u32),
    ) -> Self {
        let part =
            |share: f64, whole: u32| (share.clamp(0.0, 1.0) * f64::from(whole)).round() as u32;
        let (x, y) = (part(left, width), part(top, height));
        Self {
            x,
            y,
            width: part(wide, width).min(width - x),
            height: part(high, height).min(height - y),
        }
    }
}

/// Every rule, in the order of reports.
pub static RULES: &[&Rule] = &[
    &stage::MISSING,
    &stage::BROKEN_LINK,
    &stage::UNREADABLE,
    &stage::TOO_LARGE_TO_READ,
    &stage::EMPTY,
    &stage::UNKNOWN_FORMAT,
    &stage::CUT_SHORT,
    &stage::CORRUPT,
    &stage::NOT_VIEWABLE,
    &stage::UNSUPPORTED,
    &stage::TOO_LARGE_TO_DECODE,
    &stage::CRASHED,
    &file::UNACCEPTED_FORMAT,
    &file::MISLABELED,
    &file::UNACCEPTED_EXTENSION,
    &file::TOO_SMALL_FILE,
    &file::TOO_LARGE_FILE,
    &file::NEAR_SIZE_LIMIT,
    &file::TRAILED,
    &header::ANIMATED,
    &header::MULTI_PAGE,
    &header::CMYK,
    &header::UNUSUALLY_CODED,
    &header::PROGRESSIVE,
    &header::DEEP_COLOR,
    &header::PALETTED,
    &header::TRANSPARENT,
    &header::WIDE_GAMUT,
    &header::NOT_TRUE_COLOR,
    &header::LOW_QUALITY,
    &header::LOW_DPI,
    &header::TOO_FEW_PIXELS,
    &header::EXIF_TURNED,
    &header::INVALID_ORIENTATION,
    &header::GEOTAGGED,
    &header::PERSONALLY_TAGGED,
    &header::EDITED,
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
    &light::TOO_DARK,
    &light::WASHED_OUT,
    &light::LOW_CONTRAST,
    &light::GLARING,
    &light::UNEVENLY_LIT,
    &framing::CUT_OFF,
    &framing::SMALL_IN_FRAME,
    &framing::SLANTED,
    &framing::CROWDED,
    &DUPLICATE,
    &NEAR_DUPLICATE,
];

impl Rule {
    /// The rule with this id.
    pub fn find(id: &str) -> Option<&'static Self> {
        RULES.iter().copied().find(|rule| rule.id == id)
    }

    /// Whether a profile may change the level. A failed examination can't be talked down.
    pub const fn can_be_changed(&self) -> bool {
        !matches!(self.check, Check::Stage(_))
    }

    /// Whether only the other pictures of the run can tell.
    pub(crate) const fn needs_batch(&self) -> bool {
        matches!(self.check, Check::Batch)
    }

    /// The platform's own refusal text, if one is known.
    pub fn platform_text(&self, platform: Platform) -> Option<&'static str> {
        self.platform
            .iter()
            .find(|(of, _)| *of == platform)
            .map(|(_, text)| *text)
    }
}

/// A failure without a region.
pub(crate) fn fail(evidence: Evidence) -> Verdict {
    Verdict::Fail(evidence, None)
}

/// Fails if `wrong`, passes otherwise, with the same evidence.
pub(crate) fn fail_if(wrong: bool, evidence: Evidence) -> Verdict {
    if wrong {
        fail(evidence)
    } else {
        Verdict::Within(evidence)
    }
}
