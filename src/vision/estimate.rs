//! Could the number be read? It is tried: how well that goes, and how easily others would read it,
//! give the probability that a reference reader gets it right.
//!
//! Where nothing reads like a number, the page has none or nothing is left of it: then the detail of
//! all its lines tells which.

use core::ops::Range;

use image::GrayImage;

use super::artifacts;
use super::geometry::Point;
use super::light::Light;
use super::number::{Number, NumberLine, USUAL_HEIGHT};
use super::reader::NumberReading;
use super::sharpness::{BANDS, DIRECTIONS, Detail, band_width};
use super::statistics::logistic;

/// How well the number can be read, and what stands in the way.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Legibility {
    /// Estimated probability that the certificate's number can be read exactly, 0..=1.
    pub probability: f64,
    /// How many of its 18 characters seem to have been read here; what was read is not kept.
    pub characters_read: usize,
    /// Whether all were, and the check digit is right.
    pub is_read: bool,
    /// Whether any line reads like a number or a good part of one. If none does, the page may have
    /// none.
    pub is_found: bool,
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
        /// Their height in pixels.
        height_px: f64,
        /// Width the picture would need, in pixels.
        needed_width_px: f64,
    },
    /// The characters were too few pixels high before software blew the picture up.
    Enlarged {
        /// The factor.
        factor: f64,
        /// Their height before, in pixels.
        height_px: f64,
        /// Width an original would need, in pixels.
        needed_width_px: f64,
    },
    /// The picture was compressed too much.
    Compression,
    /// The picture is grainy.
    Noise,
    /// The ink hardly differs from the paper.
    Faint,
    /// A reflection lies on the certificate.
    Reflection,
    /// Too much light has burnt the print out.
    Overexposure,
    /// Too little light reached the certificate.
    Darkness,
}

/// Height that makes a number comfortable to read, in pixels: Oracle asks for 15, and 98 % of the
/// corpus' good pictures have 16 or more.
const GOOD_HEIGHT_PX: f64 = 16.0;

/// Light that hides something, and no number read through it, on a page that must have one: of 26
/// such pictures of `Split::Tune` one was readable.
pub(super) const HIDDEN: f64 = 0.03;

/// The picture that the analysis picture was made of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Original {
    /// As the user sees it, in whichever position it is measured.
    pub(super) width_px: u32,
    /// How many times larger it is than its luma.
    pub(super) scale: f64,
}

/// Measures the legibility of the number. `has_number` is whether the certificate is of a kind that
/// carries one. `None` if the number's line is empty.
pub(super) fn measure(
    luma: &GrayImage,
    original: Original,
    number: &Number,
    light: &Light,
    has_number: bool,
) -> Option<Legibility> {
    let mut legibility = by_reading(luma, original, number, has_number)?;
    let hiding = HidingLight::of(light);
    // Faint print beside ink that stands out is not faint but blurred until no stroke is left.
    if legibility.cause == Some(Cause::Faint) && !hiding.is_burnt_out && !hiding.is_flat {
        legibility.cause = Some(Cause::Defocus);
    }
    let has_number = has_number || number.reading.shows_number();
    match hiding.cause {
        Some(cause) if has_number && !legibility.is_read => Some(Legibility {
            probability: legibility.probability.min(HIDDEN),
            cause: Some(cause),
            ..legibility
        }),
        Some(_) | None => Some(legibility),
    }
}

/// Light that may hide a part of the number.
///
/// [`HIDDEN`] was counted with the numbers below, so that they belong to the estimate. What light is
/// acceptable is not decided by them: a profile that takes darker pictures makes none of them easier
/// to read.
#[derive(Clone, Copy, Debug)]
struct HidingLight {
    /// Whether so much of the certificate is white that even its darkest things and its print have paled.
    is_burnt_out: bool,
    /// Whether print and paper differ little.
    is_flat: bool,
    /// What hides the number, if anything does.
    cause: Option<Cause>,
}

impl HidingLight {
    fn of(light: &Light) -> Self {
        // On `Split::Tune` the print that too much light hides has paled to 0.56 and less; dark gray print on a
        // program's white page stands out by 0.8.
        let is_burnt_out =
            light.white_share >= 0.5 && light.darkest_level >= 50.0 && light.contrast < 0.6;
        let is_flat = light.contrast < 0.4;
        // Gray paper under faint ink is a bad copy, not a dark room.
        let is_dark = light.paper_level < 128.0 && (is_burnt_out || !is_flat || !light.shows_ink());
        let cause = if light.glare.is_some() {
            Some(Cause::Reflection)
        } else if is_burnt_out && light.shows_ink() {
            Some(Cause::Overexposure)
        } else if is_dark {
            Some(Cause::Darkness)
        } else {
            None
        };
        Self {
            is_burnt_out,
            is_flat,
            cause,
        }
    }
}

