//! Luma in, bits out: which pixels are darker than their surroundings.

use image::GrayImage;

/// One bit for each pixel, set where the pixel is ink; rows are padded to whole words.
#[derive(Debug)]
pub(super) struct Ink {
    words_per_row: usize,
    bits: Vec<u64>,
}

impl Ink {
    /// The rows from the top, 64 pixels a word, the leftmost pixel in the lowest bit.
    pub(super) fn rows(&self) -> impl Iterator<Item = &[u64]> {
        self.bits.chunks_exact(self.words_per_row.max(1))
    }

    /// Marks what is darker than its surroundings by a good part of the local contrast.
    pub(super) fn of(luma: &GrayImage) -> Self {
        let words_per_row = (luma.width() as usize).div_ceil(64);
        let mut bits = Vec::with_capacity(words_per_row * luma.height() as usize);
        // A window of three cells is wider than the strokes of a title (a hundredth of the long
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

/// Compares each pixel with the threshold interpolated between cells of `CELL` pixels.
fn mark<const CELL: usize>(luma: &GrayImage, bits: &mut Vec<u64>) {
    let width = luma.width() as usize;
    if width == 0 {
        return;
    }
    let grid = Thresholds::of::<CELL>(luma);
    let mut thresholds = vec![0_u8; width.next_multiple_of(CELL) + CELL];
    let mut padded = vec![0_u8; width.next_multiple_of(64)];
    for (y, row) in luma.as_raw().chunks_exact(width).enumerate() {
        // Interpolated anew every fourth row: a shadow doesn't change faster.
        if y % 4 == 0 {
            grid.interpolate::<CELL>(y, &mut thresholds);
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

/// The threshold at the center of each cell.
struct Thresholds {
    columns: usize,
    levels: Vec<i16>,
}

impl Thresholds {
    fn of<const CELL: usize>(luma: &GrayImage) -> Self {
        // Above the rounding and ringing of JPEG at ordinary quality.
        const LEAST_CONTRAST: i32 = 3;
        // Ink is found down to this part of the local contrast below the mean, in 1/16: text of two
        // pixels' stroke width keeps a third of its contrast.
        const SHARE: i32 = 5;
        let cells = Cells::of::<CELL>(luma);
        let floor = LEAST_CONTRAST
            .max(noise(luma) * 5 / 2)
            .max(cells.strong_contrast() / 8);
        let levels = (0..cells.rows * cells.columns)
            .map(|index| {
                let (mean, least) = cells.around(index % cells.columns, index / cells.columns);
                let level = mean - floor.max((mean - least) * SHARE / 16);
                i16::try_from(level.clamp(0, 255)).unwrap_or(0)
            })
            .collect();
        Self {
            columns: cells.columns,
            levels,
        }
    }

    /// Writes the thresholds of pixel row `y`, linear between the centers of cells.
    fn interpolate<const CELL: usize>(&self, y: usize, thresholds: &mut [u8]) {
        let cell = i16::try_from(CELL).unwrap_or(16);
        let rows = self.levels.len() / self.columns.max(1);
        let shifted = y.saturating_sub(CELL / 2);
        let above = (shifted / CELL).min(rows - 1);
        let below = (above + 1).min(rows - 1);
        let part = i16::try_from(shifted % CELL).unwrap_or(0);
        let at = |column: usize| {
            let column = column.min(self.columns - 1);
            let (a, b) = (
                self.levels[above * self.columns + column],
                self.levels[below * self.columns + column],
            );
            a + (b - a) * part / cell
        };
        let (head, tail) = thresholds.split_at_mut(CELL / 2);
        head.fill(u8::try_from(at(0)).unwrap_or(0));
        for (column, span) in tail.as_chunks_mut::<CELL>().0.iter_mut().enumerate() {
            let (a, b) = (at(column), at(column + 1));
            for (step, level) in (0_i16..).zip(span) {
                // Between two levels of 0..=255: the high byte is zero.
                [*level, _] = (a + (b - a) * step / cell).to_le_bytes();
            }
        }
    }
}

/// Mean and least luma of each cell.
struct Cells {
    columns: usize,
    rows: usize,
    means: Vec<u8>,
    least: Vec<u8>,
}

impl Cells {
    fn of<const CELL: usize>(luma: &GrayImage) -> Self {
        let width = luma.width() as usize;
        let (columns, rows) = (
            width.div_ceil(CELL),
            (luma.height() as usize).div_ceil(CELL),
        );
        let mut cells = Self {
            columns,
            rows,
            means: Vec::with_capacity(columns * rows),
            least: Vec::with_capacity(columns * rows),
        };
        let mut sums = vec![0_u16; width];
        let mut least = vec![0_u8; width];
        for band in luma.as_raw().chunks(width * CELL) {
            sums.fill(0);
            least.fill(u8::MAX);
            for row in band.chunks_exact(width) {
                for ((sum, least), &value) in sums.iter_mut().zip(&mut least).zip(row) {
                    *sum += u16::from(value);
                    *least = value.min(*least);
                }
            }
            let height = band.len() / width;
            for (sums, least) in sums.chunks(CELL).zip(least.chunks(CELL)) {
                let sum: u32 = sums.iter().map(|&sum| u32::from(sum)).sum();
                let pixels = u32::try_from(sums.len() * height).unwrap_or(u32::MAX);
                cells
                    .means
                    .push(u8::try_from(sum / pixels).unwrap_or(u8::MAX));
                cells.least.push(least.iter().copied().min().unwrap_or(0));
            }
        }
        cells
    }

    /// The contrast between mean and least luma that one cell in twenty reaches: that of print,
    /// or of the edges of a page. What has an eighth of it is texture.
    fn strong_contrast(&self) -> i32 {
        let mut contrasts: Vec<u8> = self
            .means
            .iter()
            .zip(&self.least)
            .map(|(mean, least)| mean.saturating_sub(*least))
            .collect();
        let rank = contrasts.len() * 19 / 20;
        if rank >= contrasts.len() {
            return 0;
        }
        i32::from(*contrasts.select_nth_unstable(rank).1)
    }

    /// Mean and least luma of a cell and its eight neighbors.
    fn around(&self, column: usize, row: usize) -> (i32, i32) {
        let (mut sum, mut count, mut least) = (0, 0, i32::from(u8::MAX));
        for y in row.saturating_sub(1)..=(row + 1).min(self.rows - 1) {
            for x in column.saturating_sub(1)..=(column + 1).min(self.columns - 1) {
                sum += i32::from(self.means[y * self.columns + x]);
                count += 1;
                least = least.min(i32::from(self.least[y * self.columns + x]));
            }
        }
        (sum / count.max(1), least)
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
    let half = counts.iter().sum::<u32>() / 2;
    let mut seen = 0;
    for (difference, count) in (0_i32..).zip(&counts) {
        seen += count;
        if seen > half {
            // The median of |a - b| for two normal values is 0.954 of their standard deviation.
            return difference;
        }
    }
    0
}
