//! Pixels to a PNG, pixels to other pixels: what the search for a fitting file is made of.

use image::{ImageEncoder as _, RgbImage};

use super::remarks::NOT_ENCODED;
use crate::outcome::Remark;
use certpreflight_formats::metadata::whole_dpi;

/// The picture as a PNG that states its resolution.
pub(super) fn encode_png(picture: &RgbImage, dpi: Option<f64>) -> Result<Vec<u8>, Remark> {
    use image::codecs::png::{CompressionType, FilterType, PngEncoder};
    let mut png = Vec::new();
    PngEncoder::new_with_quality(&mut png, CompressionType::Default, FilterType::Adaptive)
        .write_image(
            picture,
            picture.width(),
            picture.height(),
            image::ExtendedColorType::Rgb8,
        )
        .map_err(|error| NOT_ENCODED.noting(error.to_string()))?;
    if let Some(dpi) = whole_dpi(dpi) {
        state_resolution(&mut png, dpi);
    }
    Ok(png)
}

/// Puts a `pHYs` chunk (PNG 11.3.4.3) behind the header.
fn state_resolution(png: &mut Vec<u8>, dpi: u16) {
    /// Signature and header chunk.
    const HEADER_END: usize = 8 + 12 + 13;
    const METER: u8 = 1;
    let dots = (u32::from(dpi) * 10_000 + 127) / 254; // per meter; an inch has 0.0254 of it
    let mut chunk = b"pHYs".to_vec();
    chunk.extend(dots.to_be_bytes());
    chunk.extend(dots.to_be_bytes());
    chunk.push(METER);
    let checksum = crc32fast::hash(&chunk);
    let whole = [&9_u32.to_be_bytes(), &chunk[..], &checksum.to_be_bytes()].concat();
    png.splice(HEADER_END..HEADER_END, whole);
}

/// The picture at another size, by the Lanczos filter with three lobes.
pub(super) fn resized(picture: &RgbImage, scale: f64) -> Result<RgbImage, Remark> {
    use fast_image_resize::images::{TypedImage, TypedImageRef};
    use fast_image_resize::pixels::U8x3;
    use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
    let cannot = |cause: String| NOT_ENCODED.noting(cause);
    let (width, height) = scaled_size(picture.dimensions(), scale);
    let source =
        TypedImageRef::<U8x3>::from_buffer(picture.width(), picture.height(), picture.as_raw())
            .map_err(|error| cannot(error.to_string()))?;
    let mut resized = RgbImage::new(width, height);
    let mut target = TypedImage::<U8x3>::from_buffer(width, height, &mut resized)
        .map_err(|error| cannot(error.to_string()))?;
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
    // Without the type of the pixels, filters for all thirteen types would be compiled into this crate
    // and be more than half of its code.
    Resizer::new()
        .resize_typed(&source, &mut target, &options)
        .map_err(|error| cannot(error.to_string()))?;
    Ok(resized)
}

/// Width and height at another scale, at least one pixel each.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a positive size near the picture's own"
)]
pub(super) fn scaled_size((width, height): (u32, u32), scale: f64) -> (u32, u32) {
    let side = |length: u32| (f64::from(length) * scale).round().max(1.0) as u32;
    (side(width), side(height))
}