fn by_reading(
    luma: &GrayImage,
    original: Original,
    number: &Number,
    has_number: bool,
) -> Option<Legibility> {
    let traces = Traces::of(luma, original.scale);
    let of = |line: &NumberLine| LineEvidence::of(luma, *line, traces);
    let reading = &number.reading;
    if reading.is_number() {
        let evidence = of(&number.line)?;
        let probability = READ.probability([number.ease.max(LEAST_EASE), reading.proof()]);
        return Some(evidence.legibility(luma, original, probability, reading));
    }
    let each: Vec<LineEvidence> = number.others.iter().filter_map(of).collect();
    let details = each.iter().map(LineEvidence::mean_detail);
    let mean = details.sum::<f64>() / each.len().max(1) as f64;
    let best = each
        .iter()
        .max_by(|a, b| a.mean_detail().total_cmp(&b.mean_detail()))?;
    let ease = match reading.characters {
        0 => EASE_OF_NOTHING,
        _ => number.ease.max(LEAST_EASE),
    };
    let probability = UNREAD.probability([
        best.block_penalty(),
        mean,
        ease,
        f64::from(u8::from(!has_number)),
    ]);
    let legibility = best.legibility(luma, original, probability, reading);
    Some(Legibility {
        cause: legibility.cause.or_else(|| too_small(luma, original)),
        ..legibility
    })
}

/// What hides the number of a small picture, in which only larger print can be seen.
fn too_small(luma: &GrayImage, original: Original) -> Option<Cause> {
    // On `Split::Tune` the characters of pictures with enough pixels have this height and more.
    const LEAST_PX: f64 = 9.0;
    let long_side_px = f64::from(luma.width().max(luma.height())) * original.scale;
    let usual_px = long_side_px * USUAL_HEIGHT;
    let needed_width_px = needed_width(original.width_px.into(), usual_px);
    (usual_px < LEAST_PX).then_some(Cause::TooFewPixels {
        height_px: usual_px,
        needed_width_px,
    })
}

/// Width of a picture in which characters that are now `height_px` high can be read with ease; in
/// hundreds of pixels.
fn needed_width(width_px: f64, height_px: f64) -> f64 {
    (width_px * GOOD_HEIGHT_PX / height_px / 100.0).ceil() * 100.0
}

/// What is measured on the whole picture.
#[derive(Clone, Copy, Debug)]
struct Traces {
    /// How many times larger the full picture is than its luma.
    scale: f64,
    block_steps: f64,
    enlargement: Option<f64>,
}

impl Traces {
    fn of(luma: &GrayImage, scale: f64) -> Self {
        Self {
            scale,
            block_steps: artifacts::block_steps(luma, (8.0 / scale).round() as usize),
            enlargement: artifacts::enlargement(luma).map(|factor| unscaled(factor, scale)),
        }
    }
}

/// What is measured on the line.
#[derive(Clone, Copy, Debug)]
struct LineEvidence {
    line: NumberLine,
    /// Height of the characters in pixels of the full picture.
    height_px: f64,
    /// Logarithm of each band's power over the ink's, by direction.
    detail: [[f64; BANDS]; DIRECTIONS],
    contrast: f64,
    ink: f64,
    noise: f64,
    block_steps: f64,
    enlargement: Option<f64>,
}

impl LineEvidence {
    fn of(luma: &GrayImage, line: NumberLine, traces: Traces) -> Option<Self> {
        let Detail {
            bands,
            contrast,
            ink,
        } = Detail::of(luma, &line.corners_px, line.height_px)?;
        let (columns, rows) = bounds(&line);
        let noise = artifacts::noise(luma, columns, rows);
        Some(Self {
            line,
            height_px: line.height_px * traces.scale,
            detail: bands.map(|bands| detail(&bands, f64::from(ink), noise, line.height_px)),
            contrast: f64::from(contrast),
            ink: f64::from(ink),
            noise,
            block_steps: traces.block_steps,
            enlargement: traces.enlargement,
        })
    }

    fn original_height_px(&self) -> f64 {
        self.height_px / self.enlargement.unwrap_or(1.0)
    }

    /// What blocks take from the logit: most where characters are small. At most 0.
    fn block_penalty(&self) -> f64 {
        let smallness = (1.5 - self.original_height_px().log10()).max(0.0);
        -(self.block_steps - 1.2).max(0.0) * smallness
    }

    /// Detail of the second band, which carries the shape of a character.
    fn mean_detail(&self) -> f64 {
        self.detail.iter().map(|bands| bands[1]).sum::<f64>() / DIRECTIONS as f64
    }

