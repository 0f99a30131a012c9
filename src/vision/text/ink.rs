//! Luma in, bits out: which pixels are darker than their surroundings.

use image::GrayImage;
use imageproc::integral_image::{integral_image, sum_image_pixels};
use imageproc::morphology::{Mask, grayscale_erode};

use crate::statistics::{histogram_quantile, quantile};

/// One bit for each pixel, set where the pixel is ink; rows are padded to whole words.
#[derive(Debug)]
pub(super) struct InkMask {
    words_per_row: usize,
    bits: Vec<u64>,
}

impl InkMask {
    /// The rows from the top, 64 pixels a word, the leftmost pixel in the lowest bit.
    pub(super) fn rows(&self) -> impl Iterator<Item = &[u64]> {
        self.bits.chunks_exact(self.words_per_row.max(1))
    }

    /// Marks what is darker than its surroundings by a good part of the local contrast.
    pub(super) fn of(luma: &GrayImage) -> Self {
        let words_per_row = (luma.width() as usize).div_ceil(64);
        let mut bits = Vec::with_capacity(words_per_row * luma.height() as usize);
        // A window of three tiles is wider than the strokes of a title (a hundredth of the long
        // side) and narrower than the shadows of a hand.
        match luma.width().max(luma.height()) {
            0..1000 => mark::<8>(luma, &mut bits),
            _ => mark::<16>(luma, &mut bits),
        }
        Self {
            words_per_row,
            bits,
        }
    }
}

/// Compares each pixel with the threshold interpolated between tiles of `TILE` pixels.
fn mark<const TILE: usize>(luma: &GrayImage, bits: &mut Vec<u64>) {
    let width = luma.width() as usize;
    if width == 0 {
        return;
    }
    let grid = Thresholds::of::<TILE>(luma);
    let mut thresholds = vec![0_u8; width.next_multiple_of(TILE) + TILE];
    let mut padded = vec![0_u8; width.next_multiple_of(64)];
    for (y, row) in luma.as_raw().chunks_exact(width).enumerate() {
        // Interpolated anew every fourth row: a shadow doesn't change faster.
        if y % 4 == 0 {
            grid.interpolate::<TILE>(y, &mut thresholds);
        }
        for ((ink, luma), threshold) in padded.iter_mut().zip(row).zip(&thresholds) {
            *ink = u8::from(luma < threshold);
        }
        bits.extend(padded.as_chunks::<64>().0.iter().map(pack));
    }
}

/// Packs 64 bytes that are 0 or 1 into bits.
fn pack(bytes: &[u8; 64]) -> u64 {
    // The product moves the lowest bit of byte i to bit 56 + i.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let mut word = 0;
    for (index, eight) in bytes.as_chunks::<8>().0.iter().enumerate() {
        word |= (u64::from_le_bytes(*eight).wrapping_mul(GATHER) >> 56) << (8 * index);
    }
    word
}

/// The threshold at the center of each tile.
struct Thresholds {
    columns: usize,
    levels: Vec<i16>,
}

impl Thresholds {
    fn of<const TILE: usize>(luma: &GrayImage) -> Self {
        // Above the rounding and ringing of JPEG at ordinary quality.
        const LEAST_CONTRAST: i32 = 3;
        // Ink is found down to this part of the local contrast below the mean, in 1/16: text of two
        // pixels' stroke width keeps a third of its contrast.
        const SHARE: i32 = 5;
        let tiles = TileLevels::of::<TILE>(luma);
        let floor = LEAST_CONTRAST
            .max(noise(luma) * 5 / 2)
            .max(tiles.strong_contrast() / 8);
        let levels = tiles
            .with_neighbors()
            .map(|(mean, least)| {
                let level = mean - floor.max((mean - least) * SHARE / 16);
                i16::try_from(level.clamp(0, 255)).unwrap_or(0)
            })
            .collect();
        Self {
            columns: tiles.means.width() as usize,
            levels,
        }
    }

