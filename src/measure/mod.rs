//! A picture in, numbers out. No opinions, no thresholds of acceptance, no words for people.
//!
//! Every number is finite; what could not be measured is `None`.

mod cells;
mod color;
mod glare;
mod inside;
mod light;
mod sharpness;
#[cfg(test)]
mod testing;

pub use color::{Color, ColorVerdict};
pub use inside::Area;
pub use light::Light;

use crate::decode::Picture;
use cells::Cells;
use inside::{Corners, Scope};

/// Everything measured on one picture.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Measurements {
    /// Gray or color.
    pub color: Color,
    /// Exposure, contrast and reflections.
    pub light: Light,
    /// Steepness of the steepest edges, 0 (flat) to 1 (black next to white within one pixel);
    /// `None` if the picture has no edges to look at.
    pub edge_steepness: Option<f64>,
}

/// Measures a picture.
pub(crate) fn measure(picture: &Picture) -> Measurements {
    let page: Option<&Corners> = None;
    let cells = Cells::of(picture, page);
    Measurements {
        color: color::measure(picture, &cells, Scope::of(page)),
        light: light::measure(picture, page, &cells),
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
            ("color_confidence", Some(self.color.confidence)),
            ("cast", Some(self.color.cast)),
            ("cast_hue_degrees", self.color.cast_hue_degrees),
            ("paper_level", Some(self.light.paper_level)),
            ("contrast", Some(self.light.contrast)),
            ("darkest_level", Some(self.light.darkest_level)),
            ("white_share", Some(self.light.white_share)),
            ("glare_share", self.light.of_certificate.then_some(self.light.glare_share)),
            ("unevenness", self.light.unevenness),
            ("edge_steepness", self.edge_steepness),
        ]
    }
}
