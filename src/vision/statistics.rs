//! Medians, quantiles, least squares and the logistic function.

use core::cmp::Ordering;

/// The value that `share` (0..1) of the values lie below; of two equally good ones the upper.
/// Reorders the values; `None` if there are none.
pub(crate) fn quantile<T: Copy>(
    values: &mut [T],
    share: f64,
    order: impl FnMut(&T, &T) -> Ordering,
) -> Option<T> {
    let rank = (values.len() as f64 * share) as usize;
    (rank < values.len()).then(|| *values.select_nth_unstable_by(rank, order).1)
}

/// The middle value, of two the upper. Reorders the values; `None` if there are none.
pub(crate) fn median<T: Copy>(
    values: &mut [T],
    order: impl FnMut(&T, &T) -> Ordering,
) -> Option<T> {
    quantile(values, 0.5, order)
}

/// The value that half of the weight lies below, of pairs of value and weight; `None` without weight.
pub(crate) fn weighted_median(mut values: Vec<(f64, f64)>) -> Option<f64> {
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = values.iter().map(|(_, weight)| weight).sum::<f64>() / 2.0;
    let mut seen = 0.0;
    values.into_iter().find_map(|(value, weight)| {
        seen += weight;
        (seen > half).then_some(value)
    })
}

/// The value that `rank` values are larger than. Reorders the values; `None` if there are too few.
pub(crate) fn largest_but<T: Copy>(
    values: &mut [T],
    rank: usize,
    mut order: impl FnMut(&T, &T) -> Ordering,
) -> Option<T> {
    let is_there = rank < values.len();
    is_there.then(|| *values.select_nth_unstable_by(rank, |a, b| order(b, a)).1)
}

/// The slot up to which more than `share` (0..1) of the counted values lie; `None` if nothing was
/// counted.
pub(crate) fn histogram_quantile(counts: &[u32], share: f64) -> Option<usize> {
    let wanted = f64::from(counts.iter().sum::<u32>()) * share;
    let mut seen = 0;
    counts.iter().position(|&count| {
        seen += count;
        f64::from(seen) > wanted
    })
}

/// The same between slots: each spreads its values evenly from half a slot before to half a slot
/// behind. 0 if nothing was counted.
pub(crate) fn interpolated_quantile(counts: &[u32], share: f64) -> f64 {
    let wanted = f64::from(counts.iter().sum::<u32>()) * share;
    let mut seen = 0.0;
    for (slot, &count) in counts.iter().enumerate() {
        let count = f64::from(count);
        if count > 0.0 && seen + count >= wanted {
            return slot as f64 - 0.5 + (wanted - seen) / count;
        }
        seen += count;
    }
    0.0
}

/// The probability, 0..=1, that belongs to a natural logarithm of odds.
pub(crate) fn logistic(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// Its natural logarithm, which doesn't overflow this way.
pub(crate) fn log_logistic(log_odds: f32) -> f32 {
    log_odds.min(0.0) - (-log_odds.abs()).exp().ln_1p()
}

/// Collects weighted points that a straight line is laid through.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LineFit {
    weight: f64,
    x: f64,
    y: f64,
    xx: f64,
    xy: f64,
    yy: f64,
}

/// The straight line that comes closest to some points by least squares of y.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct FittedLine {
    /// Rise of y for each x.
    pub(crate) slope: f64,
    /// The line's y at x = 0.
    pub(crate) intercept: f64,
    /// Variance of the points along x.
    pub(crate) variance: f64,
    /// Root mean square of the points' distances from the line along y.
    pub(crate) deviation: f64,
}

impl LineFit {
    pub(crate) const EMPTY: Self = Self {
        weight: 0.0,
        x: 0.0,
        y: 0.0,
        xx: 0.0,
        xy: 0.0,
        yy: 0.0,
    };

    /// The fit of points that weigh alike.
    pub(crate) fn of(points: &[(f64, f64)]) -> Self {
        let mut fit = Self::EMPTY;
        for &(x, y) in points {
            fit.add(1.0, x, y);
        }
        fit
    }

    pub(crate) fn add(&mut self, weight: f64, x: f64, y: f64) {
        self.weight += weight;
        self.x += weight * x;
        self.y += weight * y;
        self.xx += weight * x * x;
        self.xy += weight * x * y;
        self.yy += weight * y * y;
    }

