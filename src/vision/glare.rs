//! Reflections of lamps: spots burnt out to white that fade softly into darker paper. White paper
//! is no reflection, because it stays white all around; nor is a white label, because its edge is
//! sharp.

use image::GrayImage;
use imageproc::distance_transform::{Norm, distance_transform};

use super::cells::{Cells, level_of};
use super::components::{Component, components};
use super::inside::{Area, Scope};
use super::statistics::quantile;

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
    let mut white = vec![false; cells.light.len()];
    for place in cells.inside.places(cells.width) {
        white[place] = cells.white[place] >= LEAST_WHITE;
    }
    let mut glare = Glare::default();
    let mut most = 0;
    for spot in components(&white, cells.width) {
        let size = spot.cells.len();
        let share = size as f64 / count;
        if (LEAST_SHARE..most_share).contains(&share)
            && (scope == Scope::Certificate || is_central(&spot, cells))
            && fades(&spot, cells)
        {
            glare.share += share;
            if size > most {
                most = size;
                glare.largest = Some(Area::around(&spot, cells.cell_px));
            }
        }
    }
    glare
}

/// Whether a spot is compact and the paper around it darkens gradually.
fn fades(spot: &Component, cells: &Cells) -> bool {
    // Ellipses fill 0.79 of their box; paper between lines of text is ragged.
    const LEAST_FILLED: f64 = 0.6;
    // Levels of the paper beside the spot and two radii away. Tuning set: reflections 235 to 250
    // and 186 to 235; white paper 252 and up at two radii.
    const LEAST_NEAR: f32 = 228.0;
    const MOST_FAR: f32 = 240.0;
    const LEAST_FALL: f32 = 8.0;
    // Print and compression make rings waver by so much (tuning set: 7).
    const WAVER: f32 = 8.0;
    let (width, height) = spot.size();
    if (spot.cells.len() as f64) < LEAST_FILLED * (width * height) as f64 {
        return false;
    }
    let radius = (spot.cells.len() as f32 / core::f32::consts::PI).sqrt();
    let around = levels_around(spot, cells);
    let ring = |from: f32, to: f32| paper_level(&around, 1.0 + from * radius, 2.0 + to * radius);
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

/// Distance from a spot, in cells along rows and columns, and level of each cell inside.
fn levels_around(spot: &Component, cells: &Cells) -> Vec<(f32, f32)> {
    let mut mask = GrayImage::new(cells.width as u32, cells.height as u32);
    for &place in &spot.cells {
        mask.as_mut()[place] = u8::MAX;
    }
    let distances = distance_transform(&mask, Norm::L1);
    let places = cells.inside.places(cells.width);
    places
        .map(|place| {
            let [r, g, b] = cells.light[place];
            let distance = f32::from(distances.as_raw()[place]);
            (distance, level_of(r.min(g).min(b)))
        })
        .collect()
}

/// Whether the middle of a spot lies in the middle three quarters of the picture.
fn is_central(spot: &Component, cells: &Cells) -> bool {
    let central = |ends: (usize, usize), size: usize| {
        let middle = (ends.0 + ends.1) * 4;
        middle >= size && middle <= size * 7
    };
    central(spot.columns, cells.width) && central(spot.rows, cells.height)
}

/// Level of the paper among cells of a range of distances: a quarter of them is lighter.
fn paper_level(around: &[(f32, f32)], from: f32, to: f32) -> Option<f32> {
    let mut levels: Vec<f32> = around
        .iter()
        .filter(|(distance, _)| (from..=to).contains(distance))
        .map(|(_, level)| *level)
        .collect();
    quantile(&mut levels, 0.75, f32::total_cmp)
}
