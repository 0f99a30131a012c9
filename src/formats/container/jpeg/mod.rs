//! Walks a JPEG (ITU-T T.81) marker by marker. An embedded EXIF thumbnail is inside a segment and
//! so skipped.

mod frame;
pub(crate) mod markers;
mod quality;

use memchr::memmem;

use self::frame::FrameHeader;
use self::markers::{EOI, Markers, is_frame_header};
use super::walk::{
    CENTIMETER, Damage, Ending, FurtherBlock, JpegDetails, MAX_BLOCK, MayFollow, PictureEnd, Walk,
    Walked, block, damaged, dpi,
};
use crate::endian::{slice, tail, u16_be, wide};

const EXIF: &[u8] = b"Exif\0\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
/// Behind it: the packet's digest of 32 letters, its size and the place of this part, four bytes each
/// (XMP part 3, 1.1.3.1).
const EXTENDED_XMP: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";
const EXTENDED_XMP_HEAD: usize = 32 + 4 + 4;
const ICC: &[u8] = b"ICC_PROFILE\0";
const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";

/// XMP entries by which phones announce what lies behind the picture: a gain map, a depth map, a film.
const COMPANIONS: [&[u8]; 4] = [
    b"Container:Directory",
    b"hdrgm:",
    b"MotionPhoto",
    b"MicroVideo",
];

pub(super) fn walk(bytes: &[u8]) -> Walked {
    let mut walker = JpegWalker {
        markers: Markers::new(bytes),
        walk: Walk::default(),
        frame: None,
        luma_tables: [None; 4],
        icc: Vec::new(),
        extended_xmp: None,
        adobe_transform: None,
        restart_interval: 0,
        scanned_bytes: 0,
        may_follow: MayFollow::Nothing,
    };
    let end = walker.run().map(|()| PictureEnd {
        at: walker.markers.position(),
        may_follow: walker.may_follow,
    });
    let walk = walker.into_walk();
    Walked { walk, end }
}

struct JpegWalker<'a> {
    markers: Markers<'a>,
    walk: Walk,
    frame: Option<FrameHeader>,
    /// Quantization tables by slot, in zigzag order.
    luma_tables: [Option<[u16; 64]>; 4],
    /// Chunks of the color profile: number, count, data.
    icc: Vec<(u8, u8, &'a [u8])>,
    extended_xmp: Option<Vec<u8>>,
    adobe_transform: Option<u8>,
    restart_interval: u16,
    /// Entropy-coded bytes of all scans.
    scanned_bytes: u64,
    may_follow: MayFollow,
}

impl<'a> JpegWalker<'a> {
    /// Goes through the whole picture up to EOI.
    fn run(&mut self) -> Result<(), Ending> {
        loop {
            let segment = match self.markers.next_segment() {
                Err(_) if self.may_be_complete() => return Err(Ending::NoEndMark),
                segment => segment?,
            };
            if segment.marker == EOI {
                return self.check_complete();
            }
            self.read_segment(segment.marker, segment.content)?;
        }
    }

    fn read_segment(&mut self, marker: u8, segment: &'a [u8]) -> Result<(), Ending> {
        match marker {
            _ if is_frame_header(marker) => self.read_frame(marker, segment)?,
            0xDA => self.read_scan(segment)?,
            0xDB => self.read_tables(segment),
            0xDC => self.read_height(segment)?,
            0xDD => self.restart_interval = u16_be(segment, 0).unwrap_or(0),
            0xE0 if segment.starts_with(b"JFXX\0") => self.walk.has_preview = true,
            0xE0 => self.read_jfif(segment),
            0xE1 => self.read_app1(segment),
            0xE2 => self.read_app2(segment),
            0xED => self.read_app13(segment),
            0xEE if segment.starts_with(b"Adobe") => {
                self.adobe_transform = segment.get(11).copied();
            }
            0xFE => self.walk.push_comment(segment),
            _ => {}
        }
        Ok(())
    }

