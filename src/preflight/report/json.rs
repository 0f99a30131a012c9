//! JSON for machines: one document, or one picture a line. The shape is a contract, so it is written
//! from view structs of its own, which no refactoring elsewhere can change.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, Value as Json_, json};

use super::fix::FixView;
use super::{Context, Report, Summary};
use crate::batch::Entry;
use crate::judge::{Finding, NotAssessed, Outcome, Standing};
use crate::messages::{Evidence, Lang, Value, fill};
use crate::profile::{Level, Platform};

/// The version of the shape below; a change that could break a reader raises it.
const SCHEMA: u32 = 1;

/// One JSON document.
#[derive(Debug)]
pub struct Json {
    context: Context,
    images: u64,
    skipped: Vec<Json_>,
    /// Whether pictures were to be repaired, which adds counts to the summary.
    repaired: bool,
}

impl Json {
    /// A document in the context's language.
    pub const fn new(context: Context) -> Self {
        Self {
            context,
            images: 0,
            skipped: Vec::new(),
            repaired: false,
        }
    }
}

impl Report for Json {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let tool = json!({ "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") });
        writeln!(
            out,
            "{{\n\"schema\": {SCHEMA},\n\"tool\": {tool},\n\"profile\": {},\n\"images\": [",
            json!(self.context.profile.id)
        )
    }

    fn entry(&mut self, entry: &Entry, out: &mut dyn Write) -> io::Result<()> {
        match entry {
            Entry::Skipped { .. } => self.skipped.push(skipped_view(entry, self.context.lang)),
            Entry::Judged(outcome) => {
                if self.images > 0 {
                    writeln!(out, ",")?;
                }
                self.images += 1;
                self.repaired |= outcome.fix.is_some();
                serde_json::to_writer(&mut *out, &ImageView::of(outcome, &self.context))?;
            }
        }
        Ok(())
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let mut counts = json!({
            "images": summary.images,
            "pass": summary.pass,
            "warn": summary.warn,
            "fail": summary.fail,
            "unreadable": summary.unreadable,
            "skipped": summary.skipped,
        });
        if self.repaired {
            for (name, count) in [
                ("fixed", summary.fixed),
                ("copied", summary.copied),
                ("refused", summary.refused),
                ("unwritten", summary.unwritten),
            ] {
                counts[name] = json!(count);
            }
        }
        writeln!(
            out,
            "\n],\n\"skipped\": {},\n\"summary\": {counts}\n}}",
            Json_::from(std::mem::take(&mut self.skipped))
        )
    }
}

/// One JSON object a line, in input order.
#[derive(Debug)]
pub struct JsonLines {
    context: Context,
}

impl JsonLines {
    /// Lines in the context's language.
    pub const fn new(context: Context) -> Self {
        Self { context }
    }
}

impl Report for JsonLines {
    fn begin(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn entry(&mut self, entry: &Entry, out: &mut dyn Write) -> io::Result<()> {
        match entry {
            Entry::Skipped { .. } => {
                serde_json::to_writer(&mut *out, &skipped_view(entry, self.context.lang))?;
            }
            Entry::Judged(outcome) => {
                serde_json::to_writer(&mut *out, &ImageView::of(outcome, &self.context))?;
            }
        }
        writeln!(out)
    }

    fn end(&mut self, _: &Summary, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

#[derive(Serialize)]
struct ImageView<'a> {
    path: &'a str,
    /// Present when the name is not UTF-8 and `path` can't say it exactly: percent-encoded bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    path_bytes: Option<String>,
    verdict: &'static str,
    format: Option<&'static str>,
    extension: Option<&'a str>,
    bytes: Option<u64>,
    width: Option<u32>,
    height: Option<u32>,
    exif_orientation: Option<u8>,
    findings: Vec<FindingView>,
    not_assessed: Vec<NotAssessedView>,
    measured: Option<Map<String, Json_>>,
    fix: Option<FixView>,
}

#[derive(Serialize)]
struct FindingView {
    rule: &'static str,
    level: &'static str,
    message: String,
    advice: String,
    platform_message: Option<&'static str>,
    evidence: Map<String, Json_>,
    region: Option<[u32; 4]>,
    fixable: bool,
}

#[derive(Serialize)]
struct NotAssessedView {
    rule: &'static str,
    reason: &'static str,
}

impl<'a> ImageView<'a> {
    fn of(outcome: &'a Outcome, context: &Context) -> Self {
        let lang = context.lang;
        Self {
            path: &outcome.shown,
            path_bytes: crate::discover::percent_encoded(&outcome.path),
            verdict: verdict_id(outcome.standing),
            format: outcome
                .format
                .map(certpreflight_formats::format::Format::id),
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
                    .map(|(name, value)| (name.to_owned(), value.map_or(Json_::Null, rounded)))
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
            fixable: finding.cure().is_some(),
        }
    }
}

fn skipped_view(entry: &Entry, lang: Lang) -> Json_ {
    match entry {
        Entry::Skipped { shown, reason } => {
            json!({ "path": shown, "verdict": "skipped", "reason": reason.says(lang) })
        }
        Entry::Judged(_) => Json_::Null,
    }
}

/// The verdict's id in machine reports.
pub(super) const fn verdict_id(standing: Standing) -> &'static str {
    match standing {
        Standing::Pass => "pass",
        Standing::Warn => "warn",
        Standing::Fail => "fail",
        Standing::Unreadable => "unreadable",
    }
}

/// Evidence as machine values: numbers stay numbers.
pub(super) fn evidence_view(evidence: &Evidence, lang: Lang) -> Map<String, Json_> {
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
fn rounded(number: f64) -> Json_ {
    json!((number * 1000.0).round() / 1000.0)
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
