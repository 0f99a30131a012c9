//! An ICP filing: what its fields say of each other, of the certificate and of the province.

use super::asked::{Asked, name};
use super::field::Field;
use super::finding::Faults;
use super::masking::{masked, shown_nature};
use super::number::plain_number;
use super::owner::with_brackets;
use super::province;
use super::row::without_blanks;
use super::types::document_type;
use crate::messages::{Text, Value, text};
use crate::platform::Level;
use crate::rules::typed::filing as rules;
use crate::working_days;
use certpreflight_reading::{Check, Date, NumberKind};

/// Judges what belongs to a filing; a template for a domain has none of it.
pub(super) fn judge(asked: &Asked<'_>, faults: &mut Faults<'_>) {
    if asked.row.get(Field::Entity).is_some() {
        judge_entity(asked, faults);
        judge_persons(asked, faults);
        province::judge(asked, faults);
    }
    judge_waiting(asked, faults);
    judge_domain(asked, faults);
    judge_site(asked, faults);
}

/// In what two names differ that should be the same to the letter; `None` if they are.
fn difference(ours: &str, theirs: &str) -> Option<Text> {
    let bare = |name| without_blanks(name, false);
    Some(if ours == theirs {
        return None;
    } else if bare(ours) == bare(theirs) {
        text("a space", "差在空格")
    } else if with_brackets(&bare(ours), false) == with_brackets(&bare(theirs), false) {
        text("the brackets' width", "括号的全角半角不同")
    } else if ours.to_lowercase() == theirs.to_lowercase() {
        text("capital and small letters", "大小写不同")
    } else {
        text("they are different names", "名称不同")
    })
}

fn judge_entity(asked: &Asked<'_>, faults: &mut Faults<'_>) {
    let row = asked.row;
    let entity = row.get(Field::Entity).unwrap_or_default();
    if let Some((owner, detail)) = row
        .get(Field::DomainOwner)
        .and_then(|owner| Some((owner, difference(entity, owner)?)))
    {
        let evidence = vec![
            ("entity", asked.shown_name(entity)),
            ("owner", asked.shown_name(owner)),
            ("detail", Value::words(detail)),
        ];
        faults.add(&rules::ENTITY_OWNER_MISMATCH, Field::DomainOwner, evidence);
    }
    if let Some((account, detail)) = row
        .get(Field::Account)
        .and_then(|account| Some((account, difference(entity, account)?)))
    {
        let evidence = vec![
            ("entity", asked.shown_name(entity)),
            ("account", asked.shown_name(account)),
            ("detail", Value::words(detail)),
        ];
        faults.add(&rules::ENTITY_ACCOUNT_MISMATCH, Field::Account, evidence);
    }
    let theirs = row.get(Field::DomainType).and_then(document_type);
    if let Some((ours, theirs)) = asked.chosen().zip(theirs)
        && !std::ptr::eq(ours, theirs)
    {
        let evidence = vec![("a", name(ours.names[0])), ("b", name(theirs.names[0]))];
        faults.add(&rules::ENTITY_TYPE_MISMATCH, Field::DomainType, evidence);
    }
    judge_nature(asked, faults);
    let is_personal = row
        .get(Field::Nature)
        .is_some_and(|nature| nature.contains('个') && nature.contains('人'));
    let phones = row
        .get(Field::Phone1)
        .or_else(|| row.get(Field::Phone))
        .zip(row.get(Field::AccountPhone));
    if is_personal && phones.is_some_and(|(phone, account)| phone != account) {
        faults.add(
            &rules::ACCOUNT_PHONE_MISMATCH,
            Field::AccountPhone,
            Vec::new(),
        );
    }
}

