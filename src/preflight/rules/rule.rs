//! What a rule is: the record of one check, what it may look at and what it may answer.

use super::limit::Limit;
use super::region::Region;
use super::sizes::names_the_limits;
use crate::facts::Obstacle;
use crate::messages::{Evidence, Text};
use crate::platform::{Level, Platform};
use crate::profile::Profile;
use certpreflight_formats::metadata::Header;
use certpreflight_formats::sniff::Probe;
use certpreflight_reading::{Date, Reading};
use certpreflight_vision::Measurements;

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
    /// The numbers that decide, which a profile may set.
    pub limits: &'static [Limit],
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
    /// What the certificate says.
    Certificate,
    /// Against the other pictures of the run.
    Batch,
    /// What is typed into a template or a filing.
    Typed,
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
    /// Write the end mark that is missing; the picture data stays as it is.
    EndMark,
    /// Write each page as a file of its own; of an animation the first frame.
    Split,
    /// Turn the way the content shows; only when asked for. The rule table can't know which way
    /// (`None`), a finding's cure does.
    TurnAsSeen(Option<Turn>),
}

/// A turn of a whole picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// By 90° clockwise.
    Clockwise90,
    /// By 180°.
    By180,
    /// By 90° counterclockwise.
    Counterclockwise90,
}

/// What a check needs to see. If that stage was not reached, the rule is *not assessed*.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Check {
    /// Fires when the examination itself ended early.
    Stage(fn(&Obstacle, &Profile) -> Verdict),
    /// Needs the bytes.
    File(fn(&Probe, &Profile) -> Verdict),
    /// Needs the bytes, and what kept them from being opened.
    Opening(fn(&Probe, Option<&Obstacle>, &Profile) -> Verdict),
    /// Needs the header and metadata.
    Header(fn(&Probe, &Header, &Profile) -> Verdict),
    /// Needs the measured pixels.
    Pixels(fn(&Measurements, &Profile) -> Verdict),
    /// Needs what was read on the certificate, and today's date.
    Certificate(fn(&Reading, Date, &Profile) -> Verdict),
    /// Needs the pictures that came before in the same run; found by `batch`.
    Batch,
    /// Needs what is typed beside the picture; found by `template`.
    Typed,
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

impl Rule {
    /// Whether a profile may change the level. A failed examination can't be talked down.
    pub const fn can_be_changed(&self) -> bool {
        !matches!(self.check, Check::Stage(_))
    }

    /// Whether the rule looks at the file, whatever it shows.
    pub(crate) const fn is_about_file(&self) -> bool {
        matches!(self.check, Check::File(_) | Check::Opening(_))
    }

    /// What the platform itself says, if that is known and fits the profile: a text that names sizes
    /// is said only where these are the limits.
    pub fn platform_text(&self, profile: &Profile) -> Option<&'static str> {
        let mut texts = self.platform.iter();
        let (_, text) = texts.find(|(of, _)| *of == profile.platform)?;
        names_the_limits(text, profile).then_some(text)
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
