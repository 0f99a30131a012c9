//! Which four lines are the sides of a certificate.

use super::field::Field;
use super::lines::{EdgeLine, Family, Origin, Stretch, candidates};
use crate::geometry::Quad;

/// A quadrilateral of four lines in a field, and how clearly these are edges of paper.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outline {
    /// In cells of the field.
    pub(super) quad: Quad,
    /// How clearly the sides are edges, 0..=1 or a little beyond.
    pub(super) score: f32,
    /// Top, right, bottom, left.
    pub(super) sides: [SideEvidence; 4],
    /// The score, whatever else lies in the picture.
    pub(super) alone: f32,
    choice: Choice,
}

/// What is known about one side.
#[derive(Clone, Copy, Debug)]
pub(super) struct SideEvidence {
    /// Whether it is an edge or only the picture's border.
    pub(super) origin: Origin,
    /// Part of it where page and surroundings differ.
    pub(super) contrast: f32,
    /// Part of its outside that looks like the border of the picture.
    pub(super) around_outside: f32,
    /// Part of its inside that does.
    pub(super) around_inside: f32,
    /// 0..=1.
    pub(super) score: f32,
}

/// The lines of both families and the points where they meet.
#[derive(Debug)]
pub(super) struct LineGrid {
    uprights: Vec<EdgeLine>,
    levels: Vec<EdgeLine>,
    /// For each upright and level line: the point, and its place along either line.
    crossings: Vec<Option<Crossing>>,
    size: (f32, f32),
}

#[derive(Clone, Copy, Debug)]
struct Crossing {
    point: (f32, f32),
    on_upright: f32,
    on_level: f32,
}

/// Four lines by their index.
#[derive(Clone, Copy, Debug)]
struct Choice {
    left: usize,
    right: usize,
    top: usize,
    bottom: usize,
}

impl LineGrid {
    pub(super) fn new(field: &Field) -> Self {
        let (edges, least) = field.edges();
        let uprights = candidates(field, &edges, least, Family::Upright);
        let levels = candidates(field, &edges, least, Family::Level);
        let crossings = uprights
            .iter()
            .flat_map(|upright| {
                levels.iter().map(|level| {
                    let point = upright.meet(level)?;
                    Some(Crossing {
                        point,
                        on_upright: upright.along(point),
                        on_level: level.along(point),
                    })
                })
            })
            .collect();
        Self {
            uprights,
            levels,
            crossings,
            size: (field.width as f32, field.height as f32),
        }
    }

    /// The best quadrilaterals, best first, none nearly equal to a better one.
    pub(super) fn best(&self, field: &Field, count: usize) -> Vec<Outline> {
        // Enough for the paper's edge to be among them when every line of text makes another.
        const SHORTLIST: usize = 60;
        const OVERRUN: f32 = 0.2;
        let mut all: Vec<(f32, Choice)> = self
            .choices()
            .filter_map(|choice| Some((self.judge(choice)?.score, choice)))
            .collect();
        let most = all.len().min(SHORTLIST * 8);
        if most < all.len() {
            all.select_nth_unstable_by(most, |a, b| b.0.total_cmp(&a.0));
            all.truncate(most);
        }
        all.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
        let all = all.into_iter().filter_map(|(_, choice)| self.judge(choice));
        let mut shortlist = self.distinct(all, SHORTLIST);
        for outline in &mut shortlist {
            *outline = self.expanded(*outline);
            let (inside, outside) = filling(field, &outline.quad);
            outline.alone = outline.score - inside - OVERRUN * self.overrun(outline.choice);
            outline.score = outline.alone - outside;
        }
        shortlist.sort_unstable_by(|a, b| b.score.total_cmp(&a.score));
        self.distinct(shortlist.into_iter(), count)
    }

    /// Moves sides outward from a printed frame to the paper's edge.
    fn expanded(&self, outline: Outline) -> Outline {
        let mut outline = self.expanded_all(&outline).unwrap_or(outline);
        for which in [0, 1, 2, 3, 0, 1, 2, 3] {
            // A line that separates the surroundings from something else is the paper's edge.
            const CLEAR_STEP: f32 = 0.5;
            let side = outline.sides[which];
            if side.around_outside - side.around_inside <= CLEAR_STEP {
                outline = self.moved(&outline, which).unwrap_or(outline);
            }
        }
        outline
    }

