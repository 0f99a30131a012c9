//! The tint that the light gives to what is gray, as a smooth function of the place.

use crate::cells::Cells;
use crate::statistics::{LeastSquares, weighted_median};

/// Coefficients of 1, x, y, x², xy, y².
const TERMS: usize = 6;

/// Log gains of red and blue against green, each a quadratic in the place.
#[derive(Clone, Debug)]
pub(super) struct Tint {
    red: [f64; TERMS],
    blue: [f64; TERMS],
    center: (f64, f64),
    reach: (f64, f64),
}

/// One cell that can tell something about the tint.
struct Sample {
    terms: [f64; TERMS],
    logs: [f64; 2],
    /// Trust, from brightness.
    weight: f64,
}

impl Tint {
    /// Fits the tint so that most of what lies inside turns out gray.
    pub(super) fn fit(cells: &Cells) -> Option<Self> {
        let mut tint = Self::flat(cells);
        let samples = tint.samples(cells);
        if samples.len() < 12 {
            return None;
        }
        tint.red[0] = median(&samples, 0);
        tint.blue[0] = median(&samples, 1);
        for reach in [0.4, 0.3, 0.2, 0.15, 0.1, 0.1] {
            let Some((red, blue)) = tint.refit(&samples, reach) else {
                break;
            };
            (tint.red, tint.blue) = (red, blue);
        }
        Some(tint)
    }

    fn flat(cells: &Cells) -> Self {
        let (mut left, mut right, mut top, mut bottom) = (f64::MAX, 0.0_f64, f64::MAX, 0.0_f64);
        for (row, columns) in cells
            .inside
            .rows()
            .filter(|(_, columns)| !columns.is_empty())
        {
            left = left.min(columns.start as f64);
            right = right.max(columns.end as f64);
            top = top.min(row as f64);
            bottom = bottom.max(row as f64);
        }
        Self {
            red: [0.0; TERMS],
            blue: [0.0; TERMS],
            center: (f64::midpoint(left, right), f64::midpoint(top, bottom)),
            reach: (
                ((right - left) / 2.0).max(1.0),
                ((bottom - top) / 2.0).max(1.0),
            ),
        }
    }

    fn terms(&self, column: usize, row: usize) -> [f64; TERMS] {
        let x = (column as f64 - self.center.0) / self.reach.0;
        let y = (row as f64 - self.center.1) / self.reach.1;
        [1.0, x, y, x * x, x * y, y * y]
    }

    fn samples(&self, cells: &Cells) -> Vec<Sample> {
        // Below 1.5 % of full light (level 35) noise and black offset rule the ratio.
        const LEAST_LIGHT: f32 = 0.015;
        let step = (cells.inside.count() / 6000 + 1).next_power_of_two().min(8);
        let mut samples = Vec::new();
        for (row, columns) in cells.inside.rows() {
            for column in columns.filter(|column| (column + row) % step == 0) {
                let place = row * cells.width + column;
                let [r, g, b] = cells.light[place];
                if r.min(g).min(b) < LEAST_LIGHT * 0.2 || r + g + b < 3.0 * LEAST_LIGHT {
                    continue;
                }
                let clipped = f64::from(cells.clipped[place] + cells.white[place]);
                samples.push(Sample {
                    terms: self.terms(column, row),
                    logs: [f64::from((r / g).ln()), f64::from((b / g).ln())],
                    weight: f64::from(g.min(0.5)) * (1.0 - 0.98 * clipped),
                });
            }
        }
        samples
    }

    /// One step of reweighted least squares; samples farther than `reach` from the fit count nothing.
    fn refit(&self, samples: &[Sample], reach: f64) -> Option<([f64; TERMS], [f64; TERMS])> {
        // Keeps the fit nearly flat where there are few cells.
        const RIDGE: f64 = 0.003;
        let mut squares = LeastSquares::EMPTY;
        for sample in samples {
            let off_red = sample.logs[0] - dot(&self.red, &sample.terms);
            let off_blue = sample.logs[1] - dot(&self.blue, &sample.terms);
            let square = (off_red * off_red + off_blue * off_blue) / (reach * reach);
            if square < 1.0 {
                let weight = sample.weight * (1.0 - square) * (1.0 - square);
                squares.add(weight, &sample.terms, sample.logs);
            }
        }
        let [red, blue] = squares.solve(RIDGE)?;
        Some((red, blue))
    }

    /// The larger of the two log gains in the middle, without sign.
    pub(super) fn log_gain(&self) -> f32 {
        self.red[0].abs().max(self.blue[0].abs()).min(3.0) as f32
    }

    /// Strength, 0..=1, and hue in degrees of the tint in the middle.
    pub(super) fn cast(&self) -> (f64, Option<f64>) {
        // Less is the rounding of 8 bits.
        const LEAST_STRENGTH: f64 = 0.01;
        // Perceived ratios: the 2.2th root of linear ones.
        let root = |log: f64| (log.clamp(-6.0, 6.0) / 2.2).exp();
        let (red, green, blue) = (root(self.red[0]), 1.0, root(self.blue[0]));
        let (least, most) = (red.min(green).min(blue), red.max(green).max(blue));
        let strength = (most - least) / most;
        let hue =
            f64::atan2(3.0_f64.sqrt() * (green - blue), 2.0 * red - green - blue).to_degrees();
        (
            strength,
            (strength >= LEAST_STRENGTH).then_some(hue.rem_euclid(360.0)),
        )
    }

    /// Gains of red and blue against green at a place; 1 is no tint.
    pub(super) fn gains(&self, column: usize, row: usize) -> (f32, f32) {
        let terms = self.terms(column, row);
        let gain =
            |coefficients: &[f64; TERMS]| dot(coefficients, &terms).clamp(-3.0, 3.0).exp() as f32;
        (gain(&self.red), gain(&self.blue))
    }
}

fn dot(a: &[f64; TERMS], b: &[f64; TERMS]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The weighted median of one log ratio.
fn median(samples: &[Sample], axis: usize) -> f64 {
    let weighted = samples.iter().map(|s| (s.logs[axis], s.weight));
    weighted_median(weighted.collect()).unwrap_or(0.0)
}
