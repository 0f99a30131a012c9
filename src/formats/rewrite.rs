//! A JPEG's or PNG's bytes in, the same picture without its metadata out. The picture itself is not
//! touched, color profile and resolution stay; EXIF, XMP, comments, previews and what follows the end
//! are left out.

#![warn(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use crate::container::jpeg::markers::{EOI, Markers, SOI, SOS};
use crate::container::png::chunks::{Chunks, SIGNATURE};
use crate::format::Format;

/// The file without its metadata; `None` if it is of another format or not built as it should be.
/// The resolution in dots per inch and the color profile are written into a JPEG that has none itself:
/// what EXIF, or a page around the picture, said of them must not get lost.
pub fn without_metadata(
    bytes: &[u8],
    format: Format,
    dpi: Option<u16>,
    profile: Option<&[u8]>,
) -> Option<Vec<u8>> {
    match format {
        Format::Jpeg => jpeg(bytes, dpi, profile),
        Format::Png => png(bytes),
        _ => None,
    }
}

const APP0: u8 = 0xE0;
const APP2: u8 = 0xE2;
const APP14: u8 = 0xEE;
const APP15: u8 = 0xEF;
const COM: u8 = 0xFE;

const PROFILE: &[u8] = b"ICC_PROFILE\0";

fn jpeg(bytes: &[u8], dpi: Option<u16>, profile: Option<&[u8]>) -> Option<Vec<u8>> {
    if !bytes.starts_with(&[0xFF, SOI]) {
        return None;
    }
    let mut markers = Markers::new(bytes);
    let mut body = Vec::with_capacity(bytes.len());
    let mut density = None;
    let mut is_ycc = true;
    let mut profile = profile;
    loop {
        let segment = markers.next_segment().ok()?;
        if segment.stray_bytes > 0 {
            return None;
        }
        let content = segment.content;
        match segment.marker {
            EOI => {
                body.extend([0xFF, EOI]);
                break;
            }
            _ if segment.whole.is_empty() => return None,
            APP0 if content.starts_with(b"JFIF\0") => {
                density = density.or(content.get(5..12).map(<[u8]>::to_vec));
                continue;
            }
            APP2 if content.starts_with(PROFILE) => profile = None,
            APP14 => is_ycc = false,
            APP0..=APP15 | COM => continue,
            // A frame whose components are called R, G, B is not luma and chroma.
            0xC0..=0xC2 => is_ycc &= content.get(6) != Some(&b'R'),
            _ => {}
        }
        body.extend([0xFF, segment.marker]);
        body.extend(segment.whole);
        if segment.marker == SOS {
            let scan = markers.scan_data();
            if !scan.has_end {
                return None;
            }
            body.extend(scan.bytes);
        }
    }
    let mut file = vec![0xFF, SOI];
    file.extend(jfif(density, dpi, is_ycc).unwrap_or_default());
    if let Some(profile) = profile {
        file.extend(profile_segments(profile)?);
    }
    file.extend(body);
    Some(file)
}

/// A JPEG with this profile in place of its own; `None` if it is not built as it should be.
pub fn with_profile(bytes: &[u8], profile: &[u8]) -> Option<Vec<u8>> {
    let mut markers = Markers::new(bytes);
    let mut file = vec![0xFF, SOI];
    loop {
        let start = markers.position();
        let segment = markers.next_segment().ok()?;
        match segment.marker {
            APP2 if segment.content.starts_with(PROFILE) => {}
            APP0..=APP15 | COM => file.extend(bytes.get(start..markers.position())?),
            // The picture begins.
            _ => {
                file.extend(profile_segments(profile)?);
                file.extend(bytes.get(start..)?);
                return Some(file);
            }
        }
    }
}

/// The segments that hold a color profile (ICC.1, B.4): number and count of each before its part.
fn profile_segments(profile: &[u8]) -> Option<Vec<u8>> {
    /// The length of a segment, the name, number and count; and what has room beside them.
    const HEAD: usize = 2 + PROFILE.len() + 2;
    const MOST: usize = 65_535 - HEAD;
    let parts = profile.chunks(MOST);
    let count = u8::try_from(parts.len()).ok()?;
    let mut segments = Vec::new();
    for (number, part) in (1..=count).zip(parts) {
        let length = u16::try_from(part.len().saturating_add(HEAD)).ok()?;
        segments.extend([0xFF, APP2]);
        segments.extend(length.to_be_bytes());
        segments.extend(PROFILE);
        segments.extend([number, count]);
        segments.extend(part);
    }
    Some(segments)
}

/// The JFIF segment to write: the one that was there without its preview, or a new one that states
/// the resolution. A file without one must not get one if that changed what its samples mean.
fn jfif(density: Option<Vec<u8>>, dpi: Option<u16>, is_ycc: bool) -> Option<Vec<u8>> {
    const INCH: u8 = 1;
    let stated = |dpi: u16| {
        let [high, low] = dpi.to_be_bytes();
        vec![1, 1, INCH, high, low, high, low]
    };
    let density = match (density, dpi) {
        // Unit 0 is a ratio of sides, not a density.
        (Some(density), Some(dpi)) if density.get(2) == Some(&0) => stated(dpi),
        (Some(density), _) => density,
        (None, Some(dpi)) if is_ycc => stated(dpi),
        (None, _) => return None,
    };
    let mut segment = vec![0xFF, APP0, 0, 16];
    segment.extend(b"JFIF\0");
    segment.extend(density);
    segment.extend([0, 0]); // no preview
    Some(segment)
}

