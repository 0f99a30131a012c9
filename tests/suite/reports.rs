//! One folder in every format and both languages, and what each format demands.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::LazyLock;

use certpreflight_corpus::{Defect, Kind, render_small};
use certpreflight_support::{Datum, Directory, ExifBlock, with_exif};

use crate::support::{Workspace, certificate, jpeg, licence, page, textless};

/// One picture of each fate, a file that is none, and names that try to be more than names.
fn desk() -> Workspace {
    let workspace = Workspace::new();
    let good = licence();
    workspace.write("in/good.jpg", good);
    workspace.write("in/half.jpg", &good[..good.len() / 2]);
    workspace.write("in/renamed.png", jpeg(&page(901, 600), 90));
    workspace.write("in/small.jpg", jpeg(&page(300, 200), 40));
    let turned = ExifBlock::little_endian().oriented(6);
    workspace.write(
        "in/turned.jpg",
        with_exif(&jpeg(&page(902, 600), 90), turned),
    );
    workspace.write("in/notes.txt", "no picture");
    workspace.write(
        "in/证件 100%,a:b.jpg",
        b"\0\0\0\x18ftypavif\0\0\0\0mif1avif",
    );
    workspace
}

/// Every format that tools read, with its file name and the snapshot's name.
const FORMATS: [(&str, &str); 8] = [
    ("text", "txt"),
    ("json", "json"),
    ("jsonl", "jsonl"),
    ("junit", "xml"),
    ("sarif", "sarif"),
    ("github", "github"),
    ("csv", "csv"),
    ("markdown", "md"),
];

/// What a format says of the desk. One run in each language writes all of them, for all tests.
fn render(format: &'static str, lang: &'static str) -> &'static str {
    static REPORTS: LazyLock<BTreeMap<(&str, &str), String>> = LazyLock::new(|| {
        let mut reports = BTreeMap::new();
        for lang in ["en", "zh"] {
            let workspace = desk();
            let mut arguments = vec!["in".to_owned(), "--lang".to_owned(), lang.to_owned()];
            // No file name stands for GitHub's commands.
            arguments.extend(["--format", "github", "-o", "-"].map(str::to_owned));
            let file = |extension: &str| format!("report.{extension}");
            let in_files = FORMATS.iter().filter(|(format, _)| *format != "github");
            for (_, extension) in in_files.clone() {
                arguments.extend(["-o".to_owned(), file(extension)]);
            }
            let ran = workspace.run(&arguments);
            assert_eq!(ran.code, 1, "{lang}");
            reports.insert(("github", lang), ran.stdout);
            for (format, extension) in in_files {
                let text = fs::read_to_string(workspace.path(file(extension))).unwrap();
                reports.insert((format, lang), text);
            }
        }
        reports
    });
    &REPORTS[&(format, lang)]
}

