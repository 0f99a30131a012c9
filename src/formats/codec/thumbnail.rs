//! A small JPEG of an analysis picture, for reports that show what they speak of.

use super::jpeg::{Coarseness, Encoding, Subsampling, encode};
use super::picture::Picture;

/// Long side in pixels: as wide as a phone shows it.
const LONG_SIDE: u32 = 320;

/// Smaller files matter more here than fine detail: a thousand of them stand in one page.
const QUALITY: u8 = 70;

/// A small upright JPEG. `None` only if the encoder fails: a report can do without.
pub fn thumbnail(picture: &Picture) -> Option<Vec<u8>> {
    let (width, height) = picture.color.dimensions();
    let room = u64::from(LONG_SIDE.min(width.max(height)));
    let long = u64::from(picture.width.max(picture.height).max(1));
    // Of the full picture's shape, so that frames drawn in its pixels fit.
    let scaled =
        |side: u32| u32::try_from(u64::from(side) * room / long).map_or(1, |side| side.max(1));
    let (width, height) = (scaled(picture.width), scaled(picture.height));
    let small = image::imageops::thumbnail(&picture.color, width, height);
    let encoding = Encoding {
        coarseness: Coarseness::of_quality(QUALITY),
        chroma: Subsampling::Half420,
        dpi: None,
        icc: None,
    };
    encode(&small, &encoding).ok()
}
