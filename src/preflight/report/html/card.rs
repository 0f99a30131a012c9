//! One picture of the page: what it looks like, what becomes of it, and what to do.

use std::io::{self, Write};

use base64::display::Base64Display;
use base64::prelude::BASE64_STANDARD;

use crate::discover::sanitize_for_terminal as sanitize;
use crate::messages::{Lang, Value, format_name, show, text};
use crate::outcome::{Entry, Finding, Outcome, Standing};
use crate::platform::Level;
use crate::report::context::Context;
use crate::report::escape::Escaped;
use crate::report::repair;
use crate::report::words::{
    Words, level_name, not_assessed_by_reason, standing_mark, standing_name,
};

/// Writes the card of the entry with this number.
pub(super) fn write(
    entry: &Entry,
    number: u64,
    context: &Context,
    out: &mut dyn Write,
) -> io::Result<()> {
    match entry {
        Entry::Judged(outcome) => {
            let card = Card {
                outcome,
                number,
                context,
            };
            card.write(out)
        }
        Entry::Skipped { shown, reason } => writeln!(
            out,
            "<article class=\"card plain skip\" aria-labelledby=\"n{number}\">\n<div>\
             <h2 id=\"n{number}\">{}</h2>\n<p class=\"verdict\">{}</p>\n<p class=\"facts\">{}</p>\
             </div>\n</article>",
            outside(shown),
            text("– left out", "– 未检查").get(context.lang),
            Escaped(&reason.says(context.lang))
        ),
    }
}

/// A text from outside, harmless and with nothing hidden in it.
fn outside(shown: &str) -> String {
    Escaped(&sanitize(shown)).to_string()
}

struct Card<'a> {
    outcome: &'a Outcome,
    number: u64,
    context: &'a Context,
}

