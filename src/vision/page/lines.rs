//! Straight edges: candidates for the sides of a certificate, each with a profile along it from
//! which any stretch can be judged at once.

use super::field::{Edgel, Field};
use crate::statistics::LineFit;

/// Lines kept of each family. A licence has its paper's edge, four lines of its frame and some
/// lines of text on each side.
const KEPT: usize = 14;
/// Further lines kept at either end of a family.
const OUTERMOST: usize = 3;

/// Degrees that a side may lean away from upright or level.
const LEAN: i32 = 48;

/// Whether a line is rather upright or rather level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// Candidates for the left and right side.
    Upright,
    /// Candidates for the upper and lower side.
    Level,
}

/// What makes a line a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// An edge seen in the picture.
    Edge,
    /// The picture's own border, which a cut certificate ends at.
    Border,
}

/// A line in the field: the points p with p · normal = offset.
#[derive(Clone, Debug)]
pub(super) struct EdgeLine {
    pub(super) origin: Origin,
    /// Unit normal; points right for upright lines, down for level ones.
    pub(super) normal: (f32, f32),
    pub(super) offset: f32,
    /// First and last place inside the field, along the line.
    pub(super) span: (f32, f32),
    /// Running sums over the places from `span.0` on.
    sums: Vec<[u16; 4]>,
}

/// What a stretch of a line looks like; all 0..=1.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stretch {
    /// Part of the stretch that lies inside the field.
    pub(super) visible: f32,
    /// Part of its visible places where both sides differ.
    pub(super) contrast: f32,
    /// Agreement on which side is the brighter one.
    pub(super) agreement: f32,
    /// Part that looks like the surroundings before the line (left of it or above it).
    pub(super) around_before: f32,
    /// Part that looks like the surroundings behind the line.
    pub(super) around_behind: f32,
}

impl EdgeLine {
    /// Direction along the line.
    pub(super) fn direction(&self) -> (f32, f32) {
        (-self.normal.1, self.normal.0)
    }

    /// Place of a point along the line.
    pub(super) fn along(&self, (x, y): (f32, f32)) -> f32 {
        y * self.normal.0 - x * self.normal.1
    }

    /// The point at a place.
    pub(super) fn point(&self, along: f32) -> (f32, f32) {
        let (dx, dy) = self.direction();
        (
            self.normal.0 * self.offset + dx * along,
            self.normal.1 * self.offset + dy * along,
        )
    }

    /// Where two lines meet; `None` if they are as good as parallel.
    pub(super) fn meet(&self, other: &Self) -> Option<(f32, f32)> {
        let ((a, b), (c, d)) = (self.normal, other.normal);
        let sine = a * d - b * c;
        // 10 degrees.
        (sine.abs() > 0.17).then(|| {
            (
                (self.offset * d - other.offset * b) / sine,
                (a * other.offset - c * self.offset) / sine,
            )
        })
    }

    /// Judges the stretch between two places.
    pub(super) fn stretch(&self, from: f32, to: f32) -> Stretch {
        let (from, to) = if from <= to { (from, to) } else { (to, from) };
        let last = self.sums.len() - 1;
        let place = |along: f32| ((along - self.span.0 + 0.5).max(0.0) as usize).min(last);
        let (first, end) = (place(from), place(to));
        let places = (end - first) as f32;
        if places < 1.0 {
            return Stretch::default();
        }
        let [differ, brighter, before, behind] =
            core::array::from_fn(|i| f32::from(self.sums[end][i] - self.sums[first][i]));
        Stretch {
            visible: (places / (to - from).max(1.0)).min(1.0),
            contrast: differ / places,
            agreement: (2.0 * brighter / differ.max(1.0) - 1.0).abs(),
            around_before: before / places,
            around_behind: behind / places,
        }
    }

    /// Looks along a line; `None` if too little of it lies inside the field.
    fn new(
        field: &Field,
        normal: (f32, f32),
        offset: f32,
        origin: Origin,
        least: f32,
    ) -> Option<Self> {
        let mut line = Self {
            origin,
            normal,
            offset,
            span: (0.0, 0.0),
            sums: Vec::new(),
        };
        line.span = line.inside(field)?;
        line.sums = line.profile(field, least);
        Some(line)
    }

    /// The places inside the field.
    fn inside(&self, field: &Field) -> Option<(f32, f32)> {
        let (start, (dx, dy)) = (self.point(0.0), self.direction());
        let mut span = (f32::MIN, f32::MAX);
        for (at, step, size) in [(start.0, dx, field.width), (start.1, dy, field.height)] {
            let size = size as f32 - 0.5;
            if step.abs() < 1e-6 {
                if at < -0.5 || at > size {
                    return None;
                }
                continue;
            }
            let (a, b) = ((-0.5 - at) / step, (size - at) / step);
            span = (span.0.max(a.min(b)), span.1.min(a.max(b)));
        }
        (span.1 - span.0 >= 8.0).then_some(span)
    }

