//! The manual pages, and what a shell can complete: made from the command line's own description, so
//! that neither can say anything else.

use std::io;

use certpreflight::{Lang, Profile, RULES};
use clap::builder::PossibleValuesParser;
use clap::{Command, CommandFactory as _};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use crate::arguments::Cli;
use crate::localize;

/// Commands with their examples: what is typed, and what it does in English and Chinese.
const EXAMPLES: &[(&str, &[[&str; 3]])] = &[
    (
        "certpreflight",
        &[
            ["certpreflight scans", "check a folder", "检查一个文件夹"],
            [
                "certpreflight licence.jpg",
                "one picture, check by check",
                "逐项检查一张图片",
            ],
            [
                "certpreflight fix scans --out scans-ready",
                "write copies that can be uploaded",
                "写出可上传的副本",
            ],
        ],
    ),
    (
        "check",
        &[
            [
                "certpreflight check scans -p huawei-icp",
                "by another platform's rules",
                "按另一个平台的规则检查",
            ],
            [
                "certpreflight check scans -o report.html -o report.json",
                "two reports in one run",
                "一次写出两份报告",
            ],
            [
                "certpreflight check scans -q -o report.sarif --fail-on warning",
                "in a CI job",
                "在 CI 任务中",
            ],
            [
                "certpreflight check --files-from list.txt",
                "what a list names",
                "检查清单中列出的图片",
            ],
        ],
    ),
    (
        "fix",
        &[
            [
                "certpreflight fix scans --out scans-ready",
                "repair what can be repaired",
                "修复能修复的图片",
            ],
            [
                "certpreflight fix scans --out scans-ready --dry-run",
                "show what would be done",
                "只看会做什么",
            ],
            [
                "certpreflight fix scans --out scans-ready --turn -o report.html",
                "turn by content, with a report",
                "按画面内容转正，并写出报告",
            ],
        ],
    ),
    (
        "drop",
        &[[
            "certpreflight drop scans",
            "copies and report in scans-ready, opened",
            "副本和报告放进「scans-可上传」并打开",
        ]],
    ),
    (
        "rules",
        &[
            ["certpreflight rules", "every rule", "全部规则"],
            [
                "certpreflight rules illegible -p tencent-icp",
                "one, with its limits under a profile",
                "一条规则，及其在某个配置下的界限",
            ],
        ],
    ),
    (
        "profiles",
        &[
            [
                "certpreflight profiles",
                "every built-in profile",
                "全部内置配置",
            ],
            [
                "certpreflight profiles tencent-domain > mine.toml",
                "start one of your own",
                "以它为底稿写自己的配置",
            ],
        ],
    ),
    (
        "completions",
        &[[
            "certpreflight completions bash > ~/.local/share/bash-completion/completions/certpreflight",
            "for bash",
            "用于 bash",
        ]],
    ),
    (
        "man",
        &[
            [
                "certpreflight man > certpreflight.1",
                "the page of the whole command",
                "整个命令的手册页",
            ],
            ["certpreflight man fix | man -l -", "read one", "阅读一页"],
        ],
    ),
];

/// The examples of a command.
pub(crate) fn examples(
    name: &str,
    lang: Lang,
) -> impl Iterator<Item = (&'static str, &'static str)> {
    let found = EXAMPLES.iter().find(|(known, _)| *known == name);
    let examples = found.map_or(&[][..], |(_, examples)| examples);
    examples.iter().map(move |[typed, en, zh]| match lang {
        Lang::Zh => (*typed, *zh),
        _ => (*typed, *en),
    })
}

/// The manual page of a command, of the whole one if none is named.
pub(crate) fn page(name: Option<&str>, lang: Lang) -> io::Result<Vec<u8>> {
    // Examples and exit codes get sections of their own.
    let bare = |command: Command| command.after_help(None::<&str>);
    let mut command = localize::command(lang).mut_subcommands(bare);
    command = bare(command);
    command.build();
    let own = name.and_then(|name| command.find_subcommand(name));
    let own = own.unwrap_or(&command).clone();
    let mut page = Vec::new();
    Man::new(own.clone()).render(&mut page)?;
    let mut roff = Roff::new();
    let heading = |en, zh| match lang {
        Lang::Zh => zh,
        _ => en,
    };
    roff.control("SH", [heading("EXAMPLES", "示例")]);
    for (typed, does) in examples(own.get_name(), lang) {
        roff.control("TP", []);
        roff.text([bold(typed)]);
        roff.text([roman(does)]);
    }
    roff.control("SH", [heading("EXIT STATUS", "退出码")]);
    for (code, means) in localize::exit_codes(lang) {
        roff.control("TP", []);
        roff.text([bold(code)]);
        roff.text([roman(means)]);
    }
    roff.to_writer(&mut page)?;
    Ok(page)
}

/// The completion script of a shell. Ids are completed, which the parser itself can't list: a
/// profile may be a file too.
pub(crate) fn completions(shell: clap_complete::Shell) -> Vec<u8> {
    let mut command = with_ids(Cli::command()).mut_subcommands(with_ids);
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "certpreflight", &mut script);
    script
}

fn with_ids(command: Command) -> Command {
    let profiles = || PossibleValuesParser::new(Profile::built_in_ids());
    let rules = || PossibleValuesParser::new(RULES.iter().map(|rule| rule.id));
    let name = command.get_name().to_owned();
    command.mut_args(|arg| match (arg.get_id().as_str(), &*name) {
        ("profile", _) | ("id", "profiles") => arg.value_parser(profiles()),
        ("id", "rules") => arg.value_parser(rules()),
        _ => arg,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page_with_examples_that_can_be_typed() {
        let command = localize::command(Lang::En);
        let names = command.get_subcommands().map(Command::get_name);
        let names: Vec<_> = names.chain(["certpreflight"]).collect();
        assert_eq!(names.len(), EXAMPLES.len());
        for name in names {
            assert!(examples(name, Lang::En).count() > 0, "{name}");
            for (typed, _) in examples(name, Lang::En) {
                let typed = typed.split(['>', '|']).next().unwrap_or_default();
                let parsed = command
                    .clone()
                    .try_get_matches_from(typed.split_whitespace());
                assert!(parsed.is_ok(), "{typed}: {:?}", parsed.err());
            }
            for lang in [Lang::En, Lang::Zh] {
                let page = page(Some(name), lang).unwrap_or_default();
                let page = String::from_utf8_lossy(&page);
                let title = match name {
                    "certpreflight" => ".TH certpreflight 1".to_owned(),
                    name => format!(".TH certpreflight-{name} 1"),
                };
                assert!(page.contains(&title), "{name}: {page}");
            }
        }
    }
}
