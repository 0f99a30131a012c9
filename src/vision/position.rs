//! The position in which a picture is measured: the same one however it was turned.
//!
//! Lines are sought from left to right, characters from pixels that lie on a grid, numbers upright
//! before they are tried on their head: a measure may come out a little differently for the same
//! picture on its side. So every picture is first put into one of its four positions, by nothing but
//! what it shows, and what was measured is turned back. Whether that position is the upright one
//! doesn't matter for the answers to be the same; but numbers are found best there, so that the
//! characters have a say. Which way up the content is for the user is asked later and of all cues.

use std::borrow::Cow;

use image::GrayImage;

use super::bars;
use super::orientation;
use super::qr::{self, QrCode};
use super::text::{self, Direction, TextMap};
use super::turns::QuarterTurns;
use certpreflight_formats::codec::Picture;

/// A picture in the position in which it is measured.
pub(super) struct Positioned<'a> {
    /// By how much the given picture was turned.
    pub(super) turns: QuarterTurns,
    pub(super) picture: Cow<'a, Picture>,
    pub(super) text: TextMap,
    pub(super) qr: Option<QrCode>,
}

impl<'a> Positioned<'a> {
    pub(super) fn new(given: &'a Picture) -> Self {
        let first = Self::turned(given, by_light(&given.luma));
        let leveled = match lines_run(&first.picture.luma, &first.text) {
            Direction::Horizontal => first.turns,
            Direction::Vertical => first.turns.then(QuarterTurns::LEFT),
        };
        let is_on_head = orientation::leans_to_head(&first.picture.luma, &first.text, first.qr);
        let turns = if is_on_head {
            leveled.then(QuarterTurns::HALF)
        } else {
            leveled
        };
        if turns == first.turns {
            first
        } else {
            first.turned_to(turns, given)
        }
    }

    /// The boxes of the characters on lines in shares of the given picture: left, top, right, bottom.
    pub(super) fn characters(&self) -> impl Iterator<Item = [f64; 4]> {
        let back = self.turns.undone();
        let (width, height) = self.picture.luma.dimensions();
        let share = move |at: i32, of: u32| f64::from(at) / f64::from(of);
        let boxes = self.text.lines.iter().flat_map(|line| &line.boxes);
        boxes.map(move |glyph| {
            let (left, top) = (share(glyph.left, width), share(glyph.top, height));
            let (wide, high) = (share(glyph.width(), width), share(glyph.height(), height));
            let [left, top, wide, high] = back.shares([left, top, wide, high]);
            [left, top, left + wide, top + high]
        })
    }

    fn turned(given: &'a Picture, turns: QuarterTurns) -> Self {
        let picture = turned(given, turns);
        let text = text::find(&picture.luma);
        let qr = qr::find(&picture.luma, &text.pieces);
        Self {
            turns,
            picture,
            text,
            qr,
        }
    }

    /// The same in another position. The ink, which costs most, is turned instead of sought again.
    fn turned_to(self, turns: QuarterTurns, given: &'a Picture) -> Self {
        let further = self.turns.undone().then(turns);
        let size = self.picture.luma.dimensions();
        let pieces = self.text.pieces.iter();
        let text = text::among(pieces.map(|piece| further.glyph(*piece, size)).collect());
        Self {
            turns,
            picture: turned(given, turns),
            text,
            qr: self.qr.map(|code| QrCode {
                open_corner: further.corner(code.open_corner),
                ..code
            }),
        }
    }
}

fn turned(given: &Picture, turns: QuarterTurns) -> Cow<'_, Picture> {
    if turns == QuarterTurns::NONE {
        Cow::Borrowed(given)
    } else {
        Cow::Owned(given.clone().turned(turns.as_orientation()))
    }
}

/// The way lines run, if need be those too blurred for characters.
fn lines_run(luma: &GrayImage, text: &TextMap) -> Direction {
    if text.votes.show_text() {
        return text.votes.direction();
    }
    let bars = |direction| bars::find(luma, direction).len();
    if bars(Direction::Vertical) > bars(Direction::Horizontal) {
        Direction::Vertical
    } else {
        Direction::Horizontal
    }
}

/// The turn that brings the lightest quarter of a picture to its upper left, and of several as light
/// the one that a lighter quarter follows clockwise.
fn by_light(luma: &GrayImage) -> QuarterTurns {
    let quarters = quarters(luma);
    let after = |turns: QuarterTurns| turns.sides(quarters);
    let best = QuarterTurns::ALL
        .into_iter()
        .max_by_key(|turns| after(*turns));
    best.unwrap_or(QuarterTurns::NONE)
}

/// The light of the quarters from the upper left clockwise, without a row or column in the middle.
fn quarters(luma: &GrayImage) -> [u64; 4] {
    let (width, height) = (luma.width() as usize, luma.height() as usize);
    let (across, down) = (width / 2, height / 2);
    let mut sums = [0_u64; 4];
    for (y, row) in luma.as_raw().chunks_exact(width.max(1)).enumerate() {
        let sum = |part: &[u8]| part.iter().map(|&level| u64::from(level)).sum::<u64>();
        let (left, right) = (sum(&row[..across]), sum(&row[width - across..]));
        if y < down {
            sums[0] += left;
            sums[1] += right;
        }
        if y >= height - down {
            sums[2] += right;
            sums[3] += left;
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use image::{Luma, imageops};
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_turn_of_a_picture_comes_to_one_position(
            (width, height) in (1..9_u32, 1..9_u32),
            bytes in prop::collection::vec(any::<u8>(), 81),
        ) {
            let picture = GrayImage::from_fn(width, height, |x, y| Luma([bytes[(y * 9 + x) as usize]]));
            let quarters = quarters(&picture);
            // Quarters of equal light leave two positions that are as good.
            prop_assume!(quarters[0] != quarters[2] || quarters[1] != quarters[3]);
            let positioned = |picture: &GrayImage| match by_light(picture).degrees() {
                0 => picture.clone(),
                90 => imageops::rotate90(picture),
                180 => imageops::rotate180(picture),
                _ => imageops::rotate270(picture),
            };
            let expected = positioned(&picture);
            for turned in [
                imageops::rotate90(&picture),
                imageops::rotate180(&picture),
                imageops::rotate270(&picture),
            ] {
                prop_assert_eq!(&positioned(&turned), &expected);
            }
        }
    }
}
