//! Any bytes have a format and an ending, without a panic and without much memory.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = certpreflight::sniff(bytes);
});
