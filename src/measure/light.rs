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

    /// Whether too little light reached the certificate.
    pub fn is_too_dark(&self) -> bool {
        self.paper_level < Self::LEAST_PAPER_LEVEL && self.contrast >= Self::LEAST_CONTRAST
    }

    /// Whether the paper is burnt out and has taken the print along.
    pub fn is_washed_out(&self) -> bool {
        self.white_share >= Self::MOST_WHITE_SHARE && self.darkest_level >= Self::MOST_DARKEST_LEVEL
    }

    /// Whether print and paper differ too little, but not for want or excess of light.
    pub fn is_flat(&self) -> bool {
        self.contrast < Self::LEAST_CONTRAST && !self.is_washed_out()
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
            total: 0,
        };
        for (row, columns) in inside.rows().step_by(step) {
            let line = &luma.as_raw()[row * size.0..(row + 1) * size.0];
            for &level in line[columns].iter().step_by(step) {
                levels.counts[usize::from(level)] += 1;
                levels.total += 1;
            }
        }
        levels
    }

    /// The level that this share of the samples does not exceed.
    fn quantile(&self, share: f64) -> f64 {
        let wanted = f64::from(self.total) * share;
        let mut seen = 0;
        for (level, count) in (0_u8..=255).zip(self.counts) {
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
    let sum: f32 = cells.inside.places(cells.width).map(|place| cells.white[place]).sum();
    f64::from(sum) / count.max(1) as f64
}

/// Light on the lightest and on the darkest part of the paper, as a ratio.
fn unevenness(cells: &Cells) -> Option<f64> {
    // Twenty parts: each shows some paper, and a shadow's edge is no narrower.
    const DOWN: usize = 4;
    const ACROSS: usize = 5;
    // Less light than a level of 20 is a hole in the page or its outside, not paper.
    const LEAST_LIGHT: f32 = 0.007;
    let rows: Vec<_> = cells.inside.rows().filter(|(_, columns)| columns.len() >= ACROSS).collect();
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
