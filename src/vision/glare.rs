//! Reflections of lamps: spots burnt out to white that fade softly into darker paper. White paper
//! is no reflection, because it stays white all around; nor is a white label, because its edge is
//! sharp.

use super::cells::{Cells, level_of};
use super::inside::{Area, Scope};

/// What reflections do to a certificate.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Glare {
    /// The box around the largest one.
    pub(super) largest: Option<Area>,
    /// Share of the certificate that they burn out, 0..=1.
    pub(super) share: f64,
}

/// A burnt-out cell: most of its pixels have lost all three channels.
const LEAST_WHITE: f32 = 0.85;

/// Share of the certificate that the smallest reflection covers. 0.4 % is a digit group of a
/// licence; the smallest ones of the tuning set cover 1.2 %.
const LEAST_SHARE: f64 = 0.004;

/// A spot that covers more is an overexposed picture.
const MOST_SHARE: f64 = 0.5;

/// A spot that covers more of a picture in which no certificate was found may be a bright table
/// or a window. Reflections of the tuning set cover 0.2 of the picture at most; the light ground of
/// gray ID cards has passed for one at 0.29.
const MOST_SHARE_OF_PICTURE: f64 = 0.25;

/// Finds the reflections. Off the certificate they don't matter: where its place is not known, only
/// those in the middle of the picture count, which it surely covers.
pub(super) fn find(cells: &Cells, scope: Scope) -> Glare {
    let count = cells.inside.count().max(1) as f64;
    let most_share = match scope {
        Scope::Certificate => MOST_SHARE,
        Scope::Picture => MOST_SHARE_OF_PICTURE,
    };
    let mut map = Map::of(cells);
    let mut glare = Glare::default();
    let mut most = 0;
    for place in cells.inside.places(cells.width) {
        if !map.is_open(place) {
            continue;
        }
        let spot = map.grow(place);
        let share = spot.len() as f64 / count;
        if (LEAST_SHARE..most_share).contains(&share)
            && (scope == Scope::Certificate || map.is_central(&spot))
            && map.fades(&spot)
        {
            glare.share += share;
            if spot.len() > most {
                most = spot.len();
                glare.largest = Some(map.area(&spot));
            }
        }
    }
    glare
}

/// Which cells are inside and which of those are burnt out.
struct Map<'a> {
    cells: &'a Cells,
    inside: Vec<bool>,
    open: Vec<bool>,
}

impl<'a> Map<'a> {
    fn of(cells: &'a Cells) -> Self {
        let mut inside = vec![false; cells.light.len()];
        let mut open = inside.clone();
        for place in cells.inside.places(cells.width) {
            inside[place] = true;
            open[place] = cells.white[place] >= LEAST_WHITE;
        }
        Self {
            cells,
            inside,
            open,
        }
    }

    fn is_open(&self, place: usize) -> bool {
        self.open[place]
    }

    /// Collects the burnt-out cells that hang together with one.
    fn grow(&mut self, start: usize) -> Vec<usize> {
        self.open[start] = false;
        let mut spot = vec![start];
        let mut next = 0;
        while let Some(&place) = spot.get(next) {
            next += 1;
            for near in self.neighbors(place) {
                if self.open[near] {
                    self.open[near] = false;
                    spot.push(near);
                }
            }
        }
        spot
    }

    fn neighbors(&self, place: usize) -> impl Iterator<Item = usize> + use<> {
        let (width, height) = (self.cells.width, self.cells.height);
        let (column, row) = (place % width, place / width);
        [
            (column > 0).then(|| place - 1),
            (column + 1 < width).then(|| place + 1),
            (row > 0).then(|| place - width),
            (row + 1 < height).then(|| place + width),
        ]
        .into_iter()
        .flatten()
    }

