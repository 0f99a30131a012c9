//! Makes any page of a TIFF its first one, so that a decoder of first pages reads it.

use super::ifd::Layout;
use super::page::Page;

/// Where the pages that are pictures begin, previews left out, at most `most` of them. For a file
/// whose walk ended properly these are as many as the walk counted.
pub fn pages(bytes: &[u8], most: usize) -> Vec<usize> {
    let mut pages = Vec::new();
    let Some((layout, first)) = Layout::read(bytes) else {
        return pages;
    };
    let mut at = first;
    // Directories of previews count too, or a chain of them would have no end.
    for _ in 0..most.saturating_mul(4) {
        let Some(directory) = layout.directory(bytes, at) else {
            break;
        };
        if Page::read(bytes, layout, directory).is_picture() || pages.is_empty() {
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
    use crate::container::reader::Order;
    let Some((layout, _)) = Layout::read(bytes) else {
        return;
    };
    let (pointer_at, size) = if layout.big { (8_usize, 8) } else { (4, 4) };
    let at = u64::try_from(at).unwrap_or(0);
    let (little, big) = (at.to_le_bytes(), at.to_be_bytes());
    let pointer = match layout.order {
        Order::Little => little.get(..size),
        Order::Big => big.get(8_usize.saturating_sub(size)..),
    };
    let target = bytes.get_mut(pointer_at..pointer_at.saturating_add(size));
    if let (Some(target), Some(pointer)) = (target, pointer) {
        target.copy_from_slice(pointer);
    }
}
