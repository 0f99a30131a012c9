//! How much a spreadsheet of `LibreOffice` spreads out to: a cell says how often it is repeated and a row, too, so that a
//! file of a kilobyte can stand for a hundred million cells, all of which the parser would make.

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::template::problem::ManifestProblem;

/// The most cells that are spread out, counted as the parser holds them: a row once as it is written and once for each
/// repetition, and all rows to the last filled one as wide as the widest. Ten thousand rows of forty columns have 1.2
/// million. Chosen, not fitted.
const MOST_CELLS: u64 = 4_000_000;
/// So many bytes of text in a cell weigh as much as another cell.
const BYTES_PER_CELL: u64 = 64;
/// The parser makes no more columns.
const MOST_COLUMNS: u64 = 16_384;

/// What was seen of the table so far.
#[derive(Default)]
struct Spread {
    /// What the parser holds of the tables that ended.
    held: u64,
    /// Rows of this table, repetitions included.
    rows: u64,
    /// Rows up to the last one with something in it.
    filled_rows: u64,
    /// Columns of the widest row, up to its last filled cell.
    widest: u64,
    row_repeats: u64,
    /// Columns of this row so far.
    columns: u64,
    /// Columns of this row up to its last filled cell.
    width: u64,
    /// What the row's cells weigh.
    weight: u64,
    cell_repeats: u64,
    is_filled: bool,
}

impl Spread {
    fn begin_row(&mut self, repeats: u64) {
        self.end_row();
        self.row_repeats = repeats;
    }

    fn begin_cell(&mut self, repeats: u64, is_filled: bool, bytes: u64) {
        self.cell_repeats = repeats.min(MOST_COLUMNS);
        self.is_filled = is_filled;
        self.columns = self.columns.saturating_add(self.cell_repeats);
        if is_filled {
            self.width = self.columns.min(MOST_COLUMNS);
            self.weigh(bytes);
        }
    }

    /// Text of the last cell.
    fn weigh(&mut self, bytes: u64) {
        if self.is_filled {
            let more = (bytes / BYTES_PER_CELL).saturating_mul(self.cell_repeats);
            self.weight = self.weight.saturating_add(more);
        }
    }

    fn end_row(&mut self) {
        self.rows = self.rows.saturating_add(self.row_repeats);
        if self.width > 0 {
            self.filled_rows = self.rows;
            self.widest = self.widest.max(self.width);
            let once = self.width.saturating_add(self.weight);
            let repeated = self.weight.saturating_mul(self.row_repeats);
            self.held = self.held.saturating_add(once).saturating_add(repeated);
        }
        (self.columns, self.width, self.weight, self.row_repeats) = (0, 0, 0, 0);
        self.is_filled = false;
    }

    fn end_table(&mut self) {
        self.end_row();
        self.held = self.all();
        (self.rows, self.filled_rows, self.widest) = (0, 0, 0);
    }

    /// What the parser would hold.
    fn all(&self) -> u64 {
        let spread = self.filled_rows.saturating_mul(self.widest);
        self.held.saturating_add(spread)
    }
}

/// Makes sure that the document's tables spread out to no more than the limit. What is empty behind the last filled
/// cell, which editors repeat to the sheet's end, costs nothing.
pub(super) fn limit(content: impl BufRead) -> Result<(), ManifestProblem> {
    let mut reader = Reader::from_reader(content);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.expand_empty_elements = true;
    let mut spread = Spread::default();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer);
        let event = event.map_err(ManifestProblem::malformed)?;
        match event {
            Event::Start(tag) => match tag.name().0 {
                "table:table-row" => spread.begin_row(repeats(&tag, "table:number-rows-repeated")),
                "table:table-cell" | "table:covered-table-cell" => {
                    let repeats = repeats(&tag, "table:number-columns-repeated");
                    spread.begin_cell(repeats, is_filled(&tag), tag.len() as u64);
                }
                // A number of spaces.
                "text:s" => spread.weigh(repeats(&tag, "text:c")),
                _ => {}
            },
            Event::End(tag) => match tag.name().0 {
                "table:table-row" => spread.end_row(),
                "table:table" => spread.end_table(),
                _ => {}
            },
            Event::Text(text) => spread.weigh(text.len() as u64),
            Event::Eof => {
                spread.end_table();
                return if spread.held > MOST_CELLS {
                    Err(too_many())
                } else {
                    Ok(())
                };
            }
            _ => {}
        }
        if spread.all() > MOST_CELLS || spread.weight > MOST_CELLS {
            return Err(too_many());
        }
    }
}

const fn too_many() -> ManifestProblem {
    ManifestProblem::TooManyCells { limit: MOST_CELLS }
}

/// How often something stands there. What is no number is taken for the worst.
fn repeats(tag: &BytesStart<'_>, name: &str) -> u64 {
    let mut all = tag.attributes();
    let named = all
        .with_checks(false)
        .flatten()
        .filter(|attribute| attribute.key.0 == name);
    let repeats = named.map(|attribute| attribute.value.parse().unwrap_or(u64::MAX));
    repeats.max().unwrap_or(1)
}

/// Whether a cell holds something: a value or a formula, not only a style.
fn is_filled(tag: &BytesStart<'_>) -> bool {
    let mut all = tag.attributes();
    all.with_checks(false).flatten().any(|attribute| {
        let name = attribute.key.0;
        name == "table:formula" || name.starts_with("office:") || name.starts_with("calcext:")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(rows: &str) -> String {
        format!(
            "<office:document-content><table:table table:name=\"a\">{rows}</table:table></office:document-content>"
        )
    }

    #[test]
    fn what_spreads_out_to_millions_of_cells_is_refused_and_empty_ends_are_not() {
        let filled = |columns: u32| {
            format!(
                "<table:table-cell table:number-columns-repeated=\"{columns}\" office:value-type=\"string\"><text:p>甲</text:p></table:table-cell>"
            )
        };
        let empty = |columns: u32| {
            format!(
                "<table:table-cell table:style-name=\"b\" table:number-columns-repeated=\"{columns}\"/>"
            )
        };
        let row = |repeats: u32, cells: &str| {
            format!(
                "<table:table-row table:number-rows-repeated=\"{repeats}\">{cells}</table:table-row>"
            )
        };
        let spaces = "<table:table-cell office:value-type=\"string\"><text:p><text:s text:c=\"9000000000\"/></text:p></table:table-cell>";
        let long = format!(
            "<table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"16384\"><text:p>{}</text:p></table:table-cell>",
            "a".repeat(20_000)
        );
        let cases = [
            // As LibreOffice writes it: thirteen columns, and the rest of the sheet.
            (
                row(1, &(filled(13) + &empty(16_371))).repeat(1000)
                    + &row(1_047_576, &empty(16_384)),
                true,
            ),
            (row(1, &filled(3)) + &row(500_000, &filled(3)), true),
            (row(1_000_000, &filled(1000)), false),
            (row(10_000, &filled(16_384)), false),
            // One cell in the last corner.
            (
                row(1_048_575, &empty(16_384)) + &row(1, &(empty(16_383) + &filled(1))),
                false,
            ),
            (row(1, &(empty(16_383) + &filled(1))).repeat(1000), false),
            (row(1, spaces), false),
            (row(1, &long), false),
        ];
        assert_eq!(cases.len(), 8);
        for (at, (rows, is_taken)) in cases.iter().enumerate() {
            let answer = limit(sheet(rows).as_bytes());
            assert_eq!(answer.is_ok(), *is_taken, "case {at}: {answer:?}");
        }
    }
}
