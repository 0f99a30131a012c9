//! The number as typed: by itself, and beside the one that was read.

use super::asked::{Asked, after, letter, number};
use super::field::Field;
use super::finding::{Comparison, Faults};
use super::row::{Row, is_blank};
use super::types::number_kinds;
use crate::messages::{Text, Value, text};
use crate::platform::Level;
use crate::rules::typed::number as rules;
use certpreflight_reading::Value as Read;
use certpreflight_reading::{Certificate, Check, Kind, Number, NumberKind, digit_like, narrow};

/// A number without what platforms refuse though it needs no reading: copy number, blanks, width.
pub(crate) struct Plain {
    /// In upper case.
    pub(crate) text: String,
    /// The copy number that stood behind it.
    suffix: Option<String>,
    /// So many characters stand before the first blank or hyphen.
    blank_after: Option<usize>,
    /// The first character in full width, and how many stand before it.
    wide: Option<(char, usize)>,
    /// The first small letter, and how many characters stand before it.
    small: Option<(char, usize)>,
}

/// Digits as Chinese writes them.
const CHINESE_DIGITS: &str = "〇一二三四五六七八九";

impl Plain {
    pub(crate) fn of(typed: &str, keeps_hyphens: bool) -> Self {
        let typed = typed.trim_matches(|c| c == '\'' || c == '‘' || c == '’');
        let (bare, suffix) = without_copy_number(typed);
        let mut plain = Self {
            text: String::new(),
            suffix,
            blank_after: None,
            wide: None,
            small: None,
        };
        let mut count = 0;
        for character in bare.chars() {
            let is_hyphen = matches!(narrow(character), '-' | '‐' | '‑' | '–' | '—' | '－');
            if is_hyphen && keeps_hyphens {
                continue; // D2143569-X is how it is printed
            }
            if is_blank(character) || is_hyphen {
                plain.blank_after.get_or_insert(count);
                continue;
            }
            let digit = CHINESE_DIGITS.chars().position(|digit| digit == character);
            let digit = digit.or((character == '零').then_some(0));
            let half = digit.and_then(|digit| char::from_digit(u32::try_from(digit).ok()?, 10));
            let half = half.unwrap_or_else(|| narrow(character));
            if half != character {
                plain.wide.get_or_insert((character, count));
            }
            if half.is_ascii_lowercase() {
                plain.small.get_or_insert((half, count));
            }
            plain.text.push(half.to_ascii_uppercase());
            count += 1;
        }
        plain
    }

    /// What to type instead, if anything of it was wrong that needs no reading.
    pub(super) fn mended(&self) -> Option<String> {
        let is_wrong = self.suffix.is_some() || self.blank_after.is_some() || self.wide.is_some();
        is_wrong.then(|| self.text.clone())
    }
}

/// A row's number, plainly.
pub(super) fn plain_number(row: &Row) -> Option<String> {
    let typed = row.raw(Field::Number)?;
    Some(Plain::of(typed, false).text)
}

/// Takes `(1-1)`, `1-1`, `（副本）` and the like from the end of a long number.
fn without_copy_number(typed: &str) -> (&str, Option<String>) {
    /// Shorter ones end in brackets of their own: A123456(3).
    const LONG: usize = 13;
    let trimmed = typed.trim_end_matches(is_blank);
    let is_open = |c: char| matches!(c, '(' | '（' | '[' | '【');
    let is_close = |c: char| matches!(c, ')' | '）' | ']' | '】');
    let at = if trimmed.ends_with(is_close) {
        trimmed.rfind(is_open)
    } else {
        // 1-1 behind the number, without brackets: two short runs of digits around a hyphen.
        trimmed.rfind(['-', '－', '–', '—']).and_then(|hyphen| {
            let second = trimmed[hyphen..].chars().skip(1);
            let is_short = second.clone().count() <= 2 && second.clone().count() > 0;
            let first: String = trimmed[..hyphen]
                .chars()
                .rev()
                .take_while(|c| narrow(*c).is_ascii_digit())
                .collect();
            let all = trimmed[..hyphen].chars().filter(|c| !is_blank(*c)).count();
            let is_behind = is_short && second.into_iter().all(|c| narrow(c).is_ascii_digit());
            // The number itself has 18; what is more before the hyphen is the copy's.
            let own = first.chars().count().min(2);
            let extra = all
                .checked_sub(18)
                .filter(|extra| (1..=own).contains(extra))?;
            let start = trimmed[..hyphen].char_indices().rev().nth(extra - 1)?.0;
            is_behind.then_some(start)
        })
    };
    let Some(at) = at else {
        return (typed, None);
    };
    let bare = &trimmed[..at];
    if bare.chars().filter(|c| !is_blank(*c)).count() < LONG {
        return (typed, None);
    }
    (
        bare.trim_end_matches(is_blank),
        Some(trimmed[at..].to_owned()),
    )
}

