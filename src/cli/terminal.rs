//! What goes to standard error: the progress bar, remarks, and why the run was impossible.

use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use certpreflight::{Error, Lang};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// The tool could not do its job.
pub(crate) const IMPOSSIBLE: u8 = 2;

/// Says why the run was impossible.
pub(crate) fn complain(error: &Error, lang: Lang) -> ExitCode {
    remark(&format!("certpreflight: {}", error.says(lang)));
    ExitCode::from(IMPOSSIBLE)
}

/// A line on standard error; if even that is gone, there is nobody left to tell.
pub(crate) fn remark(line: &str) {
    let _ = writeln!(anstream::stderr(), "{line}");
}

/// Prints help or version, or what was typed wrongly.
pub(crate) fn show_usage(error: &clap::Error, lang: Lang) -> ExitCode {
    use clap::error::ErrorKind;
    if lang == Lang::Zh && error.use_stderr() {
        let what = match error.kind() {
            ErrorKind::UnknownArgument => "无法识别的参数",
            ErrorKind::InvalidSubcommand => "没有这个子命令",
            ErrorKind::MissingRequiredArgument => "缺少必需的参数（要检查的图片或文件夹）",
            ErrorKind::InvalidValue | ErrorKind::ValueValidation => "参数的值不正确",
            ErrorKind::ArgumentConflict => "参数之间有冲突",
            _ => "命令行有误",
        };
        remark(&format!(
            "certpreflight：{what}。详情如下，完整帮助见 --help。\n"
        ));
    }
    let _ = error.print();
    if cfg!(windows) && window_closes() {
        wait_for_enter(lang); // a double click: the window is all there is to read the help in
    }
    ExitCode::from(if error.use_stderr() { IMPOSSIBLE } else { 0 })
}

/// Whether the window that the command runs in closes with it: it was opened for the command, and
/// there are people in front of it.
pub(crate) fn window_closes() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal() && owns_window()
}

/// A terminal that was opened for one command has no shell: the command leads the session.
#[cfg(unix)]
fn owns_window() -> bool {
    use rustix::process::{getpid, getsid};
    getsid(None).is_ok_and(|session| session == getpid())
}

/// Explorer opens a console for a command that is dropped upon or double-clicked.
#[cfg(windows)]
fn owns_window() -> bool {
    mousetrap::started_by_explorer()
}

#[cfg(not(any(unix, windows)))]
fn owns_window() -> bool {
    false
}

/// Keeps the window open until somebody has read what is in it.
pub(crate) fn wait_for_enter(lang: Lang) {
    remark(match lang {
        Lang::Zh => "按回车键关闭窗口。",
        _ => "Press Enter to close this window.",
    });
    let _ = io::stdin().read_line(&mut String::new());
}

/// A progress bar on standard error; hidden when that is no terminal, or on `quiet`.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    pub(crate) fn new(total: usize, quiet: bool) -> Self {
        let target = if quiet {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        let bar = ProgressBar::with_draw_target(Some(total as u64), target);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {eta} {wide_msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Self(bar)
    }

    /// Advances by one.
    pub(crate) fn step(&self, name: &str) {
        self.0.set_message(name.to_owned());
        self.0.inc(1);
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        self.0.finish_and_clear();
    }
}
