//! A platform's rules as data: TOML in, a validated [`Profile`] out. The built-in profiles are the
//! same files that users write, compiled in.

mod bytes;
mod file;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use bytes::ByteLimit;
pub(crate) use bytes::Sized;
pub(crate) use file::{Known, KnownLimit, KnownRule, load, parse};

use crate::messages::Lang;
use crate::platform::{Citation, Level, Platform};
use certpreflight_formats::format::Format;

/// What a profile says of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Setting {
    /// Don't check.
    Off,
    /// Check, and report at this level.
    At(Level),
}

/// How brackets in a name are to be typed.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Brackets {
    /// Half-width.
    Half,
    /// In the width in which the certificate prints them.
    AsPrinted,
}

/// A name in both languages.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Name {
    /// English.
    pub en: String,
    /// Simplified Chinese.
    pub zh: String,
}

impl Name {
    /// The name in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }
}

/// A platform's rules, validated.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Profile {
    /// Stable id.
    pub id: String,
    /// The file that it was read from; `None` if it is built in.
    pub file: Option<String>,
    /// What people call it.
    pub name: Name,
    /// Whose refusal texts apply.
    pub platform: Platform,
    /// Where the values come from.
    pub sources: Vec<Citation>,
    /// Accepted formats, by content; never empty.
    pub formats: Vec<Format>,
    /// Smallest accepted file; `None` if none is published.
    pub min_bytes: Option<ByteLimit>,
    /// Largest accepted file; `None` if none is published.
    pub max_bytes: Option<ByteLimit>,
    /// Least scan resolution advised, dots per inch; `None` if not asked.
    pub min_dpi: Option<u32>,
    /// Least number of pixels (width × height) advised; `None` if not asked.
    pub min_pixels: Option<u64>,
    /// Whether 24-bit RGB is asked for.
    pub rgb_only: bool,
    /// Least age of a person in whole years; `None` if not asked.
    pub min_age_years: Option<u32>,
    /// Least number of days since the day of issue; `None` if not asked.
    pub min_days_since_issue: Option<u32>,
    /// Least number of working days after the day of issue; `None` if not asked.
    pub min_working_days_since_issue: Option<u32>,
    /// How brackets in the owner's name are to be typed; `None` if any do.
    pub owner_brackets: Option<Brackets>,
    /// Levels that differ from the rules' own.
    pub(crate) levels: BTreeMap<String, Setting>,
    /// Limits that differ from the rules' own, by key.
    pub(crate) limits: BTreeMap<String, f64>,
}

/// The built-in profiles, the default one first.
const BUILT_IN: [(&str, &str); 9] = [
    (
        "tencent-domain",
        include_str!("../profiles/tencent-domain.toml"),
    ),
    ("tencent-icp", include_str!("../profiles/tencent-icp.toml")),
    (
        "aliyun-domain",
        include_str!("../profiles/aliyun-domain.toml"),
    ),
    (
        "aliyun-domain-api",
        include_str!("../profiles/aliyun-domain-api.toml"),
    ),
    (
        "huawei-domain",
        include_str!("../profiles/huawei-domain.toml"),
    ),
    ("huawei-icp", include_str!("../profiles/huawei-icp.toml")),
    ("cnnic", include_str!("../profiles/cnnic.toml")),
    ("godaddy-cn", include_str!("../profiles/godaddy-cn.toml")),
    ("wechat-pay", include_str!("../profiles/wechat-pay.toml")),
];

impl Profile {
    /// The ids of the built-in profiles, the default one first.
    pub fn built_in_ids() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(id, _)| *id)
    }

    /// The level at which a rule reports; `None` if it is off.
    pub(crate) fn level_of(&self, rule: &str, usual: Level) -> Option<Level> {
        match self.levels.get(rule) {
            None => Some(usual),
            Some(Setting::At(level)) => Some(*level),
            Some(Setting::Off) => None,
        }
    }

    /// What the profile says of a limit; `None` if it says nothing.
    pub(crate) fn limit(&self, key: &str) -> Option<f64> {
        self.limits.get(key).copied()
    }
}

#[cfg(test)]
pub(crate) use file::schema;
