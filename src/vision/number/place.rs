//! Where numbers stand on certificates.

use imageproc::geometric_transformations::Projection;

use super::line::NumberLine;
use crate::geometry::{Point, Quad, distance};
use crate::pose::Pose;
use crate::statistics::logistic;

/// Where numbers stand on a certificate: near the lower edge of an identity card, below the title
/// of everything else.
#[derive(Clone, Copy, Debug)]
pub(super) struct NumberPlace {
    /// The certificate's corners in pixels of the luma picture, from its upper left, clockwise.
    certificate: Quad,
    /// From shares of the certificate's width and height, seen straight on, to those pixels.
    to_picture: Projection,
}

impl NumberPlace {
    /// The certificate's corners, from the one that is the upper left once lines are level; `None`
    /// if no flat certificate looks like that.
    pub(super) fn new(certificate: Quad) -> Option<Self> {
        const UNIT_SQUARE: [(f32, f32); 4] = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)];
        let corners = certificate.0.map(|(x, y)| (x as f32, y as f32));
        let to_picture = Projection::from_control_points(UNIT_SQUARE, corners)?;
        Some(Self {
            certificate,
            to_picture,
        })
    }

    /// The same for a certificate in another pose.
    pub(super) fn righted(&self, pose: Pose) -> Option<Self> {
        Self::new(Quad(pose.righted(self.certificate.0)))
    }

    /// Where the number of an identity card stands: below everything else, right of its words;
    /// `None` if this hasn't the shape of a card.
    pub(super) fn of_card(&self) -> Option<NumberLine> {
        // Shares of the card's width and height, measured on cards (GA 461 leaves some freedom).
        const RIGHT: (f32, f32) = (0.33, 0.95);
        const DOWN: (f32, f32) = (0.832, 0.891);
        let at = |right: f32, down: f32| {
            let (x, y) = self.to_picture * (right, down);
            (f64::from(x), f64::from(y))
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
        (is_card && height_px >= 1.0).then_some(NumberLine {
            corners_px,
            height_px,
            number_like: 0.0,
            is_bar: true,
        })
    }

    /// Score of a line's place and height as those of the number: a logarithm of odds.
    pub(super) fn score(&self, line: &NumberLine) -> f64 {
        let (right, down) = self.share(line.center());
        let (wide, high) = self.size();
        // Cards are 1.585 times as long as high, sheets of paper 1.414 times.
        let card = logistic((wide / high.max(1.0) - 1.5) / 0.04);
        let off_card = ((down - 0.86).abs() / 0.04).min(5.0);
        let off_sheet = (((down - 0.27).abs() - 0.06).max(0.0) / 0.06).min(5.0);
        let off = card * off_card + (1.0 - card) * off_sheet;
        let usual = (line.height_px / wide.max(high).max(1.0) / 0.032)
            .ln()
            .abs();
        let inside = [down, right].iter().all(|v| (-0.02..1.02).contains(v));
        0.47 * f64::from(u8::from(inside)) - 2.76 * off - 2.03 * usual
    }

    /// How far right and down on the certificate a point lies, as shares of its width and height.
    fn share(&self, point: Point) -> (f64, f64) {
        let (right, down) = self.to_picture.invert() * (point.0 as f32, point.1 as f32);
        (f64::from(right), f64::from(down))
    }

    /// Mean width and height in pixels.
    fn size(&self) -> (f64, f64) {
        let [top, right, bottom, left] = self.certificate.sides();
        (f64::midpoint(top, bottom), f64::midpoint(left, right))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_on_a_slanted_card_are_those_seen_straight_on() {
        // A square seen from below: its upper side is half as long, its middle above that of the
        // picture of it.
        let card = Quad([(100.0, 100.0), (300.0, 100.0), (400.0, 300.0), (0.0, 300.0)]);
        let place = NumberPlace::new(card).expect("it is flat");
        let (right, down) = place.share((200.0, 100.0 + 200.0 / 3.0));
        assert!(
            (right - 0.5).abs() < 1e-3 && (down - 0.5).abs() < 1e-3,
            "{right} {down}"
        );
        let turned = place.righted(Pose::Turned).expect("it is flat");
        let (right, down) = turned.share((100.0, 100.0));
        assert!(
            (right - 1.0).abs() < 1e-3 && (down - 1.0).abs() < 1e-3,
            "{right} {down}"
        );
    }

    #[test]
    fn corners_in_one_line_have_no_places() {
        let line = Quad([(0.0, 0.0), (9.0, 0.0), (20.0, 0.0), (30.0, 0.0)]);
        assert!(NumberPlace::new(line).is_none());
    }
}
