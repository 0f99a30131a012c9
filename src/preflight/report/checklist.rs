//! The long form for a few pictures in a terminal: every question that was asked of each, with its
//! answer, so that a person can tick them off before the upload. What is wrong comes first.

use std::io::{self, Write};

use anstyle::Style;

use super::context::{Context, Report};
use super::lines::Lines;
use super::page::Page;
use super::repair::{SOLVED, write_repair};
use super::styles::{GRAY, GREEN, level_style};
use super::summary::Summary;
use super::words::{Words, not_assessed_by_reason, would_say};
use crate::messages::{Evidence, Lang, Text, Value, show};
use crate::outcome::{Entry, Finding, Outcome};
use crate::platform::Level;
use crate::rules::{RULES, Rule};
#[cfg(feature = "template")]
use crate::template::CheckedManifest;

/// Columns before a question.
const INDENT: usize = 4;

/// Where the answer to a question begins.
const ANSWER: usize = INDENT + 2;

/// Checks that are named beside the reason why they could not be made; of more only the number is
/// told.
const MOST_NAMED: usize = 8;

/// Every question and its answer.
#[derive(Debug)]
pub struct Checklist {
    page: Page,
}

impl Checklist {
    /// A report in the context's language, for lines of `width` columns.
    pub fn new(context: Context, width: usize) -> Self {
        Self {
            page: Page::new(context, width),
        }
    }
}

impl Report for Checklist {
    fn begin(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn entry(&mut self, entry: &Entry, _: &mut dyn Write) -> io::Result<()> {
        match entry {
            Entry::Judged(outcome) => self
                .page
                .add(outcome, |context, lines| write(outcome, context, lines)),
            Entry::Skipped { shown, reason } => {
                self.page.leave_out(shown, reason);
                Ok(())
            }
        }
    }

    #[cfg(feature = "template")]
    fn manifest(&mut self, manifest: &CheckedManifest, _: &mut dyn Write) -> io::Result<()> {
        self.page.add_manifest(manifest, false)
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        self.page.write(summary, out)
    }
}

/// What is wrong, what was done about it, what could not be told, and what is in order; after a
/// repair the answers that count.
fn write(outcome: &Outcome, context: &Context, lines: &mut Lines<'_>) -> io::Result<()> {
    let lang = context.lang;
    lines.headline(outcome, context)?;
    let (solved, unsolved): (Vec<_>, Vec<_>) = outcome
        .findings
        .iter()
        .partition(|finding| outcome.is_solved(finding));
    for finding in unsolved {
        write_finding(finding, context, lines)?;
    }
    write_repair(outcome, lang, lines)?;
    for (copy, finding) in outcome.new_findings() {
        if let Some(copy) = copy {
            lines.item(INDENT, &[("⇒", GRAY)], ANSWER, Style::new(), copy)?;
        }
        write_finding(finding, context, lines)?;
    }
    write_not_assessed(outcome, lang, lines)?;
    let judged = outcome.judged_in_force();
    if judged.iter().all(|judged| judged.measured.is_some()) {
        let opens = Text {
            en: "The picture opens, and is complete",
            zh: "图片能打开，数据完整",
        };
        write_tick(opens.get(lang), lines)?;
    }
    for rule in RULES {
        if let Some(finding) = solved.iter().find(|solved| solved.rule.id == rule.id) {
            write_solved(finding, context, lines)?;
        } else if rule.can_be_changed()
            && !outcome.has(rule)
            && let Some(passed) = outcome.passed_in_force(rule)
        {
            let numbers = numbers(&passed.evidence, lang);
            write_tick(&detailed(rule.fine.get(lang), &numbers, lang), lines)?;
        }
    }
    lines.blank()
}

fn write_tick(said: &str, lines: &mut Lines<'_>) -> io::Result<()> {
    lines.item(INDENT, &[("✓", GREEN)], ANSWER, Style::new(), said)
}

/// A finding that the copy is free of: nothing is left to do.
fn write_solved(finding: &Finding, context: &Context, lines: &mut Lines<'_>) -> io::Result<()> {
    let lang = context.lang;
    let words = Words::of(finding, lang, &context.profile);
    let title = format!("{} – {}", finding.rule.title.get(lang), SOLVED.get(lang));
    write_tick(&detailed(&title, &words.said, lang), lines)
}

fn write_finding(finding: &Finding, context: &Context, lines: &mut Lines<'_>) -> io::Result<()> {
    let lang = context.lang;
    let words = Words::of(finding, lang, &context.profile);
    let mark = match finding.level {
        Level::Error => "✗",
        Level::Warning => "!",
        Level::Note => "·",
    };
    let marks = [(mark, level_style(finding.level))];
    let said = detailed(finding.rule.title.get(lang), &words.said, lang);
    lines.item(INDENT, &marks, ANSWER, Style::new(), &said)?;
    let arrow = [("→", GRAY)];
    lines.item(ANSWER, &arrow, ANSWER + 2, Style::new(), &words.advice)?;
    match words.refusal {
        Some(refusal) => lines.item(ANSWER, &[], ANSWER, GRAY, &would_say(refusal, lang)),
        None => Ok(()),
    }
}

/// Each reason once, with the checks that it kept from being made.
fn write_not_assessed(outcome: &Outcome, lang: Lang, lines: &mut Lines<'_>) -> io::Result<()> {
    for (reason, rules) in not_assessed_by_reason(outcome) {
        let count = rules.len();
        let titles = rules.iter().filter_map(|id| Rule::find(id));
        let titles: Vec<_> = titles.map(|rule| rule.title.get(lang)).collect();
        let which = match (count <= MOST_NAMED, lang) {
            (true, Lang::En) => titles.join(", "),
            (true, Lang::Zh) => titles.join("、"),
            (false, Lang::En) => format!("{count} checks"),
            (false, Lang::Zh) => format!("{count} 项"),
        };
        let said = match lang {
            Lang::En => format!("Not assessed ({}): {which}", reason.get(lang)),
            Lang::Zh => format!("未检查（{}）：{which}", reason.get(lang)),
        };
        lines.item(INDENT, &[("?", GRAY)], ANSWER, GRAY, &said)?;
    }
    Ok(())
}

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
    let (demanded, measured): (Vec<_>, Vec<_>) = told.partition(|(name, _)| demands(name));
    let list = |values: Vec<&(&str, Value)>| {
        let shown = values.iter().map(|(_, value)| show(value, lang));
        shown.collect::<Vec<_>>().join(match lang {
            Lang::En => ", ",
            Lang::Zh => "，",
        })
    };
    let (measured, demanded) = (list(measured), list(demanded));
    match (lang, demanded.is_empty()) {
        (_, true) => measured,
        (Lang::En, false) => format!("{measured} (demanded: {demanded})"),
        (Lang::Zh, false) => format!("{measured}（要求：{demanded}）"),
    }
}
