//! The largest thing in the picture that looks unlike its surroundings: where to look closer when
//! the certificate is small.

use super::field::{Field, Part};

/// Cells along a block's side.
const BLOCK: usize = 8;

/// Something strange.
#[derive(Clone, Copy, Debug)]
pub(super) struct Thing {
    /// The part of the color picture around it, with some of the background.
    pub(super) part: Part,
    /// Its own area in pixels of the color picture.
    pub(super) area: f64,
}

/// Finds the part of the color picture around the largest strange thing; `None` if there is none
/// or if it is too large to be seen any better from near.
pub(super) fn closer_look(field: &Field) -> Option<Thing> {
    // Nearer than this nothing is gained; smaller than this it is no certificate one could read.
    const LARGEST: f64 = 0.4;
    const SMALLEST: usize = 12;
    // On pale paper that looks like the table, ink is strange, but it is never all in one place.
    const MOST_OF_ALL: f64 = 0.6;
    let (columns, rows) = (field.width / BLOCK, field.height / BLOCK);
    let mut strange = blocks(field, columns, rows);
    let all = strange.iter().filter(|is_strange| **is_strange).count();
    let mut largest = Blob::default();
    for start in 0..strange.len() {
        let blob = take(&mut strange, columns, start);
        if blob.blocks > largest.blocks {
            largest = blob;
        }
    }
    let (width, height) = (
        largest.right + 1 - largest.left,
        largest.bottom + 1 - largest.top,
    );
    let share = (width * height) as f64 / (columns * rows).max(1) as f64;
    let part = largest.blocks as f64 / all.max(1) as f64;
    if largest.blocks < SMALLEST || share > LARGEST || part < MOST_OF_ALL {
        return None;
    }
    // The background around it has to be in the part, too.
    let margin = width.max(height) * 2 / 5 + 1;
    let from = |at: usize| (at.saturating_sub(margin) * BLOCK) as f32 - 0.5;
    let to = |at: usize, limit: usize| ((at + 1 + margin) * BLOCK).min(limit) as f32 - 0.5;
    let (left, top) = field.to_color((from(largest.left), from(largest.top)));
    let (right, bottom) = field.to_color((
        to(largest.right, field.width),
        to(largest.bottom, field.height),
    ));
    let block = BLOCK as f64 * field.pixels_per_cell();
    Some(Thing {
        part: Part {
            left: left as u32,
            top: top as u32,
            width: (right - left) as u32,
            height: (bottom - top) as u32,
        },
        area: largest.blocks as f64 * block * block,
    })
}

/// Blocks most of which look unlike the surroundings.
fn blocks(field: &Field, columns: usize, rows: usize) -> Vec<bool> {
    let mut blocks = Vec::with_capacity(columns * rows);
    for row in 0..rows {
        for column in 0..columns {
            let around: u32 = (row * BLOCK..(row + 1) * BLOCK)
                .map(|y| field.around_between(y, column * BLOCK, (column + 1) * BLOCK))
                .sum();
            blocks.push(around as usize * 2 < BLOCK * BLOCK);
        }
    }
    blocks
}

/// Connected blocks: how many, and the box around them.
#[derive(Clone, Copy, Debug, Default)]
struct Blob {
    blocks: usize,
    left: usize,
    top: usize,
    right: usize,
    bottom: usize,
}

/// Takes the connected blocks around `start` out of the map.
fn take(strange: &mut [bool], columns: usize, start: usize) -> Blob {
    let mut blob = Blob {
        left: usize::MAX,
        top: usize::MAX,
        ..Blob::default()
    };
    let mut open = vec![start];
    while let Some(at) = open.pop() {
        if !core::mem::take(&mut strange[at]) {
            continue;
        }
        let (row, column) = (at / columns, at % columns);
        blob.blocks += 1;
        (blob.left, blob.right) = (blob.left.min(column), blob.right.max(column));
        (blob.top, blob.bottom) = (blob.top.min(row), blob.bottom.max(row));
        let neighbors = [
            (column > 0).then(|| at - 1),
            (column + 1 < columns).then(|| at + 1),
            (row > 0).then(|| at - columns),
            (at + columns < strange.len()).then(|| at + columns),
        ];
        open.extend(neighbors.into_iter().flatten());
    }
    blob
}
