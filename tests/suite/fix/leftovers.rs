//! What travels with a picture and is none of it: colors that mean something else, films behind its
//! end, names and places. The files are made here, in the forms in which programs write them.

use std::fs;

use certpreflight_support::{
    Datum, Directory, ExifBlock, IPTC_RESOURCE, PHOTOSHOP, iptc_entry, photoshop_resource,
    with_exif, with_png_chunks, with_segment,
};
use image::{DynamicImage, ImageBuffer, ImageFormat, Rgb, RgbImage};
use moxcms::ColorProfile;

use super::{actions, fix_of};
use crate::pdf::profiled_page;
use crate::support::{Workspace, certificate, encode, jpeg};

/// The certificate in linear light, sixteen bits: its dark parts lie in the lowest thousands.
fn linear(shown: &RgbImage) -> DynamicImage {
    let light = |value: u8| {
        let value = f64::from(value) / 255.0;
        let light = if value <= 0.040_45 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0..=65535"
        )]
        let level = (light * 65_535.0).round() as u16;
        level
    };
    let (width, height) = shown.dimensions();
    ImageBuffer::from_fn(width, height, |x, y| {
        Rgb(shown.get_pixel(x, y).0.map(light))
    })
    .into()
}

/// Mean difference of a channel.
fn difference(one: &RgbImage, other: &RgbImage) -> f64 {
    assert_eq!(one.dimensions(), other.dimensions());
    let all = one.iter().zip(other.iter());
    let sum: f64 = all.map(|(a, b)| f64::from(a.abs_diff(*b))).sum();
    sum / f64::from(one.width() * one.height() * 3)
}

fn ids<'a>(report: &'a serde_json::Value, path: &str) -> Vec<&'a str> {
    let images = report["images"].as_array().unwrap();
    let image = images.iter().find(|image| image["path"] == path).unwrap();
    let findings = image["findings"].as_array().unwrap().iter();
    findings
        .map(|finding| finding["rule"].as_str().unwrap())
        .collect()
}

#[test]
fn colors_are_what_viewers_show_or_the_report_says_that_they_are_not() {
    let desk = Workspace::new();
    let shown = certificate(900, 640, 8);
    let light = encode(linear(&shown), ImageFormat::Png);
    let plain = encode(shown.clone(), ImageFormat::Png);
    let scan = jpeg(&shown, 95);
    let adobe = ExifBlock::little_endian()
        .with(Directory::Exif, 0xa001, Datum::Short(&[65_535]))
        .with(Directory::Interoperability, 1, Datum::Ascii("R03"));
    let broken = [b"ICC_PROFILE\0\x01\x01".as_slice(), &[7; 300]].concat();
    desk.write(
        "in/linear.png",
        with_png_chunks(&light, &[(*b"gAMA", &100_000_u32.to_be_bytes())]),
    );
    desk.write(
        "in/p3.png",
        with_png_chunks(&plain, &[(*b"cICP", &[12, 13, 0, 1])]),
    );
    desk.write(
        "in/hdr.png",
        with_png_chunks(&plain, &[(*b"cICP", &[9, 16, 0, 1])]),
    );
    desk.write("in/adobe.jpg", with_exif(&scan, adobe));
    let broken = with_exif(
        &with_segment(&scan, 0xE2, &broken),
        ExifBlock::little_endian().geotagged(),
    );
    desk.write("in/broken.jpg", broken);
    let report = desk
        .run(["fix", "in", "--out", "out", "--format", "json"])
        .json();
    let converted = ["linear.png", "p3.png", "adobe.jpg"];
    for name in converted {
        let fix = fix_of(&report, &format!("in/{name}"));
        assert_eq!(fix["status"], "fixed", "{name}: {fix}");
        assert!(actions(fix).contains(&"to-srgb"), "{name}: {fix}");
        let found = ids(&report, &format!("in/{name}"));
        assert!(found.contains(&"wide-gamut"), "{name}: {found:?}");
        assert!(!found.contains(&"too-dark"), "{name}: {found:?}");
    }
    let hdr = fix_of(&report, "in/hdr.png");
    assert!(actions(hdr).contains(&"colors-not-converted"), "{hdr}");
    assert!(!actions(hdr).contains(&"to-srgb"), "{hdr}");
    let copy = |name: &str| {
        let fix = fix_of(&report, &format!("in/{name}"));
        let bytes = fs::read(desk.path(fix["output"].as_str().unwrap())).unwrap();
        match image::guess_format(&bytes).unwrap() {
            ImageFormat::Jpeg => super::foreign::decode(&bytes),
            _ => image::load_from_memory(&bytes).unwrap().to_rgb8(),
        }
    };
    assert!(difference(&copy("linear.png"), &shown) < 2.0);
    assert!(difference(&copy("p3.png"), &shown) > 0.5);
    assert!(difference(&copy("hdr.png"), &shown) < 2.0); // as stored
}

