//! Image file directories of TIFF 6.0 and `BigTIFF`: the header, the entries, their values.

use crate::endian::{ByteOrder, index, slice};

/// How a TIFF is laid out.
#[derive(Clone, Copy, Debug)]
pub(super) struct TiffLayout {
    pub(super) order: ByteOrder,
    pub(super) big: bool,
}

/// One entry of a directory.
#[derive(Clone, Copy, Debug)]
pub(super) struct IfdEntry {
    pub(super) tag: u16,
    pub(super) kind: u16,
    pub(super) count: u64,
    /// Where its value lies: inside the entry or elsewhere.
    pub(super) at: usize,
    /// Size of the value in bytes; `None` for a type that doesn't exist.
    pub(super) size: Option<usize>,
}

/// One directory: where its entries lie, and the next one's offset (0 if it is the last).
#[derive(Clone, Copy, Debug)]
pub(super) struct Ifd {
    entries_at: usize,
    pub(super) count: usize,
    pub(super) next: usize,
    pub(super) end: usize,
}

impl TiffLayout {
    /// The layout and the first directory's offset; `None` if the header isn't a TIFF's or is cut.
    pub(super) fn read(bytes: &[u8]) -> Option<(Self, usize)> {
        let order = ByteOrder::of_tiff(bytes)?;
        match order.u16(bytes, 2)? {
            42 => {
                let layout = Self { order, big: false };
                Some((layout, index(order.u32(bytes, 4)?)))
            }
            43 => {
                let layout = Self { order, big: true };
                Some((layout, layout.offset(bytes, 8)?))
            }
            _ => None,
        }
    }

    /// An offset or a count: four bytes, eight in `BigTIFF`.
    fn offset(self, bytes: &[u8], at: usize) -> Option<usize> {
        if self.big {
            usize::try_from(self.order.u64(bytes, at)?).ok()
        } else {
            self.order.u32(bytes, at).map(index)
        }
    }

    const fn offset_size(self) -> usize {
        if self.big { 8 } else { 4 }
    }

    const fn entry_size(self) -> usize {
        if self.big { 20 } else { 12 }
    }

    /// The directory at an offset; `None` if it isn't all there.
    pub(super) fn directory(self, bytes: &[u8], at: usize) -> Option<Ifd> {
        let (count, entries_at) = if self.big {
            (self.offset(bytes, at)?, at.checked_add(8)?)
        } else {
            let count = self.order.u16(bytes, at)?;
            (count.into(), at.checked_add(2)?)
        };
        let next_at = entries_at.checked_add(self.entry_size().checked_mul(count)?)?;
        Some(Ifd {
            entries_at,
            count,
            next: self.offset(bytes, next_at)?,
            end: next_at.checked_add(self.offset_size())?,
        })
    }

    /// The entries of a directory in their order.
    pub(super) fn entries(
        self,
        bytes: &[u8],
        directory: Ifd,
    ) -> impl Iterator<Item = IfdEntry> + '_ {
        let places = (directory.entries_at..directory.end).step_by(self.entry_size());
        places
            .take(directory.count)
            .filter_map(move |at| self.entry(bytes, at))
    }

    fn entry(self, bytes: &[u8], at: usize) -> Option<IfdEntry> {
        let kind = self.order.u16(bytes, at.checked_add(2)?)?;
        let count_at = at.checked_add(4)?;
        let count = self.offset(bytes, count_at)?;
        let value_at = count_at.checked_add(self.offset_size())?;
        let size = type_size(kind).and_then(|size| size.checked_mul(count));
        let is_inside = size.is_some_and(|size| size <= self.offset_size());
        Some(IfdEntry {
            tag: self.order.u16(bytes, at)?,
            kind,
            count: u64::try_from(count).ok()?,
            at: if is_inside {
                value_at
            } else {
                self.offset(bytes, value_at).unwrap_or(usize::MAX)
            },
            size,
        })
    }

    /// One whole number of an entry's value.
    pub(super) fn number(self, bytes: &[u8], entry: IfdEntry, position: usize) -> Option<u64> {
        if u64::try_from(position).ok()? >= entry.count {
            return None;
        }
        let at = entry
            .at
            .checked_add(type_size(entry.kind)?.checked_mul(position)?)?;
        match entry.kind {
            1 | 6 | 7 => bytes.get(at).copied().map(u64::from),
            3 | 8 => self.order.u16(bytes, at).map(u64::from),
            4 | 9 | 13 => self.order.u32(bytes, at).map(u64::from),
            16..=18 => self.order.u64(bytes, at),
            _ => None,
        }
    }

    /// The first fraction of an entry's value.
    pub(super) fn fraction(self, bytes: &[u8], entry: IfdEntry) -> Option<f64> {
        let numerator = self.order.u32(bytes, entry.at)?;
        let denominator = self.order.u32(bytes, entry.at.checked_add(4)?)?;
        (entry.kind == 5).then(|| f64::from(numerator) / f64::from(denominator))
    }
}

impl IfdEntry {
    /// The value's bytes; `None` if they aren't all in the file.
    pub(super) fn value(self, bytes: &[u8]) -> Option<&[u8]> {
        slice(bytes, self.at, self.size?)
    }
}

/// Bytes of one item of a field type.
fn type_size(kind: u16) -> Option<usize> {
    Some(match kind {
        1 | 2 | 6 | 7 => 1,
        3 | 8 => 2,
        4 | 9 | 11 | 13 => 4,
        5 | 10 | 12 | 16 | 17 | 18 => 8,
        _ => return None,
    })
}
