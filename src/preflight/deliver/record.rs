//! The record of the copies in a folder: a hidden file beside them that says which bytes were
//! written under which name, and of which source. By it a later run knows its own copies from
//! everything else in the folder.
//!
//! A line for the whole, then a line a copy. It is put in its place whole, and while a run goes on
//! lines are added before what they speak of is written: whenever the run ends, every copy is known.
//! A folder may come from anywhere, so nothing in its record is trusted: a line that makes no sense is
//! nobody's copy, a path is below the folder or no path at all, and that a file is ours is only
//! believed of its bytes.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::names::key;
use crate::duplicates::Digest;
use crate::files::{Readers, Unfinished, read_file};

/// What the record is called. The dot hides it, and keeps it from being examined.
const NAME: &str = ".certpreflight-copies.jsonl";

/// The version of the record's form; another one is not read.
const VERSION: u32 = 1;

/// The longest record that is read: a hundred thousand copies take less than half of it.
const MOST_BYTES: u64 = 64 << 20;

/// What a folder of copies is for: the copies of what, and for which profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upkeep {
    /// Id of the profile that the copies pass.
    pub profile: String,
    /// What was repaired: the name of a folder or of a file, or `.` for files of one folder.
    pub of: String,
}

impl Upkeep {
    /// What this folder is for; `None` if it holds no record of copies, or one that makes no sense.
    pub fn found_in(folder: &Path) -> Option<Self> {
        let text = read(folder)?;
        let (upkeep, _) = parse(&text)?;
        Some(upkeep)
    }
}

/// One copy that was written, or was about to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Copy {
    /// Its path below the folder of copies.
    pub(super) name: PathBuf,
    pub(super) digest: Digest,
    /// The path of its source, as seen from the folder around the folder of copies.
    pub(super) source: PathBuf,
    pub(super) source_digest: Digest,
}

/// The first line.
#[derive(Serialize, Deserialize)]
struct Head {
    #[serde(rename = "certpreflight-copies")]
    version: u32,
    profile: String,
    of: String,
}

/// A further line. Bytes of paths that are no text, and `%`, are percent-encoded.
#[derive(Serialize, Deserialize)]
struct Line {
    copy: String,
    digest: Digest,
    source: String,
    #[serde(rename = "source-digest")]
    source_digest: Digest,
}

/// The record of a folder, in which lines are being added.
#[derive(Debug)]
pub(super) struct Record {
    folder: PathBuf,
    upkeep: Upkeep,
    /// What earlier runs have written, or were about to.
    before: Vec<Copy>,
    /// Digests of it by name.
    digests: HashMap<String, Vec<Digest>>,
    added: Mutex<Added>,
}

#[derive(Debug)]
struct Added {
    /// Closed when the record is replaced: some systems replace no open file.
    file: Option<File>,
    copies: Vec<Copy>,
}

impl Record {
    /// Opens the record of a folder that is there. One that is for something else, or makes no sense,
    /// is begun anew.
    pub(super) fn open(folder: &Path, upkeep: &Upkeep) -> io::Result<Self> {
        let found = read(folder).and_then(|text| parse(&text));
        let before = found
            .filter(|(found, _)| found == upkeep)
            .map_or_else(Vec::new, |(_, copies)| copies);
        let mut digests: HashMap<_, Vec<_>> = HashMap::new();
        for copy in &before {
            let known = digests.entry(key(&copy.name)).or_default();
            known.push(copy.digest);
        }
        // Written anew even if nothing changes: lines are then added to a file of our own, and not
        // to what a link of that name may lead to.
        let file = Some(write(folder, upkeep, &before)?);
        let copies = Vec::new();
        Ok(Self {
            folder: folder.to_owned(),
            upkeep: upkeep.clone(),
            before,
            digests,
            added: Mutex::new(Added { file, copies }),
        })
    }

    /// Whether an earlier run has written a file with this digest under this name.
    pub(super) fn is_ours(&self, name: &Path, digest: Digest) -> bool {
        let known = self.digests.get(&key(name));
        known.is_some_and(|known| known.contains(&digest))
    }

    /// Notes a copy that is about to be written.
    pub(super) fn add(&self, copy: Copy) -> io::Result<()> {
        let mut added = self.added.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = &mut added.file {
            file.write_all(line(&copy).as_bytes())?;
        }
        added.copies.push(copy);
        Ok(())
    }

    /// What earlier runs have written, then what this one has.
    pub(super) fn copies(&self) -> (&[Copy], Vec<Copy>) {
        let added = self.added.lock().unwrap_or_else(PoisonError::into_inner);
        (&self.before, added.copies.clone())
    }

