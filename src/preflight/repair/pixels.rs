//! A file's bytes in, its upright pixels in 8-bit sRGB out.

use image::RgbImage;
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

use super::fit::change;
use super::remarks::{FIRST_FRAME, NOT_DECODED, OVER_WHITE, RESIZED, TO_SRGB};
use crate::messages::Value;
use crate::outcome::Remark;
use certpreflight_formats::codec::{self, DecodeError, Limits, jpeg};
use certpreflight_formats::container::{ColorModel, Walk};
use certpreflight_formats::format::Format;
use certpreflight_formats::metadata::{Header, parse_profile};

/// Pixels, and what was done to get them.
pub(super) struct Pixels {
    pub(super) rgb: RgbImage,
    pub(super) actions: Vec<Remark>,
}

/// Decodes the first frame or page as it is stored, and converts it.
pub(super) fn pixels(
    bytes: &[u8],
    format: Format,
    walk: &Walk,
    header: &Header,
    limits: &Limits,
) -> Result<Pixels, Remark> {
    let mut actions = Vec::new();
    // A profile that is broken or made for another kind of picture is ignored, as viewers do.
    let profile = header.icc.as_ref().and(walk.icc.as_deref());
    let inks = matches!(header.color, ColorModel::Cmyk | ColorModel::Ycck);
    let is_srgb = header.icc.as_ref().is_none_or(|icc| icc.srgb_like);
    let rgb = match profile {
        Some(profile) if inks => {
            let inks = codec::decode_full_inks(bytes, format, header, limits);
            match inks.map_err(not_decoded)? {
                Some(inks) => rgb_of_inks(&inks, profile)?,
                None => decoded(bytes, format, header, limits)?,
            }
        }
        Some(profile) if !inks && !is_srgb => {
            let mut rgb = decoded(bytes, format, header, limits)?;
            convert(&mut rgb, profile)?;
            rgb
        }
        _ => decoded(bytes, format, header, limits)?,
    };
    let stored = (header.stored_width, header.stored_height);
    if rgb.dimensions() != stored {
        actions.push(change(RESIZED, stored, rgb.dimensions()));
    }
    if inks || !is_srgb {
        actions.push(TO_SRGB.plain());
    }
    if header.alpha {
        actions.push(OVER_WHITE.plain());
    }
    if header.frames > 1 && format != Format::Tiff {
        let frames = vec![("frames", Value::Count(header.frames.into()))];
        actions.push(FIRST_FRAME.with(frames));
    }
    Ok(Pixels { rgb, actions })
}

fn decoded(
    bytes: &[u8],
    format: Format,
    header: &Header,
    limits: &Limits,
) -> Result<RgbImage, Remark> {
    codec::decode_full(bytes, format, header, limits).map_err(not_decoded)
}

/// What there is to say of a picture that can't be decoded.
pub(super) fn not_decoded(error: DecodeError) -> Remark {
    NOT_DECODED.because(match error {
        DecodeError::Corrupt { cause } | DecodeError::Unsupported { cause } => cause,
        DecodeError::TooLarge { pixels, limit } => {
            format!("{pixels} pixels, more than the {limit} that memory is allowed for")
        }
    })
}

/// Inks as the profile says they look, on sRGB.
fn rgb_of_inks(inks: &jpeg::Inks, profile: &[u8]) -> Result<RgbImage, Remark> {
    let cannot = |cause: moxcms::CmsError| NOT_DECODED.because(cause.to_string());
    let source = parse_profile(profile).map_err(cannot)?;
    // Four inks go in where four channels go in.
    let transform = source
        .create_transform_8bit(
            Layout::Rgba,
            &ColorProfile::new_srgb(),
            Layout::Rgb,
            TransformOptions::default(),
        )
        .map_err(cannot)?;
    let mut rgb = RgbImage::new(inks.size.0, inks.size.1);
    let columns = rgb.width() as usize;
    let rows = rgb.chunks_exact_mut(3 * columns);
    for (inks, rgb) in inks.samples.chunks_exact(4 * columns).zip(rows) {
        transform.transform(inks, rgb).map_err(cannot)?;
    }
    Ok(rgb)
}

/// Brings colors to sRGB, and says so.
#[cfg(feature = "convert")]
pub(super) fn to_srgb(rgb: &mut RgbImage, profile: &[u8]) -> Result<Remark, Remark> {
    convert(rgb, profile).map(|()| TO_SRGB.plain())
}

/// Brings colors from the profile's space to sRGB, in place.
fn convert(rgb: &mut RgbImage, profile: &[u8]) -> Result<(), Remark> {
    let cannot = |cause: moxcms::CmsError| NOT_DECODED.because(cause.to_string());
    let source = parse_profile(profile).map_err(cannot)?;
    let is_gray = source.color_space == DataColorSpace::Gray;
    let layout = if is_gray { Layout::Gray } else { Layout::Rgb };
    let options = TransformOptions::default();
    let transform = source
        .create_transform_8bit(layout, &ColorProfile::new_srgb(), Layout::Rgb, options)
        .map_err(cannot)?;
    let columns = rgb.width() as usize;
    let mut before = Vec::with_capacity(3 * columns);
    for row in rgb.chunks_exact_mut(3 * columns) {
        before.clear();
        if is_gray {
            before.extend(row.iter().step_by(3));
        } else {
            before.extend_from_slice(row);
        }
        transform.transform(&before, row).map_err(cannot)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_p3_becomes_srgb_as_the_matrices_say() {
        let p3 = ColorProfile::new_display_p3().encode().expect("a profile");
        // P3 (200, 60, 40) is sRGB (217, 42, 23) by the two matrices and the common tone curve.
        let mut rgb = RgbImage::from_pixel(3, 2, image::Rgb([200, 60, 40]));
        convert(&mut rgb, &p3).expect("converted");
        for pixel in rgb.pixels() {
            for (sample, expected) in pixel.0.into_iter().zip([217_u8, 42, 23]) {
                assert!(sample.abs_diff(expected) <= 3, "{:?}", pixel.0);
            }
        }
        let mut gray = RgbImage::from_pixel(1, 1, image::Rgb([128; 3]));
        convert(&mut gray, &p3).expect("converted");
        assert!(gray.get_pixel(0, 0).0.iter().all(|g| g.abs_diff(128) <= 1));
    }
}
