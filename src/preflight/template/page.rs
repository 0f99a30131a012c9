//! What is said of rows, as text for people.

use std::fmt::Write as _;

use super::asked::may_be_persons;
use super::check::Judged;
use super::field::Field;
use super::finding::Comparison;
use super::read::Manifest;
use crate::discover::sanitize_for_terminal as sanitize;
use crate::messages::{Lang, text};
use crate::outcome::Standing;
use crate::platform::Level;
use crate::profile::Profile;
use crate::report::words::{level_name, would_say};
use crate::sensitive::masked_person;
use crate::wrap::wrap;

/// How rows are shown.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Shown<'a> {
    /// The language.
    pub lang: Lang,
    /// The profile of rows that name no platform of their own.
    pub profile: &'a Profile,
    /// The width of the page in columns.
    pub width: usize,
    /// Whether numbers and names are shown in full.
    pub shows_values: bool,
    /// Whether what to type is listed, field by field.
    pub lists_what_to_type: bool,
}

impl<'a> Shown<'a> {
    /// As it is shown where nothing else is asked for.
    pub const fn new(lang: Lang, profile: &'a Profile) -> Self {
        Self {
            lang,
            profile,
            width: 100,
            shows_values: false,
            lists_what_to_type: false,
        }
    }
}

fn item(page: &mut String, width: usize, indent: usize, said: &str) {
    for line in wrap(&sanitize(said), 0, width.saturating_sub(indent)) {
        let _ = writeln!(page, "{:indent$}{line}", "");
    }
}

/// How a manifest was understood, where anything of it was left aside.
pub fn manifest_page(manifest: &Manifest, shown: &Shown<'_>) -> String {
    let mut page = String::new();
    let word = |en, zh| text(en, zh).get(shown.lang);
    let comma = word(", ", "、");
    let mut add = |label: &str, names: &[String]| {
        if !names.is_empty() {
            item(
                &mut page,
                shown.width,
                0,
                &format!("{label}{}", names.join(comma)),
            );
        }
    };
    add(
        word(
            "Rows above the headers, left out: ",
            "表头上方的行，已跳过：",
        ),
        &manifest.titles,
    );
    add(
        word(
            "Columns that mean nothing here, left alone: ",
            "不认得的栏目，未检查：",
        ),
        &manifest.unknown,
    );
    page
}

/// All that is to be said of one row.
pub fn row_page(judged: &Judged, shown: &Shown<'_>) -> String {
    let lang = shown.lang;
    let word = |en, zh| text(en, zh).get(lang);
    let mut page = String::new();
    let owner = judged
        .row
        .get(Field::Owner)
        .or_else(|| judged.row.get(Field::Entity))
        .unwrap_or_default();
    let is_masked = !shown.shows_values
        && !owner.is_empty()
        && may_be_persons(owner, &judged.row, judged.certificate());
    let owner = if is_masked {
        masked_person(owner)
    } else {
        owner.to_owned()
    };
    let verdict = match judged.standing() {
        Standing::Pass => word("✓ ready", "✓ 可提交"),
        Standing::Warn => word("! to check", "! 需确认"),
        Standing::Fail | Standing::Unreadable => word("✗ refused", "✗ 会被退回"),
    };
    let place = match (judged.row.number, lang) {
        (0, _) => String::new(),
        (number, Lang::Zh) => format!("第 {number} 行  "),
        (number, _) => format!("row {number}  "),
    };
    item(
        &mut page,
        shown.width,
        0,
        format!("{verdict}  {place}{owner}").trim_end(),
    );
    let compared = judged.compared.iter().map(|(field, answer)| {
        let mark = match answer {
            Comparison::Same => "✓",
            Comparison::Wrong => "✗",
            Comparison::NotAssessed => "–",
        };
        format!("{} {mark}", field.name(lang))
    });
    let compared: Vec<String> = compared.collect();
    if !compared.is_empty() {
        item(&mut page, shown.width, 4, &compared.join("  "));
    }
    write_faults(&mut page, judged, shown);
    let missed: Vec<&str> = judged
        .compared
        .iter()
        .filter(|(_, answer)| *answer == Comparison::NotAssessed)
        .map(|(field, _)| field.name(lang))
        .collect();
    if !missed.is_empty() {
        let names = missed.join(word(", ", "、"));
        let said = word(
            "not read plainly in a picture, compare by eye: ",
            "图片上没有读清，请自行对照：",
        );
        item(&mut page, shown.width, 4, &format!("? {said}{names}"));
    }
    if shown.lists_what_to_type {
        page.push_str(&to_type(judged, shown));
    }
    page
}

