//! Characters after OCR-B, the typeface of an ID card's number and of a passport's lines for machines: strokes of one width,
//! by their middle lines.

use super::{Canvas, Path};
use crate::geometry::Rect;

/// Width of a digit and of its strokes, in heights.
const WIDTH: f32 = 0.62;
const STROKE: f32 = 0.12;

/// Writes digits, capital letters and `<` of the given height, each centered in `pitch`; gives back the box of the ink.
pub(super) fn write(
    canvas: &mut Canvas,
    (x, baseline): (f32, f32),
    (height, pitch): (f32, f32),
    text: &str,
    color: [u8; 3],
) -> Rect {
    let mut ink = Rect::EMPTY;
    for (index, character) in text.chars().enumerate() {
        let left = x + pitch * index as f32 + (pitch - WIDTH * height) / 2.0;
        for line in strokes(character) {
            // The middle lines lie half a stroke inside.
            let points: Vec<(f32, f32)> = line
                .into_iter()
                .map(|(x, y)| {
                    let inner = |share: f32, extent: f32| {
                        (STROKE / 2.0 + share * (extent - STROKE)) * height
                    };
                    (left + inner(x, WIDTH), baseline - height + inner(y, 1.0))
                })
                .collect();
            let width = STROKE * height;
            canvas.fill(&Path::stroke(&points, width), color, 1.0);
            for (x, y) in points {
                canvas.fill(&Path::circle(x, y, width / 2.0), color, 1.0);
                ink.include(f64::from(x - width / 2.0), f64::from(y - width / 2.0));
                ink.include(f64::from(x + width / 2.0), f64::from(y + width / 2.0));
            }
        }
    }
    canvas.lines.push(ink);
    ink
}

/// An elliptic arc, in degrees clockwise from the right.
fn arc(x: f32, y: f32, rx: f32, ry: f32, from: f32, to: f32) -> Vec<(f32, f32)> {
    (0..=24_u8)
        .map(|i| {
            let angle = (from + (to - from) * f32::from(i) / 24.0).to_radians();
            (x + rx * libm::cosf(angle), y + ry * libm::sinf(angle))
        })
        .collect()
}

/// Middle lines in a box of one by one, y downward.
fn strokes(character: char) -> Vec<Vec<(f32, f32)>> {
    match character {
        '0' => vec![arc(0.5, 0.5, 0.5, 0.5, 0.0, 360.0)],
        '1' => vec![vec![(0.16, 0.22), (0.56, 0.0), (0.56, 1.0)]],
        '2' => {
            let mut line = arc(0.5, 0.28, 0.48, 0.28, 190.0, 385.0);
            line.extend([(0.02, 1.0), (1.0, 1.0)]);
            vec![line]
        }
        '3' => {
            let mut line = vec![(0.06, 0.0), (0.94, 0.0), (0.44, 0.4)];
            line.extend(arc(0.46, 0.7, 0.52, 0.3, 270.0, 510.0));
            vec![line]
        }
        '4' => vec![
            vec![(0.5, 0.0), (0.0, 0.72), (1.0, 0.72)],
            vec![(0.74, 0.44), (0.74, 1.0)],
        ],
        '5' => {
            let mut line = vec![(0.92, 0.0), (0.14, 0.0), (0.1, 0.46)];
            line.extend(arc(0.46, 0.68, 0.52, 0.32, 230.0, 505.0));
            vec![line]
        }
        '6' => vec![
            vec![(0.66, 0.0), (0.2, 0.42), (0.04, 0.66)],
            arc(0.5, 0.68, 0.48, 0.32, 0.0, 360.0),
        ],
        '7' => vec![vec![(0.04, 0.0), (0.98, 0.0), (0.44, 0.6), (0.38, 1.0)]],
        '8' => vec![
            arc(0.5, 0.23, 0.42, 0.23, 0.0, 360.0),
            arc(0.5, 0.73, 0.5, 0.27, 0.0, 360.0),
        ],
        '9' => vec![
            vec![(0.34, 1.0), (0.8, 0.58), (0.96, 0.34)],
            arc(0.5, 0.32, 0.48, 0.32, 0.0, 360.0),
        ],
        '<' => vec![vec![(0.95, 0.2), (0.1, 0.56), (0.95, 0.92)]],
        letter => letter_strokes(letter),
    }
}

