//! Rows of manifests: what every format says of them, and the reports of `template check`, which have nothing else.

mod json;
#[cfg(test)]
mod privacy;
#[cfg(test)]
mod tests;
mod text;

pub(super) use json::{ManifestView, RowCountsView};
pub use json::{RowsJson, RowsJsonLines};
pub use text::RowsText;
pub(super) use text::write_manifest;

use super::context::Context;
use super::words::standing_name;
use crate::messages::{Lang, Text, text};
use crate::outcome::Standing;
use crate::platform::Level;
use crate::sensitive::masked_person;
use crate::template::{
    CheckedManifest, Comparison, Field, Judged, Pictured, RowCounts, may_be_persons,
};

/// Something wrong with a row or with one of its pictures, in words.
pub(super) struct Wrong {
    pub(super) level: Level,
    /// The rule's id; empty where no rule but the repair has refused a picture.
    pub(super) rule: &'static str,
    /// What is typed wrong; `None` for what is wrong with a picture.
    pub(super) field: Option<Field>,
    /// What is wrong.
    pub(super) said: String,
    /// What to do.
    pub(super) advice: String,
    /// What the platform itself would say; notes are never refused.
    pub(super) refusal: Option<&'static str>,
}

/// All that is wrong with a row, the most serious first: what is typed, then its pictures. Where pictures have their own
/// place in the report, it is only told which of them keep the row from being ready.
pub(super) fn said_of(judged: &Judged, context: &Context) -> Vec<Wrong> {
    let lang = context.lang;
    let faults = judged.faults.iter().map(|fault| Wrong {
        level: fault.level,
        rule: fault.rule.id,
        field: Some(fault.field),
        said: fault.says(lang),
        advice: fault.advises(lang),
        refusal: fault.refusal.filter(|_| fault.level > Level::Note),
    });
    let mut said: Vec<Wrong> = faults.collect();
    for picture in judged.pictures.iter().filter(|one| !one.is_missing) {
        if context.pictures_in_rows {
            said.extend(said_of_picture(picture, lang));
        } else {
            said.extend(pointer_to(picture, lang));
        }
    }
    said
}

fn said_of_picture(picture: &Pictured, lang: Lang) -> impl Iterator<Item = Wrong> {
    let faults = picture.findings.iter();
    let faults = faults.filter(|found| found.level > Level::Note);
    faults.map(move |found| Wrong {
        level: found.level,
        rule: found.rule.id,
        field: None,
        said: behind(&picture.shown, &found.says(lang), lang),
        advice: found.advises(lang),
        refusal: None,
    })
}

fn pointer_to(picture: &Pictured, lang: Lang) -> Option<Wrong> {
    let level = match picture.standing {
        Standing::Pass => return None,
        Standing::Warn => Level::Warning,
        Standing::Fail | Standing::Unreadable => Level::Error,
    };
    let worst = picture.findings.first();
    let title = worst.map_or(standing_name(picture.standing), |found| found.rule.title);
    let advice = text("It stands among the pictures.", "详见这张图片的检查结果。");
    Some(Wrong {
        level,
        rule: worst.map_or("", |found| found.rule.id),
        field: None,
        said: behind(&picture.shown, title.get(lang), lang),
        advice: advice.get(lang).to_owned(),
        refusal: None,
    })
}

/// What is said of a file, behind its name.
fn behind(file: &str, said: &str, lang: Lang) -> String {
    format!("{file}{}{said}", text(": ", "：").get(lang))
}

/// What a row's verdict is called: a row is handed in, not uploaded.
pub(super) const fn row_verdict(standing: Standing) -> Text {
    match standing {
        Standing::Pass => text("ready", "可提交"),
        Standing::Warn => text("to check", "需确认"),
        Standing::Fail | Standing::Unreadable => text("refused", "会被退回"),
    }
}

/// Where a row stands; nothing for one from the command line.
pub(super) fn row_place(judged: &Judged, lang: Lang) -> Option<String> {
    let number = judged.row.number;
    (number > 0).then(|| match lang {
        Lang::Zh => format!("第 {number} 行"),
        Lang::En => format!("row {number}"),
    })
}

