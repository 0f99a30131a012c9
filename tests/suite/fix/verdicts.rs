//! Before, after, in force: every report says the same of a repaired picture.

use std::fs;

use certpreflight_corpus::{Kind, master};
use image::RgbImage;
use image::imageops::{self, FilterType};
use serde_json::Value;

use super::{fix_of, jpeg_below};
use crate::support::{Workspace, certificate, jpeg, testdata, textless, with_grain};

/// Another fictitious person's ID card, sharp and with the grain of a scan.
fn of_somebody_else(number: u64) -> RgbImage {
    let drawn = master(Kind::IdPortrait, number);
    with_grain(imageops::resize(&drawn, 960, 640, FilterType::Lanczos3), 8)
}

/// Two equal files that need a new name, one that can't be made to pass, one that needs nothing, one
/// whose place is taken, and one that nothing can open.
fn desk() -> Workspace {
    let desk = Workspace::new();
    let whole = jpeg(&certificate(960, 640, 8), 90);
    desk.write("in/1.png", &whole);
    desk.write("in/2.png", &whole);
    desk.write("in/good.jpg", jpeg(&of_somebody_else(11), 91));
    desk.write("in/tiny.jpg", jpeg_below(&textless(300, 200), 50_000));
    desk.write("in/half.jpg", &whole[..whole.len() / 2]);
    desk.write("in/taken.jpg", jpeg(&of_somebody_else(23), 92));
    desk.write("out/taken.jpg", "somebody else's");
    desk
}

const REPORTS: [&str; 8] = [
    "r.json", "r.jsonl", "r.csv", "r.md", "r.xml", "r.sarif", "r.html", "r.txt",
];

#[test]
fn every_report_the_summary_and_the_exit_code_tell_the_same_verdict_after_a_repair() {
    let desk = desk();
    let outputs = REPORTS.iter().flat_map(|name| ["--output", name]);
    let ran = desk.run(["fix", "in", "--out", "out"].into_iter().chain(outputs));
    assert_eq!(ran.code, 2, "a copy could not be written: {}", ran.stderr);
    let told = |name: &str| fs::read_to_string(desk.path(name)).unwrap();
    let json: Value = serde_json::from_str(&told("r.json")).unwrap();

    let cases = [
        ("in/1.png", "warn", "pass"),
        ("in/2.png", "warn", "warn"), // still the same file twice
        ("in/good.jpg", "pass", "pass"),
        ("in/half.jpg", "unreadable", "unreadable"),
        ("in/taken.jpg", "pass", "fail"), // nothing there to upload
        ("in/tiny.jpg", "fail", "fail"),
    ];
    let csv = told("r.csv");
    let mut counts = std::collections::BTreeMap::new();
    for (path, before, after) in cases {
        let images = json["images"].as_array().unwrap();
        let image = images.iter().find(|image| image["path"] == path).unwrap();
        let verdicts = [&image["verdict"], &image["fix"]["verdict"]];
        assert_eq!(verdicts, [before, after], "{path}: {image}");
        assert_eq!(image["fix"]["before"]["verdict"], before);
        *counts.entry(after).or_insert(0_u64) += 1;
        // The table names the verdicts in words, the page by a class, the list by a mark.
        let (word, class, mark) = match after {
            "pass" => ("ready", "pass", "✓"),
            "warn" => ("check", "warn", "!"),
            "fail" => ("refused", "fail", "✗"),
            _ => ("unreadable", "lost", "?"),
        };
        let own = format!("\"{path}\",");
        let rows: Vec<_> = csv.lines().filter(|row| row.starts_with(&own)).collect();
        assert!(!rows.is_empty(), "{path}: {csv}");
        for row in rows {
            assert!(row.starts_with(&format!("{own}\"{word}\"")), "{row}");
        }
        let (html, text, table) = (told("r.html"), told("r.txt"), told("r.md"));
        let heading = format!(">{path}</h2>");
        let cards = html.split("<article");
        let cards = cards.filter(|card| card.contains(&heading));
        let classes: Vec<_> = cards.map(|card| card.split('"').nth(1).unwrap()).collect();
        assert_eq!(classes.len(), 1, "{path}");
        assert!(classes[0].ends_with(class), "{path}: {classes:?}");
        let mut headlines = text.lines().filter(|line| !line.starts_with(' '));
        let line = headlines.find(|line| line.contains(path)).unwrap();
        assert!(line.starts_with(mark), "{line}");
        // Another picture's row may name it as the same file.
        let own = format!("| {path} |");
        let row = table.lines().find(|row| row.contains(&own)).unwrap();
        assert!(row.starts_with(&format!("| {mark} |")), "{row}");
    }
    for verdict in ["pass", "warn", "fail", "unreadable"] {
        assert_eq!(
            json["summary"][verdict], counts[verdict],
            "{}",
            json["summary"]
        );
    }
    let xml = told("r.xml");
    assert_eq!(xml.matches("<failure ").count(), 2, "{xml}");
    assert_eq!(xml.matches("<error ").count(), 1, "{xml}");
    let lines: Vec<Value> = told("r.jsonl")
        .lines()
        .skip(1) // what the report is
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(json["images"], Value::Array(lines));
}

