//! Light through the lens: the scene as linear light on the sensor, and its smearing.

use rayon::prelude::*;

use super::scene::{Finger, Scene, Smear};
use super::texture::Texture;
use crate::draw::Sheet;
use crate::geometry::{Homography, Quad, distance};
use crate::recipe::Style;

/// Linear light on the sensor.
#[derive(Debug)]
pub(crate) struct Light {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) pixels: Vec<[f32; 3]>,
}

/// A sheet ready to be looked up from the picture's side.
struct Laid {
    texture: Texture,
    to_sheet: Homography,
    /// The numerators' and the divisor's slopes along x and y.
    slopes: [f32; 6],
    /// Sheet extent and corner radius in pixels of the picture.
    extent: (f32, f32),
    radius: f32,
    shadow_px: f32,
    screen_cycles: (f32, f32),
}

/// Projects surface, sheets, finger and lamps onto the sensor.
pub(crate) fn expose(scene: &Scene, sheet: &Sheet, companion: Option<&(Sheet, Quad)>) -> Light {
    let mut sheets = vec![lay(scene, sheet, &scene.quad)];
    sheets.extend(companion.map(|(sheet, quad)| lay(scene, sheet, quad)));
    let (width, height) = (scene.width, scene.height);
    let mut pixels = vec![[0.0; 3]; width * height];
    let unit = 1.0 / width as f32;
    pixels
        .par_chunks_exact_mut(width)
        .enumerate()
        .for_each(|(row, out)| {
            let y = (row as f32 + 0.5) * unit;
            for (column, pixel) in out.iter_mut().enumerate() {
                let x = (column as f32 + 0.5) * unit;
                let mut seen: Option<[f32; 3]> = None;
                let mut shade = 1.0;
                for laid in &sheets {
                    let place = laid.unproject(x, y);
                    let (cover, near) = laid.cover(place.0, place.1);
                    if cover > 0.0 {
                        let color = laid.look(scene, place, unit);
                        seen = Some(if cover >= 1.0 {
                            color
                        } else {
                            mix(seen.unwrap_or_else(|| scene.surface.at(x, y)), color, cover)
                        });
                    } else {
                        shade *= near;
                    }
                }
                let mut color = seen.unwrap_or_else(|| scene.surface.at(x, y).map(|c| c * shade));
                if let Some(finger) = &scene.finger {
                    color = touch(finger, x, y, color);
                }
                *pixel = lit(scene, x, y, color);
            }
        });
    Light {
        width,
        height,
        pixels,
    }
}

fn lay(scene: &Scene, sheet: &Sheet, quad: &Quad) -> Laid {
    let width_px = scene.width as f64;
    let across = distance(quad[0], quad[1]).max(distance(quad[3], quad[2])) * width_px;
    let down = distance(quad[0], quad[3]).max(distance(quad[1], quad[2])) * width_px;
    let pitch = scene.screen_pitch_px.max(0.5);
    let to_sheet = Homography::from_unit_square(quad).inverse();
    let m = to_sheet.0;
    Laid {
        texture: Texture::new(&sheet.canvas, across),
        to_sheet,
        slopes: [m[0], m[1], m[3], m[4], m[6], m[7]].map(|slope| slope as f32),
        extent: (across as f32, down as f32),
        radius: (sheet.corner_radius / sheet.width * across) as f32,
        shadow_px: (across * 0.012) as f32,
        screen_cycles: ((across / pitch) as f32, (down / pitch) as f32),
    }
}

impl Laid {
    /// Where on the sheet (unit square) a place of the picture lies, and the projective divisor.
    fn unproject(&self, x: f32, y: f32) -> (f32, f32, f32) {
        let m = &self.to_sheet.0;
        let (x, y) = (f64::from(x), f64::from(y));
        let w = 1.0 / (m[6] * x + m[7] * y + m[8]);
        let (u, v) = (
            (m[0] * x + m[1] * y + m[2]) * w,
            (m[3] * x + m[4] * y + m[5]) * w,
        );
        (u as f32, v as f32, w as f32)
    }

    /// How much of a pixel the sheet covers, and the light its shadow leaves beside it.
    fn cover(&self, u: f32, v: f32) -> (f32, f32) {
        // Signed distance from a rectangle with round corners, in pixels.
        let dx = ((u - 0.5).abs() - 0.5) * self.extent.0 + self.radius;
        let dy = ((v - 0.5).abs() - 0.5) * self.extent.1 + self.radius;
        if dx.max(dy) < -0.5 {
            return (1.0, 1.0);
        }
        if dx.max(dy) > self.shadow_px * 12.0 {
            return (0.0, 1.0);
        }
        let outside = libm::sqrtf(dx.max(0.0) * dx.max(0.0) + dy.max(0.0) * dy.max(0.0));
        let gap = outside + dx.max(dy).min(0.0) - self.radius;
        let far = gap / self.shadow_px;
        // Fades to nothing at twelve shadow widths, so that no seam shows there.
        let near = 1.0 - (0.41 / (1.0 + far * far * 2.0) - 0.001_42).max(0.0);
        ((0.5 - gap).clamp(0.0, 1.0), near)
    }

