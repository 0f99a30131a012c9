//! Turns by quarters, and where they bring what lies in a picture.

use super::geometry::{Point, Quad};
use super::inside::Area;
use super::qr::Corner;
use super::text::Glyph;
use certpreflight_formats::metadata::ExifOrientation;

/// A picture turned clockwise by none to three quarters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct QuarterTurns(u8);

impl QuarterTurns {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const HALF: Self = Self(2);
    /// A quarter counterclockwise.
    pub(crate) const LEFT: Self = Self(3);
    pub(crate) const ALL: [Self; 4] = [Self(0), Self(1), Self(2), Self(3)];

    /// This turn and then another.
    pub(crate) fn then(self, next: Self) -> Self {
        Self((self.0 + next.0) % 4)
    }

    /// The turn that undoes this one.
    pub(crate) fn undone(self) -> Self {
        Self((4 - self.0) % 4)
    }

    /// What it does for a viewer, in degrees clockwise.
    pub(crate) fn degrees(self) -> u32 {
        u32::from(self.0) * 90
    }

    /// Whether what was level is upright afterwards.
    pub(crate) fn swaps_axes(self) -> bool {
        self.0 % 2 == 1
    }

    /// The metadata that asks for it.
    pub(crate) fn as_orientation(self) -> ExifOrientation {
        match self.0 {
            0 => ExifOrientation::Upright,
            1 => ExifOrientation::Rotate90,
            2 => ExifOrientation::Rotate180,
            _ => ExifOrientation::Rotate270,
        }
    }

    /// Where a place of a picture of this size is after the turn.
    pub(crate) fn point(self, (x, y): Point, (width, height): (f64, f64)) -> Point {
        match self.0 {
            0 => (x, y),
            1 => (height - y, x),
            2 => (width - x, height - y),
            _ => (y, width - x),
        }
    }

    /// What stands at the upper, right, lower and left side after the turn.
    pub(crate) fn sides<T: Copy>(self, sides: [T; 4]) -> [T; 4] {
        core::array::from_fn(|side| sides[(side + 4 - usize::from(self.0)) % 4])
    }

    /// A quadrilateral of a picture of this size after the turn, from its new upper left corner.
    pub(crate) fn quad(self, quad: &Quad, size: (f64, f64)) -> Quad {
        Quad(self.sides(quad.map(|corner| self.point(corner, size)).0))
    }

    /// A rectangle of a picture of this size after the turn.
    pub(crate) fn area(self, area: Area, (width, height): (u32, u32)) -> Area {
        let right = width.saturating_sub(area.x + area.width);
        let below = height.saturating_sub(area.y + area.height);
        let (x, y) = match self.0 {
            0 => (area.x, area.y),
            1 => (below, area.x),
            2 => (right, below),
            _ => (area.y, right),
        };
        let (width, height) = if self.swaps_axes() {
            (area.height, area.width)
        } else {
            (area.width, area.height)
        };
        Area {
            x,
            y,
            width,
            height,
        }
    }

    /// A piece of ink of a picture of this size after the turn.
    pub(crate) fn glyph(self, glyph: Glyph, (width, height): (u32, u32)) -> Glyph {
        let (width, height) = (width.cast_signed(), height.cast_signed());
        let Glyph {
            left,
            top,
            right,
            bottom,
            ink,
        } = glyph;
        let [left, top, right, bottom] = match self.0 {
            0 => [left, top, right, bottom],
            1 => [height - bottom, left, height - top, right],
            2 => [width - right, height - bottom, width - left, height - top],
            _ => [top, width - right, bottom, width - left],
        };
        Glyph {
            left,
            top,
            right,
            bottom,
            ink,
        }
    }

    /// A corner of a picture after the turn.
    pub(crate) fn corner(self, corner: Corner) -> Corner {
        let lefts = usize::from((4 - self.0) % 4);
        (0..lefts).fold(corner, |corner, _| corner.turned_left())
    }

    /// A rectangle (left, top, width, height) in shares of the picture after the turn.
    pub(crate) fn shares(self, [left, top, width, height]: [f64; 4]) -> [f64; 4] {
        let (right, below) = ((1.0 - left - width).max(0.0), (1.0 - top - height).max(0.0));
        match self.0 {
            0 => [left, top, width, height],
            1 => [below, left, height, width],
            2 => [right, below, width, height],
            _ => [top, right, height, width],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ink_turns_as_the_area_around_it() {
        let size = (90, 40);
        let glyph = Glyph {
            left: 5,
            top: 7,
            right: 16,
            bottom: 10,
            ink: 20,
        };
        let around = |glyph: Glyph| Area {
            x: glyph.left.cast_unsigned(),
            y: glyph.top.cast_unsigned(),
            width: glyph.width().cast_unsigned(),
            height: glyph.height().cast_unsigned(),
        };
        for turns in QuarterTurns::ALL {
            let turned = turns.glyph(glyph, size);
            assert_eq!(around(turned), turns.area(around(glyph), size), "{turns:?}");
            let back = if turns.swaps_axes() { (40, 90) } else { size };
            assert_eq!(turns.undone().glyph(turned, back), glyph);
        }
    }

    #[test]
    fn corners_turn_clockwise() {
        let clockwise = [
            Corner::TopLeft,
            Corner::TopRight,
            Corner::BottomRight,
            Corner::BottomLeft,
        ];
        for (turns, expected) in QuarterTurns::ALL.into_iter().zip(clockwise) {
            assert_eq!(turns.corner(Corner::TopLeft), expected);
        }
    }
}