/// Only what has a cure can be solved. That two pictures are the same has none: their copies are.
#[test]
fn no_report_calls_a_duplicate_solved() {
    let desk = desk();
    let outputs = REPORTS.iter().flat_map(|name| ["--output", name]);
    let fix = ["fix", "in/1.png", "in/2.png", "--out", "out", "-q"];
    let ran = desk.run(fix.into_iter().chain(outputs));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let told = |name: &str| fs::read_to_string(desk.path(name)).unwrap();
    let copies = ["out/1.jpg", "out/2.jpg"].map(|name| fs::read(desk.path(name)).unwrap());
    assert_eq!(copies[0], copies[1]);

    let json: Value = serde_json::from_str(&told("r.json")).unwrap();
    assert_eq!(fix_of(&json, "in/2.png")["verdict"], "warn");
    let said = "byte for byte the same";
    for name in ["r.csv", "r.md", "r.html", "r.txt"] {
        let text = told(name);
        let lines: Vec<_> = text.lines().filter(|line| line.contains(said)).collect();
        assert_eq!(lines.len(), 1, "{name}: {text}");
        // In the table of Markdown, all findings of a picture share a line.
        let finding = lines[0]
            .split("<br>")
            .find(|part| part.contains(said))
            .unwrap();
        assert!(!finding.contains("solved"), "{name}: {finding}");
        assert!(text.contains("solved"), "{name}: the name is");
    }
    assert!(told("r.xml").contains(said), "{}", told("r.xml"));
    let sarif: Value = serde_json::from_str(&told("r.sarif")).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    // What is solved is no alert.
    let rules: Vec<_> = results.iter().map(|result| &result["ruleId"]).collect();
    assert_eq!(rules, ["duplicate"]);
    let solved = &sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"];
    let solved = solved.as_array().unwrap().iter();
    let solved = solved.filter(|one| one["associatedRule"]["id"] == "mislabeled");
    assert_eq!(solved.count(), 2);
    let long = desk.run([
        "fix",
        "in/1.png",
        "in/2.png",
        "--out",
        "out",
        "--overwrite",
        "--long",
    ]);
    assert_eq!(
        long.stdout.matches("– solved: ").count(),
        2,
        "{}",
        long.stdout
    );
}

/// Pictures with a bit changed that leaves every code valid: nearly every viewer shows them, spoiled.
#[test]
fn a_picture_with_a_changed_bit_is_never_made_ready() {
    let desk = Workspace::new();
    let cases = [
        ("samples/身份证-人像面.jpg", 221_230, 0x08),
        (
            "real/orientation/RapidOrientation__img_rot0_demo.jpg",
            46_115,
            0x01,
        ),
    ];
    for (number, (name, place, bit)) in cases.into_iter().enumerate() {
        let mut changed = fs::read(testdata(name)).unwrap();
        changed[place] ^= bit;
        desk.write(format!("in/{number}.jpg"), &changed);
        // Another name is no cure either.
        desk.write(format!("in/{number}-named.png"), &changed);
    }
    let ran = desk.run(["fix", "in", "--out", "out", "--format", "json"]);
    let json = ran.json();
    let images = json["images"].as_array().unwrap();
    assert_eq!(images.len(), 2 * cases.len());
    for image in images {
        assert_eq!(image["verdict"], "unreadable", "{image}");
        assert_eq!(image["fix"]["verdict"], "unreadable", "{image}");
        let findings = image["findings"].as_array().unwrap();
        let corrupt = findings.iter().find(|finding| finding["rule"] == "corrupt");
        let message = corrupt.unwrap()["message"].as_str().unwrap();
        assert!(message.contains("left over where 100%"), "{message}");
    }
    let copies = fs::read_dir(desk.path("out")).map_or(0, Iterator::count);
    assert_eq!(copies, 0);
}
