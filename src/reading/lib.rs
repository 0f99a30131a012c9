//! A picture in, what the certificate says out. No rule, no profile, no words for people: whether a
//! reading is good is decided elsewhere.
//!
//! - `ocr`: where lines are and what they say; the networks' weights;
//! - `page`: the lines of a page in order, and which way up it lies;
//! - `kinds`: what is printed on each certificate, as data;
//! - `fields`: which of them a page is, and what stands behind its labels;
//! - `extract`: how often a picture is looked at, and what the values behind the labels are;
//! - `candidates`: what could be the number, and what proves it;
//! - `issue`, `seal`: the date of issue, which stands under a seal;
//! - `mrz`, `passport`: a passport's lines for machines, as characters and on a page;
//! - `printed`: names as they are printed; `screen`: what tells a phone's screen;
//! - `twins`: characters that are taken for each other, traditional and simplified ones above all;
//! - `numbers`, `dates`: what a string of characters means, and whether its check digit agrees;
//! - `digits`: digits of a date that the reader may have lost.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "positions and counts in one picture, bounded by its size; few without the engine"
)]

#[cfg(feature = "engine")]
mod candidates;
mod certificate;
mod dates;
#[cfg(feature = "engine")]
mod digits;
#[cfg(feature = "engine")]
mod extract;
#[cfg(feature = "engine")]
mod fields;
#[cfg(feature = "engine")]
mod issue;
#[cfg(feature = "engine")]
mod kinds;
#[cfg(feature = "engine")]
mod layout;
#[cfg(any(feature = "engine", test))]
mod mrz;
mod numbers;
#[cfg(feature = "engine")]
mod ocr;
#[cfg(feature = "engine")]
mod page;
#[cfg(feature = "engine")]
mod passport;
#[cfg(feature = "engine")]
mod printed;
#[cfg(feature = "engine")]
mod rows;
#[cfg(feature = "engine")]
mod screen;
#[cfg(feature = "engine")]
mod seal;
mod twins;

pub use certificate::{Certainty, Certificate, Face, Kind, Number, Reading, Sex, Value};
pub use dates::{Date, Until, dates, says_forever};
pub use numbers::{Check, NumberKind};
pub use twins::{digit_like, narrow, simplified};

/// Reads a picture, whichever way up it lies. The time grows with its lines of text, of which a bounded number is
/// read; a licence takes about a second of one core.
#[cfg(feature = "engine")]
pub fn read(picture: &certpreflight_formats::codec::Picture) -> Reading {
    engine::read(picture)
}

#[cfg(feature = "engine")]
mod engine {
    use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

    use certpreflight_formats::codec::Picture;
    use rten::ThreadPool;

    use crate::certificate::Reading;

    /// Threads that read and have nothing to do just now. An allocator keeps for each thread what it freed, so that a
    /// new one for each picture would hold the more memory the more pictures there are.
    static IDLE: Mutex<Idle> = Mutex::new(Idle {
        readers: Vec::new(),
        process: 0,
    });

    struct Idle {
        readers: Vec<Arc<ThreadPool>>,
        /// The process whose threads they are.
        process: u32,
    }

    /// The idle threads of this process. Those that a fork has left here run in its parent alone.
    fn idle() -> MutexGuard<'static, Idle> {
        let mut idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.process != std::process::id() {
            std::mem::forget(std::mem::take(&mut idle.readers));
            idle.process = std::process::id();
        }
        idle
    }

    pub(super) fn read(picture: &Picture) -> Reading {
        let waiting = idle().readers.pop();
        let reader = waiting.unwrap_or_else(|| Arc::new(ThreadPool::with_num_threads(1)));
        // A worker of the caller's pool that waited for another pool would begin with another picture
        // meanwhile, and hold both in memory; so a thread waits that belongs to none.
        let reading = std::thread::scope(|scope| {
            let waiter = scope.spawn(|| reader.run(|| crate::extract::read(picture, &reader)));
            waiter
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        });
        idle().readers.push(reader);
        reading
    }
}
