//! A small JPEG of an analysis picture, for reports that show what they speak of.

use super::Picture;
use super::jpeg::{Effort, Encoding, Subsampling, encode};

/// Long side in pixels: as wide as a phone shows it.
const LONG_SIDE: u32 = 320;

/// Smaller files matter more here than fine detail: a thousand of them stand in one page.
const QUALITY: u8 = 70;

/// A small upright JPEG. `None` only if the encoder fails: a report can do without.
pub(crate) fn thumbnail(picture: &Picture) -> Option<Vec<u8>> {
    let (width, height) = picture.color.dimensions();
    let long = width.max(height);
    let scaled = |side: u32| (side * LONG_SIDE.min(long) / long.max(1)).max(1);
    let small = image::imageops::thumbnail(&picture.color, scaled(width), scaled(height));
    let encoding = Encoding {
        quality: QUALITY,
        chroma: Subsampling::Half420,
        effort: Effort::Fast,
        dpi: None,
        icc: None,
    };
    encode(&small, &encoding).ok()
}
