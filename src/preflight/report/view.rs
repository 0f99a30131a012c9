//! Pictures as machines read them. The shape is a contract, so it is written from view structs of its
//! own, which no refactoring elsewhere can change.

use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use super::context::Context;
use crate::messages::{Evidence, Lang, Value, fill};
use crate::outcome::{
    Delivery, Entry, Finding, NotAssessed, Outcome, Remark, Repair, RepairStatus, Standing,
};
use crate::platform::Platform;
use certpreflight_formats::format::Format;

/// One picture as it stands among the `images` of the JSON report.
///
/// ```
/// use certpreflight::report::{Context, json_value};
/// use certpreflight::{Lang, Policy, Profile, examine_bytes};
///
/// let policy = Policy::new(Profile::load("tencent-domain")?);
/// let outcome = examine_bytes("scan.jpg", b"no picture", &policy);
/// let image = json_value(&outcome, &Context::new(Lang::En, policy.profile));
/// assert_eq!(image["verdict"], "fail");
/// assert_eq!(image["findings"][0]["rule"], "unaccepted-format");
/// # Ok::<(), certpreflight::Error>(())
/// ```
pub fn json_value(outcome: &Outcome, context: &Context) -> Json {
    // Strings, numbers, lists and maps with string keys can always be written.
    serde_json::to_value(ImageView::of(outcome, context)).unwrap_or_default()
}

/// One picture.
#[derive(Serialize)]
pub(super) struct ImageView<'a> {
    path: &'a str,
    /// Present when the name is not UTF-8 and `path` can't say it exactly: percent-encoded bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    path_bytes: Option<String>,
    /// Of the original.
    verdict: &'static str,
    format: Option<&'static str>,
    extension: Option<&'a str>,
    bytes: Option<u64>,
    width: Option<u32>,
    height: Option<u32>,
    exif_orientation: Option<u8>,
    findings: Vec<FindingView>,
    not_assessed: Vec<NotAssessedView>,
    measured: Option<Map<String, Json>>,
    fix: Option<FixView>,
}

#[derive(Serialize)]
struct FindingView {
    rule: &'static str,
    level: &'static str,
    message: String,
    advice: String,
    platform_message: Option<&'static str>,
    evidence: Map<String, Json>,
    region: Option<[u32; 4]>,
    fixable: bool,
}

#[derive(Serialize)]
struct NotAssessedView {
    rule: &'static str,
    reason: &'static str,
}

impl<'a> ImageView<'a> {
    pub(super) fn of(outcome: &'a Outcome, context: &Context) -> Self {
        let lang = context.lang;
        Self {
            path: &outcome.shown,
            path_bytes: crate::discover::percent_encoded(&outcome.path),
            verdict: verdict_id(outcome.standing),
            format: outcome.format.map(Format::id),
            extension: outcome.extension.as_deref(),
            bytes: outcome.bytes,
            width: outcome.size.map(|(width, _)| width),
            height: outcome.size.map(|(_, height)| height),
            exif_orientation: outcome.exif_orientation,
            findings: outcome
                .findings
                .iter()
                .map(|finding| FindingView::of(finding, lang, context.profile.platform))
                .collect(),
            not_assessed: outcome
                .not_assessed
                .iter()
                .map(|NotAssessed { rule, reason }| NotAssessedView {
                    rule: rule.id,
                    reason: reason.get(lang),
                })
                .collect(),
            measured: outcome.measured.as_ref().map(|measured| {
                let entries = measured.entries().into_iter();
                entries
                    .map(|(name, value)| (name.to_owned(), value.map_or(Json::Null, rounded)))
                    .collect()
            }),
            fix: outcome
                .fix
                .as_ref()
                .map(|fix| FixView::of(outcome, fix, lang)),
        }
    }
}

impl FindingView {
    fn of(finding: &Finding, lang: Lang, platform: Platform) -> Self {
        Self {
            rule: finding.rule.id,
            level: finding.level.id(),
            message: fill(finding.rule.says.get(lang), &finding.evidence, lang),
            advice: fill(finding.rule.advice.get(lang), &finding.evidence, lang),
            platform_message: finding.rule.platform_text(platform),
            evidence: evidence_view(&finding.evidence, lang),
            region: finding
                .region
                .map(|region| [region.x, region.y, region.width, region.height]),
            fixable: finding.cure.is_some(),
        }
    }
}

/// A path that was left out.
pub(super) fn skipped_view(entry: &Entry, lang: Lang) -> Json {
    match entry {
        Entry::Skipped { shown, reason } => {
            json!({ "path": shown, "verdict": "skipped", "reason": reason.says(lang) })
        }
        Entry::Judged(_) => Json::Null,
    }
}

/// A repair for machines.
#[derive(Serialize)]
pub(super) struct FixView {
    status: &'static str,
    /// How the picture stands after the repair: what the summary and the exit code count.
    verdict: &'static str,
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
    evidence: Map<String, Json>,
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
            verdict: verdict_id(outcome.standing_in_force()),
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
            format: outcome.format.map(Format::id),
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

/// The verdict's id in machine reports.
const fn verdict_id(standing: Standing) -> &'static str {
    match standing {
        Standing::Pass => "pass",
        Standing::Warn => "warn",
        Standing::Fail => "fail",
        Standing::Unreadable => "unreadable",
    }
}

/// Evidence as machine values: numbers stay numbers.
fn evidence_view(evidence: &Evidence, lang: Lang) -> Map<String, Json> {
    let mut map = Map::new();
    for (name, value) in evidence {
        let json = match value {
            Value::Bytes(count) | Value::Count(count) => json!(count),
            Value::Pixels(number)
            | Value::Share(number)
            | Value::Degrees(number)
            | Value::Dpi(number)
            | Value::Number(number) => rounded(*number),
            Value::Size(width, height) => json!([width, height]),
            Value::Name(name) => json!(name),
            Value::Words(text) => json!(text.get(lang)),
            Value::Format(format) => json!(format.id()),
            Value::Formats(formats) => {
                json!(formats.iter().map(|format| format.id()).collect::<Vec<_>>())
            }
        };
        map.insert((*name).to_owned(), json);
    }
    map
}

/// A number with three decimals: more would promise a precision that no measurement here has.
fn rounded(number: f64) -> Json {
    json!((number * 1000.0).round() / 1000.0)
}
