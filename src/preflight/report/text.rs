//! The report that people read in a terminal.

use std::fmt::Write as _;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::words::{
    Words, level_name, not_assessed_by_reason, standing_mark, standing_name, summary_line,
};
use super::{Context, Report, Summary, fix};
use crate::batch::Entry;
use crate::discover::sanitize_for_terminal as sanitize;
use crate::judge::{Finding, Outcome, Standing};
use crate::messages::{Lang, Text, Value, format_name, show};
use crate::profile::Level;

/// Plain text, with color where the writer lets it through.
#[derive(Debug)]
pub struct Plain {
    context: Context,
}

impl Plain {
    /// A report in the context's language.
    pub const fn new(context: Context) -> Self {
        Self { context }
    }
}

impl Report for Plain {
    fn begin(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn entry(&mut self, entry: &Entry, out: &mut dyn Write) -> io::Result<()> {
        let lang = self.context.lang;
        match entry {
            Entry::Skipped { shown, reason } => writeln!(
                out,
                "{GRAY}-{GRAY:#} {} {GRAY}({}){GRAY:#}",
                sanitize(shown),
                reason.says(lang)
            ),
            Entry::Judged(outcome) => {
                write_headline(outcome, lang, out)?;
                for finding in &outcome.findings {
                    if fix::is_solved(outcome, finding) {
                        self.write_solved(finding, out)?;
                    } else {
                        self.write_finding(finding, out)?;
                    }
                }
                fix::write_repair(outcome, lang, out)?;
                for (copy, finding) in fix::new_findings(outcome) {
                    if let Some(copy) = copy {
                        writeln!(out, "    {GRAY}{}{GRAY:#}", sanitize(copy))?;
                    }
                    self.write_finding(finding, out)?;
                }
                write_not_assessed(fix::in_force(outcome), lang, out)
            }
        }
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out)?;
        write_end(summary, &self.context, out)
    }
}

impl Plain {
    /// One line: there is nothing left to do.
    fn write_solved(&self, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
        let lang = self.context.lang;
        let words = Words::of(finding, lang, self.context.profile.platform);
        writeln!(
            out,
            "    {GREEN}{}{GREEN:#} {GRAY}[{}] {}{GRAY:#}",
            fix::SOLVED.get(lang),
            finding.rule.id,
            sanitize(&words.said)
        )
    }

    fn write_finding(&self, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
        let lang = self.context.lang;
        let style = level_style(finding.level);
        let words = Words::of(finding, lang, self.context.profile.platform);
        let (said, advice) = (sanitize(&words.said), sanitize(&words.advice));
        writeln!(
            out,
            "    {style}{}{style:#} {GRAY}[{}]{GRAY:#} {}",
            level_name(finding.level).get(lang),
            finding.rule.id,
            said,
        )?;
        writeln!(out, "        → {advice}")?;
        match words.refusal {
            Some(refusal) => {
                let says = Text {
                    en: "The platform would say:",
                    zh: "平台会提示：",
                };
                writeln!(out, "        {GRAY}{}「{refusal}」{GRAY:#}", says.get(lang))
            }
            None => Ok(()),
        }
    }
}

/// The last lines: how many pictures ended how, and how many were repaired.
pub(super) fn write_end(
    summary: &Summary,
    context: &Context,
    out: &mut dyn Write,
) -> io::Result<()> {
    let name = context.profile.name.get(context.lang);
    writeln!(out, "{}", summary_line(summary, context, name))?;
    fix::counts(summary, context.lang).map_or(Ok(()), |counts| writeln!(out, "{counts}"))
}

/// Verdict, name and the plain facts of one picture.
pub(super) fn write_headline(outcome: &Outcome, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let (standing, _) = outcome.after_repair();
    let mark = standing_mark(standing);
    let style = standing_style(standing);
    let mut facts = String::new();
    if let Some(format) = outcome.format {
        facts.push_str(format_name(format).get(lang));
    }
    if let Some((width, height)) = outcome.size {
        let _ = write!(facts, " {}", show(&Value::Size(width, height), lang));
    }
    if let Some(bytes) = outcome.bytes {
        let _ = write!(facts, " {}", show(&Value::Bytes(bytes), lang));
    }
    let verdict = standing_name(standing).get(lang);
    writeln!(
        out,
        "{style}{mark} {verdict}{style:#}  {BOLD}{}{BOLD:#}  {GRAY}{facts}{GRAY:#}",
        sanitize(&outcome.shown),
    )
}

/// One line for each reason, naming the checks that it kept from being made.
fn write_not_assessed(outcome: &Outcome, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    for (reason, rules) in not_assessed_by_reason(outcome) {
        let heading = Text {
            en: "not assessed",
            zh: "未能检查",
        };
        let count = rules.len();
        let which = if count > 4 {
            match lang {
                Lang::En => format!("{count} checks"),
                Lang::Zh => format!("{count} 项"),
            }
        } else {
            rules.join(", ")
        };
        writeln!(
            out,
            "    {GRAY}{} ({which}): {}{GRAY:#}",
            heading.get(lang),
            reason.get(lang)
        )?;
    }
    Ok(())
}

const BOLD: Style = Style::new().bold();
pub(super) const GRAY: Style = Style::new().dimmed();
pub(super) const GREEN: Style = AnsiColor::Green.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
pub(super) const RED: Style = AnsiColor::Red.on_default().bold();

const fn standing_style(standing: Standing) -> Style {
    match standing {
        Standing::Pass => GREEN,
        Standing::Warn => YELLOW,
        Standing::Fail | Standing::Unreadable => RED,
    }
}

pub(super) const fn level_style(level: Level) -> Style {
    match level {
        Level::Error => RED,
        Level::Warning => YELLOW,
        Level::Note => GRAY,
    }
}
