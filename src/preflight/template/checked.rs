//! A manifest with all that is to be said of it, as reports take it.

use std::sync::Arc;

use super::check::{Judged, Pictured, Terms, judge_all};
use super::problem::ManifestProblem;
use super::read::Manifest;
use super::row::Row;
use crate::outcome::Standing;
use crate::platform::Level;
use crate::profile::Profile;

/// A manifest whose rows are judged, or why it can't be.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct CheckedManifest {
    /// The path as it is shown; empty for a row that comes from the command line.
    pub shown: String,
    /// Why it can't be read; it has no rows then.
    pub problem: Option<ManifestProblem>,
    /// Headers that mean nothing here; their columns are left alone.
    pub unknown: Vec<String>,
    /// Rows above the headers, by their first cell.
    pub titles: Vec<String>,
    /// The rows, in their order.
    pub rows: Vec<Judged>,
}

/// How many rows stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RowCounts {
    /// All of them.
    pub rows: u64,
    /// Nothing at warning level or above, pictures included.
    pub pass: u64,
    /// Warnings only.
    pub warn: u64,
    /// At least one error.
    pub fail: u64,
}

impl RowCounts {
    /// Adds others.
    pub fn add(&mut self, more: Self) {
        self.rows += more.rows;
        self.pass += more.pass;
        self.warn += more.warn;
        self.fail += more.fail;
    }
}

impl CheckedManifest {
    /// Rows of the command line, which stand in no file.
    pub fn of_rows(
        rows: Vec<Row>,
        usual: &Terms,
        pictures: impl FnMut(&Row, &Profile) -> Vec<Arc<Pictured>>,
    ) -> Self {
        Self {
            rows: judge_all(rows, usual, pictures),
            ..Self::default()
        }
    }

    /// A manifest that was read. What a row has to have depends on which columns there are.
    pub fn of(
        shown: &str,
        manifest: Manifest,
        usual: &Terms,
        pictures: impl FnMut(&Row, &Profile) -> Vec<Arc<Pictured>>,
    ) -> Self {
        let usual = Terms {
            columns: manifest.columns,
            ..usual.clone()
        };
        Self {
            shown: shown.to_owned(),
            problem: None,
            unknown: manifest.unknown,
            titles: manifest.titles,
            rows: judge_all(manifest.rows, &usual, pictures),
        }
    }

    /// A manifest that can't be read.
    pub fn unreadable(shown: &str, problem: ManifestProblem) -> Self {
        Self {
            shown: shown.to_owned(),
            problem: Some(problem),
            ..Self::default()
        }
    }

    /// How many rows stand how.
    pub fn counts(&self) -> RowCounts {
        let mut counts = RowCounts::default();
        for judged in &self.rows {
            counts.rows += 1;
            *match judged.standing() {
                Standing::Pass => &mut counts.pass,
                Standing::Warn => &mut counts.warn,
                Standing::Fail | Standing::Unreadable => &mut counts.fail,
            } += 1;
        }
        counts
    }

    /// The most serious level of what is wrong. That a manifest can't be read is a warning: nothing that a platform
    /// would refuse was found, and nothing was compared.
    pub fn worst(&self) -> Option<Level> {
        let rows = self.rows.iter().filter_map(Judged::worst).max();
        rows.max(self.problem.as_ref().map(|_| Level::Warning))
    }
}
