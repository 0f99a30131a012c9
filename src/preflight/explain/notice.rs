//! The notices: data compiled in. That they are complete, and name checks that there are, is tested below.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::messages::{Lang, text};
use crate::rules::Rule;

/// The files, in the order in which notices that are equally alike are named.
const FILES: [&str; 7] = [
    include_str!("notices/tencent-domain.toml"),
    include_str!("notices/tencent-icp.toml"),
    include_str!("notices/aliyun-domain.toml"),
    include_str!("notices/huawei-icp.toml"),
    include_str!("notices/cnnic.toml"),
    include_str!("notices/west-domain.toml"),
    include_str!("notices/others.toml"),
];

/// Something that a platform says when it refuses or reminds.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Notice {
    /// Stable id.
    pub id: String,
    /// Whose notice it is: the id of a profile where there is one.
    pub platform: String,
    /// Where it is met.
    pub stage: String,
    /// `refusal`, `notice`, `question`, `reason` or `rule`.
    pub kind: String,
    /// The platform's own words; several where it says the same in several ways.
    pub texts: Vec<String>,
    /// Its words where names and numbers stand in them, with `*` in their place.
    #[serde(default)]
    pub patterns: Vec<String>,
    /// Indices of texts that were pieced together from a screenshot.
    #[serde(default)]
    pub reconstructed: Vec<usize>,
    /// Why it is said, the likeliest first.
    pub causes: Vec<Cause>,
    /// What to do about it.
    pub remedies: Vec<Sentence>,
    /// How long to wait, where waiting helps.
    pub wait: Option<Wait>,
    /// What else is to be known of the source.
    pub note: Option<String>,
    /// Where it was published.
    pub source: String,
    /// The source's own date.
    pub date: String,
}

/// Why something is refused.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Cause {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// Checks that look for it beforehand.
    #[serde(default)]
    rules: Vec<String>,
    /// Whether no page of the platform names it.
    #[serde(default)]
    pub inferred: bool,
}

/// A sentence of ours in both languages.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Sentence {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// How long to wait.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Wait {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// At least, in units.
    pub min: u32,
    /// At most, in units.
    pub max: u32,
    /// `minute`, `hour`, `day` or `working-day`.
    pub unit: String,
}

impl Sentence {
    /// The sentence in one language.
    pub fn get(&self, lang: Lang) -> &str {
        of(&self.en, &self.zh, lang)
    }
}

impl Wait {
    /// The time in words.
    pub fn get(&self, lang: Lang) -> &str {
        of(&self.en, &self.zh, lang)
    }
}

impl Cause {
    /// The cause in one language.
    pub fn get(&self, lang: Lang) -> &str {
        of(&self.en, &self.zh, lang)
    }

    /// The checks that look for it. A cause that no check looks for yet is named all the same.
    pub fn rules(&self) -> impl Iterator<Item = &'static Rule> {
        self.rules.iter().filter_map(|id| Rule::find(id))
    }
}

const fn of<'a>(en: &'a str, zh: &'a str, lang: Lang) -> &'a str {
    match lang {
        Lang::En => en,
        Lang::Zh => zh,
    }
}

/// A file of notices.
#[derive(Deserialize)]
struct Written {
    notice: Vec<Notice>,
}

static NOTICES: LazyLock<Vec<Notice>> = LazyLock::new(|| {
    let files = FILES.into_iter().flat_map(|file| {
        let written: Written = toml::from_str(file).expect("compiled in, and read by a test");
        written.notice
    });
    files.collect()
});

