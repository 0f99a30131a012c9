//! The command: parse, decide, run, exit code.
//!
//! ```text
//! arguments ┐
//! config ───┴ options ─ run (outputs, terminal) ─ exit code
//! ```
//!
//! The Python package has the same command inside: it calls [`command`].

pub(crate) mod arguments;
pub(crate) mod commands;
pub(crate) mod config;
pub(crate) mod drop;
pub(crate) mod examples;
pub(crate) mod explain;
pub(crate) mod interrupt;
pub(crate) mod localize;
pub(crate) mod manual;
pub(crate) mod options;
pub(crate) mod outputs;
pub(crate) mod run;
pub(crate) mod template;
pub(crate) mod terminal;
pub(crate) mod typed;
pub(crate) mod usage;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::FromArgMatches as _;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    #[cfg(feature = "convert")]
    if arguments
        .get(1)
        .is_some_and(|argument| argument == certpreflight::worker::ARGUMENT)
    {
        return certpreflight::worker::serve();
    }
    keep_quiet_about_findings();
    command(arguments)
}

/// Does what was typed, the name of the command first.
pub(crate) fn command(arguments: Vec<OsString>) -> ExitCode {
    // A mistake in the file is told only when the file is needed: --help works without.
    let config = if arguments.iter().any(|argument| argument == "--no-config") {
        Ok(config::Config::default())
    } else {
        config::Config::find(&std::env::current_dir().unwrap_or_default())
    };
    let configured = config.as_ref().ok().and_then(|config| config.lang);
    let lang = localize::language(&arguments, configured);
    let command = localize::command(lang);
    let arguments = match typed::set_right(arguments, &command) {
        Ok(arguments) => arguments,
        Err(error) => return terminal::complain(&error, lang),
    };
    let parsed = command
        .try_get_matches_from(&arguments)
        .and_then(|matches| arguments::Cli::from_arg_matches(&matches));
    match parsed {
        Ok(cli) => commands::execute(cli, config, lang)
            .unwrap_or_else(|error| terminal::complain(&error, lang)),
        Err(error) => usage::show_usage(error, &arguments, lang),
    }
}

/// A crash that becomes the finding of one picture stands in the report and is not printed.
pub(crate) fn keep_quiet_about_findings() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !certpreflight::note_crash(info) {
            usual(info);
        }
    }));
}

#[cfg(test)]
#[path = "../preflight/schema.rs"]
mod schema;
