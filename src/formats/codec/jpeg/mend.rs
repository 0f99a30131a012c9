//! What the C library doesn't find where it looks: a height that follows the first scan (DNL, T.81
//! B.2.5), and an end mark.

use std::borrow::Cow;

use memchr::memchr;

/// The file with this height in its frame header, if that has none.
pub(in crate::codec) fn with_height(bytes: &[u8], height: u32) -> Cow<'_, [u8]> {
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

/// The file with an end mark: for one that has none, though all of the picture may be there. Decoding
/// it tells whether it is.
pub fn with_end_mark(bytes: &[u8]) -> Vec<u8> {
    [bytes, &[0xFF, 0xD9]].concat()
}

/// Where the frame header keeps a height of zero.
fn missing_height(bytes: &[u8]) -> Option<usize> {
    let mut at = 2;
    loop {
        at += memchr(0xFF, bytes.get(at..)?)?;
        let marker = *bytes.get(at + 1)?;
        match marker {
            0xFF => at += 1,
            0x00 | 0x01 | 0xD0..=0xD8 => at += 2,
            0xD9 | 0xDA => return None,
            0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => {
                let place = at + 5;
                return (*bytes.get(place..place + 2)? == [0, 0]).then_some(place);
            }
            _ => {
                let length = bytes.get(at + 2..at + 4)?;
                at += 2 + usize::from(u16::from_be_bytes([length[0], length[1]]));
            }
        }
    }
}
