//! The two lines of a passport that machines read (ICAO 9303, TD3): number, holder's dates and end of validity, each with a
//! check digit of its own.

use std::ops::Range;

use crate::certificate::Sex;
use crate::dates::Date;
use crate::twins::digit_like;

/// What the second line says; what its check digit doesn't prove is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Zone {
    /// Without the fillers behind a short one.
    pub(crate) number: String,
    /// Three letters, as ISO 3166 has them: CHN; `D` is Germany's.
    pub(crate) nationality: String,
    pub(crate) birth: Option<Date>,
    pub(crate) sex: Option<Sex>,
    pub(crate) until: Option<Date>,
    /// Where all that stands, in characters of the line.
    pub(crate) place: Range<usize>,
}

/// Number, nationality, date of birth, sex and date of expiry, with three check digits. What follows is the state's own, and
/// a reader loses count in its fillers.
const LENGTH: usize = 28;

const NUMBER: Range<usize> = 0..9;
const NATIONALITY: Range<usize> = 10..13;
const BIRTH: Range<usize> = 13..19;
const SEX: usize = 20;
const EXPIRY: Range<usize> = 21..27;

/// Finds the second line in what was read. A character too many or too few before it does no harm, one inside it does.
///
/// The number and one of the dates have to be proven: by chance that happens to one string of these characters in a
/// hundred, and a date that is one and three letters at their places are asked, too.
pub(crate) fn find(line: &[char]) -> Option<Zone> {
    let last = line.len().checked_sub(LENGTH)?;
    (0..=last).find_map(|start| zone(&line[start..start + LENGTH], start))
}

fn zone(line: &[char], start: usize) -> Option<Zone> {
    let digits =
        |part: Range<usize>| -> String { line[part].iter().map(|c| digit_of(*c)).collect() };
    let nationality: String = line[NATIONALITY].iter().map(|c| letter_of(*c)).collect();
    let is_state = nationality
        .trim_end_matches('<')
        .chars()
        .all(|c| c.is_ascii_uppercase());
    if !is_state || nationality.starts_with('<') {
        return None;
    }
    let number = proven_number(line)?;
    let proven = |part: Range<usize>| {
        let text = digits(part.clone());
        let check = digit_of(line[part.end]);
        (check_digit(&text)? == check).then_some(text)
    };
    let expiry = proven(EXPIRY).and_then(|text| Date::from_digits(&format!("20{text}")));
    let birth = proven(BIRTH);
    if expiry.is_none() && birth.is_none() {
        return None;
    }
    Some(Zone {
        number,
        nationality: nationality.trim_end_matches('<').to_owned(),
        birth: birth
            .zip(expiry)
            .and_then(|(born, until)| birth_before(&born, until)),
        sex: match line[SEX] {
            'M' => Some(Sex::Male),
            'F' => Some(Sex::Female),
            _ => None,
        },
        until: expiry,
        place: start..start + LENGTH,
    })
}

/// The number, if its check digit proves it. Letters and digits stand in it at any place, and the type is made so that
/// machines tell them apart: if it is not right as it was read, one `O` or `I` may be the digit, or the other way round.
fn proven_number(line: &[char]) -> Option<String> {
    let check = digit_of(line[NUMBER.end]);
    let read = &line[NUMBER];
    let is_proven = |number: &[char]| {
        let text: String = number.iter().collect();
        let bare = text.trim_end_matches('<');
        let is_number = bare.len() >= SHORTEST_NUMBER
            && bare
                .chars()
                .all(|c| c.is_ascii_digit() || c.is_ascii_uppercase())
            && bare.chars().any(|c| c.is_ascii_digit());
        (is_number && check_digit(&text) == Some(check)).then(|| bare.to_owned())
    };
    is_proven(read).or_else(|| {
        let mut found = (0..read.len()).filter_map(|at| {
            let twin = match read[at] {
                'O' => '0',
                '0' => 'O',
                'I' => '1',
                '1' => 'I',
                _ => return None,
            };
            let mut other = read.to_vec();
            other[at] = twin;
            is_proven(&other)
        });
        let only = found.next()?;
        found.next().is_none().then_some(only)
    })
}

/// Shorter numbers of passports are not known.
const SHORTEST_NUMBER: usize = 6;

/// Weights 7, 3 and 1 by turns, modulo 10; a filler counts nothing, letters from 10 on.
fn check_digit(text: &str) -> Option<char> {
    let values = text.chars().map(|c| match c {
        '<' => Some(0),
        c => c.to_digit(36),
    });
    let weights = [7, 3, 1].into_iter().cycle();
    let sum: Option<u32> = values
        .zip(weights)
        .map(|(value, weight)| Some(value? * weight))
        .sum();
    char::from_digit(sum? % 10, 10)
}

