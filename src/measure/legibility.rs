//! Could the number be read? The line that most looks like the certificate's number is measured,
//! and from five measurements follows the probability that a reference reader gets it right.
//!
//! Where the number itself can't be told from other lines, three likely ones speak for it: blur,
//! noise and compression spare none of them.

use core::ops::Range;

use image::GrayImage;

use super::sharpness::{BANDS, DIRECTIONS, Detail, Strip, band_width};
use super::text::{Direction, Point, TextMap};
use super::{artifacts, bars};

/// How well the number can be read, and what stands in the way.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Legibility {
    /// Estimated probability that the certificate's number can be read exactly, 0..=1.
    pub probability: f64,
    /// Height of the number's characters in pixels of the full picture.
    pub character_height_px: f64,
    /// Width that blur gives to an edge (10 % to 90 %), as a share of the character height; 0 if
    /// the characters are as sharp as those of good pictures.
    pub edge_width_share: f64,
    /// Difference between paper and ink, 0..=1.
    pub contrast: f64,
    /// Standard deviation of the noise as a share of that difference.
    pub noise_share: f64,
    /// Steps at the lines of JPEG's grid over those between them; 1 is none.
    pub block_steps: f64,
    /// By how much software has blown up a smaller original; `None` if there is no trace of it.
    pub enlargement: Option<f64>,
    /// The line that was judged: left, top, width and height as shares of the picture.
    pub region: [f64; 4],
    /// What makes the number hard to read, if anything can be named.
    pub cause: Option<Cause>,
}

/// What makes a number hard to read.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Cause {
    /// The lens was out of focus.
    Defocus,
    /// The phone or the certificate moved.
    Motion {
        /// Direction of the movement, clockwise from the horizontal, one of 0, 45, 90, 135.
        direction_degrees: f64,
        /// Length of the smear in pixels of the full picture.
        length_px: f64,
    },
    /// The characters are too few pixels high.
    TooFewPixels {
        /// Width the picture would need, in pixels.
        needed_width_px: f64,
    },
    /// The characters were too few pixels high before software blew the picture up.
    Enlarged {
        /// The factor.
        factor: f64,
        /// Width an original would need, in pixels.
        needed_width_px: f64,
    },
    /// The picture was compressed too much.
    Compression,
    /// The picture is grainy.
    Noise,
    /// The ink hardly differs from the paper.
    Faint,
}

/// Height that makes a number comfortable to read, in pixels: Oracle asks for 15, and 98 % of the
/// corpus' good pictures have 16 or more.
const GOOD_HEIGHT_PX: f64 = 16.0;
/// From here on a line is certainly a number, and no other needs to be asked.
const NUMBER_LIKE: f64 = 0.4;
/// Most lines that speak for the number.
const MOST_LINES: usize = 3;

/// Measures the legibility of a picture that is `scale` times larger than `luma`, `width_px`
/// pixels wide in full. `None` if there is no text in it.
pub(super) fn measure(luma: &GrayImage, width_px: u32, text: &TextMap) -> Option<Legibility> {
    let evidence = Evidence::of(luma, width_px, text)?;
    Some(evidence.legibility(luma, width_px))
}

/// A line that may be the number.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    corners_px: [Point; 4],
    height_px: f64,
    number_like: f64,
    is_bar: bool,
    /// How likely it is the number, 0..=1.
    likely: f64,
}

/// What is measured on the likely lines, each weighted by how likely it is the number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Evidence {
    best: Candidate,
    /// Pixels of the full picture per pixel of the luma picture.
    scale: f64,
    /// Logarithm (base 10) of the height in pixels of the full picture.
    log_height: f64,
    /// Logarithm of each band's power over the ink's, by direction.
    detail: [[f64; BANDS]; DIRECTIONS],
    contrast: f64,
    ink: f64,
    noise: f64,
    block_steps: f64,
    enlargement: Option<f64>,
}

