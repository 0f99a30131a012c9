//! How steep the steepest edges are.

use image::GrayImage;

/// Steepness of the steepest edges, 0..=1: the difference of horizontally or vertically adjacent
/// pixels that one edge pixel in twenty reaches, as a share of full contrast. `None` without edges.
pub(super) fn edge_steepness(luma: &GrayImage) -> Option<f64> {
    // Differences up to 8 of 255 are sensor noise and paper, not edges.
    const NOISE: usize = 8;
    let width = luma.width() as usize;
    let mut histogram = [0_u64; 256];
    let rows: Vec<&[u8]> = luma.as_raw().chunks_exact(width.max(1)).collect();
    for pair in rows.windows(2) {
        let [above, below] = pair else { continue };
        for (here, right) in above.iter().zip(above.iter().skip(1)) {
            histogram[usize::from(here.abs_diff(*right))] += 1;
        }
        for (here, under) in above.iter().zip(*below) {
            histogram[usize::from(here.abs_diff(*under))] += 1;
        }
    }
    let edges: u64 = histogram.iter().skip(NOISE + 1).sum();
    if edges == 0 {
        return None;
    }
    let mut steeper = 0;
    for (difference, count) in histogram.iter().enumerate().rev() {
        steeper += count;
        if steeper * 20 >= edges {
            return u8::try_from(difference).ok().map(|d| f64::from(d) / 255.0);
        }
    }
    None
}
