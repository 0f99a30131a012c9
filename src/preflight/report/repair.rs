//! What a repair did, before and after, as lines for people.

use std::io;

use anstyle::Style;

use super::lines::Lines;
use super::styles::{GREEN, RED};
use super::summary::Summary;
use super::words::facts;
use crate::messages::{Lang, Text};
use crate::outcome::{Finding, Outcome, Repair, RepairStatus};

/// A finding that the copy is free of.
pub(super) const SOLVED: Text = Text {
    en: "solved",
    zh: "已解决",
};

/// What stands between the lines of a repair where they have to share one.
pub(super) const BETWEEN: Text = Text {
    en: "; ", zh: "；"
};

/// What to do about a finding: nothing if the repair has done it, else as advised.
pub(super) fn what_to_do<'a>(
    outcome: &Outcome,
    finding: &Finding,
    lang: Lang,
    advice: &'a str,
) -> &'a str {
    if outcome.is_solved(finding) {
        SOLVED.get(lang)
    } else {
        advice
    }
}

/// The findings of the original, then the new ones of its copies.
pub(super) fn all_findings(outcome: &Outcome) -> impl Iterator<Item = &Finding> {
    let new = outcome.new_findings().into_iter();
    outcome
        .findings
        .iter()
        .chain(new.map(|(_, finding)| finding))
}

/// How a repair went and where its copies are; then what was done, before and after, or why not.
/// `None` if there was no repair.
pub(super) fn told(outcome: &Outcome, lang: Lang) -> Option<(String, Vec<String>)> {
    let repair = outcome.fix.as_ref()?;
    let comma = match lang {
        Lang::En => ", ",
        Lang::Zh => "、",
    };
    let mut head = status_name(repair).get(lang).to_owned();
    let targets: Vec<_> = repair.outputs.iter().map(|to| to.shown.as_str()).collect();
    head.push_str(&targets.join(comma));
    let mut lines = Vec::new();
    let actions: Vec<_> = repair.actions.iter().map(|done| done.says(lang)).collect();
    if !actions.is_empty() {
        lines.push(actions.join(BETWEEN.get(lang)));
    }
    for to in outcome.better_copies() {
        let before = facts(outcome, repair.quality_before, lang).join(" · ");
        let after = facts(&to.outcome, to.quality, lang).join(" · ");
        lines.push(format!("{before} → {after}"));
    }
    if let Some(reason) = &repair.reason {
        let heading = match (repair.status, lang) {
            (RepairStatus::Copied, Lang::En) => "nothing better can be made of it: ",
            (RepairStatus::Copied, Lang::Zh) => "无法再改善：",
            _ => "",
        };
        lines.push(format!("{heading}{}", reason.says(lang)));
    }
    Some((head, lines))
}

/// Writes the lines of one picture's repair, if there was one.
pub(super) fn write_repair(outcome: &Outcome, lang: Lang, lines: &mut Lines<'_>) -> io::Result<()> {
    let (Some(repair), Some((head, told))) = (&outcome.fix, told(outcome, lang)) else {
        return Ok(());
    };
    let style = if repair.delivers() { GREEN } else { RED };
    lines.item(4, &[("⇒", style)], 6, style, &head)?;
    told.iter()
        .try_for_each(|line| lines.item(6, &[], 6, Style::new(), line))
}

/// How many pictures were repaired, if any were to be.
pub(super) fn counts(summary: &Summary, lang: Lang) -> Option<String> {
    let Summary {
        fixed,
        copied,
        refused,
        unwritten,
        ..
    } = summary;
    let unwritten = match (unwritten, lang) {
        (0, _) => String::new(),
        (count, Lang::En) => format!(", {count} not written"),
        (count, Lang::Zh) => format!("，未能写入 {count} 张"),
    };
    (fixed + copied + refused + summary.unwritten > 0).then(|| match lang {
        Lang::En => format!(
            "{fixed} fixed, {copied} copied as they are, {refused} to scan again{unwritten}."
        ),
        Lang::Zh => {
            format!("已修复 {fixed} 张，原样复制 {copied} 张，需重新扫描 {refused} 张{unwritten}。")
        }
    })
}

const fn status_name(repair: &Repair) -> Text {
    match (repair.status, repair.dry_run) {
        (RepairStatus::Copied, false) => Text {
            en: "copied as it is: ",
            zh: "已原样复制：",
        },
        (RepairStatus::Copied, true) => Text {
            en: "would be copied as it is: ",
            zh: "将原样复制：",
        },
        (RepairStatus::Fixed, false) => Text {
            en: "fixed: ",
            zh: "已修复：",
        },
        (RepairStatus::Fixed, true) => Text {
            en: "would be fixed: ",
            zh: "将修复为：",
        },
        (RepairStatus::Refused, _) => Text {
            en: "no copy",
            zh: "没有可用的副本",
        },
        (RepairStatus::Skipped, _) => Text {
            en: "left out",
            zh: "未复制",
        },
        (RepairStatus::Unwritten, _) => Text {
            en: "not written",
            zh: "未能写入",
        },
    }
}
