//! Lines of the text reports, which fit the terminal.

use std::io::{self, Write};

use anstyle::Style;
use unicode_width::UnicodeWidthStr as _;

use super::certificate;
use super::context::Context;
use super::styles::{BOLD, GRAY, standing_style};
use super::words::{facts, standing_mark, standing_name};
use crate::discover::sanitize_for_terminal as sanitize;
use crate::outcome::Outcome;
use crate::wrap::wrap;

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
        let wide = verdict.width() + name.width() + facts.width() + 4;
        if facts.is_empty() {
            writeln!(self.out)?;
        } else if wide > self.width {
            writeln!(self.out)?;
            self.item(4, &[], 4, GRAY, &facts)?;
        } else {
            writeln!(self.out, "  {GRAY}{facts}{GRAY:#}")?;
        }
        match certificate::line(outcome, context) {
            Some(read) => self.item(4, &[], 4, Style::new(), &read),
            None => Ok(()),
        }
    }

    /// A line that is not wrapped, as it is.
    #[cfg(feature = "template")]
    pub(super) fn raw(&mut self, line: &str) -> io::Result<()> {
        writeln!(self.out, "{line}")
    }

    pub(super) fn blank(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }
}
