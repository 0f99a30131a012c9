//! What every report is given, and what it has to do with it.

use std::io::{self, Write};

use super::summary::Summary;
use crate::messages::Lang;
use crate::outcome::Entry;
use crate::platform::Level;
use crate::profile::Profile;

/// What every report needs to know besides the entries.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Context {
    /// The language of sentences.
    pub lang: Lang,
    /// The profile in force.
    pub profile: Profile,
    /// The level from which on a report that knows only "passed" and "failed" says failed.
    pub fail_on: Level,
    /// The command that repairs what was checked, as it would be typed; reports for people name it.
    pub repair_command: Option<String>,
    /// Whether numbers and persons' names are shown in full. Default: no.
    pub shows_values: bool,
}

impl Context {
    /// What a report in `lang` under `profile` needs.
    pub const fn new(lang: Lang, profile: Profile) -> Self {
        Self {
            lang,
            profile,
            fail_on: Level::Error,
            repair_command: None,
            shows_values: false,
        }
    }
}

/// One output format, fed in input order.
pub trait Report {
    /// Called once, before the first entry.
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()>;
    /// Called for every entry.
    fn entry(&mut self, entry: &Entry, out: &mut dyn Write) -> io::Result<()>;
    /// Called once, after the last entry; a report without it is visibly incomplete.
    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()>;
}

/// Writes a whole report of pictures that were examined before, and counts them.
///
/// ```
/// use certpreflight::report::{Context, Csv, write_report};
/// use certpreflight::{Entry, Lang, Policy, Profile, examine_bytes};
///
/// let policy = Policy::new(Profile::load("tencent-domain")?);
/// let outcome = examine_bytes("scan.jpg", b"no picture", &policy);
/// let mut table = Vec::new();
/// let mut report = Csv::new(Context::new(Lang::En, policy.profile));
/// let summary = write_report(&mut report, &[Entry::Judged(outcome)], &mut table)?;
/// assert_eq!(summary.fail, 1);
/// assert!(String::from_utf8(table)?.contains("scan.jpg"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_report(
    report: &mut dyn Report,
    entries: &[Entry],
    out: &mut dyn Write,
) -> io::Result<Summary> {
    let mut summary = Summary::default();
    report.begin(out)?;
    for entry in entries {
        summary.add(entry);
        report.entry(entry, out)?;
    }
    report.end(&summary, out)?;
    Ok(summary)
}
