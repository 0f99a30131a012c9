//! Paths in, [`Source`]s out: in the order given, sorted by name inside folders, and every path
//! exactly once. What is not examined is still listed, with the reason; nothing is opened here.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::io::{self, BufRead};
use std::path::{Component, Path, PathBuf};

use globset::{Glob, GlobSet, GlobSetBuilder};
use walkdir::WalkDir;

use crate::error::Error;
use crate::messages::{Lang, Text};

/// One path of the run.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Source {
    /// The path as it can be opened.
    pub path: PathBuf,
    /// The path as it is shown: the root as given, then `/` between its parts. Bytes that are not
    /// UTF-8 are replaced.
    pub shown: String,
    /// Whether the user named it or it lay in a named folder.
    pub how: How,
    /// What is at the path.
    pub kind: SourceKind,
}

/// How a path came into the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum How {
    /// The user wrote it; it is examined whatever it is.
    Named,
    /// It lay in a folder; content decides.
    Found,
}

/// What is at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SourceKind {
    /// A regular file.
    File,
    /// Nothing.
    Missing,
    /// Something that can't be read: a closed folder, a broken or circular link, a device.
    Unreadable {
        /// In the operating system's words, or ours for what it lets pass.
        cause: String,
    },
    /// Something to leave out.
    Skipped(SkipReason),
}

/// Why a path was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SkipReason {
    /// Its name begins with a dot.
    Hidden,
    /// A file that operating systems leave in folders.
    SystemFile,
    /// `--exclude` matches.
    Excluded,
    /// The same file came earlier in the run, under this name.
    SameFileAs(String),
    /// Neither a picture nor called one.
    NotAPicture,
}

impl SkipReason {
    /// The reason in one language.
    pub fn says(&self, lang: Lang) -> String {
        let text = match self {
            Self::Hidden => Text {
                en: "hidden",
                zh: "隐藏文件",
            },
            Self::SystemFile => Text {
                en: "system file",
                zh: "系统文件",
            },
            Self::Excluded => Text {
                en: "excluded",
                zh: "已按 --exclude 排除",
            },
            Self::NotAPicture => Text {
                en: "not a picture",
                zh: "不是图片",
            },
            Self::SameFileAs(other) => {
                return match lang {
                    Lang::En => format!("same file as {other}"),
                    Lang::Zh => format!("与 {other} 是同一个文件"),
                };
            }
        };
        text.get(lang).to_owned()
    }
}

/// What to leave out of folders.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct DiscoverOptions {
    exclude: GlobSet,
    max_depth: Option<usize>,
}

impl DiscoverOptions {
    /// Options from glob patterns, matched against the name and against the path below the root,
    /// and from the number of folder levels to enter (`None`: all).
    pub fn new(exclude: &[String], max_depth: Option<usize>) -> Result<Self, Error> {
        let bad = |error: globset::Error| Error::BadGlob {
            problem: error.to_string(),
        };
        let mut builder = GlobSetBuilder::new();
        for pattern in exclude {
            builder.add(Glob::new(pattern).map_err(bad)?);
        }
        Ok(Self {
            exclude: builder.build().map_err(bad)?,
            max_depth,
        })
    }

    fn excludes(&self, below_root: &Path) -> bool {
        self.exclude.is_match(below_root)
            || below_root
                .file_name()
                .is_some_and(|name| self.exclude.is_match(name))
    }
}

impl Source {
    /// A path that the user named, to be examined as it is.
    pub fn named(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        Self {
            shown: show(&path),
            path,
            how: How::Named,
            kind: SourceKind::File,
        }
    }
}

/// Lists everything at and below the roots.
pub fn discover(roots: &[PathBuf], options: &DiscoverOptions) -> Vec<Source> {
    let mut sources = Vec::new();
    for root in roots {
        if std::fs::metadata(root).is_ok_and(|about| about.is_dir()) {
            walk(root, options, &mut sources);
        } else {
            let kind = kind_of(root);
            sources.push(Source {
                kind,
                ..Source::named(root)
            });
        }
    }
    mark_repeated(&mut sources);
    sources
}

/// Lists what lies in a folder.
fn walk(root: &Path, options: &DiscoverOptions, sources: &mut Vec<Source>) {
    let mut entries = WalkDir::new(root)
        .min_depth(1)
        .max_depth(options.max_depth.unwrap_or(usize::MAX))
        .follow_links(true)
        .sort_by_file_name()
        .into_iter();
    while let Some(entry) = entries.next() {
        let (path, kind) = match entry {
            Err(error) => {
                let path = error.path().unwrap_or(root).to_owned();
                (path, SourceKind::Unreadable { cause: why(&error) })
            }
            Ok(entry) => {
                let below_root = entry.path().strip_prefix(root).unwrap_or(entry.path());
                let reason = left_out(entry.file_name())
                    .or_else(|| options.excludes(below_root).then_some(SkipReason::Excluded));
                let is_folder = entry.file_type().is_dir();
                let kind = match reason {
                    Some(reason) => {
                        if is_folder {
                            entries.skip_current_dir(); // one line for the folder, not one a file
                        }
                        SourceKind::Skipped(reason)
                    }
                    None if is_folder => continue,
                    None => kind_of(entry.path()),
                };
                (entry.into_path(), kind)
            }
        };
        sources.push(Source {
            shown: show(&path),
            path,
            how: How::Found,
            kind,
        });
    }
}

