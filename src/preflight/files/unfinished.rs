//! Files that are not whole yet: beside their place, under names that are nobody's, for the owner alone.
//!
//! None of them stays behind. One that is dropped is gone; before a process ends in another way it calls
//! [`remove_unfinished`]; and what a process left that could not, is taken away by the next one that writes
//! into the folder ([`sweep`]). A file that is being written is locked, so that it is told from a leftover.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::NamedTempFile;

use super::open::open_regular;
use super::readers::Readers;

/// What they are called.
const PREFIX: &str = ".certpreflight-";
const SUFFIX: &str = ".part";

/// How often one is made anew that somebody took for a leftover before it was locked.
const MOST_ATTEMPTS: usize = 5;

/// Those of this process.
static OURS: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn ours() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    // Nothing that could fail is done while the lock is held.
    OURS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file that is not whole yet, gone when dropped.
#[derive(Debug)]
pub struct Unfinished {
    folder: PathBuf,
    file: NamedTempFile,
    // Behind the file, which is dropped first: it is among ours as long as it is there.
    noted: Noted,
}

/// That a path stands among [`OURS`].
#[derive(Debug)]
struct Noted(PathBuf);

impl Drop for Noted {
    fn drop(&mut self) {
        ours().remove(&self.0);
    }
}

/// A new file in this folder, with the bits of any new file or, unless asked for, for the owner alone.
fn made(folder: &Path, is_usual: bool) -> io::Result<(NamedTempFile, Noted)> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    #[cfg(unix)]
    if is_usual {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    #[cfg(not(unix))]
    let _ = is_usual;
    let file = builder.tempfile_in(folder)?;
    let path = file.path().to_owned();
    ours().insert(path.clone());
    Ok((file, Noted(path)))
}

impl Unfinished {
    /// A new one in this folder.
    pub fn new_in(folder: &Path) -> io::Result<Self> {
        for _ in 0..MOST_ATTEMPTS {
            let (file, noted) = made(folder, false)?;
            // Where files can't be locked, nobody takes them away either. One that is locked already is just being
            // taken for a leftover.
            let is_taken = matches!(file.as_file().try_lock(), Err(TryLockError::WouldBlock));
            if !is_taken && noted.0.exists() {
                return Ok(Self {
                    folder: folder.to_owned(),
                    file,
                    noted,
                });
            }
        }
        Err(io::Error::other("somebody takes new files away"))
    }

    /// Reads back what is in it.
    pub(crate) fn content(&mut self) -> io::Result<Vec<u8>> {
        let file = self.file.as_file_mut();
        file.rewind()?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Flushes it to the disk, lets these people read it, and gives it its name, which a file that is
    /// there has only lost if it may be replaced.
    pub fn finish(self, name: &Path, readers: Readers, may_replace: bool) -> io::Result<File> {
        let Self {
            folder,
            file,
            noted: _noted,
        } = self;
        file.as_file().sync_all()?;
        let usual_mode = match readers {
            Readers::OWNER => 0, // nobody else is let in, however usual
            _ => usual_mode(&folder)?,
        };
        readers.admit_to(file.as_file(), usual_mode)?;
        let finished = if may_replace {
            file.persist(name)
        } else {
            file.persist_noclobber(name)
        };
        finished.map_err(|error| error.error)
    }
}

impl Write for Unfinished {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The bits that a new file has in a folder: what the umask, or the folder itself, leaves of reading and
/// writing. Asked of an empty file, because one with something in it must never have had more.
#[cfg(unix)]
fn usual_mode(folder: &Path) -> io::Result<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    let (probe, _noted) = made(folder, true)?;
    Ok(probe.as_file().metadata()?.permissions().mode())
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "on unix it can fail")]
fn usual_mode(_: &Path) -> io::Result<u32> {
    Ok(0)
}

/// Removes what this process has not finished. For the moment before it ends without another step.
pub fn remove_unfinished() {
    for path in ours().iter() {
        // One that can't be removed is taken away by the next run.
        let _ = fs::remove_file(path);
    }
}

/// Takes away what a killed process left unfinished in a folder. What a living one is writing stays.
pub fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return; // it doesn't exist yet
    };
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(PREFIX) && name.ends_with(SUFFIX) && is_left_over(&entry.path()) {
            // One that can't be removed is in nobody's way.
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn is_left_over(path: &Path) -> bool {
    if !fs::symlink_metadata(path).is_ok_and(|about| about.is_file()) {
        return false;
    }
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    let Ok(file) = open_regular(path, &mut options) else {
        return false;
    };
    file.try_lock().is_ok()
}

#[cfg(test)]
#[expect(
    clippy::unwrap_used,
    reason = "a test that can't go on should stop loudly"
)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }

    #[test]
    fn what_is_being_written_stays_and_leftovers_go() {
        let folder = tempfile::tempdir().unwrap();
        let left = format!("{PREFIX}abcdef{SUFFIX}");
        for name in [&left, ".certpreflight-notes.txt", "scan.part"] {
            fs::write(folder.path().join(name), "half a picture").unwrap();
        }
        let mut living = Unfinished::new_in(folder.path()).unwrap();
        living.write_all(b"whole").unwrap();
        sweep(folder.path());
        let found = names(folder.path());
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(!found.contains(&left));
        assert_eq!(living.content().unwrap(), b"whole");
        living
            .finish(&folder.path().join("a.jpg"), Readers::EVERYBODY, false)
            .unwrap();
        drop(Unfinished::new_in(folder.path()).unwrap());
        let mut found = names(folder.path());
        found.sort();
        assert_eq!(found, [".certpreflight-notes.txt", "a.jpg", "scan.part"]);
    }

    #[test]
    fn a_name_that_is_taken_is_replaced_only_if_it_may_be() {
        let folder = tempfile::tempdir().unwrap();
        let name = folder.path().join("a.jpg");
        fs::write(&name, "old").unwrap();
        let new = || Unfinished::new_in(folder.path()).unwrap();
        let refused = new().finish(&name, Readers::EVERYBODY, false).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&name).unwrap(), b"old");
        new().finish(&name, Readers::EVERYBODY, true).unwrap();
        assert_eq!(fs::read(&name).unwrap(), b"");
        assert_eq!(names(folder.path()), ["a.jpg"]);
    }

    #[cfg(unix)]
    #[test]
    fn it_is_the_owners_alone_until_it_is_finished() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let mut seen = 0;
        for (readers, most) in [(Readers::EVERYBODY, 0o644), (Readers::OWNER, 0o600)] {
            let unfinished = Unfinished::new_in(folder.path()).unwrap();
            assert_eq!(mode(&unfinished.noted.0), 0o600);
            let name = folder.path().join("a.jpg");
            unfinished.finish(&name, readers, true).unwrap();
            assert_eq!(mode(&name) & !most, 0);
            seen += 1;
        }
        assert_eq!(seen, 2);
    }
}
