//! The long form for a few pictures in a terminal: every question that was asked of each, with its
//! answer, so that a person can tick them off before the upload.

use std::io::{self, Write};

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::context::{Context, Report};
use super::repair::{SOLVED, write_repair};
use super::styles::{GRAY, level_style};
use super::summary::Summary;
use super::text::{Plain, write_end, write_headline};
use super::words::Words;
use crate::discover::sanitize_for_terminal as sanitize;
use crate::messages::{Evidence, Lang, Text, Value, show};
use crate::outcome::{Entry, Finding, Outcome};
use crate::platform::Level;
use crate::rules::RULES;

/// Narrower than this, a wrapped line would hold a word or two.
const NARROWEST: usize = 40;

/// Columns before a question.
const INDENT: usize = 4;

/// Every question and its answer.
#[derive(Debug)]
pub struct Checklist {
    context: Context,
    width: usize,
}

impl Checklist {
    /// A report in the context's language, for lines of `width` columns.
    pub fn new(context: Context, width: usize) -> Self {
        Self {
            context,
            width: width.max(NARROWEST),
        }
    }
}

impl Report for Checklist {
    fn begin(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn entry(&mut self, entry: &Entry, out: &mut dyn Write) -> io::Result<()> {
        match entry {
            Entry::Judged(outcome) => {
                write_headline(outcome, self.context.lang, out)?;
                self.write_questions(outcome, out)?;
                write_repair(outcome, self.context.lang, out)?;
                self.write_new_findings(outcome, out)?;
                writeln!(out)
            }
            Entry::Skipped { .. } => Plain::new(self.context.clone()).entry(entry, out),
        }
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        write_end(summary, &self.context, out)
    }
}

impl Checklist {
    /// In the order of the rule table, whatever the answer; after a repair, the answer that counts.
    fn write_questions(&self, outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
        let lang = self.context.lang;
        let judged = outcome.judged_in_force();
        if judged.iter().all(|judged| judged.measured.is_some()) {
            let opens = Text {
                en: "The picture opens, and is complete",
                zh: "图片能打开，数据完整",
            };
            self.write_item(("✓", GREEN), opens.get(lang), out)?;
        }
        let missed = outcome.not_assessed_in_force();
        for rule in RULES {
            if let Some(finding) = outcome.findings.iter().find(|f| f.rule.id == rule.id) {
                if outcome.is_solved(finding) {
                    self.write_solved(finding, out)?;
                } else {
                    self.write_finding(finding, out)?;
                }
            } else if let Some(missed) = missed.iter().find(|m| m.rule.id == rule.id) {
                let title = format!("{} – {}", rule.title.get(lang), UNKNOWN.get(lang));
                let line = detailed(&title, missed.reason.get(lang), lang);
                self.write_item(("?", GRAY), &line, out)?;
            } else if let Some(passed) = outcome.passed_in_force(rule)
                && rule.can_be_changed()
            {
                let line = detailed(rule.fine.get(lang), &numbers(&passed.evidence, lang), lang);
                self.write_item(("✓", GREEN), &line, out)?;
            }
        }
        Ok(())
    }

    /// What only the copies show.
    fn write_new_findings(&self, outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
        for (copy, finding) in outcome.new_findings() {
            if let Some(copy) = copy {
                self.write_item(("⇒", GRAY), copy, out)?;
            }
            self.write_finding(finding, out)?;
        }
        Ok(())
    }

    /// A finding that the copy is free of: nothing is left to do.
    fn write_solved(&self, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
        let lang = self.context.lang;
        let words = Words::of(finding, lang, self.context.profile.platform);
        let title = format!("{} – {}", finding.rule.title.get(lang), SOLVED.get(lang));
        let line = detailed(&title, &words.said, lang);
        self.write_item(("✓", GREEN), &line, out)
    }

