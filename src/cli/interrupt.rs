//! Ctrl-C, and the system's request to end, as a value that is handed to whoever should stop at it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The exit code that shells expect after Ctrl-C: 128 + SIGINT.
pub(crate) const INTERRUPTED: u8 = 130;

/// Whether Ctrl-C was pressed, the terminal closed (SIGHUP), or the system asked to end (SIGTERM).
#[derive(Debug)]
pub(crate) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Makes the first of them a request to stop, so that no half-written file is left behind; the
    /// second ends the process at once, and takes what is half-written with it.
    pub(crate) fn listen() -> Self {
        let requested = Arc::new(AtomicBool::new(false));
        let handled = Arc::clone(&requested);
        // Without a handler the default action ends the process, which is fine.
        let _ = ctrlc::set_handler(move || {
            if handled.swap(true, Ordering::Relaxed) {
                certpreflight::remove_unfinished();
                std::process::exit(INTERRUPTED.into()); // the only way out of this thread
            }
        });
        Self(requested)
    }

    /// Whether the user wants to stop.
    pub(crate) fn is_requested(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
