//! What every report is given, and what it has to do with it.

use std::io::{self, Write};

use super::summary::Summary;
use crate::discover::sanitize_for_terminal;
use crate::messages::Lang;
use crate::outcome::Entry;
use crate::platform::Level;
use crate::profile::Profile;
#[cfg(feature = "template")]
use crate::template::CheckedManifest;

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
    /// The config file that settings came from; `None` if there was none. Reports name it.
    pub config_file: Option<String>,
    /// The command that repairs what was checked, as it would be typed; reports for people name it.
    pub repair_command: Option<String>,
    /// Whether numbers and persons' names are shown in full. Default: no.
    pub shows_values: bool,
    /// Whether rows of manifests tell what is wrong with their pictures, because these have no place of their own in the
    /// report. Default: no.
    pub pictures_in_rows: bool,
}

impl Context {
    /// What a report in `lang` under `profile` needs.
    pub const fn new(lang: Lang, profile: Profile) -> Self {
        Self {
            lang,
            profile,
            fail_on: Level::Error,
            config_file: None,
            repair_command: None,
            shows_values: false,
            pictures_in_rows: false,
        }
    }
}

impl Context {
    /// What was not usual of this run, as a sentence or two for people: a profile that is a file, which
    /// may be called like a built-in one and check less, and a config file. `None` if all was usual.
    pub(super) fn origin(&self) -> Option<String> {
        let profile = &self.profile;
        let (id, off) = (&profile.id, profile.rules_off());
        let mut says = Vec::new();
        if let Some(file) = &profile.file {
            says.push(match (self.lang, profile.is_namesake()) {
                (Lang::En, false) => format!("The profile was read from {file}"),
                (Lang::En, true) => format!(
                    "The profile was read from {file}; it is not the built-in one that is called {id}"
                ),
                (Lang::Zh, false) => format!("平台配置读自文件 {file}"),
                (Lang::Zh, true) => {
                    format!("平台配置读自文件 {file}，并非同名的内置配置（{id}）")
                }
            });
            if !off.is_empty() {
                says.push(match self.lang {
                    Lang::En => format!("; it turns off: {}", off.join(", ")),
                    Lang::Zh => format!("；其中关闭了以下检查：{}", off.join("、")),
                });
            }
            says.push(String::from(match self.lang {
                Lang::En => ". ",
                Lang::Zh => "。",
            }));
        }
        if let Some(file) = &self.config_file {
            says.push(match self.lang {
                Lang::En => format!("Settings were read from {file}."),
                Lang::Zh => format!("设置读自文件 {file}。"),
            });
        }
        let says = says.concat();
        let says = sanitize_for_terminal(says.trim_end()).into_owned();
        (!says.is_empty()).then_some(says)
    }
}

/// One output format, fed in input order.
pub trait Report {
    /// Called once, before the first entry.
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()>;
    /// Called for every entry.
    fn entry(&mut self, entry: &Entry, out: &mut dyn Write) -> io::Result<()>;
    /// Called for every manifest, after the last entry.
    #[cfg(feature = "template")]
    fn manifest(&mut self, _: &CheckedManifest, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
    /// Called once, after the last entry and manifest; a report without it is visibly incomplete.
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