/// Whether a spreadsheet shows a long number so.
fn is_in_powers_of_ten(typed: &str) -> bool {
    let Some((mantissa, exponent)) = typed
        .to_ascii_uppercase()
        .split_once("E+")
        .map(|(m, e)| (m.to_owned(), e.to_owned()))
    else {
        return false;
    };
    !mantissa.is_empty()
        && mantissa.chars().all(|c| c.is_ascii_digit() || c == '.')
        && !exponent.is_empty()
        && exponent.chars().all(|c| c.is_ascii_digit())
}

/// What a spreadsheet made of a number. In powers of ten it has too few digits to be of use to anybody.
fn as_spoilt(typed: &str, asked: &Asked<'_>) -> Value {
    /// 1.10105E+17 is how spreadsheets show an identity number.
    const SHORT: usize = 12;
    if is_in_powers_of_ten(typed) && typed.len() <= SHORT {
        Value::Name(typed.to_owned())
    } else {
        asked.shown_number(typed)
    }
}

/// A copy number as it may be shown: who pasted something else there is not told what.
fn shown_suffix(suffix: &str, shows_values: bool) -> String {
    /// `（副本编号：10-10）` is the longest that is printed.
    const LONGEST: usize = 12;
    let is_usual = |c: char| {
        narrow(c).is_ascii_digit() || is_blank(c) || "-－–—()（）[]【】正副本编号：:/".contains(c)
    };
    let is_copys = suffix.chars().count() <= LONGEST && suffix.chars().all(is_usual);
    if shows_values || is_copys {
        suffix.to_owned()
    } else {
        "…".to_owned()
    }
}

/// What is wrong with the number, and how it stands beside the certificate's.
pub(super) fn judge(asked: &Asked<'_>, faults: &mut Faults<'_>) -> Option<Comparison> {
    const FIELD: Field = Field::Number;
    let typed = asked.row.raw(FIELD)?;
    let kind = asked.kind();
    let is_lost = asked.row.is_rounded(FIELD) || is_in_powers_of_ten(typed.trim());
    if is_lost {
        faults.add(
            &rules::NUMBER_ROUNDED,
            FIELD,
            vec![("shown", as_spoilt(typed.trim(), asked))],
        );
        if is_in_powers_of_ten(typed.trim()) {
            return Some(Comparison::Wrong);
        }
    }
    let plain = Plain::of(typed, kind == Some(Kind::OrganizationCodeCertificate));
    look_at_writing(&plain, asked.shows_values, faults);
    let is_odd = look_by_itself(asked, &plain.text, faults);
    let compared = asked.certificate.and_then(|certificate| {
        let read = certificate.number.as_ref()?;
        // One fault in the number is told once.
        Some(beside(
            &plain.text,
            is_odd,
            read,
            certificate,
            asked,
            faults,
        ))
    });
    Some(if faults.is_wrong(FIELD) {
        Comparison::Wrong
    } else {
        compared.unwrap_or(Comparison::NotAssessed)
    })
}

/// Copy number, blanks, width and small letters.
fn look_at_writing(plain: &Plain, shows_values: bool, faults: &mut Faults<'_>) {
    const FIELD: Field = Field::Number;
    if let Some(suffix) = &plain.suffix {
        faults.add(
            &rules::NUMBER_COPY_SUFFIX,
            FIELD,
            vec![("suffix", Value::Name(shown_suffix(suffix, shows_values)))],
        );
        faults.instead(plain.text.clone());
    }
    if let Some(count) = plain.blank_after {
        faults.add(&rules::NUMBER_SPACED, FIELD, vec![("place", after(count))]);
        faults.instead(plain.text.clone());
    }
    if let Some((character, count)) = plain.wide {
        faults.add(
            &rules::NUMBER_WIDE,
            FIELD,
            vec![("a", letter(character)), ("place", after(count))],
        );
        faults.instead(plain.text.clone());
    }
    if let Some((character, count)) = plain.small {
        let capital = character.to_ascii_uppercase();
        let evidence = vec![
            ("n", number(count + 1)),
            ("a_name", Value::words(text("the small letter", "小写字母"))),
            ("a", letter(character)),
            (
                "instead",
                Value::words(text("certificates print capitals", "证件上是大写")),
            ),
            ("b", letter(capital)),
        ];
        faults.add_at(Level::Note, &rules::NUMBER_CONFUSABLE, FIELD, evidence);
        faults.instead(plain.text.clone());
    }
}