/// The chunks that are the picture, its colors and its resolution. Those of an animation are not:
/// what stays is the picture that every viewer shows.
const PNG_CHUNKS: [&[u8; 4]; 13] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP",
    b"sBIT", b"bKGD", b"pHYs",
];

fn png(bytes: &[u8]) -> Option<Vec<u8>> {
    if !bytes.starts_with(&SIGNATURE) {
        return None;
    }
    let mut chunks = Chunks::new(bytes);
    let mut file = SIGNATURE.to_vec();
    loop {
        let chunk = chunks.next_chunk().ok()?;
        if PNG_CHUNKS.contains(&&chunk.kind) {
            file.extend(chunk.whole);
        }
        if &chunk.kind == b"IEND" {
            return Some(file);
        }
    }
}

#[cfg(test)]
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "test data is ours"
)]
mod tests {
    use super::*;
    use crate::sniff::sniff;

    const JPEG: &[u8] = include_bytes!("../../testdata/real/formats/jpeg-decoder__jpg-gray.jpg");
    const PNG: &[u8] = include_bytes!("../../testdata/real/formats/image-png__basn2c16.png");

    fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len() + 2).expect("short");
        [&[0xFF, marker], &length.to_be_bytes()[..], content].concat()
    }

    #[test]
    fn a_jpeg_loses_its_metadata_and_gets_a_resolution() {
        let exif = segment(0xE1, b"Exif\0\0MM\0\x2a\0\0\0\x08\0\0");
        let comment = segment(COM, b"CREATOR: somebody");
        let tagged = [&JPEG[..2], &exif, &comment, &JPEG[2..], b"PK\x03\x04"].concat();
        let walk = sniff(&tagged, None).1.expect("a JPEG");
        assert!(walk.exif.is_some() && walk.comments.len() == 1);

        let plain = without_metadata(&tagged, Format::Jpeg, Some(300), None).expect("a sound file");
        assert_eq!(
            Some(&plain),
            without_metadata(JPEG, Format::Jpeg, Some(300), None).as_ref()
        );
        let walk = sniff(&plain, None).1.expect("a JPEG");
        assert_eq!((walk.exif, walk.comments.len()), (None, 0));
        assert_eq!(walk.ending, Some(crate::container::Ending::Proper));
        assert!(walk.dpi.is_some());
    }

    /// What EXIF says of the colors goes with it, so that a profile has to say it.
    #[test]
    fn a_jpeg_gets_a_profile_if_it_has_none() {
        let long: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).collect();
        let mut seen = 0;
        for profile in [b"short".as_slice(), &long[..65_519], &long[..65_520], &long] {
            let file = without_metadata(JPEG, Format::Jpeg, None, Some(profile));
            let file = file.expect("a sound file");
            let walk = sniff(&file, None).1.expect("a JPEG");
            assert_eq!(walk.icc.as_deref(), Some(profile));
            let again = without_metadata(&file, Format::Jpeg, None, Some(b"another"));
            assert_eq!(again, Some(file));
            seen += 1;
        }
        assert_eq!(seen, 4);
        let replaced = with_profile(JPEG, b"one").and_then(|file| with_profile(&file, b"another"));
        let replaced = replaced.expect("a sound file");
        assert_eq!(Some(&replaced), with_profile(JPEG, b"another").as_ref());
        let walk = sniff(&replaced, None).1.expect("a JPEG");
        assert_eq!(walk.icc.as_deref(), Some(&b"another"[..]));
    }

    #[test]
    fn a_png_keeps_its_picture_only() {
        let text = [b"\0\0\0\x03tEXt".as_slice(), b"a\0b", &[0; 4]].concat();
        let header_end = 8 + 25;
        let tagged = [&PNG[..header_end], &text, &PNG[header_end..], b"more"].concat();
        let plain = without_metadata(&tagged, Format::Png, None, None).expect("a sound file");
        assert_eq!(Some(plain), without_metadata(PNG, Format::Png, None, None));
    }

    #[test]
    fn a_file_that_is_not_built_as_it_should_be_is_left_alone() {
        let stray = [&JPEG[..2], b"stray", &JPEG[2..]].concat();
        let restart = [&JPEG[..2], b"\xff\xd0", &JPEG[2..]].concat();
        let cases = [
            (Format::Jpeg, stray.as_slice()),
            (Format::Jpeg, &restart),
            (Format::Jpeg, &JPEG[..JPEG.len() - 2]),
            (Format::Jpeg, PNG),
            (Format::Png, &PNG[..PNG.len() - 4]),
            (Format::Png, JPEG),
            (Format::Gif, b"GIF89a"),
        ];
        assert_eq!(cases.len(), 7);
        for (format, bytes) in cases {
            assert_eq!(
                without_metadata(bytes, format, None, None),
                None,
                "{format:?}"
            );
        }
    }
}
