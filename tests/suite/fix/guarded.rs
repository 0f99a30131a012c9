//! What must not happen around the files: others reading copies, originals written to, leftovers of a
//! process that had to end, waiting for what is no file, reading without end.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use certpreflight_support::{ExifBlock, with_exif};

use super::{desk_of, files, fix_of};
use crate::support::{Workspace, certificate, jpeg};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn nobody_reads_a_copy_or_report_who_could_not_read_the_original() {
    let desk = desk_of(&["good.jpg", "geotagged.jpg", "sub/good.JPEG"]);
    set_mode(&desk.path(""), 0o755);
    for folder in ["in", "in/sub"] {
        set_mode(&desk.path(folder), 0o755);
    }
    set_mode(&desk.path("in/good.jpg"), 0o644);
    set_mode(&desk.path("in/geotagged.jpg"), 0o600);
    set_mode(&desk.path("in/sub/good.JPEG"), 0o640);
    // With the usual umask, whatever the tester's is.
    let run = |arguments: &str| {
        let line = format!(
            "umask 022; {} {arguments}",
            env!("CARGO_BIN_EXE_certpreflight")
        );
        let ran = Command::new("sh")
            .args(["-c", &line])
            .current_dir(desk.path(""))
            .output();
        assert!(
            ran.unwrap().status.code().is_some_and(|code| code < 2),
            "{arguments}"
        );
    };
    run("fix in --no-read --out out -o all.json");
    run("check in/good.jpg --no-read -o open.html");
    let expected = [
        ("out", 0o700),
        ("out/sub", 0o700),
        ("out/good.jpg", 0o644),
        ("out/geotagged.jpg", 0o600),
        ("out/sub/good.JPEG", 0o640),
        ("all.json", 0o600),
        ("open.html", 0o644),
    ];
    for (path, bits) in expected {
        assert_eq!(mode(&desk.path(path)), bits, "{path}");
    }
    // A folder that lets nobody in hides what is in it.
    set_mode(&desk.path("in"), 0o700);
    run("fix in --no-read --out hidden");
    assert_eq!(mode(&desk.path("hidden/good.jpg")), 0o600);
    run("drop --no-read in/good.jpg");
    let ready = desk.path("in/good-ready");
    assert_eq!(mode(&ready), 0o700);
    let made = files(&ready);
    assert_eq!(made.len(), 3, "{:?}", made.keys()); // the copy, the report, the record
    for name in made.keys() {
        assert_eq!(mode(&ready.join(name)), 0o600, "{name:?}");
    }
}

#[test]
fn originals_are_known_by_what_they_are() {
    let desk = desk_of(&["good.jpg", "geotagged.jpg", "sub/good.JPEG"]);
    let before = files(&desk.path("in"));
    symlink(desk.path("in"), desk.path("linked")).unwrap();
    symlink(desk.path("in/sub"), desk.path("deep")).unwrap();
    let everything = || fs::read_dir(desk.path("")).unwrap().count();
    let there = everything();
    for (input, out) in [
        ("in", "linked/new"),
        ("in", "deep/new/er"),
        ("in", "linked/sub/../new"),
        ("linked", "in/new"),
        ("linked", "in/sub"),
        ("deep", "in"),
        ("in/good.jpg", "linked/../in"),
    ] {
        let ran = desk.run(["fix", input, "--out", out, "-o", "r.json", "--overwrite"]);
        assert_eq!(ran.code, 2, "{input} {out}: {}", ran.stderr);
        assert!(
            ran.stderr.contains("holds originals"),
            "{out}: {}",
            ran.stderr
        );
        assert_eq!(everything(), there, "{out}: something was made");
        assert!(files(&desk.path("in")) == before, "{out}");
    }
    // A copy of another run may be replaced, an original never, whatever it is called.
    fs::create_dir(desk.path("out")).unwrap();
    fs::hard_link(desk.path("in/good.jpg"), desk.path("out/geotagged.jpg")).unwrap();
    symlink(desk.path("in/geotagged.jpg"), desk.path("out/good.jpg")).unwrap();
    let ran = desk.run([
        "fix",
        "in",
        "--out",
        "out",
        "--overwrite",
        "--format",
        "json",
    ]);
    let report = ran.json();
    for (name, reason) in [
        ("geotagged.jpg", "among-originals"),
        ("good.jpg", "among-originals"),
    ] {
        let fix = fix_of(&report, &format!("in/{name}"));
        assert_eq!(fix["reason"]["id"], reason, "{fix}");
    }
    assert_eq!(fix_of(&report, "in/sub/good.JPEG")["status"], "copied");
    assert!(files(&desk.path("in")) == before);
    // Nor by a report.
    for report in ["in/good.jpg", "linked/good.jpg", "out/geotagged.jpg"] {
        let ran = desk.run(["check", "in", "--format", "json", "-o", report]);
        assert_eq!(ran.code, 2, "{report}");
        assert!(
            ran.stderr.contains("would replace one of the originals"),
            "{}",
            ran.stderr
        );
    }
    assert!(files(&desk.path("in")) == before);
    // An earlier report in the folder is none.
    for _ in 0..2 {
        let ran = desk.run(["check", "in", "-o", "in/report.html"]);
        assert!(ran.code < 2, "{}", ran.stderr);
    }
}

