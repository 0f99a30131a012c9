//! JPEG through the libjpeg-turbo family: the one module that speaks to C, and the only one where
//! `unsafe` is allowed. The scaled decode for analysis is the hot path of the whole tool.
#![expect(
    unsafe_code,
    reason = "the codec is a C library; every block states why it is sound"
)]

mod analyze;
mod coarseness;
mod error;
mod full;
mod lossless;
mod reader;
#[cfg(test)]
mod tests;
mod writer;

pub(super) use analyze::analyze;
pub(crate) use coarseness::Coarseness;
pub(crate) use full::{Inks, decode_full_inks, decode_full_rgb};
pub(crate) use lossless::{Keep, turn_losslessly};
#[cfg(test)]
pub(crate) use writer::{EncodeError, encode_gray};
pub(crate) use writer::{Encoding, Subsampling, encode};

use super::reduce::index;
