//! What will be typed, against what the pictures say.

use std::fs;

use certpreflight_corpus::{Defect, Kind, render_small};

use crate::support::{Workspace, testdata};

const HEADERS: &str = "证件图片,证件类型,域名所有者（中文）,证件号码,联系人（中文）\n";

#[test]
fn a_row_is_held_against_its_picture() {
    let workspace = Workspace::new();
    let licence = render_small(Kind::LicenseLandscape, 5, 1100, Defect::None, 0.0);
    workspace.write("执照.jpg", &licence.file);
    let number = &licence.truth.number;
    let slip = number.replacen('0', "O", 1);
    assert_ne!(&slip, number);
    let rows = format!(
        "{HEADERS}执照.jpg,统一社会信用代码证书,,{number},王示例\n执照.jpg,营业执照,,{slip},示例公司\n没有.jpg,营业执照,甲,{number},王示例\n"
    );
    workspace.write("清单.csv", rows);
    let ran = workspace.run_reading([
        "template",
        "check",
        "清单.csv",
        "--lang",
        "zh",
        "-f",
        "json",
    ]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let answer = ran.json();
    assert_eq!(answer["summary"]["rows"], 3);
    let fired = |row: usize| -> Vec<String> {
        let faults = answer["rows"][row]["faults"].as_array().unwrap();
        faults
            .iter()
            .map(|fault| fault["rule"].as_str().unwrap().to_owned())
            .collect()
    };
    assert!(
        fired(0).contains(&"type-licence-not-credit".to_owned()),
        "{:?}",
        fired(0)
    );
    assert!(
        fired(0).contains(&"field-missing".to_owned()),
        "{:?}",
        fired(0)
    );
    assert!(
        fired(1).contains(&"number-confusable".to_owned()),
        "{:?}",
        fired(1)
    );
    assert!(
        fired(1).contains(&"contact-organization".to_owned()),
        "{:?}",
        fired(1)
    );
    assert!(
        fired(2).contains(&"picture-missing".to_owned()),
        "{:?}",
        fired(2)
    );
    let of_number = &answer["rows"][0]["fields"]
        .as_array()
        .unwrap()
        .iter()
        .find(|field| field["field"] == "number")
        .unwrap()
        .clone();
    assert_eq!(of_number["answer"], "same");
    assert!(
        !ran.stdout.contains(number.as_str()),
        "a number is masked unless it is asked for"
    );
    let full = workspace.run_reading([
        "template",
        "check",
        "清单.csv",
        "-f",
        "json",
        "--show-values",
    ]);
    assert!(full.stdout.contains(number.as_str()));
}

#[test]
fn one_row_is_checked_from_the_command_line() {
    let workspace = Workspace::new();
    let check = |arguments: &[&str]| workspace.run([&["template", "check"], arguments].concat());
    let right = check(&[
        "--type",
        "营业执照",
        "--number",
        "91330106MA0000007Q",
        "--owner",
        "杭州示例网络有限公司",
    ]);
    assert_eq!(right.code, 0, "{}{}", right.stdout, right.stderr);
    let wrong = check(&[
        "--type",
        "营业执照",
        "--number",
        "9133O106MA0000007Q",
        "--lang",
        "zh",
    ]);
    assert_eq!(wrong.code, 1);
    assert!(
        wrong.stdout.contains("第 5 位：填的是字母“O”"),
        "{}",
        wrong.stdout
    );
    assert!(
        wrong
            .stdout
            .contains("平台会提示：「注册者证件号码填写有误"),
        "{}",
        wrong.stdout
    );
    let nothing = check(&[]);
    assert_eq!((nothing.code, nothing.stdout.as_str()), (2, ""));
}

#[test]
fn an_empty_manifest_is_written_once_and_read_back() {
    let workspace = Workspace::new();
    for name in ["manifest.csv", "manifest.xlsx"] {
        let ran = workspace.run(["template", "init", name]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let bytes = fs::read(workspace.path(name)).unwrap();
        assert_eq!(
            workspace.run(["template", "init", name]).code,
            2,
            "written over"
        );
        assert_eq!(fs::read(workspace.path(name)).unwrap(), bytes);
        let ran = workspace.run(["template", "check", name, "-f", "json"]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert_eq!(ran.json()["summary"]["rows"], 0);
    }
}

#[test]
fn a_manifest_is_mended_beside_and_never_over_itself() {
    let workspace = Workspace::new();
    let wrong = "证件类型,域名所有者（中文）,证件号码\n营业执照,杭州示例 网络有限公司,91330106MA0000007Q（1-1）\n";
    workspace.write("m.csv", wrong);
    let over = workspace.run(["template", "check", "m.csv", "--fix-manifest", "m.csv"]);
    assert_eq!(over.code, 2, "{}", over.stdout);
    let other = workspace.run(["template", "check", "m.csv", "--fix-manifest", "m.xlsx"]);
    assert_eq!(other.code, 2, "{}", other.stdout);
    // Refused before any work is done.
    assert_eq!(over.stdout + &other.stdout, "");
    assert_eq!(fs::read_to_string(workspace.path("m.csv")).unwrap(), wrong);
    workspace.run(["template", "check", "m.csv", "--fix-manifest", "mended.csv"]);
    let mended = fs::read_to_string(workspace.path("mended.csv")).unwrap();
    assert_eq!(
        mended,
        wrong.replace(" 网络", "网络").replace("（1-1）", "")
    );
}

#[test]
fn what_is_no_manifest_is_said_in_both_languages() {
    let workspace = Workspace::new();
    workspace.write("m.csv", "甲,乙\n1,2\n");
    for (lang, says) in [
        ("en", "two headers that are known"),
        ("zh", "没有一行含有两个以上认得的表头"),
    ] {
        let ran = workspace.run(["template", "check", "m.csv", "--lang", lang]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
        assert!(ran.stderr.contains(says), "{}", ran.stderr);
    }
}

#[test]
fn a_picture_is_examined_once_though_many_rows_name_it() {
    let workspace = Workspace::new();
    workspace.write("a.jpg", fs::read(testdata("samples/太小.jpg")).unwrap());
    let rows: String = (0..2000)
        .map(|_| "a.jpg,身份证,王示例,330106200005100008,王示例\n")
        .collect();
    workspace.write("m.csv", format!("{HEADERS}{rows}"));
    let ran = workspace.run(["template", "check", "m.csv", "-f", "jsonl"]);
    assert_eq!(ran.stdout.lines().count(), 2000, "{}", ran.stderr);
    assert_eq!(ran.stdout.matches("\"path\":\"a.jpg\"").count(), 2000);
}
