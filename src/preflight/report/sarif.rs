//! SARIF 2.1.0 for code scanning: one result a finding that is in force.
//!
//! GitHub takes a result for an alert whatever its `kind` says, and wants a `region` in lines and
//! columns of each. So what is no failure – what a repair has solved, what could not be assessed – is
//! a notification instead, and the region is the empty one at the file's beginning: a picture has no
//! lines. Where a finding lies in the picture stands in its property `rectangle`, in pixels, and what a
//! repair made of the picture in its property `fix`. What is wrong with a row of a manifest stands at the row's line.

use std::io::{self, Seek as _, Write};

use serde_json::{Value as Json, json};

use super::context::{Context, Report};
use super::json::OriginView;
use super::repair::all_findings;
use super::summary::Summary;
use super::view::FixView;
use super::words::{Words, not_assessed_by_reason};
use crate::duplicates::Digest;
use crate::messages::Lang;
use crate::outcome::{Entry, Finding, Outcome, Standing};
use crate::platform::Level;
use crate::rules::{RULES, Rule};
#[cfg(feature = "template")]
use crate::{
    report::rows::{Wrong, manifest_line, said_of},
    template::{CheckedManifest, Field, Judged},
};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// Where the rules are explained: the documentation of the released crate.
const RULES_PAGE: &str = concat!(
    "https://docs.rs/certpreflight/",
    env!("CARGO_PKG_VERSION"),
    "/certpreflight/static.RULES.html"
);

/// GitHub refuses a log with more results.
const MOST_RESULTS: u64 = 25_000;

/// Notifications up to this size never touch the disk before they are written.
const SPOOL_BYTES: usize = 8 << 20;

/// A SARIF log with one run.
#[derive(Debug)]
pub struct Sarif {
    context: Context,
    results: u64,
    /// Results that were left out because there are too many.
    left_out: u64,
    /// What is no failure; it stands behind the results, and its number must not fill the memory.
    notifications: tempfile::SpooledTempFile,
    notified: u64,
}

impl Sarif {
    /// Adds a result, unless there are too many.
    fn add(&mut self, view: &Json, out: &mut dyn Write) -> io::Result<()> {
        if self.results == MOST_RESULTS {
            self.left_out += 1;
            return Ok(());
        }
        let comma = if self.results > 0 { "," } else { "" };
        self.results += 1;
        write!(out, "{comma}\n{view}")
    }

    /// A log in the context's language.
    pub fn new(context: Context) -> Self {
        Self {
            context,
            results: 0,
            left_out: 0,
            notifications: tempfile::spooled_tempfile(SPOOL_BYTES),
            notified: 0,
        }
    }
}

impl Report for Sarif {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let lang = self.context.lang;
        let driver = json!({
            "name": env!("CARGO_PKG_NAME"),
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "informationUri": RULES_PAGE,
            "language": match lang {
                Lang::En => "en",
                Lang::Zh => "zh-CN",
            },
            "rules": RULES.iter().map(|rule| rule_view(rule, lang)).collect::<Vec<_>>(),
        });
        write!(
            out,
            "{{\n\"$schema\": \"{SCHEMA}\",\n\"version\": \"2.1.0\",\n\"runs\": [{{\n\"tool\": \
             {{\"driver\": {driver}}},\n\"results\": ["
        )
    }

    fn entry(&mut self, entry: &Entry, out: &mut dyn Write) -> io::Result<()> {
        let Entry::Judged(outcome) = entry else {
            return Ok(()); // SARIF speaks of what was analyzed; the number is in `properties`
        };
        for finding in all_findings(outcome) {
            let view = self.finding_view(outcome, finding);
            if outcome.is_solved(finding) {
                self.notify(&solved(&view))?;
            } else {
                self.add(&view, out)?;
            }
        }
        // An examination that ended early has a finding that says so for all of its rules.
        if outcome.standing_in_force() != Standing::Unreadable {
            for (reason, rules) in not_assessed_by_reason(outcome) {
                let reason = reason.get(self.context.lang);
                self.notify(&missed(outcome, reason, &rules))?;
            }
        }
        Ok(())
    }

    #[cfg(feature = "template")]
    fn manifest(&mut self, manifest: &CheckedManifest, out: &mut dyn Write) -> io::Result<()> {
        let uri = uri(manifest.shown.as_bytes());
        if manifest.problem.is_some() {
            let said = manifest_line(manifest, self.context.lang);
            self.notify(&json!({ "level": "warning", "message": { "text": message(&said) } }))?;
        }
        for judged in &manifest.rows {
            for said in said_of(judged, &self.context) {
                // A picture that has its own results needs no second one.
                if said.field.is_some() || self.context.pictures_in_rows {
                    self.add(&row_result(judged, &said, &uri), out)?;
                }
            }
        }
        Ok(())
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        if self.left_out > 0 {
            let left_out = self.left_out;
            let told = match self.context.lang {
                Lang::En => format!(
                    "{left_out} further results are left out: GitHub takes no more than {MOST_RESULTS}."
                ),
                Lang::Zh => {
                    format!("另有 {left_out} 条结果未列出：GitHub 最多接受 {MOST_RESULTS} 条。")
                }
            };
            self.notify(&json!({ "level": "warning", "message": { "text": told } }))?;
        }
        let mut properties = json!({
            "profile": self.context.profile.id,
            "images": summary.images,
            "skipped": summary.skipped,
        });
        let origin = OriginView::of(&self.context);
        if let (Some(properties), Ok(serde_json::Value::Object(origin))) =
            (properties.as_object_mut(), serde_json::to_value(origin))
        {
            properties.extend(origin);
        }
        write!(
            out,
            "\n],\n\"invocations\": [{{\"executionSuccessful\": true, \
             \"toolExecutionNotifications\": ["
        )?;
        self.notifications.rewind()?;
        io::copy(&mut self.notifications, out)?;
        writeln!(out, "\n]}}],\n\"properties\": {properties}\n}}]\n}}")
    }
}

