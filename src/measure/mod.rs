//! A picture in, numbers out. No opinions, no thresholds of acceptance, no words for people.
//!
//! Every number is finite; what could not be measured is `None`.

mod color;
mod orientation;
mod qr;
mod sharpness;
mod text;

pub use color::Color;
pub use orientation::{Decision, Orientation};
pub use qr::QrCode;

use crate::decode::Picture;

/// Everything measured on one picture.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Measurements {
    /// Gray or color.
    pub color: Color,
    /// Steepness of the steepest edges, 0 (flat) to 1 (black next to white within one pixel);
    /// `None` if the picture has no edges to look at.
    pub edge_steepness: Option<f64>,
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
        orientation: orientation::measure(picture, &text, qr),
        qr,
        color: color::measure(picture),
        edge_steepness: sharpness::edge_steepness(&picture.luma),
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
        vec![
            ("colored_share", Some(self.color.colored_share)),
            ("cast", Some(self.color.cast)),
            ("edge_steepness", self.edge_steepness),
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
