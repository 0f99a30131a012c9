//! Text from outside made harmless for XML and HTML.

use std::fmt;

/// A text that may stand in XML or HTML, as content and inside a quoted attribute.
pub(super) struct Escaped<'a>(pub(super) &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;
        for character in self.0.chars() {
            match character {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                // An attribute's line breaks and tabs would be read back as spaces.
                '\t' | '\n' | '\r' => write!(f, "&#{};", u32::from(character))?,
                // XML 1.0, production 2: these can't be written at all, not even as references.
                '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => {
                    f.write_char(char::REPLACEMENT_CHARACTER)?;
                }
                other => f.write_char(other)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_text_and_what_xml_forbids_is_replaced() {
        let nasty = "<b a=\"1\" b='2'>&\u{0}\u{1b}\u{fffe}\n证";
        assert_eq!(
            Escaped(nasty).to_string(),
            "&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;\u{fffd}\u{fffd}\u{fffd}&#10;证"
        );
    }
}