    fn profile(&self, field: &Field, least: f32) -> Vec<[u16; 4]> {
        // Far enough apart to straddle a side that bends by a cell or two, and to leave the
        // shadow right under the paper's edge.
        const APART: f32 = 2.5;
        const BESIDE: f32 = 5.0;
        // Cells two and a half apart differ more than the neighbors that make an edgel.
        let least = (least * 1.4) as i32;
        let (nx, ny) = self.normal;
        let places = (self.span.1 - self.span.0) as usize;
        let mut sum = [0_u16; 4];
        let mut sums = Vec::with_capacity(places + 1);
        sums.push(sum);
        for place in 0..places {
            let (x, y) = self.point(self.span.0 + place as f32 + 0.5);
            let before = field.at(x - nx * APART, y - ny * APART);
            let behind = field.at(x + nx * APART, y + ny * APART);
            let difference: [i32; 3] =
                core::array::from_fn(|i| i32::from(behind[i]) - i32::from(before[i]));
            let differs = difference.iter().any(|d| d.abs() >= least);
            sum[0] += u16::from(differs);
            sum[1] += u16::from(differs && difference[0] > 0);
            sum[2] += u16::from(field.is_around(x - nx * BESIDE, y - ny * BESIDE));
            sum[3] += u16::from(field.is_around(x + nx * BESIDE, y + ny * BESIDE));
            sums.push(sum);
        }
        sums
    }
}

/// Finds the straightest and longest edges of a family, and adds the two borders.
pub(super) fn candidates(
    field: &Field,
    edges: &[Edgel],
    least: f32,
    family: Family,
) -> Vec<EdgeLine> {
    let mut lines: Vec<EdgeLine> = Votes::count(field, edges, family)
        .peaks()
        .into_iter()
        .map(|(normal, offset)| fit(edges, normal, offset))
        .filter_map(|(normal, offset)| EdgeLine::new(field, normal, offset, Origin::Edge, least))
        .collect();
    let (normal, far) = match family {
        Family::Upright => ((1.0, 0.0), field.width),
        Family::Level => ((0.0, 1.0), field.height),
    };
    for offset in [-0.5, far as f32 - 0.5] {
        lines.extend(EdgeLine::new(field, normal, offset, Origin::Border, least));
    }
    lines
}

/// Votes of the edgels for the lines they may lie on (Hough).
///
/// An edgel votes only for lines along its own direction, which takes 0.7 ms a picture; in
/// `imageproc`'s transform it votes for all, which takes 14 to 36.
struct Votes {
    family: Family,
    /// Offsets from minus to plus this many cells around the field's middle.
    reach: usize,
    middle: (f32, f32),
    /// Votes, blurred, of a line along a third of the field.
    long: u16,
    counts: Vec<u16>,
}

const ANGLES: usize = (2 * LEAN + 1) as usize;

impl Votes {
    fn count(field: &Field, edges: &[Edgel], family: Family) -> Self {
        // An edgel knows its direction to a few degrees.
        const SPREAD: i32 = 4;
        let middle = (field.width as f32 / 2.0, field.height as f32 / 2.0);
        let reach = middle.0.hypot(middle.1) as usize + 2;
        let breadth = 2 * reach + 1;
        let mut counts = vec![0_u16; ANGLES * breadth];
        let normals: Vec<(f32, f32)> = (0..ANGLES).map(|slot| normal(slot, family)).collect();
        for edge in edges {
            let lean = match family {
                Family::Upright => (edge.dy / edge.dx).atan(),
                Family::Level => (-edge.dx / edge.dy).atan(),
            };
            if !lean.is_finite() {
                continue;
            }
            // Rounds without a call.
            let lean = (lean.to_degrees() + 90.5) as i32 - 90;
            for angle in (lean - SPREAD).max(-LEAN)..=(lean + SPREAD).min(LEAN) {
                let slot = (angle + LEAN) as usize;
                let (nx, ny) = normals[slot];
                let offset = (edge.x - middle.0) * nx + (edge.y - middle.1) * ny;
                let at = (offset + reach as f32 + 0.5) as usize;
                if let Some(count) = counts.get_mut(slot * breadth + at) {
                    *count += edge.weight;
                }
            }
        }
        let extent = match family {
            Family::Upright => field.height,
            Family::Level => field.width,
        };
        Self {
            family,
            reach,
            middle,
            long: (extent * 2 / 3) as u16,
            counts,
        }
    }

