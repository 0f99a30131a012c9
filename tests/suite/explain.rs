//! What a refusal means, and which cause a picture shows.

use std::io::Write as _;
use std::process::Stdio;

use crate::support::{Ran, Workspace, jpeg, textless};

/// The command with a text on its standard input.
fn piped(workspace: &Workspace, arguments: &[&str], text: &[u8]) -> Ran {
    let mut child = workspace
        .command()
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that has read enough closes the pipe.
    let _ = child.stdin.take().unwrap().write_all(text);
    Ran::from(child.wait_with_output().unwrap())
}

#[test]
fn half_a_sentence_is_explained_in_both_languages() {
    let workspace = Workspace::new();
    let text = "审核失败，如是新办或变更的证件";
    let zh = workspace.run(["explain", text, "--lang", "zh"]);
    assert_eq!(zh.code, 0, "{}", zh.stderr);
    insta::assert_snapshot!("notice_zh", zh.stdout);
    insta::assert_snapshot!("notice_en", workspace.run(["explain", text]).stdout);
}

#[test]
fn the_answer_for_machines_keeps_its_contract() {
    let workspace = Workspace::new();
    let ran = workspace.run(["explain", "证件已过期，请提交有效的证件图", "-f", "json"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let answer = ran.json();
    assert_eq!(answer.as_object().unwrap().len(), 1);
    let notices = answer["notices"].as_array().unwrap();
    let first = notices[0].as_object().unwrap();
    let keys: Vec<_> = first.keys().map(String::as_str).collect();
    let contract = [
        "id", "score", "texts", "causes", "remedies", "wait", "rules", "source", "date",
    ];
    assert_eq!(keys, contract);
    assert_eq!(first["id"], "tencent-expired");
    assert!(
        first["rules"]
            .as_array()
            .unwrap()
            .contains(&"expired".into())
    );
    assert!(first["causes"][0]["zh"].is_string() && first["remedies"][0]["en"].is_string());
    let scores: Vec<_> = notices
        .iter()
        .map(|n| n["score"].as_f64().unwrap())
        .collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
    let by_id = workspace
        .run(["explain", "tencent-new-certificate", "-f", "json"])
        .json();
    assert_eq!(by_id["notices"][0]["wait"]["unit"], "working-day");
    assert_eq!(by_id["notices"].as_array().unwrap().len(), 1);
}

#[test]
fn what_is_not_known_is_said_to_be_so_with_the_three_nearest() {
    let workspace = Workspace::new();
    let ran = workspace.run(["explain", "密码错误次数过多，账户已被锁定。"]);
    assert_eq!(ran.code, 0);
    assert!(
        ran.stdout.starts_with("No notice that is known here"),
        "{}",
        ran.stdout
    );
    assert_eq!(ran.stdout.matches('「').count(), 3, "{}", ran.stdout);
    let json = workspace.run(["explain", "密码错误次数过多，账户已被锁定。", "-f", "json"]);
    assert_eq!(json.json(), serde_json::json!({ "notices": [] }));
    let looked_for = workspace.run(["explain", "密码错误次数过多", "scan.jpg"]);
    assert_eq!(
        looked_for.code, 2,
        "a picture was passed that nobody looked at"
    );
    for nothing in ["", " "] {
        let ran = workspace.run(["explain", nothing]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    }
}

#[test]
fn every_notice_is_listed_and_a_rule_leads_to_those_that_it_foresees() {
    let workspace = Workspace::new();
    let list = workspace.run(["explain", "--list", "--lang", "zh"]).stdout;
    assert_eq!(
        list.lines().filter(|line| line.starts_with("  ")).count(),
        270
    );
    let json = workspace.run(["explain", "--list", "-f", "json"]).json();
    assert_eq!(json["notices"].as_array().unwrap().len(), 270);
    for command in ["explain", "rules"] {
        let page = workspace.run([command, "expired"]).stdout;
        assert!(page.starts_with("expired: "), "{page}");
        assert!(page.contains("tencent-expired 「证件已过期"), "{page}");
    }
}

#[test]
fn a_text_comes_from_standard_input_and_a_boundless_one_is_refused() {
    let workspace = Workspace::new();
    let screen = "模板详情\n审核未通过\n证件已过期，请提交有效的证件图片\n返回";
    let ran = piped(&workspace, &["explain", "-"], screen.as_bytes());
    assert!(ran.stdout.contains("tencent-expired"), "{}", ran.stdout);
    let ran = piped(&workspace, &["explain", "-"], &vec![b'x'; 1 << 20]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("longer than"), "{}", ran.stderr);
    let code = workspace.run(["explain", "-9102"]);
    assert!(code.stdout.contains("tencent-ocr-9102"), "{}", code.stderr);
}

#[test]
fn with_pictures_it_says_which_cause_it_is() {
    let workspace = Workspace::new();
    workspace.write("small.jpg", jpeg(&textless(200, 100), 50));
    let text = "请上传格式为 JPG 、PNG、BMP 等，大小为55KB-5MB以内的证件图片";
    let ran = workspace.run(["explain", text, "small.jpg"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let (_, seen) = ran.stdout.split_once("small.jpg\n").unwrap();
    assert!(
        seen.contains("✗ ") && seen.contains("[too-small-file]"),
        "{seen}"
    );
    assert!(seen.contains("✓ "), "{seen}");
    let json = workspace
        .run(["explain", text, "small.jpg", "-f", "json"])
        .json();
    let causes = json["pictures"][0]["causes"].as_array().unwrap();
    assert_eq!(
        causes.len(),
        json["notices"][0]["causes"].as_array().unwrap().len()
    );
    let found: Vec<_> = causes
        .iter()
        .filter(|cause| cause["answer"] == "found")
        .collect();
    assert!(
        !found.is_empty() && found.len() < causes.len(),
        "{causes:?}"
    );
    let gone = workspace.run(["explain", text, "gone.jpg"]);
    assert!(gone.stdout.contains("? "), "{}", gone.stdout);
}
