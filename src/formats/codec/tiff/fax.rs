//! The codings of fax machines (ITU-T T.4 and T.6): black and white, eight pixels a byte.

use hayro_ccitt::{DecodeSettings, Decoder, DecoderContext, EncodingMode};

use super::form::Fax;
use crate::container::Damage;

/// Unpacks the rows of a part. A run of white is stored as zeros, whatever zero means.
///
/// Fewer rows come out if the data ends early; data that breaks the coding is an error, because a
/// fax machine's guess at a damaged row is not what was on the paper.
pub(super) fn unpack(data: &[u8], coding: Fax, width: u32, rows: u32) -> Result<Vec<u8>, Damage> {
    let encoding = match coding {
        Fax::Rows | Fax::Group3 => EncodingMode::Group3_1D,
        Fax::Group3In2d => EncodingMode::Group3_2D,
        Fax::Group4 => EncodingMode::Group4,
    };
    let mut context = DecoderContext::new(DecodeSettings {
        columns: width,
        rows,
        end_of_block: true,
        end_of_line: false,
        rows_are_byte_aligned: coding == Fax::Rows,
        encoding,
        strict: true,
    });
    let row_bytes = width.div_ceil(8) as usize;
    let mut paper = Paper {
        width,
        row_bytes,
        bits: Vec::with_capacity(row_bytes * rows as usize),
    };
    match hayro_ccitt::decode(data, &mut paper, &mut context) {
        Ok(_) => Ok(paper.bits),
        Err(_) => Err(Damage::PackedData),
    }
}

struct Paper {
    width: u32,
    row_bytes: usize,
    bits: Vec<u8>,
}

impl Decoder for Paper {
    fn push_row(&mut self, changes: &[u32]) {
        let start = self.bits.len();
        self.bits.resize(start + self.row_bytes, 0);
        let row = &mut self.bits[start..];
        for black in changes.chunks(2) {
            let end = black.get(1).copied().unwrap_or(self.width);
            blacken(row, black[0] as usize, end as usize);
        }
    }
}

/// Sets the bits from `start` up to `end`.
fn blacken(row: &mut [u8], start: usize, end: usize) {
    if start >= end {
        return;
    }
    let (first, last) = (start / 8, (end - 1) / 8);
    let (head, tail) = (0xFF_u8 >> (start % 8), 0xFF_u8 << (7 - (end - 1) % 8));
    if first == last {
        row[first] |= head & tail;
    } else {
        row[first] |= head;
        row[first + 1..last].fill(0xFF);
        row[last] |= tail;
    }
}