impl Card<'_> {
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let (lang, number) = (self.context.lang, self.number);
        let standing = self.outcome.standing_in_force();
        let plain = match self.views() {
            (None, None) => "plain ",
            (Some(_), _) | (_, Some(_)) => "",
        };
        writeln!(
            out,
            "<article class=\"card {plain}{}\" aria-labelledby=\"n{number}\">",
            standing_class(standing)
        )?;
        self.write_pictures(out)?;
        writeln!(
            out,
            "<div>\n<h2 id=\"n{number}\">{}</h2>\n<p class=\"facts\">{}</p>\n\
             <p class=\"verdict\"><span aria-hidden=\"true\">{}</span> {}</p>",
            outside(&self.outcome.shown),
            self.facts(),
            standing_mark(standing),
            standing_name(standing).get(lang)
        )?;
        self.write_findings(out)?;
        self.write_repair(out)?;
        self.write_not_assessed(out)?;
        self.write_measured(out)?;
        writeln!(out, "</div>\n</article>")
    }

    /// What the picture looks like, and its copy if that looks different.
    fn views(&self) -> (Option<View<'_>>, Option<View<'_>>) {
        let before = View::of(self.outcome);
        let is_new = |after: &View<'_>| {
            let before = before.as_ref();
            before.is_none_or(|before| before.thumbnail != after.thumbnail)
        };
        let copies = self.outcome.better_copies().iter();
        let mut after = copies.filter_map(|copy| View::of(&copy.outcome));
        let after = after.find(is_new);
        (before, after)
    }

    /// The thumbnail, with a numbered frame around each place that a finding speaks of; below it the
    /// copy's.
    fn write_pictures(&self, out: &mut dyn Write) -> io::Result<()> {
        let lang = self.context.lang;
        let (before, after) = self.views();
        if before.is_none() && after.is_none() {
            return Ok(());
        }
        writeln!(out, "<div class=\"views\">")?;
        if let Some(before) = before {
            write!(out, "<figure class=\"view\"><span class=\"frame\">")?;
            before.write(lang, out)?;
            self.write_frames(before.width, before.height, out)?;
            write!(out, "</span>")?;
            if after.is_some() {
                let caption = text("before", "修复前").get(lang);
                write!(out, "<figcaption>{caption}</figcaption>")?;
            }
            writeln!(out, "</figure>")?;
        }
        if let Some(after) = after {
            write!(out, "<figure class=\"view\">")?;
            after.write(lang, out)?;
            let caption = text("after", "修复后").get(lang);
            writeln!(out, "<figcaption>{caption}</figcaption></figure>")?;
        }
        writeln!(out, "</div>")
    }

    fn write_frames(&self, width: u32, height: u32, out: &mut dyn Write) -> io::Result<()> {
        if self.outcome.findings.iter().all(|f| f.region.is_none()) {
            return Ok(());
        }
        write!(
            out,
            "<svg viewBox=\"0 0 {width} {height}\" aria-hidden=\"true\">"
        )?;
        for (mark, finding) in self.marked() {
            write_frame(mark, finding, width, out)?;
        }
        write!(out, "</svg>")
    }

    /// Findings with a place, numbered from 1; the others have no number.
    fn marked(&self) -> impl Iterator<Item = (Option<u32>, &Finding)> {
        let mut last = 0;
        self.outcome.findings.iter().map(move |finding| {
            let mark = finding.region.map(|_| {
                last += 1;
                last
            });
            (mark, finding)
        })
    }

    /// Format, size in pixels and in bytes, as far as known.
    fn facts(&self) -> String {
        let lang = self.context.lang;
        let Outcome {
            format,
            size,
            bytes,
            ..
        } = self.outcome;
        let facts = [
            format.map(|format| format_name(format).get(lang).to_owned()),
            size.map(|(width, height)| show(&Value::Size(width, height), lang)),
            bytes.map(|bytes| show(&Value::Bytes(bytes), lang)),
        ];
        facts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    fn write_findings(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.outcome.findings.is_empty() {
            return Ok(());
        }
        let shown = self.outcome.thumbnail.is_some();
        writeln!(out, "<ul class=\"findings\">")?;
        for (mark, finding) in self.marked() {
            if self.outcome.is_solved(finding) {
                self.write_solved(finding, out)?;
            } else {
                self.write_finding(mark.filter(|_| shown), finding, out)?;
            }
        }
        writeln!(out, "</ul>")
    }

    /// A finding that the copy is free of: nothing is left to do.
    fn write_solved(&self, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
        let Context { lang, profile, .. } = self.context;
        writeln!(
            out,
            "<li class=\"pass\">\n<p><span class=\"tag\">{}</span> {} <code>{}</code></p>\n</li>",
            repair::SOLVED.get(*lang),
            outside(&Words::of(finding, *lang, profile.platform).said),
            finding.rule.id
        )
    }

    /// What a repair made of the picture, and what there is to say of the copies.
    fn write_repair(&self, out: &mut dyn Write) -> io::Result<()> {
        let lang = self.context.lang;
        let Some((head, lines)) = repair::told(self.outcome, lang) else {
            return Ok(());
        };
        let delivers = self.outcome.fix.as_ref().is_some_and(|fix| fix.delivers());
        let class = if delivers { "pass" } else { "fail" };
        writeln!(
            out,
            "<div class=\"repair {class}\">\n<p class=\"tag\">{}</p>",
            outside(&head)
        )?;
        for line in lines {
            writeln!(out, "<p>{}</p>", outside(&line))?;
        }
        writeln!(out, "</div>")?;
        let new = self.outcome.new_findings();
        if new.is_empty() {
            return Ok(());
        }
        writeln!(out, "<ul class=\"findings\">")?;
        for (copy, finding) in new {
            if let Some(copy) = copy {
                writeln!(out, "<li class=\"skip\"><p>{}</p></li>", outside(copy))?;
            }
            self.write_finding(None, finding, out)?;
        }
        writeln!(out, "</ul>")
    }

    fn write_finding(
        &self,
        mark: Option<u32>,
        finding: &Finding,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let Context { lang, profile, .. } = self.context;
        let words = Words::of(finding, *lang, profile.platform);
        let mark = mark.map_or_else(String::new, |mark| {
            format!("<span class=\"mark\">{mark}</span> ")
        });
        writeln!(
            out,
            "<li class=\"{}\">\n<p class=\"said\">{mark}<span class=\"tag\">{}</span> {} <code>{}</code></p>\n\
             <p class=\"advice\">{}</p>",
            level_class(finding.level),
            level_name(finding.level).get(*lang),
            outside(&words.said),
            finding.rule.id,
            outside(&words.advice),
        )?;
        if let Some(refusal) = words.refusal {
            let says = text("The platform would say: ", "平台会提示：").get(*lang);
            writeln!(
                out,
                "<p class=\"refusal\">{says}<q lang=\"zh-CN\">{}</q></p>",
                Escaped(refusal)
            )?;
        }
        writeln!(out, "</li>")
    }

    fn write_not_assessed(&self, out: &mut dyn Write) -> io::Result<()> {
        let lang = self.context.lang;
        for (reason, rules) in not_assessed_by_reason(self.outcome) {
            let (count, reason) = (rules.len(), Escaped(reason.get(lang)));
            writeln!(
                out,
                "<details class=\"missed\"><summary>{}</summary><code>{}</code></details>",
                match lang {
                    Lang::En => format!(
                        "{count} {} could not be made: {reason}",
                        if count == 1 { "check" } else { "checks" }
                    ),
                    Lang::Zh => format!("{count} 项未能检查：{reason}"),
                },
                rules.join(", ")
            )?;
        }
        Ok(())
    }

    fn write_measured(&self, out: &mut dyn Write) -> io::Result<()> {
        let Some(measured) = &self.outcome.measured else {
            return Ok(());
        };
        let heading = text("Measured", "测量数值").get(self.context.lang);
        write!(out, "<details><summary>{heading}</summary><dl>")?;
        for (name, value) in measured.entries() {
            let value = value.map_or_else(|| "–".to_owned(), |value| format!("{value:.3}"));
            write!(out, "<dt>{}</dt><dd>{value}</dd>", name.replace('_', " "))?;
        }
        writeln!(out, "</dl></details>")
    }
}

