//! What a person wants to know at a glance when the full report lies beside the pictures: how many
//! are ready, which are to be scanned again, which to be looked at before they are uploaded, and where
//! to look.

use std::io::{self, Write};
use std::path::Path;

use super::answer::answer;
use super::context::{Context, Report};
use super::styles::{GRAY, standing_style};
use super::summary::Summary;
use super::words::standing_mark;
use crate::discover::{SkipReason, sanitize_for_terminal as sanitize, shown};
use crate::messages::{Lang, text};
use crate::outcome::{Entry, Outcome, Standing};
use crate::platform::Level;
use crate::repair::remarks::TURNED_AS_SEEN;
#[cfg(feature = "template")]
use crate::{
    report::rows::{row_name, said_of},
    template::CheckedManifest,
};

/// Pictures that are named of each kind. More would scroll the summary out of the window, and the
/// report has them all.
const MOST_NAMED: usize = 10;

/// A few lines, all of them at the end.
#[derive(Debug)]
pub struct Brief {
    context: Context,
    /// The folder of copies and report, as it is shown.
    folder: String,
    /// Without a copy.
    refused: Named,
    /// With a copy that may be refused.
    doubtful: Named,
    /// With a copy that was turned by what it shows.
    turned: Named,
    /// Copies of earlier runs that are not ready any more.
    stale: Named,
    /// Rows of manifests that are not ready.
    typed: Named,
}

/// Lines of one kind, as many as are shown.
#[derive(Debug, Default)]
struct Named {
    lines: Vec<String>,
    more: usize,
}

impl Named {
    fn add(&mut self, mark: &str, name: &str, why: &str) {
        if self.lines.len() < MOST_NAMED {
            let (name, why) = (sanitize(name), sanitize(why));
            self.lines
                .push(format!("  {mark} {name}  {GRAY}{why}{GRAY:#}"));
        } else {
            self.more += 1;
        }
    }

    fn write(&self, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        for line in &self.lines {
            writeln!(out, "{line}")?;
        }
        match (self.more, lang) {
            (0, _) => Ok(()),
            (more, Lang::En) => writeln!(out, "  … and {more} more, all in the report"),
            (more, Lang::Zh) => writeln!(out, "  ……另有 {more} 项，详见报告"),
        }
    }
}

impl Brief {
    /// A summary in the context's language that leads to `folder`.
    pub fn new(context: Context, folder: &Path) -> Self {
        Self {
            context,
            folder: shown(folder),
            refused: Named::default(),
            doubtful: Named::default(),
            turned: Named::default(),
            stale: Named::default(),
            typed: Named::default(),
        }
    }

    fn add(&mut self, outcome: &Outcome) {
        let lang = self.context.lang;
        let standing = outcome.standing_in_force();
        let style = standing_style(standing);
        let mark = format!("{style}{}{style:#}", standing_mark(standing));
        match standing {
            Standing::Pass => {}
            Standing::Warn => {
                let why = worst(outcome, Level::Warning, lang);
                self.doubtful.add(&mark, &outcome.shown, &why);
            }
            Standing::Fail | Standing::Unreadable => {
                let why = worst(outcome, Level::Error, lang);
                self.refused.add(&mark, &outcome.shown, &why);
            }
        }
        let mut actions = outcome.fix.iter().flat_map(|fix| &fix.actions);
        if let Some(turned) = actions.find(|done| TURNED_AS_SEEN.is_of(done)) {
            self.turned.add("↻", &outcome.shown, &turned.says(lang));
        }
    }
}

impl Report for Brief {
    fn begin(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn entry(&mut self, entry: &Entry, _: &mut dyn Write) -> io::Result<()> {
        match entry {
            Entry::Judged(outcome) => self.add(outcome),
            Entry::Skipped {
                shown,
                reason: reason @ (SkipReason::StaleCopyRemoved | SkipReason::StaleCopyLeft),
            } => self.stale.add("–", shown, &reason.says(self.context.lang)),
            Entry::Skipped { .. } => {}
        }
        Ok(())
    }

    #[cfg(feature = "template")]
    fn manifest(&mut self, manifest: &CheckedManifest, _: &mut dyn Write) -> io::Result<()> {
        let lang = self.context.lang;
        let mark = |standing| {
            let style = standing_style(standing);
            format!("{style}{}{style:#}", standing_mark(standing))
        };
        if let Some(problem) = &manifest.problem {
            self.typed
                .add(&mark(Standing::Warn), &manifest.shown, &problem.says(lang));
        }
        for judged in &manifest.rows {
            let standing = judged.standing();
            if standing > Standing::Pass {
                let name = format!("{} {}", manifest.shown, row_name(judged, &self.context));
                let said = said_of(judged, &self.context);
                let why = said.first().map_or("", |first| &first.said);
                self.typed.add(&mark(standing), &name, why);
            }
        }
        Ok(())
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let lang = self.context.lang;
        for line in answer(summary, &self.context) {
            writeln!(out, "{line}")?;
        }
        self.refused.write(lang, out)?;
        if !self.doubtful.lines.is_empty() {
            let heading = text(
                "In the folder, but look at these before you upload them:",
                "以下图片也在文件夹里，上传前请先看一看：",
            );
            writeln!(out, "{}", heading.get(lang))?;
            self.doubtful.write(lang, out)?;
        }
        self.turned.write(lang, out)?;
        self.typed.write(lang, out)?;
        self.stale.write(lang, out)?;
        writeln!(out, "→ {}", sanitize(&self.folder))
    }
}

/// What is wrong with a picture in a few words: the first finding of this level, or why there is no
/// copy.
fn worst(outcome: &Outcome, level: Level, lang: Lang) -> String {
    let mut findings = outcome.findings_in_force().into_iter();
    let finding = findings.find(|finding| finding.level == level);
    let reason = outcome.fix.as_ref().and_then(|fix| fix.reason.as_ref());
    match (finding, reason) {
        (Some(finding), _) => finding.rule.title.get(lang).to_owned(),
        (None, Some(reason)) => reason.says(lang),
        (None, None) => String::new(),
    }
}
