//! The owner as typed: by itself, and beside the name that was read.

use pinyin::{ToPinyin as _, ToPinyinMulti as _};

use super::asked::{Asked, after, letter, number};
use super::field::Field;
use super::finding::{Comparison, Faults};
use super::masking::is_organizations;
use super::row::{is_blank, trimmed, without_blanks};
use crate::messages::{Lang, Text, Value, text};
use crate::platform::Level;
use crate::profile::Brackets;
use crate::rules::typed::owner as rules;
use certpreflight_reading::Value as Read;
use certpreflight_reading::{narrow, simplified};

/// What is wrong with the owner, and how it stands beside the certificate's.
pub(super) fn judge(asked: &Asked<'_>, faults: &mut Faults<'_>) -> Option<Comparison> {
    const FIELD: Field = Field::Owner;
    let typed = asked.row.raw(FIELD)?;
    let is_latin = !typed.chars().any(is_han);
    look_by_itself(typed, is_latin, faults);
    look_for_restricted_words(typed, faults);
    judge_english(asked, faults);
    let certificate = asked.certificate;
    // A sole trader's licence without a trade name bears only its owner's.
    let read = certificate
        .and_then(|certificate| certificate.name.as_ref().or(certificate.person.as_ref()));
    let compared = if let Some(read) = read {
        beside(trimmed(typed), is_latin, read, asked, faults)
    } else {
        look_at_brackets(typed, None, faults, asked);
        Comparison::NotAssessed
    };
    Some(
        if faults.is_wrong(FIELD) && compared != Comparison::NotAssessed {
            Comparison::Wrong
        } else {
            compared
        },
    )
}

pub(super) fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// A space in a Chinese name, an invisible character in any, and letters in full width.
fn look_by_itself(typed: &str, is_latin: bool, faults: &mut Faults<'_>) {
    const FIELD: Field = Field::Owner;
    let is_out_of_place = |character: char| is_blank(character) && !(is_latin && character == ' ');
    let first = typed.chars().position(is_out_of_place);
    let surrounds = is_latin && typed.trim() != typed;
    if let Some(count) = first.or_else(|| surrounds.then_some(0)) {
        let visible = typed.chars().take(count).filter(|c| !is_blank(*c)).count();
        let what = Value::words(text("a space or an invisible character", "空格或隐藏字符"));
        faults.add(
            &rules::OWNER_SPACED,
            FIELD,
            vec![("what", what), ("place", after(visible))],
        );
        faults.instead(without_blanks(typed, is_latin));
    }
    let is_wide = |c: char| narrow(c).is_ascii_alphanumeric() && narrow(c) != c;
    if let Some(count) = typed.chars().position(is_wide) {
        let what = Value::words(text("full-width letters or digits", "全角字母或数字"));
        faults.add_at(
            Level::Warning,
            &rules::OWNER_SPACED,
            FIELD,
            vec![("what", what), ("place", after(count))],
        );
    }
}

fn look_for_restricted_words(typed: &str, faults: &mut Faults<'_>) {
    const WORDS: [&str; 8] = [
        "中国",
        "中华",
        "国家",
        "全国",
        "中央",
        "人民政府",
        "China",
        "CHINA",
    ];
    if let Some(word) = WORDS.iter().find(|word| typed.contains(**word)) {
        faults.add(
            &rules::OWNER_RESTRICTED,
            Field::Owner,
            vec![("word", Value::Name((*word).to_owned()))],
        );
    }
}

/// The brackets' width, as the platform wants it.
fn look_at_brackets(
    typed: &str,
    printed: Option<&str>,
    faults: &mut Faults<'_>,
    asked: &Asked<'_>,
) {
    let has_full = |name: &str| name.contains(['（', '）']);
    let has_half = |name: &str| name.contains(['(', ')']);
    let (full, half) = (text("full-width", "全角"), text("half-width", "半角"));
    let name = asked.profile.platform;
    let platform = Value::words(Text {
        en: name.name(Lang::En),
        zh: name.name(Lang::Zh),
    });
    let (typed_width, wanted) = match (asked.profile.owner_brackets, printed) {
        (Some(Brackets::Half), _) if has_full(typed) => (
            full,
            Value::phrase(
                text("{platform} wants them half-width", "{platform}要求半角"),
                vec![("platform", platform)],
            ),
        ),
        (Some(Brackets::AsPrinted), Some(printed)) if has_half(typed) && has_full(printed) => {
            (half, as_printed(platform, full))
        }
        (Some(Brackets::AsPrinted), Some(printed)) if has_full(typed) && has_half(printed) => {
            (full, as_printed(platform, half))
        }
        _ => return,
    };
    faults.add(
        &rules::OWNER_BRACKETS,
        Field::Owner,
        vec![
            ("typed_width", Value::words(typed_width)),
            ("wanted", wanted),
        ],
    );
    faults.instead(with_brackets(typed, typed_width == half));
}

