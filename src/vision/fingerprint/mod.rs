//! A fingerprint of one shot: it survives another encoding, another size and another brightness,
//! but not another shot.
//!
//! The usual 64-bit hashes see a card and a head and find all identity cards alike. This one keeps
//! where the ink is, on a grid fine enough for single characters. It deliberately doesn't follow a
//! crop or a second shot of the same certificate: laid over each other, the emblem sides of two
//! people's cards differ less than two shots of one.

mod index;

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use image::RgbImage;
use serde::{Deserialize, Serialize};

pub use index::FingerprintIndex;

/// Cells along either side of the grid: a character of an identity card that fills the picture is
/// two cells wide.
const SIDE: usize = 64;
/// Cells along either side of a tile. Ink is ranked and compared tile by tile, so that a dark desk
/// takes no ink away from the text, and a different date isn't outvoted by an equal frame.
const TILE: usize = 8;

/// Tiles of the whole grid.
const TILES: usize = (SIDE / TILE) * (SIDE / TILE);
/// Ink of one tile: its darkest cells, and no more than these.
const MOST_INK: u32 = 14;
/// Tiles with less ink than two characters say nothing about a pair of pictures.
const LEAST_INK: u32 = 10;
/// Part of a tile's ink, in percent, that may be elsewhere in another file of the same shot. On the
/// tuning half of the corpus the third tile of 19 in 20 saved again, at half the size or darker,
/// stays below 35; of 139,523 pairs of different certificates of one kind the nearest has 44.
const FARTHEST_PERCENT: u32 = 34;
/// As many tiles that differ by more make two shots; fewer may be chance.
const DIFFERENT_TILES: usize = 3;

/// Where the ink is: in each tile the cells that are darkest against their surroundings.
///
/// As text, and in every format of serde, it is `ink1:` and the base64 (RFC 4648, no padding) of its
/// 512 bytes: tile by tile and, in each, row by row, one byte with a bit for each cell, leftmost
/// lowest. Another way of taking fingerprints will have another number.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Fingerprint {
    /// The cells of each tile that have ink: bit `8 * row + column`.
    tiles: Box<[u64; TILES]>,
}

impl Fingerprint {
    /// Takes the fingerprint of a picture; `None` if there is next to no ink in it, or fewer pixels
    /// than cells.
    pub fn of(color: &RgbImage) -> Option<Self> {
        // Darker by this many levels of 255 than its surroundings: less is grain.
        const LEAST_DEPTH: f32 = 3.0;
        const LEAST_IN_ALL: u32 = 64;
        if (color.width().min(color.height()) as usize) < SIDE {
            return None;
        }
        let depths = depths(&levels(color));
        let mut tiles = Box::new([0; TILES]);
        let mut inked = Vec::with_capacity(TILE * TILE);
        for (index, tile) in tiles.iter_mut().enumerate() {
            let (top, left) = (index / (SIDE / TILE) * TILE, index % (SIDE / TILE) * TILE);
            let depth = |cell: usize| depths[(top + cell / TILE) * SIDE + left + cell % TILE];
            inked.clear();
            inked.extend((0..TILE * TILE).filter(|cell| depth(*cell) >= LEAST_DEPTH));
            inked.sort_by(|a, b| depth(*b).total_cmp(&depth(*a)));
            for cell in inked.iter().take(MOST_INK as usize) {
                *tile |= 1 << cell;
            }
        }
        let all: u32 = tiles.iter().map(|tile: &u64| tile.count_ones()).sum();
        (all >= LEAST_IN_ALL).then_some(Self { tiles })
    }

    /// Whether both are of one shot: all but two tiles have nearly the same ink. Of three pictures
    /// the first may be near the second and the second near the third, but not the first near the
    /// third.
    pub fn is_near(&self, other: &Self) -> bool {
        let pairs = self.tiles.iter().zip(other.tiles.iter());
        let different = pairs.filter(|(a, b)| differ(**a, **b));
        different.take(DIFFERENT_TILES).count() < DIFFERENT_TILES
    }

