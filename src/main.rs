//! The command: parse, run, exit code.

mod cli;
mod commands;
mod localize;
mod terminal;

use std::process::ExitCode;

use clap::FromArgMatches as _;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    let lang = cli::language(&arguments);
    let parsed = localize::command(lang)
        .try_get_matches_from(arguments)
        .and_then(|matches| cli::Cli::from_arg_matches(&matches));
    match parsed {
        Ok(cli) => {
            commands::run(cli, lang).unwrap_or_else(|error| terminal::complain(&error, lang))
        }
        Err(error) => terminal::show_usage(&error, lang),
    }
}
