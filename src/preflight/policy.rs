//! What pictures are judged by: a profile and what one picture may cost. The one place where profiles
//! meet the rule table, whose rules and limits they name.

use std::fmt::Write as _;
use std::path::Path;
use std::time::SystemTime;

use crate::error::Error;
use crate::messages::Lang;
use crate::profile::{self, ByteLimit, Known, KnownLimit, KnownRule, Profile};
use crate::rules::{Limit, RULES};
use certpreflight_formats::codec::Limits;
#[cfg(feature = "convert")]
use certpreflight_formats::codec::foreign::worker::Workers;
use certpreflight_reading::Date;

/// The rules that pictures are judged by, and what one picture may cost.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Policy {
    /// The platform's rules.
    pub profile: Profile,
    /// What one picture may cost.
    pub limits: Limits,
    /// Whether the certificate is read: which one it is, its number, name and dates. Default: yes, in a
    /// build that can.
    pub reads: bool,
    /// Where HEIC, JPEG XL, JPEG 2000 and PDF are opened. Default: in this process, where a hostile file can take all
    /// the time and memory there is, or end it.
    #[cfg(feature = "convert")]
    pub workers: Workers,
    /// Whether the pages of a PDF are drawn and judged: leave it off for files of strangers, unless they are opened in
    /// [`workers`](Self::workers). Default: yes.
    pub opens_documents: bool,
    /// The day by which validity is judged. Default: today in China.
    pub today: Date,
    /// Whether outcomes carry a small picture, for reports that show one. Default: no.
    pub thumbnails: bool,
}

impl Policy {
    /// A policy with the default limits.
    pub fn new(profile: Profile) -> Self {
        Self {
            profile,
            limits: Limits::default(),
            #[cfg(feature = "convert")]
            workers: Workers::default(),
            reads: cfg!(feature = "read"),
            opens_documents: true,
            today: today_in_china(),
            thumbnails: false,
        }
    }
}

/// Eight hours ahead of the clock: the platforms reckon in Chinese time. The epoch, if the clock is out of all
/// reason.
fn today_in_china() -> Date {
    let since = SystemTime::UNIX_EPOCH
        .elapsed()
        .map_or(0, |since| since.as_secs());
    let days = (since + 8 * 3600) / (24 * 3600);
    let epoch = Date {
        year: 1970,
        month: 1,
        day: 1,
    };
    let days = i64::try_from(days).unwrap_or(0);
    Date::from_days_since_1970(days).unwrap_or(epoch)
}

impl Profile {
    /// The profile with this built-in id, or in this TOML file.
    pub fn load(id_or_file: &str) -> Result<Self, Error> {
        profile::load(id_or_file, &known())
    }

    /// The profile in a TOML text; `extends` may name a built-in one or a file in the current folder.
    pub fn parse(source: &str) -> Result<Self, Error> {
        profile::parse(source, "-", Path::new(""), &known())
    }

    /// The built-in profiles with their names, one a line.
    pub fn list(lang: Lang) -> String {
        let mut list = String::new();
        for id in Self::built_in_ids() {
            if let Ok(profile) = Self::load(id) {
                let limit = |limit: &Option<ByteLimit>| {
                    limit
                        .as_ref()
                        .map_or_else(|| "–".to_owned(), ToString::to_string)
                };
                let formats: Vec<_> = profile.formats.iter().map(|format| format.id()).collect();
                let window = format!(
                    "{}..{}",
                    limit(&profile.min_bytes),
                    limit(&profile.max_bytes)
                );
                let _ = writeln!(
                    list,
                    "{id:18} {window:14} {:34} {}",
                    formats.join(" "),
                    profile.name.get(lang)
                );
            }
        }
        list
    }
}

/// The rule table as far as profiles have to know it.
fn known() -> Known {
    let rules = RULES.iter().map(|rule| KnownRule {
        id: rule.id,
        has_fixed_level: !rule.can_be_changed(),
    });
    let limits = Limit::all().map(|limit| KnownLimit {
        key: limit.key,
        range: limit.unit.range(),
    });
    Known {
        rules: rules.collect(),
        limits: limits.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_of_profiles_is_the_committed_one() {
        crate::schema::assert_committed("profile", &profile::schema(&known()));
    }

    #[test]
    fn every_built_in_profile_survives_printing_and_parsing() {
        let mut seen = 0;
        for id in Profile::built_in_ids() {
            let profile = Profile::load(id).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(profile.id, id);
            assert!(!profile.sources.is_empty(), "{id} names no source");
            let printed = profile.to_toml();
            let again =
                Profile::parse(&printed).unwrap_or_else(|error| panic!("{error}\n{printed}"));
            assert_eq!(again, profile);
            seen += 1;
        }
        assert_eq!(seen, 9);
    }

    #[test]
    fn a_profile_can_name_only_rules_and_limits_of_the_table() {
        let parse = |levels: &str| {
            Profile::parse(&format!("extends = \"cnnic\"\n[levels]\n{levels}"))
                .map_err(|error| error.to_string())
        };
        assert!(parse("grayscale = \"off\"").is_ok());
        let unknown = parse("grayscal = \"off\"").expect_err("no such rule");
        assert!(
            unknown.contains("line 3: unknown rule `grayscal`; did you mean `grayscale`?"),
            "{unknown}"
        );
        let fixed = parse("crashed = \"note\"").expect_err("not to be changed");
        assert!(fixed.contains("can't be changed"), "{fixed}");
        let limit = parse("[limits]\nmin-contrst = 0.5").expect_err("no such limit");
        assert!(limit.contains("did you mean `min-contrast`?"), "{limit}");
    }
}