    /// Replaces the record: these copies are in the folder now.
    pub(super) fn replace(&self, copies: &[Copy]) -> io::Result<()> {
        let mut added = self.added.lock().unwrap_or_else(PoisonError::into_inner);
        added.file = None;
        write(&self.folder, &self.upkeep, copies).map(drop)
    }
}

/// The text of a record, if there is a file of that name and of a sensible size.
fn read(folder: &Path) -> Option<String> {
    let path = folder.join(NAME);
    if !fs::symlink_metadata(&path).ok()?.is_file() {
        return None; // a link may lead anywhere
    }
    let bytes = read_file(&path, MOST_BYTES).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned()) // a spoiled line spoils no other
}

fn parse(text: &str) -> Option<(Upkeep, Vec<Copy>)> {
    let mut lines = text.lines();
    let head: Head = serde_json::from_str(lines.next()?).ok()?;
    if head.version != VERSION {
        return None;
    }
    let copies = lines.filter_map(|line| {
        let line: Line = serde_json::from_str(line).ok()?;
        Some(Copy {
            name: path(&line.copy)?,
            digest: line.digest,
            source: path(&line.source)?,
            source_digest: line.source_digest,
        })
    });
    let upkeep = Upkeep {
        profile: head.profile,
        of: head.of,
    };
    Some((upkeep, copies.collect()))
}

/// Puts a record in its place, whole; the file can be added to.
fn write(folder: &Path, upkeep: &Upkeep, copies: &[Copy]) -> io::Result<File> {
    let head = Head {
        version: VERSION,
        profile: upkeep.profile.clone(),
        of: upkeep.of.clone(),
    };
    let mut file = Unfinished::new_in(folder)?;
    let mut text = serde_json::to_string(&head)? + "\n";
    text.extend(copies.iter().map(line));
    file.write_all(text.as_bytes())?;
    // It names the originals.
    file.finish(&folder.join(NAME), Readers::OWNER, true)
}

fn line(copy: &Copy) -> String {
    let line = Line {
        copy: text(&copy.name),
        digest: copy.digest,
        source: text(&copy.source),
        source_digest: copy.source_digest,
    };
    // Strings can always be written.
    serde_json::to_string(&line).unwrap_or_default() + "\n"
}

/// A path as text from which the same path can be made again.
fn text(path: &Path) -> String {
    let mut text = String::new();
    let bytes = path.as_os_str().as_encoded_bytes();
    for chunk in bytes.utf8_chunks() {
        text.push_str(&chunk.valid().replace('%', "%25"));
        for byte in chunk.invalid() {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

/// The path that such a text stands for; `None` if it isn't one of plain names from top to bottom.
fn path(text: &str) -> Option<PathBuf> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        rest = behind;
        if *first == b'%' {
            let (digits, behind) = rest.split_at_checked(2)?;
            let digits = str::from_utf8(digits).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = behind;
        } else {
            bytes.push(*first);
        }
    }
    let path = PathBuf::from(os_string(bytes)?);
    let is_plain = |part: Component<'_>| matches!(part, Component::Normal(_));
    let is_sound = !text.is_empty() && !text.contains("%00") && !text.contains('\0');
    (is_sound && path.components().all(is_plain)).then_some(path)
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere names are text")]
fn os_string(bytes: Vec<u8>) -> Option<OsString> {
    use std::os::unix::ffi::OsStringExt as _;
    Some(OsString::from_vec(bytes))
}

#[cfg(not(unix))]
fn os_string(bytes: Vec<u8>) -> Option<OsString> {
    String::from_utf8(bytes).ok().map(OsString::from)
}

#[cfg(test)]
#[expect(
    clippy::unwrap_used,
    reason = "a test that can't go on should stop loudly"
)]
mod tests {
    use super::*;

    fn upkeep() -> Upkeep {
        Upkeep {
            profile: "mine\n\"".to_owned(),
            of: "证件".to_owned(),
        }
    }

    fn copy(name: &str) -> Copy {
        Copy {
            name: name.into(),
            digest: Digest::of(name.as_bytes()),
            source: Path::new("in").join(name),
            source_digest: Digest::of(b"source"),
        }
    }

