//! Puts the rows of a picture together from its strips or tiles.

use std::borrow::Cow;
use std::io::{Cursor, ErrorKind, Read};

use flate2::read::ZlibDecoder;
use weezl::{BitOrder, LzwStatus, decode::Decoder as LzwDecoder};

use super::error::corrupt;
use super::form::{Packing, TiffForm};
use super::ycc::Spread;
use super::{fax, jpeg_part};
use crate::codec::limits::{DecodeError, Limits};
use crate::codec::reduce::index;
use crate::container::Damage;

/// More than any decoder of a part keeps for itself: tables, a window of what was unpacked.
const READER_BYTES: u64 = 128 << 10;

/// Rows that the JPEG decoder holds at once.
const JPEG_ROWS: u64 = 200;

/// Memory that the rows of a picture take while they are put together.
pub(super) fn work_bytes(form: &TiffForm<'_>) -> u64 {
    let open = form.planes() as u64 * across(form) as u64;
    let row = form.row_bytes() * 2 + 8 * u64::from(form.part.0);
    let held = match form.packing {
        Packing::Fax(_) => form.row_bytes().saturating_mul(form.part.1.into()),
        Packing::Jpeg | Packing::OldJpeg => form.row_bytes() * JPEG_ROWS,
        Packing::Stored | Packing::PackBits | Packing::Lzw | Packing::Deflate => {
            4 * row * u64::from(form.subsampling.1)
        }
    };
    let reader = READER_BYTES.saturating_add(row).saturating_add(held);
    open.saturating_mul(reader)
}

/// Hands out the samples of each row, from the top: eight bits each, places in a palette as they
/// are. The memory has to have been checked.
pub(super) fn rows(
    form: &TiffForm<'_>,
    limits: &Limits,
    mut sink: impl FnMut(&[u8]) -> Result<(), DecodeError>,
) -> Result<(), DecodeError> {
    if form.packing == Packing::OldJpeg
        && let Some(whole) = jpeg_part::whole(form)?
    {
        let mut reader = jpeg_part::open(form, &whole, limits)?;
        let mut row = vec![0; index(form.width) * form.samples];
        for _ in 0..form.height {
            fill(&mut reader, &mut row)?;
            sink(&row)?;
        }
        return Ok(());
    }
    let (columns, planes) = (across(form), form.planes());
    let bands = index(form.height.div_ceil(form.part.1));
    if form.parts_listed() < bands.saturating_mul(columns * planes) {
        return Err(corrupt(Damage::MissingData));
    }
    let part_samples = index(form.part.0) * form.samples;
    let mut packed = vec![0; usize::try_from(form.row_bytes()).unwrap_or(0)];
    let mut samples = vec![0; columns * part_samples];
    for band in 0..bands {
        let parts = (0..planes * columns).map(|n| {
            let (plane, column) = (n / columns, n % columns);
            (plane * bands + band) * columns + column
        });
        let parts = parts.map(|position| bytes(form, position, rows_of(form, band)));
        let parts = parts.collect::<Result<Vec<_>, _>>()?;
        let readers = parts.iter().map(|bytes| open(form, bytes, band, limits));
        let mut readers = readers.collect::<Result<Vec<_>, _>>()?;
        for _ in 0..rows_of(form, band) {
            for (n, reader) in readers.iter_mut().enumerate() {
                fill(reader, &mut packed)?;
                if form.has_differences {
                    add_up(form, &mut packed);
                }
                let (plane, column) = (n / columns, n % columns);
                let own = &mut samples[column * part_samples..][..part_samples];
                let step = form.planes();
                unpack(form, &packed, own[plane..].iter_mut().step_by(step));
            }
            sink(&samples[..index(form.width) * form.samples])?;
        }
    }
    Ok(())
}

/// Parts from the left edge of the picture to the right.
fn across(form: &TiffForm<'_>) -> usize {
    index(form.width.div_ceil(form.part.0))
}

/// Rows of the picture in a band of parts.
fn rows_of(form: &TiffForm<'_>, band: usize) -> u32 {
    let above = u32::try_from(band).unwrap_or(u32::MAX);
    let left = form
        .height
        .saturating_sub(above.saturating_mul(form.part.1));
    left.min(form.part.1)
}

/// The bytes of a part in the order that its decoder reads.
fn bytes<'a>(
    form: &TiffForm<'a>,
    position: usize,
    rows: u32,
) -> Result<Cow<'a, [u8]>, DecodeError> {
    let bytes = form.place(position)?;
    Ok(match form.packing {
        Packing::Jpeg => jpeg_part::joined(form, bytes),
        Packing::OldJpeg => jpeg_part::rebuilt(form, bytes, rows)?,
        _ if form.is_reversed => bytes.iter().map(|byte| byte.reverse_bits()).collect(),
        _ => Cow::Borrowed(bytes),
    })
}

fn open<'b>(
    form: &TiffForm<'_>,
    bytes: &'b [u8],
    band: usize,
    limits: &Limits,
) -> Result<Box<dyn Read + 'b>, DecodeError> {
    let unpacked: Box<dyn Read + 'b> = match form.packing {
        Packing::Stored => Box::new(bytes),
        Packing::PackBits => Box::new(PackBits::new(bytes)),
        Packing::Lzw => Box::new(Lzw::new(bytes)),
        Packing::Deflate => Box::new(ZlibDecoder::new(bytes)),
        Packing::Fax(coding) => {
            let rows = if form.is_tiled {
                form.part.1
            } else {
                rows_of(form, band)
            };
            let bits = fax::unpack(bytes, coding, form.part.0, rows).map_err(corrupt)?;
            Box::new(Cursor::new(bits))
        }
        Packing::Jpeg | Packing::OldJpeg => return jpeg_part::open(form, bytes, limits),
    };
    Ok(if form.subsampling == (1, 1) {
        unpacked
    } else {
        Box::new(Spread::new(unpacked, form.subsampling, form.part.0))
    })
}

