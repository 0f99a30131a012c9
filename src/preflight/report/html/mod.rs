//! The report that people open in a browser: one file that needs nothing else. No script, nothing
//! loaded from anywhere, and a content security policy that says so; the filter is plain CSS.
//!
//! The summary stands first and is known last, and the worst comes first; cards therefore wait in
//! temporary files while the run goes on. What was left out is no card but a list at the end.

mod card;
#[cfg(feature = "template")]
mod rows;

use std::io::{self, Seek as _, Write};

use super::answer::{faults, repair_hint};
use super::context::{Context, Report};
use super::escape::Escaped;
use super::repair;
use super::summary::Summary;
use super::words::{standing_name, unchecked};
use super::worst_first::WorstFirst;
use crate::messages::{Lang, Text, text};
use crate::outcome::{Entry, Standing};
#[cfg(feature = "template")]
use crate::{report::rows::row_verdict, template::CheckedManifest};

const STYLE: &str = include_str!("page.css");

/// Nothing may be loaded, sent or run; styles and pictures come from the file itself.
const SECURITY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/// The list of what was left out stays in memory up to this size.
const SPOOL_BYTES: usize = 512 << 10;

/// One self-contained page.
#[derive(Debug)]
pub struct Html {
    context: Context,
    cards: WorstFirst,
    left_out: tempfile::SpooledTempFile,
    /// Rows of manifests, beside their pictures.
    typed: tempfile::SpooledTempFile,
    count: u64,
    manifests: u64,
}

impl Html {
    /// A page in the context's language.
    pub fn new(context: Context) -> Self {
        Self {
            context,
            cards: WorstFirst::new(),
            left_out: tempfile::spooled_tempfile(SPOOL_BYTES),
            typed: tempfile::spooled_tempfile(SPOOL_BYTES),
            count: 0,
            manifests: 0,
        }
    }
}

impl Report for Html {
    fn begin(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn entry(&mut self, entry: &Entry, _: &mut dyn Write) -> io::Result<()> {
        match entry {
            Entry::Judged(outcome) => {
                self.count += 1;
                let mut card = Vec::new();
                card::write(outcome, self.count, &self.context, &mut card)?;
                self.cards.add(outcome.standing_in_force(), &card)
            }
            Entry::Skipped { shown, reason } => writeln!(
                self.left_out,
                "<li>{} – {}</li>",
                card::outside(shown),
                card::outside(&reason.says(self.context.lang))
            ),
        }
    }

    #[cfg(feature = "template")]
    fn manifest(&mut self, manifest: &CheckedManifest, _: &mut dyn Write) -> io::Result<()> {
        self.manifests += 1;
        rows::write(manifest, self.manifests, &self.context, &mut self.typed)
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let lang = self.context.lang;
        let tally = Tally::of(summary);
        self.write_head(out)?;
        write_share(&tally, lang, out)?;
        write_filter(&tally, lang, out)?;
        if let Some(counts) = repair::counts(summary, lang) {
            writeln!(out, "<p class=\"counts\">{counts}</p>")?;
        }
        if let Some((hint, command)) = repair_hint(summary, &self.context) {
            let command = Escaped(&command);
            writeln!(out, "<p class=\"counts\">{hint}<code>{command}</code></p>")?;
        }
        if let Some(faults) = faults(summary, lang) {
            writeln!(out, "<p class=\"counts\">{faults}</p>")?;
        }
        self.typed.rewind()?;
        io::copy(&mut self.typed, out)?;
        if summary.images > 0 {
            let heading = text("Pictures", "图片").get(lang);
            if self.manifests > 0 {
                writeln!(out, "<h2>{heading}</h2>")?;
            }
            writeln!(out, "<section class=\"cards\" aria-label=\"{heading}\">")?;
            self.cards.write(out)?;
            writeln!(out, "</section>")?;
        }
        self.write_left_out(summary.skipped, out)?;
        writeln!(
            out,
            "</main>\n<footer><p>{}</p><p>{} {} · {}</p></footer>\n</body>\n</html>",
            unchecked(summary).get(lang),
            env!("CARGO_PKG_NAME"),
            env!("CARGO_PKG_VERSION"),
            text(
                "The pictures never left this machine.",
                "图片始终留在本机，没有上传。"
            )
            .get(lang)
        )
    }
}

impl Html {
    fn write_left_out(&mut self, count: u64, out: &mut dyn Write) -> io::Result<()> {
        if count == 0 {
            return Ok(());
        }
        let summary = match self.context.lang {
            Lang::En => format!("{count} left out"),
            Lang::Zh => format!("{count} 个其他文件未检查"),
        };
        writeln!(
            out,
            "<details class=\"left\"><summary>{summary}</summary><ul>"
        )?;
        self.left_out.rewind()?;
        io::copy(&mut self.left_out, out)?;
        writeln!(out, "</ul></details>")
    }

