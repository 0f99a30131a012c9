//! What the means of a picture's blocks tell of damage.
//!
//! A block's mean is stored as its difference to the one before. A bit changed in it shifts all blocks that
//! follow, up to the end of the scan or to the next restart marker: from there on everything is brighter,
//! or of another color, by the same amount. That may lead to levels that no picture has. And where it begins
//! in the middle of a row, the edge runs along the top of that row to the right of it, and along the bottom
//! to the left: a line across the picture with a step of exactly one row of blocks, along which everything
//! goes on as before but for a fixed amount. Nothing that is photographed or drawn has that.

use mozjpeg_sys as ffi;

use crate::container::Damage;

/// Means in eighths of a level, as the transform gives them: samples from -128 to 127 have means up to this.
const LARGEST: i32 = 1024;

/// How far an encoder may go beyond: mozjpeg does by up to 31 levels, so that edges in white don't ring.
const OVERSHOOT: i32 = 31 * 8;

/// The least jump that is looked for, in eighths of a level and in steps that means are rounded to.
/// Chosen: smaller ones spoil nothing that anybody would see.
const LEAST_JUMP: i32 = 4 * 8;
const LEAST_STEPS: i32 = 3;

/// The least share of the columns, on either side of the step, that have to jump by the same amount at the line,
/// and not to jump where the line isn't, in percent. Chosen on changed bits of drawn certificates, and on 2,500 sound
/// pictures, a third of them rectangles on a grid of 4, 8 or 16 pixels, of which none may be called damaged.
const LEAST_SHARE: usize = 55;

/// The least number of different means along the line: what is drawn in a few plain colors has steps of its own.
const LEAST_VARIETY: usize = 24;

/// Columns of blocks that a component has at least: with fewer, they may be alike by chance. Chosen: luma of
/// 256 pixels, which no platform takes.
const LEAST_WIDTH: usize = 32;

/// Columns of blocks that the shorter part of the line has at least: a plain edge has none.
const LEAST_COLUMNS: usize = 4;

/// Columns of blocks on either side of where the line changes rows that are looked at by themselves: an edge that
/// runs askew over one row of blocks covers half of those there, and all only far away from it. Of so few columns print
/// may lie in many: the least share of them that has to jump alike is lower, in percent. Chosen.
const NEAR_COLUMNS: usize = 12;
const LEAST_NEAR_SHARE: usize = 35;

/// Rows of blocks above and below the line that are compared across it.
const LASTING_ROWS: usize = 8;

/// The means of the blocks of one component.
#[derive(Debug)]
pub(super) struct Means {
    /// Blocks across and down that belong to the picture.
    size: (usize, usize),
    /// Blocks of one coding unit across and down.
    unit: (usize, usize),
    /// What means are rounded to, in eighths of a level.
    quantizer: i32,
    /// In eighths of a level from the middle, row by row.
    values: Vec<i16>,
    /// The row of the first block that no encoder writes.
    impossible: Option<usize>,
}

impl Means {
    pub(super) fn new(size: (usize, usize), unit: (usize, usize), quantizer: u16) -> Self {
        Self {
            size,
            unit,
            quantizer: quantizer.max(1).into(),
            values: vec![0; size.0 * size.1],
            impossible: None,
        }
    }

    /// Takes the mean of the block in this column and row from its coefficients. `is_whole` tells whether
    /// all of them are there. Blocks beyond the picture only fill up its last units.
    pub(super) fn put(
        &mut self,
        (column, row): (usize, usize),
        block: &ffi::JBLOCK,
        is_whole: bool,
    ) {
        if column >= self.size.0 || row >= self.size.1 {
            return;
        }
        let mean = i32::from(block[0]) * self.quantizer;
        if mean.abs() > LARGEST + 2 * self.quantizer && self.impossible.is_none() {
            // Only an edge is a reason to overshoot. Where bits are still to come, one of them counts for
            // several steps.
            let is_even = is_whole && block[1..].iter().all(|coefficient| *coefficient == 0);
            let most = LARGEST + OVERSHOOT + 4 * self.quantizer;
            if is_even || mean.abs() > most {
                self.impossible = Some(row);
            }
        }
        if let Some(value) = self.values.get_mut(row * self.size.0 + column) {
            let limits = (i16::MIN.into(), i16::MAX.into());
            *value = i16::try_from(mean.clamp(limits.0, limits.1)).unwrap_or(0);
        }
    }

    /// What is wrong with them.
    pub(super) fn damage(&self) -> Option<Damage> {
        let percent = |row| share_of(row, self.size.1);
        if let Some(row) = self.impossible {
            return Some(Damage::ImpossibleLevels {
                from_percent: percent(row),
            });
        }
        self.jump().map(|row| Damage::Jump {
            from_percent: percent(row),
        })
    }

