//! Sides to a fraction of a percent: each is drawn again through the steepest luma near it.

use image::GrayImage;

use crate::geometry::{Point, Quad, distance};
use crate::statistics::LineFit;

/// Places looked at along a side.
const PLACES: usize = 40;

/// Moves the sides marked in `which` (top, right, bottom, left) of a quadrilateral, in pixels of
/// `luma`, to the steepest edge at most `reach` pixels away.
pub(super) fn refine(luma: &GrayImage, quad: &Quad, which: [bool; 4], reach: f64) -> Quad {
    let corners = quad.0;
    let sides: [SideLine; 4] = core::array::from_fn(|i| {
        let side = SideLine {
            from: corners[i],
            to: corners[(i + 1) % 4],
        };
        if which[i] {
            side.moved(luma, reach).unwrap_or(side)
        } else {
            side
        }
    });
    let moved: [Option<Point>; 4] = core::array::from_fn(|i| sides[(i + 3) % 4].meet(&sides[i]));
    // Where two sides have become parallel, or a corner has moved far, the old one is better.
    Quad(core::array::from_fn(|i| {
        moved[i]
            .filter(|corner| distance(*corner, corners[i]) < 4.0 * reach)
            .unwrap_or(corners[i])
    }))
}

#[derive(Clone, Copy, Debug)]
struct SideLine {
    from: Point,
    to: Point,
}

impl SideLine {
    fn at(&self, part: f64, away: f64) -> Point {
        let (dx, dy) = (self.to.0 - self.from.0, self.to.1 - self.from.1);
        let length = dx.hypot(dy).max(1.0);
        (
            self.from.0 + dx * part - dy / length * away,
            self.from.1 + dy * part + dx / length * away,
        )
    }

    fn meet(&self, other: &Self) -> Option<Point> {
        let (a, b) = (self.from, other.from);
        let (u, v) = (
            (self.to.0 - a.0, self.to.1 - a.1),
            (other.to.0 - b.0, other.to.1 - b.1),
        );
        let cross = u.0 * v.1 - u.1 * v.0;
        if cross.abs() < 1e-6 * distance(self.from, self.to) * distance(other.from, other.to) {
            return None;
        }
        let part = ((b.0 - a.0) * v.1 - (b.1 - a.1) * v.0) / cross;
        Some((a.0 + u.0 * part, a.1 + u.1 * part))
    }

    /// The line that most of the steepest places lie on; `None` if they don't agree.
    fn moved(&self, luma: &GrayImage, reach: f64) -> Option<Self> {
        let profiles: Vec<(f64, Vec<i32>)> = (0..PLACES)
            .map(|i| 0.08 + 0.84 * (i as f64 + 0.5) / PLACES as f64)
            .filter_map(|part| Some((part, self.profile(luma, part, reach)?)))
            .collect();
        // Paper is brighter than its surroundings along a whole side, or darker.
        let sum: i64 = profiles
            .iter()
            .flat_map(|(_, steps)| steps)
            .map(|step| i64::from(*step).pow(3))
            .sum();
        let sign = if sum < 0 { -1 } else { 1 };
        let mut places: Vec<(f64, f64)> = profiles
            .iter()
            .filter_map(|(part, steps)| {
                let (at, step) = steps
                    .iter()
                    .enumerate()
                    .max_by_key(|(_, step)| *step * sign)?;
                (step * sign >= 3).then(|| (*part, at as f64 - (steps.len() - 1) as f64 / 2.0))
            })
            .collect();
        for tolerance in [reach / 2.0, reach / 4.0 + 0.75] {
            if places.len() < PLACES / 2 {
                return None;
            }
            let line = LineFit::of(&places).line()?;
            places.retain(|(part, away)| {
                (line.intercept + line.slope * part - away).abs() <= tolerance
            });
        }
        if places.len() < PLACES / 3 {
            return None;
        }
        let line = LineFit::of(&places).line()?;
        Some(Self {
            from: self.at(0.0, line.intercept),
            to: self.at(1.0, line.intercept + line.slope),
        })
    }

    /// Differences of luma on the way across the side; `None` where that leaves the picture.
    fn profile(&self, luma: &GrayImage, part: f64, reach: f64) -> Option<Vec<i32>> {
        let steps = reach.round() as i32;
        let step_along = 1.5 / distance(self.from, self.to).max(1.0);
        let level = |away: i32| {
            let mut sum = 0;
            for shift in [-1.0, 0.0, 1.0] {
                let (x, y) = self.at(part + shift * step_along, f64::from(away));
                let inside = x >= 0.0
                    && y >= 0.0
                    && x < f64::from(luma.width())
                    && y < f64::from(luma.height());
                sum += i32::from(inside.then(|| luma.get_pixel(x as u32, y as u32).0[0])?);
            }
            Some(sum)
        };
        let levels: Vec<i32> = (-steps - 1..=steps + 1).map(level).collect::<Option<_>>()?;
        Some(
            levels
                .windows(3)
                .map(|three| (three[2] - three[0]) / 3)
                .collect(),
        )
    }
}