    /// The bytes that the text form encodes.
    pub fn to_bytes(&self) -> [u8; SIDE * SIDE / 8] {
        let mut bytes = [0; SIDE * SIDE / 8];
        for (bytes, tile) in bytes.chunks_exact_mut(8).zip(self.tiles.iter()) {
            bytes.copy_from_slice(&tile.to_le_bytes());
        }
        bytes
    }

    /// A fingerprint from the bytes that [`to_bytes`](Self::to_bytes) gave; `None` if a tile has more
    /// ink than any picture's.
    pub fn from_bytes(bytes: &[u8; SIDE * SIDE / 8]) -> Option<Self> {
        let mut tiles = Box::new([0; TILES]);
        for (tile, bytes) in tiles.iter_mut().zip(bytes.as_chunks().0) {
            *tile = u64::from_le_bytes(*bytes);
        }
        let possible = tiles.iter().all(|tile| tile.count_ones() <= MOST_INK);
        possible.then_some(Self { tiles })
    }
}

/// What the text form begins with.
const VERSION: &str = "ink1:";

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{VERSION}{}", STANDARD_NO_PAD.encode(self.to_bytes()))
    }
}

impl FromStr for Fingerprint {
    type Err = NotAFingerprint;

    fn from_str(text: &str) -> Result<Self, NotAFingerprint> {
        let body = text.strip_prefix(VERSION).ok_or(NotAFingerprint)?;
        let bytes = STANDARD_NO_PAD.decode(body).ok();
        let bytes = bytes.and_then(|bytes| bytes.try_into().ok());
        bytes
            .and_then(|bytes| Self::from_bytes(&bytes))
            .ok_or(NotAFingerprint)
    }
}

impl From<Fingerprint> for String {
    fn from(fingerprint: Fingerprint) -> Self {
        fingerprint.to_string()
    }
}

impl TryFrom<String> for Fingerprint {
    type Error = NotAFingerprint;

    fn try_from(text: String) -> Result<Self, NotAFingerprint> {
        text.parse()
    }
}

/// The text is no fingerprint, or one of another version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAFingerprint;

impl fmt::Display for NotAFingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "no fingerprint of the form `{VERSION}` and 683 characters of base64"
        )
    }
}

impl std::error::Error for NotAFingerprint {}

/// Whether more of the ink of two tiles is elsewhere than in two files of one shot.
const fn differ(a: u64, b: u64) -> bool {
    let (both, either) = ((a & b).count_ones(), (a | b).count_ones());
    either >= LEAST_INK && (either - both) * 100 > either * FARTHEST_PERCENT
}

/// Mean luma of each cell, every pixel shared out among the cells it touches.
fn levels(color: &RgbImage) -> Vec<f32> {
    let (width, height) = (color.width() as usize, color.height() as usize);
    let columns = shares(width);
    let rows = shares(height);
    let mut levels = vec![0.0; SIDE * SIDE];
    let mut line = [0.0_f32; SIDE];
    for (row, pixels) in rows
        .iter()
        .zip(color.as_raw().chunks_exact(width.max(1) * 3))
    {
        line.fill(0.0);
        for (column, pixel) in columns.iter().zip(pixels.chunks_exact(3)) {
            let [r, g, b] = [pixel[0], pixel[1], pixel[2]].map(f32::from);
            let level = 0.299 * r + 0.587 * g + 0.114 * b;
            column.spread(level, |cell, part| line[cell] += part);
        }
        for (column, level) in line.iter().enumerate() {
            row.spread(*level, |cell, part| levels[cell * SIDE + column] += part);
        }
    }
    levels
}

/// Which cells one row or column of pixels falls into, and with what part of the cell.
struct Share {
    first: usize,
    parts: [f32; 2],
}

impl Share {
    fn spread(&self, level: f32, mut add: impl FnMut(usize, f32)) {
        add(self.first, level * self.parts[0]);
        if self.parts[1] > 0.0 {
            add(self.first + 1, level * self.parts[1]);
        }
    }
}

