//! An anti-aliased drawing surface that knows in which inks it prints.

use ab_glyph_rasterizer::{Rasterizer, point};
use rayon::prelude::*;

use super::font::{self, Face};
use super::path::{Path, Piece};
use crate::geometry::Rect;

/// The inks of a print: full color, pale, black and white, with or without a colored seal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ink {
    /// 1 as designed, 0 for black and white.
    pub(crate) saturation: f32,
    /// The same for the seal, which is stamped after the print.
    pub(crate) seal_saturation: f32,
    /// Whether the print went through a copier (contrast up, tints lost) before it was stamped.
    pub(crate) copied: bool,
    /// Whether the copier rendered gray tones as dots.
    pub(crate) halftone: bool,
}

impl Ink {
    /// The inks of a genuine certificate.
    pub(crate) const FULL: Self = Self {
        saturation: 1.0,
        seal_saturation: 1.0,
        copied: false,
        halftone: false,
    };
}

/// How a piece of text looks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Type {
    pub(crate) face: Face,
    /// Em size in sheet units.
    pub(crate) size: f32,
    /// Extra space after each character, in ems.
    pub(crate) tracking: f32,
    pub(crate) color: [u8; 3],
    pub(crate) alpha: f32,
    /// Clockwise rotation about the start of the baseline, in radians.
    pub(crate) turn: f32,
}

impl Type {
    pub(crate) fn new(face: Face, size: f32, color: [u8; 3]) -> Self {
        Self {
            face,
            size,
            tracking: 0.0,
            color,
            alpha: 1.0,
            turn: 0.0,
        }
    }

    pub(crate) fn tracked(self, tracking: f32) -> Self {
        Self { tracking, ..self }
    }

    pub(crate) fn turned(self, turn: f32) -> Self {
        Self { turn, ..self }
    }

    pub(crate) fn faint(self, alpha: f32) -> Self {
        Self { alpha, ..self }
    }
}

/// A drawing surface of `scale` pixels per sheet unit.
#[derive(Debug)]
pub(crate) struct Canvas {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) scale: f32,
    pub(crate) pixels: Vec<[u8; 3]>,
    /// Ink boxes of all text drawn level, in sheet units.
    pub(crate) lines: Vec<Rect>,
    pub(crate) ink: Ink,
    /// Nothing is filled below this line, in sheet units.
    pub(crate) floor: f32,
}

impl Canvas {
    pub(crate) fn new(width_units: f32, height_units: f32, scale: f32, ink: Ink) -> Self {
        let width = (width_units * scale) as usize;
        let height = (height_units * scale) as usize;
        Self {
            width,
            height,
            scale,
            pixels: vec![[255; 3]; width * height],
            lines: Vec::new(),
            ink,
            floor: height_units,
        }
    }

    /// Paints every pixel from its position in sheet units, rows in parallel.
    pub(crate) fn paint(&mut self, color: impl Fn(f32, f32, [u8; 3]) -> [u8; 3] + Sync) {
        let (scale, ink) = (self.scale, self.ink);
        let rows = self.pixels.par_chunks_exact_mut(self.width);
        rows.enumerate().for_each(|(row, pixels)| {
            let y = (row as f32 + 0.5) / scale;
            for (column, pixel) in pixels.iter_mut().enumerate() {
                let x = (column as f32 + 0.5) / scale;
                *pixel = fade(color(x, y, *pixel), ink.saturation);
            }
        });
    }

    /// Fills an outline given in sheet units.
    pub(crate) fn fill(&mut self, path: &Path, color: [u8; 3], alpha: f32) {
        let color = fade(color, self.ink.saturation);
        let scale = self.scale;
        let mut low = point(f32::MAX, f32::MAX);
        let mut high = point(f32::MIN, f32::MIN);
        for corner in path.0.iter().flat_map(|piece| piece.hull()) {
            low = point(low.x.min(corner.x * scale), low.y.min(corner.y * scale));
            high = point(high.x.max(corner.x * scale), high.y.max(corner.y * scale));
        }
        if path.0.is_empty() || low.x >= self.width as f32 || low.y >= self.height as f32 {
            return;
        }
        let origin = point(low.x.floor() - 1.0, low.y.floor() - 1.0);
        let (width, height) = (
            (high.x - origin.x).ceil() as usize + 2,
            (high.y - origin.y).ceil() as usize + 2,
        );
        let mut raster = Rasterizer::new(width, height);
        for piece in &path.0 {
            match piece.map(|p| point(p.x * scale - origin.x, p.y * scale - origin.y)) {
                Piece::Line(a, b) => raster.draw_line(a, b),
                Piece::Quad(a, b, c) => raster.draw_quad(a, b, c),
                Piece::Cubic(a, b, c, d) => raster.draw_cubic(a, b, c, d),
            }
        }
        let (canvas_width, canvas_height) = (self.width as i64, (self.floor * scale) as i64);
        let canvas_height = canvas_height.min(self.height as i64);
        let pixels = &mut self.pixels;
        raster.for_each_pixel_2d(|x, y, coverage| {
            let (x, y) = (
                i64::from(x) + origin.x as i64,
                i64::from(y) + origin.y as i64,
            );
            if coverage > 0.002 && (0..canvas_width).contains(&x) && (0..canvas_height).contains(&y)
            {
                let pixel = &mut pixels[(y * canvas_width + x) as usize];
                let part = coverage.min(1.0) * alpha;
                for (channel, ink) in pixel.iter_mut().zip(color) {
                    let mixed = f32::from(*channel) * (1.0 - part) + f32::from(ink) * part;
                    *channel = (mixed + 0.5) as u8;
                }
            }
        });
    }

