//! Any bytes are opened as JPEG XL within the limits, or refused, without a panic and without much memory.
#![no_main]

use certpreflight::worker::Workers;
use certpreflight::{Format, Limits};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut limits = Limits::default();
    // Small enough for hundreds of runs a second, large enough for every code path.
    limits.pixels = 1 << 18;
    limits.decode_bytes = 32 << 20;
    // In this process, so that the fuzzer sees what a worker would be stopped for.
    let opened = Workers::default().open(bytes, Format::JpegXl, &limits);
    if let Some(Ok(opened)) = opened {
        let (width, height) = opened.rgb.dimensions();
        assert!(u64::from(width) * u64::from(height) <= limits.pixels);
    }
});
