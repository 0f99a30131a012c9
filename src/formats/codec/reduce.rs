//! Rows in, averages of square cells out: how a large picture becomes the planes of a
//! picture for analysis while no more than a row of it is held.

use image::{GrayImage, ImageBuffer, Pixel, RgbImage};

use super::limits::{DecodeError, Limits, check_bytes};

/// Longest side of a picture's plane of colors in pixels.
const COLOR_LONG_SIDE: u32 = 800;

/// Analysis never reduces the long side below this. An ID card that fills two thirds of the frame
/// then keeps about 1060 px, a little over 300 dpi: a character of 2 mm is still 25 px high.
const ANALYSIS_LONG_SIDE: u32 = 1600;

/// The planes of a picture for analysis, still the way they are stored in the file.
#[derive(Debug)]
pub(super) struct StoredPlanes {
    pub(super) luma: GrayImage,
    pub(super) color: RgbImage,
    pub(super) exactly_gray: bool,
    pub(super) bilevel: bool,
}

/// The sizes of the planes for a picture of a given size.
#[derive(Clone, Copy, Debug)]
pub(super) struct Geometry {
    pub(super) stored: (u32, u32),
    /// Pixels of the stored picture to one of luma, along each side.
    pub(super) divisor: u32,
    pub(super) luma: (u32, u32),
    /// Pixels of luma to one of color, along each side.
    pub(super) color_factor: u32,
    pub(super) color: (u32, u32),
}

impl Geometry {
    pub(super) fn new(width: u32, height: u32) -> Self {
        let divisor = analysis_divisor(width, height);
        let luma = (width.div_ceil(divisor), height.div_ceil(divisor));
        let color_factor = luma.0.max(luma.1).div_ceil(COLOR_LONG_SIDE).max(1);
        Self {
            stored: (width, height),
            divisor,
            luma,
            color_factor,
            color: (luma.0.div_ceil(color_factor), luma.1.div_ceil(color_factor)),
        }
    }

    /// Memory that the planes take, twice because a turn copies them.
    pub(super) fn bytes(&self) -> u64 {
        let area = |(width, height): (u32, u32)| u64::from(width) * u64::from(height);
        2 * (area(self.luma) + 3 * area(self.color))
    }
}

/// The divisor for analysis: the largest of 8, 4, 2 that leaves the long side at least
/// [`ANALYSIS_LONG_SIDE`], else 1. These are the scales that a JPEG decoder reaches by itself.
fn analysis_divisor(width: u32, height: u32) -> u32 {
    [8, 4, 2]
        .into_iter()
        .find(|divisor| width.max(height).div_ceil(*divisor) >= ANALYSIS_LONG_SIDE)
        .unwrap_or(1)
}

/// Rows that are summed up for one cell at most. More could overflow the sums, and only a strip
/// longer than 200,000 px has cells that high; the rest of such a cell is not looked at.
const MOST_ROWS: usize = 256;

/// Averages interleaved samples over cells of `across` columns and `down` rows.
#[derive(Debug)]
pub(super) struct BoxMean<const CHANNELS: usize> {
    across: usize,
    down: usize,
    /// For every sample of a row, the sum over the rows of the present cell.
    sums: Vec<u16>,
    rows: usize,
    means: Vec<u8>,
}

impl<const CHANNELS: usize> BoxMean<CHANNELS> {
    /// `width` and `height` are those of the rows that will come.
    pub(super) fn new(width: usize, height: usize, across: usize, down: usize) -> Self {
        let cells = width.div_ceil(across) * height.div_ceil(down);
        Self {
            across,
            down,
            sums: vec![0; width * CHANNELS],
            rows: 0,
            means: Vec::with_capacity(cells * CHANNELS),
        }
    }

    /// Takes the next row; samples beyond the width are ignored.
    pub(super) fn add(&mut self, row: &[u8]) {
        let row = &row[..self.sums.len()];
        if self.across == 1 && self.down == 1 {
            self.means.extend_from_slice(row);
            return;
        }
        if self.rows == 0 {
            for (sum, sample) in self.sums.iter_mut().zip(row) {
                *sum = u16::from(*sample);
            }
        } else if self.rows < MOST_ROWS {
            for (sum, sample) in self.sums.iter_mut().zip(row) {
                *sum += u16::from(*sample);
            }
        }
        self.rows += 1;
        if self.rows == self.down {
            self.close_cells();
        }
    }

    /// The averages of all cells, row by row.
    pub(super) fn finish(mut self) -> Vec<u8> {
        if self.rows > 0 {
            self.close_cells();
        }
        self.means
    }

    fn close_cells(&mut self) {
        // The usual factors as constants let the compiler unroll the sum.
        match self.across {
            1 => self.close_cells_of::<1>(),
            2 => self.close_cells_of::<2>(),
            3 => self.close_cells_of::<3>(),
            4 => self.close_cells_of::<4>(),
            _ => {
                let columns = self.sums.as_chunks::<CHANNELS>().0;
                for cell in columns.chunks(self.across) {
                    self.means.extend(mean(cell, self.rows.min(MOST_ROWS)));
                }
            }
        }
        self.rows = 0;
    }

