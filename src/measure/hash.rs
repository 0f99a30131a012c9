//! A fingerprint of one shot: it survives another encoding, another size and another brightness,
//! but not another shot.
//!
//! The usual 64-bit hashes see a card and a head and find all identity cards alike. This one keeps
//! where the ink is, on a grid fine enough for single characters. It deliberately doesn't follow a
//! crop or a second shot of the same certificate: laid over each other, the emblem sides of two
//! people's cards differ less than two shots of one.

use image::RgbImage;

/// Cells along either side of the grid.
const SIDE: usize = 64;
const WORDS: usize = SIDE * SIDE / 64;

/// Where the ink is: the tenth of the grid's cells that are darkest against their surroundings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fingerprint {
    ink: [u64; WORDS],
}

impl Fingerprint {
    /// Takes the fingerprint of a picture; `None` if there is next to no ink in it.
    pub(crate) fn of(color: &RgbImage) -> Option<Self> {
        // Darker by this many levels of 255 than its surroundings: less is grain.
        const LEAST_DEPTH: f32 = 3.0;
        const LEAST_CELLS: usize = SIDE;
        const WANTED: usize = SIDE * SIDE / 10;
        let mut order: Vec<(f32, usize)> = depths(&levels(color))
            .into_iter()
            .zip(0..)
            .filter(|(depth, _)| *depth >= LEAST_DEPTH)
            .collect();
        if order.len() < LEAST_CELLS {
            return None;
        }
        if order.len() > WANTED {
            order.select_nth_unstable_by(WANTED, |a, b| b.0.total_cmp(&a.0));
            order.truncate(WANTED);
        }
        let mut ink = [0; WORDS];
        for (_, cell) in order {
            ink[cell / 64] |= 1 << (cell % 64);
        }
        Some(Self { ink })
    }

    /// How much of the ink is elsewhere, in the part of the picture that differs most: 0 for the
    /// same picture, 1 for a part with no cell in common.
    pub(crate) fn distance(&self, other: &Self) -> f64 {
        // Eight rows of eight cells; 6 cells of ink are a character or two.
        const TILE: usize = 8;
        const LEAST_INK: u32 = 10;
        let mut tiles: Vec<f64> = vec![];
        for top in (0..SIDE).step_by(TILE) {
            for shift in (0..64).step_by(TILE) {
                let (mut both, mut either) = (0, 0);
                for row in top..top + TILE {
                    let (a, b) = (
                        (self.ink[row] >> shift) & 0xff,
                        (other.ink[row] >> shift) & 0xff,
                    );
                    both += (a & b).count_ones();
                    either += (a | b).count_ones();
                }
                if either >= LEAST_INK {
                    tiles.push(1.0 - f64::from(both) / f64::from(either));
                }
            }
        }
        tiles.sort_by(|a, b| b.total_cmp(a));
        let worst = &tiles[..tiles.len().min(3)];
        if worst.is_empty() {
            1.0
        } else {
            worst.iter().sum::<f64>() / worst.len() as f64
        }
    }
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

/// The shares of `count` pixels in [`SIDE`] cells; a pixel wider than a cell counts where it begins.
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
