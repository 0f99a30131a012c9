//! What a repair did, before and after, as lines for people and as a view for machines.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, Value as Json_};

use super::Summary;
use super::json::{evidence_view, verdict_id};
use super::text::{GRAY, GREEN, RED};
use crate::discover::sanitize_for_terminal as sanitize;
use crate::fix::{Delivery, Remark, Repair, RepairStatus};
use crate::judge::Outcome;
use crate::messages::{Lang, Text, Value, format_name, show};

/// Writes the lines of one picture's repair, if there was one.
pub(super) fn write_repair(outcome: &Outcome, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let Some(repair) = &outcome.fix else {
        return Ok(());
    };
    let style = if repair.delivers() { GREEN } else { RED };
    let status = status_name(repair).get(lang);
    let mut line = format!("    {style}⇒ {status}{style:#}");
    let target: Vec<_> = repair
        .outputs
        .iter()
        .map(|to| sanitize(&to.shown))
        .collect();
    if !target.is_empty() {
        let _ = write!(line, " {}", target.join(", "));
    }
    writeln!(out, "{line}")?;
    let actions: Vec<_> = repair.actions.iter().map(|done| done.says(lang)).collect();
    if !actions.is_empty() {
        let comma = match lang {
            Lang::En => "; ",
            Lang::Zh => "；",
        };
        writeln!(out, "      {}", sanitize(&actions.join(comma)))?;
    }
    if repair.status == RepairStatus::Fixed {
        for to in &repair.outputs {
            let (before, after) = (facts(outcome, lang), facts(&to.outcome, lang));
            writeln!(out, "      {GRAY}{before} → {after}{GRAY:#}")?;
        }
    }
    let Some(reason) = &repair.reason else {
        return Ok(());
    };
    let heading = match (repair.status, lang) {
        (RepairStatus::Copied, Lang::En) => "no better copy: ",
        (RepairStatus::Copied, Lang::Zh) => "没有更好的副本：",
        _ => "",
    };
    writeln!(out, "      {heading}{}", sanitize(&reason.says(lang)))
}

/// Writes how many pictures were repaired, if any were to be.
pub(super) fn write_counts(summary: &Summary, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let Summary {
        fixed,
        copied,
        refused,
        unwritten,
        ..
    } = summary;
    if fixed + copied + refused + unwritten == 0 {
        return Ok(());
    }
    match lang {
        Lang::En => writeln!(
            out,
            "{fixed} fixed, {copied} copied as they are, {refused} to scan again, {unwritten} not written."
        ),
        Lang::Zh => writeln!(
            out,
            "已修复 {fixed} 张，原样复制 {copied} 张，需重新扫描 {refused} 张，未能写入 {unwritten} 张。"
        ),
    }
}

const fn status_name(repair: &Repair) -> Text {
    match (repair.status, repair.dry_run) {
        (RepairStatus::Copied, false) => Text {
            en: "copied to",
            zh: "已复制到",
        },
        (RepairStatus::Copied, true) => Text {
            en: "would be copied to",
            zh: "将复制到",
        },
        (RepairStatus::Fixed, false) => Text {
            en: "fixed:",
            zh: "已修复：",
        },
        (RepairStatus::Fixed, true) => Text {
            en: "would be fixed:",
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

/// Format, size in pixels and size in bytes in one line.
fn facts(outcome: &Outcome, lang: Lang) -> String {
    let format = outcome.format.map(|f| format_name(f).get(lang).to_owned());
    let size = outcome.size.map(|(w, h)| show(&Value::Size(w, h), lang));
    let bytes = outcome.bytes.map(|bytes| show(&Value::Bytes(bytes), lang));
    let facts: Vec<_> = [format, size, bytes].into_iter().flatten().collect();
    facts.join(" ")
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
            format: outcome.format.map(crate::format::Format::id),
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
