//! A fingerprint that survives another encoding, another size, another brightness and a slight
//! crop, but not another certificate of the same form.
//!
//! The usual 64-bit hashes see a card and a head, and find all identity cards alike. This one keeps
//! where the ink is, on a grid fine enough for single characters.

use super::page::Page;
use crate::decode::Picture;

/// Cells along either side of the grid: a character of an identity card is two cells wide.
const SIDE: usize = 64;
const WORDS: usize = SIDE * SIDE / 64;

/// Where the ink is: the tenth of the grid's cells that are darkest against their surroundings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fingerprint {
    ink: [u64; WORDS],
}

impl Fingerprint {
    /// Takes the fingerprint of the certificate, or of the whole picture if none was found;
    /// `None` for a picture with next to no ink.
    pub(crate) fn of(picture: &Picture, page: &Page) -> Option<Self> {
        // Darker by this many levels of 255 than its surroundings: less is grain.
        const LEAST_DEPTH: i32 = 4;
        const LEAST_CELLS: usize = SIDE;
        let levels = levels(picture, page);
        let depths = depths(&levels);
        let mut order: Vec<(i32, usize)> = depths.into_iter().zip(0..).filter(|(depth, _)| *depth >= LEAST_DEPTH * 64).collect();
        let wanted = SIDE * SIDE / 10;
        if order.len() < LEAST_CELLS {
            return None;
        }
        if order.len() > wanted {
            order.select_nth_unstable_by(wanted, |a, b| b.cmp(a));
            order.truncate(wanted);
        }
        let mut ink = [0; WORDS];
        for (_, cell) in order {
            ink[cell / 64] |= 1 << (cell % 64);
        }
        Some(Self { ink })
    }

    /// How much of the ink is elsewhere: 0 for the same picture, 1 for no cell in common.
    pub(crate) fn distance(&self, other: &Self) -> f64 {
        let (mut both, mut either) = (0, 0);
        for (a, b) in self.ink.iter().zip(&other.ink) {
            both += (a & b).count_ones();
            either += (a | b).count_ones();
        }
        1.0 - f64::from(both) / f64::from(either.max(1))
    }
}

/// Mean luma of each cell of the grid laid over the certificate, times 64.
fn levels(picture: &Picture, page: &Page) -> Vec<i32> {
    const LOOKS: usize = 4;
    let color = &picture.color;
    let (width, height) = (f64::from(color.width()), f64::from(color.height()));
    let quad = page.certificate.as_ref().map_or(super::page::Quad::upright(0.0, 0.0, width, height), |certificate| {
        let (across, down) = (width / f64::from(picture.width), height / f64::from(picture.height));
        certificate.quad.map(|(x, y)| (x * across, y * down))
    });
    let place = quad.unit();
    let count = SIDE * LOOKS;
    let mut levels = vec![0; SIDE * SIDE];
    for row in 0..count {
        for column in 0..count {
            let at = |i: usize| (i as f64 + 0.5) / count as f64;
            let (x, y) = place(at(column), at(row));
            let (x, y) = (x.clamp(0.0, width - 1.0) as u32, y.clamp(0.0, height - 1.0) as u32);
            let [r, g, b] = color.get_pixel(x, y).0.map(i32::from);
            levels[row / LOOKS * SIDE + column / LOOKS] += (306 * r + 601 * g + 117 * b) >> 8;
        }
    }
    levels
}

/// How much darker each cell is than the square of cells around it.
fn depths(levels: &[i32]) -> Vec<i32> {
    const REACH: usize = 3;
    let across = means(levels, REACH, 1);
    let around = means(&across, REACH, SIDE);
    around.iter().zip(levels).map(|(around, level)| around - level).collect()
}

/// Running means along rows (`stride` 1) or columns (`stride` `SIDE`), shorter at the ends.
fn means(levels: &[i32], reach: usize, stride: usize) -> Vec<i32> {
    let other = if stride == 1 { SIDE } else { 1 };
    let mut means = vec![0; levels.len()];
    for line in 0..SIDE {
        for at in 0..SIDE {
            let (from, to) = (at.saturating_sub(reach), (at + reach).min(SIDE - 1));
            let sum: i32 = (from..=to).map(|i| levels[line * other + i * stride]).sum();
            means[line * other + at * stride] = sum / (to - from + 1) as i32;
        }
    }
    means
}