    /// Averages four looks within the pixel, farther apart for a softer lens.
    fn look(&self, scene: &Scene, (u, v, w): (f32, f32, f32), unit: f32) -> [f32; 3] {
        let reach = unit * 0.25 * (1.0 + scene.softness as f32) * w;
        let m = &self.slopes;
        let (ux, uy) = ((m[0] - u * m[4]) * reach, (m[1] - u * m[5]) * reach);
        let (vx, vy) = ((m[2] - v * m[4]) * reach, (m[3] - v * m[5]) * reach);
        let mut sum = [0.0; 4];
        for (du, dv) in [
            (ux + uy, vx + vy),
            (ux - uy, vx - vy),
            (uy - ux, vy - vx),
            (-ux - uy, -vx - vy),
        ] {
            let texel = self.texture.at(u + du, v + dv);
            for c in 0..4 {
                sum[c] += texel[c];
            }
        }
        let color = [sum[0] * 0.25, sum[1] * 0.25, sum[2] * 0.25];
        if scene.screen_depth > 0.0 {
            return self.through_screen(scene, u, v, color);
        }
        color
    }

    /// The stripes of a display's sub-pixels; sampled at one point, they beat with the sensor.
    fn through_screen(&self, scene: &Scene, u: f32, v: f32, color: [f32; 3]) -> [f32; 3] {
        let depth = scene.screen_depth as f32;
        let rows = 1.0
            - depth
                * 0.5
                * (0.5 + 0.5 * libm::cosf(core::f32::consts::TAU * v * self.screen_cycles.1));
        let mut third = 0.0;
        color.map(|channel| {
            let phase = core::f32::consts::TAU * (u * self.screen_cycles.0 + third);
            third += 1.0 / 3.0;
            channel * rows * (1.0 - depth * (0.5 + 0.5 * libm::cosf(phase)))
        })
    }
}

fn mix(below: [f32; 3], above: [f32; 3], part: f32) -> [f32; 3] {
    core::array::from_fn(|c| below[c] + (above[c] - below[c]) * part)
}