    /// Frame header, T.81 B.2.2.
    fn read_frame(&mut self, marker: u8, segment: &[u8]) -> Result<(), Ending> {
        if self.frame.is_some() {
            return Err(damaged(Damage::Structure));
        }
        let frame = FrameHeader::parse(marker, segment).ok_or(damaged(Damage::Header))?;
        if frame.width == 0 {
            return Err(damaged(Damage::Header));
        }
        self.frame = Some(frame);
        Ok(())
    }

    /// Scan header, T.81 B.2.3, and the entropy-coded data behind it.
    fn read_scan(&mut self, segment: &[u8]) -> Result<(), Ending> {
        let frame = self.frame.as_mut().ok_or(damaged(Damage::Structure))?;
        let count = segment.first().copied().unwrap_or(0);
        let selectors = slice(segment, 1, usize::from(count).saturating_mul(2))
            .filter(|selectors| !selectors.is_empty() && selectors.len() <= 8)
            .ok_or(damaged(Damage::Structure))?;
        for &[id, _] in selectors.as_chunks().0 {
            let component = frame.components.iter_mut().find(|known| known.id == id);
            component.ok_or(damaged(Damage::Structure))?.scanned = true;
        }

        let ids: Vec<u8> = selectors.iter().copied().step_by(2).collect();
        let behind = selectors.len().saturating_add(1);
        if let Some(&[first, last, bits]) = slice(segment, behind, 3).and_then(<[u8]>::first_chunk)
        {
            frame.note_scan(&ids, first, last, bits & 15);
        }

        let scan = self.markers.scan_data();
        self.scanned_bytes = self.scanned_bytes.saturating_add(wide(scan.bytes.len()));
        let too_few = scan.restarts < frame.restarts_expected(&ids, self.restart_interval);
        match (scan.has_end, too_few) {
            (false, _) if self.may_be_complete() => Err(Ending::NoEndMark),
            (false, _) => Err(Ending::CutShort),
            (true, true) => Err(damaged(Damage::MissingData)),
            (true, false) => Ok(()),
        }
    }

    /// Quantization tables, T.81 B.2.4.1.
    fn read_tables(&mut self, mut segment: &[u8]) {
        while let Some((&head, values)) = segment.split_first() {
            let sixteen_bits = head >> 4 != 0;
            let length = if sixteen_bits { 128 } else { 64 };
            let Some((values, rest)) = values.split_at_checked(length) else {
                return;
            };
            let mut table = [0; 64];
            for (index, entry) in table.iter_mut().enumerate() {
                *entry = if sixteen_bits {
                    u16_be(values, index.saturating_mul(2)).unwrap_or(0)
                } else {
                    values.get(index).copied().unwrap_or(0).into()
                };
            }
            if let Some(slot) = self.luma_tables.get_mut(usize::from(head & 15)) {
                *slot = Some(table);
            }
            segment = rest;
        }
    }

    /// DNL, T.81 B.2.5: the height comes after the first scan.
    fn read_height(&mut self, segment: &[u8]) -> Result<(), Ending> {
        let height = u16_be(segment, 0).ok_or(damaged(Damage::Header))?;
        if let Some(frame) = &mut self.frame
            && frame.height == 0
        {
            frame.height = height;
            frame.height_followed = true;
        }
        Ok(())
    }

    fn read_jfif(&mut self, segment: &[u8]) {
        self.walk.has_preview |= u16_be(segment, 12).is_some_and(|sides| sides != 0);
        let [Some(x), Some(y)] = [8, 10].map(|at| u16_be(segment, at)) else {
            return;
        };
        if !segment.starts_with(b"JFIF\0") || self.walk.dpi.is_some() {
            return;
        }
        self.walk.dpi = match segment.get(7) {
            Some(1) => dpi(x.into(), y.into(), 1.0),
            Some(2) => dpi(x.into(), y.into(), CENTIMETER),
            _ => None, // 0 is a ratio of sides, not a density
        };
    }

