//! The one walk through the chunks of a PNG (W3C PNG, third edition, 5.3). What a chunk means is up
//! to the caller.

use crate::container::walk::{Damage, Ending, damaged};
use crate::endian::{index, slice, tail, u32_be};

/// The first eight bytes of every PNG.
pub(crate) const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";

/// Goes from chunk to chunk.
#[derive(Debug)]
pub(crate) struct Chunks<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// One chunk.
#[derive(Debug)]
pub(crate) struct Chunk<'a> {
    /// The four letters that name it.
    pub(crate) kind: [u8; 4],
    pub(crate) data: &'a [u8],
    /// The chunk as it is in the file: length, name, data, checksum.
    pub(crate) whole: &'a [u8],
}

impl<'a> Chunks<'a> {
    /// Starts behind the signature, which the caller has checked.
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        let at = SIGNATURE.len();
        Self { bytes, at }
    }

    /// Place of the first byte behind the last chunk that was given out.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// The next chunk; how the file ends if there is none.
    pub(crate) fn next_chunk(&mut self) -> Result<Chunk<'a>, Ending> {
        let rest = tail(self.bytes, self.at);
        let length = u32_be(rest, 0).ok_or(Ending::CutShort)?;
        let kind: [u8; 4] = *tail(rest, 4).first_chunk().ok_or(Ending::CutShort)?;
        if length > i32::MAX.unsigned_abs() || !kind.iter().all(u8::is_ascii_alphabetic) {
            return Err(damaged(Damage::Structure));
        }
        let length = index(length);
        let whole = slice(rest, 0, length.saturating_add(12)).ok_or(Ending::CutShort)?;
        let data = slice(whole, 8, length).ok_or(Ending::CutShort)?;
        self.at = self.at.saturating_add(whole.len());
        Ok(Chunk { kind, data, whole })
    }
}

impl Chunk<'_> {
    /// Whether the checksum fits name and data.
    pub(crate) fn checksum_is_right(&self) -> bool {
        let length = self.data.len().saturating_add(4);
        let stated = u32_be(self.whole, length.saturating_add(4));
        slice(self.whole, 4, length).map(crc32fast::hash) == stated
    }
}
