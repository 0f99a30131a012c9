//! What a line of text says: a network looks at the straightened line and gives, from left to right,
//! how likely each character is.

use std::sync::{Arc, LazyLock};

use image::GrayImage;
use image::imageops::{self, FilterType};
use imageproc::geometric_transformations::{Border, Interpolation, Projection, warp_into};
use rten::ThreadPool;
use rten_tensor::{Layout as _, NdTensor};

use super::detect::LineBox;
use super::levels::spread_levels;
use super::network::{Network, RECOGNIZE_CAREFUL, RECOGNIZE_FAST};

/// Rows that the networks look at.
const ROWS: u32 = 48;
/// Fewest and most columns. The most is a line of 50 characters as wide as high.
const COLUMNS: (u32, u32) = (48, 2400);

/// Which network reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Care {
    /// 1.2 MB of weights, 6900 characters: good for labels and dates, never the last word on a name.
    Fast,
    /// 7.7 MB of weights, 18700 characters, five times the price.
    Careful,
}

static FAST_CHARACTERS: LazyLock<Vec<char>> =
    LazyLock::new(|| characters(include_str!("weights/recognize-fast.txt")));
static CAREFUL_CHARACTERS: LazyLock<Vec<char>> =
    LazyLock::new(|| characters(include_str!("weights/recognize-careful.txt")));

/// The characters in the order of the network's classes: the first class is no character, the last a
/// space.
fn characters(listed: &str) -> Vec<char> {
    let listed = listed
        .lines()
        .map(|line| line.chars().next().unwrap_or(' '));
    std::iter::once('\0').chain(listed).chain([' ']).collect()
}

impl Care {
    fn network(self) -> Option<&'static Network> {
        match self {
            Self::Fast => RECOGNIZE_FAST.as_ref(),
            Self::Careful => RECOGNIZE_CAREFUL.as_ref(),
        }
    }

    fn characters(self) -> &'static [char] {
        match self {
            Self::Fast => &FAST_CHARACTERS,
            Self::Careful => &CAREFUL_CHARACTERS,
        }
    }
}

/// A character as read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Glyph {
    pub(crate) character: char,
    /// How likely the network thinks it, 0 to 1. A rare character is at times taken for a common one
    /// with 1.0.
    pub(crate) probability: f32,
    /// Where in the line it stands: 0 is its start, 1 its end.
    pub(crate) place: f64,
}

/// A line as read.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Text {
    pub(crate) glyphs: Vec<Glyph>,
}

impl Text {
    pub(crate) fn string(&self) -> String {
        self.glyphs.iter().map(|glyph| glyph.character).collect()
    }

    /// The mean probability of its characters; 0 for an empty line.
    pub(crate) fn confidence(&self) -> f64 {
        let sum: f64 = self
            .glyphs
            .iter()
            .map(|glyph| f64::from(glyph.probability))
            .sum();
        sum / (self.glyphs.len().max(1)) as f64
    }
}

/// For each step along a line, how likely each class is.
pub(crate) struct Likelihoods {
    /// Step after step, each with the likelihoods of all classes.
    steps: Vec<f32>,
    characters: &'static [char],
}

impl Likelihoods {
    /// The likeliest characters.
    pub(crate) fn text(&self) -> Text {
        self.decode(0.0..1.0, |_| true)
    }

    /// The likeliest of some characters in a part of the line.
    pub(crate) fn among(&self, part: std::ops::Range<f64>, alphabet: &str) -> Text {
        self.decode(part, |character| alphabet.contains(character))
    }

    /// How likely the network thinks that the line says exactly this: the logarithm of the sum over all ways to spread
    /// the text over the steps, with pauses between. `None` for a character that it doesn't know.
    pub(crate) fn log_probability(&self, text: &str) -> Option<f64> {
        let class = |wanted: char| self.characters.iter().position(|known| *known == wanted);
        let classes: Vec<usize> = text.chars().map(class).collect::<Option<_>>()?;
        // A pause, which is class 0, before, between and behind the characters; only equal neighbors need theirs.
        let states: Vec<usize> = std::iter::once(0)
            .chain(classes.iter().flat_map(|class| [*class, 0]))
            .collect();
        let mut ways = vec![0.0_f64; states.len()];
        let mut log_scale = 0.0;
        for (step, likelihoods) in self.steps.chunks_exact(self.characters.len()).enumerate() {
            let before = std::mem::take(&mut ways);
            ways = (0..states.len())
                .map(|state| {
                    let came = if step == 0 {
                        f64::from(u8::from(state < 2))
                    } else {
                        let skips =
                            state > 1 && states[state] != 0 && states[state] != states[state - 2];
                        before[state]
                            + state.checked_sub(1).map_or(0.0, |last| before[last])
                            + if skips { before[state - 2] } else { 0.0 }
                    };
                    came * f64::from(likelihoods[states[state]])
                })
                .collect();
            let sum: f64 = ways.iter().sum();
            if sum <= 0.0 {
                return Some(f64::NEG_INFINITY);
            }
            for way in &mut ways {
                *way /= sum;
            }
            log_scale += sum.ln();
        }
        let ends: f64 = ways.iter().rev().take(2).sum();
        Some(log_scale + ends.ln())
    }