    fn write_head(&self, out: &mut dyn Write) -> io::Result<()> {
        let lang = self.context.lang;
        let profile = &self.context.profile;
        let title = if self.context.pictures_in_rows {
            text("Before the template is handed in", "模板和备案提交前核对")
        } else {
            text("Before the upload", "证件图片上传前检查")
        };
        let title = title.get(lang);
        let judged_by = text("Checked against", "检查依据").get(lang);
        let [colon, open, close] = match lang {
            Lang::En => [": ", " (", ")"],
            Lang::Zh => ["：", "（", "）"],
        };
        let origin = self.context.origin().map_or_else(String::new, |origin| {
            format!("<p class=\"profile\">{}</p>\n", Escaped(&origin))
        });
        let tag = match lang {
            Lang::En => "en",
            Lang::Zh => "zh-CN",
        };
        writeln!(
            out,
            "<!DOCTYPE html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{SECURITY}\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n\
             <title>{title} – {name}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<header>\n\
             <h1>{title}</h1>\n<p class=\"profile\">{judged_by}{colon}{name}{open}<code>{id}</code>{close}</p>\n\
             {origin}</header>\n<main>",
            name = Escaped(profile.name.get(lang)),
            id = Escaped(&profile.id),
        )
    }
}

/// How many pictures stand how, all of them first; of a report without any, how many rows of manifests.
struct Tally([(&'static str, u64, Text); 5]);

impl Tally {
    fn of(summary: &Summary) -> Self {
        #[cfg(feature = "template")]
        if summary.images == 0 && summary.rows.rows > 0 {
            let rows = summary.rows;
            return Self([
                ("all", rows.rows, text("all", "全部")),
                ("fail", rows.fail, row_verdict(Standing::Fail)),
                ("lost", 0, standing_name(Standing::Unreadable)),
                ("warn", rows.warn, row_verdict(Standing::Warn)),
                ("pass", rows.pass, row_verdict(Standing::Pass)),
            ]);
        }
        Self([
            ("all", summary.images, text("all", "全部")),
            ("fail", summary.fail, standing_name(Standing::Fail)),
            (
                "lost",
                summary.unreadable,
                standing_name(Standing::Unreadable),
            ),
            ("warn", summary.warn, standing_name(Standing::Warn)),
            ("pass", summary.pass, standing_name(Standing::Pass)),
        ])
    }
}

/// A bar that shows at a glance how much of the work is done. The numbers stand right below it.
fn write_share(tally: &Tally, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let all = tally.0[0].1;
    let parts = &tally.0[1..];
    let label = text("Shares of the verdicts", "各结论所占比例").get(lang);
    write!(
        out,
        "<svg class=\"share\" viewBox=\"0 0 {} 1\" preserveAspectRatio=\"none\" role=\"img\" \
         aria-label=\"{label}\">",
        all.max(1)
    )?;
    let mut from = 0;
    for (class, count, _) in parts {
        write!(
            out,
            "<rect class=\"{class}\" x=\"{from}\" width=\"{count}\" height=\"1\"/>"
        )?;
        from += count;
    }
    writeln!(out, "</svg>")
}

/// The summary, which is also the filter: a radio button a verdict, with its number as its label.
/// The buttons are siblings of the cards, so that CSS can hide by them.
fn write_filter(tally: &Tally, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let choices = &tally.0;
    let shown = |(id, count, _): &&(&str, u64, Text)| *count > 0 || matches!(*id, "all" | "pass");
    for (id, _, _) in choices.iter().filter(shown) {
        let checked = if *id == "all" { " checked" } else { "" };
        writeln!(
            out,
            "<input class=\"choice\" type=\"radio\" name=\"show\" id=\"show-{id}\"{checked}>"
        )?;
    }
    let label = text("Show only", "只显示").get(lang);
    writeln!(
        out,
        "<div class=\"tiles\" role=\"group\" aria-label=\"{label}\">"
    )?;
    for (id, count, words) in choices.iter().filter(shown) {
        let words = words.get(lang);
        writeln!(
            out,
            "<label class=\"{id}\" for=\"show-{id}\"><b>{count}</b> {words}</label>"
        )?;
    }
    writeln!(out, "</div>")
}
