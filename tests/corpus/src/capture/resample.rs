//! Blows a picture up the way image software does.

use image::RgbImage;
use rayon::prelude::*;

/// How software fills in the pixels it does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kernel {
    Nearest,
    Linear,
    /// Catmull-Rom.
    Cubic,
    /// Three lobes.
    Lanczos,
}

/// Enlarges by a factor.
pub(crate) fn enlarge(picture: &RgbImage, factor: f64, kernel: Kernel) -> RgbImage {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let wide = libm::round(width as f64 * factor) as usize;
    let high = libm::round(height as f64 * factor) as usize;
    let columns = taps(width, wide, kernel);
    let rows = taps(height, high, kernel);
    let source = picture.as_raw();
    let mut stretched = vec![0.0_f32; wide * height * 3];
    stretched
        .par_chunks_exact_mut(wide * 3)
        .enumerate()
        .for_each(|(row, out)| {
            let line = &source[row * width * 3..(row + 1) * width * 3];
            for (pixel, taps) in out.chunks_exact_mut(3).zip(&columns) {
                for &(from, weight) in taps {
                    for c in 0..3 {
                        pixel[c] += f32::from(line[from * 3 + c]) * weight;
                    }
                }
            }
        });
    let mut bytes = vec![0_u8; wide * high * 3];
    bytes
        .par_chunks_exact_mut(wide * 3)
        .zip(&rows)
        .for_each(|(out, taps)| {
            for (i, byte) in out.iter_mut().enumerate() {
                let level: f32 = taps
                    .iter()
                    .map(|&(from, weight)| stretched[from * wide * 3 + i] * weight)
                    .sum();
                *byte = (level + 0.5).clamp(0.0, 255.0) as u8;
            }
        });
    RgbImage::from_raw(wide as u32, high as u32, bytes).expect("three bytes for every pixel")
}

/// For each target position, the source positions it draws on.
fn taps(from: usize, to: usize, kernel: Kernel) -> Vec<Vec<(usize, f32)>> {
    let step = from as f64 / to as f64;
    (0..to)
        .map(|target| {
            let center = (target as f64 + 0.5) * step - 0.5;
            if kernel == Kernel::Nearest {
                return vec![((libm::round(center).max(0.0) as usize).min(from - 1), 1.0)];
            }
            let first = libm::floor(center) as i64 - 2;
            let taps: Vec<(usize, f32)> = (first..first + 6)
                .map(|at| {
                    let inside = at.clamp(0, from as i64 - 1) as usize;
                    (inside, weight(kernel, (at as f64 - center).abs()) as f32)
                })
                .filter(|tap| tap.1 != 0.0)
                .collect();
            let sum: f32 = taps.iter().map(|tap| tap.1).sum();
            taps.into_iter()
                .map(|(at, weight)| (at, weight / sum))
                .collect()
        })
        .collect()
}

fn weight(kernel: Kernel, x: f64) -> f64 {
    match kernel {
        Kernel::Nearest => f64::from(u8::from(x < 0.5)),
        Kernel::Linear => (1.0 - x).max(0.0),
        Kernel::Cubic if x < 1.0 => 1.5 * x * x * x - 2.5 * x * x + 1.0,
        Kernel::Cubic if x < 2.0 => -0.5 * x * x * x + 2.5 * x * x - 4.0 * x + 2.0,
        Kernel::Lanczos if x < 1e-9 => 1.0,
        Kernel::Lanczos if x < 3.0 => {
            let angle = core::f64::consts::PI * x;
            3.0 * libm::sin(angle) * libm::sin(angle / 3.0) / (angle * angle)
        }
        Kernel::Cubic | Kernel::Lanczos => 0.0,
    }
}
