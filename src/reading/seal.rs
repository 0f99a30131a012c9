//! Print below a red seal: the date of issue of a licence stands under it.

use certpreflight_formats::codec::Picture;
use image::imageops::{self, FilterType};
use image::{GenericImageView as _, GrayImage, Luma};

use crate::ocr::LineBox;
use crate::page::Page;

/// Levels of red above luma that ink of a seal has and paper doesn't; and the least share of a date's place that a seal's
/// edge covers. Chosen, not fitted.
const SEAL_RED: u8 = 24;
const LEAST_SHARE_OF_RED: f64 = 0.01;

/// A part of a picture, and where its left upper corner lies.
pub(crate) struct Part {
    pub(crate) luma: GrayImage,
    pub(crate) left: f64,
    pub(crate) top: f64,
}

impl Part {
    /// Where a line of this part stands in the whole picture.
    pub(crate) fn in_picture(&self, mut line: LineBox) -> LineBox {
        line.middle = (line.middle.0 + self.left, line.middle.1 + self.top);
        line
    }
}

/// Where the seal of a licence lies, as shares of what its lines cover: lower right. On measured licences its middle is
/// at 0.87 of the width and 0.81 of the height of the frame, and the date at 0.88 to 0.96.
const LEFT: f64 = 0.45;
const TOP: f64 = 0.72;
/// The frame reaches a little beyond the lines.
const BEYOND: f64 = 0.08;
/// Without anything so red, there is no seal: levels above its luma, as a share of the levels between the darkest and the
/// lightest place, which a dark or faint picture has few of. The red of measured seals is 60 levels above it and more, a
/// quarter of them all; chosen below that, because colors are measured in a smaller picture.
const LEAST_RED: f64 = 0.16;
/// Fewer levels are what compression does to gray. Chosen, not fitted.
const LEAST_RED_LEVELS: f64 = 8.0;

/// The part of a page where the seal lies, with red taken for paper: black print stays black, and a seal over it
/// vanishes. `None` for a page of hardly any lines.
pub(crate) fn under_the_seal(picture: &Picture, page: &Page) -> Option<Part> {
    let (width, height) = picture.luma.dimensions();
    let lines = || page.lines.iter();
    let left = lines().map(|line| line.left).fold(f64::MAX, f64::min);
    let right = lines().map(|line| line.right).fold(f64::MIN, f64::max);
    let top = lines().map(|line| line.middle).fold(f64::MAX, f64::min);
    let bottom = lines().map(|line| line.middle).fold(f64::MIN, f64::max);
    if page.lines.len() < 6 || right <= left || bottom <= top {
        return None;
    }
    let across = [LEFT, 1.0 + BEYOND].map(|share| left + share * (right - left));
    let down = [TOP, 1.0 + BEYOND].map(|share| top + share * (bottom - top));
    // Back from the upright page into the picture: a rectangle that holds all four corners.
    let (along_x, along_y) = page.direction;
    let corners = across
        .into_iter()
        .flat_map(|x| down.map(|y| (x * along_x - y * along_y, x * along_y + y * along_x)));
    let (mut x_range, mut y_range) = ((f64::MAX, f64::MIN), (f64::MAX, f64::MIN));
    for (x, y) in corners {
        x_range = (x_range.0.min(x), x_range.1.max(x));
        y_range = (y_range.0.min(y), y_range.1.max(y));
    }
    let clamp = |(from, to): (f64, f64), limit: u32| {
        let at = |value: f64| value.clamp(0.0, f64::from(limit)) as u32;
        (at(from), at(to))
    };
    let ((left, right), (top, bottom)) = (clamp(x_range, width), clamp(y_range, height));
    if right < left + 32 || bottom < top + 32 {
        return None;
    }
    let mut luma =
        imageops::crop_imm(&picture.luma, left, top, right - left, bottom - top).to_image();
    let levels = || luma.as_raw().iter();
    let spread = levels().max()?.abs_diff(*levels().min()?);
    let least_red = (LEAST_RED * f64::from(spread)).max(LEAST_RED_LEVELS);
    let (redness, reddest) = redness(picture, (left, top, right - left, bottom - top));
    if f64::from(reddest) >= least_red {
        for (level, red) in luma.iter_mut().zip(redness.as_raw()) {
            *level = level.saturating_add(*red);
        }
    }
    Some(Part {
        luma,
        left: left.into(),
        top: top.into(),
    })
}

/// Whether anything red lies on a place, given by its corners as shares of the picture.
pub(crate) fn is_below_a_seal(picture: &Picture, corners: [(f64, f64); 4]) -> bool {
    let (width, height) = picture.color.dimensions();
    let range = |values: [f64; 4], size: u32| {
        let at = |share: f64| (share.clamp(0.0, 1.0) * f64::from(size)) as u32;
        let [first, rest @ ..] = values;
        let (from, to) = rest.into_iter().fold((first, first), |(from, to), value| {
            (from.min(value), to.max(value))
        });
        at(from)..at(to)
    };
    let (across, down) = (
        range(corners.map(|corner| corner.0), width),
        range(corners.map(|corner| corner.1), height),
    );
    let (mut pixels, mut red) = (0_u32, 0_u32);
    for (x, y) in down.flat_map(|y| across.clone().map(move |x| (x, y))) {
        pixels += 1;
        red += u32::from(redness_of(picture.color.get_pixel(x, y).0) >= SEAL_RED);
    }
    f64::from(red) >= LEAST_SHARE_OF_RED * f64::from(pixels.max(1))
}

/// How many levels a pixel's red is above its luma.
fn redness_of(pixel: [u8; 3]) -> u8 {
    let [red, green, blue] = pixel.map(u32::from);
    let luma = (299 * red + 587 * green + 114 * blue) / 1000;
    red.saturating_sub(luma).min(255) as u8
}

/// How much lighter red light shows each pixel of a part than all light does, and the most that any is. Colors are measured
/// in a smaller picture.
fn redness(picture: &Picture, (left, top, width, height): (u32, u32, u32, u32)) -> (GrayImage, u8) {
    let scale = f64::from(picture.color.width()) / f64::from(picture.luma.width());
    let small = |length: u32| (f64::from(length) * scale) as u32;
    let (x, y) = (small(left), small(top));
    let size = (
        small(width).clamp(1, picture.color.width().saturating_sub(x).max(1)),
        small(height).clamp(1, picture.color.height().saturating_sub(y).max(1)),
    );
    let view = imageops::crop_imm(&picture.color, x, y, size.0, size.1);
    let mut reddest = 0;
    let small = GrayImage::from_fn(size.0, size.1, |x, y| {
        let redness = redness_of(view.get_pixel(x, y).0);
        reddest = reddest.max(redness);
        Luma([redness])
    });
    let redness = imageops::resize(&small, width, height, FilterType::Triangle);
    (redness, reddest)
}
