//! What can be typed, and its conversion to the library's types. Nothing else sees clap.
//!
//! The doc comments here are the English help; [`crate::localize`] holds the Chinese.

use std::ffi::OsString;
use std::path::PathBuf;

use certpreflight::{Lang, Level};
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Tells the fate of certificate pictures before they are uploaded.
#[derive(Debug, Parser)]
#[command(
    name = "certpreflight",
    version,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    disable_help_subcommand = true
)]
pub(crate) struct Cli {
    /// What to do; without it, the paths are checked.
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) check: CheckArgs,
    /// Language of everything shown [default: the system's].
    #[arg(long, global = true, value_name = "LANG")]
    pub(crate) lang: Option<LangArg>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check pictures against a platform's rules (the default).
    Check(CheckArgs),
    /// List the rules, or explain one.
    Rules {
        /// The rule to explain.
        id: Option<String>,
        /// Print the list as a Markdown table.
        #[arg(long)]
        markdown: bool,
    },
    /// List the built-in profiles, or print one as TOML.
    Profiles {
        /// The profile to print: a built-in id or a file.
        id: Option<String>,
    },
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page (roff).
    Man,
}

#[derive(Args, Debug)]
pub(crate) struct CheckArgs {
    /// Pictures and folders to check.
    #[arg(value_name = "PATH", required_unless_present = "files_from")]
    pub(crate) paths: Vec<PathBuf>,
    /// Rules to check against: a built-in profile or a TOML file.
    #[arg(long, short, value_name = "ID|FILE", default_value = "tencent-domain")]
    pub(crate) profile: String,
    /// Format of the report.
    #[arg(long, short, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: FormatArg,
    /// Write the report to a file instead of standard output.
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Leave out what matches, inside folders (can be repeated).
    #[arg(long, value_name = "GLOB")]
    pub(crate) exclude: Vec<String>,
    /// How deep to go into folders (1: only the folder's own files).
    #[arg(long, value_name = "N")]
    pub(crate) max_depth: Option<usize>,
    /// Read further paths from a file, one a line (-: standard input).
    #[arg(long, value_name = "FILE")]
    pub(crate) files_from: Option<PathBuf>,
    /// Paths in --files-from end with a NUL byte instead of a line break.
    #[arg(long, short = '0', requires = "files_from")]
    pub(crate) null: bool,
    /// Pictures examined at a time [default: the number of cores, at most 8].
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) jobs: Option<u16>,
    /// Exit with 1 from this level on.
    #[arg(long, value_name = "LEVEL", default_value = "error")]
    pub(crate) fail_on: LevelArg,
    /// Exit with 0 whatever was found.
    #[arg(long)]
    pub(crate) exit_zero: bool,
    /// No progress bar and no remarks on standard error.
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum LangArg {
    Zh,
    En,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum FormatArg {
    /// For people.
    Text,
    /// One document.
    Json,
    /// One object a line, while the run goes on.
    Jsonl,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum LevelArg {
    Note,
    Warning,
    Error,
}

impl From<LevelArg> for Level {
    fn from(level: LevelArg) -> Self {
        match level {
            LevelArg::Note => Self::Note,
            LevelArg::Warning => Self::Warning,
            LevelArg::Error => Self::Error,
        }
    }
}

/// The language to speak: `--lang`, else the locale of the environment, else that of the system.
///
/// It has to be known before the arguments are parsed, because help and mistakes are told in it.
pub(crate) fn language(arguments: &[OsString]) -> Lang {
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
    match typed.or_else(locale) {
        Some(name) if name.to_ascii_lowercase().starts_with("zh") => Lang::Zh,
        _ => Lang::En,
    }
}
