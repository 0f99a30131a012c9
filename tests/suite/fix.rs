//! Repairs: what is delivered passes, originals stay as they are, nothing is half-written.

mod faults;
mod foreign;
#[cfg(unix)]
mod guarded;
mod leftovers;
mod private;
mod turns;
mod verdicts;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use certpreflight::Profile;
use certpreflight_corpus::{Defect, Kind, render_small};
use certpreflight_support::{ExifBlock, with_exif, with_segment};
use image::{DynamicImage, ImageFormat, RgbImage};

use crate::support::{Workspace, certificate, encode, jpeg, testdata, textless};

/// The best JPEG of a picture that is smaller than this.
fn jpeg_below(picture: &RgbImage, bytes: usize) -> Vec<u8> {
    let mut files = (20..=95).rev().map(|quality| jpeg(picture, quality));
    files.find(|file| file.len() < bytes).unwrap()
}

/// One picture of every kind that a repair treats differently, below `in`.
fn desk() -> Workspace {
    desk_with(|_| true)
}

/// A few of these pictures, for what doesn't depend on how they are repaired.
fn desk_of(names: &[&str]) -> Workspace {
    for name in names {
        assert!(drawn().contains_key(Path::new(name)), "{name}");
    }
    desk_with(|name| names.iter().any(|wanted| name == Path::new(wanted)))
}

fn desk_with(is_wanted: impl Fn(&Path) -> bool) -> Workspace {
    let desk = Workspace::new();
    for (name, bytes) in drawn().iter().filter(|(name, _)| is_wanted(name)) {
        desk.write(Path::new("in").join(name), bytes);
    }
    desk
}

/// The pictures by name; drawn once for all tests.
fn drawn() -> &'static BTreeMap<PathBuf, Vec<u8>> {
    static DRAWN: LazyLock<BTreeMap<PathBuf, Vec<u8>>> =
        LazyLock::new(|| files(&draw().path("in")));
    &DRAWN
}

/// What comes of all of these pictures without any option; repaired once for all tests.
struct Repaired {
    report: serde_json::Value,
    copies: BTreeMap<PathBuf, Vec<u8>>,
}

fn repaired() -> &'static Repaired {
    static REPAIRED: LazyLock<Repaired> = LazyLock::new(|| {
        let desk = desk();
        let report = desk.run(FIX).json();
        let copies = files(&desk.path("out"));
        Repaired { report, copies }
    });
    &REPAIRED
}

const FIX: [&str; 6] = ["fix", "in", "--out", "out", "--format", "json"];

fn draw() -> Workspace {
    let desk = Workspace::new();
    let whole = jpeg(&certificate(960, 640, 8), 90);
    let turned = || ExifBlock::little_endian().oriented(6).geotagged();
    desk.write("in/good.jpg", &whole);
    desk.write("in/sub/good.JPEG", &whole);
    desk.write("in/named.png", &whole);
    desk.write("in/page.jfif", &whole);
    desk.write(
        "in/scan.bmp",
        encode(certificate(1600, 1200, 8), ImageFormat::Bmp),
    );
    desk.write(
        "in/scan.tif",
        encode(certificate(900, 700, 8), ImageFormat::Tiff),
    );
    desk.write(
        "in/scan.gif",
        encode(certificate(900, 700, 8), ImageFormat::Gif),
    );
    desk.write(
        "in/scan.webp",
        encode(certificate(900, 700, 8), ImageFormat::WebP),
    );
    desk.write(
        "in/deep.png",
        encode(
            DynamicImage::from(certificate(900, 700, 8)).into_rgb16(),
            ImageFormat::Png,
        ),
    );
    desk.write(
        "in/clear.png",
        encode(
            DynamicImage::from(certificate(900, 700, 8)).into_rgba8(),
            ImageFormat::Png,
        ),
    );
    desk.write("in/turned.jpg", with_exif(&whole, turned()));
    desk.write(
        "in/oddly-turned.jpg",
        with_exif(&jpeg(&certificate(961, 643, 8), 90), turned()),
    );
    desk.write(
        "in/geotagged.jpg",
        with_exif(&whole, ExifBlock::little_endian().geotagged()),
    );
    desk.write(
        "in/trailed.jpg",
        [&whole[..], b"PK\x03\x04\x14\0\0\0\0\0 an archive"].concat(),
    );
    desk.write("in/wide.jpg", with_segment(&whole, 0xE2, &display_p3()));
    desk.write("in/large.jpg", jpeg(&certificate(2800, 1760, 48), 97));
    desk.write(
        "in/small.jpg",
        jpeg_below(&certificate(1008, 640, 0), 50_000),
    );
    desk.write("in/tiny.jpg", jpeg(&textless(300, 200), 90));
    desk.write("in/borderline.jpg", jpeg_below(&textless(640, 420), 50_000));
    desk.write("in/half.jpg", &whole[..whole.len() / 2]);
    desk.write("in/notes.txt", "no picture");
    for (index, defect) in [Defect::None, Defect::Turned, Defect::GrayAsRgb]
        .into_iter()
        .enumerate()
    {
        let amount = if defect == Defect::Turned { 90.0 } else { 1.0 };
        let specimen = render_small(Kind::IdPortrait, 40 + index as u64, 1600, defect, amount);
        desk.write(format!("in/specimens/{index}.jpg"), specimen.file);
    }
    desk
}

