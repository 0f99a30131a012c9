//! What the formats for people and for other tools have in common: a finding's words, and names of
//! levels and verdicts.

use std::fmt::Write as _;

use super::context::Context;
use super::summary::Summary;
use crate::messages::{Lang, Text, fill};
use crate::outcome::{Finding, Outcome, Standing};
use crate::platform::{Level, Platform};

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
    /// The finding in one language, as one platform would put it.
    pub(super) fn of(finding: &Finding, lang: Lang, platform: Platform) -> Self {
        let fill = |text: Text| fill(text.get(lang), &finding.evidence, lang);
        Self {
            said: fill(finding.rule.says),
            advice: fill(finding.rule.advice),
            refusal: finding
                .rule
                .platform_text(platform)
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

/// What a level is called.
pub(super) const fn level_name(level: Level) -> Text {
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
            zh: "打不开",
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

/// The summary in one sentence: how many pictures ended how, without those that are none.
pub(super) fn summary_line(summary: &Summary, context: &Context, profile_name: &str) -> String {
    let lang = context.lang;
    let id = &context.profile.id;
    let Summary { images, pass, .. } = summary;
    let mut line = match lang {
        Lang::En => format!(
            "{images} {} for {profile_name} ({id}): {pass} ready",
            if *images == 1 { "picture" } else { "pictures" },
        ),
        Lang::Zh => format!("按“{profile_name}”（{id}）检查了 {images} 张图片：{pass} 张可以上传"),
    };
    let (comma, stop) = match lang {
        Lang::En => (", ", "."),
        Lang::Zh => ("，", "。"),
    };
    let text = |en, zh| Text { en, zh };
    for (count, words) in [
        (summary.warn, text("with warnings", "张有警告")),
        (summary.fail, text("will be refused", "张会被驳回")),
        (summary.unreadable, text("not readable", "张打不开")),
        (summary.skipped, text("left out", "个其他文件未检查")),
    ] {
        if count > 0 {
            let _ = write!(line, "{comma}{count} {}", words.get(lang));
        }
    }
    line + stop
}