/// The kind of entity beside the first two characters of its credit code.
fn judge_nature(asked: &Asked<'_>, faults: &mut Faults<'_>) {
    let Some(nature) = asked.row.get(Field::Nature) else {
        return;
    };
    let number = plain_number(asked.row).unwrap_or_default();
    let is_person = asked.is_of_person();
    // Two digits of any other number say nothing.
    if !is_person && NumberKind::CreditCode.check(&number) != Check::Right {
        return;
    }
    let first = number.get(..2).unwrap_or_default();
    let (kind, natures): (Text, &[&str]) = match first {
        _ if is_person => (text("a person", "个人"), &["个人"]),
        // A sole trader with a trade name files as a company, without one as a person.
        "91" | "93" => (text("a company", "企业"), &["企业"]),
        "92" => (
            text("a sole trader", "个体工商户"),
            &["企业", "个体", "个人"],
        ),
        "12" => (text("a public institution", "事业单位"), &["事业单位"]),
        "11" => (
            text("a state organ", "政府机关"),
            &["政府机关", "机关", "国防机构"],
        ),
        "51" => (
            text("a social organization", "社会团体"),
            &["社会团体", "社团"],
        ),
        "52" => (
            text("a private non-enterprise unit", "民办非企业单位"),
            &["民办非企业", "社会服务机构"],
        ),
        "53" => (text("a foundation", "基金会"), &["基金会"]),
        "31" => (text("a law firm", "律师执业机构"), &["律师"]),
        _ => return,
    };
    if !natures.iter().any(|known| nature.contains(known)) {
        let evidence = vec![
            ("nature", name(&shown_nature(nature, asked.shows_values))),
            ("kind", Value::words(kind)),
        ];
        faults.add(&rules::ENTITY_NATURE_MISMATCH, Field::Nature, evidence);
    }
}

fn judge_persons(asked: &Asked<'_>, faults: &mut Faults<'_>) {
    let row = asked.row;
    let certificate = asked.certificate;
    let read = certificate.and_then(|certificate| certificate.person.as_ref());
    if let Some((typed, read)) = row.get(Field::LegalPerson).zip(read) {
        let bare = |name| without_blanks(name, false);
        if bare(typed) != bare(&read.value) {
            let level = if read.is_plain() {
                Level::Error
            } else {
                Level::Warning
            };
            faults.add_at(
                level,
                &rules::LEGAL_PERSON_MISMATCH,
                Field::LegalPerson,
                vec![
                    ("typed", asked.shown_person(typed)),
                    ("read", asked.shown_person(&read.value)),
                ],
            );
        }
    }
    let same = |a: Field, b: Field| row.get(a).zip(row.get(b)).is_some_and(|(a, b)| a == b);
    let are_two = row
        .get(Field::Principal)
        .zip(row.get(Field::Manager))
        .is_some_and(|(a, b)| a != b);
    let pairs = [
        (are_two, Field::Phone1, Field::ManagerPhone),
        (are_two, Field::PrincipalEmail, Field::ManagerEmail),
        (true, Field::Phone1, Field::Emergency),
    ];
    for (is_asked, a, b) in pairs {
        if is_asked && same(a, b) {
            let evidence = vec![
                ("a", Value::words(a.header())),
                ("b", Value::words(b.header())),
            ];
            faults.add(&rules::PRINCIPAL_CONTACT_SHARED, b, evidence);
        }
    }
}

/// The day so many days after another.
fn days_after(date: Date, days: i64) -> Option<Date> {
    Date::from_days_since_1970(date.days_since_1970() + days)
}

/// Account and domain have to have been verified some time ago.
fn judge_waiting(asked: &Asked<'_>, faults: &mut Faults<'_>) {
    const HOURS: u64 = 48;
    if let Some(date) = asked.day(Field::AccountVerified)
        && let Some(until) = days_after(date, 2)
        && until > asked.today
    {
        let evidence = vec![
            ("date", name(&date.to_string())),
            ("needed", Value::Count(HOURS)),
            ("until", name(&until.to_string())),
        ];
        faults.add(&rules::ACCOUNT_TOO_NEW, Field::AccountVerified, evidence);
    }
    let Some(date) = asked.day(Field::DomainVerified) else {
        return;
    };
    let registrar = asked
        .row
        .get(Field::Registrar)
        .unwrap_or_default()
        .to_lowercase();
    let is_own = registrar.is_empty()
        || ["腾讯", "dnspod", "tencent"]
            .iter()
            .any(|own| registrar.contains(own));
    let is_calendar = is_own && asked.profile.platform == crate::platform::Platform::Tencent;
    let (until, needed) = if is_calendar {
        (days_after(date, 3), text("3 days", " 3 天"))
    } else {
        (
            working_days::after(date, 3),
            text("3 working days", " 3 个工作日"),
        )
    };
    if let Some(until) = until.filter(|until| *until > asked.today) {
        let evidence = vec![
            ("date", name(&date.to_string())),
            ("needed", Value::words(needed)),
            ("until", name(&until.to_string())),
        ];
        faults.add(&rules::DOMAIN_TOO_NEW, Field::DomainVerified, evidence);
    }
}

