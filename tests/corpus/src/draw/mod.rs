//! Draws the certificates flat, as the printing office would.
//!
//! A sheet is drawn in units of 1/300 inch or so and at any scale, so that a large picture never
//! shows a small master blown up: that would be the very defect the corpus has to vary.

mod canvas;
mod credit;
mod font;
mod id;
mod licence;
mod paper;
mod path;
mod sheet;
mod symbols;

use crate::Kind;
use crate::rng::{Rng, Stream};

pub(crate) use canvas::{Canvas, Ink, Type};
pub(crate) use font::Face;
pub(crate) use path::Path;
pub(crate) use sheet::{Print, Sheet};

/// Width and height of a certificate in sheet units.
pub(crate) fn size(kind: Kind) -> (f64, f64) {
    match kind {
        Kind::IdPortrait | Kind::IdEmblem => (1011.0, 638.0),
        Kind::LicenseLandscape => (2200.0, 1556.0),
        Kind::LicensePortrait => (1556.0, 2200.0),
        Kind::CreditCode => (1800.0, 1273.0),
    }
}

/// Draws one certificate.
pub(crate) fn sheet(kind: Kind, seed: u64, scale: f32, ink: Ink, print: Print) -> Sheet {
    let mut rng = Rng::new(seed, Stream::Content);
    let (width, height) = size(kind);
    let canvas = Canvas::new(width as f32, height as f32, scale, ink);
    let radius = match kind {
        Kind::IdPortrait | Kind::IdEmblem => 37.0,
        Kind::LicenseLandscape | Kind::LicensePortrait | Kind::CreditCode => 0.0,
    };
    let mut sheet = Sheet::new(canvas, (width, height), radius);
    let with_text = print != Print::Blank;
    match kind {
        Kind::IdPortrait => id::portrait_side(&mut sheet, &mut rng, with_text),
        Kind::IdEmblem => id::emblem_side(&mut sheet, &mut rng, with_text),
        Kind::LicenseLandscape => licence::landscape(&mut sheet, &mut rng, with_text),
        Kind::LicensePortrait => licence::portrait(&mut sheet, &mut rng, with_text),
        Kind::CreditCode => credit::certificate(&mut sheet, &mut rng, with_text),
    }
    if sheet.seal.is_none() {
        sheet.canvas.begin_seal();
    }
    if print == Print::Watermarked {
        watermark(&mut sheet, &mut rng);
    }
    sheet
}

/// Lays a use notice across the sheet, as privacy apps do.
fn watermark(sheet: &mut Sheet, rng: &mut Rng) {
    let text = rng.pick(&[
        "仅供域名备案使用",
        "仅供实名认证使用",
        "仅供网站备案使用他用无效",
    ]);
    let size = (sheet.height * rng.range(0.06, 0.10)) as f32;
    let color = rng.pick(&[[90, 90, 90], [200, 40, 40], [60, 80, 160]]);
    let turn = -rng.range(0.3, 0.6) as f32;
    let style = Type::new(Face::Sans, size, color)
        .turned(turn)
        .faint(rng.range(0.25, 0.5) as f32);
    let step = size * 4.0;
    let mut y = size * 2.0;
    while f64::from(y) < sheet.height * 1.35 {
        sheet.canvas.text(sheet.width as f32 * 0.05, y, text, style);
        if rng.chance(0.6) {
            sheet.canvas.text(sheet.width as f32 * 0.55, y, text, style);
        }
        y += step;
    }
}
