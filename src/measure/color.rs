//! Gray in any disguise versus real color. A tint over the whole picture is no color; an object
//! that differs from the tint of its own brightness is.

use image::RgbImage;

use crate::decode::Picture;

/// What can be said about the colors of a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Color {
    /// Whether every pixel has equal red, green and blue.
    pub exactly_gray: bool,
    /// Whether every pixel is black or white.
    pub bilevel: bool,
    /// Share of the picture covered by objects whose color differs from the overall tint, 0..=1.
    pub colored_share: f64,
    /// Strength of the overall tint of the light parts: chroma distance from gray, 0..=1.
    pub cast: f64,
}

impl Color {
    /// Whether nothing in the picture has a color of its own.
    pub fn is_gray(&self) -> bool {
        // A seal of 40 mm on a licence of 297 × 210 mm covers 2 % of it, and a tenth of that is ink;
        // chroma noise that survives the erosion stays below a hundredth of it.
        const LEAST_COLORED_SHARE: f64 = 0.0002;
        self.exactly_gray || self.colored_share < LEAST_COLORED_SHARE
    }
}

/// Measures the colors of a picture.
pub(super) fn measure(picture: &Picture) -> Color {
    let chroma = Chroma::of(&picture.color);
    let tint = Tint::of(&chroma);
    Color {
        exactly_gray: picture.exactly_gray,
        bilevel: picture.bilevel,
        colored_share: if picture.exactly_gray {
            0.0
        } else {
            tint.colored_share(&chroma, picture.color.width() as usize)
        },
        cast: tint.cast,
    }
}

/// Luma and the two color differences of each pixel, -128..=127.
struct Chroma(Vec<[i16; 3]>);

impl Chroma {
    fn of(color: &RgbImage) -> Self {
        Self(
            color
                .pixels()
                .map(|pixel| {
                    let [r, g, b] = pixel.0.map(i32::from);
                    // BT.601 in 1/1024.
                    let y = (306 * r + 601 * g + 117 * b) >> 10;
                    let cb = (-173 * r - 339 * g + 512 * b) >> 10;
                    let cr = (512 * r - 429 * g - 83 * b) >> 10;
                    [y, cb, cr].map(|v| i16::try_from(v).unwrap_or(0))
                })
                .collect(),
        )
    }
}

/// The color that gray things have under this light. Paper takes on the light's tint in full and
/// black ink none of it, so that the tint of a gray thing grows with its brightness.
struct Tint {
    /// Color differences of the light parts.
    paper: [f64; 2],
    /// Their luma.
    paper_luma: f64,
    cast: f64,
}

const BANDS: usize = 16;

fn band(luma: i16) -> usize {
    usize::try_from(luma / 16).unwrap_or(0).min(BANDS - 1)
}

impl Tint {
    fn of(chroma: &Chroma) -> Self {
        let mut counts = vec![[[0_u32; 256]; 2]; BANDS];
        for &[y, cb, cr] in &chroma.0 {
            for (axis, value) in [cb, cr].into_iter().enumerate() {
                let slot = usize::try_from(value + 128).unwrap_or(0).min(255);
                counts[band(y)][axis][slot] += 1;
            }
        }
        // The brightest band that a twentieth of the picture lies in.
        let brightest = (0..BANDS)
            .rev()
            .find(|&b| counts[b][0].iter().sum::<u32>() as usize * 20 >= chroma.0.len())
            .unwrap_or(BANDS - 1);
        let paper = [0, 1].map(|axis: usize| f64::from(median_of(&counts[brightest][axis])));
        Self {
            paper,
            paper_luma: u32::try_from(brightest * 16 + 8).map_or(255.0, f64::from),
            cast: paper[0].hypot(paper[1]) / 128.0,
        }
    }

    /// Share of pixels that are colored together with all their eight neighbors.
    fn colored_share(&self, chroma: &Chroma, width: usize) -> f64 {
        // Chroma noise of phone sensors at ISO 800 has a standard deviation around 5.
        const LEAST_DISTANCE: f64 = 20.0;
        let colored: Vec<bool> = chroma
            .0
            .iter()
            .map(|&[y, cb, cr]| {
                let tint = self
                    .paper
                    .map(|paper| paper * f64::from(y) / self.paper_luma);
                let distance = (f64::from(cb) - tint[0]).hypot(f64::from(cr) - tint[1]);
                // Nearly black and blown-out pixels have no trustworthy color.
                (24..=250).contains(&y) && distance >= LEAST_DISTANCE
            })
            .collect();
        let rows: Vec<&[bool]> = colored.chunks_exact(width.max(1)).collect();
        let mut solid = 0_u32;
        for three in rows.windows(3) {
            for x in 1..width.saturating_sub(1) {
                solid += u32::from(three.iter().all(|row| row[x - 1] && row[x] && row[x + 1]));
            }
        }
        if colored.is_empty() {
            0.0
        } else {
            f64::from(solid) / u32::try_from(colored.len()).map_or(f64::MAX, f64::from)
        }
    }
}

/// The median of values counted in slots, slot 128 being zero.
fn median_of(counts: &[u32; 256]) -> i16 {
    let half = counts.iter().sum::<u32>() / 2;
    let mut seen = 0;
    for (slot, count) in (-128_i16..).zip(counts) {
        seen += count;
        if seen > half {
            return slot;
        }
    }
    0
}
