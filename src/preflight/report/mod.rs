//! Entries in, text out: one file a format. A report reads outcomes and decides nothing.
//!
//! Every format is written while the run goes on, so that memory doesn't grow with the number of
//! pictures, and a report that was cut off never looks whole.

mod brief;
mod checklist;
mod csv;
mod escape;
mod fix;
mod github;
mod html;
mod json;
mod junit;
mod markdown;
mod sarif;
mod text;
mod words;

use std::io::{self, Write};

use crate::batch::Entry;
use crate::fix::RepairStatus;
use crate::judge::{Outcome, Standing};
use crate::messages::Lang;
use crate::profile::{Level, Profile};

pub use brief::Brief;
pub use checklist::Checklist;
pub use csv::Csv;
pub use github::GitHub;
pub use html::Html;
pub use json::{Json, JsonLines};
pub use junit::Junit;
pub use markdown::Markdown;
pub use sarif::Sarif;
pub use text::Plain;

/// What every report needs to know besides the entries.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Context {
    /// The language of sentences.
    pub lang: Lang,
    /// The profile in force.
    pub profile: Profile,
    /// The level from which on a report that knows only "passed" and "failed" says failed.
    pub fail_on: Level,
}

impl Context {
    /// What a report in `lang` under `profile` needs.
    pub const fn new(lang: Lang, profile: Profile) -> Self {
        Self {
            lang,
            profile,
            fail_on: Level::Error,
        }
    }
}

/// One output format, fed in input order.
pub trait Report {
    /// Called once, before the first entry.
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()>;
    /// Called for every entry.
    fn entry(&mut self, entry: &Entry, out: &mut dyn Write) -> io::Result<()>;
    /// Called once, after the last entry; a report without it is visibly incomplete.
    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()>;
}

/// How many pictures ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
    /// Copies that are better than their originals.
    pub fixed: u64,
    /// Copies that are their originals byte for byte.
    pub copied: u64,
    /// Pictures of which no copy would pass.
    pub refused: u64,
    /// Copies that could not be put in their place.
    pub unwritten: u64,
}

impl Summary {
    /// Counts one entry.
    pub fn add(&mut self, entry: &Entry) {
        match entry {
            Entry::Skipped { .. } => self.skipped += 1,
            Entry::Judged(outcome) => self.add_outcome(outcome),
        }
    }

    fn add_outcome(&mut self, outcome: &Outcome) {
        let (standing, worst) = outcome.after_repair();
        self.images += 1;
        *match standing {
            Standing::Pass => &mut self.pass,
            Standing::Warn => &mut self.warn,
            Standing::Fail => &mut self.fail,
            Standing::Unreadable => &mut self.unreadable,
        } += 1;
        self.missing += u64::from(outcome.findings.iter().any(|f| f.rule.id == "missing"));
        self.worst = self.worst.max(worst);
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
        self.images == self.missing
    }
}