fn display_p3() -> Vec<u8> {
    let profile = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    [b"ICC_PROFILE\0\x01\x01", &profile[..]].concat()
}

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let below = path.strip_prefix(folder).unwrap().to_owned();
                found.insert(below, fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// The `fix` object of one picture.
fn fix_of<'a>(report: &'a serde_json::Value, path: &str) -> &'a serde_json::Value {
    let images = report["images"].as_array().unwrap();
    let image = images.iter().find(|image| image["path"] == path);
    &image.unwrap_or_else(|| panic!("{path} is not in the report"))["fix"]
}

fn actions(fix: &serde_json::Value) -> Vec<&str> {
    let actions = fix["actions"].as_array().unwrap().iter();
    actions.map(|done| done["id"].as_str().unwrap()).collect()
}

#[test]
fn under_every_profile_what_is_delivered_passes() {
    let desk = desk();
    let originals = files(&desk.path("in"));
    let (mut profiles, mut delivered) = (0, 0);
    for profile in Profile::built_in_ids() {
        let out = format!("out-{profile}");
        let fix = [
            "fix", "in", "--out", &out, "-p", profile, "--format", "json",
        ];
        let report = desk.run(fix).json();
        let copies = files(&desk.path(&out));
        let checked = desk.run([&out, "-p", profile, "--format", "json"]);
        assert_eq!(checked.code, 0, "{profile}: {}", checked.stdout);
        let checked = checked.json();
        for image in report["images"].as_array().unwrap() {
            let (path, fix) = (image["path"].as_str().unwrap(), &image["fix"]);
            match fix["status"].as_str().unwrap() {
                status @ ("fixed" | "copied") => {
                    let to = fix["output"].as_str().unwrap();
                    let all = checked["images"].as_array().unwrap();
                    let again = all.iter().find(|image| image["path"] == to).unwrap();
                    assert_eq!(again["bytes"], fix["after"]["bytes"], "{to}");
                    if status == "copied" {
                        let [original, copy] =
                            [path, to].map(|name| fs::read(desk.path(name)).unwrap());
                        assert_eq!(original, copy, "{path}");
                    }
                    delivered += 1;
                }
                "refused" => {
                    assert!(
                        fix["reason"]["message"].as_str().unwrap().len() > 10,
                        "{fix}"
                    );
                    assert!(fix["output"].is_null());
                }
                other => panic!("{profile}: {path}: {other} {fix}"),
            }
        }
        assert_eq!(copies.len(), checked["images"].as_array().unwrap().len());
        profiles += 1;
    }
    assert_eq!(profiles, 9);
    assert!(delivered > 100, "only {delivered} copies");
    assert_eq!(files(&desk.path("in")), originals);
}

#[test]
fn a_second_run_changes_nothing() {
    let desk = desk();
    let Repaired { report, copies } = repaired();
    for (name, bytes) in copies {
        desk.write(Path::new("out").join(name), bytes);
    }
    let second = desk.run(FIX).json();
    assert_eq!(&files(&desk.path("out")), copies);
    assert_eq!(second["summary"], report["summary"]);
}

#[test]
fn every_defect_gets_its_own_repair() {
    let Repaired { report, copies } = repaired();
    let cases: [(&str, &str, &str, &[&str]); 13] = [
        ("good.jpg", "copied", "good.jpg", &[]),
        ("sub/good.JPEG", "copied", "sub/good.JPEG", &[]),
        ("named.png", "fixed", "named.jpg", &["renamed"]),
        ("page.jfif", "fixed", "page.jpg", &["renamed"]),
        ("scan.bmp", "fixed", "scan.png", &["converted"]),
        ("scan.gif", "fixed", "scan (2).png", &["converted"]),
        ("turned.jpg", "fixed", "turned.jpg", &["turned-losslessly"]),
        (
            "oddly-turned.jpg",
            "fixed",
            "oddly-turned.jpg",
            &["reencoded", "turned", "quality"],
        ),
        (
            "geotagged.jpg",
            "fixed",
            "geotagged.jpg",
            &["metadata-dropped"],
        ),
        ("trailed.jpg", "fixed", "trailed.jpg", &["metadata-dropped"]),
        (
            "wide.jpg",
            "fixed",
            "wide.jpg",
            &["reencoded", "to-srgb", "quality"],
        ),
        ("large.jpg", "fixed", "large.jpg", &["reencoded", "quality"]),
        ("small.jpg", "fixed", "small.jpg", &["reencoded", "quality"]),
    ];
    for (path, status, output, expected) in cases {
        let fix = fix_of(report, &format!("in/{path}"));
        assert_eq!(fix["status"], status, "{path}: {fix}");
        assert_eq!(fix["output"], format!("out/{output}"), "{path}");
        if path != "scan.bmp" && path != "small.jpg" {
            assert_eq!(actions(fix), expected, "{path}");
        }
    }
    let reason = |path: &str| fix_of(report, path)["reason"]["id"].clone();
    assert_eq!(reason("in/tiny.jpg"), "too-few-pixels");
    assert_eq!(reason("in/borderline.jpg"), "borderline-pixels");
    assert_eq!(reason("in/half.jpg"), "get-again");
    let large = fix_of(report, "in/large.jpg");
    assert!(
        large["before"]["bytes"].as_u64() > Some(5_242_880),
        "{large}"
    );
    let bytes = large["after"]["bytes"].as_u64().unwrap();
    assert!((3_500_000..=4_750_000).contains(&bytes), "{bytes}");
    for copy in ["turned.jpg", "geotagged.jpg"] {
        assert!(
            !copies[Path::new(copy)]
                .windows(6)
                .any(|window| window == b"Exif\0\0"),
            "{copy}"
        );
    }
}

