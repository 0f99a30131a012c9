//! Finds lines of text with a small network that says of each pixel how likely it is the core of a line.

use std::sync::Arc;

use image::imageops::{self, FilterType};
use image::{GrayImage, Luma};
use imageproc::geometry::min_area_rect;
use imageproc::point::Point;
use imageproc::region_labelling::{Connectivity, connected_components};
use rten::ThreadPool;
use rten_tensor::NdTensor;

use super::levels::spread_levels;
use super::network::DETECT;

/// A pixel above this is part of a line's core. As the network was trained.
const CORE: f32 = 0.2;
/// Regions whose mean is lower are no lines. As the network was trained.
const LEAST_MEAN: f64 = 0.4;
/// How far a line reaches beyond its core, as a multiple of the core's area over its outline. As the
/// network was trained.
const GROWTH: f64 = 1.4;
/// Most lines that are kept, largest first; a licence has 39, a page of a newspaper hundreds.
const MOST_LINES: usize = 96;

/// So many pixels go through the network at once.
const MOST_PIXELS_AT_ONCE: u32 = 400_000;
/// Rows above and below a band that the network sees beside it: more than two lines of small print. Like a band's rows a
/// multiple of 32, because the network halves five times.
const BAND_MARGIN: u32 = 64;

/// A line of text: its middle, its direction and its size, in pixels of the picture it was found in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct LineBox {
    /// Where its middle is.
    pub(crate) middle: (f64, f64),
    /// The direction of its longer side, as a unit vector.
    pub(crate) along: (f64, f64),
    /// The longer side.
    pub(crate) length: f64,
    /// The shorter side.
    pub(crate) height: f64,
}

impl LineBox {
    /// From the start of one box to the end of another in the same row.
    pub(crate) fn around(first: &Self, last: &Self) -> Self {
        let end = |line: &Self, sign: f64| {
            let half = sign * line.length / 2.0;
            (
                line.middle.0 + half * line.along.0,
                line.middle.1 + half * line.along.1,
            )
        };
        let (from, to) = (end(first, -1.0), end(last, 1.0));
        let (x, y) = (to.0 - from.0, to.1 - from.1);
        let length = x.hypot(y).max(1.0);
        Self {
            middle: (f64::midpoint(from.0, to.0), f64::midpoint(from.1, to.1)),
            along: (x / length, y / length),
            length,
            height: first.height.max(last.height),
        }
    }

    /// A part of it: 0 is its start, 1 its end.
    pub(crate) fn part(&self, part: std::ops::Range<f64>) -> Self {
        let shift = (f64::midpoint(part.start, part.end) - 0.5) * self.length;
        Self {
            middle: (
                self.middle.0 + self.along.0 * shift,
                self.middle.1 + self.along.1 * shift,
            ),
            length: self.length * (part.end - part.start),
            ..*self
        }
    }

    /// Its corners, along the line and back.
    pub(crate) fn corners(&self) -> [(f64, f64); 4] {
        let (x, y) = self.middle;
        let (along, across) = (
            (
                self.along.0 * self.length / 2.0,
                self.along.1 * self.length / 2.0,
            ),
            (
                -self.along.1 * self.height / 2.0,
                self.along.0 * self.height / 2.0,
            ),
        );
        [
            (x - along.0 - across.0, y - along.1 - across.1),
            (x + along.0 - across.0, y + along.1 - across.1),
            (x + along.0 + across.0, y + along.1 + across.1),
            (x - along.0 + across.0, y - along.1 + across.1),
        ]
    }
}

/// The lines of a picture, largest first. `long_side` is what the network looks at, in pixels: the
/// picture is reduced to it, never blown up beyond.
pub(crate) fn detect(luma: &GrayImage, long_side: u32, threads: &Arc<ThreadPool>) -> Vec<LineBox> {
    let (width, height) = luma.dimensions();
    let longest = width.max(height);
    if width.min(height) < 8 {
        return Vec::new();
    }
    let scale = f64::from(long_side.min(longest)) / f64::from(longest);
    // The network halves five times.
    let side = |length: u32| ((f64::from(length) * scale / 32.0).round() as u32).max(1) * 32;
    let (columns, rows) = (side(width), side(height));
    let mut reduced = imageops::resize(luma, columns, rows, FilterType::Triangle);
    spread_levels(&mut reduced);
    let Some(map) = line_map(&reduced, threads) else {
        return Vec::new();
    };
    let stretch = (
        f64::from(width) / f64::from(columns),
        f64::from(height) / f64::from(rows),
    );
    let mut found = boxes(&map, columns, rows, stretch);
    found.sort_by(|a, b| (b.length * b.height).total_cmp(&(a.length * a.height)));
    found.truncate(MOST_LINES);
    found
}

