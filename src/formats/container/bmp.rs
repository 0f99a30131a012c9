//! Reads a BMP's headers (Windows versions 3 to 5 and OS/2) and checks that its pixels are there.

use super::walk::{
    ColorModel, Damage, Ending, METER, MayFollow, PictureEnd, Walk, Walked, block, damaged, dpi,
};
use crate::endian::{i32_le, index, slice, tail, u16_le, u32_le, wide};

/// Size of the file header; the DIB header follows.
const FILE_HEADER: usize = 14;

/// Every size a DIB header has ever had: OS/2 1 and 2 (short and full), Windows 3, with masks
/// (Adobe's two), 4 and 5.
const DIB_SIZES: [u32; 8] = [12, 16, 40, 52, 56, 64, 108, 124];

/// `bV5CSType` of a profile inside the file.
const EMBEDDED: u32 = u32::from_be_bytes(*b"MBED");

pub(super) fn walk(bytes: &[u8]) -> Walked {
    let mut walk = Walk::default();
    let end = BmpHeader::parse(bytes).and_then(|header| {
        header.describe(bytes, &mut walk);
        header.end(bytes)
    });
    Walked { walk, end }
}

/// Whether the bytes behind "BM" are a bitmap's, not those of a text that begins so: a DIB
/// header's size is small, and where even that is broken, the header states the file's size.
pub(super) fn is_plausible(bytes: &[u8]) -> bool {
    let reserved_is_zero = u32_le(bytes, 6) == Some(0);
    match u32_le(bytes, FILE_HEADER) {
        Some(12..=256) => true,
        Some(_) => reserved_is_zero && u32_le(bytes, 2).map(index) == Some(bytes.len()),
        None => reserved_is_zero,
    }
}

struct BmpHeader {
    dib: u32,
    width: u32,
    height: u32,
    bits: u16,
    compression: u32,
    /// Size of the pixels as stated; often 0.
    stated_size: u32,
    pixels_at: usize,
}

impl BmpHeader {
    fn parse(bytes: &[u8]) -> Result<Self, Ending> {
        Self::read(bytes).ok_or(Ending::CutShort)?
    }

    /// `None` if the header isn't all there.
    fn read(bytes: &[u8]) -> Option<Result<Self, Ending>> {
        let pixels_at = index(u32_le(bytes, 10)?);
        let dib = u32_le(bytes, FILE_HEADER)?;
        if !DIB_SIZES.contains(&dib) {
            return Some(Err(damaged(Damage::Header)));
        }
        slice(bytes, FILE_HEADER, index(dib))?;
        let (width, height, planes_at) = if dib == 12 {
            (u16_le(bytes, 18)?.into(), u16_le(bytes, 20)?.into(), 22)
        } else {
            (i32_le(bytes, 18)?, i32_le(bytes, 22)?, 26)
        };
        let planes = u16_le(bytes, planes_at)?;
        let long = dib >= 40;
        let header = Self {
            dib,
            width: width.unsigned_abs(),
            height: height.unsigned_abs(),
            bits: u16_le(bytes, planes_at.saturating_add(2))?,
            compression: if long { u32_le(bytes, 30)? } else { 0 },
            stated_size: if long { u32_le(bytes, 34)? } else { 0 },
            pixels_at,
        };
        let headers_end = FILE_HEADER.saturating_add(index(dib));
        let is_possible = width > 0 && height != 0 && planes == 1 && header.has_valid_bits();
        Some(if !is_possible {
            Err(damaged(Damage::Header))
        } else if pixels_at < headers_end {
            Err(damaged(Damage::Structure))
        } else {
            Ok(header)
        })
    }

    /// Bits per pixel that exist, and exist with this compression.
    fn has_valid_bits(&self) -> bool {
        match (self.compression, self.bits) {
            (0, 1 | 2 | 4 | 8 | 16 | 24 | 32) | (1, 8) | (2, 4) | (3 | 6, 16 | 32) => true,
            (3, 1) | (4, 24) => self.dib == 64, // OS/2: Huffman, RLE24
            (4 | 5, _) => self.dib != 64,       // a JPEG or PNG inside, meant for printers
            _ => false,
        }
    }

