//! How the certificate is lit: too dark, washed out, flat, unevenly, with a reflection on it.

use super::cells::Cells;
use super::glare;
use super::inside::{Area, Corners, INSET, Inside, Scope};
use crate::decode::Picture;

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
    /// hundredth of the certificate is at least as dark as the print.
    pub contrast: f64,
    /// Steepest edges as a share of that contrast, 0..=1: a third of a percent of the certificate
    /// changes faster within two pixels. Blur takes it away, haze doesn't.
    pub crispness: f64,
    /// Level of the darkest things, 0..=255: all but 3 in 1000 of the pixels are lighter.
    pub darkest_level: f64,
    /// Share of pixels burnt out in all three channels, 0..=1.
    pub white_share: f64,
    /// Lightest over darkest part of the paper, in linear light, 1 being even; `None` where the
    /// certificate is not known.
    pub unevenness: Option<f64>,
    /// The largest reflection; `None` where there is none or the certificate is not known.
    pub glare: Option<Area>,
    /// Share of the certificate that reflections have burnt out, 0..=1.
    pub glare_share: f64,
}

impl Light {
    /// Paper below this level is too dark. Half of 255: properly exposed paper of the tuning set
    /// lies at 161 and above, paper under a fifth of that light at 109 and below.
    pub const LEAST_PAPER_LEVEL: f64 = 128.0;

    /// Print closer to the paper than this is too faint. Between the flattest clean picture of the
    /// tuning set (0.54) and the one with the most contrast among those that have a third of theirs
    /// left (0.33). Underexposure alone leaves 0.6.
    pub const LEAST_CONTRAST: f64 = 0.42;

    /// Nothing at least so dark is left in a washed-out picture: below 56 in no overexposed picture
    /// of the tuning set; white scans reach 29 (and 68 at worst).
    pub const MOST_DARKEST_LEVEL: f64 = 50.0;

    /// Burnt-out share of a washed-out picture: at least 0.53 in the tuning set. White scans burn
    /// out as well, but keep their black.
    pub const MOST_WHITE_SHARE: f64 = 0.5;

    /// Light may differ across the paper by this factor: clean pictures of the tuning set, with
    /// shadows across, reach 2.1.
    pub const MOST_UNEVENNESS: f64 = 2.5;

    /// A picture of little contrast is hazy if its edges are at least so crisp, and blurred
    /// otherwise. Tuning set: 0.82 and above where contrast was taken away, up to 0.84 where it is
    /// for want of focus.
    pub const LEAST_CRISPNESS: f64 = 0.78;

    /// Whether too little light reached the certificate.
    pub fn is_too_dark(&self) -> bool {
        self.paper_level < Self::LEAST_PAPER_LEVEL && !self.is_flat()
    }

    /// Whether the paper is burnt out and has taken the print along.
    pub fn is_washed_out(&self) -> bool {
        self.white_share >= Self::MOST_WHITE_SHARE && self.darkest_level >= Self::MOST_DARKEST_LEVEL
    }

    /// Whether print and paper differ too little, but neither for excess of light nor for blur.
    pub fn is_flat(&self) -> bool {
        self.contrast < Self::LEAST_CONTRAST
            && self.crispness >= Self::LEAST_CRISPNESS
            && !self.is_washed_out()
    }
}

/// Measures the light of what lies inside the page.
pub(crate) fn measure(picture: &Picture, page: Option<&Corners>, cells: &Cells) -> Light {
    let levels = Levels::of(picture, page);
    let scope = Scope::of(page);
    let paper_share = match scope {
        Scope::Certificate => 0.9,
        Scope::Picture => 0.97,
    };
    let paper_level = levels.quantile(paper_share);
    let glare = glare::find(cells, scope);
    Light {
        of_certificate: scope == Scope::Certificate,
        paper_level,
        contrast: (1.0 - levels.quantile(0.01) / paper_level.max(1.0)).clamp(0.0, 1.0),
        crispness: (levels.quantile_of(&levels.steps, 0.997)
            / (paper_level - levels.quantile(0.01)).max(1.0))
        .min(1.0),
        darkest_level: levels.quantile(0.003),
        white_share: white_share(cells),
        unevenness: page.and_then(|_| unevenness(cells)),
        glare: glare.largest,
        glare_share: glare.share,
    }
}

