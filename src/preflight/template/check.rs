//! Judges rows: each by itself, beside what was read in its pictures, and beside the other rows.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::asked::Asked;
use super::field::Field;
use super::finding::{Comparison, Fault, Faults};
use super::masking::{masked, shown_file};
use super::platforms::profile_for;
use super::row::Row;
use super::{address, document, filing, form, number, owner};
use crate::messages::{Value, text};
use crate::outcome::{Finding, Outcome, Standing};
use crate::platform::Level;
use crate::profile::Profile;
use crate::rules::typed::{document as of_documents, filing as of_filings};
use certpreflight_reading::{Certificate, Date, Face};

/// What has to be known of a picture to judge the rows that name it: no pixels, and only what is wrong.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Pictured {
    /// The path as it is shown.
    pub shown: String,
    /// How the picture stands before the platform.
    pub standing: Standing,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
    /// What it says; `None` if it was not read, or is no certificate that is known.
    pub certificate: Option<Certificate>,
    /// Whether the file is not there.
    pub is_missing: bool,
    /// A small JPEG of it, where one is to be shown.
    pub thumbnail: Option<Vec<u8>>,
    /// Upright width and height in pixels; `None` if they are not known.
    pub size: Option<(u32, u32)>,
}

impl Pictured {
    /// What counts of an outcome; after a repair, of its copies.
    pub fn of(outcome: &Outcome) -> Self {
        let is_missing = outcome
            .findings
            .iter()
            .any(|found| matches!(found.rule.id, "missing" | "broken-link"));
        Self {
            is_missing,
            shown: if is_missing {
                shown_file(&outcome.shown)
            } else {
                outcome.shown.clone()
            },
            standing: outcome.standing_in_force(),
            findings: outcome.findings_in_force().into_iter().cloned().collect(),
            certificate: outcome.certificate.clone(),
            thumbnail: outcome.thumbnail.clone(),
            size: outcome.size,
        }
    }

    /// A picture that is not there.
    pub(super) fn missing(shown: &str) -> Self {
        Self {
            shown: shown_file(shown),
            standing: Standing::Unreadable,
            findings: Vec::new(),
            certificate: None,
            is_missing: true,
            thumbnail: None,
            size: None,
        }
    }
}

/// How rows are judged.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Terms {
    /// The platform's rules.
    pub profile: Profile,
    /// The day by which dates are judged.
    pub today: Date,
    /// Whether numbers and persons' names are shown in full.
    pub shows_values: bool,
    /// The columns of the manifest; none for a single row, of which nothing is demanded but what is typed.
    pub columns: Vec<Field>,
}

impl Terms {
    /// Terms under this profile.
    pub const fn new(profile: Profile, today: Date) -> Self {
        Self {
            profile,
            today,
            shows_values: false,
            columns: Vec::new(),
        }
    }
}

/// A row with all that is to be said of it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Judged {
    /// What was typed.
    pub row: Row,
    /// What is wrong, the most serious first.
    pub faults: Vec<Fault>,
    /// How what was typed stands beside the picture, for what a picture can say.
    pub compared: Vec<(Field, Comparison)>,
    /// The row's pictures; rows that name one share it.
    pub pictures: Vec<Arc<Pictured>>,
}

impl Judged {
    /// The certificate in the row's pictures.
    pub fn certificate(&self) -> Option<&Certificate> {
        bearing(&self.pictures)
    }

    /// How the row stands, its pictures included.
    pub fn standing(&self) -> Standing {
        let faults = self
            .faults
            .iter()
            .map(|fault| Standing::of_level(fault.level));
        // A picture that can't be opened makes the row one that is refused.
        let pictures = self
            .pictures
            .iter()
            .map(|picture| picture.standing.min(Standing::Fail));
        faults.chain(pictures).max().unwrap_or(Standing::Pass)
    }

    /// The most serious level of what is wrong.
    pub fn worst(&self) -> Option<Level> {
        let faults = self.faults.iter().map(|fault| fault.level);
        let pictures = self.pictures.iter().flat_map(|picture| &picture.findings);
        faults.chain(pictures.map(|found| found.level)).max()
    }
}

/// Judges all rows of a manifest, each on its own platform's terms if it names one, and then beside each other. What a
/// row names and nobody knows is a fault of the row, which is judged on the usual terms. `pictures` gives those of a row,
/// held against this profile.
pub fn judge_all(
    rows: Vec<Row>,
    usual: &Terms,
    mut pictures: impl FnMut(&Row, &Profile) -> Vec<Arc<Pictured>>,
) -> Vec<Judged> {
    let mut own: HashMap<String, Option<Terms>> = HashMap::new();
    let mut judged = Vec::with_capacity(rows.len());
    for row in rows {
        let terms = row.get(Field::Platform).and_then(|typed| {
            let terms = own.entry(typed.to_owned()).or_insert_with(|| {
                let profile = profile_for(typed, &usual.profile)?;
                (profile.id != usual.profile.id).then(|| Terms {
                    profile,
                    ..usual.clone()
                })
            });
            terms.as_ref()
        });
        let terms = terms.unwrap_or(usual);
        let pictures = pictures(&row, &terms.profile);
        judged.push(judge(row, pictures, terms));
    }
    compare_rows(&mut judged, &usual.profile);
    judged
}