    fn describe(&self, bytes: &[u8], walk: &mut Walk) {
        walk.size = Some((self.width, self.height));
        walk.frames = 1;
        walk.bits_per_channel = u8::try_from(match self.bits {
            16 => 5,
            24.. => 8,
            bits => bits,
        })
        .ok();
        walk.color = Some(match self.bits {
            1 if self.is_black_and_white(bytes) => ColorModel::Bilevel,
            1..=8 => ColorModel::Palette,
            _ => ColorModel::Rgb,
        });
        let alpha_mask = if self.dib >= 56 && self.dib != 64 {
            u32_le(bytes, 66).unwrap_or(0)
        } else {
            0
        };
        walk.alpha = self.bits > 8 && self.shows_through(bytes, alpha_mask);
        if self.dib >= 40
            && let [Some(x), Some(y)] = [38, 42].map(|at| i32_le(bytes, at))
        {
            walk.dpi = dpi(x.into(), y.into(), METER);
        }
        walk.icc = self
            .profile(bytes)
            .and_then(|(at, size)| block(slice(bytes, at, size)?));
    }

    /// Whether a pixel states an opacity. Where none does, writers have left the channel unused, and
    /// readers take the picture for opaque.
    fn shows_through(&self, bytes: &[u8], alpha_mask: u32) -> bool {
        const BIT_FIELDS: [u32; 2] = [3, 6];
        let mask = alpha_mask.to_le_bytes();
        let pixel_bytes = usize::from(self.bits / 8);
        BIT_FIELDS.contains(&self.compression)
            && tail(bytes, self.pixels_at)
                .chunks_exact(pixel_bytes.max(1))
                .any(|pixel| pixel.iter().zip(mask).any(|(byte, mask)| byte & mask != 0))
    }

    fn is_black_and_white(&self, bytes: &[u8]) -> bool {
        let at = FILE_HEADER.saturating_add(index(self.dib));
        let entry = if self.dib == 12 { 3 } else { 4 };
        [at, at.saturating_add(entry)].iter().all(|&at| {
            slice(bytes, at, 3).is_some_and(|color| color == [0; 3] || color == [0xFF; 3])
        })
    }

    /// Where an embedded profile lies, and its size.
    fn profile(&self, bytes: &[u8]) -> Option<(usize, usize)> {
        if self.dib < 124 || u32_le(bytes, 70)? != EMBEDDED {
            return None;
        }
        let at = FILE_HEADER.checked_add(index(u32_le(bytes, 126)?))?;
        Some((at, index(u32_le(bytes, 130)?)))
    }

    fn end(&self, bytes: &[u8]) -> Result<PictureEnd, Ending> {
        let pixels = self.pixels_end(bytes).ok_or(Ending::CutShort)?;
        let profile = self
            .profile(bytes)
            .map_or(0, |(at, size)| at.saturating_add(size));
        let end = pixels.max(profile);
        if end > bytes.len() {
            return Err(Ending::CutShort);
        }
        Ok(PictureEnd {
            at: end,
            may_follow: MayFollow::Alignment,
        })
    }

    /// Where the pixels end; `None` if that lies behind the end of the file.
    fn pixels_end(&self, bytes: &[u8]) -> Option<usize> {
        let stated_end = self.pixels_at.checked_add(index(self.stated_size))?;
        let size = match (self.compression, self.bits) {
            (0 | 3 | 6, _) if self.dib != 64 || self.compression == 0 => self.uncompressed_size(),
            (1, _) => run_length_size(tail(bytes, self.pixels_at), RunLength::Eight)?,
            (2, _) => run_length_size(tail(bytes, self.pixels_at), RunLength::Four)?,
            _ => wide(index(self.stated_size)),
        };
        let end = self.pixels_at.checked_add(usize::try_from(size).ok()?)?;
        if end > bytes.len() {
            return None;
        }
        // Writers may count a padding into the pixels, but not megabytes of something else.
        let padding = stated_end.saturating_sub(end);
        Some(if padding <= 3 && stated_end <= bytes.len() {
            end.max(stated_end)
        } else {
            end
        })
    }

    /// Rows padded to four bytes.
    fn uncompressed_size(&self) -> u64 {
        u64::from(self.width)
            .saturating_mul(self.bits.into())
            .div_ceil(32)
            .saturating_mul(4)
            .saturating_mul(self.height.into())
    }
}

#[derive(Clone, Copy)]
enum RunLength {
    Four,
    Eight,
}

/// Length of run-length coded pixels including their end mark; `None` if there is none.
fn run_length_size(data: &[u8], kind: RunLength) -> Option<u64> {
    let mut at = 0_usize;
    loop {
        let &[count, value] = slice(data, at, 2)?.first_chunk()?;
        let literal = match (count, value) {
            (0, 1) => return Some(wide(at.saturating_add(2))),
            (0, 2) => 2, // a move: two distances
            (0, 3..) => {
                let bytes = match kind {
                    RunLength::Eight => usize::from(value),
                    RunLength::Four => usize::from(value).div_ceil(2),
                };
                bytes.saturating_add(bytes & 1)
            }
            _ => 0,
        };
        at = at.saturating_add(2).saturating_add(literal);
    }
}
