#![expect(clippy::unwrap_used, reason = "a panic is the failure of a test")]

use super::*;

/// A fresh folder with a `scans` folder in it, and what [`discover`] makes of paths in it.
struct Scans {
    folder: tempfile::TempDir,
}

impl Scans {
    /// Makes the files, and the folders they lie in; a name that ends in `/` is a folder.
    fn with(names: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            let path = folder.path().join(name);
            if name.ends_with('/') {
                fs::create_dir_all(path).unwrap();
            } else {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, "").unwrap();
            }
        }
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    #[cfg(unix)]
    fn link(&self, target: &str, name: &str) {
        std::os::unix::fs::symlink(target, self.path(name)).unwrap();
    }

    fn sources(&self, roots: &[&str], options: &DiscoverOptions) -> Vec<Source> {
        let roots: Vec<PathBuf> = roots.iter().map(|root| self.path(root)).collect();
        discover(&roots, options)
    }

    /// One line a source, without the temporary folder's name: `+` for a named source.
    fn lines_with(&self, roots: &[&str], options: &DiscoverOptions) -> Vec<String> {
        let prefix = shown(&self.path(""));
        let sources = self.sources(roots, options);
        let lines = sources.iter().map(|source| {
            let named = match source.how {
                How::Named => "+",
                How::Found => "",
            };
            match &source.kind {
                SourceKind::File => format!("{named}{}", source.shown),
                other => format!("{named}{} {other:?}", source.shown),
            }
            .replace(&prefix, "")
        });
        lines.collect()
    }

    fn lines(&self, roots: &[&str]) -> Vec<String> {
        self.lines_with(roots, &DiscoverOptions::default())
    }
}

fn excluding(globs: &[&str]) -> DiscoverOptions {
    DiscoverOptions {
        exclude: Globs::parse(globs).unwrap(),
        ..DiscoverOptions::default()
    }
}

fn down_to(max_depth: usize) -> DiscoverOptions {
    DiscoverOptions {
        max_depth: Some(max_depth),
        ..DiscoverOptions::default()
    }
}

#[test]
fn roots_keep_their_order_and_folders_are_sorted_by_name() {
    let scans = Scans::with(&[
        "z/b.jpg",
        "z/B.jpg",
        "z/a/2.jpg",
        "z/a/10.jpg",
        "z/营业执照.jpg",
        "z/a.jpg",
        "a/1.jpg",
    ]);
    assert_eq!(
        scans.lines(&["z", "a"]),
        [
            "z/B.jpg",
            "z/a/2.jpg",
            "z/a/10.jpg",
            "z/a.jpg",
            "z/b.jpg",
            "z/营业执照.jpg",
            "a/1.jpg"
        ]
    );
}

#[test]
fn a_path_is_shown_as_it_was_given() {
    let scans = Scans::with(&["scans/a.jpg"]);
    let root = scans.path("scans/../scans/");
    let sources = discover(std::slice::from_ref(&root), &DiscoverOptions::default());
    assert!(sources[0].shown.ends_with("/scans/../scans/a.jpg"));
    assert_eq!(sources[0].path, root.join("a.jpg"));
    assert_eq!(percent_encoded(&sources[0].path), None);
}

#[test]
fn paths_are_shown_and_excluded_as_seen_from_a_folder() {
    let scans = Scans::with(&["place/s/a.jpg", "place/s/old/b.jpg", "elsewhere/c.jpg"]);
    let options = DiscoverOptions {
        shown_from: Some(scans.path("place")),
        ..excluding(&["s/old"])
    };
    let lines = scans.lines_with(&["place/s", "elsewhere/c.jpg"], &options);
    let expected = ["s/old Skipped(Excluded)", "s/a.jpg", "+elsewhere/c.jpg"];
    assert_eq!(lines.len(), expected.len());
    assert!(
        expected
            .iter()
            .all(|line| lines.contains(&(*line).to_owned())),
        "{lines:?}"
    );
    let sources = scans.sources(&["place/s"], &options);
    assert_eq!(sources[0].path, scans.path("place/s/a.jpg"));
    // The folder itself has no name as seen from itself.
    let itself = scans.lines_with(
        &["place/s/a.jpg"],
        &DiscoverOptions {
            shown_from: Some(scans.path("place/s/a.jpg")),
            ..DiscoverOptions::default()
        },
    );
    assert_eq!(itself, ["+place/s/a.jpg"]);
}

