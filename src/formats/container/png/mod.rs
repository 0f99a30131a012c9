//! Walks a PNG (W3C PNG, third edition) chunk by chunk. Checksums of critical chunks are
//! checked; an ancillary chunk with a wrong one is passed over, as decoders do.

pub(crate) mod chunks;
pub(crate) mod header;

use self::chunks::{Chunk, Chunks, SIGNATURE};
use self::header::PngHeader;
use super::inflate::Inflater;
use super::walk::{
    ColorChunks, ColorModel, Damage, Ending, MAX_BLOCK, MAX_COMMENT_BYTES, METER, MayFollow,
    PictureEnd, Walk, Walked, block, damaged, dpi,
};
use crate::endian::{u32_be, wide};

/// Deflate can't do better than one byte for 1032 (258 bytes for two bits).
const MOST_INFLATED: u64 = 1032;

pub(super) fn walk(bytes: &[u8]) -> Walked {
    let mut walker = PngWalker {
        bytes,
        chunks: Chunks::new(bytes),
        walk: Walk::default(),
        header: None,
        data_bytes: 0,
        palette: false,
        animated: false,
        inflater: Inflater::new(),
        damage: None,
    };
    let reached = walker.run();
    let end = match walker.damage {
        Some(what) => Err(damaged(what)),
        None => reached.map(|()| PictureEnd {
            at: walker.chunks.position(),
            may_follow: MayFollow::Nothing,
        }),
    };
    let walk = walker.walk;
    Walked { walk, end }
}

struct PngWalker<'a> {
    bytes: &'a [u8],
    chunks: Chunks<'a>,
    walk: Walk,
    header: Option<PngHeader>,
    /// Compressed bytes of the still picture.
    data_bytes: u64,
    palette: bool,
    animated: bool,
    inflater: Inflater,
    /// The first thing found broken; the walk goes on for the header's sake.
    damage: Option<Damage>,
}

impl<'a> PngWalker<'a> {
    /// Goes through all chunks up to IEND.
    fn run(&mut self) -> Result<(), Ending> {
        if !self.bytes.starts_with(&SIGNATURE) {
            return Err(if SIGNATURE.starts_with(self.bytes) {
                Ending::CutShort
            } else {
                damaged(Damage::Signature)
            });
        }
        loop {
            let (chunk, checksum_is_right) = self.checked_chunk()?;
            if self.header.is_none() && &chunk.kind != b"IHDR" {
                return Err(damaged(Damage::Header));
            }
            if &chunk.kind == b"IEND" {
                self.check_complete();
                return Ok(());
            }
            self.read_chunk(&chunk, checksum_is_right)?;
        }
    }

    /// The next chunk, and whether its checksum is right. A wrong one is damage if the chunk is
    /// critical, which the case of its first letter tells.
    fn checked_chunk(&mut self) -> Result<(Chunk<'a>, bool), Ending> {
        let chunk = self.chunks.next_chunk()?;
        let is_right = chunk.checksum_is_right();
        if !is_right && chunk.kind.first().is_some_and(u8::is_ascii_uppercase) {
            self.note_damage(Damage::Checksum);
        }
        Ok((chunk, is_right))
    }

    fn note_damage(&mut self, what: Damage) {
        self.damage.get_or_insert(what);
    }

    fn read_chunk(&mut self, chunk: &Chunk<'_>, checksum_is_right: bool) -> Result<(), Ending> {
        let data = chunk.data;
        match &chunk.kind {
            b"IHDR" => self.read_header(data)?,
            b"PLTE" => self.read_palette(data),
            b"IDAT" => self.data_bytes = self.data_bytes.saturating_add(wide(data.len())),
            _ if !checksum_is_right => {}
            b"tRNS" => self.walk.alpha = true,
            b"acTL" => {
                self.animated = true;
                self.walk.frames = 0;
            }
            b"fcTL" if self.animated => self.walk.frames = self.walk.frames.saturating_add(1),
            b"pHYs" => self.read_density(data),
            b"eXIf" => self.keep_exif(data),
            b"iCCP" => self.read_profile(data),
            // As decoders do: what comes behind the pixels comes too late.
            b"cICP" | b"sRGB" | b"gAMA" | b"cHRM" if self.data_bytes == 0 => {
                self.read_colors(&chunk.kind, data);
            }
            b"tEXt" | b"zTXt" | b"iTXt" => {
                self.read_text(chunk);
            }
            _ => {}
        }
        Ok(())
    }

    fn read_header(&mut self, data: &[u8]) -> Result<(), Ending> {
        if self.header.is_some() {
            return Err(damaged(Damage::Structure));
        }
        let header = PngHeader::parse(data).ok_or(damaged(Damage::Header))?;
        if !header.is_valid() {
            self.note_damage(Damage::Header);
        }
        self.walk.size = Some((header.width, header.height));
        self.walk.color = Some(header.color());
        self.walk.bits_per_channel = Some(header.bit_depth);
        self.walk.alpha = matches!(header.color_type, 4 | 6);
        self.walk.frames = 1;
        self.walk.color_chunks = Some(ColorChunks::default());
        self.header = Some(header);
        Ok(())
    }

    fn read_palette(&mut self, data: &[u8]) {
        let (colors, rest) = data.as_chunks();
        self.palette = !colors.is_empty() && rest.is_empty();
        let black_and_white = colors
            .iter()
            .all(|color| matches!(color, [0, 0, 0] | [0xFF, 0xFF, 0xFF]));
        if black_and_white
            && self.walk.color == Some(ColorModel::Palette)
            && self.walk.bits_per_channel == Some(1)
        {
            self.walk.color = Some(ColorModel::Bilevel);
        }
    }

