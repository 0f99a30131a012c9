//! What a decode may cost, and why there may be no picture.

use crate::metadata::Header;

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
    /// Most memory one decode may take, in bytes. Default: 360 MiB, three bytes for each of the
    /// pixels above: RGB, or what a progressive JPEG with halved colors keeps while it is decoded.
    pub decode_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 256 << 20,
            pixels: 120_000_000,
            decode_bytes: 360 << 20,
        }
    }
}

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
        /// The limit that it exceeds, in pixels.
        limit: u64,
    },
    /// A form of the format that no decoder here reads.
    Unsupported {
        /// Which form, in the decoder's own English.
        cause: String,
    },
}

/// Refuses a picture without pixels, and one with more than the limits allow.
pub(super) fn check_pixels(width: u32, height: u32, limits: &Limits) -> Result<(), DecodeError> {
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
pub(super) fn check_bytes(pixels: u64, needed: u64, limits: &Limits) -> Result<(), DecodeError> {
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
pub(super) fn check_size(header: &Header, width: u32, height: u32) -> Result<(), DecodeError> {
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