fn as_printed(platform: Value, width: Text) -> Value {
    Value::phrase(
        text(
            "{platform} wants them as printed, {width}",
            "{platform}要求与证件一致，证件上是{width}",
        ),
        vec![("platform", platform), ("width", Value::words(width))],
    )
}

/// The name with its brackets in one width.
pub(super) fn with_brackets(name: &str, is_full: bool) -> String {
    let turned = name.chars().map(|character| match (character, is_full) {
        ('(', true) => '（',
        (')', true) => '）',
        ('（', false) => '(',
        ('）', false) => ')',
        (other, _) => other,
    });
    turned.collect()
}

/// Dots that people type for the one between the parts of a name.
const DOTS: &str = "·•‧・．.∙⋅●";

/// Ways to write a name that are made one, each on top of those before.
fn same_but(step: usize, name: &str, is_latin: bool) -> String {
    let mut name = without_blanks(name, is_latin);
    if step >= 1 {
        name = with_brackets(&name, false);
    }
    if step >= 2 {
        name = name
            .chars()
            .map(|c| if DOTS.contains(c) { '·' } else { c })
            .collect();
    }
    if step >= 3 {
        name = name.chars().map(narrow).collect();
    }
    if step >= 4 {
        name = name.to_lowercase();
    }
    name
}

/// Beside the name that was read: the first difference that explains everything decides.
fn beside(
    typed: &str,
    is_latin: bool,
    read: &Read<String>,
    asked: &Asked<'_>,
    faults: &mut Faults<'_>,
) -> Comparison {
    const FIELD: Field = Field::Owner;
    let printed = trimmed(&read.value);
    let level = if read.is_plain() {
        Level::Error
    } else {
        Level::Warning
    };
    let answer = if read.is_plain() {
        Comparison::Wrong
    } else {
        Comparison::NotAssessed
    };
    let is_same_after = |step| same_but(step, typed, is_latin) == same_but(step, printed, is_latin);
    let odd = typed.chars().find(|c| DOTS.contains(*c) && *c != '·');
    // With the standard dot the name is right, whichever dot was read.
    if is_same_after(1) || (is_same_after(2) && odd.is_none()) {
        look_at_brackets(typed, Some(printed), faults, asked);
        return Comparison::Same;
    }
    let without_dots = |name: &str| same_but(3, name, is_latin).replace('·', "");
    let has_dot = |name: &str| same_but(2, name, is_latin).contains('·');
    let dot_is_dropped =
        has_dot(printed) && !has_dot(typed) && without_dots(typed) == without_dots(printed);
    if is_same_after(2) || (dot_is_dropped && !is_latin) {
        tell_dot(typed, read, odd, faults);
        return if odd.is_some() {
            Comparison::Same
        } else {
            answer
        };
    }
    if is_same_after(3) {
        return Comparison::Same; // letters in full width were told already
    }
    if is_same_after(4) {
        let evidence = vec![
            ("typed", asked.shown_name(typed)),
            ("read", asked.shown_name(printed)),
        ];
        faults.add_at(level, &rules::OWNER_CASE, FIELD, evidence);
        return answer;
    }
    let (ours, theirs) = (same_but(3, typed, is_latin), same_but(3, printed, is_latin));
    let (a, b): (Vec<char>, Vec<char>) = (ours.chars().collect(), theirs.chars().collect());
    if let Some((at, why)) = look_alike(&a, &b) {
        let evidence = vec![
            ("n", number(at + 1)),
            ("a", letter(a[at])),
            ("a_code", code(a[at])),
            ("b", letter(b[at])),
            ("b_code", code(b[at])),
            ("why", Value::words(why)),
        ];
        faults.add_at(level, &rules::OWNER_LOOKALIKE, FIELD, evidence);
        return answer;
    }
    let certificate = asked.certificate;
    let person = certificate.and_then(|certificate| certificate.person.as_ref());
    let is_person = person
        .is_some_and(|person| same_but(4, &person.value, is_latin) == same_but(4, typed, is_latin));
    if is_person && read.is_plain() {
        faults.add(
            &rules::OWNER_IS_LEGAL_PERSON,
            FIELD,
            vec![("name", asked.shown_name(printed))],
        );
        return Comparison::Wrong;
    }
    if let Some(missing) = left_out(&a, &b) {
        let missing = if asked.shows_name(printed) {
            missing
        } else {
            "*".repeat(missing.chars().count())
        };
        faults.add_at(
            level,
            &rules::OWNER_ABBREVIATED,
            FIELD,
            vec![("missing", Value::Name(missing))],
        );
        return answer;
    }
    let evidence = vec![
        ("typed", asked.shown_name(typed)),
        ("read", asked.shown_name(printed)),
        (
            "detail",
            difference(&a, &b, asked.shows_name(typed) && asked.shows_name(printed)),
        ),
    ];
    faults.add_at(level, &rules::OWNER_MISMATCH, FIELD, evidence);
    answer
}

