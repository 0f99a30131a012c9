//! Reads the certificate, and puts what that proves in the place of what was estimated.

use certpreflight_formats::codec::Picture;
use certpreflight_reading::Reading;
#[cfg(feature = "read")]
use certpreflight_reading::{Certainty, Certificate, Face, Value};
use certpreflight_vision::Measurements;

/// What was read; a build that can't read gives `None`.
#[cfg(feature = "read")]
#[expect(
    clippy::unnecessary_wraps,
    reason = "the build that can't read has nothing to give"
)]
pub(crate) fn read(picture: &Picture, measured: &mut Measurements) -> Option<Reading> {
    let reading = certpreflight_reading::read(picture);
    if let Some(turn) = reading.turn_to_upright_degrees {
        measured.settle_turn(turn);
    }
    let certificate = reading.certificate.as_ref();
    if reading.is_something_else() {
        measured.settle_other_text();
    } else if let Some(number) = certificate.and_then(Certificate::proven_number) {
        measured.settle_number(number.corners);
    } else if let Some(until) = certificate
        .filter(|found| found.face == Some(Face::Emblem))
        .and_then(|found| found.until.as_ref())
        .filter(|until| until.is_plain())
    {
        // This side bears no number: it is legible if its dates are.
        measured.settle_number(until.corners);
    } else if let Some(found) = certificate.filter(|found| lacks_what_it_shows(found)) {
        measured.settle_unread(!found.name.as_ref().is_some_and(Value::is_plain));
    }
    Some(reading)
}

/// Whether it is known for a certificate, and the number that each of its kind shows, or the date on the side that shows
/// only those, was not read, or not plainly.
#[cfg(feature = "read")]
fn lacks_what_it_shows(found: &Certificate) -> bool {
    found.certainty >= Certainty::Read
        && match found.face {
            Some(Face::Emblem) => !found.until.as_ref().is_some_and(Value::is_plain),
            _ => !found.number.as_ref().is_some_and(Value::is_plain),
        }
}

/// Nothing here can read.
#[cfg(not(feature = "read"))]
pub(crate) fn read(_: &Picture, _: &mut Measurements) -> Option<Reading> {
    None
}
