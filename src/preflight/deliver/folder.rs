//! The one place that writes pictures: bytes in, a whole file under its name out, or nothing.
//!
//! A copy is written beside its place, flushed to the disk, read back and compared with what was
//! judged, and only then given its name; so a run that is killed leaves whole files, and at worst a leftover that
//! the next run takes away.

use std::collections::BTreeSet;
use std::fs;
#[cfg(unix)]
use std::fs::File;
use std::io::{self, Write as _};
use std::iter;
use std::path::{Component, Path, PathBuf};

use super::originals::Originals;
use super::record::{Record, Upkeep};
use crate::duplicates::Digest;
use crate::error::Error;
use crate::files::{Readers, Unfinished, make_folders, read_file, sweep};

/// The folder that copies go to.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    overwrite: bool,
    originals: Originals,
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
    /// One of the originals has the name, or lies beside it.
    AmongOriginals,
    /// The operating system refused.
    Failed(io::Error),
}

impl From<io::Error> for NotPlaced {
    fn from(cause: io::Error) -> Self {
        Self::Failed(cause)
    }
}

impl Folder {
    /// The folder, if copies of these originals may lie in it.
    pub(super) fn new(path: &Path, overwrite: bool, originals: Originals) -> Result<Self, Error> {
        originals.refuse_folder(path)?;
        Ok(Self {
            path: path.to_owned(),
            overwrite,
            originals,
            record: None,
        })
    }

    /// Makes the folder, takes away what a killed run left in the folders `below` it that copies will
    /// go to, and opens the record of what is in it, if one is kept.
    pub(super) fn prepare<'a>(
        &mut self,
        below: impl Iterator<Item = &'a Path>,
        upkeep: Option<&Upkeep>,
    ) -> Result<(), Error> {
        let unwritable = |cause| Error::unwritable(&self.path, &cause);
        make_folders(&self.path).map_err(unwritable)?;
        // Whether files can be made here has to be known before the first picture is looked at.
        Unfinished::new_in(&self.path).map_err(unwritable)?;
        self.record = upkeep
            .map(|upkeep| Record::open(&self.path, upkeep))
            .transpose()
            .map_err(unwritable)?;
        let itself = iter::once(Path::new(""));
        for below in below.chain(itself).collect::<BTreeSet<_>>() {
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

    /// Takes away what a killed run left unfinished.
    fn sweep(&self, below: &Path) {
        if self.refuse_links(&below.join("copy")).is_ok() {
            sweep(&self.path(below));
        }
    }

    /// What a copy with these bytes would meet, without writing anything.
    pub(super) fn look(&self, below: &Path, bytes: &[u8]) -> Result<Met, NotPlaced> {
        let path = self.path(below);
        self.refuse_links(below)?;
        if self.originals.stand_at(&path) {
            return Err(NotPlaced::AmongOriginals);
        }
        match fs::symlink_metadata(&path) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(Met::Nothing),
            Err(cause) => Err(cause.into()),
            Ok(about) if !about.is_file() => Err(NotPlaced::NotAFile),
            Ok(about)
                if about.len() == bytes.len() as u64
                    && read_file(&path, about.len()).is_ok_and(|there| there == bytes) =>
            {
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

    /// Puts bytes in their place, if the disk gives the same bytes back, for these people to read.
    pub(super) fn place(
        &self,
        below: &Path,
        bytes: &[u8],
        readers: Readers,
    ) -> Result<Placed, NotPlaced> {
        let met = self.look(below, bytes)?;
        if met == Met::Same {
            return Ok(Placed::AlreadyThere);
        }
        let path = self.path(below);
        let folder = path.parent().unwrap_or(&self.path);
        make_folders(folder)?;
        let mut unfinished = Unfinished::new_in(folder)?;
        unfinished.write_all(bytes)?;
        if unfinished.content()? != bytes {
            return Err(
                io::Error::other("the disk gave back other bytes than were written").into(),
            );
        }
        let may_replace = met == Met::Replaceable || self.overwrite;
        let finished = unfinished.finish(&path, readers, may_replace);
        finished.map_err(|cause| match cause.kind() {
            io::ErrorKind::AlreadyExists => NotPlaced::Taken,
            _ => NotPlaced::Failed(cause),
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
