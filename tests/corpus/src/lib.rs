//! Draws fictitious certificates and photographs them badly, deterministically.
//!
//! In goes a seed, a kind of certificate and a defect with its amount; out comes a picture file
//! and the truth about it. The same recipe gives the same bytes on every platform: all
//! transcendental functions come from `libm` and all random numbers from a generator of our own.
//! Nobody and nothing on these certificates exists.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    clippy::cast_possible_wrap,
    reason = "pixel arithmetic on bounded values"
)]
#![expect(
    clippy::many_single_char_names,
    reason = "geometry reads best with the names of its formulas"
)]

mod capture;
mod content;
mod draw;
mod geometry;
mod holder;
mod kind;
mod labels;
mod number;
mod recipe;
mod rng;
mod truth;

pub use geometry::{Point, Quad, Rect};
pub use image::{GrayImage, RgbImage};
pub use kind::{Kind, UnknownName};
pub use labels::{Label, Readers, ReadingLabel, labels, reading_labels};
pub use number::{body_check, credit_check, id_check, registration_check, zone_check};
pub use recipe::{Defect, Recipe, Split, Style, set};
pub use truth::{Field, FieldName, Side, Specimen, Truth};

use draw::{Ink, Print};

/// Draws a certificate flat and in full color, about 300 pixels per inch.
pub fn master(kind: Kind, seed: u64) -> RgbImage {
    let canvas = draw::sheet(kind, seed, 1.0, Ink::FULL, Print::Normal).canvas;
    let (width, height) = (canvas.width as u32, canvas.height as u32);
    RgbImage::from_raw(width, height, canvas.pixels.into_flattened())
        .expect("a canvas holds three bytes for every pixel")
}

/// Renders one specimen of the given width, for test fixtures of a few kilobytes.
pub fn render_small(kind: Kind, seed: u64, width_px: u32, defect: Defect, amount: f64) -> Specimen {
    Recipe::new(seed, kind, Style::Scan, defect, amount)
        .with_width(width_px)
        .render()
}
