//! The report that people open in a browser: one file that needs nothing else. No script, nothing
//! loaded from anywhere, and a content security policy that says so; the filter is plain CSS.
//!
//! The summary stands first and is known last. Cards therefore wait in a temporary file while the
//! run goes on, so that memory doesn't grow with the number of pictures and a report that was cut
//! off never looks whole.

mod card;

use std::io::{self, Seek as _, Write};

use super::context::{Context, Report};
use super::escape::Escaped;
use super::repair;
use super::summary::Summary;
use crate::messages::{Lang, Text, text};
use crate::outcome::Entry;

const STYLE: &str = include_str!("page.css");

/// Nothing may be loaded, sent or run; styles and pictures come from the file itself.
const SECURITY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/// Reports up to this size never touch the disk before they are finished.
const SPOOL_BYTES: usize = 8 << 20;

/// One self-contained page.
#[derive(Debug)]
pub struct Html {
    context: Context,
    cards: tempfile::SpooledTempFile,
    count: u64,
}

impl Html {
    /// A page in the context's language.
    pub fn new(context: Context) -> Self {
        Self {
            context,
            cards: tempfile::spooled_tempfile(SPOOL_BYTES),
            count: 0,
        }
    }
}

impl Report for Html {
    fn begin(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn entry(&mut self, entry: &Entry, _: &mut dyn Write) -> io::Result<()> {
        self.count += 1;
        card::write(entry, self.count, &self.context, &mut self.cards)
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let lang = self.context.lang;
        self.write_head(out)?;
        write_share(summary, lang, out)?;
        if let Some(counts) = repair::counts(summary, lang) {
            writeln!(out, "<p class=\"counts\">{counts}</p>")?;
        }
        write_filter(summary, lang, out)?;
        let heading = text("Pictures", "图片").get(lang);
        writeln!(out, "<section class=\"cards\" aria-label=\"{heading}\">")?;
        self.cards.rewind()?;
        io::copy(&mut self.cards, out)?;
        writeln!(
            out,
            "</section>\n</main>\n<footer>{} {} · {}</footer>\n</body>\n</html>",
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
    fn write_head(&self, out: &mut dyn Write) -> io::Result<()> {
        let lang = self.context.lang;
        let profile = &self.context.profile;
        let title = text("Before the upload", "证件图片上传前检查").get(lang);
        let judged_by = text("Held against", "检查依据").get(lang);
        let colon = text(": ", "：").get(lang);
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
             <h1>{title}</h1>\n<p class=\"profile\">{judged_by}{colon}{name} (<code>{id}</code>)</p>\n\
             </header>\n<main>",
            name = Escaped(profile.name.get(lang)),
            id = Escaped(&profile.id),
        )
    }
}

/// A bar that shows at a glance how much of the work is done. The numbers stand right below it.
fn write_share(summary: &Summary, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let parts = [
        ("pass", summary.pass),
        ("warn", summary.warn),
        ("fail", summary.fail),
        ("lost", summary.unreadable),
    ];
    let label = text("Shares of the verdicts", "各结论所占比例").get(lang);
    write!(
        out,
        "<svg class=\"share\" viewBox=\"0 0 {} 1\" preserveAspectRatio=\"none\" role=\"img\" \
         aria-label=\"{label}\">",
        summary.images.max(1)
    )?;
    let mut from = 0;
    for (class, count) in parts {
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
fn write_filter(summary: &Summary, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let all = summary.images + summary.skipped;
    let choices = [
        ("all", all, text("all", "全部")),
        ("pass", summary.pass, text("ready", "可以上传")),
        ("warn", summary.warn, text("with warnings", "有警告")),
        ("fail", summary.fail, text("will be refused", "会被驳回")),
        (
            "lost",
            summary.unreadable,
            text("can't be opened", "打不开"),
        ),
        ("skip", summary.skipped, text("left out", "未检查的文件")),
    ];
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
