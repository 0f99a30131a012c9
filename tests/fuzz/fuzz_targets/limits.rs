//! What one input may cost: small enough for hundreds of runs a second, and large enough for every seed. A test of
//! `src/formats/codec/foreign/` holds the seeds to these numbers: a seed that is too large is refused by its header.

pub(crate) const PIXELS: u64 = 1 << 20;
pub(crate) const DECODE_BYTES: u64 = 32 << 20;
