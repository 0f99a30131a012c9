//! The numbers that certificates carry, and what their check digits say.
//!
//! A check digit confirms a reading; it never tells what kind a number is: of all citizen numbers, 3 in 100 pass the
//! outer check of a credit code by chance. The kind comes from the label or the title that stands on the certificate.

/// Which standard a number follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NumberKind {
    /// Citizen number of 18 characters (GB 11643-1999), on residence permits for Hong Kong, Macao and Taiwan too.
    Citizen,
    /// Citizen number of 15 digits, as issued until 1999.
    CitizenOld,
    /// Unified social credit code of 18 characters (GB 32100-2015).
    CreditCode,
    /// Organization code of 9 characters (GB 11714).
    OrganizationCode,
    /// Registration number of 15 digits (GS 15-2006), on licences issued from 2007 to 2015.
    Registration,
    /// Registration number of 13 digits, on licences issued before 2007; it has no check digit.
    RegistrationOld,
    /// Number of a passport; its check digit stands in the machine-readable zone.
    Passport,
    /// Permit of a Hong Kong or Macao resident for the mainland: H or M and 8 digits, 10 on the old booklet.
    HongKongMacaoPermit,
    /// Permit of a Taiwan resident for the mainland: 8 digits, 10 on older ones.
    TaiwanPermit,
    /// Number of a foreign permanent resident's card since 2023: 9 and 17 characters as a citizen number's.
    ForeignResident,
    /// Number of a foreign permanent resident's older card: 3 letters and 12 digits.
    ForeignResidentOld,
}

impl NumberKind {
    /// The id in machine reports.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Citizen => "citizen",
            Self::CitizenOld => "citizen-15",
            Self::CreditCode => "credit-code",
            Self::OrganizationCode => "organization-code",
            Self::Registration => "registration",
            Self::RegistrationOld => "registration-13",
            Self::Passport => "passport",
            Self::HongKongMacaoPermit => "hong-kong-macao-permit",
            Self::TaiwanPermit => "taiwan-permit",
            Self::ForeignResident => "foreign-resident",
            Self::ForeignResidentOld => "foreign-resident-15",
        }
    }

    /// How many characters a number of this kind has; the shortest form where there are several.
    pub const fn length(self) -> usize {
        match self {
            Self::Citizen | Self::CreditCode | Self::ForeignResident => 18,
            Self::CitizenOld | Self::Registration | Self::ForeignResidentOld => 15,
            Self::RegistrationOld => 13,
            Self::OrganizationCode | Self::Passport | Self::HongKongMacaoPermit => 9,
            Self::TaiwanPermit => 8,
        }
    }

    /// The characters that may stand in a number of this kind.
    pub const fn alphabet(self) -> &'static str {
        match self {
            Self::Citizen | Self::ForeignResident => "0123456789X",
            Self::CreditCode => CREDIT_CODE_ALPHABET,
            Self::CitizenOld | Self::Registration | Self::RegistrationOld | Self::TaiwanPermit => {
                "0123456789"
            }
            Self::HongKongMacaoPermit => "0123456789HM",
            Self::OrganizationCode | Self::Passport | Self::ForeignResidentOld => {
                "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
            }
        }
    }

    /// What the check digit of `number` says. `number` is in upper case, without spaces and hyphens.
    pub fn check(self, number: &str) -> Check {
        let bytes = number.as_bytes();
        match self {
            Self::Citizen => citizen(bytes),
            Self::ForeignResident if bytes.first() == Some(&b'9') => citizen_check(bytes),
            Self::CreditCode => credit_code(bytes),
            Self::OrganizationCode => organization_code(bytes),
            Self::Registration => registration(bytes),
            Self::ForeignResident
            | Self::CitizenOld
            | Self::RegistrationOld
            | Self::Passport
            | Self::HongKongMacaoPermit
            | Self::TaiwanPermit
            | Self::ForeignResidentOld => Check::None,
        }
    }
}

/// What a check digit says of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// It fits, and so does all else that the standard says of the number.
    Right,
    /// It doesn't fit; this character would.
    Wrong {
        /// The check digit that would fit the other characters.
        expected: char,
    },
    /// A credit code has two check digits, its own and that of the organization code inside; only its own fits.
    Partly,
    /// The number has another length or other characters than its standard demands.
    Malformed,
    /// The standard has no check digit, or it stands elsewhere.
    None,
}

/// 0-9 and A-Z without I, O, S, V and Z.
const CREDIT_CODE_ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// The first two digits of areas: provinces, and 81 to 83 for residence permits.
const PROVINCES: [u32; 36] = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52,
    53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83, 91,
];

fn citizen(number: &[u8]) -> Check {
    let province = number.get(..2).and_then(digits);
    if !province.is_some_and(|province| province != 91 && PROVINCES.contains(&province)) {
        return Check::Malformed;
    }
    citizen_check(number)
}

/// ISO 7064 MOD 11-2 over 17 digits.
fn citizen_check(number: &[u8]) -> Check {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    let Some((last, first)) = number.split_last().filter(|(_, first)| first.len() == 17) else {
        return Check::Malformed;
    };
    if !first.iter().all(u8::is_ascii_digit) || !(last.is_ascii_digit() || *last == b'X') {
        return Check::Malformed;
    }
    let sum: u32 = first
        .iter()
        .zip(WEIGHTS)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    compare(*last, CHECKS[sum as usize % 11])
}