    fn close_cells_of<const ACROSS: usize>(&mut self) {
        let rows = self.rows.min(MOST_ROWS);
        let columns = self.sums.as_chunks::<CHANNELS>().0;
        let (cells, rest) = columns.as_chunks::<ACROSS>();
        let reciprocal = reciprocal(ACROSS * rows);
        self.means.extend(cells.iter().flat_map(|cell| {
            let mut total = [0_u32; CHANNELS];
            for column in cell {
                for (total, sum) in total.iter_mut().zip(column) {
                    *total += u32::from(*sum);
                }
            }
            total.map(|total| divide(u64::from(total), reciprocal))
        }));
        if !rest.is_empty() {
            self.means.extend(mean(rest, rows));
        }
    }
}

/// The average of one cell of any width.
fn mean<const CHANNELS: usize>(columns: &[[u16; CHANNELS]], rows: usize) -> [u8; CHANNELS] {
    let mut total = [0_u64; CHANNELS];
    for column in columns {
        for (total, sum) in total.iter_mut().zip(column) {
            *total += u64::from(*sum);
        }
    }
    let reciprocal = reciprocal(columns.len() * rows);
    total.map(|total| divide(total, reciprocal))
}

/// 2^40 / `area`, rounded up, so that a division becomes a multiplication: a total of at most 255
/// times the area fits beside it, and the error stays below 1/100 for any area up to 2^25.
fn reciprocal(area: usize) -> u64 {
    (1_u64 << 40) / area as u64 + 1
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "an average of bytes is a byte"
)]
fn divide(total: u64, reciprocal: u64) -> u8 {
    ((total * reciprocal + (1 << 39)) >> 40) as u8
}

/// Makes the planes of a picture from its rows, gray (one channel) or RGB (three).
#[derive(Debug)]
pub(super) struct Reducer<const CHANNELS: usize> {
    geometry: Geometry,
    luma: BoxMean<1>,
    color: BoxMean<CHANNELS>,
    /// The luma of the present row of colors.
    luma_row: Vec<u8>,
    exactly_gray: bool,
    bilevel: bool,
}

impl<const CHANNELS: usize> Reducer<CHANNELS> {
    /// For rows of the stored size.
    pub(super) fn of_stored_rows(geometry: Geometry) -> Self {
        Self::new(geometry, geometry.stored, index(geometry.divisor))
    }

    /// For rows that the decoder has already reduced to the size of luma.
    pub(super) fn of_luma_rows(geometry: Geometry) -> Self {
        Self::new(geometry, geometry.luma, 1)
    }

    fn new(geometry: Geometry, (width, height): (u32, u32), divisor: usize) -> Self {
        const { assert!(CHANNELS == 1 || CHANNELS == 3, "gray or RGB") };
        let (width, height) = (index(width), index(height));
        let factor = divisor * index(geometry.color_factor);
        Self {
            geometry,
            luma: BoxMean::new(width, height, divisor, divisor),
            color: BoxMean::new(width, height, factor, factor),
            luma_row: Vec::new(),
            exactly_gray: true,
            bilevel: true,
        }
    }

    /// Takes the next row.
    pub(super) fn add(&mut self, row: &[u8]) {
        self.color.add(row);
        let luma = if CHANNELS == 1 {
            row
        } else {
            let (pixels, _) = row.as_chunks::<3>();
            self.exactly_gray =
                self.exactly_gray && pixels.iter().all(|[r, g, b]| r == g && g == b);
            self.luma_row.clear();
            self.luma_row.extend(pixels.iter().copied().map(luma_of));
            &self.luma_row
        };
        self.bilevel = self.bilevel && self.exactly_gray && is_bilevel(luma);
        self.luma.add(luma);
    }

    pub(super) fn finish(self) -> StoredPlanes {
        let mut color = self.color.finish();
        if CHANNELS == 1 {
            color = color.into_iter().flat_map(|gray| [gray; 3]).collect();
        }
        let (luma_size, color_size) = (self.geometry.luma, self.geometry.color);
        StoredPlanes {
            luma: plane(luma_size, self.luma.finish()),
            color: plane(color_size, color),
            exactly_gray: self.exactly_gray,
            bilevel: self.bilevel,
        }
    }
}

/// A whole picture from its rows of RGB: every pixel, or averages of squares of `divisor` pixels.
#[derive(Debug)]
pub(super) struct Whole {
    mean: BoxMean<3>,
    size: (u32, u32),
}

impl Whole {
    /// For rows of a picture of this size.
    pub(super) fn new((width, height): (u32, u32), divisor: u32) -> Self {
        let across = index(divisor);
        Self {
            mean: BoxMean::new(index(width), index(height), across, across),
            size: (width.div_ceil(divisor), height.div_ceil(divisor)),
        }
    }

    /// Takes the next row.
    pub(super) fn add(&mut self, row: &[u8]) {
        self.mean.add(row);
    }

