//! The decode at full size, for repairs.

use image::RgbImage;

use super::analyze::rgb_of_inks;
use super::reader::{Kind, Reader};
use crate::decode::reduce::{index, plane};
use crate::decode::{DecodeError, Limits, check_bytes, check_pixels};

/// Decodes every pixel, with smooth chroma, the way the file stores them: not turned.
pub(crate) fn decode_full_rgb(bytes: &[u8], limits: &Limits) -> Result<RgbImage, DecodeError> {
    let mut reader = Reader::open(bytes)?;
    let (width, height) = reader.size();
    check_pixels(width, height, limits)?;
    let pixels = u64::from(width) * u64::from(height);
    let needed = 3 * pixels + reader.coefficient_bytes() + reader.work_bytes();
    check_bytes(pixels, needed, limits)?;

    reader.smooth_chroma();
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
