//! The decode at full size, for repairs.

use image::RgbImage;

use super::inks::{cover, rgb_of_inks};
use super::reader::{Reader, SampleKind};
use crate::codec::limits::{DecodeError, Limits, check_pixels};
use crate::codec::reduce::{index, plane, whole_divisor};

/// Decodes every pixel, with smooth chroma, the way the file stores them: not turned. Where memory
/// is too small for that, the picture comes out at 1/2, 1/4 or 1/8 of its size.
pub fn decode_full_rgb(bytes: &[u8], limits: &Limits) -> Result<RgbImage, DecodeError> {
    let reader = open(bytes, 3, limits)?;
    let kind = reader.kind();
    let mut rows = reader.into_rows()?;
    let size = rows.size();
    let mut samples = Vec::with_capacity(index(size.0) * index(size.1) * 3);
    while let Some(row) = rows.next()? {
        match kind {
            SampleKind::Gray => samples.extend(row.iter().flat_map(|gray| [*gray; 3])),
            SampleKind::Cmyk => {
                let inks = row.as_chunks().0.iter();
                samples.extend(inks.flat_map(|inks| rgb_of_inks(inks.map(cover))));
            }
            SampleKind::Ycc | SampleKind::Rgb | SampleKind::Other => samples.extend_from_slice(row),
        }
    }
    Ok(plane(size, samples))
}

/// Decodes the four inks of every pixel, the way the file stores them: not turned. 255 is a full
/// cover, as color profiles count. `None` if the picture is not made of inks.
pub(crate) fn decode_full_inks(bytes: &[u8], limits: &Limits) -> Result<Option<Inks>, DecodeError> {
    let reader = open(bytes, 4 + 3, limits)?; // and the RGB that is made of them
    if reader.kind() != SampleKind::Cmyk {
        return Ok(None);
    }
    let mut rows = reader.into_rows()?;
    let size = rows.size();
    let mut samples = Vec::with_capacity(index(size.0) * index(size.1) * 4);
    while let Some(row) = rows.next()? {
        samples.extend(row.iter().copied().map(cover));
    }
    Ok(Some(Inks { size, samples }))
}

/// A picture in cyan, magenta, yellow and black.
#[derive(Debug)]
pub struct Inks {
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// Four samples a pixel, row by row.
    pub samples: Vec<u8>,
}

/// Opens a picture for a full decode to `pixel_bytes` bytes a pixel.
fn open<'a>(bytes: &'a [u8], pixel_bytes: u64, limits: &Limits) -> Result<Reader<'a>, DecodeError> {
    let mut reader = Reader::open(bytes)?;
    let (width, height) = reader.size();
    check_pixels(width, height, limits)?;
    let work_bytes = reader.coefficient_bytes() + reader.work_bytes();
    reader.reduce(whole_divisor(
        (width, height),
        pixel_bytes,
        work_bytes,
        limits,
    )?);
    reader.smooth_chroma();
    Ok(reader)
}
