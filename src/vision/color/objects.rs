//! Connected areas of one color, as opposed to stray cells and seams that alternate in hue.

use super::chroma::Chroma;
use crate::components::{Component, agreeing_components};

/// Cells that touch and agree in hue.
#[derive(Clone, Debug)]
pub(super) struct Object {
    pub(super) component: Component,
    /// Mean of red minus green and blue minus green, in levels.
    pub(super) off: [f32; 2],
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
        self.component.cells.len() <= CELLS && self.off[0].hypot(self.off[1]) < LEVELS
    }
}

/// Finds the objects of at least `least_cells` cells whose color is at least `threshold` levels
/// away from gray.
pub(super) fn find(chroma: &Chroma, threshold: f32, least_cells: usize) -> Vec<Object> {
    let colored: Vec<bool> = chroma
        .off
        .iter()
        .zip(&chroma.trust)
        .map(|(off, &trust)| trust > 0.0 && off[0].hypot(off[1]) >= threshold)
        .collect();
    let components = agreeing_components(&colored, chroma.width, |a, b| {
        agree(chroma.off[a], chroma.off[b])
    });
    let large = components
        .into_iter()
        .filter(|component| component.cells.len() >= least_cells);
    large
        .map(|component| {
            let cells = component.cells.iter().map(|&cell| chroma.off[cell]);
            let sum = cells.fold([0.0; 2], |[a, b], off| [a + off[0], b + off[1]]);
            let count = component.cells.len() as f32;
            Object {
                off: sum.map(|sum| sum / count),
                component,
            }
        })
        .collect()
}

/// Whether two hues differ by less than 60°.
fn agree(a: [f32; 2], b: [f32; 2]) -> bool {
    let dot = a[0] * b[0] + a[1] * b[1];
    dot > 0.5 * a[0].hypot(a[1]) * b[0].hypot(b[1])
}