    /// Writes one line from the start of its baseline; gives back the box of its ink.
    pub(crate) fn text(&mut self, x: f32, baseline: f32, text: &str, style: Type) -> Rect {
        let mut pen = 0.0;
        let mut ink = Rect::EMPTY;
        let (sine, cosine) = (libm::sinf(style.turn), libm::cosf(style.turn));
        for character in text.chars() {
            let (outline, advance) = font::glyph(style.face, character, style.size);
            let placed = Path(
                outline
                    .iter()
                    .map(|piece| {
                        piece.map(|p| {
                            let (along, down) = (p.x + pen, p.y);
                            point(
                                x + along * cosine - down * sine,
                                baseline + along * sine + down * cosine,
                            )
                        })
                    })
                    .collect(),
            );
            for corner in placed.0.iter().flat_map(|piece| piece.hull()) {
                ink.include(f64::from(corner.x), f64::from(corner.y));
            }
            self.fill(&placed, style.color, style.alpha);
            pen += advance + style.tracking * style.size;
        }
        if style.turn == 0.0 && style.alpha > 0.6 && ink.width() > 0.0 {
            self.lines.push(ink);
        }
        ink
    }

    /// Writes one line centered on `x`.
    pub(crate) fn text_centered(&mut self, x: f32, baseline: f32, text: &str, style: Type) -> Rect {
        let width = text_width(text, style);
        self.text(x - width / 2.0, baseline, text, style)
    }

    /// Writes text broken into lines of at most `width` units; gives back the last baseline.
    pub(crate) fn text_wrapped(
        &mut self,
        (x, baseline): (f32, f32),
        width: f32,
        leading: f32,
        text: &str,
        style: Type,
    ) -> f32 {
        let mut line = String::new();
        let mut baseline = baseline;
        for character in text.chars() {
            line.push(character);
            if text_width(&line, style) > width {
                line.pop();
                self.text(x, baseline, &line, style);
                baseline += leading;
                line = String::from(character);
            }
        }
        self.text(x, baseline, &line, style);
        baseline
    }

    /// The box of all lines written since there were `count` of them.
    pub(crate) fn ink_since(&self, count: usize) -> Rect {
        let mut ink = Rect::EMPTY;
        for line in &self.lines[count..] {
            ink.include(line.left, line.top);
            ink.include(line.right, line.bottom);
        }
        ink
    }

    /// Ends the print and begins the stamping: a copy loses its tints here, before the seal.
    pub(crate) fn begin_seal(&mut self) {
        if self.ink.copied {
            self.copy_machine();
        }
        self.ink.saturation = self.ink.seal_saturation;
    }

    /// Drops tints to white and thickens ink, as a copier does.
    fn copy_machine(&mut self) {
        let curve: Vec<u8> = (0..=255_u8)
            .map(|level| {
                let lifted = (f32::from(level) / 255.0 - 0.18) / 0.64;
                let t = lifted.clamp(0.0, 1.0);
                ((t * t * (3.0 - 2.0 * t)) * 237.0 + 16.0) as u8
            })
            .collect();
        let screen = self.ink.halftone;
        self.paint(|x, y, [_, level, _]| {
            let toned = curve[level as usize];
            if screen && (70..232).contains(&toned) {
                // A screen of 50 lines per inch at 45 degrees: the tone is the size of the dot.
                let dot = 90.0 * (libm::cosf((x + y) * 0.74) + libm::cosf((x - y) * 0.74));
                let hardened = (f32::from(toned) - 128.0) * 2.2 + 128.0 + dot;
                return [hardened.clamp(16.0, 253.0) as u8; 3];
            }
            [toned; 3]
        });
    }
}

/// Computes how far a line advances.
pub(crate) fn text_width(text: &str, style: Type) -> f32 {
    text.chars()
        .map(|c| font::advance(style.face, c, style.size) + style.tracking * style.size)
        .sum::<f32>()
        - style.tracking * style.size
}

/// Pulls a color toward its own gray.
pub(crate) fn fade(color: [u8; 3], saturation: f32) -> [u8; 3] {
    if saturation >= 1.0 {
        return color;
    }
    let [r, g, b] = color.map(f32::from);
    let gray = 0.299 * r + 0.587 * g + 0.114 * b;
    [r, g, b].map(|channel| (gray + (channel - gray) * saturation + 0.5) as u8)
}
