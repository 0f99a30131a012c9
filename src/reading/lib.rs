//! A picture in, what the certificate says out. No rule, no profile, no words for people: whether a
//! reading is good is decided elsewhere.
//!
//! - `ocr`: where lines are and what they say; the networks' weights;
//! - `page`: the lines of a page in order, and which way up it lies;
//! - `kinds`: what is printed on each certificate, as data;
//! - `fields`: which of them a page is, and what stands behind its labels;
//! - `numbers`, `dates`: what a string of characters means, and whether its check digit agrees.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "positions and counts in one picture, bounded by its size; few without the engine"
)]

mod certificate;
mod dates;
#[cfg(feature = "engine")]
mod extract;
#[cfg(feature = "engine")]
mod fields;
#[cfg(feature = "engine")]
mod kinds;
mod numbers;
#[cfg(feature = "engine")]
mod ocr;
#[cfg(feature = "engine")]
mod page;

pub use certificate::{Certainty, Certificate, Face, Kind, Number, Reading, Value};
pub use dates::{Date, Until, dates, says_forever};
pub use numbers::{Check, NumberKind};

/// Reads a picture, whichever way up it lies. The time grows with its lines of text, of which a bounded number is
/// read; a licence takes about a second of one core.
#[cfg(feature = "engine")]
pub fn read(picture: &certpreflight_formats::codec::Picture) -> Reading {
    // In a thread of its own: a worker of the caller's pool that waited for another pool would begin
    // with another picture meanwhile, and hold both in memory.
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let threads = std::sync::Arc::new(rten::ThreadPool::with_num_threads(1));
            extract::read(picture, &threads)
        });
        reader
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}
