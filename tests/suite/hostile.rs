//! Truncation, limits, bombs, odd names.

use std::time::{Duration, Instant};

use certpreflight::{Entry, Limits, Policy, Profile, Source, Standing};
use image::ImageFormat;

use crate::support::{Workspace, encode, examine, fired, jpeg, page};

/// One small valid picture of every accepted format.
fn one_of_each() -> Vec<(&'static str, Vec<u8>)> {
    let picture = page(96, 64);
    vec![
        ("a.jpg", jpeg(&picture, 80)),
        ("a.png", encode(picture.clone(), ImageFormat::Png)),
        ("a.gif", encode(picture.clone(), ImageFormat::Gif)),
        ("a.bmp", encode(picture.clone(), ImageFormat::Bmp)),
        ("a.tif", encode(picture.clone(), ImageFormat::Tiff)),
        ("a.webp", encode(picture, ImageFormat::WebP)),
    ]
}

#[test]
fn a_picture_cut_anywhere_never_passes() {
    let workspace = Workspace::new();
    let mut seen = 0;
    for (name, whole) in one_of_each() {
        let path = workspace.write(name, &whole);
        let outcome = examine(&path, "tencent-domain");
        assert_ne!(
            outcome.standing,
            Standing::Unreadable,
            "{name}: {:?}",
            fired(&outcome)
        );
        let step = (whole.len() / 60).max(1);
        let cuts = (0..whole.len()).step_by(step).chain([whole.len() - 1]);
        for cut in cuts {
            workspace.write(name, &whole[..cut]);
            let outcome = examine(&path, "tencent-domain");
            let fired = fired(&outcome);
            // Of a JPEG without its last two bytes nothing is missing but the mark that ends it.
            let only_the_mark = name == "a.jpg" && cut >= whole.len() - 2;
            assert!(
                outcome.standing == Standing::Unreadable
                    || only_the_mark && fired.contains(&"no-end-mark"),
                "{name} cut at {cut} of {}: {fired:?}",
                whole.len(),
            );
            seen += 1;
        }
    }
    assert!(seen > 6 * 60, "only {seen} cuts were tried");
}

#[test]
fn data_behind_a_picture_is_found_in_every_format() {
    let workspace = Workspace::new();
    let hidden = b"PK\x03\x04\x14\0\0\0\0\0hidden archive, not small enough to overlook";
    let cases = one_of_each();
    assert_eq!(cases.len(), 6);
    for (name, whole) in cases {
        let path = workspace.write(name, [&whole[..], hidden].concat());
        let outcome = examine(&path, "tencent-domain");
        assert!(
            fired(&outcome).contains(&"trailed"),
            "{name}: {:?}",
            fired(&outcome)
        );
    }
}

/// Examines a file within limits.
fn within(path: &std::path::Path, change: impl Fn(&mut Limits)) -> Vec<&'static str> {
    let mut policy = Policy::new(Profile::load("tencent-domain").unwrap());
    policy.reads = false;
    change(&mut policy.limits);
    match certpreflight::examine(&Source::named(path), &policy) {
        Entry::Judged(outcome) => fired(&outcome),
        entry => panic!("{entry:?}"),
    }
}

#[test]
fn limits_stop_what_exceeds_them_and_nothing_else() {
    let workspace = Workspace::new();
    for (name, whole) in one_of_each() {
        let path = workspace.write(name, &whole);
        let bytes = whole.len() as u64;
        assert!(
            within(&path, |limits| limits.file_bytes = bytes - 1).contains(&"too-large-to-read")
        );
        assert!(
            within(&path, |limits| limits.pixels = 96 * 64 - 1).contains(&"too-large-to-decode")
        );
        let without_memory = within(&path, |limits| limits.decode_bytes = 96);
        assert!(
            without_memory.contains(&"too-large-to-decode"),
            "{name}: {without_memory:?}"
        );
        let fitting = within(&path, |limits| {
            limits.file_bytes = bytes;
            limits.pixels = 96 * 64;
        });
        assert!(
            !fitting.iter().any(|rule| rule.starts_with("too-large-to")),
            "{name}: {fitting:?}"
        );
    }
}

