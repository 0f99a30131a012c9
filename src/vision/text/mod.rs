//! Luma in, lines of text out: where characters stand, how large they are and which way they run.
//!
//! Nothing is read. A character is a piece of ink, or a few that lie close together, of the size
//! and shape a character has; a line is three or more of them in a row. Only ink darker than the
//! paper is looked at.

mod glyph;
mod ink;
mod line;
mod nearby;

use image::GrayImage;
use imageproc::union_find::DisjointSetForest;

use super::statistics::largest_but;
pub(super) use glyph::Glyph;
use ink::InkMask;
use line::{Chain, LineStyle};
pub(super) use line::{Direction, TextLine};
use nearby::Nearby;

/// What there is of text in a picture.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TextMap {
    /// The lines along the prevailing direction, number-like ones first.
    pub(super) lines: Vec<TextLine>,
    /// Characters found, in lines or not.
    pub(super) characters: usize,
    /// Votes for the direction.
    pub(super) votes: DirectionVotes,
    /// Every piece of ink that lines were sought among.
    pub(super) pieces: Vec<Glyph>,
}

/// Most pieces of ink that are looked at: five times as many as on a full licence.
const MOST_GLYPHS: usize = 12_000;

/// Finds the text of a picture.
pub(super) fn find(luma: &GrayImage) -> TextMap {
    among(pieces(luma))
}

/// Finds the text among the pieces of ink of a picture.
pub(super) fn among(pieces: Vec<Glyph>) -> TextMap {
    let (numbers, rest) = numbers(&pieces);
    let characters = joined(&joined(&rest));
    let nearby = Nearby::new(&characters);
    let ways = [Direction::Horizontal, Direction::Vertical]
        .map(|direction| lines_along(&characters, direction, LineStyle::TEXT));
    let mut in_line = vec![false; characters.len()];
    for index in ways.iter().flat_map(|(chains, _)| chains).flatten() {
        in_line[*index] = true;
    }
    let votes = DirectionVotes::of(&characters, &in_line, &nearby).and(&numbers);
    let count = characters.len() + numbers.iter().map(|line| line.boxes.len()).sum::<usize>();
    let direction = votes.direction();
    let [(_, horizontal), (_, vertical)] = ways;
    let mut lines = match direction {
        Direction::Horizontal => horizontal,
        Direction::Vertical => vertical,
    };
    lines.extend(
        numbers
            .into_iter()
            .filter(|line| line.direction == direction),
    );
    lines.sort_by(|a, b| b.number_like.total_cmp(&a.number_like));
    TextMap {
        lines,
        characters: count,
        votes,
        pieces,
    }
}

/// Pieces of ink of the size and shape of a character or a part of one.
fn pieces(luma: &GrayImage) -> Vec<Glyph> {
    let (width, height) = (luma.width().cast_signed(), luma.height().cast_signed());
    // Titles reach a twelfth of the short side on licences; close-ups of a few words more.
    let most = (width.min(height) / 4).max(8);
    let mut least = 4;
    let ink = InkMask::of(luma);
    let mut pieces = glyph::glyphs(&ink, |glyph| {
        let (w, h) = (glyph.width(), glyph.height());
        let inside =
            glyph.left > 0 && glyph.top > 0 && glyph.right < width && glyph.bottom < height;
        let (thin, long) = (w.min(h), w.max(h));
        let solid = i64::from(glyph.ink) * 100 >= 8 * i64::from(w) * i64::from(h);
        inside && (least..=most).contains(&long) && thin * 14 >= long && solid
    });
    drop_texture(luma, &mut pieces);
    while pieces.len() > MOST_GLYPHS {
        least += 1 + least / 4;
        pieces.retain(|glyph| glyph.size() >= least);
    }
    pieces
}

