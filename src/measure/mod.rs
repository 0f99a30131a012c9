//! A picture in, numbers out. No opinions, no thresholds of acceptance, no words for people.
//!
//! Every number is finite; what could not be measured is `None`.

mod color;
mod hash;
mod page;
mod sharpness;

pub use color::Color;
pub(crate) use hash::Fingerprint;
pub use page::{Certificate, Page, Quad, Side};

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
    /// Where the certificate lies.
    pub page: Page,
    /// What tells this shot from others; `None` for a picture without ink.
    pub(crate) fingerprint: Option<Fingerprint>,
}

/// Measures a picture.
pub(crate) fn measure(picture: &Picture) -> Measurements {
    Measurements {
        color: color::measure(picture),
        edge_steepness: sharpness::edge_steepness(&picture.luma),
        page: page::find(picture),
        fingerprint: Fingerprint::of(&picture.color),
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
        let of = |number: fn(&Certificate) -> f64| certificate.map(number);
        vec![
            ("colored_share", Some(self.color.colored_share)),
            ("cast", Some(self.color.cast)),
            ("edge_steepness", self.edge_steepness),
            (
                "certificates",
                of(|_| 1.0).map(|one| {
                    if self.page.companion.is_some() {
                        2.0
                    } else {
                        one
                    }
                }),
            ),
            ("edges_confidence", of(|certificate| certificate.confidence)),
            ("cut_sides", of(Certificate::cut_sides)),
            (
                "share_of_frame",
                of(|certificate| certificate.share_of_frame),
            ),
            (
                "perspective_ratio",
                of(|certificate| certificate.perspective_ratio),
            ),
            (
                "edges_skew_degrees",
                of(|certificate| certificate.skew_degrees),
            ),
        ]
    }
}
