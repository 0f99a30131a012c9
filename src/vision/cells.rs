//! The picture as a coarse grid of light, in which noise and edge fringes have averaged out.

use std::sync::LazyLock;

use image::RgbImage;

use super::geometry::Quad;
use super::inside::{INSET, Inside};
use certpreflight_formats::codec::Picture;

/// Cells along the longer side of the grid, at most. A seal of 40 mm on a licence of 297 mm is
/// then still 17 cells wide if the page fills two thirds of the frame.
const CELLS_ALONG: u32 = 200;

/// A grid of mean colors.
#[derive(Clone, Debug)]
pub(crate) struct Cells {
    /// Pixels of the color picture along one cell.
    side: usize,
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Width and height of a cell in pixels of the full picture.
    pub(crate) cell_px: (f64, f64),
    /// Light 0..=1 of red, green, blue, row by row.
    pub(crate) light: Vec<[f32; 3]>,
    /// Share of pixels that have lost one or two channels at the upper end, 0..=1.
    pub(crate) clipped: Vec<f32>,
    /// Share of pixels that have lost all three, 0..=1.
    pub(crate) white: Vec<f32>,
    pub(crate) inside: Inside,
}

/// Light of each level: a pure power, so that tints that cameras give to light and tints that
/// programs give to levels both leave the ratios of the channels alone. The straight piece at the
/// dark end of the sRGB curve would spoil the latter for 3 levels of precision among the former.
static LIGHT: LazyLock<[f32; 256]> =
    LazyLock::new(|| core::array::from_fn(|level| (level as f32 / 255.0).powf(GAMMA)));

/// Close to the sRGB curve as a whole.
const GAMMA: f32 = 2.2;

/// A channel at or above this level may have been clipped; sharpening and compression keep
/// clipped paper a few levels below 255.
const CLIPPED: u8 = 250;

impl Cells {
    /// Averages the picture; what lies inside the page counts as inside.
    pub(crate) fn of(picture: &Picture, page: Option<&Quad>) -> Self {
        let color = &picture.color;
        let side = color
            .width()
            .max(color.height())
            .div_ceil(CELLS_ALONG)
            .max(1);
        let (width, height) = (
            (color.width() / side) as usize,
            (color.height() / side) as usize,
        );
        let cell_px =
            |full: u32, reduced: u32| f64::from(full) / f64::from(reduced.max(1)) * f64::from(side);
        let cell_px = (
            cell_px(picture.width, color.width()),
            cell_px(picture.height, color.height()),
        );
        let inside = match page {
            Some(corners) => Inside::within(corners, INSET, (width, height), cell_px),
            None => Inside::whole(width, height),
        };
        let mut cells = Self {
            side: side as usize,
            width,
            height,
            cell_px,
            light: vec![[0.0; 3]; width * height],
            clipped: vec![0.0; width * height],
            white: vec![0.0; width * height],
            inside,
        };
        cells.fill(color);
        cells
    }

    fn fill(&mut self, color: &RgbImage) {
        let (table, side) = (&*LIGHT, self.side);
        let stride = color.width() as usize * 3;
        let share = 1.0 / (side * side) as f32;
        if stride == 0 {
            return;
        }
        for (row, line) in color
            .as_raw()
            .chunks_exact(stride)
            .take(self.height * side)
            .enumerate()
        {
            let start = row / side * self.width;
            for column in 0..self.width {
                let mut sum = [0.0; 3];
                let (mut clipped, mut white) = (0.0, 0.0);
                for pixel in line[column * side * 3..].chunks_exact(3).take(side) {
                    for (sum, &level) in sum.iter_mut().zip(pixel) {
                        *sum += table[usize::from(level)];
                    }
                    match pixel.iter().filter(|&&level| level >= CLIPPED).count() {
                        0 => {}
                        3 => white += share,
                        _ => clipped += share,
                    }
                }
                let cell = &mut self.light[start + column];
                for (cell, sum) in cell.iter_mut().zip(sum) {
                    *cell += sum * share;
                }
                self.clipped[start + column] += clipped;
                self.white[start + column] += white;
            }
        }
    }

    /// Averages one channel anew, displaced by so many pixels of the color picture.
    pub(crate) fn displace(
        &mut self,
        color: &RgbImage,
        channel: usize,
        (shift_x, shift_y): (f32, f32),
    ) {
        let (width, height, side) = (color.width() as usize, color.height() as usize, self.side);
        // Both ends of the average move: whole pixels, and the two beside by their fractions.
        let across = taps(side, shift_x);
        let down = taps(side, shift_y);
        for row in 0..self.height {
            for column in 0..self.width {
                let mut sum = 0.0;
                for &(dy, weight_y) in &down {
                    let y = (row * side).saturating_add_signed(dy).min(height - 1);
                    for &(dx, weight_x) in &across {
                        let x = (column * side).saturating_add_signed(dx).min(width - 1);
                        let level = color.as_raw()[(y * width + x) * 3 + channel];
                        sum += LIGHT[usize::from(level)] * weight_x * weight_y;
                    }
                }
                self.light[row * self.width + column][channel] = sum;
            }
        }
    }
}

/// Offsets and weights of the pixels that a run of `side` pixels covers after moving by `-shift`.
fn taps(side: usize, shift: f32) -> Vec<(isize, f32)> {
    let start = (-shift).floor();
    let part = -shift - start;
    let share = 1.0 / side as f32;
    (0..=side)
        .map(|i| {
            let weight = if i == 0 {
                1.0 - part
            } else if i == side {
                part
            } else {
                1.0
            };
            (start as isize + i as isize, weight * share)
        })
        .collect()
}

/// The level, 0..=255, of light 0..=1.
pub(crate) fn level_of(light: f32) -> f32 {
    light.clamp(0.0, 1.0).powf(1.0 / GAMMA) * 255.0
}
