//! Damaged, missing, not read, and no picture at all are four things: each is called by its name, with
//! advice that fits, in both languages. And what `fix` opens is examined.

use std::fs;

use certpreflight::worker::Workers;
use certpreflight::{Lang, Policy, Profile, RepairOptions, Standing, examine_bytes, repair_bytes};
use image::ImageFormat;
use serde_json::Value as Json;

use crate::pdf::{Page, pdf};
use crate::support::{Workspace, certificate, encode, examine_under, fired, jpeg, page, testdata};

/// A page that shows its picture, and nothing else.
const SCAN: &str = "q 720 0 0 480 0 0 cm /Im Do Q";

fn policy(profile: &str) -> Policy {
    let mut policy = Policy::new(Profile::load(profile).unwrap());
    policy.reads = false;
    policy
}

fn stored(name: &str) -> Vec<u8> {
    fs::read(testdata(name)).unwrap()
}

/// Files that are no picture, what they are called in JSON, and a word of the advice in each language.
fn no_pictures() -> Vec<(&'static [u8], &'static str, &'static str, &'static str)> {
    vec![
        (
            b"<!DOCTYPE html><title>502 Bad Gateway</title>",
            "html",
            "download it again",
            "重新下载",
        ),
        (
            b"<html><form action='/login'><input type='password'></form></html>",
            "html",
            "log in",
            "登录",
        ),
        (
            b"{\"errcode\":40001,\"errmsg\":\"invalid credential\"}",
            "json",
            "download the picture again",
            "重新下载",
        ),
        (
            b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>",
            "xml",
            "download the picture again",
            "重新下载",
        ),
        (
            "营业执照放在另一个文件夹里".as_bytes(),
            "text",
            "find the original",
            "找到原图",
        ),
        (&[0; 60_000], "blank", "get the picture again", "重新获取"),
        (
            &[0xFF; 60_000],
            "blank",
            "get the picture again",
            "重新获取",
        ),
        (
            b"PK\x03\x04\x14\0\0\0\0\0 some archive",
            "zip",
            "unpack it",
            "解压",
        ),
        (
            b"PK\x03\x04\x14\0\0\0\0\0 word/document.xml",
            "office",
            "Save as Picture",
            "另存为图片",
        ),
        (
            b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom",
            "video",
            "still picture",
            "静态照片",
        ),
    ]
}

#[test]
fn what_is_no_picture_is_called_by_its_name_and_not_measured_by_size() {
    let policy = policy("tencent-domain");
    let cases = no_pictures();
    assert_eq!(cases.len(), 10);
    for (bytes, format, english, chinese) in cases {
        let repaired = repair_bytes("照片.jpg", bytes, &policy, &RepairOptions::default());
        let outcome = repaired.outcome;
        assert_eq!(outcome.format.unwrap().id(), format);
        assert_eq!(fired(&outcome), ["unaccepted-format"], "{format}");
        let finding = &outcome.findings[0];
        assert!(finding.cure.is_none(), "{format}");
        let reason = outcome.fix.unwrap().reason.unwrap();
        for (lang, word) in [(Lang::En, english), (Lang::Zh, chinese)] {
            for text in [finding.advises(lang), reason.says(lang)] {
                assert!(text.contains(word), "{format}: {text}");
            }
        }
    }
}

/// Nothing is known of a file whose decoder never began: it is not called bad, and nobody is sent for another one.
#[test]
fn a_decoder_that_cannot_be_started_is_no_fault_of_the_file() {
    let mut policy = policy("tencent-domain");
    policy.workers = Workers::of_program("/no/such/program");
    let mut seen = 0;
    for name in [
        "formats/iphone-like.heic",
        "formats/certificate.jxl",
        "formats/certificate.jp2",
    ] {
        let options = RepairOptions::default();
        let outcome = repair_bytes(name, &stored(name), &policy, &options).outcome;
        assert_eq!(
            fired(&outcome),
            ["too-costly", "unaccepted-format"],
            "{name}"
        );
        let finding = &outcome.findings[0];
        let reason = outcome.fix.as_ref().unwrap().reason.as_ref().unwrap();
        assert_eq!(reason.id, "not-started");
        for (lang, cause, remedy, other) in [
            (
                Lang::En,
                "could not be started",
                "close some programs",
                "again from where",
            ),
            (Lang::Zh, "无法启动", "关闭一些程序", "重新获取"),
        ] {
            assert!(finding.says(lang).contains(cause), "{name}");
            assert!(reason.says(lang).contains(cause), "{name}");
            let advice = outcome.findings.iter().map(|finding| finding.advises(lang));
            for text in advice.chain([reason.says(lang)]) {
                assert!(text.contains(remedy), "{name}: {text}");
                assert!(!text.contains(other), "{name}: {text}");
                seen += 1;
            }
        }
    }
    assert_eq!(seen, 18);
}

