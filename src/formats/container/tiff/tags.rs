//! The tags of a TIFF's first page, for the decoder of its pixels.

use super::ifd::{Ifd, IfdEntry, TiffLayout};
use crate::endian::{ByteOrder, slice};

/// The first directory of a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TiffTags<'a> {
    bytes: &'a [u8],
    layout: TiffLayout,
    directory: Ifd,
}

/// The value of a tag: a list of numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TagValue<'a> {
    bytes: &'a [u8],
    layout: TiffLayout,
    entry: IfdEntry,
}

impl<'a> TiffTags<'a> {
    /// `None` if there is no directory.
    pub(crate) fn of_first_page(bytes: &'a [u8]) -> Option<Self> {
        let (layout, first) = TiffLayout::read(bytes)?;
        let directory = layout.directory(bytes, first)?;
        Some(Self {
            bytes,
            layout,
            directory,
        })
    }

    /// The order of bytes in the numbers of the file.
    pub(crate) fn byte_order(self) -> ByteOrder {
        self.layout.order
    }

    /// The value of a tag; `None` if the page doesn't have it.
    pub(crate) fn find(self, tag: u16) -> Option<TagValue<'a>> {
        let mut entries = self.layout.entries(self.bytes, self.directory);
        Some(TagValue {
            bytes: self.bytes,
            layout: self.layout,
            entry: entries.find(|entry| entry.tag == tag)?,
        })
    }

    /// The first number of a tag's value.
    pub(crate) fn number(self, tag: u16) -> Option<u64> {
        self.find(tag)?.number(0)
    }
}

impl<'a> TagValue<'a> {
    /// How many numbers the value has, as far as memory can count.
    pub(crate) fn count(self) -> usize {
        usize::try_from(self.entry.count).unwrap_or(usize::MAX)
    }

    pub(crate) fn number(self, position: usize) -> Option<u64> {
        self.layout.number(self.bytes, self.entry, position)
    }

    /// One of the fractions that the value consists of.
    pub(crate) fn fraction(self, position: usize) -> Option<f64> {
        let at = self.entry.at.checked_add(position.checked_mul(8)?)?;
        let one = IfdEntry { at, ..self.entry };
        let is_there = u64::try_from(position).ok()? < self.entry.count;
        is_there.then(|| self.layout.fraction(self.bytes, one))?
    }

    /// The bytes as they are; `None` if they aren't all in the file.
    pub(crate) fn raw(self) -> Option<&'a [u8]> {
        slice(self.bytes, self.entry.at, self.entry.size?)
    }
}

/// Where one strip or tile lies, and its size as far as anything says it. Many writers leave the
/// size out or zero: then it is that of the pixels where they are stored `raw`, else all up to the
/// next part or the end of the file; decoders stop where they have enough.
pub(crate) fn place(
    numbers: (impl Fn(usize) -> Option<u64>, impl Fn(usize) -> Option<u64>),
    position: usize,
    raw: Option<u64>,
    file_bytes: u64,
) -> Option<(u64, u64)> {
    let (offset, byte_count) = numbers;
    let at = offset(position)?;
    let stated = byte_count(position).filter(|size| *size > 0);
    let size = stated.or(raw).unwrap_or_else(|| {
        let next = position.checked_add(1).and_then(&offset);
        let end = next.filter(|next| *next > at).unwrap_or(file_bytes);
        end.saturating_sub(at)
    });
    Some((at, size))
}
