//! What the C library doesn't find where it looks: a height that follows the first scan (DNL, T.81
//! B.2.5), and an end mark.

use std::borrow::Cow;

use crate::container::jpeg::markers::{EOI, Markers, SOS, is_frame_header};
use crate::endian::u16_be;

/// The file with this height in its frame header, if that has none.
pub(crate) fn with_height(bytes: &[u8], height: u32) -> Cow<'_, [u8]> {
    let Ok(height) = u16::try_from(height) else {
        return Cow::Borrowed(bytes);
    };
    match missing_height(bytes) {
        Some(at) => {
            let mut file = bytes.to_vec();
            file[at..at + 2].copy_from_slice(&height.to_be_bytes());
            Cow::Owned(file)
        }
        None => Cow::Borrowed(bytes),
    }
}

/// The end mark of a file that had none, told from others by the bytes that fill up before it: what phones
/// put behind the picture may then lie before the mark.
pub(super) const MENDED_END: [u8; 5] = [0xFF, 0xFF, 0xFF, 0xFF, EOI];

/// The file up to its last scan, and then an end mark: for one that has none, though all of the
/// picture may be there. Decoding it tells whether it is. What phones put behind the picture goes.
pub fn with_end_mark(bytes: &[u8]) -> Vec<u8> {
    let mut markers = Markers::new(bytes);
    let mut end = bytes.len();
    while let Ok(segment) = markers.next_segment() {
        if segment.marker == SOS {
            markers.scan_data();
            end = markers.position();
        }
    }
    [&bytes[..end], &MENDED_END].concat()
}

/// Where the frame header keeps a height of zero.
fn missing_height(bytes: &[u8]) -> Option<usize> {
    /// Where the height stands in a frame header, behind the precision.
    const HEIGHT: usize = 1;
    let mut markers = Markers::new(bytes);
    loop {
        let segment = markers.next_segment().ok()?;
        if matches!(segment.marker, EOI | SOS) {
            return None;
        }
        if is_frame_header(segment.marker) {
            let height = u16_be(segment.content, HEIGHT)?;
            let place = markers.position() - segment.content.len() + HEIGHT;
            return (height == 0).then_some(place);
        }
    }
}