/// Length, alphabet and check digit; whether any of it is wrong.
fn look_by_itself(asked: &Asked<'_>, typed: &str, faults: &mut Faults<'_>) -> bool {
    const FIELD: Field = Field::Number;
    let Some(kind) = asked.kind() else {
        return false;
    };
    let standards = number_kinds(kind);
    let count = typed.chars().count();
    let fitting: Vec<NumberKind> = standards
        .iter()
        .copied()
        .filter(|standard| standard.length() == count)
        .collect();
    let (Some(usual), fits) = (standards.first(), !fitting.is_empty()) else {
        return false; // no rule is known of these numbers
    };
    if !fits {
        let name = asked.chosen().map_or_else(
            || Value::words(crate::rules::kind_name(kind)),
            |chosen| Value::Name(chosen.names[0].to_owned()),
        );
        let evidence = vec![
            ("type", name),
            ("wanted", number(usual.length())),
            ("n", number(count)),
        ];
        faults.add(&rules::NUMBER_LENGTH, FIELD, evidence);
        return true;
    }
    if let Some((at, character, likely)) = impossible(typed, &fitting) {
        let evidence = vec![
            ("n", number(at + 1)),
            ("a_name", name_of(character)),
            ("a", letter(character)),
            (
                "instead",
                Value::phrase(
                    text(
                        "such a number has none; it is probably {b_name} \"{b}\"",
                        "这种号码里没有它，多半是{b_name}“{b}”",
                    ),
                    vec![("b_name", name_of(likely)), ("b", letter(likely))],
                ),
            ),
            ("b", letter(likely)),
        ];
        faults.add(&rules::NUMBER_CONFUSABLE, FIELD, evidence);
        return true;
    }
    let answers = || fitting.iter().map(|standard| standard.check(typed));
    if answers().any(|answer| matches!(answer, Check::Right | Check::None)) {
        let birth = Number {
            text: typed.to_owned(),
            kind: fitting[0],
        }
        .birth();
        if fitting[0] == NumberKind::Citizen && birth.is_none_or(|birth| birth > asked.today) {
            faults.add(
                &rules::NUMBER_CHECK,
                FIELD,
                vec![(
                    "detail",
                    Value::words(text(
                        "characters 7 to 14 are no date of birth",
                        "第 7–14 位不是出生日期",
                    )),
                )],
            );
            return true;
        }
        return false;
    }
    let detail = answers().find_map(|answer| match answer {
        Check::Wrong { expected } => Some(Value::phrase(
            text(
                "the check digit should be {check}",
                "末位校验位应为 {check}",
            ),
            vec![("check", letter(expected))],
        )),
        Check::Partly => Some(Value::words(text(
            "the check digit of the organization code inside, character 17, is wrong",
            "其中的组织机构代码校验位（第 17 位）不对",
        ))),
        _ => None,
    });
    let detail = detail.unwrap_or_else(|| {
        Value::words(text(
            "it is not built as its standard demands",
            "不符合号码的编制规则",
        ))
    });
    faults.add(&rules::NUMBER_CHECK, FIELD, vec![("detail", detail)]);
    true
}

/// The first character that no number of these kinds has, and the one that it is mostly taken for.
fn impossible(typed: &str, standards: &[NumberKind]) -> Option<(usize, char, char)> {
    let is_known = |character| {
        standards
            .iter()
            .any(|standard| standard.alphabet().contains(character))
    };
    let (at, character) = typed
        .chars()
        .enumerate()
        .find(|(_, character)| !is_known(*character))?;
    let likely = match character {
        'V' => 'Y',
        other => digit_like(other)?,
    };
    is_known(likely).then_some((at, character, likely))
}

/// Characters that readers and people take for each other: the platforms name 0 and O, 1 and I, 8 and B.
fn are_alike(a: char, b: char) -> bool {
    const ALIKE: [&str; 6] = ["0ODQ", "1IL", "2Z", "5S", "6G", "8B"];
    ALIKE
        .iter()
        .any(|alike| alike.contains(a) && alike.contains(b))
}

fn name_of(character: char) -> Value {
    Value::words(if character.is_ascii_digit() {
        text("the digit", "数字")
    } else if character.is_ascii_alphabetic() {
        text("the letter", "字母")
    } else {
        text("the character", "字符")
    })
}

