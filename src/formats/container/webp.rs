//! Walks a WebP (RFC 9649) chunk by chunk.

use super::walk::{
    ColorModel, Damage, Ending, MayFollow, PictureEnd, Walk, Walked, block, damaged,
};
use crate::endian::{index, slice, tail, u16_le, u24_le, u32_le};

/// RIFF, size, WEBP.
const FILE_HEADER: usize = 12;

pub(super) fn walk(bytes: &[u8]) -> Walked {
    let mut walker = WebpWalker {
        walk: Walk {
            color: Some(ColorModel::Rgb),
            bits_per_channel: Some(8),
            ..Walk::default()
        },
        canvas: None,
        still: None,
    };
    let end = walker.run(bytes).map(|at| PictureEnd {
        at,
        may_follow: MayFollow::Nothing,
    });
    let walk = walker.walk;
    Walked { walk, end }
}

struct WebpWalker {
    walk: Walk,
    canvas: Option<(u32, u32)>,
    /// Size of the still picture.
    still: Option<(u32, u32)>,
}

impl WebpWalker {
    /// Goes through all chunks and gives the end that the file header states.
    fn run(&mut self, bytes: &[u8]) -> Result<usize, Ending> {
        let size = u32_le(bytes, 4).ok_or(Ending::CutShort)?;
        let end = index(size).saturating_add(8);
        // What is there is read even if the file is cut: the header still tells the size.
        let whole = bytes.get(..end);
        let walked = self.chunks(whole.unwrap_or(bytes));
        if whole.is_none() {
            return Err(Ending::CutShort);
        }
        match walked {
            Err(Ending::CutShort) => Err(damaged(Damage::Structure)),
            Err(ending) => Err(ending),
            Ok(()) => self.check_complete().map(|()| end),
        }
    }

    fn chunks(&mut self, bytes: &[u8]) -> Result<(), Ending> {
        let mut at = FILE_HEADER;
        while at < bytes.len() {
            let kind = slice(bytes, at, 4).ok_or(Ending::CutShort)?;
            let length = u32_le(bytes, at.saturating_add(4)).ok_or(Ending::CutShort)?;
            let start = at.saturating_add(8);
            let available = tail(bytes, start);
            let data = available.get(..index(length)).unwrap_or(available);
            self.read_chunk(kind, data, index(length))?;
            if data.len() < index(length) {
                return Err(Ending::CutShort);
            }
            // Chunks are padded to even length; a missing last pad byte harms nobody.
            at = start
                .saturating_add(index(length))
                .saturating_add(index(length & 1));
        }
        Ok(())
    }

    fn read_chunk(&mut self, kind: &[u8], data: &[u8], length: usize) -> Result<(), Ending> {
        match kind {
            b"VP8X" => {
                let flags = *data.first().ok_or(Ending::CutShort)?;
                self.walk.alpha |= flags & 0x10 != 0;
                let [Some(width), Some(height)] = [4, 7].map(|at| u24_le(data, at)) else {
                    return Err(Ending::CutShort);
                };
                self.canvas = Some((width.saturating_add(1), height.saturating_add(1)));
                self.walk.size = self.canvas;
            }
            b"VP8 " => {
                let size = lossy_size(data, length)?;
                self.read_still(size);
            }
            b"VP8L" => {
                let (size, alpha) = lossless_size(data)?;
                self.walk.alpha |= alpha;
                self.read_still(size);
            }
            b"ALPH" => self.walk.alpha = true,
            b"ANMF" => self.walk.frames = self.walk.frames.saturating_add(1),
            b"ICCP" => self.walk.icc = self.walk.icc.take().or_else(|| block(data)),
            b"EXIF" => {
                let exif = data.strip_prefix(b"Exif\0\0").unwrap_or(data);
                self.walk.exif = self.walk.exif.take().or_else(|| block(exif));
            }
            b"XMP " => self.walk.xmp = self.walk.xmp.take().or_else(|| block(data)),
            _ => {}
        }
        Ok(())
    }

    fn read_still(&mut self, size: (u32, u32)) {
        if self.still.is_none() {
            self.still = Some(size);
            self.walk.size = self.canvas.or(Some(size));
            self.walk.frames = self.walk.frames.saturating_add(1);
        }
    }

    fn check_complete(&self) -> Result<(), Ending> {
        if self.walk.frames == 0 {
            return Err(damaged(Damage::NoPicture));
        }
        match (self.canvas, self.still) {
            (Some(canvas), Some(still)) if canvas != still => Err(damaged(Damage::Sizes)),
            _ => Ok(()),
        }
    }
}

/// Size of a lossy key frame (RFC 6386, 9.1).
fn lossy_size(data: &[u8], length: usize) -> Result<(u32, u32), Ending> {
    let tag = u24_le(data, 0).ok_or(Ending::CutShort)?;
    let start_code = slice(data, 3, 3).ok_or(Ending::CutShort)?;
    let [Some(width), Some(height)] = [6, 8].map(|at| u16_le(data, at)) else {
        return Err(Ending::CutShort);
    };
    let first_partition = index(tag >> 5);
    let (width, height) = (u32::from(width & 0x3FFF), u32::from(height & 0x3FFF));
    let is_key_frame = tag & 1 == 0 && start_code == b"\x9d\x01\x2a";
    if !is_key_frame || width == 0 || height == 0 {
        return Err(damaged(Damage::Header));
    }
    if first_partition > length.saturating_sub(10) {
        return Err(damaged(Damage::Structure));
    }
    Ok((width, height))
}

/// Size and transparency of a lossless picture (RFC 9649, 3.4).
fn lossless_size(data: &[u8]) -> Result<((u32, u32), bool), Ending> {
    let signature = *data.first().ok_or(Ending::CutShort)?;
    let header = u32_le(data, 1).ok_or(Ending::CutShort)?;
    if signature != 0x2F || header >> 29 != 0 {
        return Err(damaged(Damage::Header));
    }
    let side = |shift: u32| (header >> shift & 0x3FFF).saturating_add(1);
    Ok(((side(0), side(14)), header & 1 << 28 != 0))
}
