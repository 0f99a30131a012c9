//! Everything that metadata and container tell of a picture.

use super::color_space::{ColorSpace, SrgbDifference};
use super::orientation::ExifOrientation;
use crate::container::{ColorModel, JpegDetails};

/// Everything known about a picture before its pixels are decoded.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts, not the states of one value"
)]
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
    pub orientation: ExifOrientation,
    /// Whether only the XMP packet states the orientation, where most viewers do not look.
    pub orientation_in_xmp_only: bool,
    /// An orientation value outside 1..=8, ignored as every viewer does.
    pub invalid_orientation: Option<u32>,
    /// Whether the file tells where the picture was taken: a position, or a place in words.
    pub place: bool,
    /// Other personal entries by name: `"serial number"`, `"owner name"`, `"thumbnail"`...
    pub personal: Vec<&'static str>,
    /// The program that wrote or edited the file, as its metadata names it.
    pub software: Option<String>,
    /// Whether that program is a picture editor (Photoshop, Meitu ...), not a camera or scanner.
    pub edited: bool,
    /// What the colors mean; `None` is sRGB, whether that is said or nothing is. A profile that is
    /// broken or made for another kind of picture says nothing: every viewer ignores it.
    pub color_space: Option<ColorSpace>,
}

impl Header {
    /// The color space that decides what the picture looks like, if it is one that can be honored.
    pub(crate) fn space_to_look_through(&self) -> Option<&ColorSpace> {
        let space = self.space_to_convert()?;
        (space.difference == SrgbDifference::Visible).then_some(space)
    }

    /// The color space that colors are brought from when they are to be sRGB.
    pub(crate) fn space_to_convert(&self) -> Option<&ColorSpace> {
        self.color_space
            .as_ref()
            .filter(|space| space.is_converted())
    }

    /// Whether colors are stored as printing inks.
    pub fn is_made_of_inks(&self) -> bool {
        matches!(self.color, ColorModel::Cmyk | ColorModel::Ycck)
    }

    /// Width and height in pixels after the EXIF turn.
    pub fn upright_size(&self) -> (u32, u32) {
        if self.orientation.swaps_sides() {
            (self.stored_height, self.stored_width)
        } else {
            (self.stored_width, self.stored_height)
        }
    }
}
