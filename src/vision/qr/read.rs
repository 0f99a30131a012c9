//! Reads a code whose finder patterns are known. Only whether it can be read is wanted; what it says
//! is thrown away.

use std::panic::{AssertUnwindSafe, catch_unwind};

use image::GrayImage;
use rqrr::{Grid, SimpleGrid};

use super::Trio;
use crate::text::Point;

/// How a code was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    Plain,
    Mirrored,
}

/// Tries the likely numbers of modules and places of the fourth corner.
pub(super) fn read(luma: &GrayImage, trio: &Trio) -> Option<Reading> {
    // Modules that the fourth corner may be off the parallelogram of the other three, either way:
    // two are a slant of 30 degrees on the smallest code.
    const OFFSETS: [i8; 5] = [0, 1, -1, 2, -2];
    let sides = sides(trio);
    OFFSETS
        .iter()
        .flat_map(|&along| OFFSETS.iter().map(move |&down| (along, down)))
        .find_map(|offset| {
            sides.iter().find_map(|&side| {
                let frame = Frame::new(trio, side, offset);
                decode(&frame.sample(luma)?, side)
            })
        })
}

/// The numbers of modules a side may have, the likeliest first.
fn sides(trio: &Trio) -> Vec<u8> {
    let arm = |end: Point| (end.0 - trio.corner.0, end.1 - trio.corner.1);
    let ((ax, ay), (bx, by)) = (arm(trio.arms[0]), arm(trio.arms[1]));
    let length = f64::midpoint(ax.hypot(ay), bx.hypot(by));
    // The upright box of a square aslant is larger than the square.
    let aslant = (ax.abs() + ay.abs()) / ax.hypot(ay);
    let modules = 7.0 + 7.0 * length / (trio.finder_px / aslant);
    let mut sides: Vec<u8> = (1..=15).map(|version| 17 + 4 * version).collect();
    sides.sort_by(|a, b| {
        (f64::from(*a) - modules)
            .abs()
            .total_cmp(&(f64::from(*b) - modules).abs())
    });
    sides.truncate(3);
    sides
}

/// The projective map from modules to pixels (Heckbert 1989): the square between the centers of
/// the four corner patterns, x to the right arm and y to the lower one.
struct Frame {
    coefficients: [f64; 8],
    side: u8,
}

impl Frame {
    fn new(trio: &Trio, side: u8, (along, down): (i8, i8)) -> Self {
        let (x0, y0) = trio.corner;
        let [mut right, mut lower] = trio.arms;
        let cross = (right.0 - x0) * (lower.1 - y0) - (right.1 - y0) * (lower.0 - x0);
        if cross < 0.0 {
            core::mem::swap(&mut right, &mut lower);
        }
        let modules = f64::from(side - 7);
        let (s, t) = (
            1.0 + f64::from(along) / modules,
            1.0 + f64::from(down) / modules,
        );
        let far = (
            x0 + s * (right.0 - x0) + t * (lower.0 - x0),
            y0 + s * (right.1 - y0) + t * (lower.1 - y0),
        );
        let (dx1, dx2, dx3) = (
            right.0 - far.0,
            lower.0 - far.0,
            x0 - right.0 + far.0 - lower.0,
        );
        let (dy1, dy2, dy3) = (
            right.1 - far.1,
            lower.1 - far.1,
            y0 - right.1 + far.1 - lower.1,
        );
        let det = dx1 * dy2 - dx2 * dy1;
        let (g, h) = ((dx3 * dy2 - dx2 * dy3) / det, (dx1 * dy3 - dx3 * dy1) / det);
        Self {
            coefficients: [
                right.0 - x0 + g * right.0,
                lower.0 - x0 + h * lower.0,
                x0,
                right.1 - y0 + g * right.1,
                lower.1 - y0 + h * lower.1,
                y0,
                g,
                h,
            ],
            side,
        }
    }

    /// The pixel under the center of a module; `None` outside the picture.
    #[expect(clippy::many_single_char_names, reason = "the names of the formula")]
    fn pixel(&self, luma: &GrayImage, column: u8, row: u8) -> Option<u8> {
        let [a, b, c, d, e, f, g, h] = self.coefficients;
        let modules = f64::from(self.side - 7);
        let (u, v) = (
            (f64::from(column) - 3.0) / modules,
            (f64::from(row) - 3.0) / modules,
        );
        let w = g * u + h * v + 1.0;
        let (x, y) = ((a * u + b * v + c) / w, (d * u + e * v + f) / w);
        let inside = (0.0..f64::from(luma.width())).contains(&x)
            && (0.0..f64::from(luma.height())).contains(&y);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "inside the picture"
        )]
        inside.then(|| luma.get_pixel(x as u32, y as u32).0[0])
    }

    /// Whether each module is dark, row by row.
    fn sample(&self, luma: &GrayImage) -> Option<Vec<bool>> {
        let levels: Option<Vec<u8>> = (0..self.side)
            .flat_map(|row| (0..self.side).map(move |column| (column, row)))
            .map(|(column, row)| self.pixel(luma, column, row))
            .collect();
        let levels = levels?;
        // Half the modules of a code are dark: its mask sees to that.
        let mean = levels.iter().map(|&level| u32::from(level)).sum::<u32>()
            / u32::try_from(levels.len()).ok()?;
        Some(
            levels
                .into_iter()
                .map(|level| u32::from(level) < mean)
                .collect(),
        )
    }
}

/// Decodes a grid of modules and says which way round it was.
fn decode(dark: &[bool], side: u8) -> Option<Reading> {
    let side = usize::from(side);
    let decode = || {
        let plain = Grid::new(SimpleGrid::from_func(side, |x, y| dark[y * side + x]));
        let meta = plain.decode_to(std::io::sink()).ok()?;
        // The decoder tries the mirrored grid itself and does not tell. The plain reading was it if
        // the format it begins with is the one that led to success.
        let format = plain
            .get_raw_data()
            .ok()
            .map(|(meta, _)| (meta.ecc_level, meta.mask));
        Some(if format == Some((meta.ecc_level, meta.mask)) {
            Reading::Plain
        } else {
            Reading::Mirrored
        })
    };
    // The decoder asserts what a damaged code may deny; such a code is unreadable.
    catch_unwind(AssertUnwindSafe(decode)).unwrap_or(None)
}
