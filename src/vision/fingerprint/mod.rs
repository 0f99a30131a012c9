//! A fingerprint of one shot: it survives another encoding, another size and another brightness,
//! but not another shot.
//!
//! The usual 64-bit hashes see a card and a head and find all identity cards alike. This one keeps
//! where the ink is, coarsely, so that copies can be looked up among very many; and of the lines of
//! text what they look like ([`Print`]), for two companies' licences from one office differ in
//! nothing else. It deliberately doesn't follow a crop or a second shot of the same certificate: laid
//! over each other, the emblem sides of two people's cards differ less than two shots of one.

mod depth;
mod index;
mod print;

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use certpreflight_formats::codec::Picture;
use serde::{Deserialize, Serialize};

pub use index::FingerprintIndex;
use print::Print;

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
/// Part of a tile's ink, in percent, that may be elsewhere in another file of the same shot. Of 1260
/// copies of drawn certificates (compressed down to quality 20, from 0.36 to 1.4 times the size, darker,
/// brighter) the fourth tile of 997 in 1000 stays below.
const FARTHEST_PERCENT: u32 = 45;
/// As many tiles that differ by more make two shots; fewer may be chance.
const DIFFERENT_TILES: usize = 4;

/// Where the ink is: in each tile the cells that are darkest against their surroundings; and what the
/// lines of text look like.
///
/// As text, and in every format of serde, it is `ink2:` and the base64 (RFC 4648, no padding) of its
/// bytes: 512 for the ink, tile by tile and, in each, row by row, one byte with a bit for each cell,
/// leftmost lowest; then 34 for each tile of the print (`print.rs`). Another way of taking fingerprints
/// will have another number.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Fingerprint {
    /// The cells of each tile that have ink: bit `8 * row + column`.
    tiles: Box<[u64; TILES]>,
    print: Print,
}

impl Fingerprint {
    /// Takes the fingerprint of a picture; `None` if there is next to no ink in it, or fewer pixels
    /// than cells. `characters` are the boxes of characters on lines, in shares of the picture: left,
    /// top, right, bottom.
    pub(super) fn of(
        picture: &Picture,
        characters: impl Iterator<Item = [f64; 4]>,
    ) -> Option<Self> {
        // Darker by this many levels of 255 than its surroundings: less is grain.
        const LEAST_DEPTH: f32 = 3.0;
        const LEAST_IN_ALL: u32 = 64;
        let color = &picture.color;
        if (color.width().min(color.height()) as usize) < SIDE {
            return None;
        }
        let depths = depth::of_color(color, SIDE);
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
        (all >= LEAST_IN_ALL).then(|| Self {
            tiles,
            print: Print::of(&picture.luma, characters),
        })
    }

    /// Whether both are of one shot: all but three tiles have nearly the same ink, and what can be
    /// compared of the print is the same. Of three pictures the first may be near the second and the
    /// second near the third, but not the first near the third.
    pub fn is_near(&self, other: &Self) -> bool {
        self.has_ink_of(other) && self.print.is_same(&other.print)
    }

    /// Whether all but three tiles have nearly the same ink.
    fn has_ink_of(&self, other: &Self) -> bool {
        let pairs = self.tiles.iter().zip(other.tiles.iter());
        let different = pairs.filter(|(a, b)| differ(**a, **b));
        different.take(DIFFERENT_TILES).count() < DIFFERENT_TILES
    }

    /// The bytes that the text form encodes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let ink = self.tiles.iter().flat_map(|tile| tile.to_le_bytes());
        ink.chain(self.print.to_bytes()).collect()
    }

    /// A fingerprint from the bytes that [`to_bytes`](Self::to_bytes) gave; `None` if no picture has
    /// one like that.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (ink, print) = bytes.split_at_checked(TILES * 8)?;
        let mut tiles = Box::new([0; TILES]);
        for (tile, bytes) in tiles.iter_mut().zip(ink.as_chunks().0) {
            *tile = u64::from_le_bytes(*bytes);
        }
        let possible = tiles.iter().all(|tile| tile.count_ones() <= MOST_INK);
        let print = Print::from_bytes(print)?;
        possible.then_some(Self { tiles, print })
    }
}

/// What the text form begins with.
const VERSION: &str = "ink2:";

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
        write!(f, "no fingerprint of the form `{VERSION}` and base64")
    }
}

impl std::error::Error for NotAFingerprint {}

/// Whether more of the ink of two tiles is elsewhere than in two files of one shot.
const fn differ(a: u64, b: u64) -> bool {
    let (both, either) = ((a & b).count_ones(), (a | b).count_ones());
    either >= LEAST_INK && (either - both) * 100 > either * FARTHEST_PERCENT
}

#[cfg(test)]
mod tests {
    use certpreflight_corpus::{Defect, Kind, render_small};
    use image::RgbImage;
    use image::imageops::{FilterType, resize};

    use super::*;
    use crate::{measure, testing};

    fn fingerprint(color: RgbImage) -> Option<Fingerprint> {
        measure(&testing::picture(color)).fingerprint
    }

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
        let (original, darker) = (fingerprint(original), fingerprint(darker));
        assert!(original.expect("ink").is_near(&darker.expect("ink")));
    }

    #[test]
    fn two_peoples_cards_on_one_scanner_are_not_near() {
        let cards: Vec<Fingerprint> = (0..12)
            .map(|seed| {
                // Laid over each other: the same form with another name, number and head.
                let card = certpreflight_corpus::master(Kind::IdPortrait, seed);
                fingerprint(resize(&card, 640, 404, FilterType::Triangle)).expect("ink")
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
        let fingerprint = fingerprint(scan(5)).expect("ink");
        assert!(fingerprint.to_bytes().len() > 512 + 34);
        let text = fingerprint.to_string();
        assert_eq!(text.parse(), Ok(fingerprint));
        let (too_much_ink, cut) = (text.replace('A', "/"), &text[..text.len() - 4]);
        for wrong in [
            "",
            "ink2:",
            &text[5..],
            &text.replace("ink2", "ink1"),
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
            fingerprint(RgbImage::from_pixel(300, 200, image::Rgb([240; 3]))),
            None
        );
        assert_eq!(fingerprint(RgbImage::new(1, 1)), None);
    }
}
