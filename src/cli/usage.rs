//! Help, and what was typed wrongly, in both languages.

use std::ffi::OsString;
use std::io::Write as _;
use std::process::ExitCode;

use certpreflight::{Lang, sanitize_for_terminal};
use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::localize;
use crate::terminal::{IMPOSSIBLE, remark, wait_for_enter, window_closes};

/// Prints help or version, or what was typed wrongly.
pub(crate) fn show_usage(mut error: clap::Error, arguments: &[OsString], lang: Lang) -> ExitCode {
    make_harmless(&mut error);
    let hint = hint(&error, arguments, lang);
    if hint.is_some() {
        error.remove(ContextKind::SuggestedArg); // which merely looks alike
    }
    match (lang, error.use_stderr()) {
        (Lang::Zh, true) => {
            remark(&format!("certpreflight：{}", in_chinese(&error)));
            if let Some(hint) = hint {
                remark(&format!("提示：{hint}"));
            }
            if let Some(usage) = error.get(ContextKind::Usage) {
                let usage = usage.to_string().replacen("Usage: ", "用法：", 1);
                remark(&format!("\n{usage}"));
            }
            remark("\n完整帮助见 --help。");
        }
        (Lang::Zh, false) => {
            let mut help = error.render().ansi().to_string();
            for heading in ["命令", "参数", "选项"] {
                help = help.replace(&format!("{heading}:"), &format!("{heading}："));
            }
            let _ = write!(anstream::stdout(), "{help}");
        }
        _ => {
            if let Some(hint) = hint {
                let hint = ContextValue::StyledStrs(vec![StyledStr::from(hint)]);
                error.insert(ContextKind::Suggested, hint);
            }
            let _ = error.print();
        }
    }
    if cfg!(windows) && window_closes() {
        wait_for_enter(lang); // a double click: the window is all there is to read the help in
    }
    ExitCode::from(if error.use_stderr() { IMPOSSIBLE } else { 0 })
}

/// Makes what was typed harmless wherever the mistake quotes it: it may be a file's name.
fn make_harmless(error: &mut clap::Error) {
    let quoted: Vec<_> = error
        .context()
        .filter_map(|(kind, value)| {
            let safe = |text: &String| sanitize_for_terminal(text).into_owned();
            let value = match value {
                ContextValue::String(text) => ContextValue::String(safe(text)),
                ContextValue::Strings(texts) => {
                    ContextValue::Strings(texts.iter().map(safe).collect())
                }
                // A tip of the parser's own, which may quote as well.
                ContextValue::StyledStrs(tips) if kind == ContextKind::Suggested => {
                    let safe = tips.iter().map(|tip| safe(&tip.to_string()).into());
                    ContextValue::StyledStrs(safe.collect())
                }
                _ => return None, // what the parser itself says
            };
            Some((kind, value))
        })
        .collect();
    for (kind, value) in quoted {
        error.insert(kind, value);
    }
}

/// What was probably meant where the folder for copies, `--out`, and the file of the report,
/// `--output` or `-o`, were taken for each other.
fn hint(error: &clap::Error, arguments: &[OsString], lang: Lang) -> Option<String> {
    let about = said(error, ContextKind::InvalidArg)?;
    let is_out = about == "--out" || about.starts_with("--out ") || about.contains("--out <");
    let has_output = arguments.iter().any(|argument| {
        let argument = argument.to_string_lossy();
        argument.starts_with("--output") || argument.starts_with("-o")
    });
    let hint = match (error.kind(), is_out) {
        (ErrorKind::MissingRequiredArgument, true) if has_output => (
            "-o (--output) names the file of the report; the folder for the copies is --out",
            "-o（--output）指定报告文件，存放副本的文件夹用 --out 指定",
        ),
        (ErrorKind::MissingRequiredArgument, true) => (
            "--out names the folder for the copies, as in: certpreflight fix scans --out scans-ready",
            "--out 指定存放副本的文件夹，例如：certpreflight fix 扫描件 --out 扫描件-可上传",
        ),
        (ErrorKind::UnknownArgument, true) => (
            "--out is for `certpreflight fix`, which writes copies; the report of a check goes to -o (--output)",
            "--out 用于 certpreflight fix（写出副本）；检查报告的文件用 -o（--output）指定",
        ),
        _ => return None,
    };
    Some(match lang {
        Lang::Zh => hint.1.to_owned(),
        _ => hint.0.to_owned(),
    })
}

/// A piece of what the parser knows about a mistake.
fn said(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) if !texts.is_empty() => Some(texts.join("、")),
        _ => None,
    }
}

/// The mistake as one sentence.
fn in_chinese(error: &clap::Error) -> String {
    let said = |kind| said(error, kind).unwrap_or_default();
    let about = said(ContextKind::InvalidArg);
    let value = said(ContextKind::InvalidValue);
    let likely = |kind| match said(kind) {
        likely if likely.is_empty() => String::new(),
        likely => format!("，您是不是要用「{likely}」？"),
    };
    match error.kind() {
        ErrorKind::UnknownArgument => {
            format!("没有参数「{about}」{}", likely(ContextKind::SuggestedArg))
        }
        ErrorKind::MissingRequiredArgument => format!("缺少参数：{about}"),
        ErrorKind::InvalidValue if value.is_empty() => format!("参数「{about}」缺少值"),
        ErrorKind::InvalidValue => format!(
            "参数「{about}」的值「{value}」无效，可选：{}",
            said(ContextKind::ValidValue)
        ),
        ErrorKind::ValueValidation => format!("参数「{about}」的值「{value}」无效"),
        ErrorKind::ArgumentConflict => match said(ContextKind::PriorArg) {
            prior if prior.is_empty() || prior == about => {
                format!("参数「{about}」只能出现一次，或不能与其他参数同时使用")
            }
            prior => format!("参数「{about}」不能与「{prior}」同时使用"),
        },
        ErrorKind::InvalidSubcommand => {
            format!("没有命令「{}」", said(ContextKind::InvalidSubcommand))
        }
        _ => format!("命令行有误：{}", localize::plain(error)),
    }
}
