//! Reads a code whose finder patterns are known. Only whether it can be read is wanted; what it says
//! is thrown away.

use std::panic::{AssertUnwindSafe, catch_unwind};

use image::GrayImage;
use imageproc::geometric_transformations::Projection;
use rqrr::{Grid, SimpleGrid};

use super::finders::Finders;
use crate::geometry::Point;

/// How a code was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DecodedAs {
    Plain,
    Mirrored,
}

/// Tries the likely numbers of modules and places of the fourth corner.
pub(super) fn read(luma: &GrayImage, finders: &Finders) -> Option<DecodedAs> {
    // Modules that the fourth corner may be off the parallelogram of the other three, either way:
    // two are a slant of 30 degrees on the smallest code.
    const OFFSETS: [i8; 5] = [0, 1, -1, 2, -2];
    let sides = sides(finders);
    OFFSETS
        .iter()
        .flat_map(|&along| OFFSETS.iter().map(move |&down| (along, down)))
        .find_map(|offset| {
            sides.iter().find_map(|&side| {
                let modules = Modules::new(finders, side, offset)?;
                decode(&modules.sample(luma)?, side)
            })
        })
}

/// The numbers of modules a side may have, the likeliest first.
fn sides(finders: &Finders) -> Vec<u8> {
    let arm = |end: Point| (end.0 - finders.corner.0, end.1 - finders.corner.1);
    let ((ax, ay), (bx, by)) = (arm(finders.arms[0]), arm(finders.arms[1]));
    let length = f64::midpoint(ax.hypot(ay), bx.hypot(by));
    // The upright box of a square aslant is larger than the square.
    let aslant = (ax.abs() + ay.abs()) / ax.hypot(ay);
    let modules = 7.0 + 7.0 * length / (finders.finder_px / aslant);
    let mut sides: Vec<u8> = (1..=15).map(|version| 17 + 4 * version).collect();
    sides.sort_by(|a, b| {
        (f64::from(*a) - modules)
            .abs()
            .total_cmp(&(f64::from(*b) - modules).abs())
    });
    sides.truncate(3);
    sides
}

/// A code's modules in the picture.
struct Modules {
    /// From columns and rows of modules to pixels of the picture.
    to_picture: Projection,
    side: u8,
}

impl Modules {
    /// Those of a code with so many modules a `side`, whose fourth corner lies so many modules off
    /// the parallelogram of the other three. `None` if no flat code looks like that.
    fn new(finders: &Finders, side: u8, (along, down): (i8, i8)) -> Option<Self> {
        let (x0, y0) = finders.corner;
        let [mut right, mut lower] = finders.arms;
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
        // The centers of the four corner patterns.
        let (first, last) = (3.5, f32::from(side) - 3.5);
        let centers = [(first, first), (last, first), (last, last), (first, last)];
        let pixels = [(x0, y0), right, far, lower].map(|(x, y)| (x as f32, y as f32));
        Some(Self {
            to_picture: Projection::from_control_points(centers, pixels)?,
            side,
        })
    }

    /// The pixel under the center of a module; `None` outside the picture.
    fn pixel(&self, luma: &GrayImage, column: u8, row: u8) -> Option<u8> {
        let (x, y) = self.to_picture * (f32::from(column) + 0.5, f32::from(row) + 0.5);
        let inside =
            (0.0..luma.width() as f32).contains(&x) && (0.0..luma.height() as f32).contains(&y);
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
fn decode(dark: &[bool], side: u8) -> Option<DecodedAs> {
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
            DecodedAs::Plain
        } else {
            DecodedAs::Mirrored
        })
    };
    // The decoder asserts what a damaged code may deny; such a code is unreadable.
    catch_unwind(AssertUnwindSafe(decode)).unwrap_or(None)
}
