//! What files are put together of, with words in it.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};

use certpreflight_support::{Datum, Directory, ExifBlock, png_chunk, with_segment};
use moxcms::ColorProfile;

/// What must not be in a copy, in any coding of letters.
pub(super) const WORDS: &str = "PRIVATE-MARK-7319";

pub(super) fn words() -> &'static [u8] {
    WORDS.as_bytes()
}

pub(super) fn utf16() -> Vec<u8> {
    WORDS.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

pub(super) fn hex(bytes: &[u8]) -> String {
    let mut hex = String::new();
    for byte in bytes {
        write!(hex, "{byte:02x}").unwrap();
    }
    hex
}

pub(super) fn contains(bytes: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(bytes, part).is_some()
}

pub(super) fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// All that a PNG's chunks hold packed, unpacked: from whichever byte the packing begins.
pub(super) fn unpacked(png: &[u8]) -> Vec<u8> {
    let mut all = Vec::new();
    for (kind, data) in chunks(png) {
        if kind == *b"IDAT" {
            continue;
        }
        for start in 0..data.len().min(100) {
            let decoder = flate2::read::ZlibDecoder::new(&data[start..]);
            let _ = decoder.take(1 << 20).read_to_end(&mut all); // most starts are none
        }
    }
    all
}

pub(super) fn chunks(png: &[u8]) -> Vec<([u8; 4], &[u8])> {
    let mut found = Vec::new();
    let mut rest = &png[8..];
    while let Some((length, behind)) = rest.split_first_chunk::<4>() {
        let length = u32::from_be_bytes(*length) as usize;
        let (kind, behind) = behind.split_first_chunk::<4>().unwrap();
        found.push((*kind, &behind[..length]));
        rest = &behind[length + 4..];
        if kind == b"IEND" {
            break; // what follows is no chunk
        }
    }
    found
}

/// The PNG with a chunk before the first of this kind.
pub(super) fn with_chunk(png: &[u8], before: [u8; 4], kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let mut file = png[..8].to_vec();
    let mut is_in = false;
    for (old, content) in chunks(png) {
        if old == before && !is_in {
            file.extend(png_chunk(kind, data));
            is_in = true;
        }
        file.extend(png_chunk(old, content));
    }
    assert!(is_in);
    file
}

/// The PNG with its packed rows replaced.
pub(super) fn with_data(png: &[u8], data: &[u8]) -> Vec<u8> {
    let rest = chunks(png).into_iter().filter(|(kind, _)| kind != b"IDAT");
    let mut file = png[..8].to_vec();
    for (kind, content) in rest {
        if kind == *b"IEND" {
            file.extend(png_chunk(*b"IDAT", data));
        }
        file.extend(png_chunk(kind, content));
    }
    file
}

/// A profile with one more tag, or with bytes between its tags and behind them.
pub(super) fn with_tag(profile: &[u8], name: [u8; 4], data: &[u8]) -> Vec<u8> {
    let count = u32::from_be_bytes(profile[128..132].try_into().unwrap());
    let table_end = 132 + 12 * count as usize;
    let mut bytes = profile[..128].to_vec();
    bytes.extend((count + 1).to_be_bytes());
    for tag in profile[132..table_end].as_chunks::<12>().0 {
        let place = u32::from_be_bytes(tag[4..8].try_into().unwrap()) + 12;
        bytes.extend(&tag[..4]);
        bytes.extend(place.to_be_bytes());
        bytes.extend(&tag[8..]);
    }
    let end = u32::try_from(profile.len() + 12).unwrap();
    bytes.extend(name);
    bytes.extend(end.to_be_bytes());
    bytes.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
    bytes.extend(&profile[table_end..]);
    bytes.extend(data);
    sized(bytes)
}

pub(super) fn sized(mut profile: Vec<u8>) -> Vec<u8> {
    let size = u32::try_from(profile.len()).unwrap().to_be_bytes();
    profile[..4].copy_from_slice(&size);
    profile
}

pub(super) fn text(text: &str) -> moxcms::ProfileText {
    let text = moxcms::LocalizableString::new("en".into(), "US".into(), text.into());
    moxcms::ProfileText::Localizable(vec![text])
}

/// Profiles with words in them, of colors so near to sRGB that they stay, or of sRGB.
pub(super) fn profiles() -> Vec<(&'static str, Vec<u8>)> {
    let gamma = |gamma| {
        let mut profile = ColorProfile::new_srgb();
        let curve = moxcms::ToneReprCurve::Parametric(vec![gamma]);
        profile.red_trc = Some(curve.clone());
        profile.green_trc = Some(curve.clone());
        profile.blue_trc = Some(curve);
        profile
    };
    let plain = gamma(2.0).encode().unwrap();
    let mut described = gamma(2.0);
    described.description = Some(text(WORDS));
    let mut owned = gamma(2.0);
    owned.copyright = Some(text(WORDS));
    let mut made = ColorProfile::new_srgb();
    made.device_manufacturer = Some(text(WORDS));
    let mut visible = ColorProfile::new_adobe_rgb();
    visible.description = Some(text(WORDS));
    let behind = [&plain[..], words()].concat();
    let mut in_header = plain.clone();
    in_header[100..100 + WORDS.len()].copy_from_slice(words());
    vec![
        ("private-tag", with_tag(&plain, *b"prvt", words())),
        ("text-tag", with_tag(&plain, *b"targ", words())),
        ("gap", sized(behind.clone())),
        ("behind", behind),
        ("header", in_header),
        ("description", described.encode().unwrap()),
        ("copyright", owned.encode().unwrap()),
        ("srgb", made.encode().unwrap()),
        ("wide", visible.encode().unwrap()),
        ("broken", [&[7; 128][..], words()].concat()),
    ]
}

pub(super) fn packet(attributes: &str) -> Vec<u8> {
    format!(
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
         <rdf:Description rdf:about='' {attributes}/></rdf:RDF></x:xmpmeta>"
    )
    .into_bytes()
}

pub(super) const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";

/// EXIF blocks.
pub(super) fn exif_blocks() -> Vec<(&'static str, bool, ExifBlock)> {
    let new = ExifBlock::little_endian;
    let wide = utf16();
    let user_comment = [b"ASCII\0\0\0", words()].concat();
    let maker_note = [b"Nikon\0\x02\x10\0\0", words()].concat();
    vec![
        ("gps", false, new().geotagged()),
        (
            "artist",
            true,
            new().with(Directory::Primary, 0x013b, Datum::Ascii(WORDS)),
        ),
        (
            "description",
            true,
            new().with(Directory::Primary, 0x010e, Datum::Ascii(WORDS)),
        ),
        (
            "xp-comment",
            true,
            new().with(Directory::Primary, 0x9c9c, Datum::Byte(&wide)),
        ),
        (
            "user-comment",
            true,
            new().with(Directory::Exif, 0x9286, Datum::Byte(&user_comment)),
        ),
        (
            "maker-note",
            true,
            new().with(Directory::Exif, 0x927c, Datum::Byte(&maker_note)),
        ),
        (
            "gps-area",
            true,
            new().with(Directory::Gps, 0x1c, Datum::Ascii(WORDS)),
        ),
        (
            "unknown-tag",
            true,
            new().with(Directory::Primary, 0xfe00, Datum::Ascii(WORDS)),
        ),
        (
            "thumbnail",
            true,
            new().with(Directory::Thumbnail, 0x010e, Datum::Ascii(WORDS)),
        ),
        (
            "turned",
            true,
            new()
                .oriented(3)
                .with(Directory::Primary, 0x0131, Datum::Ascii(WORDS)),
        ),
    ]
}

/// The JPEG with this behind its last scan.
pub(super) fn before_end(jpeg: &[u8], marker: u8, payload: &[u8]) -> Vec<u8> {
    let segment = with_segment(b"\xff\xd8", marker, payload);
    [&jpeg[..jpeg.len() - 2], &segment[2..], b"\xff\xd9"].concat()
}
