//! A JPEG by a list of segments: those that are the picture (ITU-T T.81), each of exactly the length that
//! its content has, and of the rest what says resolution (JFIF) and colors (ICC, Adobe), written anew.

use super::colors::Colors;
use crate::container::jpeg::markers::{EOI, Markers, SOI, SOS, is_frame_header};

const APP0: u8 = 0xE0;
const APP2: u8 = 0xE2;
const APP14: u8 = 0xEE;
const APP15: u8 = 0xEF;
const COM: u8 = 0xFE;

const PROFILE: &[u8] = b"ICC_PROFILE\0";

/// Most segments of tables before one scan: four slots for quantization, four of two classes for codes,
/// four for conditioning. More of them carry something else.
const MOST_TABLES: usize = 16;

pub(super) fn plain(bytes: &[u8], dpi: Option<u16>, colors: &Colors) -> Option<Vec<u8>> {
    if !bytes.starts_with(&[0xFF, SOI]) {
        return None;
    }
    let mut markers = Markers::new(bytes);
    let mut body = Vec::with_capacity(bytes.len());
    let (mut has_scan, mut has_jfif, mut adobe, mut is_rgb) = (false, false, None, false);
    // Where the profile goes if it has no place yet: behind what comes first.
    let (mut place_of_profile, mut has_profile) = (0, colors.profile.is_none());
    let mut tables: usize = 0;
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
            // Behind the first scan it is too late to say anything.
            APP0 if content.starts_with(b"JFIF\0") && !has_scan && !has_jfif => {
                has_jfif = true;
                body.extend(jfif(content.get(5..12)?, dpi)?);
                place_of_profile = body.len();
            }
            APP14 if content.starts_with(b"Adobe") && !has_scan => {
                let transform = *content.get(11)?;
                match adobe.replace(transform) {
                    Some(before) if before != transform => return None,
                    Some(_) => {}
                    None => {
                        body.extend(adobe_segment(transform));
                        place_of_profile = body.len();
                    }
                }
            }
            APP2 if content.starts_with(PROFILE) => {
                if let Some(profile) = colors.profile.as_ref().filter(|_| !has_profile) {
                    body.extend(profile_segments(profile)?);
                    has_profile = true;
                }
            }
            APP0..=APP15 | COM => {}
            marker => {
                if !is_exact(marker, content) {
                    return None;
                }
                // A frame whose components are called R, G, B is not luma and chroma.
                is_rgb |= is_frame_header(marker) && content.get(6) == Some(&b'R');
                tables = tables.saturating_add(1);
                if tables > MOST_TABLES {
                    return None;
                }
                body.extend([0xFF, marker]);
                body.extend(segment.whole);
                if marker == SOS {
                    (has_scan, tables) = (true, 0);
                    let scan = markers.scan_data();
                    if !scan.has_end {
                        return None;
                    }
                    // Fill bytes before a marker (B.1.1.2) are none of the data.
                    let data = scan.bytes.iter().rposition(|&byte| byte != 0xFF);
                    body.extend(scan.bytes.get(..=data?)?);
                }
            }
        }
    }
    let mut file = vec![0xFF, SOI];
    // A file without JFIF must not get it if that changed what its samples mean.
    if let Some(dpi) = dpi.filter(|_| !has_jfif && adobe.is_none() && !is_rgb) {
        file.extend(stated(dpi));
    }
    let (before, behind) = body.split_at_checked(place_of_profile)?;
    file.extend(before);
    if let Some(profile) = colors.profile.as_ref().filter(|_| !has_profile) {
        file.extend(profile_segments(profile)?);
    }
    file.extend(behind);
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

/// The JFIF segment (JFIF 1.02) that says what one with this version and density says, without its
/// preview; or this resolution, if it says none.
fn jfif(density: &[u8], dpi: Option<u16>) -> Option<Vec<u8>> {
    let &[major, minor, unit, x_high, x_low, y_high, y_low] = density.first_chunk()?;
    // Unit 0 is a ratio of sides, not a density.
    if let Some(dpi) = dpi.filter(|_| unit == 0) {
        return Some(stated(dpi));
    }
    let version = match (major, minor) {
        (1, 0..=2) => [major, minor],
        _ => [1, 1],
    };
    let unit = if unit > 2 { 0 } else { unit };
    Some(jfif_segment(version, unit, [x_high, x_low, y_high, y_low]))
}

/// The JFIF segment that states a resolution.
fn stated(dpi: u16) -> Vec<u8> {
    const INCH: u8 = 1;
    let [high, low] = dpi.to_be_bytes();
    jfif_segment([1, 1], INCH, [high, low, high, low])
}

fn jfif_segment(version: [u8; 2], unit: u8, density: [u8; 4]) -> Vec<u8> {
    let mut segment = vec![0xFF, APP0, 0, 16];
    segment.extend(b"JFIF\0");
    segment.extend(version);
    segment.push(unit);
    segment.extend(density);
    segment.extend([0, 0]); // no preview
    segment
}

/// Adobe's segment (Technical Note 5116), which tells how colors were transformed.
fn adobe_segment(transform: u8) -> Vec<u8> {
    let mut segment = vec![0xFF, APP14, 0, 14];
    segment.extend(b"Adobe");
    segment.extend([0, 100, 0, 0, 0, 0]); // version 100, no flags
    segment.push(transform);
    segment
}

/// Whether a segment is one that a picture needs, and holds what belongs into it to the last byte.
fn is_exact(marker: u8, content: &[u8]) -> bool {
    let parts = |at: usize| content.get(at).copied().map_or(0, usize::from);
    match marker {
        _ if is_frame_header(marker) => {
            content.len() == parts(5).saturating_mul(3).saturating_add(6)
        }
        SOS => content.len() == parts(0).saturating_mul(2).saturating_add(4),
        0xDB => is_made_of(content, |head, _| {
            Some(if head >> 4 == 0 { 64 } else { 128 })
        }),
        0xC4 => is_made_of(content, |_, rest| {
            let counts = rest.get(..16)?.iter().copied().map(usize::from);
            Some(counts.sum::<usize>().saturating_add(16))
        }),
        0xCC => content.len().is_multiple_of(2), // conditioning of arithmetic codes
        0xDC | 0xDD => content.len() == 2,       // number of lines, restart interval
        _ => false,
    }
}

/// Whether a segment consists of tables: a byte each, and as much behind it as `length` says.
fn is_made_of(mut content: &[u8], length: impl Fn(u8, &[u8]) -> Option<usize>) -> bool {
    while let Some((&head, rest)) = content.split_first() {
        match length(head, rest).and_then(|length| rest.get(length..)) {
            Some(behind) => content = behind,
            None => return false,
        }
    }
    true
}
