//! Outlines made of straight and cubic pieces, in sheet units.

use ab_glyph_rasterizer::{Point, point};

/// One piece of an outline.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Piece {
    Line(Point, Point),
    Quad(Point, Point, Point),
    Cubic(Point, Point, Point, Point),
}

impl Piece {
    /// The same piece with every point moved by `map`.
    pub(crate) fn map(self, map: impl Fn(Point) -> Point) -> Self {
        match self {
            Self::Line(a, b) => Self::Line(map(a), map(b)),
            Self::Quad(a, b, c) => Self::Quad(map(a), map(b), map(c)),
            Self::Cubic(a, b, c, d) => Self::Cubic(map(a), map(b), map(c), map(d)),
        }
    }

    /// The points that bound the piece.
    pub(crate) fn hull(self) -> [Point; 4] {
        match self {
            Self::Line(a, b) => [a, b, a, b],
            Self::Quad(a, b, c) => [a, b, c, c],
            Self::Cubic(a, b, c, d) => [a, b, c, d],
        }
    }
}

/// An outline to be filled; overlapping parts of one direction count once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Path(pub(crate) Vec<Piece>);

impl Path {
    /// A rectangle by its corners.
    pub(crate) fn rect(left: f32, top: f32, right: f32, bottom: f32) -> Self {
        Self::polygon(&[(left, top), (right, top), (right, bottom), (left, bottom)])
    }

    /// A closed polygon, always wound the same way.
    pub(crate) fn polygon(corners: &[(f32, f32)]) -> Self {
        let mut points: Vec<Point> = corners.iter().map(|&(x, y)| point(x, y)).collect();
        let doubled_area: f32 = (0..points.len())
            .map(|i| {
                let (a, b) = (points[i], points[(i + 1) % points.len()]);
                a.x * b.y - b.x * a.y
            })
            .sum();
        if doubled_area < 0.0 {
            points.reverse();
        }
        let pieces = (0..points.len())
            .map(|i| Piece::Line(points[i], points[(i + 1) % points.len()]))
            .collect();
        Self(pieces)
    }

    /// An ellipse with upright axes.
    pub(crate) fn ellipse(x: f32, y: f32, rx: f32, ry: f32) -> Self {
        // Distance of the control points that makes a cubic quarter closest to a circle.
        const KAPPA: f32 = 0.552_284_8;
        let (kx, ky) = (rx * KAPPA, ry * KAPPA);
        let (east, south) = (point(x + rx, y), point(x, y + ry));
        let (west, north) = (point(x - rx, y), point(x, y - ry));
        Self(vec![
            Piece::Cubic(east, point(x + rx, y + ky), point(x + kx, y + ry), south),
            Piece::Cubic(south, point(x - kx, y + ry), point(x - rx, y + ky), west),
            Piece::Cubic(west, point(x - rx, y - ky), point(x - kx, y - ry), north),
            Piece::Cubic(north, point(x + kx, y - ry), point(x + rx, y - ky), east),
        ])
    }

    /// A circle.
    pub(crate) fn circle(x: f32, y: f32, radius: f32) -> Self {
        Self::ellipse(x, y, radius, radius)
    }

    /// A circular band.
    pub(crate) fn ring(x: f32, y: f32, outer: f32, inner: f32) -> Self {
        let mut ring = Self::circle(x, y, outer);
        // A negative radius in one axis turns the hole the other way round.
        ring.0.extend(Self::ellipse(x, y, -inner, inner).0);
        ring
    }

    /// A five-pointed star standing on two points when `turn` (radians) is zero.
    pub(crate) fn star(x: f32, y: f32, radius: f32, turn: f32) -> Self {
        // The golden-section ratio of a pentagram's inner to outer radius.
        const INNER: f32 = 0.381_966;
        let corners: Vec<(f32, f32)> = (0..10_u8)
            .map(|i| {
                let reach = if i % 2 == 0 { radius } else { radius * INNER };
                let angle = turn + f32::from(i) * core::f32::consts::PI / 5.0;
                (x + reach * libm::sinf(angle), y - reach * libm::cosf(angle))
            })
            .collect();
        Self::polygon(&corners)
    }

    /// A line of some width through the points, with butt ends and overlapping joints.
    pub(crate) fn stroke(points: &[(f32, f32)], width: f32) -> Self {
        let mut path = Self::default();
        for pair in points.windows(2) {
            let ((ax, ay), (bx, by)) = (pair[0], pair[1]);
            let length = libm::sqrtf((bx - ax) * (bx - ax) + (by - ay) * (by - ay));
            if length > 0.0 {
                let (nx, ny) = (
                    (ay - by) / length * width / 2.0,
                    (bx - ax) / length * width / 2.0,
                );
                path.0.extend(
                    Self::polygon(&[
                        (ax + nx, ay + ny),
                        (bx + nx, by + ny),
                        (bx - nx, by - ny),
                        (ax - nx, ay - ny),
                    ])
                    .0,
                );
            }
        }
        path
    }

    /// The outline of a rectangular frame.
    pub(crate) fn frame(left: f32, top: f32, right: f32, bottom: f32, width: f32) -> Self {
        let mut path = Self::rect(left, top, right, top + width);
        path.0
            .extend(Self::rect(left, bottom - width, right, bottom).0);
        path.0.extend(Self::rect(left, top, left + width, bottom).0);
        path.0
            .extend(Self::rect(right - width, top, right, bottom).0);
        path
    }
}
