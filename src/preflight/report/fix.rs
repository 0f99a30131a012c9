//! What a repair did, before and after, as lines for people and as a view for machines.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, Value as Json_};

use super::Summary;
use super::json::{evidence_view, verdict_id};
use super::text::{GREEN, RED};
use crate::discover::sanitize_for_terminal as sanitize;
use crate::fix::{Delivery, Remark, Repair, RepairStatus};
use crate::judge::{Finding, Outcome};
use crate::messages::{Lang, Text, Value, format_name, show};

/// A finding that the copy is free of.
pub(super) const SOLVED: Text = Text {
    en: "solved",
    zh: "已解决",
};

/// What stands between the lines of a repair where they have to share one.
pub(super) const BETWEEN: Text = Text {
    en: "; ", zh: "；"
};

/// Whether a repair has made a finding void.
pub(super) fn is_solved(outcome: &Outcome, finding: &Finding) -> bool {
    let remains = |to: &Delivery| {
        let mut left = to.outcome.findings.iter();
        left.any(|left| left.rule.id == finding.rule.id)
    };
    fixed(outcome).is_some_and(|outputs| !outputs.iter().any(remains))
}

/// What to do about a finding: nothing if the repair has done it, else as advised.
pub(super) fn what_to_do<'a>(
    outcome: &Outcome,
    finding: &Finding,
    lang: Lang,
    advice: &'a str,
) -> &'a str {
    if is_solved(outcome, finding) {
        SOLVED.get(lang)
    } else {
        advice
    }
}

/// The findings of the original, then the new ones of its copies.
pub(super) fn all_findings(outcome: &Outcome) -> impl Iterator<Item = &Finding> {
    let new = new_findings(outcome).into_iter();
    outcome
        .findings
        .iter()
        .chain(new.map(|(_, finding)| finding))
}

/// What the rules say of the copies and could not say of the original, with the copy's name if there
/// are several.
pub(super) fn new_findings(outcome: &Outcome) -> Vec<(Option<&str>, &Finding)> {
    let outputs = fixed(outcome).unwrap_or_default();
    let is_new = |finding: &Finding| {
        let mut known = outcome.findings.iter();
        !known.any(|known| known.rule.id == finding.rule.id)
    };
    outputs
        .iter()
        .flat_map(|to| {
            let name = (outputs.len() > 1).then_some(to.shown.as_str());
            let findings = to.outcome.findings.iter();
            findings.map(move |finding| (name, finding))
        })
        .filter(|(_, finding)| is_new(finding))
        .collect()
}

/// The outcome that counts for what could not be checked: the copy's, if there is one.
pub(super) fn in_force(outcome: &Outcome) -> &Outcome {
    let first = fixed(outcome).and_then(<[_]>::first);
    first.map_or(outcome, |to| &to.outcome)
}

/// The copies of a repaired picture.
pub(super) fn fixed(outcome: &Outcome) -> Option<&[Delivery]> {
    let repair = outcome.fix.as_deref()?;
    (repair.status == RepairStatus::Fixed).then_some(&repair.outputs)
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
    for to in fixed(outcome).unwrap_or_default() {
        let before = facts(outcome, repair.quality_before, lang);
        let after = facts(&to.outcome, to.quality, lang);
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
pub(super) fn write_repair(outcome: &Outcome, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let (Some(repair), Some((head, lines))) = (&outcome.fix, told(outcome, lang)) else {
        return Ok(());
    };
    let style = if repair.delivers() { GREEN } else { RED };
    writeln!(out, "    {style}⇒ {}{style:#}", sanitize(&head))?;
    lines
        .iter()
        .try_for_each(|line| writeln!(out, "      {}", sanitize(line)))
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

/// Format, size in pixels, size in bytes and JPEG quality in one line.
fn facts(outcome: &Outcome, quality: Option<u8>, lang: Lang) -> String {
    let format = outcome.format.map(|f| format_name(f).get(lang).to_owned());
    let size = outcome.size.map(|(w, h)| show(&Value::Size(w, h), lang));
    let bytes = outcome.bytes.map(|bytes| show(&Value::Bytes(bytes), lang));
    let quality = quality.map(|quality| match lang {
        Lang::En => format!("quality {quality}"),
        Lang::Zh => format!("质量 {quality}"),
    });
    let facts: Vec<_> = [format, size, bytes, quality]
        .into_iter()
        .flatten()
        .collect();
    facts.join(" · ")
}

/// A repair for machines.
#[derive(Serialize)]
pub(super) struct FixView {
    status: &'static str,
    dry_run: bool,
    output: Option<String>,
    actions: Vec<RemarkView>,
    before: SideView,
    after: Option<SideView>,
    /// Every copy, if there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pages: Vec<PageView>,
    reason: Option<RemarkView>,
}

#[derive(Serialize)]
struct PageView {
    output: String,
    after: SideView,
}

#[derive(Serialize)]
struct SideView {
    verdict: &'static str,
    format: Option<&'static str>,
    bytes: Option<u64>,
    width: Option<u32>,
    height: Option<u32>,
    quality: Option<u8>,
    findings: Vec<&'static str>,
}

#[derive(Serialize)]
struct RemarkView {
    id: &'static str,
    message: String,
    evidence: Map<String, Json_>,
}

impl FixView {
    pub(super) fn of(outcome: &Outcome, repair: &Repair, lang: Lang) -> Self {
        let after = |to: &Delivery| SideView::of(&to.outcome, to.quality);
        let page = |to: &Delivery| PageView {
            output: to.shown.clone(),
            after: after(to),
        };
        let first = repair.outputs.first();
        let several = repair.outputs.len() > 1;
        Self {
            status: status_id(repair.status),
            dry_run: repair.dry_run,
            output: first.map(|to| to.shown.clone()),
            actions: repair
                .actions
                .iter()
                .map(|done| RemarkView::of(done, lang))
                .collect(),
            before: SideView::of(outcome, repair.quality_before),
            after: first.map(after),
            pages: repair
                .outputs
                .iter()
                .filter(|_| several)
                .map(page)
                .collect(),
            reason: repair
                .reason
                .as_ref()
                .map(|reason| RemarkView::of(reason, lang)),
        }
    }
}

impl SideView {
    fn of(outcome: &Outcome, quality: Option<u8>) -> Self {
        Self {
            verdict: verdict_id(outcome.standing),
            format: outcome
                .format
                .map(certpreflight_formats::format::Format::id),
            bytes: outcome.bytes,
            width: outcome.size.map(|(width, _)| width),
            height: outcome.size.map(|(_, height)| height),
            quality,
            findings: outcome.findings.iter().map(|f| f.rule.id).collect(),
        }
    }
}

impl RemarkView {
    fn of(remark: &Remark, lang: Lang) -> Self {
        Self {
            id: remark.id,
            message: remark.says(lang),
            evidence: evidence_view(&remark.evidence, lang),
        }
    }
}

/// A status in machine reports.
const fn status_id(status: RepairStatus) -> &'static str {
    match status {
        RepairStatus::Copied => "copied",
        RepairStatus::Fixed => "fixed",
        RepairStatus::Refused => "refused",
        RepairStatus::Skipped => "skipped",
        RepairStatus::Unwritten => "unwritten",
    }
}
