//! Papers, security grounds and ornamental frames.

use super::{Canvas, Path};
use crate::rng::{Rng, Stream, scramble};

/// Fills the sheet with one tone and a little fiber.
pub(crate) fn plain(canvas: &mut Canvas, tone: [u8; 3]) {
    canvas.paint(|x, y, _| {
        let cell = scramble(((x as u64) << 20) ^ y as u64);
        let fiber = (cell & 3) as i16 - 1;
        tone.map(|level| (i16::from(level) + fiber).clamp(0, 255) as u8)
    });
}

/// Covers the sheet with two families of fine waves over a tint that drifts from left to right.
pub(crate) fn guilloche(canvas: &mut Canvas, left: [f32; 3], right: [f32; 3], strength: f32) {
    let waves = WaveTable::new();
    let width = canvas.width as f32 / canvas.scale;
    canvas.paint(|x, y, _| {
        let drift = (x / width + 0.25 * waves.at(y * 0.9)).clamp(0.0, 1.0);
        let first = waves.at(y * 36.0 + 260.0 * waves.at(x * 1.7) + 90.0 * waves.at(x * 4.1));
        let second = waves.at(x * 26.0 + 220.0 * waves.at(y * 2.3 + 40.0));
        // Thin lines only: the crest of each wave.
        let line = (first - 0.72).max(0.0) * 3.0 + (second - 0.8).max(0.0) * 3.0;
        let mut color = [0; 3];
        for (channel, (a, b)) in color.iter_mut().zip(left.into_iter().zip(right)) {
            let tint = a + (b - a) * drift;
            *channel = (tint - (255.0 - tint) * line * strength).clamp(0.0, 255.0) as u8;
        }
        color
    });
}

/// Draws an ornamental band along the sheet's edges: waves braided between two double lines.
pub(crate) fn braided_frame(canvas: &mut Canvas, inset: f32, band: f32, color: [u8; 3]) {
    let width = canvas.width as f32 / canvas.scale;
    let height = canvas.height as f32 / canvas.scale;
    for (offset, line) in [
        (0.0, 5.0),
        (9.0, 2.0),
        (band - 11.0, 2.0),
        (band - 5.0, 5.0),
    ] {
        let edge = inset + offset;
        canvas.fill(
            &Path::frame(edge, edge, width - edge, height - edge, line),
            color,
            0.95,
        );
    }
    let middle = inset + band / 2.0;
    let reach = band * 0.3;
    for phase in 0..3_u8 {
        let shift = f32::from(phase) * 2.094;
        for side in [middle, height - middle] {
            braid(
                canvas,
                (middle, width - middle),
                reach,
                shift,
                color,
                |along, off| (along, side + off),
            );
        }
        for side in [middle, width - middle] {
            braid(
                canvas,
                (middle, height - middle),
                reach,
                shift,
                color,
                |along, off| (side + off, along),
            );
        }
    }
    for (x, y) in [
        (middle, middle),
        (width - middle, middle),
        (middle, height - middle),
        (width - middle, height - middle),
    ] {
        canvas.fill(&Path::circle(x, y, band * 0.62), [252, 248, 236], 1.0);
        canvas.fill(&Path::ring(x, y, band * 0.62, band * 0.54), color, 1.0);
        canvas.fill(&Path::ring(x, y, band * 0.42, band * 0.36), color, 1.0);
        canvas.fill(&Path::star(x, y, band * 0.3, 0.0), color, 1.0);
    }
}

fn braid(
    canvas: &mut Canvas,
    (from, to): (f32, f32),
    reach: f32,
    shift: f32,
    color: [u8; 3],
    place: impl Fn(f32, f32) -> (f32, f32),
) {
    let steps = ((to - from) / 7.0) as u16;
    let points: Vec<(f32, f32)> = (0..=steps)
        .map(|i| {
            let along = from + (to - from) * f32::from(i) / f32::from(steps);
            place(along, reach * libm::sinf((along - from) / 17.0 + shift))
        })
        .collect();
    // Filled in short runs: one outline round the whole sheet would be rasterized as one huge box.
    for start in (0..points.len()).step_by(23) {
        let run = &points[start..(start + 24).min(points.len())];
        canvas.fill(&Path::stroke(run, 3.0), color, 0.9);
    }
}

/// Dulls the sheet unevenly and scratches it, more for a larger `wear`.
pub(crate) fn wear(canvas: &mut Canvas, rng: &mut Rng, wear: f32) {
    let mut local = Rng::new(rng.next(), Stream::Texture);
    let width = canvas.width as f32 / canvas.scale;
    let height = canvas.height as f32 / canvas.scale;
    for _ in 0..(wear * 10.0) as u32 {
        let x = local.range(0.0, 1.0) as f32 * width;
        let y = local.range(0.0, 1.0) as f32 * height;
        let (dx, dy) = (
            local.spread(0.12) as f32 * width,
            local.spread(0.06) as f32 * height,
        );
        let scratch = Path::stroke(
            &[(x, y), (x + dx * 0.5, y + dy * 0.4), (x + dx, y + dy)],
            1.3,
        );
        let tone = local.pick(&[[255, 255, 255], [120, 115, 110]]);
        canvas.fill(&scratch, tone, 0.35 * wear);
    }
}

/// Cosines by degree, because a sheet needs millions of them.
struct WaveTable(Vec<f32>);

impl WaveTable {
    fn new() -> Self {
        let step = core::f32::consts::TAU / 2048.0;
        Self(
            (0..2048_u16)
                .map(|i| libm::cosf(f32::from(i) * step))
                .collect(),
        )
    }

    /// The cosine of an angle in degrees.
    fn at(&self, degrees: f32) -> f32 {
        let index = (degrees * (2048.0 / 360.0)) as i32;
        self.0[(index & 2047) as usize]
    }
}
