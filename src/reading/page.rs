//! The lines of a page in reading order: which way up it lies, and what stands beside what.

use std::sync::Arc;

use image::GrayImage;
use rten::ThreadPool;

use crate::ocr::{Care, LineBox, Text, detect, recognize};

/// Long side of what the line finder looks at, in pixels. Of 46 names on real licences 43 were read at
/// 960 and 45 at 1280, numbers alike.
const DETECT_LONG_SIDE: u32 = 1280;
/// Most columns that are read fast, of all lines together: about 250 lines of a certificate. It bounds the
/// time that a page of a newspaper takes.
const MOST_COLUMNS: f64 = 60_000.0;

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

/// A page as read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Page {
    pub(crate) lines: Vec<Line>,
    /// Lines that stand on one base, from left to right; rows from top to bottom.
    pub(crate) rows: Vec<Vec<usize>>,
    /// How far the page has to be turned clockwise to be upright: 0, 90, 180 or 270.
    pub(crate) turn_degrees: u16,
    /// The mean probability of the characters by which that was told; on its head a page reads as something,
    /// too, but never as surely.
    pub(crate) turn_confidence: f64,
}

/// Finds and reads all lines.
pub(crate) fn read(luma: &GrayImage, threads: &Arc<ThreadPool>) -> Page {
    let mut boxes = detect(luma, DETECT_LONG_SIDE, threads);
    let Some(direction) = main_direction(&boxes) else {
        return Page::default();
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
    for place in boxes {
        columns += place.length / place.height * 48.0;
        if columns > MOST_COLUMNS {
            break;
        }
        let text = recognize(luma, &place, Care::Fast, threads).map(|seen| seen.text());
        let Some(text) = text.filter(|text| !text.glyphs.is_empty()) else {
            continue;
        };
        let (x, y) = place.middle;
        let along = x * direction.0 + y * direction.1;
        lines.push(Line {
            place,
            text,
            left: along - place.length / 2.0,
            right: along + place.length / 2.0,
            middle: y * direction.0 - x * direction.1,
        });
    }
    let turn = -direction.1.atan2(direction.0).to_degrees();
    Page {
        rows: rows(&lines),
        lines,
        turn_degrees: ((turn / 90.0).round() as i32 * 90).rem_euclid(360) as u16,
        turn_confidence,
    }
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
fn lay_along(line: &mut LineBox, direction: (f64, f64)) {
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

/// Whether the lines read better this way up than on their heads, by the five longest, and how surely the
/// better way reads.
fn right_way_up(luma: &GrayImage, boxes: &[LineBox], threads: &Arc<ThreadPool>) -> (bool, f64) {
    let mut longest: Vec<&LineBox> = boxes.iter().collect();
    longest.sort_by(|a, b| (b.length / b.height).total_cmp(&(a.length / a.height)));
    longest.truncate(5);
    let confidence = |turned: bool| {
        let (mut sum, mut count) = (0.0, 0);
        for line in &longest {
            let mut line = **line;
            // Very long lines say no more than their first part.
            line.length = line.length.min(20.0 * line.height);
            if turned {
                turn_over(&mut line);
            }
            if let Some(seen) = recognize(luma, &line, Care::Fast, threads) {
                let text = seen.text();
                sum += text.confidence() * text.glyphs.len() as f64;
                count += text.glyphs.len();
            }
        }
        sum / f64::from(count.max(1) as u32)
    };
    let (this, other) = (confidence(false), confidence(true));
    (this >= other, this.max(other))
}

/// Groups lines whose middles lie within half a height.
fn rows(lines: &[Line]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by(|a, b| lines[*a].middle.total_cmp(&lines[*b].middle));
    let mut rows: Vec<Vec<usize>> = Vec::new();
    for index in order {
        let line = &lines[index];
        let beside = rows.iter_mut().rev().take(4).find(|row| {
            row.iter().all(|other| {
                let other = &lines[*other];
                let lower = line.place.height.min(other.place.height);
                let apart = line.left.max(other.left) > line.right.min(other.right) - 0.5 * lower;
                apart && (line.middle - other.middle).abs() < 0.5 * lower
            })
        });
        match beside {
            Some(row) => row.push(index),
            None => rows.push(vec![index]),
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| lines[*a].left.total_cmp(&lines[*b].left));
    }
    rows
}