impl Evidence {
    fn of(luma: &GrayImage, width_px: u32, text: &TextMap) -> Option<Self> {
        let candidates = candidates(luma, text);
        let best = *candidates.first()?;
        let scale = (f64::from(width_px) / f64::from(luma.width().max(1))).max(1.0);
        let mut evidence = Self {
            best,
            scale,
            log_height: 0.0,
            detail: [[0.0; BANDS]; DIRECTIONS],
            contrast: 0.0,
            ink: 0.0,
            noise: 0.0,
            block_steps: artifacts::block_steps(luma, (8.0 / scale).round() as usize),
            enlargement: artifacts::enlargement(luma).map(|factor| unscaled(factor, scale)),
        };
        let mut total = 0.0;
        for candidate in &candidates {
            let Some(strip) = Strip::of(luma, &candidate.corners_px, candidate.height_px) else {
                continue;
            };
            let (columns, rows) = bounds(candidate);
            evidence.add(
                candidate,
                &strip.detail(),
                artifacts::noise(luma, columns, rows),
            );
            total += candidate.likely;
        }
        (total > 0.0).then(|| evidence.averaged(total))
    }

    fn add(&mut self, candidate: &Candidate, detail: &Detail, noise: f64) {
        let weight = candidate.likely;
        let height = candidate.height_px;
        let ink = f64::from(detail.ink);
        self.log_height += weight * (height * self.scale).log10();
        self.contrast += weight * f64::from(detail.contrast);
        self.ink += weight * ink;
        self.noise += weight * noise;
        for (sums, bands) in self.detail.iter_mut().zip(&detail.bands) {
            for (band, (sum, &power)) in sums.iter_mut().zip(bands).enumerate() {
                // The noise's share of the band, with one level of rounding; sampling down
                // averages some of it away.
                let share = 2.0 * band_width(band) / height * (24.0 / height).min(1.0);
                let power = (f64::from(power) - (noise * noise + 1.0) * share).max(0.0);
                *sum += weight * ((power + 0.3) / (ink * ink + 4.0)).log10();
            }
        }
    }

    fn averaged(mut self, total: f64) -> Self {
        for value in [
            &mut self.log_height,
            &mut self.contrast,
            &mut self.ink,
            &mut self.noise,
        ] {
            *value /= total;
        }
        self.detail
            .as_flattened_mut()
            .iter_mut()
            .for_each(|value| *value /= total);
        self
    }

    /// What the model looks at; each can only raise the probability.
    pub(super) fn features(&self) -> [f64; FEATURES] {
        let band = |band: usize| self.detail.map(|bands| bands[band]);
        let original_height = self.log_height - self.enlargement.unwrap_or(1.0).log10();
        let blocks = (self.block_steps - 1.2).max(0.0);
        [
            // Nine pixels are enough.
            original_height.min(0.95),
            // Blocks hurt small characters.
            -blocks * (1.5 - original_height).max(0.0),
            self.best.number_like.min(0.6),
            band(0).into_iter().fold(f64::MAX, f64::min),
            band(1).iter().sum::<f64>() / DIRECTIONS as f64,
        ]
    }

    fn probability(&self) -> f64 {
        let terms = self
            .features()
            .into_iter()
            .zip(WEIGHTS)
            .map(|(feature, weight)| feature * weight);
        1.0 / (1.0 + (-(BIAS + terms.sum::<f64>())).exp())
    }

    fn legibility(&self, luma: &GrayImage, width_px: u32) -> Legibility {
        let corners = self.best.corners_px;
        let (width, height) = (f64::from(luma.width()), f64::from(luma.height()));
        let span = |axis: fn(&Point) -> f64, most: f64| {
            let all = corners.iter().map(axis);
            let (low, high) = all.fold((most, 0.0_f64), |(low, high), v| (low.min(v), high.max(v)));
            let (low, high) = (low.clamp(0.0, most) / most, high.clamp(0.0, most) / most);
            (low, (high - low).max(0.0))
        };
        let (left, wide) = span(|point| point.0, width);
        let (top, high) = span(|point| point.1, height);
        Legibility {
            probability: self.probability(),
            character_height_px: 10_f64.powf(self.log_height),
            edge_width_share: EDGE_PER_SIGMA * self.blur().least,
            contrast: self.contrast / 255.0,
            noise_share: self.noise / (self.contrast + 5.0),
            block_steps: self.block_steps,
            enlargement: self.enlargement,
            region: [left, top, wide, high],
            cause: self.cause(f64::from(width_px)),
        }
    }
}

