//! What a walk through a container finds, and what the walkers share.

use crate::format::Format;

/// Largest metadata block that is kept. Real ones stay under a few hundred kilobytes; the largest
/// ICC profiles for printing have about 4 MB.
pub(super) const MAX_BLOCK: usize = 16 << 20;

/// Most comments that are kept of one file, and most bytes of one comment.
const MAX_COMMENTS: usize = 16;
pub(super) const MAX_COMMENT_BYTES: usize = 4096;

/// Most further blocks that are kept of one file. A JPEG's segment holds 64 KB of a packet.
const MAX_FURTHER_BLOCKS: usize = 256;

/// How a file ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The picture is whole and nothing follows it.
    Proper,
    /// The data stops before the picture does.
    CutShort,
    /// The end mark of a JPEG is missing, and all before it may be there or not: only decoding
    /// tells. Some phones write such files.
    NoEndMark,
    /// The structure is broken before its end (bad checksum, impossible length, missing part).
    Damaged {
        /// What is wrong.
        what: Damage,
    },
    /// The picture is whole, and something else follows it.
    Trailing {
        /// How many bytes follow the picture's end.
        bytes: u64,
        /// What they are if they look like a file of their own (ZIP, PDF, HTML ...); a program or script is
        /// of no format that is known.
        another_file: Option<Format>,
    },
}

/// What is wrong with a file that is damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Damage {
    /// The first bytes were changed, as transfers that take a file for text do.
    Signature,
    /// The header is missing, or states what can't be.
    Header,
    /// A checksum doesn't fit its data.
    Checksum,
    /// Parts are out of order, of impossible length, or lead astray.
    Structure,
    /// There is no picture, or no page, in the file.
    NoPicture,
    /// Some of the data that the picture needs isn't there.
    MissingData,
    /// The packed data of the picture can't be unpacked.
    PackedData,
    /// Compressed data is left behind the last block: blocks before it are lost or displaced.
    SurplusData {
        /// Where it is left, as a share of the stored picture's height: the damage lies above.
        at_percent: u8,
    },
    /// Blocks are brighter, darker or more colorful than a picture can be.
    ImpossibleLevels {
        /// Where that begins, as a share of the stored picture's height.
        from_percent: u8,
    },
    /// Brightness or color is off by a fixed amount from a place on, as after a changed bit.
    Jump {
        /// Where that begins, as a share of the stored picture's height.
        from_percent: u8,
    },
    /// Two places of the file state different sizes.
    Sizes,
    /// A picture or stamp on a page can't be drawn.
    PagePart,
}

/// How the colors of the stored picture are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColorModel {
    /// One bit a pixel, black or white.
    Bilevel,
    /// One channel.
    Gray,
    /// Red, green, blue, or a JPEG's luma and chroma.
    Rgb,
    /// Indexed colors.
    Palette,
    /// Four printing inks.
    Cmyk,
    /// The JPEG form of the four inks: luma, chroma and black.
    Ycck,
    /// Something rarer (CIE Lab, more than four channels).
    Other,
}

/// How a JPEG is coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JpegCoding {
    /// Baseline or extended sequential, Huffman: what every reader takes.
    Baseline,
    /// Progressive, Huffman.
    Progressive,
    /// Arithmetic, sequential or progressive: few readers take it.
    Arithmetic,
    /// Lossless, hierarchical, 12-bit, or of a height that follows the picture: almost nobody
    /// reads it.
    Unusual,
}

/// What a JPEG header tells beyond its size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct JpegDetails {
    /// Entropy coding and process.
    pub coding: JpegCoding,
    /// Quality on the libjpeg scale 1..=100, estimated from the luma quantization table.
    pub quality: Option<u8>,
    /// Whether chroma is stored at lower resolution than luma.
    pub subsampled: bool,
}

/// What the chunks of a PNG say of its colors beside a profile (W3C PNG, third edition, 11.3.2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColorChunks {
    /// cICP: the codes of ITU-T H.273 for primaries, transfer function and matrix, and whether the
    /// full range of values is used.
    pub cicp: Option<[u8; 4]>,
    /// Whether sRGB says that the colors are just that.
    pub is_srgb: bool,
    /// gAMA: the exponent from light to stored values, times 100,000.
    pub gamma: Option<u32>,
    /// cHRM: x and y of white, red, green and blue, times 100,000.
    pub chromaticities: Option<[u32; 8]>,
}

/// A metadata block that isn't the first of its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FurtherBlock {
    /// A TIFF structure, without any `Exif\0\0` prefix.
    Exif(Vec<u8>),
    /// A packet, or the rest of one.
    Xmp(Vec<u8>),
}

