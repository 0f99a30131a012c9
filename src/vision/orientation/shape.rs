//! Which way up characters stand, by their shapes alone.
//!
//! No character is recognized. Chinese characters and digits carry their ink unevenly (roof above,
//! strokes that fall to the left, the heavy hook at the lower right): too little to judge one
//! character by, enough for the sum over a page.

use image::GrayImage;

use crate::pose::Pose;
use crate::text::{Direction, Glyph, TextLine};

/// Cells along each side of the grid a character is reduced to.
const SIDE: usize = 8;
const CELLS: usize = SIDE * SIDE;

/// Where an upright character has more ink than one in another pose, in eighths of a logit, row by
/// row.
type Template = [i8; CELLS];

/// For characters about as wide as high: softmax regression over the four poses on 7576 characters
/// of the tuning set; of 7535 others it puts 63 % right, chance being 25 %.
const SQUARE: Template = [
    -27, 3, 6, 9, 3, 13, -5, -18, //
    -10, 4, 9, 3, 18, 4, 0, 10, //
    14, 2, 8, 9, 3, 11, 1, -8, //
    7, 8, 1, 10, 7, 1, -4, 1, //
    -5, 0, 4, -9, -9, -5, -5, -4, //
    0, 1, -11, -2, -10, -8, -4, -6, //
    -4, 0, -12, -8, -13, -2, -4, 4, //
    11, -17, -14, -4, -9, -4, 19, 34,
];

/// For the digits and capitals of certificate numbers: the same on 1786 of them; of 1798 others it
/// puts 64 % right.
const NARROW: Template = [
    -16, 0, 10, 3, 13, -1, 1, -20, //
    11, 6, 9, -2, 0, 4, 20, 1, //
    -16, 2, 19, -4, -22, 3, -7, -1, //
    20, 1, 1, -3, 6, 15, -3, -19, //
    -8, 6, -29, -22, 19, 13, -4, 7, //
    -13, -7, 0, 8, 18, -22, 12, 30, //
    0, -9, -13, 10, -8, 0, -17, -12, //
    28, 0, -10, 9, -25, 0, 0, 9,
];

/// What the shapes of characters tell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shapes {
    /// Logarithm of how well each pose explains them, in the order of [`Pose::ALL`].
    pub(super) sums: [f64; 4],
    /// Whether the text is of the kind the templates were made from.
    is_known_script: bool,
    /// Whether that is plain enough to turn a picture for it.
    pub(super) are_plain: bool,
}

impl Shapes {
    /// The shapes of the characters on the lines.
    pub(super) fn of(luma: &GrayImage, lines: &[TextLine]) -> Self {
        // More characters make nothing surer: their errors have causes in common (font, light, slant).
        const MOST_CHARACTERS: usize = 400;
        // Chinese pages of the tuning set agree with 0.6 a character and more (one in twenty less);
        // Latin print and handwriting with 0.0 to 0.5, whichever way they stand.
        const LEAST_AGREEMENT: f64 = 0.5;
        // Of 44 pages of the tuning set three agree with less a character; a page that is turned wrongly is
        // worse than one that is left alone.
        const PLAIN_AGREEMENT: f64 = 0.7;
        // Strokes across a character: 1.9 to 2.8 in Chinese, where small print runs together least, 1.2
        // to 1.8 in Latin and Hebrew print.
        const LEAST_STROKES: f64 = 1.85;
        let (mut sums, mut count, mut square_count, mut strokes_met) = ([0.0; 4], 0.0, 0.0, 0.0);
        let characters = lines
            .iter()
            .flat_map(|line| line.boxes.iter().map(move |glyph| (line, glyph)))
            .filter_map(|(line, glyph)| Some((line, glyph, template(line, glyph)?)));
        for (line, glyph, template) in characters.take(MOST_CHARACTERS) {
            let Some(grid) = grid(luma, glyph, line) else {
                continue;
            };
            for (sum, pose) in sums.iter_mut().zip(Pose::ALL) {
                *sum += agreement(template, &grid, pose);
            }
            count += 1.0;
            if template == &SQUARE {
                square_count += 1.0;
                strokes_met += strokes(luma, glyph);
            }
        }
        let best = sums.iter().copied().fold(0.0, f64::max);
        let is_known_script = count > 0.0
            && best >= LEAST_AGREEMENT * count
            && strokes_met >= LEAST_STROKES * square_count;
        Self {
            sums,
            is_known_script,
            are_plain: is_known_script && best >= PLAIN_AGREEMENT * count,
        }
    }

    /// The sums, if the script is known.
    pub(super) fn evidence(self) -> Option<[f64; 4]> {
        self.is_known_script.then_some(self.sums)
    }
}

/// The template to compare a character with, if there is one for its shape.
fn template(line: &TextLine, glyph: &Glyph) -> Option<&'static Template> {
    // From here on a line is more likely a number than words; dates reach 0.3.
    const NUMBER: f64 = 0.4;
    // Below nine pixels a cell is about one pixel, and says nothing.
    const LEAST_PX: i32 = 9;
    let (width, height) = level_size(glyph, line.angle_degrees);
    let shape = match line.direction {
        Direction::Horizontal => width / height,
        Direction::Vertical => height / width,
    };
    if glyph.size() < LEAST_PX {
        None
    } else if line.number_like >= NUMBER {
        (shape < 0.9).then_some(&NARROW)
    } else {
        (0.75..1.35).contains(&shape).then_some(&SQUARE)
    }
}

