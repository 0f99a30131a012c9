//! Opening a picture of another format.

use certpreflight::worker::Workers;
use certpreflight::{Format, Limits};

use crate::limits;

/// Opens any bytes as a format; what opens is within the limits.
pub fn open(bytes: &[u8], format: Format) {
    let mut limits = Limits::default();
    limits.pixels = limits::PIXELS;
    limits.decode_bytes = limits::DECODE_BYTES;
    // In this process, so that the fuzzer sees what a worker would be stopped for.
    let opened = Workers::default().open(bytes, format, &limits);
    if let Some(Ok(opened)) = opened {
        let (width, height) = opened.rgb.dimensions();
        assert!(u64::from(width) * u64::from(height) <= limits.pixels);
    }
}
