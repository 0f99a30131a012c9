//! The squares in three corners of a QR code.

use image::GrayImage;

use crate::geometry::Point;
use crate::text::Glyph;

/// A corner of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Corner {
    TopLeft,
    TopRight,
    BottomRight,
    BottomLeft,
}

impl Corner {
    /// Where it goes when the picture is turned a quarter counterclockwise.
    pub(crate) fn turned_left(self) -> Self {
        match self {
            Self::TopLeft => Self::BottomLeft,
            Self::TopRight => Self::TopLeft,
            Self::BottomRight => Self::TopRight,
            Self::BottomLeft => Self::BottomRight,
        }
    }
}

/// Finds the three patterns of a code among the pieces of ink of a picture.
pub(super) fn find(luma: &GrayImage, pieces: &[Glyph]) -> Option<Finders> {
    arrange(&patterns(luma, pieces))
}

/// Finder patterns: square rings of ink with a square in them, dark, light, dark, light, dark as
/// 1 : 1 : 3 : 1 : 1.
fn patterns(luma: &GrayImage, pieces: &[Glyph]) -> Vec<Glyph> {
    // Two pixels a module, below which rings close up.
    const LEAST_PX: i32 = 14;
    // A page has three; ornaments that look like them come by the hundred and are none.
    const MOST: usize = 32;
    pieces
        .iter()
        .filter(|piece| piece.size() >= LEAST_PX)
        .filter(|piece| piece.width().min(piece.height()) * 4 >= piece.size() * 3)
        // 24 of 49 modules are ink; a turn by 25 degrees puts them into a box of 1.7 times the area.
        .filter(|piece| {
            let fill = f64::from(piece.ink) / f64::from(piece.width() * piece.height());
            (0.25..0.75).contains(&fill)
        })
        .filter(|piece| is_finder(luma, piece))
        .take(MOST)
        .copied()
        .collect()
}

/// Whether row and column through the center show the pattern.
fn is_finder(luma: &GrayImage, ring: &Glyph) -> bool {
    let (x, y) = (ring.center2().0 / 2, ring.center2().1 / 2);
    let at = |x: i32, y: i32| luma.get_pixel(x.cast_unsigned(), y.cast_unsigned()).0[0];
    let row: Vec<u8> = (ring.left..ring.right).map(|x| at(x, y)).collect();
    let column: Vec<u8> = (ring.top..ring.bottom).map(|y| at(x, y)).collect();
    has_finder_pattern(&row) && has_finder_pattern(&column)
}

fn has_finder_pattern(levels: &[u8]) -> bool {
    let (Some(least), Some(most)) = (levels.iter().min(), levels.iter().max()) else {
        return false;
    };
    let middle = least.midpoint(*most);
    let runs: Vec<&[u8]> = levels
        .chunk_by(|a, b| (*a <= middle) == (*b <= middle))
        .collect();
    let is_light = |run: &&[u8]| run.first().is_some_and(|level| *level > middle);
    // Of a ring aslant the box begins and ends outside.
    let first = usize::from(runs.first().is_some_and(is_light));
    let end = runs.len() - usize::from(runs.last().is_some_and(is_light));
    let [_, left, core, right, _] = runs[first..end.max(first)] else {
        return false;
    };
    let whole: usize = runs[first..end].iter().map(|run| run.len()).sum();
    core.len() > left.len().max(right.len()) && (whole..=whole * 5 / 2).contains(&(core.len() * 4))
}

/// Three finder patterns at the corners of a square.
#[derive(Clone, Copy, Debug)]
pub(super) struct Finders {
    /// The center of the one between the other two.
    pub(super) corner: Point,
    /// The centers of the other two.
    pub(super) arms: [Point; 2],
    /// Width of the upright box of a finder pattern in pixels.
    pub(super) finder_px: f64,
}

impl Finders {
    fn center(&self) -> Point {
        let [a, b] = self.arms;
        (f64::midpoint(a.0, b.0), f64::midpoint(a.1, b.1))
    }

    /// The corner of the picture nearest to the code's corner without a square.
    pub(super) fn open_corner(&self) -> Corner {
        let center = self.center();
        match (center.0 > self.corner.0, center.1 > self.corner.1) {
            (true, true) => Corner::BottomRight,
            (false, true) => Corner::BottomLeft,
            (false, false) => Corner::TopLeft,
            (true, false) => Corner::TopRight,
        }
    }
}

/// The best three finder patterns, if any three fit.
fn arrange(patterns: &[Glyph]) -> Option<Finders> {
    let mut best: Option<(f64, Finders)> = None;
    for (index, corner) in patterns.iter().enumerate() {
        for (first, a) in patterns
            .iter()
            .enumerate()
            .filter(|(first, _)| *first != index)
        {
            for (_, b) in patterns
                .iter()
                .enumerate()
                .skip(first + 1)
                .filter(|(second, _)| *second != index)
            {
                let Some(error) = misfit([corner, a, b]) else {
                    continue;
                };
                if best.is_none_or(|(least, _)| error < least) {
                    let finders = Finders {
                        corner: corner.center(),
                        arms: [a.center(), b.center()],
                        finder_px: f64::from(corner.size().max(a.size()).max(b.size())),
                    };
                    best = Some((error, finders));
                }
            }
        }
    }
    best.map(|(_, finders)| finders)
}

/// How far corner and two arms are from a square's, 0 at best; `None` if they make no code.
fn misfit([corner, a, b]: [&Glyph; 3]) -> Option<f64> {
    let size = |glyph: &Glyph| f64::from(glyph.size());
    let least = size(corner).min(size(a)).min(size(b));
    let most = size(corner).max(size(a)).max(size(b));
    let arm = |end: &Glyph| {
        let ((x, y), (ex, ey)) = (corner.center(), end.center());
        (ex - x, ey - y)
    };
    let ((ax, ay), (bx, by)) = (arm(a), arm(b));
    let (long_a, long_b) = (ax.hypot(ay), bx.hypot(by));
    // Finder patterns of 7 modules lie 14 modules apart in the smallest code, 50 in version 10.
    let spacing = f64::midpoint(long_a, long_b) / most;
    if least < 0.7 * most || !(1.5..8.0).contains(&spacing) {
        return None;
    }
    let uneven = (long_a / long_b).ln().abs();
    let oblique = (ax * bx + ay * by).abs() / (long_a * long_b);
    (uneven < 0.3 && oblique < 0.35).then_some(uneven + oblique + (1.0 - least / most))
}
