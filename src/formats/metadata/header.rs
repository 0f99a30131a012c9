//! Everything that metadata and container tell of a picture.

use super::icc::IccProfile;
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
    /// The embedded color profile; `None` as well if it is broken or made for another kind of
    /// picture, because then every viewer ignores it and assumes sRGB.
    pub icc: Option<IccProfile>,
}

impl Header {
    /// Width and height in pixels after the EXIF turn.
    pub fn upright_size(&self) -> (u32, u32) {
        if self.orientation.swaps_sides() {
            (self.stored_height, self.stored_width)
        } else {
            (self.stored_width, self.stored_height)
        }
    }
}
