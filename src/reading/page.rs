//! The lines of a page in reading order: which way up it lies, and what stands beside what.

use std::sync::Arc;

use image::GrayImage;
use rten::ThreadPool;

use crate::ocr::{Care, Likelihoods, LineBox, Text, detect, recognize};

/// How closely the line finder looks: the long side of what it sees, in pixels. Its time and its memory grow with the
/// square.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Look {
    /// Enough for a card that fills half the picture.
    Glance = 640,
    /// Of 46 names on real licences 43 were read so, and as many numbers as from nearer.
    Usual = 960,
    /// 45 of these names.
    Close = 1280,
}

/// Where the line in the middle, by height, is so high to the line finder, it is as large as the finder needs it. Chosen
/// between the print of a card in half a picture and that of a licence that fills the picture, not fitted.
const LARGE_LINE_PX: f64 = 13.0;
/// A line longer than this many times its height is a paragraph's: neither a name nor a number is so long. Of it only
/// the first part is read.
const LONGEST_FIELD: f64 = 40.0;
/// So much of a paragraph's line, in heights.
const START_OF_A_PARAGRAPH: f64 = 12.0;
/// Most columns that are read fast, of all lines together: about twice what the 39 lines of a licence take. It bounds the time
/// that a page of a newspaper takes.
const MOST_COLUMNS: f64 = 36_000.0;

/// A line that was read.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) place: LineBox,
    pub(crate) text: Text,
    /// Its start, end and middle in the upright page, in pixels.
    pub(crate) left: f64,
    pub(crate) right: f64,
    pub(crate) middle: f64,
}

impl Look {
    /// The long side of what the line finder sees of a picture, in pixels: nothing is blown up.
    pub(crate) fn seen_px(self, luma: &GrayImage) -> u32 {
        (self as u32).min(luma.width().max(luma.height()))
    }
}

impl Line {
    pub(crate) fn new(place: LineBox, text: Text, direction: (f64, f64)) -> Self {
        let (x, y) = place.middle;
        let along = x * direction.0 + y * direction.1;
        Self {
            place,
            text,
            left: along - place.length / 2.0,
            right: along + place.length / 2.0,
            middle: y * direction.0 - x * direction.1,
        }
    }
}

/// A page as read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Page {
    pub(crate) lines: Vec<Line>,
    /// Lines that stand on one base, from left to right; rows from top to bottom.
    pub(crate) rows: Vec<Vec<usize>>,
    /// Where its lines run, as a unit vector.
    pub(crate) direction: (f64, f64),
    /// How far the page has to be turned clockwise to be upright: 0, 90, 180 or 270.
    pub(crate) turn_degrees: u16,
    /// The mean probability of the characters by which that was told; on its head a page reads as something,
    /// too, but never as surely.
    pub(crate) turn_confidence: f64,
    /// The long side of what the line finder saw, in pixels.
    pub(crate) seen_px: u32,
}

/// Finds and reads all lines.
pub(crate) fn read(luma: &GrayImage, look: Look, threads: &Arc<ThreadPool>) -> Page {
    let (mut boxes, seen_px) = lines_at(luma, look, threads);
    let Some(direction) = main_direction(&boxes) else {
        return Page {
            seen_px,
            ..Page::default()
        };
    };
    for line in &mut boxes {
        lay_along(line, direction);
    }
    let (upright, turn_confidence) = right_way_up(luma, &boxes, threads);
    let direction = if upright {
        direction
    } else {
        boxes.iter_mut().for_each(turn_over);
        (-direction.0, -direction.1)
    };
    let mut columns = 0.0;
    let mut lines = Vec::new();
    for mut place in boxes {
        if place.length > LONGEST_FIELD * place.height {
            place = place.part(0.0..START_OF_A_PARAGRAPH * place.height / place.length);
        }
        columns += place.length / place.height * 48.0;
        if columns > MOST_COLUMNS {
            break;
        }
        let text = recognize(luma, &place, Care::Fast, threads).map(|seen| seen.text());
        let Some(text) = text.filter(|text| !text.glyphs.is_empty()) else {
            continue;
        };
        lines.push(Line::new(place, text, direction));
    }
    let turn = -direction.1.atan2(direction.0).to_degrees();
    Page {
        rows: rows(&lines),
        lines,
        direction,
        turn_degrees: ((turn / 90.0).round() as i32 * 90).rem_euclid(360) as u16,
        turn_confidence,
        seen_px,
    }
}

