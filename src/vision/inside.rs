//! The part of a picture that counts: inside the certificate where it is known, else everything.

use core::ops::Range;

use super::components::Component;
use super::geometry::Quad;

/// A rectangle of the upright picture at full size, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "a rectangle is a rectangle")]
#[non_exhaustive]
pub struct Area {
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
}

impl Area {
    /// The box around connected cells that are `cell_px` wide and high.
    pub(crate) fn around(component: &Component, cell_px: (f64, f64)) -> Self {
        let px = |cells: usize, cell_px: f64| (cells as f64 * cell_px) as u32;
        let (width, height) = component.size();
        Self {
            x: px(component.columns.0, cell_px.0),
            y: px(component.rows.0, cell_px.1),
            width: px(width, cell_px.0),
            height: px(height, cell_px.1),
        }
    }
}

/// Whether the place of the certificate is known, or the whole picture has to stand for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// What is inside is the certificate.
    Certificate,
    /// What is inside is all there is.
    Picture,
}

impl Scope {
    /// The scope that goes with a page.
    pub(crate) fn of(page: Option<&Quad>) -> Self {
        page.map_or(Self::Picture, |_| Self::Certificate)
    }
}

/// How much of the certificate's extent is left out along its edges: corners are found to about a
/// hundredth, corners of cards are round, and the table beyond may be of any color.
pub(crate) const INSET: f64 = 0.05;

/// For each row of a grid laid over the picture, which of its columns lie inside.
#[derive(Clone, Debug)]
pub(crate) struct Inside {
    rows: Vec<Range<usize>>,
}

impl Inside {
    /// Everything.
    pub(crate) fn whole(width: usize, height: usize) -> Self {
        Self {
            rows: vec![0..width; height],
        }
    }

    /// The cells of a grid of `size` whose centers lie inside the corners, after these have been
    /// drawn toward their center by the share `inset`. One unit of the grid is `scale` pixels of
    /// the full picture, horizontally and vertically.
    pub(crate) fn within(
        corners: &Quad,
        inset: f64,
        size: (usize, usize),
        scale: (f64, f64),
    ) -> Self {
        let middle = corners.0.iter().fold((0.0, 0.0), |(x, y), corner| {
            (x + corner.0 / 4.0, y + corner.1 / 4.0)
        });
        let drawn = corners.map(|(x, y)| {
            (
                (x + (middle.0 - x) * inset) / scale.0,
                (y + (middle.1 - y) * inset) / scale.1,
            )
        });
        let rows = (0..size.1).map(|row| span(&drawn, row as f64 + 0.5, size.0));
        Self {
            rows: rows.collect(),
        }
    }

    /// The columns inside, row by row.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (usize, Range<usize>)> + '_ {
        self.rows.iter().cloned().enumerate()
    }

    /// The places of the cells inside, in a grid stored row by row.
    pub(crate) fn places(&self, width: usize) -> impl Iterator<Item = usize> + use<'_> {
        self.rows()
            .flat_map(move |(row, columns)| columns.map(move |column| row * width + column))
    }

    /// Number of cells inside.
    pub(crate) fn count(&self) -> usize {
        self.rows.iter().map(ExactSizeIterator::len).sum()
    }
}

/// Where a convex outline crosses the horizontal line at `y`, as whole columns.
fn span(corners: &Quad, y: f64, width: usize) -> Range<usize> {
    let (mut left, mut right) = (f64::MAX, f64::MIN);
    for (from, to) in corners.0.iter().zip(corners.0.iter().cycle().skip(1)) {
        if (from.1 <= y) == (to.1 <= y) {
            continue;
        }
        let x = from.0 + (to.0 - from.0) * (y - from.1) / (to.1 - from.1);
        left = left.min(x);
        right = right.max(x);
    }
    // A center at column + 0.5 counts if it lies between the crossings.
    let start = (left - 0.5).ceil().clamp(0.0, width as f64) as usize;
    let end = (right + 0.5).floor().clamp(0.0, width as f64) as usize;
    start..end.max(start)
}

#[cfg(test)]
mod tests {
    use super::{Inside, Quad};

    #[test]
    fn a_diamond_covers_half_of_its_box() {
        let diamond = Quad([(50.0, 0.0), (100.0, 50.0), (50.0, 100.0), (0.0, 50.0)]);
        let inside = Inside::within(&diamond, 0.0, (100, 100), (1.0, 1.0));
        // Centers on the outline itself count.
        assert!((5000..=5100).contains(&inside.count()));
        assert!(
            inside
                .places(100)
                .all(|place| (place % 100).abs_diff(50) + (place / 100).abs_diff(50) <= 51)
        );
    }

    #[test]
    fn corners_outside_the_picture_are_cut_off() {
        let beyond = Quad([(-50.0, -50.0), (20.0, -50.0), (20.0, 90.0), (-50.0, 90.0)]);
        let inside = Inside::within(&beyond, 0.0, (40, 40), (2.0, 1.0));
        assert_eq!(inside.count(), 10 * 40);
    }

    #[test]
    fn the_inset_draws_every_edge_inward() {
        let all = Quad([(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)]);
        let inside = Inside::within(&all, 0.1, (100, 100), (1.0, 1.0));
        assert_eq!(inside.count(), 90 * 90);
    }
}
