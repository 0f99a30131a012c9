//! The rule table as text for people: the list, one rule explained, and the guide's table.

use std::fmt::Write as _;

use super::RULES;
use super::limit::Limit;
use super::rule::{Cure, Group, Rule};
use crate::error::{Error, nearest};
use crate::messages::{Lang, Text};
use crate::platform::Level;
use crate::profile::Profile;

impl Rule {
    /// Every rule with its default level and title, one a line.
    pub fn list(lang: Lang) -> String {
        let mut list = String::new();
        for rule in RULES {
            let _ = writeln!(
                list,
                "{:20} {:8} {}",
                rule.id,
                rule.level.id(),
                rule.title.get(lang)
            );
        }
        list
    }

    /// Every rule as a row of a Markdown table, as it stands in the guide.
    pub fn table(lang: Lang) -> String {
        let mut table = match lang {
            Lang::En => "| rule | level | what is wrong | `fix` |\n|---|---|---|---|\n".to_owned(),
            Lang::Zh => "| 规则 | 级别 | 问题 | `fix` 能否处理 |\n|---|---|---|---|\n".to_owned(),
        };
        for rule in RULES {
            let _ = writeln!(
                table,
                "| `{}` | {} | {} | {} |",
                rule.id,
                rule.level.id(),
                rule.title.get(lang),
                cure_name(rule.cure).get(lang),
            );
        }
        table
    }

    /// One rule explained at length, with its level and limits under a profile. An unknown id is an
    /// [`Error::UnknownRule`].
    pub fn explain(id: &str, profile: &Profile, lang: Lang) -> Result<String, Error> {
        let rule = Self::find(id).ok_or_else(|| Error::UnknownRule {
            id: id.to_owned(),
            nearest: nearest(id, RULES.iter().map(|rule| rule.id)).map(str::to_owned),
        })?;
        let heading = |en, zh| Text { en, zh }.get(lang);
        let colon = heading(": ", "：");
        let mut page = format!("{}{colon}{}\n\n", rule.id, rule.title.get(lang));
        let rows = [
            (heading("group", "类别"), group_name(rule.group).get(lang)),
            (heading("level", "级别"), &level(rule, profile, lang)),
            (heading("says", "提示"), &unfilled(rule.says.get(lang))),
            (heading("advice", "处理"), &unfilled(rule.advice.get(lang))),
            (heading("about", "说明"), rule.about.get(lang)),
            (heading("fix", "修复"), cure_name(rule.cure).get(lang)),
        ];
        for (name, text) in rows {
            let _ = writeln!(page, "{name}{colon}{text}");
        }
        for each in rule.limits {
            let name = heading("limit", "界限");
            let _ = writeln!(page, "{name}{colon}{}", limit(each, profile, lang));
        }
        for (platform, refusal) in rule.platform {
            let _ = writeln!(page, "{}{colon}「{refusal}」", platform.name(lang));
        }
        if !rule.can_be_changed() {
            page.push_str(heading(
                "No profile can change this rule's level.\n",
                "平台配置不能更改这条规则的级别。\n",
            ));
        }
        Ok(page)
    }
}

/// A sentence whose values are not known: `…` stands for each.
fn unfilled(sentence: &str) -> String {
    let mut parts = sentence.split('{');
    let mut said = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        said.push('…');
        said.push_str(part.split_once('}').map_or(part, |(_, after)| after));
    }
    said
}

/// The level at which a rule reports, and its default where the profile changes that.
fn level(rule: &Rule, profile: &Profile, lang: Lang) -> String {
    let level = profile
        .level_of(rule.id, rule.level)
        .map_or("off", Level::id);
    or_by_default(level, rule.level.id(), lang)
}

/// A limit as it would stand in a profile, its default where the profile changes that, and what the
/// number means.
fn limit(limit: &Limit, profile: &Profile, lang: Lang) -> String {
    let value = limit.in_force(profile).to_string();
    let value = or_by_default(&value, &limit.default.to_string(), lang);
    let (least, most) = limit.unit.range().into_inner();
    let unit = limit.unit.name().get(lang);
    match lang {
        Lang::En => format!("{} = {value} ({unit}, {least} to {most})", limit.key),
        Lang::Zh => format!("{} = {value}（{unit}，{least}～{most}）", limit.key),
    }
}

fn or_by_default(value: &str, default: &str, lang: Lang) -> String {
    match lang {
        _ if value == default => value.to_owned(),
        Lang::En => format!("{value}, by default {default}"),
        Lang::Zh => format!("{value}，默认 {default}"),
    }
}

/// What `fix` does about a rule.
const fn cure_name(cure: Option<Cure>) -> Text {
    match cure {
        None => Text {
            en: "–", zh: "–"
        },
        Some(Cure::Rename) => Text {
            en: "true extension",
            zh: "改正扩展名",
        },
        Some(Cure::Reencode) => Text {
            en: "saved anew",
            zh: "重新保存",
        },
        Some(Cure::Turn) => Text {
            en: "turned upright",
            zh: "转正",
        },
        Some(Cure::FitBytes) => Text {
            en: "brought into the size window",
            zh: "调整到大小范围内",
        },
        Some(Cure::DropMetadata) => Text {
            en: "left out",
            zh: "去除",
        },
        Some(Cure::EndMark) => Text {
            en: "added",
            zh: "补上",
        },
        Some(Cure::Split) => Text {
            en: "one file a page",
            zh: "按页拆分",
        },
        Some(Cure::TurnAsSeen(_)) => Text {
            en: "turned with `--turn`",
            zh: "加 `--turn` 时转正",
        },
    }
}

/// What a group is called.
const fn group_name(group: Group) -> Text {
    match group {
        Group::Reading => Text {
            en: "reading",
            zh: "读取",
        },
        Group::File => Text {
            en: "file",
            zh: "文件",
        },
        Group::Encoding => Text {
            en: "encoding",
            zh: "编码",
        },
        Group::Privacy => Text {
            en: "privacy",
            zh: "隐私",
        },
        Group::Color => Text {
            en: "color",
            zh: "颜色",
        },
        Group::Orientation => Text {
            en: "orientation",
            zh: "方向",
        },
        Group::Legibility => Text {
            en: "legibility",
            zh: "清晰度",
        },
        Group::Light => Text {
            en: "light",
            zh: "光线",
        },
        Group::Framing => Text {
            en: "framing",
            zh: "构图",
        },
        Group::Certificate => Text {
            en: "certificate",
            zh: "证件内容",
        },
        Group::Batch => Text {
            en: "batch",
            zh: "批次",
        },
        Group::Typed => Text {
            en: "what is typed",
            zh: "填写内容",
        },
    }
}
