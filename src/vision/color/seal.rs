//! A red seal: a red ring about as wide as high, mostly empty inside.

use super::chroma::Chroma;
use super::objects::{self, Object};
use crate::components::Component;
use crate::inside::Area;

/// Least strength of the red, in levels: the ring of a seal at full saturation averages 15 to 30
/// over its cells, the reddish part of an ID card's ground 11.
const LEAST_RED: f32 = 7.0;

/// Cells of the smallest ring looked at.
const LEAST_CELLS: usize = 20;

/// Finds the seal; `inside` is the certificate's size in cells, `cell_px` the size of one cell in
/// pixels of the full picture.
pub(super) fn find(chroma: &Chroma, inside: usize, cell_px: (f64, f64)) -> Option<Area> {
    let red = chroma.only(is_red);
    let side = (inside as f64).sqrt();
    objects::find(&red, LEAST_RED, LEAST_CELLS)
        .iter()
        .filter(|object| is_seal_sized(object, side) && is_ring(object, chroma.width))
        .max_by(|a, b| a.off[0].total_cmp(&b.off[0]))
        .map(|ring| Area::around(&ring.component, cell_px))
}

/// Whether a color is that of seal ink: red to slightly crimson. The gold in emblems makes their
/// red orange.
fn is_red([red, blue]: [f32; 2]) -> bool {
    red > 0.0 && blue > -0.2 * red && blue < 0.5 * red
}

/// Whether an object is about as wide as high and has a seal's size; `side` is that of a square
/// as large as the page.
fn is_seal_sized(object: &Object, side: f64) -> bool {
    // Seals of 30 to 50 mm on sheets between A5 and A3.
    let (across, down) = object.component.size();
    let (across, down) = (across as f64, down as f64);
    (0.75..=1.33).contains(&(across / down)) && (0.1..=0.3).contains(&(across.max(down) / side))
}

/// Whether an object runs all around its box and leaves room between rim and star.
fn is_ring(object: &Object, grid_width: usize) -> bool {
    const SECTORS: usize = 12;
    // Three sectors may be missing: the date is printed across the lower rim.
    const LEAST_SECTORS: usize = 9;
    const MOST_BETWEEN: f64 = 0.45;
    let center = |(first, last): (usize, usize)| (first + last) as f64 / 2.0;
    let Component {
        cells,
        columns,
        rows,
    } = &object.component;
    let (width, height) = object.component.size();
    let reach = (width as f64 / 2.0, height as f64 / 2.0);
    let mut seen = [false; SECTORS];
    let mut between = 0_u32;
    for &cell in cells {
        let x = ((cell % grid_width) as f64 - center(*columns)) / reach.0;
        let y = ((cell / grid_width) as f64 - center(*rows)) / reach.1;
        let radius = x.hypot(y);
        if radius > 0.7 {
            let turn = y.atan2(x) / core::f64::consts::TAU + 0.5;
            seen[((turn * SECTORS as f64) as usize).min(SECTORS - 1)] = true;
        } else if (0.35..0.6).contains(&radius) {
            between += 1;
        }
    }
    // The annulus between 0.35 and 0.6 of the ellipse.
    let room = core::f64::consts::PI * (0.36 - 0.1225) * reach.0 * reach.1;
    seen.iter().filter(|seen| **seen).count() >= LEAST_SECTORS
        && f64::from(between) < room * MOST_BETWEEN
}