    /// Sum of all weights.
    pub(crate) fn weight(&self) -> f64 {
        self.weight
    }

    /// Mean x and y; `None` without weight.
    pub(crate) fn mean(&self) -> Option<(f64, f64)> {
        (self.weight > 0.0).then(|| (self.x / self.weight, self.y / self.weight))
    }

    /// The line; `None` if all points have the same x.
    pub(crate) fn line(&self) -> Option<FittedLine> {
        let (x, y) = self.mean()?;
        let variance = self.xx / self.weight - x * x;
        if variance <= 0.0 {
            return None;
        }
        let covariance = self.xy / self.weight - x * y;
        let slope = covariance / variance;
        let square = self.yy / self.weight - y * y - slope * covariance;
        Some(FittedLine {
            slope,
            intercept: y - slope * x,
            variance,
            deviation: square.max(0.0).sqrt(),
        })
    }
}

/// Weighted least squares: each of `TARGETS` quantities as a sum of the same `TERMS`, the first of
/// which is the constant 1, with coefficients of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LeastSquares<const TERMS: usize, const TARGETS: usize> {
    /// Sums of the products of any two terms; only the upper right half is kept.
    matrix: [[f64; TERMS]; TERMS],
    /// Sums of the products of each quantity with each term.
    products: [[f64; TERMS]; TARGETS],
    /// Sums of the squares of each quantity.
    squares: [f64; TARGETS],
}

impl<const TERMS: usize, const TARGETS: usize> LeastSquares<TERMS, TARGETS> {
    pub(crate) const EMPTY: Self = Self {
        matrix: [[0.0; TERMS]; TERMS],
        products: [[0.0; TERMS]; TARGETS],
        squares: [0.0; TARGETS],
    };

