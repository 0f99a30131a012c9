//! What a repair made of one picture.

use super::Outcome;
use crate::messages::{Evidence, Lang, Text, fill};

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

/// One thing that was done, or one reason why not: a stable id, a sentence, its values.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Remark {
    /// Stable, kebab-case.
    pub id: &'static str,
    /// What fills the sentence.
    pub evidence: Evidence,
    pub(crate) says: Text,
}

impl Remark {
    /// The sentence in one language.
    pub fn says(&self, lang: Lang) -> String {
        fill(self.says.get(lang), &self.evidence, lang)
    }
}