/// Documents and pictures that nothing here opens: what program does.
#[test]
fn what_other_programs_open_is_left_to_them() {
    let policy = policy("tencent-domain");
    let avif = stored("real/formats/Pillow__hopper.avif");
    let cases: [(&[u8], &str, &str); 3] = [
        (
            b"PK\x03\x04\x14\0\0\0\0\0 OFD.xml",
            "no-decoder",
            "OFD 阅读器",
        ),
        (&avif, "no-decoder", "画图"),
        (b"8BPS\0\x01", "no-decoder", "制作它的软件"),
    ];
    for (bytes, id, word) in cases {
        let repaired = repair_bytes("a.jpg", bytes, &policy, &RepairOptions::default());
        let advice = repaired.outcome.findings[0].advises(Lang::Zh);
        assert!(advice.contains(word), "{advice}");
        let reason = repaired.outcome.fix.unwrap().reason.unwrap();
        assert_eq!(reason.id, id);
        assert!(reason.says(Lang::Zh).contains(word));
    }
}

#[test]
fn an_accepted_format_that_nothing_here_opens_is_never_called_good() {
    let own = "extends = \"tencent-domain\"\nformats = [\"jpeg\", \"avif\"]";
    let desk = Workspace::new();
    let path = desk.write("a.avif", stored("real/formats/Pillow__hopper.avif"));
    let outcome = examine_under(&path, &Profile::parse(own).unwrap());
    assert!(fired(&outcome).contains(&"not-viewable"));
    assert_eq!(outcome.standing, Standing::Unreadable);
}

/// Every format that is opened here.
fn one_of_each() -> Vec<(&'static str, Vec<u8>)> {
    let picture = page(96, 64);
    let scan = jpeg(&picture, 80);
    vec![
        ("png", encode(picture.clone(), ImageFormat::Png)),
        ("gif", encode(picture.clone(), ImageFormat::Gif)),
        ("bmp", encode(picture.clone(), ImageFormat::Bmp)),
        ("tif", encode(picture.clone(), ImageFormat::Tiff)),
        ("webp", encode(picture, ImageFormat::WebP)),
        ("pdf", pdf(&[Page::new(SCAN, &scan)])),
        ("jpg", scan),
        ("heic", stored("formats/iphone-like.heic")),
        ("jxl", stored("formats/certificate.jxl")),
        ("jp2", stored("formats/certificate.jp2")),
    ]
}

/// Sound files in forms that are not read here.
fn unread_forms() -> Vec<(&'static str, Vec<u8>)> {
    let chinese = "BT /C 40 Tf 20 300 Td <0001000200030004> Tj ET";
    let mut twelve_bits = jpeg(&page(96, 64), 80);
    let frame = twelve_bits
        .windows(2)
        .position(|marker| marker == [0xFF, 0xC0])
        .unwrap();
    twelve_bits[frame + 1] = 0xC1;
    twelve_bits[frame + 4] = 12;
    let mut compression = encode(page(96, 64), ImageFormat::Tiff);
    let tag = compression
        .windows(8)
        .position(|entry| entry == [3, 1, 3, 0, 1, 0, 0, 0])
        .unwrap();
    let mut lerc = compression.clone();
    lerc[tag + 8..tag + 10].copy_from_slice(&34887_u16.to_le_bytes());
    compression[tag + 8..tag + 10].copy_from_slice(&12345_u16.to_le_bytes());
    vec![
        ("jpg", twelve_bits),
        ("tif", lerc),
        ("tif", compression),
        ("heic", stored("forms/not-read-chroma-422.heic")),
        ("heic", stored("forms/not-read-matrix-8.heic")),
        ("heic", b"\0\0\0\x10ftypmif3heic\0\0\0\x08mini".to_vec()),
        ("pdf", pdf(&[Page::new(chinese, &[])])),
        ("pdf", pdf(&vec![Page::new("", &[]); 33])),
    ]
}

/// Names that Chinese uses as English does.
const NAMES: [&str; 30] = [
    "JPEG XL",
    "JPEG 2000",
    "JPEG",
    "PNG",
    "GIF",
    "BMP",
    "TIFF",
    "WebP",
    "HEIC",
    "PDF",
    "LERC",
    "Display P3",
    "sRGB",
    "RGB",
    "EXIF",
    "GPS",
    "KB",
    "MB",
    "B",
    "dpi",
    "iPhone",
    "Windows",
    "Mac",
    "certpreflight fix",
    "certpreflight",
    "JPG",
    "--allow-upscale",
    "--turn",
    "Office",
    "OFD",
];