fn fill(reader: &mut impl Read, row: &mut [u8]) -> Result<(), DecodeError> {
    reader.read_exact(row).map_err(|error| match error.kind() {
        ErrorKind::UnexpectedEof => corrupt(Damage::MissingData),
        _ => corrupt(Damage::PackedData),
    })
}

/// Replaces each sample's difference to its neighbor on the left by the sample.
fn add_up(form: &TiffForm<'_>, row: &mut [u8]) {
    let samples = form.samples_together();
    if form.bits == 8 {
        for at in samples..row.len() {
            row[at] = row[at].wrapping_add(row[at - samples]);
        }
        return;
    }
    let words = row.as_chunks_mut::<2>().0;
    for at in samples..words.len() {
        let sum = wide(form, words[at]).wrapping_add(wide(form, words[at - samples]));
        words[at] = form.tags.byte_order().bytes_of_u16(sum);
    }
}

fn wide(form: &TiffForm<'_>, bytes: [u8; 2]) -> u16 {
    form.tags.byte_order().u16_of(bytes)
}

/// Makes eight bits of each sample; places in a palette stay as they are.
fn unpack<'s>(form: &TiffForm<'_>, packed: &[u8], samples: impl Iterator<Item = &'s mut u8>) {
    let bits = usize::from(form.bits);
    match form.bits {
        8 => {
            for (sample, byte) in samples.zip(packed) {
                *sample = *byte;
            }
        }
        16 => {
            for (sample, bytes) in samples.zip(packed.as_chunks().0) {
                *sample = to_eight_bits(wide(form, *bytes), 16);
            }
        }
        _ => {
            for (n, sample) in samples.enumerate() {
                let value = bits_at(packed, n * bits, bits);
                *sample = if form.meaning.is_palette() {
                    value.to_le_bytes()[0]
                } else {
                    to_eight_bits(value, form.bits)
                };
            }
        }
    }
}

/// A number of at most 16 bits, the highest first.
fn bits_at(packed: &[u8], at: usize, bits: usize) -> u16 {
    let byte = |n| packed.get(at / 8 + n).copied().map_or(0, u32::from);
    let window = byte(0) << 16 | byte(1) << 8 | byte(2);
    let value = window >> (24 - at % 8 - bits) & ((1 << bits) - 1);
    u16::try_from(value).unwrap_or(u16::MAX)
}

/// A level of so many bits on the scale of eight, rounded.
fn to_eight_bits(value: u16, bits: u8) -> u8 {
    let most = (1_u32 << bits) - 1;
    let level = (u32::from(value) * 255 + most / 2) / most;
    level.to_le_bytes()[0]
}

/// Runs of equal bytes, and stretches of others (TIFF 6.0, section 9).
struct PackBits<'a> {
    rest: &'a [u8],
    /// Bytes left of the present stretch, and whether they are all the same.
    left: usize,
    repeats: bool,
}

impl<'a> PackBits<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self {
            rest: bytes,
            left: 0,
            repeats: false,
        }
    }
}

impl Read for PackBits<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        while self.left == 0 {
            if self.repeats {
                self.rest = &self.rest[1..];
                self.repeats = false;
            }
            let Some((&head, rest)) = self.rest.split_first() else {
                return Ok(0);
            };
            self.rest = rest;
            self.repeats = head > 128 && !rest.is_empty();
            self.left = match usize::from(head) {
                literal @ 0..=127 => literal + 1,
                128 => 0,
                run => 257 - run,
            };
        }
        let Some(&first) = self.rest.first() else {
            return Ok(0);
        };
        let mut length = self.left.min(out.len());
        if self.repeats {
            out[..length].fill(first);
        } else {
            length = length.min(self.rest.len());
            out[..length].copy_from_slice(&self.rest[..length]);
            self.rest = &self.rest[length..];
        }
        self.left -= length;
        Ok(length)
    }
}

/// LZW as TIFF 6.0 has it, and as its first writers had it: the lowest bit first.
struct Lzw<'a> {
    decoder: LzwDecoder,
    rest: &'a [u8],
}

impl<'a> Lzw<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        // Every stream begins with the code 256 in nine bits.
        let is_old = matches!(bytes, [0, second, ..] if second & 1 == 1);
        Self {
            decoder: if is_old {
                LzwDecoder::new(BitOrder::Lsb, 8)
            } else {
                LzwDecoder::with_tiff_size_switch(BitOrder::Msb, 8)
            },
            rest: bytes,
        }
    }
}

impl Read for Lzw<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        loop {
            let result = self.decoder.decode_bytes(self.rest, out);
            self.rest = &self.rest[result.consumed_in..];
            let status = result.status.map_err(std::io::Error::other)?;
            let ended = !matches!(status, LzwStatus::Ok) || self.rest.is_empty();
            if result.consumed_out > 0 || ended {
                return Ok(result.consumed_out);
            }
        }
    }
}
