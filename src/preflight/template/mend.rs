//! Writes a manifest again with what was wrong and needs no reading put right: blanks, width, copy numbers and brackets.
//! The original is never written to.

use std::path::Path;

use encoding_rs::{UTF_16BE, UTF_16LE};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::field::Field;
use super::number::Plain;
use super::owner::{is_han, with_brackets};
use super::problem::ManifestProblem;
use super::read::{Encoded, Form, MOST_COLUMNS, Manifest, RawRow, Sheet};
use super::row::without_blanks;
use crate::error::Error;
use crate::profile::{Brackets, Profile};
use crate::rules::typed::{number, owner};

/// How many cells were put right, and the manifest in the form in which it came.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Mended {
    /// Cells that are different now.
    pub cells: usize,
    /// The file.
    pub bytes: Vec<u8>,
}

/// What a field should hold by all that needs no reading; `None` if it does.
fn put_right(field: Field, typed: &str, profile: &Profile) -> Option<String> {
    let is_on = |rule: &crate::rules::Rule| profile.level_of(rule.id, rule.level).is_some();
    let right = match field {
        Field::Number | Field::DomainNumber | Field::ContactNumber => {
            let mended = Plain::of(typed, typed.trim().len() <= 10).mended()?;
            // Digits that a spreadsheet lost don't come back.
            if !is_on(&number::NUMBER_SPACED) || typed.to_ascii_uppercase().contains("E+") {
                return None;
            }
            mended
        }
        Field::Owner | Field::Entity | Field::DomainOwner | Field::Account => {
            let is_latin = !typed.chars().any(is_han);
            let bare = if is_on(&owner::OWNER_SPACED) {
                without_blanks(typed, is_latin)
            } else {
                typed.to_owned()
            };
            if profile.owner_brackets == Some(Brackets::Half) && is_on(&owner::OWNER_BRACKETS) {
                with_brackets(&bare, false)
            } else {
                bare
            }
        }
        _ => return None,
    };
    (right != typed).then_some(right)
}

/// The manifest with what needs no reading put right.
pub fn mend(manifest: &Manifest, profile: &Profile, out: &Path) -> Result<Mended, Error> {
    let cant = |cause: String| Error::Unwritable {
        target: out.display().to_string(),
        cause,
    };
    let bad = |problem| Error::BadManifest {
        manifest: out.display().to_string(),
        problem,
    };
    match &manifest.form {
        Form::Text {
            encoded,
            delimiter,
            is_crlf,
            sheet,
        } => {
            check_ending(out, "csv", |ending| !is_of_another_form(ending))?;
            let (table, cells) = mended(sheet, profile).map_err(bad)?;
            let bytes = write_text(&table, *delimiter, *is_crlf, *encoded)
                .map_err(|cause| cant(cause.to_string()))?;
            Ok(Mended { cells, bytes })
        }
        Form::Xlsx { name, other, sheet } => {
            check_ending(out, "xlsx", |ending| ending == "xlsx")?;
            if let Some(name) = other.clone() {
                return Err(bad(ManifestProblem::OtherSheets { name }));
            }
            let (table, cells) = mended(sheet, profile).map_err(bad)?;
            let bytes = write_sheet(&table, name).map_err(|cause| cant(cause.to_string()))?;
            Ok(Mended { cells, bytes })
        }
        Form::Toml(whole) => {
            check_ending(out, "toml", |ending| ending == "toml")?;
            let mut whole = whole.clone();
            let mut cells = 0;
            for key in ["template", "filing"] {
                let rows = whole.get_mut(key).and_then(toml::Value::as_array_mut);
                for row in rows
                    .into_iter()
                    .flatten()
                    .filter_map(toml::Value::as_table_mut)
                {
                    for (key, value) in row.iter_mut() {
                        let field = Field::from_header(key);
                        let right = field
                            .zip(value.as_str())
                            .and_then(|(field, typed)| put_right(field, typed, profile));
                        if let Some(right) = right {
                            *value = toml::Value::String(right);
                            cells += 1;
                        }
                    }
                }
            }
            let text = toml::to_string(&whole).map_err(|cause| cant(cause.to_string()))?;
            Ok(Mended {
                cells,
                bytes: text.into_bytes(),
            })
        }
        Form::Ods => Err(bad(ManifestProblem::NotWritten)),
    }
}

/// Refuses a name whose ending promises another form; one without an ending promises nothing.
pub fn check_ending(
    out: &Path,
    wanted: &'static str,
    is_right: impl FnOnce(&str) -> bool,
) -> Result<(), Error> {
    let ending = out.extension();
    let ending = ending.map(|ending| ending.to_string_lossy().to_lowercase());
    match ending {
        Some(ending) if !is_right(&ending) => Err(Error::OtherEnding {
            target: out.display().to_string(),
            wanted,
        }),
        _ => Ok(()),
    }
}

/// Endings of manifests that are no delimited text.
fn is_of_another_form(ending: &str) -> bool {
    ["xlsx", "xlsm", "xls", "ods", "toml"].contains(&ending)
}

/// The table with the cells below its headers put right, and how many were wrong.
fn mended(sheet: &Sheet, profile: &Profile) -> Result<(Vec<RawRow>, usize), ManifestProblem> {
    if sheet.table.iter().any(|row| row.is_cut) {
        return Err(ManifestProblem::TooManyColumns {
            limit: MOST_COLUMNS,
        });
    }
    let mut table = sheet.table.clone();
    let mut count = 0;
    for row in table.iter_mut().skip(sheet.head + 1) {
        for (cell, field) in row.cells.iter_mut().zip(&sheet.columns) {
            let right = field
                .filter(|_| !cell.is_rounded)
                .and_then(|field| put_right(field, &cell.text, profile));
            // A header in a column of numbers is no number.
            if let Some(right) = right.filter(|_| Field::from_header(&cell.text).is_none()) {
                cell.text = right;
                count += 1;
            }
        }
    }
    Ok((table, count))
}

fn write_text(
    table: &[RawRow],
    delimiter: u8,
    is_crlf: bool,
    encoded: Encoded,
) -> std::io::Result<Vec<u8>> {
    let end = if is_crlf {
        csv::Terminator::CRLF
    } else {
        csv::Terminator::Any(b'\n')
    };
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .terminator(end)
        .flexible(true)
        .from_writer(Vec::new());
    for row in table {
        writer.write_record(row.cells.iter().map(|cell| &cell.text))?;
    }
    let bytes = writer
        .into_inner()
        .map_err(csv::IntoInnerError::into_error)?;
    let mut text = String::from_utf8(bytes).map_err(std::io::Error::other)?;
    if encoded.has_mark {
        text.insert(0, '\u{FEFF}');
    }
    Ok(if encoded.encoding == UTF_16LE {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    } else if encoded.encoding == UTF_16BE {
        text.encode_utf16().flat_map(u16::to_be_bytes).collect()
    } else {
        encoded.encoding.encode(&text).0.into_owned()
    })
}

/// A sheet whose cells are all text, so that no number loses digits.
fn write_sheet(table: &[RawRow], name: &str) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(name)?;
    let as_text = Format::new().set_num_format("@");
    for row in table {
        let number = u32::try_from(row.number.saturating_sub(1)).unwrap_or(u32::MAX);
        for (column, cell) in (0_u16..).zip(&row.cells) {
            if !cell.text.is_empty() {
                sheet.write_string_with_format(number, column, &cell.text, &as_text)?;
            }
        }
    }
    book.save_to_buffer()
}

#[cfg(test)]
#[path = "mend/tests.rs"]
mod tests;