/// Agreement of a character with the template put into a pose.
fn agreement(template: &Template, grid: &[f64; CELLS], pose: Pose) -> f64 {
    let sum: f64 = (0..CELLS)
        .map(|cell| {
            let (column, row) = (cell % SIDE, cell / SIDE);
            let column = if pose.swaps_sides() {
                SIDE - 1 - column
            } else {
                column
            };
            let row = if pose.swaps_ends() {
                SIDE - 1 - row
            } else {
                row
            };
            f64::from(template[row * SIDE + column]) * grid[cell]
        })
        .sum();
    sum / 8.0
}

/// Reduces a character to a grid of mean 0 and length 1, its line turned level, clockwise from an
/// upward or counterclockwise from a downward one; `None` without contrast.
fn grid(luma: &GrayImage, glyph: &Glyph, line: &TextLine) -> Option<[f64; CELLS]> {
    // Cells that differ by two levels each carry no ink.
    const LEAST_CONTRAST: f64 = 16.0;
    let (width, height) = level_size(glyph, line.angle_degrees);
    let (sin, cos) = line.angle_degrees.to_radians().sin_cos();
    let center = glyph.center();
    let cell_px = (width.max(height) / 8.0).max(1.0);
    let mut cells = [0.0; CELLS];
    for (index, cell) in cells.iter_mut().enumerate() {
        let (column, row) = match line.direction {
            Direction::Horizontal => (index % SIDE, index / SIDE),
            // The right edge becomes the upper one.
            Direction::Vertical => (SIDE - 1 - index / SIDE, index % SIDE),
        };
        let offset = |step: usize| (f64::from(u8::try_from(step).unwrap_or(0)) + 0.5) / 8.0 - 0.5;
        let (u, v) = (offset(column) * width, offset(row) * height);
        let at = (center.0 + u * cos - v * sin, center.1 + u * sin + v * cos);
        *cell = -mean_luma(luma, at, cell_px);
    }
    let mean = cells.iter().sum::<f64>() / 64.0;
    let cells = cells.map(|cell| cell - mean);
    let length = cells.iter().map(|cell| cell * cell).sum::<f64>().sqrt();
    (length > LEAST_CONTRAST).then(|| cells.map(|cell| cell / length))
}

/// Width and height of a character whose upright box is known and whose line is `degrees` aslant.
fn level_size(glyph: &Glyph, degrees: f64) -> (f64, f64) {
    // A box w by h turned by a measures w cos a + h sin a by w sin a + h cos a.
    let (sin, cos) = degrees.abs().to_radians().sin_cos();
    let (w, h) = (f64::from(glyph.width()), f64::from(glyph.height()));
    let scale = (cos * cos - sin * sin).max(0.5);
    let (least_w, least_h) = (w / 3.0, h / 3.0);
    (
        ((w * cos - h * sin) / scale).max(least_w),
        ((h * cos - w * sin) / scale).max(least_h),
    )
}

/// Mean luma of a square of `side` pixels around a place.
fn mean_luma(luma: &GrayImage, (x, y): (f64, f64), side: f64) -> f64 {
    let span = |at: f64, end: u32| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to the picture"
        )]
        let pixel = |value: f64| value.round().clamp(0.0, f64::from(end)) as u32;
        (pixel(at - side / 2.0).min(end - 1), pixel(at + side / 2.0))
    };
    let ((left, right), (top, bottom)) = (span(x, luma.width()), span(y, luma.height()));
    let (mut sum, mut count) = (0_u32, 0_u32);
    for y in top..bottom.max(top + 1) {
        for x in left..right.max(left + 1) {
            sum += u32::from(luma.get_pixel(x, y).0[0]);
            count += 1;
        }
    }
    f64::from(sum) / f64::from(count.max(1))
}

/// Mean number of strokes that a line across a character meets, over three rows and three columns.
fn strokes(luma: &GrayImage, glyph: &Glyph) -> f64 {
    let quarter = |from: i32, to: i32, step: i32| from + (to - from) * step / 4;
    let at = |x: i32, y: i32| luma.get_pixel(x.cast_unsigned(), y.cast_unsigned()).0[0];
    let row = |step| {
        let y = quarter(glyph.top, glyph.bottom, step);
        (glyph.left..glyph.right).map(move |x| at(x, y))
    };
    let column = |step| {
        let x = quarter(glyph.left, glyph.right, step);
        (glyph.top..glyph.bottom).map(move |y| at(x, y))
    };
    let range = (1..4)
        .flat_map(|step| row(step).chain(column(step)))
        .fold((u8::MAX, 0), |(least, most), level| {
            (least.min(level), most.max(level))
        });
    let middle = range.0.midpoint(range.1);
    let met: u32 = (1..4)
        .map(|step| dips(row(step), middle) + dips(column(step), middle))
        .sum();
    f64::from(met) / 6.0
}

/// How often the levels fall below `middle`.
fn dips(levels: impl Iterator<Item = u8>, middle: u8) -> u32 {
    let mut before = false;
    let mut dips = 0;
    for level in levels {
        let dark = level < middle;
        dips += u32::from(dark && !before);
        before = dark;
    }
    dips
}
