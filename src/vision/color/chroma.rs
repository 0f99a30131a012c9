//! What remains of each cell's color once the tint of the light is taken away.

use super::tint::Tint;
use crate::cells::{Cells, level_of};

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

    fn smooth(&mut self, balanced: &[[f32; 3]]) {
        for row in 0..self.height {
            for column in 0..self.width {
                let place = row * self.width + column;
                if self.trust[place] <= 0.0 {
                    continue;
                }
                let (mut sum, mut weight) = ([0.0; 3], 0.0);
                for y in row.saturating_sub(1)..(row + 2).min(self.height) {
                    for x in column.saturating_sub(1)..(column + 2).min(self.width) {
                        let near = y * self.width + x;
                        let trust = self.trust[near];
                        weight += trust;
                        for (sum, light) in sum.iter_mut().zip(balanced[near]) {
                            *sum += light * trust;
                        }
                    }
                }
                let [r, g, b] = sum.map(|sum| level_of(sum / weight));
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
        let Some(rank) = distances.len().checked_sub(count.max(1)) else {
            return 0.0;
        };
        *distances.select_nth_unstable_by(rank, f32::total_cmp).1
    }

    /// Levels of dark (half a percent) and light (90 %) cells, and how many there are.
    pub(super) fn span(&self) -> Option<(f32, f32, usize)> {
        let mut levels: Vec<f32> = self.trusted().map(|place| self.level[place]).collect();
        levels.sort_unstable_by(f32::total_cmp);
        let count = levels.len();
        Some((
            *levels.get(count / 200)?,
            *levels.get(count * 9 / 10)?,
            count,
        ))
    }

    fn trusted(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.off.len()).filter(|&place| self.trust[place] > 0.0)
    }
}
