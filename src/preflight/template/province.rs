//! A filing beside what its province demands.

use super::asked::{Asked, name};
use super::field::Field;
use super::finding::Faults;
use super::masking::masked;
use super::number::{Plain, plain_number};
use super::provinces::{self, Principal, Province, Whom};
use super::types::number_kinds;
use crate::messages::{Value, text};
use crate::platform::Level;
use crate::rules::typed::filing as rules;
use certpreflight_reading::{Check, Kind, Number, NumberKind, Value as Read};

/// The province that a filing is made in: as typed for it, else for the owner.
pub(super) fn of_filing(asked: &Asked<'_>) -> Option<&'static Province> {
    let row = asked.row;
    row.get(Field::FilingProvince)
        .or_else(|| row.get(Field::Province))
        .and_then(provinces::find)
}

/// Judges what the province asks for, and where the document belongs to another one.
pub(super) fn judge(asked: &Asked<'_>, faults: &mut Faults<'_>) {
    judge_home(asked, faults);
    if let Some(province) = of_filing(asked) {
        judge_principal(province, asked, faults);
        judge_ages(province, asked, faults);
        judge_city(province, asked, faults);
        tell_the_rest(province, asked, faults);
    }
}

/// The province of a number: the registrar's, or where a person was registered first. A central registrar has none.
fn province_of(number: &str, kind: Kind) -> Option<&'static str> {
    let first = match number_kinds(kind).first()? {
        NumberKind::Citizen => number.get(..2)?,
        NumberKind::CreditCode if number.len() == 18 => number.get(2..4)?,
        _ => return None,
    };
    provinces::of_digits(first).map(|province| &*province.name)
}

/// The province of the document, and the one that is typed for the filing, where they differ.
fn home_and_typed<'a>(asked: &Asked<'a>) -> Option<(&'static str, &'a str)> {
    let typed = asked.row.get(Field::FilingProvince)?;
    let home = province_of(&plain_number(asked.row)?, asked.kind()?)?;
    (!typed.contains(home)).then_some((home, typed))
}

fn judge_home(asked: &Asked<'_>, faults: &mut Faults<'_>) {
    let Some((home, typed)) = home_and_typed(asked) else {
        return;
    };
    let level = if asked.is_of_person() {
        Level::Note
    } else {
        Level::Warning
    };
    let shown = if asked.shows_values || provinces::find(typed).is_some() {
        typed.to_owned()
    } else {
        masked(typed)
    };
    faults.add_at(
        level,
        &rules::OUT_OF_PROVINCE,
        Field::FilingProvince,
        vec![("read", name(home)), ("typed", name(&shown))],
    );
}

/// Whether the principal may be somebody else than the legal representative.
fn judge_principal(province: &Province, asked: &Asked<'_>, faults: &mut Faults<'_>) {
    let row = asked.row;
    if asked.is_of_person() {
        return;
    }
    let read = asked
        .certificate
        .and_then(|certificate| certificate.person.as_ref())
        .filter(|person| person.is_plain());
    let legal = row
        .get(Field::LegalPerson)
        .or(read.map(|person| person.value.as_str()));
    let are_two = row
        .get(Field::Principal)
        .zip(legal)
        .is_some_and(|(principal, legal)| principal != legal);
    if !are_two {
        return;
    }
    let is_authorized = row.get(Field::Authorization).is_some_and(|typed| {
        ["是", "有", "yes", "y", "true", "1"].contains(&&*typed.to_lowercase())
    });
    let demand = &province.principal;
    let level = match (demand.is, is_authorized) {
        (Principal::Free, _) | (Principal::WithAuthorization, true) => return,
        (Principal::Contradicted, _) | (Principal::LegalPerson, true) => Level::Warning,
        (Principal::NoAuthorization, _)
        | (Principal::WithAuthorization | Principal::LegalPerson, false) => Level::Error,
    };
    let rule = match demand.is {
        Principal::WithAuthorization => text("else with an authorization", "否则需授权书"),
        Principal::NoAuthorization => text("no authorization is accepted", "不接受授权书"),
        Principal::Contradicted => text("the sources contradict each other", "各处说法不一"),
        _ => text("as published", "据公布的要求"),
    };
    let evidence = vec![
        ("province", name(&province.name)),
        ("rule", Value::words(rule)),
        ("source", Value::Name(demand.source.shown())),
    ];
    faults.add_at(
        level,
        &rules::PRINCIPAL_NOT_LEGAL_PERSON,
        Field::Principal,
        evidence,
    );
}