impl Sarif {
    fn notify(&mut self, view: &Json) -> io::Result<()> {
        let comma = if self.notified > 0 { "," } else { "" };
        self.notified += 1;
        write!(self.notifications, "{comma}\n{view}")
    }

    fn finding_view(&self, outcome: &Outcome, finding: &Finding) -> Json {
        let words = Words::of(finding, self.context.lang, &self.context.profile);
        let mut result = json!({
            "ruleId": finding.rule.id,
            "ruleIndex": index_of(finding.rule.id),
            "level": sarif_level(finding.level),
            "message": { "text": message(&format!("{} → {}", words.said, words.advice)) },
            "locations": location(outcome),
            "partialFingerprints": { "primaryLocationLineHash": fingerprint(outcome, finding) },
        });
        if let Some(region) = finding.region {
            result["properties"]["rectangle"] =
                json!([region.x, region.y, region.width, region.height]);
        }
        if let Some(repair) = &outcome.fix {
            result["properties"]["fix"] = json!(FixView::of(outcome, repair, self.context.lang));
        }
        result
    }
}

/// What a repair has solved, from what it would be as a result.
fn solved(result: &Json) -> Json {
    json!({
        "level": "none",
        "associatedRule": { "id": result["ruleId"], "index": result["ruleIndex"] },
        "message": result["message"],
        "locations": result["locations"],
        "properties": result["properties"],
    })
}

/// What could not be decided, neither a failure nor a pass: once for each reason, under the first of
/// its rules.
fn missed(outcome: &Outcome, reason: &str, rules: &[&str]) -> Json {
    let first = rules.first().copied().unwrap_or_default();
    json!({
        "level": "note",
        "associatedRule": { "id": first, "index": index_of(first) },
        "message": { "text": message(&format!("[{}] {reason}", rules.join(", "))) },
        "locations": location(outcome),
    })
}

fn rule_view(rule: &Rule, lang: Lang) -> Json {
    json!({
        "id": rule.id,
        "shortDescription": { "text": message(rule.title.get(lang)) },
        "fullDescription": { "text": message(rule.about.get(lang)) },
        "help": { "text": message(rule.about.get(lang)) },
        "helpUri": format!("{RULES_PAGE}#{}", rule.id),
        "defaultConfiguration": { "level": sarif_level(rule.level) },
    })
}

fn index_of(rule: &str) -> Option<usize> {
    RULES.iter().position(|known| known.id == rule)
}

const fn sarif_level(level: Level) -> &'static str {
    level.id() // SARIF happens to use the same three words
}

