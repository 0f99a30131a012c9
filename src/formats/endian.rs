//! Numbers out of untrusted bytes: every read is checked against the end of the data. The one place
//! that knows byte orders.

#![warn(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

/// The order of bytes in a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ByteOrder {
    Little,
    Big,
}

impl ByteOrder {
    /// The order that a TIFF structure states in its first two bytes.
    pub(crate) fn of_tiff(bytes: &[u8]) -> Option<Self> {
        match bytes.first_chunk()? {
            b"II" => Some(Self::Little),
            b"MM" => Some(Self::Big),
            _ => None,
        }
    }

    pub(crate) fn u16(self, bytes: &[u8], at: usize) -> Option<u16> {
        array(bytes, at).map(|raw| self.u16_of(raw))
    }

    /// The number that two bytes are.
    pub(crate) fn u16_of(self, raw: [u8; 2]) -> u16 {
        match self {
            Self::Little => u16::from_le_bytes(raw),
            Self::Big => u16::from_be_bytes(raw),
        }
    }

    pub(crate) fn u32(self, bytes: &[u8], at: usize) -> Option<u32> {
        let raw = array(bytes, at)?;
        Some(match self {
            Self::Little => u32::from_le_bytes(raw),
            Self::Big => u32::from_be_bytes(raw),
        })
    }

    pub(crate) fn u64(self, bytes: &[u8], at: usize) -> Option<u64> {
        let raw = array(bytes, at)?;
        Some(match self {
            Self::Little => u64::from_le_bytes(raw),
            Self::Big => u64::from_be_bytes(raw),
        })
    }

    /// The bytes of a number in this order.
    pub(crate) fn bytes_of_u16(self, value: u16) -> [u8; 2] {
        match self {
            Self::Little => value.to_le_bytes(),
            Self::Big => value.to_be_bytes(),
        }
    }

    /// The bytes of a number in this order.
    pub(crate) fn bytes_of_u32(self, value: u32) -> [u8; 4] {
        match self {
            Self::Little => value.to_le_bytes(),
            Self::Big => value.to_be_bytes(),
        }
    }

    /// The bytes of a number in this order.
    pub(crate) fn bytes_of_u64(self, value: u64) -> [u8; 8] {
        match self {
            Self::Little => value.to_le_bytes(),
            Self::Big => value.to_be_bytes(),
        }
    }
}

pub(crate) fn u16_be(bytes: &[u8], at: usize) -> Option<u16> {
    ByteOrder::Big.u16(bytes, at)
}

pub(crate) fn u32_be(bytes: &[u8], at: usize) -> Option<u32> {
    ByteOrder::Big.u32(bytes, at)
}

pub(crate) fn u16_le(bytes: &[u8], at: usize) -> Option<u16> {
    ByteOrder::Little.u16(bytes, at)
}

pub(crate) fn u32_le(bytes: &[u8], at: usize) -> Option<u32> {
    ByteOrder::Little.u32(bytes, at)
}

/// Three bytes, least significant first (WebP).
pub(crate) fn u24_le(bytes: &[u8], at: usize) -> Option<u32> {
    let [low, middle, high] = array(bytes, at)?;
    Some(u32::from_le_bytes([low, middle, high, 0]))
}

pub(crate) fn i32_le(bytes: &[u8], at: usize) -> Option<i32> {
    array(bytes, at).map(i32::from_le_bytes)
}

/// The `len` bytes at `at`; `None` if they aren't all there.
pub(crate) fn slice(bytes: &[u8], at: usize, len: usize) -> Option<&[u8]> {
    bytes.get(at..at.checked_add(len)?)
}

/// Everything from `at` on; nothing if that lies behind the end.
pub(crate) fn tail(bytes: &[u8], at: usize) -> &[u8] {
    bytes.get(at..).unwrap_or_default()
}

/// A number read from a file as an index: one that doesn't fit lies behind the end of any file.
pub(crate) fn index(value: u32) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}

/// A length as the type that sizes are summed in.
pub(crate) fn wide(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..)?.first_chunk().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_read_across_the_end() {
        let bytes = [1, 2, 3, 4];
        assert_eq!(u32_be(&bytes, 0), Some(0x0102_0304));
        assert_eq!(u32_le(&bytes, 0), Some(0x0403_0201));
        assert_eq!(u24_le(&bytes, 1), Some(0x0004_0302));
        assert_eq!(u16_be(&bytes, 2), Some(0x0304));
        assert_eq!(u16_le(&bytes, 3), None);
        assert_eq!(u16_le(&bytes, usize::MAX), None);
        assert_eq!(slice(&bytes, 1, usize::MAX), None);
        assert_eq!(slice(&bytes, 4, 0), Some(&[][..]));
        assert!(tail(&bytes, 5).is_empty());
    }
}