/// What is wrong with a row and its pictures, and what to do about it.
fn write_faults(page: &mut String, judged: &Judged, shown: &Shown<'_>) {
    let lang = shown.lang;
    let word = |en, zh| text(en, zh).get(lang);
    for fault in &judged.faults {
        item(
            page,
            shown.width,
            4,
            &format!(
                "{} [{}] {}",
                level_name(fault.level).get(lang),
                fault.rule.id,
                fault.says(lang)
            ),
        );
        item(page, shown.width, 8, &format!("→ {}", fault.advises(lang)));
        if let Some(refusal) = fault.refusal.filter(|_| fault.level > Level::Note) {
            item(page, shown.width, 8, &would_say(refusal, lang));
        }
    }
    for picture in &judged.pictures {
        for found in picture
            .findings
            .iter()
            .filter(|found| found.level > Level::Note && !picture.is_missing)
        {
            item(
                page,
                shown.width,
                4,
                &format!(
                    "{} [{}] {}{}{}",
                    level_name(found.level).get(lang),
                    found.rule.id,
                    picture.shown,
                    word(": ", "："),
                    found.says(lang)
                ),
            );
            item(page, shown.width, 8, &format!("→ {}", found.advises(lang)));
        }
    }
}

/// What to type, field by field, to be copied and pasted.
fn to_type(judged: &Judged, shown: &Shown<'_>) -> String {
    let mut page = String::new();
    let heading = text("To type:", "照此填写：").get(shown.lang);
    item(&mut page, shown.width, 4, heading);
    let aside = [
        Field::Picture,
        Field::Picture2,
        Field::Platform,
        Field::Issued,
        Field::TemplateCreated,
    ];
    for field in judged.row.fields().filter(|field| !aside.contains(field)) {
        let instead = judged
            .faults
            .iter()
            .rev()
            .find_map(|fault| fault.instead.as_deref().filter(|_| fault.field == field));
        let is_open = judged.faults.iter().any(|fault| {
            fault.field == field && fault.level > Level::Note && fault.instead.is_none()
        });
        let typed = instead
            .or_else(|| judged.row.get(field))
            .unwrap_or_default();
        let mark = if is_open {
            text("  (not settled yet)", "（尚待改正）").get(shown.lang)
        } else {
            ""
        };
        let _ = writeln!(
            page,
            "      {}\t{}{mark}",
            field.name(shown.lang),
            sanitize(typed)
        );
    }
    page
}

/// How many rows stand how.
pub fn summary_line(rows: &[Judged], shown: &Shown<'_>) -> String {
    let count = |standing| {
        rows.iter()
            .filter(|judged| judged.standing() == standing)
            .count()
    };
    let (ready, check, refused) = (
        count(Standing::Pass),
        count(Standing::Warn),
        count(Standing::Fail),
    );
    let name = shown.profile.name.get(shown.lang);
    match shown.lang {
        Lang::Zh => format!(
            "{name}：共 {} 行，{ready} 行可提交，{check} 行需确认，{refused} 行会被退回。\n",
            rows.len()
        ),
        Lang::En => format!(
            "{} {} for {name}: {ready} ready, {check} to check, {refused} refused.\n",
            rows.len(),
            if rows.len() == 1 { "row" } else { "rows" }
        ),
    }
}
