//! How the certificate is lit: how brightly, how evenly, with how much contrast and which reflections.

use super::cells::Cells;
use super::geometry::Quad;
use super::glare;
use super::inside::{Area, Scope};
use super::levels::Levels;
use super::statistics::quantile;
use certpreflight_formats::codec::Picture;

/// Brightness and contrast inside the certificate, or of the whole picture where it is not known.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Light {
    /// Whether the figures are the certificate's; the whole picture's otherwise.
    pub of_certificate: bool,
    /// Level of the paper, 0..=255: nine tenths of the certificate are not lighter. Where the
    /// certificate is not known, all but 3 % of the picture.
    pub paper_level: f64,
    /// How much darker than the paper the print is, as a share of the paper's level, 0..=1: one
    /// thousandth of the certificate is at least as dark as the print.
    pub contrast: f64,
    /// Steepest edges as a share of that contrast, 0..=1: in every direction a third of a percent
    /// of the certificate changes faster within two pixels. Blur takes it away, haze doesn't.
    pub crispness: f64,
    /// Whether the strokes of the print are about a pixel wide, so that they show how dark they are.
    pub resolves_strokes: bool,
    /// Level of the darkest pixels, 0..=255: all but 3 in 1000 of the pixels are lighter.
    pub darkest_level: f64,
    /// Share of pixels burnt out in all three channels, 0..=1.
    pub white_share: f64,
    /// Lightest over darkest part of the paper, in linear light, 1 being even; `None` where the
    /// certificate is not known.
    pub unevenness: Option<f64>,
    /// The largest reflection, in the middle of the picture where the certificate is not known;
    /// `None` where none was found.
    pub glare: Option<Area>,
    /// Share of the certificate that reflections have burnt out, 0..=1.
    pub glare_share: f64,
}

impl Light {
    /// Strokes narrower than a pixel mix with their paper. In the smallest pictures of the tuning
    /// set that leaves them 0.28 of the paper's level; less than this is faint all the same.
    const LEAST_MIXED_CONTRAST: f64 = 0.2;

    /// Edges less crisp than this belong to a blurred picture, whose print is pale for that reason.
    /// Tuning set: 0.52 and above where contrast was taken away, 0.34 and above where light was
    /// added; of blurred pictures with so little contrast as is asked about, 0.31 and below.
    const LEAST_CRISPNESS: f64 = 0.33;

    /// Strokes are about a pixel wide from this extent on, the side of a square as large as the inner
    /// certificate in pixels of the analysis picture: digits of an ID card are then 10 px high.
    const LEAST_EXTENT_PX: f64 = 255.0;

    /// Whether a low contrast is that of the ink itself, and not of strokes that blur or too few
    /// pixels have mixed with their paper.
    pub fn shows_ink(&self) -> bool {
        let is_mixed = !self.resolves_strokes && self.contrast >= Self::LEAST_MIXED_CONTRAST;
        self.crispness >= Self::LEAST_CRISPNESS && !is_mixed
    }
}

/// Measures the light of what lies inside the page.
pub(crate) fn measure(picture: &Picture, page: Option<&Quad>, cells: &Cells) -> Light {
    let levels = Levels::of(picture, page);
    let scope = Scope::of(page);
    let paper_share = match scope {
        Scope::Certificate => 0.9,
        Scope::Picture => 0.97,
    };
    let paper_level = levels.quantile(paper_share);
    // The darkest thousandth: the certificate's title alone is more.
    let print_level = levels.quantile(0.001);
    let glare = glare::find(cells, scope);
    Light {
        of_certificate: scope == Scope::Certificate,
        paper_level,
        contrast: (1.0 - print_level / paper_level.max(1.0)).clamp(0.0, 1.0),
        crispness: (levels.least_step(0.997) / (paper_level - print_level).max(1.0)).min(1.0),
        resolves_strokes: levels.extent_px() >= Light::LEAST_EXTENT_PX,
        darkest_level: levels.quantile(0.003),
        white_share: white_share(cells),
        unevenness: page.and_then(|_| unevenness(cells)),
        glare: glare.largest,
        glare_share: glare.share,
    }
}

fn white_share(cells: &Cells) -> f64 {
    let count = cells.inside.count();
    let sum: f32 = cells
        .inside
        .places(cells.width)
        .map(|place| cells.white[place])
        .sum();
    f64::from(sum) / count.max(1) as f64
}