fn location(outcome: &Outcome) -> Json {
    json!([{ "physicalLocation": {
        "artifactLocation": { "uri": uri_of(outcome) },
        "region": { "startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1 },
    } }])
}

/// What is wrong with a row, at its line; where it comes from the command line, at none.
#[cfg(feature = "template")]
fn row_result(judged: &Judged, said: &Wrong, uri: &str) -> Json {
    let line = judged.row.number.max(1);
    let field = said.field.map(Field::key);
    let place = format!("{}\n{uri}\n{line}\n{field:?}", said.rule);
    let mut result = json!({
        "ruleId": said.rule,
        "ruleIndex": index_of(said.rule),
        "level": sarif_level(said.level),
        "message": { "text": message(&format!("{} → {}", said.said, said.advice)) },
        "partialFingerprints": { "primaryLocationLineHash": hashed(&place) },
        "properties": { "row": judged.row.number, "field": field },
    });
    if !uri.is_empty() {
        result["locations"] = json!([{ "physicalLocation": {
            "artifactLocation": { "uri": uri },
            "region": { "startLine": line, "startColumn": 1, "endLine": line, "endColumn": 1 },
        } }]);
    }
    result
}

/// What makes two runs' results the same alert: the rule, and the file by its name. Without it,
/// GitHub would make one out of lines of the file, which has none. A picture that is replaced by one
/// with the same fault keeps its alert.
fn fingerprint(outcome: &Outcome, finding: &Finding) -> String {
    hashed(&format!("{}\n{}", finding.rule.id, uri_of(outcome)))
}

fn hashed(place: &str) -> String {
    let digest = Digest::of(place.as_bytes());
    let hex = digest.to_string();
    let hex = hex.rsplit(':').next().unwrap_or_default();
    format!("{}:1", hex.get(..16).unwrap_or_default())
}

/// Braces mark placeholders in a message and are doubled to stand for themselves (3.11.5).
fn message(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

/// The file as a URI reference. A name that is not Unicode is given by its bytes: shown with escapes,
/// it would be that of another file.
fn uri_of(outcome: &Outcome) -> String {
    if outcome.path.to_str().is_some() {
        uri(outcome.shown.as_bytes())
    } else {
        uri(outcome.path.as_os_str().as_encoded_bytes())
    }
}

/// A path as a URI reference: relative as it is, absolute with the scheme `file`.
fn uri(path: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut uri = String::with_capacity(path.len());
    let has_drive = matches!(path, [letter, b':', b'/', ..] if letter.is_ascii_alphabetic());
    if path.starts_with(b"/") {
        uri.push_str("file://");
    } else if has_drive {
        uri.push_str("file:///");
    }
    for &byte in path {
        // Unreserved (RFC 3986, 2.3) and the separator. A colon is encoded because it would make
        // what stands before it a scheme.
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examine::examine_bytes;
    use crate::policy::Policy;
    use crate::profile::Profile;
    use crate::report::write_report;

    #[test]
    fn results_that_github_would_refuse_are_counted_instead() {
        let policy = Policy::new(Profile::load("tencent-domain").expect("a profile"));
        let outcome = examine_bytes("scan.jpg", b"no picture", &policy);
        let each = outcome.findings.len();
        let count = usize::try_from(MOST_RESULTS).expect("a small number") / each + 2;
        let entries = vec![Entry::Judged(outcome); count];
        let mut log = Vec::new();
        let mut report = Sarif::new(Context::new(Lang::En, policy.profile));
        write_report(&mut report, &entries, &mut log).expect("memory");
        let log: Json = serde_json::from_slice(&log).expect("JSON");
        let run = &log["runs"][0];
        assert_eq!(
            run["results"]
                .as_array()
                .map(|results| results.len() as u64),
            Some(MOST_RESULTS)
        );
        let notifications = &run["invocations"][0]["toolExecutionNotifications"];
        let told = notifications.to_string();
        let left_out = (count * each) as u64 - MOST_RESULTS;
        assert!(
            told.contains(&format!("{left_out} further results")),
            "{told}"
        );
    }

    #[test]
    fn paths_become_uri_references() {
        let cases = [
            ("scans/a b.jpg", "scans/a%20b.jpg"),
            ("../证.jpg", "../%E8%AF%81.jpg"),
            ("a:b#c?d%", "a%3Ab%23c%3Fd%25"),
            ("/tmp/x.png", "file:///tmp/x.png"),
            ("C:/x.png", "file:///C%3A/x.png"),
        ];
        for (path, expected) in cases {
            assert_eq!(uri(path.as_bytes()), expected);
        }
    }

    #[test]
    fn a_brace_is_no_placeholder() {
        assert_eq!(message("{0}"), "{{0}}");
    }
}