    /// Moves all four sides at once: lines around a frame on every side, about equally far, are
    /// an edge even if the table happens to be as white as the paper.
    fn expanded_all(&self, outline: &Outline) -> Option<Outline> {
        const MOST_UNEVEN: f32 = 2.5;
        let mut outer = *outline;
        for which in 0..4 {
            outer = self.moved(&outer, which)?;
        }
        let (inner, outer_quad) = (outline.quad.bounds(), outer.quad.bounds());
        let gaps: [f32; 4] = core::array::from_fn(|i| (inner[i] - outer_quad[i]).abs() as f32);
        let most = gaps.into_iter().fold(0.0, f32::max);
        let least = gaps.into_iter().fold(f32::MAX, f32::min);
        (most < least * MOST_UNEVEN).then_some(outer)
    }

    /// The outermost line close to a side, in its place.
    fn moved(&self, outline: &Outline, which: usize) -> Option<Outline> {
        // Printed frames are 3 to 6 % of the sheet inside its edge; in perspective twice that.
        const FARTHEST: f32 = 0.12;
        const LEAST_CONTRAST: f32 = 0.7;
        let side = outline.sides[which];
        if side.origin == Origin::Border {
            return None;
        }
        let bounds = outline.quad.bounds();
        let extent = if matches!(which, 0 | 2) {
            bounds[3] - bounds[1]
        } else {
            bounds[2] - bounds[0]
        } as f32;
        self.outward(outline.choice, which, extent * FARTHEST)
            .filter_map(|choice| self.judge(choice))
            .filter(|outer| outer.sides[which].contrast > LEAST_CONTRAST.max(side.contrast - 0.2))
            .max_by(|a, b| a.quad.area().total_cmp(&b.quad.area()))
    }

    /// The choices with one side moved outward, nearly parallel.
    fn outward(&self, choice: Choice, which: usize, farthest: f32) -> impl Iterator<Item = Choice> {
        // Sine of 3 degrees.
        const PARALLEL: f32 = 0.052;
        // Closer than this lies the shadow under the paper's edge, not another frame.
        const NEAREST: f32 = 5.0;
        let (lines, current, sign) = match which {
            0 => (&self.levels, choice.top, -1.0),
            1 => (&self.uprights, choice.right, 1.0),
            2 => (&self.levels, choice.bottom, 1.0),
            _ => (&self.uprights, choice.left, -1.0),
        };
        let line = &lines[current];
        let middle = line.point(f32::midpoint(line.span.0, line.span.1));
        lines.iter().enumerate().filter_map(move |(index, other)| {
            let sine = line.normal.0 * other.normal.1 - line.normal.1 * other.normal.0;
            let gap = (other.offset - middle.0 * other.normal.0 - middle.1 * other.normal.1) * sign;
            if other.origin == Origin::Border
                || sine.abs() > PARALLEL
                || gap < NEAREST
                || gap > farthest
            {
                return None;
            }
            Some(match which {
                0 => Choice {
                    top: index,
                    ..choice
                },
                1 => Choice {
                    right: index,
                    ..choice
                },
                2 => Choice {
                    bottom: index,
                    ..choice
                },
                _ => Choice {
                    left: index,
                    ..choice
                },
            })
        })
    }

    /// The first of those that are nearly equal.
    fn distinct(&self, all: impl Iterator<Item = Outline>, count: usize) -> Vec<Outline> {
        let mut best: Vec<Outline> = Vec::with_capacity(count);
        for outline in all {
            if best.len() == count {
                break;
            }
            if best
                .iter()
                .all(|better| !nearly_equal(&better.quad, &outline.quad, self.size))
            {
                best.push(outline);
            }
        }
        best
    }

    /// All pairs of uprights with all pairs of levels that are far enough apart.
    fn choices(&self) -> impl Iterator<Item = Choice> {
        let (width, height) = self.size;
        let uprights = pairs(&self.uprights, (width / 2.0, height / 2.0), width);
        let levels = pairs(&self.levels, (width / 2.0, height / 2.0), height);
        uprights.into_iter().flat_map(move |(left, right)| {
            levels.clone().into_iter().map(move |(top, bottom)| Choice {
                left,
                right,
                top,
                bottom,
            })
        })
    }

    fn crossing(&self, upright: usize, level: usize) -> Option<Crossing> {
        self.crossings[upright * self.levels.len() + level]
    }