/// A dot that is none of the standard, or one that was left out.
fn tell_dot(typed: &str, read: &Read<String>, odd: Option<char>, faults: &mut Faults<'_>) {
    let (level, a) = match odd {
        Some(dot) => (
            Level::Warning,
            Value::phrase(
                text("\"{dot}\" ({code})", "用了“{dot}”（{code}）"),
                vec![("dot", letter(dot)), ("code", code(dot))],
            ),
        ),
        None if read.is_plain() => (Level::Error, Value::words(text("missing", "漏了"))),
        None => (Level::Warning, Value::words(text("missing", "漏了"))),
    };
    faults.add_at(
        level,
        &rules::OWNER_INTERPUNCT,
        Field::Owner,
        vec![("a", a)],
    );
    let dotted = |name: &str| {
        let dotted = name.chars().map(|c| if DOTS.contains(c) { '·' } else { c });
        dotted.collect::<String>()
    };
    if odd.is_some() {
        faults.instead(dotted(typed));
    } else if read.is_plain() {
        faults.instead(dotted(trimmed(&read.value)));
    }
}

/// A character's code point.
fn code(character: char) -> Value {
    Value::Name(format!("U+{:04X}", u32::from(character)))
}

/// Characters of one shape; a wrong one is hardly seen.
const ONE_SHAPE: [&str; 14] = [
    "未末",
    "己已巳",
    "士土",
    "入人",
    "日曰",
    "汨汩",
    "祗祇",
    "戊戌戍",
    "晴睛",
    "侯候",
    "刺剌",
    "廷延",
    "冶治",
    "母毋",
];

/// The first place where two names differ, if they differ only in characters that look or sound alike.
fn look_alike(typed: &[char], printed: &[char]) -> Option<(usize, Text)> {
    if typed.len() != printed.len() {
        return None;
    }
    let mut places = (0..typed.len()).filter(|at| typed[*at] != printed[*at]);
    let first = places.next()?;
    let all: Vec<usize> = std::iter::once(first).chain(places).collect();
    let pair = |at: &usize| (typed[*at], printed[*at]);
    let is_variant = |(a, b): (char, char)| simplified(a) == simplified(b);
    let is_of_one_shape = |(a, b): (char, char)| {
        ONE_SHAPE
            .iter()
            .any(|shape| shape.contains(a) && shape.contains(b))
    };
    let sounds_alike = |(a, b): (char, char)| {
        a.to_pinyin()
            .zip(b.to_pinyin())
            .is_some_and(|(a, b)| a.plain() == b.plain())
    };
    if all.iter().map(pair).all(is_variant) {
        Some((first, text("traditional and simplified", "繁体与简体")))
    } else if all
        .iter()
        .map(pair)
        .all(|pair| is_variant(pair) || is_of_one_shape(pair))
    {
        Some((first, text("they look alike", "字形相近")))
    } else if all.len() <= 2 && all.iter().map(pair).all(sounds_alike) {
        Some((first, text("same sound", "读音相同")))
    } else {
        None
    }
}

/// What is left out, if nothing else was changed and it is more than a slip.
fn left_out(typed: &[char], printed: &[char]) -> Option<String> {
    if typed.len() + 2 > printed.len() || typed.len() < 2 {
        return None;
    }
    let mut rest = typed.iter().peekable();
    let mut missing = String::new();
    for character in printed {
        if rest.peek() == Some(&character) {
            rest.next();
        } else {
            missing.push(*character);
        }
    }
    rest.peek().is_none().then_some(missing)
}