impl Notice {
    /// Every notice.
    pub fn all() -> &'static [Self] {
        &NOTICES
    }

    /// The notice with this id.
    pub fn find(id: &str) -> Option<&'static Self> {
        Self::all().iter().find(|notice| notice.id == id)
    }

    /// The notices that a check foresees.
    pub fn preventing(rule: &str) -> impl Iterator<Item = &'static Self> {
        let named = move |notice: &&Self| notice.rule_ids().any(|id| id == rule);
        Self::all().iter().filter(named)
    }

    /// The checks that look for its causes beforehand.
    pub fn rules(&self) -> impl Iterator<Item = &'static Rule> {
        self.rule_ids().filter_map(Rule::find)
    }

    /// The ids of the checks that look for its causes, each once, in the order of the causes.
    fn rule_ids(&self) -> impl Iterator<Item = &str> {
        let mut known = HashSet::new();
        let of_causes = self.causes.iter().flat_map(|cause| &cause.rules);
        of_causes
            .map(String::as_str)
            .filter(move |id| known.insert(*id))
    }

    /// What the platform is called.
    pub fn platform_name(&self, lang: Lang) -> &'static str {
        let name = match &*self.platform {
            "tencent-domain" => text("Tencent Cloud, domains", "腾讯云域名"),
            "tencent-icp" => text("Tencent Cloud, ICP filing", "腾讯云 ICP 备案"),
            "tencent-ocr" => text("Tencent Cloud, card reader", "腾讯云证件识别"),
            "aliyun-domain" => text("Alibaba Cloud, domains", "阿里云域名"),
            "aliyun-domain-api" => text("Alibaba Cloud, domain API", "阿里云域名 API"),
            "huawei-icp" => text("Huawei Cloud, ICP filing", "华为云 ICP 备案"),
            "west-domain" => text("West.cn, domains", "西部数码域名"),
            "cnnic" => text("CNNIC", "中国互联网络信息中心（CNNIC）"),
            "douyin-icp" => text("Douyin, ICP filing", "抖音小程序备案"),
            "wechat-icp" => text("WeChat, ICP filing", "微信小程序备案"),
            _ => text("any platform", "各平台"),
        };
        name.get(lang)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Causes that no check looks for yet.
    const UNCHECKED: &[&str] = &[
        "address-city-mismatch",
        "covered",
        "domain-suffix",
        "faceless",
        "foreign",
        "number-cut-short",
        "overage",
        "province-rule",
        "recaptured",
        "unsealed",
        "watermarked",
    ];

    #[test]
    fn every_notice_is_whole() {
        let is_id = |id: &str| {
            id.bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        let mut ids = HashSet::new();
        let (mut texts, mut causes) = (0, 0);
        for notice in Notice::all() {
            let id = &notice.id;
            assert!(is_id(id) && ids.insert(id), "{id}");
            assert!(Rule::find(id).is_none(), "{id} is a rule's id, too");
            let says_something = !notice.causes.is_empty() || !notice.remedies.is_empty();
            assert!(!notice.texts.is_empty() && says_something, "{id}");
            assert!(!notice.source.is_empty(), "{id}");
            let is_dated = notice.date.starts_with("undated")
                || certpreflight_reading::Date::parse(&notice.date).is_ok();
            assert!(is_dated, "{id}: {}", notice.date);
            let kinds = ["refusal", "notice", "question", "reason", "rule"];
            assert!(kinds.contains(&&*notice.kind), "{id}: {}", notice.kind);
            assert_eq!(
                notice.platform_name(Lang::En) == "any platform",
                notice.platform == "any",
                "{id}: {} has no name",
                notice.platform
            );
            let ours = notice.causes.iter().map(|cause| (&cause.en, &cause.zh));
            let ours = ours.chain(notice.remedies.iter().map(|said| (&said.en, &said.zh)));
            let ours = ours.chain(notice.wait.iter().map(|wait| (&wait.en, &wait.zh)));
            for (en, zh) in ours {
                assert!(
                    !en.is_empty() && !zh.is_ascii(),
                    "{id} lacks a language: {en} {zh}"
                );
            }
            if let Some(wait) = &notice.wait {
                assert!(wait.min <= wait.max, "{id}");
                let units = ["minute", "hour", "day", "working-day"];
                assert!(units.contains(&&*wait.unit), "{id}: {}", wait.unit);
            }
            assert!(
                notice
                    .reconstructed
                    .iter()
                    .all(|at| *at < notice.texts.len()),
                "{id}"
            );
            texts += notice.texts.len();
            causes += notice.causes.len();
        }
        assert_eq!((ids.len(), texts, causes), (270, 331, 427));
    }

    #[test]
    fn the_checks_that_notices_name_are_there() {
        let mut unchecked: HashSet<&str> = HashSet::new();
        let mut checked = HashSet::new();
        for notice in Notice::all() {
            for rule in notice.causes.iter().flat_map(|cause| &cause.rules) {
                if Rule::find(rule).is_some() {
                    checked.insert(rule);
                } else {
                    assert!(
                        UNCHECKED.contains(&&**rule),
                        "{}: no rule {rule}",
                        notice.id
                    );
                    unchecked.insert(rule);
                }
            }
        }
        assert!(checked.len() > 30, "only {} rules are named", checked.len());
        for rule in UNCHECKED {
            let is_known = unchecked.contains(rule) || Rule::find(rule).is_some();
            assert!(is_known, "no notice names {rule}");
        }
    }

    #[test]
    fn a_rule_leads_to_the_notices_that_it_foresees() {
        let foreseen: Vec<_> = Notice::preventing("expired")
            .map(|notice| &*notice.id)
            .collect();
        assert!(foreseen.contains(&"tencent-expired"), "{foreseen:?}");
        assert_eq!(Notice::preventing("crashed").count(), 0);
    }
}
