//! Files opened without waiting and read with a bound. A path was a regular file when it was found; by now
//! it may be a pipe that nobody writes into, a device, or a file that grows.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _};
use std::path::Path;

/// Opens a regular file for reading; anything else is refused, and never waited for.
pub fn open_file(path: impl AsRef<Path>) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    open_regular(path.as_ref(), &mut options)
}

/// Opens a regular file as the options say.
pub(super) fn open_regular(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt as _;
        // Nothing happens to a regular file by them: a pipe is opened at once, a terminal isn't taken over.
        let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
        options.custom_flags(flags.bits().cast_signed());
    }
    let file = options.open(path)?;
    // Of what was opened, not of what has the name now.
    if file.metadata()?.is_file() {
        Ok(file)
    } else {
        Err(io::Error::other("no regular file"))
    }
}

/// Reads a regular file of at most so many bytes; a larger one is an error.
pub fn read_file(path: impl AsRef<Path>, most_bytes: u64) -> io::Result<Vec<u8>> {
    let file = open_file(path)?;
    let too_large = || {
        let says = format!("larger than the {most_bytes} bytes that are read");
        io::Error::new(io::ErrorKind::FileTooLarge, says)
    };
    let stated = file.metadata()?.len();
    if stated > most_bytes {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(stated).unwrap_or(0));
    // Some files state no size, and others grow.
    file.take(most_bytes.saturating_add(1))
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most_bytes {
        return Err(too_large());
    }
    Ok(bytes)
}

/// Reads a text of at most so many bytes.
pub fn read_text(path: impl AsRef<Path>, most_bytes: u64) -> io::Result<String> {
    let bytes = read_file(path, most_bytes)?;
    String::from_utf8(bytes)
        .map_err(|_no_text| io::Error::new(io::ErrorKind::InvalidData, "no UTF-8 text"))
}

#[cfg(test)]
#[expect(
    clippy::unwrap_used,
    reason = "a test that can't go on should stop loudly"
)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn no_more_is_read_than_is_allowed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, "four").unwrap();
        assert_eq!(read_text(&path, 4).unwrap(), "four");
        let refused = read_text(&path, 3).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::FileTooLarge);
        assert_eq!(refused.to_string(), "larger than the 3 bytes that are read");
        fs::write(&path, b"\xff").unwrap();
        let refused = read_text(&path, 4).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::InvalidData);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_refused_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        for path in [&pipe, Path::new("/dev/zero"), folder.path()] {
            let refused = read_file(path, 100).unwrap_err();
            assert_eq!(refused.to_string(), "no regular file", "{path:?}");
        }
    }

    /// They state a size of 0, and some never end.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_that_states_no_size_is_read_with_the_same_bound() {
        assert!(!read_file("/proc/self/stat", 1 << 16).unwrap().is_empty());
        let refused = read_file("/proc/self/maps", 10).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::FileTooLarge);
    }
}
