//! What was read on a certificate, as reports show it: numbers and persons' names masked, unless all of it is
//! asked for.

use serde::Serialize;

use super::context::Context;
use crate::messages::{Lang, text};
use crate::outcome::Outcome;
use crate::rules::{Region, face_name, kind_name};
use crate::sensitive::{masked_number, masked_person};
use certpreflight_reading::{Certainty, Certificate, Date, Face, Kind, Until, Value};

/// One line that tells at a glance whether it is the right paper; `None` if nothing was recognized.
pub(super) fn line(outcome: &Outcome, context: &Context) -> Option<String> {
    let found = outcome.certificate.as_ref()?;
    let lang = context.lang;
    let word = |en, zh| text(en, zh).get(lang);
    let mut parts = vec![match found.face {
        Some(face) => format!(
            "{} · {}",
            kind_name(found.kind).get(lang),
            face_name(face).get(lang)
        ),
        None => kind_name(found.kind).get(lang).to_owned(),
    }];
    let mut add = |label: &str, value: String, certainty: Certainty| {
        let doubt = if certainty == Certainty::Doubtful {
            "?"
        } else {
            ""
        };
        parts.push(format!("{label} {value}{doubt}"));
    };
    let name_label = word(
        "name",
        if found.kind.is_of_person() {
            "姓名"
        } else {
            "名称"
        },
    );
    if let Some(name) = &found.name {
        add(
            name_label,
            shown_name(name, found.kind, context),
            name.certainty,
        );
    }
    if let Some(number) = &found.number {
        let value = shown_number(&number.value.text, context);
        add(word("number", "号码"), value, number.certainty);
    }
    if let Some(until) = &found.until {
        let label = if found.kind == Kind::Licence {
            word("term until", "营业期限至")
        } else {
            word("valid until", "有效期至")
        };
        add(label, until_words(until.value, lang), until.certainty);
    }
    Some(parts.join(" · "))
}

fn shown_name(name: &Value<String>, kind: Kind, context: &Context) -> String {
    if kind.is_of_person() && !context.shows_values {
        masked_person(&name.value)
    } else {
        name.value.clone()
    }
}

fn shown_number(number: &str, context: &Context) -> String {
    if context.shows_values {
        number.to_owned()
    } else {
        masked_number(number)
    }
}

fn until_words(until: Until, lang: Lang) -> String {
    match until {
        Until::Date(date) => date.to_string(),
        Until::Forever => text("no end", "长期").get(lang).to_owned(),
    }
}

/// A certificate as read, for machines.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Certificate"))]
pub(super) struct CertificateView {
    /// Which one it is.
    kind: &'static str,
    /// How sure that is.
    certainty: &'static str,
    /// `portrait` or `emblem`; null where there are no two sides, or nothing tells.
    side: Option<&'static str>,
    number: Option<NumberView>,
    /// The holder.
    name: Option<SaidView>,
    /// The legal representative or the like.
    person: Option<SaidView>,
    authority: Option<SaidView>,
    /// The holder's nationality as a passport's lines for machines have it: `CHN`.
    nationality: Option<SaidView>,
    birth: Option<SaidView>,
    established: Option<SaidView>,
    issued: Option<SaidView>,
    /// The end of validity or of the term, or `forever`.
    until: Option<SaidView>,
}

/// A value as read.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Said"))]
struct SaidView {
    /// All of it; only with `--show-values`.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    /// As much of it as is shown by default.
    masked: String,
    #[cfg_attr(test, schemars(extend("enum" = ["doubtful", "read", "confirmed"])))]
    certainty: &'static str,
    /// Where in the upright picture: left, top, width and height in pixels.
    region: [u32; 4],
}

/// A number as read.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Number"))]
struct NumberView {
    /// The standard that it follows.
    kind: &'static str,
    #[serde(flatten)]
    said: SaidView,
}

impl CertificateView {
    pub(super) fn of(outcome: &Outcome, context: &Context) -> Option<Self> {
        let found: &Certificate = outcome.certificate.as_ref()?;
        let size = outcome.size.unwrap_or_default();
        let said = |value: String, masked: String, certainty: Certainty, corners| {
            let Region {
                x,
                y,
                width,
                height,
                ..
            } = Region::of_corners(corners, size);
            SaidView {
                value: context.shows_values.then_some(value),
                masked,
                certainty: certainty.id(),
                region: [x, y, width, height],
            }
        };
        let date = |date: &Option<Value<Date>>| {
            let date = date.as_ref()?;
            let text = date.value.to_string();
            Some(said(text.clone(), text, date.certainty, date.corners))
        };
        let words = |words: &Option<Value<String>>, mask: fn(&str) -> String| {
            let words = words.as_ref()?;
            Some(said(
                words.value.clone(),
                mask(&words.value),
                words.certainty,
                words.corners,
            ))
        };
        let mask_name = if found.kind.is_of_person() {
            masked_person
        } else {
            |name: &str| name.to_owned()
        };
        Some(Self {
            kind: found.kind.id(),
            certainty: found.certainty.id(),
            side: found.face.map(Face::id),
            number: found.number.as_ref().map(|number| NumberView {
                kind: number.value.kind.id(),
                said: said(
                    number.value.text.clone(),
                    masked_number(&number.value.text),
                    number.certainty,
                    number.corners,
                ),
            }),
            name: words(&found.name, mask_name),
            person: words(&found.person, masked_person),
            authority: words(&found.authority, str::to_owned),
            nationality: words(&found.nationality, str::to_owned),
            // The year alone: a whole date of birth helps to guess the number.
            birth: found.birth.as_ref().map(|birth| {
                let year = birth.value.year.to_string();
                said(
                    birth.value.to_string(),
                    year,
                    birth.certainty,
                    birth.corners,
                )
            }),
            established: date(&found.established),
            issued: date(&found.issued),
            until: found.until.as_ref().map(|until| {
                let text = match until.value {
                    Until::Date(date) => date.to_string(),
                    Until::Forever => "forever".to_owned(),
                };
                said(text.clone(), text, until.certainty, until.corners)
            }),
        })
    }
}
