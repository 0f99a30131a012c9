//! The working picture: a few hundred cells wide, smoothed, with its edges and the likeness of each
//! cell to what surrounds the picture's content.

use core::ops::Range;

use image::{GrayImage, ImageBuffer, Luma, RgbImage};
use imageproc::integral_image::{integral_image, sum_image_pixels};

use crate::geometry::Quad;
use crate::statistics::histogram_quantile;

/// Longest side of a field in cells. Page edges are long: they lose nothing at this size, while
/// text and weave blur into gray.
const LONG_SIDE: u32 = 480;

/// A part of the picture reduced to cells.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) width: usize,
    pub(super) height: usize,
    /// Pixels of the color picture per cell.
    factor: u32,
    /// Top left of the part in the color picture.
    origin: (u32, u32),
    /// Luma and the two stretched color differences of each cell, smoothed over three cells.
    cells: Vec<[i16; 3]>,
    /// 1 for each cell that looks like what lies along the border, else 0.
    around: GrayImage,
    /// How many of them there are above and left of each cell.
    around_sums: ImageBuffer<Luma<u32>, Vec<u32>>,
}

/// A piece of an edge: a cell whose difference to its neighbors is largest across the edge.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edgel {
    pub(super) x: f32,
    pub(super) y: f32,
    /// Gradient, levels per two cells.
    pub(super) dx: f32,
    pub(super) dy: f32,
    /// Votes it has for a line.
    pub(super) weight: u16,
}

/// An upright part of the color picture in its pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) left: u32,
    pub(super) top: u32,
    pub(super) width: u32,
    pub(super) height: u32,
}

impl Field {
    /// Reduces a part of the color picture; `None` if it is too small to show a certificate.
    pub(super) fn new(color: &RgbImage, part: Part) -> Option<Self> {
        // Below this a side is so short that chance alignments look like sides.
        const LEAST_CELLS: u32 = 32;
        let factor = part.width.max(part.height).div_ceil(LONG_SIDE).max(1);
        let (width, height) = (part.width / factor, part.height / factor);
        if width.min(height) < LEAST_CELLS {
            return None;
        }
        let mut raw = reduce(color, part, factor, width as usize, height as usize);
        brighten(&mut raw);
        let cells = smooth(&raw, width as usize, height as usize);
        let mut field = Self {
            width: width as usize,
            height: height as usize,
            factor,
            origin: (part.left, part.top),
            cells,
            around: GrayImage::default(),
            around_sums: ImageBuffer::default(),
        };
        field.around = surroundings(&field);
        field.around_sums = integral_image(&field.around);
        Some(field)
    }

    /// The colors nearest to a place; places outside give the border.
    pub(super) fn at(&self, x: f32, y: f32) -> [i16; 3] {
        self.cells[self.index(x, y)]
    }

    /// Whether a place looks like what lies along the border.
    pub(super) fn is_around(&self, x: f32, y: f32) -> bool {
        self.around.as_raw()[self.index(x, y)] == 1
    }

    /// How many cells of a rectangle look like what lies along the border.
    pub(super) fn around_between(&self, rows: Range<usize>, columns: Range<usize>) -> u32 {
        if rows.is_empty() || columns.is_empty() {
            return 0;
        }
        let [left, right] = [columns.start, columns.end - 1].map(|column| column as u32);
        let [top, bottom] = [rows.start, rows.end - 1].map(|row| row as u32);
        let [count] = sum_image_pixels(&self.around_sums, left, top, right, bottom);
        count
    }

    /// From cells to pixels of the color picture.
    pub(super) fn to_color(&self, (x, y): (f32, f32)) -> (f64, f64) {
        let at = |cell: f32, origin: u32| {
            (f64::from(cell) + 0.5) * f64::from(self.factor) + f64::from(origin)
        };
        (at(x, self.origin.0), at(y, self.origin.1))
    }

    /// Maps a quadrilateral to the color picture.
    pub(super) fn to_color_quad(&self, quad: &Quad) -> Quad {
        quad.map(|(x, y)| self.to_color((x as f32, y as f32)))
    }

    /// Pixels of the color picture along a cell.
    pub(super) fn pixels_per_cell(&self) -> f64 {
        f64::from(self.factor)
    }

    fn index(&self, x: f32, y: f32) -> usize {
        let column = (x + 0.5).clamp(0.0, (self.width - 1) as f32) as usize;
        let row = (y + 0.5).clamp(0.0, (self.height - 1) as f32) as usize;
        row * self.width + column
    }

