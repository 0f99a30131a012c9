//! Tells SVG, HTML, XML, JSON and plain text from each other and from binary data.

use std::borrow::Cow;

use crate::endian::tail;
use crate::format::Format;

/// How much of a file is looked at.
const WINDOW: usize = 4096;

/// Elements that only a web page begins with. The doctype counts with them.
const HTML: [&str; 12] = [
    "<!doctype html",
    "<html",
    "<head",
    "<body",
    "<script",
    "<title",
    "<meta",
    "<iframe",
    "<table",
    "<center",
    "<h1",
    "<div",
];

/// SVG, HTML, XML, JSON or text; `None` for binary data.
pub(super) fn identify(bytes: &[u8]) -> Option<Format> {
    let window = bytes.get(..WINDOW).unwrap_or(bytes);
    let is_cut = window.len() < bytes.len();
    let Some(text) = decode(window, is_cut) else {
        return is_gbk(window).then(|| of_markup(&ascii_of(window)));
    };
    Some(of_markup(&text))
}

/// The format of what is text for sure.
fn of_markup(text: &str) -> Format {
    let start = without_preamble(text);
    let begins_with = |name: &str| {
        start
            .get(..name.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(name))
    };
    if begins_with("<svg") || begins_with("<!doctype svg") {
        Format::Svg
    } else if HTML.iter().any(|name| begins_with(name)) {
        Format::Html
    } else if is_xml(text, start) {
        Format::Xml
    } else if is_json(start) {
        Format::Json
    } else {
        Format::Text
    }
}

/// Whether the text announces that it is XML, or is one element like those of servers' answers.
fn is_xml(text: &str, start: &str) -> bool {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let is_element = start
        .strip_prefix('<')
        .is_some_and(|rest| rest.starts_with(char::is_alphabetic));
    text.starts_with("<?xml") || is_element && start.contains("</")
}

/// Whether the text begins as an object or a list of JSON does.
fn is_json(start: &str) -> bool {
    let Some(rest) = start.strip_prefix(['{', '[']) else {
        return false;
    };
    let rest = rest.trim_start();
    rest.starts_with(['"', '{', '[', '}', ']'])
}

/// What follows byte order mark, white space, XML declaration and comments.
fn without_preamble(text: &str) -> &str {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        let after = [("<?", "?>"), ("<!--", "-->")]
            .iter()
            .find_map(|(open, close)| Some(rest.strip_prefix(open)?.split_once(close)?.1));
        let Some(after) = after else { return rest };
        rest = after;
    }
}

/// UTF-8, or UTF-16 with a byte order mark, without control characters.
fn decode(window: &[u8], is_cut: bool) -> Option<Cow<'_, str>> {
    let text = match window {
        [0xFF, 0xFE, rest @ ..] => Cow::Owned(utf16(rest, u16::from_le_bytes)?),
        [0xFE, 0xFF, rest @ ..] => Cow::Owned(utf16(rest, u16::from_be_bytes)?),
        _ => Cow::Borrowed(utf8(window, is_cut)?),
    };
    let is_binary = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\x0c' | '\x1b');
    (!text.is_empty() && !text.contains(is_binary)).then_some(text)
}

/// Valid UTF-8; the last character may be cut off where the window ends.
fn utf8(window: &[u8], is_cut: bool) -> Option<&str> {
    match str::from_utf8(window) {
        Ok(text) => Some(text),
        Err(error) if is_cut && error.error_len().is_none() => {
            str::from_utf8(window.get(..error.valid_up_to())?).ok()
        }
        Err(_) => None,
    }
}

fn utf16(bytes: &[u8], read: fn([u8; 2]) -> u16) -> Option<String> {
    let (units, _) = bytes.as_chunks();
    let mut text = String::with_capacity(units.len());
    for unit in char::decode_utf16(units.iter().copied().map(read)) {
        match unit {
            Ok(character) => text.push(character),
            Err(_) if text.len() > 1000 => break, // the window's end, between two halves
            Err(_) => return None,
        }
    }
    Some(text)
}

/// Whether the bytes are Chinese text in GBK: no control characters, and nearly all high bytes in
/// pairs of the range where the common characters lie (GB 2312).
fn is_gbk(window: &[u8]) -> bool {
    let mut rest = window;
    let (mut pairs, mut common) = (0_usize, 0_usize);
    while let Some(&byte) = rest.first() {
        let step = match byte {
            b'\t' | b'\n' | b'\r' | 0x20..=0x7E => 1,
            0x81..=0xFE => {
                let Some(&second) = rest.get(1) else { break };
                if !(0x40..=0xFE).contains(&second) || second == 0x7F {
                    return false;
                }
                pairs = pairs.saturating_add(1);
                if (0xA1..=0xF7).contains(&byte) && second >= 0xA1 {
                    common = common.saturating_add(1);
                }
                2
            }
            _ => return false,
        };
        rest = tail(rest, step);
    }
    // A single pair may be anything: two characters at least.
    pairs >= 2 && common.saturating_mul(10) >= pairs.saturating_mul(9)
}

/// The ASCII characters among the bytes, enough to find a tag in.
fn ascii_of(window: &[u8]) -> String {
    window
        .iter()
        .filter(|byte| byte.is_ascii())
        .copied()
        .map(char::from)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_told_from_text_and_from_binary() {
        let utf16: Vec<u8> = "\u{feff}<HTML><p>证件"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let cases: [(&[u8], Option<Format>); 19] = [
            (
                b"<svg xmlns='http://www.w3.org/2000/svg'/>",
                Some(Format::Svg),
            ),
            (
                b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- drawn --><!DOCTYPE svg PUBLIC ''><svg/>",
                Some(Format::Svg),
            ),
            (b"\r\n <!DocType HTML>\n<html>", Some(Format::Html)),
            (b"<!-- proxy --><html>", Some(Format::Html)),
            (b"<HTML><HEAD>", Some(Format::Html)),
            (&utf16, Some(Format::Html)),
            (
                b"{\"code\":404,\"message\":\"not found\"}",
                Some(Format::Json),
            ),
            (b"[{\"code\":404}]", Some(Format::Json)),
            (b"[note] no JSON", Some(Format::Text)),
            (b"<Error><Code>NoSuchKey</Code></Error>", Some(Format::Xml)),
            (b"<none of it>", Some(Format::Text)),
            (b"404: Not Found", Some(Format::Text)),
            ("证件图片".as_bytes(), Some(Format::Text)),
            (b"\xd6\xa4\xbc\xfe\xcd\xbc\xc6\xac\r\n", Some(Format::Text)),
            (b"<html>\xd6\xa4\xbc\xfe", Some(Format::Html)),
            (b"<?xml version='1.0'?><note/>", Some(Format::Xml)),
            (b"text\0binary", None),
            (b"\x80\x81\x82\x83\xff\x90", None),
            (b"\xff\xfe\x00\xd8\x00", None),
        ];
        for (bytes, expected) in cases {
            assert_eq!(identify(bytes), expected, "{bytes:?}");
        }
    }

    #[test]
    fn a_character_cut_by_the_window_does_not_make_text_binary() {
        for shift in 0..3 {
            let mut text = "x".repeat(shift);
            text.push_str(&"证".repeat(2000));
            assert_eq!(identify(text.as_bytes()), Some(Format::Text));
        }
    }
}
