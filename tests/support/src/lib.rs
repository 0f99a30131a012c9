//! Pieces of picture files that no encoder writes, for the tests of several crates.

mod exif;
mod iptc;
mod png;

pub use exif::{Datum, Directory, ExifBlock};
pub use iptc::{IPTC_RESOURCE, PHOTOSHOP, iptc_entry, photoshop_resource};
pub use png::{png_chunk, with_png_chunks};

/// The JPEG with an EXIF block right after its start.
///
/// # Panics
///
/// If the block is too large for one segment.
pub fn with_exif(jpeg: &[u8], block: ExifBlock) -> Vec<u8> {
    with_segment(jpeg, 0xE1, &[b"Exif\0\0", &block.build()[..]].concat())
}

/// The JPEG with a segment right after its start.
///
/// # Panics
///
/// If the payload is longer than a segment can be, 65,533 bytes.
pub fn with_segment(jpeg: &[u8], marker: u8, payload: &[u8]) -> Vec<u8> {
    let (start, rest) = jpeg.split_at(2);
    let length = u16::try_from(payload.len() + 2).expect("the payload fits into a segment");
    [start, &[0xFF, marker], &length.to_be_bytes(), payload, rest].concat()
}
