//! Names the format of a file by its content: one table of signatures, and for the few that need
//! a second look a short test of their own. Looks at no name and decodes nothing.

use memchr::memmem;

use super::{bmp, markup, png, tiff};
use crate::endian::{slice, tail, u16_le, u32_be, u32_le};
use crate::format::Format;

/// One row of the table: the format of files that have `bytes` at `offset`.
struct Signature {
    offset: usize,
    bytes: &'static [u8],
    /// Which bits count; empty if all do.
    mask: &'static [u8],
    identity: Identity,
}

/// What a signature tells.
enum Identity {
    /// The format.
    Is(Format),
    /// That this function knows; `None` if it was a coincidence.
    Ask(fn(&[u8]) -> Option<Format>),
}

use Identity::{Ask, Is};

const fn row(offset: usize, bytes: &'static [u8], identity: Identity) -> Signature {
    Signature {
        offset,
        bytes,
        mask: &[],
        identity,
    }
}

/// A RIFF file of this kind: the four bytes of its size don't count.
const fn riff(bytes: &'static [u8], identity: Identity) -> Signature {
    Signature {
        offset: 0,
        bytes,
        mask: b"\xff\xff\xff\xff\0\0\0\0\xff\xff\xff\xff",
        identity,
    }
}

/// The signatures in the order they are tried.
const SIGNATURES: &[Signature] = &[
    row(0, b"\xff\xd8\xff", Is(Format::Jpeg)),
    row(0, b"\x89PNG", Is(Format::Png)),
    row(12, b"IHDR", Ask(damaged_png)),
    row(0, b"GIF87a", Is(Format::Gif)),
    row(0, b"GIF89a", Is(Format::Gif)),
    riff(b"RIFF\0\0\0\0WEBP", Is(Format::WebP)),
    riff(b"RIFF\0\0\0\0AVI ", Is(Format::Video)),
    row(8, b"CR\x02\0", Ask(canon_raw)),
    row(0, b"II*\0", Ask(raw_in_tiff)),
    row(0, b"II*\0", Is(Format::Tiff)),
    row(0, b"MM\0*", Ask(raw_in_tiff)),
    row(0, b"MM\0*", Is(Format::Tiff)),
    row(0, b"II+\0", Ask(raw_in_tiff)),
    row(0, b"II+\0", Is(Format::Tiff)),
    row(0, b"MM\0+", Ask(raw_in_tiff)),
    row(0, b"MM\0+", Is(Format::Tiff)),
    row(0, b"IIRO", Is(Format::CameraRaw)), // Olympus ORF
    row(0, b"IIRS", Is(Format::CameraRaw)),
    row(0, b"MMOR", Is(Format::CameraRaw)),
    row(0, b"IIU\0", Is(Format::CameraRaw)), // Panasonic RW2
    row(0, b"FUJIFILMCCD-RAW", Is(Format::CameraRaw)),
    row(0, b"FOVb", Is(Format::CameraRaw)),     // Sigma X3F
    row(0, b"\0MRM", Is(Format::CameraRaw)),    // Minolta
    row(6, b"HEAPCCDR", Is(Format::CameraRaw)), // Canon CRW
    row(0, b"BM", Ask(bitmap)),
    row(4, b"ftyp", Ask(by_brand)),
    row(0, b"\0\0\0\x0cJXL \r\n\x87\n", Is(Format::JpegXl)),
    row(0, b"\xff\x0a", Is(Format::JpegXl)),
    row(0, b"\0\0\0\x0cjP  \r\n\x87\n", Is(Format::Jpeg2000)),
    row(0, b"\xff\x4f\xff\x51", Is(Format::Jpeg2000)),
    row(0, b"8BPS", Is(Format::Psd)),
    row(0, b"PK\x03\x04", Ask(document_in_zip)),
    row(0, b"PK\x03\x04", Is(Format::Zip)),
    row(0, b"PK\x05\x06", Is(Format::Zip)), // an empty archive
    row(0, b"PK\x07\x08", Ask(document_in_zip)),
    row(0, b"PK\x07\x08", Is(Format::Zip)),
    row(0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Is(Format::Office)),
    row(0, b"qoif", Ask(qoi)),
    row(0, b"P", Ask(portable_anymap)),
    row(0, b"\0\0\x01\0", Ask(icon)),
    row(0, b"\0\0\x02\0", Ask(icon)),
    row(0, b"Rar!\x1a\x07", Is(Format::Archive)),
    row(0, b"7z\xbc\xaf\x27\x1c", Is(Format::Archive)),
    row(0, b"\x1f\x8b", Is(Format::Archive)),
    row(0, b"\xfd7zXZ\0", Is(Format::Archive)),
    row(0, b"BZh", Ask(bzip2)),
    row(0, b"\x28\xb5\x2f\xfd", Is(Format::Archive)),
    row(0, b"MSCF\0\0\0\0", Is(Format::Archive)),
    row(257, b"ustar", Is(Format::Archive)),
    row(4, b"moov", Is(Format::Video)), // QuickTime before it had a type box
    row(4, b"mdat", Is(Format::Video)),
    row(4, b"wide", Is(Format::Video)),
    row(0, b"\x1a\x45\xdf\xa3", Is(Format::Video)), // Matroska, WebM
    row(0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", Is(Format::Video)), // WMV
    row(0, b"FLV\x01", Is(Format::Video)),
    row(0, b"\0\0\x01\xba", Is(Format::Video)), // MPEG
    row(0, b"%PDF-", Is(Format::Pdf)),
    row(0, b"", Ask(pdf_behind_other_bytes)),
    row(0, b"\0", Ask(blank)),
    row(0, b"\xff", Ask(blank)),
    row(0, b"", Ask(markup::identify)),
];

/// Readers accept a PDF header anywhere in the first 1024 bytes (PDF 1.7, implementation note 13).
const PDF_HEADER_WITHIN: usize = 1024;

/// How far from either end of a ZIP file names are looked for.
const ZIP_WINDOW: usize = 64 << 10;

/// Names the format of a file's content.
pub(crate) fn identify(bytes: &[u8]) -> Format {
    if bytes.is_empty() {
        return Format::Empty;
    }
    SIGNATURES
        .iter()
        .filter(|signature| signature.matches(bytes))
        .find_map(|signature| match signature.identity {
            Is(format) => Some(format),
            Ask(look) => look(bytes),
        })
        .unwrap_or(Format::Unknown)
}

impl Signature {
    fn matches(&self, bytes: &[u8]) -> bool {
        let Some(found) = slice(bytes, self.offset, self.bytes.len()) else {
            return false;
        };
        if self.mask.is_empty() {
            return found == self.bytes;
        }
        found
            .iter()
            .zip(self.bytes)
            .zip(self.mask)
            .all(|((found, wanted), mask)| found & mask == wanted & mask)
    }
}

fn damaged_png(bytes: &[u8]) -> Option<Format> {
    png::has_broken_signature(bytes).then_some(Format::Png)
}

fn canon_raw(bytes: &[u8]) -> Option<Format> {
    bytes.starts_with(b"II*\0").then_some(Format::CameraRaw)
}

fn raw_in_tiff(bytes: &[u8]) -> Option<Format> {
    tiff::is_camera_raw(bytes).then_some(Format::CameraRaw)
}

fn bitmap(bytes: &[u8]) -> Option<Format> {
    bmp::is_plausible(bytes).then_some(Format::Bmp)
}

/// The format that an ISO media file's type box names: the major brand, or else the compatible
/// ones (the major brand of a still picture is often the general `mif1`).
fn by_brand(bytes: &[u8]) -> Option<Format> {
    let size = u32_be(bytes, 0).and_then(|size| usize::try_from(size).ok())?;
    let brands = bytes.get(8..size.min(256)).unwrap_or(tail(bytes, 8));
    let (brands, _) = brands.as_chunks::<4>();
    // The second four bytes are a version number; the short form of HEIF has a brand there.
    let is_short = brands.first() == Some(b"mif3");
    let is_brand = |&(place, _): &(usize, &[u8; 4])| place != 1 || is_short;
    let mut brands = brands.iter().enumerate().filter(is_brand);
    let general =
        |brand: &[u8; 4]| matches!(brand, b"mif1" | b"msf1" | b"mif2" | b"mif3" | b"miaf");
    let (_, major) = brands.next()?;
    let format = |brand: &[u8; 4]| match brand {
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"hevm" | b"hevs" => {
            Some(Format::Heic)
        }
        b"avif" | b"avis" => Some(Format::Avif),
        b"crx " => Some(Format::CameraRaw),
        b"jp2 " | b"jpx " | b"jph " => Some(Format::Jpeg2000),
        b"jxl " => Some(Format::JpegXl),
        _ => None,
    };
    Some(match format(major) {
        Some(named) => named,
        None if general(major) => brands
            .find_map(|(_, brand)| format(brand))
            .unwrap_or(Format::Heic),
        None => Format::Video,
    })
}

/// The document that an archive is, by the names of its entries. They stand in clear text before every
/// entry and in the directory at the end, so that archives that are cut are known too.
fn document_in_zip(bytes: &[u8]) -> Option<Format> {
    const OFFICE: [&[u8]; 4] = [
        b"[Content_Types].xml",
        b"mimetypeapplication/vnd.oasis.opendocument",
        b"word/document.xml",
        b"xl/workbook.xml",
    ];
    let start = bytes.get(..ZIP_WINDOW).unwrap_or(bytes);
    let end = tail(bytes, bytes.len().saturating_sub(ZIP_WINDOW));
    let contains = |name: &[u8]| {
        [start, end]
            .iter()
            .any(|window| memmem::find(window, name).is_some())
    };
    if contains(b"OFD.xml") {
        return Some(Format::Ofd);
    }
    OFFICE
        .iter()
        .any(|name| contains(name))
        .then_some(Format::Office)
}

/// An icon's directory: few entries, and the first picture lies behind the directory.
fn icon(bytes: &[u8]) -> Option<Format> {
    let count = u16_le(bytes, 4).filter(|count| (1..=256).contains(count))?;
    let directory_end = u32::from(count).saturating_mul(16).saturating_add(6);
    let size = u32_le(bytes, 14)?;
    let at = u32_le(bytes, 18)?;
    (bytes.get(9) == Some(&0) && size > 0 && at >= directory_end).then_some(Format::Ico)
}

/// QOI's header: the size, three or four channels, one of two color spaces.
fn qoi(bytes: &[u8]) -> Option<Format> {
    let has_size = [4, 8]
        .into_iter()
        .all(|at| u32_be(bytes, at).is_some_and(|side| side > 0));
    let is_known = matches!(slice(bytes, 12, 2), Some([3 | 4, 0 | 1]));
    (has_size && is_known).then_some(Format::Qoi)
}

/// Netpbm's headers: `P1` to `P6`, then two or three numbers with comments between them; `P7` and
/// named lines. Text may begin like that, but seldom goes on so.
fn portable_anymap(bytes: &[u8]) -> Option<Format> {
    const LONGEST: usize = 1024;
    let header = bytes.get(..LONGEST).unwrap_or(bytes);
    let kind = *header.get(1)?;
    let after = tail(header, 2);
    if kind == b'7' {
        let is_named = after.starts_with(b"\nWIDTH") || after.starts_with(b"\n#");
        return (is_named || after.starts_with(b"\nHEIGHT")).then_some(Format::Pnm);
    }
    let numbers = match kind {
        b'1' | b'4' => 2,
        b'2' | b'3' | b'5' | b'6' => 3,
        _ => return None,
    };
    let mut rest = after;
    for _ in 0..numbers {
        rest = behind_blank(rest)?;
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit());
        let digits = digits.count();
        rest = (1..=8).contains(&digits).then(|| tail(rest, digits))?;
    }
    rest.first()?.is_ascii_whitespace().then_some(Format::Pnm)
}

