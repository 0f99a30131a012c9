//! What both text reports have in common: the answer at the top, pictures worst first, lines that
//! fit.

use std::io::{self, Write};

use anstyle::Style;
use unicode_width::UnicodeWidthStr as _;

use super::context::Context;
use super::styles::{BOLD, GRAY, standing_style};
use super::summary::Summary;
use super::words::{UNCHECKED, answer, facts, standing_mark, standing_name};
use super::worst_first::{LeftOut, WorstFirst};
use crate::discover::{SkipReason, sanitize_for_terminal as sanitize};
use crate::outcome::Outcome;
use crate::wrap::wrap;

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
}

impl Page {
    /// A page in the context's language, for lines of `width` columns.
    pub(super) fn new(context: Context, width: usize) -> Self {
        Self {
            context,
            width: width.max(NARROWEST),
            pictures: WorstFirst::new(),
            left_out: LeftOut::default(),
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

    /// The pictures alone.
    pub(super) fn write_pictures(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.pictures.write(out)
    }

    /// The whole page.
    pub(super) fn write(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let lang = self.context.lang;
        let answer = answer(summary, &self.context);
        self.write_paragraphs(&answer, out)?;
        writeln!(out)?;
        self.pictures.write(out)?;
        let mut lines = Lines::new(self.width, out);
        if let Some(left_out) = self.left_out.line(lang) {
            lines.item(0, &[("-", GRAY)], 2, GRAY, &left_out)?;
        }
        writeln!(lines.out)?;
        lines.item(0, &[], 0, GRAY, UNCHECKED.get(lang))?;
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

/// Where lines go, and how wide they may be.
pub(super) struct Lines<'a> {
    width: usize,
    out: &'a mut dyn Write,
}

impl<'a> Lines<'a> {
    pub(super) fn new(width: usize, out: &'a mut dyn Write) -> Self {
        Self { width, out }
    }

    /// A text behind marks, `indent` columns from the left; what doesn't fit goes on `hanging`
    /// columns from the left.
    pub(super) fn item(
        &mut self,
        indent: usize,
        marks: &[(&str, Style)],
        hanging: usize,
        style: Style,
        text: &str,
    ) -> io::Result<()> {
        write!(self.out, "{:indent$}", "")?;
        let mut taken = indent;
        for (mark, style) in marks {
            write!(self.out, "{style}{mark}{style:#} ")?;
            taken += mark.width() + 1;
        }
        let room = self.width.saturating_sub(hanging);
        let lines = wrap(&sanitize(text), taken.saturating_sub(hanging), room);
        for (number, line) in lines.iter().enumerate() {
            if number > 0 {
                write!(self.out, "{:hanging$}", "")?;
            }
            writeln!(self.out, "{style}{line}{style:#}")?;
        }
        Ok(())
    }

    /// Verdict, name and the plain facts of one picture, on one line where that holds them.
    pub(super) fn headline(&mut self, outcome: &Outcome, context: &Context) -> io::Result<()> {
        let lang = context.lang;
        let standing = outcome.standing_in_force();
        let style = standing_style(standing);
        let verdict = format!(
            "{} {}",
            standing_mark(standing),
            standing_name(standing).get(lang)
        );
        let name = sanitize(&outcome.shown);
        let facts = facts(outcome, None, lang).join(" · ");
        write!(self.out, "{style}{verdict}{style:#}  {BOLD}{name}{BOLD:#}")?;
        if facts.is_empty() {
            return writeln!(self.out);
        }
        let wide = verdict.width() + name.width() + facts.width() + 4;
        if wide > self.width {
            writeln!(self.out)?;
            return self.item(4, &[], 4, GRAY, &facts);
        }
        writeln!(self.out, "  {GRAY}{facts}{GRAY:#}")
    }

    pub(super) fn blank(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }
}
