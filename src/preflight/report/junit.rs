//! `JUnit` XML for CI servers: one suite with one test a picture, so that the number of tests is the
//! number of pictures, and one suite with one test a row for each manifest. The totals stand first and are known last: suites wait in a temporary file while
//! the run goes on.

use std::fmt;
use std::io::{self, Seek as _, Write};

use super::context::{Context, Report};
use super::escape::Escaped;
use super::repair;
use super::summary::Summary;
use super::words::{Words, level_name, not_assessed_by_reason};
use crate::outcome::{Entry, Finding, Outcome, Standing};
#[cfg(feature = "template")]
use crate::{
    messages::Lang,
    platform::Level,
    report::rows::{Wrong, not_read, row_name, said_of},
    template::{CheckedManifest, Judged},
};

/// Reports up to this size never touch the disk before they are finished.
const SPOOL_BYTES: usize = 8 << 20;

/// `JUnit` XML.
#[derive(Debug)]
pub struct Junit {
    context: Context,
    /// What was not usual of the run, once it has begun, in the one place that readers of this format know.
    properties: String,
    suites: tempfile::SpooledTempFile,
    total: Counts,
}

impl Junit {
    /// A document in the context's language.
    pub fn new(context: Context) -> Self {
        Self {
            context,
            properties: String::new(),
            suites: tempfile::spooled_tempfile(SPOOL_BYTES),
            total: Counts::default(),
        }
    }
}

impl Report for Junit {
    fn begin(&mut self, _: &mut dyn Write) -> io::Result<()> {
        if let Some(origin) = self.context.origin() {
            self.properties = format!(
                " <properties>\n  <property name=\"settings\" value=\"{}\"/>\n </properties>\n",
                Escaped(&origin)
            );
        }
        Ok(())
    }

    fn entry(&mut self, entry: &Entry, _: &mut dyn Write) -> io::Result<()> {
        let mut suite = Vec::new();
        let counts = match entry {
            Entry::Judged(outcome) => self.write_outcome(outcome, &mut suite)?,
            Entry::Skipped { shown, reason } => {
                let counts = Counts {
                    tests: 1,
                    skipped: 1,
                    ..Counts::default()
                };
                self.open(shown, counts, &mut suite)?;
                let reason = reason.says(self.context.lang);
                writeln!(suite, "  <skipped message=\"{}\"/>", Escaped(&reason))?;
                close(&mut suite)?;
                counts
            }
        };
        self.total.add(counts);
        self.suites.write_all(&suite)
    }

    #[cfg(feature = "template")]
    fn manifest(&mut self, manifest: &CheckedManifest, _: &mut dyn Write) -> io::Result<()> {
        let mut suite = Vec::new();
        let counts = self.write_rows(manifest, &mut suite)?;
        self.total.add(counts);
        self.suites.write_all(&suite)
    }

    fn end(&mut self, _: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let tool = env!("CARGO_PKG_NAME");
        writeln!(
            out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"{tool}\" {}>",
            self.total
        )?;
        self.suites.rewind()?;
        io::copy(&mut self.suites, out)?;
        writeln!(out, "</testsuites>")
    }
}

/// The counts in a start tag.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    tests: u64,
    failures: u64,
    errors: u64,
    skipped: u64,
}

impl Counts {
    fn add(&mut self, more: Self) {
        self.tests += more.tests;
        self.failures += more.failures;
        self.errors += more.errors;
        self.skipped += more.skipped;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            tests,
            failures,
            errors,
            skipped,
        } = self;
        write!(
            f,
            "tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\""
        )
    }
}

impl Junit {
    fn write_outcome(&self, outcome: &Outcome, out: &mut dyn Write) -> io::Result<Counts> {
        let findings = outcome.findings_in_force().into_iter();
        let (wrong, remarks): (Vec<_>, Vec<_>) =
            findings.partition(|finding| finding.level >= self.context.fail_on);
        let repair = repair::told(outcome, self.context.lang);
        let fails = outcome.worst_in_force() >= Some(self.context.fail_on);
        // JUnit keeps "the test says no" apart from "the test could not be made".
        let unreadable = outcome.standing_in_force() == Standing::Unreadable;
        let counts = Counts {
            tests: 1,
            failures: u64::from(fails && !unreadable),
            errors: u64::from(fails && unreadable),
            skipped: 0,
        };
        self.open(&outcome.shown, counts, out)?;
        if fails {
            let element = if unreadable { "error" } else { "failure" };
            let (kind, message) = match (wrong.first(), &repair) {
                (Some(worst), _) => (worst.rule.id, self.words(worst).said),
                // Good in itself, but there is no copy to upload.
                (None, Some((head, lines))) => {
                    let told = [std::slice::from_ref(head), lines].concat();
                    ("no-copy", told.join(repair::BETWEEN.get(self.context.lang)))
                }
                (None, None) => ("no-copy", String::new()),
            };
            write!(
                out,
                "  <{element} type=\"{kind}\" message=\"{}\">",
                Escaped(&message)
            )?;
            self.write_findings(&wrong, out)?;
            writeln!(out, "</{element}>")?;
        }
        let has_missed = !outcome.not_assessed_in_force().is_empty();
        if !remarks.is_empty() || has_missed || repair.is_some() {
            write!(out, "  <system-out>")?;
            if let Some((head, lines)) = repair {
                writeln!(out, "⇒ {}", Escaped(&head))?;
                lines
                    .iter()
                    .try_for_each(|line| writeln!(out, "    {}", Escaped(line)))?;
            }
            self.write_findings(&remarks, out)?;
            self.write_not_assessed(outcome, out)?;
            writeln!(out, "</system-out>")?;
        }
        close(out)?;
        Ok(counts)
    }

