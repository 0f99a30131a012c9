//! Copies of any bytes are made within the limits and pass, or there is a reason why there are none.
#![no_main]

mod copies;
mod limits;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    copies::made_of(bytes);
});
