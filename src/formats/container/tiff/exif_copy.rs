//! The metadata of a TIFF file as a small EXIF block of its own, so that nobody has to keep or
//! copy the pixels between which the tags lie.

use super::ifd::{IfdEntry, TiffLayout};
use super::tag;
use crate::endian::ByteOrder;

/// Values larger than this are thumbnails, profiles or maker notes, not what EXIF is read for.
const MAX_VALUE: usize = 64 << 10;

/// Most entries that are taken over of one directory. EXIF defines about 150.
const MAX_ENTRIES: usize = 512;

/// Directories below the first: EXIF, the one for interoperability in it, and GPS.
const MAX_BELOW: usize = 3;

/// Tags that point at a directory.
const POINTERS: [u16; 3] = [tag::EXIF, tag::INTEROPERABILITY, tag::GPS];

/// Tags that point at pixels or are kept elsewhere.
const LEFT_OUT: [u16; 10] = [
    tag::STRIP_OFFSETS,
    tag::STRIP_BYTE_COUNTS,
    tag::TILE_OFFSETS,
    tag::TILE_BYTE_COUNTS,
    tag::SUB_DIRECTORIES,
    tag::JPEG_TABLES,
    tag::XMP,
    tag::IPTC,
    tag::PHOTOSHOP,
    tag::ICC,
];

/// The first page's tags with the directories below it, as a classic TIFF without pixels.
pub(super) fn block(bytes: &[u8], layout: TiffLayout, first: usize) -> Option<Vec<u8>> {
    let mut out = match layout.order {
        ByteOrder::Little => b"II*\0".to_vec(),
        ByteOrder::Big => b"MM\0*".to_vec(),
    };
    out.extend(layout.order.bytes_of_u32(8));
    let mut pointers = Vec::new();
    append(&mut out, bytes, layout, first, &mut pointers)?;
    for _ in 0..MAX_BELOW {
        let Some((field, source)) = pointers.pop() else {
            break;
        };
        let place = layout.order.bytes_of_u32(u32::try_from(out.len()).ok()?);
        if append(&mut out, bytes, layout, source, &mut pointers).is_some() {
            out.get_mut(field..)?
                .first_chunk_mut()
                .map(|slot| *slot = place)?;
        }
    }
    Some(out)
}

/// Appends one directory with its values. Where an entry points at another directory, the place
/// of its value in `out` and the directory's offset in `bytes` join `pointers`.
fn append(
    out: &mut Vec<u8>,
    bytes: &[u8],
    layout: TiffLayout,
    at: usize,
    pointers: &mut Vec<(usize, usize)>,
) -> Option<()> {
    let order = layout.order;
    let directory = layout.directory(bytes, at)?;
    let kept: Vec<(IfdEntry, &[u8])> = layout
        .entries(bytes, directory)
        .filter(|entry| entry.kind <= 12 && !LEFT_OUT.contains(&entry.tag))
        .filter_map(|entry| Some((entry, entry.value(bytes)?)))
        .filter(|(_, value)| (1..=MAX_VALUE).contains(&value.len()))
        .take(MAX_ENTRIES)
        .collect();

    out.extend(order.bytes_of_u16(u16::try_from(kept.len()).ok()?));
    // Entries of 12 bytes each and the four bytes of "no next directory"; values follow.
    let mut values_at = out
        .len()
        .checked_add(kept.len().checked_mul(12)?)?
        .checked_add(4)?;
    let mut values = Vec::new();
    for (entry, value) in kept {
        out.extend(order.bytes_of_u16(entry.tag));
        out.extend(order.bytes_of_u16(entry.kind));
        out.extend(order.bytes_of_u32(u32::try_from(entry.count).ok()?));
        if POINTERS.contains(&entry.tag) {
            let source = layout.number(bytes, entry, 0)?;
            pointers.push((out.len(), usize::try_from(source).ok()?));
        }
        if value.len() <= 4 {
            let mut field = [0; 4];
            field.get_mut(..value.len())?.copy_from_slice(value);
            out.extend(field);
        } else {
            out.extend(order.bytes_of_u32(u32::try_from(values_at).ok()?));
            let padded = value.len().checked_add(value.len() & 1)?;
            values_at = values_at.checked_add(padded)?;
            values.extend(value);
            values.resize(values.len().next_multiple_of(2), 0);
        }
    }
    out.extend([0; 4]);
    out.append(&mut values);
    Some(())
}
