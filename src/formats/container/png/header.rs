//! The header of a PNG (IHDR; W3C PNG, third edition, 11.2.1).

use crate::container::walk::ColorModel;
use crate::endian::{tail, u32_be};

/// What a PNG says of its picture before everything else.
#[derive(Debug)]
pub(crate) struct PngHeader {
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// Bits of a sample, or of a place in the palette.
    pub(crate) bit_depth: u8,
    /// As the standard numbers them: 0 gray, 2 RGB, 3 palette, 4 gray with alpha, 6 RGB with alpha.
    pub(crate) color_type: u8,
    pub(crate) is_interlaced: bool,
    is_valid: bool,
}

/// How pixels, rows and passes are coded: there is one way for each, and interlacing.
const CODINGS: [&[u8]; 2] = [&[0, 0, 0], &[0, 0, 1]];

impl PngHeader {
    /// The header in the data of its chunk; `None` if that is too short to state a picture.
    pub(crate) fn parse(data: &[u8]) -> Option<Self> {
        let [width, height] = [u32_be(data, 0)?, u32_be(data, 4)?];
        let [bit_depth, color_type] = [*data.get(8)?, *data.get(9)?];
        let sides = 1..=i32::MAX.unsigned_abs();
        let depths: &[u8] = match color_type {
            0 => &[1, 2, 4, 8, 16],
            3 => &[1, 2, 4, 8],
            2 | 4 | 6 => &[8, 16],
            _ => &[],
        };
        Some(Self {
            width,
            height,
            bit_depth,
            color_type,
            is_interlaced: data.get(12) == Some(&1),
            is_valid: sides.contains(&width)
                && sides.contains(&height)
                && depths.contains(&bit_depth)
                && CODINGS.contains(&tail(data, 10)),
        })
    }

    /// Whether it is one that the standard allows, and no longer or shorter.
    pub(crate) const fn is_valid(&self) -> bool {
        self.is_valid
    }

    pub(crate) fn color(&self) -> ColorModel {
        match (self.color_type, self.bit_depth) {
            (0, 1) => ColorModel::Bilevel,
            (0 | 4, _) => ColorModel::Gray,
            (2 | 6, _) => ColorModel::Rgb,
            (3, _) => ColorModel::Palette,
            _ => ColorModel::Other,
        }
    }

    /// Bytes of a row of so many pixels before compression, without the filter's.
    pub(crate) fn row_bytes(&self, width: u32) -> u64 {
        let channels: u64 = match self.color_type {
            2 => 3,
            4 => 2,
            6 => 4,
            _ => 1,
        };
        u64::from(width)
            .saturating_mul(channels.saturating_mul(self.bit_depth.into()))
            .div_ceil(8)
    }

    /// The least that the pixels take before compression.
    pub(crate) fn least_bytes(&self) -> u64 {
        self.row_bytes(self.width)
            .saturating_mul(self.height.into())
    }
}
