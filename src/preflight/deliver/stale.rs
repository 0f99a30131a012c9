//! Copies that earlier runs have written into a folder and this one has not: what becomes of them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::folder::Folder;
use super::names::key;
use super::record::{Copy, Record};
use crate::discover::{Source, SourceKind};
use crate::duplicates::Digest;

/// What was found of them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Stale {
    /// Copies that were removed: paths below the folder.
    pub(super) removed: Vec<PathBuf>,
    /// Files under the names of such copies that hold other bytes, and were left.
    pub(super) left: Vec<PathBuf>,
}

/// Removes the copies whose source is gone, was replaced, or no longer passes, if they are still
/// byte for byte what was written, and brings the record up to date. `place` is the folder that the
/// sources lie in; of sources that were not in this run, no more than `most_bytes` are read.
pub(super) fn clear(
    folder: &Folder,
    record: &Record,
    sources: &[Source],
    place: &Path,
    most_bytes: u64,
) -> io::Result<Stale> {
    let (before, mut kept) = record.copies();
    let now = Names::of(&kept);
    let judged: HashSet<&Path> = sources
        .iter()
        .filter(|source| source.kind == SourceKind::File)
        .map(|source| source.path.as_path())
        .collect();
    let mut by_name: BTreeMap<&Path, Vec<&Copy>> = BTreeMap::new();
    for copy in before.iter().filter(|copy| !now.has(&copy.name)) {
        by_name.entry(&copy.name).or_default().push(copy);
    }
    let mut stale = Stale::default();
    for (name, copies) in by_name {
        let is_still_good = |copy: &&&Copy| {
            let source = place.join(&copy.source);
            !judged.contains(source.as_path()) && holds(&source, copy.source_digest, most_bytes)
        };
        if let Some(copy) = copies.iter().find(is_still_good) {
            // Its source was not in this run, and is what it was.
            kept.push((*copy).clone());
            continue;
        }
        let digests: Vec<_> = copies.iter().map(|copy| copy.digest).collect();
        match folder.remove(name, &digests, &now) {
            Removal::Done => stale.removed.push(name.to_owned()),
            Removal::NothingThere => {}
            Removal::NotOurs => {
                stale.left.push(name.to_owned());
                kept.extend(copies.into_iter().cloned()); // to be named the next time as well
            }
        }
    }
    record.replace(&kept)?;
    Ok(stale)
}

/// How the removal of a copy went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Removal {
    Done,
    /// There is no such file, or it is one of the copies of now under another name.
    NothingThere,
    /// The file is not what was written, or can't be looked at or removed.
    NotOurs,
}

impl Folder {
    /// Removes a file below the folder if it holds the bytes of one of these digests, with the folders
    /// that are empty without it.
    fn remove(&self, name: &Path, digests: &[Digest], now: &Names) -> Removal {
        let path = self.path(name);
        match fs::symlink_metadata(&path) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Removal::NothingThere,
            Ok(about) if about.is_file() && self.refuse_links(name).is_ok() => {}
            _ => return Removal::NotOurs,
        }
        // Where upper and lower case are the same, `A.jpg` may be the `a.jpg` of now.
        let real = fs::canonicalize(&path).ok();
        let is_same = |other: &PathBuf| fs::canonicalize(self.path(other)).ok() == real;
        if now.like(name).iter().any(is_same) {
            return Removal::NothingThere;
        }
        let is_ours = Digest::of_file(&path).is_ok_and(|digest| digests.contains(&digest));
        if !is_ours || fs::remove_file(&path).is_err() {
            return Removal::NotOurs;
        }
        let above = name.ancestors().skip(1);
        for folder in above.take_while(|folder| *folder != Path::new("")) {
            if fs::remove_dir(self.path(folder)).is_err() {
                break; // there is more in it
            }
        }
        Removal::Done
    }
}

/// Names of copies, to be asked for with or without regard to upper and lower case.
struct Names(HashMap<String, Vec<PathBuf>>);

impl Names {
    fn of(copies: &[Copy]) -> Self {
        let mut names: HashMap<_, Vec<_>> = HashMap::new();
        for copy in copies {
            let alike = names.entry(key(&copy.name)).or_default();
            alike.push(copy.name.clone());
        }
        Self(names)
    }

    fn like(&self, name: &Path) -> &[PathBuf] {
        self.0.get(&key(name)).map_or(&[], Vec::as_slice)
    }

    fn has(&self, name: &Path) -> bool {
        self.like(name).iter().any(|known| known == name)
    }
}

/// Whether a file is there and has this digest.
fn holds(path: &Path, digest: Digest, most_bytes: u64) -> bool {
    fs::metadata(path).is_ok_and(|about| about.is_file() && about.len() <= most_bytes)
        && Digest::of_file(path).is_ok_and(|found| found == digest)
}