#[test]
fn geotags_go_and_the_picture_data_stays_bit_for_bit() {
    let whole = &drawn()[Path::new("good.jpg")];
    let pixels =
        |bytes: &[u8]| bytes[bytes.windows(2).position(|w| w == [0xFF, 0xDB]).unwrap()..].to_vec();
    for name in ["geotagged.jpg", "trailed.jpg"] {
        let copy = &repaired().copies[Path::new(name)];
        assert_eq!(pixels(copy), pixels(whole), "{name}");
    }
}

#[test]
fn enlarging_is_done_only_when_asked_for_and_never_when_it_is_no_use() {
    let desk = desk_of(&["tiny.jpg"]);
    // What a picture without text can become is smaller than the platforms ask for.
    desk.write(
        "small.toml",
        "extends = \"tencent-domain\"\nid = \"small\"\nmin-bytes = \"8KB\"",
    );
    desk.write("in/borderline.jpg", jpeg_below(&textless(640, 420), 8_000));
    let arguments = [
        "-p",
        "small.toml",
        "in/borderline.jpg",
        "in/tiny.jpg",
        "--format",
        "json",
        "--allow-upscale",
    ];
    let report = desk
        .run([&["fix", "--out", "out"][..], &arguments].concat())
        .json();
    let fix = fix_of(&report, "in/borderline.jpg");
    assert_eq!(fix["status"], "fixed", "{fix}");
    assert!(actions(fix).contains(&"enlarged"), "{fix}");
    assert!(fix["after"]["width"].as_u64() >= Some(800));
    assert_eq!(
        fix_of(&report, "in/tiny.jpg")["reason"]["id"],
        "still-too-small"
    );
}

#[test]
fn a_dry_run_tells_the_same_and_writes_nothing() {
    let desk = desk();
    let dry = desk.run(FIX.iter().chain(&["--dry-run"])).json();
    assert!(!desk.path("out").exists());
    let real = &repaired().report;
    assert_eq!(dry["summary"], real["summary"]);
    let images = |report: &serde_json::Value| report["images"].as_array().unwrap().clone();
    for (mut dry, real) in images(&dry).into_iter().zip(images(real)) {
        assert_eq!(dry["fix"]["dry_run"], true);
        dry["fix"]["dry_run"] = false.into();
        assert_eq!(dry, real);
    }
}

#[test]
fn only_what_needed_a_repair_is_written_on_request() {
    let desk = desk_of(&["good.jpg", "named.png"]);
    let report = desk.run(FIX.iter().chain(&["--only-fixed"])).json();
    assert_eq!(fix_of(&report, "in/good.jpg")["status"], "skipped");
    let copies = files(&desk.path("out"));
    assert!(!copies.contains_key(Path::new("good.jpg")));
    assert!(copies.contains_key(Path::new("named.jpg")));
}

#[test]
fn public_pictures_come_out_uploadable_or_with_a_reason() {
    let desk = Workspace::new();
    let folders = ["docs", "exif", "formats", "hostile", "orientation"]
        .map(|name| testdata("real").join(name));
    let mut arguments = vec![
        "fix".into(),
        "--out".into(),
        "out".into(),
        "--format".into(),
        "json".into(),
    ];
    arguments.extend(folders.iter().map(|folder| folder.clone().into_os_string()));
    let report = desk.run(&arguments).json();
    let images = report["images"].as_array().unwrap();
    let (mut delivered, mut refused) = (0, 0);
    for image in images {
        let fix = &image["fix"];
        if let Some(to) = fix["output"].as_str() {
            assert_eq!(desk.run([to]).code, 0, "{to}");
            delivered += 1;
        } else {
            assert!(fix["reason"]["message"].is_string(), "{image}");
            refused += 1;
        }
    }
    assert!(delivered >= 5 && refused >= 10, "{delivered} {refused}");
}

#[test]
fn a_single_repaired_picture_is_told_of_in_the_long_form_too() {
    let desk = desk_of(&["named.png"]);
    for form in ["--long", "--short"] {
        let ran = desk.run(["fix", "in/named.png", "--out", form.trim_matches('-'), form]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        for told in ["fixed: ", "named.jpg", "1 fixed, 0 copied as they are"] {
            assert!(ran.stdout.contains(told), "{form}: {}", ran.stdout);
        }
    }
}
