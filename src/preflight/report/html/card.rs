//! One picture of the page: what it looks like, what becomes of it, and what to do.

use std::io::{self, Write};

use base64::display::Base64Display;
use base64::prelude::BASE64_STANDARD;

use crate::discover::sanitize_for_terminal as sanitize;
use crate::messages::{Lang, Value, show, text};
use crate::outcome::{Finding, Outcome, Standing};
use crate::platform::Level;
use crate::report::certificate;
use crate::report::context::Context;
use crate::report::escape::Escaped;
use crate::report::repair;
use crate::report::words::{
    Words, facts, level_name, not_assessed, not_assessed_by_reason, standing_mark, standing_name,
};
use crate::rules::Rule;

/// Writes the card of the picture with this number.
pub(super) fn write(
    outcome: &Outcome,
    number: u64,
    context: &Context,
    out: &mut dyn Write,
) -> io::Result<()> {
    let card = Card {
        outcome,
        number,
        context,
    };
    card.write(out)
}

/// A text from outside, harmless and with nothing hidden in it.
pub(super) fn outside(shown: &str) -> String {
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
        let read = certificate::line(self.outcome, self.context)
            .map(|line| format!("<p class=\"read\">{}</p>\n", outside(&line)))
            .unwrap_or_default();
        writeln!(
            out,
            "<div>\n<h2 id=\"n{number}\">{}</h2>\n<p class=\"facts\">{}</p>\n{read}\
             <p class=\"verdict\"><span aria-hidden=\"true\">{}</span> {}</p>",
            outside(&self.outcome.shown),
            facts(self.outcome, None, lang).join(" · "),
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
            outside(&Words::of(finding, *lang, profile).said),
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
        let words = Words::of(finding, *lang, profile);
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
        write_refusal(words.refusal, *lang, out)?;
        writeln!(out, "</li>")
    }

    /// How many checks were not made and why; unfolded, which.
    fn write_not_assessed(&self, out: &mut dyn Write) -> io::Result<()> {
        let lang = self.context.lang;
        let Some(said) = not_assessed(self.outcome, lang) else {
            return Ok(());
        };
        let summary = Escaped(&said);
        writeln!(
            out,
            "<details class=\"missed\"><summary>{summary}</summary><ul>"
        )?;
        let [colon, comma] = match lang {
            Lang::En => [": ", ", "],
            Lang::Zh => ["：", "、"],
        };
        for (reason, rules) in not_assessed_by_reason(self.outcome) {
            let titles = rules.iter().filter_map(|id| Rule::find(id));
            let titles: Vec<_> = titles.map(|rule| rule.title.get(lang)).collect();
            let (reason, titles) = (reason.get(lang), titles.join(comma));
            writeln!(out, "<li>{}{colon}{titles}</li>", Escaped(reason))?;
        }
        writeln!(out, "</ul></details>")
    }

    fn write_measured(&self, out: &mut dyn Write) -> io::Result<()> {
        let Some(measured) = &self.outcome.measured else {
            return Ok(());
        };
        let heading = text("Measured", "测量数值").get(self.context.lang);
        write!(out, "<details><summary>{heading}</summary><dl>")?;
        for (name, value) in measured.entries() {
            let value = value.map_or_else(
                || "–".to_owned(),
                |value| show(&Value::Number(value), self.context.lang),
            );
            let label = measure_name(name, self.context.lang);
            write!(out, "<dt>{label}</dt><dd>{value}</dd>")?;
        }
        writeln!(out, "</dl></details>")
    }
}

/// What a measured number is called; in English as in the JSON report.
fn measure_name(name: &str, lang: Lang) -> String {
    let chinese = MEASURES.iter().find(|(known, _)| *known == name);
    match (lang, chinese) {
        (Lang::Zh, Some((_, chinese))) => (*chinese).to_owned(),
        _ => name.replace('_', " "),
    }
}

/// The Chinese names of measured numbers. A test looks that none is missing.
const MEASURES: [(&str, &str); 23] = [
    ("colored_share", "彩色面积占比"),
    ("color_confidence", "彩色判断的把握"),
    ("cast", "偏色程度"),
    ("certificates", "证件数"),
    ("edges_confidence", "证件边缘的把握"),
    ("cut_sides", "被截断的边数"),
    ("share_of_frame", "证件占画面的比例"),
    ("perspective_ratio", "对边长度之比"),
    ("edges_skew_degrees", "边缘倾斜（度）"),
    ("legibility", "号码可读的概率"),
    ("number_read", "号码是否读出"),
    ("character_height_px", "号码字高（像素）"),
    ("skew_degrees", "文字倾斜（度）"),
    ("turn_to_upright_degrees", "转正所需角度（度）"),
    ("qr_readable", "二维码是否可读"),
    ("cast_hue_degrees", "偏色色相（度）"),
    ("red_seal", "是否有红章"),
    ("paper_level", "纸面亮度"),
    ("contrast", "文字与纸面的反差"),
    ("darkest_level", "最暗处亮度"),
    ("white_share", "纯白面积占比"),
    ("glare_share", "反光面积占比"),
    ("unevenness", "亮暗之比"),
];

/// A thumbnail and the size that the picture itself has.
pub(super) struct View<'a> {
    pub(super) shown: &'a str,
    pub(super) thumbnail: &'a [u8],
    pub(super) width: u32,
    pub(super) height: u32,
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

    pub(super) fn write(&self, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
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

pub(super) const fn standing_class(standing: Standing) -> &'static str {
    match standing {
        Standing::Pass => "pass",
        Standing::Warn => "warn",
        Standing::Fail => "fail",
        Standing::Unreadable => "lost",
    }
}

/// What the platform would say, in its own language.
pub(super) fn write_refusal(
    refusal: Option<&str>,
    lang: Lang,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Some(refusal) = refusal else {
        return Ok(());
    };
    let says = text("The platform would say: ", "平台会提示：").get(lang);
    writeln!(
        out,
        "<p class=\"refusal\">{says}<q lang=\"zh-CN\">{}</q></p>",
        Escaped(refusal)
    )
}

/// The same colors as the verdicts.
pub(super) const fn level_class(level: Level) -> &'static str {
    match level {
        Level::Note => "skip",
        Level::Warning => "warn",
        Level::Error => "fail",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Policy, Profile, examine_bytes};

    #[test]
    fn every_measured_number_has_a_chinese_name() {
        let profile = Profile::load("tencent-domain").unwrap_or_else(|error| panic!("{error}"));
        let mut picture = Vec::new();
        let blank = image::RgbImage::new(64, 64);
        let written = blank.write_to(&mut io::Cursor::new(&mut picture), image::ImageFormat::Png);
        assert!(written.is_ok());
        let outcome = examine_bytes("blank.png", &picture, &Policy::new(profile));
        let measured = outcome.measured.map(|measured| measured.entries());
        let measured = measured.unwrap_or_default();
        assert_eq!(measured.len(), MEASURES.len());
        for (name, _) in measured {
            assert!(!measure_name(name, Lang::Zh).is_ascii(), "{name}");
        }
    }
}
