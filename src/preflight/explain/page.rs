//! What a notice means, as a page for people.

use super::causes::{CauseSeen, Seen};
use super::matching::Match;
use super::notice::Notice;
use crate::discover::sanitize_for_terminal as sanitize;
use crate::messages::{Lang, text};
use crate::wrap::wrap;

/// Lines of at most so many columns.
struct Page {
    said: String,
    width: usize,
}

impl Page {
    const fn new(width: usize) -> Self {
        Self {
            said: String::new(),
            width,
        }
    }

    /// A text behind a mark, `indent` columns from the left; what doesn't fit goes on under its first word.
    fn item(&mut self, indent: usize, mark: &str, said: &str) {
        let hanging = indent + unicode_width::UnicodeWidthStr::width(mark);
        for (number, line) in wrap(said, 0, self.width.saturating_sub(hanging))
            .iter()
            .enumerate()
        {
            let (indent, mark) = if number == 0 {
                (indent, mark)
            } else {
                (hanging, "")
            };
            self.said.push_str(&" ".repeat(indent));
            self.said.push_str(mark);
            self.said.push_str(line);
            self.said.push('\n');
        }
    }

    fn heading(&mut self, said: &str) {
        self.said.push('\n');
        self.item(0, "", said);
    }

    fn numbered<'a>(&mut self, items: impl Iterator<Item = &'a str>) {
        for (number, item) in items.enumerate() {
            self.item(2, &format!("{}. ", number + 1), item);
        }
    }
}

/// What a text means: the first notice at length, further ones by name.
pub fn notice_page(found: &[Match], lang: Lang, width: usize) -> String {
    let mut page = Page::new(width);
    let Some((best, others)) = found.split_first() else {
        return page.said;
    };
    let notice = best.notice;
    let word = |en, zh| text(en, zh).get(lang);
    let colon = word(": ", "：");
    page.item(
        0,
        "",
        &format!("{}{colon}{}", notice.platform_name(lang), notice.id),
    );
    for said in &notice.texts {
        page.item(2, "", &format!("「{said}」"));
    }
    let reasons: Vec<String> = notice
        .causes
        .iter()
        .map(|cause| {
            let inferred = word(" (our guess; no page says so)", "（推测，平台没有说明）");
            let mark = if cause.inferred { inferred } else { "" };
            format!("{}{mark}", cause.get(lang))
        })
        .collect();
    if !reasons.is_empty() {
        page.heading(word(
            "Why, the likeliest first:",
            "可能的原因（从最可能的说起）：",
        ));
        page.numbered(reasons.iter().map(String::as_str));
    }
    if !notice.remedies.is_empty() {
        page.heading(word("What to do:", "怎么办："));
        page.numbered(notice.remedies.iter().map(|said| said.get(lang)));
    }
    if let Some(wait) = &notice.wait {
        page.heading(&format!(
            "{}{colon}{}",
            word("How long to wait", "等多久"),
            wait.get(lang)
        ));
    }
    let rules: Vec<_> = notice.rules().map(|rule| rule.id).collect();
    page.heading(&if rules.is_empty() {
        word(
            "No check here looks for it beforehand.",
            "本工具没有能事先发现它的检查。",
        )
        .to_owned()
    } else {
        let names = rules.join(word(", ", "、"));
        format!(
            "{}{colon}{names}",
            word("Checks that look for it", "能事先发现它的检查")
        )
    });
    page.item(
        0,
        "",
        &format!(
            "{}{colon}{} · {}",
            word("Source", "出处"),
            notice.source,
            date(notice, lang)
        ),
    );
    if !others.is_empty() {
        page.heading(word("It may also be:", "也可能是："));
        named(&mut page, others);
    }
    page.said
}

/// Notices by their first text and id.
fn named(page: &mut Page, found: &[Match]) {
    for Match { notice, score } in found {
        let share = (score * 100.0).round();
        page.item(
            2,
            "",
            &format!("「{}」 {} ({share}%)", notice.texts[0], notice.id),
        );
    }
}