#[test]
fn every_format_in_both_languages() {
    let mut seen = 0;
    for (format, extension) in FORMATS {
        for lang in ["en", "zh"] {
            let text = render(format, lang);
            // Sizes in bytes and measurements depend on the encoder. The table of rules that SARIF
            // repeats is tested where it is written.
            let filters = vec![
                (r"([\d.]+ [KM]B ?[(（])?\d[\d,]* B[)）]?", "[size]"),
                (r#""bytes": ?\d+"#, r#""bytes":[size]"#),
                (r#"("\d+","\d+"),"\d+""#, "$1,\"[size]\""),
                (r#""measured":\{[^}]*\}"#, "\"measured\":[numbers]"),
                (r#""rules":\[.*\]\}\}"#, "\"rules\":[rules]}}"),
                (
                    r#"("semanticVersion"|"version"):"\d+\.\d+\.\d+""#,
                    "$1:[version]",
                ),
            ];
            insta::with_settings!({ filters => filters }, {
                insta::assert_snapshot!(format!("report_{extension}_{lang}"), text);
            });
            seen += 1;
        }
    }
    assert_eq!(seen, 16);
}

/// The attributes of the start tags, after checking that every element is closed in turn.
fn elements(xml: &str) -> Vec<(String, Vec<(String, String)>)> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let (mut found, mut depth) = (Vec::new(), 0);
    loop {
        let event = reader.read_event().unwrap();
        match &event {
            Event::Start(tag) | Event::Empty(tag) => {
                let name = tag.name().as_ref().to_owned();
                let attributes = tag.attributes().map(|attribute| {
                    let attribute = attribute.unwrap();
                    (
                        attribute.key.as_ref().to_owned(),
                        attribute.value.into_owned(),
                    )
                });
                found.push((name, attributes.collect()));
                depth += i32::from(matches!(event, Event::Start(_)));
            }
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0, "an element is left open");
    found
}

#[test]
fn junit_is_well_formed_and_counts_right() {
    let xml = render("junit", "zh");
    let elements = elements(xml);
    let count = |name: &str| elements.iter().filter(|(tag, _)| tag == name).count();
    let total = |key: &str| -> usize {
        let suites = elements.iter().filter(|(tag, _)| tag == "testsuite");
        suites
            .flat_map(|(_, attributes)| attributes)
            .filter(|(name, _)| name == key)
            .map(|(_, value)| value.parse::<usize>().unwrap())
            .sum()
    };
    assert_eq!(count("testcase"), 7);
    assert_eq!(count("testcase"), total("tests"));
    assert_eq!(count("failure"), total("failures"));
    assert_eq!(count("error"), total("errors"));
    assert_eq!(count("skipped"), total("skipped"));
    assert_eq!((count("error"), count("skipped")), (1, 1));
    let (root, totals) = &elements[0];
    assert_eq!(root, "testsuites");
    for key in ["tests", "failures", "errors", "skipped"] {
        let told = totals.iter().find(|(name, _)| name == key).unwrap();
        assert_eq!(told.1.parse(), Ok(total(key)), "{key}");
    }
}

#[test]
fn junit_fails_what_the_run_fails() {
    let workspace = desk();
    let xml = |bar: &str| {
        let arguments = ["in/turned.jpg", "--format", "junit", "--fail-on", bar];
        workspace.run(arguments).stdout
    };
    assert!(!xml("error").contains("<failure"), "{}", xml("error"));
    assert!(xml("warning").contains("<failure"), "{}", xml("warning"));
}

#[test]
fn sarif_has_what_the_standard_requires() {
    let log: serde_json::Value = serde_json::from_str(render("sarif", "en")).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "certpreflight");
    let rules = driver["rules"].as_array().unwrap();
    assert_eq!(rules.len(), certpreflight::RULES.len());
    let results = run["results"].as_array().unwrap();
    assert!(results.len() >= 5, "{}", results.len());
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let level = result["level"].as_str().unwrap();
        assert!(["none", "note", "warning", "error"].contains(&level));
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        assert!(uri.starts_with("in/"), "{place}");
        // What GitHub shows an alert at, and knows it again by.
        for edge in ["startLine", "startColumn", "endLine", "endColumn"] {
            assert_eq!(place["region"][edge], 1, "{edge}");
        }
        assert!(
            result["kind"].is_null(),
            "GitHub takes any kind for a failure"
        );
    }
    let fingerprints: BTreeSet<_> = results
        .iter()
        .map(|result| result["partialFingerprints"]["primaryLocationLineHash"].as_str())
        .collect();
    assert!(!fingerprints.contains(&None));
    assert_eq!(fingerprints.len(), results.len(), "one for each");
    for rule in rules {
        let help = rule["helpUri"].as_str().unwrap();
        let id = rule["id"].as_str().unwrap();
        assert!(help.starts_with("https://") && help.ends_with(&format!("#{id}")));
        let about = rule["fullDescription"]["text"].as_str().unwrap();
        assert!(about.chars().count() <= 1024, "GitHub cuts {id}");
    }
    let notifications = &run["invocations"][0]["toolExecutionNotifications"];
    let notifications = notifications.as_array().unwrap();
    assert!(!notifications.is_empty(), "what could not be assessed");
    for notification in notifications {
        let rule = &notification["associatedRule"];
        let index = usize::try_from(rule["index"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], rule["id"]);
    }
    let avif = "in/%E8%AF%81%E4%BB%B6%20100%25%2Ca%3Ab.jpg";
    assert!(results.iter().any(|result| {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == avif
    }));
}

/// What machines go by doesn't depend on the language of whoever ran the command.
#[test]
fn evidence_is_the_same_in_both_languages() {
    let workspace = desk();
    let sideways = render_small(Kind::LicenseLandscape, 12, 1600, Defect::Turned, 90.0);
    workspace.write("in/sideways.jpg", sideways.file);
    workspace.write("in/no-extension", licence());
    let evidence = |lang: &str| {
        let arguments = [
            "fix",
            "in",
            "--out",
            "out",
            "--dry-run",
            "-f",
            "json",
            "--lang",
            lang,
        ];
        let report = workspace.run(arguments).json();
        let mut all = Vec::new();
        for image in report["images"].as_array().unwrap() {
            let fix = &image["fix"];
            for list in [
                &image["findings"],
                &fix["actions"],
                &fix["after"]["findings"],
            ] {
                for one in list.as_array().into_iter().flatten() {
                    all.push((one["rule"].clone(), one["evidence"].clone()));
                }
            }
            all.push((
                fix["reason"]["id"].clone(),
                fix["reason"]["evidence"].clone(),
            ));
        }
        all
    };
    let (english, chinese) = (evidence("en"), evidence("zh"));
    assert_eq!(english, chinese);
    let values = |name: &str| -> Vec<String> {
        let values = english
            .iter()
            .filter_map(|(_, evidence)| evidence[name].as_str());
        values.map(str::to_owned).collect()
    };
    assert!(values("turn").contains(&"90-counterclockwise".to_owned()));
    assert_eq!(values("seen"), ["sideways"]);
    assert!(values("extension").contains(&"none".to_owned()));
}

#[test]
fn csv_opens_in_excel_and_has_as_many_cells_in_each_line() {
    let csv = render("csv", "zh");
    let lines: Vec<_> = csv
        .strip_prefix('\u{FEFF}')
        .unwrap()
        .split("\r\n")
        .collect();
    assert_eq!(lines.last(), Some(&""), "the last line is ended");
    let cells = |line: &str| line.split("\",\"").count();
    let mut seen = 0;
    for line in lines.iter().filter(|line| !line.is_empty()) {
        assert!(line.starts_with('"') && line.ends_with('"'), "{line}");
        assert_eq!(cells(line), 16, "{line}");
        seen += 1;
    }
    assert!(seen >= 8, "{seen}");
}

#[test]
fn github_commands_stand_on_their_own_lines() {
    let printed = render("github", "zh");
    let (last, commands) = printed.trim_end().rsplit_once('\n').map_or_else(
        || panic!("{printed}"),
        |(commands, last)| (last, commands.lines().collect::<Vec<_>>()),
    );
    assert!(last.starts_with("按"), "{last}");
    assert_eq!(commands.len(), 5, "one for each picture with findings");
    for command in commands {
        assert!(
            ["::error file=", "::warning file=", "::notice file="]
                .iter()
                .any(|start| command.starts_with(start)),
            "{command}"
        );
    }
    assert!(printed.contains("file=in/证件 100%25%2Ca%3Ab.jpg,"));
}

#[test]
fn several_reports_are_written_in_one_run() {
    let workspace = desk();
    let names = [
        "r.html", "r.json", "r.csv", "r.xml", "r.sarif", "r.md", "r.txt",
    ];
    let mut arguments = vec!["in", "--format", "jsonl", "-o", "-"];
    arguments.extend(names.iter().flat_map(|name| ["-o", name]));
    let ran = workspace.run(&arguments);
    assert_eq!(ran.code, 1);
    let told = format!("1 left out. → {}\n", names.join(", "));
    assert!(ran.stderr.starts_with("6 pictures for ") && ran.stderr.ends_with(&told));
    assert_eq!(ran.stdout.lines().count(), 8, "--format is for -");
    let read = |name: &str| fs::read_to_string(workspace.path(name)).unwrap();
    let beginnings = [
        "<!DOCTYPE html>",
        "{\n\"schema\"",
        "\u{FEFF}\"file\"",
        "<?xml",
        "{\n\"$schema\"",
        "6 pictures for ",
    ];
    for (name, beginning) in names.iter().zip(beginnings) {
        assert!(read(name).starts_with(beginning), "{name}");
    }
    assert!(!read("r.txt").contains('\u{1b}'), "no colors in a file");
    let left = fs::read_dir(workspace.path("")).unwrap().count();
    assert_eq!(left, names.len() + 1, "no temporary file is left behind");
}

#[test]
fn one_report_that_cannot_be_opened_stops_the_run_before_it_starts() {
    let workspace = desk();
    let ran = workspace.run(["in", "-o", "r.json", "-o", "no/such/r.html"]);
    assert_eq!(ran.code, 2);
    assert!(!workspace.path("r.json").exists());
}

#[test]
fn the_page_holds_everything_and_loads_nothing() {
    let workspace = desk();
    for (lang, title) in [("en", "Before the upload"), ("zh", "证件图片上传前检查")] {
        let page = workspace.run(["in", "-f", "html", "--lang", lang]).stdout;
        assert!(page.contains(title));
        assert_eq!(page.matches("<article ").count(), 6);
        assert_eq!(
            page.matches("in/notes.txt").count(),
            1,
            "left out, and no card"
        );
        assert_eq!(page.matches("data:image/jpeg;base64,").count(), 4);
        assert!(page.contains("default-src 'none'"));
        for forbidden in ["<script", "http://", "https://", "<link", "@import", "url("] {
            assert!(!page.contains(forbidden), "{forbidden}");
        }
    }
}

#[test]
fn reports_for_people_begin_with_the_answer_and_the_worst() {
    let order = [
        "in/small.jpg",
        "in/证件 100%,a:b.jpg",
        "in/half.jpg",
        "in/renamed.png",
        "in/turned.jpg",
        "in/good.jpg",
    ];
    let mut seen = 0;
    for format in ["text", "markdown", "github"] {
        let report = render(format, "en").replace("%25", "%").replace("%2C", ",");
        let report = report.replace("%3A", ":").replace('\\', "");
        let places = order.map(|name| report.find(name));
        let places: Vec<_> = places.into_iter().flatten().collect();
        assert!(places.is_sorted(), "{format}: {report}");
        seen += places.len();
    }
    assert_eq!(seen, 17, "GitHub is told nothing of what is ready");
    for format in ["text", "markdown"] {
        let report = render(format, "en");
        assert!(report.starts_with("6 pictures for "), "{report}");
        let hint = "of 6 can probably be repaired: certpreflight fix in";
        assert!(report.replace('\\', "").contains(hint), "{report}");
        assert!(report.contains("No check tells whether"), "{report}");
    }
    let paths = |format| {
        let report: String = render(format, "en").to_owned();
        let names = ["in/half.jpg", "in/renamed.png", "in/small.jpg"];
        names.map(|name| report.find(name).unwrap())
    };
    for format in ["json", "jsonl", "csv", "junit", "sarif"] {
        assert!(
            paths(format).is_sorted(),
            "{format} keeps the order of paths"
        );
    }
}

#[test]
fn thumbnails_are_left_out_on_demand_and_in_ci() {
    let workspace = desk();
    let without = workspace
        .run(["in/good.jpg", "-f", "html", "--no-thumbnails"])
        .stdout;
    let in_ci = workspace
        .command()
        .env("CI", "true")
        .args(["in/good.jpg", "-f", "html", "--no-read"])
        .output()
        .unwrap();
    assert!(!without.contains("data:image"));
    assert_eq!(without, String::from_utf8(in_ci.stdout).unwrap());
}

#[test]
fn a_few_named_files_are_answered_question_by_question() {
    let workspace = desk();
    let files = ["in/small.jpg", "in/half.jpg", "in/turned.jpg"];
    for lang in ["en", "zh"] {
        let text = workspace.run(files.iter().chain(&["--lang", lang])).stdout;
        let filters = vec![(r"([\d.]+ [KM]B ?[(（])?\d[\d,]* B[)）]?", "[size]")];
        insta::with_settings!({ filters => filters }, {
            insta::assert_snapshot!(format!("checklist_{lang}"), text);
        });
    }
    let short = workspace.run(files.iter().chain(&["--short"])).stdout;
    let folder = workspace.run(["in"]).stdout;
    let answer = "No other file found behind the picture";
    assert!(!short.contains(answer) && !folder.contains(answer));
    assert!(workspace.run(["in", "--long"]).stdout.contains(answer));
}

#[cfg(unix)]
#[test]
fn markup_in_a_name_stays_text() {
    let workspace = Workspace::new();
    let name = "\"><img src=x onerror=alert(1)>'&amp;\u{202e}gpj.jpg";
    workspace.write(format!("in/{name}"), jpeg(&certificate(900, 600, 8), 90));
    workspace.write(
        "in/=HYPERLINK(1)|`x`.exe.jpg",
        jpeg(&textless(300, 200), 40),
    );
    let html = workspace.run(["in", "-f", "html"]).stdout;
    assert!(!html.contains("<img src=x"), "markup gets through");
    assert!(!html.contains('\u{202e}'), "hidden signs get through");
    assert!(html.contains("&lt;img src=x onerror=alert(1)&gt;&#39;&amp;amp;"));
    elements(&workspace.run(["in", "-f", "junit"]).stdout);
    let markdown = workspace.run(["in", "-f", "markdown"]).stdout;
    assert!(!markdown.contains("<img"), "{markdown}");
    let rows = markdown.lines().filter(|line| line.starts_with("| "));
    for row in rows {
        let bars = row.matches('|').count() - row.matches("\\|").count();
        assert_eq!(bars, 5, "{row}");
    }
}

#[test]
fn markup_stays_text_in_every_other_field_too() {
    let workspace = Workspace::new();
    let tags = ExifBlock::little_endian()
        .with(
            Directory::Primary,
            0x0131,
            Datum::Ascii("Adobe Photoshop <u>&\"'"),
        )
        .with(Directory::Primary, 0x013B, Datum::Ascii("<u>A Person"));
    let picture = with_exif(&jpeg(&certificate(900, 600, 8), 90), tags);
    workspace.write("in/edited.jpg", &picture);
    workspace.write("in/again.jpg", &picture);
    workspace.write(
        "mine.toml",
        "extends = \"tencent-domain\"\nid = \"<u>id\"\nname = { en = \"<u>en\", zh = \"<u>zh\" }\n\
         max-bytes = \"10KB\"\nmin-bytes = \"1KB\"\n",
    );
    for lang in ["en", "zh"] {
        let arguments = ["in", "-p", "mine.toml", "--lang", lang];
        let checked = workspace.run(arguments.iter().chain(&["-f", "html"]));
        let fixed = workspace.run(["fix"].iter().chain(&arguments).chain(&[
            "--out",
            &format!("<u>{lang}"),
            "--format",
            "html",
        ]));
        for html in [checked.stdout, fixed.stdout] {
            assert!(html.matches("&lt;u&gt;").count() >= 5, "{html}");
            assert!(!html.contains("<u>"), "{html}");
            assert!(html.contains("[edited]") || html.contains("<code>edited</code>"));
        }
        for format in ["junit", "sarif"] {
            let text = workspace
                .run(arguments.iter().chain(&["-f", format]))
                .stdout;
            match format {
                "junit" => assert!(elements(&text).len() > 3),
                _ => drop(serde_json::from_str::<serde_json::Value>(&text).unwrap()),
            }
        }
    }
}

#[test]
fn every_format_tells_what_a_repair_did() {
    let workspace = Workspace::new();
    let named = jpeg(&page(901, 600), 90);
    let before = named.len();
    workspace.write("in/named.png", &named);
    let small = render_small(Kind::LicenseLandscape, 41, 300, Defect::None, 0.0);
    workspace.write("in/small.jpg", small.file);
    let mut seen = 0;
    for (format, extension) in FORMATS {
        let fix = ["fix", "in", "--out", "out", "--format", format];
        let told = workspace.run(fix).stdout;
        fs::remove_dir_all(workspace.path("out")).unwrap();
        assert!(told.contains("out/named.jpg"), "{format}: {told}");
        let bytes = [before.to_string(), grouped(before)];
        assert!(bytes.iter().any(|bytes| told.contains(bytes)), "{format}");
        let done = "given the extension of its content";
        assert!(told.contains(done), "{format}: {told}");
        let why_not = "scan or photograph again; no repair helps against";
        assert!(told.contains(why_not), "{format}: {told}");
        if ["csv", "github", "junit"].contains(&format) {
            let filters = vec![
                (r"([\d.]+ [KM]B ?[(（])?\d[\d,]* B[)）]?", "[size]"),
                (r#"("\d+","\d+"),"\d+""#, "$1,\"[size]\""),
                (r"\d+\.\d%", "[share]%"),
            ];
            insta::with_settings!({ filters => filters }, {
                insta::assert_snapshot!(format!("repair_{extension}"), told);
            });
        }
        seen += 1;
    }
    assert_eq!(seen, 8);
}

/// A number with a comma between its thousands.
fn grouped(number: usize) -> String {
    format!("{},{:03}", number / 1000, number % 1000)
}