#[test]
fn nothing_in_a_folder_is_dropped_without_a_word() {
    let scans = Scans::with(&[
        "s/.git/config",
        "s/.hidden.jpg",
        "s/Thumbs.db",
        "s/__MACOSX/._a.jpg",
        "s/a.jpg",
        "s/notes.txt",
    ]);
    assert_eq!(
        scans.lines(&["s"]),
        [
            "s/.git Skipped(Hidden)",
            "s/.hidden.jpg Skipped(Hidden)",
            "s/Thumbs.db Skipped(SystemFile)",
            "s/__MACOSX Skipped(SystemFile)",
            "s/a.jpg",
            "s/notes.txt"
        ]
    );
}

#[test]
fn what_is_named_is_never_skipped() {
    let scans = Scans::with(&["s/.hidden.jpg", "s/Thumbs.db", ".private/a.jpg"]);
    let all = excluding(&["*.jpg", ".private", "s"]);
    assert_eq!(
        scans.lines_with(&["s/.hidden.jpg", "s/Thumbs.db"], &all),
        ["+s/.hidden.jpg", "+s/Thumbs.db"]
    );
    assert_eq!(scans.lines(&[".private"]), [".private/a.jpg"]);
}

#[test]
fn exclusion_leaves_one_line_for_a_file_or_a_whole_folder() {
    let scans = Scans::with(&[
        "s/2023/a.jpg",
        "s/2023/b.png",
        "s/drafts/a.jpg",
        "s/new/drafts/a.jpg",
        "s/c.bak",
    ]);
    assert_eq!(
        scans.lines_with(&["s"], &excluding(&["drafts/", "*.bak", "./2023/*.jpg"])),
        [
            "s/2023/a.jpg Skipped(Excluded)",
            "s/2023/b.png",
            "s/c.bak Skipped(Excluded)",
            "s/drafts Skipped(Excluded)",
            "s/new/drafts Skipped(Excluded)"
        ]
    );
    // A star does not cross folders, two stars do; a path may be written as the report shows it.
    let shown = format!("{}/s/c.bak", shown(scans.folder.path()));
    assert_eq!(
        scans.lines_with(&["s"], &excluding(&["*/a.jpg", "**/b.*", &shown])),
        [
            "s/2023/a.jpg Skipped(Excluded)",
            "s/2023/b.png Skipped(Excluded)",
            "s/c.bak Skipped(Excluded)",
            "s/drafts/a.jpg Skipped(Excluded)",
            "s/new/drafts/a.jpg"
        ]
    );
}

#[test]
fn a_bad_glob_is_named() {
    let error = Globs::parse(&["*.jpg", "a["]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "--exclude `a[`: unclosed character class; missing ']'"
    );
}

#[test]
fn a_folder_below_the_last_level_has_its_line() {
    let scans = Scans::with(&["s/a.jpg", "s/one/b.jpg", "s/one/two/c.jpg"]);
    let cases: [(usize, &[&str]); 4] = [
        (0, &["+s Skipped(TooDeep)"]),
        (1, &["s/a.jpg", "s/one Skipped(TooDeep)"]),
        (2, &["s/a.jpg", "s/one/b.jpg", "s/one/two Skipped(TooDeep)"]),
        (3, &["s/a.jpg", "s/one/b.jpg", "s/one/two/c.jpg"]),
    ];
    for (depth, expected) in cases {
        assert_eq!(scans.lines_with(&["s"], &down_to(depth)), expected);
    }
    // A folder that is named goes its own depth down, and its line as "too deep" is taken back.
    assert_eq!(
        scans.lines_with(&["s", "s/one"], &down_to(1)),
        ["s/a.jpg", "s/one/b.jpg", "s/one/two Skipped(TooDeep)"]
    );
}

#[test]
fn a_path_given_twice_or_found_and_named_has_one_line() {
    let scans = Scans::with(&["s/.h.jpg", "s/a.jpg", "s/sub/b.jpg", "empty/"]);
    assert_eq!(scans.lines(&["s/a.jpg", "s/a.jpg"]), ["+s/a.jpg"]);
    assert_eq!(
        scans.lines(&["s", "s", "s/a.jpg", "s/.h.jpg"]),
        ["+s/.h.jpg", "+s/a.jpg", "s/sub/b.jpg"]
    );
    assert_eq!(
        scans.lines(&["nope", "empty", "empty", "nope"]),
        ["+nope Missing", "+empty Skipped(EmptyFolder)"]
    );
    assert_eq!(
        scans.lines_with(&["s", "s/sub"], &excluding(&["sub"])),
        ["s/.h.jpg Skipped(Hidden)", "s/a.jpg", "s/sub/b.jpg"]
    );
}

