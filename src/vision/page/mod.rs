//! Where the certificate lies: color picture in, quadrilateral out, with how sure that is.
//!
//! Long straight edges are collected at a size of a few hundred cells; the four that part
//! something strange from the picture's surroundings on all sides are the paper's. What no four
//! lines explain well is not found: a tight crop shows no paper edge, white paper may vanish on a
//! white lid. The sides are then drawn through the steepest luma at the resolution of text.

mod blob;
mod content;
mod field;
mod geometry;
mod lines;
mod refine;
mod search;
#[cfg(test)]
mod tests;

pub(super) use content::hold_against_print;
pub use geometry::Quad;

use certpreflight_formats::codec::Picture;
use field::{Field, Part};
use lines::Origin;
use search::{Found, Grid};

/// Where the certificate lies in the picture.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Page {
    /// The certificate; `None` if its edges can't be told from what else is in the picture.
    pub certificate: Option<Certificate>,
    /// A second certificate of about the same size, with all of its edges; or the box around its
    /// print, where its edges don't show.
    pub companion: Option<Quad>,
}

/// A certificate found in the picture.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Certificate {
    /// Its corners in pixels of the full picture; they may lie outside.
    pub quad: Quad,
    /// How sure it is that these are the paper's edges, 0..=1.
    pub confidence: f64,
    /// How its upper, right, lower and left side meet the frame, as seen in the picture.
    pub sides: [Side; 4],
    /// Part of the picture it covers, 0..=1.
    pub share_of_frame: f64,
    /// Longer over shorter of opposite sides, whichever pair differs more; 1 is parallel.
    pub perspective_ratio: f64,
    /// Clockwise slope of its level sides in degrees, -45..=45.
    pub skew_degrees: f64,
}

impl Certificate {
    /// Whether it has the shape of a sheet of the A series, upright or lying: 1.41 times as long as
    /// wide, seen at a slant a tenth more or less. ID cards are 1.58 times as long.
    pub(crate) fn is_sheet(&self) -> bool {
        (1.27..=1.5).contains(&self.quad.elongation())
    }

    /// Whether the shape can't be that of an ID card which is cut off or seen from the side: on the
    /// tuning set's good pictures of sheets opposite sides differ by a tenth at most.
    pub(crate) fn is_surely_sheet(&self) -> bool {
        const MOST_SLANTED: f64 = 1.15;
        self.is_sheet() && self.cut_sides() < 1.0 && self.perspective_ratio < MOST_SLANTED
    }

    /// How many of its sides are outside the picture.
    pub(crate) fn cut_sides(&self) -> f64 {
        self.sides
            .iter()
            .map(|side| f64::from(u8::from(*side == Side::Cut)))
            .sum()
    }
}

/// How a side of the certificate meets the frame of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Side {
    /// Its edge is in the picture.
    Visible,
    /// The certificate goes on beyond the frame: its neighboring sides run into it.
    Cut,
}

/// Half of a side's best possible score. On the tuning half of the corpus 3 % of what passes
/// overlaps the certificate by less than four fifths, and 8 % doesn't pass.
const LEAST_CONFIDENCE: f64 = 0.46;

/// Finds the certificate.
pub(super) fn find(picture: &Picture) -> Page {
    // Four lines around little come together by chance more easily, as around the number of a noisy
    // close-up: 0.49. Real ones so far away reach 0.51 at least, nine in ten of them 0.74.
    const LEAST_OF_SMALL: f64 = 0.5;
    const SMALL: f64 = 0.2;
    // Icons have edges, too, but no certificate of that size could be read.
    const LEAST_SIDE_PX: u32 = 100;
    let color = &picture.color;
    if picture.width.min(picture.height) < LEAST_SIDE_PX {
        return Page::default();
    }
    let whole = Part {
        left: 0,
        top: 0,
        width: color.width(),
        height: color.height(),
    };
    let Some(far) = View::new(picture, whole) else {
        return Page::default();
    };
    if let Some((first, second)) = far.pair() {
        return Page {
            certificate: Some(far.certificate(picture, &first)),
            companion: Some(far.to_picture(picture, &second.quad)),
        };
    }
    let near = far.nearer(picture);
    let best = near.as_ref().unwrap_or(&far);
    let certificate = best
        .best
        .first()
        .map(|found| best.certificate(picture, found));
    Page {
        certificate: certificate.filter(|certificate| {
            certificate.confidence >= LEAST_CONFIDENCE
                && (certificate.share_of_frame >= SMALL || certificate.confidence >= LEAST_OF_SMALL)
        }),
        companion: None,
    }
}

