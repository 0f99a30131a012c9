//! Characters in, lines out.

use super::glyph::Glyph;
use super::nearby::Nearby;
use crate::geometry::Point;
use crate::statistics::{LineFit, median};

/// The way text runs, give or take 27 degrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// From side to side.
    Horizontal,
    /// Up or down.
    Vertical,
}

impl Direction {
    /// The other one.
    pub(crate) fn across(self) -> Self {
        match self {
            Self::Horizontal => Self::Vertical,
            Self::Vertical => Self::Horizontal,
        }
    }
}

/// Several characters in a row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TextLine {
    /// Oriented box: the start of the upper edge, its end, the end of the lower edge, its start,
    /// for a horizontal line; mirrored at the diagonal for a vertical one.
    pub(crate) corners_px: [Point; 4],
    /// The axis the line is closer to.
    pub(crate) direction: Direction,
    /// Median extent of the characters across the line.
    pub(crate) character_height_px: f64,
    /// Turn away from that axis, clockwise positive, -27..=27.
    pub(crate) angle_degrees: f64,
    /// How much it looks like an 18-character certificate number, 0..=1.
    pub(crate) number_like: f64,
    /// The upright boxes of its characters, along the line.
    pub(crate) boxes: Vec<Glyph>,
}

/// What the characters of one line must have in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct LineStyle {
    /// Fewest characters of a line.
    pub(super) least: usize,
    /// Widest gap between neighbors, as a share of the larger one's size.
    pub(super) gap: f64,
    /// Smallest ratio of two neighbors' heights.
    pub(super) evenness: f64,
    /// Narrowest and broadest character, width over height.
    pub(super) shape: (f64, f64),
}

impl LineStyle {
    /// Running text. A blank of one character and a punctuation mark may lie between neighbors.
    pub(super) const TEXT: Self = Self {
        least: 3,
        gap: 1.3,
        evenness: 0.5,
        shape: (0.12, 3.0),
    };
    /// Digits and capitals of a certificate number: equal height, closer than they are high,
    /// from the narrowest 1 to two that touch.
    pub(super) const NUMBER: Self = Self {
        least: 8,
        gap: 0.8,
        evenness: 0.82,
        shape: (0.1, 1.45),
    };
}

/// Members of one line, in reading order.
pub(super) type Chain = Vec<usize>;

/// Links each character to its next neighbor to the right that looks alike, where each is the
/// other's nearest, and returns the chains that follow a straight line.
pub(super) fn chains(glyphs: &[Glyph], nearby: &Nearby, style: LineStyle) -> Vec<Chain> {
    let fits = |glyph: &Glyph| {
        let shape = f64::from(glyph.width()) / f64::from(glyph.height());
        (style.shape.0..=style.shape.1).contains(&shape)
    };
    let mut next: Vec<Option<(usize, i32)>> = vec![None; glyphs.len()];
    let mut previous = next.clone();
    for (index, glyph) in glyphs.iter().enumerate().filter(|(_, glyph)| fits(glyph)) {
        let reach = glyph.size() * 5 / 2;
        for other in nearby
            .around(glyph, reach)
            .filter(|&other| fits(&glyphs[other]))
        {
            let Some(gap) = follows(glyph, &glyphs[other], style) else {
                continue;
            };
            if next[index].is_none_or(|(_, least)| gap < least) {
                next[index] = Some((other, gap));
            }
            if previous[other].is_none_or(|(_, least)| gap < least) {
                previous[other] = Some((index, gap));
            }
        }
    }
    let mutual = |index: usize| {
        next[index]
            .map(|(other, _)| other)
            .filter(|&other| previous[other].is_some_and(|(back, _)| back == index))
    };
    let is_first =
        |index: usize| previous[index].is_none_or(|(back, _)| mutual(back) != Some(index));
    (0..glyphs.len())
        .filter(|&index| mutual(index).is_some() && is_first(index))
        .map(|first| core::iter::successors(Some(first), |&index| mutual(index)).collect::<Chain>())
        .filter(|chain| chain.len() >= style.least)
        .collect()
}

/// The gap in pixels between a character and one that may follow it to the right, if it may.
fn follows(glyph: &Glyph, other: &Glyph, style: LineStyle) -> Option<i32> {
    let (dx2, dy2) = (
        other.center2().0 - glyph.center2().0,
        (other.center2().1 - glyph.center2().1).abs(),
    );
    // Half as far down as along is 27 degrees: more than any skew worth calling one.
    if dx2 <= 0 || dy2 * 2 > dx2 {
        return None;
    }
    let (low, high) = (
        glyph.height().min(other.height()),
        glyph.height().max(other.height()),
    );
    let (small, large) = (
        glyph.size().min(other.size()),
        glyph.size().max(other.size()),
    );
    let even = f64::from(low) >= style.evenness * f64::from(high)
        || style.evenness <= LineStyle::TEXT.evenness && f64::from(small) >= 0.6 * f64::from(large);
    let gap = (dx2 - glyph.width() - other.width()) / 2;
    let close = f64::from(gap) <= style.gap * f64::from(large);
    (even && close && gap > -large / 2).then_some(gap.max(0))
}

