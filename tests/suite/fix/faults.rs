//! What can go wrong with the place: taken names, links, full disks, folders that can't be written,
//! and the end of the process at any moment.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use certpreflight_support::{ExifBlock, with_exif};

use super::{desk_of, files, fix_of};
use crate::support::{Ran, Workspace, certificate, jpeg, textless};

#[test]
fn names_that_collide_are_numbered_and_none_is_lost() {
    let desk = Workspace::new();
    for (index, name) in [
        "one/a.jpg",
        "two/a.jpg",
        "three/A.JPG",
        "one/b.png",
        "one/b.jpg",
    ]
    .into_iter()
    .enumerate()
    {
        let width = 900 + u32::try_from(index).unwrap() * 8;
        desk.write(name, jpeg(&certificate(width, 600, 8), 90));
    }
    let named = [
        "one/a.jpg",
        "two/a.jpg",
        "three/A.JPG",
        "one/b.png",
        "one/b.jpg",
    ];
    let ran = desk.run([&["fix", "--out", "out"][..], &named].concat());
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    let copies = files(&desk.path("out"));
    assert_eq!(copies.len(), 5, "{:?}", copies.keys());
    for original in named {
        let bytes = fs::read(desk.path(original)).unwrap();
        assert!(copies.values().any(|copy| *copy == bytes), "{original}");
    }
    // Folders keep people apart.
    desk.run(["fix", "one", "two", "--out", "apart"]);
    assert!(desk.path("apart/one/a.jpg").is_file() && desk.path("apart/two/a.jpg").is_file());
}

#[test]
fn nothing_that_is_there_is_touched_without_leave() {
    let desk = desk_of(&["good.jpg"]);
    desk.write("out/good.jpg", "precious");
    let fix = ["fix", "in/good.jpg", "--out", "out", "--format", "json"];
    let ran = desk.run(fix);
    assert_eq!(
        (
            ran.code,
            fix_of(&ran.json(), "in/good.jpg")["reason"]["id"].as_str()
        ),
        (2, Some("taken"))
    );
    assert_eq!(fs::read(desk.path("out/good.jpg")).unwrap(), b"precious");
    let ran = desk.run(fix.iter().chain(&["--overwrite"]));
    assert_eq!(ran.code, 0);
    assert_eq!(
        files(&desk.path("out"))[Path::new("good.jpg")],
        fs::read(desk.path("in/good.jpg")).unwrap()
    );
}

