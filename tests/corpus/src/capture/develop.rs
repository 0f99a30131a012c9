//! From light to bytes: noise, tone curve, sharpening, and what software does to gray.

use image::RgbImage;
use rayon::prelude::*;

use super::lens::Light;
use super::scene::Scene;
use crate::recipe::{Defect, Recipe};
use crate::rng::scramble;

/// Steps of the tone curve between black and white.
const TONES: usize = 4096;

/// Turns light into an 8-bit picture.
pub(crate) fn develop(light: &Light, scene: &Scene, recipe: &Recipe) -> RgbImage {
    let tones = tone_table();
    let mut bytes = vec![0_u8; light.width * light.height * 3];
    let lines = bytes.par_chunks_exact_mut(light.width * 3);
    lines.enumerate().for_each(|(row, out)| {
        for (column, pixel) in out.chunks_exact_mut(3).enumerate() {
            let place = row * light.width + column;
            let color = light.pixels[place];
            let grain = grain(scene, row, column);
            for c in 0..3 {
                let tone = tones[((color[c].clamp(0.0, 1.0)) * (TONES - 1) as f32) as usize];
                let flat = (tone - 128.0) * scene.contrast.0 + scene.contrast.1;
                let level = if scene.contrast.0 < 1.0 { flat } else { tone };
                pixel[c] = (level + grain[c] + 0.5).clamp(0.0, 255.0) as u8;
            }
        }
    });
    if scene.sharpening > 0.0 {
        bytes = sharpened(&bytes, light.width, light.height, scene.sharpening);
    }
    if scene.fringe_px > 0.0 {
        bytes = fringed(&bytes, light.width, scene.fringe_px);
    }
    match recipe.defect {
        Defect::GrayStored | Defect::GrayAsRgb => map_gray(&mut bytes, |level| level),
        Defect::GrayBilevel => {
            let threshold = (recipe.amount * 255.0) as u8;
            map_gray(&mut bytes, |level| if level > threshold { 255 } else { 0 });
        }
        _ => {}
    }
    RgbImage::from_raw(light.width as u32, light.height as u32, bytes)
        .expect("the buffer holds three bytes for every pixel")
}

/// Sensor noise of one pixel: the same for all channels, plus a coarser part per channel.
fn grain(scene: &Scene, row: usize, column: usize) -> [f32; 3] {
    // Sums of four bytes have a standard deviation of 147.8, of two 104.5.
    const FOUR: f32 = 1.0 / 147.8;
    const TWO: f32 = 1.0 / 104.5;
    let fine = scramble(scene.seed ^ ((row as u64) << 32 | column as u64))
        .to_le_bytes()
        .map(f32::from);
    // Chroma noise survives a phone's smoothing in blobs of two pixels.
    let coarse = scramble(!scene.seed ^ (((row / 2) as u64) << 32 | (column / 2) as u64))
        .to_le_bytes()
        .map(f32::from);
    let luma = (fine[0] + fine[1] + fine[2] + fine[3] - 510.0) * FOUR * scene.noise as f32;
    let chroma = scene.chroma_noise as f32 * TWO;
    [
        luma + (coarse[0] + coarse[1] - 255.0) * chroma,
        luma,
        luma + (coarse[2] + coarse[3] - 255.0) * chroma,
    ]
}

/// Adds back the difference to the 3x3 mean, as phones do.
fn sharpened(bytes: &[u8], width: usize, height: usize, strength: f32) -> Vec<u8> {
    let stride = width * 3;
    let mut target = bytes.to_vec();
    if width < 3 || height < 3 {
        return target;
    }
    target
        .par_chunks_exact_mut(stride)
        .enumerate()
        .for_each(|(row, out)| {
            if row == 0 || row + 1 == height {
                return;
            }
            let [above, here, below] =
                [row - 1, row, row + 1].map(|r| &bytes[r * stride..(r + 1) * stride]);
            for i in 3..stride - 3 {
                let sum: u16 = [above, here, below]
                    .into_iter()
                    .map(|line| {
                        u16::from(line[i - 3]) + u16::from(line[i]) + u16::from(line[i + 3])
                    })
                    .sum();
                let level = f32::from(here[i]);
                let sharper = level + (level - f32::from(sum) / 9.0) * strength;
                out[i] = (sharper + 0.5).clamp(0.0, 255.0) as u8;
            }
        });
    target
}

/// Shifts red one way and blue the other, as a scanner with three lines does.
fn fringed(bytes: &[u8], width: usize, offset_px: f32) -> Vec<u8> {
    let mut target = bytes.to_vec();
    let lines = target
        .par_chunks_exact_mut(width * 3)
        .zip(bytes.par_chunks_exact(width * 3));
    lines.for_each(|(out, line)| {
        for column in 0..width {
            for (channel, shift) in [(0, -offset_px / 2.0), (2, offset_px / 2.0)] {
                let at = (column as f32 + shift)
                    .clamp(0.0, width as f32 - 1.001)
                    .max(0.0);
                let (left, part) = (at as usize, at - at.floor());
                let right = (left + 1).min(width - 1);
                let (a, b) = (
                    f32::from(line[left * 3 + channel]),
                    f32::from(line[right * 3 + channel]),
                );
                out[column * 3 + channel] = (a + (b - a) * part + 0.5) as u8;
            }
        }
    });
    target
}

fn map_gray(bytes: &mut [u8], tone: impl Fn(u8) -> u8 + Sync) {
    bytes.par_chunks_exact_mut(3).for_each(|pixel| {
        let [r, g, b] = [pixel[0], pixel[1], pixel[2]].map(u32::from);
        let level = tone(((299 * r + 587 * g + 114 * b + 500) / 1000) as u8);
        pixel.fill(level);
    });
}

/// The sRGB level, 0 to 255, of evenly spaced linear light.
fn tone_table() -> Vec<f32> {
    (0..TONES)
        .map(|step| {
            let light = step as f32 / (TONES - 1) as f32;
            let level = if light <= 0.003_130_8 {
                light * 12.92
            } else {
                1.055 * libm::powf(light, 1.0 / 2.4) - 0.055
            };
            level * 255.0
        })
        .collect()
}
