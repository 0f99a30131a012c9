//! The picture that is measured.

use image::{GrayImage, RgbImage};

#[cfg(feature = "convert")]
use super::reduce::{Geometry, Reducer, index};

/// The analysis picture: upright by metadata, reduced where the original is large.
///
/// Text is judged on `luma`, which keeps the resolution; colors are judged on `color`, a smaller
/// picture of the same view, because a seal or a tint is never a few pixels wide.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Full width in pixels, upright.
    pub width: u32,
    /// Full height in pixels, upright.
    pub height: u32,
    /// Luma (BT.601), the long side between 1600 and 3200 px for large pictures, full size
    /// otherwise.
    pub luma: GrayImage,
    /// sRGB colors, long side at most 800 px.
    pub color: RgbImage,
    /// Whether every decoded pixel has exactly equal red, green and blue. For a JPEG in color that
    /// means: every chroma sample, at analysis size, sits exactly on its neutral point.
    pub exactly_gray: bool,
    /// Whether every decoded pixel is exactly black or white. Pictures reduced by a JPEG's DCT
    /// scaling have lost that by then, as has nearly every JPEG.
    pub bilevel: bool,
}

#[cfg(feature = "convert")]
impl Picture {
    /// The picture for analysis of upright pixels; `full` is its size in the file, of which memory may
    /// have allowed only a fraction.
    pub fn of_rgb(rgb: &RgbImage, full: (u32, u32)) -> Self {
        let geometry = Geometry::new(rgb.width(), rgb.height());
        let mut reducer = Reducer::<3>::of_stored_rows(geometry);
        for row in rgb.chunks_exact(3 * index(rgb.width())) {
            reducer.add(row);
        }
        let planes = reducer.finish();
        Self {
            width: full.0,
            height: full.1,
            luma: planes.luma,
            color: planes.color,
            exactly_gray: planes.exactly_gray,
            bilevel: planes.bilevel,
        }
    }
}
