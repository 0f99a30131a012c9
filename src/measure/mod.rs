//! A picture in, numbers out. No opinions, no thresholds of acceptance, no words for people.
//!
//! Every number is finite; what could not be measured is `None`.

mod artifacts;
mod bars;
mod color;
mod hash;
mod legibility;
mod orientation;
mod page;
mod qr;
mod sharpness;
mod text;

pub use color::Color;
pub use legibility::{Cause, Legibility};
pub use orientation::{Decision, Orientation};
pub use page::{Certificate, Page, Quad, Side};
pub use qr::QrCode;

use crate::decode::Picture;

/// Everything measured on one picture.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Measurements {
    /// Width and height of the full picture, upright, in pixels.
    pub size: (u32, u32),
    /// Gray or color.
    pub color: Color,
    /// Where the certificate lies.
    pub page: Page,
    /// Whether the number could be read; `None` if there is no text in the picture.
    pub legibility: Option<Legibility>,
    /// Which way the content lies.
    pub orientation: Orientation,
    /// The QR code; `None` if none was found.
    pub qr: Option<QrCode>,
}

/// Measures a picture.
pub(crate) fn measure(picture: &Picture) -> Measurements {
    let text = text::find(&picture.luma);
    let qr = qr::find(&picture.luma, &text.pieces);
    Measurements {
        size: (picture.width, picture.height),
        color: color::measure(picture),
        page: page::find(picture),
        legibility: legibility::measure(&picture.luma, picture.width, &text),
        orientation: orientation::measure(picture, &text, qr),
        qr,
    }
}

impl Measurements {
    /// The measurement with this name in machine reports; `None` if there is none or it could not be
    /// made.
    pub fn value(&self, name: &str) -> Option<f64> {
        let entries = self.entries().into_iter();
        entries
            .filter(|(known, _)| *known == name)
            .find_map(|(_, value)| value)
    }

    /// Name and value of each measurement, in a fixed order, for machine reports.
    pub(crate) fn entries(&self) -> Vec<(&'static str, Option<f64>)> {
        let certificate = self.page.certificate.as_ref();
        let legibility = self.legibility.as_ref();
        vec![
            ("colored_share", Some(self.color.colored_share)),
            ("cast", Some(self.color.cast)),
            ("share_of_frame", certificate.map(|c| c.share_of_frame)),
            (
                "perspective_ratio",
                certificate.map(|c| c.perspective_ratio),
            ),
            ("legibility", legibility.map(|l| l.probability)),
            (
                "character_height_px",
                legibility.map(|l| l.character_height_px),
            ),
            ("skew_degrees", self.orientation.skew_degrees),
            (
                "turn_to_upright_degrees",
                self.orientation.turn_to_upright_degrees.map(f64::from),
            ),
            (
                "qr_readable",
                self.qr.map(|code| f64::from(u8::from(code.readable))),
            ),
        ]
    }
}
