//! What the lines of text of a picture look like, finely enough to tell two companies' licences from
//! one office apart, and two people's emblem sides, on which only the dates differ.

use image::GrayImage;

use super::depth;

/// Cells along either side of the grid: a character of a licence that fills the picture is three
/// cells wide. Finer ones are lost in a copy of a third of the size.
const SIDE: usize = 192;
/// Cells along either side of a tile: two or three characters, so that the one that differs isn't
/// outvoted by those that don't.
const TILE: usize = 8;
/// Tiles along either side.
const ACROSS: usize = SIDE / TILE;
/// Most tiles that are kept, of the 576: every second one of a page full of print.
const MOST_TILES: usize = 288;
/// Bytes of a tile: two cells each.
const BYTES: usize = TILE * TILE / 2;
/// Tiles whose darkest cell is less dark than this, in levels against its surroundings, show grain.
const LEAST_DEPTH: f32 = 8.0;

/// Unlikeness (one less the correlation) above which two tiles show something else. Of copies of 35
/// drawn certificates, compressed, darker, brighter, or from half to 1.4 times the size, the most unlike
/// tile has 0.22 and the second 0.18; of copies of 0.36 times the size 0.36 and 0.22. Of two licences
/// from one template in which two characters and four digits differ, 0.27 and 0.21 at least. Measured on
/// all tiles with contrast and before rounding to sixteen levels.
const UNLIKE: f64 = 0.25;
/// The same for the second of two tiles.
const SECOND_UNLIKE: f64 = 0.19;

/// The tiles that show characters, by their place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Print {
    tiles: Vec<PrintTile>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct PrintTile {
    /// Its place, row by row.
    place: u16,
    /// How dark its cells are against their surroundings, from 1 (lightest) by 8 (alike) to 15
    /// (darkest), as shares of the tile's strongest difference; row by row, the lower half of a byte
    /// first.
    cells: [u8; BYTES],
}

impl Print {
    /// The print of a picture; `characters` are the boxes of characters in shares of it: left, top,
    /// right, bottom.
    pub(super) fn of(luma: &GrayImage, characters: impl Iterator<Item = [f64; 4]>) -> Self {
        let mut has_print = [false; ACROSS * ACROSS];
        for [left, top, right, bottom] in characters {
            let tile = |share: f64| ((share * ACROSS as f64) as usize).min(ACROSS - 1);
            for row in tile(top)..=tile(bottom) {
                has_print[row * ACROSS + tile(left)..=row * ACROSS + tile(right)].fill(true);
            }
        }
        if !has_print.contains(&true) {
            return Self::default();
        }
        let depths = depth::of_luma(luma, SIDE);
        let mut tiles: Vec<PrintTile> = (0..ACROSS * ACROSS)
            // In an order that leaves gaps everywhere alike if not all are kept: 181 has no factor in
            // common with the number of tiles.
            .map(|number| number * 181 % (ACROSS * ACROSS))
            .filter(|place| has_print[*place])
            .filter_map(|place| PrintTile::of(&depths, place))
            .take(MOST_TILES)
            .collect();
        tiles.sort_unstable_by_key(|tile| tile.place);
        Self { tiles }
    }

    /// Whether nothing in the print tells two pictures apart that are alike from afar. Where most of
    /// it can't be compared, the lines are others.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let (mut compared, mut unlike) = (0, 0);
        let mut others = other.tiles.iter().peekable();
        for tile in &self.tiles {
            while others.next_if(|other| other.place < tile.place).is_some() {}
            let Some(other) = others.next_if(|other| other.place == tile.place) else {
                continue;
            };
            compared += 1;
            let unlikeness = tile.unlikeness(other);
            unlike += usize::from(unlikeness > SECOND_UNLIKE);
            if unlikeness > UNLIKE || unlike > 1 {
                return false;
            }
        }
        compared * 2 >= self.tiles.len().max(other.tiles.len())
    }

    /// One of the tiles, by its number, that shows something else in the other print.
    pub(super) fn unlike_tile(&self, other: &Self) -> Option<usize> {
        (0..self.tiles.len()).find(|tile| self.is_unlike_in(*tile, other))
    }

    /// Whether the other print shows something else where this tile is.
    pub(super) fn is_unlike_in(&self, tile: usize, other: &Self) -> bool {
        let tile = &self.tiles[tile];
        let tiles = &other.tiles;
        let found = tiles.binary_search_by_key(&tile.place, |other| other.place);
        found.is_ok_and(|found| tile.unlikeness(&tiles[found]) > UNLIKE)
    }

    /// Two bytes for the place of each tile, and its cells.
    pub(super) fn to_bytes(&self) -> impl Iterator<Item = u8> {
        let tiles = self.tiles.iter();
        tiles.flat_map(|tile| tile.place.to_le_bytes().into_iter().chain(tile.cells))
    }

    /// The print from these bytes; `None` if no print has them.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (tiles, rest) = bytes.as_chunks::<{ BYTES + 2 }>();
        if !rest.is_empty() || tiles.len() > MOST_TILES {
            return None;
        }
        let tiles: Vec<PrintTile> = tiles
            .iter()
            .map(|[low, high, cells @ ..]| PrintTile {
                place: u16::from_le_bytes([*low, *high]),
                cells: *cells,
            })
            .collect();
        let in_order = tiles.is_sorted_by(|a, b| a.place < b.place);
        let is_inside = tiles
            .iter()
            .all(|tile| usize::from(tile.place) < ACROSS * ACROSS);
        let has_cells = tiles
            .iter()
            .all(|tile| tile.levels().all(|level| level >= -7));
        (in_order && is_inside && has_cells).then_some(Self { tiles })
    }
}

impl PrintTile {
    /// The tile at a place; `None` if it shows nothing.
    fn of(depths: &[f32], place: usize) -> Option<Self> {
        let (top, left) = (place / ACROSS * TILE, place % ACROSS * TILE);
        let depth = |cell: usize| depths[(top + cell / TILE) * SIDE + left + cell % TILE];
        let strongest = (0..TILE * TILE)
            .map(|cell| depth(cell).abs())
            .fold(0.0, f32::max);
        let level =
            |cell: usize| ((depth(cell) / strongest * 7.0).round() as i8 + 8).cast_unsigned();
        (strongest >= LEAST_DEPTH).then(|| Self {
            place: place as u16,
            cells: core::array::from_fn(|pair| level(2 * pair) | level(2 * pair + 1) << 4),
        })
    }

    /// From -7 to 7.
    fn levels(&self) -> impl Iterator<Item = i32> {
        let cells = self.cells.iter().flat_map(|pair| [pair & 15, pair >> 4]);
        cells.map(|level| i32::from(level) - 8)
    }

    /// One less the correlation: 0 for two tiles that show the same, about 1 for two that have nothing
    /// in common.
    fn unlikeness(&self, other: &Self) -> f64 {
        let (mut both, mut one, mut two) = (0, 0, 0);
        // Sixty-four products of up to 64 fit into sixteen bits, and those the compiler adds eight at a time.
        for (a, b) in self.cells.iter().zip(&other.cells) {
            for (a, b) in [(a & 15, b & 15), (a >> 4, b >> 4)] {
                let (a, b) = (i16::from(a) - 8, i16::from(b) - 8);
                both += a * b;
                one += a * a;
                two += b * b;
            }
        }
        1.0 - f64::from(both) / (f64::from(one) * f64::from(two)).sqrt().max(1.0)
    }
}
