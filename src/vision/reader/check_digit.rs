//! The last character of a number follows from the others.

/// The characters of resident identity numbers (GB 11643) and unified social credit codes (GB
/// 32100-2015, table 1), which leave out I, O, S, V and Z; in the order of their values there.
pub(super) const CHARACTERS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// The check characters of identity numbers by remainder (GB 11643-1999, ISO 7064 MOD 11-2).
const ID_CHECKS: &[u8; 11] = b"10X98765432";

/// Whether this is an identity number or a credit code whose check digit is right.
pub(super) fn is_right(number: &[u8]) -> bool {
    let Some((&check, body)) = number.split_last().filter(|(_, body)| body.len() == 17) else {
        return false;
    };
    id_check(body) == Some(check) || credit_check(body) == Some(check)
}

/// The check digit of 17 digits, whose weights are the powers of two.
fn id_check(body: &[u8]) -> Option<u8> {
    let digits = body
        .iter()
        .map(|c| c.is_ascii_digit().then(|| usize::from(c - b'0')));
    let digits = digits.collect::<Option<Vec<usize>>>()?;
    // Horner's scheme: each digit weighs twice the one after it, the last one twice the check.
    let sum = digits.iter().fold(0, |sum, digit| (sum + digit) * 2 % 11);
    Some(ID_CHECKS[sum])
}

/// The check character of 17 characters, whose weights are the powers of three.
fn credit_check(body: &[u8]) -> Option<u8> {
    let value = |c: &u8| CHARACTERS.iter().position(|known| known == c);
    let values = body.iter().map(value).collect::<Option<Vec<usize>>>()?;
    let (sum, _) = values.iter().fold((0, 1), |(sum, weight), value| {
        ((sum + value * weight) % 31, weight * 3 % 31)
    });
    Some(CHARACTERS[(31 - sum) % 31])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Examples of GB 11643, and credit codes that their owners publish.
    const PUBLISHED: [&str; 5] = [
        "11010519491231002X",
        "440524188001010014",
        "810000199408230021",
        "91350100M000100Y43",
        "91110000600037341L",
    ];

    #[test]
    fn published_numbers_are_right() {
        for number in PUBLISHED {
            assert!(is_right(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn a_misread_character_is_noticed() {
        let mut changed = 0;
        for number in PUBLISHED {
            for at in 0..number.len() {
                for other in *CHARACTERS {
                    let mut misread = number.as_bytes().to_vec();
                    misread[at] = other;
                    if misread == number.as_bytes() {
                        continue;
                    }
                    changed += 1;
                    // A letter may make a credit code of an identity number, and the reverse.
                    let checks = |check: fn(&[u8]) -> Option<u8>| {
                        check(&number.as_bytes()[..17]) == Some(number.as_bytes()[17])
                            && check(&misread[..17]) == Some(misread[17])
                    };
                    assert!(!checks(id_check) && !checks(credit_check), "{number} {at}");
                }
            }
        }
        assert_eq!(changed, 5 * 18 * 30);
    }

    #[test]
    fn nothing_else_is_right() {
        for other in ["", "1", "11010519491231002", "11010519491231002Z", "证件"] {
            assert!(!is_right(other.as_bytes()), "{other}");
        }
    }
}
