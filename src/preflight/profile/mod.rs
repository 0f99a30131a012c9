//! A platform's rules as data: TOML in, a validated [`Profile`] out. The built-in profiles are the
//! same files that users write, compiled in.

mod bytes;
mod file;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use serde::{Deserialize, Serialize};

pub use bytes::ByteLimit;
pub(crate) use bytes::Sized;

use crate::error::Error;
use crate::messages::Lang;
use certpreflight_formats::format::Format;

/// How serious a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Level {
    /// Worth knowing.
    Note,
    /// May be refused; worth a look.
    Warning,
    /// Will be refused.
    Error,
}

/// What a profile says of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Setting {
    /// Don't check.
    Off,
    /// Check, and report at this level.
    At(Level),
}

/// Whose refusal texts apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Platform {
    /// Tencent Cloud, `DNSPod`.
    Tencent,
    /// Alibaba Cloud, 万网.
    Aliyun,
    /// Huawei Cloud.
    Huawei,
    /// The registry of `.cn`.
    Cnnic,
    /// `GoDaddy`.
    GoDaddy,
    /// `WeChat` Pay.
    WeChat,
    /// Any other.
    Other,
}

/// Where a value of a profile was published.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub struct Citation {
    /// Who published it.
    pub publisher: String,
    /// Title of the page.
    pub title: String,
    /// The page's own date, `YYYY-MM-DD`; absent where the page has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Address, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Which values it supports.
    pub supports: String,
}

/// A name in both languages.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
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

    /// The profile with this built-in id, or in this TOML file.
    pub fn load(id_or_file: &str) -> Result<Self, Error> {
        if let Some((id, source)) = BUILT_IN.iter().find(|(id, _)| *id == id_or_file) {
            return file::parse(source, id, Path::new(""));
        }
        let path = Path::new(id_or_file);
        // Whoever writes a path or an ending means a file, and wants to hear why it can't be read.
        let means_a_file = path.extension().is_some() || path.components().count() > 1;
        if !means_a_file && !path.is_file() {
            return Err(Error::UnknownProfile {
                id: id_or_file.to_owned(),
                nearest: nearest(id_or_file, Self::built_in_ids()).map(str::to_owned),
            });
        }
        file::load(path)
    }

    /// The profile in a TOML text; `extends` may name a built-in one or a file in the current folder.
    pub fn parse(source: &str) -> Result<Self, Error> {
        file::parse(source, "-", Path::new(""))
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

    /// The profile as TOML, everything inherited written out.
    pub fn to_toml(&self) -> String {
        file::print(self)
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

impl Platform {
    const ALL: [(Self, &'static str, &'static str, &'static str); 7] = [
        (Self::Tencent, "tencent", "Tencent Cloud", "腾讯云"),
        (Self::Aliyun, "aliyun", "Alibaba Cloud", "阿里云"),
        (Self::Huawei, "huawei", "Huawei Cloud", "华为云"),
        (
            Self::Cnnic,
            "cnnic",
            "CNNIC",
            "中国互联网络信息中心（CNNIC）",
        ),
        (Self::GoDaddy, "godaddy", "GoDaddy", "GoDaddy"),
        (Self::WeChat, "wechat", "WeChat Pay", "微信支付"),
        (Self::Other, "other", "the platform", "平台"),
    ];

    fn row(self) -> (Self, &'static str, &'static str, &'static str) {
        Self::ALL[self as usize]
    }

    /// The id used in profiles.
    pub fn id(self) -> &'static str {
        self.row().1
    }

    /// What the platform is called.
    pub fn name(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.row().2,
            Lang::Zh => self.row().3,
        }
    }

    fn from_id(id: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|row| row.1 == id)
            .map(|row| row.0)
    }
}

/// The candidate that looks most like `typed`, unless none looks much like it.
pub(crate) fn nearest<'a>(
    typed: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    candidates
        .map(|candidate| (strsim::jaro_winkler(typed, candidate), candidate))
        .filter(|(likeness, _)| *likeness > 0.75) // what clap uses, a little stricter
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}
