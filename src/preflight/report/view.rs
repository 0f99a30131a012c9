//! Pictures as machines read them. The shape is a contract, so it is written from view structs of its
//! own, which no refactoring elsewhere can change.

use serde::{Serialize, Serializer};
use serde_json::Value as Json;

use super::certificate::CertificateView;
use super::context::Context;
use crate::discover::SkipReason;
use crate::messages::{Evidence, Lang, Value};
use crate::outcome::{
    Delivery, Finding, NotAssessed, Outcome, Remark, Repair, RepairStatus, Standing,
};
use crate::profile::Profile;
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Image"))]
pub(super) struct ImageView<'a> {
    /// The path as given, or below the folder as given, `/` between its parts.
    path: &'a str,
    /// Present when the name is not UTF-8 and `path` can't say it exactly: percent-encoded bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    path_bytes: Option<String>,
    /// Of the original.
    verdict: VerdictView,
    /// What the content is, whatever the name says; null if the file was not read.
    format: Option<&'static str>,
    /// As written in the name, lower case, without the dot.
    extension: Option<&'a str>,
    /// Size of the file.
    bytes: Option<u64>,
    /// Width of the upright picture in pixels; null if no header could be read.
    width: Option<u32>,
    /// Height of the upright picture in pixels.
    height: Option<u32>,
    /// The EXIF orientation, 1 to 8.
    exif_orientation: Option<u8>,
    /// What is wrong, most serious first.
    findings: Vec<FindingView>,
    /// What could not be checked.
    not_assessed: Vec<NotAssessedView>,
    /// The numbers that the rules go by, by name; null where one could not be measured, and instead
    /// of all where the pixels were not seen.
    measured: Option<Named<Option<f64>>>,
    /// What was read on the certificate; null if it was not read, or is none that is known.
    certificate: Option<CertificateView>,
    /// What `fix` did; null for a check.
    fix: Option<FixView>,
}

/// Something wrong with a picture.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Finding"))]
struct FindingView {
    /// The rule's id.
    rule: &'static str,
    /// How serious it is under the profile in force.
    #[cfg_attr(test, schemars(extend("enum" = ["note", "warning", "error"])))]
    level: &'static str,
    /// What is wrong, in the language of the run.
    message: String,
    /// What to do about it, in the language of the run.
    advice: String,
    /// What the platform says when it refuses such a picture, where that is known.
    platform_message: Option<&'static str>,
    /// What was measured and what it has to be.
    evidence: Named<ValueView>,
    /// Where in the upright picture, if it is in one place: left, top, width and height in pixels. Of a
    /// document, on the page that stands worst, which is also the one that is measured.
    region: Option<[u32; 4]>,
    /// Whether `fix` can do something about it.
    fixable: bool,
}

/// A check that could not be made.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "NotAssessed"))]
struct NotAssessedView {
    /// The rule's id.
    rule: &'static str,
    /// Why not, in the language of the run.
    reason: &'static str,
}

impl<'a> ImageView<'a> {
    pub(super) fn of(outcome: &'a Outcome, context: &Context) -> Self {
        let lang = context.lang;
        Self {
            path: &outcome.shown,
            path_bytes: crate::discover::percent_encoded(&outcome.path),
            verdict: outcome.standing.into(),
            format: outcome.format.map(Format::id),
            extension: outcome.extension.as_deref(),
            bytes: outcome.bytes,
            width: outcome.size.map(|(width, _)| width),
            height: outcome.size.map(|(_, height)| height),
            exif_orientation: outcome.exif_orientation,
            findings: outcome
                .findings
                .iter()
                .map(|finding| FindingView::of(finding, lang, &context.profile))
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
                Named(
                    entries
                        .map(|(name, value)| (name, value.map(rounded)))
                        .collect(),
                )
            }),
            certificate: CertificateView::of(outcome, context),
            fix: outcome
                .fix
                .as_ref()
                .map(|fix| FixView::of(outcome, fix, lang)),
        }
    }
}

impl FindingView {
    fn of(finding: &Finding, lang: Lang, profile: &Profile) -> Self {
        Self {
            rule: finding.rule.id,
            level: finding.level.id(),
            message: finding.says(lang),
            advice: finding.advises(lang),
            platform_message: finding.rule.platform_text(profile),
            evidence: evidence_view(&finding.evidence),
            region: finding
                .region
                .map(|region| [region.x, region.y, region.width, region.height]),
            fixable: finding.cure.is_some(),
        }
    }
}

/// A path that was left out.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Skipped"))]
pub(super) struct SkippedView {
    /// The path as given, or below the folder as given.
    path: String,
    #[cfg_attr(test, schemars(extend("const" = "skipped")))]
    verdict: &'static str,
    /// Why it was left out, in the language of the run.
    reason: String,
}

impl SkippedView {
    pub(super) fn of(shown: &str, reason: &SkipReason, lang: Lang) -> Self {
        Self {
            path: shown.to_owned(),
            verdict: "skipped",
            reason: reason.says(lang),
        }
    }
}

