//! Walks the containers of the six accepted formats: bytes in, a [`Walk`] out – the picture's
//! header fields, where its metadata blocks lie, and how the file ends. Decodes no pixel and
//! trusts no length: every byte is reached with `get`, every sum is checked.

/// How a file ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ending {
    /// The picture is whole and nothing follows it.
    Proper,
    /// The data stops before the picture does.
    CutShort,
    /// The structure is broken before its end (bad checksum, impossible length, missing part).
    Damaged {
        /// What is wrong, in a few English words for the evidence: `"IHDR checksum"`.
        what: &'static str,
    },
    /// The picture is whole, and something else follows it.
    Trailing {
        /// How many bytes follow the picture's end.
        bytes: u64,
        /// Whether they look like a file of their own (ZIP, PDF, HTML, script, executable ...).
        another_file: bool,
    },
}

/// How the colors of the stored picture are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
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
#[non_exhaustive]
pub enum JpegCoding {
    /// Baseline or extended sequential, Huffman: what every reader takes.
    Baseline,
    /// Progressive, Huffman.
    Progressive,
    /// Arithmetic, sequential or progressive: few readers take it.
    Arithmetic,
    /// Lossless, hierarchical or 12-bit: almost nobody reads it.
    Unusual,
}

/// What a JPEG header tells beyond its size.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct JpegDetails {
    /// Entropy coding and process.
    pub coding: JpegCoding,
    /// Quality on the libjpeg scale 1..=100, estimated from the luma quantization table.
    pub quality: Option<u8>,
    /// Whether chroma is stored at lower resolution than luma.
    pub subsampled: bool,
}

/// What the walk through a container found. Byte ranges index the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Walk {
    /// Width and height in pixels as stored, before any EXIF turn; `None` if no header was found.
    pub(crate) size: Option<(u32, u32)>,
    pub(crate) color: Option<ColorModel>,
    /// Bits of one channel (of one palette index for palettes).
    pub(crate) bits_per_channel: Option<u8>,
    /// Whether an alpha channel or a transparent color is declared.
    pub(crate) alpha: bool,
    /// Frames of an animation or pages of a TIFF; 0 if none was found.
    pub(crate) frames: u32,
    pub(crate) jpeg: Option<JpegDetails>,
    /// Dots per inch, horizontal and vertical, as the container itself states it.
    pub(crate) dpi: Option<(f64, f64)>,
    /// The EXIF block: a TIFF structure, without any `Exif\0\0` prefix.
    pub(crate) exif: Option<Vec<u8>>,
    /// The XMP packet.
    pub(crate) xmp: Option<Vec<u8>>,
    /// The ICC profile, chunks joined, decompressed.
    pub(crate) icc: Option<Vec<u8>>,
    /// Comments and text entries that name software or carry text (PNG `tEXt`, JPEG `COM`).
    pub(crate) comments: Vec<String>,
    pub(crate) ending: Option<Ending>,
}
