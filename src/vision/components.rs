//! Connected components: cells of a grid, or runs of ink along rows, that touch each other.

use image::{GrayImage, Luma};
use imageproc::region_labelling::{Connectivity, connected_components};
use imageproc::union_find::DisjointSetForest;

/// Connected cells of a grid.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Component {
    /// The cells, counted row by row from the upper left one, in this order.
    pub(crate) cells: Vec<usize>,
    /// First and last column.
    pub(crate) columns: (usize, usize),
    /// First and last row.
    pub(crate) rows: (usize, usize),
}

impl Component {
    const EMPTY: Self = Self {
        cells: Vec::new(),
        columns: (usize::MAX, 0),
        rows: (usize::MAX, 0),
    };

    fn add(&mut self, cell: usize, width: usize) {
        let (column, row) = (cell % width, cell / width);
        self.cells.push(cell);
        self.columns = (self.columns.0.min(column), self.columns.1.max(column));
        self.rows = (self.rows.0.min(row), self.rows.1.max(row));
    }

    /// Columns and rows of the box around it.
    pub(crate) fn size(&self) -> (usize, usize) {
        (
            self.columns.1 - self.columns.0 + 1,
            self.rows.1 - self.rows.0 + 1,
        )
    }
}

/// The components of a grid of `width` columns whose marked cells share a side, in the order of
/// their first cells.
pub(crate) fn components(marked: &[bool], width: usize) -> Vec<Component> {
    let height = marked.len() / width.max(1);
    let pixels = marked.iter().map(|&is_marked| u8::from(is_marked));
    let Some(mask) = GrayImage::from_raw(width as u32, height as u32, pixels.collect()) else {
        return Vec::new();
    };
    let labels = connected_components(&mask, Connectivity::Four, Luma([0]));
    let labeled = labels.as_raw().iter().enumerate();
    let mut components: Vec<Component> = Vec::new();
    for (cell, &label) in labeled.filter(|(_, label)| **label > 0) {
        // Labels count from 1 in the order of the first cells.
        let index = label as usize - 1;
        if index == components.len() {
            components.push(Component::EMPTY);
        }
        components[index].add(cell, width);
    }
    components
}

/// The same where marked cells that touch, be it by a corner, are connected only if they `agree`.
pub(crate) fn agreeing_components(
    marked: &[bool],
    width: usize,
    agree: impl Fn(usize, usize) -> bool,
) -> Vec<Component> {
    let mut forest = DisjointSetForest::new(marked.len());
    for cell in (0..marked.len()).filter(|&cell| marked[cell]) {
        let (is_first, is_last) = (cell % width == 0, cell % width == width - 1);
        let neighbors = [
            (!is_last).then_some(cell + 1),
            (!is_first).then_some(cell + width - 1),
            Some(cell + width),
            (!is_last).then_some(cell + width + 1),
        ];
        for near in neighbors.into_iter().flatten() {
            if marked.get(near) == Some(&true) && agree(cell, near) {
                forest.union(cell, near);
            }
        }
    }
    let mut indices = vec![None; marked.len()];
    let mut components = Vec::new();
    for cell in (0..marked.len()).filter(|&cell| marked[cell]) {
        let index = *indices[forest.root(cell)].get_or_insert_with(|| {
            components.push(Component::EMPTY);
            components.len() - 1
        });
        components[index].add(cell, width);
    }
    components
}

/// A stretch of ink in one row, `end` exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) row: u32,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// For each of the runs, which are in the order of rows and columns, the number of its component;
/// components count from 0 in the order of their first runs.
pub(crate) fn label_runs(runs: &[Run], connectivity: Connectivity) -> Vec<usize> {
    let reach = match connectivity {
        Connectivity::Four => 0,
        Connectivity::Eight => 1,
    };
    let mut forest = DisjointSetForest::new(runs.len());
    // The first run above that may still touch.
    let mut above = 0;
    for (index, run) in runs.iter().enumerate() {
        let is_over = |other: &Run| {
            other.row + 1 < run.row || other.row + 1 == run.row && other.end + reach <= run.start
        };
        while is_over(&runs[above]) {
            above += 1;
        }
        let touching = runs[above..index]
            .iter()
            .take_while(|other| other.row < run.row && other.start < run.end + reach);
        for (other, _) in (above..).zip(touching) {
            forest.union(other, index);
        }
    }
    let mut labels = vec![None; runs.len()];
    let mut count = 0;
    (0..runs.len())
        .map(|index| {
            *labels[forest.root(index)].get_or_insert_with(|| {
                count += 1;
                count - 1
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn marked(rows: &[&str]) -> Vec<bool> {
        rows.iter()
            .flat_map(|row| row.bytes().map(|cell| cell == b'#'))
            .collect()
    }

    #[test]
    fn components_touch_by_sides_and_come_in_order() {
        let grid = marked(&[
            ".##.#", //
            ".#..#", //
            "#..##",
        ]);
        let found = components(&grid, 5);
        let cells: Vec<&[usize]> = found.iter().map(|found| &found.cells[..]).collect();
        assert_eq!(cells, [&[1, 2, 6][..], &[4, 9, 13, 14], &[10]]);
        assert_eq!((found[1].columns, found[1].rows), ((3, 4), (0, 2)));
        assert_eq!(found[1].size(), (2, 3));
        assert_eq!(components(&[], 0), []);
    }

    #[test]
    fn cells_that_disagree_are_not_connected() {
        let grid = marked(&["##", "##"]);
        let all = agreeing_components(&grid, 2, |_, _| true);
        assert_eq!(all.len(), 1);
        let columns = agreeing_components(&grid, 2, |a, b| a % 2 == b % 2);
        let cells: Vec<&[usize]> = columns.iter().map(|found| &found.cells[..]).collect();
        assert_eq!(cells, [[0, 2], [1, 3]]);
    }

    /// The runs of a grid's rows.
    fn runs_of(marked: &[bool], width: usize) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for (cell, _) in marked.iter().enumerate().filter(|(_, marked)| **marked) {
            let (row, column) = ((cell / width) as u32, (cell % width) as u32);
            match runs.last_mut() {
                Some(last) if last.row == row && last.end == column => last.end += 1,
                Some(_) | None => runs.push(Run {
                    row,
                    start: column,
                    end: column + 1,
                }),
            }
        }
        runs
    }

    proptest! {
        /// Labels of runs are those that each cell has by itself.
        #[test]
        fn runs_are_connected_as_their_cells_are(
            grid in prop::collection::vec(any::<bool>(), 1..150),
            width in 1..15_usize,
        ) {
            let grid = &grid[..grid.len() / width * width];
            let runs = runs_of(grid, width);
            let cells_of = |labels: Vec<usize>| {
                let mut cells = vec![Vec::new(); labels.iter().max().map_or(0, |most| most + 1)];
                for (run, label) in runs.iter().zip(labels) {
                    let start = run.row as usize * width;
                    cells[label].extend(start + run.start as usize..start + run.end as usize);
                }
                cells
            };
            let by_sides = components(grid, width);
            let by_sides: Vec<_> = by_sides.into_iter().map(|found| found.cells).collect();
            prop_assert_eq!(cells_of(label_runs(&runs, Connectivity::Four)), by_sides);
            let by_corners = agreeing_components(grid, width, |_, _| true);
            let by_corners: Vec<_> = by_corners.into_iter().map(|found| found.cells).collect();
            prop_assert_eq!(cells_of(label_runs(&runs, Connectivity::Eight)), by_corners);
        }
    }
}
