//! Turns: exact where they can be, asked for where they are guessed.

use std::fs;

use certpreflight_corpus::{Defect, Kind, render_small};
use certpreflight_support::{ExifBlock, with_exif};
use image::{RgbImage, imageops};

use super::{actions, fix_of};
use crate::support::{Workspace, certificate, jpeg};

#[test]
fn a_lossless_turn_moves_every_pixel_and_changes_none() {
    let desk = Workspace::new();
    let stored = certificate(960, 640, 8);
    let whole = jpeg(&stored, 90);
    for orientation in 2..=8_u16 {
        let tag = ExifBlock::little_endian().oriented(orientation);
        desk.write(format!("in/{orientation}.jpg"), with_exif(&whole, tag));
    }
    let report = desk
        .run(["fix", "in", "--out", "out", "--format", "json"])
        .json();
    let decode = |bytes: &[u8]| {
        let mut decoder = jpeg_decoder(bytes);
        decoder.decode().unwrap()
    };
    let before = RgbImage::from_raw(960, 640, decode(&whole)).unwrap();
    for orientation in 2..=8_u16 {
        let fix = fix_of(&report, &format!("in/{orientation}.jpg"));
        assert_eq!(actions(fix), ["turned-losslessly"]);
        let copy = fs::read(desk.path(format!("out/{orientation}.jpg"))).unwrap();
        let mirrored = imageops::flip_horizontal(&before);
        let expected = match orientation {
            2 => mirrored,
            3 => imageops::rotate180(&before),
            4 => imageops::flip_vertical(&before),
            5 => imageops::rotate270(&mirrored),
            6 => imageops::rotate90(&before),
            7 => imageops::rotate90(&mirrored),
            _ => imageops::rotate270(&before),
        };
        let after = RgbImage::from_raw(expected.width(), expected.height(), decode(&copy)).unwrap();
        // The inverse cosine transform rounds rows before columns: a turn moves a sample by one, and
        // a color, which sums luma and 1.772 times chroma, by up to three. What is stored is the same:
        let most = expected
            .iter()
            .zip(after.iter())
            .map(|(a, b)| a.abs_diff(*b))
            .max();
        assert!(most <= Some(3), "{orientation}: {most:?}");
        // turned back, every pixel is exactly what it was.
        let back = match orientation {
            6 => 8,
            8 => 6,
            other => other,
        };
        let tag = ExifBlock::little_endian().oriented(back);
        desk.write(format!("turned/{orientation}.jpg"), with_exif(&copy, tag));
        desk.run(["fix", "turned", "--out", "back"]);
        let back = fs::read(desk.path(format!("back/{orientation}.jpg"))).unwrap();
        assert!(decode(&back) == before.as_raw()[..], "{orientation}");
        fs::remove_dir_all(desk.path("turned")).unwrap();
    }
}

fn jpeg_decoder(bytes: &[u8]) -> jpeg_decoder::Decoder<&[u8]> {
    jpeg_decoder::Decoder::new(bytes)
}

#[test]
fn a_turn_that_only_the_content_asks_for_is_made_on_request() {
    let desk = Workspace::new();
    for (name, defect, amount) in [
        ("sideways", Defect::Turned, 90.0),
        ("upside-down", Defect::Turned, 180.0),
        ("mirrored", Defect::Mirrored, 1.0),
    ] {
        let specimen = render_small(Kind::LicenseLandscape, 12, 1600, defect, amount);
        desk.write(format!("in/{name}.jpg"), specimen.file);
    }
    let fix = |out: &str, more: &[&str]| {
        let fix = ["fix", "in", "--out", out, "--format", "json"];
        desk.run([&fix[..], more].concat()).json()
    };
    let status = |report: &serde_json::Value, name: &str| {
        fix_of(report, &format!("in/{name}.jpg"))["status"].clone()
    };
    let (left, turned) = (fix("left", &[]), fix("turned", &["--turn"]));
    for name in ["sideways", "upside-down"] {
        assert_eq!(status(&left, name), "copied");
        let fix = fix_of(&turned, &format!("in/{name}.jpg"));
        assert_eq!(fix["status"], "fixed", "{name}: {fix}");
        assert!(actions(fix).contains(&"turned-as-seen"), "{fix}");
        let found = |side: &str| {
            fix[side]["findings"]
                .as_array()
                .unwrap()
                .contains(&name.into())
        };
        assert!(found("before") && !found("after"), "{fix}");
    }
    // Whoever mirrors a certificate changes what is on it.
    let [original, copy] = ["in", "turned"].map(|folder| desk.path(folder).join("mirrored.jpg"));
    assert_eq!(fs::read(original).unwrap(), fs::read(copy).unwrap());

    // Where the platform refuses it, the way out is named.
    let icp = fix("icp", &["-p", "tencent-icp"]);
    let fix_icp = fix_of(&icp, "in/sideways.jpg");
    assert_eq!(fix_icp["reason"]["id"], "needs-turn", "{fix_icp}");
    let icp = fix("icp-turned", &["-p", "tencent-icp", "--turn"]);
    assert_eq!(status(&icp, "sideways"), "fixed");
}