/// What follows white space and comments; `None` if there is none.
fn behind_blank(text: &[u8]) -> Option<&[u8]> {
    let mut rest = text;
    while let Some(first) = rest.first() {
        rest = match first {
            b'#' => tail(rest, rest.iter().position(|byte| *byte == b'\n')?),
            blank if blank.is_ascii_whitespace() => tail(rest, 1),
            _ => break,
        };
    }
    (rest.len() < text.len()).then_some(rest)
}

/// Data that holds nothing: zeros, as copies that did not finish and file systems without the file's
/// content leave them, or ones, as erased flash memory reads.
fn blank(bytes: &[u8]) -> Option<Format> {
    /// The cluster of most file systems: what is lost is lost in such pieces.
    const CLUSTER: usize = 4096;
    let start = bytes.get(..CLUSTER).unwrap_or(bytes);
    let is_all = |value| start.iter().all(|byte| *byte == value);
    (is_all(0) || is_all(0xFF)).then_some(Format::Blank)
}

fn bzip2(bytes: &[u8]) -> Option<Format> {
    bytes
        .get(3)
        .is_some_and(|level| (b'1'..=b'9').contains(level))
        .then_some(Format::Archive)
}

fn pdf_behind_other_bytes(bytes: &[u8]) -> Option<Format> {
    let start = bytes.get(..PDF_HEADER_WITHIN).unwrap_or(bytes);
    memmem::find(start, b"%PDF-").map(|_| Format::Pdf)
}

#[cfg(test)]
mod tests;
