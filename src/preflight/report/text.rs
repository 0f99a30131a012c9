//! The report that people read in a terminal.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::context::{Context, Report};
use super::repair::{SOLVED, counts, write_repair};
use super::styles::{BOLD, GRAY, GREEN, level_style, standing_style};
use super::summary::Summary;
use super::words::{
    Words, level_name, not_assessed_by_reason, standing_mark, standing_name, summary_line,
};
use crate::discover::sanitize_for_terminal as sanitize;
use crate::messages::{Lang, Text, Value, format_name, show};
use crate::outcome::{Entry, Finding, Outcome};

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
                    if outcome.is_solved(finding) {
                        self.write_solved(finding, out)?;
                    } else {
                        self.write_finding(finding, out)?;
                    }
                }
                write_repair(outcome, lang, out)?;
                for (copy, finding) in outcome.new_findings() {
                    if let Some(copy) = copy {
                        writeln!(out, "    {GRAY}{}{GRAY:#}", sanitize(copy))?;
                    }
                    self.write_finding(finding, out)?;
                }
                write_not_assessed(outcome, lang, out)
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
            SOLVED.get(lang),
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
    counts(summary, context.lang).map_or(Ok(()), |counts| writeln!(out, "{counts}"))
}

/// Verdict, name and the plain facts of one picture.
pub(super) fn write_headline(outcome: &Outcome, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let standing = outcome.standing_in_force();
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