    /// The thinned edges, and the least difference that counts as one.
    pub(super) fn edges(&self) -> (Vec<Edgel>, f32) {
        let gradients = self.gradients();
        let least = threshold(&gradients);
        let mut edges = Vec::with_capacity(gradients.len() / 8);
        let square = least * least;
        for y in 1..self.height - 1 {
            for x in 1..self.width - 1 {
                let here = y * self.width + x;
                let (dx, dy) = gradients[here];
                let strength = power((dx, dy));
                if strength < square {
                    continue;
                }
                let step = if dx.abs() > dy.abs() { 1 } else { self.width };
                let (before, after) =
                    (power(gradients[here - step]), power(gradients[here + step]));
                if strength >= before && strength > after {
                    edges.push(self.edgel(x as f32, y as f32, f32::from(dx), f32::from(dy)));
                }
            }
        }
        (edges, least.max(0) as f32)
    }

    /// An edgel between the surroundings and something else counts for more than one of grain,
    /// of weave or of print.
    fn edgel(&self, x: f32, y: f32, dx: f32, dy: f32) -> Edgel {
        const BESIDE: f32 = 4.0;
        const BOUNDARY: u16 = 4;
        let reach = BESIDE / (dx * dx + dy * dy).sqrt();
        let (ux, uy) = (dx * reach, dy * reach);
        let is_boundary = self.is_around(x - ux, y - uy) != self.is_around(x + ux, y + uy);
        Edgel {
            x,
            y,
            dx,
            dy,
            weight: if is_boundary { BOUNDARY } else { 1 },
        }
    }

    /// Central differences of whichever channel differs most.
    fn gradients(&self) -> Vec<(i16, i16)> {
        let mut gradients = vec![(0, 0); self.cells.len()];
        for y in 1..self.height - 1 {
            let row = y * self.width;
            for x in 1..self.width - 1 {
                let here = row + x;
                let (left, right) = (self.cells[here - 1], self.cells[here + 1]);
                let (above, below) = (self.cells[here - self.width], self.cells[here + self.width]);
                let mut best = (0, 0);
                let mut most = 0;
                for channel in 0..3 {
                    let gradient = (
                        right[channel] - left[channel],
                        below[channel] - above[channel],
                    );
                    let strength = power(gradient);
                    if strength > most {
                        (best, most) = (gradient, strength);
                    }
                }
                gradients[here] = best;
            }
        }
        gradients
    }
}

fn power((dx, dy): (i16, i16)) -> i32 {
    i32::from(dx) * i32::from(dx) + i32::from(dy) * i32::from(dy)
}

/// The least difference of an edge: twice what is usual in this picture, so that grain and weave
/// stay out, but never so much that white paper on a white lid is lost.
fn threshold(gradients: &[(i16, i16)]) -> i32 {
    const BOUNDS: (i32, i32) = (7, 22);
    let mut counts = [0_u32; 64];
    for gradient in gradients.iter().step_by(3) {
        let size = (power(*gradient) as f32).sqrt() as usize;
        counts[size.min(63)] += 1;
    }
    let median = histogram_quantile(&counts, 0.5).unwrap_or(0);
    (median as i32 * 2).clamp(BOUNDS.0, BOUNDS.1)
}

/// Averages squares of `factor` pixels and turns them into luma and stretched color differences.
fn reduce(color: &RgbImage, part: Part, factor: u32, width: usize, height: usize) -> Vec<[i16; 3]> {
    let stride = color.width() as usize * 3;
    let factor = factor as usize;
    let area = (factor * factor) as i32;
    let mut cells = Vec::with_capacity(width * height);
    for row in 0..height {
        let top = part.top as usize + row * factor;
        for column in 0..width {
            let left = (part.left as usize + column * factor) * 3;
            let mut sum = [0_i32; 3];
            for y in top..top + factor {
                let start = y * stride + left;
                for pixel in color.as_raw()[start..start + factor * 3].chunks_exact(3) {
                    for (total, level) in sum.iter_mut().zip(pixel) {
                        *total += i32::from(*level);
                    }
                }
            }
            let [r, g, b] = sum.map(|total| total / area);
            // BT.601 in 1/1024; color differences count half as much again, because paper and
            // table often share their brightness but seldom their tint.
            let y = (306 * r + 601 * g + 117 * b) >> 10;
            let cb = (-259 * r - 509 * g + 768 * b) >> 10;
            let cr = (768 * r - 643 * g - 125 * b) >> 10;
            cells.push([y, cb, cr].map(|v| v as i16));
        }
    }
    cells
}

