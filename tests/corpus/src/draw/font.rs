//! The typefaces: small subsets of Noto Sans and Noto Serif CJK SC (see `font/README.md`).

use std::sync::LazyLock;

use ab_glyph::{Font, FontRef, OutlineCurve};
use ab_glyph_rasterizer::{Point, point};

use super::path::Piece;

/// A typeface of the corpus.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Face {
    /// Hei: most print on cards and licences.
    Sans,
    /// Song: forms and titles.
    Serif,
}

static SANS: LazyLock<FontRef<'static>> =
    LazyLock::new(|| load(include_bytes!("../../font/NotoSansCJKsc-subset.otf")));
static SERIF: LazyLock<FontRef<'static>> =
    LazyLock::new(|| load(include_bytes!("../../font/NotoSerifCJKsc-subset.otf")));

fn load(bytes: &'static [u8]) -> FontRef<'static> {
    FontRef::try_from_slice(bytes).expect("the font beside the source is whole")
}

fn font(face: Face) -> &'static FontRef<'static> {
    match face {
        Face::Sans => &SANS,
        Face::Serif => &SERIF,
    }
}

/// Looks up a character's outline (y downward, origin on the baseline) and its advance.
pub(crate) fn glyph(face: Face, character: char, size: f32) -> (Vec<Piece>, f32) {
    let font = font(face);
    let id = font.glyph_id(character);
    assert!(
        id.0 != 0 || character == ' ',
        "the font subset lacks {character}"
    );
    let zoom = zoom(font, size);
    let place = |p: Point| point(p.x * zoom, -p.y * zoom);
    let outline = font.outline(id).map_or_else(Vec::new, |outline| {
        outline
            .curves
            .into_iter()
            .map(|curve| match curve {
                OutlineCurve::Line(a, b) => Piece::Line(place(a), place(b)),
                OutlineCurve::Quad(a, b, c) => Piece::Quad(place(a), place(b), place(c)),
                OutlineCurve::Cubic(a, b, c, d) => {
                    Piece::Cubic(place(a), place(b), place(c), place(d))
                }
            })
            .collect()
    });
    (outline, font.h_advance_unscaled(id) * zoom)
}

/// Looks up a character's advance.
pub(crate) fn advance(face: Face, character: char, size: f32) -> f32 {
    let font = font(face);
    font.h_advance_unscaled(font.glyph_id(character)) * zoom(font, size)
}

fn zoom(font: &FontRef<'_>, size: f32) -> f32 {
    size / font.units_per_em().unwrap_or(1000.0)
}