/// The line gives two digits of the year. Of the two days that it may be, the one on which the holder can have been born: a
/// child's passport is valid for five years, and nobody is older than 110. `None` if it may be either.
fn birth_before(digits: &str, until: Date) -> Option<Date> {
    const SHORTEST_VALIDITY_YEARS: u16 = 4; // five, less some months before it is handed over
    const OLDEST_YEARS: u16 = 110;
    let of = |century: &str| Date::from_digits(&format!("{century}{digits}"));
    let late = of("20").filter(|born| born.year + SHORTEST_VALIDITY_YEARS <= until.year);
    let early = of("19").filter(|born| born.year + OLDEST_YEARS >= until.year);
    match (early, late) {
        (Some(born), None) | (None, Some(born)) => Some(born),
        _ => None,
    }
}

/// A letter where only a digit stands is taken for the digit that it looks like.
fn digit_of(character: char) -> char {
    digit_like(character).unwrap_or(character)
}

/// A digit where only a letter stands is taken for the letter that it looks like.
fn letter_of(character: char) -> char {
    match character {
        '0' => 'O',
        '1' => 'I',
        '2' => 'Z',
        '5' => 'S',
        '8' => 'B',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone_of(line: &str) -> Option<Zone> {
        find(&line.chars().collect::<Vec<_>>())
    }

    fn day(text: &str) -> Option<Date> {
        Date::parse(text).ok()
    }

    #[test]
    fn published_and_constructed_lines_are_read() {
        let cases = [
            // The specimen of ICAO 9303.
            (
                "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
                (
                    "L898902C3",
                    "UTO",
                    day("1974-08-12"),
                    Sex::Female,
                    day("2012-04-15"),
                ),
            ),
            (
                "E000000008CHN0001018M3001019<<<<<<<<<<<<<<<4",
                (
                    "E00000000",
                    "CHN",
                    day("2000-01-01"),
                    Sex::Male,
                    day("2030-01-01"),
                ),
            ),
            (
                "EA00000008CHN8812315F2812302<<<<<<<<<<<<<<<0",
                (
                    "EA0000000",
                    "CHN",
                    day("1988-12-31"),
                    Sex::Female,
                    day("2028-12-30"),
                ),
            ),
            (
                "G000000002CHN7001017M2001012<<<<<<<<<<<<<<<6",
                (
                    "G00000000",
                    "CHN",
                    day("1970-01-01"),
                    Sex::Male,
                    day("2020-01-01"),
                ),
            ),
        ];
        assert_eq!(cases.len(), 4);
        for (line, (number, nationality, birth, sex, until)) in cases {
            let expected = Zone {
                number: number.to_owned(),
                nationality: nationality.to_owned(),
                birth,
                sex: Some(sex),
                until,
                place: 0..LENGTH,
            };
            assert_eq!(zone_of(line), Some(expected), "{line}");
        }
    }

    #[test]
    fn what_a_reader_does_to_a_line_is_seen_through_or_refused() {
        let right = "E000000008CHN0001018M3001019<<<<<<<<<<<<<<<4";
        let number = |line: &str| zone_of(line).map(|zone| zone.number);
        // Fillers lost behind it, a stain before it, letters for digits and the other way round.
        for misread in [
            "E000000008CHN0001018M3001019<<<<<<<4",
            "-E000000008CHN0001018M3001019<<<",
            "E0000000O8CHN0OO1018M3O01OI9<<<<",
            "E00000000BCHN0001018M3001019<<<<",
        ] {
            assert_eq!(number(misread).as_deref(), Some("E00000000"), "{misread}");
        }
        for refused in [
            "",
            "E0000000",
            // A character lost inside, another digit in the number, a day that is none with the other date wrong.
            "E00000008CHN0001018M3001019<<<<<<<<<<<<<<<4",
            "E000000108CHN0001018M3001019<<<<<<<<<<<<<<<4",
            "E000000008CHN0001017M3001018<<<<<<<<<<<<<<<4",
            &right.replace("CHN", "123"),
            &right.chars().rev().collect::<String>(),
            // The first line, and text.
            "POCHNWANG<<SHILI<<<<<<<<<<<<<<<<<<<<<<<<<<<<<",
            "HTTPSWWWGSXTGOVCNINDEXHTML123456789012345678",
        ] {
            assert_eq!(number(refused), None, "{refused}");
        }
    }

    #[test]
    fn what_one_check_digit_does_not_prove_is_left_out() {
        let zone = zone_of("E000000008CHN0001018M3101019<<<<<<<<<<<<<<<4").expect("two are right");
        assert_eq!(zone.until, None);
        assert_eq!(
            zone.birth, None,
            "which century is told by the end of validity"
        );
        let zone = zone_of("E000000008CHN0101018M3001019<<<<<<<<<<<<<<<4").expect("two are right");
        assert_eq!((zone.birth, zone.until), (None, day("2030-01-01")));
    }

    #[test]
    fn a_year_of_two_digits_is_of_the_century_in_which_one_can_be_born() {
        let until = day("2035-06-01").expect("a day");
        for (digits, expected) in [
            ("880101", day("1988-01-01")),
            ("200101", day("2020-01-01")),
            ("310101", None), // four or a hundred and four years old
            ("340101", day("1934-01-01")),
            ("990229", None),
        ] {
            assert_eq!(birth_before(digits, until), expected, "{digits}");
        }
    }
}