/// Number of the model's features.
pub(super) const FEATURES: usize = 5;

// Logistic regression with weights kept from being negative, against the reference reader's
// verdicts on the labeled half `Split::Tune` of the corpus (608 pictures).
const BIAS: f64 = 1.66;
const WEIGHTS: [f64; FEATURES] = [1.63, 2.54, 3.52, 0.51, 1.04];

/// Distance between the 10 % and 90 % points of an edge that a Gaussian has blurred.
const EDGE_PER_SIGMA: f64 = 2.563;

/// Blur in units of the character height, as standard deviation.
#[derive(Clone, Copy, Debug)]
struct Blur {
    /// In the sharpest direction.
    least: f64,
    /// In the softest.
    most: f64,
    /// Difference between perpendicular directions over the mean, squared values; above 1 for
    /// motion.
    lopsided: f64,
    /// Direction of the softest, clockwise from the line, in degrees.
    direction_degrees: f64,
}

impl Evidence {
    /// Blur by direction, from what the third band has lost against the first two.
    fn blur(&self) -> Blur {
        // Medians of the corpus' good pictures.
        const SHARP: [f64; DIRECTIONS] = [-0.34, -0.68, -0.69, -0.73];
        // A Gaussian takes this much of the ratio's logarithm per squared sigma: 4π² log10(e)
        // times the difference of the bands' mean squared frequencies, 2.9² - 1.3².
        const LOSS: f64 = 115.0;
        let mut squares = [0.0; DIRECTIONS];
        for ((square, bands), sharp) in squares.iter_mut().zip(&self.detail).zip(SHARP) {
            let coarse = 10_f64.powf(bands[0]) + 10_f64.powf(bands[1]);
            let ratio = (10_f64.powf(bands[2]) / coarse).log10();
            *square = ((sharp - ratio) / LOSS).max(0.0);
        }
        let [along, across, falling, rising] = squares;
        let mean = squares.iter().sum::<f64>() / DIRECTIONS as f64;
        let order = [
            (along, 0.0),
            (across, 90.0),
            (falling, 45.0),
            (rising, 135.0),
        ];
        let (most, direction_degrees) = order
            .into_iter()
            .fold((0.0, 0.0), |a, b| if b.0 > a.0 { b } else { a });
        Blur {
            least: squares.into_iter().fold(f64::MAX, f64::min).sqrt(),
            most: f64::sqrt(most),
            lopsided: (along - across).hypot(falling - rising) / (mean + 0.002),
            direction_degrees,
        }
    }

    /// The most likely obstacle. The order is that of certainty: noise and faintness leave no
    /// detail to judge blur by.
    fn cause(&self, width_px: f64) -> Option<Cause> {
        // Each limit lies between the causes' medians on `Split::Tune`: noise over ink is 1 for
        // grain and below 0.3 else; contrast 5..17 for faint ink, 28 and more else; lopsided 1.5
        // for motion, 0.3 else; heights 3.6 px for too few pixels, 9 and more else.
        const NOISY: f64 = 0.45;
        const FAINT: f64 = 24.0;
        const LOPSIDED: f64 = 1.0;
        const SMALL_PX: f64 = 7.0;
        const BLOCKY: f64 = 1.6;
        const BLURRED: f64 = 0.05;
        let blur = self.blur();
        let height_px = 10_f64.powf(self.log_height);
        let original_px = height_px / self.enlargement.unwrap_or(1.0);
        let needed_width_px = (width_px * GOOD_HEIGHT_PX / height_px / 100.0).ceil() * 100.0;
        if (self.noise + 0.5) / (self.ink + 2.0) > NOISY {
            return Some(Cause::Noise);
        }
        if self.contrast < FAINT && blur.least < BLURRED {
            return Some(Cause::Faint);
        }
        if let Some(factor) = self.enlargement.filter(|_| original_px < GOOD_HEIGHT_PX) {
            return Some(Cause::Enlarged {
                factor,
                needed_width_px,
            });
        }
        if height_px < SMALL_PX {
            return Some(Cause::TooFewPixels { needed_width_px });
        }
        if blur.lopsided > LOPSIDED && blur.most > BLURRED {
            let spread = (blur.most.powi(2) - blur.least.powi(2)).max(0.0);
            return Some(Cause::Motion {
                direction_degrees: blur.direction_degrees,
                // A line of length L has a standard deviation of L/√12.
                length_px: (12.0 * spread).sqrt() * height_px,
            });
        }
        if self.block_steps > BLOCKY
            && (blur.least < BLURRED * 1.5 || self.block_steps > BLOCKY * 1.5)
        {
            return Some(Cause::Compression);
        }
        (blur.least > BLURRED).then_some(Cause::Defocus)
    }
}

