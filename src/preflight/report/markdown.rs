//! A Markdown table, for the summary of a CI job or a comment: the answer, then one row a picture,
//! worst first.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::context::{Context, Report};
use super::repair;
use super::summary::Summary;
use super::words::{
    UNCHECKED, Words, faults, repair_hint, standing_mark, standing_name, summary_line,
};
use super::worst_first::{LeftOut, WorstFirst};
use crate::discover::sanitize_for_terminal as sanitize;
use crate::messages::Lang;
use crate::outcome::{Entry, Outcome};

/// A Markdown table.
#[derive(Debug)]
pub struct Markdown {
    context: Context,
    rows: WorstFirst,
    left_out: LeftOut,
}

impl Markdown {
    /// A table in the context's language.
    pub fn new(context: Context) -> Self {
        Self {
            context,
            rows: WorstFirst::new(),
            left_out: LeftOut::default(),
        }
    }

    /// Every finding of one picture and of its copies in one cell.
    fn findings(&self, outcome: &Outcome) -> String {
        let lang = self.context.lang;
        let mut cell = String::new();
        for finding in repair::all_findings(outcome) {
            let words = Words::of(finding, lang, self.context.profile.platform);
            let what_to_do = plain(repair::what_to_do(outcome, finding, lang, &words.advice));
            let _ = write!(
                cell,
                "{}`{}` {} → {what_to_do}",
                if cell.is_empty() { "" } else { "<br>" },
                finding.rule.id,
                plain(&words.said),
            );
        }
        if let Some((head, lines)) = repair::told(outcome, lang) {
            let line_break = if cell.is_empty() { "" } else { "<br>" };
            let _ = write!(cell, "{line_break}⇒ {}", plain(&head));
            for line in lines {
                let _ = write!(cell, "<br>{}", plain(&line));
            }
        }
        cell
    }
}

impl Report for Markdown {
    fn begin(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn entry(&mut self, entry: &Entry, _: &mut dyn Write) -> io::Result<()> {
        match entry {
            Entry::Judged(outcome) => {
                let standing = outcome.standing_in_force();
                let row = format!(
                    "| {} | {} | {} | {} |\n",
                    standing_mark(standing),
                    plain(&outcome.shown),
                    standing_name(standing).get(self.context.lang),
                    self.findings(outcome)
                );
                self.rows.add(standing, row.as_bytes())
            }
            Entry::Skipped { shown, reason } => {
                self.left_out.add(shown, reason);
                Ok(())
            }
        }
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let lang = self.context.lang;
        let name = plain(self.context.profile.name.get(lang));
        writeln!(out, "{}\n", summary_line(summary, &self.context, &name))?;
        if let Some(counts) = repair::counts(summary, lang) {
            writeln!(out, "{counts}\n")?;
        }
        if let Some((hint, command)) = repair_hint(summary, &self.context) {
            writeln!(out, "{hint}{}\n", plain(&command))?;
        }
        if let Some(faults) = faults(summary, lang) {
            writeln!(out, "{faults}\n")?;
        }
        if summary.images > 0 {
            let headings = match lang {
                Lang::En => "| | File | Verdict | What to do |",
                Lang::Zh => "| | 文件 | 结论 | 问题与建议 |",
            };
            writeln!(out, "{headings}\n| --- | --- | --- | --- |")?;
            self.rows.write(out)?;
            writeln!(out)?;
        }
        if let Some(left_out) = self.left_out.line(lang) {
            writeln!(out, "{}\n", plain(&left_out))?;
        }
        writeln!(out, "{}", UNCHECKED.get(lang))
    }
}

/// A text that Markdown and the HTML behind it leave alone: every ASCII sign that could mean
/// something gets a backslash (`CommonMark` 2.4), and angle brackets become references, because some
/// readers look for tags first.
fn plain(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in sanitize(text).chars() {
        match character {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            // Signs without a meaning inside a cell, left alone so that the source stays readable.
            '.' | ',' | '/' | '%' | '(' | ')' | '-' | ';' | '?' | '"' | '\'' => {
                safe.push(character);
            }
            sign if sign.is_ascii_punctuation() => {
                safe.push('\\');
                safe.push(sign);
            }
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_in_its_cell_and_makes_no_markup() {
        assert_eq!(
            plain("a|b\n<img src=x>[c](http://d)`*_"),
            "a\\|b\\\\x0A&lt;img src\\=x&gt;\\[c\\](http\\://d)\\`\\*\\_"
        );
    }
}
