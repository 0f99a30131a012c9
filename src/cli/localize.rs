//! The language to speak, and the command line's help in Chinese. English stands beside each
//! argument in [`crate::arguments`].

use std::ffi::OsString;
use std::fmt::Write as _;

use certpreflight::{Lang, wrap};
use clap::{Arg, ArgAction, Command, CommandFactory as _};
use unicode_width::UnicodeWidthStr as _;

use crate::arguments::{Cli, LangArg};
use crate::examples::examples;
use crate::terminal;

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
    ("turn", "按画面内容把横置或倒置的图片转正。"),
    (
        "explain",
        "解释平台的退回提示：原因、处理办法、要等多久；附上图片则指出是哪个原因。",
    ),
    (
        "text",
        "平台提示的文字或其中一部分；也可以是提示或规则的 id（- 表示标准输入）。",
    ),
    ("pictures", "从这些图片中查找原因。"),
    ("list", "列出已收录的全部提示。"),
    (
        "explain_profile",
        "按哪个平台的规则检查图片：内置配置名或 TOML 文件 [默认：该提示所属的平台]。",
    ),
    ("answer", "输出格式：text 或 json [默认：text]。"),
    (
        "template",
        "在上传之前，把模板或备案要填写的内容与证件图片核对。",
    ),
    (
        "template check",
        "核对清单（每行一个模板或备案），或命令行给出的一行。",
    ),
    ("template init", "写出一份带表头和示例的空白清单。"),
    (
        "manifest",
        "清单（.csv、.xlsx、.ods 或 .toml），其中的图片路径从清单所在文件夹算起；用了 --owner、--number、--type、--owner-en 或 --contact 时则为图片。",
    ),
    ("owner", "要填写的域名所有者。"),
    ("number", "要填写的证件号码。"),
    ("of_type", "要选择的证件类型：中文名称或平台代码。"),
    ("owner_en", "域名所有者的英文名称。"),
    ("contact", "联系人（个人姓名）。"),
    ("sheet", "表格中的工作表 [默认：第一个]。"),
    (
        "fix_manifest",
        "另写一份清单，改正空格、全角、副本编号和括号，格式与原清单相同。",
    ),
    ("reads_nothing", "不识读证件，只看填写的内容本身。"),
    (
        "show_typed",
        "完整显示号码和姓名；在终端上还列出应填写的内容。",
    ),
    ("blank", "要写出的文件 [默认：清单.csv]。"),
    ("xlsx", "写成表格：各栏均为文本格式，证件类型可从列表选择。"),
    ("rules", "列出全部规则，或解释其中一条。"),
    ("profiles", "列出内置平台配置，或以 TOML 打印其中一个。"),
    ("completions", "打印命令行补全脚本。"),
    ("man", "打印手册页（roff 格式）。"),
    ("of", "要看哪个命令的手册页 [默认：整个命令]。"),
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
    ("schema", "打印 JSON 报告的 JSON Schema，然后结束。"),
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
    (
        "short",
        "文本报告只列出每张图片的问题和处理办法 [检查文件夹时默认如此]。",
    ),
    (
        "no_read",
        "不识读证件内容（证件种类、号码、姓名、日期），相关各项不作判断。",
    ),
    ("show_values", "在报告中完整显示号码和姓名（默认打码）。"),
    (
        "today",
        "判断有效期所用的日期，如 2026-11-28 [默认：北京时间的今天]。",
    ),
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
    (
        "quiet",
        "只显示有问题的图片：不显示汇总、可上传的图片和进度条。",
    ),
    ("id", "规则名或配置名；省略则列出全部。"),
    ("markdown", "以 Markdown 表格打印。"),
    ("shell", "哪种 shell：bash、zsh、fish、powershell、elvish。"),
];

/// What the command ends with, and what that means in English and Chinese.
const EXIT_CODES: [[&str; 3]; 3] = [
    ["0", "nothing at error level", "没有错误级问题"],
    ["1", "something at error level", "有错误级问题"],
    ["2", "the tool could not do its job", "工具本身无法完成工作"],
];

/// Exit codes and what they mean.
pub(crate) fn exit_codes(lang: Lang) -> impl Iterator<Item = (&'static str, &'static str)> {
    EXIT_CODES
        .into_iter()
        .map(move |[code, en, zh]| match lang {
            Lang::Zh => (code, zh),
            _ => (code, en),
        })
}

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
    let command = Cli::command();
    let command = match lang {
        Lang::Zh => chinese(command, ""),
        _ => command,
    };
    with_examples(command, "", lang)
}

/// What a command is called among its parents': `template check`.
fn path_of(command: &Command, parent: &str) -> String {
    match parent {
        "" | "certpreflight" => command.get_name().to_owned(),
        parent => format!("{parent} {}", command.get_name()),
    }
}

/// Examples, and the exit codes, below the options.
fn with_examples(command: Command, parent: &str, lang: Lang) -> Command {
    let path = path_of(&command, parent);
    let command = command.mut_subcommands(|sub| with_examples(sub, &path, lang));
    let (heading, exit_codes, colon) = match lang {
        Lang::Zh => ("示例：", "退出码：", "："),
        _ => ("Examples:", "Exit codes:", ": "),
    };
    let mut below = heading.to_owned();
    for (typed, does) in examples(&path, lang) {
        let _ = write!(below, "\n  {typed}\n      {does}");
    }
    let _ = write!(below, "\n\n{exit_codes}");
    for (code, means) in self::exit_codes(lang) {
        let _ = write!(below, "\n  {code}{colon}{means}");
    }
    command.after_help(below)
}

fn chinese(command: Command, parent: &str) -> Command {
    let path = path_of(&command, parent);
    let about = zh(&path);
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
    let width = terminal::width().clamp(40, 100);
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
        .help_template("{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}")
        .term_width(width);
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
        command = command.mut_subcommand(name, |sub| chinese(sub, &path));
    }
    fitted(command, width)
}

/// Breaks the lines of the help, which would only be broken at spaces, of which Chinese has none.
fn fitted(command: Command, width: usize) -> Command {
    /// Columns before a help text that has a line of its own.
    const NEXT_LINE: usize = 10;
    /// Columns around the option or command that stands before its help.
    const AROUND: usize = 4;
    let mut built = command.clone(); // before that, an option doesn't know what it looks like
    built.build();
    let of_options = built.get_arguments().map(|arg| {
        let short = if arg.is_positional() { 0 } else { "-x, ".len() };
        arg.to_string().width() + short
    });
    let of_commands = command.get_subcommands().map(|sub| sub.get_name().width());
    let [options, commands] =
        [of_options.max(), of_commands.max()].map(|longest| longest.unwrap_or_default() + AROUND);
    // As the parser's library does it: more than two fifths for the options is too much.
    let is_narrow = options.max(commands) * 5 > width * 2;
    let break_up = |text: String, taken: usize| {
        let taken = if is_narrow { NEXT_LINE } else { taken };
        wrap(&text, 0, width.saturating_sub(taken)).join("\n")
    };
    let help = |arg: &Arg| arg.get_help().map(ToString::to_string).unwrap_or_default();
    command
        .next_line_help(is_narrow)
        .mut_args(|arg| {
            let text = break_up(help(&arg), options);
            arg.help(text)
        })
        .mut_subcommands(|sub| {
            let about = sub.get_about().map(ToString::to_string);
            let about = break_up(about.unwrap_or_default(), commands);
            sub.about(about)
        })
}

/// What the parser says of a mistake, without colors.
pub(crate) fn plain(error: &clap::Error) -> String {
    error.render().to_string()
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
