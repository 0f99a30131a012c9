//! Formats that few platforms take, so that most are opened to be saved as another: bytes in, upright
//! pixels out, inside [`Limits`]. What a decoder takes beyond what headers state is held by the walls of a [`worker`].

mod boxes;
mod heic;
mod jpeg2000;
mod jpeg_xl;
mod opened;
pub mod pdf;
#[cfg(test)]
mod tests;
pub mod worker;

pub use opened::Foreign;

use super::limits::{DecodeError, Limits};
use super::to_srgb;
use crate::format::Format;

/// Opens the (first) picture of such a file; `None` if nothing here opens the format.
pub fn open(bytes: &[u8], format: Format, limits: &Limits) -> Option<Result<Foreign, DecodeError>> {
    let opened = match format {
        Format::Heic => heic::open(bytes, limits).map(|opened| {
            let (exif, xmp) = heic::metadata(bytes);
            Foreign {
                exif,
                xmp,
                ..opened
            }
        }),
        Format::JpegXl => jpeg_xl::open(bytes, limits),
        Format::Jpeg2000 => jpeg2000::open(bytes, limits),
        _ => return None,
    };
    let opened = opened.map_err(|error| match error {
        DecodeError::Corrupt { .. } if is_cut(bytes, format) => DecodeError::CutShort,
        error => error,
    });
    Some(opened.and_then(in_srgb))
}

/// Whether the file stops before what it announces does.
fn is_cut(bytes: &[u8], format: Format) -> bool {
    const CODESTREAM_END: &[u8] = b"\xff\xd9";
    match boxes::end(bytes) {
        Some(end) => end > bytes.len(),
        // A codestream without boxes, or in a last one of no stated size.
        None => format == Format::Jpeg2000 && !bytes.ends_with(CODESTREAM_END),
    }
}

/// The picture with its colors brought to sRGB, if its color space is one that can be honored.
fn in_srgb(mut opened: Foreign) -> Result<Foreign, DecodeError> {
    let space = opened.color_space.as_ref();
    if let Some(space) = space.filter(|space| space.is_converted()) {
        to_srgb::picture(&mut opened.rgb, space)?;
    }
    Ok(opened)
}
