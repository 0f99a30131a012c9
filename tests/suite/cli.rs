//! What is typed, what is printed, how it exits, in both languages.

use std::io::Write as _;
use std::process::Stdio;

use certpreflight_support::{ExifBlock, with_exif};
use image::RgbImage;

use crate::support::{Ran, Workspace, certificate, encode, jpeg, page, textless};

/// A folder with one good picture and one of each common mistake.
fn desk() -> Workspace {
    desk_of(|width, height| {
        if width < 500 {
            textless(width, height)
        } else {
            certificate(width, height, 8)
        }
    })
}

/// The same with pictures of this kind.
fn desk_of(picture: impl Fn(u32, u32) -> RgbImage) -> Workspace {
    let workspace = Workspace::new();
    let good = jpeg(&picture(900, 600), 90);
    workspace.write("scans/good.jpg", &good);
    workspace.write("scans/renamed.png", jpeg(&picture(901, 600), 90));
    workspace.write("scans/small.jpg", jpeg(&picture(300, 200), 40));
    workspace.write("scans/half.jpg", &good[..good.len() / 2]);
    workspace.write(
        "scans/turned.jpg",
        with_exif(
            &jpeg(&picture(902, 600), 90),
            ExifBlock::little_endian().oriented(6),
        ),
    );
    workspace.write("scans/photo.jpg", b"\0\0\0\x18ftypavif\0\0\0\0mif1avif");
    workspace.write("scans/notes.txt", "no picture");
    workspace
}

/// Compares with the stored text; sizes in bytes depend on the encoder and are masked.
macro_rules! assert_text {
    ($name:literal, $text:expr) => {
        insta::with_settings!({ filters => vec![(r"([\d.]+ [KM]B ?[(（])?[\d,]+ B[)）]?", "[size]")] }, {
            insta::assert_snapshot!($name, $text);
        });
    };
}

#[test]
fn the_text_report_in_english() {
    assert_text!("text_en", desk_of(page).run(["scans"]).stdout);
}

#[test]
fn the_text_report_in_chinese() {
    assert_text!(
        "text_zh",
        desk_of(page).run(["scans", "--lang", "zh"]).stdout
    );
}

#[test]
fn help_speaks_both_languages() {
    let workspace = Workspace::new();
    insta::assert_snapshot!("help_en", workspace.run(["--help"]).stdout);
    insta::assert_snapshot!("help_zh", workspace.run(["--help", "--lang", "zh"]).stdout);
}

#[test]
fn the_language_follows_the_locale() {
    let workspace = desk();
    let in_locale = |name: &str, value: &str| {
        let output = workspace
            .command()
            .env(name, value)
            .arg("scans/good.jpg")
            .output();
        Ran::from(output.unwrap()).stdout
    };
    assert!(in_locale("LANG", "zh_CN.UTF-8").contains("可上传"));
    assert!(in_locale("LC_ALL", "zh_TW.UTF-8").contains("可上传"));
    assert!(in_locale("LANG", "de_DE.UTF-8").contains("ready"));
}

#[test]
fn exit_codes_say_what_was_found() {
    let workspace = desk();
    let cases: [(&[&str], i32); 12] = [
        (&["scans/good.jpg"], 0),
        (&["scans/turned.jpg"], 0),
        (&["scans/turned.jpg", "--fail-on", "warning"], 1),
        (&["scans/turned.jpg", "--profile", "tencent-icp"], 1),
        (&["scans"], 1),
        (&["scans", "--exit-zero"], 0),
        (&["scans/good.jpg", "nowhere.jpg"], 1),
        (&["nowhere.jpg"], 2),
        (&["scans/notes.txt"], 1),
        (&["scans", "--exclude", "*.jpg", "--exclude", "*.png"], 2),
        (&["scans", "--profile", "tencent-doman"], 2),
        (&["--no-such-flag"], 2),
    ];
    for (arguments, code) in cases {
        let ran = workspace.run(arguments);
        assert_eq!(
            ran.code, code,
            "{arguments:?}\n{}{}",
            ran.stdout, ran.stderr
        );
    }
}

