//! The report that people read in a terminal.

use std::fmt::Write as _;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::{Context, Report, Summary};
use crate::batch::Entry;
use crate::discover::sanitize_for_terminal as sanitize;
use crate::judge::{Finding, Outcome, Standing};
use crate::messages::{Lang, Text, Value, fill, format_name, show};
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
                    self.write_finding(finding, out)?;
                }
                write_not_assessed(outcome, lang, out)
            }
        }
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let lang = self.context.lang;
        let profile = self.context.profile.name.get(lang);
        let Summary {
            images,
            pass,
            warn,
            fail,
            unreadable,
            skipped,
            ..
        } = summary;
        let mut line = match lang {
            Lang::En => format!(
                "{images} {} for {profile} ({}): {pass} ready",
                if *images == 1 { "picture" } else { "pictures" },
                self.context.profile.id
            ),
            Lang::Zh => format!(
                "按“{profile}”（{}）检查了 {images} 张图片：{pass} 张可以上传",
                self.context.profile.id
            ),
        };
        for (count, words) in [
            (
                warn,
                Text {
                    en: "with warnings",
                    zh: "张有警告",
                },
            ),
            (
                fail,
                Text {
                    en: "will be refused",
                    zh: "张会被驳回",
                },
            ),
            (
                unreadable,
                Text {
                    en: "not readable",
                    zh: "张打不开",
                },
            ),
            (
                skipped,
                Text {
                    en: "left out",
                    zh: "个其他文件未检查",
                },
            ),
        ] {
            if *count > 0 {
                let comma = match lang {
                    Lang::En => ", ",
                    Lang::Zh => "，",
                };
                let _ = write!(line, "{comma}{count} {}", words.get(lang));
            }
        }
        let stop = match lang {
            Lang::En => ".",
            Lang::Zh => "。",
        };
        writeln!(out, "\n{line}{stop}")
    }
}

impl Plain {
    fn write_finding(&self, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
        let lang = self.context.lang;
        let style = level_style(finding.level);
        let filled = |text: Text| fill(text.get(lang), &finding.evidence, lang);
        let (said, advice) = (filled(finding.rule.says), filled(finding.rule.advice));
        writeln!(
            out,
            "    {style}{}{style:#} {GRAY}[{}]{GRAY:#} {}",
            level_name(finding.level).get(lang),
            finding.rule.id,
            sanitize(&said),
        )?;
        writeln!(out, "        → {}", sanitize(&advice))?;
        match finding.rule.platform_text(self.context.profile.platform) {
            Some(refusal) if finding.level > Level::Note => {
                let says = Text {
                    en: "The platform would say:",
                    zh: "平台会提示：",
                };
                writeln!(out, "        {GRAY}{}「{refusal}」{GRAY:#}", says.get(lang))
            }
            _ => Ok(()),
        }
    }
}

fn write_headline(outcome: &Outcome, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let (mark, style) = match outcome.standing {
        Standing::Pass => ("✓", GREEN),
        Standing::Warn => ("!", YELLOW),
        Standing::Fail => ("✗", RED),
        Standing::Unreadable => ("?", RED),
    };
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
    let verdict = standing_name(outcome.standing).get(lang);
    writeln!(
        out,
        "{style}{mark} {verdict}{style:#}  {BOLD}{}{BOLD:#}  {GRAY}{facts}{GRAY:#}",
        sanitize(&outcome.shown),
    )
}

/// One line for each reason, naming the checks that it kept from being made.
fn write_not_assessed(outcome: &Outcome, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let mut by_reason: Vec<(Text, Vec<&str>)> = Vec::new();
    for missed in &outcome.not_assessed {
        match by_reason
            .iter_mut()
            .find(|(reason, _)| *reason == missed.reason)
        {
            Some((_, rules)) => rules.push(missed.rule.id),
            None => by_reason.push((missed.reason, vec![missed.rule.id])),
        }
    }
    for (reason, rules) in by_reason {
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
const GRAY: Style = Style::new().dimmed();
const GREEN: Style = AnsiColor::Green.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
const RED: Style = AnsiColor::Red.on_default().bold();

const fn level_style(level: Level) -> Style {
    match level {
        Level::Error => RED,
        Level::Warning => YELLOW,
        Level::Note => GRAY,
    }
}

/// What a level is called.
pub(super) const fn level_name(level: Level) -> Text {
    match level {
        Level::Error => Text {
            en: "error",
            zh: "错误",
        },
        Level::Warning => Text {
            en: "warning",
            zh: "警告",
        },
        Level::Note => Text {
            en: "note",
            zh: "提示",
        },
    }
}

/// What a standing is called.
pub(super) const fn standing_name(standing: Standing) -> Text {
    match standing {
        Standing::Pass => Text {
            en: "ready",
            zh: "可上传",
        },
        Standing::Warn => Text {
            en: "check",
            zh: "需留意",
        },
        Standing::Fail => Text {
            en: "refused",
            zh: "会被驳回",
        },
        Standing::Unreadable => Text {
            en: "unreadable",
            zh: "打不开",
        },
    }
}
