//! What a certificate lying flat is.

use super::Canvas;
use crate::geometry::Rect;

/// What else is put on, or left off, the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Print {
    Normal,
    /// Paper and ornaments without a single character.
    Blank,
    /// Text laid across the whole sheet.
    Watermarked,
}

/// A certificate lying flat; all positions in sheet units.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub(crate) canvas: Canvas,
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) corner_radius: f64,
    pub(crate) number: String,
    pub(crate) number_box: Option<Rect>,
    pub(crate) seal: Option<Rect>,
    pub(crate) emblem: Option<Rect>,
    pub(crate) portrait: Option<Rect>,
    pub(crate) qr: Option<(Rect, String)>,
}

impl Sheet {
    pub(super) fn new(canvas: Canvas, size: (f64, f64), corner_radius: f64) -> Self {
        Self {
            canvas,
            width: size.0,
            height: size.1,
            corner_radius,
            number: String::new(),
            number_box: None,
            seal: None,
            emblem: None,
            portrait: None,
            qr: None,
        }
    }
}
