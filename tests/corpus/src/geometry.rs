//! Points, boxes, quadrilaterals and the projection between sheet and picture.

/// A point or vector: x to the right, y downward.
pub type Point = (f64, f64);

/// Four corners, clockwise from the content's top left.
pub type Quad = [Point; 4];

/// An upright box.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub left: f64,
    /// Top edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Bottom edge.
    pub bottom: f64,
}

impl Rect {
    pub(crate) const EMPTY: Self = Self {
        left: f64::MAX,
        top: f64::MAX,
        right: f64::MIN,
        bottom: f64::MIN,
    };

    pub(crate) fn new(left: f64, top: f64, right: f64, bottom: f64) -> Self {
        Self {
            left,
            top,
            right,
            bottom,
        }
    }

    pub(crate) fn around(points: &[Point]) -> Self {
        let mut rect = Self::EMPTY;
        for &(x, y) in points {
            rect.include(x, y);
        }
        rect
    }

    pub(crate) fn include(&mut self, x: f64, y: f64) {
        self.left = self.left.min(x);
        self.top = self.top.min(y);
        self.right = self.right.max(x);
        self.bottom = self.bottom.max(y);
    }

    /// Width, negative for an empty box.
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Height, negative for an empty box.
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    pub(crate) fn corners(&self) -> Quad {
        [
            (self.left, self.top),
            (self.right, self.top),
            (self.right, self.bottom),
            (self.left, self.bottom),
        ]
    }
}

/// A projective map of the plane.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Homography(pub(crate) [f64; 9]);

impl Homography {
    /// The map that takes the unit square's corners to `quad` (Heckbert 1989).
    pub(crate) fn from_unit_square(quad: &Quad) -> Self {
        let [(x0, y0), (x1, y1), (x2, y2), (x3, y3)] = *quad;
        let (dx1, dx2, dx3) = (x1 - x2, x3 - x2, x0 - x1 + x2 - x3);
        let (dy1, dy2, dy3) = (y1 - y2, y3 - y2, y0 - y1 + y2 - y3);
        let area = dx1 * dy2 - dx2 * dy1;
        let g = (dx3 * dy2 - dx2 * dy3) / area;
        let h = (dx1 * dy3 - dx3 * dy1) / area;
        Self([
            x1 - x0 + g * x1,
            x3 - x0 + h * x3,
            x0,
            y1 - y0 + g * y1,
            y3 - y0 + h * y3,
            y0,
            g,
            h,
            1.0,
        ])
    }

    /// The opposite map.
    pub(crate) fn inverse(&self) -> Self {
        let [a, b, c, d, e, f, g, h, i] = self.0;
        Self([
            e * i - f * h,
            c * h - b * i,
            b * f - c * e,
            f * g - d * i,
            a * i - c * g,
            c * d - a * f,
            d * h - e * g,
            b * g - a * h,
            a * e - b * d,
        ])
    }

    /// Maps a point.
    pub(crate) fn apply(&self, (x, y): Point) -> Point {
        let m = &self.0;
        let w = m[6] * x + m[7] * y + m[8];
        (
            (m[0] * x + m[1] * y + m[2]) / w,
            (m[3] * x + m[4] * y + m[5]) / w,
        )
    }
}

/// Computes the distance of two points.
pub(crate) fn distance(a: Point, b: Point) -> f64 {
    libm::sqrt((a.0 - b.0) * (a.0 - b.0) + (a.1 - b.1) * (a.1 - b.1))
}

/// Computes the area of the part of a quadrilateral that lies inside a `width` x `height` frame.
pub(crate) fn visible_area(quad: &Quad, width: f64, height: f64) -> f64 {
    let mut polygon = quad.to_vec();
    // Sutherland-Hodgman: clip by one frame edge after another.
    let edges: [&dyn Fn(Point) -> f64; 4] =
        [&|p| p.0, &|p| width - p.0, &|p| p.1, &|p| height - p.1];
    for inside in edges {
        let mut clipped = Vec::new();
        for (i, &from) in polygon.iter().enumerate() {
            let to = polygon[(i + 1) % polygon.len()];
            let (a, b) = (inside(from), inside(to));
            if a >= 0.0 {
                clipped.push(from);
            }
            if (a >= 0.0) != (b >= 0.0) {
                let t = a / (a - b);
                clipped.push((from.0 + (to.0 - from.0) * t, from.1 + (to.1 - from.1) * t));
            }
        }
        polygon = clipped;
    }
    area(&polygon)
}

/// Computes the area of a polygon.
pub(crate) fn area(polygon: &[Point]) -> f64 {
    let doubled: f64 = (0..polygon.len())
        .map(|i| {
            let (a, b) = (polygon[i], polygon[(i + 1) % polygon.len()]);
            a.0 * b.1 - b.0 * a.1
        })
        .sum();
    doubled.abs() / 2.0
}
