//! The picture that a decoder of another format gives, and what those decoders share.

use image::RgbImage;

use crate::codec::limits::{DecodeError, Form, Limits, check_bytes, check_pixels};
use crate::codec::picture::Picture;
use crate::codec::raster::over_white;
use crate::codec::reduce::plane;
use crate::container::{ColorModel, Damage, Walk};
use crate::metadata::{self, ColorSpace, ExifOrientation, Header};

/// A picture of another format, turned and mirrored as its file asks.
#[derive(Debug)]
pub struct Foreign {
    /// Transparency laid over white; colors in sRGB as far as they can be brought there.
    pub rgb: RgbImage,
    /// What the stored colors mean; `None` means sRGB.
    pub color_space: Option<ColorSpace>,
    /// Whether there was transparency.
    pub alpha: bool,
    /// The EXIF block, a TIFF structure.
    pub exif: Option<Vec<u8>>,
    /// The XMP packet.
    pub xmp: Option<Vec<u8>>,
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
            more => return Err(unsupported(Form::SampleCount(more as u64))),
        };
        if rgb.len() as u64 != u64::from(size.0) * u64::from(size.1) * 3 {
            return Err(corrupt(Damage::MissingData));
        }
        Ok(Self {
            rgb: plane(size, rgb),
            color_space,
            alpha: channels.is_multiple_of(2),
            exif: None,
            xmp: None,
            reduced_from: None,
        })
    }

    /// Width and height of the upright picture in the file, of which memory may have allowed only a
    /// fraction.
    pub fn full_size(&self) -> (u32, u32) {
        let (width, height) = self.rgb.dimensions();
        match self.reduced_from {
            None => (width, height),
            Some((one, other)) if (one > other) == (width > height) => (one, other),
            Some((one, other)) => (other, one),
        }
    }

    /// The picture for analysis.
    pub fn picture(&self) -> Picture {
        Picture::of_rgb(&self.rgb, self.full_size())
    }

    /// What the metadata says; the turn it may ask for is made already.
    pub fn header(&self) -> Option<Header> {
        let walk = Walk {
            size: Some(self.full_size()),
            color: Some(ColorModel::Rgb),
            alpha: self.alpha,
            exif: self.exif.clone(),
            xmp: self.xmp.clone(),
            ..Walk::default()
        };
        let header = metadata::read(&walk)?;
        Some(Header {
            orientation: ExifOrientation::Upright,
            orientation_in_xmp_only: false,
            invalid_orientation: None,
            color_space: self.color_space.clone(),
            ..header
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

pub(super) const fn corrupt(cause: Damage) -> DecodeError {
    DecodeError::Corrupt { cause }
}

pub(super) const fn unsupported(cause: Form) -> DecodeError {
    DecodeError::Unsupported { cause }
}