    /// The lines with the most votes, none too near to a better one, and the outermost ones: pale
    /// paper on a pale table has fewer votes than any printed frame.
    fn peaks(mut self) -> Vec<((f32, f32), f32)> {
        // Fewer edgels than this make no side.
        const LEAST_VOTES: u16 = 14;
        const LOOKED_AT: usize = 48;
        self.blur();
        let mut order: Vec<(u16, u32)> = (0..)
            .zip(&self.counts)
            .filter(|(_, votes)| **votes >= LEAST_VOTES * 4)
            .map(|(at, votes)| (*votes, at))
            .collect();
        order.sort_unstable_by(|a, b| b.cmp(a));
        let breadth = 2 * self.reach + 1;
        let mut peaks = Vec::with_capacity(LOOKED_AT);
        for (votes, index) in order {
            if peaks.len() == LOOKED_AT {
                break;
            }
            if self.counts[index as usize] > 0 {
                let (slot, at) = (index as usize / breadth, index as usize % breadth);
                peaks.push((slot, at, votes));
                self.clear(slot, at);
            }
        }
        let mut rest = peaks.split_off(peaks.len().min(KEPT));
        rest.retain(|(_, _, votes)| *votes >= self.long);
        rest.sort_by_key(|(_, at, _)| *at);
        let ends = OUTERMOST.min(rest.len() / 2);
        peaks.extend_from_slice(&rest[..ends]);
        peaks.extend_from_slice(&rest[rest.len() - ends..]);
        peaks
            .into_iter()
            .map(|(slot, at, _)| self.line(slot, at))
            .collect()
    }

    /// Adds each cell's neighbors to its double.
    fn blur(&mut self) {
        let breadth = 2 * self.reach + 1;
        for row in self.counts.chunks_exact_mut(breadth) {
            let mut before = 0;
            for i in 0..breadth {
                let here = row[i];
                let behind = row.get(i + 1).copied().unwrap_or(0);
                row[i] = before + 2 * here + behind;
                before = here;
            }
        }
    }

    fn line(&self, slot: usize, at: usize) -> ((f32, f32), f32) {
        let unit = normal(slot, self.family);
        let offset = at as f32 - self.reach as f32;
        (
            unit,
            offset + self.middle.0 * unit.0 + self.middle.1 * unit.1,
        )
    }

    /// Takes the votes for lines that are nearly this one.
    fn clear(&mut self, slot: usize, at: usize) {
        const NEAR_ANGLES: usize = 4;
        const NEAR_CELLS: usize = 3;
        let breadth = 2 * self.reach + 1;
        for angle in slot.saturating_sub(NEAR_ANGLES)..=(slot + NEAR_ANGLES).min(ANGLES - 1) {
            let from = at.saturating_sub(NEAR_CELLS);
            let to = (at + NEAR_CELLS).min(breadth - 1);
            self.counts[angle * breadth + from..=angle * breadth + to].fill(0);
        }
    }
}

fn normal(slot: usize, family: Family) -> (f32, f32) {
    let angle = (slot as f32 - LEAN as f32).to_radians();
    match family {
        Family::Upright => (angle.cos(), angle.sin()),
        Family::Level => (-angle.sin(), angle.cos()),
    }
}

/// Lays a line through the edgels near it.
fn fit(edges: &[Edgel], normal: (f32, f32), offset: f32) -> ((f32, f32), f32) {
    const NEAR_CELLS: f32 = 2.5;
    const FEWEST: f64 = 8.0;
    // Cosine of 10 degrees.
    const PARALLEL: f32 = 0.985;
    let (nx, ny) = normal;
    let mut near = LineFit::EMPTY;
    for edge in edges {
        let gap = edge.x * nx + edge.y * ny - offset;
        if gap.abs() > NEAR_CELLS {
            continue;
        }
        let across = (edge.dx * nx + edge.dy * ny).abs();
        if across < PARALLEL * edge.dx.hypot(edge.dy) {
            continue;
        }
        near.add(1.0, (edge.y * nx - edge.x * ny).into(), gap.into());
    }
    let Some(line) = near.line().filter(|_| near.weight() >= FEWEST) else {
        return (normal, offset);
    };
    // gap = slope * place + intercept, hence normal' = normal - slope * direction.
    let (slope, start) = (line.slope as f32, line.intercept as f32);
    let length = 1.0_f32.hypot(slope);
    (
        ((nx + slope * ny) / length, (ny - slope * nx) / length),
        (offset + start) / length,
    )
}