/// Beside the number that was read.
fn beside(
    typed: &str,
    is_odd: bool,
    read: &Read<Number>,
    certificate: &Certificate,
    asked: &Asked<'_>,
    faults: &mut Faults<'_>,
) -> Comparison {
    const FIELD: Field = Field::Number;
    let printed = &read.value.text;
    if typed == printed {
        return Comparison::Same;
    }
    let proves_itself = matches!(read.value.kind.check(typed), Check::Right) && !is_odd;
    if let Some(what) = another_number(typed, certificate, &read.value)
        && read.is_plain()
    {
        faults.add(
            &rules::NUMBER_WRONG_CODE,
            FIELD,
            vec![
                ("what", Value::words(what)),
                ("masked", asked.shown_number(printed)),
            ],
        );
        if read.is_confirmed() {
            faults.instead(printed.clone());
        }
        return Comparison::Wrong;
    }
    let pairs: Vec<(char, char)> = typed.chars().zip(printed.chars()).collect();
    let is_as_long = typed.chars().count() == printed.chars().count();
    let different: Vec<usize> = (0..pairs.len())
        .filter(|at| pairs[*at].0 != pairs[*at].1)
        .collect();
    if !read.is_confirmed() && proves_itself && is_as_long && different.len() <= 2 {
        // The check digit speaks for what was typed: the picture is hard to read there.
        return Comparison::NotAssessed;
    }
    let level = if read.is_plain() {
        Level::Error
    } else {
        Level::Warning
    };
    if is_as_long
        && different
            .iter()
            .all(|at| are_alike(pairs[*at].0, pairs[*at].1))
    {
        let at = different[0];
        let (a, b) = pairs[at];
        let evidence = vec![
            ("n", number(at + 1)),
            ("a_name", name_of(a)),
            ("a", letter(a)),
            (
                "instead",
                Value::phrase(
                    text(
                        "on the certificate it is {b_name} \"{b}\"",
                        "证件上是{b_name}“{b}”",
                    ),
                    vec![("b_name", name_of(b)), ("b", letter(b))],
                ),
            ),
            ("b", letter(b)),
        ];
        // By itself it was said already that no such character can stand there.
        faults.found.retain(|fault| {
            !(is_odd && fault.rule.id == rules::NUMBER_CONFUSABLE.id && fault.level == Level::Error)
        });
        faults.add_at(level, &rules::NUMBER_CONFUSABLE, FIELD, evidence);
    } else {
        faults.add_at(
            level,
            &rules::NUMBER_MISMATCH,
            FIELD,
            vec![("detail", difference(&pairs, &different, is_as_long))],
        );
    }
    if read.is_confirmed() {
        faults.instead(printed.clone());
    }
    if read.is_plain() {
        Comparison::Wrong
    } else {
        Comparison::NotAssessed
    }
}

/// Up to two differences at their places, more by their count.
fn difference(pairs: &[(char, char)], different: &[usize], is_as_long: bool) -> Value {
    let at = |at: usize| {
        let (a, b) = pairs[at];
        Value::phrase(
            text(
                "character {n}: typed {a}, certificate {b}",
                "第 {n} 位：填 {a}，证件是 {b}",
            ),
            vec![("n", number(at + 1)), ("a", letter(a)), ("b", letter(b))],
        )
    };
    match different {
        [one] if is_as_long => at(*one),
        [one, two] if is_as_long => Value::phrase(
            text("{one}; {two}", "{one}；{two}"),
            vec![("one", at(*one)), ("two", at(*two))],
        ),
        _ if is_as_long => Value::phrase(
            text("in {k} places", "共 {k} 处"),
            vec![("k", number(different.len()))],
        ),
        _ => Value::words(text("it has another length", "位数也不同")),
    }
}

/// Which other number it is that an organization's certificate bears or brings along.
fn another_number(typed: &str, certificate: &Certificate, read: &Number) -> Option<Text> {
    if read.kind == NumberKind::CreditCode && read.text.get(8..17) == Some(typed) {
        return Some(text(
            "organization code inside the credit code",
            "信用代码里的组织机构代码",
        ));
    }
    let is_persons =
        !certificate.kind.is_of_person() && NumberKind::Citizen.check(typed) == Check::Right;
    let is_old = read.kind == NumberKind::CreditCode
        && NumberKind::Registration.check(typed) == Check::Right;
    if is_persons && read.kind != NumberKind::Citizen {
        Some(text("number of a person", "个人的身份证号码"))
    } else if is_old {
        Some(text("old registration number", "旧的注册号"))
    } else {
        None
    }
}

#[cfg(test)]
#[path = "number/tests.rs"]
mod tests;
