//! Which line is the certificate's number? It looks like one, and it stands where numbers stand.

use image::GrayImage;

use super::bars;
use super::inside::Corners;
use super::text::{Direction, Point, TextMap};

/// From here on a line is certainly a number, and bars need not be looked for.
const NUMBER_LIKE: f64 = 0.4;

/// A line that may be the number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// As in [`super::text::Line::corners_px`].
    pub(super) corners_px: [Point; 4],
    /// Height of its characters in pixels of the luma picture.
    pub(super) height_px: f64,
    /// How much it looks like 18 digits, 0..=1.
    pub(super) number_like: f64,
    /// Whether only a dark bar was found, no characters.
    is_bar: bool,
}

/// Fewest bars per pixel of the long side that are text without a single line of characters: blank
/// sheets on grained tables have up to 1/65, drowned pages 1/40 and more.
const LEAST_BARS_PER_PX: f64 = 1.0 / 60.0;

/// Finds the line most likely to be the number; `corners` are the certificate's in a picture that is
/// `scale` times larger than `luma`.
pub(super) fn find(
    luma: &GrayImage,
    text: &TextMap,
    corners: Option<&Corners>,
    scale: f64,
) -> Option<Line> {
    let place = corners.map(|corners| Place::new(corners, scale));
    let mut candidates: Vec<Line> = text
        .lines
        .iter()
        .map(|line| Line {
            corners_px: line.corners_px,
            height_px: line.character_height_px,
            number_like: line.number_like,
            is_bar: false,
        })
        .collect();
    let direction = if text.lean.mean() < 0.0 {
        Direction::Vertical
    } else {
        Direction::Horizontal
    };
    candidates.retain(|candidate| candidate.height_px >= 1.0);
    let is_certain = |candidate: &Line| candidate.number_like >= NUMBER_LIKE;
    let certain = candidates.iter().any(is_certain);
    if !certain {
        let bars = bars::find(luma, direction).into_iter();
        candidates.extend(bars.map(|bar| Line {
            corners_px: bar.corners_px,
            height_px: bar.height_px,
            number_like: 0.0,
            is_bar: true,
        }));
    }
    let median = median_height(&candidates);
    let long_side = f64::from(luma.width().max(luma.height()));
    if text.lines.is_empty() && (candidates.len() as f64) < long_side * LEAST_BARS_PER_PX {
        return None;
    }
    // Upside down a number stands where none is expected.
    candidates.retain(|candidate| !certain || is_certain(candidate));
    let score = |candidate: &Line| {
        let somewhere = candidate.score(median, long_side);
        somewhere
            + place
                .as_ref()
                .map_or(0.0, |place| place.score(candidate, direction))
    };
    candidates
        .into_iter()
        .max_by(|a, b| score(a).total_cmp(&score(b)))
}

fn median_height(candidates: &[Line]) -> f64 {
    let mut heights: Vec<f64> = candidates
        .iter()
        .map(|candidate| candidate.height_px)
        .collect();
    heights.sort_by(f64::total_cmp);
    heights.get(heights.len() / 2).copied().unwrap_or(1.0)
}

impl Line {
    /// How much this looks like the number: conditional logit over the lines of each picture of
    /// `Split::Tune`, as are the weights of [`Place::score`]. Together they find the number in 93 %
    /// of the readable pictures.
    fn score(&self, median_height_px: f64, long_side_px: f64) -> f64 {
        let [start, end, _, _] = self.corners_px;
        let length = (end.0 - start.0).hypot(end.1 - start.1).max(1.0) / self.height_px;
        // 18 digits are 11.5 times as long as high, with the words before them 17 times.
        let shape = (length / 11.5).ln().abs().min((length / 17.0).ln().abs());
        let common = (self.height_px / median_height_px).ln().abs();
        let usual = (self.height_px / long_side_px / 0.027).ln().abs();
        1.04 * f64::from(u8::from(self.is_bar)) + 8.06 * self.number_like.min(0.6)
            - 7.21 * shape
            - 2.42 * common
            - 4.95 * usual
    }

    fn center(&self) -> Point {
        let [a, _, b, _] = self.corners_px;
        (f64::midpoint(a.0, b.0), f64::midpoint(a.1, b.1))
    }
}

/// Where numbers stand on a certificate: near the lower edge of an identity card, below the title
/// of everything else.
struct Place {
    /// The certificate's corners in pixels of the luma picture.
    corners: Corners,
}

impl Place {
    fn new(corners: &Corners, scale: f64) -> Self {
        Self {
            corners: corners.map(|(x, y)| (x / scale, y / scale)),
        }
    }

    /// How much a line's place and height speak for the number.
    fn score(&self, candidate: &Line, direction: Direction) -> f64 {
        let center = candidate.center();
        let [a, b, c, d] = self.corners;
        let (down, right) = (
            share_between(center, (a, b), (d, c)),
            share_between(center, (a, d), (b, c)),
        );
        let (wide, high) = (
            f64::midpoint(distance(a, b), distance(d, c)),
            f64::midpoint(distance(a, d), distance(b, c)),
        );
        let (down, right, aspect) = match direction {
            Direction::Horizontal => (down, right, wide / high.max(1.0)),
            Direction::Vertical => (right, down, high / wide.max(1.0)),
        };
        // Cards are 1.585 times as long as high, sheets of paper 1.414 times.
        let card = 1.0 / (1.0 + (-(aspect - 1.5) / 0.04).exp());
        let off_card = ((down - 0.86).abs() / 0.04).min(5.0);
        let off_sheet = (((down - 0.27).abs() - 0.06).max(0.0) / 0.06).min(5.0);
        let off = card * off_card + (1.0 - card) * off_sheet;
        let usual = (candidate.height_px / wide.max(high).max(1.0) / 0.032)
            .ln()
            .abs();
        let inside = [down, right].iter().all(|v| (-0.02..1.02).contains(v));
        0.47 * f64::from(u8::from(inside)) - 2.76 * off - 2.03 * usual
    }
}

/// How far a point has come from one line to another, as a share of the way.
fn share_between(point: Point, from: (Point, Point), to: (Point, Point)) -> f64 {
    let (a, b) = (beyond(point, from), beyond(point, to));
    let way = a - b;
    if way.abs() < 1.0 { 0.0 } else { a / way }
}

/// Signed distance of a point from a line.
fn beyond(point: Point, (a, b): (Point, Point)) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    ((point.1 - a.1) * dx - (point.0 - a.0) * dy) / dx.hypot(dy).max(1.0)
}

fn distance(a: Point, b: Point) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}
