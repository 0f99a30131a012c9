//! Makes any page of a TIFF its first one, so that a decoder of first pages reads it.

use super::ifd::TiffLayout;
use super::page::TiffPage;

/// Where the pages that are pictures begin, previews left out, at most `most` of them. For a file
/// whose walk ended properly these are as many as the walk counted.
pub fn pages(bytes: &[u8], most: usize) -> Vec<usize> {
    let mut pages = Vec::new();
    let Some((layout, first)) = TiffLayout::read(bytes) else {
        return pages;
    };
    let mut at = first;
    // Directories of previews count too, or a chain of them would have no end.
    for _ in 0..most.saturating_mul(4) {
        let Some(directory) = layout.directory(bytes, at) else {
            break;
        };
        if TiffPage::read(bytes, layout, directory).is_picture() || pages.is_empty() {
            pages.push(at);
        }
        at = directory.next;
        if at == 0 || pages.len() == most {
            break;
        }
    }
    pages
}

/// Makes the page that begins at `at` the first one.
pub fn select(bytes: &mut [u8], at: usize) {
    let Some((layout, _)) = TiffLayout::read(bytes) else {
        return;
    };
    if layout.big {
        let at = u64::try_from(at).unwrap_or(0);
        write(bytes, 8, layout.order.bytes_of_u64(at));
    } else {
        let at = u32::try_from(at).unwrap_or(0);
        write(bytes, 4, layout.order.bytes_of_u32(at));
    }
}

/// Overwrites the bytes at `at`, if they are all there.
fn write<const N: usize>(bytes: &mut [u8], at: usize, new: [u8; N]) {
    if let Some(old) = bytes.get_mut(at..).and_then(|rest| rest.first_chunk_mut()) {
        *old = new;
    }
}
