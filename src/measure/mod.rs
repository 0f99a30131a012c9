//! A picture in, numbers out. No opinions, no thresholds of acceptance, no words for people.
//!
//! Every number is finite; what could not be measured is `None`.

mod artifacts;
mod bars;
mod color;
mod hash;
mod legibility;
mod page;
mod sharpness;
mod text;

pub use color::Color;
pub use legibility::{Cause, Legibility};
pub use page::{Certificate, Page, Quad, Side};

use crate::decode::Picture;

/// Everything measured on one picture.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Measurements {
    /// Gray or color.
    pub color: Color,
    /// Where the certificate lies.
    pub page: Page,
    /// Whether the number could be read; `None` if there is no text in the picture.
    pub legibility: Option<Legibility>,
}

/// Measures a picture.
pub(crate) fn measure(picture: &Picture) -> Measurements {
    Measurements {
        color: color::measure(picture),
        page: page::find(picture),
        legibility: legibility::measure(&picture.luma, picture.width, &text::find(&picture.luma)),
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
            ("legibility", self.legibility.map(|l| l.probability)),
        ]
    }
}