    /// Writes the thresholds of pixel row `y`, linear between the centers of tiles.
    fn interpolate<const TILE: usize>(&self, y: usize, thresholds: &mut [u8]) {
        let tile = i16::try_from(TILE).unwrap_or(16);
        let rows = self.levels.len() / self.columns.max(1);
        let shifted = y.saturating_sub(TILE / 2);
        let above = (shifted / TILE).min(rows - 1);
        let below = (above + 1).min(rows - 1);
        let part = i16::try_from(shifted % TILE).unwrap_or(0);
        let at = |column: usize| {
            let column = column.min(self.columns - 1);
            let (a, b) = (
                self.levels[above * self.columns + column],
                self.levels[below * self.columns + column],
            );
            a + (b - a) * part / tile
        };
        let (head, tail) = thresholds.split_at_mut(TILE / 2);
        head.fill(u8::try_from(at(0)).unwrap_or(0));
        for (column, span) in tail.as_chunks_mut::<TILE>().0.iter_mut().enumerate() {
            let (a, b) = (at(column), at(column + 1));
            for (step, level) in (0_i16..).zip(span) {
                // Between two levels of 0..=255: the high byte is zero.
                [*level, _] = (a + (b - a) * step / tile).to_le_bytes();
            }
        }
    }
}

/// Mean and least luma of tiles.
struct TileLevels {
    means: GrayImage,
    least: GrayImage,
}

impl TileLevels {
    fn of<const TILE: usize>(luma: &GrayImage) -> Self {
        let width = luma.width() as usize;
        let (columns, rows) = (
            luma.width().div_ceil(TILE as u32),
            luma.height().div_ceil(TILE as u32),
        );
        let mut means = Vec::with_capacity((columns * rows) as usize);
        let mut least_levels = Vec::with_capacity((columns * rows) as usize);
        let mut sums = vec![0_u16; width];
        let mut least = vec![0_u8; width];
        for band in luma.as_raw().chunks(width * TILE) {
            sums.fill(0);
            least.fill(u8::MAX);
            for row in band.chunks_exact(width) {
                for ((sum, least), &value) in sums.iter_mut().zip(&mut least).zip(row) {
                    *sum += u16::from(value);
                    *least = value.min(*least);
                }
            }
            let height = band.len() / width;
            for (sums, least) in sums.chunks(TILE).zip(least.chunks(TILE)) {
                let sum: u32 = sums.iter().map(|&sum| u32::from(sum)).sum();
                let pixels = (sums.len() * height) as u32;
                means.push((sum / pixels) as u8);
                least_levels.push(least.iter().copied().min().unwrap_or(0));
            }
        }
        let tiles = |levels| GrayImage::from_raw(columns, rows, levels).unwrap_or_default();
        Self {
            means: tiles(means),
            least: tiles(least_levels),
        }
    }

    /// The contrast between mean and least luma that one tile in twenty reaches: that of print,
    /// or of the edges of a page. What has an eighth of it is texture.
    fn strong_contrast(&self) -> i32 {
        let levels = self.means.as_raw().iter().zip(self.least.as_raw());
        let mut contrasts: Vec<u8> = levels
            .map(|(mean, least)| mean.saturating_sub(*least))
            .collect();
        quantile(&mut contrasts, 0.95, u8::cmp).map_or(0, i32::from)
    }

    /// Mean and least luma of each tile together with its eight neighbors, row by row.
    fn with_neighbors(&self) -> impl Iterator<Item = (i32, i32)> {
        let sums = integral_image::<_, u32>(&self.means);
        let least = grayscale_erode(&self.least, &Mask::square(1));
        let (columns, rows) = self.means.dimensions();
        let span = |at: u32, count: u32| (at.saturating_sub(1), (at + 1).min(count - 1));
        least
            .into_raw()
            .into_iter()
            .zip(0_u32..)
            .map(move |(least, index)| {
                let (left, right) = span(index % columns, columns);
                let (top, bottom) = span(index / columns, rows);
                let [sum] = sum_image_pixels(&sums, left, top, right, bottom);
                let mean = sum / ((right + 1 - left) * (bottom + 1 - top));
                (mean as i32, i32::from(least))
            })
    }
}

/// Standard deviation of the grain in levels: from the median difference of pixels two apart, which
/// edges of text hardly move.
fn noise(luma: &GrayImage) -> i32 {
    let mut counts = [0_u32; 256];
    for row in luma
        .as_raw()
        .chunks_exact((luma.width() as usize).max(1))
        .step_by(16)
    {
        for (a, b) in row.iter().zip(row.iter().skip(2)) {
            counts[usize::from(a.abs_diff(*b))] += 1;
        }
    }
    // The median of |a - b| for two normal values is 0.954 of their standard deviation.
    histogram_quantile(&counts, 0.5).map_or(0, |difference| difference as i32)
}