/// Drops what has a fraction of the contrast of the strongest pieces: the grain of wood and cloth,
/// guilloches.
fn drop_texture(luma: &GrayImage, pieces: &mut Vec<Glyph>) {
    // The title of a licence makes a dozen pieces, a certificate number 18.
    const STRONGEST: usize = 16;
    // The gray-blue labels of an identity card have half the contrast of its digits.
    const SHARE: i32 = 3;
    let contrasts: Vec<u8> = pieces.iter().map(|piece| contrast(luma, piece)).collect();
    let Some(strong) = largest_but(&mut contrasts.clone(), STRONGEST, u8::cmp) else {
        return;
    };
    let mut contrasts = contrasts.into_iter();
    pieces.retain(|_| {
        contrasts
            .next()
            .is_some_and(|contrast| i32::from(contrast) * 10 >= i32::from(strong) * SHARE)
    });
}

/// Difference of the lightest and the darkest pixel of a box.
fn contrast(luma: &GrayImage, glyph: &Glyph) -> u8 {
    let width = luma.width() as usize;
    let span = |from: i32, to: i32| from.unsigned_abs() as usize..to.unsigned_abs() as usize;
    let (mut least, mut most) = (u8::MAX, 0);
    for row in luma
        .as_raw()
        .chunks_exact(width.max(1))
        .skip(span(glyph.top, glyph.bottom).start)
        .take(glyph.height().unsigned_abs() as usize)
    {
        for &value in &row[span(glyph.left, glyph.right)] {
            least = value.min(least);
            most = value.max(most);
        }
    }
    most.saturating_sub(least)
}

/// Rows of digits either way, and the pieces that belong to none.
fn numbers(pieces: &[Glyph]) -> (Vec<TextLine>, Vec<Glyph>) {
    // Eight digits of a date in a row reach 0.17.
    const LEAST: f64 = 0.4;
    let mut taken = vec![false; pieces.len()];
    let mut numbers = Vec::new();
    for direction in [Direction::Horizontal, Direction::Vertical] {
        let (chains, lines) = lines_along(pieces, direction, LineStyle::NUMBER);
        for (chain, line) in chains
            .into_iter()
            .zip(lines)
            .filter(|(_, line)| line.number_like >= LEAST)
        {
            for index in chain {
                taken[index] = true;
            }
            numbers.push(line);
        }
    }
    let rest = pieces
        .iter()
        .zip(taken)
        .filter(|(_, taken)| !taken)
        .map(|(glyph, _)| *glyph)
        .collect();
    (numbers, rest)
}

/// The lines of one direction and the characters they consist of.
fn lines_along(
    glyphs: &[Glyph],
    direction: Direction,
    style: LineStyle,
) -> (Vec<Chain>, Vec<TextLine>) {
    let turned: Vec<Glyph>;
    let glyphs = match direction {
        Direction::Horizontal => glyphs,
        Direction::Vertical => {
            turned = glyphs.iter().map(|glyph| glyph.transposed()).collect();
            &turned
        }
    };
    line::chains(glyphs, &Nearby::new(glyphs), style)
        .into_iter()
        .filter_map(|chain| line::line(&chain, glyphs, direction).map(|line| (chain, line)))
        .unzip()
}

/// Joins pieces that together still have the size of the larger one: the strokes and radicals of
/// one character.
fn joined(pieces: &[Glyph]) -> Vec<Glyph> {
    let nearby = Nearby::new(pieces);
    let mut forest = DisjointSetForest::new(pieces.len());
    let mut glyphs = pieces.to_vec();
    // Compared with the largest piece, not with the growing whole, which would join a whole line.
    let mut largest: Vec<i32> = pieces.iter().map(Glyph::size).collect();
    for (index, piece) in pieces.iter().enumerate() {
        for other in nearby
            .around(piece, piece.size())
            .filter(|&other| other != index)
        {
            let (a, b) = (forest.root(index), forest.root(other));
            let size = largest[a].max(largest[b]);
            if a != b && belong_together(&glyphs[a], &glyphs[b], size) {
                let whole = glyphs[a].joined(&glyphs[b]);
                forest.union(a, b);
                let root = forest.root(a);
                (glyphs[root], largest[root]) = (whole, size);
            }
        }
    }
    (0..glyphs.len())
        .filter(|&index| forest.root(index) == index)
        .map(|index| glyphs[index])
        .collect()
}