/// A repair for machines.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Fix"))]
pub(super) struct FixView {
    status: StatusView,
    /// How the picture stands after the repair: what the summary and the exit code count.
    verdict: VerdictView,
    /// Whether the copies were only judged and not written.
    dry_run: bool,
    /// The copy, or the first of several; null if there is none.
    output: Option<String>,
    /// What was done, in this order.
    actions: Vec<RemarkView>,
    before: SideView,
    /// The copy, judged by the same rules; null if there is none.
    after: Option<SideView>,
    /// Every copy, if there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pages: Vec<PageView>,
    /// Why nothing, or nothing better, could be made of it.
    reason: Option<RemarkView>,
}

/// One of several copies.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Page"))]
struct PageView {
    output: String,
    after: SideView,
}

/// A picture before or after a repair.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Side"))]
struct SideView {
    verdict: VerdictView,
    format: Option<&'static str>,
    bytes: Option<u64>,
    width: Option<u32>,
    height: Option<u32>,
    /// The JPEG quality, 1 to 100, where there is one.
    quality: Option<u8>,
    /// Ids of the rules that it breaks, most serious first.
    findings: Vec<&'static str>,
}

/// Something that a repair did, or could not do.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Remark"))]
struct RemarkView {
    id: &'static str,
    /// In the language of the run.
    message: String,
    evidence: Named<ValueView>,
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
            status: repair.status.into(),
            verdict: outcome.standing_in_force().into(),
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
            verdict: outcome.standing.into(),
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
            evidence: evidence_view(&remark.evidence),
        }
    }
}

/// How a repair ended.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Status"))]
#[serde(rename_all = "lowercase")]
enum StatusView {
    /// The copy is the original byte for byte.
    Copied,
    /// The copy is better than the original.
    Fixed,
    /// No copy would pass.
    Refused,
    /// Nothing was to be done.
    Skipped,
    /// The copy could not be put in its place.
    Unwritten,
}

impl From<RepairStatus> for StatusView {
    fn from(status: RepairStatus) -> Self {
        match status {
            RepairStatus::Copied => Self::Copied,
            RepairStatus::Fixed => Self::Fixed,
            RepairStatus::Refused => Self::Refused,
            RepairStatus::Skipped => Self::Skipped,
            RepairStatus::Unwritten => Self::Unwritten,
        }
    }
}

/// How a picture stands.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Verdict"))]
#[serde(rename_all = "lowercase")]
enum VerdictView {
    /// Nothing at warning level or above.
    Pass,
    /// The platform will probably take it; something deserves a look.
    Warn,
    /// The platform will refuse it.
    Fail,
    /// It could not be examined to the end.
    Unreadable,
}

impl From<Standing> for VerdictView {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Pass => Self::Pass,
            Standing::Warn => Self::Warn,
            Standing::Fail => Self::Fail,
            Standing::Unreadable => Self::Unreadable,
        }
    }
}

/// Values by name, in their order, as one object.
struct Named<T>(Vec<(&'static str, T)>);

impl<T: Serialize> Serialize for Named<T> {
    fn serialize<S: Serializer>(&self, target: S) -> Result<S::Ok, S::Error> {
        target.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// A value of evidence: numbers stay numbers.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Value"))]
#[serde(untagged)]
enum ValueView {
    /// Bytes, or how many of something.
    Count(u64),
    /// With three decimals at most.
    Number(f64),
    /// Width and height in pixels.
    Size([u32; 2]),
    /// A name, the id of a format, or the id of what stands as words in the message.
    Text(String),
    /// Ids of formats.
    Texts(Vec<&'static str>),
}

/// Evidence as machine values.
fn evidence_view(evidence: &Evidence) -> Named<ValueView> {
    let view = |value: &Value| match value {
        Value::Bytes(count) | Value::Count(count) => ValueView::Count(*count),
        Value::Pixels(number)
        | Value::Share(number)
        | Value::Degrees(number)
        | Value::Dpi(number)
        | Value::Number(number) => ValueView::Number(rounded(*number)),
        Value::Size(width, height) => ValueView::Size([*width, *height]),
        Value::Name(name) => ValueView::Text(name.clone()),
        Value::Words(id, _) | Value::Phrase(id, ..) => ValueView::Text((*id).to_owned()),
        Value::Rules(rules) => {
            let ids: Vec<_> = rules.iter().map(|(id, _)| *id).collect();
            ValueView::Text(ids.join(", "))
        }
        Value::Format(format) => ValueView::Text(format.id().to_owned()),
        Value::Formats(formats) => {
            ValueView::Texts(formats.iter().map(|format| format.id()).collect())
        }
    };
    Named(
        evidence
            .iter()
            .map(|(name, value)| (*name, view(value)))
            .collect(),
    )
}

/// A number with three decimals: more would promise a precision that no measurement here has.
fn rounded(number: f64) -> f64 {
    (number * 1000.0).round() / 1000.0
}

#[cfg(test)]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Named<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Named{}", T::schema_name()).into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "object",
            "additionalProperties": generator.subschema_for::<T>(),
        })
    }
}