/// A thumbnail and the size that the picture itself has.
struct View<'a> {
    shown: &'a str,
    thumbnail: &'a [u8],
    width: u32,
    height: u32,
}

impl<'a> View<'a> {
    fn of(outcome: &'a Outcome) -> Option<Self> {
        let (width, height) = outcome.size?;
        Some(Self {
            shown: &outcome.shown,
            thumbnail: outcome.thumbnail.as_deref()?,
            width,
            height,
        })
    }

    fn write(&self, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        let shown = outside(self.shown);
        let alt = match lang {
            Lang::En => format!("Small view of {shown}"),
            Lang::Zh => format!("{shown} 的缩略图"),
        };
        write!(
            out,
            "<img src=\"data:image/jpeg;base64,{}\" alt=\"{alt}\" \
             width=\"{}\" height=\"{}\" decoding=\"async\">",
            Base64Display::new(self.thumbnail, &BASE64_STANDARD),
            self.width,
            self.height
        )
    }
}

/// One numbered frame. Its number stands inside, where it can't be cut off at an edge.
fn write_frame(
    mark: Option<u32>,
    finding: &Finding,
    width: u32,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (Some(mark), Some(region)) = (mark, finding.region) else {
        return Ok(());
    };
    let letter = (width / 16).max(1); // a sixteenth of the thumbnail: 15 px on a desktop
    write!(
        out,
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>\
         <text x=\"{}\" y=\"{}\" font-size=\"{letter}\" stroke-width=\"{}\">{mark}</text>",
        region.x,
        region.y,
        region.width,
        region.height,
        region.x.saturating_add(letter / 3),
        region.y.saturating_add(letter),
        letter / 6
    )
}

const fn standing_class(standing: Standing) -> &'static str {
    match standing {
        Standing::Pass => "pass",
        Standing::Warn => "warn",
        Standing::Fail => "fail",
        Standing::Unreadable => "lost",
    }
}

/// The same colors as the verdicts.
const fn level_class(level: Level) -> &'static str {
    match level {
        Level::Note => "skip",
        Level::Warning => "warn",
        Level::Error => "fail",
    }
}
