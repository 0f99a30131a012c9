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
use super::to_srgb;
use crate::format::Format;

/// Opens the (first) picture of such a file; `None` if nothing here opens the format.
pub fn open(bytes: &[u8], format: Format, limits: &Limits) -> Option<Result<Foreign, DecodeError>> {
    let opened = match format {
        Format::Heic => heic::open(bytes, limits),
        Format::JpegXl => jpeg_xl::open(bytes, limits),
        Format::Jpeg2000 => jpeg2000::open(bytes, limits),
        _ => return None,
    };
    Some(opened.and_then(in_srgb))
}

/// The picture with its colors brought to sRGB, if its color space is one that can be honored.
fn in_srgb(mut opened: Foreign) -> Result<Foreign, DecodeError> {
    let space = opened.color_space.as_ref();
    if let Some(space) = space.filter(|space| space.is_converted()) {
        to_srgb::picture(&mut opened.rgb, space)?;
    }
    Ok(opened)
}
