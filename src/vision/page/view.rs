//! A part of the picture at the size of a field, with the outlines of certificates in it.

use certpreflight_formats::codec::Picture;

use super::certificate::{Certificate, Side};
use super::field::{Field, Part};
use super::lines::Origin;
use super::outline::{LineGrid, Outline};
use super::{close_up, refine};
use crate::geometry::{Quad, area};

/// A part of the picture and what was found in it, best first.
pub(super) struct FieldView {
    field: Field,
    pub(super) best: Vec<Outline>,
}

impl FieldView {
    pub(super) fn new(picture: &Picture, part: Part) -> Option<Self> {
        // Two certificates in one picture are the best two only after all of their halves.
        const KEPT: usize = 60;
        let field = Field::new(&picture.color, part)?;
        let best = LineGrid::new(&field).best(&field, KEPT);
        Some(Self { field, best })
    }

    /// A closer look at the one object that lies in the picture, if that is a certificate.
    pub(super) fn nearer(&self, picture: &Picture) -> Option<Self> {
        const CLEAR: f32 = 0.9;
        // A certificate fills its outline; a portrait's or a seal's box doesn't.
        const LEAST_FILLED: f64 = 0.75;
        const MOST_SLANTED: f64 = 1.35;
        let from_afar = self.best.first().map_or(0.0, |outline| outline.score);
        if from_afar > CLEAR {
            return None;
        }
        let object = close_up::find(&self.field)?;
        let near = Self::new(picture, object.part)?;
        let outline = near.best.first()?;
        let area = near.field.to_color_quad(&outline.quad).area();
        let is_certificate =
            area >= LEAST_FILLED * object.area && outline.quad.perspective_ratio() < MOST_SLANTED;
        (outline.score > from_afar && is_certificate).then_some(near)
    }

    /// A quadrilateral of the field in pixels of the full picture.
    pub(super) fn to_picture(&self, picture: &Picture, quad: &Quad) -> Quad {
        let across = f64::from(picture.width) / f64::from(picture.color.width());
        let down = f64::from(picture.height) / f64::from(picture.color.height());
        self.field
            .to_color_quad(quad)
            .map(|(x, y)| (x * across, y * down))
    }

    /// Two certificates beside each other whose edges are about as clear as those of the best single
    /// one.
    pub(super) fn pair(&self) -> Option<(Outline, Outline)> {
        // On the tuning half of the corpus pairs that don't exist reach 0.51 at most, or stay
        // 0.20 behind the single certificate; three in four of those that do exist reach 0.7, and
        // the others are mostly found by their print.
        const LEAST_SCORE: f32 = 0.6;
        const MOST_BEHIND: f32 = 0.15;
        let best = self.best.first()?;
        let mut pair: Option<(Outline, Outline)> = None;
        let mut highest = LEAST_SCORE.max(best.score - MOST_BEHIND);
        for (index, first) in self.best.iter().enumerate() {
            for second in &self.best[index + 1..] {
                let lower = first.alone.min(second.alone);
                if lower > highest
                    && first.quad.is_twin_of(&second.quad)
                    && self.are_large([&first.quad, &second.quad])
                {
                    highest = lower;
                    pair = Some((*first, *second));
                }
            }
        }
        pair
    }

    /// Figures in a book and cells of a table are twins, too, but small.
    fn are_large(&self, quads: [&Quad; 2]) -> bool {
        const LEAST_SHARE: f64 = 0.12;
        let whole = (self.field.width * self.field.height) as f64;
        quads.iter().all(|quad| quad.area() >= LEAST_SHARE * whole)
    }

    /// The certificate that an outline is the edge of.
    pub(super) fn certificate(&self, picture: &Picture, outline: &Outline) -> Certificate {
        // A cut side has no edge that could score; one of them is no reason for doubt.
        const CUT_SIDE: f32 = 0.08;
        let quad = self.refined(picture, outline);
        let (width, height) = (f64::from(picture.width), f64::from(picture.height));
        let share = area(&quad.clipped(width, height)) / (width * height).max(1.0);
        let sides = outline.sides.map(|side| match side.origin {
            Origin::Edge => Side::Visible,
            Origin::Border => Side::Cut,
        });
        let is_cut_once = sides.iter().filter(|side| **side == Side::Cut).count() == 1;
        let score = if is_cut_once {
            outline.score + CUT_SIDE
        } else {
            outline.score
        };
        Certificate {
            quad,
            confidence: f64::from(score.clamp(0.0, 1.0)),
            sides,
            share_of_frame: share.clamp(0.0, 1.0),
            perspective_ratio: quad.perspective_ratio(),
            skew_degrees: quad.skew_degrees(),
        }
    }

    /// The outline in full pixels, its visible sides at the steepest luma.
    fn refined(&self, picture: &Picture, outline: &Outline) -> Quad {
        // A line of cells is off by two of them at most.
        const REACH_CELLS: f64 = 2.0;
        let quad = self.to_picture(picture, &outline.quad);
        let across = f64::from(picture.luma.width()) / f64::from(picture.width);
        let down = f64::from(picture.luma.height()) / f64::from(picture.height);
        let per_cell = self.field.pixels_per_cell() * f64::from(picture.luma.width())
            / f64::from(picture.color.width());
        let in_luma = quad.map(|(x, y)| (x * across, y * down));
        let which = outline.sides.map(|side| side.origin == Origin::Edge);
        refine::refine(
            &picture.luma,
            &in_luma,
            which,
            (REACH_CELLS * per_cell).clamp(2.0, 24.0),
        )
        .map(|(x, y)| (x / across, y / down))
    }
}