fn date(notice: &Notice, lang: Lang) -> String {
    let undated = text("undated", "无日期").get(lang);
    match notice.date.strip_prefix("undated") {
        Some(_) => undated.to_owned(),
        None => notice.date.clone(),
    }
}

/// That a text is not known, and what comes nearest.
pub fn not_known_page(nearest: &[Match], lang: Lang, width: usize) -> String {
    let mut page = Page::new(width);
    page.item(
        0,
        "",
        text(
            "No notice that is known here says this. `certpreflight explain --list` lists all of them.",
            "这段文字不在已收录的提示之中。用 certpreflight explain --list 列出全部。",
        )
        .get(lang),
    );
    if !nearest.is_empty() {
        page.heading(text("The nearest:", "最接近的：").get(lang));
        named(&mut page, nearest);
    }
    page.said
}

/// Which of a notice's causes a picture shows.
pub fn seen_page(shown: &str, causes: &[CauseSeen<'_>], lang: Lang, width: usize) -> String {
    let mut page = Page::new(width);
    let word = |en, zh| text(en, zh).get(lang);
    page.heading(&sanitize(shown));
    for CauseSeen { cause, seen } in causes {
        let said = cause.get(lang);
        match seen {
            Seen::Found(findings) => {
                page.item(2, "✗ ", said);
                for finding in findings {
                    page.item(
                        6,
                        "",
                        &sanitize(&format!("{} [{}]", finding.says(lang), finding.rule.id)),
                    );
                    page.item(6, "→ ", &sanitize(&finding.advises(lang)));
                }
            }
            Seen::NotFound => {
                page.item(2, "✓ ", &format!("{}{said}", word("not this: ", "不是：")));
            }
            Seen::NotAssessed(missed) => {
                page.item(2, "? ", said);
                for missed in missed {
                    page.item(
                        6,
                        "",
                        &format!("{} [{}]", missed.reason.get(lang), missed.rule.id),
                    );
                }
            }
            Seen::NotChecked => page.item(
                2,
                "– ",
                &format!(
                    "{said}{}",
                    word(" (no check of pictures tells)", "（从图片看不出来）")
                ),
            ),
        }
    }
    page.said
}

/// The notices that a rule foresees; empty if there are none.
pub fn preventing_page(rule: &str, lang: Lang) -> String {
    let mut page = Page::new(usize::MAX);
    let mut notices = Notice::preventing(rule).peekable();
    if notices.peek().is_some() {
        page.item(0, "", text("foresees:", "能预防的退回提示：").get(lang));
    }
    for notice in notices {
        page.item(2, "", &format!("{} 「{}」", notice.id, notice.texts[0]));
    }
    page.said
}

/// Every notice, one a line.
pub fn list(lang: Lang) -> String {
    let mut page = Page::new(usize::MAX);
    let mut platform = "";
    for notice in Notice::all() {
        if notice.platform != platform {
            platform = &notice.platform;
            page.item(0, "", notice.platform_name(lang));
        }
        page.item(2, "", &format!("{:36} {}", notice.id, notice.texts[0]));
    }
    page.said
}

#[cfg(test)]
mod tests {
    use super::super::matching::matches;
    use super::*;
    use unicode_width::UnicodeWidthStr as _;

    #[test]
    fn every_notice_fits_into_eighty_columns_in_both_languages() {
        let mut pages = 0;
        for notice in Notice::all() {
            for lang in [Lang::En, Lang::Zh] {
                let page = notice_page(matches(&notice.id).known(), lang, 80);
                for line in page.lines() {
                    // A path or address is never cut.
                    let is_one_word = line.trim_start().split(' ').count() == 1;
                    assert!(line.width() <= 80 || is_one_word, "{line}");
                }
                let first = notice.remedies.first().map_or("", |said| said.get(lang));
                let begins: String = first.chars().take(3).collect();
                assert!(page.contains(&begins), "{page}");
                assert!(page.contains(&notice.id), "{page}");
                pages += 1;
            }
        }
        assert_eq!(pages, 540);
    }
}