    /// The upper left corner and on clockwise.
    fn corners(&self, choice: Choice) -> Option<[Crossing; 4]> {
        Some([
            self.crossing(choice.left, choice.top)?,
            self.crossing(choice.right, choice.top)?,
            self.crossing(choice.right, choice.bottom)?,
            self.crossing(choice.left, choice.bottom)?,
        ])
    }

    fn judge(&self, choice: Choice) -> Option<Outline> {
        let [a, b, c, d] = self.corners(choice)?;
        let quad = Quad([a, b, c, d].map(|crossing| {
            let point = crossing.point;
            (f64::from(point.0), f64::from(point.1))
        }));
        let shape = self.plausible(&quad)?;
        let [upper, east, lower, west] = self.sides(choice)?;
        let sides = [
            upper.judge(|| (west.run_in(a.on_upright), east.run_in(b.on_upright))),
            east.judge(|| (upper.run_in(b.on_level), lower.run_in(c.on_level))),
            lower.judge(|| (west.run_in(d.on_upright), east.run_in(c.on_upright))),
            west.judge(|| (upper.run_in(a.on_level), lower.run_in(d.on_level))),
        ];
        let scores = sides.map(|side| side.score);
        let mean = scores.iter().sum::<f32>() / 4.0;
        let least = scores.into_iter().fold(f32::MAX, f32::min);
        let score = 0.55 * mean + 0.45 * least + shape;
        Some(Outline {
            quad,
            score,
            alone: score,
            sides,
            choice,
        })
    }

    /// The upper, right, lower and left side.
    fn sides(&self, choice: Choice) -> Option<[SideCandidate<'_>; 4]> {
        let Choice {
            left,
            right,
            top,
            bottom,
        } = choice;
        let [a, b, c, d] = self.corners(choice)?;
        Some([
            SideCandidate::new(&self.levels[top], a.on_level, b.on_level, Outside::Before),
            SideCandidate::new(
                &self.uprights[right],
                b.on_upright,
                c.on_upright,
                Outside::Behind,
            ),
            SideCandidate::new(
                &self.levels[bottom],
                d.on_level,
                c.on_level,
                Outside::Behind,
            ),
            SideCandidate::new(
                &self.uprights[left],
                a.on_upright,
                d.on_upright,
                Outside::Before,
            ),
        ])
    }

    /// How clearly a side goes on beyond its corner, 0..=1: then it belongs to something longer.
    fn overrun(&self, choice: Choice) -> f32 {
        let sides = self.sides(choice);
        sides.map_or(0.0, |sides| {
            sides.iter().map(SideCandidate::overrun).fold(0.0, f32::max)
        })
    }

    /// What the shape adds to the score, or `None` if no certificate looks like that.
    fn plausible(&self, quad: &Quad) -> Option<f32> {
        let (width, height) = (f64::from(self.size.0), f64::from(self.size.1));
        if !quad.is_convex() {
            return None;
        }
        let share = quad.area() / (width * height);
        // A certificate seen at 60 degrees is half as high and its far side three fifths as long;
        // whatever is longer or narrower is no certificate.
        if quad.elongation() > 3.2 || share < 0.02 || quad.perspective_ratio() > 1.75 {
            return None;
        }
        let [x0, y0, x1, y1] = quad.bounds();
        if x0 < -0.3 * width || y0 < -0.3 * height || x1 > 1.3 * width || y1 > 1.3 * height {
            return None;
        }
        // Among quadrilaterals with equally clear edges the outermost is the paper's edge.
        Some(0.12 * (share.min(1.0).sqrt() as f32))
    }
}

/// Pairs of lines in order, at least an eighth of the field apart.
fn pairs(lines: &[EdgeLine], middle: (f32, f32), size: f32) -> Vec<(usize, usize)> {
    let place = |line: &EdgeLine| {
        // Where the line passes the field's middle.
        (line.offset - line.normal.0 * middle.0 - line.normal.1 * middle.1)
            / line.normal.0.abs().max(line.normal.1.abs())
    };
    let places: Vec<f32> = lines.iter().map(place).collect();
    let mut pairs = Vec::new();
    for (first, at) in places.iter().enumerate() {
        for (second, to) in places.iter().enumerate() {
            if to - at >= size / 8.0 {
                pairs.push((first, second));
            }
        }
    }
    pairs
}

/// On which side of a line the surroundings are.
#[derive(Clone, Copy, Debug)]
enum Outside {
    Before,
    Behind,
}

/// A stretch of a line as the side of a quadrilateral.
struct SideCandidate<'a> {
    line: &'a EdgeLine,
    from: f32,
    to: f32,
    outside: Outside,
}

