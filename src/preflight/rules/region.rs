//! A place in the picture that a finding points at.

use certpreflight_vision::{Area, Quad};

/// A rectangle of the upright picture at full size, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "a rectangle is a rectangle")]
#[non_exhaustive]
pub struct Region {
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
}

impl Region {
    /// The region given as shares of a picture (left, top, width, height, each 0..=1) of that size.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "shares of one times a width or height"
    )]
    pub(crate) fn of_shares(
        [left, top, wide, high]: [f64; 4],
        (width, height): (u32, u32),
    ) -> Self {
        let part =
            |share: f64, whole: u32| (share.clamp(0.0, 1.0) * f64::from(whole)).round() as u32;
        let (x, y) = (part(left, width), part(top, height));
        Self {
            x,
            y,
            width: part(wide, width).min(width - x),
            height: part(high, height).min(height - y),
        }
    }

    /// The box around corners given as shares of a picture of that size.
    pub(crate) fn of_corners(corners: [(f64, f64); 4], size: (u32, u32)) -> Self {
        let [left, top, right, bottom] = Quad(corners).bounds().map(|at| at.clamp(0.0, 1.0));
        Self::of_shares([left, top, right - left, bottom - top], size)
    }

    /// The box around a quadrilateral, as far as it lies in a picture of that size.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to the picture"
    )]
    pub(crate) fn around(quad: &Quad, (width, height): (u32, u32)) -> Self {
        let inside = |at: f64, end: u32| at.clamp(0.0, f64::from(end)) as u32;
        let [left, top, right, bottom] = quad.bounds();
        let (x, y) = (inside(left, width), inside(top, height));
        Self {
            x,
            y,
            width: inside(right, width) - x,
            height: inside(bottom, height) - y,
        }
    }

    /// The box around both.
    pub(crate) fn with(self, other: Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        Self {
            x,
            y,
            width: (self.x + self.width).max(other.x + other.width) - x,
            height: (self.y + self.height).max(other.y + other.height) - y,
        }
    }

    /// An area, as far as it lies in a picture of that size: what is measured in cells may end a cell
    /// beyond it.
    pub(crate) fn of_area(area: Area, (width, height): (u32, u32)) -> Self {
        let (x, y) = (area.x.min(width), area.y.min(height));
        Self {
            x,
            y,
            width: area.width.min(width - x),
            height: area.height.min(height - y),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Region;
    use certpreflight_vision::Quad;

    proptest! {
        #[test]
        fn every_region_lies_in_the_picture(
            corners in prop::array::uniform4((-900.0..900.0_f64, -900.0..900.0_f64)),
            shares in prop::array::uniform4(-2.0..2.0_f64),
            size in (1..500_u32, 1..500_u32),
        ) {
            for region in [
                Region::around(&Quad(corners), size),
                Region::of_shares(shares, size),
            ] {
                prop_assert!(region.x + region.width <= size.0, "{region:?}");
                prop_assert!(region.y + region.height <= size.1, "{region:?}");
            }
        }
    }
}