    /// pHYs is nine bytes that the walk holds already: the `png` crate would have to walk the file a
    /// second time to give them.
    fn read_density(&mut self, data: &[u8]) {
        if let [Some(x), Some(y)] = [0, 4].map(|at| u32_be(data, at))
            && data.get(8) == Some(&1)
        {
            self.walk.dpi = dpi(x.into(), y.into(), METER);
        }
    }

    fn keep_exif(&mut self, data: &[u8]) {
        let exif = data.strip_prefix(b"Exif\0\0").unwrap_or(data);
        if self.walk.exif.is_none() {
            self.walk.exif = block(exif);
        }
    }

    /// iCCP: name, 0, method 0, zlib stream.
    fn read_profile(&mut self, data: &[u8]) {
        if let Some((_, [0, compressed @ ..])) = split_at_nul(data)
            && self.walk.icc.is_none()
        {
            self.walk.icc = self.inflater.zlib(compressed, MAX_BLOCK);
        }
    }

    fn read_colors(&mut self, kind: &[u8], data: &[u8]) {
        let chunks = self.walk.color_chunks.get_or_insert_default();
        match kind {
            b"cICP" => chunks.cicp = data.first_chunk().copied(),
            b"sRGB" => chunks.is_srgb = true,
            b"gAMA" => chunks.gamma = u32_be(data, 0),
            _ => {
                let mut numbers = data
                    .as_chunks::<4>()
                    .0
                    .iter()
                    .copied()
                    .map(u32::from_be_bytes);
                let eight = [(); 8].map(|()| numbers.next());
                chunks.chromaticities = eight
                    .iter()
                    .all(Option::is_some)
                    .then(|| eight.map(Option::unwrap_or_default));
            }
        }
    }

    /// tEXt, zTXt, iTXt: XMP, the EXIF or IPTC block that `ImageMagick` hides in text, or a comment.
    fn read_text(&mut self, chunk: &Chunk<'_>) -> Option<()> {
        let (name, rest) = split_at_nul(chunk.data)?;
        let (is_compressed, text) = match &chunk.kind {
            b"tEXt" => (false, rest),
            b"zTXt" => (true, rest.strip_prefix(&[0])?),
            _ => {
                let (flags, rest) = rest.split_at_checked(2)?;
                let (_language, rest) = split_at_nul(rest)?;
                let (_translated_name, text) = split_at_nul(rest)?;
                (flags.first() == Some(&1), text)
            }
        };
        let name = String::from_utf8_lossy(name);
        let limit = match name.as_ref() {
            "XML:com.adobe.xmp"
            | "Raw profile type exif"
            | "Raw profile type APP1"
            | "Raw profile type iptc"
            | "Raw profile type 8bim" => MAX_BLOCK,
            _ => MAX_COMMENT_BYTES.saturating_mul(4),
        };
        let inflated;
        let text = if is_compressed {
            inflated = self.inflater.zlib(text, limit)?;
            &inflated
        } else {
            text
        };
        match name.as_ref() {
            "XML:com.adobe.xmp" => {
                if self.walk.xmp.is_none() {
                    self.walk.xmp = block(text);
                }
            }
            "Raw profile type exif" | "Raw profile type APP1" => {
                let raw = raw_profile(text)?;
                if raw.starts_with(b"Exif\0\0") {
                    self.keep_exif(&raw);
                }
            }
            "Raw profile type iptc" | "Raw profile type 8bim" => {
                let raw = raw_profile(text)?;
                self.walk.iptc = self.walk.iptc.take().or_else(|| block(&raw));
            }
            _ => self.walk.push_entry(&name, text),
        }
        Some(())
    }

    /// Whether what lies before IEND can be a whole picture.
    fn check_complete(&mut self) {
        let Some(header) = &self.header else { return };
        let palette_missing = header.color_type == 3 && !self.palette;
        let most_inflated = self.data_bytes.saturating_mul(MOST_INFLATED);
        let data_missing = most_inflated < header.least_bytes();
        if self.data_bytes == 0 {
            self.note_damage(Damage::NoPicture);
        } else if palette_missing || data_missing {
            self.note_damage(Damage::MissingData);
        }
        self.walk.frames = self.walk.frames.max(1);
    }
}

fn split_at_nul(data: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = memchr::memchr(0, data)?;
    let (name, rest) = data.split_at_checked(at)?;
    Some((name, rest.get(1..)?))
}

/// `ImageMagick`'s text form of a block: newline, name, newline, length, newline, hex digits.
fn raw_profile(text: &[u8]) -> Option<Vec<u8>> {
    let mut lines = text.splitn(4, |&byte| byte == b'\n');
    let hex = lines.nth(3)?;
    let digits: Vec<u8> = hex
        .iter()
        .filter_map(|&digit| char::from(digit).to_digit(16))
        .filter_map(|digit| u8::try_from(digit).ok())
        .collect();
    let (pairs, _) = digits.as_chunks();
    Some(pairs.iter().map(|&[high, low]| high << 4 | low).collect())
}

/// Whether the file starts like a PNG whose signature was damaged on the way (line ends
/// rewritten, eighth bit lost).
pub(super) fn has_broken_signature(bytes: &[u8]) -> bool {
    let kept = bytes.iter().zip(SIGNATURE).filter(|(is, was)| *is == was);
    let start = bytes.get(..20).unwrap_or(bytes);
    bytes.starts_with(b"\x89PNG")
        || kept.count() >= 5 && memchr::memmem::find(start, b"IHDR").is_some()
}
