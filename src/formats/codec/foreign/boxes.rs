//! The boxes that HEIC, JPEG 2000 and JPEG XL are made of (ISO/IEC 14496-12, 4.2).

use crate::endian::{slice, tail, u32_be};

/// One box at the top of a file.
pub(super) struct TopBox<'a> {
    pub(super) kind: [u8; 4],
    /// Where the content begins.
    pub(super) start: usize,
    /// As far as the file has it.
    pub(super) content: &'a [u8],
    /// Where the box ends, be it behind the end of the file; `None` if it goes on to wherever that is.
    end: Option<usize>,
}

/// The boxes of a file, up to the first that can't be one.
pub(super) fn top(bytes: &[u8]) -> impl Iterator<Item = TopBox<'_>> {
    let mut next = Some(0);
    std::iter::from_fn(move || {
        let at = next.take()?;
        let found = box_at(bytes, at)?;
        next = found.end.filter(|end| *end < bytes.len());
        Some(found)
    })
}

/// Where the last box ends; `None` if that isn't stated, or the file isn't made of boxes.
pub(super) fn end(bytes: &[u8]) -> Option<usize> {
    let first = box_at(bytes, 0)?;
    matches!(&first.kind, b"ftyp" | b"jP  " | b"JXL ").then_some(())?;
    top(bytes).last()?.end
}

fn box_at(bytes: &[u8], at: usize) -> Option<TopBox<'_>> {
    let kind = slice(bytes, at.checked_add(4)?, 4)?.try_into().ok()?;
    let (head, size) = match u32_be(bytes, at)? {
        0 => (8, None),
        1 => {
            let size = slice(bytes, at.checked_add(8)?, 8)?.try_into().ok()?;
            (16, Some(u64::from_be_bytes(size)))
        }
        size => (8, Some(u64::from(size))),
    };
    let end = match size {
        None => None,
        Some(size) if size < head as u64 => return None,
        Some(size) => Some(at.saturating_add(usize::try_from(size).unwrap_or(usize::MAX))),
    };
    let start = at.checked_add(head)?;
    let rest = tail(bytes, start);
    let length = end.map_or(rest.len(), |end| (end - start).min(rest.len()));
    Some(TopBox {
        kind,
        start,
        content: &rest[..length],
        end,
    })
}