/// What differs, between what is the same at both ends. Of a name that is masked no more than one character.
fn difference(typed: &[char], printed: &[char], is_shown: bool) -> Value {
    let start = typed
        .iter()
        .zip(printed)
        .take_while(|(a, b)| a == b)
        .count();
    let shorter = typed.len().min(printed.len()) - start;
    let end = typed
        .iter()
        .rev()
        .zip(printed.iter().rev())
        .take(shorter)
        .take_while(|(a, b)| a == b)
        .count();
    let ours: String = typed[start..typed.len() - end].iter().collect();
    let theirs: String = printed[start..printed.len() - end].iter().collect();
    let said = |text| {
        Value::phrase(
            text,
            vec![
                ("n", number(start)),
                ("from", number(start + 1)),
                ("a", Value::Name(ours.clone())),
                ("b", Value::Name(theirs.clone())),
            ],
        )
    };
    let most = if is_shown { 6 } else { 1 };
    if ours.chars().count().max(theirs.chars().count()) > most {
        Value::words(text("", ""))
    } else if theirs.is_empty() {
        said(text(
            " (from character {from}: too much \"{a}\")",
            "（第 {from} 字起多了“{a}”）",
        ))
    } else if ours.is_empty() {
        said(text(
            " (after character {n}: missing \"{b}\")",
            "（第 {n} 字后少了“{b}”）",
        ))
    } else {
        said(text(
            " (from character {from}: typed \"{a}\", certificate \"{b}\")",
            "（第 {from} 字起填“{a}”，证件是“{b}”）",
        ))
    }
}

/// The English name beside the Chinese one.
fn judge_english(asked: &Asked<'_>, faults: &mut Faults<'_>) {
    for (chinese, english) in [
        (Field::Owner, Field::OwnerEn),
        (Field::Contact, Field::ContactEn),
    ] {
        let (Some(name), Some(en)) = (asked.row.get(chinese), asked.row.get(english)) else {
            continue;
        };
        let odd = en.chars().find(|c| !c.is_ascii());
        let is_persons = name.chars().all(|c| is_han(c) || DOTS.contains(c))
            && (2..=4).contains(&name.chars().filter(|c| is_han(*c)).count());
        let is_firms = english != Field::ContactEn
            && !is_persons
            && asked.shows_name(name)
            && is_organizations(en);
        let is_shown = asked.shows_values || is_firms;
        let why = if let Some(odd) = odd {
            Value::phrase(
                text(
                    "has \"{odd}\", which is no English letter",
                    "含有“{odd}”，不是英文字符",
                ),
                vec![("odd", letter(odd))],
            )
        } else if is_persons && !reads_as(name, en) && !is_shown {
            Value::words(text(
                "is not the reading of the Chinese one",
                "与中文读音不符",
            ))
        } else if is_persons && !reads_as(name, en) {
            let reading: Vec<&str> = name
                .to_pinyin()
                .flatten()
                .map(pinyin::Pinyin::plain)
                .collect();
            let reading = Value::Name(reading.join(" "));
            Value::phrase(
                text(
                    "is not the reading of the Chinese one ({reading})",
                    "与中文读音（{reading}）不符",
                ),
                vec![("reading", reading)],
            )
        } else {
            continue;
        };
        let en = if is_shown {
            Value::Name(en.to_owned())
        } else {
            asked.shown_person(en)
        };
        faults.add(
            &rules::OWNER_ENGLISH_MISMATCH,
            english,
            vec![("en", en), ("why", why)],
        );
    }
}

/// Whether an English name is a reading of a person's Chinese one, surname in front or behind. Any reading of each
/// character counts, and v or u for ü.
fn reads_as(name: &str, english: &str) -> bool {
    let letters: String = english.chars().filter(char::is_ascii_alphabetic).collect();
    let letters = letters.to_lowercase().replace('v', "u");
    let characters: Vec<char> = name.chars().filter(|c| is_han(*c)).collect();
    (0..characters.len()).any(|turn| {
        let turned = characters[turn..].iter().chain(&characters[..turn]);
        // Where what was read so far can end.
        let mut ends = vec![0];
        for character in turned {
            let readings = character.to_pinyin_multi();
            let readings: Vec<String> = readings
                .into_iter()
                .flatten()
                .map(|reading| reading.plain().replace(['ü', 'v'], "u"))
                .collect();
            let next = ends.iter().flat_map(|end| {
                let rest = letters.get(*end..).unwrap_or_default();
                readings
                    .iter()
                    .filter(|reading| rest.starts_with(reading.as_str()))
                    .map(move |reading| end + reading.len())
            });
            ends = next.collect();
        }
        ends.contains(&letters.len())
    })
}

#[cfg(test)]
#[path = "owner/tests.rs"]
mod tests;
