//! Pictures averaged down: noise goes, lines of text stay.

use core::cell::LazyCell;

use image::{GrayImage, ImageBuffer, Luma};
use imageproc::filter::separable_filter_equal;

use super::statistics::quantile;
use super::text::{self, TextMap};

/// Levels below which a difference is nothing but rounding.
pub(super) const LEAST_DARKNESS: f32 = 0.4;

/// The print of a picture, smoothed: lines that are weaker than the noise or than the grain of
/// a table stand out in it.
pub(super) struct SmoothedPrint {
    pub(super) picture: GrayImage,
    /// By how much the picture it was made of is larger.
    pub(super) factor: f64,
    pub(super) text: TextMap,
    /// By how many levels its ink is darker than the paper.
    ink_levels: f32,
}

/// That of the picture at hand, which few need: made for the first who asks.
pub(super) type IfNeeded<'a> = LazyCell<SmoothedPrint, Box<dyn FnOnce() -> SmoothedPrint + 'a>>;

impl SmoothedPrint {
    fn of(luma: &GrayImage) -> Self {
        // Half the size leaves characters of a usual number ten pixels.
        const LONG_SIDE: u32 = 1000;
        let is_large = luma.width().max(luma.height()) >= LONG_SIDE;
        Self::reduced(luma, if is_large { 2 } else { 1 })
    }

    fn reduced(luma: &GrayImage, factor: usize) -> Self {
        let (picture, ink_levels) = ReducedLuma::of(luma, factor).smoothed().print();
        let text = text::find(&picture);
        Self {
            picture,
            factor: factor as f64,
            text,
            ink_levels,
        }
    }

    /// Whether the print may still be weaker than the noise.
    pub(super) fn is_faint(&self) -> bool {
        // Where the tuning half's numbers can't be found for faintness, ink has 3 levels and less; on
        // the sides of cards that have none, 12 and more.
        const FAINT_LEVELS: f32 = 8.0;
        self.ink_levels < FAINT_LEVELS
    }

    /// The same at half the size, if the print is faint.
    pub(super) fn coarser(&self, luma: &GrayImage) -> Option<Self> {
        // Characters of a usual number keep six pixels.
        const LEAST_LONG_SIDE: u32 = 220;
        let long_side = self.picture.width().max(self.picture.height()) / 2;
        let helps = self.is_faint() && long_side >= LEAST_LONG_SIDE;
        helps.then(|| Self::reduced(luma, 2 * self.factor as usize))
    }

    pub(super) fn if_needed(luma: &GrayImage) -> IfNeeded<'_> {
        LazyCell::new(Box::new(|| Self::of(luma)))
    }
}

/// A reduced picture.
pub(super) struct ReducedLuma {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) levels: Vec<f32>,
}

impl ReducedLuma {
    /// Averages squares of `factor` pixels.
    pub(super) fn of(luma: &GrayImage, factor: usize) -> Self {
        let full = luma.width() as usize;
        let (width, height) = (full / factor, luma.height() as usize / factor);
        let mut levels = Vec::with_capacity(width * height);
        let mut sums = vec![0_u32; width];
        for rows in luma.as_raw().chunks_exact(full.max(1) * factor) {
            sums.fill(0);
            for row in rows.chunks_exact(full) {
                for (sum, part) in sums.iter_mut().zip(row.chunks_exact(factor)) {
                    *sum += part.iter().map(|&level| u32::from(level)).sum::<u32>();
                }
            }
            levels.extend(
                sums.iter()
                    .map(|&sum| sum as f32 / (factor * factor) as f32),
            );
        }
        Self {
            width,
            height,
            levels,
        }
    }

    /// Mirrored at the diagonal.
    pub(super) fn transposed(&self) -> Self {
        let columns = (0..self.width).flat_map(|x| (0..self.height).map(move |y| (x, y)));
        Self {
            width: self.height,
            height: self.width,
            levels: columns
                .map(|(x, y)| self.levels[y * self.width + x])
                .collect(),
        }
    }

    /// Each pixel with its eight neighbors, by the weights 1, 2, 1 either way: a sixth of the noise's
    /// power is left.
    pub(super) fn smoothed(self) -> Self {
        let size = (self.width as u32, self.height as u32);
        let levels = ImageBuffer::<Luma<f32>, _>::from_raw(size.0, size.1, self.levels);
        let smoothed = levels.map(|levels| separable_filter_equal(&levels, &[0.25_f32, 0.5, 0.25]));
        Self {
            levels: smoothed.map(ImageBuffer::into_raw).unwrap_or_default(),
            ..self
        }
    }

    /// The print in it, in full contrast on white, whatever light and contrast were; and by how many
    /// levels the ink was darker than the paper.
    fn print(&self) -> (GrayImage, f32) {
        // The ink of most pages covers a twentieth of them and more.
        const INK: f64 = 0.97;
        const FULL: f32 = 160.0;
        const PAPER: f32 = 220.0;
        let dark = self.darkness();
        let strong = quantile(&mut dark.clone(), INK, f32::total_cmp).unwrap_or(1.0);
        let gain = FULL / strong.max(LEAST_DARKNESS);
        let levels = dark
            .iter()
            .map(|dark| (PAPER - dark * gain).clamp(0.0, 255.0) as u8);
        let (width, height) = (self.width as u32, self.height as u32);
        let picture = GrayImage::from_raw(width, height, levels.collect());
        (picture.unwrap_or_default(), strong)
    }

    /// How much darker each pixel is than the mean around it, in levels.
    ///
    /// By sums of exact levels: `imageproc`'s integral images are of whole ones, whose rounding is half
    /// of what counts as a difference in faint print ([`LEAST_DARKNESS`]).
    pub(super) fn darkness(&self) -> Vec<f32> {
        let (width, height) = (self.width, self.height);
        let reach = width.max(height) / 40 + 4;
        let stride = width + 1;
        let mut sums = vec![0.0_f64; stride * (height + 1)];
        for (y, row) in self.levels.chunks_exact(width.max(1)).enumerate() {
            let mut sum = 0.0;
            for (x, &level) in row.iter().enumerate() {
                sum += f64::from(level);
                sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1] + sum;
            }
        }
        let mut dark = Vec::with_capacity(self.levels.len());
        for (y, row) in self.levels.chunks_exact(width.max(1)).enumerate() {
            let (top, bottom) = (
                y.saturating_sub(reach) * stride,
                (y + reach + 1).min(height) * stride,
            );
            for (x, &level) in row.iter().enumerate() {
                let (left, right) = (x.saturating_sub(reach), (x + reach + 1).min(width));
                let area = ((bottom - top) / stride * (right - left)) as f64;
                let sum = sums[bottom + right] - sums[top + right] - sums[bottom + left]
                    + sums[top + left];
                dark.push((sum / area) as f32 - level);
            }
        }
        dark
    }
}
