//! A picture says the same of itself however it is turned.

use std::collections::BTreeMap;
use std::path::Path;

use certpreflight::{Group, Outcome};
use certpreflight_corpus::{Defect, Kind, Recipe, Style};
use certpreflight_support::{ExifBlock, with_exif};
use image::imageops::{flip_horizontal, rotate90};
use image::{DynamicImage, ImageFormat, RgbImage};

use crate::support::{Workspace, encode, examine, jpeg, testdata};

/// Left, top, right and bottom of a place in the picture.
type Box = [u32; 4];

/// What is held against a picture, and where, but for the way it lies and how large its file is.
fn held(outcome: &Outcome) -> BTreeMap<&'static str, Option<Box>> {
    let findings = outcome.findings.iter();
    findings
        .filter(|finding| !matches!(finding.rule.group, Group::Orientation | Group::File))
        .map(|finding| {
            let region = finding.region;
            let region = region.map(|r| [r.x, r.y, r.x + r.width, r.y + r.height]);
            (finding.rule.id, region)
        })
        .collect()
}

/// A place after the picture, so high, was turned by a quarter.
fn turned_box([left, top, right, bottom]: Box, height: u32) -> Box {
    [height - bottom, left, height - top, right]
}

/// Asserts that a picture turned by one to three quarters has the same findings at the same places.
fn assert_same_however_it_lies(name: &str, mut picture: RgbImage) {
    let workspace = Workspace::new();
    let of = |picture: &RgbImage| {
        let file = encode(picture.clone(), ImageFormat::Png);
        held(&examine(
            &workspace.write("turned.png", file),
            "tencent-domain",
        ))
    };
    let mut expected = of(&picture);
    for turn in [90, 180, 270] {
        let height = picture.height();
        // What is measured in cells, of several pixels each, is rounded to one side.
        let cell = picture.width().max(height).div_ceil(100);
        picture = rotate90(&picture);
        for region in expected.values_mut().flatten() {
            *region = turned_box(*region, height);
        }
        let found = of(&picture);
        let ids = |held: &BTreeMap<_, _>| held.keys().copied().collect::<Vec<&str>>();
        assert_eq!(ids(&found), ids(&expected), "{name} turned by {turn}");
        for (id, region) in &found {
            let gaps = region.iter().flatten().zip(expected[id].iter().flatten());
            let most = gaps.map(|(a, b)| a.abs_diff(*b)).max().unwrap_or(0);
            assert!(
                most <= cell,
                "{name} turned by {turn}: {id} at {region:?}, not {:?}",
                expected[id]
            );
        }
    }
}

#[test]
fn drawn_pictures_have_the_same_findings_however_they_lie() {
    let faults = [
        (Defect::None, 0.0),
        (Defect::CutBorder, 0.15),
        (Defect::SmallInFrame, 0.12),
        (Defect::TwoCertificates, 0.0),
        (Defect::Glare, 0.3),
        (Defect::Defocus, 0.3),
        (Defect::Overexposed, 6.0),
        (Defect::StrongPerspective, 40.0),
    ];
    let mut cases = 0;
    for (seed, (fault, amount)) in (70..).zip(faults) {
        for (kind, style) in [
            (Kind::LicenseLandscape, Style::Photo),
            (Kind::IdPortrait, Style::Scan),
        ] {
            let recipe = Recipe::new(seed, kind, style, fault, amount);
            let picture = recipe.with_width(640).render().decode();
            assert_same_however_it_lies(&format!("{kind:?} {fault:?}"), picture);
            cases += 1;
        }
    }
    assert_eq!(cases, 16);
}

#[test]
fn public_pictures_have_the_same_findings_however_they_lie() {
    let files = [
        "docs/PaddleOCR2Pytorch__11.jpg",
        "docs/RapidOCR__japan.jpg",
        "docs/TableStructureRec__wired_table.jpg",
        "docs/handwriting-ocr__page03.jpg",
        "gray/leptonica__comap.073.jpg",
        "gray/leptonica__test8.jpg",
        "orientation/RapidOrientation__img_rot0_demo.jpg",
        "orientation/RapidOrientation__img_rot180_demo.jpg",
        "orientation/leptonica__pancrazi.15.jpg",
        "orientation/test__phototest-rotated-L.png",
    ];
    assert_eq!(files.len(), 10);
    for file in files {
        assert_same_however_it_lies(file, pixels(&testdata("real").join(file)));
    }
}

fn pixels(path: &Path) -> RgbImage {
    let bytes = std::fs::read(path).unwrap();
    if path.extension() != Some("jpg".as_ref()) {
        return image::load_from_memory(&bytes).unwrap().into_rgb8();
    }
    let mut decoder = jpeg_decoder::Decoder::new(&bytes[..]);
    let pixels = decoder.decode().unwrap();
    let info = decoder.info().unwrap();
    let (width, height) = (info.width.into(), info.height.into());
    let gray = |pixels| image::GrayImage::from_raw(width, height, pixels).map(DynamicImage::from);
    match info.pixel_format {
        jpeg_decoder::PixelFormat::L8 => gray(pixels).unwrap().into_rgb8(),
        jpeg_decoder::PixelFormat::RGB24 => RgbImage::from_raw(width, height, pixels).unwrap(),
        format => panic!("{format:?}"),
    }
}

#[test]
fn a_picture_that_metadata_turns_or_mirrors_has_the_findings_of_what_is_shown() {
    let (kind, style) = (Kind::LicenseLandscape, Style::Photo);
    let recipe = Recipe::new(3, kind, style, Defect::CutBorder, 0.15);
    let shown = recipe.with_width(640).render().decode();
    let workspace = Workspace::new();
    let of = |stored: &RgbImage, orientation: u16| {
        let file = with_exif(
            &jpeg(stored, 95),
            ExifBlock::little_endian().oriented(orientation),
        );
        let outcome = examine(&workspace.write("stored.jpg", file), "tencent-domain");
        let findings = outcome.findings.iter();
        let ids = findings.filter(|finding| finding.rule.id != "exif-turned");
        ids.map(|finding| (finding.rule.id, finding.evidence.len()))
            .collect::<Vec<_>>()
    };
    let expected = of(&shown, 1);
    let quarter = rotate90;
    let half = |picture: &RgbImage| quarter(&quarter(picture));
    let three = |picture: &RgbImage| quarter(&half(picture));
    // What a camera that was held so, or mirrors, stores of it.
    let mirrored = flip_horizontal(&shown);
    let stored = [
        (2, mirrored.clone()),
        (3, half(&shown)),
        (4, half(&mirrored)),
        (5, three(&mirrored)),
        (6, three(&shown)),
        (7, quarter(&mirrored)),
        (8, quarter(&shown)),
    ];
    assert_eq!(stored.len(), 7);
    for (orientation, stored) in stored {
        assert_eq!(of(&stored, orientation), expected, "{orientation}");
    }
}
