//! Emblem, seal, QR code, portrait and wall, all in simple shapes.

use qrcode::{Color, EcLevel, QrCode};

use super::canvas::text_width;
use super::{Canvas, Face, Path, Type};
use crate::geometry::Rect;
use crate::rng::Rng;

const RED: [u8; 3] = [214, 28, 30];
const GOLD: [u8; 3] = [240, 196, 70];

/// Draws a round emblem: five stars over a gate, framed by ears and a gear.
pub(crate) fn emblem(canvas: &mut Canvas, x: f32, y: f32, radius: f32) -> Rect {
    canvas.fill(&Path::circle(x, y, radius), GOLD, 1.0);
    canvas.fill(&Path::circle(x, y, radius * 0.93), RED, 1.0);
    for i in 0..26_u8 {
        let angle = 0.5 + f32::from(i) * (core::f32::consts::TAU - 1.0) / 25.0;
        let (ex, ey) = (
            x - radius * 0.83 * libm::sinf(angle),
            y + radius * 0.83 * libm::cosf(angle),
        );
        canvas.fill(
            &Path::ellipse(ex, ey, radius * 0.075, radius * 0.1),
            GOLD,
            1.0,
        );
    }
    canvas.fill(
        &Path::star(x, y - radius * 0.36, radius * 0.24, 0.0),
        GOLD,
        1.0,
    );
    for (dx, dy) in [(-0.42, -0.2), (-0.24, -0.06), (0.24, -0.06), (0.42, -0.2)] {
        canvas.fill(
            &Path::star(x + dx * radius, y + dy * radius, radius * 0.09, 0.0),
            GOLD,
            1.0,
        );
    }
    let r = radius;
    for (half, top, bottom) in [(0.5, 0.32, 0.48), (0.36, 0.22, 0.29), (0.24, 0.12, 0.18)] {
        canvas.fill(
            &Path::rect(x - half * r, y + top * r, x + half * r, y + bottom * r),
            GOLD,
            1.0,
        );
    }
    canvas.fill(
        &Path::polygon(&[
            (x - 0.44 * r, y + 0.24 * r),
            (x + 0.44 * r, y + 0.24 * r),
            (x + 0.36 * r, y + 0.17 * r),
            (x - 0.36 * r, y + 0.17 * r),
        ]),
        GOLD,
        1.0,
    );
    for door in [-0.3, -0.15, 0.0, 0.15, 0.3] {
        let left = x + (door - 0.035) * r;
        canvas.fill(
            &Path::rect(left, y + 0.37 * r, left + 0.07 * r, y + 0.48 * r),
            RED,
            1.0,
        );
    }
    canvas.fill(&Path::ring(x, y + 0.72 * r, 0.17 * r, 0.09 * r), GOLD, 1.0);
    around(x, y, radius)
}

/// Stamps a round seal with a star and the authority's name along the rim.
pub(crate) fn seal(
    canvas: &mut Canvas,
    rng: &mut Rng,
    (x, y): (f32, f32),
    radius: f32,
    name: &str,
) -> Rect {
    canvas.begin_seal();
    let red = [
        rng.int(196, 224) as u8,
        rng.int(18, 50) as u8,
        rng.int(24, 56) as u8,
    ];
    let alpha = rng.range(0.72, 0.92) as f32;
    canvas.fill(&Path::ring(x, y, radius, radius * 0.945), red, alpha);
    canvas.fill(
        &Path::star(x, y, radius * 0.3, rng.spread(0.1) as f32),
        red,
        alpha,
    );
    let count = name.chars().count() as f32;
    let size = (radius * 0.27).min(radius * 3.4 / count);
    let span = (0.34 * count).min(4.4);
    for (i, character) in name.chars().enumerate() {
        let angle = if count > 1.0 {
            span * (i as f32 / (count - 1.0) - 0.5)
        } else {
            0.0
        };
        let style = Type::new(Face::Serif, size, red).faint(alpha).turned(angle);
        let half = size / 2.0;
        let reach = radius * 0.67;
        canvas.text(
            x + reach * libm::sinf(angle) - half * libm::cosf(angle),
            y - reach * libm::cosf(angle) - half * libm::sinf(angle),
            &character.to_string(),
            style,
        );
    }
    around(x, y, radius)
}

/// Prints a QR code of the given side length; gives back its box.
pub(crate) fn qr(canvas: &mut Canvas, (left, top): (f32, f32), side: f32, text: &str) -> Rect {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).expect("a short address fits");
    let modules = code.width();
    let step = side / modules as f32;
    for (index, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let x = left + (index % modules) as f32 * step;
            let y = top + (index / modules) as f32 * step;
            // A hair of overlap keeps neighbors from showing a seam.
            canvas.fill(
                &Path::rect(x, y, x + step * 1.02, y + step * 1.02),
                [20, 20, 20],
                1.0,
            );
        }
    }
    let (left, top, side) = (f64::from(left), f64::from(top), f64::from(side));
    Rect::new(left, top, left + side, top + side)
}