/// Of each pixel how likely it is a line's core, row by row. A large picture goes through the network in bands, because
/// that takes about 120 bytes a pixel for a moment.
fn line_map(picture: &GrayImage, threads: &Arc<ThreadPool>) -> Option<Vec<f32>> {
    let network = DETECT.as_ref()?;
    let (columns, rows) = picture.dimensions();
    let bands = (columns * rows).div_ceil(MOST_PIXELS_AT_ONCE);
    let rows_at_once = rows.div_ceil(bands).div_ceil(32) * 32;
    let mut map = Vec::with_capacity((columns * rows) as usize);
    let mut start = 0;
    while start < rows {
        let (from, end) = (
            start.saturating_sub(BAND_MARGIN),
            (start + rows_at_once).min(rows),
        );
        let to = (end + BAND_MARGIN).min(rows);
        let band = imageops::crop_imm(picture, 0, from, columns, to - from).to_image();
        let seen = network.run::<4>(normalized(&band), threads)?.into_data();
        if seen.len() != (columns * (to - from)) as usize {
            return None;
        }
        map.extend_from_slice(
            &seen[(columns * (start - from)) as usize..(columns * (end - from)) as usize],
        );
        start = end;
    }
    Some(map)
}

/// The picture three times over, each channel with the mean and the spread that it had in training.
fn normalized(picture: &GrayImage) -> NdTensor<f32, 4> {
    const MEAN: [f32; 3] = [0.485, 0.456, 0.406];
    const SPREAD: [f32; 3] = [0.229, 0.224, 0.225];
    let (width, height) = picture.dimensions();
    let mut values = Vec::with_capacity(3 * picture.as_raw().len());
    for (mean, spread) in MEAN.into_iter().zip(SPREAD) {
        let levels = picture.as_raw().iter();
        values.extend(levels.map(|level| (f32::from(*level) / 255.0 - mean) / spread));
    }
    NdTensor::from_data([1, 3, height as usize, width as usize], values)
}

fn boxes(map: &[f32], columns: u32, rows: u32, stretch: (f64, f64)) -> Vec<LineBox> {
    let at = |x: u32, y: u32| map[(y * columns + x) as usize];
    let core = GrayImage::from_fn(columns, rows, |x, y| Luma([u8::from(at(x, y) > CORE)]));
    let labels = connected_components(&core, Connectivity::Eight, Luma([0]));
    let count = labels.as_raw().iter().max().copied().unwrap_or(0) as usize;
    let mut regions = vec![Region::default(); count];
    for (x, y, label) in labels.enumerate_pixels() {
        if label[0] > 0 {
            let is_same = |x: i64, y: i64| {
                let inside =
                    (0..i64::from(columns)).contains(&x) && (0..i64::from(rows)).contains(&y);
                inside && labels.get_pixel(x as u32, y as u32) == label
            };
            let (left, top) = (i64::from(x), i64::from(y));
            let on_edge = !(is_same(left - 1, top)
                && is_same(left + 1, top)
                && is_same(left, top - 1)
                && is_same(left, top + 1));
            regions[label[0] as usize - 1].add(x, y, at(x, y), on_edge);
        }
    }
    regions
        .iter()
        .filter_map(|region| region.line(stretch))
        .collect()
}

/// Pixels of a core that hang together.
#[derive(Clone, Debug, Default)]
struct Region {
    outline: Vec<Point<f64>>,
    pixels: u32,
    sum: f64,
}

impl Region {
    fn add(&mut self, x: u32, y: u32, value: f32, on_edge: bool) {
        self.pixels += 1;
        self.sum += f64::from(value);
        if on_edge {
            self.outline.push(Point::new(f64::from(x), f64::from(y)));
        }
    }

    fn line(&self, stretch: (f64, f64)) -> Option<LineBox> {
        if self.pixels < 12 || self.sum / f64::from(self.pixels) < LEAST_MEAN {
            return None;
        }
        // Stretched afterwards: the library orders points by whole numbers, and stops the program where rounding
        // contradicts itself.
        let corners = min_area_rect(&self.outline);
        let [a, b, c, _] =
            corners.map(|p| Point::new((p.x + 0.5) * stretch.0, (p.y + 0.5) * stretch.1));
        let side = |from: Point<f64>, to: Point<f64>| (to.x - from.x, to.y - from.y);
        let (first, second) = (side(a, b), side(b, c));
        let (long, short) = if first.0.hypot(first.1) >= second.0.hypot(second.1) {
            (first, second)
        } else {
            (second, first)
        };
        // The outline runs through the middles of pixels.
        let (length, height) = (
            long.0.hypot(long.1) + stretch.0,
            short.0.hypot(short.1) + stretch.1,
        );
        let grown = GROWTH * length * height / (length + height);
        let along = (
            long.0 / (length - stretch.0).max(1e-6),
            long.1 / (length - stretch.0).max(1e-6),
        );
        let norm = along.0.hypot(along.1);
        let along = if norm < 0.5 {
            (1.0, 0.0)
        } else {
            (along.0 / norm, along.1 / norm)
        };
        let (dx, dy) = (c.x - a.x, c.y - a.y);
        Some(LineBox {
            middle: (a.x + dx / 2.0, a.y + dy / 2.0),
            along,
            length: length + grown,
            height: height + grown,
        })
        .filter(|line| line.height >= 5.0)
    }
}
