//! Spreadsheets. What a file says of its own size is not believed: all of it is unpacked into nothing first, and no
//! more than the limit of it.

use std::io::{BufReader, Cursor, Read as _};

use calamine::{Data, DataRef, ExcelDateTime, Ods, Reader as _, Xlsx};
use certpreflight_reading::Date;
use zip::ZipArchive;

use super::manifest::{Form, MOST_COLUMNS, MOST_ROWS, Manifest, RawRow};
use super::spread;
use super::table::understand;
use crate::template::problem::ManifestProblem;
use crate::template::row::Cell;

/// The most that a spreadsheet may hold unpacked, in bytes: ten thousand rows of forty cells have about 30 MB of XML.
const MOST_UNPACKED: u64 = 96 << 20;

/// A number of more digits has lost some: a spreadsheet keeps fifteen.
const KEPT_DIGITS: usize = 15;

pub(super) fn read(bytes: Vec<u8>, sheet: Option<&str>) -> Result<Manifest, ManifestProblem> {
    let is_ods = unpack_into_nothing(&bytes)?;
    if is_ods {
        let table = read_ods(bytes, sheet)?;
        return understand(table, |_| Form::Ods);
    }
    let (table, name, other) = read_xlsx(bytes, sheet)?;
    understand(table, |sheet| Form::Xlsx { name, other, sheet })
}

/// Makes sure that the archive holds no more than the limit; whether it is one of `LibreOffice`.
fn unpack_into_nothing(bytes: &[u8]) -> Result<bool, ManifestProblem> {
    let too_large = || ManifestProblem::TooLargeUnpacked {
        limit_bytes: MOST_UNPACKED,
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(ManifestProblem::malformed)?;
    let mut claimed = 0_u64;
    for at in 0..archive.len() {
        claimed = claimed.saturating_add(
            archive
                .by_index_raw(at)
                .map_err(ManifestProblem::malformed)?
                .size(),
        );
    }
    if claimed > MOST_UNPACKED {
        return Err(too_large());
    }
    let mut left = MOST_UNPACKED;
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(ManifestProblem::malformed)?;
        let unpacked = std::io::copy(&mut entry.take(left + 1), &mut std::io::sink());
        let unpacked = unpacked.map_err(ManifestProblem::malformed)?;
        left = left.checked_sub(unpacked).ok_or_else(too_large)?;
    }
    Ok(archive.index_for_name("content.xml").is_some())
}

fn chosen<'a>(names: &'a [String], sheet: Option<&'a str>) -> Result<&'a str, ManifestProblem> {
    let found = match sheet {
        Some(sheet) => names.iter().find(|name| *name == sheet),
        None => names.first(),
    };
    found
        .map(String::as_str)
        .ok_or_else(|| ManifestProblem::NoSheet {
            name: sheet.unwrap_or_default().to_owned(),
        })
}

/// The rows of a sheet, its name, and that of another one that is not empty.
fn read_xlsx(
    bytes: Vec<u8>,
    sheet: Option<&str>,
) -> Result<(Vec<RawRow>, String, Option<String>), ManifestProblem> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(ManifestProblem::malformed)?;
    let names = book.sheet_names();
    let name = chosen(&names, sheet)?;
    let mut cells = book
        .worksheet_cells_reader(name)
        .map_err(ManifestProblem::malformed)?;
    let mut table: Vec<RawRow> = Vec::new();
    // Cell by cell: a sheet with one cell in its last corner would be a table of billions.
    while let Some(cell) = cells
        .next_cell_with_formula()
        .map_err(ManifestProblem::malformed)?
    {
        let (row, column) = (cell.pos.0 as usize, cell.pos.1 as usize);
        if column >= MOST_COLUMNS {
            let is_filled = cell.formula.is_some() || !matches!(cell.value, DataRef::Empty);
            if let Some(last) = table.last_mut() {
                last.is_cut |= is_filled;
            }
            continue;
        }
        let is_formula = cell.formula.is_some();
        let text = written(&Data::from(cell.value), is_formula).ok_or_else(|| {
            ManifestProblem::Formula {
                cell: name_of(row, column),
            }
        })?;
        if table.last().is_none_or(|last| last.number != row + 1) {
            if table.len() >= MOST_ROWS {
                return Err(ManifestProblem::TooManyRows { limit: MOST_ROWS });
            }
            table.push(RawRow {
                number: row + 1,
                cells: Vec::new(),
                is_cut: false,
            });
        }
        if let Some(last) = table.last_mut() {
            if last.cells.len() <= column {
                last.cells.resize(column + 1, Cell::default());
            }
            last.cells[column] = text;
        }
    }
    drop(cells);
    let mut others = names.iter().filter(|other| *other != name);
    let other = others.find(|other| has_something(&mut book, other));
    Ok((table, name.to_owned(), other.cloned()))
}

