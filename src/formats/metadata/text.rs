//! Text out of files, made fit for a report.

/// How long a program's name may get: generous for any real one, short enough for a report.
pub(super) const LONGEST_NAME: usize = 120;

/// One printable line of foreign text: control characters and repeated blanks become one blank,
/// the rest is cut at [`LONGEST_NAME`]. `None` if nothing is left.
pub(super) fn tidy(text: &str) -> Option<String> {
    let mut line = String::new();
    let spoken = text.split(|letter: char| letter.is_whitespace() || letter.is_control());
    for word in spoken.filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().take(LONGEST_NAME));
        if line.len() >= LONGEST_NAME {
            break;
        }
    }
    let short: String = line.chars().take(LONGEST_NAME).collect();
    (!short.is_empty()).then_some(short)
}
