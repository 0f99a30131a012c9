//! Lines of text as dark bars, for pictures too blurred, shaken, grainy or faint to tell one
//! character from the next. A reduced picture forgives all of that, and so does a bar.

use image::GrayImage;
use imageproc::region_labelling::Connectivity;

use super::components::{Run, label_runs};
use super::geometry::Point;
use super::reduced::{LEAST_DARKNESS, ReducedLuma};
use super::statistics::{LineFit, quantile};
use super::text::Direction;

/// Longest side of the reduced picture in pixels: the smallest numbers (a licence that fills the
/// frame) are still 7 pixels high, and noise of 100 levels is down to 30.
const LONG_SIDE: u32 = 640;
/// Ink is darker than its surroundings by this share of what the darkest tenth is.
const INK_SHARE: f32 = 0.45;
/// Length over thickness of a line of text: five characters to a whole line of a licence.
const SHAPES: core::ops::RangeInclusive<f64> = 5.0..=30.0;
/// Steepest bar, in rows per column: 7 degrees, more than anybody's hand is off.
const STEEPEST: f64 = 0.12;

/// A dark bar with the shape of a line of text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bar {
    /// Corners in pixels of the luma picture, in the order of [`super::text::TextLine::corners_px`].
    pub(super) corners_px: [Point; 4],
    /// Height of the characters in pixels of the luma picture, give or take a quarter.
    pub(super) height_px: f64,
}

/// Finds bars that run in a direction.
pub(super) fn find(luma: &GrayImage, direction: Direction) -> Vec<Bar> {
    let long = luma.width().max(luma.height());
    let factor = long.div_ceil(LONG_SIDE).max(1);
    let reduced = ReducedLuma::of(luma, factor as usize);
    let (reduced, turned) = match direction {
        Direction::Horizontal => (reduced, false),
        Direction::Vertical => (reduced.transposed(), true),
    };
    if reduced.width < 16 || reduced.height < 8 {
        return Vec::new();
    }
    let dark = reduced.darkness();
    let Some(least) = least_darkness(&dark) else {
        return Vec::new();
    };
    // Blurred characters touch; sharp ones and those of a wide-set number need a wider bridge.
    let bridges = [2, long.div_ceil(factor) as usize / 90 + 1];
    let areas = bridges
        .into_iter()
        .flat_map(|bridge| dark_areas(&dark, reduced.width, least, bridge));
    areas
        .filter_map(|area| area.bar(reduced.width, reduced.height))
        .map(|bar| bar.scaled(f64::from(factor), turned))
        .collect()
}

/// From which difference to its surroundings a pixel counts as ink; `None` in a flat picture.
fn least_darkness(dark: &[f32]) -> Option<f32> {
    let mut ink: Vec<f32> = dark.iter().copied().filter(|&d| d > 0.0).collect();
    if ink.len() < 16 {
        return None;
    }
    let strong = quantile(&mut ink, 0.9, f32::total_cmp)?;
    Some((strong * INK_SHARE).max(LEAST_DARKNESS))
}

/// Dark pixels that touch: extent, number and the straight line through them.
#[derive(Clone, Copy, Debug)]
struct DarkArea {
    left: usize,
    top: usize,
    right: usize,
    bottom: usize,
    pixels: usize,
    /// Each pixel weighs as much as it is dark.
    middle: LineFit,
}

/// Collects dark pixels that touch; gaps of up to `bridge` pixels along a row are closed.
fn dark_areas(dark: &[f32], width: usize, least: f32, bridge: usize) -> Vec<DarkArea> {
    let rows = (0_u32..).zip(dark.chunks_exact(width));
    let runs = rows.flat_map(|(row, levels)| {
        runs_of(levels, least, bridge).map(move |(start, end)| Run {
            row,
            start: start as u32,
            end: end as u32,
        })
    });
    let runs: Vec<Run> = runs.collect();
    let mut areas: Vec<DarkArea> = Vec::new();
    for (run, label) in runs.iter().zip(label_runs(&runs, Connectivity::Four)) {
        if label == areas.len() {
            areas.push(DarkArea::EMPTY);
        }
        let row = run.row as usize * width;
        areas[label].add(run, &dark[row..row + width]);
    }
    areas
}

/// First column and end of each run of ink in a row.
fn runs_of(row: &[f32], least: f32, bridge: usize) -> impl Iterator<Item = (usize, usize)> {
    let mut at = 0;
    core::iter::from_fn(move || {
        let from = at + row[at..].iter().position(|&d| d > least)?;
        let mut end = from + 1;
        while let Some(gap) = row[end..row.len().min(end + bridge + 1)]
            .iter()
            .position(|&d| d > least)
        {
            end += gap + 1;
        }
        at = end;
        Some((from, end))
    })
}

impl DarkArea {
    const EMPTY: Self = Self {
        left: usize::MAX,
        top: usize::MAX,
        right: 0,
        bottom: 0,
        pixels: 0,
        middle: LineFit::EMPTY,
    };

    fn add(&mut self, run: &Run, row: &[f32]) {
        let (start, end) = (run.start as usize, run.end as usize);
        self.left = self.left.min(start);
        self.top = self.top.min(run.row as usize);
        self.right = self.right.max(end);
        self.bottom = self.bottom.max(run.row as usize + 1);
        self.pixels += end - start;
        let down = f64::from(run.row) + 0.5;
        for (x, &level) in row.iter().enumerate().take(end).skip(start) {
            let weight = f64::from(level.max(0.0));
            self.middle.add(weight, x as f64 + 0.5, down);
        }
    }

    /// The bar, if the area has the shape of one and lies inside the picture.
    fn bar(&self, width: usize, height: usize) -> Option<Bar> {
        let inside = self.left > 0 && self.top > 0 && self.right < width && self.bottom < height;
        let (x, y) = self.middle.mean().filter(|_| inside)?;
        let line = self.middle.line().filter(|line| line.variance > 1.0);
        let slope = line.map_or(0.0, |line| line.slope);
        let (long, deep) = (
            (self.right - self.left) as f64,
            (self.bottom - self.top) as f64,
        );
        let thickness = self.pixels as f64 / long;
        let straight =
            slope.abs() <= STEEPEST && deep <= thickness * 1.6 + slope.abs() * long + 3.0;
        if thickness < 1.5 || !SHAPES.contains(&(long / thickness)) || !straight {
            return None;
        }
        // The mean thickness misses the corners of the characters.
        let half = (thickness * 1.15).min(deep) / 2.0;
        let corner = |column: usize, side: f64| {
            let column = column as f64;
            (column, y + (column - x) * slope + side * half)
        };
        Some(Bar {
            corners_px: [
                corner(self.left, -1.0),
                corner(self.right, -1.0),
                corner(self.right, 1.0),
                corner(self.left, 1.0),
            ],
            height_px: half * 2.0,
        })
    }
}

impl Bar {
    /// Brings the bar to the size of the luma picture, mirrored at the diagonal if `turned`.
    fn scaled(self, factor: f64, turned: bool) -> Self {
        Self {
            corners_px: self.corners_px.map(|(x, y)| {
                let (x, y) = if turned { (y, x) } else { (x, y) };
                (x * factor, y * factor)
            }),
            height_px: self.height_px * factor,
        }
    }
}
