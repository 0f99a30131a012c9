//! Lines that fit into a terminal, in a language that has spaces between its words and in one that
//! has none.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Cuts a text into lines of at most `room` columns, of which the first has `taken` columns less:
/// at spaces, and around Chinese characters, which are two columns wide, but never before a sign
/// that may not begin a line, nor behind one that may not end it. A word wider than that stays whole.
///
/// ```
/// use certpreflight::wrap;
///
/// assert_eq!(wrap("one two three", 0, 8), ["one two", "three"]);
/// assert_eq!(wrap("one two three", 5, 8), ["one", "two", "three"]);
/// ```
pub fn wrap(text: &str, taken: usize, room: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut line, mut word) = (String::new(), String::new());
    let mut taken = taken;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        word.push(character);
        let breaks = match characters.peek().copied() {
            None => true,
            Some(next) if closes(next) || opens(character) => false,
            Some(next) => character == ' ' || is_wide(character) || is_wide(next),
        };
        if breaks {
            let is_begun = taken > 0 || !line.is_empty();
            if is_begun && taken + line.width() + word.trim_end().width() > room {
                lines.push(line.trim_end().to_owned());
                line.clear();
                taken = 0;
            }
            line.push_str(&word);
            word.clear();
        }
    }
    lines.push(line.trim_end().to_owned());
    lines
}

fn is_wide(character: char) -> bool {
    character.width() == Some(2)
}

/// Signs that typography keeps at the end of a line.
fn closes(character: char) -> bool {
    "，。、；：？！）》」』”’…".contains(character)
}

/// Signs that typography keeps at the beginning of what they open.
fn opens(character: char) -> bool {
    "（《「『“‘".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_never_wider_than_the_room() {
        let text = "文件大小为 18 KB，平台要求不小于 55KB（旧版）。请以更高的分辨率「重新扫描」或拍摄，不要放大。";
        for room in [20, 33, 40, 80, 200] {
            for taken in [0, 7, 19] {
                let lines = wrap(text, taken, room);
                for (number, line) in lines.iter().enumerate() {
                    let before = if number == 0 { taken } else { 0 };
                    assert!(before + line.width() <= room, "{line:?} in {room}");
                    assert!(!line.starts_with(closes), "{line:?}");
                    assert!(!line.ends_with(opens), "{line:?}");
                }
                assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
            }
        }
    }

    #[test]
    fn english_is_cut_at_spaces_only() {
        assert_eq!(wrap("one two three", 0, 8), ["one two", "three"]);
        assert_eq!(wrap("one two three", 5, 8), ["one", "two", "three"]);
        assert_eq!(wrap("one two", 6, 8), ["", "one two"]);
        assert_eq!(wrap("unbreakable", 0, 4), ["unbreakable"]);
    }
}