#[test]
fn a_decompression_bomb_costs_next_to_nothing() {
    // A PNG header that promises 60000 × 60000 pixels.
    let mut bomb = encode(page(8, 8), ImageFormat::Png);
    bomb[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
    bomb[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
    let checksum = crc32fast::hash(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&checksum.to_be_bytes());
    let workspace = Workspace::new();
    let path = workspace.write("bomb.png", bomb);
    let start = Instant::now();
    let outcome = examine(&path, "tencent-domain");
    assert_eq!(
        outcome.standing,
        Standing::Unreadable,
        "{:?}",
        fired(&outcome)
    );
    // Not a measure of speed: decoding would take many seconds and 10 GB.
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn odd_names_are_shown_safely_and_reported_exactly() {
    let workspace = Workspace::new();
    let picture = jpeg(&page(64, 64), 80);
    let names = [
        "身份证 人像面.jpg",
        "with\nnewline.jpg",
        "red\u{1b}[31m.jpg",
        "\u{202e}gpj.exe.jpg",
    ];
    for name in names {
        workspace.write(format!("in/{name}"), &picture);
    }
    let text = workspace.run(["in"]).stdout;
    assert!(text.contains("身份证 人像面.jpg"));
    assert!(
        !text.contains('\u{1b}') && !text.contains('\u{202e}'),
        "{text:?}"
    );
    let report = workspace.run(["in", "--format", "json"]).json();
    let mut paths: Vec<_> = report["images"]
        .as_array()
        .unwrap()
        .iter()
        .map(|image| image["path"].as_str().unwrap().to_owned())
        .collect();
    let mut expected: Vec<_> = names.iter().map(|name| format!("in/{name}")).collect();
    paths.sort();
    expected.sort();
    assert_eq!(paths, expected);
}

#[cfg(unix)]
#[test]
fn a_name_that_is_not_utf8_is_examined_and_its_bytes_reported() {
    use std::os::unix::ffi::OsStrExt as _;
    let workspace = Workspace::new();
    // "证件" in GBK, as old Windows archives unpack it.
    let name = std::ffi::OsStr::from_bytes(b"\xd6\xa4\xbc\xfe.jpg");
    workspace.write(
        std::path::Path::new("in").join(name),
        jpeg(&page(64, 64), 80),
    );
    let report = workspace.run(["in", "--format", "json"]).json();
    let image = &report["images"][0];
    assert_eq!(image["format"], "jpeg");
    assert_eq!(image["path_bytes"], "in/%D6%A4%BC%FE.jpg");
    let log = workspace.run(["in", "--format", "sarif"]).json();
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert!(!results.is_empty());
    for result in results {
        let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        assert_eq!(uri, "in/%D6%A4%BC%FE.jpg");
    }
}

#[cfg(unix)]
#[test]
fn links_that_lead_nowhere_or_in_circles_are_reported() {
    use std::os::unix::fs::symlink;
    let workspace = Workspace::new();
    workspace.write("in/deeper/a.jpg", jpeg(&page(64, 64), 80));
    symlink("..", workspace.path("in/deeper/up")).unwrap();
    symlink("nothing-there.jpg", workspace.path("in/broken.jpg")).unwrap();
    let ran = workspace.run(["in", "--format", "json"]);
    let report = ran.json();
    let mentions = |name: &str| ran.stdout.matches(&format!("\"path\":\"{name}\"")).count();
    assert_eq!(mentions("in/broken.jpg"), 1);
    assert_eq!(mentions("in/deeper/up"), 1);
    assert_eq!(mentions("in/deeper/a.jpg"), 1);
    assert_eq!(report["summary"]["images"], 2);
    assert_eq!(report["skipped"][0]["reason"], "same folder as in");
    assert_eq!(ran.code, 1);
}

/// Whatever is typed or found, nothing of it does anything on a terminal: in no line of the standard error,
/// in both languages.
#[cfg(unix)]
#[test]
fn names_are_harmless_in_every_line_of_the_standard_error() {
    let workspace = Workspace::new();
    let name = "a\u{1b}]0;owned\u{7}\u{1b}[2J\u{202E}gpj\nPASS\r\u{9b}31m";
    let hostile = format!("{name}.jpg");
    workspace.write(format!("in/{hostile}"), jpeg(&page(96, 64), 90));
    workspace.write(format!("{name}.toml"), "id = 1");
    workspace.write("list", format!("in/{hostile}\0"));
    workspace.write(
        format!("{name}/certpreflight.toml"),
        format!("lang = \"{}\"", "\\u001b[2J"),
    );
    let toml = format!("{name}.toml");
    let option = format!("--{name}");
    let value = format!("--format={name}");
    let glob = format!("{{{name}");
    let cases: Vec<Vec<&str>> = vec![
        vec!["check", "in", "-p", &toml],
        vec!["check", "in", "-p", name],
        vec!["check", "in", "-o", name],
        vec!["check", "in", "-o", "in/no/such/folder/a\u{1b}[2J.json"],
        vec!["check", "in", "--exclude", &glob],
        vec!["check", "in", &option],
        vec!["check", "in", &value],
        vec!["check", "in", "--jobs", name],
        vec!["check", "in", "--today", name],
        vec!["check", "--files-from", name],
        vec!["rules", name],
        vec!["profiles", name],
        vec!["man", name],
        vec![name],
        vec!["fix", "in", "--out", &hostile],
        vec!["fix", "in", "--out", "in"],
        vec!["fix", "in", "--out", name, "-o", "r.json"],
        vec!["check", "in", "-o", "r\u{1b}[2J.json"],
        vec!["check", "--null", "--files-from", "list", "-o", "r.json"],
        vec!["drop", name],
        vec!["drop", &option],
    ];
    let mut quoted = 0;
    for arguments in &cases {
        for lang in ["en", "zh"] {
            let all = [&arguments[..], &["--lang", lang]].concat();
            let stderr = workspace.run(&all).stderr;
            let is_safe = |c: char| {
                c == '\n'
                    || !(c.is_control()
                        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
            };
            assert!(stderr.chars().all(is_safe), "{all:?}: {stderr:?}");
            assert!(!stderr.contains("\nPASS"), "{all:?}: {stderr:?}");
            quoted += usize::from(stderr.contains("\\x1B"));
        }
    }
    assert!(quoted >= 24, "{quoted}");
}
