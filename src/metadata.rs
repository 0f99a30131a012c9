//! A container's metadata blocks in, a [`Header`] out: orientation, resolution, software, privacy,
//! color profile. Knows nothing of rules; keeps no personal value, only that there is one.

use crate::container::{ColorModel, JpegDetails};

/// Everything known about a picture before its pixels are decoded.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Header {
    /// Width in pixels as stored, before the EXIF turn.
    pub stored_width: u32,
    /// Height in pixels as stored, before the EXIF turn.
    pub stored_height: u32,
    /// How colors are stored.
    pub color: ColorModel,
    /// Bits of one channel (of one index, for a palette).
    pub bits_per_channel: u8,
    /// Whether the picture declares transparency.
    pub alpha: bool,
    /// Frames of an animation or pages of a TIFF, at least 1.
    pub frames: u32,
    /// What only a JPEG has.
    pub jpeg: Option<JpegDetails>,
    /// Dots per inch, the smaller of the two directions; `None` if not stated or meaningless.
    pub dpi: Option<f64>,
    /// The turn the metadata asks a viewer to make.
    pub orientation: Orientation,
    /// An orientation value outside 1..=8, ignored as every viewer does.
    pub invalid_orientation: Option<u32>,
    /// Whether the place where the picture was taken is in the file.
    pub gps: bool,
    /// Other personal entries by name: `"serial number"`, `"owner name"`, `"thumbnail"`...
    pub personal: Vec<&'static str>,
    /// The program that wrote or edited the file, as its metadata names it.
    pub software: Option<String>,
    /// Whether that program is a picture editor (Photoshop, Meitu ...), not a camera or scanner.
    pub edited: bool,
    /// The embedded color profile.
    pub icc: Option<ColorProfile>,
}

/// An embedded ICC profile.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ColorProfile {
    /// Its own description, such as `"Display P3"`; empty if it has none.
    pub name: String,
    /// Whether colors mean nearly the same when the profile is ignored and sRGB assumed.
    pub srgb_like: bool,
}

/// The eight orientations of EXIF tag 0x0112.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "the names say what a viewer has to do")]
#[repr(u8)]
pub enum Orientation {
    #[default]
    Upright = 1,
    FlipHorizontal = 2,
    Rotate180 = 3,
    FlipVertical = 4,
    /// Mirror, then turn 270° clockwise.
    Transpose = 5,
    /// Turn 90° clockwise.
    Rotate90 = 6,
    /// Mirror, then turn 90° clockwise.
    Transverse = 7,
    /// Turn 270° clockwise.
    Rotate270 = 8,
}

impl Orientation {
    /// The EXIF value, 1..=8.
    pub const fn exif(self) -> u8 {
        self as u8
    }

    /// The orientation with this EXIF value; `None` outside 1..=8.
    pub const fn from_exif(value: u32) -> Option<Self> {
        Some(match value {
            1 => Self::Upright,
            2 => Self::FlipHorizontal,
            3 => Self::Rotate180,
            4 => Self::FlipVertical,
            5 => Self::Transpose,
            6 => Self::Rotate90,
            7 => Self::Transverse,
            8 => Self::Rotate270,
            _ => return None,
        })
    }

    /// Whether the turn exchanges width and height.
    pub const fn swaps_sides(self) -> bool {
        self as u8 >= 5
    }
}
