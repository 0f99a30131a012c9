//! Bytes as text for a data URI (RFC 4648, section 4).

use std::fmt;

/// Bytes in Base64, padded.
pub(super) struct Base64<'a>(pub(super) &'a [u8]);

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

impl fmt::Display for Base64<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;
        for group in self.0.chunks(3) {
            let byte = |index: usize| u32::from(group.get(index).copied().unwrap_or(0));
            let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
            for position in 0..4 {
                if position > group.len() {
                    f.write_char('=')?;
                } else {
                    let six = (bits >> (18 - 6 * position)) & 0x3F;
                    f.write_char(char::from(ALPHABET[six as usize]))?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_standard() {
        let cases = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ];
        for (plain, encoded) in cases {
            assert_eq!(Base64(plain.as_bytes()).to_string(), encoded);
        }
        assert_eq!(Base64(&[0xFB, 0xFF]).to_string(), "+/8=");
    }
}