/// Makes dark pictures as bright as others, so that the same differences count.
fn brighten(cells: &mut [[i16; 3]]) {
    const BRIGHT: i32 = 200;
    const MOST: i32 = 8;
    let mut counts = [0_u32; 256];
    for cell in cells.iter() {
        counts[cell[0].clamp(0, 255) as usize] += 1;
    }
    // Lamps and their reflections aside.
    let top = histogram_quantile(&counts, 0.98).unwrap_or(255).max(1) as i32;
    if top * 3 > BRIGHT * 2 {
        return;
    }
    let gain = (BRIGHT * 16 / top).min(MOST * 16);
    for channel in cells.iter_mut().flatten() {
        *channel = (i32::from(*channel) * gain / 16).clamp(-255, 255) as i16;
    }
}

/// Smooths with 1-2-1 in both directions, which takes 2.0 ms; `imageproc`'s separable filter takes
/// 3.2.
fn smooth(raw: &[[i16; 3]], width: usize, height: usize) -> Vec<[i16; 3]> {
    let across: Vec<[i16; 3]> = raw
        .chunks_exact(width)
        .flat_map(|row| {
            (0..width).map(|x| {
                blend(
                    row[x.saturating_sub(1)],
                    row[x],
                    row[(x + 1).min(width - 1)],
                )
            })
        })
        .collect();
    let mut cells = Vec::with_capacity(raw.len());
    for y in 0..height {
        let [above, here, below] = [y.saturating_sub(1), y, (y + 1).min(height - 1)]
            .map(|y| &across[y * width..(y + 1) * width]);
        cells.extend((0..width).map(|x| blend(above[x], here[x], below[x])));
    }
    cells
}

fn blend(a: [i16; 3], b: [i16; 3], c: [i16; 3]) -> [i16; 3] {
    core::array::from_fn(|i| (a[i] + 2 * b[i] + c[i] + 2) >> 2)
}

/// Marks the cells whose color occurs along at least two sides of the border: a certificate that
/// is cut by one side doesn't become its own background.
fn surroundings(field: &Field) -> GrayImage {
    // A color belongs to a side if one in a hundred of its cells has it or a neighboring color.
    const LEAST_PART: usize = 100;
    let (width, height) = (field.width, field.height);
    let depth = (width.max(height) / 70).max(2);
    let strips = [
        (0..width, 0..depth),
        (0..width, height - depth..height),
        (0..depth, 0..height),
        (width - depth..width, 0..height),
    ];
    let mut sides = vec![0_u8; SLOTS];
    let mut counts = vec![0_u16; SLOTS];
    for (columns, rows) in strips {
        counts.fill(0);
        let cells = columns.len().div_ceil(2) * rows.len();
        for row in rows {
            // Every other cell will do.
            for cell in field.cells[row * width + columns.start..row * width + columns.end]
                .iter()
                .step_by(2)
            {
                for slot in neighborhood(*cell) {
                    counts[slot] = counts[slot].saturating_add(1);
                }
            }
        }
        for (side, count) in sides.iter_mut().zip(&counts) {
            *side += u8::from(usize::from(*count) * LEAST_PART >= cells);
        }
    }
    let cells = field.cells.iter();
    let marks = cells.map(|cell| u8::from(sides[slot(quantize(*cell))] >= 2));
    GrayImage::from_raw(width as u32, height as u32, marks.collect()).unwrap_or_default()
}

/// 16 steps of luma, 32 of each stretched color difference.
const STEPS: [usize; 3] = [16, 32, 32];
const SLOTS: usize = STEPS[0] * STEPS[1] * STEPS[2];

fn quantize([y, cb, cr]: [i16; 3]) -> [usize; 3] {
    [
        (y >> 4).clamp(0, 15) as usize,
        ((cb + 192) / 12).clamp(0, 31) as usize,
        ((cr + 192) / 12).clamp(0, 31) as usize,
    ]
}

fn slot([y, cb, cr]: [usize; 3]) -> usize {
    (y * STEPS[1] + cb) * STEPS[2] + cr
}

/// The slot of a color and those around it.
fn neighborhood(cell: [i16; 3]) -> impl Iterator<Item = usize> {
    let center = quantize(cell);
    let range =
        move |axis: usize| center[axis].saturating_sub(1)..=(center[axis] + 1).min(STEPS[axis] - 1);
    range(0)
        .flat_map(move |y| range(1).flat_map(move |cb| range(2).map(move |cr| slot([y, cb, cr]))))
}