#[test]
fn a_folder_of_originals_is_no_place_for_copies() {
    let desk = desk_of(&["good.jpg", "sub/good.JPEG"]);
    let originals = files(&desk.path("in"));
    for (paths, out) in [
        ("in", "in"),
        ("in", "in/sub"),
        ("in/good.jpg", "in"),
        ("in/sub", "in"),
        (".", "in"),
    ] {
        let ran = desk.run(["fix", paths, "--out", out, "--overwrite"]);
        assert_eq!(ran.code, 2, "{paths} {out}: {}", ran.stdout);
        assert!(ran.stderr.contains("originals"), "{}", ran.stderr);
        let ran = desk.run(["fix", paths, "--out", out, "--lang", "zh"]);
        assert!(ran.stderr.contains("原图"), "{}", ran.stderr);
    }
    // A folder that isn't there yet would lie among them from the next run on.
    fs::create_dir(desk.path("empty")).unwrap();
    fs::create_dir(desk.path("in/old")).unwrap();
    let mut ways = vec![
        ("in", "in/new"),
        ("in", "in/old"),
        ("in", "in/sub/deep/new"),
        ("in", "elsewhere/../in/new"),
        ("in/sub", "in/sub/../sub/new"),
        ("empty", "empty/new"),
    ];
    if cfg!(unix) {
        #[cfg(unix)]
        std::os::unix::fs::symlink(desk.path("in"), desk.path("link")).unwrap();
        ways.extend([("in", "link/new"), ("link", "in/new"), ("link", "link/new")]);
    }
    for (paths, out) in ways {
        for _ in 0..2 {
            let ran = desk.run(["fix", paths, "--out", out]);
            assert_eq!(ran.code, 2, "{paths} {out}: {}", ran.stdout);
            assert!(ran.stderr.contains("originals"), "{}", ran.stderr);
            assert!(ran.stdout.is_empty(), "{}", ran.stdout);
        }
    }
    assert_eq!(files(&desk.path("in")), originals);
    assert!(!desk.path("in/new").exists() && !desk.path("empty/new").exists());
    // Of a picture that was named, nothing but itself is an original.
    let ran = desk.run(["fix", "in/good.jpg", "--out", "in/new"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
}

#[test]
fn names_keep_their_dots_and_are_numbered_only_where_two_copies_meet() {
    let desk = Workspace::new();
    let good = jpeg(&certificate(960, 640, 8), 90);
    let other = jpeg(&certificate(968, 640, 8), 90);
    let long = "证".repeat(84); // 252 bytes: an extension makes it longer than any name may be
    for name in [
        "张三.身份证正面",
        "扫描 2024.05.12",
        "IMG_1.heic",
        "a.bmp",
        "b.png",
        &long,
    ] {
        desk.write(format!("in/{name}"), &good);
    }
    desk.write("in/张三.身份证反面", &other);
    desk.write("in/扫描 2024.05.13", &other);
    desk.write("in/IMG_1.MOV", b"\0\0\0\x14ftypqt  \0\0\0\0qt  ");
    desk.write("in/IMG_1.AAE", "<plist/>");
    desk.write("in/a.jpg", &other);
    desk.write("in/b.jpg", &good[..good.len() / 2]);
    let expected = [
        "IMG_1.jpg",
        "a (2).jpg",
        "a.jpg",
        "b.jpg",
        "张三.身份证反面.jpg",
        "张三.身份证正面.jpg",
        "扫描 2024.05.12.jpg",
        "扫描 2024.05.13.jpg",
        &format!("{}.jpg", "证".repeat(83)),
    ];
    for jobs in ["1", "2", "7"] {
        let ran = desk.run(["fix", "in", "--out", jobs, "--jobs", jobs]);
        assert_eq!(ran.code, 1, "b.jpg is broken: {}{}", ran.stdout, ran.stderr);
        let names = files(&desk.path(jobs)).into_keys();
        let names: Vec<_> = names.map(|name| name.display().to_string()).collect();
        assert_eq!(names, expected, "{jobs} jobs");
    }
    let dry = ["fix", "in", "--out", "dry", "--dry-run", "-f", "json"];
    let dry = desk.run(dry).json();
    assert_eq!(fix_of(&dry, "in/a.bmp")["output"], "dry/a (2).jpg");
    assert_eq!(fix_of(&dry, "in/b.png")["output"], "dry/b.jpg");
}

#[cfg(unix)]
#[test]
fn links_are_never_written_through() {
    use std::os::unix::fs::symlink;
    let desk = desk_of(&["good.jpg", "sub/good.JPEG"]);
    desk.write("elsewhere/precious.jpg", "precious");
    fs::create_dir(desk.path("out")).unwrap();
    symlink(
        desk.path("elsewhere/precious.jpg"),
        desk.path("out/good.jpg"),
    )
    .unwrap();
    symlink(desk.path("elsewhere"), desk.path("out/sub")).unwrap();
    symlink(desk.path("elsewhere"), desk.path("link")).unwrap();
    for overwrite in [&[][..], &["--overwrite"]] {
        let named = ["fix", "in/good.jpg", "--out", "out", "--format", "json"];
        let ran = desk.run(named.iter().chain(overwrite));
        assert_eq!(ran.code, 2, "{}", ran.stdout);
        assert_eq!(
            fix_of(&ran.json(), "in/good.jpg")["reason"]["id"],
            "no-file"
        );
        let below = desk.run(["fix", "in", "--out", "out"].iter().chain(overwrite));
        assert_eq!(below.code, 2, "{}", below.stdout);
        let through = desk.run(["fix", "in", "--out", "link"].iter().chain(overwrite));
        assert_eq!(through.code, 2);
        assert!(through.stderr.contains("link"), "{}", through.stderr);
    }
    let elsewhere = files(&desk.path("elsewhere"));
    assert_eq!(elsewhere.len(), 1);
    assert_eq!(elsewhere[Path::new("precious.jpg")], b"precious");
}

#[cfg(unix)]
#[test]
fn copies_get_no_more_permissions_than_the_umask_leaves() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = desk_of(&["good.jpg"]);
    for (path, mode) in [("", 0o755), ("in", 0o755), ("in/good.jpg", 0o644)] {
        fs::set_permissions(desk.path(path), fs::Permissions::from_mode(mode)).unwrap();
    }
    let binary = env!("CARGO_BIN_EXE_certpreflight");
    for (umask, expected) in [("022", 0o644), ("077", 0o600), ("002", 0o644)] {
        let script = format!("umask {umask}; exec '{binary}' fix in/good.jpg --out out-{umask}");
        let ran = std::process::Command::new("sh")
            .args(["-c", &script])
            .current_dir(desk.path(""))
            .output();
        assert!(ran.unwrap().status.success());
        let about = fs::metadata(desk.path(format!("out-{umask}/good.jpg"))).unwrap();
        assert_eq!(about.permissions().mode() & 0o777, expected, "{umask}");
    }
}

#[test]
fn a_place_that_takes_no_files_is_named_before_any_work() {
    let desk = desk_of(&["good.jpg"]);
    desk.write("file", "no folder");
    let mut places = vec!["file/out", "file"];
    if cfg!(target_os = "linux") {
        places.push("/proc/out");
    }
    for out in places {
        let ran = desk.run(["fix", "in", "--out", out]);
        assert_eq!(ran.code, 2, "{out}: {}", ran.stdout);
        assert!(ran.stderr.contains("can't write"), "{out}: {}", ran.stderr);
        assert!(ran.stdout.is_empty());
    }
}

/// A limit on file sizes stands for a full disk: both end a write in the middle.
#[cfg(unix)]
#[test]
fn a_write_that_ends_in_the_middle_leaves_nothing_behind() {
    let desk = desk_of(&[
        "good.jpg",
        "sub/good.JPEG",
        "named.png",
        "scan.gif",
        "half.jpg",
    ]);
    let binary = env!("CARGO_BIN_EXE_certpreflight");
    // 512-byte blocks: room for the report and small copies, not for large ones. The signal that
    // comes with the limit is ignored, as it does not come with a full disk.
    let script =
        format!("trap '' XFSZ; ulimit -f 800; exec '{binary}' fix in --out out --format json");
    let ran = std::process::Command::new("sh")
        .args(["-c", &script])
        .current_dir(desk.path(""))
        .output();
    let ran = Ran::from(ran.unwrap());
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    let report = ran.json();
    assert!(
        report["summary"]["unwritten"].as_u64() >= Some(1),
        "{}",
        report["summary"]
    );
    let mut whole = 0;
    for (name, bytes) in files(&desk.path("out")) {
        assert!(
            !name.to_string_lossy().contains(".part"),
            "{name:?} was left behind"
        );
        assert!(bytes.len() <= 800 * 512);
        whole += 1;
    }
    assert!(whole >= 3, "only {whole} copies");
    assert_eq!(desk.run(["fix", "in", "--out", "out"]).code, 1);
}

/// Root may write everywhere, so it has to become somebody else for this.
#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_is_named_and_nothing_is_lost() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::process::CommandExt as _;
    const NOBODY: u32 = 65_534;
    let desk = desk_of(&["good.jpg", "sub/good.JPEG"]);
    let allow = |name: &str, mode| {
        fs::set_permissions(desk.path(name), fs::Permissions::from_mode(mode)).unwrap();
    };
    // The tester's own folders may be closed to others.
    fs::copy(
        env!("CARGO_BIN_EXE_certpreflight"),
        desk.path("certpreflight"),
    )
    .unwrap();
    desk.write("locked/good.jpg", "precious");
    fs::create_dir(desk.path("partly")).unwrap();
    fs::create_dir(desk.path("partly/sub")).unwrap();
    for (name, mode) in [
        ("", 0o755),
        ("certpreflight", 0o755),
        ("locked", 0o555),
        ("partly", 0o777),
    ] {
        allow(name, mode);
    }
    allow("partly/sub", 0o555);
    let run = |out: &str| {
        let mut command = std::process::Command::new(desk.path("certpreflight"));
        command
            .args(["fix", "in", "--format", "json", "--out", out])
            .current_dir(desk.path(""));
        if fs::metadata("/proc/self")
            .is_ok_and(|about| std::os::unix::fs::MetadataExt::uid(&about) == 0)
        {
            command.uid(NOBODY);
        }
        Ran::from(command.output().unwrap())
    };
    let locked = run("locked");
    assert_eq!(locked.code, 2, "{}", locked.stdout);
    assert!(locked.stderr.contains("can't write"), "{}", locked.stderr);
    assert_eq!(files(&desk.path("locked")).len(), 1);

    let partly = run("partly");
    assert_eq!(partly.code, 2, "{}", partly.stderr);
    let report = partly.json();
    let below = fix_of(&report, "in/sub/good.JPEG");
    assert_eq!(below["reason"]["id"], "unwritable", "{below}");
    assert_eq!(fix_of(&report, "in/good.jpg")["status"], "copied");
    assert!(files(&desk.path("partly/sub")).is_empty());
    allow("partly/sub", 0o755);
    allow("locked", 0o755);
}