/// Counts of luma levels.
struct Levels {
    counts: [u32; 256],
    /// Of the larger difference to the pixels two to the right and two below.
    steps: [u32; 256],
    total: u32,
}

impl Levels {
    fn of(picture: &Picture, page: Option<&Corners>) -> Self {
        let luma = &picture.luma;
        let size = (luma.width() as usize, luma.height() as usize);
        let scale = (
            f64::from(picture.width) / f64::from(luma.width().max(1)),
            f64::from(picture.height) / f64::from(luma.height().max(1)),
        );
        let inside = match page {
            Some(corners) => Inside::within(corners, INSET, size, scale),
            None => Inside::whole(size.0, size.1),
        };
        // A hundred thousand samples fix a quantile of 3 in 1000 to a few percent.
        let step = 1 + ((size.0 * size.1) as f64 / 400_000.0).sqrt() as usize;
        let mut levels = Self {
            counts: [0; 256],
            steps: [0; 256],
            total: 0,
        };
        for (row, columns) in inside.rows().step_by(step) {
            for column in columns.step_by(step) {
                let at = |x: usize, y: usize| {
                    luma.as_raw()[y.min(size.1 - 1) * size.0 + x.min(size.0 - 1)]
                };
                let level = at(column, row);
                let across = level.abs_diff(at(column + 2, row));
                let down = level.abs_diff(at(column, row + 2));
                levels.counts[usize::from(level)] += 1;
                levels.steps[usize::from(across.max(down))] += 1;
                levels.total += 1;
            }
        }
        levels
    }

    /// The level that this share of the samples does not exceed.
    fn quantile(&self, share: f64) -> f64 {
        self.quantile_of(&self.counts, share)
    }

    fn quantile_of(&self, counts: &[u32; 256], share: f64) -> f64 {
        let wanted = f64::from(self.total) * share;
        let mut seen = 0;
        for (level, &count) in (0_u8..=255).zip(counts) {
            seen += count;
            if f64::from(seen) > wanted {
                return f64::from(level);
            }
        }
        255.0
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
                .map(|place| cells.light[place][1])
                .collect();
            let rank = light.len() * 9 / 10;
            if rank < light.len() {
                parts.push(*light.select_nth_unstable_by(rank, f32::total_cmp).1);
            }
        }
    }
    parts.sort_by(f32::total_cmp);
    // The extremes may be a portrait or a reflection.
    let (darkest, lightest) = (*parts.get(1)?, *parts.iter().nth_back(1)?);
    (darkest >= LEAST_LIGHT).then(|| f64::from(lightest / darkest).max(1.0))
}

#[cfg(test)]
mod tests {
    use certpreflight_corpus::{Defect, Kind};
    use image::{Rgb, RgbImage};
    use proptest::prelude::*;

    use super::Light;
    use crate::measure::testing::{light_of, picture, specimen};

    fn faults(light: &Light) -> Vec<&'static str> {
        [
            ("dark", light.is_too_dark()),
            ("washed out", light.is_washed_out()),
            ("flat", light.is_flat()),
            ("glare", light.glare.is_some()),
            (
                "uneven",
                light
                    .unevenness
                    .is_some_and(|ratio| ratio > Light::MOST_UNEVENNESS),
            ),
        ]
        .into_iter()
        .filter_map(|(name, found)| found.then_some(name))
        .collect()
    }

    #[test]
    fn each_fault_of_the_light_is_told_from_the_others() {
        let cases: [(Defect, f64, &[&str]); 6] = [
            (Defect::None, 0.0, &[]),
            (Defect::GrayBilevel, 0.5, &[]),
            (Defect::Underexposed, 0.08, &["dark"]),
            (Defect::Overexposed, 5.0, &["washed out"]),
            (Defect::LowContrast, 0.15, &["flat"]),
            (Defect::GrayPhotocopy, 0.3, &[]),
        ];
        for (defect, amount, expected) in cases {
            for kind in Kind::NUMBERED {
                let (picture, specimen) = specimen(kind, 51, defect, amount);
                let light = light_of(&picture, Some(&specimen.truth.corners_px));
                assert_eq!(
                    faults(&light),
                    expected,
                    "{kind} {defect} {amount}: {light:?}"
                );
            }
        }
    }

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
            Some(&[(0.0, 0.0), (600.0, 0.0), (600.0, 400.0), (0.0, 400.0)]),
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
            let page = [(0.0, 0.0), (all.0, 0.0), all, (0.0, all.1)];
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