/// The factor of the full picture, given that of its reduction: reducing folds high frequencies
/// back, and of the two factors that fit the smaller is given.
fn unscaled(factor: f64, scale: f64) -> f64 {
    if scale < 1.5 {
        factor
    } else {
        scale / (1.0 - 1.0 / factor)
    }
}

/// Columns and rows of the line and half a character around it.
fn bounds(candidate: &Candidate) -> (Range<usize>, Range<usize>) {
    let margin = candidate.height_px / 2.0;
    let span = |axis: fn(&Point) -> f64| {
        let all = candidate.corners_px.iter().map(axis);
        let (low, high) = all.fold((f64::MAX, 0.0_f64), |(low, high), v| {
            (low.min(v), high.max(v))
        });
        (low - margin).max(0.0) as usize..(high + margin).max(0.0) as usize
    };
    (span(|point| point.0), span(|point| point.1))
}

/// The lines most likely to be the number, the likeliest first.
fn candidates(luma: &GrayImage, text: &TextMap) -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = text
        .lines
        .iter()
        .map(|line| Candidate {
            corners_px: line.corners_px,
            height_px: line.character_height_px,
            number_like: line.number_like,
            is_bar: false,
            likely: 0.0,
        })
        .collect();
    let number = candidates
        .iter()
        .any(|candidate| candidate.number_like >= NUMBER_LIKE);
    if !number {
        let direction = if text.lean.mean() < 0.0 {
            Direction::Vertical
        } else {
            Direction::Horizontal
        };
        candidates.extend(
            bars::find(luma, direction)
                .into_iter()
                .map(|bar| Candidate {
                    corners_px: bar.corners_px,
                    height_px: bar.height_px,
                    number_like: 0.0,
                    is_bar: true,
                    likely: 0.0,
                }),
        );
    }
    candidates.retain(|candidate| candidate.height_px >= 1.0);
    let median = median_height(&candidates);
    let long_side = f64::from(luma.width().max(luma.height()));
    for candidate in &mut candidates {
        candidate.likely = candidate.likelihood(median, long_side);
    }
    candidates.sort_by(|a, b| b.likely.total_cmp(&a.likely));
    candidates.truncate(if number { 1 } else { MOST_LINES });
    candidates
}

fn median_height(candidates: &[Candidate]) -> f64 {
    let mut heights: Vec<f64> = candidates
        .iter()
        .map(|candidate| candidate.height_px)
        .collect();
    heights.sort_by(f64::total_cmp);
    heights.get(heights.len() / 2).copied().unwrap_or(1.0)
}

impl Candidate {
    /// How likely this is the number: logistic regression on the lines of `Split::Tune`.
    fn likelihood(&self, median_height_px: f64, long_side_px: f64) -> f64 {
        let [start, end, _, _] = self.corners_px;
        let length = (end.0 - start.0).hypot(end.1 - start.1).max(1.0) / self.height_px;
        // 18 digits are 11.5 times as long as high, with the words before them 17 times.
        let shape = (length / 11.5).ln().abs().min((length / 17.0).ln().abs());
        let common = (self.height_px / median_height_px).ln().abs();
        let usual = (self.height_px / long_side_px / 0.027).ln().abs();
        let z = -1.6 + f64::from(u8::from(self.is_bar)) * 2.02 + self.number_like.min(0.6) * 9.49
            - 4.56 * shape
            + 0.55 * common
            - 2.83 * usual;
        // Never quite zero: it is a weight as well.
        1.0 / (1.0 + (-z).exp()).min(1e6)
    }
}
