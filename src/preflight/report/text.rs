//! The report that people read in a terminal: of each picture what is wrong and what to do.

use std::io::{self, Write};

use super::context::{Context, Report};
use super::lines::Lines;
use super::page::Page;
use super::repair::{SOLVED, write_repair};
use super::styles::{GRAY, GREEN, level_style};
use super::summary::Summary;
use super::words::{Words, level_name, not_assessed, would_say};
use crate::outcome::{Entry, Finding, Outcome, Standing};
#[cfg(feature = "template")]
use crate::template::CheckedManifest;

/// Plain text, with color where the writer lets it through.
#[derive(Debug)]
pub struct Plain {
    page: Page,
    /// Whether nothing is said but what is wrong.
    is_quiet: bool,
}

impl Plain {
    /// A report in the context's language, for lines of `width` columns.
    pub fn new(context: Context, width: usize) -> Self {
        Self {
            page: Page::new(context, width),
            is_quiet: false,
        }
    }

    /// The same without anything but the pictures that are not ready.
    pub fn quiet(context: Context, width: usize) -> Self {
        Self {
            is_quiet: true,
            ..Self::new(context, width)
        }
    }
}

impl Report for Plain {
    fn begin(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn entry(&mut self, entry: &Entry, _: &mut dyn Write) -> io::Result<()> {
        match entry {
            Entry::Skipped { shown, reason } => self.page.leave_out(shown, reason),
            Entry::Judged(outcome)
                if self.is_quiet && outcome.standing_in_force() == Standing::Pass => {}
            Entry::Judged(outcome) => self.page.add(outcome, |context, lines| {
                write_picture(outcome, context, lines)
            })?,
        }
        Ok(())
    }

    #[cfg(feature = "template")]
    fn manifest(&mut self, manifest: &CheckedManifest, _: &mut dyn Write) -> io::Result<()> {
        self.page.add_manifest(manifest, self.is_quiet)
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        if self.is_quiet {
            self.page.write_pictures(out)?;
            self.page.write_origin(out)
        } else {
            self.page.write(summary, out)
        }
    }
}

fn write_picture(outcome: &Outcome, context: &Context, lines: &mut Lines<'_>) -> io::Result<()> {
    lines.headline(outcome, context)?;
    for finding in &outcome.findings {
        if outcome.is_solved(finding) {
            write_solved(finding, context, lines)?;
        } else {
            write_finding(finding, context, lines)?;
        }
    }
    write_repair(outcome, context.lang, lines)?;
    for (copy, finding) in outcome.new_findings() {
        if let Some(copy) = copy {
            lines.item(4, &[], 4, GRAY, copy)?;
        }
        write_finding(finding, context, lines)?;
    }
    match not_assessed(outcome, context.lang) {
        Some(said) => lines.item(4, &[("?", GRAY)], 6, GRAY, &said),
        None => Ok(()),
    }
}

/// One line: there is nothing left to do.
fn write_solved(finding: &Finding, context: &Context, lines: &mut Lines<'_>) -> io::Result<()> {
    let words = Words::of(finding, context.lang, &context.profile);
    let id = format!("[{}]", finding.rule.id);
    let marks = [(SOLVED.get(context.lang), GREEN), (&id, GRAY)];
    lines.item(4, &marks, 8, GRAY, &words.said)
}

fn write_finding(finding: &Finding, context: &Context, lines: &mut Lines<'_>) -> io::Result<()> {
    let lang = context.lang;
    let words = Words::of(finding, lang, &context.profile);
    let level = level_name(finding.level).get(lang);
    let id = format!("[{}]", finding.rule.id);
    let marks = [(level, level_style(finding.level)), (&id, GRAY)];
    lines.item(4, &marks, 8, anstyle::Style::new(), &words.said)?;
    let arrow = [("→", GRAY)];
    lines.item(8, &arrow, 10, anstyle::Style::new(), &words.advice)?;
    match words.refusal {
        Some(refusal) => lines.item(8, &[], 8, GRAY, &would_say(refusal, lang)),
        None => Ok(()),
    }
}
