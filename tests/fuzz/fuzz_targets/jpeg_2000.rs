//! Any bytes are opened as JPEG 2000 within the limits, or refused, without a panic and without much memory.
#![no_main]

mod limits;
mod picture;

use certpreflight::Format;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| picture::open(bytes, Format::Jpeg2000));
