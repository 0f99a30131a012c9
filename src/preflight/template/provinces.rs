//! What provinces demand of filings, as data with source and date. What is not known of a province is not asked.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// A province.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Province {
    pub(super) name: String,
    /// The first two digits of its areas in the numbers of documents.
    digits: String,
    pub(super) principal: PrincipalDemand,
    /// How old, in whole years, somebody who answers for a filing has to be.
    pub(super) age_years: Option<LeastAge>,
    /// How long the domain has to stay registered, in days.
    pub(super) domain_days: Option<LeastDays>,
    /// The address for letters has to be in the city of the document's.
    pub(super) same_city: Option<SameCity>,
    /// What no field of a row shows, and has to be said.
    #[serde(default)]
    pub(super) other: Vec<OtherDemand>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PrincipalDemand {
    pub(super) is: Principal,
    pub(super) source: SourceKey,
}

/// Whether the principal may be somebody else than the legal representative.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Principal {
    /// Has to be the legal representative.
    LegalPerson,
    /// Has to be, and no authorization helps.
    NoAuthorization,
    /// May be another with an authorization.
    WithAuthorization,
    /// May be anybody.
    Free,
    /// One source says so, one otherwise.
    Contradicted,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LeastAge {
    pub(super) least: i64,
    /// Persons who file for themselves, or also those who answer for a unit.
    pub(super) of: Whom,
    pub(super) source: SourceKey,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LeastDays {
    pub(super) least: i64,
    pub(super) source: SourceKey,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SameCity {
    /// The cities and prefectures of the province, without how they end, with blanks between them.
    cities: String,
    pub(super) source: SourceKey,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OtherDemand {
    pub(super) of: Whom,
    pub(super) source: SourceKey,
    pub(super) zh: String,
    pub(super) en: String,
}

impl SameCity {
    /// The city that an address begins with, behind its province.
    pub(super) fn of_address(&self, address: &str) -> Option<&str> {
        let address = find(address).map_or(address, |province| {
            let rest = &address[province.name.len()..];
            rest.strip_prefix('省').unwrap_or(rest)
        });
        self.cities
            .split(' ')
            .find(|city| address.starts_with(city))
    }
}

/// Whom a demand is about.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Whom {
    All,
    Unit,
    /// 个体工商户, a unit that may have no trade name.
    SoleTrader,
    Person,
    /// A person whose number belongs to another province.
    Outsider,
}

/// Names one of the sources.
#[derive(Debug, Deserialize)]
pub(super) struct SourceKey(String);

impl SourceKey {
    /// The source and its date, as they are shown.
    pub(super) fn shown(&self) -> String {
        let source = &WRITTEN.source[&self.0];
        format!("{} {}", source.name, source.date)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    name: String,
    /// `YYYY-MM-DD`, or `undated`.
    date: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    source: BTreeMap<String, Source>,
    province: Vec<Province>,
}

static WRITTEN: LazyLock<Written> = LazyLock::new(|| {
    toml::from_str(include_str!("provinces.toml")).expect("compiled in, and read by a test")
});

/// All of them, in the order of their digits.
pub(super) fn all() -> &'static [Province] {
    &WRITTEN.province
}

/// The province that is typed, with or without 省, 市 or 自治区.
pub(super) fn find(typed: &str) -> Option<&'static Province> {
    all()
        .iter()
        .find(|province| typed.starts_with(&province.name))
}

/// The province of the areas that begin with these two digits.
pub(super) fn of_digits(digits: &str) -> Option<&'static Province> {
    all().iter().find(|province| province.digits == digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_province_is_there_once() {
        let distinct = |of: fn(&Province) -> &str| {
            let all: std::collections::BTreeSet<_> = all().iter().map(of).collect();
            all.len()
        };
        assert_eq!(all().len(), 31);
        assert_eq!(distinct(|province| &province.name), 31);
        assert_eq!(distinct(|province| &province.digits), 31);
        let principal = |typed| find(typed).map(|province| province.principal.is);
        assert_eq!(principal("浙江省"), Some(Principal::NoAuthorization));
        assert_eq!(principal("内蒙古自治区"), Some(Principal::LegalPerson));
        assert!(find("台湾").is_none());
        assert_eq!(
            of_digits("33").map(|province| &*province.name),
            Some("浙江")
        );
        assert!(of_digits("10").is_none());
    }

    #[test]
    fn every_demand_has_a_source_and_every_source_a_date() {
        let keys = all().iter().flat_map(|province| {
            let age = province.age_years.iter().map(|age| &age.source);
            let days = province.domain_days.iter().map(|days| &days.source);
            let city = province.same_city.iter().map(|city| &city.source);
            let other = province.other.iter().map(|other| &other.source);
            let all = age.chain(days).chain(city).chain(other);
            all.chain([&province.principal.source])
        });
        let mut used: Vec<_> = keys.map(|key| &*key.0).collect();
        used.sort_unstable();
        used.dedup();
        let known: Vec<_> = WRITTEN.source.keys().map(|key| &**key).collect();
        assert_eq!(used, known);
        for source in WRITTEN.source.values() {
            assert!(!source.name.is_empty());
            let is_dated = source.date == "undated"
                || certpreflight_reading::Date::parse(&source.date).is_ok();
            assert!(is_dated, "{}: {}", source.name, source.date);
        }
    }

    #[test]
    fn the_rule_names_the_provinces_that_ask_for_more_days() {
        let about = crate::rules::typed::filing::DOMAIN_EXPIRING.about.zh;
        for province in all() {
            assert_eq!(
                about.contains(&province.name),
                province.domain_days.is_some(),
                "{}",
                province.name
            );
        }
    }
}
