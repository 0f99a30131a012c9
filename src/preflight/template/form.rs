//! Contact, address, phone and what else a form asks: looked at by itself.

use super::asked::{Asked, letter, number};
use super::field::Field;
use super::finding::Faults;
use super::masking::{ORGANIZATIONS, masked};
use super::row::{is_blank, trimmed, without_blanks};
use crate::messages::{Text, Value, text};
use crate::platform::Level;
use crate::rules::typed::{form as rules, owner};
use certpreflight_reading::Date;

/// What every template asks; a landline does for a phone.
const NEEDED: [Field; 3] = [Field::Type, Field::Owner, Field::Number];

/// The longest that any platform takes, in characters.
const LONGEST: [(Field, usize); 6] = [
    (Field::Owner, 64),
    (Field::OwnerEn, 100),
    (Field::Contact, 64),
    (Field::Address, 64),
    (Field::AddressEn, 150),
    (Field::Number, 50),
];

/// What is wrong with a row by itself. `columns` are those of the manifest: what one of them asks and the row leaves
/// out is missing.
pub(super) fn judge(asked: &Asked<'_>, columns: &[Field], faults: &mut Faults<'_>) {
    look_for_gaps(asked, columns, faults);
    for (field, max) in LONGEST {
        let count = asked
            .row
            .get(field)
            .map_or(0, |typed| typed.chars().count());
        if count > max {
            let evidence = vec![
                ("field", Value::words(field.header())),
                ("n", number(count)),
                ("max", number(max)),
            ];
            faults.add(&rules::FIELD_TOO_LONG, field, evidence);
        }
    }
    for field in [
        Field::Contact,
        Field::LegalPerson,
        Field::Principal,
        Field::Manager,
    ] {
        judge_person(asked, field, faults);
    }
    judge_dots(asked, faults);
    judge_address(asked, faults);
    judge_postcode(asked, faults);
    for field in [
        Field::Phone,
        Field::Phone1,
        Field::Emergency,
        Field::ManagerPhone,
        Field::AccountPhone,
    ] {
        judge_phone(asked, field, faults);
    }
    judge_landline(asked, faults);
    for field in [Field::Email, Field::PrincipalEmail, Field::ManagerEmail] {
        judge_email(asked, field, faults);
    }
    judge_age(asked, faults);
}

fn look_for_gaps(asked: &Asked<'_>, columns: &[Field], faults: &mut Faults<'_>) {
    let row = asked.row;
    let either = [Field::Phone, Field::Landline];
    for field in [
        Field::Type,
        Field::Owner,
        Field::Number,
        Field::Contact,
        Field::Province,
        Field::City,
        Field::Address,
        Field::Postcode,
        Field::Phone,
        Field::Email,
    ] {
        // An ICP filing calls its owner an entity.
        let is_filing = row.get(Field::Entity).is_some() && field == Field::Owner;
        let is_asked = columns.contains(&field) || (NEEDED.contains(&field) && !columns.is_empty());
        let is_there = row.get(field).is_some()
            || is_filing
            || (either.contains(&field) && either.iter().any(|other| row.get(*other).is_some()));
        if is_asked && !is_there {
            faults.add(
                &rules::FIELD_MISSING,
                field,
                vec![("field", Value::words(field.header()))],
            );
        }
    }
}

fn judge_person(asked: &Asked<'_>, field: Field, faults: &mut Faults<'_>) {
    let Some(typed) = asked.row.get(field) else {
        return;
    };
    let name = without_blanks(typed, false);
    let count = name.chars().count();
    let has_dot = name.contains(['·', '•', '‧', '・', '.']);
    let is_latin = name.is_ascii();
    let word = ORGANIZATIONS.iter().find(|word| name.contains(**word));
    let why = if let Some(word) = word {
        Value::phrase(
            text(
                "\"{word}\" is a word of organizations",
                "“{word}”是单位用词",
            ),
            vec![("word", Value::Name((*word).to_owned()))],
        )
    } else if name.chars().any(|c| c.is_ascii_digit()) {
        Value::words(text("it has digits", "含数字"))
    } else if count > 20 && !is_latin && !has_dot {
        Value::words(text("it is too long", "太长"))
    } else if !is_latin && !has_dot && !(2..=6).contains(&count) {
        // Two to four characters are usual; compound surnames and double ones have up to six.
        Value::words(text(
            "a name has two to four characters",
            "姓名一般 2–4 个字",
        ))
    } else {
        return;
    };
    // An organization's name ends with such a word; in front of another there may be somebody's name.
    let is_one = ORGANIZATIONS.iter().any(|word| name.ends_with(word)) && name == typed;
    let shown = if is_one {
        Value::Name(typed.to_owned())
    } else {
        asked.shown_person(typed)
    };
    let evidence = vec![
        ("field", Value::words(field.header())),
        ("typed", shown),
        ("why", why),
    ];
    faults.add(&rules::CONTACT_ORGANIZATION, field, evidence);
    let is_contact = field == Field::Contact;
    let certificate = asked.certificate;
    let person = certificate.and_then(|certificate| certificate.person.as_ref());
    if let Some(person) =
        person.filter(|person| is_contact && person.is_plain() && asked.shows_values)
    {
        faults.instead(person.value.clone());
    }
}

