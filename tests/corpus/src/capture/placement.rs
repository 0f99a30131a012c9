//! Where the certificate lies in the frame: projected, fitted, then shifted as the defect asks.

use crate::draw;
use crate::geometry::{Point, Quad, Rect, distance};
use crate::recipe::{Defect, Recipe, Style};
use crate::rng::Rng;

/// A certificate in its frame; the picture is 1 wide.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Placement {
    pub(crate) frame_height: f64,
    pub(crate) quad: Quad,
    pub(crate) companion: Option<Quad>,
    /// Mean length of the upper and lower edge.
    pub(crate) sheet_width: f64,
}

/// Lays the certificate (or two) into the frame.
pub(crate) fn place(recipe: &Recipe, rng: &mut Rng, defect_rng: &mut Rng) -> Placement {
    let (width, height) = draw::size(recipe.kind);
    let is_tall = height > width;
    let photo = recipe.style == Style::Photo;
    let skew = match recipe.defect {
        Defect::Skewed => recipe.amount,
        _ if photo => rng.spread(2.5),
        _ => rng.spread(1.0),
    };
    let tilt = match recipe.defect {
        Defect::StrongPerspective => recipe.amount,
        _ if photo => rng.range(0.0, 11.0),
        _ => 0.0,
    };
    let quad = project(
        height / width,
        tilt,
        rng.range(0.0, core::f64::consts::TAU),
        skew,
    );
    if recipe.defect == Defect::TwoCertificates {
        return side_by_side(quad, is_tall, defect_rng);
    }
    let bounds = Rect::around(&quad);
    let frame_height = if photo {
        if is_tall {
            rng.pick(&[4.0 / 3.0, 4.0 / 3.0, 16.0 / 9.0, 1.0])
        } else {
            rng.pick(&[0.75, 0.75, 0.75, 0.5625, 1.0, 4.0 / 3.0])
        }
    } else {
        let margin = if rng.chance(0.5) {
            rng.range(0.008, 0.03)
        } else {
            rng.range(0.04, 0.14)
        };
        (bounds.height() + margin) / (bounds.width() + margin)
    };
    let fill = if photo { rng.range(0.74, 0.93) } else { 1.0 };
    let mut zoom = (fill / bounds.width()).min(fill * frame_height / bounds.height());
    if !photo {
        // The scanner's margin is the same on all sides.
        let margin = rng.range(0.006, 0.05);
        zoom = ((1.0 - 2.0 * margin) / bounds.width())
            .min((frame_height - 2.0 * margin) / bounds.height());
    }
    if recipe.defect == Defect::SmallInFrame {
        let share = crate::geometry::area(&quad) * zoom * zoom / frame_height;
        zoom *= libm::sqrt(recipe.amount / share).min(1.0);
    }
    let quad = quad.map(|(x, y)| (x * zoom, y * zoom));
    let bounds = Rect::around(&quad);
    let slack = (1.0 - bounds.width(), frame_height - bounds.height());
    let (along, down) = if photo {
        (rng.range(0.2, 0.8), rng.range(0.2, 0.8))
    } else {
        (0.5, 0.5)
    };
    let shift = (slack.0 * along - bounds.left, slack.1 * down - bounds.top);
    let mut quad = quad.map(|(x, y)| (x + shift.0, y + shift.1));
    if recipe.defect == Defect::CutBorder {
        quad = cut(quad, frame_height, recipe.amount, defect_rng);
    }
    Placement {
        frame_height,
        quad,
        companion: None,
        sheet_width: mean_width(&quad),
    }
}

fn mean_width(quad: &Quad) -> f64 {
    f64::midpoint(distance(quad[0], quad[1]), distance(quad[3], quad[2]))
}

/// Projects a 1-wide sheet seen at a tilt (degrees, about an axis of the given direction).
fn project(aspect: f64, tilt: f64, direction: f64, skew: f64) -> Quad {
    // A phone is held about two certificate widths away.
    const CAMERA: f64 = 2.2;
    let (tilt, skew) = (tilt.to_radians(), skew.to_radians());
    let (ax, ay) = (libm::cos(direction), libm::sin(direction));
    let half = aspect / 2.0;
    [(-0.5, -half), (0.5, -half), (0.5, half), (-0.5, half)].map(|(x, y): Point| {
        // Split into the part along the axis and the part across, which tips away.
        let along = x * ax + y * ay;
        let across = -x * ay + y * ax;
        let (near, depth) = (across * libm::cos(tilt), across * libm::sin(tilt));
        let zoom = CAMERA / (CAMERA + depth);
        let (px, py) = (
            (along * ax - near * ay) * zoom,
            (along * ay + near * ax) * zoom,
        );
        (
            px * libm::cos(skew) - py * libm::sin(skew),
            px * libm::sin(skew) + py * libm::cos(skew),
        )
    })
}

/// Shifts the sheet until one of its sides is outside by `depth` of its extent.
fn cut(quad: Quad, frame_height: f64, depth: f64, rng: &mut Rng) -> Quad {
    let bounds = Rect::around(&quad);
    // Taken from the side's inner corner, so that nothing of this side stays visible.
    let (dx, dy) = match rng.int(0, 3) {
        0 => (0.0, -quad[0].1.max(quad[1].1) - depth * bounds.height()),
        1 => (1.0 - quad[1].0.min(quad[2].0) + depth * bounds.width(), 0.0),
        2 => (
            0.0,
            frame_height - quad[2].1.min(quad[3].1) + depth * bounds.height(),
        ),
        _ => (-quad[0].0.max(quad[3].0) - depth * bounds.width(), 0.0),
    };
    quad.map(|(x, y)| (x + dx, y + dy))
}

/// Puts two sheets of one shape below or beside each other.
fn side_by_side(quad: Quad, is_tall: bool, rng: &mut Rng) -> Placement {
    let bounds = Rect::around(&quad);
    let frame_height = if is_tall { 0.75 } else { 4.0 / 3.0 };
    let (cell_width, cell_height) = if is_tall {
        (0.5, frame_height)
    } else {
        (1.0, frame_height / 2.0)
    };
    let zoom =
        rng.range(0.8, 0.93) * (cell_width / bounds.width()).min(cell_height / bounds.height());
    let mut put = |column: f64, row: f64| {
        let x = cell_width * (column + 0.5) + rng.spread(0.015);
        let y = cell_height * (row + 0.5) + rng.spread(0.015);
        quad.map(|(px, py)| (px * zoom + x, py * zoom + y))
    };
    let first = put(0.0, 0.0);
    let second = if is_tall {
        put(1.0, 0.0)
    } else {
        put(0.0, 1.0)
    };
    Placement {
        frame_height,
        quad: first,
        companion: Some(second),
        sheet_width: mean_width(&first),
    }
}
