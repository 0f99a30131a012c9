//! Nothing private is carried along: a file for every place in which formats keep what is none of the
//! picture, each with words, a position or a second picture in it, and none of that in the copies.
//!
//! The files are made here. That what is looked for is in them is asserted before it is looked for in vain.

use std::fs;
use std::io::{Read as _, Write as _};

use certpreflight_support::{Datum, Directory, ExifBlock, with_exif, with_segment};
use image::{ImageFormat, RgbImage};
use moxcms::ColorProfile;

use super::{actions, fix_of};
use crate::support::{Workspace, certificate, encode, jpeg};

/// What must not be in a copy, in any coding of letters.
const WORDS: &str = "PRIVATE-MARK-7319";

/// A made file.
#[derive(Clone)]
struct Form {
    name: String,
    bytes: Vec<u8>,
    /// Whether `WORDS` are in it; others hold a position or a second picture.
    has_words: bool,
}

fn words() -> &'static [u8] {
    WORDS.as_bytes()
}

fn utf16() -> Vec<u8> {
    WORDS.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(bytes, part).is_some()
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// All that a PNG's chunks hold packed, unpacked: from whichever byte the packing begins.
fn unpacked(png: &[u8]) -> Vec<u8> {
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

fn chunks(png: &[u8]) -> Vec<([u8; 4], &[u8])> {
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

fn chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let body = [&kind[..], data].concat();
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    [&length[..], &body, &crc32fast::hash(&body).to_be_bytes()].concat()
}

/// The PNG with a chunk before the first of this kind.
fn with_chunk(png: &[u8], before: [u8; 4], kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let mut file = png[..8].to_vec();
    let mut is_in = false;
    for (old, content) in chunks(png) {
        if old == before && !is_in {
            file.extend(chunk(kind, data));
            is_in = true;
        }
        file.extend(chunk(old, content));
    }
    assert!(is_in);
    file
}

/// The PNG with its packed rows replaced.
fn with_data(png: &[u8], data: &[u8]) -> Vec<u8> {
    let rest = chunks(png).into_iter().filter(|(kind, _)| kind != b"IDAT");
    let mut file = png[..8].to_vec();
    for (kind, content) in rest {
        if kind == *b"IEND" {
            file.extend(chunk(*b"IDAT", data));
        }
        file.extend(chunk(kind, content));
    }
    file
}

/// A profile with one more tag, or with bytes between its tags and behind them.
fn with_tag(profile: &[u8], name: [u8; 4], data: &[u8]) -> Vec<u8> {
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

fn sized(mut profile: Vec<u8>) -> Vec<u8> {
    let size = u32::try_from(profile.len()).unwrap().to_be_bytes();
    profile[..4].copy_from_slice(&size);
    profile
}

fn text(text: &str) -> Option<moxcms::ProfileText> {
    let text = moxcms::LocalizableString::new("en".into(), "US".into(), text.into());
    Some(moxcms::ProfileText::Localizable(vec![text]))
}

/// Profiles with words in them, of colors so near to sRGB that they stay, or of sRGB.
fn profiles() -> Vec<(&'static str, Vec<u8>)> {
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
    described.description = text(WORDS);
    let mut owned = gamma(2.0);
    owned.copyright = text(WORDS);
    let mut made = ColorProfile::new_srgb();
    made.device_manufacturer = text(WORDS);
    let mut visible = ColorProfile::new_adobe_rgb();
    visible.description = text(WORDS);
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

fn iptc(entry: u8) -> Vec<u8> {
    let size = u16::try_from(WORDS.len()).unwrap().to_be_bytes();
    [&[0x1C, 2, entry], &size[..], words()].concat()
}

fn resource(number: u16, data: &[u8]) -> Vec<u8> {
    let size = u32::try_from(data.len()).unwrap().to_be_bytes();
    [b"8BIM", &number.to_be_bytes()[..], &[0, 0], &size, data].concat()
}

fn packet(attributes: &str) -> Vec<u8> {
    format!(
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
         <rdf:Description rdf:about='' {attributes}/></rdf:RDF></x:xmpmeta>"
    )
    .into_bytes()
}

const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";

/// EXIF blocks.
fn exif_blocks() -> Vec<(&'static str, bool, ExifBlock)> {
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
fn before_end(jpeg: &[u8], marker: u8, payload: &[u8]) -> Vec<u8> {
    let segment = with_segment(b"\xff\xd8", marker, payload);
    [&jpeg[..jpeg.len() - 2], &segment[2..], b"\xff\xd9"].concat()
}

fn jpegs(picture: &[u8]) -> Vec<Form> {
    let mut forms = Vec::new();
    let mut add = |name: &str, has_words: bool, bytes: Vec<u8>| {
        forms.push(Form {
            name: format!("{name}.jpg"),
            bytes,
            has_words,
        });
    };
    for (name, has_words, block) in exif_blocks() {
        add(
            &format!("exif-{name}"),
            has_words,
            with_exif(picture, block.clone()),
        );
        // Behind another one that says nothing.
        let second = with_exif(picture, block);
        let first = ExifBlock::little_endian().oriented(1);
        add(
            &format!("second-exif-{name}"),
            has_words,
            with_exif(&second, first),
        );
    }
    let gap = [
        b"Exif\0\0",
        &ExifBlock::big_endian().oriented(1).build()[..],
        words(),
    ]
    .concat();
    add("exif-gap", true, with_segment(picture, 0xE1, &gap));
    let creator = packet(&format!(
        "xmlns:dc='http://purl.org/dc/elements/1.1/' dc:creator='{WORDS}'"
    ));
    let other_prefix = packet(&format!(
        "xmlns:e='http://ns.adobe.com/exif/1.0/' e:GPSLatitude='1,0N' e:UserComment='{WORDS}'"
    ));
    let extended = [
        b"http://ns.adobe.com/xmp/extension/\0",
        &[b'A'; 32][..],
        &[0; 8],
        &creator,
    ]
    .concat();
    let with_xmp =
        |picture: &[u8], packet: &[u8]| with_segment(picture, 0xE1, &[XMP, packet].concat());
    add("xmp", true, with_xmp(picture, &creator));
    add("xmp-prefix", true, with_xmp(picture, &other_prefix));
    add(
        "xmp-second",
        true,
        with_xmp(&with_xmp(picture, &creator), &packet("")),
    );
    add(
        "xmp-extended",
        true,
        with_segment(&with_xmp(picture, &packet("")), 0xE1, &extended),
    );
    let photoshop = |resource: &[u8]| [b"Photoshop 3.0\0", resource].concat();
    let thumbnail = [&[0; 28][..], picture.get(..2000).unwrap(), words()].concat();
    let segments: Vec<(&str, u8, Vec<u8>)> = vec![
        ("iptc", 0xED, photoshop(&resource(0x0404, &iptc(80)))),
        ("iptc-bare", 0xED, iptc(80)),
        (
            "photoshop-preview",
            0xED,
            photoshop(&resource(0x040C, &thumbnail)),
        ),
        (
            "photoshop-caption",
            0xED,
            photoshop(&resource(0x03F0, words())),
        ),
        ("comment", 0xFE, words().to_vec()),
        (
            "jfxx",
            0xE0,
            [b"JFXX\0\x10", picture.get(..2000).unwrap(), words()].concat(),
        ),
        ("app0", 0xE0, [b"CIFF\0", words()].concat()),
        ("flashpix", 0xE2, [b"FPXR\0\0", words()].concat()),
        (
            "multi-picture",
            0xE2,
            [b"MPF\0MM\0*\0\0\0\x08", words()].concat(),
        ),
        ("meta", 0xE3, [b"Meta\0\0", words()].concat()),
        ("app4", 0xE4, words().to_vec()),
        ("app5", 0xE5, words().to_vec()),
        ("app6", 0xE6, [b"GoPro\0", words()].concat()),
        ("app7", 0xE7, words().to_vec()),
        ("spiff", 0xE8, [b"SPIFF\0", words()].concat()),
        ("app9", 0xE9, words().to_vec()),
        ("app10", 0xEA, [b"AROT\0\0", words()].concat()),
        (
            "content-credentials",
            0xEB,
            [b"JP\0\x01\0\0\0\x01", words()].concat(),
        ),
        ("ducky", 0xEC, [b"Ducky\0\x02", words()].concat()),
        ("app14", 0xEE, [b"Other", words()].concat()),
        ("app15", 0xEF, words().to_vec()),
        (
            "half-a-profile",
            0xE2,
            [b"ICC_PROFILE\0\x01\x02", words()].concat(),
        ),
    ];
    for (name, marker, payload) in &segments {
        add(name, true, with_segment(picture, *marker, payload));
    }
    add(
        "comment-at-the-end",
        true,
        before_end(picture, 0xFE, words()),
    );
    add("app-at-the-end", true, before_end(picture, 0xE4, words()));
    for (name, profile) in profiles() {
        let segment = [b"ICC_PROFILE\0\x01\x01", &profile[..]].concat();
        add(
            &format!("profile-{name}"),
            true,
            with_segment(picture, 0xE2, &segment),
        );
    }
    let jfif_thumbnail = [
        b"JFIF\0\x01\x01\0\0\x01\0\x01\x03\x02",
        &[7; 18][..],
        words(),
    ]
    .concat();
    add(
        "jfif-thumbnail",
        true,
        with_segment(picture, 0xE0, &jfif_thumbnail),
    );
    let fill = [&picture[..2], &[0xFF; 9], &picture[2..]].concat();
    add("fill-and-comment", true, with_segment(&fill, 0xFE, words()));
    add(
        "behind-film",
        true,
        [picture, b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", words()].concat(),
    );
    add(
        "behind-archive",
        true,
        [picture, b"PK\x03\x04\x14\0\0\0\0\0", words()].concat(),
    );
    add("behind-words", true, [picture, words()].concat());
    add(
        "behind-zeros",
        true,
        [picture, &[0; 4096], words()].concat(),
    );
    add(
        "behind-phone",
        true,
        [
            picture,
            b"\0\0\x01\x0a\x0e\0\0\0Image_UTC_Data",
            words(),
            b"SEFT",
        ]
        .concat(),
    );
    add("behind-picture", false, [picture, picture].concat());
    let announced = with_segment(picture, 0xE2, b"MPF\0MM\0*\0\0\0\x08\0\0");
    add(
        "announced-picture",
        false,
        [&announced[..], picture].concat(),
    );
    let motion = with_xmp(picture, &packet("xmlns:G='g' G:MotionPhoto='1'"));
    add(
        "announced-film",
        true,
        [&motion[..], b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", words()].concat(),
    );
    forms
}

fn pngs(picture: &[u8]) -> Vec<Form> {
    let mut forms = Vec::new();
    let mut add = |name: &str, has_words: bool, bytes: Vec<u8>| {
        forms.push(Form {
            name: format!("{name}.png"),
            bytes,
            has_words,
        });
    };
    let named = |name: &[u8], rest: &[u8]| [name, rest].concat();
    let hex: String = iptc(80).iter().map(|byte| format!("{byte:02x}")).collect();
    let raw = |name: &str, hex: &str| {
        format!(
            "Raw profile type {name}\0\n{name}\n{}\n{hex}\n",
            hex.len() / 2
        )
    };
    let exif = ExifBlock::big_endian().with(Directory::Primary, 0x013b, Datum::Ascii(WORDS));
    let texts: Vec<(&str, [u8; 4], Vec<u8>)> = vec![
        ("text", *b"tEXt", named(b"Author\0", words())),
        ("keyword", *b"tEXt", named(words(), b"\0x")),
        (
            "packed-text",
            *b"zTXt",
            named(b"Comment\0\0", &packed(words())),
        ),
        (
            "international",
            *b"iTXt",
            named(b"Title\0\0\0\0\0", words()),
        ),
        (
            "packed-international",
            *b"iTXt",
            named(b"Title\0\x01\0\0\0", &packed(words())),
        ),
        (
            "xmp",
            *b"iTXt",
            named(
                b"XML:com.adobe.xmp\0\0\0\0\0",
                &packet(&format!("a='{WORDS}'")),
            ),
        ),
        (
            "raw-iptc",
            *b"tEXt",
            named(raw("iptc", &hex).as_bytes(), b""),
        ),
        ("exif", *b"eXIf", exif.build()),
        ("private", *b"prVt", words().to_vec()),
        ("credentials", *b"caBX", words().to_vec()),
        (
            "suggested-palette",
            *b"sPLT",
            named(words(), b"\0\x08\x01\x02\x03\x04\0\0"),
        ),
        ("palette-of-none", *b"PLTE", [words(), &[0; 19]].concat()),
        ("long-gamma", *b"gAMA", named(&[0, 0, 0xB1, 0x8F], words())),
        (
            "long-density",
            *b"pHYs",
            [&[0, 0, 11, 19, 0, 0, 11, 19, 1], words()].concat(),
        ),
        ("long-background", *b"bKGD", words().to_vec()),
        ("transparent-words", *b"tRNS", words().to_vec()),
    ];
    for (name, kind, data) in &texts {
        add(name, true, with_chunk(picture, *b"IDAT", *kind, data));
        if matches!(kind, b"tEXt" | b"eXIf" | b"prVt") {
            add(
                &format!("{name}-late"),
                true,
                with_chunk(picture, *b"IEND", *kind, data),
            );
        }
    }
    add(
        "gps",
        false,
        with_chunk(
            picture,
            *b"IDAT",
            *b"eXIf",
            &ExifBlock::big_endian().geotagged().build(),
        ),
    );
    for (name, profile) in profiles() {
        let data = named(b"profile\0\0", &packed(&profile));
        add(
            &format!("profile-{name}"),
            true,
            with_chunk(picture, *b"IDAT", *b"iCCP", &data),
        );
    }
    let srgb = ColorProfile::new_srgb().encode().unwrap();
    let data = named(words(), &[&b"\0\0"[..], &packed(&srgb)].concat());
    add(
        "name-of-profile",
        true,
        with_chunk(picture, *b"IDAT", *b"iCCP", &data),
    );
    add("behind", true, [picture, words()].concat());
    let data: Vec<u8> = chunks(picture)
        .iter()
        .filter(|(kind, _)| kind == b"IDAT")
        .flat_map(|(_, data)| data.to_vec())
        .collect();
    add(
        "behind-rows",
        true,
        with_data(picture, &[&data[..], words()].concat()),
    );
    let mut rows = Vec::new();
    flate2::read::ZlibDecoder::new(&data[..])
        .read_to_end(&mut rows)
        .unwrap();
    // Packed without packing, so that the words can be seen.
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::none());
    encoder.write_all(&[&rows[..], words()].concat()).unwrap();
    add(
        "more-rows",
        true,
        with_data(picture, &encoder.finish().unwrap()),
    );
    let end = picture.len() - 12;
    add(
        "in-the-end-mark",
        true,
        [&picture[..end], &chunk(*b"IEND", words())].concat(),
    );
    forms
}

/// Formats that are always encoded anew.
fn others(shown: &RgbImage) -> Vec<Form> {
    let mut forms = Vec::new();
    let mut add = |name: &str, bytes: Vec<u8>| {
        forms.push(Form {
            name: name.into(),
            bytes,
            has_words: true,
        });
    };
    let block = |label: &[u8], data: &[u8]| {
        let length = [u8::try_from(data.len()).unwrap()];
        [&b"\x21"[..], label, &length, data, b"\0"].concat()
    };
    let gif = encode(shown.clone(), ImageFormat::Gif);
    let before_picture = |extension: &[u8]| {
        let colors = 3 << ((gif[10] & 7) + 1);
        let at = 13 + if gif[10] & 0x80 != 0 { colors } else { 0 };
        [&gif[..at], extension, &gif[at..]].concat()
    };
    add("comment.gif", before_picture(&block(b"\xFE", words())));
    let application = [b"\x21\xFF\x0BPRIVATE1234", &[17][..], words(), b"\0"].concat();
    add("application.gif", before_picture(&application));
    add("behind.gif", [&gif[..], words()].concat());
    let small = image::imageops::thumbnail(shown, 480, 320);
    let bmp = encode(small, ImageFormat::Bmp);
    add("behind.bmp", [&bmp[..], words()].concat());
    let mut gap = [&bmp[..54], words(), &bmp[54..]].concat();
    gap[10] += 17;
    add("gap.bmp", gap);
    let webp = encode(shown.clone(), ImageFormat::WebP);
    let riff = |more: &[u8]| {
        let mut file = [&webp[..], more].concat();
        let size = u32::try_from(file.len() - 8).unwrap().to_le_bytes();
        file[4..8].copy_from_slice(&size);
        file
    };
    add(
        "unknown-chunk.webp",
        riff(&[b"PRIV\x12\0\0\0", words(), b"\0"].concat()),
    );
    add("behind.webp", [&webp[..], words()].concat());
    let tiff = encode(shown.clone(), ImageFormat::Tiff);
    add("behind.tif", [&tiff[..], words()].concat());
    forms
}

/// A copy's own proof: what must not be in it is not.
fn assert_plain(name: &str, copy: &[u8]) {
    let wide = utf16();
    let big: Vec<u8> = WORDS.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let hex: String = words().iter().map(|byte| format!("{byte:02x}")).collect();
    let is_png = copy.starts_with(b"\x89PNG");
    assert!(is_png || copy.starts_with(b"\xff\xd8\xff"), "{name}");
    let unpacked = if is_png { unpacked(copy) } else { Vec::new() };
    for bytes in [copy, &unpacked] {
        for marks in [words(), &wide, &big, hex.as_bytes()] {
            assert!(!contains(bytes, marks), "{name}: the words are in the copy");
        }
        for mark in [
            &b"Exif"[..],
            b"8BIM",
            b"ns.adobe.com",
            b"GPS",
            b"ftyp",
            b"PK\x03\x04",
            b"JFXX",
            b"MPF\0",
        ] {
            assert!(!contains(bytes, mark), "{name}: {}", mark.escape_ascii());
        }
    }
    if is_png {
        let allowed = [
            b"IHDR", b"PLTE", b"IDAT", b"IEND", b"iCCP", b"pHYs", b"gAMA", b"cHRM", b"sRGB",
        ];
        for (kind, _) in chunks(copy) {
            assert!(allowed.contains(&&kind), "{name}: {}", kind.escape_ascii());
        }
        assert!(copy.ends_with(&chunk(*b"IEND", &[])), "{name}");
    } else {
        let starts = memchr::memmem::find_iter(copy, b"\xff\xd8\xff").count();
        assert_eq!(starts, 1, "{name}: another picture");
        assert!(copy.ends_with(b"\xff\xd9"), "{name}");
        for marker in segments(copy) {
            let allowed = matches!(
                marker,
                0xC0..=0xC2 | 0xC4 | 0xDA | 0xDB | 0xDD | 0xE0 | 0xE2 | 0xEE
            );
            assert!(allowed, "{name}: segment {marker:02X}");
        }
    }
}

/// The markers of a JPEG's segments up to the first scan.
fn segments(jpeg: &[u8]) -> Vec<u8> {
    let mut found = Vec::new();
    let mut at = 2;
    while found.last() != Some(&0xDA) {
        assert_eq!(jpeg[at], 0xFF);
        found.push(jpeg[at + 1]);
        at += 2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
    }
    found
}

#[test]
fn nothing_but_the_picture_is_in_a_copy() {
    let desk = Workspace::new();
    let shown = certificate(960, 640, 8);
    let scan = jpeg(&shown, 90);
    let png = encode(certificate(800, 540, 8), ImageFormat::Png);
    let forms = [jpegs(&scan), pngs(&png), others(&shown)].concat();
    for form in &forms {
        let is_in = [words().to_vec(), utf16()]
            .iter()
            .any(|words| contains(&form.bytes, words));
        let big: Vec<u8> = WORDS.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let hex: String = words().iter().map(|byte| format!("{byte:02x}")).collect();
        let is_png = form.bytes.starts_with(b"\x89PNG");
        let unpacked = if is_png {
            unpacked(&form.bytes)
        } else {
            Vec::new()
        };
        let is_in = is_in
            || contains(&form.bytes, &big)
            || contains(&form.bytes, hex.as_bytes())
            || contains(&unpacked, words())
            || contains(&unpacked, &big);
        assert_eq!(is_in, form.has_words, "{}", form.name);
        desk.write(format!("in/{}", form.name), &form.bytes);
    }
    let ran = desk.run(["fix", "in", "--out", "out", "--format", "json"]);
    let report = ran.json();
    let (mut fixed, mut untouched) = (0, 0);
    for form in &forms {
        let fix = fix_of(&report, &format!("in/{}", form.name));
        assert_eq!(fix["status"], "fixed", "{}: {fix}", form.name);
        let copy = fs::read(desk.path(fix["output"].as_str().unwrap())).unwrap();
        assert_plain(&form.name, &copy);
        fixed += 1;
        // Where nothing asks for other pixels, they stay what they are, to the byte.
        if actions(fix).contains(&"metadata-dropped") {
            let pixels = |bytes: &[u8]| match bytes.starts_with(b"\xff\xd8") {
                true => super::foreign::decode(bytes),
                false => image::load_from_memory(bytes).unwrap().to_rgb8(),
            };
            assert!(pixels(&copy) == pixels(&form.bytes), "{}", form.name);
            untouched += 1;
        }
    }
    assert_eq!(fixed, forms.len());
    assert!(
        forms.len() >= 100 && untouched >= 80,
        "{} {untouched}",
        forms.len()
    );
}

/// Whoever runs it twice gets the same files, and what is plain is not touched.
#[test]
fn a_copy_of_a_copy_is_the_copy() {
    let desk = Workspace::new();
    let scan = jpeg(&certificate(960, 640, 8), 90);
    desk.write("in/plain.jpg", &scan);
    desk.write(
        "in/tagged.jpg",
        with_exif(&scan, ExifBlock::little_endian().geotagged()),
    );
    let profile = [b"ICC_PROFILE\0\x01\x01", &profiles()[0].1[..]].concat();
    desk.write("in/profiled.jpg", with_segment(&scan, 0xE2, &profile));
    desk.write(
        "in/turned.jpg",
        with_exif(&scan, ExifBlock::little_endian().oriented(6)),
    );
    desk.run(["fix", "in", "--out", "once"]);
    let report = desk
        .run(["fix", "once", "--out", "twice", "--format", "json"])
        .json();
    let names = ["plain", "tagged", "profiled", "turned"];
    for name in names {
        let fix = fix_of(&report, &format!("once/{name}.jpg"));
        assert_eq!(fix["status"], "copied", "{name}: {fix}");
    }
    assert_eq!(names.len(), 4);
    assert!(fs::read(desk.path("once/plain.jpg")).unwrap() == scan);
    let profiled = fs::read(desk.path("once/profiled.jpg")).unwrap();
    assert!(contains(&profiled, b"ICC_PROFILE"));
}