/// What the page says of a scan's colors holds, not what the JPEG in it says.
#[test]
fn the_profile_of_a_page_goes_with_its_scan() {
    let desk = Workspace::new();
    let scan = jpeg(&certificate(960, 640, 8), 90);
    let adobe = ColorProfile::new_adobe_rgb().encode().unwrap();
    let srgb = ColorProfile::new_srgb().encode().unwrap();
    desk.write("in/adobe.pdf", profiled_page(&scan, "/ICCBased", &adobe));
    desk.write("in/srgb.pdf", profiled_page(&scan, "/ICCBased", &srgb));
    desk.write("in/other.pdf", profiled_page(&scan, "/Unknown", &adobe));
    let report = desk
        .run(["fix", "in", "--out", "out", "--format", "json"])
        .json();
    let adobe = fix_of(&report, "in/adobe.pdf");
    assert_eq!(actions(adobe)[0], "extracted", "{adobe}");
    assert!(actions(adobe).contains(&"to-srgb"), "{adobe}");
    let srgb = fix_of(&report, "in/srgb.pdf");
    assert_eq!(actions(srgb), ["extracted"], "{srgb}");
    assert!(fs::read(desk.path("out/srgb.jpg")).unwrap() == scan);
    let other = fix_of(&report, "in/other.pdf");
    assert!(!actions(other).contains(&"extracted"), "{other}");
}

#[test]
fn films_and_pictures_behind_a_picture_are_found_and_left_out() {
    let desk = Workspace::new();
    let shown = certificate(960, 640, 8);
    let (scan, plain) = (jpeg(&shown, 90), encode(shown, ImageFormat::Png));
    let files: [(&str, &[u8]); 5] = [
        (
            "mp4",
            b"\0\0\0\x20ftypmp42\0\0\0\0mp42isommp41iso2\0\0\0\x08free",
        ),
        ("mov", b"\0\0\0\x14ftypqt  \0\0\0\0qt  \0\0\0\x08wide"),
        (
            "old-mov",
            b"\0\0\0\x08wide\0\0\0\x10mdat\x01\x02\x03\x04\x05\x06\x07\x08",
        ),
        ("heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\x08free"),
        (
            "jxl",
            b"\0\0\0\x0cJXL \r\n\x87\n\0\0\0\x14ftypjxl \0\0\0\0jxl ",
        ),
    ];
    let mut names = Vec::new();
    for (kind, file) in files {
        for (padding, zeros) in [("", 0), ("-padded", 513)] {
            let zeros = vec![0; zeros];
            for (extension, picture) in [("jpg", &scan), ("png", &plain)] {
                let name = format!("{kind}{padding}.{extension}");
                desk.write(format!("in/{name}"), [&picture[..], &zeros, file].concat());
                names.push(name);
            }
        }
    }
    // Zeros alone, and a note of the camera's, are no file of their own.
    desk.write("in/zeros.jpg", [&scan[..], &[0; 4096]].concat());
    desk.write(
        "in/note.jpg",
        [&scan[..], b"captured by a scanner"].concat(),
    );
    let report = desk
        .run(["fix", "in", "--out", "out", "--format", "json"])
        .json();
    assert_eq!(names.len(), 20);
    for name in names {
        let path = format!("in/{name}");
        let found = ids(&report, &path);
        assert!(found.contains(&"trailed"), "{name}: {found:?}");
        let fix = fix_of(&report, &path);
        assert_eq!(fix["status"], "fixed", "{name}: {fix}");
        let copy = fs::read(desk.path(fix["output"].as_str().unwrap())).unwrap();
        for mark in [&b"ftyp"[..], b"mdat", b"JXL "] {
            assert!(!copy.windows(4).any(|window| window == mark), "{name}");
        }
    }
    for name in ["zeros.jpg", "note.jpg"] {
        let found = ids(&report, &format!("in/{name}"));
        assert!(!found.contains(&"trailed"), "{name}: {found:?}");
    }
}

#[test]
fn people_and_places_in_iptc_entries_are_found_and_left_out() {
    let desk = Workspace::new();
    let scan = jpeg(&certificate(960, 640, 8), 90);
    let entry = |number: u8, text: &str| iptc_entry(number, text.as_bytes());
    let segment = |entries: &[u8]| {
        let resource = photoshop_resource(IPTC_RESOURCE, entries);
        with_segment(&scan, 0xED, &[PHOTOSHOP, &resource].concat())
    };
    let cases = [
        (
            "person.jpg",
            entry(80, "示例姓名"),
            &["personally-tagged"][..],
        ),
        ("place.jpg", entry(92, "示例小区"), &["geotagged"]),
        (
            "both.jpg",
            [entry(90, "示例市"), entry(80, "示例姓名")].concat(),
            &["geotagged", "personally-tagged"],
        ),
        ("caption.jpg", entry(120, "licence"), &[]),
    ];
    for (name, entries, _) in &cases {
        desk.write(format!("in/{name}"), segment(entries));
    }
    let report = desk
        .run(["fix", "in", "--out", "out", "--format", "json"])
        .json();
    for (name, _, expected) in cases {
        let path = format!("in/{name}");
        let found = ids(&report, &path);
        for rule in ["geotagged", "personally-tagged"] {
            assert_eq!(
                found.contains(&rule),
                expected.contains(&rule),
                "{name}: {found:?}"
            );
        }
        let fix = fix_of(&report, &path);
        let copy = fs::read(desk.path(fix["output"].as_str().unwrap())).unwrap();
        let is_left = copy.windows(4).any(|window| window == b"8BIM");
        assert!(!is_left, "{name}"); // a caption that names nobody neither
    }
}
