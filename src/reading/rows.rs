//! The rows of a page as characters, and words in them, some of which may be misread.

use std::ops::Range;

use crate::page::{Line, Page};
use crate::twins::{narrow, simplified};

/// A character of a row, and where it was read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    pub(crate) character: char,
    /// Index of its line in the page.
    pub(crate) line: usize,
    /// Where in the line it stands, 0 to 1.
    pub(crate) place: f64,
    /// How likely the network thinks it, 0 to 1.
    pub(crate) probability: f32,
    /// Whether a line starts with it.
    pub(crate) is_first: bool,
}

/// The rows of a page as characters without blanks, in half width where there are two widths.
pub(crate) fn rows(page: &Page) -> Vec<Vec<Mark>> {
    page.rows
        .iter()
        .map(|row| marks(&page.lines, row))
        .collect()
}

/// Where characters of one line stand so many heights apart, two columns were taken for one line: the second begins there.
/// Chosen, not fitted: a box is higher than its characters, so that neighbors are less than one height apart.
const WIDE_GAP: f64 = 1.6;

fn marks(lines: &[Line], row: &[usize]) -> Vec<Mark> {
    let mut marks = Vec::new();
    for &line in row {
        let mut is_first = true;
        let place = &lines[line].place;
        let mut last: Option<f64> = None;
        for glyph in &lines[line].text.glyphs {
            let character = simplified(narrow(glyph.character));
            if !character.is_whitespace() {
                let gap = last.map_or(0.0, |last| (glyph.place - last) * place.length);
                is_first |= gap > WIDE_GAP * place.height;
                last = Some(glyph.place);
                marks.push(Mark {
                    character,
                    line,
                    place: glyph.place,
                    probability: glyph.probability,
                    is_first,
                });
                is_first = false;
            }
        }
    }
    marks
}

/// Where a word stands in a row. One character in four may be misread; a word of fewer than four has to be
/// exact, and to start a line if `starts_line`, because two characters stand everywhere.
pub(crate) fn find(row: &[Mark], word: &str, starts_line: bool) -> Option<Range<usize>> {
    find_within(row, word, starts_line, word.chars().count() / 4)
}

/// Where a word stands in a row with so many misread characters at most.
pub(crate) fn find_within(
    row: &[Mark],
    word: &str,
    starts_line: bool,
    wrong_allowed: usize,
) -> Option<Range<usize>> {
    let word: Vec<char> = word.chars().collect();
    let places = 0..(row.len() + 1).saturating_sub(word.len());
    let best = places
        .filter(|start| word.len() >= 4 || !starts_line || row[*start].is_first)
        .map(|start| {
            let here = row[start..start + word.len()].iter().zip(&word);
            (
                here.filter(|(mark, wanted)| mark.character != **wanted)
                    .count(),
                start,
            )
        })
        .min()?;
    (best.0 <= wrong_allowed).then(|| best.1..best.1 + word.len())
}

/// How many characters a row and a word have in common, in their order.
pub(crate) fn in_common(row: &[Mark], word: &[char]) -> usize {
    let mut before = vec![0; word.len() + 1];
    for mark in row {
        let mut now = vec![0; word.len() + 1];
        for (at, wanted) in word.iter().enumerate() {
            now[at + 1] = if mark.character == *wanted {
                before[at] + 1
            } else {
                before[at + 1].max(now[at])
            };
        }
        before = now;
    }
    before[word.len()]
}

/// A row of lines, of which each starts with its first character.
#[cfg(test)]
pub(crate) fn row(lines: &[&str]) -> Vec<Mark> {
    let marks = lines.iter().enumerate().flat_map(|(line, text)| {
        text.chars().enumerate().map(move |(at, character)| Mark {
            character,
            line,
            place: 0.0,
            probability: 1.0,
            is_first: at == 0,
        })
    });
    marks.collect()
}
