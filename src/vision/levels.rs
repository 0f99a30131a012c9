//! How often each level of luma occurs, and how steeply the levels change.

use super::geometry::Quad;
use super::inside::{INSET, Inside};
use super::statistics::histogram_quantile;
use certpreflight_formats::codec::Picture;

/// Histogram by level.
type Histogram = [u32; 256];

/// Histogram of luma levels and of the steps between pixels close by, inside the page.
pub(super) struct Levels {
    counts: Histogram,
    /// Steps to the pixel two to the right, two below, two right below and two right above.
    steps: [Histogram; 4],
    total: u32,
    /// Only every so many pixels are counted, across and down.
    stride: usize,
}

impl Levels {
    /// Histogram a sample of the picture, inside the page if there is one.
    pub(super) fn of(picture: &Picture, page: Option<&Quad>) -> Self {
        let luma = &picture.luma;
        let size = (luma.width() as usize, luma.height() as usize);
        let scale = (
            f64::from(picture.width) / f64::from(luma.width().max(1)),
            f64::from(picture.height) / f64::from(luma.height().max(1)),
        );
        let inside = match page {
            Some(corners) => Inside::within(corners, INSET, size, scale),
            None => Inside::whole(size.0, size.1),
        };
        let at = |x: usize, y: usize| luma.as_raw()[y * size.0 + x];
        // A hundred thousand samples fix a quantile of 1 in 1000 to a tenth.
        let stride = 1 + ((size.0 * size.1) as f64 / 400_000.0).sqrt() as usize;
        let mut levels = Self {
            counts: [0; 256],
            steps: [[0; 256]; 4],
            total: 0,
            stride,
        };
        for (row, columns) in inside.rows().step_by(stride) {
            let (above, below) = (row.saturating_sub(2), (row + 2).min(size.1 - 1));
            for column in columns.step_by(stride) {
                let right = (column + 2).min(size.0 - 1);
                let level = at(column, row);
                let others = [
                    at(right, row),
                    at(column, below),
                    at(right, below),
                    at(right, above),
                ];
                levels.counts[usize::from(level)] += 1;
                for (steps, other) in levels.steps.iter_mut().zip(others) {
                    steps[usize::from(level.abs_diff(other))] += 1;
                }
                levels.total += 1;
            }
        }
        levels
    }

    /// Side of a square as large as what was counted, in pixels of the luma picture.
    pub(super) fn extent_px(&self) -> f64 {
        f64::from(self.total).sqrt() * self.stride as f64
    }

    /// The level that this share of the samples does not exceed; 255 without samples.
    pub(super) fn quantile(&self, share: f64) -> f64 {
        quantile(&self.counts, share)
    }

    /// The step that this share of the samples does not exceed, in the direction where steps are
    /// smallest: motion smears in one direction only.
    pub(super) fn least_step(&self, share: f64) -> f64 {
        let steps = self.steps.iter().map(|steps| quantile(steps, share));
        steps.fold(255.0, f64::min)
    }
}

fn quantile(counts: &Histogram, share: f64) -> f64 {
    histogram_quantile(counts, share).map_or(255.0, |level| level as f64)
}
