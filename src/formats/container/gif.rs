//! Walks a GIF (87a, 89a) block by block to its trailer.

use super::walk::{
    ColorModel, Damage, Ending, MAX_BLOCK, MayFollow, PictureEnd, Walk, Walked, block, damaged,
};
use crate::endian::{slice, tail, u16_le, wide};

/// The XMP packet is stored as it is, and closed by a "magic trailer" of 258 bytes by which
/// block-wise readers find out of it (XMP specification, part 3).
const XMP_TRAILER: usize = 258;

/// Most pixels one LZW code stands for: a chain of 4096 table entries.
const LONGEST_CODE: u64 = 4096;

pub(super) fn walk(bytes: &[u8]) -> Walked {
    let mut walker = GifWalker {
        bytes,
        at: 6,
        walk: Walk::default(),
    };
    let end = walker.run().map(|()| PictureEnd {
        at: walker.at,
        may_follow: MayFollow::Nothing,
    });
    let walk = walker.walk;
    Walked { walk, end }
}

struct GifWalker<'a> {
    bytes: &'a [u8],
    at: usize,
    walk: Walk,
}

impl<'a> GifWalker<'a> {
    /// Goes through all blocks; afterwards `at` lies behind the trailer.
    fn run(&mut self) -> Result<(), Ending> {
        let screen = self.next_bytes(7)?;
        let [Some(width), Some(height)] = [0, 2].map(|at| u16_le(screen, at)) else {
            return Err(Ending::CutShort);
        };
        self.walk.size = Some((width.into(), height.into()));
        self.walk.color = Some(ColorModel::Palette);
        self.skip_colors(screen.get(4))?;
        loop {
            match self.next_byte()? {
                b',' => self.read_frame()?,
                b'!' => self.read_extension()?,
                b';' if self.walk.frames == 0 => return Err(damaged(Damage::NoPicture)),
                b';' => return Ok(()),
                0 => {} // one block terminator too many, as some writers leave it
                _ => return Err(damaged(Damage::Structure)),
            }
        }
    }

    /// The bytes that come next.
    fn next_bytes(&mut self, len: usize) -> Result<&'a [u8], Ending> {
        let taken = slice(self.bytes, self.at, len).ok_or(Ending::CutShort)?;
        self.at = self.at.saturating_add(len);
        Ok(taken)
    }

    fn next_byte(&mut self) -> Result<u8, Ending> {
        self.next_bytes(1)?.first().copied().ok_or(Ending::CutShort)
    }

    /// Skips the color table that the flags announce.
    fn skip_colors(&mut self, flags: Option<&u8>) -> Result<(), Ending> {
        let flags = flags.copied().unwrap_or(0);
        if flags & 0x80 == 0 {
            return Ok(());
        }
        let bits = (flags & 7).saturating_add(1);
        if self.walk.frames <= 1 {
            self.walk.bits_per_channel = Some(bits);
        }
        self.next_bytes(3_usize << bits).map(drop)
    }

    fn read_frame(&mut self) -> Result<(), Ending> {
        let descriptor = self.next_bytes(9)?;
        let [Some(width), Some(height)] = [4, 6].map(|at| u16_le(descriptor, at)) else {
            return Err(Ending::CutShort);
        };
        self.walk.frames = self.walk.frames.saturating_add(1);
        if self.walk.size.is_none_or(|(w, h)| w == 0 || h == 0) {
            self.walk.size = Some((width.into(), height.into()));
        }
        self.skip_colors(descriptor.get(8))?;
        let code_bits = self.next_byte()?;
        if !(1..=11).contains(&code_bits) {
            return Err(damaged(Damage::Structure));
        }
        let data = self
            .sub_blocks()?
            .fold(0, |sum, block| wide(block.len()).saturating_add(sum));
        // A code is at least one bit longer than a color, and the n-th stands for at most n pixels.
        let bits = data.saturating_mul(8);
        let codes = bits.div_ceil(u64::from(code_bits).saturating_add(1));
        let reach = codes.saturating_mul(codes.min(LONGEST_CODE));
        if self.walk.frames == 1 && reach < u64::from(width).saturating_mul(height.into()) {
            return Err(damaged(Damage::MissingData));
        }
        Ok(())
    }

    /// Steps over sub-blocks to their terminator, and gives their contents.
    fn sub_blocks(&mut self) -> Result<SubBlocks<'a>, Ending> {
        let blocks = SubBlocks(tail(self.bytes, self.at));
        loop {
            let length = self.next_byte()?;
            if length == 0 {
                return Ok(blocks);
            }
            self.next_bytes(length.into())?;
        }
    }

    fn read_extension(&mut self) -> Result<(), Ending> {
        let label = self.next_byte()?;
        let start = self.at;
        let mut blocks = self.sub_blocks()?;
        match label {
            0xF9 => {
                let flags = blocks.next().and_then(|block| block.first());
                self.walk.alpha |= flags.is_some_and(|flags| flags & 1 != 0);
            }
            0xFE => self.walk.push_comment(&joined(blocks)),
            0xFF => match blocks.next() {
                Some(b"XMP DataXMP") if self.walk.xmp.is_none() => {
                    let end = self.at.saturating_sub(XMP_TRAILER);
                    let packet = self.bytes.get(start.saturating_add(12)..end);
                    self.walk.xmp = packet.and_then(block);
                }
                Some(b"ICCRGBG1012") if self.walk.icc.is_none() => {
                    self.walk.icc = block(&joined(blocks));
                }
                _ => {}
            },
            _ => {}
        }
        Ok(())
    }
}

/// The contents of sub-blocks up to their terminator.
struct SubBlocks<'a>(&'a [u8]);

impl<'a> Iterator for SubBlocks<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let (&length, rest) = self.0.split_first().filter(|(length, _)| **length > 0)?;
        let (block, rest) = rest.split_at_checked(length.into())?;
        self.0 = rest;
        Some(block)
    }
}

/// Sub-blocks in one piece, with one byte more than [`MAX_BLOCK`] at most.
fn joined(blocks: SubBlocks<'_>) -> Vec<u8> {
    blocks
        .flatten()
        .copied()
        .take(MAX_BLOCK.saturating_add(1))
        .collect()
}
