//! Manifests among pictures, and their rows in every format.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::support::{Ran, Workspace, jpeg, licence, page, testdata};

const HEADERS: &str = "证件图片,证件类型,域名所有者（中文）,证件号码,联系人（中文）\n";
const NUMBER: &str = "91330106MA0000007Q";
const SLIP: &str = "9133O106MA0000007Q";

/// A good picture, a bad one, and a manifest with a row that is right, one with a slip in its number, one whose picture
/// is refused and one whose picture is not there.
fn desk() -> Workspace {
    let workspace = Workspace::new();
    workspace.write("in/good.jpg", licence());
    workspace.write("in/small.jpg", jpeg(&page(300, 200), 40));
    let rows = [
        ("good.jpg", NUMBER),
        ("good.jpg", SLIP),
        ("small.jpg", NUMBER),
        ("gone.jpg", NUMBER),
    ];
    let rows = rows.map(|(picture, number)| {
        format!("{picture},营业执照,杭州示例网络有限公司,{number},王示例\n")
    });
    workspace.write("in/清单.csv", format!("{HEADERS}{}", rows.concat()));
    workspace
}

/// The report of each format that a file's name asks for, and what was printed in GitHub's.
fn reports(workspace: &Workspace, command: &[&str]) -> (Ran, BTreeMap<&'static str, String>) {
    const EXTENSIONS: [&str; 8] = ["txt", "json", "jsonl", "html", "xml", "sarif", "csv", "md"];
    let mut arguments: Vec<String> = command.iter().map(|word| (*word).to_owned()).collect();
    arguments.extend(["--lang", "zh", "--format", "github", "-o", "-"].map(str::to_owned));
    for extension in EXTENSIONS {
        arguments.extend(["-o".to_owned(), format!("report.{extension}")]);
    }
    let ran = workspace.run(&arguments);
    let mut reports = BTreeMap::from([("github", ran.stdout.clone())]);
    for extension in EXTENSIONS {
        let path = workspace.path(format!("report.{extension}"));
        let report = fs::read_to_string(path);
        let report = report.unwrap_or_else(|cause| panic!("{extension}: {cause}: {}", ran.stderr));
        reports.insert(extension, report);
    }
    (ran, reports)
}

/// The faults of a row that are more than notes.
fn faults(row: &Value) -> Vec<&str> {
    let faults = row["faults"].as_array().unwrap().iter();
    faults
        .filter(|fault| fault["level"] != "note")
        .map(|fault| fault["rule"].as_str().unwrap())
        .collect()
}