#[test]
fn mistakes_on_the_command_line_are_explained_in_both_languages() {
    let workspace = desk();
    let cases: [(&[&str], &str, &str); 4] = [
        (
            &["nowhere.jpg"],
            "no picture to check",
            "没有找到可检查的图片",
        ),
        (
            &["scans", "-p", "tencent-doman"],
            "did you mean `tencent-domain`?",
            "tencent-domain",
        ),
        (
            &["rules", "grayscal"],
            "did you mean `grayscale`?",
            "grayscale",
        ),
        (
            &["scans", "-o", "no/such/folder/report.json"],
            "can't write",
            "无法写入",
        ),
    ];
    for (arguments, english, chinese) in cases {
        let en = workspace.run(arguments);
        assert!(en.stderr.contains(english), "{arguments:?}: {}", en.stderr);
        assert_eq!(en.code, 2);
        let zh = workspace.run(arguments.iter().chain(&["--lang", "zh"]));
        assert!(zh.stderr.contains(chinese), "{arguments:?}: {}", zh.stderr);
    }
}

#[test]
fn a_folder_for_copies_and_a_report_are_not_taken_for_each_other() {
    let workspace = desk();
    let cases: [(&[&str], &str, &str); 6] = [
        (
            &["fix", "scans"],
            "--out names the folder",
            "缺少参数：--out",
        ),
        (
            &["fix", "scans", "-o", "copies"],
            "-o (--output) names the file of the report",
            "-o（--output）指定报告文件",
        ),
        (
            &["scans", "--out", "copies"],
            "--out is for `certpreflight fix`",
            "--out 用于 certpreflight fix",
        ),
        (
            &["fix", "scans", "--out", "report.html"],
            "looks like a report",
            "像是报告的文件名",
        ),
        (
            &["scans", "-o", "report.dat"],
            "tells no report format",
            "看不出报告格式",
        ),
        (
            &["chekc", "scans"],
            "did you mean `certpreflight check`?",
            "您是不是要用「certpreflight check」？",
        ),
    ];
    for (arguments, english, chinese) in cases {
        let en = workspace.run(arguments);
        assert!(en.stderr.contains(english), "{arguments:?}: {}", en.stderr);
        assert!(!en.stderr.contains("similar argument"), "{}", en.stderr);
        assert_eq!((en.code, en.stdout.as_str()), (2, ""));
        let zh = workspace.run(arguments.iter().chain(&["--lang", "zh"]));
        assert!(zh.stderr.contains(chinese), "{arguments:?}: {}", zh.stderr);
    }
    let left = std::fs::read_dir(workspace.path("")).unwrap().count();
    assert_eq!(left, 1, "nothing but the scans");
}

#[test]
fn options_may_stand_before_the_command() {
    let workspace = desk();
    let ran = workspace.run(["--lang", "zh", "-p", "cnnic", "rules", "too-dark"]);
    assert!(ran.stdout.contains("图片过暗"), "{}", ran.stderr);
    let before = ["-q", "--out", "copies", "fix", "scans/good.jpg"];
    assert_eq!(workspace.run(before).code, 0);
    assert!(workspace.path("copies/good.jpg").is_file());
}

