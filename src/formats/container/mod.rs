//! Walks the containers of the six accepted formats: bytes in, a [`Walk`] out – the picture's
//! header fields, where its metadata blocks lie, and how the file ends. Decodes no pixel and
//! trusts no length: every byte is reached with `get`, every sum is checked.
//!
//! A walker says where the picture ends; what follows there is judged once, after all of them.

#![warn(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

mod bmp;
mod gif;
mod inflate;
pub(crate) mod jpeg;
pub(crate) mod magic;
mod markup;
pub(crate) mod png;
pub mod tiff;
mod trailing;
mod walk;
mod webp;

pub use walk::{
    ColorChunks, ColorModel, Damage, Ending, FurtherBlock, JpegCoding, JpegDetails, Walk,
};

use crate::format::Format;
use walk::Walked;

/// Walks the container of one of the six accepted formats; `None` for every other.
pub(crate) fn walk(bytes: &[u8], format: Format) -> Option<Walk> {
    let Walked { mut walk, end } = match format {
        Format::Jpeg => jpeg::walk(bytes),
        Format::Png => png::walk(bytes),
        Format::Gif => gif::walk(bytes),
        Format::Bmp => bmp::walk(bytes),
        Format::Tiff => tiff::walk(bytes),
        Format::WebP => webp::walk(bytes),
        _ => return None,
    };
    walk.ending = Some(match end {
        Ok(end) => trailing::ending(bytes, end),
        Err(ending) => ending,
    });
    Some(walk)
}

#[cfg(test)]
mod tests;
