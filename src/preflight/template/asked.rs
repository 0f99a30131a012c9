//! One row, the certificate in its picture, and what is asked of them.

use super::field::Field;
use super::masking::may_be_persons;
use super::row::Row;
use super::types::{DocumentType, document_type};
use crate::messages::{Value, text};
use crate::profile::Profile;
use crate::sensitive::{masked_number, masked_person};
use certpreflight_reading::{Certificate, Date, Kind, dates};

/// What a row is judged by.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) row: &'a Row,
    /// What was read in the row's pictures; `None` if nothing was.
    pub(super) certificate: Option<&'a Certificate>,
    pub(super) profile: &'a Profile,
    pub(super) today: Date,
    /// Whether numbers and persons' names are shown in full.
    pub(super) shows_values: bool,
}

impl Asked<'_> {
    /// The type that was chosen.
    pub(super) fn chosen(&self) -> Option<&'static DocumentType> {
        self.row.get(Field::Type).and_then(document_type)
    }

    /// Which certificate it is: as chosen, else as read.
    pub(super) fn kind(&self) -> Option<Kind> {
        let read = || self.certificate.map(|certificate| certificate.kind);
        self.chosen().and_then(|chosen| chosen.kind).or_else(read)
    }

    /// Whether the certificate is a person's.
    pub(super) fn is_of_person(&self) -> bool {
        self.kind().is_some_and(Kind::is_of_person)
    }

    /// An owner's name as it may be shown: persons' are masked.
    pub(super) fn shown_name(&self, name: &str) -> Value {
        if self.shows_name(name) {
            Value::Name(name.to_owned())
        } else {
            self.shown_person(name)
        }
    }

    /// A person's name as it may be shown.
    pub(super) fn shown_person(&self, name: &str) -> Value {
        Value::Name(if self.shows_values {
            name.to_owned()
        } else {
            masked_person(name)
        })
    }

    /// A number as it may be shown.
    pub(super) fn shown_number(&self, number: &str) -> Value {
        Value::Name(if self.shows_values {
            number.to_owned()
        } else {
            masked_number(number)
        })
    }

    /// The first day that is typed in a field.
    pub(super) fn day(&self, field: Field) -> Option<Date> {
        dates(self.row.get(field)?).first().copied()
    }

    /// Whether an owner's name may be shown in full.
    pub(super) fn shows_name(&self, name: &str) -> bool {
        self.shows_values || !may_be_persons(name, self.row, self.certificate)
    }
}

/// Where something stands, behind so many characters.
pub(super) fn after(count: usize) -> Value {
    if count == 0 {
        return Value::words(text("at the beginning", "开头"));
    }
    Value::phrase(
        text("after character {n}", "第 {n} 位后"),
        vec![("n", number(count))],
    )
}

/// A name or a word as evidence.
pub(super) fn name(text: &str) -> Value {
    Value::Name(text.to_owned())
}

/// A number of characters.
pub(super) fn number(count: usize) -> Value {
    Value::Count(count as u64)
}

/// A character as evidence.
pub(super) fn letter(character: char) -> Value {
    Value::Name(character.to_string())
}
