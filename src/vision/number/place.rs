//! Where numbers stand on certificates.

use super::Line;
use crate::inside::Corners;
use crate::orientation::Pose;
use crate::text::Point;

/// Where numbers stand on a certificate: near the lower edge of an identity card, below the title
/// of everything else.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// The certificate's corners in pixels of the luma picture, from its upper left, clockwise.
    corners: Corners,
}

impl Place {
    /// The certificate's corners, from the one that is the upper left once lines are level.
    pub(super) fn new(corners: Corners) -> Self {
        Self { corners }
    }

    /// The same for a certificate in another pose.
    pub(super) fn righted(&self, pose: Pose) -> Self {
        Self {
            corners: pose.righted(self.corners),
        }
    }

    /// Where the number of an identity card stands: below everything else, right of its words;
    /// `None` if this hasn't the shape of a card.
    pub(super) fn of_card(&self) -> Option<Line> {
        // Shares of the card's width and height, measured on cards (GA 461 leaves some freedom).
        const RIGHT: (f64, f64) = (0.33, 0.95);
        const DOWN: (f64, f64) = (0.832, 0.891);
        let [a, b, c, d] = self.corners;
        let at = |right: f64, down: f64| {
            let upper = between(a, b, right);
            between(upper, between(d, c, right), down)
        };
        let corners_px = [
            at(RIGHT.0, DOWN.0),
            at(RIGHT.1, DOWN.0),
            at(RIGHT.1, DOWN.1),
            at(RIGHT.0, DOWN.1),
        ];
        let height_px = distance(corners_px[0], corners_px[3]);
        let (wide, high) = self.size();
        let is_card = (1.45..1.75).contains(&(wide / high.max(1.0)));
        (is_card && height_px >= 1.0).then_some(Line {
            corners_px,
            height_px,
            number_like: 0.0,
            is_bar: true,
        })
    }

    /// How much a line's place and height speak for the number.
    pub(super) fn score(&self, line: &Line) -> f64 {
        let center = line.center();
        let [a, b, c, d] = self.corners;
        let down = share_between(center, (a, b), (d, c));
        let right = share_between(center, (a, d), (b, c));
        let (wide, high) = self.size();
        // Cards are 1.585 times as long as high, sheets of paper 1.414 times.
        let card = 1.0 / (1.0 + (-(wide / high.max(1.0) - 1.5) / 0.04).exp());
        let off_card = ((down - 0.86).abs() / 0.04).min(5.0);
        let off_sheet = (((down - 0.27).abs() - 0.06).max(0.0) / 0.06).min(5.0);
        let off = card * off_card + (1.0 - card) * off_sheet;
        let usual = (line.height_px / wide.max(high).max(1.0) / 0.032)
            .ln()
            .abs();
        let inside = [down, right].iter().all(|v| (-0.02..1.02).contains(v));
        0.47 * f64::from(u8::from(inside)) - 2.76 * off - 2.03 * usual
    }

    /// Mean width and height in pixels.
    fn size(&self) -> (f64, f64) {
        let [a, b, c, d] = self.corners;
        (
            f64::midpoint(distance(a, b), distance(d, c)),
            f64::midpoint(distance(a, d), distance(b, c)),
        )
    }
}

fn between(from: Point, to: Point, share: f64) -> Point {
    (
        from.0 + (to.0 - from.0) * share,
        from.1 + (to.1 - from.1) * share,
    )
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
