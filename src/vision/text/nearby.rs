//! Which glyphs lie near a place, without looking at all of them.

use super::glyph::Glyph;

/// Glyphs sorted into the cells of a grid by their centers.
#[derive(Debug)]
pub(super) struct Nearby {
    columns: i32,
    rows: i32,
    /// Where each cell begins in `members`, and the end of the last.
    starts: Vec<usize>,
    members: Vec<usize>,
}

impl Nearby {
    /// Side of a cell in pixels: about a character of running text in a picture of 2000 pixels.
    const CELL: i32 = 32;

    pub(super) fn new(glyphs: &[Glyph]) -> Self {
        let reach = |far: fn(&Glyph) -> i32| glyphs.iter().map(far).max().unwrap_or(0);
        let columns = reach(|glyph| glyph.right) / Self::CELL + 1;
        let rows = reach(|glyph| glyph.bottom) / Self::CELL + 1;
        let cell_of = |glyph: &Glyph| {
            let (x, y) = glyph.center2();
            usize::try_from(y / 2 / Self::CELL * columns + x / 2 / Self::CELL).unwrap_or(0)
        };
        let mut starts = vec![0; usize::try_from(columns * rows + 1).unwrap_or(1)];
        for glyph in glyphs {
            starts[cell_of(glyph) + 1] += 1;
        }
        for index in 1..starts.len() {
            starts[index] += starts[index - 1];
        }
        let mut free = starts.clone();
        let mut members = vec![0; glyphs.len()];
        for (index, glyph) in glyphs.iter().enumerate() {
            let slot = &mut free[cell_of(glyph)];
            members[*slot] = index;
            *slot += 1;
        }
        Self {
            columns,
            rows,
            starts,
            members,
        }
    }

    /// The glyphs whose centers may lie within `reach` pixels of `glyph`'s in either direction.
    pub(super) fn around(&self, glyph: &Glyph, reach: i32) -> impl Iterator<Item = usize> {
        let (x, y) = (glyph.center2().0 / 2, glyph.center2().1 / 2);
        let span = move |at: i32, count: i32| {
            let first = ((at - reach) / Self::CELL).max(0);
            first..=((at + reach) / Self::CELL).min(count - 1)
        };
        span(y, self.rows).flat_map(move |row| {
            let columns = span(x, self.columns);
            let cell = |column| usize::try_from(row * self.columns + column).unwrap_or(0);
            let (from, to) = (
                self.starts[cell(*columns.start())],
                self.starts[cell(*columns.end()) + 1],
            );
            self.members[from..to].iter().copied()
        })
    }
}
