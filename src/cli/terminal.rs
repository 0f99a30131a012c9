//! What goes to standard error: the progress bar, remarks, and why the run was impossible.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use certpreflight::{Error, Lang, sanitize_for_terminal, wrap};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// The tool could not do its job.
pub(crate) const IMPOSSIBLE: u8 = 2;

/// Says why the run was impossible.
pub(crate) fn complain(error: &Error, lang: Lang) -> ExitCode {
    let colon = match lang {
        Lang::Zh => "：",
        _ => ": ",
    };
    let says = error.says(lang);
    remark(&format!(
        "certpreflight{colon}{}",
        sanitize_for_terminal(&says)
    ));
    ExitCode::from(IMPOSSIBLE)
}

/// A line on standard error; if even that is gone, there is nobody left to tell.
pub(crate) fn remark(line: &str) {
    let _ = writeln!(anstream::stderr(), "{line}");
}

/// Columns where there is no terminal to ask: comfortable to read, and what a page takes.
const USUAL_WIDTH: usize = 100;

/// How wide lines may be.
pub(crate) fn width() -> usize {
    terminal_size::terminal_size().map_or(USUAL_WIDTH, |(columns, _)| usize::from(columns.0))
}

/// A text whose lines fit, what doesn't fit in one indented below it.
pub(crate) fn fitted(text: &str) -> String {
    const INDENT: usize = 4;
    let room = width().clamp(40, USUAL_WIDTH) - INDENT;
    let mut fitted = String::new();
    for line in text.lines() {
        let mut indent = 0;
        for piece in wrap(line, 0, room) {
            let _ = writeln!(fitted, "{:indent$}{piece}", "");
            indent = INDENT;
        }
    }
    fitted
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
        self.0.set_message(sanitize_for_terminal(name).into_owned());
        self.0.inc(1);
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        self.0.finish_and_clear();
    }
}
