//! A Markdown table, for the summary of a CI job or a comment: the answer, then one row a picture,
//! worst first, as many rows as GitHub shows.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::answer::{faults, repair_hint, rows_line, summary_line};
use super::certificate;
use super::context::{Context, Report};
use super::repair;
use super::summary::Summary;
use super::words::{Words, standing_mark, standing_name, unchecked};
use super::worst_first::{LeftOut, WorstFirst};
use crate::discover::sanitize_for_terminal as sanitize;
use crate::messages::Lang;
use crate::outcome::{Entry, Outcome};
#[cfg(feature = "template")]
use crate::{
    report::rows::{compared, left_aside, manifest_line, row_name, row_verdict, said_of},
    template::CheckedManifest,
};

/// Rows end here: GitHub shows nothing of a job summary above 1024 KiB, and what stands around the rows
/// and whatever else a step writes into it has to fit as well.
const MOST_BYTES: usize = 900 << 10;

/// A Markdown table.
#[derive(Debug)]
pub struct Markdown {
    context: Context,
    rows: WorstFirst,
    left_out: LeftOut,
    /// What there is to say of manifests as a whole.
    about: String,
    /// A row of the second table for each row of a manifest.
    typed: WorstFirst,
}

impl Markdown {
    /// A table in the context's language.
    pub fn new(context: Context) -> Self {
        Self {
            context,
            rows: WorstFirst::new(),
            left_out: LeftOut::default(),
            about: String::new(),
            typed: WorstFirst::new(),
        }
    }

    /// Whether there is no manifest to speak of.
    const fn is_without_rows(&self) -> bool {
        self.about.is_empty() && self.typed.lines() == 0
    }

    /// The second table: rows of manifests.
    fn write_rows(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let lang = self.context.lang;
        write!(out, "{}", self.about)?;
        if self.typed.lines() == 0 {
            return Ok(());
        }
        let headings = match lang {
            Lang::En => "| | Row | Verdict | What to do |",
            Lang::Zh => "| | 行 | 结论 | 问题与建议 |",
        };
        writeln!(out, "{headings}\n| --- | --- | --- | --- |")?;
        // The other half is for the pictures.
        let left_out = self.typed.write_at_most(MOST_BYTES / 2, out)?;
        match (left_out, lang) {
            (0, _) => {}
            (count, Lang::En) => writeln!(
                out,
                "\n… and {count} more rows; the other formats have them all."
            )?,
            (count, Lang::Zh) => {
                writeln!(out, "\n……另有 {count} 行未列出；完整结果见其他格式的报告。")?;
            }
        }
        writeln!(out)
    }

    /// What was read, and every finding, in one cell.
    fn said(&self, outcome: &Outcome) -> String {
        let read = certificate::line(outcome, &self.context).map(|line| plain(&line));
        let parts = [read, Some(self.findings(outcome))].into_iter().flatten();
        let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
        parts.join("<br>")
    }

