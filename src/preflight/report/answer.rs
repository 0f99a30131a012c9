//! What a whole run comes to: the answer that stands above the pictures.

use std::fmt::Write as _;

use super::context::Context;
use super::repair;
#[cfg(feature = "template")]
use super::rows::counted;
use super::summary::Summary;
use crate::messages::{Lang, Text};
use crate::rules::Rule;

impl Summary {
    /// The summary in one sentence.
    pub fn says(&self, context: &Context) -> String {
        let line = summary_line(self, context, context.profile.name.get(context.lang));
        let gap = match context.lang {
            Lang::En => " ",
            Lang::Zh => "",
        };
        let lines = [line].into_iter().chain(rows_line(self, context.lang));
        lines.collect::<Vec<_>>().join(gap)
    }
}

/// How many rows of manifests stand how, and which manifests could not be read; `None` if there are none.
#[cfg(feature = "template")]
pub(super) fn rows_line(summary: &Summary, lang: Lang) -> Option<String> {
    let (rows, unread) = (summary.rows, summary.unread_manifests);
    let mut said = Vec::new();
    if rows.rows > 0 {
        said.push(match lang {
            Lang::En => format!("Of what will be typed, {}.", counted(rows, lang)),
            Lang::Zh => format!("清单共 {}。", counted(rows, lang)),
        });
    }
    if unread > 0 {
        said.push(match lang {
            Lang::En if unread == 1 => "One manifest could not be read.".to_owned(),
            Lang::En => format!("{unread} manifests could not be read."),
            Lang::Zh => format!("{unread} 份清单读不出来。"),
        });
    }
    let gap = match lang {
        Lang::En => " ",
        Lang::Zh => "",
    };
    (!said.is_empty()).then(|| said.join(gap))
}

#[cfg(not(feature = "template"))]
pub(super) const fn rows_line(_: &Summary, _: Lang) -> Option<String> {
    None
}

/// What a whole run comes to, a paragraph each: how the pictures stand, what became of them or what
/// could be done, and what is wrong most often.
pub(super) fn answer(summary: &Summary, context: &Context) -> Vec<String> {
    let lang = context.lang;
    let name = context.profile.name.get(lang);
    let mut answer = vec![summary_line(summary, context, name)];
    answer.extend(rows_line(summary, lang));
    answer.extend(repair::counts(summary, lang));
    answer.extend(repair_hint(summary, context).map(|(hint, command)| hint + &command));
    answer.extend(faults(summary, lang));
    answer.extend(context.origin());
    answer
}

/// How many pictures a repair would probably help, and the command for it; `None` where a repair was
/// made, helps nothing, or has no command.
pub(super) fn repair_hint(summary: &Summary, context: &Context) -> Option<(String, String)> {
    let mut command = context.repair_command.clone()?;
    if summary.turnable > 0 {
        command.push_str(" --turn");
    }
    let (count, of) = (summary.repairable, summary.images);
    (count > 0).then(|| {
        let hint = match context.lang {
            Lang::En => format!("{count} of {of} can probably be repaired: "),
            Lang::Zh => format!("其中 {count} 张多半可以自动修复："),
        };
        (hint, command)
    })
}

/// How often each fault was found, the most frequent first; `None` for a single picture, which has
/// its faults beside it.
pub(super) fn faults(summary: &Summary, lang: Lang) -> Option<String> {
    let mut faults: Vec<_> = summary.faults.iter().collect();
    faults.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let faults = faults.into_iter().filter_map(|(id, count)| {
        let title = Rule::find(id)?.title.get(lang);
        Some(match lang {
            Lang::En => format!("{title} ({count})"),
            Lang::Zh => format!("{title} {count} 张"),
        })
    });
    let faults: Vec<_> = faults.collect();
    (summary.images > 1 && !faults.is_empty()).then(|| match lang {
        Lang::En => format!("Found: {}.", faults.join(", ")),
        Lang::Zh => format!("问题：{}。", faults.join("，")),
    })
}

/// The summary in one sentence: how many pictures ended how, without those that are none.
pub(super) fn summary_line(summary: &Summary, context: &Context, profile_name: &str) -> String {
    let lang = context.lang;
    let id = &context.profile.id;
    let Summary { images, pass, .. } = summary;
    let mut line = match lang {
        Lang::En => format!(
            "{images} {} for {profile_name} ({id}): {pass} ready",
            if *images == 1 { "picture" } else { "pictures" },
        ),
        Lang::Zh => format!("按「{profile_name}」（{id}）检查了 {images} 张图片：{pass} 张可上传"),
    };
    let (comma, stop) = match lang {
        Lang::En => (", ", "."),
        Lang::Zh => ("，", "。"),
    };
    let text = |en, zh| Text { en, zh };
    for (count, words) in [
        (summary.warn, text("to check", "张需留意")),
        (summary.fail, text("refused", "张会被驳回")),
        (summary.unreadable, text("unreadable", "张无法检查")),
        (summary.skipped, text("left out", "个其他文件未检查")),
    ] {
        if count > 0 {
            let _ = write!(line, "{comma}{count} {}", words.get(lang));
        }
    }
    line + stop
}