#[test]
fn quiet_is_quiet() {
    let workspace = desk();
    let ran = workspace.run(["scans/good.jpg", "-q"]);
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", ""));
    let ran = workspace.run(["scans", "-q"]);
    assert!(
        ran.stdout.starts_with("✗ refused  scans/"),
        "{}",
        ran.stdout
    );
    assert!(!ran.stdout.contains("pictures for"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("✓ ready"), "{}", ran.stdout);
    let ran = workspace.run(["scans", "-q", "-o", "report.json"]);
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", ""));
    let ran = workspace.run(["scans", "-o", "report.json"]);
    assert!(ran.stderr.ends_with(" → report.json\n"), "{}", ran.stderr);
}

#[test]
fn the_json_report_has_the_shape_that_was_promised() {
    let workspace = desk();
    let report = workspace.run(["scans", "--format", "json"]).json();
    assert_eq!(report["schema"], 1);
    assert_eq!(report["tool"]["name"], "certpreflight");
    assert_eq!(report["profile"], "tencent-domain");
    assert_eq!(report["summary"]["images"], 6);
    let images = report["images"].as_array().unwrap();
    let sums =
        ["pass", "warn", "fail", "unreadable"].map(|key| report["summary"][key].as_u64().unwrap());
    assert_eq!(sums.iter().sum::<u64>(), 6);
    for image in images {
        for key in [
            "path",
            "verdict",
            "format",
            "extension",
            "bytes",
            "width",
            "height",
            "exif_orientation",
            "findings",
            "not_assessed",
            "measured",
            "fix",
        ] {
            assert!(image.get(key).is_some(), "{key} is missing in {image}");
        }
        for finding in image["findings"].as_array().unwrap() {
            for key in [
                "rule",
                "level",
                "message",
                "advice",
                "platform_message",
                "evidence",
                "region",
                "fixable",
            ] {
                assert!(finding.get(key).is_some(), "{key} is missing in {finding}");
            }
            assert!(
                !finding["message"].as_str().unwrap().contains('{'),
                "{finding}"
            );
            assert!(
                !finding["advice"].as_str().unwrap().contains('{'),
                "{finding}"
            );
        }
    }
    let small = images
        .iter()
        .find(|image| image["path"] == "scans/small.jpg")
        .unwrap();
    let finding = &small["findings"][0];
    assert_eq!(finding["rule"], "too-small-file");
    assert_eq!(finding["evidence"]["bytes"], small["bytes"]);
    assert!(
        finding["platform_message"]
            .as_str()
            .unwrap()
            .contains("55KB-5MB")
    );
}

#[test]
fn each_line_of_jsonl_is_an_image_of_the_json_report() {
    let workspace = desk();
    let whole = workspace.run(["scans", "--format", "json"]).json();
    let lines: Vec<serde_json::Value> = workspace
        .run(["scans", "--format", "jsonl"])
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let (head, lines) = lines.split_first().unwrap();
    assert_eq!(head.as_object().unwrap().len(), 3, "{head}");
    for key in ["schema", "tool", "profile"] {
        assert_eq!(head[key], whole[key], "{key}");
    }
    assert_eq!(lines.len(), 7);
    let images: Vec<_> = lines
        .iter()
        .filter(|line| line["verdict"] != "skipped")
        .cloned()
        .collect();
    assert_eq!(serde_json::Value::from(images), whole["images"]);
}

#[test]
fn paths_can_come_from_a_file_or_from_standard_input() {
    let workspace = desk();
    workspace.write("list.txt", "scans/good.jpg\r\n\nscans/small.jpg\n");
    workspace.write("list.nul", "scans/good.jpg\0scans/small.jpg\0");
    let from_lines = workspace
        .run(["--files-from", "list.txt", "--format", "json"])
        .json();
    let from_nul = workspace
        .run(["--files-from", "list.nul", "-0", "--format", "json"])
        .json();
    assert_eq!(from_lines["summary"]["images"], 2);
    assert_eq!(from_lines, from_nul);
    let mut child = workspace
        .command()
        .args(["--no-read", "--files-from", "-", "--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(b"scans/good.jpg\nscans/small.jpg\n")
        .unwrap();
    assert_eq!(
        Ran::from(child.wait_with_output().unwrap()).json(),
        from_lines
    );
}

#[test]
fn a_report_file_is_whole_or_not_there() {
    let workspace = desk();
    let ran = workspace.run(["scans", "-f", "json", "-o", "report.json"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (1, ""));
    let text = std::fs::read_to_string(workspace.path("report.json")).unwrap();
    serde_json::from_str::<serde_json::Value>(&text).unwrap();
    let left: Vec<_> = std::fs::read_dir(workspace.path("")).unwrap().collect();
    assert_eq!(left.len(), 2, "no temporary file is left behind: {left:?}");
}

#[cfg(unix)]
#[test]
fn a_report_is_written_into_a_pipe_and_does_not_replace_it() {
    use std::os::unix::fs::FileTypeExt as _;
    let workspace = desk();
    let pipe = workspace.path("report.json");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || std::fs::read_to_string(pipe).unwrap()
    });
    let ran = workspace.run(["scans", "-f", "json", "-o", "report.json"]);
    assert_eq!(ran.code, 1);
    let kind = std::fs::metadata(&pipe).unwrap().file_type();
    assert!(kind.is_fifo(), "it was replaced");
    serde_json::from_str::<serde_json::Value>(&reader.join().unwrap()).unwrap();
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_success_and_a_full_disk_is_not() {
    let workspace = desk();
    let mut child = workspace
        .command()
        .args(["scans", "--exit-zero"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );

    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let output = workspace
        .command()
        .args(["scans", "--exit-zero"])
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("can't write"));
}

#[test]
fn a_profile_of_ones_own_is_taken() {
    let workspace = desk();
    workspace.write(
        "mine.toml",
        "extends = \"tencent-domain\"\nid = \"mine\"\n[levels]\ntoo-small-file = \"off\"\n",
    );
    let report = workspace
        .run(["scans/small.jpg", "-p", "mine.toml", "-f", "json"])
        .json();
    assert_eq!(report["profile"], "mine");
    let findings = report["images"][0]["findings"].to_string();
    assert!(!findings.contains("too-small-file"), "{findings}");
}

#[test]
fn rules_profiles_completions_and_the_manual_are_printed() {
    let workspace = Workspace::new();
    let prints = |arguments: &[&str], expected: &str| {
        let ran = workspace.run(arguments);
        assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.stderr);
        assert!(
            ran.stdout.contains(expected),
            "{arguments:?}: {}",
            ran.stdout
        );
    };
    prints(&["rules"], "mislabeled");
    prints(&["rules", "mislabeled"], "upload forms filter by extension");
    prints(
        &["rules", "mislabeled", "--lang", "zh"],
        "上传页面会先按扩展名筛选",
    );
    prints(
        &["rules", "too-dark"],
        "limit: min-paper-level = 128 (brightness, 0 to 255)\n",
    );
    workspace.write(
        "mine.toml",
        "extends = \"cnnic\"\n[levels]\ntoo-dark = \"off\"\n[limits]\nmin-paper-level = 60",
    );
    let under = ["rules", "too-dark", "--profile", "mine.toml"];
    prints(&under, "level: off, by default warning\n");
    prints(&under, "limit: min-paper-level = 60, by default 128 (");
    prints(
        &["rules", "too-dark", "-p", "mine.toml", "--lang", "zh"],
        "界限：min-paper-level = 60，默认 128（亮度，0～255）\n",
    );
    prints(
        &["profiles", "mine.toml"],
        "[limits]\nmin-paper-level = 60.0\n",
    );
    prints(&["profiles"], "tencent-domain");
    prints(&["profiles", "cnnic"], "min-dpi = 300");
    for shell in ["bash", "zsh"] {
        prints(&["completions", shell], "aliyun-domain-api");
        prints(&["completions", shell], "too-small-to-read");
    }
    prints(&["completions", "fish"], "aliyun-domain-api");
    prints(&["man"], ".TH certpreflight 1");
    prints(&["man", "fix"], ".TH certpreflight-fix 1");
    prints(&["man", "fix"], ".SH EXAMPLES");
    prints(&["help", "fix"], "certpreflight fix [OPTIONS] --out <DIR>");
    prints(&["help"], "certpreflight <COMMAND>");
}

#[test]
fn all_other_formats_are_named_and_refused() {
    let workspace = Workspace::new();
    let tiff = encode(page(40, 40), image::ImageFormat::Tiff);
    workspace.write("in/a.tif", tiff);
    let report = workspace
        .run(["in", "-p", "godaddy-cn", "-f", "json"])
        .json();
    let finding = &report["images"][0]["findings"][0];
    assert_eq!(finding["rule"], "unaccepted-format");
    assert_eq!(finding["evidence"]["format"], "tiff");
    assert_eq!(finding["evidence"]["accepted"], serde_json::json!(["jpeg"]));
}

#[cfg(unix)]
#[test]
fn ctrl_c_leaves_no_half_written_file() {
    let workspace = Workspace::new();
    let picture = jpeg(&certificate(1200, 900, 8), 90);
    for index in 0..400 {
        workspace.write(format!("in/{index}.jpg"), &picture);
    }
    let mut child = workspace
        .command()
        .args(["in", "-f", "json", "-o", "report.json", "-j", "1"])
        .spawn()
        .unwrap();
    // Once its temporary file is there, the command listens.
    let names = || -> Vec<_> {
        let entries = std::fs::read_dir(workspace.path("")).unwrap();
        entries.map(|entry| entry.unwrap().file_name()).collect()
    };
    while names().len() < 2 && child.try_wait().unwrap().is_none() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let interrupted = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(interrupted.unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(names(), ["in"]);
}
