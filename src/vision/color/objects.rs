//! Connected things of one color, as opposed to stray cells and seams that alternate in hue.

use super::chroma::Chroma;

/// Cells that hang together and agree in hue.
#[derive(Clone, Debug)]
pub(super) struct Object {
    pub(super) cells: Vec<usize>,
    /// Mean of red minus green and blue minus green, in levels.
    pub(super) off: [f32; 2],
    /// First and last column and row.
    pub(super) columns: (usize, usize),
    pub(super) rows: (usize, usize),
}

impl Object {
    /// Whether it is so small and so pale that print on overexposed paper makes the like: the
    /// paper is white whatever the light's tint, the edges of its print are not.
    pub(super) fn is_speck(&self) -> bool {
        // A scanned receipt has specks of up to 11 cells, 10 levels from gray. The palest seal of
        // the tuning set is 12 levels away, and a seal has 60 cells where a page fills a fifth of
        // the picture.
        const CELLS: usize = 12;
        const LEVELS: f32 = 12.0;
        self.cells.len() <= CELLS && self.off[0].hypot(self.off[1]) < LEVELS
    }
}

/// Finds the objects of at least `least_cells` cells whose color is at least `threshold` levels
/// away from gray.
pub(super) fn find(chroma: &Chroma, threshold: f32, least_cells: usize) -> Vec<Object> {
    let mut open: Vec<bool> = chroma
        .off
        .iter()
        .zip(&chroma.trust)
        .map(|(off, &trust)| trust > 0.0 && off[0].hypot(off[1]) >= threshold)
        .collect();
    let mut objects = Vec::new();
    for start in 0..open.len() {
        if open[start] {
            let object = grow(chroma, start, &mut open);
            if object.cells.len() >= least_cells {
                objects.push(object);
            }
        }
    }
    objects
}

/// Collects everything that hangs together with one cell.
fn grow(chroma: &Chroma, start: usize, open: &mut [bool]) -> Object {
    open[start] = false;
    let mut cells = vec![start];
    let mut next = 0;
    let (mut columns, mut rows) = ((usize::MAX, 0), (usize::MAX, 0));
    let mut sum = [0.0; 2];
    while let Some(&cell) = cells.get(next) {
        next += 1;
        let (column, row) = (cell % chroma.width, cell / chroma.width);
        columns = (columns.0.min(column), columns.1.max(column));
        rows = (rows.0.min(row), rows.1.max(row));
        sum = [sum[0] + chroma.off[cell][0], sum[1] + chroma.off[cell][1]];
        for y in row.saturating_sub(1)..(row + 2).min(chroma.height) {
            for x in column.saturating_sub(1)..(column + 2).min(chroma.width) {
                let near = y * chroma.width + x;
                if open[near] && agree(chroma.off[cell], chroma.off[near]) {
                    open[near] = false;
                    cells.push(near);
                }
            }
        }
    }
    let count = cells.len() as f32;
    Object {
        cells,
        off: sum.map(|sum| sum / count),
        columns,
        rows,
    }
}

/// Whether two hues differ by less than 60°.
fn agree(a: [f32; 2], b: [f32; 2]) -> bool {
    let dot = a[0] * b[0] + a[1] * b[1];
    dot > 0.5 * a[0].hypot(a[1]) * b[0].hypot(b[1])
}
