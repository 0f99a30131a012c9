//! JPEG through the libjpeg-turbo family: the one module that speaks to C, and the only one where
//! `unsafe` is allowed. The scaled decode for analysis is the hot path of the whole tool.
#![expect(
    unsafe_code,
    reason = "the codec is a C library; every block states why it is sound"
)]
#![cfg_attr(
    not(test),
    expect(
        dead_code,
        unused_imports,
        reason = "the encoder, the full decode and the lossless turn wait for the repair stage"
    )
)]

mod analyze;
mod error;
mod full;
mod lossless;
mod reader;
#[cfg(test)]
mod tests;
mod writer;

pub(super) use analyze::analyze;
pub(crate) use full::decode_full_rgb;
pub(crate) use lossless::{Keep, turn_losslessly};
pub(crate) use writer::{Effort, EncodeError, Encoding, Subsampling, encode, encode_gray};

use super::reduce::index;
