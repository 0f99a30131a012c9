//! What remains of each cell's color once the tint of the light is taken away.

use image::{ImageBuffer, Rgba};
use imageproc::filter::separable_filter_equal;

use super::tint::Tint;
use crate::cells::{Cells, level_of};
use crate::statistics::{largest_but, quantile};

/// Color of each cell after white balance: red minus green and blue minus green, in sRGB levels.
#[derive(Debug)]
pub(super) struct Chroma {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) off: Vec<[f32; 2]>,
    /// Green of each cell by itself as an sRGB level.
    pub(super) level: Vec<f32>,
    /// How far each cell can be trusted, 0..=1; 0 outside the certificate.
    pub(super) trust: Vec<f32>,
}

impl Chroma {
    pub(super) fn of(cells: &Cells, tint: &Tint) -> Self {
        let count = cells.width * cells.height;
        let mut balanced = vec![[0.0; 3]; count];
        let mut chroma = Self {
            width: cells.width,
            height: cells.height,
            off: vec![[0.0; 2]; count],
            level: vec![0.0; count],
            trust: vec![0.0; count],
        };
        for (row, columns) in cells.inside.rows() {
            for column in columns {
                let place = row * cells.width + column;
                let [r, g, b] = cells.light[place];
                let (red, blue) = tint.gains(column, row);
                let white = cells.white[place];
                chroma.level[place] = level_of(g);
                balanced[place] = [(r - white) / red + white, g, (b - white) / blue + white];
                chroma.trust[place] = (2.0 - 2.5 * cells.clipped[place]).clamp(0.0, 1.0);
            }
        }
        chroma.smooth(&balanced);
        chroma
    }

    /// Takes the color of each cell from its mean with its neighbors, weighted by trust.
    fn smooth(&mut self, balanced: &[[f32; 3]]) {
        let weighted = balanced.iter().zip(&self.trust);
        let weighted = weighted.flat_map(|([r, g, b], t)| [r * t, g * t, b * t, *t]);
        let (width, height) = (self.width as u32, self.height as u32);
        let size = (width, height, weighted.collect());
        let Some(weighted) = ImageBuffer::<Rgba<f32>, _>::from_raw(size.0, size.1, size.2) else {
            return;
        };
        let sums = separable_filter_equal(&weighted, &[1.0_f32; 3]);
        for (place, sums) in sums.pixels().enumerate() {
            let [r, g, b, trust] = sums.0;
            if self.trust[place] > 0.0 {
                let [r, g, b] = [r, g, b].map(|sum| level_of(sum / trust));
                self.off[place] = [r - g, b - g];
            }
        }
    }
}

impl Chroma {
    /// The same, with every color that doesn't fit made gray.
    pub(super) fn only(&self, fits: impl Fn([f32; 2]) -> bool) -> Self {
        let mut off = self.off.clone();
        off.iter_mut()
            .filter(|off| !fits(**off))
            .for_each(|off| *off = [0.0; 2]);
        Self {
            width: self.width,
            height: self.height,
            off,
            level: Vec::new(),
            trust: self.trust.clone(),
        }
    }

    /// Distance from gray that `count` cells reach, in levels.
    pub(super) fn strength_of(&self, count: usize) -> f32 {
        let mut distances: Vec<f32> = self
            .trusted()
            .map(|place| self.off[place][0].hypot(self.off[place][1]))
            .collect();
        let rank = count.max(1) - 1;
        largest_but(&mut distances, rank, f32::total_cmp).unwrap_or(0.0)
    }

    /// Levels of dark (half a percent) and light (90 %) cells, and how many there are.
    pub(super) fn span(&self) -> Option<(f32, f32, usize)> {
        let mut levels: Vec<f32> = self.trusted().map(|place| self.level[place]).collect();
        let dark = quantile(&mut levels, 0.005, f32::total_cmp)?;
        let light = quantile(&mut levels, 0.9, f32::total_cmp)?;
        Some((dark, light, levels.len()))
    }

    fn trusted(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.off.len()).filter(|&place| self.trust[place] > 0.0)
    }
}
