//! A line of text cut out of a picture and straightened, so that a small one, a slanted one and a
//! blown-up one are looked at alike.

use image::GrayImage;

use super::geometry::Point;

/// How a line is sampled.
#[derive(Clone, Copy, Debug)]
pub(super) struct LineSampling {
    /// Samples per character height.
    pub(super) unit: usize,
    /// Rows; the line's middle is theirs.
    pub(super) rows: usize,
    /// Margin before and after the line, in samples.
    pub(super) margin: f64,
    /// Fewest and most columns.
    pub(super) columns: (usize, usize),
}

/// A straightened line, row by row, in levels of 255.
#[derive(Clone, Debug)]
pub(super) struct LineImage {
    pub(super) columns: usize,
    pub(super) levels: Vec<f32>,
}

/// Cuts a line out; corners in pixels as in [`super::text::TextLine::corners_px`]. `None` if it is empty.
pub(super) fn straighten(
    luma: &GrayImage,
    corners: &[Point; 4],
    character_height_px: f64,
    sampling: LineSampling,
) -> Option<LineImage> {
    let [start, end, _, below] = corners.map(|(x, y)| (x as f32, y as f32));
    let along = (end.0 - start.0, end.1 - start.1);
    let down = (below.0 - start.0, below.1 - start.1);
    let (length, depth) = (along.0.hypot(along.1), down.0.hypot(down.1));
    let step = character_height_px as f32 / sampling.unit as f32;
    if !(length >= 1.0 && depth >= 1.0 && step > 0.05) || luma.width() < 2 || luma.height() < 2 {
        return None;
    }
    let (fewest, most) = sampling.columns;
    let columns = ((length / step + 2.0 * sampling.margin as f32) as usize).clamp(fewest, most);
    let right = (along.0 / length * step, along.1 / length * step);
    let under = (down.0 / depth * step, down.1 / depth * step);
    // Centered on the line's box, whatever accents or specks have added to it.
    let middle = (
        start.0 + along.0 * 0.5 + down.0 * 0.5,
        start.1 + along.1 * 0.5 + down.1 * 0.5,
    );
    let (half_columns, half_rows) = (columns as f32 * 0.5, sampling.rows as f32 * 0.5);
    let origin = (
        middle.0 - right.0 * half_columns - under.0 * half_rows,
        middle.1 - right.1 * half_columns - under.1 * half_rows,
    );
    // A sample that covers several pixels is their mean.
    let parts = (step.ceil() as usize).clamp(1, 4);
    let offsets: Vec<f32> = (0..parts)
        .map(|i| (i as f32 + 0.5) / parts as f32)
        .collect();
    let source = Sampler::new(luma);
    let mut levels = Vec::with_capacity(columns * sampling.rows);
    for row in 0..sampling.rows {
        for column in 0..columns {
            let mut sum = 0.0;
            for &dy in &offsets {
                for &dx in &offsets {
                    let (c, r) = (column as f32 + dx, row as f32 + dy);
                    sum += source.at(
                        origin.0 + right.0 * c + under.0 * r,
                        origin.1 + right.1 * c + under.1 * r,
                    );
                }
            }
            levels.push(sum / (parts * parts) as f32);
        }
    }
    Some(LineImage { columns, levels })
}

/// Looks levels up between pixels; edge pixels are repeated outward.
///
/// By itself: `imageproc`'s warp takes twice the time, four times where a sample covers several
/// pixels, and straightening is nearly a tenth of all processor time.
struct Sampler<'a> {
    luma: &'a [u8],
    width: usize,
    most: (f32, f32),
}

impl<'a> Sampler<'a> {
    fn new(luma: &'a GrayImage) -> Self {
        let most = |length: u32| length as f32 - 1.001;
        Self {
            luma: luma.as_raw(),
            width: luma.width() as usize,
            most: (most(luma.width()), most(luma.height())),
        }
    }

    /// The level at a place whose pixel centers lie at halves.
    fn at(&self, x: f32, y: f32) -> f32 {
        let x = (x - 0.5).max(0.0).min(self.most.0);
        let y = (y - 0.5).max(0.0).min(self.most.1);
        let (column, row) = (x as usize, y as usize);
        let (tx, ty) = (x - column as f32, y - row as f32);
        let start = row * self.width + column;
        let upper = &self.luma[start..start + 2];
        let lower = &self.luma[start + self.width..start + self.width + 2];
        let mix = |pair: &[u8]| f32::from(pair[0]) + (f32::from(pair[1]) - f32::from(pair[0])) * tx;
        let (top, bottom) = (mix(upper), mix(lower));
        top + (bottom - top) * ty
    }
}