/// The shares of `count` pixels in [`SIDE`] cells, of which there are no more.
fn shares(count: usize) -> Vec<Share> {
    let pixel = SIDE as f32 / count as f32;
    (0..count)
        .map(|index| {
            let from = index as f32 * pixel;
            let first = (from as usize).min(SIDE - 1);
            let over = (from + pixel - (first + 1) as f32).clamp(0.0, pixel);
            let over = if first + 1 < SIDE { over } else { 0.0 };
            Share {
                first,
                parts: [pixel - over, over],
            }
        })
        .collect()
}

/// How much darker each cell is than the square of cells around it.
fn depths(levels: &[f32]) -> Vec<f32> {
    let around = means(&means(levels, 1), SIDE);
    around
        .iter()
        .zip(levels)
        .map(|(around, level)| around - level)
        .collect()
}

/// Running means along rows (`stride` 1) or columns (`stride` [`SIDE`]), shorter at the ends.
fn means(levels: &[f32], stride: usize) -> Vec<f32> {
    const REACH: usize = 3;
    let other = if stride == 1 { SIDE } else { 1 };
    let mut means = vec![0.0; levels.len()];
    for line in 0..SIDE {
        for at in 0..SIDE {
            let near = at.saturating_sub(REACH)..(at + REACH + 1).min(SIDE);
            let count = near.len() as f32;
            let sum: f32 = near.map(|i| levels[line * other + i * stride]).sum();
            means[line * other + at * stride] = sum / count;
        }
    }
    means
}

#[cfg(test)]
mod tests {
    use certpreflight_corpus::{Defect, Kind, render_small};
    use image::imageops::{FilterType, resize};

    use super::*;

    fn scan(seed: u64) -> RgbImage {
        render_small(Kind::IdPortrait, seed, 640, Defect::None, 0.0).decode()
    }

    #[test]
    fn the_same_shot_at_another_size_and_brightness_is_near() {
        let original = scan(5);
        let mut darker = resize(
            &original,
            400,
            400 * original.height() / 640,
            FilterType::Triangle,
        );
        for level in darker.iter_mut() {
            *level = *level / 5 * 4;
        }
        let (original, darker) = (Fingerprint::of(&original), Fingerprint::of(&darker));
        assert!(original.expect("ink").is_near(&darker.expect("ink")));
    }

    #[test]
    fn two_peoples_cards_on_one_scanner_are_not_near() {
        let cards: Vec<Fingerprint> = (0..12)
            .map(|seed| {
                // Laid over each other: the same form with another name, number and head.
                let card = certpreflight_corpus::master(Kind::IdPortrait, seed);
                Fingerprint::of(&resize(&card, 640, 404, FilterType::Triangle)).expect("ink")
            })
            .collect();
        for (index, card) in cards.iter().enumerate() {
            assert!(
                cards[index + 1..].iter().all(|other| !card.is_near(other)),
                "{index}"
            );
        }
    }

    #[test]
    fn the_text_form_says_all_and_takes_nothing_else() {
        let fingerprint = Fingerprint::of(&scan(5)).expect("ink");
        let text = fingerprint.to_string();
        assert_eq!(text.len(), VERSION.len() + 683);
        assert_eq!(text.parse(), Ok(fingerprint));
        let (too_much_ink, cut) = (text.replace('A', "/"), &text[..text.len() - 4]);
        for wrong in [
            "",
            "ink1:",
            &text[5..],
            &text.replace("ink1", "ink2"),
            cut,
            &too_much_ink,
        ] {
            assert_eq!(
                wrong.parse::<Fingerprint>(),
                Err(NotAFingerprint),
                "{wrong}"
            );
        }
    }

    #[test]
    fn a_picture_without_ink_has_no_fingerprint() {
        assert_eq!(
            Fingerprint::of(&RgbImage::from_pixel(300, 200, image::Rgb([240; 3]))),
            None
        );
        assert_eq!(Fingerprint::of(&RgbImage::new(1, 1)), None);
    }
}