#[test]
fn overlapping_roots_examine_each_file_once() {
    let scans = Scans::with(&["s/a.jpg", "s/sub/b.jpg", "s/sub/c.jpg"]);
    assert_eq!(
        scans.lines(&["s/sub", "s"]),
        ["s/sub/b.jpg", "s/sub/c.jpg", "s/a.jpg"]
    );
    assert_eq!(
        scans.lines(&["s", "s/../s/sub", "s/sub/../a.jpg"]),
        [
            "+s/a.jpg",
            "s/sub/b.jpg",
            "s/sub/c.jpg",
            "+s/../s/sub Skipped(SameFolderAs(\"s/sub\"))",
            "+s/sub/../a.jpg Skipped(SameFileAs(\"s/a.jpg\"))"
        ]
    );
}

#[test]
fn a_path_through_a_file_is_unreadable_and_the_cause_is_the_systems() {
    let scans = Scans::with(&["a.jpg"]);
    let sources = scans.sources(&["a.jpg/b.jpg", "", "c.jpg"], &DiscoverOptions::default());
    let expected = fs::metadata(scans.path("a.jpg/b.jpg")).unwrap_err();
    if expected.kind() == io::ErrorKind::NotFound {
        assert_eq!(sources[0].kind, SourceKind::Missing); // as Windows sees it
    } else {
        let cause = expected.to_string();
        assert_eq!(sources[0].kind, SourceKind::Unreadable { cause });
    }
    let empty = discover(&[PathBuf::new()], &DiscoverOptions::default());
    assert_eq!(empty[0].kind, SourceKind::Missing);
}