    pub(super) fn finish(self) -> RgbImage {
        plane(self.size, self.mean.finish())
    }
}

/// The smallest divisor (1, 2, 4 or 8) at which a whole picture of `pixel_bytes` bytes a pixel fits
/// into the memory, beside the `work_bytes` that its decoder takes at any scale.
pub(super) fn whole_divisor(
    (width, height): (u32, u32),
    pixel_bytes: u64,
    work_bytes: u64,
    limits: &Limits,
) -> Result<u32, DecodeError> {
    let pixels = u64::from(width) * u64::from(height);
    let needed = |divisor: u32| {
        let cells = u64::from(width.div_ceil(divisor)) * u64::from(height.div_ceil(divisor));
        work_bytes.saturating_add(cells * pixel_bytes)
    };
    let fits = |divisor: &u32| needed(*divisor) <= limits.decode_bytes;
    let divisor = [1, 2, 4, 8].into_iter().find(fits).unwrap_or(8);
    check_bytes(pixels, needed(divisor), limits)?;
    Ok(divisor)
}

/// Whether a row is all black and white.
pub(super) fn is_bilevel(luma: &[u8]) -> bool {
    luma.iter().all(|sample| matches!(sample, 0 | 255))
}

/// The luma of an sRGB pixel by BT.601, the weights of JPEG, in 16-bit fixed point.
pub(super) fn luma_of([r, g, b]: [u8; 3]) -> u8 {
    let sum = 19_595 * u32::from(r) + 38_470 * u32::from(g) + 7_471 * u32::from(b);
    ((sum + 0x8000) >> 16).to_le_bytes()[0]
}

/// A plane from its samples; the count is right by construction of [`BoxMean`].
pub(super) fn plane<P: Pixel<Subpixel = u8>>(
    (width, height): (u32, u32),
    samples: Vec<u8>,
) -> ImageBuffer<P, Vec<u8>> {
    ImageBuffer::from_raw(width, height, samples).expect("one sample for each cell and channel")
}

/// A pixel count as an index: `usize` has 32 bits at least wherever `std` files exist.
pub(super) const fn index(pixels: u32) -> usize {
    pixels as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_average_all_their_samples_and_edge_cells_those_they_have() {
        // Sample x, y is 10 x + 50 y; the last cell is what is left of five columns and rows.
        let mut seen = 0;
        for (across, first, last) in [
            (1, 0, 240),
            (2, 30, 240),
            (3, 60, 210),
            (4, 90, 240),
            (5, 120, 120),
            (6, 120, 120),
        ] {
            let mut mean = BoxMean::<1>::new(5, 5, across, across);
            for y in 0..5_u8 {
                mean.add(&[0, 10, 20, 30, 40].map(|x| x + 50 * y));
            }
            let means = mean.finish();
            let cells = 5_usize.div_ceil(across);
            assert_eq!(means.len(), cells * cells);
            assert_eq!(
                (means[0], means[means.len() - 1]),
                (first, last),
                "{across}"
            );
            seen += 1;
        }
        assert_eq!(seen, 6);
    }

    #[test]
    fn an_even_area_keeps_its_value_exactly_at_every_cell_size() {
        let mut seen = 0;
        for across in [1, 2, 3, 4, 5, 11, 24, 300] {
            for value in [0, 1, 127, 254, 255] {
                let mut mean = BoxMean::<3>::new(601, 7, across, across.min(4));
                for _ in 0..7 {
                    mean.add(&[value; 601 * 3]);
                }
                assert!(mean.finish().iter().all(|mean| *mean == value));
                seen += 1;
            }
        }
        assert_eq!(seen, 40);
    }

    #[test]
    fn cells_higher_than_the_sums_can_hold_do_not_overflow() {
        let mut mean = BoxMean::<1>::new(2, 1000, 2, 1000);
        for _ in 0..1000 {
            mean.add(&[255, 255]);
        }
        assert_eq!(mean.finish(), [255]);
    }

    #[test]
    fn colors_keep_within_their_long_side_and_luma_above_its_own() {
        let mut seen = 0;
        for (width, height) in [
            (1, 1),
            (17, 13),
            (800, 600),
            (801, 1),
            (1600, 1200),
            (3199, 2000),
            (3200, 2400),
            (4000, 3000),
            (12_000, 9_000),
            (65_500, 3),
            (2, 60_000_000),
        ] {
            let geometry = Geometry::new(width, height);
            let long_luma = geometry.luma.0.max(geometry.luma.1);
            assert!(geometry.color.0.max(geometry.color.1) <= COLOR_LONG_SIDE);
            assert!(geometry.color.0 >= 1 && geometry.color.1 >= 1);
            assert!(long_luma >= width.max(height).min(ANALYSIS_LONG_SIDE));
            seen += 1;
        }
        assert_eq!(seen, 11);
    }

    #[test]
    fn luma_of_gray_is_the_gray() {
        for value in 0..=255 {
            assert_eq!(luma_of([value; 3]), value);
        }
    }
}
