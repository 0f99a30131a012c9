//! How a terminal shows levels and verdicts. Writers that are no terminal drop the colors.

use anstyle::{AnsiColor, Style};

use crate::outcome::Standing;
use crate::platform::Level;

pub(super) const BOLD: Style = Style::new().bold();
pub(super) const GRAY: Style = Style::new().dimmed();
pub(super) const GREEN: Style = AnsiColor::Green.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
pub(super) const RED: Style = AnsiColor::Red.on_default().bold();

pub(super) const fn standing_style(standing: Standing) -> Style {
    match standing {
        Standing::Pass => GREEN,
        Standing::Warn => YELLOW,
        Standing::Fail | Standing::Unreadable => RED,
    }
}

pub(super) const fn level_style(level: Level) -> Style {
    match level {
        Level::Error => RED,
        Level::Warning => YELLOW,
        Level::Note => GRAY,
    }
}