    /// Whether a spot is compact and the paper around it darkens gradually.
    fn fades(&self, spot: &[usize]) -> bool {
        // Ellipses fill 0.79 of their box; text between white lines leaves rags.
        const LEAST_FILLED: f64 = 0.6;
        // Levels of the paper beside the spot and two radii away. Tuning set: reflections 235 to 250
        // and 186 to 235; white paper 252 and up at two radii.
        const LEAST_NEAR: f32 = 228.0;
        const MOST_FAR: f32 = 240.0;
        const LEAST_FALL: f32 = 8.0;
        // Print and compression make rings waver by so much (tuning set: 7).
        const WAVER: f32 = 8.0;
        let (columns, rows) = self.extent(spot);
        let filled =
            spot.len() as f64 / ((columns.1 - columns.0 + 1) * (rows.1 - rows.0 + 1)) as f64;
        if filled < LEAST_FILLED {
            return false;
        }
        let radius = (spot.len() as f32 / core::f32::consts::PI).sqrt();
        let around = self.around(spot, radius * 2.0 + 3.0);
        let ring =
            |from: f32, to: f32| paper_level(&around, 1.0 + from * radius, 2.0 + to * radius);
        let rings = [
            ring(0.0, 0.0),
            ring(0.25, 0.5),
            ring(0.7, 1.0),
            ring(1.5, 2.0),
        ];
        let [Some(near), Some(second), Some(third), Some(far)] = rings else {
            return false;
        };
        near >= LEAST_NEAR
            && far <= MOST_FAR
            && near - far >= LEAST_FALL
            && second + WAVER >= third
            && third + WAVER >= far
    }

    /// Distance and level of each cell around a spot, as far as `reach` cells.
    fn around(&self, spot: &[usize], reach: f32) -> Vec<(f32, f32)> {
        let mut seen = vec![false; self.inside.len()];
        for &place in spot {
            seen[place] = true;
        }
        let mut edge = spot.to_vec();
        let mut around = Vec::new();
        let mut distance = 1.0;
        while !edge.is_empty() && distance <= reach {
            let mut next = Vec::new();
            for &place in &edge {
                for near in self.neighbors(place) {
                    if self.inside[near] && !seen[near] {
                        seen[near] = true;
                        next.push(near);
                        let [r, g, b] = self.cells.light[near];
                        around.push((distance, level_of(r.min(g).min(b))));
                    }
                }
            }
            edge = next;
            distance += 1.0;
        }
        around
    }

    /// Whether the middle of a spot lies in the middle three quarters of the picture.
    fn is_central(&self, spot: &[usize]) -> bool {
        let (columns, rows) = self.extent(spot);
        let central = |ends: (usize, usize), size: usize| {
            let middle = (ends.0 + ends.1) * 4;
            middle >= size && middle <= size * 7
        };
        central(columns, self.cells.width) && central(rows, self.cells.height)
    }

    /// First and last column and row of a spot.
    fn extent(&self, spot: &[usize]) -> ((usize, usize), (usize, usize)) {
        let width = self.cells.width;
        let grown = |(first, last): (usize, usize), at: usize| (first.min(at), last.max(at));
        spot.iter().fold(
            ((usize::MAX, 0), (usize::MAX, 0)),
            |(columns, rows), place| (grown(columns, place % width), grown(rows, place / width)),
        )
    }

    fn area(&self, spot: &[usize]) -> Area {
        let (columns, rows) = self.extent(spot);
        Area::of_cells(columns, rows, self.cells.cell_px)
    }
}

/// Level of the paper among cells of a range of distances: a quarter of them is lighter.
fn paper_level(around: &[(f32, f32)], from: f32, to: f32) -> Option<f32> {
    let mut levels: Vec<f32> = around
        .iter()
        .filter(|(distance, _)| (from..=to).contains(distance))
        .map(|(_, level)| *level)
        .collect();
    let rank = levels.len() * 3 / 4;
    (rank < levels.len()).then(|| *levels.select_nth_unstable_by(rank, f32::total_cmp).1)
}