    fn legibility(
        &self,
        luma: &GrayImage,
        original: Original,
        probability: f64,
        reading: &NumberReading,
    ) -> Legibility {
        let corners = self.line.corners_px;
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
            probability,
            characters_read: reading.characters,
            is_read: reading.checks,
            is_found: reading.is_number(),
            character_height_px: self.height_px,
            edge_width_share: EDGE_PER_SIGMA * self.blur().least,
            contrast: self.contrast / 255.0,
            noise_share: self.noise / (self.contrast + 5.0),
            block_steps: self.block_steps,
            enlargement: self.enlargement,
            region: [left, top, wide, high],
            cause: self.cause(f64::from(original.width_px)),
        }
    }
}

/// A logistic regression whose features can only raise the probability.
struct Model<const FEATURES: usize> {
    bias: f64,
    weights: [f64; FEATURES],
}

impl<const FEATURES: usize> Model<FEATURES> {
    fn probability(&self, features: [f64; FEATURES]) -> f64 {
        let terms = features.into_iter().zip(self.weights);
        let logit = self.bias + terms.map(|(feature, weight)| feature * weight).sum::<f64>();
        logistic(logit)
    }
}

// Fitted against the reference reader's verdicts on the labeled half `Split::Tune` of the corpus (608
// pictures), together with its harmless unlabeled pictures, which weigh a third (emblem sides, which
// have no number, a half), and public pictures of other legible pages. In cross-validation the area
// under the curve is 0.98.

/// Where something reads like a number: how easily, and how probably all of it is right if it checks.
const READ: Model<2> = Model {
    bias: 1.34,
    weights: [1.81, 2.55],
};
/// Where nothing does: blocks, the mean detail of all lines that were tried, how easily the few
/// characters read that were taken for some, and whether the page may have no number. The bias is lower
/// than fitted: of four further sets and the tuning half 547 pictures here are unreadable, two readable,
/// and the 159 sound ones without a number all stay above 0.5.
const UNREAD: Model<4> = Model {
    bias: -0.2,
    weights: [1.71, 1.62, 1.1, 3.49],
};
/// Ease below which there is nothing left to lose.
const LEAST_EASE: f64 = -6.0;
/// What stands for it where no character was read at all: good print always gives a few.
const EASE_OF_NOTHING: f64 = -1.0;

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
    anisotropy: f64,
    /// Direction of the softest, clockwise from the line, in degrees.
    direction_degrees: f64,
}

impl LineEvidence {
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
            anisotropy: (along - across).hypot(falling - rising) / (mean + 0.002),
            direction_degrees,
        }
    }

    /// The most likely obstacle. The order is that of certainty: noise and faintness leave no
    /// detail to judge blur by.
    fn cause(&self, width_px: f64) -> Option<Cause> {
        // Each limit lies between the causes' medians on `Split::Tune`: noise over ink is 1 for
        // grain and below 0.3 else; contrast 5..17 for faint ink, 28 and more else; anisotropy 1.5
        // for motion, 0.3 else; heights 3.6 px for too few pixels, 9 and more else.
        const NOISY: f64 = 0.45;
        const FAINT: f64 = 24.0;
        const ANISOTROPIC: f64 = 1.0;
        const SMALL_PX: f64 = 7.0;
        const BLOCKY: f64 = 1.6;
        const BLURRED: f64 = 0.05;
        // On `Split::Tune` the characters of pictures with enough pixels have 9 px and more: larger ones
        // that can't be read were not too small before they were blown up.
        const SMALL_ORIGINAL_PX: f64 = 10.0;
        // What the pixels themselves smear is at most 0.53 px where they are too few; a lens out of
        // focus smears 0.97 px and more.
        const LENS_PX: f64 = 0.75;
        let blur = self.blur();
        let height_px = self.height_px;
        let original_px = self.original_height_px();
        let needed_width_px = needed_width(width_px, height_px);
        let blur_px = blur.least * height_px;
        if (self.noise + 0.5) / (self.ink + 2.0) > NOISY {
            return Some(Cause::Noise);
        }
        if self.contrast < FAINT && blur.least < BLURRED {
            return Some(Cause::Faint);
        }
        let too_few = Cause::TooFewPixels {
            height_px,
            needed_width_px,
        };
        if let Some(factor) = self.enlargement.filter(|_| original_px < SMALL_ORIGINAL_PX) {
            return Some(Cause::Enlarged {
                factor,
                height_px: original_px,
                needed_width_px,
            });
        }
        if height_px < SMALL_PX {
            return Some(too_few);
        }
        if blur.anisotropy > ANISOTROPIC && blur.most > BLURRED {
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
        if blur.least <= BLURRED {
            return None;
        }
        Some(if blur_px < LENS_PX {
            too_few
        } else {
            Cause::Defocus
        })
    }
}

