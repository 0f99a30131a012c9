//! How paths are shown. File names are hostile: they may hold control characters, characters that
//! turn the text around, or bytes that are no text at all.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::Path;

/// The path as text with `/` on every system. Bytes that are not UTF-8 appear as `\xFF`; whether
/// there were any is told by [`percent_encoded`].
pub(crate) fn shown(path: &Path) -> String {
    let mut text = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a String can't fail.
            let _ = write!(text, "\\x{byte:02X}");
        }
    }
    if cfg!(windows) {
        text = text.replace('\\', "/");
    }
    text
}

/// The path as seen from a folder that it lies in; the path itself anywhere else.
pub(crate) fn seen_from<'a>(folder: Option<&Path>, path: &'a Path) -> &'a Path {
    let below = folder.and_then(|folder| path.strip_prefix(folder).ok());
    below
        .filter(|below| !below.as_os_str().is_empty())
        .unwrap_or(path)
}

/// The path percent-encoded byte by byte (RFC 3986, slashes kept), if it isn't Unicode.
pub(crate) fn percent_encoded(path: &Path) -> Option<String> {
    if path.to_str().is_some() {
        return None;
    }
    let mut text = String::new();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                text.push(char::from(*byte));
            }
            _ => {
                let _ = write!(text, "%{byte:02X}");
            }
        }
    }
    Some(text)
}

/// Makes text from outside harmless on a terminal: control characters, characters that turn the
/// direction of writing and invisible ones are escaped as `\x1B` or `\u{202E}`. Everything that
/// can be seen stays as it is, `文档.jpg` too. For a terminal only: files get names unchanged.
pub fn sanitize_for_terminal(text: &str) -> Cow<'_, str> {
    if !text.contains(is_deceptive) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        let code = u32::from(c);
        let _ = if !is_deceptive(c) {
            safe.write_char(c)
        } else if code <= 0xFF {
            write!(safe, "\\x{code:02X}")
        } else {
            write!(safe, "\\u{{{code:04X}}}")
        };
    }
    Cow::Owned(safe)
}

/// Whether a character does something on a terminal other than being seen.
///
/// Variation selectors are not among them: they belong to many Chinese characters and emoji.
fn is_deceptive(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}'                    // soft hyphen
            | '\u{34F}'                 // combining grapheme joiner
            | '\u{61C}'                 // Arabic letter mark
            | '\u{115F}' | '\u{1160}'   // Hangul fillers
            | '\u{17B4}' | '\u{17B5}'   // Khmer inherent vowels
            | '\u{180E}'                // Mongolian vowel separator
            | '\u{200B}'..='\u{200F}'   // zero width, direction marks
            | '\u{2028}'..='\u{202E}'   // line and paragraph separators, embeddings, overrides
            | '\u{2060}'..='\u{206F}'   // word joiner, isolates, deprecated format characters
            | '\u{3164}'                // Hangul filler
            | '\u{FEFF}'                // zero width no-break space
            | '\u{FFA0}'                // halfwidth Hangul filler
            | '\u{FFF9}'..='\u{FFFB}'   // interlinear annotation
            | '\u{E0000}'..='\u{E007F}' // tags
        )
}

/// The order of names as people count: by their bytes, but digits by the number that they write.
pub(super) fn natural_order(a: &OsStr, b: &OsStr) -> Ordering {
    let (a, b) = (a.as_encoded_bytes(), b.as_encoded_bytes());
    let by_pieces = pieces(a).cmp(pieces(b));
    by_pieces.then_with(|| a.cmp(b)) // 01 and 1 are the same number
}

/// The name cut into numbers and single other bytes.
fn pieces(name: &[u8]) -> impl Iterator<Item = Piece<'_>> {
    name.chunk_by(|a, b| a.is_ascii_digit() && b.is_ascii_digit())
        .map(Piece::of)
}

