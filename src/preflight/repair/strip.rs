//! Leaves out everything of a JPEG or PNG that is not the picture, without touching the picture:
//! EXIF, XMP, comments, previews, what follows the end. Color profile and resolution stay.

#![warn(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use certpreflight_formats::format::Format;

/// The file without its metadata; `None` if it is of another format or not built as it should be.
/// The resolution in dots per inch is written into a JPEG that states none itself.
pub(super) fn strip(bytes: &[u8], format: Format, dpi: Option<u16>) -> Option<Vec<u8>> {
    match format {
        Format::Jpeg => strip_jpeg(bytes, dpi),
        Format::Png => strip_png(bytes),
        _ => None,
    }
}

const SOS: u8 = 0xDA;
const EOI: u8 = 0xD9;
const APP0: u8 = 0xE0;
const APP2: u8 = 0xE2;
const APP14: u8 = 0xEE;
const COM: u8 = 0xFE;

fn strip_jpeg(bytes: &[u8], dpi: Option<u16>) -> Option<Vec<u8>> {
    let mut rest = bytes.strip_prefix(&[0xFF, 0xD8])?;
    let mut kept = vec![0xFF, 0xD8];
    let mut body = Vec::with_capacity(bytes.len());
    let mut density = None;
    let mut is_ycc = true;
    loop {
        let (marker, after) = next_marker(rest)?;
        if marker == EOI {
            body.extend([0xFF, EOI]);
            break;
        }
        let length = usize::from(u16::from_be_bytes(*after.first_chunk()?));
        let (segment, behind) = after.split_at_checked(length)?;
        let payload = segment.get(2..)?;
        rest = behind;
        match marker {
            APP0 if payload.starts_with(b"JFIF\0") => {
                density = density.or(payload.get(5..12).map(<[u8]>::to_vec));
                continue;
            }
            APP2 if payload.starts_with(b"ICC_PROFILE\0") => {}
            APP14 => is_ycc = false,
            APP0..=0xEF | COM => continue,
            // A frame whose components are called R, G, B is not luma and chroma.
            0xC0..=0xC2 => is_ycc &= payload.get(6) != Some(&b'R'),
            _ => {}
        }
        body.extend([0xFF, marker]);
        body.extend(segment);
        if marker == SOS {
            let scan = entropy_coded(rest)?;
            let (data, behind) = rest.split_at_checked(scan)?;
            body.extend(data);
            rest = behind;
        }
    }
    kept.extend(jfif(density, dpi, is_ycc).unwrap_or_default());
    kept.extend(body);
    Some(kept)
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

/// The next marker and what follows it; fill bytes before it are passed over.
fn next_marker(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let mut rest = bytes.strip_prefix(&[0xFF])?;
    loop {
        let (marker, after) = rest.split_first()?;
        if *marker != 0xFF {
            return Some((*marker, after));
        }
        rest = after;
    }
}

/// Length of the entropy-coded data up to the next marker that is no restart.
fn entropy_coded(data: &[u8]) -> Option<usize> {
    memchr::memchr_iter(0xFF, data).find(|at| {
        let next = at.checked_add(1).and_then(|next| data.get(next));
        !matches!(next, Some(0x00 | 0xFF | 0xD0..=0xD7))
    })
}

/// The chunks that are the picture, its colors and its resolution. Those of an animation are not:
/// what stays is the picture that every viewer shows.
const PNG_CHUNKS: [&[u8; 4]; 13] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP",
    b"sBIT", b"bKGD", b"pHYs",
];

fn strip_png(bytes: &[u8]) -> Option<Vec<u8>> {
    const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
    let mut rest = bytes.strip_prefix(SIGNATURE)?;
    let mut kept = SIGNATURE.to_vec();
    loop {
        let length = u32::from_be_bytes(*rest.first_chunk()?);
        let kind: &[u8; 4] = rest.get(4..8)?.first_chunk()?;
        let whole = usize::try_from(length).ok()?.checked_add(12)?;
        let (chunk, behind) = rest.split_at_checked(whole)?;
        if PNG_CHUNKS.contains(&kind) {
            kept.extend(chunk);
        }
        if kind == b"IEND" {
            return Some(kept);
        }
        rest = behind;
    }
}