    /// The row of blocks in which everything that follows begins to be off by the same amount.
    fn jump(&self) -> Option<usize> {
        if self.size.0 < LEAST_WIDTH {
            return None;
        }
        let tops: Vec<usize> = (self.unit.1..self.size.1).step_by(self.unit.1).collect();
        let (first, _) = tops.split_first()?;
        let mut above = self.differences(first - 1, *first);
        for pair in tops.windows(2) {
            let below = self.differences(pair[1] - 1, pair[1]);
            let row = pair[0];
            if let Some(jump) = self.step(&above, &below)
                && self.variety(row) >= LEAST_VARIETY
                && self.lasts(row, jump)
            {
                return Some(row);
            }
            above = below;
        }
        None
    }

    /// By how much the blocks of a row differ from those of one above it.
    fn differences(&self, upper: usize, lower: usize) -> Vec<i32> {
        let (upper, lower) = (self.row(upper), self.row(lower));
        lower
            .iter()
            .zip(upper)
            .map(|(lower, upper)| i32::from(*lower) - i32::from(*upper))
            .collect()
    }

    /// By how much blocks jump along a line that goes along the top of a row of units up to some column from the
    /// right, and along its bottom from there to the left.
    fn step(&self, above: &[i32], below: &[i32]) -> Option<i32> {
        let least = LEAST_JUMP.max(LEAST_STEPS * self.quantizer);
        let large = |differences: &[i32]| {
            let count = differences.iter().filter(|step| step.abs() >= least);
            count.count()
        };
        // Most rows end here.
        if (large(above) + large(below)) * 100 < LEAST_SHARE * above.len() {
            return None;
        }
        [1, -1].into_iter().find_map(|sign| {
            let column = self.column_of_step(above, below, |step| step * sign >= least);
            jump_at(above, below, column, self.quantizer).filter(|jump| jump * sign >= least)
        })
    }

    /// Whether what lies below a row of units is off by this much against what lies above it, as a line of text
    /// or a frame, which may run askew like the line that is looked for, is not.
    fn lasts(&self, row: usize, jump: i32) -> bool {
        let (upper, lower) = (row - 1, row + self.unit.1);
        let below = (lower + 1..self.size.1).map(|below| (upper, below));
        let above = (0..upper).rev().map(|above| (above, lower));
        self.are_off(below, jump) && self.are_off(above, jump)
    }

    /// Whether of the first of these pairs of rows three in four are off by about this much.
    fn are_off(&self, pairs: impl Iterator<Item = (usize, usize)>, jump: i32) -> bool {
        let (mut rows, mut off) = (0, 0);
        for (upper, lower) in pairs.take(LASTING_ROWS) {
            let mut steps = self.differences(upper, lower);
            let middle = steps.len() / 2;
            let (_, step, _) = steps.select_nth_unstable(middle);
            rows += 1;
            off += usize::from(*step * jump.signum() * 2 >= jump.abs());
        }
        off * 4 >= rows * 3
    }

    /// The column at which a line would change from the bottom of a row to its top, so that as many blocks as
    /// possible jump along it and as few as possible elsewhere.
    fn column_of_step(&self, above: &[i32], below: &[i32], jumps: impl Fn(i32) -> bool) -> usize {
        let gain =
            |column: usize| i32::from(jumps(below[column])) - i32::from(jumps(above[column]));
        let (mut best, mut at, mut sum) = (0, 0, 0);
        for column in 0..above.len() {
            sum += gain(column);
            if sum > best && (column + 1).is_multiple_of(self.unit.0) {
                (best, at) = (sum, column + 1);
            }
        }
        at
    }

    /// How many different means there are on both sides of a row's upper edge.
    fn variety(&self, row: usize) -> usize {
        let mut means = [self.row(row - 1), self.row(row)].concat();
        means.sort_unstable();
        means.dedup();
        means.len()
    }

    fn row(&self, row: usize) -> &[i16] {
        &self.values[row * self.size.0..][..self.size.0]
    }
}

/// By how much the blocks jump along a line that goes below up to this column and above from it on; `None` if they
/// don't do so alike, or jump elsewhere too.
fn jump_at(above: &[i32], below: &[i32], column: usize, quantizer: i32) -> Option<i32> {
    let (above, below) = (above.split_at(column), below.split_at(column));
    let mut along = [below.0, above.1].concat();
    let middle = along.len() / 2;
    let (_, jump, _) = along.select_nth_unstable(middle);
    let jump = *jump;
    // Neighbors differ anyway; a quarter of the jump still tells it from none and from twice as much.
    let tolerance = (jump.abs() / 4).max(quantizer + 4);
    let alike = |differences: &[i32], jump: i32, least_share: usize| {
        let alike = differences.iter();
        let count = alike
            .filter(|step| (*step - jump).abs() <= tolerance)
            .count();
        count * 100 >= least_share * differences.len()
    };
    let is_long = column.min(above.1.len()) >= LEAST_COLUMNS;
    let is_line = |left: usize, right: usize, share: usize| {
        let (before, after) = (column - left..column, ..right);
        alike(&below.0[before.clone()], jump, share)
            && alike(&above.1[after], jump, share)
            && alike(&above.0[before], 0, share)
            && alike(&below.1[after], 0, share)
    };
    let (left, right) = (column, above.1.len());
    let near = |columns: usize| columns.min(NEAR_COLUMNS);
    let is_found = is_long
        && is_line(left, right, LEAST_SHARE)
        && is_line(near(left), near(right), LEAST_NEAR_SHARE);
    is_found.then_some(jump)
}