#[test]
fn thousands_of_files_are_all_listed_in_order() {
    let folder = tempfile::tempdir().unwrap();
    for sub in 0..20 {
        let path = folder.path().join(format!("{sub:02}"));
        fs::create_dir(&path).unwrap();
        for file in 0..100 {
            fs::write(path.join(format!("{file:02}.jpg")), "").unwrap();
        }
    }
    let sources = discover(&[folder.path().to_owned()], &DiscoverOptions::default());
    assert_eq!(sources.len(), 2_000);
    assert!(sources.is_sorted_by(|a, b| a.path < b.path));
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    use std::process::Command;

    use super::*;

    #[test]
    fn a_link_back_up_is_the_folder_it_leads_to() {
        let scans = Scans::with(&["s/a/b.jpg"]);
        scans.link("..", "s/a/up");
        scans.link(".", "s/a/here");
        scans.link("../..", "s/a/out");
        assert_eq!(
            scans.lines(&["s"]),
            [
                "s/a/b.jpg",
                "s/a/here Skipped(SameFolderAs(\"s/a\"))",
                "s/a/out/s Skipped(SameFolderAs(\"s\"))",
                "s/a/up Skipped(SameFolderAs(\"s\"))"
            ]
        );
    }

    #[test]
    fn links_to_files_and_folders_are_followed_once() {
        let scans = Scans::with(&["s/z/a.jpg", "s/z/b.jpg", "far/c.jpg"]);
        scans.link("z/a.jpg", "s/link.jpg");
        scans.link("z", "s/zz");
        scans.link("../far", "s/far");
        fs::hard_link(scans.path("s/z/b.jpg"), scans.path("s/z/hard.jpg")).unwrap();
        assert_eq!(
            scans.lines(&["s"]),
            [
                "s/far/c.jpg",
                "s/link.jpg",
                "s/z/a.jpg Skipped(SameFileAs(\"s/link.jpg\"))",
                "s/z/b.jpg",
                "s/z/hard.jpg",
                "s/zz Skipped(SameFolderAs(\"s/z\"))"
            ]
        );
        assert_eq!(
            scans.lines(&["s/zz", "s/link.jpg"]),
            [
                "+s/zz/a.jpg",
                "s/zz/b.jpg",
                "s/zz/hard.jpg",
                "+s/link.jpg Skipped(SameFileAs(\"s/zz/a.jpg\"))"
            ]
        );
    }

    #[test]
    fn folders_that_link_crosswise_take_no_longer_than_their_number() {
        let scans = Scans::with(&[]);
        for level in 0..40 {
            fs::create_dir_all(scans.path(&format!("d{level:02}"))).unwrap();
        }
        for level in 0..39 {
            let next = format!("../d{:02}", level + 1);
            scans.link(&next, &format!("d{level:02}/left"));
            scans.link(&next, &format!("d{level:02}/right"));
        }
        fs::write(scans.path("d39/a.jpg"), "").unwrap();
        let lines = scans.lines(&["d00"]);
        assert_eq!(lines.len(), 1 + 39);
        assert!(lines[0].ends_with("left/a.jpg") && lines[39].starts_with("d00/right "));
    }

    #[test]
    fn a_broken_link_says_where_it_leads() {
        let scans = Scans::with(&["s/a.jpg"]);
        scans.link("gone.jpg", "s/b.jpg");
        scans.link("gone", "s/.#lock");
        scans.link("round.jpg", "s/round.jpg");
        let lines = scans.lines(&["s", "s/b.jpg"]);
        assert_eq!(
            lines[..3],
            [
                "s/.#lock Skipped(Hidden)",
                "s/a.jpg",
                "+s/b.jpg BrokenLink { target: \"gone.jpg\" }"
            ]
        );
        assert!(lines[3].starts_with("s/round.jpg Unreadable"), "{lines:?}");
        assert_eq!(lines.len(), 4);
    }

    #[test]
    fn a_pipe_is_never_opened() {
        let scans = Scans::with(&["s/a.jpg"]);
        let made = Command::new("mkfifo")
            .arg(scans.path("s/pipe.jpg"))
            .status();
        assert!(made.unwrap().success());
        let socket = std::os::unix::net::UnixListener::bind(scans.path("s/socket"));
        assert!(socket.is_ok());
        assert_eq!(
            scans.lines(&["s"]),
            [
                "s/a.jpg",
                "s/pipe.jpg Skipped(Special(Pipe))",
                "s/socket Skipped(Special(Socket))"
            ]
        );
        assert_eq!(
            scans.lines(&["s", "s/pipe.jpg"])[1],
            "+s/pipe.jpg Special(Pipe)"
        );
        let device = discover(&["/dev/null".into()], &DiscoverOptions::default());
        assert_eq!(device[0].kind, SourceKind::Special(SpecialFile::Device));
    }

    /// Permissions don't keep a superuser out, whom tests often run as; a folder whose name makes
    /// the path too long for the system keeps everybody out.
    #[test]
    fn a_folder_that_cannot_be_opened_has_its_line_and_the_rest_goes_on() {
        let scans = Scans::with(&["s/b.jpg"]);
        let name = "x".repeat(250);
        let mut depth = 0;
        // Built from the inside out: each step stays below the system's limit, the whole doesn't.
        fs::create_dir_all(scans.path("s/a")).unwrap();
        fs::create_dir(scans.path("inner")).unwrap();
        while depth < 20 {
            let outer = scans.path("outer");
            fs::create_dir(&outer).unwrap();
            fs::rename(scans.path("inner"), outer.join(&name)).unwrap();
            fs::rename(&outer, scans.path("inner")).unwrap();
            depth += 1;
        }
        fs::rename(scans.path("inner"), scans.path("s/a/deep")).unwrap();
        let sources = scans.sources(&["s"], &DiscoverOptions::default());
        assert_eq!(sources.len(), 2, "{sources:?}");
        assert!(
            matches!(&sources[0].kind, SourceKind::Unreadable { cause } if cause.contains("too long")),
            "{:?}",
            sources[0].kind
        );
        assert_eq!(sources[0].how, How::Found);
        assert_eq!(sources[1].kind, SourceKind::File);
        // Taken apart the same way, as the temporary folder can't be removed in one go either.
        fs::rename(scans.path("s/a/deep"), scans.path("inner")).unwrap();
        for _ in 0..depth {
            fs::rename(scans.path("inner").join(&name), scans.path("next")).unwrap();
            fs::remove_dir(scans.path("inner")).unwrap();
            fs::rename(scans.path("next"), scans.path("inner")).unwrap();
        }
    }

    #[test]
    fn odd_names_are_listed_exactly() {
        let scans = Scans::with(&["s/a\nb.jpg", "s/a\u{202E}gpj.exe"]);
        let odd = scans.path("s").join(OsStr::from_bytes(b"\xFF.jpg"));
        fs::write(&odd, "").unwrap();
        let sources = scans.sources(&["s"], &DiscoverOptions::default());
        assert_eq!(sources.len(), 3);
        assert!(sources[0].shown.ends_with("s/a\nb.jpg"));
        assert!(sources[1].shown.ends_with("s/a\u{202E}gpj.exe"));
        assert_eq!(sources[2].path, odd);
        assert!(sources[2].shown.ends_with("s/\\xFF.jpg"));
        assert!(
            percent_encoded(&sources[2].path)
                .unwrap()
                .ends_with("s/%FF.jpg")
        );
        assert_eq!(percent_encoded(&sources[1].path), None);
    }
}
