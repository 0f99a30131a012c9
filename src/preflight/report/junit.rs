//! `JUnit` XML for CI servers: one suite with one test a picture, so that the number of tests is the
//! number of pictures. The totals stand first and are known last: suites wait in a temporary file while
//! the run goes on.

use std::fmt;
use std::io::{self, Seek as _, Write};

use super::context::{Context, Report};
use super::escape::Escaped;
use super::repair;
use super::summary::Summary;
use super::words::{Words, level_name, not_assessed_by_reason};
use crate::outcome::{Entry, Finding, Outcome, Standing};

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

    fn open(&self, name: &str, counts: Counts, out: &mut dyn Write) -> io::Result<()> {
        let name = Escaped(name);
        writeln!(
            out,
            "<testsuite name=\"{name}\" {counts}>\n{} <testcase classname=\"certpreflight.{}\" \
             name=\"{name}\">",
            self.properties,
            Escaped(&self.context.profile.id)
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

fn close(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, " </testcase>\n</testsuite>")
}