/// Words in Latin letters that are none of the names.
fn foreign_words(text: &str) -> Vec<String> {
    let text = NAMES
        .iter()
        .fold(text.to_owned(), |text, name| text.replace(name, "·"));
    let is_letter = |c: char| c.is_ascii_alphabetic();
    let words = text
        .split(|c| !is_letter(c))
        .filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// Every sentence that stands somewhere in a report.
fn sentences(report: &Json, found: &mut Vec<String>) {
    match report {
        Json::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Json::String(text)
                        if matches!(name.as_str(), "message" | "advice" | "reason") =>
                    {
                        found.push(text.clone());
                    }
                    other => sentences(other, found),
                }
            }
        }
        Json::Array(items) => items.iter().for_each(|item| sentences(item, found)),
        _ => {}
    }
}

#[test]
fn no_library_speaks_english_in_a_chinese_report() {
    let desk = Workspace::new();
    let mut files = 0;
    for (extension, whole) in one_of_each() {
        for tenth in [1, 4, 7, 9] {
            let cut = &whole[..whole.len() * tenth / 10];
            desk.write(format!("in/cut-{tenth}.{extension}"), cut);
            files += 1;
        }
        for hundredth in [1, 3, 10, 30, 60, 90] {
            let mut broken = whole.clone();
            let at = whole.len() * hundredth / 100;
            broken
                .iter_mut()
                .skip(at)
                .take(24)
                .for_each(|byte| *byte ^= 0x5A);
            desk.write(format!("in/broken-{hundredth}.{extension}"), broken);
            files += 1;
        }
    }
    for (index, (extension, bytes)) in unread_forms().into_iter().enumerate() {
        desk.write(format!("in/form-{index}.{extension}"), bytes);
        files += 1;
    }
    assert_eq!(files, 10 * 10 + 8);
    let arguments = ["fix", "in", "--out", "out", "--lang", "zh", "-f", "json"];
    let report = desk.run(arguments).json();
    let images = report["images"].as_array().unwrap();
    assert_eq!(images.len(), files);
    let mut said = Vec::new();
    let mut by_rule = std::collections::BTreeMap::new();
    for image in images {
        sentences(image, &mut said);
        for finding in image["findings"].as_array().unwrap() {
            *by_rule
                .entry(finding["rule"].as_str().unwrap().to_owned())
                .or_insert(0) += 1;
        }
    }
    // What names another picture of the run names its file.
    let files_named = images.iter().map(|image| image["path"].as_str().unwrap());
    let files_named: Vec<_> = files_named.collect();
    let foreign = said.iter().map(|text| {
        let named = files_named.iter().filter(|name| text.contains(**name));
        foreign_words(&named.fold(text.clone(), |text, name| text.replace(*name, "·")))
    });
    let foreign: Vec<_> = foreign
        .zip(&said)
        .filter(|(words, _)| !words.is_empty())
        .collect();
    assert!(foreign.is_empty(), "{foreign:#?}");
    assert!(said.len() > 5 * files, "{}", said.len());
    assert_eq!(by_rule["unsupported"], 8, "{by_rule:?}");
    assert!(by_rule["cut-short"] >= 30, "{by_rule:?}");
    assert!(by_rule["corrupt"] >= 10, "{by_rule:?}");
    assert!(!by_rule.contains_key("crashed"), "{by_rule:?}");
}

#[test]
fn what_is_cut_is_called_cut_and_what_is_locked_or_lacks_a_font_is_not_called_damaged() {
    let policy = policy("tencent-domain");
    let mut seen = 0;
    for (extension, whole) in one_of_each() {
        let cut = &whole[..whole.len() / 2];
        let outcome = examine_bytes(format!("a.{extension}"), cut, &policy);
        assert!(
            fired(&outcome).contains(&"cut-short"),
            "{extension}: {:?}",
            fired(&outcome)
        );
        seen += 1;
    }
    for (extension, form) in unread_forms() {
        let outcome = examine_bytes(format!("a.{extension}"), &form, &policy);
        assert!(
            fired(&outcome).contains(&"unsupported"),
            "{:?}",
            fired(&outcome)
        );
        assert!(!fired(&outcome).contains(&"corrupt"));
        seen += 1;
    }
    assert_eq!(seen, 10 + 8);
}

