//! Where the certificate lies: color picture in, quadrilateral out, with how sure that is.
//!
//! Long straight edges are collected at a size of a few hundred cells; the four that
//! separate something from the picture's surroundings on all sides are the paper's. What no four
//! lines explain well is not found: a tight crop shows no paper edge, white paper may vanish on a
//! white lid. The sides are then drawn through the steepest luma at the resolution of text.

mod certificate;
mod close_up;
mod field;
mod lines;
mod outline;
mod print_check;
mod refine;
#[cfg(test)]
mod tests;
mod view;

pub use certificate::{Certificate, PageLocation, Side};
pub(super) use print_check::check_against_print;

use certificate::LEAST_CONFIDENCE;
use certpreflight_formats::codec::Picture;
use field::Part;
use view::FieldView;

/// Finds the certificate.
pub(super) fn find(picture: &Picture) -> PageLocation {
    // Four lines around little come together by chance more easily, as around the number of a noisy
    // close-up: 0.49. Real ones so far away reach 0.51 at least, nine in ten of them 0.74.
    const LEAST_OF_SMALL: f64 = 0.5;
    const SMALL: f64 = 0.2;
    // Icons have edges, too, but no certificate of that size could be read.
    const LEAST_SIDE_PX: u32 = 100;
    let color = &picture.color;
    if picture.width.min(picture.height) < LEAST_SIDE_PX {
        return PageLocation::default();
    }
    let whole = Part {
        left: 0,
        top: 0,
        width: color.width(),
        height: color.height(),
    };
    let Some(far) = FieldView::new(picture, whole) else {
        return PageLocation::default();
    };
    if let Some((first, second)) = far.pair() {
        return PageLocation {
            certificate: Some(far.certificate(picture, &first)),
            companion: Some(far.to_picture(picture, &second.quad)),
        };
    }
    let near = far.nearer(picture);
    let best = near.as_ref().unwrap_or(&far);
    let certificate = best
        .best
        .first()
        .map(|outline| best.certificate(picture, outline));
    PageLocation {
        certificate: certificate.filter(|certificate| {
            certificate.confidence >= LEAST_CONFIDENCE
                && (certificate.share_of_frame >= SMALL || certificate.confidence >= LEAST_OF_SMALL)
        }),
        companion: None,
    }
}
