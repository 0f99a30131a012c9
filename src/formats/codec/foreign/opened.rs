//! The picture that a decoder of another format gives, and what those decoders share.

use std::fmt::Display;

use image::RgbImage;

use crate::codec::limits::{DecodeError, Limits, check_bytes, check_pixels};
use crate::codec::raster::over_white;
use crate::codec::reduce::plane;
use crate::metadata::ColorSpace;

/// A picture of another format, turned and mirrored as its file asks.
#[derive(Debug)]
pub struct Foreign {
    /// Transparency laid over white; colors in sRGB as far as they can be brought there.
    pub rgb: RgbImage,
    /// What the stored colors mean; `None` means sRGB.
    pub color_space: Option<ColorSpace>,
    /// Whether there was transparency.
    pub alpha: bool,
    /// Width and height as stored, if memory allowed only for a fraction of that.
    pub reduced_from: Option<(u32, u32)>,
}

impl Foreign {
    /// A picture of 8-bit samples: gray or RGB, with or without alpha.
    pub(super) fn new(
        size: (u32, u32),
        channels: usize,
        samples: Vec<u8>,
        color_space: Option<ColorSpace>,
    ) -> Result<Self, DecodeError> {
        let rgb = match channels {
            1 => each(&samples, |&[gray]: &[u8; 1]| [gray; 3]),
            2 => each(&samples, |&[gray, alpha]| over_white([gray; 3], alpha)),
            3 => samples,
            4 => each(&samples, |&[r, g, b, alpha]| over_white([r, g, b], alpha)),
            more => return Err(unsupported(format!("{more} channels"))),
        };
        if rgb.len() as u64 != u64::from(size.0) * u64::from(size.1) * 3 {
            return Err(corrupt("the samples do not fill the picture"));
        }
        Ok(Self {
            rgb: plane(size, rgb),
            color_space,
            alpha: channels.is_multiple_of(2),
            reduced_from: None,
        })
    }
}

/// Makes RGB of every pixel of `BYTES` bytes.
fn each<const BYTES: usize>(samples: &[u8], convert: impl Fn(&[u8; BYTES]) -> [u8; 3]) -> Vec<u8> {
    samples.as_chunks().0.iter().flat_map(convert).collect()
}

/// Checks what the header states against the limits, before anything is decoded.
pub(super) fn check(
    size: (u32, u32),
    bytes_a_pixel: u64,
    limits: &Limits,
) -> Result<(), DecodeError> {
    check_pixels(size.0, size.1, limits)?;
    let pixels = u64::from(size.0) * u64::from(size.1);
    check_bytes(pixels, pixels * bytes_a_pixel, limits)
}

pub(super) fn corrupt(cause: impl Display) -> DecodeError {
    DecodeError::Corrupt {
        cause: cause.to_string(),
    }
}

pub(super) fn unsupported(cause: impl Display) -> DecodeError {
    DecodeError::Unsupported {
        cause: cause.to_string(),
    }
}
