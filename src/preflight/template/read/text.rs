//! Delimited text: commas, semicolons or tabs, in the encodings that spreadsheets save.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16LE};

use super::manifest::{Encoded, Form, MOST_COLUMNS, MOST_ROWS, Manifest, RawRow};
use super::table::{FIRST_ROWS, known_headers, understand};
use crate::template::problem::ManifestProblem;
use crate::template::row::Cell;

/// Excel writes this line above the headers to name the delimiter.
const DELIMITER_LINE: &str = "sep=";

pub(super) fn read(bytes: &[u8]) -> Result<Manifest, ManifestProblem> {
    let (text, encoded) = decode(bytes)?;
    let named = text
        .strip_prefix(DELIMITER_LINE)
        .and_then(|rest| rest.bytes().next());
    let candidates: &[u8] = match named {
        Some(b';') => b";",
        Some(b'\t') => b"\t",
        _ => b",;\t",
    };
    let known = |delimiter| {
        let first = rows(&text, delimiter).take(FIRST_ROWS).flatten();
        first.map(|row| known_headers(&row)).max()
    };
    // Of equals the last counts: turned about, the first of the candidates.
    let best = candidates.iter().copied().rev();
    let delimiter = best
        .max_by_key(|delimiter| known(*delimiter))
        .ok_or(ManifestProblem::NoHeaders)?;
    // One more than are taken, to be told that there are too many.
    let table: Result<Vec<RawRow>, _> = rows(&text, delimiter).take(MOST_ROWS + 1).collect();
    let is_crlf = text
        .find('\n')
        .is_some_and(|end| text[..end].ends_with('\r'));
    understand(table?, |sheet| Form::Text {
        encoded,
        delimiter,
        is_crlf,
        sheet,
    })
}

/// The rows of a text whose cells are delimited so.
fn rows(
    text: &str,
    delimiter: u8,
) -> impl Iterator<Item = Result<RawRow, ManifestProblem>> + use<'_> {
    let reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut lines = LineCount::of(text);
    reader.into_records().map(move |record| {
        let record = record.map_err(ManifestProblem::malformed)?;
        let start = record.position().map_or(0, csv::Position::byte);
        let cells = record.iter().take(MOST_COLUMNS).map(Cell::of);
        Ok(RawRow {
            number: lines.line_at(usize::try_from(start).unwrap_or(usize::MAX)),
            cells: cells.collect(),
            is_cut: record
                .iter()
                .skip(MOST_COLUMNS)
                .any(|text| !text.is_empty()),
        })
    })
}

/// Counts lines as editors do, whether they end with LF, CR LF or CR. The parser takes what is behind a CR for the
/// beginning of the next record, and counts none of them.
struct LineCount<'a> {
    bytes: &'a [u8],
    at: usize,
    line: usize,
}

impl<'a> LineCount<'a> {
    const fn of(text: &'a str) -> Self {
        Self {
            bytes: text.as_bytes(),
            at: 0,
            line: 1,
        }
    }

    /// The line of what begins here, behind line breaks that may still stand before it. Asked in the text's order.
    fn line_at(&mut self, start: usize) -> usize {
        while let Some(&byte) = self.bytes.get(self.at)
            && (self.at < start || matches!(byte, b'\r' | b'\n'))
        {
            let is_within = byte == b'\r' && self.bytes.get(self.at + 1) == Some(&b'\n');
            self.line += usize::from(matches!(byte, b'\r' | b'\n') && !is_within);
            self.at += 1;
        }
        self.line
    }
}

/// The text, by its byte-order mark, else as UTF-8, else as Excel in China saves it.
fn decode(bytes: &[u8]) -> Result<(String, Encoded), ManifestProblem> {
    /// U+FEFF in GB18030.
    const GB18030_MARK: &[u8] = &[0x84, 0x31, 0x95, 0x33];
    let (encoding, mark) = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => (encoding, mark),
        None if bytes.starts_with(GB18030_MARK) => (GB18030, GB18030_MARK.len()),
        None if std::str::from_utf8(bytes).is_ok() => (UTF_8, 0),
        // Every second byte of Latin letters is zero in UTF-16, and none is in GB18030.
        None if bytes.len() > 3 && bytes[1] == 0 && bytes[3] == 0 => (UTF_16LE, 0),
        None => (GB18030, 0),
    };
    let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..]);
    let text = text.ok_or(ManifestProblem::UnknownEncoding)?;
    let has_mark = mark > 0;
    if text.contains('\0') {
        return Err(ManifestProblem::UnknownEncoding); // some other kind of file
    }
    Ok((text.into_owned(), Encoded { encoding, has_mark }))
}
