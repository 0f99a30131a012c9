//! Gray in any disguise versus real color.
//!
//! A tint over the whole picture is no color, however strong and however it drifts from one side
//! to the other: it is fitted inside the certificate and taken away. Seams along strokes are no
//! color either: red and blue are moved back onto green. What then still differs from gray, touches
//! and agrees in hue is an object of color, and one of them (a red seal, say) is enough.

mod chroma;
mod fringes;
mod objects;
mod seal;
#[cfg(test)]
mod tests;
mod tint;

use super::cells::Cells;
use super::inside::{Area, Scope};
use certpreflight_formats::codec::Picture;
use chroma::Chroma;
use fringes::Fringes;
use objects::Object;
use tint::Tint;

/// What can be said about the colors of a certificate.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Color {
    /// Whether every pixel has equal red, green and blue.
    pub exactly_gray: bool,
    /// Whether every pixel is black or white.
    pub bilevel: bool,
    /// Gray, colored, or beyond telling.
    pub verdict: ColorVerdict,
    /// How far from the limit between gray and colored, 0..=1; 0 where nothing was decided.
    pub confidence: f64,
    /// Share of the certificate covered by objects whose color differs from the light's tint, 0..=1.
    pub colored_share: f64,
    /// Strength of the light's tint: how much the strongest channel exceeds the weakest where
    /// the certificate is gray, 0..=1. Daylight and well-balanced lamps stay below 0.15.
    pub cast: f64,
    /// Hue of that tint in degrees, 0..360: 0 red, 120 green, 240 blue; `None` without a tint.
    pub cast_hue_degrees: Option<f64>,
    /// The ring of a red seal, in pixels of the upright picture at full size; `None` where none
    /// was recognized, which proves nothing.
    pub red_seal: Option<Area>,
}

/// Gray, colored, or beyond telling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorVerdict {
    /// Nothing on the certificate has a color of its own.
    Gray,
    /// Something on it has.
    Colored,
    /// Too dark, too flat, too small, or colored only where the certificate may not lie.
    Undecided,
}

/// Fewest cells of an object. Five touching cells are a disk of 4 mm on a licence; noise and
/// compression leave none of that size in the tuning set, the star of a seal alone leaves thirteen.
const LEAST_CELLS: usize = 5;

impl Color {
    /// Whether nothing on the certificate has a color of its own.
    pub fn is_gray(&self) -> bool {
        self.verdict == ColorVerdict::Gray
    }

    /// What can be said before looking, or without being able to look.
    fn plain(picture: &Picture) -> Self {
        Self {
            exactly_gray: picture.exactly_gray,
            bilevel: picture.bilevel,
            verdict: ColorVerdict::Undecided,
            confidence: 0.0,
            colored_share: 0.0,
            cast: 0.0,
            cast_hue_degrees: None,
            red_seal: None,
        }
    }
}

/// Measures the colors of the cells inside.
pub(crate) fn measure(picture: &Picture, cells: &Cells, scope: Scope) -> Color {
    let mut color = Color::plain(picture);
    if picture.exactly_gray {
        color.verdict = ColorVerdict::Gray;
        color.confidence = 1.0;
        return color;
    }
    let Some(mut analysis) = ColorAnalysis::of(cells, None, scope) else {
        return color;
    };
    // Seams are looked for only where there is color that they may explain: what looks displaced in a
    // picture without color is chance.
    if !analysis.objects.is_empty() {
        let fringes = Fringes::of(&picture.color);
        if fringes.matter() {
            let aligned = fringes.aligned(cells, &picture.color);
            analysis =
                ColorAnalysis::of(&aligned, Some(fringes.reach()), scope).unwrap_or(analysis);
        }
    }
    let ColorAnalysis {
        tint,
        chroma,
        limit,
        objects,
    } = analysis;
    (color.cast, color.cast_hue_degrees) = tint.cast();
    let covered: usize = objects
        .iter()
        .map(|object| object.component.cells.len())
        .sum();
    color.colored_share = covered as f64 / cells.inside.count().max(1) as f64;
    color.verdict = if objects.is_empty() {
        if shows_colors(&chroma) {
            ColorVerdict::Gray
        } else {
            ColorVerdict::Undecided
        }
    } else if scope == Scope::Certificate || any_central(&objects, &chroma) {
        ColorVerdict::Colored
    } else {
        ColorVerdict::Undecided
    };
    if color.verdict != ColorVerdict::Undecided {
        let strength = chroma.strength_of(limit.cells);
        color.confidence = f64::from((strength / limit.levels - 1.0).abs().min(1.0));
    }
    color.red_seal = seal::find(&chroma, cells.inside.count(), cells.cell_px);
    color
}

