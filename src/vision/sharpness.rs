//! Fine detail of a line of text: how much of what its characters consist of has survived.
//!
//! A line is straightened and brought to [`UNIT`] samples per character height, so that a small
//! character, a blurred one and a blown-up one are measured alike. What is left of each band of
//! spatial frequencies (in cycles per character height) is measured in four directions: motion
//! takes it from one of them, defocus from all.

use image::GrayImage;

use super::geometry::Point;
use super::statistics::histogram_quantile;
use super::straighten::{LineImage, LineSampling, straighten};

/// Samples per character height of a straightened line.
const UNIT: usize = 24;
/// Rows of such a line: the character and a quarter of its height above and below.
const ROWS: usize = UNIT * 3 / 2;
/// Samples of one profile; columns are crossed in full.
const PROFILE: usize = ROWS;
/// Most columns, about 25 characters.
const MOST_COLUMNS: usize = UNIT * 20;

/// Bands of spatial frequency.
pub(super) const BANDS: usize = 5;
/// Limits of the bands in cycles per character height. A digit is one and a half to three strokes
/// and gaps high, so that the second and third band carry its shape.
const BAND_LIMITS: [f32; BANDS + 1] = [0.4, 1.4, 2.4, 3.4, 4.9, 7.1];

/// Width of a band in cycles per character height.
pub(super) fn band_width(band: usize) -> f64 {
    f64::from(BAND_LIMITS[band + 1] - BAND_LIMITS[band])
}

/// Directions in which detail is measured: along the line, across, and both diagonals.
pub(super) const DIRECTIONS: usize = 4;

/// What a line consists of, in squared levels of 255.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Detail {
    /// Variance by direction and band.
    pub(super) bands: [[f32; BANDS]; DIRECTIONS],
    /// Difference between paper and ink in levels of 255: 95th to 5th percentile.
    pub(super) contrast: f32,
    /// Mean darkness of the characters below the paper in levels: ink that blur spreads, but
    /// doesn't remove.
    pub(super) ink: f32,
}

impl Detail {
    /// Measures what is left of the characters of a line; corners in pixels as in
    /// [`super::text::TextLine::corners_px`]. `None` if it is empty.
    pub(super) fn of(
        luma: &GrayImage,
        corners: &[Point; 4],
        character_height_px: f64,
    ) -> Option<Self> {
        let sampling = LineSampling {
            unit: UNIT,
            rows: ROWS,
            margin: PROFILE as f64 / 6.0,
            columns: (PROFILE, MOST_COLUMNS),
        };
        let line = straighten(luma, corners, character_height_px, sampling)?;
        let at = |row: usize, column: usize| line.levels[row * line.columns + column];
        let spectrum = Spectrum::new();
        let mut along = Power::default();
        for row in (ROWS / 6..ROWS * 5 / 6).step_by(2) {
            for start in (0..=line.columns - PROFILE).step_by(PROFILE / 2) {
                spectrum.add(&mut along, |i| at(row, start + i));
            }
        }
        let mut across = Power::default();
        for column in (0..line.columns).step_by(3) {
            spectrum.add(&mut across, |i| at(i, column));
        }
        let (mut falling, mut rising) = (Power::default(), Power::default());
        for column in (0..=line.columns - PROFILE).step_by(4) {
            spectrum.add(&mut falling, |i| at(i, column + i));
            spectrum.add(&mut rising, |i| at(ROWS - 1 - i, column + i));
        }
        let diagonal = core::f32::consts::SQRT_2;
        let (contrast, ink) = tones(&line);
        Some(Self {
            bands: [
                along.bands(1.0),
                across.bands(1.0),
                falling.bands(diagonal),
                rising.bands(diagonal),
            ],
            contrast,
            ink,
        })
    }
}

/// Contrast and mean darkness below the paper.
fn tones(line: &LineImage) -> (f32, f32) {
    let mut counts = [0_u32; 256];
    for &level in &line.levels {
        counts[level.clamp(0.0, 255.0) as usize] += 1;
    }
    let level = |share| histogram_quantile(&counts, share).map_or(255.0, |level| level as f32);
    let paper = level(0.9);
    let characters = &line.levels[ROWS / 6 * line.columns..ROWS * 5 / 6 * line.columns];
    let dark = characters.iter().map(|&level| (paper - level).max(0.0));
    (
        level(0.95) - level(0.05),
        dark.sum::<f32>() / characters.len().max(1) as f32,
    )
}

/// Highest harmonic of a profile that is looked at.
const HARMONICS: usize = PROFILE / 3;

/// Sum of spectra and their number.
#[derive(Clone, Copy, Debug, Default)]
struct Power {
    sums: [f32; HARMONICS],
    profiles: u32,
}

impl Power {
    /// Mean variance by band; `pitch` is the distance of the samples in units of [`UNIT`].
    fn bands(&self, pitch: f32) -> [f32; BANDS] {
        let mut bands = [0.0; BANDS];
        for (index, sum) in self.sums.iter().enumerate() {
            let frequency = (index + 1) as f32 * UNIT as f32 / (PROFILE as f32 * pitch);
            let place =
                (0..BANDS).find(|&b| (BAND_LIMITS[b]..BAND_LIMITS[b + 1]).contains(&frequency));
            if let Some(band) = place {
                bands[band] += sum / self.profiles.max(1) as f32;
            }
        }
        bands
    }
}

/// A windowed Fourier transform of one length.
struct Spectrum {
    window: [f32; PROFILE],
    waves: Vec<[[f32; PROFILE]; 2]>,
    scale: f32,
}

impl Spectrum {
    fn new() -> Self {
        let turn = core::f32::consts::TAU / PROFILE as f32;
        let window: [f32; PROFILE] =
            core::array::from_fn(|i| 0.5 - 0.5 * ((i as f32 + 0.5) * turn).cos());
        let waves = (1..=HARMONICS)
            .map(|k| {
                let wave = |f: fn(f32) -> f32| {
                    core::array::from_fn(|i| f(((i * k) % PROFILE) as f32 * turn))
                };
                [wave(f32::cos), wave(f32::sin)]
            })
            .collect();
        let energy: f32 = window.iter().map(|w| w * w).sum();
        Self {
            window,
            waves,
            scale: 2.0 / (PROFILE as f32 * energy),
        }
    }

    fn add(&self, power: &mut Power, sample: impl Fn(usize) -> f32) {
        let mut profile: [f32; PROFILE] = core::array::from_fn(sample);
        let mean = profile.iter().sum::<f32>() / PROFILE as f32;
        for (level, weight) in profile.iter_mut().zip(&self.window) {
            *level = (*level - mean) * weight;
        }
        for (sum, [cosine, sine]) in power.sums.iter_mut().zip(&self.waves) {
            let (a, b) = (dot(&profile, cosine), dot(&profile, sine));
            *sum += (a * a + b * b) * self.scale;
        }
        power.profiles += 1;
    }
}

/// The scalar product in four independent sums, which the compiler turns into vector code.
fn dot(a: &[f32; PROFILE], b: &[f32; PROFILE]) -> f32 {
    let mut sums = [0.0_f32; 4];
    for (x, y) in a.chunks_exact(4).zip(b.chunks_exact(4)) {
        for i in 0..4 {
            sums[i] += x[i] * y[i];
        }
    }
    sums.iter().sum()
}
