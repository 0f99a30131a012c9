//! What is said of rows, for machines.

use std::io::{self, Write};

use serde::Serialize;

use crate::outcome::{Entry, Standing};
use crate::report::context::{Context, Report};
use crate::report::summary::Summary;
use crate::sensitive::{masked_number, masked_person};
use crate::template::{
    CheckedManifest, Comparison, Fault, Field, Judged, Plain, RowCounts, may_be_persons, shown_type,
};

/// What is said of a manifest.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(
    test,
    schemars(
        title = "Answer of certpreflight template check",
        description = "What a platform would refuse of what is typed."
    )
)]
struct AnswerView {
    schema: u32,
    profile: String,
    summary: RowCountsView,
    /// Headers that mean nothing here.
    unknown_columns: Vec<String>,
    /// Rows above the headers, by their first cell.
    titles: Vec<String>,
    rows: Vec<RowView>,
}

/// A manifest that lay among the pictures.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Manifest"))]
pub(in crate::report) struct ManifestView {
    /// The path as it is shown.
    manifest: String,
    /// Why it can't be read; null if it was.
    problem: Option<String>,
    summary: RowCountsView,
    /// Headers that mean nothing here.
    unknown_columns: Vec<String>,
    /// Rows above the headers, by their first cell.
    titles: Vec<String>,
    rows: Vec<RowView>,
}

/// How many rows stand how, pictures included.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "RowCounts"))]
pub(in crate::report) struct RowCountsView {
    rows: u64,
    pass: u64,
    warn: u64,
    fail: u64,
}