/// A part of the picture and what was found in it, best first.
struct View {
    field: Field,
    best: Vec<Found>,
}

impl View {
    fn new(picture: &Picture, part: Part) -> Option<Self> {
        // Two certificates in one picture are the best two only after all of their halves.
        const KEPT: usize = 60;
        let field = Field::new(&picture.color, part)?;
        let best = Grid::new(&field).best(&field, KEPT);
        Some(Self { field, best })
    }

    /// A closer look at the one thing that lies in the picture, if that is a certificate.
    fn nearer(&self, picture: &Picture) -> Option<Self> {
        const CLEAR: f32 = 0.9;
        // A certificate fills its outline; a portrait's or a seal's box doesn't.
        const LEAST_FILLED: f64 = 0.75;
        const MOST_SLANTED: f64 = 1.35;
        let from_afar = self.best.first().map_or(0.0, |found| found.score);
        if from_afar > CLEAR {
            return None;
        }
        let thing = blob::closer_look(&self.field)?;
        let near = Self::new(picture, thing.part)?;
        let found = near.best.first()?;
        let area = near.field.to_color_quad(&found.quad).area();
        let is_certificate =
            area >= LEAST_FILLED * thing.area && found.quad.perspective_ratio() < MOST_SLANTED;
        (found.score > from_afar && is_certificate).then_some(near)
    }

    fn to_picture(&self, picture: &Picture, quad: &Quad) -> Quad {
        let across = f64::from(picture.width) / f64::from(picture.color.width());
        let down = f64::from(picture.height) / f64::from(picture.color.height());
        self.field
            .to_color_quad(quad)
            .map(|(x, y)| (x * across, y * down))
    }

    /// Two certificates beside each other that hold about as well as the best single one.
    fn pair(&self) -> Option<(Found, Found)> {
        // On the tuning half of the corpus pairs that don't exist reach 0.51 at most, or stay
        // 0.20 behind the single certificate; three in four of those that do exist reach 0.7, and
        // the others are mostly found by their print.
        const LEAST_SCORE: f32 = 0.6;
        const MOST_BEHIND: f32 = 0.15;
        let best = self.best.first()?;
        let mut pair: Option<(Found, Found)> = None;
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

    fn certificate(&self, picture: &Picture, found: &Found) -> Certificate {
        // A cut side has no edge that could score; one of them is no reason for doubt.
        const CUT_SIDE: f32 = 0.08;
        let quad = self.refined(picture, found);
        let (width, height) = (f64::from(picture.width), f64::from(picture.height));
        let share = geometry::area(&quad.clipped(width, height)) / (width * height).max(1.0);
        let sides = found.sides.map(|side| match side.origin {
            Origin::Edge => Side::Visible,
            Origin::Border => Side::Cut,
        });
        let is_cut_once = sides.iter().filter(|side| **side == Side::Cut).count() == 1;
        let score = if is_cut_once {
            found.score + CUT_SIDE
        } else {
            found.score
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

    /// The found quadrilateral in full pixels, its visible sides at the steepest luma.
    fn refined(&self, picture: &Picture, found: &Found) -> Quad {
        // A line of cells is off by two of them at most.
        const REACH_CELLS: f64 = 2.0;
        let quad = self.to_picture(picture, &found.quad);
        let across = f64::from(picture.luma.width()) / f64::from(picture.width);
        let down = f64::from(picture.luma.height()) / f64::from(picture.height);
        let per_cell = self.field.pixels_per_cell() * f64::from(picture.luma.width())
            / f64::from(picture.color.width());
        let in_luma = quad.map(|(x, y)| (x * across, y * down));
        let which = found.sides.map(|side| side.origin == Origin::Edge);
        refine::refine(
            &picture.luma,
            &in_luma,
            which,
            (REACH_CELLS * per_cell).clamp(2.0, 24.0),
        )
        .map(|(x, y)| (x / across, y / down))
    }
}