/// How old those are who answer for the filing, by their numbers.
fn judge_ages(province: &Province, asked: &Asked<'_>, faults: &mut Faults<'_>) {
    let Some(demand) = &province.age_years else {
        return;
    };
    let owner = asked.is_of_person().then_some(Field::Number);
    let others = [Field::PrincipalNumber, Field::ManagerNumber];
    let others = others.into_iter().filter(|_| demand.of == Whom::All);
    for field in owner.into_iter().chain(others) {
        let typed = asked.row.raw(field).map(|typed| Plain::of(typed, false));
        let number = typed.map(|plain| Number {
            text: plain.text,
            kind: NumberKind::Citizen,
        });
        let proven = number.filter(|number| number.kind.check(&number.text) == Check::Right);
        let Some(born) = proven.and_then(|number| number.birth()) else {
            continue;
        };
        let age = born.years_until(asked.today);
        if age < demand.least {
            let evidence = vec![
                ("province", name(&province.name)),
                ("needed", years(demand.least)),
                ("age", years(age)),
                ("source", Value::Name(demand.source.shown())),
            ];
            faults.add(&rules::PROVINCE_AGE, field, evidence);
        }
    }
}

fn years(count: i64) -> Value {
    Value::Count(u64::try_from(count).unwrap_or_default())
}

/// Whether the address for letters lies in the city of the document's.
fn judge_city(province: &Province, asked: &Asked<'_>, faults: &mut Faults<'_>) {
    let Some(demand) = &province.same_city else {
        return;
    };
    let row = asked.row;
    let read = asked
        .certificate
        .and_then(|certificate| certificate.address.as_ref())
        .filter(|address| Read::is_plain(address));
    let document = row
        .get(Field::DocumentAddress)
        .or(read.map(|address| address.value.as_str()));
    let Some((typed, document)) = row.get(Field::Address).zip(document) else {
        return;
    };
    let Some(theirs) = demand.of_address(document) else {
        return;
    };
    let city_typed = || demand.of_address(row.get(Field::City)?);
    let Some(ours) = demand.of_address(typed).or_else(city_typed) else {
        return;
    };
    if ours != theirs {
        let evidence = vec![
            ("province", name(&province.name)),
            ("typed", name(ours)),
            ("document", name(theirs)),
            ("source", Value::Name(demand.source.shown())),
        ];
        faults.add(&rules::ADDRESS_CITY_MISMATCH, Field::Address, evidence);
    }
}

/// Says what the province demands besides, which nothing here can look at.
fn tell_the_rest(province: &'static Province, asked: &Asked<'_>, faults: &mut Faults<'_>) {
    let is_person = asked.is_of_person();
    let row = asked.row;
    let is_sole_trader = row
        .get(Field::Nature)
        .is_some_and(|nature| nature.contains("个体"))
        || plain_number(row).is_some_and(|number| number.starts_with("92") && number.len() == 18);
    let is_outsider = is_person && home_and_typed(asked).is_some();
    for demand in &province.other {
        let is_meant = match demand.of {
            Whom::All => true,
            Whom::Unit => !is_person,
            Whom::SoleTrader => !is_person && is_sole_trader,
            Whom::Person => is_person,
            Whom::Outsider => is_outsider,
        };
        if is_meant {
            let evidence = vec![
                ("province", name(&province.name)),
                ("rule", Value::words(text(&demand.en, &demand.zh))),
                ("source", Value::Name(demand.source.shown())),
            ];
            faults.add(&rules::PROVINCE_RULE, Field::FilingProvince, evidence);
        }
    }
}

#[cfg(test)]
#[path = "province/tests.rs"]
mod tests;
