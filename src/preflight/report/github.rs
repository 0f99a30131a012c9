//! Workflow commands that GitHub shows as annotations: one a picture, at its worst level, and the
//! worst first, because only ten of each level are shown for a step.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::answer::{rows_line, summary_line};
use super::context::{Context, Report};
use super::repair;
use super::summary::Summary;
use super::words::{Words, level_name, standing_name};
use super::worst_first::WorstFirst;
use crate::outcome::{Entry, Outcome};
use crate::platform::Level;
#[cfg(feature = "template")]
use crate::{
    outcome::Standing,
    report::rows::{manifest_line, row_name, row_verdict, said_of},
    template::CheckedManifest,
};

/// GitHub workflow commands.
#[derive(Debug)]
pub struct GitHub {
    context: Context,
    commands: WorstFirst,
}

impl GitHub {
    /// Annotations in the context's language.
    pub fn new(context: Context) -> Self {
        Self {
            context,
            commands: WorstFirst::new(),
        }
    }

    /// Every finding of one picture, a line or two each, and what a repair did about them.
    fn body(&self, outcome: &Outcome) -> String {
        let lang = self.context.lang;
        let mut body = String::new();
        for finding in repair::all_findings(outcome) {
            let words = Words::of(finding, lang, &self.context.profile);
            let what_to_do = repair::what_to_do(outcome, finding, lang, &words.advice);
            let _ = write!(
                body,
                "{}{} [{}] {}\n→ {what_to_do}",
                if body.is_empty() { "" } else { "\n" },
                level_name(finding.level).get(lang),
                finding.rule.id,
                words.said,
            );
        }
        if let Some((head, lines)) = repair::told(outcome, lang) {
            let line_break = if body.is_empty() { "" } else { "\n" };
            let _ = write!(body, "{line_break}⇒ {head}");
            for line in lines {
                let _ = write!(body, "\n{line}");
            }
        }
        body
    }
}

impl Report for GitHub {
    fn begin(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn entry(&mut self, entry: &Entry, _: &mut dyn Write) -> io::Result<()> {
        let Entry::Judged(outcome) = entry else {
            return Ok(()); // counted in the last line
        };
        let worst = outcome.worst_in_force();
        if outcome.findings.is_empty() && worst.is_none() {
            return Ok(());
        }
        let command = match worst {
            Some(Level::Error) => "error",
            Some(Level::Warning) => "warning",
            Some(Level::Note) | None => "notice", // `None`: all of it is solved
        };
        let standing = outcome.standing_in_force();
        let verdict = standing_name(standing).get(self.context.lang);
        let title = format!("{}: {verdict}", outcome.shown);
        let line = format!(
            "::{command} file={},title={}::{}\n",
            property(&outcome.shown),
            property(&title),
            data(&self.body(outcome))
        );
        self.commands.add(standing, line.as_bytes())
    }

    #[cfg(feature = "template")]
    fn manifest(&mut self, manifest: &CheckedManifest, _: &mut dyn Write) -> io::Result<()> {
        let lang = self.context.lang;
        // Without a file there is no place to annotate.
        let file = match manifest.shown.as_str() {
            "" => String::new(),
            shown => format!("file={},", property(shown)),
        };
        if manifest.problem.is_some() {
            let said = manifest_line(manifest, lang);
            let line = format!(
                "::warning {file}title={}::{}\n",
                property(&manifest.shown),
                data(&said)
            );
            self.commands.add(Standing::Warn, line.as_bytes())?;
        }
        for judged in &manifest.rows {
            let standing = judged.standing();
            let (command, said) = match (judged.worst(), said_of(judged, &self.context)) {
                (None, _) => continue,
                (_, said) if said.is_empty() => continue,
                (Some(Level::Error), said) => ("error", said),
                (Some(Level::Warning), said) => ("warning", said),
                (Some(Level::Note), said) => ("notice", said),
            };
            let body = said.iter().map(|said| {
                let level = level_name(said.level).get(lang);
                format!("{level} [{}] {}\n→ {}", said.rule, said.said, said.advice)
            });
            let body = body.collect::<Vec<_>>().join("\n");
            let verdict = row_verdict(standing).get(lang);
            let title = format!("{}: {verdict}", row_name(judged, &self.context));
            let line = format!(
                "::{command} {file}line={},title={}::{}\n",
                judged.row.number.max(1),
                property(title.trim_start_matches(": ")),
                data(&body)
            );
            self.commands.add(standing, line.as_bytes())?;
        }
        Ok(())
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        self.commands.write(out)?;
        let name = self.context.profile.name.get(self.context.lang);
        // The profile's name may come from a file; escaped, it stays on this line.
        let mut line = summary_line(summary, &self.context, name);
        if let Some(rows) = rows_line(summary, self.context.lang) {
            line.push(' ');
            line.push_str(&rows);
        }
        if let Some(origin) = self.context.origin() {
            line.push(' ');
            line.push_str(&origin);
        }
        let line = data(&line);
        writeln!(out, "{}", line.replace("::", ": :"))
    }
}

/// A command's message, escaped as `@actions/core` does.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A command's property, in which `:` and `,` would end it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_name_can_end_the_command() {
        let nasty = "100%\r\n::error::x,y";
        assert_eq!(data(nasty), "100%25%0D%0A::error::x,y");
        assert_eq!(property(nasty), "100%25%0D%0A%3A%3Aerror%3A%3Ax%2Cy");
        assert_eq!(property("%0A"), "%250A", "an escape is not unescaped");
    }
}
