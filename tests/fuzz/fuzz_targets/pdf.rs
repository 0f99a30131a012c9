//! Any bytes are pages of a PDF within the limits, or refused, without a panic and without much memory.
#![no_main]

mod limits;

use certpreflight::Limits;
use certpreflight::worker::Workers;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut limits = Limits::default();
    // A page is drawn at 300 dpi: one of 199 points a side, as in the seeds, has 687 thousand pixels. An A4 sheet is refused.
    limits.pixels = limits::PIXELS;
    limits.decode_bytes = limits::DECODE_BYTES;
    // In this process, so that the fuzzer sees what a worker would be stopped for.
    if let Ok(mut document) = Workers::default().document(bytes, &limits) {
        for index in 0..document.pages().min(3) {
            let _ = document.page(index, &limits);
        }
    }
});
