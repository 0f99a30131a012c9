//! What people see on a terminal: the progress bar, lines of any width, colors, and a window that
//! stays open until it was read.

use std::io::{Read as _, Write as _};

use unicode_width::UnicodeWidthStr as _;

use crate::support::{Workspace, jpeg, licence, textless};

const ROWS: u16 = 400;

/// A terminal with a program in it that leads the session, as in a window opened for it.
struct Terminal {
    side: pty_process::blocking::Pty,
    child: std::process::Child,
    screen: vt100::Parser,
    /// Everything that was sent, escapes and all.
    sent: String,
}

impl Terminal {
    fn open(workspace: &Workspace, width: u16, env: &[(&str, &str)], arguments: &[&str]) -> Self {
        let (side, inside) = pty_process::blocking::open().unwrap();
        side.resize(pty_process::Size::new(ROWS, width)).unwrap();
        let child = pty_process::blocking::Command::new(arguments[0])
            .args(&arguments[1..])
            .current_dir(workspace.path(""))
            .env_clear()
            .env("TERM", "xterm-256color")
            .env("LANG", "C")
            .envs(env.iter().copied())
            .spawn(inside)
            .unwrap();
        Self {
            side,
            child,
            screen: vt100::Parser::new(ROWS, width, 0),
            sent: String::new(),
        }
    }

    /// Takes in what the program sends until it has sent `text`, or to the end.
    fn read_until(&mut self, text: Option<&str>) {
        let mut bytes = Vec::new();
        let mut chunk = [0; 4096];
        // At its end a terminal answers with an error.
        while let Ok(count @ 1..) = self.side.read(&mut chunk) {
            bytes.extend_from_slice(&chunk[..count]);
            self.screen.process(&chunk[..count]);
            if text.is_some_and(|text| String::from_utf8_lossy(&bytes).contains(text)) {
                break;
            }
        }
        self.sent += &String::from_utf8_lossy(&bytes);
    }

    fn end(mut self) -> (i32, String, vt100::Parser) {
        self.read_until(None);
        let code = self.child.wait().unwrap().code().unwrap();
        (code, self.sent, self.screen)
    }
}

const TOOL: &str = env!("CARGO_BIN_EXE_certpreflight");

/// Names and pictures that give every kind of line.
fn desk() -> Workspace {
    let workspace = Workspace::new();
    let good = licence();
    workspace.write(
        "in/一份名字很长很长很长很长很长的营业执照副本扫描件.jpg",
        good,
    );
    workspace.write("in/half.jpg", &good[..good.len() / 2]);
    workspace.write("in/small.jpg", jpeg(&textless(300, 200), 40));
    workspace
}

#[test]
fn both_layouts_keep_to_the_width_of_the_terminal() {
    let workspace = desk();
    let mut seen = 0;
    for width in [40, 57, 80, 120, 200] {
        for (lang, layout) in [
            ("en", "--long"),
            ("zh", "--long"),
            ("en", "--short"),
            ("zh", "--short"),
        ] {
            let arguments = [TOOL, "in", layout, "--lang", lang];
            let (code, sent, _) = Terminal::open(&workspace, width, &[], &arguments).end();
            assert_eq!(code, 1, "{sent}");
            let plain = anstream::adapter::strip_str(&sent).to_string();
            let items = plain.lines().filter(|line| line.starts_with("    "));
            let widest = items
                .clone()
                .map(|line| line.trim_end().width())
                .max()
                .unwrap();
            assert!(
                widest <= usize::from(width),
                "{widest} of {width}:\n{plain}"
            );
            assert!(
                widest * 3 > usize::from(width.min(90)),
                "{widest} of {width}:\n{plain}"
            );
            seen += items.count();
        }
    }
    assert!(seen > 300, "{seen}");
}

#[test]
fn the_progress_bar_comes_goes_and_leaves_nothing_behind() {
    let workspace = desk();
    for width in [40, 80, 200] {
        let arguments = [TOOL, "in", "-o", "report.json", "-j", "1"];
        let (code, sent, screen) = Terminal::open(&workspace, width, &[], &arguments).end();
        assert_eq!(code, 1);
        assert!(sent.contains("/3"), "no bar was shown: {sent:?}");
        let left = screen.screen().contents().replace('\n', "");
        assert!(
            left.starts_with("3 pictures for "),
            "{width} columns: {left}"
        );
        assert!(left.trim().ends_with("→ report.json"), "{left}");
        assert!(!screen.screen().hide_cursor());
    }
    let quiet = [TOOL, "in", "-o", "report.json", "--quiet"];
    let (_, sent, _) = Terminal::open(&workspace, 80, &[], &quiet).end();
    assert_eq!(sent, "");
}

#[test]
fn colors_are_for_terminals_that_want_them() {
    let workspace = desk();
    // Without the progress bar, which moves the cursor.
    let script = format!("'{TOOL}' --no-read in 2> errors");
    let shell = ["/bin/sh", "-c", &script];
    let sent = |env: &[(&str, &str)]| Terminal::open(&workspace, 100, env, &shell).end().1;
    assert!(sent(&[]).contains("\u{1b}[31m"), "{:?}", sent(&[]));
    assert!(!sent(&[("NO_COLOR", "1")]).contains('\u{1b}'));
    assert!(!sent(&[("TERM", "dumb")]).contains('\u{1b}'));
    let piped = workspace.run(["in"]).stdout; // as wide as this terminal
    assert!(!piped.contains('\u{1b}'));
    let plain = anstream::adapter::strip_str(&sent(&[])).to_string();
    assert_eq!(
        plain.replace("\r\n", "\n"),
        piped,
        "the same words everywhere"
    );
}

#[test]
fn a_name_cannot_command_the_terminal() {
    let workspace = Workspace::new();
    workspace.write("in/\u{1b}]0;owned\u{7}\u{1b}[2J\nready.jpg", "no picture");
    let (_, sent, screen) = Terminal::open(&workspace, 80, &[], &[TOOL, "in"]).end();
    assert!(
        !sent.contains("\u{1b}]0") && !sent.contains("\u{1b}[2J"),
        "{sent:?}"
    );
    assert!(screen.screen().contents().contains("\\x1B]0;owned\\x07"));
}

#[test]
fn a_window_of_its_own_stays_open_until_it_was_read() {
    let workspace = desk();
    let arguments = [TOOL, "drop", "in"];
    let mut window = Terminal::open(&workspace, 80, &[("PATH", "")], &arguments);
    window.read_until(Some("Press Enter to close this window."));
    assert!(window.child.try_wait().unwrap().is_none(), "it has closed");
    let shown = window.screen.screen().contents();
    assert!(shown.contains("3 pictures for Tencent Cloud"), "{shown}");
    window.side.write_all(b"\n").unwrap();
    assert_eq!(window.end().0, 1);

    // In a shell nothing closes, and nothing waits.
    let script = format!("'{TOOL}' drop in; echo code $?");
    let shell = ["/bin/sh", "-c", &script];
    let (_, sent, _) = Terminal::open(&workspace, 80, &[("PATH", "")], &shell).end();
    assert!(
        sent.contains("code 1") && !sent.contains("Press Enter"),
        "{sent}"
    );

    // A mistake is told before the window closes, too.
    let arguments = [TOOL, "drop", "in", "-p", "no-such"];
    let mut window = Terminal::open(&workspace, 80, &[], &arguments);
    window.read_until(Some("Press Enter"));
    assert!(
        window
            .sent
            .contains("no built-in profile or file `no-such`")
    );
    window.side.write_all(b"\n").unwrap();
    assert_eq!(window.end().0, 2);
}
