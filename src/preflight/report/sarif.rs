//! SARIF 2.1.0 for code scanning: one result a finding.
//!
//! A result has no SARIF `region`, which counts lines, characters or bytes: where a finding lies in
//! the picture stands in its property `rectangle`, in pixels, and what a repair made of the picture in
//! its property `fix`. What the repair has solved is no failure any more.

use std::io::{self, Write};

use serde_json::{Value as Json, json};

use super::context::{Context, Report};
use super::repair::all_findings;
use super::summary::Summary;
use super::view::FixView;
use super::words::{Words, not_assessed_by_reason};
use crate::messages::Lang;
use crate::outcome::{Entry, Finding, Outcome, Standing};
use crate::platform::Level;
use crate::rules::{RULES, Rule};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// A SARIF log with one run.
#[derive(Debug)]
pub struct Sarif {
    context: Context,
    results: u64,
}

impl Sarif {
    /// A log in the context's language.
    pub const fn new(context: Context) -> Self {
        Self {
            context,
            results: 0,
        }
    }
}

impl Report for Sarif {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let lang = self.context.lang;
        let driver = json!({
            "name": env!("CARGO_PKG_NAME"),
            "semanticVersion": env!("CARGO_PKG_VERSION"),
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
            self.write_result(&view, out)?;
        }
        // An examination that ended early has a finding that says so for all of its rules.
        if outcome.standing_in_force() != Standing::Unreadable {
            for (reason, rules) in not_assessed_by_reason(outcome) {
                let reason = reason.get(self.context.lang);
                self.write_result(&missed_view(outcome, reason, &rules), out)?;
            }
        }
        Ok(())
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let properties = json!({
            "profile": self.context.profile.id,
            "images": summary.images,
            "skipped": summary.skipped,
        });
        writeln!(
            out,
            "\n],\n\"invocations\": [{{\"executionSuccessful\": true}}],\n\"properties\": \
             {properties}\n}}]\n}}"
        )
    }
}

impl Sarif {
    fn write_result(&mut self, view: &Json, out: &mut dyn Write) -> io::Result<()> {
        let comma = if self.results > 0 { "," } else { "" };
        self.results += 1;
        write!(out, "{comma}\n{view}")
    }

    fn finding_view(&self, outcome: &Outcome, finding: &Finding) -> Json {
        let words = Words::of(finding, self.context.lang, self.context.profile.platform);
        let mut result = json!({
            "ruleId": finding.rule.id,
            "ruleIndex": index_of(finding.rule),
            "level": sarif_level(finding.level),
            "message": { "text": message(&format!("{} → {}", words.said, words.advice)) },
            "locations": location(outcome),
        });
        if outcome.is_solved(finding) {
            result["kind"] = "informational".into();
            result["level"] = "none".into();
        }
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

/// What could not be decided, neither a failure nor a pass: one result for each reason, under the
/// first of its rules, because a result a rule would bury the findings.
fn missed_view(outcome: &Outcome, reason: &str, rules: &[&str]) -> Json {
    json!({
        "ruleId": rules.first(),
        "ruleIndex": RULES.iter().position(|known| rules.first() == Some(&known.id)),
        "kind": "open",
        "level": "none",
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
        "defaultConfiguration": { "level": sarif_level(rule.level) },
    })
}

fn index_of(rule: &Rule) -> Option<usize> {
    RULES.iter().position(|known| known.id == rule.id)
}

const fn sarif_level(level: Level) -> &'static str {
    level.id() // SARIF happens to use the same three words
}

fn location(outcome: &Outcome) -> Json {
    json!([{ "physicalLocation": { "artifactLocation": { "uri": uri(&outcome.shown) } } }])
}

/// Braces mark placeholders in a message and are doubled to stand for themselves (3.11.5).
fn message(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

/// A path as a URI reference: relative as it is, absolute with the scheme `file`.
fn uri(shown: &str) -> String {
    use std::fmt::Write as _;
    let mut uri = String::with_capacity(shown.len());
    let has_drive =
        matches!(shown.as_bytes(), [letter, b':', b'/', ..] if letter.is_ascii_alphabetic());
    if shown.starts_with('/') {
        uri.push_str("file://");
    } else if has_drive {
        uri.push_str("file:///");
    }
    for &byte in shown.as_bytes() {
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
            assert_eq!(uri(path), expected);
        }
    }

    #[test]
    fn a_brace_is_no_placeholder() {
        assert_eq!(message("{0}"), "{{0}}");
    }
}
