//! What was found out about one picture: the data that examination and repair fill in and that
//! reports read. What is true after a repair is decided here too, in `after.rs`, and nowhere else.

mod after;
mod finding;
mod remark;

use std::cmp::Reverse;
use std::path::PathBuf;

pub(crate) use finding::PAGE;
pub use finding::{Finding, NotAssessed, Passed};
pub use remark::Remark;

use crate::discover::SkipReason;
use crate::duplicates::Digest;
use crate::messages::Evidence;
use crate::platform::Level;
use crate::profile::Profile;
use crate::rules::{Cure, Rule};
use certpreflight_formats::format::{Format, FormatKind};
use certpreflight_reading::Certificate;
use certpreflight_vision::{Fingerprint, Measurements};

/// What became of one source.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every entry is an outcome"
)]
pub enum Entry {
    /// Examined, or at least tried.
    Judged(Outcome),
    /// Left out, with the reason.
    Skipped {
        /// The path as it is shown.
        shown: String,
        /// Why it was left out.
        reason: SkipReason,
    },
}

/// How a picture stands before a platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Standing {
    /// Nothing at warning level or above.
    Pass,
    /// The platform will probably take it; something deserves a look.
    Warn,
    /// The platform will refuse it.
    Fail,
    /// It could not be examined to the end, so nothing good can be said of it.
    Unreadable,
}

impl Standing {
    /// How a picture with these findings stands.
    pub(crate) fn of<'a>(findings: impl Iterator<Item = &'a Finding>) -> Self {
        let standings = findings.map(|finding| match finding.level {
            _ if !finding.rule.can_be_changed() => Self::Unreadable,
            level => Self::of_level(level),
        });
        standings.max().unwrap_or(Self::Pass)
    }

    /// How something stands of which this is wrong.
    pub(crate) const fn of_level(level: Level) -> Self {
        match level {
            Level::Error => Self::Fail,
            Level::Warning => Self::Warn,
            Level::Note => Self::Pass,
        }
    }
}

/// Everything found out about one picture; holds no pixels but those of a thumbnail.
///
/// The fields speak of the original. What is true after the repair, if there was one, is told by
/// [`standing_in_force`](Self::standing_in_force) and its companions.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Outcome {
    /// The path as it can be opened.
    pub path: PathBuf,
    /// The path as it is shown: the root as given, `/` between its parts.
    pub shown: String,
    /// The sum of the findings.
    pub standing: Standing,
    /// The true format; `None` if the file was not read.
    pub format: Option<Format>,
    /// The extension as written, lower case.
    pub extension: Option<String>,
    /// File size in bytes; `None` if it is not known.
    pub bytes: Option<u64>,
    /// Upright width and height in pixels; `None` if no header could be read.
    pub size: Option<(u32, u32)>,
    /// The EXIF orientation, 1..=8; `None` if no header could be read.
    pub exif_orientation: Option<u8>,
    /// What is wrong, most serious first, then in the order of the rule table.
    pub findings: Vec<Finding>,
    /// What was asked and is in order, in the order of the rule table.
    pub passed: Vec<Passed>,
    /// What could not be checked, in the order of the rule table.
    pub not_assessed: Vec<NotAssessed>,
    /// The numbers, if the pixels were seen.
    pub measured: Option<Measurements>,
    /// What the certificate says; `None` if it was not read, or is none that is known.
    pub certificate: Option<Certificate>,
    /// A small JPEG of the upright picture; `None` unless the policy asks for thumbnails and the
    /// pixels were seen.
    pub thumbnail: Option<Vec<u8>>,
    /// What a repair made of it; `None` if none was asked for.
    pub fix: Option<Box<Repair>>,
    /// Digest of the bytes, to find the same file again in the run.
    pub(crate) digest: Option<Digest>,
}

impl Outcome {
    /// The digest of the file; `None` if it could not be read.
    pub fn digest(&self) -> Option<Digest> {
        self.digest
    }