/// Whether two pieces make one character: close together, and the whole hardly larger than the
/// largest part, which is `size` pixels long.
fn belong_together(a: &Glyph, b: &Glyph, size: i32) -> bool {
    let gap =
        (a.left.max(b.left) - a.right.min(b.right)).max(a.top.max(b.top) - a.bottom.min(b.bottom));
    gap * 3 <= size && a.joined(b).size() * 5 <= size * 6
}

/// Which way text runs: votes of the characters, each between -1 (up or down) and 1 (from side to
/// side).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct DirectionVotes {
    /// Sum of the votes.
    pub(super) sum: f64,
    /// Number of the votes.
    pub(super) voters: f64,
}

impl DirectionVotes {
    /// The mean vote; 0 without any.
    pub(super) fn mean(self) -> f64 {
        if self.voters > 0.0 {
            self.sum / self.voters
        } else {
            0.0
        }
    }

    /// The way most of the text runs: from side to side unless some of it says otherwise.
    pub(super) fn direction(&self) -> Direction {
        if self.sum < 0.0 && self.show_text() {
            Direction::Vertical
        } else {
            Direction::Horizontal
        }
    }

    /// Whether there are as many as mean text: patterns have a few characters by chance.
    pub(super) fn show_text(&self) -> bool {
        const LEAST: f64 = 5.0;
        self.sum.abs() >= LEAST
    }

    /// Asks the characters on lines, whichever way these run, for their closest neighbors: they
    /// stand closer to those of their own line than to those of the next.
    fn of(characters: &[Glyph], in_line: &[bool], nearby: &Nearby) -> Self {
        let mut votes = Self::default();
        for (index, character) in characters
            .iter()
            .enumerate()
            .filter(|(index, _)| in_line[*index])
        {
            let size = character.size();
            let mut nearest = [size * 2; 2];
            for other in nearby
                .around(character, size * 3)
                .filter(|&other| other != index)
            {
                if let Some((axis, gap)) = gap(character, &characters[other]) {
                    nearest[axis] = nearest[axis].min(gap);
                }
            }
            if nearest[0] != nearest[1] {
                votes.voters += 1.0;
                votes.sum +=
                    (f64::from(nearest[1] - nearest[0]) / f64::from(size)).clamp(-1.0, 1.0);
            }
        }
        votes
    }

    /// With the votes of another look, if these only confirm what this one says.
    pub(super) fn with(self, other: Self) -> Self {
        if !self.show_text() || self.sum * other.sum < 0.0 {
            return self;
        }
        Self {
            sum: self.sum + other.sum,
            voters: self.voters + other.voters,
        }
    }

    /// Adds the rows of digits, which are sure of their direction.
    fn and(mut self, numbers: &[TextLine]) -> Self {
        // As much as the rest of an identity card has to say.
        const VOTES: f64 = 30.0;
        for line in numbers {
            self.vote(line.direction, VOTES * line.number_like);
        }
        self
    }

    /// Adds votes that are all for one direction.
    pub(super) fn vote(&mut self, direction: Direction, votes: f64) {
        self.voters += votes;
        self.sum += match direction {
            Direction::Horizontal => votes,
            Direction::Vertical => -votes,
        };
    }
}

/// Whether the way to another character is level (0) or steep (1), and the pixels between the two;
/// `None` unless they are about as large.
fn gap(character: &Glyph, other: &Glyph) -> Option<(usize, i32)> {
    if other.size() * 2 < character.size() || character.size() * 2 < other.size() {
        return None;
    }
    let (dx, dy) = (
        (other.center2().0 - character.center2().0).abs(),
        (other.center2().1 - character.center2().1).abs(),
    );
    let (axis, gap) = if dx > dy {
        (0, dx - character.width() - other.width())
    } else {
        (1, dy - character.height() - other.height())
    };
    Some((axis, (gap / 2).max(0)))
}
