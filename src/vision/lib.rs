//! A picture in, numbers out. No opinions, no thresholds of acceptance, no words for people.
//!
//! Every number is finite; what could not be measured is `None`.
//!
//! Modules import only what stands before them here:
//!
//! - tools: `statistics`, `components` (what touches), `geometry`, `pose`;
//! - traces of cameras and programs: `artifacts`; one shot among others: `fingerprint`;
//! - the part that counts and its light: `inside`, `cells`, `levels`, `glare`, `light`, `color`;
//! - print: `text` (lines of characters), `reduced` (the same from afar), `bars` (lines too blurred
//!   for characters), `straighten`, `sharpness`;
//! - what lies in the picture: `page`, `qr`;
//! - the number: `reader`, `number`; what follows from it: `estimate` (legibility), `orientation`;
//! - before all that, in which position a picture is measured: `turns`, `position`.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "lengths, counts and levels of one picture, bounded by the size of its analysis picture"
)]

mod artifacts;
mod bars;
mod cells;
mod color;
mod components;
mod estimate;
mod fingerprint;
mod geometry;
mod glare;
mod inside;
mod levels;
mod light;
mod number;
mod orientation;
mod page;
mod pose;
mod position;
mod qr;
mod reader;
mod reduced;
mod settle;
mod sharpness;
mod statistics;
mod straighten;
#[cfg(test)]
mod testing;
mod text;
mod turns;

pub use color::{Color, ColorVerdict};
pub use estimate::{Cause, Legibility};
pub use fingerprint::{Fingerprint, FingerprintIndex, NotAFingerprint};
pub use geometry::Quad;
pub use inside::Area;
pub use light::Light;
pub use orientation::{ContentOrientation, Decision};
pub use page::{Certificate, PageLocation, Side};
pub use qr::QrCode;

use cells::Cells;
use certpreflight_formats::codec::Picture;
use estimate::Original;
use inside::Scope;
use position::Positioned;
use reduced::SmoothedPrint;
use turns::QuarterTurns;

/// Everything measured on one picture.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Measurements {
    /// Width and height of the full picture, upright, in pixels.
    pub size: (u32, u32),
    /// Gray or color.
    pub color: Color,
    /// Exposure, contrast and reflections.
    pub light: Light,
    /// Where the certificate lies.
    pub page: PageLocation,
    /// Whether the number could be read; `None` if there is no text in the picture.
    pub legibility: Option<Legibility>,
    /// Which way the content lies.
    pub orientation: ContentOrientation,
    /// The QR code; `None` if none was found.
    pub qr: Option<QrCode>,
    /// What tells this shot from others; `None` for a picture without ink.
    pub fingerprint: Option<Fingerprint>,
}

/// Measures a picture. Turned by quarters it gives the same numbers, those apart that say how it is
/// turned.
pub fn measure(given: &Picture) -> Measurements {
    let positioned = Positioned::new(given);
    let turns = positioned.turns;
    let (picture, text, qr) = (positioned.picture.as_ref(), &positioned.text, positioned.qr);
    let page = page::check_against_print(page::find(picture), picture, &text.lines);
    let corners = page.certificate.as_ref().map(|found| &found.quad);
    let cells = Cells::of(picture, corners);
    let original = Original {
        width_px: given.width,
        scale: estimate::scale(&picture.luma, picture.width),
    };
    let smoothed = SmoothedPrint::if_needed(&picture.luma);
    let number = number::find(&picture.luma, text, corners, original.scale, &smoothed);
    let light = light::measure(picture, corners, &cells);
    // Every licence has a number, identity cards only one on one side.
    let certificate = page.certificate.as_ref();
    let has_number = certificate.is_some_and(Certificate::is_surely_sheet);
    let measured = Measurements {
        size: (picture.width, picture.height),
        color: color::measure(picture, &cells, Scope::of(corners)),
        legibility: number.as_ref().and_then(|number| {
            estimate::measure(&picture.luma, original, number, &light, has_number)
        }),
        light,
        orientation: orientation::measure(picture, turns, text, qr, number.as_ref(), &smoothed),
        qr,
        page,
        fingerprint: Fingerprint::of(given, positioned.characters()),
    };
    measured.turned(turns.undone())
}

impl Measurements {
    /// The places of what was measured after a turn of the picture.
    fn turned(self, turns: QuarterTurns) -> Self {
        let (width, height) = self.size;
        let area = |area: Area| turns.area(area, self.size);
        let quad = |quad: &Quad| turns.quad(quad, (f64::from(width), f64::from(height)));
        Self {
            size: if turns.swaps_axes() {
                (height, width)
            } else {
                self.size
            },
            color: Color {
                red_seal: self.color.red_seal.map(area),
                ..self.color
            },
            light: Light {
                glare: self.light.glare.map(area),
                ..self.light
            },
            page: PageLocation {
                certificate: self.page.certificate.map(|found| Certificate {
                    quad: quad(&found.quad),
                    sides: turns.sides(found.sides),
                    ..found
                }),
                companion: self.page.companion.as_ref().map(quad),
            },
            legibility: self.legibility.map(|legibility| Legibility {
                region: turns.shares(legibility.region),
                ..legibility
            }),
            ..self
        }
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

    /// Whether a licence shows the ring of a red seal; `None` where the page hasn't the shape of a
    /// licence or its colors can't be judged. Of the tuning set's clean licences 98 in 100 show it,
    /// of pale, compressed or distant ones as few as a half: that none is seen proves nothing.
    pub fn has_red_seal(&self) -> Option<bool> {
        let certificate = self.page.certificate.as_ref()?;
        let is_judged = self.color.verdict != ColorVerdict::Undecided;
        (is_judged && certificate.is_sheet()).then_some(self.color.red_seal.is_some())
    }

    /// Name and value of each measurement, in a fixed order, for machine reports.
    pub fn entries(&self) -> Vec<(&'static str, Option<f64>)> {
        let certificate = self.page.certificate.as_ref();
        let legibility = self.legibility.as_ref();
        let of = |number: fn(&Certificate) -> f64| certificate.map(number);
        vec![
            ("colored_share", Some(self.color.colored_share)),
            ("color_confidence", Some(self.color.confidence)),
            ("cast", Some(self.color.cast)),
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
            ("legibility", legibility.map(|l| l.probability)),
            (
                "number_read",
                legibility.map(|l| f64::from(u8::from(l.is_read))),
            ),
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
            ("cast_hue_degrees", self.color.cast_hue_degrees),
            (
                "red_seal",
                self.has_red_seal().map(|seen| f64::from(u8::from(seen))),
            ),
            ("paper_level", Some(self.light.paper_level)),
            ("contrast", Some(self.light.contrast)),
            ("darkest_level", Some(self.light.darkest_level)),
            ("white_share", Some(self.light.white_share)),
            (
                "glare_share",
                (self.light.of_certificate || self.light.glare.is_some())
                    .then_some(self.light.glare_share),
            ),
            ("unevenness", self.light.unevenness),
        ]
    }
}
