//! Which file a path leads to, whatever the path is called.

use std::io;
use std::path::Path;

/// What two paths have in common if and only if they lead to the same file or folder.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct FileId(Id);

/// Device and inode: mounted in two places, linked, or called in two ways, a folder keeps them.
#[cfg(unix)]
type Id = (u64, u64);

/// The path with everything followed that leads elsewhere. Two hard links are different here, which does
/// no harm: a file is replaced by its name, and the other name keeps what it had.
#[cfg(not(unix))]
type Id = std::path::PathBuf;

impl FileId {
    /// Of what a path leads to, links followed.
    #[cfg(unix)]
    pub(crate) fn of(path: &Path) -> io::Result<Self> {
        use std::os::unix::fs::MetadataExt as _;
        let about = std::fs::metadata(path)?;
        Ok(Self((about.dev(), about.ino())))
    }

    /// Of what a path leads to, links followed.
    #[cfg(not(unix))]
    pub(crate) fn of(path: &Path) -> io::Result<Self> {
        std::fs::canonicalize(path).map(Self)
    }
}