#[test]
fn what_fix_opens_is_examined_too() {
    let files = ["iphone-like.heic", "certificate.jxl", "certificate.jp2"];
    for name in files {
        let bytes = stored(&format!("formats/{name}"));
        let mut policy = policy("tencent-domain");
        policy.reads = true;
        let outcome = examine_bytes(name, &bytes, &policy);
        assert_eq!(outcome.standing, Standing::Fail, "{name}");
        assert_eq!(outcome.size, Some((1200, 675)), "{name}");
        assert!(outcome.measured.is_some() && outcome.not_assessed.is_empty());
        let errors = outcome
            .findings
            .iter()
            .filter(|finding| finding.rule.id == "unaccepted-format");
        let errors: Vec<_> = errors.collect();
        assert_eq!(errors.len(), 1, "{name}");
        assert!(errors[0].cure.is_some());
        assert!(errors[0].advises(Lang::En).contains("certpreflight fix"));
    }
    // Where HEIC is accepted, it gets the verdict of a picture.
    let heic = stored("formats/iphone-like.heic");
    let outcome = examine_bytes("a.heic", &heic, &policy("aliyun-domain"));
    assert_eq!(outcome.standing, Standing::Pass, "{:?}", fired(&outcome));
    assert_eq!(fired(&outcome), ["wide-gamut"]);
}

#[test]
fn a_document_is_judged_by_all_of_its_pages() {
    let sound = jpeg(&certificate(960, 640, 8), 90);
    let gray = image::DynamicImage::from(certificate(960, 640, 8)).to_luma8();
    let gray = jpeg(&image::DynamicImage::from(gray).to_rgb8(), 90);
    let scan = |jpeg| Page::new(SCAN, jpeg);
    let broken = &sound[..sound.len() / 2];
    let policy = policy("tencent-domain");
    let pages_of = |pages: &[Page<'_>]| {
        let outcome = examine_bytes("册.pdf", &pdf(pages), &policy);
        let findings = outcome.findings.iter();
        findings.map(|f| (f.rule.id, f.page())).collect::<Vec<_>>()
    };
    let file = ("unaccepted-format", None);
    let pages = ("multi-page", None);
    assert_eq!(pages_of(&[scan(&sound)]), [file]);
    assert_eq!(pages_of(&[scan(&gray)]), [file, ("grayscale", None)]);
    assert_eq!(pages_of(&[scan(&sound), scan(&sound)]), [file, pages]);
    let second = [file, ("grayscale", Some(2)), pages];
    assert_eq!(pages_of(&[scan(&sound), scan(&gray)]), second);
    let both = [file, ("grayscale", None), pages];
    assert_eq!(pages_of(&[scan(&gray), scan(&gray)]), both);
    let third = [("cut-short", Some(3)), file, ("grayscale", Some(2)), pages];
    assert_eq!(pages_of(&[scan(&sound), scan(&gray), scan(broken)]), third);
    let turned = Page {
        more: "/Rotate 180",
        ..scan(&sound)
    };
    assert_eq!(pages_of(&[turned]), [file, ("upside-down", None)]);

    let outcome = examine_bytes("册.pdf", &pdf(&[scan(&sound), scan(&gray)]), &policy);
    let finding = &outcome.findings[1];
    assert!(finding.says(Lang::En).starts_with("Page 2: "));
    assert!(finding.says(Lang::Zh).starts_with("第 2 页："));
}

#[test]
fn a_page_is_turned_as_it_shows_if_that_is_asked_for() {
    let sound = jpeg(&certificate(960, 640, 8), 90);
    let stamp = format!("{SCAN} 1 0 0 rg 700 60 8 8 re f");
    let drawn = Page {
        more: "/Rotate 180",
        ..Page::new(&stamp, &sound)
    };
    let file = pdf(&[drawn, Page::new(SCAN, &sound)]);
    let mut options = RepairOptions::default();
    let policy = policy("tencent-domain");
    let unturned = repair_bytes("a.pdf", &file, &policy, &options).outcome;
    let finding = unturned
        .findings
        .iter()
        .find(|f| f.rule.id == "upside-down");
    assert_eq!(finding.unwrap().page(), Some(1));
    options.turn = certpreflight::TurnAsSeen::Always;
    let repaired = repair_bytes("a.pdf", &file, &policy, &options);
    let fix = repaired.outcome.fix.as_ref().unwrap();
    assert_eq!(repaired.files.len(), 2, "{:?}", fix.reason);
    let turns = fix
        .actions
        .iter()
        .filter(|done| done.id == "turned-as-seen");
    assert_eq!(turns.count(), 1);
    for copy in &fix.outputs {
        assert!(!fired(&copy.outcome).contains(&"upside-down"));
    }
}