impl<'a> SideCandidate<'a> {
    fn new(line: &'a EdgeLine, from: f32, to: f32, outside: Outside) -> Self {
        Self {
            line,
            from,
            to,
            outside,
        }
    }

    /// How clear an edge the line is right at one of its ends.
    fn run_in(&self, end: f32) -> Option<f32> {
        if self.line.origin == Origin::Border {
            return None;
        }
        let other = if (end - self.from).abs() < (end - self.to).abs() {
            self.to
        } else {
            self.from
        };
        // An eighth of the side, without the two cells that smoothing mixes with the border.
        let (near, far) = (end + (other - end) * 0.015, end + (other - end) * 0.125);
        Some(self.line.stretch(near, far).contrast)
    }

    /// How clearly the line goes on beyond its ends as a border of the surroundings.
    fn overrun(&self) -> f32 {
        if self.line.origin == Origin::Border {
            return 0.0;
        }
        let length = self.to - self.from;
        let beyond = |end: f32, sign: f32| {
            let stretch = self
                .line
                .stretch(end + sign * length * 0.015, end + sign * length * 0.1);
            let step = match self.outside {
                Outside::Before => stretch.around_before - stretch.around_behind,
                Outside::Behind => stretch.around_behind - stretch.around_before,
            };
            stretch.visible * stretch.contrast * (0.4 + 0.6 * step.max(0.0))
        };
        beyond(self.from, -1.0).max(beyond(self.to, 1.0))
    }

    /// Judges the side; `ends` tells how the neighboring sides run into it.
    fn judge(&self, ends: impl FnOnce() -> (Option<f32>, Option<f32>)) -> SideEvidence {
        // Round corners and crossing lines blur the ends.
        let trim = (self.to - self.from) * 0.06;
        let stretch = self.line.stretch(self.from + trim, self.to - trim);
        let Stretch {
            visible,
            contrast,
            agreement,
            around_before,
            around_behind,
        } = stretch;
        let (around_outside, around_inside) = match self.outside {
            Outside::Before => (around_before, around_behind),
            Outside::Behind => (around_behind, around_before),
        };
        let score = match self.line.origin {
            Origin::Edge => {
                let step = (around_outside - around_inside).max(0.0);
                let hidden = (1.0 - visible) * 0.5;
                contrast * (0.66 + 0.14 * agreement + 0.2 * step) * (0.8 + 0.2 * around_outside)
                    - hidden
            }
            Origin::Border => {
                let ends = match ends() {
                    (Some(a), Some(b)) => a.min(b),
                    (Some(a), None) | (None, Some(a)) => a * 0.8,
                    (None, None) => 0.0,
                };
                0.85 * ends * (1.0 - 0.4 * around_inside)
            }
        };
        SideEvidence {
            origin: self.line.origin,
            contrast,
            around_outside,
            around_inside,
            score: score.clamp(0.0, 1.0),
        }
    }
}

/// What the areas inside and outside take from the score: a certificate looks unlike the surroundings, and what is not
/// it looks like them.
fn filling(field: &Field, quad: &Quad) -> (f32, f32) {
    const INSIDE: f32 = 0.25;
    const OUTSIDE: f32 = 0.35;
    let width = field.width as f64;
    let around = field.around_between(0..field.height, 0..field.width);
    let (mut area, mut around_inside) = (0, 0);
    for row in 0..field.height {
        if let Some((from, to)) = quad.crossed_at(row as f64) {
            let (from, to) = (
                (from + 0.5).clamp(0.0, width) as usize,
                (to + 0.5).clamp(0.0, width) as usize,
            );
            area += (to - from) as u32;
            around_inside += field.around_between(row..row + 1, from..to);
        }
    }
    let whole = (field.width * field.height) as u32;
    let part = |some: u32, all: u32| some as f32 / all.max(1) as f32;
    let other_outside = (whole - area) - (around - around_inside);
    (
        INSIDE * part(around_inside, area),
        OUTSIDE * part(other_outside, whole),
    )
}

/// Whether the corners of two quadrilaterals lie within a fortieth of the field.
fn nearly_equal(a: &Quad, b: &Quad, (width, height): (f32, f32)) -> bool {
    let near = f64::from(width.max(height)) / 40.0;
    a.0.iter()
        .zip(&b.0)
        .all(|(p, q)| (p.0 - q.0).abs() < near && (p.1 - q.1).abs() < near)
}
