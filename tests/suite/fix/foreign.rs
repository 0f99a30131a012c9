//! Files that hold several pictures, and formats that are opened only to be saved as another.

use std::fs;

use image::imageops::{self, FilterType};
use image::{ImageFormat, RgbImage};

use super::{actions, fix_of};
use crate::pdf::{Page, pdf};
use crate::support::{Workspace, certificate, encode, jpeg, testdata};

#[test]
fn pages_become_files_of_their_own() {
    let desk = Workspace::new();
    let pages = [certificate(900, 640, 8), certificate(940, 660, 8)];
    desk.write("in/household.tif", two_pages(&pages));
    let report = desk
        .run(["fix", "in", "--out", "out", "--format", "json"])
        .json();
    let fix = fix_of(&report, "in/household.tif");
    assert_eq!(fix["status"], "fixed", "{fix}");
    let pages = fix["pages"].as_array().unwrap();
    assert_eq!(pages.len(), 2);
    for (number, (page, width)) in pages.iter().zip([900, 940]).enumerate() {
        let name = page["output"].as_str().unwrap();
        assert!(
            name.starts_with(&format!("out/household-{}.", number + 1)),
            "{name}"
        );
        assert_eq!(page["after"]["width"], width);
    }
}

/// A TIFF with the second picture appended to the first, its offsets moved.
fn two_pages(pages: &[RgbImage; 2]) -> Vec<u8> {
    let [mut first, second] = pages
        .each_ref()
        .map(|page| encode(page.clone(), ImageFormat::Tiff));
    let at = first.len() + first.len() % 2;
    first.resize(at, 0);
    let (first_directory, second_directory) = (directory_at(&first), directory_at(&second));
    let mut second = moved(&second, u32::try_from(at).unwrap());
    let count = usize::from(u16::from_le_bytes([
        first[first_directory],
        first[first_directory + 1],
    ]));
    let next = first_directory + 2 + 12 * count;
    let target = u32::try_from(at + second_directory).unwrap();
    first[next..next + 4].copy_from_slice(&target.to_le_bytes());
    first.append(&mut second);
    first
}

fn directory_at(tiff: &[u8]) -> usize {
    assert!(tiff.starts_with(b"II*\0"));
    u32::from_le_bytes(tiff[4..8].try_into().unwrap()) as usize
}

/// The TIFF with every offset in its directory moved on.
fn moved(tiff: &[u8], by: u32) -> Vec<u8> {
    const STRIP_OFFSETS: u16 = 273;
    let mut moved = tiff.to_vec();
    let add = |moved: &mut Vec<u8>, at: usize| {
        let value = u32::from_le_bytes(moved[at..at + 4].try_into().unwrap()) + by;
        moved[at..at + 4].copy_from_slice(&value.to_le_bytes());
    };
    let directory = directory_at(tiff);
    let count = usize::from(u16::from_le_bytes([tiff[directory], tiff[directory + 1]]));
    for entry in (0..count).map(|index| directory + 2 + 12 * index) {
        let tag = u16::from_le_bytes([tiff[entry], tiff[entry + 1]]);
        let kind = u16::from_le_bytes([tiff[entry + 2], tiff[entry + 3]]);
        let items = u32::from_le_bytes(tiff[entry + 4..entry + 8].try_into().unwrap()) as usize;
        let size = items * [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8][usize::from(kind)];
        let value_at = u32::from_le_bytes(tiff[entry + 8..entry + 12].try_into().unwrap()) as usize;
        if size > 4 {
            add(&mut moved, entry + 8);
        }
        if tag == STRIP_OFFSETS {
            let at = if size > 4 { value_at } else { entry + 8 };
            for item in 0..items {
                add(&mut moved, at + 4 * item);
            }
        }
    }
    moved
}

#[test]
fn what_phones_and_archives_write_becomes_a_picture_of_the_same_colors() {
    let desk = Workspace::new();
    // The HEIC is stored lying on its side, in Display P3.
    let cases = ["iphone-like.heic", "certificate.jxl", "certificate.jp2"];
    for name in cases {
        fs::create_dir_all(desk.path("in")).unwrap();
        fs::copy(testdata("formats").join(name), desk.path("in").join(name)).unwrap();
    }
    let drawn = fs::read(testdata("samples/身份证-人像面.jpg")).unwrap();
    let drawn = imageops::resize(&decode(&drawn), 1200, 675, FilterType::Lanczos3);
    let report = desk
        .run(["fix", "in", "--out", "out", "--format", "json"])
        .json();
    for name in cases {
        let fix = fix_of(&report, &format!("in/{name}"));
        assert_eq!(fix["status"], "fixed", "{name}: {fix}");
        assert_eq!(actions(fix)[0], "converted");
        assert_eq!(
            actions(fix).contains(&"to-srgb"),
            name.ends_with("heic"),
            "{fix}"
        );
        let copy = decode(&fs::read(desk.path(fix["output"].as_str().unwrap())).unwrap());
        assert_eq!(copy.dimensions(), (1200, 675), "{name}");
        let differences = copy
            .iter()
            .zip(drawn.iter())
            .map(|(a, b)| u64::from(a.abs_diff(*b)));
        let mean = differences.sum::<u64>() / copy.len() as u64;
        assert!(mean < 4, "{name}: {mean}");
    }
}