    /// A suite with a test a row; of a manifest that can't be read with one that could not be made.
    #[cfg(feature = "template")]
    fn write_rows(&self, manifest: &CheckedManifest, out: &mut dyn Write) -> io::Result<Counts> {
        let (lang, fail_on) = (self.context.lang, self.context.fail_on);
        let fails = |judged: &Judged| judged.worst() >= Some(fail_on);
        let is_unread = manifest.problem.is_some();
        let failures = manifest.rows.iter().filter(|judged| fails(judged)).count();
        let counts = Counts {
            tests: manifest.rows.len() as u64 + u64::from(is_unread),
            failures: failures as u64,
            errors: u64::from(is_unread && fail_on <= Level::Warning),
            skipped: u64::from(is_unread && fail_on > Level::Warning),
        };
        let suite = if manifest.shown.is_empty() {
            "template"
        } else {
            &manifest.shown
        };
        self.open_suite(suite, counts, out)?;
        if let Some(problem) = &manifest.problem {
            let message = problem.says(lang);
            self.open_test(suite, out)?;
            if counts.errors > 0 {
                let message = Escaped(&message);
                writeln!(out, "  <error type=\"manifest\" message=\"{message}\"/>")?;
            } else {
                writeln!(out, "  <skipped message=\"{}\"/>", Escaped(&message))?;
            }
            writeln!(out, " </testcase>")?;
        }
        for judged in &manifest.rows {
            let name = row_name(judged, &self.context);
            self.open_test(if name.is_empty() { suite } else { &name }, out)?;
            let said = said_of(judged, &self.context);
            let (wrong, remarks): (Vec<_>, Vec<_>) =
                said.into_iter().partition(|said| said.level >= fail_on);
            if fails(judged) {
                let worst = wrong.first();
                let kind = worst.map_or("", |worst| worst.rule);
                let message = worst.map_or("", |worst| &worst.said);
                let message = Escaped(message);
                write!(out, "  <failure type=\"{kind}\" message=\"{message}\">")?;
                write_said(&wrong, lang, out)?;
                writeln!(out, "</failure>")?;
            }
            let not_read = not_read(judged, lang);
            if !remarks.is_empty() || not_read.is_some() {
                write!(out, "  <system-out>")?;
                write_said(&remarks, lang, out)?;
                if let Some(said) = not_read {
                    writeln!(out, "? {}", Escaped(&said))?;
                }
                writeln!(out, "</system-out>")?;
            }
            writeln!(out, " </testcase>")?;
        }
        writeln!(out, "</testsuite>")?;
        Ok(counts)
    }

    /// A suite with one test of the same name.
    fn open(&self, name: &str, counts: Counts, out: &mut dyn Write) -> io::Result<()> {
        self.open_suite(name, counts, out)?;
        self.open_test(name, out)
    }

    fn open_suite(&self, name: &str, counts: Counts, out: &mut dyn Write) -> io::Result<()> {
        let name = Escaped(name);
        write!(
            out,
            "<testsuite name=\"{name}\" {counts}>\n{}",
            self.properties
        )
    }

    fn open_test(&self, name: &str, out: &mut dyn Write) -> io::Result<()> {
        let profile = Escaped(&self.context.profile.id);
        let name = Escaped(name);
        writeln!(
            out,
            " <testcase classname=\"certpreflight.{profile}\" name=\"{name}\">"
        )
    }

    fn write_findings(&self, findings: &[&Finding], out: &mut dyn Write) -> io::Result<()> {
        for finding in findings {
            let words = self.words(finding);
            let level = level_name(finding.level).get(self.context.lang);
            let id = finding.rule.id;
            writeln!(out, "{level} [{id}] {}", Escaped(&words.said))?;
            writeln!(out, "    → {}", Escaped(&words.advice))?;
            if let Some(refusal) = words.refusal {
                writeln!(out, "    「{}」", Escaped(refusal))?;
            }
        }
        Ok(())
    }

    fn write_not_assessed(&self, outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
        for (reason, rules) in not_assessed_by_reason(outcome) {
            let reason = reason.get(self.context.lang);
            writeln!(out, "? [{}] {}", rules.join(", "), Escaped(reason))?;
        }
        Ok(())
    }

    fn words(&self, finding: &Finding) -> Words {
        Words::of(finding, self.context.lang, &self.context.profile)
    }
}

/// What is wrong with a row, in lines.
#[cfg(feature = "template")]
fn write_said(all: &[Wrong], lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    for said in all {
        let level = level_name(said.level).get(lang);
        writeln!(out, "{level} [{}] {}", said.rule, Escaped(&said.said))?;
        writeln!(out, "    → {}", Escaped(&said.advice))?;
        if let Some(refusal) = said.refusal {
            writeln!(out, "    「{}」", Escaped(refusal))?;
        }
    }
    Ok(())
}

fn close(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, " </testcase>\n</testsuite>")
}
