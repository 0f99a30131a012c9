//! Check characters of the numbers that certificates carry (GB 11643, GB 11714, GB 32100).

/// The 31 characters of a credit code: no I, O, S, V or Z.
const CREDIT_ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

const ID_WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const BODY_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// Computes the check character of a resident ID number from its first 17 digits.
pub fn id_check(digits: &str) -> char {
    let sum: u32 = digits
        .chars()
        .zip(ID_WEIGHTS)
        .map(|(digit, weight)| digit.to_digit(10).unwrap_or(0) * weight)
        .sum();
    char::from(b"10X98765432"[(sum % 11) as usize])
}

/// Computes the check character of an organization code from its first 8 characters.
pub fn body_check(body: &str) -> char {
    let sum: u32 = body
        .chars()
        .zip(BODY_WEIGHTS)
        .map(|(character, weight)| character.to_digit(36).unwrap_or(0) * weight)
        .sum();
    char::from(b"0X987654321"[(sum % 11) as usize])
}

/// Computes the check character of a unified social credit code from its first 17 characters.
pub fn credit_check(code: &str) -> char {
    let mut weight = 1;
    let mut sum = 0;
    for character in code.bytes() {
        let value = CREDIT_ALPHABET.iter().position(|&known| known == character);
        sum += value.unwrap_or(0) * weight;
        weight = weight * 3 % 31;
    }
    char::from(CREDIT_ALPHABET[(31 - sum % 31) % 31])
}

/// Computes the check digit of a registration number (GS 15-2006) from its first 14 digits.
pub fn registration_check(digits: &str) -> char {
    let mut product = 10;
    for digit in digits.chars() {
        let sum = (product + digit.to_digit(10).unwrap_or(0)) % 10;
        product = if sum == 0 { 10 } else { sum } * 2 % 11;
    }
    char::from(b'0' + ((11 - product) % 10) as u8)
}

/// Computes the check digit of a part of a passport's second line for machines (ICAO 9303).
pub fn zone_check(text: &str) -> char {
    let weights = [7, 3, 1].into_iter().cycle();
    let values = text
        .chars()
        .map(|character| character.to_digit(36).unwrap_or(0));
    let sum: u32 = values
        .zip(weights)
        .map(|(value, weight)| value * weight)
        .sum();
    char::from(b'0' + (sum % 10) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_id_numbers_pass() {
        for number in [
            "11010519491231002X",
            "440524188001010014",
            "810000199408230021",
        ] {
            assert_eq!(
                number.chars().last(),
                Some(id_check(&number[..17])),
                "{number}"
            );
        }
    }

    #[test]
    fn published_credit_codes_pass() {
        for code in ["91350100M000100Y43", "91110000600037341L"] {
            assert_eq!(
                code.chars().last(),
                Some(credit_check(&code[..17])),
                "{code}"
            );
            assert_eq!(
                code.chars().nth(16),
                Some(body_check(&code[8..16])),
                "{code}"
            );
        }
    }

    #[test]
    fn the_published_organization_code_passes() {
        assert_eq!(body_check("D2143569"), 'X');
    }

    #[test]
    fn the_published_registration_number_passes() {
        assert_eq!(registration_check("11010800000001"), '6');
    }
}