/// Whom a row is about, as it may be shown: the owner or the entity.
pub(super) fn row_owner(judged: &Judged, context: &Context) -> String {
    let row = &judged.row;
    let owner = row.get(Field::Owner).or_else(|| row.get(Field::Entity));
    let owner = owner.unwrap_or_default();
    let is_masked = !context.shows_values
        && !owner.is_empty()
        && may_be_persons(owner, row, judged.certificate());
    if is_masked {
        masked_person(owner)
    } else {
        owner.to_owned()
    }
}

/// Place and owner of a row.
pub(super) fn row_name(judged: &Judged, context: &Context) -> String {
    let owner = Some(row_owner(judged, context)).filter(|owner| !owner.is_empty());
    let parts = row_place(judged, context.lang).into_iter().chain(owner);
    parts.collect::<Vec<_>>().join(" · ")
}

/// How what is typed stands beside the picture, field by field.
pub(super) fn compared(judged: &Judged, lang: Lang) -> Vec<String> {
    let compared = judged.compared.iter().map(|(field, answer)| {
        let mark = match answer {
            Comparison::Same => "✓",
            Comparison::Wrong => "✗",
            Comparison::NotAssessed => "–",
        };
        format!("{} {mark}", field.name(lang))
    });
    compared.collect()
}

/// What was not read plainly in a picture, in a sentence.
pub(super) fn not_read(judged: &Judged, lang: Lang) -> Option<String> {
    let compared = judged.compared.iter();
    let missed = compared.filter(|(_, answer)| *answer == Comparison::NotAssessed);
    let missed: Vec<&str> = missed.map(|(field, _)| field.name(lang)).collect();
    let said = if !judged.pictures.is_empty() && judged.pictures.iter().all(|one| one.is_missing) {
        return None; // that is what is told
    } else if judged.pictures.is_empty() && !judged.row.pictures().is_empty() {
        text(
            "no picture of it was examined, compare by eye: ",
            "这次没有检查它的图片，请自行对照：",
        )
    } else {
        text(
            "not read plainly in a picture, compare by eye: ",
            "图片上没有读清，请自行对照：",
        )
    };
    let comma = text(", ", "、").get(lang);
    (!missed.is_empty()).then(|| format!("{}{}", said.get(lang), missed.join(comma)))
}

/// How many rows stand how, in words.
pub(super) fn counted(counts: RowCounts, lang: Lang) -> String {
    let RowCounts { rows, pass, .. } = counts;
    let mut line = match lang {
        Lang::Zh => format!("{rows} 行，{pass} 行可提交"),
        Lang::En => {
            let noun = if rows == 1 { "row" } else { "rows" };
            format!("{rows} {noun}: {pass} ready")
        }
    };
    for (count, standing) in [(counts.warn, Standing::Warn), (counts.fail, Standing::Fail)] {
        let words = row_verdict(standing).get(lang);
        let part = match lang {
            _ if count == 0 => continue,
            Lang::Zh => format!("，{count} 行{words}"),
            Lang::En => format!(", {count} {words}"),
        };
        line.push_str(&part);
    }
    line
}

/// What a manifest comes to: its name and its rows, or why it can't be read.
pub(super) fn manifest_line(manifest: &CheckedManifest, lang: Lang) -> String {
    let shown = &manifest.shown;
    match (&manifest.problem, lang) {
        (Some(problem), Lang::Zh) => {
            format!("清单「{shown}」没有核对：{}。", problem.says(lang))
        }
        (Some(problem), Lang::En) => {
            format!(
                "The manifest {shown} was not checked: {}.",
                problem.says(lang)
            )
        }
        (None, Lang::Zh) => format!("清单「{shown}」：{}。", counted(manifest.counts(), lang)),
        (None, Lang::En) => format!("Manifest {shown}: {}.", counted(manifest.counts(), lang)),
    }
}

/// What was left aside of a manifest, a sentence each.
pub(super) fn left_aside(manifest: &CheckedManifest, lang: Lang) -> Vec<String> {
    let comma = text(", ", "、").get(lang);
    let rows = text(
        "Rows above the headers, left out: ",
        "表头上方的行，已跳过：",
    );
    let columns = text(
        "Columns that mean nothing here, left alone: ",
        "不认得的栏目，未检查：",
    );
    let both = [(rows, &manifest.titles), (columns, &manifest.unknown)];
    let told = both.into_iter().filter(|(_, names)| !names.is_empty());
    told.map(|(label, names)| format!("{}{}", label.get(lang), names.join(comma)))
        .collect()
}
