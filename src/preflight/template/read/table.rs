//! A table becomes rows: its headers are found and understood.

use super::manifest::{Form, MOST_ROWS, Manifest, RawRow, Sheet};
use crate::template::field::Field;
use crate::template::masking::{shown_header, shown_title};
use crate::template::problem::ManifestProblem;
use crate::template::row::Row;

/// Headers stand in one of so many rows.
pub(super) const FIRST_ROWS: usize = 50;

/// How many different headers of a row are known.
pub(super) fn known_headers(row: &RawRow) -> usize {
    let mut known: Vec<_> = row
        .cells
        .iter()
        .filter_map(|cell| Field::from_header(&cell.text))
        .collect();
    known.sort();
    known.dedup();
    known.len()
}

/// The rows below the first row with two headers that are known.
pub(super) fn understand(
    table: Vec<RawRow>,
    form: impl FnOnce(Sheet) -> Form,
) -> Result<Manifest, ManifestProblem> {
    if table.len() > MOST_ROWS {
        return Err(ManifestProblem::TooManyRows { limit: MOST_ROWS });
    }
    let head = table
        .iter()
        .take(FIRST_ROWS)
        .position(|row| known_headers(row) >= 2);
    let head = head.ok_or(ManifestProblem::NoHeaders)?;
    let columns = fields(&table[head])?;
    let mut manifest = Manifest {
        rows: Vec::new(),
        columns: columns.iter().copied().flatten().collect(),
        unknown: Vec::new(),
        titles: Vec::new(),
        form: Form::Ods,
    };
    for title in table[..head].iter().filter(|row| !row.is_empty()) {
        let first = title.cells.iter().find(|cell| !cell.text.trim().is_empty());
        manifest.titles.push(
            first
                .map(|cell| shown_title(cell.text.trim()))
                .unwrap_or_default(),
        );
    }
    for (cell, field) in table[head].cells.iter().zip(&columns) {
        if field.is_none() && !cell.text.trim().is_empty() {
            manifest.unknown.push(shown_header(cell.text.trim()));
        }
    }
    for raw in &table[head + 1..] {
        if !raw.is_empty() && !is_comment(raw) && !repeats_headers(raw, &columns) {
            let mut row = Row::new(raw.number);
            for (cell, field) in raw.cells.iter().zip(&columns) {
                if let Some(field) = field {
                    row.set(*field, cell.clone());
                }
            }
            // What has nothing but columns that mean nothing here is no row.
            if !row.is_empty() {
                manifest.rows.push(row);
            }
        }
    }
    manifest.form = form(Sheet {
        table,
        columns,
        head,
    });
    Ok(manifest)
}

/// A row that is a remark, as the second header row of an empty manifest. A sign without a blank is somebody's text.
fn is_comment(row: &RawRow) -> bool {
    row.cells
        .first()
        .is_some_and(|cell| cell.text.trim_start().starts_with("# "))
}

/// Whether the headers stand there again, in the other language.
fn repeats_headers(row: &RawRow, columns: &[Option<Field>]) -> bool {
    let mut cells = row
        .cells
        .iter()
        .zip(columns)
        .filter(|(cell, _)| !cell.text.trim().is_empty());
    cells.all(|(cell, field)| Field::from_header(&cell.text) == *field) && known_headers(row) >= 2
}

/// What each column means.
fn fields(headers: &RawRow) -> Result<Vec<Option<Field>>, ManifestProblem> {
    let texts: Vec<&str> = headers.cells.iter().map(|cell| cell.text.trim()).collect();
    let mut fields: Vec<Option<Field>> =
        texts.iter().map(|text| Field::from_header(text)).collect();
    // A filing has the domain's owner beside the entity.
    if fields.contains(&Some(Field::Entity)) {
        for (text, field) in texts.iter().zip(&mut fields) {
            if text.starts_with("域名所有者") && *field == Some(Field::Owner) {
                *field = Some(Field::DomainOwner);
            }
        }
    }
    for second in 1..fields.len() {
        let Some(field) = fields[second] else {
            continue;
        };
        let Some(first) = fields[..second]
            .iter()
            .position(|other| *other == Some(field))
        else {
            continue;
        };
        // `CityCN` and `City`: the bare word is the English one.
        if let Some(english) = field.english_twin(texts[second]) {
            fields[second] = Some(english);
        } else if let Some(english) = field.english_twin(texts[first]) {
            fields[first] = Some(english);
        } else {
            return Err(ManifestProblem::TwoColumns {
                first: texts[first].to_owned(),
                second: texts[second].to_owned(),
            });
        }
    }
    Ok(fields)
}
