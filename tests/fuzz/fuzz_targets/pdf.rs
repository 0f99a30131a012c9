//! Any bytes are pages of a PDF within the limits, or refused, without a panic and without much memory.
#![no_main]

use certpreflight::Limits;
use certpreflight::worker::Workers;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut limits = Limits::default();
    // A page is drawn at 300 dpi: those of the seeds fit, and an A4 sheet doesn't.
    limits.pixels = 1 << 20;
    limits.decode_bytes = 32 << 20;
    // In this process, so that the fuzzer sees what a worker would be stopped for.
    if let Ok(mut document) = Workers::default().document(bytes, &limits) {
        for index in 0..document.pages().min(3) {
            let _ = document.page(index, &limits);
        }
    }
});
