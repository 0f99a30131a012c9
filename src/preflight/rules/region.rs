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

impl From<Area> for Region {
    fn from(area: Area) -> Self {
        Self {
            x: area.x,
            y: area.y,
            width: area.width,
            height: area.height,
        }
    }
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

    /// The box around a quadrilateral, as far as it lies right of and below the picture's origin.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "bounds of a picture, not below zero"
    )]
    pub(crate) fn around(quad: &Quad) -> Self {
        let [left, top, right, bottom] = quad.bounds().map(|at| at.max(0.0) as u32);
        Self {
            x: left,
            y: top,
            width: right.saturating_sub(left),
            height: bottom.saturating_sub(top),
        }
    }
}
