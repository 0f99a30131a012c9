//! What is typed for one template or one filing.

use std::collections::BTreeMap;

use super::field::Field;

/// One row of a manifest.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Row {
    /// Where it stands in the file, counted from 1 as spreadsheets do.
    pub number: usize,
    /// What is typed, by field; what is empty is not there.
    cells: BTreeMap<Field, Cell>,
}

/// What is typed in one place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cell {
    /// As it stands there.
    pub(crate) text: String,
    /// Whether a spreadsheet holds it as a number of more than fifteen digits, of which it keeps no more.
    pub(crate) is_rounded: bool,
}

impl Cell {
    /// A cell that holds this text.
    pub(crate) fn of(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            is_rounded: false,
        }
    }
}

impl Row {
    /// An empty row.
    pub fn new(number: usize) -> Self {
        Self {
            number,
            cells: BTreeMap::new(),
        }
    }

    /// The row with this typed.
    #[must_use]
    pub fn with(mut self, field: Field, text: &str) -> Self {
        self.set(field, Cell::of(text));
        self
    }

    /// Puts something in its place, unless it is nothing.
    pub(crate) fn set(&mut self, field: Field, cell: Cell) {
        if !cell.text.trim().is_empty() {
            self.cells.insert(field, cell);
        }
    }

    /// What is typed, without blanks around it and the apostrophe by which spreadsheets are told that a number is text.
    pub fn get(&self, field: Field) -> Option<&str> {
        self.raw(field).map(trimmed).filter(|text| !text.is_empty())
    }

    /// What is typed, to the letter.
    pub fn raw(&self, field: Field) -> Option<&str> {
        self.cells.get(&field).map(|cell| cell.text.as_str())
    }

    /// Whether a spreadsheet lost the last digits.
    pub(crate) fn is_rounded(&self, field: Field) -> bool {
        self.cells.get(&field).is_some_and(|cell| cell.is_rounded)
    }

    /// The fields that are typed.
    pub fn fields(&self) -> impl Iterator<Item = Field> {
        self.cells.keys().copied()
    }

    /// Whether nothing is typed.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// What is named in one place; several things stand there with `;` or `|` between them.
    pub(crate) fn listed(&self, field: Field) -> impl Iterator<Item = &str> {
        let named = self.get(field).unwrap_or_default().split([';', '；', '|']);
        named.map(str::trim).filter(|name| !name.is_empty())
    }

    /// The pictures that it names.
    pub fn pictures(&self) -> Vec<&str> {
        let cells = [Field::Picture, Field::Picture2];
        cells
            .into_iter()
            .flat_map(|field| self.listed(field))
            .collect()
    }
}

/// A text without blanks around it, and without a leading apostrophe.
pub(crate) fn trimmed(text: &str) -> &str {
    let text = text.trim_matches(is_blank);
    text.strip_prefix(['\'', '‘', '’']).unwrap_or(text)
}

/// The name without what nobody sees. A Chinese one has no spaces at all.
pub(crate) fn without_blanks(typed: &str, is_latin: bool) -> String {
    let kept = typed.chars().filter_map(|c| match c {
        _ if !is_blank(c) => Some(c),
        _ if is_latin && c.is_whitespace() => Some(' '), // it keeps words apart
        _ => None,
    });
    kept.collect::<String>().trim().to_owned()
}

/// Characters that nobody sees, or that only make room.
pub(crate) fn is_blank(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}' | '\u{202A}'..='\u{202E}')
}