fn leftovers(folder: &Path) -> Vec<PathBuf> {
    let names = files(folder).into_keys();
    names
        .filter(|name| name.extension().is_some_and(|end| end == "part"))
        .collect()
}

/// Ctrl-C, the end of a terminal, the system's request to end: nothing half-written stays behind. After a
/// kill, the next run takes it away.
#[test]
fn no_end_leaves_anything_half_written() {
    let desk = Workspace::new();
    let picture = jpeg(&certificate(960, 640, 8), 90);
    let tagged = with_exif(&picture, ExifBlock::little_endian().geotagged());
    for number in 0..40 {
        desk.write(format!("in/{number}.jpg"), &tagged);
    }
    let before = files(&desk.path("in"));
    let (mut seen, mut early) = (0, 0);
    for (signal, code) in [
        ("INT", Some(130)),
        ("TERM", Some(130)),
        ("HUP", Some(130)),
        ("KILL", None),
    ] {
        for milliseconds in [60, 300] {
            // Copies that are there already are not written again.
            let _ = fs::remove_dir_all(desk.path("out"));
            let mut child = desk
                .command()
                .args([
                    "fix",
                    "in",
                    "--out",
                    "out",
                    "-o",
                    "report.html",
                    "--no-read",
                    "--jobs",
                    "2",
                ])
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            std::thread::sleep(Duration::from_millis(milliseconds));
            let id = child.id().to_string();
            let sent = Command::new("kill")
                .args([&format!("-{signal}"), &id])
                .status();
            assert!(sent.unwrap().success());
            let ended = child.wait().unwrap().code();
            early += usize::from(ended == code);
            // It may have been faster.
            assert!(
                ended == code || ended.is_some_and(|code| code < 2),
                "{signal}: {ended:?}"
            );
            if code.is_some() {
                assert!(leftovers(&desk.path("")).is_empty(), "{signal}");
            }
            for (name, copy) in files(&desk.path("out")) {
                if name.extension().is_some_and(|end| end == "jpg") {
                    assert!(
                        copy.ends_with(b"\xff\xd9") && copy.len() > 1000,
                        "{signal}: {name:?}"
                    );
                }
            }
            seen += 1;
        }
    }
    let ran = desk.run(["fix", "in", "--out", "out", "-o", "report.html"]);
    assert!(ran.code < 2, "{}", ran.stderr);
    assert!(leftovers(&desk.path("")).is_empty());
    assert_eq!(files(&desk.path("out")).len(), 40);
    assert!(files(&desk.path("in")) == before);
    assert_eq!(seen, 8);
    assert!(early > 0, "no run was ended");
}

/// A folder that was found to hold a file holds something else a moment later, or what states no size.
#[test]
fn what_is_no_file_is_neither_waited_for_nor_read_without_end() {
    let desk = Workspace::new();
    let made = Command::new("mkfifo").arg(desk.path("pipe")).status();
    assert!(made.unwrap().success());
    let start = Instant::now();
    for config in ["profile", "config", "pipe"] {
        let huge = "# nothing\n".repeat(200_000);
        let ran = match config {
            "profile" => {
                desk.write("huge.toml", &huge);
                desk.run(["check", "pipe", "-p", "huge.toml"])
            }
            "config" => {
                desk.write("certpreflight.toml", &huge);
                desk.run(["check", "pipe"])
            }
            _ => {
                fs::remove_file(desk.path("certpreflight.toml")).unwrap();
                desk.run(["check", "pipe", "-p", "./pipe"])
            }
        };
        let says = if config == "pipe" {
            "no regular file"
        } else {
            "larger than the 1048576 bytes"
        };
        assert_eq!(ran.code, 2, "{config}: {}", ran.stderr);
        assert!(ran.stderr.contains(says), "{config}: {}", ran.stderr);
    }
    if Path::new("/proc/self/maps").exists() {
        let ran = desk.run([
            "check",
            "/proc/self/environ",
            "/proc/kallsyms",
            "--format",
            "json",
        ]);
        assert_eq!(ran.json()["summary"]["images"], 2);
    }
    assert!(start.elapsed() < Duration::from_mins(1));
}
