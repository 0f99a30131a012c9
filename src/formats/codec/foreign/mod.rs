//! Formats that are opened only to be saved as another: bytes in, upright pixels out, inside
//! [`Limits`]. Platforms don't take them, so no check looks into them.

mod heic;
mod jpeg2000;
mod jpeg_xl;
mod opened;
pub mod pdf;
#[cfg(test)]
mod tests;

pub use opened::Foreign;

use super::limits::{DecodeError, Limits};
use crate::format::Format;

/// Opens the (first) picture of such a file; `None` if nothing here opens the format.
pub fn open(bytes: &[u8], format: Format, limits: &Limits) -> Option<Result<Foreign, DecodeError>> {
    match format {
        Format::Heic => Some(heic::open(bytes, limits)),
        Format::JpegXl => Some(jpeg_xl::open(bytes, limits)),
        Format::Jpeg2000 => Some(jpeg2000::open(bytes, limits)),
        _ => None,
    }
}