    fn write_finding(&self, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
        let lang = self.context.lang;
        let words = Words::of(finding, lang, self.context.profile.platform);
        let mark = match finding.level {
            Level::Error => "✗",
            Level::Warning => "!",
            Level::Note => "·",
        };
        let line = detailed(finding.rule.title.get(lang), &words.said, lang);
        self.write_item((mark, level_style(finding.level)), &line, out)?;
        self.write_item(("  →", GRAY), &words.advice, out)?;
        if let Some(refusal) = words.refusal {
            let says = Text {
                en: "The platform would say:",
                zh: "平台会提示：",
            };
            let line = format!("{}「{refusal}」", says.get(lang));
            self.write_item(("   ", GRAY), &line, out)?;
        }
        Ok(())
    }

    /// A mark and a text that is wrapped beside it.
    fn write_item(
        &self,
        (mark, style): (&str, anstyle::Style),
        text: &str,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let beside = INDENT + mark.width() + 1;
        let lines = wrap(&sanitize(text), self.width.saturating_sub(beside));
        for (number, line) in lines.iter().enumerate() {
            if number == 0 {
                writeln!(out, "{:INDENT$}{style}{mark}{style:#} {line}", "")?;
            } else {
                writeln!(out, "{:beside$}{line}", "")?;
            }
        }
        Ok(())
    }
}

const GREEN: anstyle::Style = anstyle::AnsiColor::Green.on_default();

const UNKNOWN: Text = Text {
    en: "not assessed",
    zh: "未能检查",
};

/// `Answer: details`, punctuated as the language does.
fn detailed(answer: &str, details: &str, lang: Lang) -> String {
    match (lang, details.is_empty()) {
        (_, true) => answer.to_owned(),
        (Lang::En, false) => format!("{answer}: {details}"),
        (Lang::Zh, false) => format!("{answer}：{details}"),
    }
}

/// What was measured and what was demanded. A bare number says nothing without its limit.
fn numbers(evidence: &Evidence, lang: Lang) -> String {
    let demands = |name: &str| matches!(name, "limit" | "accepted" | "wanted");
    let has_limit = evidence.iter().any(|(name, _)| demands(name));
    let bare =
        |value: &Value| matches!(value, Value::Count(_) | Value::Number(_) | Value::Share(_));
    let speaks = |value: &Value| has_limit || !bare(value);
    let told = evidence.iter().filter(|(_, value)| speaks(value));
    let parts = told.map(|(name, value)| {
        let value = show(value, lang);
        match (demands(name), lang) {
            (true, Lang::En) => format!("demanded: {value}"),
            (true, Lang::Zh) => format!("要求：{value}"),
            (false, _) => value,
        }
    });
    parts.collect::<Vec<_>>().join(match lang {
        Lang::En => "; ",
        Lang::Zh => "；",
    })
}

/// Cuts a text into lines of at most `room` columns: at spaces, and around Chinese characters, which
/// are two columns wide, but never before a sign that may not begin a line.
fn wrap(text: &str, room: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut line, mut word) = (String::new(), String::new());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        word.push(character);
        let next = characters.peek().copied();
        let breaks = match next {
            None => true,
            Some(next) if closes(next) => false,
            Some(next) => character == ' ' || is_wide(character) || is_wide(next),
        };
        if breaks {
            if line.width() + word.trim_end().width() > room && !line.is_empty() {
                lines.push(line.trim_end().to_owned());
                line.clear();
            }
            line.push_str(&word);
            word.clear();
        }
    }
    lines.push(line.trim_end().to_owned());
    lines
}

fn is_wide(character: char) -> bool {
    character.width() == Some(2)
}

/// Signs that typography keeps at the end of a line.
fn closes(character: char) -> bool {
    "，。、；：？！）》」』”’…".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_never_wider_than_the_room() {
        let text =
            "文件大小为 18 KB，平台要求不小于 55KB。请以更高的分辨率重新扫描或拍摄，不要放大。";
        for room in [20, 33, 40, 80, 200] {
            let lines = wrap(text, room);
            for line in &lines {
                assert!(line.width() <= room, "{line:?} in {room}");
                assert!(!line.starts_with(closes), "{line:?}");
            }
            assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
        }
    }

    #[test]
    fn english_is_cut_at_spaces_only() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("unbreakable", 4), ["unbreakable"]);
    }
}
