//! The one place that writes pictures: bytes in, a whole file under its name out, or nothing.
//!
//! A copy is written beside its place, flushed to the disk, read back and compared with what was
//! judged, and only then given its name; so a run that is killed leaves whole files, and at worst a leftover that
//! the next run takes away.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Component, Path, PathBuf};

use super::record::{Record, Upkeep};
use super::unfinished::{PREFIX, SUFFIX, unfinished};
use crate::discover::{Source, SourceKind};
use crate::duplicates::Digest;
use crate::error::Error;

/// The folder that copies go to.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    overwrite: bool,
    /// What earlier runs have written, if that may be replaced.
    record: Option<Record>,
}

/// How a copy came to its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Placed {
    Written,
    /// The same bytes were there already.
    AlreadyThere,
}

/// What a copy meets in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Met {
    Nothing,
    /// The same bytes.
    Same,
    /// A file with other bytes that may be replaced.
    Replaceable,
}

/// Why a copy is not in its place.
#[derive(Debug)]
pub(super) enum NotPlaced {
    /// Another file has the name.
    Taken,
    /// A file has the name that no earlier run has written, or that was changed since.
    NotOurs,
    /// The name, or a folder above it, is a link or no file at all.
    NotAFile,
    /// The operating system refused.
    Failed(io::Error),
}

impl From<io::Error> for NotPlaced {
    fn from(cause: io::Error) -> Self {
        Self::Failed(cause)
    }
}

impl Folder {
    pub(super) fn new(path: &Path, overwrite: bool) -> Self {
        Self {
            path: path.to_owned(),
            overwrite,
            record: None,
        }
    }

    /// Makes the folder, takes away what a killed run left in the folders `below` it that copies will
    /// go to, and opens the record of what is in it, if one is kept.
    pub(super) fn prepare<'a>(
        &mut self,
        below: impl Iterator<Item = &'a Path>,
        upkeep: Option<&Upkeep>,
    ) -> Result<(), Error> {
        let unwritable = |cause| Error::unwritable(&self.path, &cause);
        fs::create_dir_all(&self.path).map_err(unwritable)?;
        // Whether files can be made here has to be known before the first picture is looked at.
        unfinished(&self.path).map_err(unwritable)?;
        self.record = upkeep
            .map(|upkeep| Record::open(&self.path, upkeep))
            .transpose()
            .map_err(unwritable)?;
        for below in below.collect::<BTreeSet<_>>() {
            self.sweep(below);
        }
        Ok(())
    }

    /// The path of a copy.
    pub(super) fn path(&self, below: &Path) -> PathBuf {
        self.path.join(below)
    }

    /// The record of what is in the folder, if one is kept.
    pub(super) const fn record(&self) -> Option<&Record> {
        self.record.as_ref()
    }

    /// Refuses a link, and a folder in which originals lie or that lies among them, whether it is
    /// there already or not: the next run would take its copies for originals.
    pub(super) fn refuse_unsafe(&self, sources: &[Source]) -> Result<(), Error> {
        let shown = self.path.display().to_string();
        match fs::symlink_metadata(&self.path) {
            Ok(about) if about.is_symlink() => return Err(Error::OutputIsLink { output: shown }),
            Ok(about) if !about.is_dir() => {
                let cause = io::Error::from(io::ErrorKind::NotADirectory);
                return Err(Error::unwritable(&self.path, &cause));
            }
            Ok(_) | Err(_) => {}
        }
        let here = real(&self.path).map_err(|cause| Error::unwritable(&self.path, &cause))?;
        for source in sources {
            let holds_it = source.kind == SourceKind::File
                && fs::canonicalize(&source.path).is_ok_and(|path| path.starts_with(&here));
            let lies_in_the_input =
                fs::canonicalize(&source.root).is_ok_and(|root| here.starts_with(root));
            if holds_it || lies_in_the_input {
                return Err(Error::OutputAmongOriginals {
                    output: shown,
                    original: source.shown.clone(),
                });
            }
        }
        Ok(())
    }

    /// Takes away what a killed run left unfinished. Two runs into one folder at the same time are
    /// not provided for: the later one may make the earlier one fail, visibly.
    fn sweep(&self, below: &Path) {
        let is_link = self.refuse_links(&below.join("copy")).is_err();
        let Ok(entries) = fs::read_dir(self.path(below)) else {
            return; // it doesn't exist yet
        };
        for entry in entries.filter_map(Result::ok).filter(|_| !is_link) {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with(PREFIX) && name.ends_with(SUFFIX) {
                // One that can't be removed is in nobody's way.
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// What a copy with these bytes would meet, without writing anything.
    pub(super) fn look(&self, below: &Path, bytes: &[u8]) -> Result<Met, NotPlaced> {
        let path = self.path(below);
        self.refuse_links(below)?;
        match fs::symlink_metadata(&path) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(Met::Nothing),
            Err(cause) => Err(cause.into()),
            Ok(about) if !about.is_file() => Err(NotPlaced::NotAFile),
            Ok(about) if about.len() == bytes.len() as u64 && fs::read(&path)? == bytes => {
                Ok(Met::Same)
            }
            Ok(_) if self.overwrite => Ok(Met::Replaceable),
            Ok(_) => match &self.record {
                None => Err(NotPlaced::Taken),
                Some(record) if record.is_ours(below, Digest::of_file(&path)?) => {
                    Ok(Met::Replaceable)
                }
                Some(_) => Err(NotPlaced::NotOurs),
            },
        }
    }

    /// Puts bytes in their place, if the disk gives the same bytes back.
    pub(super) fn place(&self, below: &Path, bytes: &[u8]) -> Result<Placed, NotPlaced> {
        let met = self.look(below, bytes)?;
        if met == Met::Same {
            return Ok(Placed::AlreadyThere);
        }
        let path = self.path(below);
        let folder = path.parent().unwrap_or(&self.path);
        fs::create_dir_all(folder)?;
        let mut unfinished = unfinished(folder)?;
        unfinished.write_all(bytes)?;
        unfinished.as_file().sync_all()?;
        let mut on_disk = Vec::with_capacity(bytes.len());
        File::open(unfinished.path())?.read_to_end(&mut on_disk)?;
        if on_disk != bytes {
            return Err(
                io::Error::other("the disk gave back other bytes than were written").into(),
            );
        }
        let persisted = if met == Met::Replaceable || self.overwrite {
            unfinished.persist(&path)
        } else {
            unfinished.persist_noclobber(&path)
        };
        persisted.map_err(|error| match error.error.kind() {
            io::ErrorKind::AlreadyExists => NotPlaced::Taken,
            _ => NotPlaced::Failed(error.error),
        })?;
        flush_folder(folder)?;
        Ok(Placed::Written)
    }

    /// Refuses a way to the copy that leads through a link.
    pub(super) fn refuse_links(&self, below: &Path) -> Result<(), NotPlaced> {
        let mut path = self.path.clone();
        for part in below.parent().into_iter().flat_map(Path::components) {
            let Component::Normal(name) = part else {
                return Err(NotPlaced::NotAFile);
            };
            path.push(name);
            match fs::symlink_metadata(&path) {
                Ok(about) if about.is_dir() => {}
                Ok(_) => return Err(NotPlaced::NotAFile),
                Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(()),
                Err(cause) => return Err(cause.into()),
            }
        }
        Ok(())
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

/// Makes sure that a name survives a power failure.
#[cfg(unix)]
fn flush_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Folders can't be opened for that here; the file system's journal keeps names.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "on unix it can fail")]
fn flush_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
