//! The typefaces: small subsets of Noto Sans and Noto Serif CJK SC (see `font/README.md`).

use std::sync::LazyLock;

use ab_glyph_rasterizer::{Point, point};
use ttf_parser::{GlyphId, OutlineBuilder};

use super::path::Piece;

/// A typeface of the corpus.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Face {
    /// Hei: most print on cards and licences.
    Sans,
    /// Song: forms and titles.
    Serif,
}

static SANS: LazyLock<ttf_parser::Face<'static>> =
    LazyLock::new(|| load(include_bytes!("../../font/NotoSansCJKsc-subset.otf")));
static SERIF: LazyLock<ttf_parser::Face<'static>> =
    LazyLock::new(|| load(include_bytes!("../../font/NotoSerifCJKsc-subset.otf")));

fn load(bytes: &'static [u8]) -> ttf_parser::Face<'static> {
    ttf_parser::Face::parse(bytes, 0).expect("the font beside the source is whole")
}

fn font(face: Face) -> &'static ttf_parser::Face<'static> {
    match face {
        Face::Sans => &SANS,
        Face::Serif => &SERIF,
    }
}

/// Looks up a character's outline (y downward, origin on the baseline) and its advance.
pub(crate) fn glyph(face: Face, character: char, size: f32) -> (Vec<Piece>, f32) {
    let font = font(face);
    let id = id(font, character);
    assert!(
        id.0 != 0 || character == ' ',
        "the font subset lacks {character}"
    );
    let mut outline = Outline {
        zoom: zoom(font, size),
        start: None,
        last: point(0.0, 0.0),
        pieces: Vec::new(),
    };
    font.outline_glyph(id, &mut outline);
    (outline.pieces, advance(face, character, size))
}

/// Looks up a character's advance.
pub(crate) fn advance(face: Face, character: char, size: f32) -> f32 {
    let font = font(face);
    let units = font.glyph_hor_advance(id(font, character)).unwrap_or(0);
    f32::from(units) * zoom(font, size)
}

/// Of a character that the font lacks: 0.
fn id(font: &ttf_parser::Face<'_>, character: char) -> GlyphId {
    font.glyph_index(character).unwrap_or_default()
}

fn zoom(font: &ttf_parser::Face<'_>, size: f32) -> f32 {
    size / f32::from(font.units_per_em())
}

/// An outline while the font tells it stroke by stroke.
struct Outline {
    zoom: f32,
    start: Option<Point>,
    last: Point,
    pieces: Vec<Piece>,
}

impl Outline {
    fn place(&self, x: f32, y: f32) -> Point {
        point(x * self.zoom, -y * self.zoom)
    }

    fn add(&mut self, piece: Piece, end: Point) {
        self.pieces.push(piece);
        self.last = end;
    }
}

impl OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.last = self.place(x, y);
        self.start = Some(self.last);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let end = self.place(x, y);
        self.add(Piece::Line(self.last, end), end);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let end = self.place(x, y);
        self.add(Piece::Quad(self.last, self.place(x1, y1), end), end);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let (first, second) = (self.place(x1, y1), self.place(x2, y2));
        let end = self.place(x, y);
        self.add(Piece::Cubic(self.last, first, second, end), end);
    }

    fn close(&mut self) {
        if let Some(start) = self.start.take() {
            self.add(Piece::Line(self.last, start), start);
        }
    }
}
