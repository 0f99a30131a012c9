//! What a dragged folder runs: copies and report in a folder beside it, opened, originals untouched.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use certpreflight_corpus::{Defect, Kind, render_small};
use image::{RgbImage, imageops};

use crate::support::{Ran, Workspace, certificate, jpeg, licence, textless};

const REPORT: &str = "certpreflight-report.html";
const RECORD: &str = ".certpreflight-copies.jsonl";

/// A desk whose `PATH` holds nothing but an opener that writes down what it was to open.
struct Desk(Workspace);

impl Desk {
    fn new() -> Self {
        let desk = Self(Workspace::new());
        desk.opener("#!/bin/sh\nprintf '%s\\n' \"$1\" >> \"$OPENED\"\n");
        desk
    }

    fn opener(&self, script: &str) {
        let name = if cfg!(target_os = "macos") {
            "bin/open"
        } else {
            "bin/xdg-open"
        };
        let path = self.0.write(name, script);
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// A folder with a picture that is good, one that can be repaired, and one that can't.
    fn fill(&self, folder: impl AsRef<Path>) {
        let folder = folder.as_ref();
        self.0.write(folder.join("good.jpg"), good());
        self.0.write(folder.join("sub/renamed.png"), good_too());
        self.0
            .write(folder.join("half.jpg"), &good()[..good().len() / 2]);
    }

    fn command(&self) -> Command {
        let mut command = self.0.command();
        command
            .env("PATH", self.0.path("bin"))
            .env("OPENED", self.0.path("opened"));
        command
    }

    fn drop(&self, paths: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Ran {
        let mut command = self.command();
        Ran::from(command.arg("drop").args(paths).output().unwrap())
    }

    /// Every report that was opened, once there are this many.
    fn opened(&self, count: usize) -> Vec<PathBuf> {
        let end = Instant::now() + Duration::from_secs(20);
        loop {
            let written = fs::read(self.0.path("opened")).unwrap_or_default();
            let lines: Vec<_> = written.split(|byte| *byte == b'\n').collect();
            let (_, whole) = lines.split_last().unwrap();
            if whole.len() >= count {
                assert_eq!(whole.len(), count);
                return whole
                    .iter()
                    .map(|name| OsStr::from_bytes(name).into())
                    .collect();
            }
            assert!(Instant::now() < end, "opened only {whole:?}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Every file below a folder with what is in it, without the hidden record of the copies.
    fn files(&self, folder: impl AsRef<Path>) -> BTreeMap<PathBuf, Vec<u8>> {
        let root = self.0.path(folder);
        let entries = walkdir::WalkDir::new(&root).into_iter().map(Result::unwrap);
        entries
            .filter(|entry| entry.file_type().is_file() && entry.file_name() != RECORD)
            .map(|entry| {
                let below = entry.path().strip_prefix(&root).unwrap().to_owned();
                (below, fs::read(entry.path()).unwrap())
            })
            .collect()
    }

    /// The same without the report, which tells of each run.
    fn copies(&self, folder: impl AsRef<Path>) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = self.files(folder);
        files.remove(Path::new(REPORT)).unwrap();
        files
    }

    fn names(&self, folder: impl AsRef<Path>) -> Vec<String> {
        let names = self.files(folder).into_keys();
        names.map(|name| name.display().to_string()).collect()
    }
}

/// A picture that passes: where copies go doesn't depend on what is on them.
fn good() -> &'static [u8] {
    static FILE: LazyLock<Vec<u8>> = LazyLock::new(|| jpeg(&certificate(800, 505, 8), 92));
    &FILE
}

fn good_too() -> &'static [u8] {
    licence()
}

#[test]
fn copies_and_report_lie_beside_the_folder_and_the_report_opens() {
    let desk = Desk::new();
    let name = "a b'\"$(x)&\n证件";
    desk.fill(name);
    let before = desk.files(name);
    let ran = desk.drop([name]);
    assert_eq!((ran.code, ran.stderr.as_str()), (1, ""), "{}", ran.stdout);
    let ready = format!("{name}-ready");
    let copies = [REPORT, "good.jpg", "sub/renamed.jpg"];
    assert_eq!(desk.names(&ready), copies);
    assert_eq!(desk.files(name), before);
    assert!(ran.stdout.contains("half.jpg"), "{}", ran.stdout);
    assert!(
        ran.stdout
            .contains("1 fixed, 1 copied as they are, 1 to scan again.")
    );

    let report = fs::canonicalize(desk.0.path(&ready).join(REPORT)).unwrap();
    let opened = fs::read_to_string(desk.0.path("opened"));
    let end = Instant::now() + Duration::from_secs(20);
    let mut opened = opened.unwrap_or_default();
    while opened.is_empty() && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(10));
        opened = fs::read_to_string(desk.0.path("opened")).unwrap_or_default();
    }
    assert_eq!(fs::canonicalize(opened.trim_end()).unwrap(), report);
    let page = fs::read_to_string(report).unwrap();
    assert_eq!(page.matches("<article ").count(), 3);
    // The report may be passed on; where its sender keeps things is nobody's business.
    let place = desk.0.path("");
    assert!(!page.contains(place.to_str().unwrap().trim_end_matches('/')));
}

