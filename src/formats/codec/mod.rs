//! Bytes and header in, an upright [`Picture`] for analysis out, inside [`Limits`]. Width, height
//! and allocation are checked before memory is taken. A decoder that panics is not caught here.

#[cfg(feature = "convert")]
pub mod foreign;
pub mod jpeg;
mod png;
mod raster;
mod reduce;
#[cfg(test)]
mod tests;
mod thumbnail;
mod tiff;
mod turn;

use image::{GrayImage, RgbImage};

use crate::format::Format;
use crate::metadata::{Header, Orientation};
use reduce::Planes;
pub use thumbnail::thumbnail;

/// What one picture may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Largest file that is read at all, in bytes. Default: 256 MiB, fifty times the largest
    /// upload any platform takes.
    pub file_bytes: u64,
    /// Most pixels that are decoded. Default: 120 million; the largest phone sensors have
    /// 108 million (200-megapixel ones deliver binned pictures).
    pub pixels: u64,
    /// Most memory one decode may take, in bytes. Default: 256 MiB.
    pub decode_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 256 << 20,
            pixels: 120_000_000,
            decode_bytes: 256 << 20,
        }
    }
}

/// The analysis picture: upright by metadata, reduced where the original is large.
///
/// Text is judged on `luma`, which keeps the resolution; colors are judged on `color`, a smaller
/// picture of the same view, because a seal or a tint is never a few pixels wide.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Full width in pixels, upright.
    pub width: u32,
    /// Full height in pixels, upright.
    pub height: u32,
    /// Luma (BT.601), the long side between 1600 and 3200 px for large pictures, full size
    /// otherwise.
    pub luma: GrayImage,
    /// sRGB colors, long side at most [`COLOR_LONG_SIDE`].
    pub color: RgbImage,
    /// Whether every decoded pixel has exactly equal red, green and blue. For a JPEG in color that
    /// means: every chroma sample, at analysis size, sits exactly on its neutral point.
    pub exactly_gray: bool,
    /// Whether every decoded pixel is exactly black or white. Pictures reduced by a JPEG's DCT
    /// scaling have lost that by then, as has nearly every JPEG.
    pub bilevel: bool,
}

/// Longest side of [`Picture::color`] in pixels.
pub(crate) const COLOR_LONG_SIDE: u32 = 800;

/// Analysis never reduces the long side below this. An ID card that fills two thirds of the frame
/// then keeps about 1060 px, a little over 300 dpi: a character of 2 mm is still 25 px high.
pub(crate) const ANALYSIS_LONG_SIDE: u32 = 1600;

/// Why there is no picture.
#[derive(Clone, Debug, PartialEq)]
pub enum DecodeError {
    /// The data is broken; the decoder's words.
    Corrupt {
        /// In the decoder's own English.
        cause: String,
    },
    /// The picture is larger than the limits allow.
    TooLarge {
        /// Width times height.
        pixels: u64,
        /// The limit it was held against.
        limit: u64,
    },
    /// A form of the format that no decoder here reads.
    Unsupported {
        /// Which form, in the decoder's own English.
        cause: String,
    },
}

/// Decodes a picture for analysis: reduced if it is large, and upright as its metadata asks.
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
/// white, colors as the file's profile means them. Where `limits` leave too little memory for that,
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
            jpeg::decode_full_rgb(&bytes, limits)
        }
        Format::Png => png::full(bytes, header, limits),
        Format::Tiff => tiff::full(bytes, header, limits),
        _ => raster::full(bytes, raster_format(format)?, header, limits),
    }
}

/// Decodes the four inks of every pixel, the way the file stores them: not turned. 255 is a full
/// cover, as color profiles count. `None` if the picture is not made of inks.
pub fn decode_full_inks(
    bytes: &[u8],
    format: Format,
    header: &Header,
    limits: &Limits,
) -> Result<Option<jpeg::Inks>, DecodeError> {
    match format {
        Format::Jpeg => {
            let bytes = jpeg::with_height(bytes, header.stored_height);
            jpeg::decode_full_inks(&bytes, limits)
        }
        Format::Tiff => {
            check_pixels(header.stored_width, header.stored_height, limits)?;
            tiff::full_inks(bytes, header, limits)
        }
        _ => Ok(None),
    }
}