/// Dots that are none of the standard, in a name that no picture is compared with.
fn judge_dots(asked: &Asked<'_>, faults: &mut Faults<'_>) {
    let Some(typed) = asked.row.get(Field::Contact) else {
        return;
    };
    let is_chinese = !typed.is_ascii();
    if let Some(dot) = typed
        .chars()
        .find(|c| "•‧・．.∙⋅".contains(*c))
        .filter(|_| is_chinese)
    {
        let code = Value::Name(format!("U+{:04X}", u32::from(dot)));
        let a = Value::phrase(
            text("\"{dot}\" ({code})", "用了“{dot}”（{code}）"),
            vec![("dot", letter(dot)), ("code", code)],
        );
        faults.add(&owner::OWNER_INTERPUNCT, Field::Contact, vec![("a", a)]);
    }
}

fn judge_address(asked: &Asked<'_>, faults: &mut Faults<'_>) {
    let Some(typed) = asked.row.get(Field::Address) else {
        return;
    };
    let has_door = typed.chars().any(|c| {
        c.is_ascii_digit() || ('０'..='９').contains(&c) || "一二三四五六七八九十".contains(c)
    });
    let words = [
        "号", "幢", "室", "楼", "弄", "单元", "栋", "村", "组", "座", "层", "院",
    ];
    let is_named = words.iter().any(|word| typed.contains(word));
    let all = [Field::Province, Field::City]
        .iter()
        .filter_map(|field| asked.row.get(*field));
    let count: usize = all.chain([typed]).map(|part| part.chars().count()).sum();
    if !typed.is_ascii() && ((!has_door && !is_named) || count < 8) {
        faults.add(&rules::ADDRESS_VAGUE, Field::Address, Vec::new());
    }
}

/// Whether the country is the mainland, as it is where none is typed.
fn is_mainland(asked: &Asked<'_>) -> bool {
    let country = asked.row.get(Field::Country).unwrap_or("中国");
    ["中国", "cn", "china", "chn", "86", "中国大陆", "中国内地"].contains(&&*country.to_lowercase())
}

fn judge_postcode(asked: &Asked<'_>, faults: &mut Faults<'_>) {
    let Some(typed) = asked
        .row
        .get(Field::Postcode)
        .filter(|_| is_mainland(asked))
    else {
        return;
    };
    let digits: Vec<char> = typed.chars().collect();
    let is_run = digits
        .windows(2)
        .all(|pair| u32::from(pair[1]).wrapping_sub(u32::from(pair[0])) == 1);
    let (level, why) = if digits.len() != 6 || !digits.iter().all(char::is_ascii_digit) {
        (Level::Error, text("it has no six digits", "不是 6 位数字"))
    } else if digits.iter().all(|digit| *digit == digits[0]) {
        (Level::Warning, text("all digits are the same", "各位相同"))
    } else if is_run {
        (Level::Warning, text("it counts up", "连号"))
    } else {
        return;
    };
    // What is much longer is another number in the wrong column, and what has other characters may be a name.
    let is_short = digits.len() <= 8 && digits.iter().all(char::is_ascii_digit);
    let shown = Value::Name(if asked.shows_values || is_short {
        typed.to_owned()
    } else {
        masked(typed)
    });
    let evidence = vec![("typed", shown), ("why", Value::words(why))];
    faults.add_at(level, &rules::POSTCODE_INVALID, Field::Postcode, evidence);
}

fn judge_phone(asked: &Asked<'_>, field: Field, faults: &mut Faults<'_>) {
    let Some(typed) = asked.row.get(field).filter(|_| is_mainland(asked)) else {
        return;
    };
    let bare: String = typed
        .chars()
        .filter(|c| !is_blank(*c) && *c != '-')
        .collect();
    let bytes = bare.as_bytes();
    let has_country = bare.starts_with('+')
        || bare.starts_with("0086")
        || (bare.len() == 13 && bare.starts_with("86"));
    let is_landline = bytes.first() == Some(&b'0') && (10..=12).contains(&bare.len());
    let why = if !bare.is_ascii() {
        text("it has full-width or other characters", "含全角或其他字符")
    } else if has_country {
        text(
            "the country code has a field of its own",
            "国家代码不写在号码里",
        )
    } else if !bytes.iter().all(u8::is_ascii_digit) {
        text("it has more than digits", "含数字以外的字符")
    } else if bytes.iter().all(|digit| *digit == bytes[0]) {
        text("all digits are the same", "各位相同")
    } else if is_landline {
        return; // some forms have one field for both
    } else if bytes.len() != 11 {
        text("a mobile phone has eleven digits", "手机号应为 11 位")
    } else if bytes[0] != b'1' || !(b'3'..=b'9').contains(&bytes[1]) {
        text("it does not begin with 13 to 19", "不以 13–19 开头")
    } else if bare != typed {
        text("it has spaces or hyphens", "含空格或连字符")
    } else {
        return;
    };
    add_phone(asked, field, typed, why, faults);
}

