//! Pictures for the tests of the measures.

use certpreflight_corpus::{Defect, Kind, Specimen, render_small};
use image::{DynamicImage, RgbImage};

use super::cells::Cells;
use super::color::{self, Color};
use super::geometry::Quad;
use super::inside::Scope;
use super::light::{self, Light};
use certpreflight_formats::codec::Picture;

/// A picture as the decoder would give it, without reduction.
pub(crate) fn picture(color: RgbImage) -> Picture {
    Picture {
        width: color.width(),
        height: color.height(),
        exactly_gray: color.pixels().all(|p| p.0[0] == p.0[1] && p.0[1] == p.0[2]),
        bilevel: color.pixels().all(|p| p.0 == [0; 3] || p.0 == [255; 3]),
        luma: DynamicImage::from(color.clone()).into_luma8(),
        color,
    }
}

/// A specimen 700 pixels wide, and its picture.
pub(crate) fn specimen(kind: Kind, seed: u64, defect: Defect, amount: f64) -> (Picture, Specimen) {
    let specimen = render_small(kind, seed, 700, defect, amount);
    (picture(specimen.decode()), specimen)
}

pub(crate) fn color_of(picture: &Picture, page: Option<&Quad>) -> Color {
    color::measure(picture, &Cells::of(picture, page), Scope::of(page))
}

pub(crate) fn light_of(picture: &Picture, page: Option<&Quad>) -> Light {
    light::measure(picture, page, &Cells::of(picture, page))
}
