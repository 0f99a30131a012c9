//! The decode at full size, for repairs.

use image::RgbImage;

use super::inks::InksToRgb;
use super::reader::{Reader, SampleKind};
use crate::codec::limits::{DecodeError, Limits, check_pixels};
use crate::codec::reduce::{index, plane, whole_divisor};
use crate::codec::to_srgb::ToSrgb;
use crate::metadata::ColorSpace;

/// Decodes every pixel, with smooth chroma, the way the file stores them: not turned. Where memory
/// is too small for that, the picture comes out at 1/2, 1/4 or 1/8 of its size. `space` is what the
/// colors mean if that is not sRGB; without one, inks become RGB by rule of thumb.
pub fn decode_full_rgb(
    bytes: &[u8],
    space: Option<&ColorSpace>,
    limits: &Limits,
) -> Result<RgbImage, DecodeError> {
    let reader = open(bytes, 3, limits)?;
    let kind = reader.kind();
    let mut rows = reader.into_rows()?;
    let size = rows.size();
    let mut to_srgb = space.map(ToSrgb::<u8>::new).transpose()?;
    let mut samples = Vec::with_capacity(index(size.0) * index(size.1) * 3);
    let mut inks_to_rgb = InksToRgb::default();
    while let Some(row) = rows.next()? {
        let start = samples.len();
        match kind {
            SampleKind::Gray => samples.extend(row.iter().flat_map(|gray| [*gray; 3])),
            SampleKind::Cmyk => {
                samples.extend_from_slice(inks_to_rgb.row(row, to_srgb.as_ref())?);
            }
            SampleKind::Ycc | SampleKind::Rgb | SampleKind::Other => samples.extend_from_slice(row),
        }
        if let Some(to_srgb) = to_srgb.as_mut().filter(|_| kind != SampleKind::Cmyk) {
            to_srgb.rgb(&mut samples[start..])?;
        }
    }
    Ok(plane(size, samples))
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