/// Finds the lines at a glance; where they are too small for that, from nearer. And the long side of what was seen.
fn lines_at(luma: &GrayImage, look: Look, threads: &Arc<ThreadPool>) -> (Vec<LineBox>, u32) {
    let boxes = detect(luma, look as u32, threads);
    if look > Look::Glance {
        return (boxes, look.seen_px(luma));
    }
    let mut heights: Vec<f64> = boxes.iter().map(|line| line.height).collect();
    heights.sort_by(f64::total_cmp);
    let seen_at = f64::from(look as u32) / f64::from(luma.width().max(luma.height()));
    let is_large = |height: &f64| *height * seen_at.min(1.0) >= LARGE_LINE_PX;
    if heights.get(heights.len() / 2).is_some_and(is_large) {
        return (boxes, look.seen_px(luma));
    }
    let usual = Look::Usual;
    (detect(luma, usual as u32, threads), usual.seen_px(luma))
}

/// The direction of most long lines, up to its sign: a mean of doubled angles, in which opposite
/// directions are one. Of the two, the one that points right or down.
fn main_direction(boxes: &[LineBox]) -> Option<(f64, f64)> {
    let (mut x, mut y) = (0.0, 0.0);
    for line in boxes {
        // A box as long as high says nothing.
        let weight = (line.length - 1.5 * line.height).max(0.0) + 1e-3 * line.length;
        let angle = 2.0 * line.along.1.atan2(line.along.0);
        x += weight * angle.cos();
        y += weight * angle.sin();
    }
    (x.hypot(y) > 0.0).then(|| {
        let angle = y.atan2(x) / 2.0;
        (angle.cos(), angle.sin())
    })
}

/// Makes the box run along the page's lines: two characters may be a box higher than long.
pub(crate) fn lay_along(line: &mut LineBox, direction: (f64, f64)) {
    let along = line.along.0 * direction.0 + line.along.1 * direction.1;
    if along.abs() < 0.7 && line.length < 2.5 * line.height {
        (line.length, line.height) = (line.height, line.length);
        line.along = (-line.along.1, line.along.0);
    }
    if line.along.0 * direction.0 + line.along.1 * direction.1 < 0.0 {
        turn_over(line);
    }
}

fn turn_over(line: &mut LineBox) {
    line.along = (-line.along.0, -line.along.1);
}

/// Whether the lines read better this way up than on their heads, by the longest, and how surely the
/// better way reads.
fn right_way_up(luma: &GrayImage, boxes: &[LineBox], threads: &Arc<ThreadPool>) -> (bool, f64) {
    let mut longest: Vec<&LineBox> = boxes.iter().collect();
    longest.sort_by(|a, b| (b.length / b.height).total_cmp(&(a.length / a.height)));
    let (mut this, mut other) = (Surety::default(), Surety::default());
    for (count, line) in longest.into_iter().take(5).enumerate() {
        if count >= 2
            && this.confidence().max(other.confidence()) > PLAIN_WAY_UP
            && (this.confidence() - other.confidence()).abs() > PLAIN_DIFFERENCE
        {
            break;
        }
        // Very long lines say no more than their first part.
        let start = line.part(0.0..(START_OF_A_PARAGRAPH * line.height / line.length).min(1.0));
        let mut turned = start;
        turn_over(&mut turned);
        this.add(recognize(luma, &start, Care::Fast, threads));
        other.add(recognize(luma, &turned, Care::Fast, threads));
    }
    let (this, other) = (this.confidence(), other.confidence());
    (this >= other, this.max(other))
}

/// Two lines that read so surely one way, and so much less surely the other, settle the matter. Chosen, not fitted.
const PLAIN_WAY_UP: f64 = 0.9;
const PLAIN_DIFFERENCE: f64 = 0.2;

/// The mean probability of the characters of some lines.
#[derive(Default)]
struct Surety {
    sum: f64,
    characters: usize,
}

