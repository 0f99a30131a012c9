//! What a person wants to know at a glance when the full report lies beside the pictures: how many
//! are ready, which are to be scanned again, and where to look.

use std::io::{self, Write};
use std::path::Path;

use super::context::{Context, Report};
use super::styles::{GRAY, RED};
use super::summary::Summary;
use super::words::{answer, standing_mark};
use crate::discover::{sanitize_for_terminal as sanitize, shown};
use crate::messages::Lang;
use crate::outcome::{Entry, Outcome, Standing};
use crate::platform::Level;

/// Pictures that are named. More would scroll the summary out of the window, and the report has
/// them all.
const MOST_NAMED: usize = 10;

/// A few lines, all of them at the end.
#[derive(Debug)]
pub struct Brief {
    context: Context,
    /// The folder of copies and report, as it is shown.
    folder: String,
    named: Vec<String>,
    unnamed: usize,
}

impl Brief {
    /// A summary in the context's language that leads to `folder`.
    pub fn new(context: Context, folder: &Path) -> Self {
        Self {
            context,
            folder: shown(folder),
            named: Vec::new(),
            unnamed: 0,
        }
    }
}

impl Report for Brief {
    fn begin(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn entry(&mut self, entry: &Entry, _: &mut dyn Write) -> io::Result<()> {
        if let Entry::Judged(outcome) = entry
            && let Some(why) = why_not_ready(outcome, self.context.lang)
        {
            if self.named.len() < MOST_NAMED {
                let mark = standing_mark(outcome.standing_in_force());
                let name = sanitize(&outcome.shown);
                let why = sanitize(&why);
                self.named
                    .push(format!("  {RED}{mark}{RED:#} {name}  {GRAY}{why}{GRAY:#}"));
            } else {
                self.unnamed += 1;
            }
        }
        Ok(())
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let lang = self.context.lang;
        for line in answer(summary, &self.context) {
            writeln!(out, "{line}")?;
        }
        for line in &self.named {
            writeln!(out, "{line}")?;
        }
        match (self.unnamed, lang) {
            (0, _) => {}
            (more, Lang::En) => writeln!(out, "  … and {more} more, all in the report")?,
            (more, Lang::Zh) => writeln!(out, "  ……另有 {more} 张，详见报告")?,
        }
        writeln!(out, "→ {}", sanitize(&self.folder))
    }
}

/// What keeps a picture from being uploaded, in a few words; `None` if it or its copy is ready.
fn why_not_ready(outcome: &Outcome, lang: Lang) -> Option<String> {
    match outcome.standing_in_force() {
        Standing::Pass | Standing::Warn => return None,
        Standing::Fail | Standing::Unreadable => {}
    }
    let mut findings = outcome.findings_in_force().into_iter();
    let error = findings.find(|finding| finding.level == Level::Error);
    let reason = outcome.fix.as_ref().and_then(|fix| fix.reason.as_ref());
    Some(match (error, reason) {
        (Some(finding), _) => finding.rule.title.get(lang).to_owned(),
        (None, Some(reason)) => reason.says(lang),
        (None, None) => String::new(),
    })
}
