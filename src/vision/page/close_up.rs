//! The largest object in the picture that looks unlike its surroundings: where to look closer when
//! the certificate is small.

use super::field::{Field, Part};
use crate::components::components;

/// Cells along a block's side.
const BLOCK: usize = 8;

/// An object that looks unlike its surroundings.
#[derive(Clone, Copy, Debug)]
pub(super) struct CloseUp {
    /// The part of the color picture around it, with some of the background.
    pub(super) part: Part,
    /// Its own area in pixels of the color picture.
    pub(super) area: f64,
}

/// Finds the part of the color picture around the largest such object; `None` if there is none
/// or if it is too large to be seen any better from near.
pub(super) fn find(field: &Field) -> Option<CloseUp> {
    // Nearer than this nothing is gained; smaller than this it is no certificate one could read.
    const LARGEST: f64 = 0.4;
    const SMALLEST: usize = 12;
    // On pale paper that looks like the table only ink differs, but it is never all in one place.
    const MOST_OF_ALL: f64 = 0.6;
    let (columns, rows) = (field.width / BLOCK, field.height / BLOCK);
    let differing = blocks(field, columns, rows);
    let all = differing.iter().filter(|differs| **differs).count();
    // The first of several that are equally large.
    let objects = components(&differing, columns).into_iter();
    let largest = objects.rev().max_by_key(|object| object.cells.len())?;
    let (width, height) = largest.size();
    let share = (width * height) as f64 / (columns * rows).max(1) as f64;
    let part = largest.cells.len() as f64 / all.max(1) as f64;
    if largest.cells.len() < SMALLEST || share > LARGEST || part < MOST_OF_ALL {
        return None;
    }
    // The background around it has to be in the part, too.
    let margin = width.max(height) * 2 / 5 + 1;
    let from = |at: usize| (at.saturating_sub(margin) * BLOCK) as f32 - 0.5;
    let to = |at: usize, limit: usize| ((at + 1 + margin) * BLOCK).min(limit) as f32 - 0.5;
    let (left, top) = field.to_color((from(largest.columns.0), from(largest.rows.0)));
    let (right, bottom) = field.to_color((
        to(largest.columns.1, field.width),
        to(largest.rows.1, field.height),
    ));
    let block = BLOCK as f64 * field.pixels_per_cell();
    Some(CloseUp {
        part: Part {
            left: left as u32,
            top: top as u32,
            width: (right - left) as u32,
            height: (bottom - top) as u32,
        },
        area: largest.cells.len() as f64 * block * block,
    })
}

/// Blocks most of which look unlike the surroundings.
fn blocks(field: &Field, columns: usize, rows: usize) -> Vec<bool> {
    let mut blocks = Vec::with_capacity(columns * rows);
    for row in 0..rows {
        for column in 0..columns {
            let span = |at: usize| at * BLOCK..(at + 1) * BLOCK;
            let around = field.around_between(span(row), span(column));
            blocks.push(around as usize * 2 < BLOCK * BLOCK);
        }
    }
    blocks
}