/// A piece of a name. The order of the kinds is that of the bytes they begin with.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Piece<'a> {
    /// A byte below `0`.
    Before(&'a [u8]),
    /// How many digits there are without zeros at the front, and these digits: as numbers compare.
    Number(usize, &'a [u8]),
    /// A byte above `9`.
    Behind(&'a [u8]),
}

impl<'a> Piece<'a> {
    fn of(piece: &'a [u8]) -> Self {
        match piece {
            [b'0'..=b'9', ..] => {
                let zeros = piece.iter().take_while(|digit| **digit == b'0').count();
                Self::Number(piece.len() - zeros, &piece[zeros..])
            }
            [..b'0', ..] | [] => Self::Before(piece),
            _ => Self::Behind(piece),
        }
    }
}

/// Whether the name is one that Unix systems hide.
pub(super) fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

/// Whether the name belongs to the bookkeeping of Windows, macOS or a network drive.
pub(super) fn is_system_file(name: &OsStr) -> bool {
    const NAMES: [&str; 10] = [
        "Thumbs.db",
        "ehthumbs.db",
        "desktop.ini",
        "$RECYCLE.BIN",
        "System Volume Information",
        ".DS_Store",
        "__MACOSX",
        ".Spotlight-V100",
        ".Trashes",
        "@eaDir", // thumbnails of a Synology drive
    ];
    // macOS keeps a second file beside each one on foreign drives: `._scan.jpg` is not a picture.
    name.as_encoded_bytes().starts_with(b"._")
        || NAMES.iter().any(|known| name.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_ordered_by_their_value() {
        let ordered = [
            "",
            "(1).jpg",
            "01.jpg",
            "1.jpg",
            "2.jpg",
            "10.jpg",
            "B2.jpg",
            "a.jpg",
            "a1.jpg",
            "a1b3.jpg",
            "a1b20.jpg",
            "a99999999999999999999.jpg",
            "a100000000000000000000.jpg",
            "身份证2.jpg",
            "身份证10.jpg",
        ];
        for (at, a) in ordered.iter().enumerate() {
            for (other, b) in ordered.iter().enumerate() {
                let order = natural_order(OsStr::new(a), OsStr::new(b));
                assert_eq!(order, at.cmp(&other), "{a} {b}");
            }
        }
    }

    #[test]
    fn what_can_be_seen_stays_as_it_is() {
        let names = [
            "scan.jpg",
            "文档.jpg",
            "résumé.pdf",
            "营业执照（副本）.png",
            "❤\u{FE0F}.jpg",
            "葛\u{E0100}.jpg",
            "a\u{FFFD}b",
            "\\x1B",
        ];
        for name in names {
            assert!(matches!(sanitize_for_terminal(name), Cow::Borrowed(same) if same == name));
        }
        assert_eq!(names.len(), 8);
    }

    #[test]
    fn what_deceives_is_escaped() {
        let cases = [
            ("a\u{1b}[31mb", "a\\x1B[31mb"),
            ("a\nPASS b", "a\\x0APASS b"),
            ("a\rb\tc\0", "a\\x0Db\\x09c\\x00"),
            ("\u{9b}31m", "\\x9B31m"),
            ("\u{202E}gpj.exe", "\\u{202E}gpj.exe"),
            ("a\u{2066}b\u{200B}c", "a\\u{2066}b\\u{200B}c"),
            ("\u{FEFF}文档", "\\u{FEFF}文档"),
        ];
        for (name, expected) in cases {
            assert_eq!(sanitize_for_terminal(name), expected);
        }
        assert_eq!(cases.len(), 7);
    }

    #[test]
    fn system_files_and_hidden_files_are_told_by_name() {
        let cases = [
            ("Thumbs.db", true, false),
            ("THUMBS.DB", true, false),
            (".DS_Store", true, true),
            ("._scan.jpg", true, true),
            ("__MACOSX", true, false),
            (".git", false, true),
            ("thumbs.jpg", false, false),
            ("身份证.jpg", false, false),
        ];
        for (name, system, hidden) in cases {
            let name = OsStr::new(name);
            assert_eq!((is_system_file(name), is_hidden(name)), (system, hidden));
        }
        assert_eq!(cases.len(), 8);
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_no_text_are_shown_and_can_still_be_told_apart() {
        use std::os::unix::ffi::OsStrExt as _;
        let odd = Path::new(OsStr::from_bytes(b"a b/\xFFx\xE4\xB8.jpg"));
        let plain = Path::new("a b/\\xFFx\\xE4\\xB8.jpg");
        assert_eq!(shown(odd), "a b/\\xFFx\\xE4\\xB8.jpg");
        assert_eq!(shown(plain), shown(odd));
        assert_eq!(
            percent_encoded(odd).as_deref(),
            Some("a%20b/%FFx%E4%B8.jpg")
        );
        assert_eq!(percent_encoded(plain), None);
    }
}