    fn read_app1(&mut self, segment: &[u8]) {
        if let Some(exif) = segment.strip_prefix(EXIF) {
            match &self.walk.exif {
                None => self.walk.exif = block(exif),
                Some(_) => self.walk.push_further(FurtherBlock::Exif(exif.to_vec())),
            }
        } else if let Some(xmp) = segment.strip_prefix(XMP) {
            if COMPANIONS
                .iter()
                .any(|name| memmem::find(xmp, name).is_some())
            {
                self.may_follow = MayFollow::Companions;
            }
            match &self.walk.xmp {
                None => self.walk.xmp = block(xmp),
                Some(_) => self.walk.push_further(FurtherBlock::Xmp(xmp.to_vec())),
            }
        } else if let Some(part) = segment.strip_prefix(EXTENDED_XMP) {
            self.read_extended_xmp(tail(part, EXTENDED_XMP_HEAD));
        }
    }

    /// A part of what had no room in the packet; parts come in order.
    fn read_extended_xmp(&mut self, part: &[u8]) {
        match &mut self.extended_xmp {
            Some(packet) if packet.len().saturating_add(part.len()) <= MAX_BLOCK => {
                packet.extend_from_slice(part);
            }
            Some(_) => {}
            none => *none = Some(part.to_vec()),
        }
    }

    fn read_app2(&mut self, segment: &'a [u8]) {
        if segment.starts_with(b"MPF\0") {
            self.may_follow = MayFollow::Companions;
        } else if let Some([number, count, data @ ..]) = segment.strip_prefix(ICC)
            && self.icc.len() < 256
        {
            self.icc.push((*number, *count, data));
        }
    }

    /// Photoshop's image resources, which may go on in further segments.
    fn read_app13(&mut self, segment: &[u8]) {
        if let Some(resources) = segment.strip_prefix(PHOTOSHOP) {
            let kept = self.walk.iptc.get_or_insert_default();
            if kept.len().saturating_add(resources.len()) <= MAX_BLOCK {
                kept.extend_from_slice(resources);
            }
        }
    }

    /// Whether what lies before EOI can be a whole picture.
    fn check_complete(&self) -> Result<(), Ending> {
        let frame = self.frame.as_ref().ok_or(damaged(Damage::Header))?;
        if !frame.components.iter().any(|component| component.scanned) {
            return Err(damaged(Damage::NoPicture));
        }
        if frame.height == 0 {
            return Err(damaged(Damage::Header));
        }
        let missing = frame.components.iter().any(|component| !component.scanned);
        if missing || self.scanned_bytes < frame.fewest_bytes() {
            return Err(damaged(Damage::MissingData));
        }
        Ok(())
    }

    /// Whether nothing but the end mark need be missing of a file that has no marker from here on.
    fn may_be_complete(&self) -> bool {
        let frame = self.frame.as_ref();
        self.check_complete().is_ok() && frame.is_some_and(FrameHeader::is_refined)
    }

    fn into_walk(mut self) -> Walk {
        if let Some(frame) = &self.frame {
            self.walk.size = Some((frame.width.into(), frame.height.into()));
            self.walk.color = Some(frame.color(self.adobe_transform));
            self.walk.bits_per_channel = Some(frame.precision);
            self.walk.frames = 1;
            self.walk.jpeg = Some(JpegDetails {
                coding: frame.coding(),
                quality: frame
                    .luma_table()
                    .and_then(|slot| self.luma_tables.get(slot)?.as_ref())
                    .map(quality::estimate),
                subsampled: frame.is_subsampled(),
            });
        }
        self.walk.icc = joined(&mut self.icc);
        if let Some(packet) = self.extended_xmp {
            self.walk.push_further(FurtherBlock::Xmp(packet));
        }
        self.walk
    }
}

/// The color profile from its chunks; `None` unless every one of them is there once.
fn joined(chunks: &mut [(u8, u8, &[u8])]) -> Option<Vec<u8>> {
    chunks.sort_by_key(|&(number, _, _)| number);
    let count = chunks.len();
    let complete = chunks
        .iter()
        .zip(1..)
        .all(|(&(number, of, _), expected)| number == expected && usize::from(of) == count);
    let size = chunks
        .iter()
        .fold(0_usize, |sum, (_, _, data)| sum.saturating_add(data.len()));
    (complete && (1..=MAX_BLOCK).contains(&size)).then(|| {
        chunks
            .iter()
            .flat_map(|(_, _, data)| *data)
            .copied()
            .collect()
    })
}
