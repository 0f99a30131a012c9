//! Lines that may be the number.

use crate::geometry::Point;
use crate::pose::Pose;

/// Height of a number's characters as a share of the picture's long side: the median of `Split::Tune`.
pub(crate) const USUAL_HEIGHT: f64 = 0.027;

/// A line that may be the number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NumberLine {
    /// From the start of the upper edge clockwise, for lines that run level; lines that run up or
    /// down are first turned a quarter counterclockwise.
    pub(crate) corners_px: [Point; 4],
    /// Height of its characters in pixels of the luma picture.
    pub(crate) height_px: f64,
    /// How much it looks like 18 digits, 0..=1.
    pub(super) number_like: f64,
    /// Whether only a dark bar was found, no characters.
    pub(super) is_bar: bool,
}

impl NumberLine {
    /// How much this looks like the number: conditional logit over the lines of each picture of
    /// `Split::Tune`, as are the weights of the score of its place.
    pub(super) fn score(&self, median_height_px: f64, long_side_px: f64) -> f64 {
        let length = self.length();
        // 18 digits are 11.5 times as long as high, with the words before them 17 times.
        let shape = (length / 11.5).ln().abs().min((length / 17.0).ln().abs());
        let common = (self.height_px / median_height_px).ln().abs();
        let usual = (self.height_px / long_side_px / USUAL_HEIGHT).ln().abs();
        1.04 * f64::from(u8::from(self.is_bar)) + 8.06 * self.number_like.min(0.6)
            - 7.21 * shape
            - 2.42 * common
            - 4.95 * usual
    }

    /// In character heights.
    pub(super) fn length(&self) -> f64 {
        let [start, end, _, _] = self.corners_px;
        (end.0 - start.0).hypot(end.1 - start.1).max(1.0) / self.height_px
    }

    /// Whether reading both would be reading the same twice: a part of a line is read with what
    /// surrounds it.
    pub(super) fn is_about(&self, other: &Self) -> bool {
        let ((a, b), (c, d)) = (self.center(), other.center());
        let (near, far) = (self.height_px * 0.5, self.height_px * 3.0);
        let height = other.height_px / self.height_px;
        (a - c).abs().min((b - d).abs()) < near
            && (a - c).hypot(b - d) < far
            && (0.75..1.33).contains(&height)
    }

    pub(super) fn righted(self, pose: Pose) -> Self {
        Self {
            corners_px: pose.righted(self.corners_px),
            ..self
        }
    }

    pub(super) fn center(&self) -> Point {
        let [a, _, b, _] = self.corners_px;
        (f64::midpoint(a.0, b.0), f64::midpoint(a.1, b.1))
    }
}