    /// What tells the shot from others; `None` if the pixels were not seen, or have next to no ink.
    pub fn fingerprint(&self) -> Option<&Fingerprint> {
        self.measured.as_ref()?.fingerprint.as_ref()
    }

    /// Whether nothing was repaired yet and a repair would probably make the picture better: what
    /// keeps it from being ready has cures, and the file can be opened.
    pub fn is_repairable(&self) -> bool {
        let faults = || self.findings.iter().filter(|f| f.level > Level::Note);
        let is_open = self.format.is_some_and(|format| {
            matches!(format.kind(), FormatKind::Accepted | FormatKind::Openable)
        });
        self.fix.is_none()
            && is_open
            && faults().any(|fault| fault.cure.is_some())
            && faults().all(|fault| fault.cure.is_some() || fault.level < Level::Error)
    }

    /// Whether a repair has to turn the picture the way that only its content shows.
    pub(crate) fn needs_turn(&self) -> bool {
        let mut findings = self.findings.iter();
        findings.any(|finding| matches!(finding.cure, Some(Cure::TurnAsSeen(_))))
    }

    /// Adds a finding that only the batch can make, unless the profile has the rule off.
    pub(crate) fn add(&mut self, rule: &'static Rule, profile: &Profile, evidence: Evidence) {
        if let Some(level) = profile.level_of(rule.id, rule.level) {
            self.findings.push(Finding {
                rule,
                level,
                evidence,
                region: None,
                cure: None,
            });
            self.settle();
        }
    }

    /// Sorts the findings and derives the standing from them.
    pub(crate) fn settle(&mut self) {
        // Stable: within a level the order of the table stays.
        self.findings.sort_by_key(|finding| Reverse(finding.level));
        self.standing = Standing::of(self.findings.iter());
    }
}

/// What became of a picture that was to be repaired.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Repair {
    /// How it went.
    pub status: RepairStatus,
    /// Whether nothing was written because nothing should be.
    pub dry_run: bool,
    /// What was done, in order.
    pub actions: Vec<Remark>,
    /// The copies; several only if the original has several pages.
    pub outputs: Vec<Delivery>,
    /// Estimated JPEG quality of the original, 1..=100; `None` if it is no JPEG.
    pub quality_before: Option<u8>,
    /// Why there is no copy, or why it is no better than the original.
    pub reason: Option<Remark>,
}

/// How a repair went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RepairStatus {
    /// Nothing was wrong that can be repaired; the copy is byte for byte the original.
    Copied,
    /// The copy is better than the original, and passes.
    Fixed,
    /// No copy would pass.
    Refused,
    /// Left out on request, because it needs nothing.
    Skipped,
    /// There is a copy, but it can't be put in its place.
    Unwritten,
}

/// One copy.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Delivery {
    /// The path as it is shown.
    pub shown: String,
    /// What the rules say of the copy.
    pub outcome: Outcome,
    /// Quality of a JPEG, 1..=100: the one it was encoded with here, else as its tables state it.
    pub quality: Option<u8>,
}

impl Repair {
    /// A repair that went like this, of which nothing else is known yet.
    pub(crate) fn new(status: RepairStatus) -> Self {
        Self {
            status,
            dry_run: false,
            actions: Vec::new(),
            outputs: Vec::new(),
            quality_before: None,
            reason: None,
        }
    }

    /// A repair of which no copy came, and why.
    pub(crate) fn refused(reason: Remark) -> Self {
        Self {
            reason: Some(reason),
            ..Self::new(RepairStatus::Refused)
        }
    }

    /// Whether there is a copy to upload.
    pub fn delivers(&self) -> bool {
        match self.status {
            RepairStatus::Copied | RepairStatus::Fixed => true,
            RepairStatus::Refused | RepairStatus::Skipped | RepairStatus::Unwritten => false,
        }
    }
}
