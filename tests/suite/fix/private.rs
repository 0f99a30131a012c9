//! Nothing private is carried along: a file for every place in which formats keep what is none of the
//! picture, each with words, a position or a second picture in it, and none of that in the copies.
//!
//! The files are made here. That what is looked for is in them is asserted before it is looked for in vain.

mod forms;
mod pieces;

use std::fs;

use certpreflight_support::{ExifBlock, png_chunk, with_exif, with_segment};
use image::ImageFormat;

use super::{actions, fix_of};
use crate::support::{Workspace, certificate, encode, jpeg};
use forms::{jpegs, others, pngs};
use pieces::{WORDS, chunks, contains, hex, profiles, unpacked, utf16, words};

/// A copy's own proof: what must not be in it is not.
fn assert_plain(name: &str, copy: &[u8]) {
    let wide = utf16();
    let big: Vec<u8> = WORDS.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let hex = hex(words());
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
        assert!(copy.ends_with(&png_chunk(*b"IEND", &[])), "{name}");
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
        let hex = hex(words());
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
            let pixels = |bytes: &[u8]| {
                if bytes.starts_with(b"\xff\xd8") {
                    super::foreign::decode(bytes)
                } else {
                    image::load_from_memory(bytes).unwrap().to_rgb8()
                }
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
