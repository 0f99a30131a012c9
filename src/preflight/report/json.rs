//! JSON for machines: one document, or one object a line.

use std::io::{self, Write};

use serde::Serialize;

use super::context::{Context, Report};
use super::summary::Summary;
use super::view::{ImageView, SkippedView};
use crate::outcome::Entry;
#[cfg(feature = "template")]
use crate::{
    report::rows::{ManifestView, RowCountsView},
    template::CheckedManifest,
};

/// The version of the shape below; a change that could break a reader raises it.
const SCHEMA: u32 = 1;

/// One JSON document.
#[derive(Debug)]
pub struct Json {
    context: Context,
    images: u64,
    skipped: Vec<SkippedView>,
    manifests: u64,
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
            manifests: 0,
            repaired: false,
        }
    }
}

impl Report for Json {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{{")?;
        if let serde_json::Value::Object(head) = serde_json::to_value(Head::of(&self.context))? {
            for (key, value) in head {
                writeln!(out, "\"{key}\": {value},")?;
            }
        }
        writeln!(out, "\"images\": [")
    }

    fn entry(&mut self, entry: &Entry, out: &mut dyn Write) -> io::Result<()> {
        match entry {
            Entry::Skipped { shown, reason } => {
                let skipped = SkippedView::of(shown, reason, self.context.lang);
                self.skipped.push(skipped);
            }
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

    #[cfg(feature = "template")]
    fn manifest(&mut self, manifest: &CheckedManifest, out: &mut dyn Write) -> io::Result<()> {
        let begins = if self.manifests > 0 { "," } else { MANIFESTS };
        self.manifests += 1;
        writeln!(out, "{begins}")?;
        let view = ManifestView::of(manifest, &self.context);
        Ok(serde_json::to_writer(&mut *out, &view)?)
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        if self.manifests == 0 {
            write!(out, "{MANIFESTS}")?;
        }
        let counts = serde_json::to_string(&Counts::of(summary, self.repaired))?;
        let skipped = serde_json::to_string(&std::mem::take(&mut self.skipped))?;
        writeln!(
            out,
            "\n],\n\"skipped\": {skipped},\n\"summary\": {counts}\n}}"
        )
    }
}

/// Ends the pictures and begins the manifests.
const MANIFESTS: &str = "\n],\n\"manifests\": [";

/// What a report begins with; the first line of JSON lines.
#[derive(Serialize)]
struct Head<'a> {
    schema: u32,
    tool: Tool,
    profile: &'a str,
    #[serde(flatten)]
    origin: OriginView<'a>,
}

impl<'a> Head<'a> {
    fn of(context: &'a Context) -> Self {
        Self {
            schema: SCHEMA,
            tool: TOOL,
            profile: &context.profile.id,
            origin: OriginView::of(context),
        }
    }
}

/// What was not usual of the run; absent where it was.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Origin"))]
pub(super) struct OriginView<'a> {
    /// The file that the profile was read from; absent if it is built in.
    #[serde(skip_serializing_if = "Option::is_none")]
    profile_file: Option<&'a str>,
    /// The rules that a profile from a file turns off, without those that the built-in one of its id
    /// does.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rules_off: Vec<&'a str>,
    /// The config file that settings were read from; absent if there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    config_file: Option<&'a str>,
}

impl<'a> OriginView<'a> {
    pub(super) fn of(context: &'a Context) -> Self {
        let profile = &context.profile;
        Self {
            profile_file: profile.file.as_deref(),
            rules_off: profile.rules_off(),
            config_file: context.config_file.as_deref(),
        }
    }
}

const TOOL: Tool = Tool {
    name: env!("CARGO_PKG_NAME"),
    version: env!("CARGO_PKG_VERSION"),
};

/// What wrote the report.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Tool {
    name: &'static str,
    version: &'static str,
}

/// How many pictures ended how: after the repair, if there was one.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Summary"))]
struct Counts {
    /// Pictures examined, or tried.
    images: u64,
    pass: u64,
    warn: u64,
    fail: u64,
    unreadable: u64,
    /// Paths left out.
    skipped: u64,
    /// Rows of manifests; absent if there are no manifests.
    #[cfg(feature = "template")]
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<RowCountsView>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    repairs: Option<RepairCounts>,
}

/// How many repairs ended how; absent from a check.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RepairCounts {
    fixed: u64,
    copied: u64,
    refused: u64,
    unwritten: u64,
}

impl Counts {
    fn of(summary: &Summary, repaired: bool) -> Self {
        Self {
            images: summary.images,
            pass: summary.pass,
            warn: summary.warn,
            fail: summary.fail,
            unreadable: summary.unreadable,
            skipped: summary.skipped,
            #[cfg(feature = "template")]
            rows: (summary.rows.rows > 0).then(|| RowCountsView::of(summary.rows)),
            repairs: repaired.then_some(RepairCounts {
                fixed: summary.fixed,
                copied: summary.copied,
                refused: summary.refused,
                unwritten: summary.unwritten,
            }),
        }
    }
}

/// One JSON object a line: first what the report is, then the pictures in input order.
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
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer(&mut *out, &Head::of(&self.context))?;
        writeln!(out)
    }

    fn entry(&mut self, entry: &Entry, out: &mut dyn Write) -> io::Result<()> {
        match entry {
            Entry::Skipped { shown, reason } => {
                let skipped = SkippedView::of(shown, reason, self.context.lang);
                serde_json::to_writer(&mut *out, &skipped)?;
            }
            Entry::Judged(outcome) => {
                serde_json::to_writer(&mut *out, &ImageView::of(outcome, &self.context))?;
            }
        }
        writeln!(out)
    }

    #[cfg(feature = "template")]
    fn manifest(&mut self, manifest: &CheckedManifest, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer(&mut *out, &ManifestView::of(manifest, &self.context))?;
        writeln!(out)
    }

    fn end(&mut self, _: &Summary, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

// The committed schema is that of the command, which has all features.
#[cfg(all(test, feature = "template"))]
mod tests {
    use super::*;

    /// What `certpreflight --format json` writes.
    ///
    /// With `--format jsonl`, the first line has `schema`, `tool` and `profile`, and each further line is
    /// one of `images`, of `skipped` or, at the end, of `manifests`.
    #[derive(Serialize, schemars::JsonSchema)]
    #[schemars(title = "Report of certpreflight")]
    struct Document<'a> {
        /// The version of this shape; a change that could break a reader raises it.
        #[schemars(extend("const" = SCHEMA))]
        schema: u32,
        tool: Tool,
        /// Id of the profile in force.
        profile: String,
        #[serde(flatten)]
        origin: OriginView<'a>,
        /// In the order of the input.
        images: Vec<ImageView<'a>>,
        /// Those that lay among the pictures, with their rows.
        manifests: Vec<ManifestView>,
        skipped: Vec<SkippedView>,
        summary: Counts,
    }

    #[test]
    fn the_schema_of_the_report_is_the_committed_one() {
        let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
        let schema = settings.into_generator().into_root_schema_for::<Document>();
        crate::schema::assert_committed("report", &schema);
    }
}