impl Surety {
    fn add(&mut self, seen: Option<Likelihoods>) {
        if let Some(text) = seen.map(|seen| seen.text()) {
            self.sum += text.confidence() * text.glyphs.len() as f64;
            self.characters += text.glyphs.len();
        }
    }

    fn confidence(&self) -> f64 {
        self.sum / self.characters.max(1) as f64
    }
}

/// Lines that read less surely are borders, seals and stains more often than text. Chosen, not fitted: those of drawn
/// pages read with 0.06 to 0.6, their text with 0.8 and more.
const TEXT_CONFIDENCE: f64 = 0.6;

/// Groups lines whose middles lie within half a height of their neighbors'. What is hardly text joins rows that are
/// there already, so that a stain beside a row does not part it.
pub(crate) fn rows(lines: &[Line]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..lines.len()).collect();
    let is_doubtful = |index: usize| lines[index].text.confidence() < TEXT_CONFIDENCE;
    order.sort_by(|a, b| {
        let by_height = lines[*a].middle.total_cmp(&lines[*b].middle);
        is_doubtful(*a).cmp(&is_doubtful(*b)).then(by_height)
    });
    let mut rows: Vec<Vec<usize>> = Vec::new();
    for index in order {
        let line = &lines[index];
        let gap = |other: &Line| line.left.max(other.left) - line.right.min(other.right);
        let is_beside = |row: &&mut Vec<usize>| {
            let others = || row.iter().map(|other| &lines[*other]);
            // Boxes reach beyond their characters by half a height at each end.
            let is_apart = |other: &Line| gap(other) > -line.place.height.min(other.place.height);
            // On a page in perspective the ends of a row stand farther from each other than its neighbors.
            let nearest = others().min_by(|a, b| gap(a).total_cmp(&gap(b)));
            let is_level = |other: &Line| {
                let lower = line.place.height.min(other.place.height);
                (line.middle - other.middle).abs() < 0.5 * lower
            };
            others().all(is_apart) && nearest.is_some_and(is_level)
        };
        let beside = rows.iter_mut().rev().find(is_beside);
        match beside {
            Some(row) => row.push(index),
            None => rows.push(vec![index]),
        }
    }
    rows.sort_by(|a, b| lines[a[0]].middle.total_cmp(&lines[b[0]].middle));
    for row in &mut rows {
        row.sort_by(|a, b| lines[*a].left.total_cmp(&lines[*b].left));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ocr::Glyph;

    fn line(left: f64, middle: f64, height: f64, probability: f32) -> Line {
        let length = 100.0;
        let place = LineBox {
            middle: (left + length / 2.0, middle),
            along: (1.0, 0.0),
            length,
            height,
        };
        let glyph = Glyph {
            character: '期',
            probability,
            place: 0.5,
        };
        let glyphs = vec![glyph];
        Line::new(place, Text { glyphs }, (1.0, 0.0))
    }

    #[test]
    fn neither_a_stain_nor_what_stands_far_away_parts_a_row() {
        /// What is shown, the lines, and the rows that they make.
        type Case = (&'static str, Vec<Line>, Vec<Vec<usize>>);
        let cases: [Case; 4] = [
            (
                "a stain",
                vec![
                    line(0.0, 566.0, 65.0, 1.0),
                    line(200.0, 565.0, 77.0, 1.0),
                    line(900.0, 553.0, 25.0, 0.48),
                ],
                vec![vec![0, 1, 2]],
            ),
            (
                "a line that is level with its neighbor alone",
                vec![
                    line(0.0, 1137.0, 47.0, 1.0),
                    line(200.0, 1137.0, 57.0, 1.0),
                    line(900.0, 1112.0, 52.0, 1.0),
                ],
                vec![vec![2], vec![0, 1]],
            ),
            (
                "another row",
                vec![line(0.0, 100.0, 40.0, 1.0), line(200.0, 125.0, 40.0, 1.0)],
                vec![vec![0], vec![1]],
            ),
            (
                "one above the other",
                vec![line(0.0, 100.0, 40.0, 1.0), line(10.0, 110.0, 40.0, 1.0)],
                vec![vec![0], vec![1]],
            ),
        ];
        for (name, lines, expected) in cases {
            assert_eq!(rows(&lines), expected, "{name}");
        }
    }
}
