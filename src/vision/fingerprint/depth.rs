//! How dark a picture is, cell by cell, against its surroundings.

use image::{GrayImage, RgbImage};

/// How much darker each cell of a square grid, `side` cells along either side, is than the square of
/// cells around it, in levels; row by row.
pub(super) fn of_color(color: &RgbImage, side: usize) -> Vec<f32> {
    let rows = color
        .as_raw()
        .chunks_exact((color.width() as usize).max(1) * 3)
        .map(|row| {
            row.chunks_exact(3).map(|pixel| {
                let [r, g, b] = [pixel[0], pixel[1], pixel[2]].map(f32::from);
                0.299 * r + 0.587 * g + 0.114 * b
            })
        });
    depths(&levels(rows, color.dimensions(), side), side)
}

/// The same of a gray picture.
pub(super) fn of_luma(luma: &GrayImage, side: usize) -> Vec<f32> {
    let rows = luma.as_raw().chunks_exact((luma.width() as usize).max(1));
    let rows = rows.map(|row| row.iter().map(|&level| f32::from(level)));
    depths(&levels(rows, luma.dimensions(), side), side)
}

/// Mean level of each cell, every pixel shared out among the cells it touches.
fn levels<Row: Iterator<Item = f32>>(
    pixels: impl Iterator<Item = Row>,
    (width, height): (u32, u32),
    side: usize,
) -> Vec<f32> {
    let columns = shares(width as usize, side);
    let rows = shares(height as usize, side);
    let mut levels = vec![0.0; side * side];
    let mut line = vec![0.0_f32; side];
    for (row, pixels) in rows.iter().zip(pixels) {
        line.fill(0.0);
        for (column, level) in columns.iter().zip(pixels) {
            column.spread(level, |cell, part| line[cell] += part);
        }
        for (column, level) in line.iter().enumerate() {
            row.spread(*level, |cell, part| levels[cell * side + column] += part);
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

/// The shares of `count` pixels in `side` cells, of which there are no more.
fn shares(count: usize, side: usize) -> Vec<Share> {
    let pixel = side as f32 / count as f32;
    (0..count)
        .map(|index| {
            let from = index as f32 * pixel;
            let first = (from as usize).min(side - 1);
            let over = (from + pixel - (first + 1) as f32).clamp(0.0, pixel);
            let over = if first + 1 < side { over } else { 0.0 };
            Share {
                first,
                parts: [pixel - over, over],
            }
        })
        .collect()
}

/// How much darker each cell is than the square of cells around it.
fn depths(levels: &[f32], side: usize) -> Vec<f32> {
    let around = means(&means(levels, side, 1), side, side);
    around
        .iter()
        .zip(levels)
        .map(|(around, level)| around - level)
        .collect()
}

/// Running means along rows (`stride` 1) or columns (`stride` `side`), shorter at the ends.
fn means(levels: &[f32], side: usize, stride: usize) -> Vec<f32> {
    // The same part of the picture at every size of the grid.
    let reach = side * 3 / 64;
    let other = if stride == 1 { side } else { 1 };
    let mut means = vec![0.0; levels.len()];
    for line in 0..side {
        for at in 0..side {
            let near = at.saturating_sub(reach)..(at + reach + 1).min(side);
            let count = near.len() as f32;
            let sum: f32 = near.map(|i| levels[line * other + i * stride]).sum();
            means[line * other + at * stride] = sum / count;
        }
    }
    means
}
