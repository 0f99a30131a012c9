//! Bytes and header in, an upright [`Picture`] for analysis out, inside [`Limits`]. Width, height
//! and allocation are checked before memory is taken. A decoder that panics is not caught here.

#[cfg(feature = "convert")]
pub mod foreign;
pub mod jpeg;
mod limits;
mod picture;
mod png;
mod raster;
mod reduce;
#[cfg(test)]
mod tests;
mod thumbnail;
mod tiff;
mod to_srgb;
mod turn;

pub use limits::{Breach, DecodeError, Form, Limits};
pub use picture::Picture;
pub use thumbnail::thumbnail;
pub use turn::turned;

use image::RgbImage;

use crate::format::Format;
use crate::metadata::Header;
use limits::check_pixels;
use reduce::StoredPlanes;

/// Decodes a picture for analysis: reduced if it is large, upright as its metadata asks, in the colors
/// that a viewer shows.
pub fn decode(
    bytes: &[u8],
    format: Format,
    header: &Header,
    limits: &Limits,
) -> Result<Picture, DecodeError> {
    check_pixels(header.stored_width, header.stored_height, limits)?;
    let planes = match format {
        Format::Jpeg => {
            let bytes = jpeg::with_height(bytes, header.stored_height);
            jpeg::analyze(&bytes, header, limits)?
        }
        Format::Png => png::analyze(bytes, header, limits)?,
        Format::Tiff => tiff::analyze(bytes, header, limits)?,
        _ => raster::analyze(bytes, raster_format(format)?, header, limits)?,
    };
    Ok(upright(planes, header))
}

/// Decodes every pixel for a repair, the way the file stores them: not turned, transparency over
/// white, colors in sRGB as far as the header's color space can be brought there. Where `limits` leave too little memory for that,
/// the picture comes out at 1/2, 1/4 or 1/8 of its size.
pub fn decode_full(
    bytes: &[u8],
    format: Format,
    header: &Header,
    limits: &Limits,
) -> Result<RgbImage, DecodeError> {
    check_pixels(header.stored_width, header.stored_height, limits)?;
    match format {
        Format::Jpeg => {
            let bytes = jpeg::with_height(bytes, header.stored_height);
            jpeg::decode_full_rgb(&bytes, header.space_to_convert(), limits)
        }
        Format::Png => png::full(bytes, header, limits),
        Format::Tiff => tiff::full(bytes, header, limits),
        _ => raster::full(bytes, raster_format(format)?, header, limits),
    }
}

/// The name that the `image` crate has for a format that it decodes here.
fn raster_format(format: Format) -> Result<image::ImageFormat, DecodeError> {
    match format {
        Format::Gif => Ok(image::ImageFormat::Gif),
        Format::Bmp => Ok(image::ImageFormat::Bmp),
        Format::WebP => Ok(image::ImageFormat::WebP),
        _ => Err(DecodeError::Unsupported { cause: Form::Other }),
    }
}

/// Turns the decoded planes the way the metadata asks a viewer to.
fn upright(planes: StoredPlanes, header: &Header) -> Picture {
    Picture {
        width: header.stored_width,
        height: header.stored_height,
        luma: planes.luma,
        color: planes.color,
        exactly_gray: planes.exactly_gray,
        bilevel: planes.bilevel,
    }
    .turned(header.orientation)
}