/// How many times larger a picture is than its luma.
pub(super) fn scale(luma: &GrayImage, width_px: u32) -> f64 {
    (f64::from(width_px) / f64::from(luma.width().max(1))).max(1.0)
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
fn bounds(line: &NumberLine) -> (Range<usize>, Range<usize>) {
    let margin = line.height_px / 2.0;
    let span = |axis: fn(&Point) -> f64| {
        let all = line.corners_px.iter().map(axis);
        let (low, high) = all.fold((f64::MAX, 0.0_f64), |(low, high), v| {
            (low.min(v), high.max(v))
        });
        (low - margin).max(0.0) as usize..(high + margin).max(0.0) as usize
    };
    (span(|point| point.0), span(|point| point.1))
}

/// Logarithm of what is left of each band, over the ink's power.
fn detail(bands: &[f32; BANDS], ink: f64, noise: f64, height_px: f64) -> [f64; BANDS] {
    core::array::from_fn(|band| {
        // The noise's share of the band, with one level of rounding; sampling down averages some
        // of it away.
        let share = 2.0 * band_width(band) / height_px * (24.0 / height_px).min(1.0);
        let power = (f64::from(bands[band]) - (noise * noise + 1.0) * share).max(0.0);
        ((power + 0.3) / (ink * ink + 4.0)).log10()
    })
}

#[cfg(test)]
mod tests {
    use certpreflight_corpus::{Defect, Kind};
    use image::imageops;

    use super::Cause;
    use crate::measure;
    use crate::testing::{picture, specimen};

    /// None where blur has left nothing of the text.
    fn probability(color: image::RgbImage) -> f64 {
        let legibility = measure(&picture(color)).legibility;
        legibility.map_or(0.0, |legibility| legibility.probability)
    }

    #[test]
    fn blur_never_makes_a_number_more_legible() {
        // What sampling a line a little differently may change.
        const ROUNDING: f64 = 0.05;
        for (kind, seed) in Kind::NUMBERED.into_iter().zip(60..) {
            let (sharp, _) = specimen(kind, seed, Defect::None, 0.0);
            let mut before = probability(sharp.color.clone());
            assert!(before > 0.9, "{kind}: {before}");
            for sigma in [1.0, 2.0, 3.0, 4.5, 7.0] {
                let after = probability(imageops::blur(&sharp.color, sigma));
                assert!(
                    after <= before + ROUNDING,
                    "{kind} {sigma}: {before} to {after}"
                );
                before = after.min(before);
            }
            assert!(before < 0.35, "{kind}: {before}");
        }
    }

    #[test]
    fn a_reflection_hides_numbers_only_where_there_are_any() {
        let mut hidden = 0;
        for seed in 70..82 {
            for kind in [Kind::LicenseLandscape, Kind::IdEmblem] {
                let (glaring, specimen) = specimen(kind, seed, Defect::Glare, 0.4);
                let legibility = measure(&glaring).legibility;
                let cause = legibility.and_then(|legibility| legibility.cause);
                let is_hidden = cause == Some(Cause::Reflection);
                assert!(
                    !is_hidden || specimen.truth.number_is_covered(),
                    "{kind} {seed}"
                );
                hidden += u8::from(is_hidden);
            }
        }
        assert!(hidden >= 3, "{hidden}");
    }

    #[test]
    fn print_that_blur_has_wiped_out_is_not_called_faint() {
        for (kind, seed) in Kind::NUMBERED.into_iter().zip(50..) {
            let (drowned, _) = specimen(kind, seed, Defect::Defocus, 0.42);
            let cause = measure(&drowned).legibility.and_then(|l| l.cause);
            // Where no stroke is left, a lens out of focus can't be told from a shake.
            let is_blur = matches!(cause, Some(Cause::Defocus | Cause::Motion { .. }));
            assert!(is_blur, "{kind}: {cause:?}");
        }
    }

    #[test]
    fn turns_do_not_change_legibility() {
        for (kind, seed) in Kind::NUMBERED.into_iter().zip(64..) {
            let (upright, _) = specimen(kind, seed, Defect::None, 0.0);
            let as_it_is = probability(upright.color.clone());
            for turned in [
                imageops::rotate90(&upright.color),
                imageops::rotate180(&upright.color),
                imageops::rotate270(&upright.color),
            ] {
                let turned = probability(turned);
                assert!(
                    (turned - as_it_is).abs() < 0.05,
                    "{kind}: {as_it_is}, {turned}"
                );
            }
        }
    }
}
