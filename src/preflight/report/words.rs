//! What the formats for people and for other tools have in common: the answer of a run, a finding's
//! words, and names of levels and verdicts.

use super::summary::Summary;
use crate::messages::{Lang, Text, Value, format_name, show};
use crate::outcome::{Finding, Outcome, Standing};
use crate::platform::Level;
use crate::profile::Profile;

/// What no check looks at, said in every report for people: a picture that passes can still be the
/// wrong one.
const UNCHECKED: Text = Text {
    en: "No check tells whether it is the certificate that was asked for, whether it is genuine, or whether \
         name and number are what was entered: compare these yourself.",
    zh: "证件是不是要求的那一张、是否真实、姓名和号码与所填是否一致，均不在检查范围内，请自行核对。",
};

/// The same where there are rows of manifests, in which name and number were compared.
#[cfg(feature = "template")]
const UNCHECKED_BESIDE_ROWS: Text = Text {
    en: "No check tells whether it is the certificate that was asked for or whether it is genuine; what was not read \
         plainly was not compared either. Look at these yourself.",
    zh: "证件是不是要求的那一张、是否真实，不在检查范围内；没有读清的内容也没有核对。请自行确认。",
};

/// What was not looked at in this run.
pub(super) fn unchecked(summary: &Summary) -> Text {
    #[cfg(feature = "template")]
    if summary.rows.rows > 0 {
        return UNCHECKED_BESIDE_ROWS;
    }
    let _ = summary;
    UNCHECKED
}

/// A finding in words.
pub(super) struct Words {
    /// What is wrong.
    pub(super) said: String,
    /// What to do.
    pub(super) advice: String,
    /// What the platform itself would say; notes are never refused.
    pub(super) refusal: Option<&'static str>,
}

impl Words {
    /// The finding in one language, as the profile's platform would put it.
    pub(super) fn of(finding: &Finding, lang: Lang, profile: &Profile) -> Self {
        Self {
            said: finding.says(lang),
            advice: finding.advises(lang),
            refusal: finding
                .rule
                .platform_text(profile)
                .filter(|_| finding.level > Level::Note),
        }
    }
}

/// What could not be checked and still matters: each reason once, with the rules it kept from being asked.
pub(super) fn not_assessed_by_reason(outcome: &Outcome) -> Vec<(Text, Vec<&'static str>)> {
    let mut by_reason: Vec<(Text, Vec<&'static str>)> = Vec::new();
    for missed in outcome.not_assessed_in_force() {
        match by_reason
            .iter_mut()
            .find(|(reason, _)| *reason == missed.reason)
        {
            Some((_, rules)) => rules.push(missed.rule.id),
            None => by_reason.push((missed.reason, vec![missed.rule.id])),
        }
    }
    by_reason
}

/// What could not be checked and still matters, in one sentence: how many checks, and why not.
pub(super) fn not_assessed(outcome: &Outcome, lang: Lang) -> Option<String> {
    let by_reason = not_assessed_by_reason(outcome);
    let count: usize = by_reason.iter().map(|(_, rules)| rules.len()).sum();
    let reasons = by_reason.iter().map(|(reason, _)| reason.get(lang));
    let reasons: Vec<_> = reasons.collect();
    (count > 0).then(|| match lang {
        Lang::En => format!(
            "{count} {} not made: {}",
            if count == 1 { "check" } else { "checks" },
            reasons.join("; ")
        ),
        Lang::Zh => format!("{count} 项未检查：{}", reasons.join("；")),
    })
}

/// The platform's own words about a finding.
pub(crate) fn would_say(refusal: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("The platform would say: 「{refusal}」"),
        Lang::Zh => format!("平台会提示：「{refusal}」"),
    }
}

/// Format, size in pixels, size in bytes and JPEG quality, as far as known.
pub(super) fn facts(outcome: &Outcome, quality: Option<u8>, lang: Lang) -> Vec<String> {
    let format = outcome.format.map(|f| format_name(f).get(lang).to_owned());
    let size = outcome.size.map(|(w, h)| show(&Value::Size(w, h), lang));
    let bytes = outcome.bytes.map(|bytes| show(&Value::Bytes(bytes), lang));
    let quality = quality.map(|quality| match lang {
        Lang::En => format!("quality {quality}"),
        Lang::Zh => format!("质量 {quality}"),
    });
    let facts = [format, size, bytes, quality];
    facts.into_iter().flatten().collect()
}

/// What a level is called.
pub(crate) const fn level_name(level: Level) -> Text {
    match level {
        Level::Error => Text {
            en: "error",
            zh: "错误",
        },
        Level::Warning => Text {
            en: "warning",
            zh: "警告",
        },
        Level::Note => Text {
            en: "note",
            zh: "提示",
        },
    }
}

/// What a standing is called.
pub(super) const fn standing_name(standing: Standing) -> Text {
    match standing {
        Standing::Pass => Text {
            en: "ready",
            zh: "可上传",
        },
        Standing::Warn => Text {
            en: "check",
            zh: "需留意",
        },
        Standing::Fail => Text {
            en: "refused",
            zh: "会被驳回",
        },
        Standing::Unreadable => Text {
            en: "unreadable",
            zh: "无法检查",
        },
    }
}

/// A mark that tells the standings apart without color.
pub(super) const fn standing_mark(standing: Standing) -> &'static str {
    match standing {
        Standing::Pass => "✓",
        Standing::Warn => "!",
        Standing::Fail => "✗",
        Standing::Unreadable => "?",
    }
}