/// A share in whole percent.
pub(super) fn share_of(part: usize, all: usize) -> u8 {
    u8::try_from(part * 100 / all.max(1)).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: (usize, usize) = (64, 48);

    /// A page with light that falls off to the right, and grain.
    fn page(column: usize, row: usize) -> i32 {
        let grain = (column * 37 + row * 101 + column * row * 7) % 2;
        let level = 90 - column + grain;
        i32::try_from(8 * level).unwrap_or(0)
    }

    /// The means of a picture whose blocks are these, in eighths of a level.
    fn means(unit: (usize, usize), mean: impl Fn(usize, usize) -> i32) -> Means {
        rounded_to(4, unit, mean)
    }

    fn rounded_to(
        quantizer: u16,
        unit: (usize, usize),
        mean: impl Fn(usize, usize) -> i32,
    ) -> Means {
        let mut means = Means::new(SIZE, unit, quantizer);
        for row in 0..SIZE.1 {
            for column in 0..SIZE.0 {
                let mut block = [0; 64];
                block[0] = i16::try_from(mean(column, row) / i32::from(quantizer)).unwrap_or(0);
                means.put((column, row), &block, true);
            }
        }
        means
    }

    /// The page, shifted from a unit on in the order in which units are stored.
    fn shifted(unit: (usize, usize), from: (usize, usize), jump: i32) -> Means {
        means(unit, |column, row| {
            let at = (row / unit.1, column / unit.0);
            page(column, row) + if at >= from { jump } else { 0 }
        })
    }

    #[test]
    fn a_shift_from_the_middle_of_a_row_on_is_found_where_it_begins() {
        let mut seen = 0;
        for unit in [(1, 1), (2, 2), (2, 1)] {
            for jump in [-400, -64, 64, 160] {
                for (row, column) in [(5, 12), (12, 5), (20, 25)] {
                    let from_percent = share_of(row * unit.1, SIZE.1);
                    assert_eq!(
                        shifted(unit, (row, column), jump).damage(),
                        Some(Damage::Jump { from_percent }),
                        "{unit:?} {jump} {row} {column}"
                    );
                    seen += 1;
                }
            }
        }
        assert_eq!(seen, 36);
    }

    #[test]
    fn edges_that_pictures_have_are_none() {
        let dark_if = |is_dark: &dyn Fn(usize, usize) -> bool| {
            means((1, 1), |column, row| {
                page(column, row) - if is_dark(column, row) { 400 } else { 0 }
            })
        };
        // A step of one block without a page around it: a drawing in two colors.
        let drawing = means((1, 1), |column, row| {
            400 * i32::from(row * 64 + column >= 20 * 64 + 30)
        });
        // Goes down by three rows over the whole width; a row has 21 steps.
        let slanted = means((1, 1), |column, row| {
            let below =
                i32::try_from(row * 21).unwrap_or(0) - i32::try_from(column + 420).unwrap_or(0);
            page(column, row) - 19 * below.clamp(0, 21)
        });
        // From the top of a row at the right to its bottom at the left, between levels that are few steps apart.
        let one_row_down = rounded_to(12, (1, 1), |column, row| {
            let covered = (row * 64 + column).saturating_sub(20 * 64).min(64);
            page(column, row) - i32::try_from(48 * covered / 64).unwrap_or(0)
        });
        let none = [
            ("the page", dark_if(&|_, _| false)),
            ("an edge over the whole width", dark_if(&|_, row| row >= 20)),
            ("a field", dark_if(&|column, row| row >= 20 && column >= 30)),
            // Three rows high, and askew so that it goes down by one of them.
            (
                "a line of text",
                dark_if(&|column, row| (20..23).contains(&(row + column / 30))),
            ),
            ("a slanted edge", slanted),
            ("an edge that goes down by one row", one_row_down),
            ("a drawing", drawing),
            ("the last columns", shifted((1, 1), (20, 62), 200)),
        ];
        for (what, means) in &none {
            assert_eq!(means.damage(), None, "{what}");
        }
        assert_eq!(none.len(), 8);
    }

    #[test]
    fn levels_beyond_all_samples_are_impossible_but_for_overshoot_at_edges() {
        let one = |mean: i16, others: i16, is_whole: bool| {
            let mut means = Means::new(SIZE, (1, 1), 1);
            let mut block = [others; 64];
            block[0] = mean;
            means.put((3, 24), &block, is_whole);
            means.damage()
        };
        let found = Some(Damage::ImpossibleLevels { from_percent: 50 });
        assert_eq!(one(1024, 0, true), None);
        assert_eq!(one(-1024, 0, true), None);
        assert_eq!(one(1100, 0, true), found);
        assert_eq!(one(-1100, 0, true), found);
        assert_eq!(one(1100, 1, true), None);
        assert_eq!(one(1100, 0, false), None);
        assert_eq!(one(1300, 1, false), found);
    }
}