pub(super) fn decode(jpeg: &[u8]) -> RgbImage {
    let mut decoder = jpeg_decoder::Decoder::new(jpeg);
    let samples = decoder.decode().unwrap();
    let about = decoder.info().unwrap();
    RgbImage::from_raw(about.width.into(), about.height.into(), samples).unwrap()
}

#[test]
fn a_scanned_page_is_taken_out_as_it_is() {
    let desk = Workspace::new();
    let scan = jpeg(&certificate(960, 640, 8), 90);
    let place = "q 720 0 0 480 0 0 cm /Im Do Q";
    let read =
        "BT /F 12 Tf 3 Tr 10 10 Td (what a text reader found) Tj ET q 720 0 0 480 0 0 cm /Im Do Q";
    desk.write("in/plain.pdf", pdf(&[Page::new(place, &scan)]));
    desk.write("in/read.pdf", pdf(&[Page::new(read, &scan)]));
    let turned = Page {
        more: "/Rotate 90",
        ..Page::new(place, &scan)
    };
    desk.write("in/turned.pdf", pdf(&[turned]));
    // Something else on the page: then the scan is not all there is.
    let stamp = format!("{place} 1 0 0 rg 600 60 80 80 re f");
    desk.write("in/stamped.pdf", pdf(&[Page::new(&stamp, &scan)]));
    let clipped = format!("0 0 360 480 re W n {place}");
    desk.write("in/clipped.pdf", pdf(&[Page::new(&clipped, &scan)]));
    let report = desk
        .run(["fix", "in", "--out", "out", "--format", "json"])
        .json();
    let of = |name: &str| fix_of(&report, &format!("in/{name}.pdf"));
    for name in ["plain", "read"] {
        assert_eq!(of(name)["status"], "fixed", "{}", of(name));
        assert_eq!(actions(of(name)), ["extracted"]);
        let copy = fs::read(desk.path("out").join(format!("{name}.jpg"))).unwrap();
        assert!(copy == scan, "{name}");
    }
    assert_eq!(actions(of("turned")), ["extracted"]);
    let size = |name: &str| {
        (
            of(name)["after"]["width"].clone(),
            of(name)["after"]["height"].clone(),
        )
    };
    assert_eq!(size("turned"), (640.into(), 960.into()));
    for name in ["stamped", "clipped"] {
        assert_eq!(of(name)["status"], "fixed", "{}", of(name));
        assert!(actions(of(name)).contains(&"drawn"), "{}", of(name));
        // 720 × 480 points at 300 dpi.
        assert_eq!(size(name), (3000.into(), 2000.into()));
    }
}

#[test]
fn every_page_becomes_a_file_and_none_that_would_lack_something() {
    let desk = Workspace::new();
    let scan = jpeg(&certificate(960, 640, 8), 90);
    let place = "q 720 0 0 480 0 0 cm /Im Do Q";
    let lettering =
        "BT /F 40 Tf 0 0 1 rg 20 300 Td (A certificate) Tj ET 0.9 0.2 0.2 rg 500 100 150 150 re f";
    let pages = [Page::new(place, &scan), Page::new(lettering, &scan)];
    desk.write("in/household.pdf", pdf(&pages));
    let chinese = "BT /C 40 Tf 20 300 Td <0001000200030004> Tj ET";
    desk.write("in/without-font.pdf", pdf(&[Page::new(chinese, &scan)]));
    let whole = pdf(&pages);
    desk.write("in/half.pdf", &whole[..200]);
    desk.write("in/many.pdf", pdf(&vec![pages[1]; 33]));
    let report = desk
        .run([
            "fix",
            "in",
            "--out",
            "out",
            "--format",
            "json",
            "-p",
            "godaddy-cn",
        ])
        .json();
    let of = |name: &str| fix_of(&report, &format!("in/{name}.pdf"));
    let household = of("household");
    assert_eq!(household["status"], "fixed", "{household}");
    let outputs: Vec<_> = household["pages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|page| &page["output"])
        .collect();
    assert_eq!(outputs, ["out/household-1.jpg", "out/household-2.jpg"]);
    assert!(fs::read(desk.path("out/household-1.jpg")).unwrap() == scan);
    let drawn = decode(&fs::read(desk.path("out/household-2.jpg")).unwrap());
    assert_eq!(drawn.dimensions(), (3000, 2000));
    // The square stands 100 points above the lower edge: at 300 dpi, from row 958 to 1583.
    let [red, green, _] = drawn.get_pixel(2300, 1300).0;
    assert!(red > 200 && green < 90, "{red} {green}");
    for (name, id) in [
        ("without-font", "not-opened"),
        ("half", "get-again"),
        ("many", "too-many-pages"),
    ] {
        assert_eq!(of(name)["status"], "refused", "{}", of(name));
        assert_eq!(of(name)["reason"]["id"], id, "{}", of(name));
    }
}
