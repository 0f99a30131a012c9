//! JPEG through the libjpeg-turbo family: the one module that speaks to C, and the only one where
//! `unsafe` is allowed. The scaled decode for analysis is the hot path of the whole tool.
#![expect(
    unsafe_code,
    reason = "the codec is a C library; every block states why it is sound"
)]

mod analyze;
mod coarseness;
mod error;
mod evidence;
mod full;
mod inks;
mod lossless;
mod mend;
mod part;
mod reader;
#[cfg(test)]
mod tests;
mod watch;
mod writer;

pub(super) use analyze::analyze;
pub use coarseness::Coarseness;
pub use full::decode_full_rgb;
pub(super) use inks::rgb_of_inks;
pub use lossless::{Keep, turn_losslessly};
pub use mend::with_end_mark;
pub(super) use mend::with_height;
pub(super) use part::JpegPart;
pub(super) use reader::PartColors;
#[cfg(test)]
pub(super) use writer::encode_gray;
pub use writer::{EncodeError, Encoding, Subsampling, encode};