fn judge_landline(asked: &Asked<'_>, faults: &mut Faults<'_>) {
    if let Some(code) = asked.row.get(Field::CountryCode)
        && is_mainland(asked)
        && !["86", "+86", "0086"].contains(&code)
    {
        add_phone(
            asked,
            Field::CountryCode,
            code,
            text("China's is 86", "中国为 86"),
            faults,
        );
    }
    let Some(typed) = asked
        .row
        .get(Field::Landline)
        .filter(|_| is_mainland(asked))
    else {
        return;
    };
    let digits = |part: &str| part.chars().filter(char::is_ascii_digit).count();
    let area = asked.row.get(Field::AreaCode).map_or(0, digits);
    let count = digits(typed) + area;
    let is_odd = typed.chars().any(|c| !c.is_ascii_digit() && c != '-');
    if is_odd {
        add_phone(
            asked,
            Field::Landline,
            typed,
            text("it has more than digits", "含数字以外的字符"),
            faults,
        );
    } else if !(10..=12).contains(&count) {
        add_phone(
            asked,
            Field::Landline,
            typed,
            text(
                "with the area code it has no ten to twelve digits",
                "连区号应为 10–12 位",
            ),
            faults,
        );
    }
}

fn add_phone(asked: &Asked<'_>, field: Field, typed: &str, why: Text, faults: &mut Faults<'_>) {
    let evidence = vec![
        ("field", Value::words(field.header())),
        ("masked", asked.shown_number(typed)),
        ("why", Value::words(why)),
    ];
    faults.add(&rules::PHONE_INVALID, field, evidence);
}

fn judge_email(asked: &Asked<'_>, field: Field, faults: &mut Faults<'_>) {
    const SLIPS: [&str; 7] = [".con", ".cmo", ".ocm", ".comm", ".cn.", ".nte", ".coom"];
    let Some(typed) = asked.row.raw(field).map(trimmed) else {
        return;
    };
    let (name, domain) = typed.split_once('@').unwrap_or((typed, ""));
    let why = if typed.contains('＠')
        || typed
            .chars()
            .any(|c| ('\u{FF01}'..='\u{FF5E}').contains(&c))
    {
        text("it has full-width characters", "含全角字符")
    } else if typed.matches('@').count() != 1 || name.is_empty() {
        text("it has no name, @ and domain", "缺少用户名、@ 或域名")
    } else if typed.chars().any(is_blank) {
        text("it has a space", "含空格")
    } else if !domain.contains('.')
        || domain.starts_with('.')
        || domain.ends_with('.')
        || domain.contains("..")
    {
        text("its domain has no dot, or one too many", "域名缺少或多了点")
    } else if SLIPS.iter().any(|slip| domain.ends_with(slip)) {
        text("its ending looks like a slip", "后缀像是打错了")
    } else if !typed.is_ascii() {
        text("it has characters that are no ASCII", "含非英文字符")
    } else {
        return;
    };
    let is_domain = domain
        .chars()
        .all(|c| c.is_ascii_alphabetic() || ".-".contains(c))
        && domain.contains('.');
    let shown = match domain {
        _ if asked.shows_values => typed.to_owned(),
        "" => masked(typed),
        _ if is_domain => format!("…@{domain}"),
        _ => "…@…".to_owned(),
    };
    let evidence = vec![
        ("field", Value::words(field.header())),
        ("typed", Value::Name(shown)),
        ("why", Value::words(why)),
    ];
    faults.add(&rules::EMAIL_INVALID, field, evidence);
}

/// So old a template fails. Chosen, not fitted: the platform says no more than "created early".
const OLD_YEARS: u16 = 5;

fn judge_age(asked: &Asked<'_>, faults: &mut Faults<'_>) {
    let Some(created) = asked.day(Field::TemplateCreated) else {
        return;
    };
    let today = asked.today;
    let limit = Date {
        year: created.year + OLD_YEARS,
        ..created
    };
    if limit < today {
        faults.add(
            &rules::TEMPLATE_OLD,
            Field::TemplateCreated,
            vec![("date", Value::Name(created.to_string()))],
        );
    }
}

#[cfg(test)]
#[path = "form/tests.rs"]
mod tests;
