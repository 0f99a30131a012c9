//! The one walk through the markers of a JPEG (ITU-T T.81, B.1.1): segments by their length,
//! entropy-coded data by looking for the next marker. What a segment means is up to the caller.

use memchr::{memchr, memchr_iter};

use crate::container::walk::{Damage, Ending, damaged};
use crate::endian::{slice, tail, u16_be};

/// Start of the picture, and of the file.
pub(crate) const SOI: u8 = 0xD8;
/// End of the picture.
pub(crate) const EOI: u8 = 0xD9;
/// Start of a scan: entropy-coded data follows the segment.
pub(crate) const SOS: u8 = 0xDA;

/// Whether this marker begins a frame header (SOF).
pub(crate) const fn is_frame_header(marker: u8) -> bool {
    matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC)
}

/// Goes from marker to marker.
#[derive(Debug)]
pub(crate) struct Markers<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// A marker with its segment.
#[derive(Debug)]
pub(crate) struct Segment<'a> {
    pub(crate) marker: u8,
    /// The length and the content as they are in the file; empty for a marker that has no length:
    /// EOI, a stray restart, TEM and stuffing.
    pub(crate) whole: &'a [u8],
    /// What the length covers, without the length itself.
    pub(crate) content: &'a [u8],
    /// How many bytes lie between the segment before and this marker. There should be none; like
    /// libjpeg, the walk passes over them.
    pub(crate) stray_bytes: usize,
}

/// The entropy-coded data of one scan.
#[derive(Debug)]
pub(crate) struct ScanData<'a> {
    pub(crate) bytes: &'a [u8],
    /// Restart markers inside it.
    pub(crate) restarts: u64,
    /// Whether a marker follows, and not the end of the file.
    pub(crate) has_end: bool,
}

impl<'a> Markers<'a> {
    /// Starts behind SOI, which the caller has seen.
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 2 }
    }

    /// Place of the first byte behind what was given out last.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// The next marker with its segment; how the file ends if there is none.
    pub(crate) fn next_segment(&mut self) -> Result<Segment<'a>, Ending> {
        let rest = tail(self.bytes, self.at);
        let stray_bytes = memchr(0xFF, rest).ok_or(Ending::CutShort)?;
        let code = tail(rest, stray_bytes)
            .iter()
            .position(|&byte| byte != 0xFF)
            .ok_or(Ending::CutShort)?
            .saturating_add(stray_bytes);
        let marker = *rest.get(code).ok_or(Ending::CutShort)?;
        self.at = self.at.saturating_add(code).saturating_add(1);
        let whole = match marker {
            // A picture inside the picture, or a reserved marker.
            SOI | 0x02..=0xBF => return Err(damaged(Damage::Structure)),
            0x00 | 0x01 | 0xD0..=0xD7 | EOI => &[],
            _ => self.segment()?,
        };
        Ok(Segment {
            marker,
            whole,
            content: tail(whole, 2),
            stray_bytes,
        })
    }

    /// The segment whose length comes next.
    fn segment(&mut self) -> Result<&'a [u8], Ending> {
        let length = u16_be(self.bytes, self.at).ok_or(Ending::CutShort)?;
        if length < 2 {
            return Err(damaged(Damage::Structure));
        }
        let segment = slice(self.bytes, self.at, length.into()).ok_or(Ending::CutShort)?;
        self.at = self.at.saturating_add(segment.len());
        Ok(segment)
    }

    /// The entropy-coded data that begins here and goes up to the next marker that is no restart.
    pub(crate) fn scan_data(&mut self) -> ScanData<'a> {
        let rest = tail(self.bytes, self.at);
        let mut scan = ScanData {
            bytes: rest,
            restarts: 0,
            has_end: false,
        };
        for at in memchr_iter(0xFF, rest) {
            match rest.get(at.saturating_add(1)) {
                None | Some(0x00 | 0xFF) => {} // a stuffed 0xFF, or fill before a marker
                Some(0xD0..=0xD7) => scan.restarts = scan.restarts.saturating_add(1),
                Some(_) => {
                    scan.bytes = rest.get(..at).unwrap_or(rest);
                    scan.has_end = true;
                    break;
                }
            }
        }
        self.at = self.at.saturating_add(scan.bytes.len());
        scan
    }
}