/// The cells after the light's tint is taken away.
struct ColorAnalysis {
    tint: Tint,
    chroma: Chroma,
    limit: Limit,
    objects: Vec<Object>,
}

impl ColorAnalysis {
    /// Looks for objects of color; `seams_px` is by how much red and blue were displaced before
    /// they were moved back, if they were. `None` if too little is lit to tell the tint.
    fn of(cells: &Cells, seams_px: Option<f32>, scope: Scope) -> Option<Self> {
        let tint = Tint::fit(cells)?;
        let chroma = Chroma::of(cells, &tint);
        let limit = limit(&tint, seams_px);
        let mut objects = objects::find(&chroma, limit.levels, limit.cells);
        if scope == Scope::Picture {
            objects.retain(|object| !object.is_speck());
        }
        Some(Self {
            tint,
            chroma,
            limit,
            objects,
        })
    }
}

/// What a colored object must at least be.
struct Limit {
    /// Distance from gray in sRGB levels.
    levels: f32,
    cells: usize,
}

/// The limit for this light and this scanner.
fn limit(tint: &Tint, seams_px: Option<f32>) -> Limit {
    // Tuning set: gray pages reach 5 levels over five cells in plain light, and the palest seals
    // (a quarter of their saturation) 12.
    const PLAIN: f32 = 8.0;
    // Light as strong as this clips one channel of paper, or one of print between chroma samples,
    // before the others: 13 levels at a log gain of 0.54.
    const PER_LOG_GAIN: f32 = 16.0;
    const STRONG_LOG_GAIN: f32 = 0.15;
    // Seams that clipping has made uneven don't cancel: 18 levels at a fifth of a pixel. Real
    // color on such scans is far above, a seal at full saturation reaches 60.
    const PER_PIXEL: f32 = 70.0;
    Limit {
        levels: PLAIN
            + PER_LOG_GAIN * (tint.log_gain() - STRONG_LOG_GAIN).max(0.0)
            + PER_PIXEL * seams_px.unwrap_or(0.0),
        cells: if seams_px.is_some() {
            LEAST_CELLS * 2
        } else {
            LEAST_CELLS
        },
    }
}

/// Whether colors would be analysis if there were any.
fn shows_colors(chroma: &Chroma) -> bool {
    // A red seal differs from paper by about the contrast between ink and paper: below 40 levels
    // between dark and light, or in a picture darker than level 60, a pale one is weaker than noise.
    const LEAST_SPAN: f32 = 40.0;
    const LEAST_LIGHT: f32 = 60.0;
    const FEWEST_CELLS: usize = 400;
    let Some((dark, light, count)) = chroma.span() else {
        return false;
    };
    count >= FEWEST_CELLS && light - dark >= LEAST_SPAN && light >= LEAST_LIGHT
}

/// Whether something colored lies in the central half of the picture, which a certificate of
/// unknown place surely covers. Tables lie around it.
fn any_central(objects: &[Object], chroma: &Chroma) -> bool {
    let central = |at: usize, size: usize| at > size / 4 && at < size - size / 4;
    objects.iter().any(|object| {
        let cells = object.component.cells.iter();
        let inner = cells.filter(|&cell| {
            central(cell % chroma.width, chroma.width)
                && central(cell / chroma.width, chroma.height)
        });
        inner.count() >= LEAST_CELLS
    })
}