/// So soon before its end a domain is worth a warning everywhere, as some provinces demand it.
const SOON_DAYS: i64 = 90;

fn judge_domain(asked: &Asked<'_>, faults: &mut Faults<'_>) {
    let row = asked.row;
    if let Some(until) = asked.day(Field::DomainExpires) {
        let left = until.days_since_1970() - asked.today.days_since_1970();
        let demand = province::of_filing(asked)
            .and_then(|province| Some((province, province.domain_days.as_ref()?)));
        let demanded = demand.map_or(0, |(_, demand)| demand.least);
        let level = if left < demanded {
            Level::Error
        } else {
            Level::Warning
        };
        if left < demanded.max(SOON_DAYS) {
            let whose = match demand {
                Some((province, demand)) => Value::phrase(
                    text("{province} ({source})", "{province}（{source}）"),
                    vec![
                        ("province", name(&province.name)),
                        ("source", Value::Name(demand.source.shown())),
                    ],
                ),
                None => Value::words(text("some provinces", "有些省份")),
            };
            faults.add_at(
                level,
                &rules::DOMAIN_EXPIRING,
                Field::DomainExpires,
                vec![("until", name(&until.to_string())), ("whose", whose)],
            );
        }
    }
    let words = ["中国", "国家", "中华", "全国", "china"];
    let domain = row.get(Field::Domain).unwrap_or_default().to_lowercase();
    if let Some(word) = words.iter().find(|word| domain.contains(**word)) {
        faults.add(
            &rules::DOMAIN_RESTRICTED,
            Field::Domain,
            vec![("word", name(word))],
        );
    }
}

fn judge_site(asked: &Asked<'_>, faults: &mut Faults<'_>) {
    let Some(typed) = asked.row.get(Field::Site) else {
        return;
    };
    let han = typed
        .chars()
        .filter(|c| matches!(c, '\u{3400}'..='\u{9FFF}'))
        .count();
    let begins = ["中国", "中华", "中央", "人民", "国家"]
        .iter()
        .find(|word| typed.starts_with(**word));
    let mut domains = asked.row.listed(Field::Domain);
    let is_domain = domains.any(|domain| domain.eq_ignore_ascii_case(typed));
    let why = if is_domain {
        Value::words(text("it is the domain", "与域名相同"))
    } else if let Some(word) = begins {
        Value::phrase(
            text("it begins with \"{word}\"", "以“{word}”开头"),
            vec![("word", name(word))],
        )
    } else if han == 0 {
        Value::words(text(
            "it is nothing but digits, letters or signs",
            "只有数字、字母或符号",
        ))
    } else if han < 3 {
        Value::words(text(
            "it has fewer than three Chinese characters",
            "少于三个汉字",
        ))
    } else {
        return;
    };
    // Two characters may be somebody's name, and digits somebody's number.
    let shown = if asked.shows_values || (is_domain && typed.contains('.')) || begins.is_some() {
        typed.to_owned()
    } else {
        masked(typed)
    };
    faults.add(
        &rules::SITE_NAME_INVALID,
        Field::Site,
        vec![("name", name(&shown)), ("why", why)],
    );
}

#[cfg(test)]
#[path = "filing/tests.rs"]
mod tests;
