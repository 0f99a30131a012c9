//! Paths from a file or a pipe, for `--files-from`.

use std::io::{BufRead, Read as _};
use std::path::PathBuf;

use crate::error::{Error, ListProblem};

/// What stands between two paths in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListSeparator {
    /// The end of a line, Windows' included.
    Lines,
    /// A zero byte, as `find -print0` writes it: for names with a newline in them.
    Nul,
}

/// The most bytes of one path: Windows allows 32,767 UTF-16 units, three bytes each, and nobody
/// allows more. A list that isn't one, such as a picture, ends here before it fills the memory.
const MAX_PATH_BYTES: usize = 3 * 32_767;

/// The most bytes of a whole list: a million paths take about a hundred megabytes. Chosen, not fitted.
const MOST_LIST_BYTES: u64 = 256 << 20;

/// Reads a list of paths, bytes kept exactly as they are on Unix.
///
/// Empty entries are ignored, and so is a UTF-8 byte order mark before the first line. `name` is
/// for messages.
pub fn read_list(
    name: &str,
    reader: impl BufRead,
    separator: ListSeparator,
) -> Result<Vec<PathBuf>, Error> {
    let end = match separator {
        ListSeparator::Lines => b'\n',
        ListSeparator::Nul => 0,
    };
    let longest = MAX_PATH_BYTES + b"\r\n".len();
    let mut reader = reader.take(MOST_LIST_BYTES + 1);
    let mut paths = Vec::new();
    for number in 1.. {
        let bad = |problem| Error::BadList {
            list: name.to_owned(),
            entry: number,
            problem,
        };
        let mut entry = Vec::new();
        let read = (&mut reader)
            .take(longest as u64)
            .read_until(end, &mut entry)
            .map_err(|cause| Error::UnreadableList {
                list: name.to_owned(),
                cause: cause.to_string(),
            })?;
        if read == 0 {
            break;
        }
        if reader.limit() == 0 {
            let limit_bytes = MOST_LIST_BYTES;
            return Err(bad(ListProblem::ListTooLong { limit_bytes }));
        }
        let path = match separator {
            ListSeparator::Lines if number == 1 && is_utf16(&entry) => {
                return Err(bad(ListProblem::Utf16));
            }
            ListSeparator::Lines => line(&entry, number == 1),
            ListSeparator::Nul => entry.strip_suffix(b"\0").unwrap_or(&entry),
        };
        if path.len() > MAX_PATH_BYTES {
            let limit_bytes = MAX_PATH_BYTES;
            return Err(bad(ListProblem::TooLong { limit_bytes }));
        }
        if !path.is_empty() {
            paths.push(to_path(path).ok_or_else(|| bad(ListProblem::NotUtf8))?);
        }
    }
    Ok(paths)
}

/// Whether a list begins as Windows `PowerShell` begins a file.
fn is_utf16(entry: &[u8]) -> bool {
    entry.starts_with(b"\xFF\xFE") || entry.starts_with(b"\xFE\xFF")
}

/// A line without its end and, if it is the first, without a byte order mark.
fn line(entry: &[u8], first: bool) -> &[u8] {
    let line = entry.strip_suffix(b"\n").unwrap_or(entry);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let marked = if first {
        line.strip_prefix(b"\xEF\xBB\xBF")
    } else {
        None
    };
    marked.unwrap_or(line)
}

#[cfg(unix)]
#[expect(
    clippy::unnecessary_wraps,
    reason = "other systems can't take every byte"
)]
fn to_path(bytes: &[u8]) -> Option<PathBuf> {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    Some(OsStr::from_bytes(bytes).into())
}

#[cfg(not(unix))]
fn to_path(bytes: &[u8]) -> Option<PathBuf> {
    std::str::from_utf8(bytes).ok().map(PathBuf::from)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a panic is the failure of a test")]
mod tests {
    use std::io;
    use std::path::Path;

    use super::*;

    #[test]
    fn lists_are_read_as_people_and_programs_write_them() {
        use ListSeparator::{Lines, Nul};
        let cases: [(&[u8], ListSeparator, &[&str]); 10] = [
            (b"a.jpg\nb.jpg\n", Lines, &["a.jpg", "b.jpg"]),
            (b"a.jpg\r\nb.jpg", Lines, &["a.jpg", "b.jpg"]),
            (b"\n\r\na.jpg\n\n", Lines, &["a.jpg"]),
            (b" a .jpg \n", Lines, &[" a .jpg "]),
            (
                b"\xEF\xBB\xBFa.jpg\n\xEF\xBB\xBFb\n",
                Lines,
                &["a.jpg", "\u{feff}b"],
            ),
            ("身份证.jpg\n".as_bytes(), Lines, &["身份证.jpg"]),
            (b"", Lines, &[]),
            (b"a\nb.jpg\0c.jpg\r\0", Nul, &["a\nb.jpg", "c.jpg\r"]),
            (b"a.jpg\0\0b.jpg", Nul, &["a.jpg", "b.jpg"]),
            (b"\0", Nul, &[]),
        ];
        for (bytes, separator, expected) in cases {
            let paths = read_list("-", bytes, separator).unwrap();
            let expected: Vec<&Path> = expected.iter().map(Path::new).collect();
            assert_eq!(paths, expected, "{bytes:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn bytes_that_are_no_text_are_kept() {
        use std::os::unix::ffi::OsStrExt as _;
        let paths = read_list("-", &b"\xFF\x01.jpg\n"[..], ListSeparator::Lines).unwrap();
        assert_eq!(paths[0].as_os_str().as_bytes(), b"\xFF\x01.jpg");
    }

    #[test]
    fn the_longest_path_is_read_and_one_byte_more_is_refused() {
        for (end, separator) in [
            (&b"\r\n"[..], ListSeparator::Lines),
            (b"\0", ListSeparator::Nul),
        ] {
            let longest = [&vec![b'x'; MAX_PATH_BYTES], end, b"b", end].concat();
            assert_eq!(read_list("-", &*longest, separator).unwrap().len(), 2);
            let longer = [b"a", end, &vec![b'x'; MAX_PATH_BYTES + 1], end].concat();
            let error = read_list("-", &*longer, separator).unwrap_err();
            let limit_bytes = MAX_PATH_BYTES;
            assert!(matches!(
                error,
                Error::BadList { entry: 2, problem: ListProblem::TooLong { limit_bytes: l }, .. }
                    if l == limit_bytes
            ));
        }
        // An endless line ends at the limit, not in memory.
        let endless = io::BufReader::new(io::repeat(b'x'));
        assert!(read_list("-", endless, ListSeparator::Lines).is_err());
    }

    #[test]
    fn a_list_that_power_shell_wrote_gets_a_hint() {
        let error =
            read_list("list.txt", &b"\xFF\xFEa\0\n\0"[..], ListSeparator::Lines).unwrap_err();
        assert_eq!(
            error.to_string(),
            "list of paths `list.txt` is UTF-16; save it as UTF-8"
        );
    }

    #[test]
    fn a_reader_that_fails_is_named() {
        struct Broken;
        impl io::Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::ErrorKind::PermissionDenied.into())
            }
        }
        let reader = io::BufReader::new(Broken);
        let error = read_list("list.txt", reader, ListSeparator::Nul).unwrap_err();
        assert!(matches!(error, Error::UnreadableList { list, .. } if list == "list.txt"));
    }
}