#[test]
fn the_folder_is_called_as_the_language_asks() {
    let desk = Desk::new();
    desk.0.write("扫描件/good.jpg", good());
    let ran = desk.drop(["扫描件", "--lang", "zh"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert_eq!(desk.names("扫描件-可上传"), [REPORT, "good.jpg"]);
    assert!(ran.stdout.contains("扫描件-可上传"), "{}", ran.stdout);
}

#[test]
fn dropped_again_a_folder_is_updated_and_never_nests() {
    let desk = Desk::new();
    desk.fill("in");
    desk.drop(["in"]);
    let first = desk.copies("in-ready");
    desk.drop(["in"]);
    assert_eq!(desk.copies("in-ready"), first, "nothing has changed");

    desk.0.write("in/good.jpg", good_too());
    desk.0.write("in/half.jpg", good());
    let ran = desk.drop(["in"]);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    let files = desk.copies("in-ready");
    assert_eq!(files[Path::new("good.jpg")], good_too());
    assert_eq!(files[Path::new("half.jpg")], good());

    // The folder of copies itself is looked at, and stays where and as it is.
    let ran = desk.drop(["in-ready"]);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    assert_eq!(desk.copies("in-ready"), files);
    let mut entries: Vec<_> = fs::read_dir(desk.0.path(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    entries.sort();
    assert_eq!(entries, ["bin", "in", "in-ready", "opened"]);
}

#[test]
fn folders_and_files_each_get_their_place() {
    let desk = Desk::new();
    desk.fill("one");
    desk.fill("deep/two");
    desk.0.write("loose/a.jpg", good());
    desk.0.write("loose/b.png", good_too());
    desk.0.write("alone/c.jpg", good());
    let ran = desk.drop([
        "one",
        "loose/a.jpg",
        "deep/two/",
        "loose/b.png",
        "alone/c.jpg",
    ]);
    assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
    let whole = [REPORT, "good.jpg", "sub/renamed.jpg"];
    assert_eq!(desk.names("one-ready"), whole);
    assert_eq!(desk.names("deep/two-ready"), whole);
    assert_eq!(desk.names("loose/loose-ready"), ["a.jpg", "b.jpg", REPORT]);
    assert_eq!(desk.names("alone/c-ready"), ["c.jpg", REPORT]);
    assert_eq!(desk.opened(4).len(), 4);

    // The folder around earlier copies leaves them out.
    let ran = desk.drop(["loose"]);
    assert_eq!(desk.names("loose-ready"), ["a.jpg", "b.jpg", REPORT]);
    assert!(ran.stdout.contains("1 left out"), "{}", ran.stdout);
}

#[test]
fn many_windows_are_not_opened_at_a_time() {
    let desk = Desk::new();
    let folders: Vec<_> = (0..7).map(|number| format!("in{number}")).collect();
    for folder in &folders {
        desk.0.write(format!("{folder}/good.jpg"), good());
    }
    assert_eq!(desk.drop(&folders).code, 0);
    assert_eq!(desk.opened(5).len(), 5);
    assert!(
        folders
            .iter()
            .all(|folder| desk.0.path(format!("{folder}-ready")).exists())
    );
}

#[test]
fn a_folder_that_happens_to_have_the_name_is_left_alone() {
    let desk = Desk::new();
    desk.fill("in");
    desk.0.write("in-ready/good.jpg", "somebody else's");
    std::os::unix::fs::symlink("bin", desk.0.path("in-ready (2)")).unwrap();
    for _ in 0..2 {
        desk.drop(["in"]);
        assert_eq!(desk.names("in-ready"), ["good.jpg"]);
        assert_eq!(desk.names("in-ready (3)").len(), 3);
        assert!(!desk.0.path("in-ready (4)").exists());
    }
}

#[test]
fn an_opener_that_fails_or_is_not_there_fails_nothing() {
    let desk = Desk::new();
    desk.0.write("in/good.jpg", good());
    desk.opener("#!/bin/sh\nexit 1\n");
    assert_eq!(desk.drop(["in"]).code, 0);
    fs::remove_dir_all(desk.0.path("bin")).unwrap();
    let ran = desk.drop(["in"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert_eq!(desk.names("in-ready").len(), 2);
}

#[test]
fn names_that_are_no_text_or_look_like_something_else_work() {
    let desk = Desk::new();
    let names: [&[u8]; 4] = [b"\xFF\xFE", b"-o", b"<b>&quot;", b"..."];
    for name in names {
        let folder = PathBuf::from(OsString::from_vec(name.to_vec()));
        desk.0.write(folder.join("good.jpg"), good());
        let ran = desk.drop([OsStr::new("--"), folder.as_os_str()]);
        assert_eq!(ran.code, 0, "{folder:?}: {}{}", ran.stdout, ran.stderr);
        let mut ready = folder.into_os_string();
        ready.push("-ready");
        assert_eq!(desk.names(ready), [REPORT, "good.jpg"]);
    }
}

#[test]
fn what_cannot_be_done_is_told_and_keeps_nothing_else_from_it() {
    let desk = Desk::new();
    desk.fill("in");
    desk.0.write("notes/notes.txt", "no picture");
    let ran = desk.drop(["/", "in"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr
            .contains("there is no place for copies beside `/`")
    );
    assert_eq!(desk.names("in-ready").len(), 3, "{}", ran.stderr);
    let ran = desk.drop(["notes"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("no picture to check"), "{}", ran.stderr);
    // Where nothing is ready and nothing can be, there is no folder that says so.
    fs::create_dir_all(desk.0.path("empty/below")).unwrap();
    let ran = desk.drop(["empty", "notes/notes.txt"]);
    assert_eq!(ran.code, 2, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("notes.txt"), "{}", ran.stdout);
    for folder in [
        "notes-ready",
        "empty-ready",
        "notes/notes-ready",
        "notes/notes.txt-ready",
    ] {
        assert!(!desk.0.path(folder).exists(), "{folder}");
    }
    let ran = desk.drop(["nowhere.jpg"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.stdout.contains("There is nothing at this path."),
        "{}",
        ran.stdout
    );
    assert!(!desk.0.path("nowhere.jpg-ready").exists());
    assert_eq!(desk.drop(["in", "-p", "no-such"]).code, 2);
}

#[test]
fn a_profile_of_ones_own_is_found_from_where_the_command_was_started() {
    let desk = Desk::new();
    desk.fill("far/in");
    desk.0
        .write("mine.toml", "extends = \"tencent-domain\"\nid = \"mine\"\n");
    let ran = desk.drop(["far/in", "-p", "mine.toml"]);
    assert!(
        ran.stdout.contains("(mine)"),
        "{}{}",
        ran.stdout,
        ran.stderr
    );
}

#[test]
fn stale_copies_go_if_they_are_still_what_was_written() {
    let desk = Desk::new();
    for name in [
        "gone",
        "replaced",
        "broken",
        "kept",
        "edited",
        "sub/deep/gone",
    ] {
        desk.0.write(format!("in/{name}.jpg"), good());
    }
    assert_eq!(desk.drop(["in"]).code, 0);
    assert_eq!(desk.copies("in-ready").len(), 6);
    for name in ["gone.jpg", "edited.jpg", "sub/deep/gone.jpg"] {
        fs::remove_file(desk.0.path("in").join(name)).unwrap();
    }
    desk.0.write("in/replaced.jpg", good_too());
    desk.0.write("in/broken.jpg", &good()[..good().len() / 2]);
    desk.0.write("in-ready/edited.jpg", "cropped by hand");
    desk.0.write("in-ready/notes.txt", "never ours");
    for round in ["first", "again"] {
        let ran = desk.drop(["in"]);
        assert_eq!(ran.code, 1, "{}", ran.stdout);
        let copies = desk.copies("in-ready");
        let names: Vec<_> = copies
            .keys()
            .map(|name| name.display().to_string())
            .collect();
        assert_eq!(
            names,
            ["edited.jpg", "kept.jpg", "notes.txt", "replaced.jpg"]
        );
        assert_eq!(copies[Path::new("replaced.jpg")], good_too());
        assert_eq!(copies[Path::new("edited.jpg")], b"cropped by hand");
        assert!(
            !desk.0.path("in-ready/sub").exists(),
            "an empty folder is left"
        );
        // What is left is named each time, in the window and on the page; what went, when it went.
        let page = fs::read_to_string(desk.0.path("in-ready").join(REPORT)).unwrap();
        for told in [&ran.stdout, &page] {
            assert!(told.contains("in-ready/edited.jpg"), "{told}");
            let removed = [
                "in-ready/gone.jpg",
                "in-ready/broken.jpg",
                "in-ready/sub/deep/gone.jpg",
            ];
            for name in removed {
                assert_eq!(told.contains(name), round == "first", "{name}: {told}");
            }
        }
        assert!(!ran.stdout.contains("in-ready/notes.txt"), "{}", ran.stdout);
    }
}

#[test]
fn a_copy_that_somebody_changed_is_not_written_over() {
    let desk = Desk::new();
    desk.0.write("in/a.jpg", good());
    desk.drop(["in"]);
    desk.0.write("in-ready/a.jpg", "cropped by hand");
    desk.0.write("in-ready/b.jpg", "somebody else's");
    desk.0.write("in/b.jpg", good_too());
    let ran = desk.drop(["in"]);
    assert_eq!(ran.code, 2, "{}", ran.stdout);
    assert_eq!(
        desk.copies("in-ready")[Path::new("a.jpg")],
        b"cropped by hand"
    );
    assert_eq!(
        desk.copies("in-ready")[Path::new("b.jpg")],
        b"somebody else's"
    );
    for name in ["in-ready/a.jpg", "in-ready/b.jpg"] {
        let told = format!("{name} was put there or changed by somebody else");
        assert!(ran.stdout.contains(&told), "{}", ran.stdout);
    }
    fs::remove_file(desk.0.path("in-ready/a.jpg")).unwrap();
    fs::remove_file(desk.0.path("in-ready/b.jpg")).unwrap();
    assert_eq!(desk.drop(["in"]).code, 0);
    assert_eq!(desk.copies("in-ready")[Path::new("a.jpg")], good());
}

#[test]
fn another_profile_and_another_file_of_the_same_stem_get_folders_of_their_own() {
    let desk = Desk::new();
    desk.fill("in");
    desk.0.write("c.jpg", good());
    desk.0.write("c.png", good_too());
    desk.0.write("张三.身份证正面", good());
    let own = "mine.toml";
    desk.0
        .write(own, "extends = \"tencent-domain\"\nid = \"../mine\"\n");
    for _ in 0..2 {
        desk.drop(["in"]);
        desk.drop(["in", "-p", "huawei-domain"]);
        desk.drop(["in", "-p", own]);
        desk.drop(["c.jpg"]);
        desk.drop(["c.png"]);
        desk.drop(["张三.身份证正面"]);
        let mut folders: Vec<_> = fs::read_dir(desk.0.path(""))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.contains("-ready"))
            .collect();
        folders.sort();
        let expected = [
            "c-ready",
            "c-ready (2)",
            "in-ready",
            "in-ready (2)",
            "in-ready (huawei-domain)",
            "张三.身份证正面-ready",
        ];
        assert_eq!(folders, expected);
    }
    assert_eq!(desk.names("c-ready"), ["c.jpg", REPORT]);
    assert_eq!(desk.names("c-ready (2)"), ["c.jpg", REPORT]);
    assert_eq!(
        desk.names("张三.身份证正面-ready"),
        [REPORT, "张三.身份证正面.jpg"]
    );
}

/// Who drops a few pictures of a folder and then others wants to upload all of them.
#[test]
fn files_of_one_folder_that_are_dropped_in_turns_stay_ready_as_long_as_they_are_there() {
    let desk = Desk::new();
    for name in ["a", "b", "c", "d"] {
        desk.0.write(format!("loose/{name}.jpg"), good());
    }
    desk.drop(["loose/a.jpg", "loose/b.jpg"]);
    desk.drop(["loose/c.jpg", "loose/d.jpg"]);
    let ready = "loose/loose-ready";
    assert_eq!(
        desk.names(ready),
        ["a.jpg", "b.jpg", "c.jpg", REPORT, "d.jpg"]
    );
    fs::remove_file(desk.0.path("loose/a.jpg")).unwrap();
    desk.0.write("loose/b.jpg", good_too());
    desk.drop(["loose/c.jpg", "loose/d.jpg"]);
    assert_eq!(desk.names(ready), ["c.jpg", REPORT, "d.jpg"]);
}

#[test]
fn a_record_that_is_spoiled_or_lies_removes_nothing() {
    let desk = Desk::new();
    desk.0.write("in/a.jpg", good());
    desk.0.write("in/b.jpg", good());
    desk.drop(["in"]);
    let record = desk.0.path("in-ready").join(RECORD);
    let written = fs::read_to_string(&record).unwrap();
    assert_eq!(written.lines().count(), 3, "{written}");
    fs::remove_file(desk.0.path("in/b.jpg")).unwrap();

    // Paths that lead out of the folder, by name and by a link.
    desk.0.write("victim.jpg", good());
    desk.0.write("elsewhere/victim.jpg", good());
    std::os::unix::fs::symlink("../elsewhere", desk.0.path("in-ready/way")).unwrap();
    let of_b = written
        .lines()
        .find(|line| line.contains("\"b.jpg\""))
        .unwrap();
    let lies = ["../victim.jpg", "way/victim.jpg", "%2E./victim.jpg"]
        .map(|path| of_b.replace("\"b.jpg\"", &format!("\"{path}\"")) + "\n");
    let absolute = of_b.replace(
        "b.jpg\"",
        &format!("{}\"", desk.0.path("victim.jpg").display()),
    );
    fs::write(
        &record,
        format!("{written}{}{absolute}\n{{\"copy\":\"", lies.concat()),
    )
    .unwrap();
    let ran = desk.drop(["in"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert!(desk.0.path("victim.jpg").exists() && desk.0.path("elsewhere/victim.jpg").exists());
    assert_eq!(desk.names("in-ready"), ["a.jpg", REPORT]);

    // What is no record makes the folder somebody else's: nothing in it is touched.
    let deep = "[".repeat(100_000);
    let spoiled: [&[u8]; 4] = [
        b"",
        b"\xFF\xFE\0",
        b"{\"certpreflight-copies\":9}",
        deep.as_bytes(),
    ];
    fs::remove_file(desk.0.path("in/a.jpg")).unwrap();
    desk.0.write("in/c.jpg", good());
    for bytes in spoiled {
        fs::write(&record, bytes).unwrap();
        let ran = desk.drop(["in"]);
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        assert_eq!(desk.names("in-ready"), ["a.jpg", REPORT]);
        assert_eq!(desk.names("in-ready (2)"), ["c.jpg", REPORT]);
        assert!(!desk.0.path("in-ready (3)").exists());
    }
}

#[test]
fn what_is_sideways_is_turned_where_that_costs_nothing_and_named_where_not() {
    let desk = Desk::new();
    let specimen = render_small(Kind::LicenseLandscape, 12, 1600, Defect::Turned, 90.0);
    let mut decoder = jpeg_decoder::Decoder::new(&specimen.file[..]);
    let pixels = decoder.decode().unwrap();
    let info = decoder.info().unwrap();
    let (width, height) = (info.width.into(), info.height.into());
    let picture = RgbImage::from_raw(width, height, pixels).unwrap();
    // Whole coding units can be turned as they are, others can't.
    for (name, more) in [("whole.jpg", 0), ("odd.jpg", 3)] {
        let (width, height) = (width / 8 * 8 - 8 + more, height / 8 * 8 - 8 + more);
        let cut = imageops::crop_imm(&picture, 0, 0, width, height).to_image();
        desk.0.write(format!("in/{name}"), jpeg(&cut, 92));
    }
    let ran = desk.drop(["in"]);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    let lines: Vec<_> = ran.stdout.lines().collect();
    let at = |told: &str| {
        let found = lines.iter().position(|line| line.contains(told));
        found.unwrap_or_else(|| panic!("{told}: {}", ran.stdout))
    };
    assert!(at("1 ready, 1 to check") < at("! in/odd.jpg  Lying on its side"));
    assert!(at("look at these before") < at("! in/odd.jpg"));
    at("↻ in/whole.jpg  turned by what the picture shows");
    let copies = desk.copies("in-ready");
    assert_eq!(
        copies[Path::new("odd.jpg")],
        fs::read(desk.0.path("in/odd.jpg")).unwrap()
    );
    let mut turned = jpeg_decoder::Decoder::new(&copies[Path::new("whole.jpg")][..]);
    turned.read_info().unwrap();
    let info = turned.info().unwrap();
    assert_eq!(u32::from(info.width), height / 8 * 8 - 8);
    let page = fs::read_to_string(desk.0.path("in-ready").join(REPORT)).unwrap();
    assert!(page.contains("turned by what the picture shows"));
}

#[test]
fn the_config_file_nearest_to_what_was_dropped_counts() {
    let desk = Desk::new();
    desk.0.write("far/in/good.jpg", good());
    desk.0.write(
        "far/certpreflight.toml",
        "profile = \"huawei-domain\"\nlang = \"zh\"\n",
    );
    desk.0.write("near/in/good.jpg", good());
    desk.0.write("certpreflight.toml", "profile = \"cnnic\"\n");
    desk.0.write("bad/in/good.jpg", good());
    desk.0.write("bad/in/certpreflight.toml", "profil = 1\n");
    let ran = desk.drop(["far/in", "near/in", "bad/in"]);
    assert_eq!(ran.code, 2, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("huawei-domain"), "{}", ran.stdout);
    assert!(ran.stdout.contains("(cnnic)"), "{}", ran.stdout);
    assert!(
        ran.stderr.contains("did you mean `profile`?"),
        "{}",
        ran.stderr
    );
    assert!(desk.0.path("far/in-可上传").exists() && desk.0.path("near/in-ready").exists());
    assert!(!desk.0.path("bad/in-ready").exists());
    let typed = desk.drop(["far/in", "-p", "cnnic", "--lang", "en"]);
    assert!(typed.stdout.contains("(cnnic)"), "{}", typed.stdout);
    let without = desk.drop(["far/in", "--no-config"]);
    assert!(
        without.stdout.contains("(tencent-domain)"),
        "{}",
        without.stdout
    );
}

#[test]
fn the_linux_launcher_runs_what_was_dropped() {
    let launcher = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/packaging/linux/certpreflight.desktop"
    );
    let text = fs::read_to_string(launcher).unwrap();
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("Exec="))
        .unwrap();
    let desk = Desk::new();
    desk.fill("a b");
    desk.0.write("c.jpg", good());
    std::os::unix::fs::symlink(
        env!("CARGO_BIN_EXE_certpreflight"),
        desk.0.path("bin/certpreflight"),
    )
    .unwrap();
    let shell = line.replace("%F", "\"$@\"");
    let output = desk
        .command()
        .env("HOME", desk.0.path(""))
        .get_envs()
        .fold(Command::new("/bin/sh"), |mut command, (name, value)| {
            command.env(name, value.unwrap());
            command
        })
        .args(["-c", &shell, "sh", "a b", "c.jpg"])
        .current_dir(desk.0.path(""))
        .output()
        .unwrap();
    let ran = Ran::from(output);
    assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
    assert_eq!(desk.names("a b-ready").len(), 3);
    assert_eq!(desk.names("c-ready").len(), 2);
    assert_eq!(desk.opened(2).len(), 2);
}

#[test]
fn what_is_listed_is_what_has_to_be_scanned_again() {
    let desk = Desk::new();
    for number in 0..13 {
        let broken = jpeg(&textless(300 + number, 200), 40);
        desk.0.write(format!("in/{number:02}.jpg"), &broken[..200]);
    }
    let ran = desk.drop(["in"]);
    let listed = ran
        .stdout
        .lines()
        .filter(|line| line.contains(".jpg"))
        .count();
    assert_eq!(listed, 10, "{}", ran.stdout);
    assert!(ran.stdout.contains("… and 3 more, all in the report"));
}
