//! What is said of rows, for machines.

use serde::Serialize;

use super::asked::{may_be_persons, shown_choice};
use super::check::Judged;
use super::field::Field;
use super::finding::{Comparison, Fault};
use super::number::Plain;
use super::page::Shown;
use super::read::Manifest;
use crate::outcome::Standing;
use crate::sensitive::{masked_number, masked_person};

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
    summary: SummaryView,
    /// Headers that mean nothing here.
    unknown_columns: Vec<String>,
    /// Rows above the headers, by their first cell.
    titles: Vec<String>,
    rows: Vec<RowView>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Summary"))]
struct SummaryView {
    rows: usize,
    pass: usize,
    warn: usize,
    fail: usize,
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

/// All rows as JSON on several lines.
pub fn to_json(rows: &[Judged], manifest: Option<&Manifest>, shown: &Shown<'_>) -> String {
    let count = |standing| {
        rows.iter()
            .filter(|judged| judged.standing() == standing)
            .count()
    };
    let answer = AnswerView {
        schema: 1,
        profile: shown.profile.id.clone(),
        summary: SummaryView {
            rows: rows.len(),
            pass: count(Standing::Pass),
            warn: count(Standing::Warn),
            fail: count(Standing::Fail),
        },
        unknown_columns: manifest
            .map(|manifest| manifest.unknown.clone())
            .unwrap_or_default(),
        titles: manifest
            .map(|manifest| manifest.titles.clone())
            .unwrap_or_default(),
        rows: rows.iter().map(|judged| row_view(judged, shown)).collect(),
    };
    serde_json::to_string_pretty(&answer).unwrap_or_default() + "\n"
}

/// One row as JSON on one line.
pub fn to_json_line(judged: &Judged, shown: &Shown<'_>) -> String {
    serde_json::to_string(&row_view(judged, shown)).unwrap_or_default() + "\n"
}

const fn verdict(standing: Standing) -> &'static str {
    match standing {
        Standing::Pass => "pass",
        Standing::Warn => "warn",
        Standing::Fail | Standing::Unreadable => "fail",
    }
}

fn row_view(judged: &Judged, shown: &Shown<'_>) -> RowView {
    let fields = judged
        .compared
        .iter()
        .map(|(field, answer)| field_view(judged, *field, *answer, shown));
    let pictures = judged.pictures.iter().map(|picture| PictureView {
        path: picture.shown.clone(),
        verdict: verdict(picture.standing),
        findings: picture
            .findings
            .iter()
            .map(|found| FindingView {
                rule: found.rule.id,
                level: found.level.id(),
                message: found.says(shown.lang),
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
            .map(|fault| fault_view(judged, fault, shown))
            .collect(),
        pictures: pictures.collect(),
    }
}

fn field_view(judged: &Judged, field: Field, answer: Comparison, shown: &Shown<'_>) -> FieldView {
    let mask = |value: &str| match field {
        _ if shown.shows_values => value.to_owned(),
        Field::Type => shown_choice(value, false),
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
                .get(shown.lang)
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

fn fault_view(judged: &Judged, fault: &Fault, shown: &Shown<'_>) -> FaultView {
    FaultView {
        row: judged.row.number,
        field: fault.field.key(),
        rule: fault.rule.id,
        level: fault.level.id(),
        message: fault.says(shown.lang),
        advice: fault.advises(shown.lang),
        refusal: fault.refusal.into_iter().collect(),
        fix: fault.instead.clone().filter(|_| shown.shows_values),
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
