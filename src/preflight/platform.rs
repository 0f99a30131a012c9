//! Whose rules apply, how serious a finding is, and where a rule was published: the words that
//! profiles and rules share.

use serde::{Deserialize, Serialize};

use crate::messages::Lang;

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

impl Level {
    /// The level's id in profiles and machine reports.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
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

impl Platform {
    pub(crate) const ALL: [(Self, &'static str, &'static str, &'static str); 7] = [
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

    /// The platform with this id.
    pub(crate) fn from_id(id: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|row| row.1 == id)
            .map(|row| row.0)
    }
}

/// Where a value of a profile was published.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