fn credit_code(number: &[u8]) -> Check {
    const WEIGHTS: [u32; 17] = [
        1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28,
    ];
    let value = |character: &u8| {
        CREDIT_CODE_ALPHABET
            .bytes()
            .position(|known| known == *character)
    };
    let values: Option<Vec<_>> = number.iter().map(value).collect();
    let Some(values) = values.filter(|values| values.len() == 18) else {
        return Check::Malformed;
    };
    // No authority has the number 0, though nothing but zeros has the right check digits.
    if number[0] == b'0' || !number[2..8].iter().all(u8::is_ascii_digit) {
        return Check::Malformed;
    }
    let sum: u32 = values
        .iter()
        .zip(WEIGHTS)
        .map(|(value, weight)| *value as u32 * weight)
        .sum();
    let expected = CREDIT_CODE_ALPHABET.as_bytes()[(31 - sum as usize % 31) % 31];
    match compare(number[17], expected) {
        // The organization code inside has a check digit of its own.
        Check::Right => match organization_code(&number[8..17]) {
            Check::Right => Check::Right,
            _ => Check::Partly,
        },
        wrong => wrong,
    }
}

fn organization_code(number: &[u8]) -> Check {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let Some((last, first)) = number.split_last().filter(|(_, first)| first.len() == 8) else {
        return Check::Malformed;
    };
    let values: Option<Vec<u32>> = first
        .iter()
        .map(|byte| char::from(*byte).to_digit(36))
        .collect();
    let Some(values) = values else {
        return Check::Malformed;
    };
    let sum: u32 = values
        .iter()
        .zip(WEIGHTS)
        .map(|(value, weight)| value * weight)
        .sum();
    compare(*last, b"0X987654321"[sum as usize % 11])
}

/// ISO 7064 MOD 11,10 over 14 digits.
fn registration(number: &[u8]) -> Check {
    let Some((last, first)) = number.split_last().filter(|(_, first)| first.len() == 14) else {
        return Check::Malformed;
    };
    if !number.iter().all(u8::is_ascii_digit) {
        return Check::Malformed;
    }
    let rest = first.iter().fold(10, |rest, digit| {
        let sum = (rest + u32::from(digit - b'0')) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    compare(*last, b'0' + ((11 - rest) % 10) as u8)
}

fn digits(bytes: &[u8]) -> Option<u32> {
    std::str::from_utf8(bytes).ok()?.parse().ok()
}

const fn compare(found: u8, expected: u8) -> Check {
    if found == expected {
        Check::Right
    } else {
        Check::Wrong {
            expected: expected as char,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_and_constructed_numbers_have_their_check_digits() {
        use NumberKind::{Citizen, CreditCode, ForeignResident, OrganizationCode, Registration};
        let cases = [
            (Citizen, "11010519491231002X"),
            (Citizen, "440524188001010014"),
            (Citizen, "110101187001010009"),
            (Citizen, "330106188512310000"),
            (Citizen, "330106200005100008"),
            (Citizen, "330106201207010005"),
            (Citizen, "440305190002290006"),
            (Citizen, "810000199408230021"),
            (Citizen, "830000199201300022"),
            (Citizen, "830000199706020042"),
            (Citizen, "820000190003010005"),
            (ForeignResident, "911124198108030024"),
            (ForeignResident, "932682198501010017"),
            (ForeignResident, "911156188808080008"),
            (CreditCode, "91350100M000100Y43"),
            (CreditCode, "91110000600037341L"),
            (CreditCode, "12100000401359321Q"),
            (CreditCode, "91110108MA01EBFH9B"),
            (CreditCode, "91130984794166925N"),
            (CreditCode, "91330106MA0000007Q"),
            (CreditCode, "92440305MA0000X15U"),
            (CreditCode, "93370000000000000E"),
            (CreditCode, "511100005000000071"),
            (CreditCode, "523100005000000156"),
            (CreditCode, "534400005000000231"),
            (CreditCode, "31110000E00000002R"),
            (CreditCode, "N1330106MF0000005F"),
            (OrganizationCode, "D2143569X"),
            (OrganizationCode, "401359321"),
            (OrganizationCode, "600037341"),
            (OrganizationCode, "000000000"),
            (OrganizationCode, "MA0000007"),
            (Registration, "110108000000016"),
            (Registration, "310117003171688"),
            (Registration, "360108610008710"),
            (Registration, "441900600000005"),
            (Registration, "330106000000005"),
            (Registration, "440301103448669"),
        ];
        assert_eq!(cases.len(), 38);
        for (kind, number) in cases {
            assert_eq!(kind.check(number), Check::Right, "{number}");
            assert!(number.len() == kind.length());
            assert!(number.chars().all(|c| kind.alphabet().contains(c)));
        }
    }

    #[test]
    fn wrong_numbers_are_told_apart() {
        use NumberKind::{Citizen, CreditCode, ForeignResident, OrganizationCode, Passport};
        let wrong = |expected| Check::Wrong { expected };
        let cases = [
            (Citizen, "110105194912310021", wrong('X')),
            (ForeignResident, "911124198108030028", wrong('4')),
            (CreditCode, "913301095U78M2HC4A", wrong('6')),
            (CreditCode, "911156188808080008", Check::Partly),
            (CreditCode, "91350100M000100I43", Check::Malformed), // there is no letter I
            (CreditCode, "9135010AM000100Y43", Check::Malformed), // an area is digits
            (CreditCode, "91350100M000100Y4", Check::Malformed),
            (Citizen, "91350100M000100Y43", Check::Malformed),
            (Citizen, "990105194912310021", Check::Malformed), // no such province
            (Citizen, "911124198108030024", Check::Malformed), // a foreign resident's
            (OrganizationCode, "D21435690", wrong('X')),
            (Citizen, "", Check::Malformed),
            (CreditCode, "统一社会信用代码", Check::Malformed),
            (Passport, "E00000000", Check::None),
        ];
        assert_eq!(cases.len(), 14);
        for (kind, number, expected) in cases {
            assert_eq!(kind.check(number), expected, "{number}");
        }
    }
}