#[expect(clippy::too_many_lines, reason = "a table")]
fn letter_strokes(letter: char) -> Vec<Vec<(f32, f32)>> {
    let stem = || vec![(0.0, 0.0), (0.0, 1.0)];
    // An O is squarer than a zero.
    let o = || {
        let (near, far) = (0.22, 0.78);
        vec![
            (near, 0.0),
            (far, 0.0),
            (1.0, near),
            (1.0, far),
            (far, 1.0),
            (near, 1.0),
            (0.0, far),
            (0.0, near),
            (near, 0.0),
        ]
    };
    let bow = |from: f32, to: f32| {
        let mut line = vec![(0.0, from)];
        let half = (to - from) / 2.0;
        line.extend(arc(0.55, from + half, 0.45, half, -90.0, 90.0));
        line.push((0.0, to));
        line
    };
    match letter {
        'A' => vec![
            vec![(0.0, 1.0), (0.5, 0.0), (1.0, 1.0)],
            vec![(0.2, 0.64), (0.8, 0.64)],
        ],
        'B' => vec![stem(), bow(0.0, 0.48), bow(0.48, 1.0)],
        'C' => vec![arc(0.55, 0.5, 0.55, 0.5, 50.0, 310.0)],
        'D' => vec![stem(), bow(0.0, 1.0)],
        'E' => vec![
            vec![(0.95, 0.0), (0.0, 0.0), (0.0, 1.0), (0.95, 1.0)],
            vec![(0.0, 0.48), (0.75, 0.48)],
        ],
        'F' => vec![
            vec![(0.95, 0.0), (0.0, 0.0), (0.0, 1.0)],
            vec![(0.0, 0.48), (0.75, 0.48)],
        ],
        'G' => vec![
            arc(0.55, 0.5, 0.55, 0.5, 50.0, 310.0),
            vec![(0.55, 0.55), (1.0, 0.55), (1.0, 0.88)],
        ],
        'H' => vec![
            stem(),
            vec![(1.0, 0.0), (1.0, 1.0)],
            vec![(0.0, 0.48), (1.0, 0.48)],
        ],
        'I' => vec![
            vec![(0.5, 0.0), (0.5, 1.0)],
            vec![(0.14, 0.0), (0.86, 0.0)],
            vec![(0.14, 1.0), (0.86, 1.0)],
        ],
        'J' => {
            let mut line = vec![(0.8, 0.0), (0.8, 0.66)];
            line.extend(arc(0.42, 0.66, 0.38, 0.34, 0.0, 160.0));
            vec![line]
        }
        'K' => vec![
            stem(),
            vec![(0.95, 0.0), (0.0, 0.6)],
            vec![(0.36, 0.4), (1.0, 1.0)],
        ],
        'L' => vec![vec![(0.0, 0.0), (0.0, 1.0), (0.95, 1.0)]],
        'M' => vec![vec![
            (0.0, 1.0),
            (0.0, 0.0),
            (0.5, 0.55),
            (1.0, 0.0),
            (1.0, 1.0),
        ]],
        'N' => vec![vec![(0.0, 1.0), (0.0, 0.0), (1.0, 1.0), (1.0, 0.0)]],
        'O' => vec![o()],
        'P' => vec![stem(), bow(0.0, 0.54)],
        'Q' => vec![o(), vec![(0.58, 0.68), (1.0, 1.04)]],
        'R' => vec![stem(), bow(0.0, 0.54), vec![(0.42, 0.54), (1.0, 1.0)]],
        'S' => {
            let mut line = arc(0.5, 0.25, 0.46, 0.25, -25.0, -270.0);
            line.extend(arc(0.5, 0.75, 0.5, 0.25, -90.0, 155.0));
            vec![line]
        }
        'T' => vec![vec![(0.0, 0.0), (1.0, 0.0)], vec![(0.5, 0.0), (0.5, 1.0)]],
        'U' => {
            let mut line = vec![(0.0, 0.0), (0.0, 0.64)];
            line.extend(arc(0.5, 0.64, 0.5, 0.36, 180.0, 0.0));
            line.push((1.0, 0.0));
            vec![line]
        }
        'V' => vec![vec![(0.0, 0.0), (0.5, 1.0), (1.0, 0.0)]],
        'W' => vec![vec![
            (0.0, 0.0),
            (0.22, 1.0),
            (0.5, 0.36),
            (0.78, 1.0),
            (1.0, 0.0),
        ]],
        'X' => vec![vec![(0.0, 0.0), (1.0, 1.0)], vec![(1.0, 0.0), (0.0, 1.0)]],
        'Y' => vec![
            vec![(0.0, 0.0), (0.5, 0.5), (1.0, 0.0)],
            vec![(0.5, 0.5), (0.5, 1.0)],
        ],
        'Z' => vec![vec![(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)]],
        other => unreachable!("{other} is not drawn"),
    }
}