/// Judges one row; `pictures` are those that it names.
pub fn judge(row: Row, pictures: Vec<Arc<Pictured>>, terms: &Terms) -> Judged {
    let asked = Asked {
        row: &row,
        certificate: bearing(&pictures),
        profile: &terms.profile,
        today: terms.today,
        shows_values: terms.shows_values,
    };
    let mut faults = Faults::new(&terms.profile);
    look_for_pictures(&asked, &pictures, terms, &mut faults);
    let compared = [
        (Field::Type, document::judge_type(&asked, &mut faults)),
        (Field::Owner, owner::judge(&asked, &mut faults)),
        (Field::Number, number::judge(&asked, &mut faults)),
    ];
    let compared = compared
        .into_iter()
        .filter_map(|(field, answer)| Some((field, answer?)))
        .collect();
    address::judge(&asked, &mut faults);
    document::judge_region(&asked, &mut faults);
    document::judge_platform(&asked, &mut faults);
    form::judge(&asked, &terms.columns, &mut faults);
    filing::judge(&asked, &mut faults);
    let mut found = faults.found;
    found.sort_by_key(|fault| (std::cmp::Reverse(fault.level), fault.field));
    Judged {
        faults: found,
        compared,
        pictures,
        row,
    }
}

/// The certificate that bears name and number: of a card the portrait side.
fn bearing(pictures: &[Arc<Pictured>]) -> Option<&Certificate> {
    let read = || {
        pictures
            .iter()
            .filter_map(|picture| picture.certificate.as_ref())
    };
    read()
        .find(|certificate| certificate.number.is_some())
        .or_else(|| read().find(|certificate| certificate.face != Some(Face::Emblem)))
        .or_else(|| read().next())
}

fn look_for_pictures(
    asked: &Asked<'_>,
    pictures: &[Arc<Pictured>],
    terms: &Terms,
    faults: &mut Faults<'_>,
) {
    let rule = &of_documents::PICTURE_MISSING;
    let missing: Vec<&str> = pictures
        .iter()
        .filter(|picture| picture.is_missing)
        .map(|picture| picture.shown.as_str())
        .collect();
    if let Some(first) = missing.first() {
        let what = Value::phrase(
            text("\"{file}\" is not there", "找不到文件“{file}”"),
            vec![("file", Value::Name((*first).to_owned()))],
        );
        faults.add(rule, Field::Picture, vec![("what", what)]);
    } else if pictures.is_empty() && !terms.columns.is_empty() && asked.row.pictures().is_empty() {
        faults.add(
            rule,
            Field::Picture,
            vec![(
                "what",
                Value::words(text("The row names no picture", "这一行没有写图片")),
            )],
        );
    }
}

/// The first rows of several; a sign tells that there are more.
fn listed(rows: &BTreeSet<usize>) -> Value {
    const MOST: usize = 10;
    let joined = |comma: &str| {
        let named: Vec<String> = rows.iter().take(MOST).map(ToString::to_string).collect();
        let more = if rows.len() > MOST { "…" } else { "" };
        Value::Name(named.join(comma) + more)
    };
    Value::phrase(
        text("{en}", "{zh}"),
        vec![("en", joined(", ")), ("zh", joined("、"))],
    )
}

/// Judges what rows say of each other. `rows` are all of them, in their order; `usual` is the profile of those that name
/// no platform of their own.
pub fn compare_rows(rows: &mut [Judged], usual: &Profile) {
    let mut numbers: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    let mut domains: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for judged in &*rows {
        let row = &judged.row;
        if let Some(number) = number::plain_number(row) {
            for picture in row.pictures() {
                let known = numbers.entry(picture.to_owned()).or_default();
                known.entry(number.clone()).or_insert(row.number);
            }
        }
        if row.get(Field::Entity).is_some() {
            for domain in row.listed(Field::Domain) {
                let named_by = domains.entry(domain.to_lowercase()).or_default();
                named_by.insert(row.number);
            }
        }
    }
    for judged in rows {
        let mut faults = Faults::new(usual);
        let shared = judged
            .row
            .pictures()
            .into_iter()
            .filter_map(|picture| numbers.get(picture))
            .find(|known| known.len() > 1);
        if let Some(known) = shared {
            let rows = listed(&known.values().copied().collect());
            faults.add(
                &of_documents::PICTURE_SHARED,
                Field::Picture,
                vec![("rows", rows)],
            );
        }
        let twice = judged.row.listed(Field::Domain).find_map(|domain| {
            let domain = domain.to_lowercase();
            let rows = domains.get(&domain).filter(|rows| rows.len() > 1)?;
            Some((domain, rows))
        });
        if let Some((domain, rows)) = twice {
            let domain = if domain.contains('.') {
                domain
            } else {
                masked(&domain)
            };
            let evidence = vec![("domain", Value::Name(domain)), ("rows", listed(rows))];
            faults.add(&of_filings::DOMAIN_DUPLICATE, Field::Domain, evidence);
        }
        judged.faults.append(&mut faults.found);
        judged
            .faults
            .sort_by_key(|fault| (std::cmp::Reverse(fault.level), fault.field));
    }
}

#[cfg(test)]
#[path = "check/tests.rs"]
mod tests;