/// Draws the head and shoulders of nobody.
pub(crate) fn bust(
    canvas: &mut Canvas,
    rng: &mut Rng,
    (x, top): (f32, f32),
    height: f32,
    male: bool,
) {
    let h = height;
    let skin = rng.pick(&[
        [236, 196, 168],
        [228, 184, 152],
        [242, 206, 182],
        [214, 170, 138],
    ]);
    let shade = skin.map(|level: u8| level.saturating_sub(26));
    let hair = rng.pick(&[[28, 24, 24], [40, 32, 28], [56, 46, 40]]);
    let coat = rng.pick(&[
        [40, 50, 78],
        [70, 70, 76],
        [120, 40, 46],
        [44, 74, 62],
        [90, 96, 120],
    ]);
    let (face_y, rx, ry) = (top + h * 0.42, h * rng.range(0.175, 0.2) as f32, h * 0.245);
    if !male {
        canvas.fill(
            &Path::ellipse(x, face_y + h * 0.05, rx * 1.32, ry * 1.35),
            hair,
            1.0,
        );
    }
    canvas.fill(
        &Path::ellipse(x, top + h * 1.02, h * 0.42, h * 0.3),
        coat,
        1.0,
    );
    canvas.fill(
        &Path::rect(x - rx * 0.5, face_y + ry * 0.6, x + rx * 0.5, top + h * 0.8),
        shade,
        1.0,
    );
    canvas.fill(
        &Path::polygon(&[
            (x - rx * 0.75, top + h * 0.74),
            (x + rx * 0.75, top + h * 0.74),
            (x, top + h * 0.9),
        ]),
        [238, 238, 240],
        1.0,
    );
    canvas.fill(
        &Path::ellipse(x, face_y - h * 0.045, rx * 1.1, ry * 1.08),
        hair,
        1.0,
    );
    for side in [-1.0, 1.0] {
        canvas.fill(
            &Path::ellipse(x + side * rx, face_y + h * 0.02, rx * 0.16, ry * 0.2),
            shade,
            1.0,
        );
    }
    canvas.fill(&Path::ellipse(x, face_y + h * 0.02, rx, ry), skin, 1.0);
    canvas.fill(
        &Path::ellipse(x + rx * 0.55, face_y + h * 0.04, rx * 0.38, ry * 0.75),
        shade,
        0.25,
    );
    canvas.fill(
        &Path::ellipse(x, face_y - ry * 0.72, rx * 0.92, ry * 0.36),
        hair,
        1.0,
    );
    for side in [-1.0, 1.0] {
        let eye = x + side * rx * 0.42;
        canvas.fill(
            &Path::ellipse(eye, face_y - h * 0.005, rx * 0.17, ry * 0.06),
            [250, 250, 250],
            1.0,
        );
        canvas.fill(
            &Path::circle(eye, face_y - h * 0.005, ry * 0.06),
            [30, 22, 20],
            1.0,
        );
        canvas.fill(
            &Path::ellipse(eye, face_y - h * 0.05, rx * 0.23, ry * 0.035),
            hair,
            0.9,
        );
    }
    canvas.fill(
        &Path::ellipse(x, face_y + h * 0.075, rx * 0.13, ry * 0.09),
        shade,
        1.0,
    );
    canvas.fill(
        &Path::ellipse(x, face_y + h * 0.145, rx * 0.3, ry * 0.05),
        [186, 92, 86],
        1.0,
    );
}

/// Draws hills with a crenellated wall in a pale ink.
pub(crate) fn wall(canvas: &mut Canvas, rng: &mut Rng, top: f32, bottom: f32, ink: [u8; 3]) {
    let width = canvas.width as f32 / canvas.scale;
    for layer in 0..4_u8 {
        let depth = f32::from(layer) / 3.0;
        let phase = rng.range(0.0, 6.0) as f32;
        let base = top + (bottom - top) * (0.15 + 0.6 * depth);
        let ridge: Vec<(f32, f32)> = (0..=60_u8)
            .map(|i| {
                let x = width * f32::from(i) / 60.0;
                let swell =
                    libm::sinf(x / 130.0 + phase) + 0.5 * libm::sinf(x / 53.0 + phase * 2.0);
                (x, base - (bottom - top) * 0.14 * swell)
            })
            .collect();
        let mut hill = ridge.clone();
        hill.extend([(width, bottom), (0.0, bottom)]);
        canvas.fill(&Path::polygon(&hill), ink, 0.1 + 0.1 * depth);
        canvas.fill(&Path::stroke(&ridge, 2.0), ink, 0.5);
        if layer == 1 || layer == 2 {
            for point in ridge.iter().step_by(2) {
                let (x, y) = *point;
                canvas.fill(&Path::rect(x - 5.0, y - 13.0, x + 5.0, y), ink, 0.55);
            }
            let (x, y) = ridge[22 + usize::from(layer) * 8];
            canvas.fill(&Path::rect(x - 26.0, y - 48.0, x + 26.0, y + 8.0), ink, 0.6);
        }
    }
}

/// Writes a line so that its characters fill `width` evenly, as forms do with their labels.
pub(crate) fn justified(
    canvas: &mut Canvas,
    (x, baseline): (f32, f32),
    width: f32,
    text: &str,
    style: Type,
) {
    let gaps = text.chars().count().saturating_sub(1).max(1) as f32;
    let free = width - text_width(text, style);
    canvas.text(x, baseline, text, style.tracked(free / gaps / style.size));
}

fn around(x: f32, y: f32, radius: f32) -> Rect {
    let (x, y, radius) = (f64::from(x), f64::from(y), f64::from(radius));
    Rect::new(x - radius, y - radius, x + radius, y + radius)
}