    /// Every finding of one picture and of its copies.
    fn findings(&self, outcome: &Outcome) -> String {
        let lang = self.context.lang;
        let mut cell = String::new();
        for finding in repair::all_findings(outcome) {
            let words = Words::of(finding, lang, &self.context.profile);
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
                    self.said(outcome)
                );
                self.rows.add(standing, row.as_bytes())
            }
            Entry::Skipped { shown, reason } => {
                self.left_out.add(shown, reason);
                Ok(())
            }
        }
    }

    #[cfg(feature = "template")]
    fn manifest(&mut self, manifest: &CheckedManifest, _: &mut dyn Write) -> io::Result<()> {
        let lang = self.context.lang;
        if !manifest.shown.is_empty() {
            let line = plain(&manifest_line(manifest, lang));
            let _ = write!(self.about, "{line}\n\n");
        }
        for told in left_aside(manifest, lang) {
            let _ = write!(self.about, "{}\n\n", plain(&told));
        }
        for judged in &manifest.rows {
            let standing = judged.standing();
            let said = said_of(judged, &self.context).into_iter();
            let said = said.map(|said| {
                format!(
                    "`{}` {} → {}",
                    said.rule,
                    plain(&said.said),
                    plain(&said.advice)
                )
            });
            let compared = compared(judged, lang).join("  ");
            let cell: Vec<String> = Some(compared)
                .into_iter()
                .filter(|compared| !compared.is_empty())
                .map(|compared| plain(&compared))
                .chain(said)
                .collect();
            let row = format!(
                "| {} | {} | {} | {} |\n",
                standing_mark(standing),
                plain(&row_name(judged, &self.context)),
                row_verdict(standing).get(lang),
                cell.join("<br>")
            );
            self.typed.add(standing, row.as_bytes())?;
        }
        Ok(())
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let lang = self.context.lang;
        let name = plain(self.context.profile.name.get(lang));
        if summary.images > 0 || self.is_without_rows() {
            writeln!(out, "{}\n", summary_line(summary, &self.context, &name))?;
        }
        if let Some(rows) = rows_line(summary, lang).filter(|_| summary.images > 0) {
            writeln!(out, "{rows}\n")?;
        }
        if let Some(counts) = repair::counts(summary, lang) {
            writeln!(out, "{counts}\n")?;
        }
        if let Some((hint, command)) = repair_hint(summary, &self.context) {
            writeln!(out, "{hint}{}\n", plain(&command))?;
        }
        if let Some(faults) = faults(summary, lang) {
            writeln!(out, "{faults}\n")?;
        }
        if let Some(origin) = self.context.origin() {
            writeln!(out, "{}\n", plain(&origin))?;
        }
        if summary.images > 0 {
            let headings = match lang {
                Lang::En => "| | File | Verdict | What to do |",
                Lang::Zh => "| | 文件 | 结论 | 问题与建议 |",
            };
            writeln!(out, "{headings}\n| --- | --- | --- | --- |")?;
            let room = if self.is_without_rows() {
                MOST_BYTES
            } else {
                MOST_BYTES / 2
            };
            let left_out = self.rows.write_at_most(room, out)?;
            match (left_out, lang) {
                (0, _) => {}
                (count, Lang::En) => writeln!(
                    out,
                    "\n… and {count} more that are left out here, because GitHub shows no summary above 1 MiB; \
                     the other formats have them all."
                )?,
                (count, Lang::Zh) => writeln!(
                    out,
                    "\n……另有 {count} 张未列出：超过 1 MiB 的摘要 GitHub 不会显示；完整结果见其他格式的报告。"
                )?,
            }
            writeln!(out)?;
        }
        self.write_rows(out)?;
        if let Some(left_out) = self.left_out.line(lang) {
            writeln!(out, "{}\n", plain(&left_out))?;
        }
        writeln!(out, "{}", unchecked(summary).get(lang))
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
    use crate::examine::examine_bytes;
    use crate::policy::Policy;
    use crate::profile::Profile;
    use crate::report::write_report;

    #[test]
    fn what_github_would_not_show_is_counted_instead() {
        const SHOWN_BYTES: usize = 1 << 20;
        let policy = Policy::new(Profile::load("tencent-domain").expect("a profile"));
        let outcome = examine_bytes("a folder/of scans/scan.jpg", b"no picture", &policy);
        let entry = Entry::Judged(outcome);
        for (lang, word) in [(Lang::En, "… and "), (Lang::Zh, "……另有 ")] {
            for count in [1, 20_000] {
                let context = Context::new(lang, policy.profile.clone());
                let mut table = Vec::new();
                let entries = vec![entry.clone(); count];
                write_report(&mut Markdown::new(context), &entries, &mut table).expect("memory");
                let table = String::from_utf8(table).expect("text");
                assert!(table.len() < SHOWN_BYTES, "{}", table.len());
                let rows = table.matches("scan.jpg").count();
                let left_out = table.split(word).nth(1).map_or(0, |told| {
                    let digits = told.chars().take_while(char::is_ascii_digit);
                    digits.collect::<String>().parse().expect("a number")
                });
                assert_eq!(rows + left_out, count);
                assert_eq!(left_out > 0, count > 1);
                assert!(left_out == 0 || table.len() > SHOWN_BYTES * 8 / 10);
            }
        }
    }

    #[test]
    fn a_name_stays_in_its_cell_and_makes_no_markup() {
        assert_eq!(
            plain("a|b\n<img src=x>[c](http://d)`*_"),
            "a\\|b\\\\x0A&lt;img src\\=x&gt;\\[c\\](http\\://d)\\`\\*\\_"
        );
    }
}
