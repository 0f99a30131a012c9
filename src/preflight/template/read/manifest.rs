//! What is known of a manifest once it is read.

use encoding_rs::Encoding;

use crate::template::field::Field;
use crate::template::row::{Cell, Row, is_blank};

/// The most rows that are read.
pub(crate) const MOST_ROWS: usize = 100_000;
/// Columns beyond this are none of ours.
pub(crate) const MOST_COLUMNS: usize = 256;

/// What was read of a manifest.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Manifest {
    /// The rows, in their order.
    pub rows: Vec<Row>,
    /// The fields that have a column.
    pub columns: Vec<Field>,
    /// Headers that mean nothing here; their columns are left alone.
    pub unknown: Vec<String>,
    /// Rows above the headers, by their first cell.
    pub titles: Vec<String>,
    pub(crate) form: Form,
}

impl Manifest {
    /// The rows without all that it takes to write the manifest again.
    pub(crate) fn without_form(self) -> Self {
        Self {
            form: Form::Ods,
            ..self
        }
    }
}

/// How a manifest is written, and all of it, so that it can be written again.
#[derive(Clone, Debug)]
pub(crate) enum Form {
    /// Delimited text.
    Text {
        encoded: Encoded,
        delimiter: u8,
        /// Whether lines end as Windows has it.
        is_crlf: bool,
        sheet: Sheet,
    },
    /// A spreadsheet of Excel.
    Xlsx {
        name: String,
        /// Another sheet that is not empty.
        other: Option<String>,
        sheet: Sheet,
    },
    /// A spreadsheet of `LibreOffice`.
    Ods,
    /// Keys and values.
    Toml(toml::Table),
}

/// All of a table.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    pub(crate) table: Vec<RawRow>,
    /// What each column means.
    pub(crate) columns: Vec<Option<Field>>,
    /// Where the headers stand in the table.
    pub(crate) head: usize,
}

/// A row of a table as it stands there.
#[derive(Clone, Debug, Default)]
pub(crate) struct RawRow {
    /// Counted from 1, as spreadsheets and editors do.
    pub(crate) number: usize,
    pub(crate) cells: Vec<Cell>,
    /// Whether it had more cells than are read.
    pub(crate) is_cut: bool,
}

impl RawRow {
    pub(crate) fn is_empty(&self) -> bool {
        self.cells
            .iter()
            .all(|cell| cell.text.chars().all(is_blank))
    }
}

/// How text is encoded, so that it can be written the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Encoded {
    pub(crate) encoding: &'static Encoding,
    pub(crate) has_mark: bool,
}
