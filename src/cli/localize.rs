//! The language to speak, and the command line's help in Chinese. English stands beside each
//! argument in [`crate::arguments`].

use std::ffi::OsString;

use certpreflight::Lang;
use clap::{Arg, ArgAction, Command, CommandFactory as _};

use crate::arguments::{Cli, LangArg};

/// Chinese help by the id of an argument or the name of a subcommand.
const ZH: &[(&str, &str)] = &[
    (
        "certpreflight",
        "在上传之前，预先判断证件图片能否通过审核。",
    ),
    ("check", "按平台规则检查图片（默认操作）。"),
    ("fix", "把可以直接上传的副本写入一个文件夹，原图不改动。"),
    (
        "drop",
        "检查，把副本写入旁边的文件夹，并打开报告：拖入文件夹时执行的就是它。",
    ),
    ("out", "存放副本的文件夹，不存在时自动创建。"),
    ("dry_run", "只显示会做什么，不写任何文件。"),
    ("overwrite", "替换已经存在的文件。"),
    ("only_fixed", "不复制无需修复的图片。"),
    (
        "allow_upscale",
        "允许放大偏小的图片以达到最小文件大小；放大不会增加细节。",
    ),
    ("turn", "按画面内容转正没有方向标记的横置图片。"),
    ("rules", "列出全部规则，或解释其中一条。"),
    ("profiles", "列出内置平台配置，或以 TOML 打印其中一个。"),
    ("completions", "打印命令行补全脚本。"),
    ("man", "打印手册页（roff 格式）。"),
    ("help", "显示帮助。"),
    ("version", "显示版本。"),
    ("lang", "界面语言：zh 或 en [默认：跟随系统]。"),
    (
        "no_config",
        "不在当前文件夹及其上级文件夹中查找 certpreflight.toml。",
    ),
    (
        "show_config",
        "打印由命令行和 certpreflight.toml 得出的有效设置，然后结束。",
    ),
    ("paths", "要检查的图片和文件夹。"),
    (
        "profile",
        "按哪个平台的规则检查：内置配置名或 TOML 文件 [默认：tencent-domain]。",
    ),
    (
        "format",
        "报告格式：text、html（供人阅读）、json、jsonl、junit、sarif、github、csv、markdown [默认：由 --output 的文件名决定，否则为 text]。",
    ),
    (
        "output",
        "把报告写入文件，而不是标准输出（可重复使用：.html .json .jsonl .csv .md .xml .sarif .txt；- 表示标准输出）。",
    ),
    (
        "no_thumbnails",
        "HTML 报告中不放缩略图（设置了环境变量 CI 时一律不放）。",
    ),
    (
        "long",
        "文本报告逐项列出每条检查的结果 [检查一到五个文件时默认如此]。",
    ),
    ("short", "文本报告只列出有问题的项目。"),
    ("exclude", "跳过文件夹中符合通配模式的文件（可重复使用）。"),
    (
        "max_depth",
        "进入子文件夹的层数（1 表示只看文件夹本身的文件）。",
    ),
    (
        "files_from",
        "从文件读取更多路径，每行一个（- 表示标准输入）。",
    ),
    ("null", "--files-from 中的路径以 NUL 字节分隔，而不是换行。"),
    ("jobs", "同时检查的图片数 [默认：CPU 核数，最多 8]。"),
    (
        "fail_on",
        "从哪个级别起以退出码 1 结束：note、warning、error [默认：error]。",
    ),
    ("exit_zero", "无论发现什么问题，退出码都为 0。"),
    ("quiet", "不显示进度条和附加说明。"),
    ("id", "规则名或配置名；省略则列出全部。"),
    ("markdown", "以 Markdown 表格打印。"),
    ("shell", "哪种 shell：bash、zsh、fish、powershell、elvish。"),
];

const EXIT_CODES: (&str, &str) = (
    "Exit codes: 0 nothing at error level, 1 at least one picture at error level, 2 the tool could not do its job.",
    "退出码：0 没有错误级问题；1 至少一张图片有错误级问题；2 工具本身无法完成工作。",
);

/// The language to speak: `--lang`, else what the config file says, else the locale of the
/// environment, else that of the system.
///
/// It has to be known before the arguments are parsed, because help and mistakes are told in it.
pub(crate) fn language(arguments: &[OsString], configured: Option<LangArg>) -> Lang {
    let mut typed = None;
    let mut after_flag = false;
    for argument in arguments.iter().skip(1).filter_map(|a| a.to_str()) {
        if after_flag || argument.starts_with("--lang=") {
            typed = Some(argument.trim_start_matches("--lang=").to_owned());
        }
        if argument == "--" {
            break;
        }
        after_flag = argument == "--lang";
    }
    let locale = || {
        ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
            .or_else(sys_locale::get_locale)
    };
    let configured = configured.map(|lang| match lang {
        LangArg::Zh => "zh".to_owned(),
        LangArg::En => "en".to_owned(),
    });
    match typed.or(configured).or_else(locale) {
        Some(name) if name.to_ascii_lowercase().starts_with("zh") => Lang::Zh,
        _ => Lang::En,
    }
}

/// The command line in one language.
pub(crate) fn command(lang: Lang) -> Command {
    match lang {
        Lang::Zh => chinese(Cli::command().after_help(EXIT_CODES.1)),
        _ => Cli::command().after_help(EXIT_CODES.0),
    }
}

fn chinese(command: Command) -> Command {
    let about = zh(command.get_name());
    let heading = |arg: &Arg| {
        if arg.is_positional() {
            "参数"
        } else {
            "选项"
        }
    };
    let subcommands = command
        .get_subcommands()
        .map(|sub| sub.get_name().to_owned())
        .collect::<Vec<_>>();
    let has_version = command.get_version().is_some();
    let mut command = command
        .mut_args(|arg| {
            let (help, under) = (zh(arg.get_id().as_str()), heading(&arg));
            let arg = arg.help(help).help_heading(under);
            if arg.get_action().takes_values() {
                arg.hide_default_value(true).hide_possible_values(true)
            } else {
                arg
            }
        })
        .about(about)
        .disable_help_flag(true)
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .action(ArgAction::Help)
                .help(zh("help"))
                .help_heading("选项"),
        )
        .subcommand_help_heading("命令")
        .help_template("{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}");
    if has_version {
        command = command.disable_version_flag(true).arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .help(zh("version"))
                .help_heading("选项"),
        );
    }
    for name in subcommands {
        command = command.mut_subcommand(name, chinese);
    }
    command
}

/// The Chinese help of an id. A test walks the whole command, so that none is missing.
fn zh(id: &str) -> &'static str {
    ZH.iter()
        .find(|(known, _)| *known == id)
        .map_or("", |(_, help)| help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_argument_and_subcommand_is_explained_in_chinese() {
        fn walk(command: &Command, seen: &mut usize) {
            let about = command
                .get_about()
                .map(ToString::to_string)
                .unwrap_or_default();
            assert!(!about.is_ascii(), "{} is not explained", command.get_name());
            for arg in command.get_arguments() {
                let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
                assert!(!help.is_ascii(), "{} is not explained", arg.get_id());
                *seen += 1;
            }
            for sub in command.get_subcommands() {
                walk(sub, seen);
            }
        }
        let mut seen = 0;
        walk(&command(Lang::Zh), &mut seen);
        assert!(seen > 30, "only {seen} arguments were seen");
        command(Lang::Zh).debug_assert();
        command(Lang::En).debug_assert();
    }
}
