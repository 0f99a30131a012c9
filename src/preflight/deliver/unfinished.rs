//! Files that are not whole yet: beside their place, under names that are nobody's.

use std::io;
use std::path::Path;

/// What they are called.
pub(super) const PREFIX: &str = ".certpreflight-";
pub(super) const SUFFIX: &str = ".part";

/// A file of its own name in the folder, gone when dropped.
pub(super) fn unfinished(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // What any program asks for; the umask takes away what the user doesn't want to give.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}