#[test]
fn rows_stand_in_every_format_beside_the_pictures_of_the_run() {
    let workspace = desk();
    let (ran, reports) = reports(&workspace, &["in"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stderr.contains("清单共 4 行"), "{}", ran.stderr);
    let json: Value = serde_json::from_str(&reports["json"]).unwrap();
    assert_eq!(json["images"].as_array().unwrap().len(), 2);
    assert_eq!(json["skipped"].as_array().unwrap().len(), 0);
    let counts = &json["summary"]["rows"];
    assert_eq!(
        (&counts["rows"], &counts["pass"], &counts["fail"]),
        (&4.into(), &1.into(), &3.into())
    );
    let manifest = &json["manifests"][0];
    assert_eq!(manifest["manifest"], "in/清单.csv");
    let rows = manifest["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 4);
    assert_eq!(faults(&rows[0]), [""; 0]);
    assert_eq!(faults(&rows[1]), ["number-confusable"]);
    assert_eq!(
        (&rows[2]["verdict"], faults(&rows[2]).len()),
        (&"fail".into(), 0)
    );
    assert_eq!(rows[2]["pictures"][0]["verdict"], "fail");
    assert_eq!(faults(&rows[3]), ["picture-missing"]);
    let last: Value = serde_json::from_str(reports["jsonl"].lines().last().unwrap()).unwrap();
    assert_eq!(&last, manifest);

    let told = [
        (
            "txt",
            "清单「in/清单.csv」：4 行，1 行可提交，3 行会被退回。",
        ),
        ("txt", "错误 [too-small-file] in/small.jpg：文件过小"),
        ("html", "<h3>第 3 行 · 杭州示例网络有限公司</h3>"),
        (
            "xml",
            "<testsuite name=\"in/清单.csv\" tests=\"4\" failures=\"3\" errors=\"0\" skipped=\"0\">",
        ),
        ("xml", "name=\"第 3 行 · 杭州示例网络有限公司\""),
        ("sarif", "\"startLine\":3"),
        ("csv", "\"3\",\"证件号码\""),
        ("md", "| ✗ | 第 3 行 · 杭州示例网络有限公司 | 会被退回 |"),
        ("github", "::error file=in/清单.csv,line=3,title=第 3 行"),
    ];
    assert_eq!(told.len(), 9);
    for (format, told) in told {
        let report = &reports[format];
        assert!(report.contains(told), "{format} lacks {told}:\n{report}");
    }
    for (format, report) in &reports {
        assert!(report.contains("number-confusable"), "{format}:\n{report}");
        assert!(
            !report.contains(NUMBER) && !report.contains(SLIP),
            "{format}"
        );
    }
    // The card of the picture, and the one of its rows.
    let card = reports["html"]
        .matches("alt=\"in/good.jpg 的缩略图\"")
        .count();
    assert_eq!(card, 2);
}

#[test]
fn a_check_of_a_manifest_has_the_same_formats() {
    let workspace = desk();
    let (ran, reports) = reports(&workspace, &["template", "check", "in/清单.csv"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    for (format, report) in &reports {
        assert!(report.contains("number-confusable"), "{format}:\n{report}");
        // What is wrong with a picture has no other place here.
        assert!(report.contains("too-small"), "{format}:\n{report}");
        assert!(
            !report.contains(NUMBER) && !report.contains(SLIP),
            "{format}"
        );
    }
    assert_eq!(reports["jsonl"].lines().count(), 4);
    assert_eq!(reports["html"].matches("的缩略图").count(), 2);
    let json: Value = serde_json::from_str(&reports["json"]).unwrap();
    assert_eq!(json["summary"]["fail"], 3);
}

#[test]
fn what_can_not_be_read_as_a_manifest_is_told_and_ends_nothing() {
    let workspace = Workspace::new();
    workspace.write("in/good.jpg", licence());
    workspace.write("in/清单.xlsx", "PK nothing");
    workspace.write("in/通讯录.csv", "姓名,手机\n王示例,1\n");
    let ran = workspace.run(["in", "--lang", "zh"]);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    assert!(
        ran.stdout.contains("清单「in/清单.xlsx」没有核对："),
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.contains("1 份清单读不出来"), "{}", ran.stdout);
    assert!(
        ran.stdout.contains("通讯录.csv（不是图片）"),
        "{}",
        ran.stdout
    );
    assert!(
        !ran.stdout.contains("清单.xlsx（不是图片）"),
        "{}",
        ran.stdout
    );
    let strict = workspace.run(["in", "--fail-on", "warning"]);
    assert_eq!(strict.code, 1, "{}", strict.stdout);
}

#[cfg(unix)]
#[test]
fn a_repair_and_a_drop_know_a_manifest() {
    let workspace = desk();
    let fixed = workspace.run(["fix", "in", "--out", "ready", "-f", "json"]);
    assert_eq!(
        fixed.json()["manifests"][0]["rows"]
            .as_array()
            .unwrap()
            .len(),
        4
    );
    assert!(!workspace.path("ready/清单.csv").exists());
    let dropped = workspace.run(["drop", "in", "--lang", "zh"]);
    assert_eq!(dropped.code, 1, "{}", dropped.stderr);
    assert!(
        dropped.stdout.contains("✗ in/清单.csv 第 3 行"),
        "{}",
        dropped.stdout
    );
    let report = workspace.path("in-可上传/certpreflight-report.html");
    let report = fs::read_to_string(report).unwrap();
    assert!(
        report.contains("<h3>第 3 行 · 杭州示例网络有限公司</h3>"),
        "{report}"
    );
    assert!(!report.contains("清单.csv – 不是图片"), "{report}");
}

#[test]
fn a_manifest_is_never_written_over() {
    let workspace = desk();
    let before = fs::read(workspace.path("in/清单.csv")).unwrap();
    for command in [
        &["in", "-o", "in/清单.csv"][..],
        &["template", "check", "in/清单.csv", "-o", "in/清单.csv"],
        &[
            "template",
            "check",
            "in/清单.csv",
            "-f",
            "csv",
            "-o",
            "in/good.jpg",
        ],
    ] {
        let ran = workspace.run(command);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{}", ran.stderr);
    }
    assert_eq!(fs::read(workspace.path("in/清单.csv")).unwrap(), before);
    assert_eq!(fs::read(workspace.path("in/good.jpg")).unwrap(), licence());
}

#[test]
fn a_manifest_alone_is_judged_by_itself() {
    let workspace = desk();
    let ran = workspace.run(["in/清单.csv", "--lang", "zh", "-f", "json"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let rows = ran.json()["manifests"][0]["rows"].clone();
    assert_eq!(faults(&rows[1]), ["number-confusable"]);
    // It is there, and was not examined in this run.
    assert_eq!(
        (faults(&rows[2]).len(), &rows[2]["verdict"]),
        (0, &"pass".into())
    );
    assert_eq!(faults(&rows[3]), ["picture-missing"]);
}

#[test]
fn a_row_is_held_against_what_was_read_in_the_run() {
    let workspace = Workspace::new();
    let sample = fs::read(testdata("samples/营业执照.jpg")).unwrap();
    workspace.write("in/a.jpg", sample);
    let rows = "a.jpg,营业执照,示例市东样网络股份有限公司,91350203MAKDN4626A,王示例\n\
                a.jpg,营业执照,示例市东样网络有限公司,91350203MAKDN4626A,王示例\n";
    workspace.write("in/清单.csv", format!("{HEADERS}{rows}"));
    let answers = |ran: Ran| {
        let rows = ran.json()["manifests"][0]["rows"].clone();
        let rows = rows.as_array().unwrap().clone();
        let rows = rows.into_iter().map(|row| {
            let fields = row["fields"].as_array().unwrap().clone();
            let answers = fields
                .iter()
                .map(|field| field["answer"].as_str().unwrap().to_owned());
            answers.collect::<Vec<_>>()
        });
        rows.collect::<Vec<_>>()
    };
    let read = answers(workspace.run_reading(["in", "-f", "json"]));
    assert_eq!(read, [["same", "same", "same"], ["same", "wrong", "same"]]);
    let unread = answers(workspace.run(["in", "-f", "json"]));
    assert_eq!(unread, [["not-assessed"; 3]; 2]);
}