    #[test]
    fn what_was_added_is_known_to_the_next_run_whether_this_one_ends_or_not() {
        let folder = tempfile::tempdir().unwrap();
        let first = Record::open(folder.path(), &upkeep()).unwrap();
        first.add(copy("a 100%.jpg")).unwrap();
        first.add(copy("sub/证.jpg")).unwrap();
        assert!(!first.is_ours(Path::new("a 100%.jpg"), copy("a 100%.jpg").digest));
        drop(first); // killed
        assert_eq!(Upkeep::found_in(folder.path()), Some(upkeep()));

        let second = Record::open(folder.path(), &upkeep()).unwrap();
        let (before, added) = second.copies();
        assert_eq!(before, [copy("a 100%.jpg"), copy("sub/证.jpg")]);
        assert_eq!(added, []);
        assert!(second.is_ours(Path::new("a 100%.jpg"), copy("a 100%.jpg").digest));
        assert!(!second.is_ours(Path::new("a 100%.jpg"), Digest::of(b"changed")));
        second.replace(&[copy("b.jpg")]).unwrap();
        let third = Record::open(folder.path(), &upkeep()).unwrap();
        assert_eq!(third.copies().0, [copy("b.jpg")]);
        let names = fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(names, 1, "nothing unfinished is left");

        let other = Upkeep {
            profile: "other".to_owned(),
            ..upkeep()
        };
        let fourth = Record::open(folder.path(), &other).unwrap();
        assert!(fourth.copies().0.is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_no_text_come_back_as_they_were() {
        use std::os::unix::ffi::OsStrExt as _;
        for bytes in [
            &b"\xD5\xC5.jpg"[..],
            b"%D5",
            b"a\n\"\\b",
            b"\xFF/%/\xE4\xB8",
        ] {
            let name = Path::new(std::ffi::OsStr::from_bytes(bytes));
            assert_eq!(path(&text(name)).as_deref(), Some(name));
        }
    }

    #[test]
    fn what_is_no_record_of_ours_is_none() {
        let digest = Digest::of(b"");
        let head = "{\"certpreflight-copies\":1,\"profile\":\"p\",\"of\":\"in\"}\n";
        let line = |copy: &str, source: &str| {
            format!(
                "{{\"copy\":\"{copy}\",\"digest\":\"{digest}\",\"source\":\"{source}\",\
                 \"source-digest\":\"{digest}\"}}\n"
            )
        };
        let good = line("a.jpg", "in/a.jpg");
        let cases = [
            (String::new(), None),
            ("{}".to_owned(), None),
            ("\u{0}\u{0}".to_owned(), None),
            (head.replace(":1", ":2") + &good, None),
            (head.to_owned(), Some(0)),
            (format!("{head}{good}"), Some(1)),
            // A line that was cut off, one of another kind, one that was written over.
            (format!("{head}{good}{}", &good[..20]), Some(1)),
            (format!("{head}nonsense\n[1]\n\n{good}"), Some(1)),
            // Paths that lead out of the folder, and such as no name can be.
            (head.to_owned() + &line("../a.jpg", "in/a.jpg"), Some(0)),
            (head.to_owned() + &line("/etc/passwd", "in/a.jpg"), Some(0)),
            (
                head.to_owned() + &line("a/%2E%2E/%2E%2E/b", "in/a"),
                Some(0),
            ),
            (head.to_owned() + &line("a.jpg", "../../a.jpg"), Some(0)),
            (head.to_owned() + &line("", "in/a.jpg"), Some(0)),
            (head.to_owned() + &line("a%00", "in/a.jpg"), Some(0)),
            (head.to_owned() + &line("a%4", "in/a.jpg"), Some(0)),
        ];
        for (text, copies) in &cases {
            let found = parse(text).map(|(_, copies)| copies.len());
            assert_eq!(found, *copies, "{text}");
        }
        assert_eq!(cases.len(), 15);
    }

    #[cfg(unix)]
    #[test]
    fn a_record_is_never_read_or_written_through_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let elsewhere = folder.path().join("elsewhere");
        let good = "{\"certpreflight-copies\":1,\"profile\":\"p\",\"of\":\"in\"}\n";
        fs::write(&elsewhere, good).unwrap();
        let copies = folder.path().join("copies");
        fs::create_dir(&copies).unwrap();
        std::os::unix::fs::symlink(&elsewhere, copies.join(NAME)).unwrap();
        assert_eq!(Upkeep::found_in(&copies), None);
        let record = Record::open(&copies, &upkeep()).unwrap();
        record.add(copy("a.jpg")).unwrap();
        assert_eq!(fs::read_to_string(&elsewhere).unwrap(), good);
        assert_eq!(Upkeep::found_in(&copies), Some(upkeep()));
    }
}
