//! Rows as text for people.

use std::io::{self, Write};

use anstyle::Style;

use super::{
    compared, counted, left_aside, manifest_line, not_read, row_name, row_verdict, said_of,
};
use crate::discover::sanitize_for_terminal as sanitize;
use crate::messages::{Lang, text};
use crate::outcome::{Entry, Standing};
use crate::platform::Level;
use crate::report::context::{Context, Report};
use crate::report::lines::Lines;
use crate::report::styles::{BOLD, GRAY, level_style, standing_style};
use crate::report::summary::Summary;
use crate::report::words::{level_name, would_say};
use crate::template::{CheckedManifest, Field, Judged};

/// All rows of one manifest, and how many stand how.
#[derive(Debug)]
pub struct RowsText {
    context: Context,
    width: usize,
    /// Whether what to type is listed, field by field.
    lists_what_to_type: bool,
}

impl RowsText {
    /// A report in the context's language, for lines of `width` columns.
    pub const fn new(context: Context, width: usize, lists_what_to_type: bool) -> Self {
        Self {
            context,
            width,
            lists_what_to_type,
        }
    }
}

impl Report for RowsText {
    fn begin(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn entry(&mut self, _: &Entry, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn manifest(&mut self, manifest: &CheckedManifest, out: &mut dyn Write) -> io::Result<()> {
        let mut lines = Lines::new(self.width, out);
        for told in left_aside(manifest, self.context.lang) {
            lines.item(0, &[], 0, Style::new(), &told)?;
        }
        for judged in &manifest.rows {
            write_row(judged, 0, &self.context, &mut lines)?;
            if self.lists_what_to_type {
                write_what_to_type(judged, self.context.lang, &mut lines)?;
            }
        }
        Ok(())
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let name = self.context.profile.name.get(self.context.lang);
        let counts = summary.rows;
        let line = match self.context.lang {
            Lang::Zh => format!("{name}：共 {}。", counted(counts, Lang::Zh)),
            Lang::En => counted(counts, Lang::En).replacen(':', &format!(" for {name}:"), 1) + ".",
        };
        writeln!(out)?;
        Lines::new(self.width, out).item(0, &[], 0, Style::new(), &line)
    }
}

/// The line above the rows of a manifest.
fn head_line(manifest: &CheckedManifest, lang: Lang, lines: &mut Lines<'_>) -> io::Result<()> {
    let style = if manifest.problem.is_some() {
        level_style(Level::Warning)
    } else {
        BOLD
    };
    lines.item(0, &[], 2, style, &manifest_line(manifest, lang))
}

/// A manifest among pictures: what it comes to, and its rows; on `quiet` those that are not ready.
pub(in crate::report) fn write_manifest(
    manifest: &CheckedManifest,
    is_quiet: bool,
    context: &Context,
    lines: &mut Lines<'_>,
) -> io::Result<()> {
    head_line(manifest, context.lang, lines)?;
    if !is_quiet {
        for told in left_aside(manifest, context.lang) {
            lines.item(2, &[], 4, GRAY, &told)?;
        }
    }
    for judged in &manifest.rows {
        if !is_quiet || judged.standing() > Standing::Pass {
            write_row(judged, 2, context, lines)?;
        }
    }
    Ok(())
}

/// All that is to be said of one row.
fn write_row(
    judged: &Judged,
    indent: usize,
    context: &Context,
    lines: &mut Lines<'_>,
) -> io::Result<()> {
    let lang = context.lang;
    let standing = judged.standing();
    let mark = match standing {
        Standing::Pass => "✓",
        Standing::Warn => "!",
        Standing::Fail | Standing::Unreadable => "✗",
    };
    let verdict = format!("{mark} {}", row_verdict(standing).get(lang));
    let style = standing_style(standing);
    match row_name(judged, context) {
        name if name.is_empty() => lines.item(indent, &[], indent, style, &verdict)?,
        name => lines.item(
            indent,
            &[(&verdict, style), ("", GRAY)],
            indent + 4,
            BOLD,
            &name,
        )?,
    }
    let compared = compared(judged, lang).join("  ");
    if !compared.is_empty() {
        lines.item(indent + 4, &[], indent + 4, GRAY, &compared)?;
    }
    for said in said_of(judged, context) {
        let level = level_name(said.level).get(lang);
        let id = format!("[{}]", said.rule);
        let mut marks = vec![(level, level_style(said.level))];
        if !said.rule.is_empty() {
            marks.push((&id, GRAY));
        }
        lines.item(indent + 4, &marks, indent + 8, Style::new(), &said.said)?;
        let arrow = [("→", GRAY)];
        lines.item(indent + 8, &arrow, indent + 10, Style::new(), &said.advice)?;
        if let Some(refusal) = said.refusal {
            let says = would_say(refusal, lang);
            lines.item(indent + 8, &[], indent + 8, GRAY, &says)?;
        }
    }
    match not_read(judged, lang) {
        Some(said) => lines.item(indent + 4, &[("?", GRAY)], indent + 6, GRAY, &said),
        None => Ok(()),
    }
}

/// What to type, field by field, to be copied and pasted.
fn write_what_to_type(judged: &Judged, lang: Lang, lines: &mut Lines<'_>) -> io::Result<()> {
    let heading = text("To type:", "照此填写：").get(lang);
    lines.item(4, &[], 4, Style::new(), heading)?;
    let aside = [
        Field::Picture,
        Field::Picture2,
        Field::Platform,
        Field::Issued,
        Field::TemplateCreated,
    ];
    for field in judged.row.fields().filter(|field| !aside.contains(field)) {
        let faults = || judged.faults.iter().filter(|fault| fault.field == field);
        let instead = faults().rev().find_map(|fault| fault.instead.as_deref());
        let is_open = faults().any(|fault| fault.level > Level::Note && fault.instead.is_none());
        let typed = instead.or_else(|| judged.row.get(field));
        let mark = if is_open {
            text("  (not settled yet)", "（尚待改正）").get(lang)
        } else {
            ""
        };
        // On one line however long it is, with a tab that spreadsheets take for the end of a cell.
        let typed = sanitize(typed.unwrap_or_default()).into_owned();
        lines.raw(&format!("      {}\t{typed}{mark}", field.name(lang)))?;
    }
    Ok(())
}