/// Light on the lightest and on the darkest part of the paper, as a ratio.
fn unevenness(cells: &Cells) -> Option<f64> {
    // Twenty parts: each shows some paper, and a shadow's edge is no narrower.
    const DOWN: usize = 4;
    const ACROSS: usize = 5;
    // Less light than a level of 20 is a hole in the page or its outside, not paper.
    const LEAST_LIGHT: f32 = 0.007;
    let rows: Vec<_> = cells
        .inside
        .rows()
        .filter(|(_, columns)| columns.len() >= ACROSS)
        .collect();
    let mut parts = Vec::with_capacity(DOWN * ACROSS);
    for down in 0..DOWN {
        let band = &rows[rows.len() * down / DOWN..rows.len() * (down + 1) / DOWN];
        for across in 0..ACROSS {
            let mut light: Vec<f32> = band
                .iter()
                .flat_map(|(row, columns)| {
                    let start = row * cells.width + columns.start;
                    let end = columns.len() * (across + 1) / ACROSS;
                    (columns.len() * across / ACROSS..end).map(move |column| start + column)
                })
                // Print and seals absorb some colors, shadows all of them.
                .map(|place| cells.light[place].into_iter().fold(0.0, f32::max))
                .collect();
            parts.extend(quantile(&mut light, 0.9, f32::total_cmp));
        }
    }
    parts.sort_by(f32::total_cmp);
    // The extremes may be a portrait or a reflection.
    let (darkest, lightest) = (*parts.get(1)?, *parts.iter().nth_back(1)?);
    (darkest >= LEAST_LIGHT).then(|| f64::from(lightest / darkest).max(1.0))
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage};
    use proptest::prelude::*;

    use super::{Light, Quad};
    use crate::testing::{light_of, picture};

    /// Gray paper with lines of print, and on it whatever brightness `spot` adds by the distance
    /// from the middle.
    fn page_with(spot: impl Fn(f64) -> f64) -> Light {
        let page = RgbImage::from_fn(600, 400, |x, y| {
            let print = y % 20 < 6 && x % 12 < 7;
            let level = if print { 60.0 } else { 205.0 };
            let distance = (f64::from(x) - 300.0).hypot(f64::from(y) - 200.0);
            Rgb([(level + spot(distance)).min(255.0) as u8; 3])
        });
        light_of(
            &picture(page),
            Some(&Quad([
                (0.0, 0.0),
                (600.0, 0.0),
                (600.0, 400.0),
                (0.0, 400.0),
            ])),
        )
    }

    #[test]
    fn a_soft_white_spot_is_a_reflection_and_a_white_label_is_none() {
        let glare = page_with(|distance| 900.0 * (-distance * distance / 3000.0).exp());
        let area = glare.glare.expect("the spot is a reflection");
        assert!((area.x..area.x + area.width).contains(&300), "{area:?}");
        assert!((area.y..area.y + area.height).contains(&200), "{area:?}");
        assert!((0.01..0.2).contains(&glare.glare_share));
        let label = page_with(|distance| if distance < 60.0 { 255.0 } else { 0.0 });
        assert_eq!(label.glare, None);
    }

    proptest! {
        #[test]
        fn every_picture_has_finite_numbers(
            (width, height) in (1..60_u32, 1..60_u32),
            bytes in prop::collection::vec(any::<u8>(), 1..200),
        ) {
            let any = picture(RgbImage::from_fn(width, height, |x, y| {
                Rgb([bytes[(y * width + x) as usize % bytes.len()]; 3])
            }));
            let all = (f64::from(width), f64::from(height));
            let page = Quad([(0.0, 0.0), (all.0, 0.0), all, (0.0, all.1)]);
            for page in [None, Some(&page)] {
                let light = light_of(&any, page);
                for share in [light.contrast, light.white_share, light.glare_share] {
                    prop_assert!((0.0..=1.0).contains(&share), "{light:?}");
                }
                for level in [light.paper_level, light.darkest_level] {
                    prop_assert!((0.0..=255.0).contains(&level), "{light:?}");
                }
                prop_assert!(light.unevenness.is_none_or(|ratio| ratio.is_finite() && ratio >= 1.0));
            }
        }
    }
}