/// What is at a path that is no folder. Pipes and devices are never opened: that could wait forever.
fn kind_of(path: &Path) -> SourceKind {
    match std::fs::metadata(path) {
        Ok(about) if about.is_file() => SourceKind::File,
        Ok(_) => SourceKind::Unreadable {
            cause: "not a regular file".to_owned(),
        },
        Err(_) if path.is_symlink() => SourceKind::Unreadable {
            cause: "broken link".to_owned(),
        },
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => SourceKind::Missing,
        Err(cause) => SourceKind::Unreadable {
            cause: cause.to_string(),
        },
    }
}

/// Why the walk could not go on at one path.
fn why(error: &walkdir::Error) -> String {
    if error.loop_ancestor().is_some() {
        return "link that leads back to a folder above it".to_owned();
    }
    match error.io_error() {
        Some(_) if error.path().is_some_and(Path::is_symlink) => "broken link".to_owned(),
        Some(cause) => cause.to_string(),
        None => error.to_string(),
    }
}

/// Whether a name found in a folder is none of the user's business.
fn left_out(name: &OsStr) -> Option<SkipReason> {
    const SYSTEM: [&str; 5] = [
        "thumbs.db",
        "ehthumbs.db",
        "desktop.ini",
        "__macosx",
        "$recycle.bin",
    ];
    let name = name.to_string_lossy();
    if name.starts_with('.') {
        Some(SkipReason::Hidden) // .DS_Store too
    } else if SYSTEM.contains(&name.to_lowercase().as_str()) {
        Some(SkipReason::SystemFile)
    } else {
        None
    }
}

/// Lists a file that was reached a second time, by overlapping roots or through a link, as such.
fn mark_repeated(sources: &mut [Source]) {
    let mut first: HashMap<PathBuf, String> = HashMap::new();
    for source in sources {
        if source.kind != SourceKind::File {
            continue;
        }
        // A file that vanished meanwhile will say so itself when it is read.
        let Ok(canonical) = std::fs::canonicalize(&source.path) else {
            continue;
        };
        match first.get(&canonical) {
            None => {
                first.insert(canonical, source.shown.clone());
            }
            Some(name) => {
                source.kind = SourceKind::Skipped(SkipReason::SameFileAs(name.clone()));
            }
        }
    }
}

/// The path as text, with `/` between its parts.
fn show(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows)
        && !path
            .components()
            .any(|part| matches!(part, Component::Prefix(_)))
    {
        text.replace('\\', "/")
    } else {
        text.into_owned()
    }
}

/// The bytes of a name that is not UTF-8, in hex; `None` if the shown name is exact.
pub(crate) fn inexact_bytes(path: &Path) -> Option<String> {
    use std::fmt::Write as _;
    if path.to_str().is_some() {
        return None;
    }
    let mut hex = String::new();
    for byte in path.as_os_str().as_encoded_bytes() {
        let _ = write!(hex, "{byte:02x}");
    }
    Some(hex)
}

/// A text from outside as it may go to a terminal: control characters, and characters that turn or
/// hide others, are written as escapes. Chinese stays Chinese.
pub(crate) fn sanitize(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        let hides = matches!(character,
            '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
            | '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{E0000}'..='\u{E007F}');
        if character.is_control() || hides {
            safe.extend(character.escape_unicode());
        } else {
            safe.push(character);
        }
    }
    safe
}

/// What ends a path in a list of paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ListSeparator {
    /// A line break, with or without a carriage return.
    Lines,
    /// A NUL byte, as `find -print0` writes.
    Nul,
}

/// Reads a list of paths; blank lines are left out, names keep their exact bytes.
pub fn read_list(mut list: impl BufRead, separator: ListSeparator) -> Result<Vec<PathBuf>, Error> {
    /// Longer than any operating system's paths.
    const LONGEST: u64 = 64 << 10;
    let unreadable = |cause: &io::Error| Error::unreadable_list("--files-from", cause);
    let end = match separator {
        ListSeparator::Lines => b'\n',
        ListSeparator::Nul => 0,
    };
    let mut paths = Vec::new();
    loop {
        let mut bytes = Vec::new();
        let read = io::Read::take(&mut list, LONGEST)
            .read_until(end, &mut bytes)
            .map_err(|cause| unreadable(&cause))?;
        if read == 0 {
            return Ok(paths);
        }
        if read as u64 == LONGEST {
            let number = paths.len() + 1;
            return Err(unreadable(&io::Error::other(format!(
                "path {number} is too long"
            ))));
        }
        if bytes.ends_with(&[end]) {
            bytes.pop();
        }
        if separator == ListSeparator::Lines && bytes.ends_with(b"\r") {
            bytes.pop();
        }
        if paths.is_empty() && bytes.starts_with(b"\xEF\xBB\xBF") {
            bytes.drain(..3); // Windows editors begin a list with a byte order mark
        }
        if !bytes.is_empty() {
            paths.push(path_of(bytes).map_err(|cause| unreadable(&cause))?);
        }
    }
}