    #[expect(
        clippy::needless_range_loop,
        reason = "iterators over these short arrays, tens of thousands of times a picture, cost 1.5 % of all instructions"
    )]
    pub(crate) fn add(&mut self, weight: f64, terms: &[f64; TERMS], targets: [f64; TARGETS]) {
        for i in 0..TERMS {
            let weighted = weight * terms[i];
            for j in i..TERMS {
                self.matrix[i][j] += weighted * terms[j];
            }
            for target in 0..TARGETS {
                self.products[target][i] += weighted * targets[target];
            }
        }
        for target in 0..TARGETS {
            self.squares[target] += weight * targets[target] * targets[target];
        }
    }

    /// Sum of all weights.
    pub(crate) fn weight(&self) -> f64 {
        self.matrix[0][0]
    }

    /// The coefficients of each quantity; `None` if the terms can't be told from each other.
    /// `ridge` (0 for none) draws all but the constant toward 0, most where there are few samples.
    pub(crate) fn solve(&self, ridge: f64) -> Option<[[f64; TERMS]; TARGETS]> {
        // What is left of a term that the ones before it explain is rounding.
        const LEAST_PIVOT: f64 = 1e-6;
        let mut matrix = self.matrix;
        for (i, row) in matrix.iter_mut().enumerate().skip(1) {
            row[i] += self.weight() * ridge;
        }
        let mut targets = self.products;
        for pivot in 0..TERMS {
            let whole = self.matrix[pivot][pivot];
            if matrix[pivot][pivot] <= LEAST_PIVOT * whole || whole <= 0.0 {
                return None;
            }
            for row in pivot + 1..TERMS {
                let factor = matrix[pivot][row] / matrix[pivot][pivot];
                let above = matrix[pivot];
                for (cell, above) in matrix[row].iter_mut().zip(above).skip(row) {
                    *cell -= factor * above;
                }
                for target in &mut targets {
                    target[row] -= factor * target[pivot];
                }
            }
        }
        for target in &mut targets {
            for pivot in (0..TERMS).rev() {
                for column in pivot + 1..TERMS {
                    target[pivot] -= matrix[pivot][column] * target[column];
                }
                target[pivot] /= matrix[pivot][pivot];
            }
        }
        Some(targets)
    }

    /// Share of the first quantity's variance that its coefficients explain, 0..=1.
    pub(crate) fn explained(&self, coefficients: &[f64; TERMS]) -> f64 {
        let constant = self.products[0][0] * self.products[0][0] / self.weight();
        let terms = coefficients.iter().zip(&self.products[0]);
        let explained = terms.map(|(coefficient, product)| coefficient * product);
        (explained.sum::<f64>() - constant) / (self.squares[0] - constant).max(f64::MIN_POSITIVE)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn quantiles_are_those_of_the_sorted_values() {
        let mut values: Vec<u8> = (0..100).rev().collect();
        assert_eq!(median(&mut values, u8::cmp), Some(50));
        assert_eq!(quantile(&mut values, 0.9, u8::cmp), Some(90));
        assert_eq!(largest_but(&mut values, 16, u8::cmp), Some(83));
        assert_eq!(largest_but(&mut values, 100, u8::cmp), None);
        assert_eq!(median(&mut [], u8::cmp), None);
        let weighted = vec![(3.0, 1.0), (1.0, 1.0), (2.0, 5.0)];
        assert_eq!(weighted_median(weighted), Some(2.0));
        assert_eq!(weighted_median(Vec::new()), None);
    }

    #[test]
    fn histograms_have_the_quantiles_of_what_they_count() {
        let counts = [0, 5, 0, 5, 10];
        assert_eq!(histogram_quantile(&counts, 0.0), Some(1));
        assert_eq!(histogram_quantile(&counts, 0.4), Some(3));
        assert_eq!(histogram_quantile(&counts, 0.99), Some(4));
        assert_eq!(histogram_quantile(&[0; 4], 0.5), None);
        assert!((interpolated_quantile(&counts, 0.5) - 3.5).abs() < 1e-12);
        assert!((interpolated_quantile(&counts, 0.75) - 4.0).abs() < 1e-12);
    }

    #[test]
    fn points_at_one_place_have_no_line() {
        assert_eq!(LineFit::of(&[(2.0, 1.0), (2.0, 9.0)]).line(), None);
        assert_eq!(LineFit::EMPTY.mean(), None);
        let mut twice = LeastSquares::<3, 1>::EMPTY;
        for x in 0..9 {
            let x = f64::from(x);
            twice.add(1.0, &[1.0, x, 2.0 * x], [x]);
        }
        assert_eq!(twice.solve(0.0), None);
    }

    proptest! {
        #[test]
        fn a_line_is_found_again(slope in -9.0..9.0_f64, intercept in -99.0..99.0_f64) {
            let points: Vec<(f64, f64)> = (0..7)
                .map(|x| (f64::from(x), intercept + slope * f64::from(x)))
                .collect();
            let line = LineFit::of(&points).line().expect("they differ in x");
            prop_assert!((line.slope - slope).abs() < 1e-6);
            prop_assert!((line.intercept - intercept).abs() < 1e-6);
            prop_assert!(line.deviation < 1e-3);
            prop_assert!((line.variance - 4.0).abs() < 1e-9);
        }

        #[test]
        fn coefficients_are_found_again(
            first in prop::array::uniform4(-5.0..5.0_f64),
            second in prop::array::uniform4(-5.0..5.0_f64),
        ) {
            let mut squares = LeastSquares::<4, 2>::EMPTY;
            for sample in 0..40 {
                let (x, y) = (f64::from(sample % 7) - 3.0, f64::from(sample % 5) - 2.0);
                let terms = [1.0, x, y, x * y];
                let of = |coefficients: [f64; 4]| {
                    terms.iter().zip(coefficients).map(|(a, b)| a * b).sum()
                };
                squares.add(1.0 + f64::from(sample % 3), &terms, [of(first), of(second)]);
            }
            let found = squares.solve(0.0).expect("the terms differ");
            for (found, true_one) in found.iter().flatten().zip(first.iter().chain(&second)) {
                prop_assert!((found - true_one).abs() < 1e-6);
            }
            prop_assert!((squares.explained(&found[0]) - 1.0).abs() < 1e-6);
        }

        #[test]
        fn odds_and_probability_agree(log_odds in -30.0..30.0_f32) {
            let plain = logistic(f64::from(log_odds)).ln();
            prop_assert!((f64::from(log_logistic(log_odds)) - plain).abs() < 1e-4);
        }
    }
}