/// A row.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Row"))]
struct RowView {
    /// Where it stands in the manifest, from 1; 0 if there is none.
    row: usize,
    #[cfg_attr(test, schemars(extend("enum" = ["pass", "warn", "fail"])))]
    verdict: &'static str,
    /// What a picture can say, and how what is typed stands beside it.
    fields: Vec<FieldView>,
    faults: Vec<FaultView>,
    pictures: Vec<PictureView>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Field"))]
struct FieldView {
    field: &'static str,
    #[cfg_attr(test, schemars(extend("enum" = ["same", "wrong", "not-assessed"])))]
    answer: &'static str,
    /// As much of what was typed as is shown.
    typed: String,
    /// As much of what was read as is shown; null if nothing was.
    read: Option<String>,
}

/// Something wrong with a row.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Fault"))]
struct FaultView {
    row: usize,
    field: &'static str,
    rule: &'static str,
    #[cfg_attr(test, schemars(extend("enum" = ["note", "warning", "error"])))]
    level: &'static str,
    message: String,
    advice: String,
    /// What the platform would say.
    refusal: Vec<&'static str>,
    /// What to type instead; only with `--show-values`.
    fix: Option<String>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Picture"))]
struct PictureView {
    path: String,
    verdict: &'static str,
    findings: Vec<FindingView>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Finding"))]
struct FindingView {
    rule: &'static str,
    level: &'static str,
    message: String,
}

/// All rows of one manifest as one document.
#[derive(Debug)]
pub struct RowsJson {
    context: Context,
}

impl RowsJson {
    /// A document in the context's language.
    pub const fn new(context: Context) -> Self {
        Self { context }
    }
}

impl Report for RowsJson {
    fn begin(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn entry(&mut self, _: &Entry, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn manifest(&mut self, manifest: &CheckedManifest, out: &mut dyn Write) -> io::Result<()> {
        let answer = AnswerView {
            schema: 1,
            profile: self.context.profile.id.clone(),
            summary: RowCountsView::of(manifest.counts()),
            unknown_columns: manifest.unknown.clone(),
            titles: manifest.titles.clone(),
            rows: row_views(manifest, &self.context),
        };
        serde_json::to_writer_pretty(&mut *out, &answer)?;
        writeln!(out)
    }

    fn end(&mut self, _: &Summary, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// One row as JSON on one line.
#[derive(Debug)]
pub struct RowsJsonLines {
    context: Context,
}

impl RowsJsonLines {
    /// Lines in the context's language.
    pub const fn new(context: Context) -> Self {
        Self { context }
    }
}

impl Report for RowsJsonLines {
    fn begin(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn entry(&mut self, _: &Entry, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn manifest(&mut self, manifest: &CheckedManifest, out: &mut dyn Write) -> io::Result<()> {
        for judged in &manifest.rows {
            serde_json::to_writer(&mut *out, &row_view(judged, &self.context))?;
            writeln!(out)?;
        }
        Ok(())
    }

    fn end(&mut self, _: &Summary, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

impl ManifestView {
    pub(in crate::report) fn of(manifest: &CheckedManifest, context: &Context) -> Self {
        let problem = manifest.problem.as_ref();
        Self {
            manifest: manifest.shown.clone(),
            problem: problem.map(|problem| problem.says(context.lang)),
            summary: RowCountsView::of(manifest.counts()),
            unknown_columns: manifest.unknown.clone(),
            titles: manifest.titles.clone(),
            rows: row_views(manifest, context),
        }
    }
}

impl RowCountsView {
    pub(in crate::report) const fn of(counts: RowCounts) -> Self {
        Self {
            rows: counts.rows,
            pass: counts.pass,
            warn: counts.warn,
            fail: counts.fail,
        }
    }
}

fn row_views(manifest: &CheckedManifest, context: &Context) -> Vec<RowView> {
    let rows = manifest.rows.iter();
    rows.map(|judged| row_view(judged, context)).collect()
}

const fn verdict(standing: Standing) -> &'static str {
    match standing {
        Standing::Pass => "pass",
        Standing::Warn => "warn",
        Standing::Fail | Standing::Unreadable => "fail",
    }
}

fn row_view(judged: &Judged, context: &Context) -> RowView {
    let fields = judged
        .compared
        .iter()
        .map(|(field, answer)| field_view(judged, *field, *answer, context));
    let pictures = judged.pictures.iter().map(|picture| PictureView {
        path: picture.shown.clone(),
        verdict: verdict(picture.standing),
        findings: picture
            .findings
            .iter()
            .map(|found| FindingView {
                rule: found.rule.id,
                level: found.level.id(),
                message: found.says(context.lang),
            })
            .collect(),
    });
    RowView {
        row: judged.row.number,
        verdict: verdict(judged.standing()),
        fields: fields.collect(),
        faults: judged
            .faults
            .iter()
            .map(|fault| fault_view(judged, fault, context))
            .collect(),
        pictures: pictures.collect(),
    }
}

fn field_view(judged: &Judged, field: Field, answer: Comparison, context: &Context) -> FieldView {
    let mask = |value: &str| match field {
        _ if context.shows_values => value.to_owned(),
        Field::Type => shown_type(value, false),
        // Without what was pasted behind it, whose end is none of the number's.
        Field::Number => masked_number(&Plain::of(value, false).text),
        Field::Owner if may_be_persons(value, &judged.row, judged.certificate()) => {
            masked_person(value)
        }
        _ => value.to_owned(),
    };
    let read = judged.certificate().and_then(|read| match field {
        Field::Number => read.number.as_ref().map(|number| number.value.text.clone()),
        Field::Owner => read.name.as_ref().map(|name| name.value.clone()),
        Field::Type => Some(
            crate::rules::kind_name(read.kind)
                .get(context.lang)
                .to_owned(),
        ),
        _ => None,
    });
    FieldView {
        field: field.key(),
        answer: answer.id(),
        typed: mask(judged.row.get(field).unwrap_or_default()),
        read: read.map(|read| mask(&read)),
    }
}

fn fault_view(judged: &Judged, fault: &Fault, context: &Context) -> FaultView {
    FaultView {
        row: judged.row.number,
        field: fault.field.key(),
        rule: fault.rule.id,
        level: fault.level.id(),
        message: fault.says(context.lang),
        advice: fault.advises(context.lang),
        refusal: fault.refusal.into_iter().collect(),
        fix: fault.instead.clone().filter(|_| context.shows_values),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_of_answers_is_the_committed_one() {
        crate::schema::assert_committed("template", &schemars::schema_for!(AnswerView));
    }
}