/// A whole picture after the turn that `orientation` asks of a viewer.
pub fn turned(stored: RgbImage, orientation: Orientation) -> RgbImage {
    turn::upright::<_, 3>(stored, orientation)
}

/// The name that the `image` crate has for a format that it decodes here.
fn raster_format(format: Format) -> Result<image::ImageFormat, DecodeError> {
    match format {
        Format::Gif => Ok(image::ImageFormat::Gif),
        Format::Bmp => Ok(image::ImageFormat::Bmp),
        Format::WebP => Ok(image::ImageFormat::WebP),
        Format::Jpeg
        | Format::Png
        | Format::Tiff
        | Format::Heic
        | Format::Avif
        | Format::JpegXl
        | Format::Jpeg2000
        | Format::Pdf
        | Format::Ofd
        | Format::Psd
        | Format::Svg
        | Format::Ico
        | Format::CameraRaw
        | Format::Office
        | Format::Zip
        | Format::Archive
        | Format::Video
        | Format::Html
        | Format::Text
        | Format::Empty
        | Format::Unknown => Err(DecodeError::Unsupported {
            cause: format!("no decoder for {}", format.id()),
        }),
    }
}

/// Turns the decoded planes the way the metadata asks a viewer to.
fn upright(planes: Planes, header: &Header) -> Picture {
    let (width, height) = if header.orientation.swaps_sides() {
        (header.stored_height, header.stored_width)
    } else {
        (header.stored_width, header.stored_height)
    };
    Picture {
        width,
        height,
        luma: turn::upright::<_, 1>(planes.luma, header.orientation),
        color: turn::upright::<_, 3>(planes.color, header.orientation),
        exactly_gray: planes.exactly_gray,
        bilevel: planes.bilevel,
    }
}

/// The divisor for analysis: the largest of 8, 4, 2 that leaves the long side at least
/// [`ANALYSIS_LONG_SIDE`], else 1. These are the scales that a JPEG decoder reaches by itself.
fn analysis_divisor(width: u32, height: u32) -> u32 {
    [8, 4, 2]
        .into_iter()
        .find(|divisor| width.max(height).div_ceil(*divisor) >= ANALYSIS_LONG_SIDE)
        .unwrap_or(1)
}

/// Refuses a picture without pixels, and one with more than the limits allow.
fn check_pixels(width: u32, height: u32, limits: &Limits) -> Result<(), DecodeError> {
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 {
        return Err(DecodeError::Corrupt {
            cause: format!("a picture of {width}x{height} pixels"),
        });
    }
    if pixels > limits.pixels {
        return Err(DecodeError::TooLarge {
            pixels,
            limit: limits.pixels,
        });
    }
    Ok(())
}

/// Refuses a picture whose decode takes more memory than the limits allow. The limit is reported
/// in pixels too: as many as would have fit at the same cost each.
fn check_bytes(pixels: u64, needed: u64, limits: &Limits) -> Result<(), DecodeError> {
    if needed <= limits.decode_bytes {
        return Ok(());
    }
    let fitting = u128::from(pixels) * u128::from(limits.decode_bytes) / u128::from(needed);
    Err(DecodeError::TooLarge {
        pixels,
        limit: u64::try_from(fitting).unwrap_or(u64::MAX),
    })
}

/// Refuses a decoder that sees another size than the header did: what was checked against the
/// limits is then not what would be decoded.
fn check_size(header: &Header, width: u32, height: u32) -> Result<(), DecodeError> {
    let (stored_width, stored_height) = (header.stored_width, header.stored_height);
    if (stored_width, stored_height) == (width, height) {
        return Ok(());
    }
    Err(DecodeError::Corrupt {
        cause: format!(
            "the decoder finds {width}x{height} pixels, the header {stored_width}x{stored_height}"
        ),
    })
}