/// What the walk through a container found. Byte ranges index the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Walk {
    /// Width and height in pixels as stored, before any EXIF turn; `None` if no header was found.
    pub size: Option<(u32, u32)>,
    /// How colors are encoded; `None` if no header was found.
    pub color: Option<ColorModel>,
    /// Bits of one channel (of one palette index for palettes).
    pub bits_per_channel: Option<u8>,
    /// Whether an alpha channel or a transparent color is declared.
    pub alpha: bool,
    /// Frames of an animation or pages of a TIFF; 0 if none was found.
    pub frames: u32,
    /// What only a JPEG tells; `None` for every other format.
    pub jpeg: Option<JpegDetails>,
    /// Dots per inch, horizontal and vertical, as the container itself states it; both above 0.
    pub dpi: Option<(f64, f64)>,
    /// The EXIF block: a TIFF structure, without any `Exif\0\0` prefix. For a TIFF file it is
    /// rebuilt from the tags of the first page and leaves out where the pixels lie.
    pub exif: Option<Vec<u8>>,
    /// The XMP packet.
    pub xmp: Option<Vec<u8>>,
    /// IPTC entries, bare or among Photoshop's image resources.
    pub iptc: Option<Vec<u8>>,
    /// EXIF and XMP blocks behind the first ones of a JPEG, and what a packet goes on with in further
    /// segments. The first few.
    pub further_blocks: Vec<FurtherBlock>,
    /// Whether a JPEG's JFIF extension holds a small picture of it.
    pub has_preview: bool,
    /// The ICC profile, chunks joined, decompressed.
    pub icc: Option<Vec<u8>>,
    /// What a PNG's chunks say of its colors; `None` for every other format.
    pub color_chunks: Option<ColorChunks>,
    /// Comments and text entries that name software or carry text: JPEG `COM` and GIF comments as
    /// they are, PNG and TIFF entries as `"Software: ..."`. The first few, each cut at 4 KB.
    pub comments: Vec<String>,
    /// How the file ends; `None` only while the walk is under way.
    pub ending: Option<Ending>,
}

impl FurtherBlock {
    fn len(&self) -> usize {
        match self {
            Self::Exif(block) | Self::Xmp(block) => block.len(),
        }
    }
}

/// What a walker gives back.
#[derive(Debug)]
pub(super) struct Walked {
    /// What it found; the ending is judged afterwards.
    pub(super) walk: Walk,
    /// Where the picture ends, or how the file ends if the picture is not whole.
    pub(super) end: Result<PictureEnd, Ending>,
}

/// Where a whole picture ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PictureEnd {
    /// Place of the first byte behind the picture.
    pub(super) at: usize,
    pub(super) may_follow: MayFollow,
}

/// What may follow a picture's end and still belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MayFollow {
    Nothing,
    /// Up to three zeros, in formats whose writers like to align.
    Alignment,
    /// More pictures that the picture announces: gain map, depth map, preview.
    Companions,
}

impl Walk {
    /// Keeps a further block, as far as there is room for it.
    pub(super) fn push_further(&mut self, further: FurtherBlock) {
        let room = MAX_BLOCK.saturating_sub(
            self.further_blocks
                .iter()
                .fold(0, |sum, block| sum.saturating_add(block.len())),
        );
        if self.further_blocks.len() < MAX_FURTHER_BLOCKS && further.len() <= room {
            self.further_blocks.push(further);
        }
    }

    /// Keeps a comment, as far as there is room for it.
    pub(super) fn push_comment(&mut self, bytes: &[u8]) {
        let kept = bytes.get(..MAX_COMMENT_BYTES).unwrap_or(bytes);
        if self.comments.len() < MAX_COMMENTS && !kept.is_empty() {
            self.comments
                .push(String::from_utf8_lossy(kept).into_owned());
        }
    }

    /// Keeps a text entry with its name.
    pub(super) fn push_entry(&mut self, name: &str, text: &[u8]) {
        let kept = text.get(..MAX_COMMENT_BYTES).unwrap_or(text);
        if !kept.is_empty() {
            self.push_comment(format!("{name}: {}", String::from_utf8_lossy(kept)).as_bytes());
        }
    }
}

/// Shorthand for the ending of a broken structure.
pub(super) const fn damaged(what: Damage) -> Ending {
    Ending::Damaged { what }
}

/// A metadata block to keep: `None` if it is empty or larger than [`MAX_BLOCK`].
pub(super) fn block(bytes: &[u8]) -> Option<Vec<u8>> {
    (1..=MAX_BLOCK)
        .contains(&bytes.len())
        .then(|| bytes.to_vec())
}

/// Dots per inch from a resolution, horizontal and vertical, in dots per `unit_inches` inches.
pub(super) fn dpi(x: f64, y: f64, unit_inches: f64) -> Option<(f64, f64)> {
    let (x, y) = (x / unit_inches, y / unit_inches);
    (x > 0.0 && y > 0.0 && x.is_finite() && y.is_finite()).then_some((x, y))
}

/// Inches in a centimeter and in a meter.
pub(super) const CENTIMETER: f64 = 1.0 / 2.54;
pub(super) const METER: f64 = 100.0 / 2.54;