/// Describes a chain as a line; `None` if its members do not follow a straight one.
pub(super) fn line(chain: &[usize], glyphs: &[Glyph], direction: Direction) -> Option<TextLine> {
    // A fifth of the character height: ascenders and punctuation stay below, chance does not.
    const STRAIGHTNESS: f64 = 0.22;
    let members: Vec<&Glyph> = chain.iter().map(|&index| &glyphs[index]).collect();
    let centers: Vec<(f64, f64)> = members.iter().map(|glyph| glyph.center()).collect();
    let through = LineFit::of(&centers).line()?;
    let height = median_height(&members)?;
    let along = through.slope.atan();
    if through.deviation > STRAIGHTNESS * height {
        return None;
    }
    let (sin, cos) = along.sin_cos();
    let mut extent = [f64::MAX, f64::MIN, f64::MAX, f64::MIN];
    for (glyph, (x, y)) in members.iter().zip(&centers) {
        let (u, v) = (x * cos + y * sin, y * cos - x * sin);
        let (half_width, half_height) = (
            f64::from(glyph.width()) / 2.0,
            f64::from(glyph.height()) / 2.0,
        );
        extent = [
            extent[0].min(u - half_width),
            extent[1].max(u + half_width),
            extent[2].min(v - half_height),
            extent[3].max(v + half_height),
        ];
    }
    let [from, to, upper, lower] = extent;
    let back = |(u, v): (f64, f64)| (u * cos - v * sin, u * sin + v * cos);
    let corners = [(from, upper), (to, upper), (to, lower), (from, lower)].map(back);
    if is_ornament(&members) {
        return None;
    }
    let number_like = number_like(&members);
    Some(match direction {
        Direction::Horizontal => TextLine {
            corners_px: corners,
            direction,
            character_height_px: height,
            angle_degrees: along.to_degrees(),
            number_like,
            boxes: members.into_iter().copied().collect(),
        },
        Direction::Vertical => TextLine {
            corners_px: corners.map(|(x, y)| (y, x)),
            direction,
            character_height_px: height,
            angle_degrees: -along.to_degrees(),
            number_like,
            boxes: members
                .into_iter()
                .map(|glyph| glyph.transposed())
                .collect(),
        },
    })
}

/// Whether the members are too much alike to be writing.
fn is_ornament(members: &[&Glyph]) -> bool {
    members.len() >= 6 && variation(members) < 0.1
}

/// Standard deviation of the members' ink over its mean.
pub(super) fn variation(members: &[&Glyph]) -> f64 {
    let count = f64::from(u32::try_from(members.len()).unwrap_or(1).max(1));
    let mean = members
        .iter()
        .map(|glyph| f64::from(glyph.ink))
        .sum::<f64>()
        / count;
    let squares = members
        .iter()
        .map(|glyph| (f64::from(glyph.ink) - mean).powi(2))
        .sum::<f64>()
        / count;
    squares.sqrt() / mean.max(1.0)
}

fn median_height(members: &[&Glyph]) -> Option<f64> {
    let mut heights: Vec<i32> = members.iter().map(|glyph| glyph.height()).collect();
    median(&mut heights, i32::cmp).map(f64::from)
}

/// How much a line looks like a certificate number, 0..=1: as many characters as an identity
/// number or a credit code has (18), all of one height, most of them narrow, none alike in ink.
fn number_like(members: &[&Glyph]) -> f64 {
    let Some(height) = median_height(members).filter(|height| *height >= 1.0) else {
        return 0.0;
    };
    if members.len() < 6 {
        return 0.0;
    }
    let count = |of: &dyn Fn(&Glyph) -> bool| {
        f64::from(u32::try_from(members.iter().filter(|glyph| of(glyph)).count()).unwrap_or(0))
    };
    let all = count(&|_| true);
    let level = count(&|glyph| (f64::from(glyph.height()) / height - 1.0).abs() <= 0.13);
    let narrow = count(&|glyph| f64::from(glyph.width()) <= 0.85 * height);
    // The widths of two digits that touch count as two.
    let doubles = count(&|glyph| f64::from(glyph.width()) >= 1.1 * height);
    let length = all + doubles;
    let of_eighteen = (1.0 - (length - 18.0).abs() / 12.0).clamp(0.0, 1.0);
    of_eighteen * (level / all).powi(2) * (narrow / all)
}