/// Whether a sheet has any cell. One that can't be read as cells, a chart, is something.
fn has_something(book: &mut Xlsx<Cursor<Vec<u8>>>, name: &str) -> bool {
    let Ok(mut cells) = book.worksheet_cells_reader(name) else {
        return true;
    };
    loop {
        match cells.next_cell_with_formula() {
            Ok(None) => return false,
            Ok(Some(cell)) if cell.formula.is_none() && matches!(cell.value, DataRef::Empty) => {}
            _ => return true,
        }
    }
}

fn read_ods(bytes: Vec<u8>, sheet: Option<&str>) -> Result<Vec<RawRow>, ManifestProblem> {
    let mut archive =
        ZipArchive::new(Cursor::new(&bytes[..])).map_err(ManifestProblem::malformed)?;
    let content = archive
        .by_name("content.xml")
        .map_err(ManifestProblem::malformed)?;
    spread::limit(BufReader::new(content))?;
    let mut book: Ods<_> = Ods::new(Cursor::new(bytes)).map_err(ManifestProblem::malformed)?;
    let names = book.sheet_names();
    let name = chosen(&names, sheet)?;
    let range = book
        .worksheet_range(name)
        .map_err(ManifestProblem::malformed)?;
    let start = range.start().unwrap_or_default();
    if range.height() > MOST_ROWS {
        return Err(ManifestProblem::TooManyRows { limit: MOST_ROWS });
    }
    let mut table = Vec::new();
    for (at, row) in range.rows().enumerate() {
        let number = start.0 as usize + at;
        let mut cells = vec![Cell::default(); start.1 as usize];
        for (column, data) in row.iter().take(MOST_COLUMNS).enumerate() {
            cells.push(
                written(data, false).ok_or_else(|| ManifestProblem::Formula {
                    cell: name_of(number, start.1 as usize + column),
                })?,
            );
        }
        table.push(RawRow {
            number: number + 1,
            cells,
            is_cut: row.len() > MOST_COLUMNS,
        });
    }
    Ok(table)
}

/// What a cell shows, as text; `None` for an error and for a formula that came to nothing.
fn written(data: &Data, is_formula: bool) -> Option<Cell> {
    Some(match data {
        Data::Error(_) => return None,
        Data::Empty if is_formula => return None,
        Data::Empty => Cell::default(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Cell::of(text),
        Data::Bool(value) => Cell::of(if *value { "是" } else { "否" }),
        Data::DateTime(moment) => Cell::of(day(moment)),
        Data::Int(number) => counted(number.to_string()),
        Data::Float(number) => counted(number.to_string()),
    })
}

fn counted(text: String) -> Cell {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    Cell {
        is_rounded: digits > KEPT_DIGITS,
        text,
    }
}

/// A day of a spreadsheet, with the time of day where there is one.
#[expect(
    clippy::cast_possible_truncation,
    reason = "days of some centuries, minutes of a day"
)]
fn day(moment: &ExcelDateTime) -> String {
    /// Day 0 of spreadsheets is 30 December 1899.
    const DAYS_BEFORE_1970: i64 = 25_569;
    let days = moment.as_f64();
    let minutes = ((days - days.floor()) * 1440.0).round() as i64;
    let date = Date::from_days_since_1970(days.floor() as i64 - DAYS_BEFORE_1970);
    match date {
        None => days.to_string(),
        Some(date) if minutes == 0 => date.to_string(),
        Some(date) => format!("{date} {:02}:{:02}", minutes / 60, minutes % 60),
    }
}

/// A cell as spreadsheets name it: B3.
fn name_of(row: usize, column: usize) -> String {
    let mut letters = String::new();
    let mut rest = column + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.insert(0, char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    format!("{letters}{}", row + 1)
}
