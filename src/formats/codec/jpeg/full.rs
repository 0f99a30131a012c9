//! The decode at full size, for repairs.

use image::RgbImage;

use super::analyze::rgb_of_inks;
use super::reader::{Kind, Reader};
use crate::codec::reduce::{index, plane};
use crate::codec::{DecodeError, Limits, check_bytes, check_pixels};

/// Decodes every pixel, with smooth chroma, the way the file stores them: not turned.
pub fn decode_full_rgb(bytes: &[u8], limits: &Limits) -> Result<RgbImage, DecodeError> {
    let (reader, (width, height)) = open(bytes, 3, limits)?;
    let kind = reader.kind();
    let mut rows = reader.into_rows()?;
    let mut samples = Vec::with_capacity(index(width) * index(height) * 3);
    while let Some(row) = rows.next()? {
        match kind {
            Kind::Gray => samples.extend(row.iter().flat_map(|gray| [*gray; 3])),
            Kind::Cmyk { inverted } => {
                let inks = row.as_chunks().0.iter();
                samples.extend(inks.flat_map(|inks| rgb_of_inks(*inks, inverted)));
            }
            Kind::Ycc | Kind::Rgb | Kind::Other => samples.extend_from_slice(row),
        }
    }
    Ok(plane((width, height), samples))
}

/// Decodes the four inks of every pixel, the way the file stores them: not turned. 255 is a full
/// cover, as color profiles count. `None` if the picture is not made of inks.
pub fn decode_full_inks(bytes: &[u8], limits: &Limits) -> Result<Option<Inks>, DecodeError> {
    let (reader, size) = open(bytes, 4 + 3, limits)?; // and the RGB that is made of them
    let Kind::Cmyk { inverted } = reader.kind() else {
        return Ok(None);
    };
    let mut rows = reader.into_rows()?;
    let mut samples = Vec::with_capacity(index(size.0) * index(size.1) * 4);
    while let Some(row) = rows.next()? {
        let cover = |ink: &u8| if inverted { 255 - ink } else { *ink };
        samples.extend(row.iter().map(cover));
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
fn open<'a>(
    bytes: &'a [u8],
    pixel_bytes: u64,
    limits: &Limits,
) -> Result<(Reader<'a>, (u32, u32)), DecodeError> {
    let mut reader = Reader::open(bytes)?;
    let (width, height) = reader.size();
    check_pixels(width, height, limits)?;
    let pixels = u64::from(width) * u64::from(height);
    let needed = pixel_bytes * pixels + reader.coefficient_bytes() + reader.work_bytes();
    check_bytes(pixels, needed, limits)?;
    reader.smooth_chroma();
    Ok((reader, (width, height)))
}