/// Many pictures, small ones so that two hundred of them take no longer than a breath; and sometimes
/// the next run is killed as well.
#[test]
fn a_run_that_is_killed_leaves_whole_files_and_the_next_one_finishes() {
    const FILES: u32 = 200;
    const KILLS: u32 = 20;
    let desk = Workspace::new();
    desk.write(
        "small.toml",
        "extends = \"tencent-domain\"\nid = \"small\"\nmin-bytes = \"1KB\"",
    );
    for index in 0..FILES {
        let picture = jpeg(&textless(48 + index, 48), 90);
        let tagged = with_exif(&picture, ExifBlock::little_endian().geotagged());
        desk.write(format!("in/{index:03}.jpg"), tagged);
    }
    let fix = |out: &str| {
        let mut command = desk.command();
        command.args(["fix", "in", "-p", "small.toml", "--quiet", "--out", out]);
        command.stdout(Stdio::null());
        command
    };
    let originals = files(&desk.path("in"));
    assert!(fix("expected").status().unwrap().success());
    let expected = files(&desk.path("expected"));
    assert_eq!(expected.len(), FILES as usize);
    let mut seen_partial = 0;
    for round in 0..KILLS {
        let out = format!("out-{}", round / 2);
        let mut run = fix(&out).spawn().unwrap();
        // The second run into a folder begins where the first was stopped.
        let at = FILES / KILLS * (round % 2 * KILLS / 2 + round / 2) + 1;
        let count = || fs::read_dir(desk.path(&out)).map_or(0, Iterator::count);
        while run.try_wait().unwrap().is_none() && count() < at as usize {
            std::thread::sleep(Duration::from_micros(500));
        }
        // Anywhere in the making of the next few.
        std::thread::sleep(Duration::from_micros(u64::from(round) * 397 % 5000));
        run.kill().unwrap();
        run.wait().unwrap();
        let copies = files(&desk.path(&out));
        let named = copies
            .iter()
            .filter(|(name, _)| !name.to_string_lossy().starts_with('.'));
        for (name, bytes) in named {
            assert_eq!(Some(bytes), expected.get(name), "{name:?} is not whole");
        }
        seen_partial += u32::from((1..FILES as usize).contains(&copies.len()));
        if round % 4 == 3 {
            // The next run takes away what was left half-done, and does the rest.
            assert!(fix(&out).status().unwrap().success());
            assert!(files(&desk.path(&out)) == expected, "round {round}");
        }
    }
    assert!(
        seen_partial >= KILLS / 2,
        "only {seen_partial} runs were killed in the middle"
    );
    assert!(files(&desk.path("in")) == originals);
}
