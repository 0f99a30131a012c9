//! Which files and folders are the originals', by what they are and not by what they are called: the same
//! folder may be mounted twice, linked to, or reached through a link above it.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::discover::{Source, SourceKind};
use crate::error::Error;
use crate::files::{FileId, folder_of};

/// What must not be written to.
#[derive(Clone, Debug, Default)]
pub struct Originals {
    files: HashSet<FileId>,
    /// Folders that originals lie in.
    holding: HashSet<FileId>,
    /// Those and all folders above them, each with one of the originals.
    above: HashMap<FileId, String>,
    /// The folders that were named, and those in them on the way to an original.
    inside: HashMap<FileId, String>,
}

/// Folders that were looked at, so that none is twice.
#[derive(Default)]
struct Seen<'a> {
    roots: HashSet<&'a Path>,
    folders: HashSet<&'a Path>,
    inside: HashSet<&'a Path>,
    above: HashSet<PathBuf>,
}

impl Originals {
    /// The originals among these sources.
    pub fn of(sources: &[Source]) -> Self {
        let mut originals = Self::default();
        let mut seen = Seen::default();
        for source in sources {
            originals.add(source, &mut seen);
        }
        originals
    }

    fn add<'a>(&mut self, source: &'a Source, seen: &mut Seen<'a>) {
        let root = source.root.as_path();
        if seen.roots.insert(root) && root.is_dir() {
            note(&mut self.inside, root, source);
        }
        if source.kind != SourceKind::File {
            return;
        }
        self.files.extend(FileId::of(&source.path));
        let folder = folder_of(&source.path);
        if seen.folders.insert(folder) {
            self.hold(folder, source, seen);
            let below_root = folder.ancestors().take_while(|above| *above != root);
            for above in below_root.filter(|_| root != source.path) {
                if !seen.inside.insert(above) {
                    break; // so those above it were, too
                }
                note(&mut self.inside, above, source);
            }
        }
        let is_link = fs::symlink_metadata(&source.path).is_ok_and(|about| about.is_symlink());
        if is_link && let Ok(real) = fs::canonicalize(&source.path) {
            self.hold(folder_of(&real), source, seen);
        }
    }

    /// Notes a folder with an original in it.
    fn hold(&mut self, folder: &Path, source: &Source, seen: &mut Seen<'_>) {
        self.holding.extend(FileId::of(folder));
        let Ok(real) = fs::canonicalize(folder) else {
            return;
        };
        for above in real.ancestors() {
            if !seen.above.insert(above.to_owned()) {
                break; // so those above it were, too
            }
            note(&mut self.above, above, source);
        }
    }

    /// Refuses a folder for copies that is a link, in which originals lie or that lies among them, whether
    /// it is there already or not: the next run would take its copies for originals.
    pub fn refuse_folder(&self, folder: &Path) -> Result<(), Error> {
        let shown = folder.display().to_string();
        match fs::symlink_metadata(folder) {
            Ok(about) if about.is_symlink() => return Err(Error::OutputIsLink { output: shown }),
            Ok(about) if !about.is_dir() => {
                let cause = io::Error::from(io::ErrorKind::NotADirectory);
                return Err(Error::unwritable(folder, &cause));
            }
            Ok(_) | Err(_) => {}
        }
        let here = real(folder).map_err(|cause| Error::unwritable(folder, &cause))?;
        let holds = FileId::of(&here).ok();
        let holds = holds.and_then(|id| self.above.get(&id));
        let mut around = here.ancestors().filter_map(|above| FileId::of(above).ok());
        let lies_in = || around.find_map(|id| self.inside.get(&id));
        match holds.or_else(lies_in) {
            None => Ok(()),
            Some(original) => Err(Error::OutputAmongOriginals {
                output: shown,
                original: original.clone(),
            }),
        }
    }

    /// Refuses a file to be written that is one of the originals.
    pub fn refuse_file(&self, file: &Path) -> Result<(), Error> {
        if self.is_one(file) {
            let output = file.display().to_string();
            return Err(Error::OutputIsOriginal { output });
        }
        Ok(())
    }

    /// Whether a path leads to one of the originals.
    fn is_one(&self, path: &Path) -> bool {
        FileId::of(path).is_ok_and(|id| self.files.contains(&id))
    }

    /// Whether a copy of this path would take an original's place, or lie beside one.
    pub(super) fn stand_at(&self, path: &Path) -> bool {
        let lies_beside = || FileId::of(folder_of(path)).is_ok_and(|id| self.holding.contains(&id));
        self.is_one(path) || lies_beside()
    }
}

fn note(folders: &mut HashMap<FileId, String>, folder: &Path, source: &Source) {
    if let Ok(id) = FileId::of(folder) {
        folders.entry(id).or_insert_with(|| source.shown.clone());
    }
}

/// A path without links and without `..`, whether all of it is there or not.
fn real(path: &Path) -> io::Result<PathBuf> {
    let mut real = PathBuf::new();
    for part in std::path::absolute(path)?.components() {
        match part {
            Component::ParentDir => {
                real.pop();
            }
            part => real.push(part),
        }
        // What isn't there leads nowhere else.
        real = fs::canonicalize(&real).unwrap_or(real);
    }
    Ok(real)
}
