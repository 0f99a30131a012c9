//! PNG by rows, so that large ones take no more memory than small ones. Interlaced ones have their
//! last pixels in the first rows, and are decoded in one piece by [`super::raster`].

use std::io::Cursor;

use image::{ColorType, ImageFormat, RgbImage};
use png::{BitDepth, DecodeOptions, Decoder, DecodingError, Reader, Transformations};

use super::limits::{DecodeError, Limits, check_bytes, check_size};
use super::raster::{self, Gathering, SampleReader};
use super::reduce::{Geometry, StoredPlanes, Whole, whole_divisor};
use crate::container::Damage;
use crate::metadata::Header;

/// Decodes for analysis. Transparency is laid over white.
pub(super) fn analyze(
    bytes: &[u8],
    header: &Header,
    limits: &Limits,
) -> Result<StoredPlanes, DecodeError> {
    let geometry = Geometry::new(header.stored_width, header.stored_height);
    let pixels = u64::from(header.stored_width) * u64::from(header.stored_height);
    check_bytes(pixels, geometry.bytes() + work_bytes(header), limits)?;
    let Some((mut rows, color)) = open(bytes, header, limits)? else {
        return raster::analyze(bytes, ImageFormat::Png, header, limits);
    };
    let mut gathering = Gathering::new(geometry, color, header.space_to_look_through())?;
    while let Some(row) = rows.next()? {
        gathering.add(row)?;
    }
    Ok(gathering.finish())
}

/// Decodes every pixel, the way the file stores them: not turned; at a fraction of its size where
/// memory is too small.
pub(super) fn full(
    bytes: &[u8],
    header: &Header,
    limits: &Limits,
) -> Result<RgbImage, DecodeError> {
    let Some((mut rows, color)) = open(bytes, header, limits)? else {
        return raster::full(bytes, ImageFormat::Png, header, limits);
    };
    let size = (header.stored_width, header.stored_height);
    let divisor = whole_divisor(size, 3, work_bytes(header), limits)?;
    let mut reader = SampleReader::new(color, header.space_to_convert())?;
    let mut whole = Whole::new(size, divisor);
    let mut rgb = Vec::new();
    while let Some(row) = rows.next()? {
        reader.rgb(row, &mut rgb)?;
        whole.add(&rgb);
    }
    Ok(whole.finish())
}

/// A few rows, as stored and as delivered, and the window of what was unpacked.
fn work_bytes(header: &Header) -> u64 {
    u64::from(header.stored_width) * 64 + (256 << 10)
}

/// The rows of a file that is not interlaced; `None` if it is.
fn open<'a>(
    bytes: &'a [u8],
    header: &'a Header,
    limits: &Limits,
) -> Result<Option<(Rows<'a>, ColorType)>, DecodeError> {
    let memory = usize::try_from(limits.decode_bytes).unwrap_or(usize::MAX);
    let memory = png::Limits { bytes: memory };
    let mut options = DecodeOptions::default();
    options.set_ignore_adler32(false);
    options.set_ignore_text_chunk(true); // the walk has read them
    options.set_ignore_iccp_chunk(true);
    let mut decoder = Decoder::new_with_options(Cursor::new(bytes), options);
    decoder.set_limits(memory);
    decoder.set_transformations(Transformations::EXPAND);
    let mut reader = decoder.read_info().map_err(|error| translated(&error))?;
    let info = reader.info();
    check_size(header, info.width, info.height)?;
    if info.interlaced {
        check_interlaced(&mut reader, header)?;
        return Ok(None);
    }
    let color = match reader.output_color_type() {
        (png::ColorType::Grayscale, BitDepth::Sixteen) => ColorType::L16,
        (png::ColorType::GrayscaleAlpha, BitDepth::Sixteen) => ColorType::La16,
        (png::ColorType::Rgb, BitDepth::Sixteen) => ColorType::Rgb16,
        (png::ColorType::Rgba, BitDepth::Sixteen) => ColorType::Rgba16,
        (png::ColorType::Grayscale, _) => ColorType::L8,
        (png::ColorType::GrayscaleAlpha, _) => ColorType::La8,
        (png::ColorType::Rgb | png::ColorType::Indexed, _) => ColorType::Rgb8,
        (png::ColorType::Rgba, _) => ColorType::Rgba8,
    };
    let rows = Rows {
        reader,
        is_wide: color.bytes_per_pixel() > color.channel_count(),
        left: header.stored_height,
        header,
        row: Vec::new(),
    };
    Ok(Some((rows, color)))
}

/// Unpacks all of the data: the decoder of interlaced pictures doesn't look at its checksum.
fn check_interlaced(
    reader: &mut Reader<Cursor<&[u8]>>,
    header: &Header,
) -> Result<(), DecodeError> {
    let broken = |error: DecodingError| translated(&error);
    while reader.next_interlaced_row().map_err(broken)?.is_some() {}
    finish(reader, header)
}

/// How the decoder begins to say what is wrong with the packed data.
const BROKEN_STREAM: &str = "Corrupt deflate stream";

/// Goes on behind the last row, where the checksum of the unpacked data stands.
fn finish(reader: &mut Reader<Cursor<&[u8]>>, header: &Header) -> Result<(), DecodeError> {
    if header.frames > 1 {
        return Ok(()); // more pictures, which nobody sees
    }
    match reader.finish() {
        // The decoder has a name for it only in what it says. Of other chunks the walk has its own opinion.
        Err(DecodingError::Format(error)) if error.to_string().starts_with(BROKEN_STREAM) => {
            Err(DecodeError::Corrupt {
                cause: Damage::Checksum,
            })
        }
        _ => Ok(()),
    }
}

struct Rows<'a> {
    reader: Reader<Cursor<&'a [u8]>>,
    is_wide: bool,
    left: u32,
    header: &'a Header,
    row: Vec<u8>,
}

impl Rows<'_> {
    /// The next row, 16-bit samples in native order; `None` after the last.
    fn next(&mut self) -> Result<Option<&[u8]>, DecodeError> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        let row = self.reader.next_row().map_err(|error| translated(&error))?;
        let Some(row) = row else {
            return Err(DecodeError::Corrupt {
                cause: Damage::MissingData,
            });
        };
        self.row.clear();
        self.row.extend_from_slice(row.data());
        if self.is_wide {
            for sample in self.row.as_chunks_mut().0 {
                *sample = u16::from_be_bytes(*sample).to_ne_bytes();
            }
        }
        if self.left == 0 {
            finish(&mut self.reader, self.header)?;
        }
        Ok(Some(&self.row))
    }
}

fn translated(error: &DecodingError) -> DecodeError {
    DecodeError::Corrupt {
        cause: match error {
            DecodingError::IoError(_) => Damage::MissingData,
            _ => Damage::PackedData,
        },
    }
}
