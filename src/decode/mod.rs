//! Bytes and header in, an upright [`Picture`] for analysis out, inside [`Limits`]. Width, height
//! and allocation are checked before memory is taken.

mod jpeg;
mod raster;

use image::{GrayImage, RgbImage};

/// What one picture may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Largest file that is read at all, in bytes. Default: 256 MiB, fifty times the largest
    /// upload any platform takes.
    pub file_bytes: u64,
    /// Most pixels that are decoded. Default: 120 million; the largest phone sensors have 108 million (200-megapixel
    /// ones deliver binned pictures).
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
#[non_exhaustive]
pub struct Picture {
    /// Full width in pixels, upright.
    pub width: u32,
    /// Full height in pixels, upright.
    pub height: u32,
    /// Luma (BT.601), the long side around 2000 px for large JPEGs, full size otherwise.
    pub luma: GrayImage,
    /// sRGB colors, long side at most [`COLOR_LONG_SIDE`].
    pub color: RgbImage,
    /// Whether every pixel, at analysis size, has exactly equal red, green and blue.
    pub exactly_gray: bool,
    /// Whether every pixel is exactly black or white.
    pub bilevel: bool,
}

/// Longest side of [`Picture::color`] in pixels.
pub const COLOR_LONG_SIDE: u32 = 800;

/// Why there is no picture.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
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
