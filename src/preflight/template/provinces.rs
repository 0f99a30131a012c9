//! What provinces demand of filings, as data with source and date. What is not known of a province is not asked.

use std::sync::LazyLock;

use serde::Deserialize;

/// A province.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Province {
    pub(super) name: String,
    pub(super) principal: Principal,
    pub(super) source: String,
    /// `YYYY-MM-DD`, or `undated`.
    pub(super) date: String,
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

#[derive(Deserialize)]
struct Written {
    province: Vec<Province>,
}

static PROVINCES: LazyLock<Vec<Province>> = LazyLock::new(|| {
    let written: Written =
        toml::from_str(include_str!("provinces.toml")).expect("compiled in, and read by a test");
    written.province
});

/// The province that is typed, with or without 省, 市 or 自治区.
pub(super) fn find(typed: &str) -> Option<&'static Province> {
    PROVINCES
        .iter()
        .find(|province| typed.starts_with(&province.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_province_is_there_once_with_source_and_date() {
        let mut names: Vec<_> = PROVINCES.iter().map(|province| &province.name).collect();
        names.sort();
        names.dedup();
        assert_eq!((names.len(), PROVINCES.len()), (31, 31));
        for province in PROVINCES.iter() {
            assert!(!province.source.is_empty(), "{}", province.name);
            let is_dated = province.date == "undated"
                || certpreflight_reading::Date::parse(&province.date).is_ok();
            assert!(is_dated, "{}: {}", province.name, province.date);
        }
        assert_eq!(
            find("浙江省").map(|province| province.principal),
            Some(Principal::NoAuthorization)
        );
        assert_eq!(
            find("内蒙古自治区").map(|province| province.principal),
            Some(Principal::LegalPerson)
        );
        assert!(find("台湾").is_none());
    }
}