#[cfg(unix)]
#[expect(
    clippy::unnecessary_wraps,
    reason = "elsewhere a name can be impossible"
)]
fn path_of(bytes: Vec<u8>) -> io::Result<PathBuf> {
    use std::os::unix::ffi::OsStringExt as _;
    Ok(std::ffi::OsString::from_vec(bytes).into())
}

#[cfg(not(unix))]
fn path_of(bytes: Vec<u8>) -> io::Result<PathBuf> {
    String::from_utf8(bytes)
        .map(PathBuf::from)
        .map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn list(roots: &[&Path], options: &DiscoverOptions) -> Vec<(String, SourceKind)> {
        let roots: Vec<_> = roots.iter().map(|root| root.to_path_buf()).collect();
        discover(&roots, options)
            .into_iter()
            .map(|source| {
                let name = source.path.file_name().unwrap_or_default();
                (name.to_string_lossy().into_owned(), source.kind)
            })
            .collect()
    }

    #[test]
    fn folders_are_listed_by_name_and_nothing_is_dropped() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        fs::create_dir_all(at("b/.git")).expect("made");
        for name in [
            "b/2.jpg",
            "b/10.jpg",
            "a.jpg",
            ".hidden.jpg",
            "Thumbs.db",
            "c.png",
            "b/.git/x.jpg",
        ] {
            fs::write(at(name), "").expect("written");
        }
        let options = DiscoverOptions::new(&["*.png".to_owned()], None).expect("options");
        let skipped = SourceKind::Skipped;
        let expected = [
            (".hidden.jpg", skipped(SkipReason::Hidden)),
            ("Thumbs.db", skipped(SkipReason::SystemFile)),
            ("a.jpg", SourceKind::File),
            (".git", skipped(SkipReason::Hidden)),
            ("10.jpg", SourceKind::File),
            ("2.jpg", SourceKind::File),
            ("c.png", skipped(SkipReason::Excluded)),
        ]
        .map(|(name, kind)| (name.to_owned(), kind));
        assert_eq!(list(&[folder.path()], &options), expected);
        let shallow = DiscoverOptions::new(&[], Some(1)).expect("options");
        assert_eq!(list(&[folder.path()], &shallow).len(), 4);
    }

    #[test]
    fn named_files_are_examined_even_if_hidden_or_excluded() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(".hidden.png");
        fs::write(&path, "").expect("written");
        let options = DiscoverOptions::new(&["*.png".to_owned()], None).expect("options");
        assert_eq!(list(&[&path], &options)[0].1, SourceKind::File);
    }

    #[cfg(unix)]
    #[test]
    fn pipes_are_never_opened_and_closed_doors_are_reported() {
        let folder = tempfile::tempdir().expect("a folder");
        let pipe = folder.path().join("pipe.jpg");
        let made = std::process::Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .expect("mkfifo runs");
        assert!(made.success());
        let file = folder.path().join("file");
        fs::write(&file, "").expect("written");
        let below_a_file = file.join("x.jpg");
        let nowhere = folder.path().join("nowhere.jpg");
        let kinds = list(
            &[&pipe, &below_a_file, &nowhere],
            &DiscoverOptions::default(),
        );
        assert!(matches!(kinds[0].1, SourceKind::Unreadable { .. }));
        assert!(matches!(kinds[1].1, SourceKind::Unreadable { .. }));
        assert_eq!(kinds[2].1, SourceKind::Missing);
    }

    #[test]
    fn a_list_keeps_names_exact() {
        let cases: [(&[u8], ListSeparator, &[&str]); 4] = [
            (
                b"a.jpg\r\n\r\nb c.jpg\n",
                ListSeparator::Lines,
                &["a.jpg", "b c.jpg"],
            ),
            (b"\xEF\xBB\xBFa.jpg", ListSeparator::Lines, &["a.jpg"]),
            (
                b"a\nb.jpg\0c.jpg\0",
                ListSeparator::Nul,
                &["a\nb.jpg", "c.jpg"],
            ),
            (b"", ListSeparator::Lines, &[]),
        ];
        for (bytes, separator, expected) in cases {
            let paths = read_list(bytes, separator).expect("a list");
            assert_eq!(
                paths,
                expected.iter().map(PathBuf::from).collect::<Vec<_>>()
            );
        }
        assert!(read_list(&vec![b'x'; 70_000][..], ListSeparator::Lines).is_err());
    }

    #[test]
    fn names_can_neither_move_the_cursor_nor_turn_the_text() {
        assert_eq!(sanitize("文档.jpg"), "文档.jpg");
        assert_eq!(sanitize("a\u{1b}[2Jb\u{202e}"), "a\\u{1b}[2Jb\\u{202e}");
    }
}