    fn decode(&self, part: std::ops::Range<f64>, may_be: impl Fn(char) -> bool) -> Text {
        let classes = self.characters.len();
        let allowed: Vec<usize> = (0..classes)
            .filter(|class| *class == 0 || may_be(self.characters[*class]))
            .collect();
        let steps = self.steps.chunks_exact(classes);
        let count = steps.len();
        let mut glyphs: Vec<Glyph> = Vec::new();
        let mut last = 0;
        for (step, likelihoods) in steps.enumerate() {
            let place = (step as f64 + 0.5) / count as f64;
            if !part.contains(&place) {
                continue;
            }
            let (mut best, mut most) = (0, f32::MIN);
            for &class in &allowed {
                if likelihoods[class] > most {
                    (best, most) = (class, likelihoods[class]);
                }
            }
            if best != 0 && best != last {
                glyphs.push(Glyph {
                    character: self.characters[best],
                    probability: most,
                    place,
                });
            } else if best != 0
                && let Some(glyph) = glyphs.last_mut()
            {
                glyph.probability = glyph.probability.max(most);
            }
            last = best;
        }
        Text { glyphs }
    }
}

/// Reads a line. `None` if it is too small to be one.
pub(crate) fn recognize(
    luma: &GrayImage,
    line: &LineBox,
    care: Care,
    threads: &Arc<ThreadPool>,
) -> Option<Likelihoods> {
    let mut strip = straighten(luma, line)?;
    spread_levels(&mut strip);
    let (width, height) = strip.dimensions();
    let levels = strip.as_raw().iter();
    let values: Vec<f32> = levels
        .map(|level| f32::from(*level) / 127.5 - 1.0)
        .collect();
    let input = NdTensor::from_data([1, 1, height as usize, width as usize], values);
    let steps = care.network()?.run::<3>(input, threads)?;
    let characters = care.characters();
    (steps.size(2) == characters.len()).then(|| Likelihoods {
        steps: steps.into_data(),
        characters,
    })
}

/// The line cut out and laid level, with as many rows as the networks want.
fn straighten(luma: &GrayImage, line: &LineBox) -> Option<GrayImage> {
    let columns = (line.length / line.height * f64::from(ROWS)).round();
    let columns = (columns as u32).clamp(COLUMNS.0, COLUMNS.1);
    // Interpolation looks at four pixels; of a line of larger print it would skip some, so that such a
    // line is cut out finer and then reduced.
    let finer = ((line.height / f64::from(ROWS) / 1.5).ceil() as u32).clamp(1, 8);
    let (wide, high) = (columns * finer, ROWS * finer);
    let corners = line
        .corners()
        .map(|(x, y)| (x as f32 - 0.5, y as f32 - 0.5));
    let (right, bottom) = (wide as f32 - 0.5, high as f32 - 0.5);
    let target = [(-0.5, -0.5), (right, -0.5), (right, bottom), (-0.5, bottom)];
    let projection = Projection::from_control_points(corners, target)?;
    let mut strip = GrayImage::new(wide, high);
    warp_into(
        luma,
        projection,
        Interpolation::Bilinear,
        Border::Replicate,
        &mut strip,
    );
    Some(match finer {
        1 => strip,
        _ => imageops::resize(&strip, columns, ROWS, FilterType::Triangle),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three classes: none, a and b.
    fn seen(steps: &[[f32; 3]]) -> Likelihoods {
        Likelihoods {
            steps: steps.concat(),
            characters: &['\0', 'a', 'b'],
        }
    }

    #[test]
    fn all_ways_to_say_a_text_count() {
        let seen = seen(&[[0.5, 0.3, 0.2], [0.1, 0.6, 0.3], [0.25, 0.25, 0.5]]);
        let cases = [
            ("", 0.5 * 0.1 * 0.25),
            ("aa", 0.3 * 0.1 * 0.25),
            (
                "ab",
                0.3 * 0.3 * 0.25
                    + 0.3 * 0.1 * 0.5
                    + 0.5 * 0.6 * 0.5
                    + 0.3 * 0.6 * 0.5
                    + 0.3 * 0.3 * 0.5,
            ),
            ("aba", 0.3 * 0.3 * 0.25),
            ("abab", 0.0),
        ];
        assert_eq!(cases.len(), 5);
        for (text, expected) in cases {
            let found = seen.log_probability(text).expect("known").exp();
            assert!(
                (found - expected).abs() < 1e-7,
                "{text}: {found} {expected}"
            );
        }
        assert_eq!(seen.log_probability("c"), None);
    }
}
