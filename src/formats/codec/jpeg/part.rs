//! The JPEG files that a TIFF's strips and tiles are: the TIFF says what their samples mean.

use std::io;

use super::reader::{PartColors, Reader, RowReader};
use crate::codec::limits::{DecodeError, Limits, check_bytes, check_pixels};
use crate::codec::reduce::index;

/// The rows of one strip or tile, interleaved samples.
#[derive(Debug)]
pub(crate) struct JpegPart<'a> {
    rows: RowReader<'a>,
    width: u32,
    samples: usize,
    /// Bytes of the present row that were read.
    read: usize,
    row: Vec<u8>,
}

impl<'a> JpegPart<'a> {
    pub(crate) fn open(
        bytes: &'a [u8],
        colors: PartColors,
        limits: &Limits,
    ) -> Result<Self, DecodeError> {
        let mut reader = Reader::open(bytes)?;
        let (width, height) = reader.size();
        check_pixels(width, height, limits)?;
        let pixels = u64::from(width) * u64::from(height);
        let needed = reader.coefficient_bytes() + reader.work_bytes();
        check_bytes(pixels, needed, limits)?;
        reader.smooth_chroma();
        let rows = reader.into_rows_of(colors)?;
        Ok(Self {
            width,
            samples: rows.row_bytes() / index(width).max(1),
            rows,
            read: 0,
            row: Vec::new(),
        })
    }

    pub(crate) fn width(&self) -> u32 {
        self.width
    }

    pub(crate) fn samples(&self) -> usize {
        self.samples
    }
}

impl io::Read for JpegPart<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.read == self.row.len() {
            let row = self.rows.next();
            let row = row.map_err(|fault| io::Error::other(fault.into_message()))?;
            let Some(row) = row else {
                return Ok(0);
            };
            self.row.clear();
            self.row.extend_from_slice(row);
            self.read = 0;
        }
        let rest = &self.row[self.read..];
        let length = rest.len().min(out.len());
        out[..length].copy_from_slice(&rest[..length]);
        self.read += length;
        Ok(length)
    }
}
