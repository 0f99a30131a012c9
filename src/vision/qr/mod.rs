//! The QR code of a page: whether there is one, whether it can be read, and how it stands.
//!
//! What the code says is not kept.

mod finders;
mod read;

use image::GrayImage;

use super::text::Glyph;
pub(super) use finders::Corner;
use read::DecodedAs;

/// A QR code found by the squares in three of its corners.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct QrCode {
    /// Whether it can be read, as it stands or as if in a mirror.
    pub readable: bool,
    /// Whether it was read as if seen in a mirror.
    pub mirrored: bool,
    /// The corner without a square; the bottom right one of an upright code.
    pub(super) open_corner: Corner,
}

impl QrCode {
    /// Whether a code that was read stands upright or on its head rather than on its side.
    pub(super) fn is_level(self) -> bool {
        matches!(self.open_corner, Corner::BottomRight | Corner::TopLeft) != self.mirrored
    }
}

/// Finds the QR code among the pieces of ink of a picture.
pub(super) fn find(luma: &GrayImage, pieces: &[Glyph]) -> Option<QrCode> {
    let finders = finders::find(luma, pieces)?;
    let reading = read::read(luma, &finders);
    Some(QrCode {
        readable: reading.is_some(),
        mirrored: reading == Some(DecodedAs::Mirrored),
        open_corner: finders.open_corner(),
    })
}
