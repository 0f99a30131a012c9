//! A table for spreadsheets (RFC 4180): one line a finding, and one for each picture
//! and each row of a manifest without any.
//!
//! It begins with a byte order mark, without which Excel takes UTF-8 for the system's code page and
//! Chinese for rubbish. The order of the columns is a promise; their headings follow the language.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::context::{Context, Report};
use super::repair;
use super::summary::Summary;
use super::words::{Words, level_name, standing_name};
use crate::messages::{Text, format_name, text};
use crate::outcome::{Entry, Finding, Outcome};
#[cfg(feature = "template")]
use crate::{
    platform::Level,
    report::rows::{row_verdict, said_of},
    template::{CheckedManifest, Field},
};

/// Headings, in order.
const COLUMNS: [Text; 16] = [
    text("file", "文件"),
    text("verdict", "结论"),
    text("format", "格式"),
    text("width", "宽（像素）"),
    text("height", "高（像素）"),
    text("bytes", "字节数"),
    text("level", "级别"),
    text("rule", "规则"),
    text("finding", "问题"),
    text("advice", "建议"),
    text("platform's refusal", "平台驳回原文"),
    text("repair", "修复"),
    text("what was done", "修复内容"),
    text("settings", "设置来源"),
    text("row", "行"),
    text("field", "栏目"),
];

/// Comma-separated values.
#[derive(Debug)]
pub struct Csv {
    context: Context,
    /// What was not usual of the run, once it has begun.
    settings: String,
}

impl Csv {
    /// A table in the context's language.
    pub const fn new(context: Context) -> Self {
        Self {
            context,
            settings: String::new(),
        }
    }
}

impl Report for Csv {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.settings = self.context.origin().unwrap_or_default();
        write!(out, "\u{FEFF}")?;
        write_line(COLUMNS.map(|heading| heading.get(self.context.lang)), out)
    }

    fn entry(&mut self, entry: &Entry, out: &mut dyn Write) -> io::Result<()> {
        let lang = self.context.lang;
        match entry {
            Entry::Judged(outcome) => {
                let picture = Picture::of(outcome, self);
                let mut findings = repair::all_findings(outcome).peekable();
                if findings.peek().is_none() {
                    write_line(picture.cells(["", "", "", "", ""]), out)?;
                }
                findings.try_for_each(|finding| self.write_finding(&picture, outcome, finding, out))
            }
            Entry::Skipped { shown, reason } => {
                let verdict = text("left out", "未检查").get(lang);
                let reason = reason.says(lang);
                let settings = &self.settings;
                let cells = [
                    shown, verdict, "", "", "", "", "", "", &reason, "", "", "", "", settings, "",
                    "",
                ];
                write_line(cells, out)
            }
        }
    }

    #[cfg(feature = "template")]
    fn manifest(&mut self, manifest: &CheckedManifest, out: &mut dyn Write) -> io::Result<()> {
        let lang = self.context.lang;
        let file = manifest.shown.as_str();
        let settings = self.settings.as_str();
        if let Some(problem) = &manifest.problem {
            let verdict = text("not checked", "未检查").get(lang);
            let level = level_name(Level::Warning).get(lang);
            let said = problem.says(lang);
            let cells = [
                file, verdict, "", "", "", "", level, "", &said, "", "", "", "", settings, "", "",
            ];
            write_line(cells, out)?;
        }
        for judged in &manifest.rows {
            let verdict = row_verdict(judged.standing()).get(lang);
            let row = judged.row.number.to_string();
            let said = said_of(judged, &self.context);
            if said.is_empty() {
                let cells = [
                    file, verdict, "", "", "", "", "", "", "", "", "", "", "", settings, &row, "",
                ];
                write_line(cells, out)?;
            }
            for said in &said {
                let level = level_name(said.level).get(lang);
                let field = said.field.unwrap_or(Field::Picture).name(lang);
                let refusal = said.refusal.unwrap_or_default();
                let cells = [
                    file,
                    verdict,
                    "",
                    "",
                    "",
                    "",
                    level,
                    said.rule,
                    &said.said,
                    &said.advice,
                    refusal,
                    "",
                    "",
                    settings,
                    &row,
                    field,
                ];
                write_line(cells, out)?;
            }
        }
        Ok(())
    }

    fn end(&mut self, _: &Summary, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

impl Csv {
    fn write_finding(
        &self,
        picture: &Picture<'_>,
        outcome: &Outcome,
        finding: &Finding,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let lang = self.context.lang;
        let words = Words::of(finding, lang, &self.context.profile);
        let cells = [
            level_name(finding.level).get(lang),
            finding.rule.id,
            &words.said,
            repair::what_to_do(outcome, finding, lang, &words.advice),
            words.refusal.unwrap_or_default(),
        ];
        write_line(picture.cells(cells), out)
    }
}

/// The cells that all lines of one picture share, before and behind those of a finding.
struct Picture<'a> {
    facts: [String; 6],
    repair: [String; 2],
    settings: &'a str,
}

impl<'a> Picture<'a> {
    fn of(outcome: &Outcome, report: &'a Csv) -> Self {
        let lang = report.context.lang;
        let format = outcome.format.map(|format| format_name(format).get(lang));
        let number = |number: Option<u64>| number.map_or_else(String::new, |n| n.to_string());
        let facts = [
            outcome.shown.clone(),
            standing_name(outcome.standing_in_force())
                .get(lang)
                .to_owned(),
            format.unwrap_or_default().to_owned(),
            number(outcome.size.map(|(width, _)| width.into())),
            number(outcome.size.map(|(_, height)| height.into())),
            number(outcome.bytes),
        ];
        let (head, lines) = repair::told(outcome, lang).unwrap_or_default();
        Self {
            facts,
            repair: [head, lines.join(repair::BETWEEN.get(lang))],
            settings: &report.settings,
        }
    }

    fn cells<'b>(&'b self, finding: [&'b str; 5]) -> impl Iterator<Item = &'b str> {
        let facts = self.facts.iter().map(String::as_str);
        facts
            .chain(finding)
            .chain(self.repair.iter().map(String::as_str))
            .chain([self.settings, "", ""])
    }
}

/// Writes one line, ended as RFC 4180 and Excel want it.
fn write_line<'a>(cells: impl IntoIterator<Item = &'a str>, out: &mut dyn Write) -> io::Result<()> {
    let mut line = String::new();
    for cell in cells {
        if !line.is_empty() {
            line.push(',');
        }
        let _ = write!(line, "\"{}\"", harmless(cell).replace('"', "\"\""));
    }
    write!(out, "{line}\r\n")
}

/// A spreadsheet runs a cell that begins like a formula, quoted or not, and a file name is not ours:
/// an apostrophe makes it text. The full-width signs count as well in Chinese and Japanese editions.
fn harmless(cell: &str) -> String {
    let active = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    format!("{}{cell}", if active { "'" } else { "" })
}

#[cfg(test)]
#[expect(
    clippy::unwrap_used,
    reason = "a test that can't go on should stop loudly"
)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_doubled_and_formulas_disarmed() {
        let mut line = Vec::new();
        write_line(["a \"b\"", "=1+1", "＝1", "-x.jpg", "a=b", ""], &mut line).unwrap();
        assert_eq!(
            String::from_utf8(line).unwrap(),
            "\"a \"\"b\"\"\",\"'=1+1\",\"'＝1\",\"'-x.jpg\",\"a=b\",\"\"\r\n"
        );
    }
}
