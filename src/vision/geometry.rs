//! Points and quadrilaterals.

/// A point in pixels, of whichever picture the context names: x to the right, y downward.
pub(crate) type Point = (f64, f64);

/// Four corners, clockwise from the top left as seen in the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quad(pub [Point; 4]);

impl Quad {
    /// Maps every corner.
    #[must_use]
    pub(crate) fn map(self, change: impl FnMut(Point) -> Point) -> Self {
        Self(self.0.map(change))
    }

    /// The area in square pixels.
    pub(crate) fn area(&self) -> f64 {
        area(&self.0)
    }

    /// The corners clipped to a frame from (0, 0) to (`width`, `height`).
    pub(crate) fn clipped(&self, width: f64, height: f64) -> Vec<Point> {
        // Sutherland and Hodgman: one border after another.
        let inside: [&dyn Fn(Point) -> f64; 4] =
            [&|p| p.0, &|p| width - p.0, &|p| p.1, &|p| height - p.1];
        let mut polygon = self.0.to_vec();
        for depth in inside {
            let mut kept = Vec::with_capacity(polygon.len() + 1);
            for (index, &from) in polygon.iter().enumerate() {
                let to = polygon[(index + 1) % polygon.len()];
                let (a, b) = (depth(from), depth(to));
                if a >= 0.0 {
                    kept.push(from);
                }
                if (a >= 0.0) != (b >= 0.0) {
                    let part = a / (a - b);
                    kept.push((
                        from.0 + (to.0 - from.0) * part,
                        from.1 + (to.1 - from.1) * part,
                    ));
                }
            }
            polygon = kept;
        }
        polygon
    }

    /// The lengths of the upper, right, lower and left side.
    pub(crate) fn sides(&self) -> [f64; 4] {
        let [a, b, c, d] = self.0;
        [
            distance(a, b),
            distance(b, c),
            distance(d, c),
            distance(a, d),
        ]
    }

    /// Longer over shorter of opposite sides, whichever pair differs more; at least 1.
    pub(crate) fn perspective_ratio(&self) -> f64 {
        let [top, right, bottom, left] = self.sides();
        let ratio = |a: f64, b: f64| a.max(b) / a.min(b).max(1.0);
        ratio(top, bottom).max(ratio(left, right)).max(1.0)
    }

    /// The longer over the shorter extent, each the mean of two opposite sides; at least 1.
    pub(crate) fn elongation(&self) -> f64 {
        let [top, right, bottom, left] = self.sides();
        let (across, down) = (f64::midpoint(top, bottom), f64::midpoint(left, right));
        across.max(down) / across.min(down).max(1.0)
    }

    /// Clockwise slope of the level sides in degrees, the mean of both.
    pub(crate) fn skew_degrees(&self) -> f64 {
        let [a, b, c, d] = self.0;
        let (dx, dy) = (b.0 - a.0 + c.0 - d.0, b.1 - a.1 + c.1 - d.1);
        dy.atan2(dx).to_degrees()
    }

    /// Whether the corners turn the same way everywhere.
    pub(crate) fn is_convex(&self) -> bool {
        let corners = self.0;
        (0..4).all(|i| {
            let (a, b, c) = (corners[i], corners[(i + 1) % 4], corners[(i + 2) % 4]);
            (b.0 - a.0) * (c.1 - b.1) - (b.1 - a.1) * (c.0 - b.0) > 0.0
        })
    }

    /// Where it crosses a horizontal line: from the first to the last x; `None` if it doesn't.
    pub(crate) fn crossed_at(&self, y: f64) -> Option<(f64, f64)> {
        let mut span: Option<(f64, f64)> = None;
        for i in 0..4 {
            let (a, b) = (self.0[i], self.0[(i + 1) % 4]);
            if (a.1 <= y) == (b.1 <= y) {
                continue;
            }
            let x = a.0 + (b.0 - a.0) * (y - a.1) / (b.1 - a.1);
            span = Some(span.map_or((x, x), |(from, to)| (from.min(x), to.max(x))));
        }
        span
    }

    /// Whether another one lies beside it and is of about the same size.
    pub(crate) fn is_twin_of(&self, other: &Self) -> bool {
        let ratio = self.area() / other.area().max(1.0);
        let (a, b) = (self.bounds(), other.bounds());
        // The gap over the larger extent; a little below zero, because neighbors lean.
        let gap = |from: usize, to: usize| {
            (a[from].max(b[from]) - a[to].min(b[to]))
                / (a[to] - a[from]).max(b[to] - b[from]).max(1.0)
        };
        (0.6..=1.67).contains(&ratio) && gap(0, 2).max(gap(1, 3)) > -0.02
    }

    /// The smallest upright box around it: left, top, right, bottom.
    pub fn bounds(&self) -> [f64; 4] {
        let fold = |pick: fn(&Point) -> f64, keep: fn(f64, f64) -> f64| {
            self.0.iter().map(pick).reduce(keep).unwrap_or(0.0)
        };
        [
            fold(|p| p.0, f64::min),
            fold(|p| p.1, f64::min),
            fold(|p| p.0, f64::max),
            fold(|p| p.1, f64::max),
        ]
    }
}

/// The area of a polygon.
pub(crate) fn area(polygon: &[Point]) -> f64 {
    let doubled: f64 = (0..polygon.len())
        .map(|i| {
            let (a, b) = (polygon[i], polygon[(i + 1) % polygon.len()]);
            a.0 * b.1 - b.0 * a.1
        })
        .sum();
    doubled.abs() / 2.0
}

/// The distance of two points.
pub(crate) fn distance(a: Point, b: Point) -> f64 {
    // Not `hypot`: nothing here overflows, and it is called for every four lines.
    ((a.0 - b.0) * (a.0 - b.0) + (a.1 - b.1) * (a.1 - b.1)).sqrt()
}
