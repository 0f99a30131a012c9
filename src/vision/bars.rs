//! Lines of text as dark bars, for pictures too blurred, shaken, grainy or faint to tell one
//! character from the next. A reduced picture forgives all of that, and so does a bar.

use std::collections::BTreeMap;

use image::GrayImage;

use super::small::{LEAST_DARKNESS, Small};
use super::text::{Direction, Point};

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
    /// Corners in pixels of the luma picture, in the order of [`super::text::Line::corners_px`].
    pub(super) corners_px: [Point; 4],
    /// Height of the characters in pixels of the luma picture, give or take a quarter.
    pub(super) height_px: f64,
}

/// Finds bars that run in a direction.
pub(super) fn find(luma: &GrayImage, direction: Direction) -> Vec<Bar> {
    let long = luma.width().max(luma.height());
    let factor = long.div_ceil(LONG_SIDE).max(1);
    let small = Small::of(luma, factor as usize);
    let (small, turned) = match direction {
        Direction::Horizontal => (small, false),
        Direction::Vertical => (small.transposed(), true),
    };
    if small.width < 16 || small.height < 8 {
        return Vec::new();
    }
    let dark = small.darkness();
    let Some(least) = least_darkness(&dark) else {
        return Vec::new();
    };
    // Blurred characters touch; sharp ones and those of a wide-set number need a wider bridge.
    let bridges = [2, long.div_ceil(factor) as usize / 90 + 1];
    let blobs = bridges
        .into_iter()
        .flat_map(|bridge| blobs(&dark, small.width, least, bridge));
    blobs
        .filter_map(|blob| blob.bar(small.width, small.height))
        .map(|bar| bar.scaled(f64::from(factor), turned))
        .collect()
}

/// From which difference to its surroundings a pixel counts as ink; `None` in a flat picture.
fn least_darkness(dark: &[f32]) -> Option<f32> {
    let mut ink: Vec<f32> = dark.iter().copied().filter(|&d| d > 0.0).collect();
    let tenth = ink.len() * 9 / 10;
    if ink.len() < 16 {
        return None;
    }
    let (_, &mut strong, _) = ink.select_nth_unstable_by(tenth, f32::total_cmp);
    Some((strong * INK_SHARE).max(LEAST_DARKNESS))
}

/// Runs of dark pixels that touch: extent, area and moments.
#[derive(Clone, Copy, Debug)]
struct Blob {
    left: usize,
    top: usize,
    right: usize,
    bottom: usize,
    area: usize,
    /// Sums of weight, x, y, xx and xy.
    moments: [f64; 5],
}

/// A row, its first column and the one after its last.
type Run = (usize, usize, usize);

/// Collects dark pixels into blobs; gaps of up to `bridge` pixels along a row are closed.
fn blobs(dark: &[f32], width: usize, least: f32, bridge: usize) -> Vec<Blob> {
    let mut runs: Vec<Run> = Vec::new();
    let mut parents: Vec<usize> = Vec::new();
    let mut previous = 0;
    for (y, row) in dark.chunks_exact(width).enumerate() {
        let first = runs.len();
        runs.extend(runs_of(row, least, bridge).map(|(from, end)| (y, from, end)));
        parents.extend(first..runs.len());
        let mut above = previous;
        for here in first..runs.len() {
            while above < first && runs[above].2 <= runs[here].1 {
                above += 1;
            }
            let touching = (above..first).take_while(|&other| runs[other].1 < runs[here].2);
            for other in touching {
                let (a, b) = (root(&parents, here), root(&parents, other));
                parents[a.max(b)] = a.min(b);
            }
        }
        previous = first;
    }
    let mut blobs: BTreeMap<usize, Blob> = BTreeMap::new();
    for (index, &run) in runs.iter().enumerate() {
        let row = &dark[run.0 * width..(run.0 + 1) * width];
        let blob = blobs.entry(root(&parents, index)).or_insert(Blob::EMPTY);
        blob.add(run, row);
    }
    blobs.into_values().collect()
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

fn root(parents: &[usize], mut index: usize) -> usize {
    while parents[index] != index {
        index = parents[index];
    }
    index
}

impl Blob {
    const EMPTY: Self = Self {
        left: usize::MAX,
        top: usize::MAX,
        right: 0,
        bottom: 0,
        area: 0,
        moments: [0.0; 5],
    };

    fn add(&mut self, (y, from, end): Run, row: &[f32]) {
        self.left = self.left.min(from);
        self.top = self.top.min(y);
        self.right = self.right.max(end);
        self.bottom = self.bottom.max(y + 1);
        self.area += end - from;
        let down = y as f64 + 0.5;
        for (x, &level) in row.iter().enumerate().take(end).skip(from) {
            let (weight, across) = (f64::from(level.max(0.0)), x as f64 + 0.5);
            let parts = [1.0, across, down, across * across, across * down];
            for (moment, part) in self.moments.iter_mut().zip(parts) {
                *moment += weight * part;
            }
        }
    }

    /// The bar, if the blob has the shape of one and lies inside the picture.
    fn bar(&self, width: usize, height: usize) -> Option<Bar> {
        let inside = self.left > 0 && self.top > 0 && self.right < width && self.bottom < height;
        let [weight, x, y, xx, xy] = self.moments;
        if !inside || weight <= 0.0 {
            return None;
        }
        let (x, y) = (x / weight, y / weight);
        let spread = xx / weight - x * x;
        let slope = if spread > 1.0 {
            (xy / weight - x * y) / spread
        } else {
            0.0
        };
        let (long, deep) = (
            (self.right - self.left) as f64,
            (self.bottom - self.top) as f64,
        );
        let thickness = self.area as f64 / long;
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
