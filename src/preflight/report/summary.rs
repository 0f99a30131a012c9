//! How a run ended, in numbers: what counts is what is true after the repair, if there was one.

use std::collections::{BTreeMap, BTreeSet};

use crate::outcome::{Entry, Outcome, RepairStatus, Standing};
use crate::platform::Level;
#[cfg(feature = "template")]
use crate::template::{CheckedManifest, RowCounts};

/// How many pictures ended how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// Pictures examined, or tried.
    pub images: u64,
    /// Nothing at warning level or above.
    pub pass: u64,
    /// Warnings only.
    pub warn: u64,
    /// At least one error.
    pub fail: u64,
    /// Could not be examined to the end.
    pub unreadable: u64,
    /// Paths left out, each named in the report.
    pub skipped: u64,
    /// Named paths at which there was nothing.
    pub missing: u64,
    /// The most serious level found.
    pub worst: Option<Level>,
    /// How many pictures have a fault of each rule, by its id; notes are none.
    pub faults: BTreeMap<&'static str, u64>,
    /// Pictures that were not repaired yet and probably can be.
    pub repairable: u64,
    /// Those among them that also need a turn which only their content shows.
    pub turnable: u64,
    /// Copies that are better than their originals.
    pub fixed: u64,
    /// Copies that are their originals byte for byte.
    pub copied: u64,
    /// Pictures of which no copy would pass.
    pub refused: u64,
    /// Copies that could not be put in their place.
    pub unwritten: u64,
    /// Rows of manifests.
    #[cfg(feature = "template")]
    pub rows: RowCounts,
    /// Manifests that could not be read.
    #[cfg(feature = "template")]
    pub unread_manifests: u64,
}

impl Summary {
    /// Counts one entry.
    pub fn add(&mut self, entry: &Entry) {
        match entry {
            Entry::Skipped { .. } => self.skipped += 1,
            Entry::Judged(outcome) => self.add_outcome(outcome),
        }
    }

    /// Counts the rows of a manifest.
    #[cfg(feature = "template")]
    pub fn add_manifest(&mut self, manifest: &CheckedManifest) {
        self.rows.add(manifest.counts());
        self.unread_manifests += u64::from(manifest.problem.is_some());
        self.worst = self.worst.max(manifest.worst());
    }

    fn add_outcome(&mut self, outcome: &Outcome) {
        self.images += 1;
        *match outcome.standing_in_force() {
            Standing::Pass => &mut self.pass,
            Standing::Warn => &mut self.warn,
            Standing::Fail => &mut self.fail,
            Standing::Unreadable => &mut self.unreadable,
        } += 1;
        self.missing += u64::from(outcome.findings.iter().any(|f| f.rule.id == "missing"));
        self.worst = self.worst.max(outcome.worst_in_force());
        let findings = outcome.findings_in_force();
        let faults = findings.iter().filter(|found| found.level > Level::Note);
        let faults: BTreeSet<_> = faults.map(|found| found.rule.id).collect();
        for id in faults {
            *self.faults.entry(id).or_default() += 1;
        }
        if outcome.is_repairable() {
            self.repairable += 1;
            self.turnable += u64::from(outcome.needs_turn());
        }
        match outcome.fix.as_ref().map(|fix| fix.status) {
            Some(RepairStatus::Fixed) => self.fixed += 1,
            Some(RepairStatus::Copied) => self.copied += 1,
            Some(RepairStatus::Refused) => self.refused += 1,
            Some(RepairStatus::Unwritten) => self.unwritten += 1,
            Some(RepairStatus::Skipped) | None => {}
        }
    }

    /// Whether there was anything to look at.
    pub const fn is_empty(&self) -> bool {
        #[cfg(feature = "template")]
        let has_rows = self.rows.rows > 0;
        #[cfg(not(feature = "template"))]
        let has_rows = false;
        self.images == self.missing && !has_rows
    }
}
