//! What both text reports have in common: the answer at the top, pictures worst first, lines that
//! fit.

use std::io::{self, Write};

use anstyle::Style;

use super::answer::answer;
use super::context::Context;
use super::lines::Lines;
use super::styles::GRAY;
use super::summary::Summary;
use super::words::unchecked;
use super::worst_first::{LeftOut, WorstFirst};
use crate::discover::SkipReason;
use crate::outcome::Outcome;
#[cfg(feature = "template")]
use crate::{
    outcome::Standing, platform::Level, report::rows::write_manifest, template::CheckedManifest,
};

/// Narrower than this, a wrapped line would hold a word or two.
const NARROWEST: usize = 40;

/// A report longer than this has scrolled its answer out of the usual window, of 24 rows.
const MOST_LINES: usize = 20;

/// Everything that is said, until it is known what stands above it.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) context: Context,
    width: usize,
    pictures: WorstFirst,
    left_out: LeftOut,
    /// What is said of manifests; below the pictures, which their rows speak of.
    manifests: WorstFirst,
}

impl Page {
    /// A page in the context's language, for lines of `width` columns.
    pub(super) fn new(context: Context, width: usize) -> Self {
        Self {
            context,
            width: width.max(NARROWEST),
            pictures: WorstFirst::new(),
            left_out: LeftOut::default(),
            manifests: WorstFirst::new(),
        }
    }

    /// Adds what `write` says of a picture.
    pub(super) fn add(
        &mut self,
        outcome: &Outcome,
        write: impl FnOnce(&Context, &mut Lines<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut said = Vec::new();
        write(&self.context, &mut Lines::new(self.width, &mut said))?;
        self.pictures.add(outcome.standing_in_force(), &said)
    }

    pub(super) fn leave_out(&mut self, shown: &str, reason: &SkipReason) {
        self.left_out.add(shown, reason);
    }

    /// Adds what is to be said of a manifest and its rows; on `quiet` of those that are not ready.
    #[cfg(feature = "template")]
    pub(super) fn add_manifest(
        &mut self,
        manifest: &CheckedManifest,
        is_quiet: bool,
    ) -> io::Result<()> {
        if is_quiet && manifest.worst() < Some(Level::Warning) {
            return Ok(());
        }
        let mut said = Vec::new();
        let mut lines = Lines::new(self.width, &mut said);
        write_manifest(manifest, is_quiet, &self.context, &mut lines)?;
        // All of them under one verdict, so that they keep their order.
        self.manifests.add(Standing::Fail, &said)
    }

    /// The pictures, and what is typed, alone.
    pub(super) fn write_pictures(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.pictures.write(out)?;
        self.write_manifests(out)
    }

    fn write_manifests(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.manifests.lines() > 0 && self.pictures.lines() > 0 {
            writeln!(out)?;
        }
        self.manifests.write(out)
    }

    /// What was not usual of the run.
    pub(super) fn write_origin(&self, out: &mut dyn Write) -> io::Result<()> {
        let origin: Vec<_> = self.context.origin().into_iter().collect();
        self.write_paragraphs(&origin, out)
    }

    /// The whole page.
    pub(super) fn write(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let lang = self.context.lang;
        let answer = answer(summary, &self.context);
        self.write_paragraphs(&answer, out)?;
        writeln!(out)?;
        self.pictures.write(out)?;
        self.write_manifests(out)?;
        let mut lines = Lines::new(self.width, out);
        if let Some(left_out) = self.left_out.line(lang) {
            lines.item(0, &[("-", GRAY)], 2, GRAY, &left_out)?;
        }
        lines.blank()?;
        lines.item(0, &[], 0, GRAY, unchecked(summary).get(lang))?;
        if self.pictures.lines() > MOST_LINES {
            self.write_paragraphs(&answer, out)?;
        }
        Ok(())
    }

    fn write_paragraphs(&self, paragraphs: &[String], out: &mut dyn Write) -> io::Result<()> {
        let mut lines = Lines::new(self.width, out);
        paragraphs
            .iter()
            .try_for_each(|text| lines.item(0, &[], 0, Style::new(), text))
    }
}