/// Lays the finger over a color: lit from above, darker toward its sides.
fn touch(finger: &Finger, x: f32, y: f32, below: [f32; 3]) -> [f32; 3] {
    let (rx, ry) = (finger.root.0 as f32, finger.root.1 as f32);
    let (dx, dy) = (finger.tip.0 as f32 - rx, finger.tip.1 as f32 - ry);
    let along = (((x - rx) * dx + (y - ry) * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
    let (ox, oy) = (x - rx - along * dx, y - ry - along * dy);
    let off = libm::sqrtf(ox * ox + oy * oy) / finger.radius as f32;
    if off > 1.25 {
        return below;
    }
    if off > 1.0 {
        let contact = 0.55 + 0.45 * (off - 1.0) / 0.25;
        return below.map(|channel| channel * contact);
    }
    let round = libm::sqrtf(1.0 - off * off * 0.92);
    let mut skin = finger.skin.map(|channel| channel * (0.35 + 0.65 * round));
    let length = libm::sqrtf(dx * dx + dy * dy);
    let from_tip = (1.0 - along) * length / finger.radius as f32;
    // The nail: a paler oval just behind the tip.
    let nail = (from_tip - 0.15) * (from_tip - 0.15) / 0.55 + off * off / 0.3;
    if nail < 1.0 {
        skin = mix(skin, [0.72, 0.5, 0.43], 0.6 * (1.0 - nail).min(0.3) / 0.3);
    }
    mix(skin, below, ((off - 0.97) / 0.03).clamp(0.0, 1.0))
}

/// Applies lamp, shadow, cast, exposure, flare and reflections.
fn lit(scene: &Scene, x: f32, y: f32, color: [f32; 3]) -> [f32; 3] {
    let middle = scene.height as f32 / scene.width as f32 / 2.0;
    let (dx, dy) = (x - 0.5, y - middle);
    let mut level = scene.exposure as f32;
    if scene.style == Style::Photo {
        level *= 1.0 + scene.gradient.0 as f32 * dx + scene.gradient.1 as f32 * dy;
        level *= 1.0 - scene.vignette as f32 * (dx * dx + dy * dy);
    }
    if let Some(shadow) = &scene.shadow {
        let gap = (x * shadow.normal.0 as f32 + y * shadow.normal.1 as f32 - shadow.offset as f32)
            / shadow.softness as f32;
        let t = (gap * 0.5 + 0.5).clamp(0.0, 1.0);
        level *= 1.0 - shadow.depth as f32 * t * t * (3.0 - 2.0 * t);
    }
    let mut reflected = 0.0;
    if let Some(glare) = &scene.glare {
        let gx = (x - glare.center.0 as f32) / glare.rx as f32;
        let gy = (y - glare.center.1 as f32) / glare.ry as f32;
        let square = gx * gx + gy * gy;
        // Burnt out within the radius, then falling off quickly.
        reflected = glare.power as f32 * libm::expf(-square * square * 0.9)
            + 0.25 * libm::expf(-square * 0.35);
        if square > 30.0 {
            reflected = 0.0;
        }
    }
    let flare = scene.flare as f32;
    core::array::from_fn(|c| (color[c] + flare) * level * scene.cast[c] + reflected)
}

/// Smears the light as the lens or the hand did.
pub(crate) fn blur(light: &mut Light, scene: &Scene) {
    match scene.smear {
        Smear::None => {}
        Smear::Gaussian(sigma) => gaussian(light, sigma as f32),
        Smear::Disk(radius) => convolve(light, &disk(radius as f32)),
        Smear::Line(length, angle) => convolve(light, &line(length, angle)),
    }
}

fn gaussian(light: &mut Light, sigma: f32) {
    let reach = libm::ceilf(sigma * 3.0) as i32;
    let weights: Vec<f32> = (-reach..=reach)
        .map(|i| libm::expf(-((i * i) as f32) / (2.0 * sigma * sigma)))
        .collect();
    let sum: f32 = weights.iter().sum();
    let taps = |horizontal: bool| -> Vec<(i32, i32, f32)> {
        (-reach..=reach)
            .zip(&weights)
            .map(|(i, weight)| {
                if horizontal {
                    (i, 0, weight / sum)
                } else {
                    (0, i, weight / sum)
                }
            })
            .collect()
    };
    convolve(light, &taps(true));
    convolve(light, &taps(false));
}

/// An evenly lit disk, the blur circle of a real lens, with soft rim pixels.
fn disk(radius: f32) -> Vec<(i32, i32, f32)> {
    let reach = libm::ceilf(radius) as i32;
    let mut taps = Vec::new();
    for dy in -reach..=reach {
        for dx in -reach..=reach {
            let part = (radius + 0.5 - libm::sqrtf((dx * dx + dy * dy) as f32)).clamp(0.0, 1.0);
            if part > 0.0 {
                taps.push((dx, dy, part));
            }
        }
    }
    normalized(taps)
}

fn line(length: f64, angle: f64) -> Vec<(i32, i32, f32)> {
    let steps = (length * 4.0).max(1.0) as i32;
    let mut taps: Vec<(i32, i32, f32)> = Vec::new();
    for i in 0..=steps {
        let t = (f64::from(i) / f64::from(steps) - 0.5) * length;
        let (x, y) = (t * libm::cos(angle), t * libm::sin(angle));
        let (fx, fy) = (libm::floor(x), libm::floor(y));
        let (tx, ty) = ((x - fx) as f32, (y - fy) as f32);
        for (dx, dy, part) in [
            (0, 0, (1.0 - tx) * (1.0 - ty)),
            (1, 0, tx * (1.0 - ty)),
            (0, 1, (1.0 - tx) * ty),
            (1, 1, tx * ty),
        ] {
            let place = (fx as i32 + dx, fy as i32 + dy);
            match taps.iter_mut().find(|tap| (tap.0, tap.1) == place) {
                Some(tap) => tap.2 += part,
                None => taps.push((place.0, place.1, part)),
            }
        }
    }
    normalized(taps)
}

fn normalized(taps: Vec<(i32, i32, f32)>) -> Vec<(i32, i32, f32)> {
    let sum: f32 = taps.iter().map(|tap| tap.2).sum();
    taps.into_iter()
        .map(|(dx, dy, weight)| (dx, dy, weight / sum))
        .collect()
}

/// Sums shifted copies; the frame's edge pixels are repeated outward.
fn convolve(light: &mut Light, taps: &[(i32, i32, f32)]) {
    let (width, height) = (light.width as i32, light.height as i32);
    let source = &light.pixels;
    let mut target = vec![[0.0_f32; 3]; source.len()];
    target
        .par_chunks_exact_mut(light.width)
        .enumerate()
        .for_each(|(row, out)| {
            for &(dx, dy, weight) in taps {
                let start = (row as i32 + dy).clamp(0, height - 1) * width;
                let line = &source[start as usize..(start + width) as usize];
                for (column, sum) in out.iter_mut().enumerate() {
                    let from = line[(column as i32 + dx).clamp(0, width - 1) as usize];
                    for c in 0..3 {
                        sum[c] += from[c] * weight;
                    }
                }
            }
        });
    light.pixels = target;
}
