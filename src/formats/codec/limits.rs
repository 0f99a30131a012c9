//! What a decode may cost, and why there may be no picture.

use crate::container::Damage;
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
    /// The data is broken.
    Corrupt {
        /// What is wrong with it.
        cause: Damage,
    },
    /// The data stops before the picture does.
    CutShort,
    /// The picture is larger than the limits allow.
    TooLarge {
        /// Width times height.
        pixels: u64,
        /// The limit that it exceeds, in pixels.
        limit: u64,
    },
    /// A form of the format that no decoder here reads.
    Unsupported {
        /// Which form.
        cause: Form,
    },
    /// The decoder was stopped by the walls around it.
    TooCostly(Breach),
}

/// What a decoder ran into that was stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Breach {
    /// More memory than one file may take.
    Memory,
    /// More time than one file may take.
    Time,
    /// Parts nested deeper than a decoder can follow.
    Depth,
    /// A mistake of the decoder.
    Crash,
    /// The process that decodes could not be started.
    NotStarted,
}

/// A form of a format that no decoder here reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// A compression with this name.
    Compression(&'static str),
    /// A compression that is known by its number only.
    CompressionNumber(u64),
    /// Samples that are predicted from their neighbors in a rare way.
    Prediction,
    /// Samples of so many bits.
    SampleBits(u64),
    /// Samples of different sizes.
    MixedSampleBits,
    /// Samples that are no whole numbers above zero.
    SampleKind,
    /// So many samples a pixel.
    SampleCount(u64),
    /// Colors with this name.
    Colors(&'static str),
    /// Colors that are known by their number only.
    ColorNumber(u64),
    /// Printing inks that are not converted here.
    Inks,
    /// The data of a camera's sensor.
    SensorData,
    /// A color profile of a kind that can't be applied.
    ColorProfile,
    /// Chroma stored at another resolution than usual: `"4:2:2"`.
    Chroma(&'static str),
    /// Chroma of lower resolution in a plane of its own.
    ChromaPlanes,
    /// A fax coding with more than black and white in it, or with plain pixels.
    FaxCoding,
    /// A rare kind of JPEG: lossless, hierarchical, 12 bits.
    JpegKind,
    /// A JPEG of more passes than anyone needs.
    JpegScans,
    /// The short header of HEIF.
    ShortHeader,
    /// A document that is locked by a password.
    Locked,
    /// A page that needs a font which is not in the file.
    MissingFont,
    /// Another one, of which the decoder says no more.
    Other,
}

/// Refuses a picture without pixels, and one with more than the limits allow.
pub(super) fn check_pixels(width: u32, height: u32, limits: &Limits) -> Result<(), DecodeError> {
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 {
        return Err(DecodeError::Corrupt {
            cause: Damage::Header,
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
    if (header.stored_width, header.stored_height) == (width, height) {
        return Ok(());
    }
    Err(DecodeError::Corrupt {
        cause: Damage::Sizes,
    })
}
