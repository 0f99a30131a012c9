//! What can be typed, and nothing more: what it means is decided where it meets the config file.
//!
//! The doc comments here are the English help; the Chinese stands in `localize`.

use std::path::PathBuf;

use certpreflight::reading::Date;
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};

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
    /// Do not look for a certpreflight.toml here and in the folders above.
    #[arg(long, global = true)]
    pub(crate) no_config: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check pictures against a platform's rules (the default).
    Check(CheckArgs),
    /// Write copies that can be uploaded into a folder; the originals stay as they are.
    Fix(FixArgs),
    /// Check, repair into a folder beside, and open the report: what a dragged folder runs.
    Drop(DropArgs),
    /// Tell what a refusal means: causes, remedies, how long to wait; with pictures, which cause it is.
    Explain(ExplainArgs),
    /// Hold what will be typed into a template or a filing against the pictures, before either is uploaded.
    Template {
        #[command(subcommand)]
        command: TemplateCommand,
    },
    /// List the rules, or explain one.
    Rules {
        /// The rule to explain.
        id: Option<String>,
        /// Show its level and limits under this profile: a built-in one or a TOML file [default:
        /// tencent-domain].
        #[arg(long, short, value_name = "ID|FILE", requires = "id")]
        profile: Option<String>,
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
    /// Print a manual page (roff).
    Man {
        /// The command to tell about [default: all of it].
        #[arg(value_name = "COMMAND", value_parser = ["check", "fix", "drop", "explain", "template", "rules", "profiles", "completions", "man"])]
        of: Option<String>,
    },
}

#[derive(Args, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of its own on the command line"
)]
pub(crate) struct CheckArgs {
    /// Pictures and folders to check.
    #[arg(value_name = "PATH", required_unless_present_any = ["files_from", "show_config", "schema"])]
    pub(crate) paths: Vec<PathBuf>,
    /// Rules to check against: a built-in profile or a TOML file [default: tencent-domain].
    #[arg(long, short, value_name = "ID|FILE")]
    pub(crate) profile: Option<String>,
    /// Format of the report [default: what the name of --output says, else text].
    #[arg(long, short, value_name = "FORMAT")]
    pub(crate) format: Option<FormatArg>,
    /// Write the report to a file instead of standard output (can be repeated: .html .json .jsonl
    /// .csv .md .xml .sarif .txt; - is standard output).
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Vec<PathBuf>,
    /// No small pictures in the HTML report (never any where CI is set).
    #[arg(long)]
    pub(crate) no_thumbnails: bool,
    /// In text: every check with its answer [default for one to five files].
    #[arg(long, conflicts_with = "short")]
    pub(crate) long: bool,
    /// In text: of each picture what is wrong and what to do [default for folders].
    #[arg(long)]
    pub(crate) short: bool,
    /// Don't read the certificates: which one it is, number, name, dates. The checks of these are then not
    /// assessed.
    #[arg(long)]
    pub(crate) no_read: bool,
    /// Show numbers and persons' names in full in the reports.
    #[arg(long)]
    pub(crate) show_values: bool,
    /// The day by which validity is judged, as 2026-11-28 [default: today in China].
    #[arg(long, value_name = "DATE", value_parser = Date::parse)]
    pub(crate) today: Option<Date>,
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
    /// Exit with 1 from this level on [default: error].
    #[arg(long, value_name = "LEVEL")]
    pub(crate) fail_on: Option<LevelArg>,
    /// Exit with 0 whatever was found.
    #[arg(long)]
    pub(crate) exit_zero: bool,
    /// Nothing but what is wrong: no summary, no pictures that are ready, no progress bar.
    #[arg(long, short)]
    pub(crate) quiet: bool,
    /// Print what is in force, from flags and certpreflight.toml, and stop.
    #[arg(long)]
    pub(crate) show_config: bool,
    /// Print the JSON Schema of the JSON report, and stop.
    #[arg(long)]
    pub(crate) schema: bool,
}

#[derive(Args, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent flags of a command line"
)]
pub(crate) struct FixArgs {
    #[command(flatten)]
    pub(crate) check: CheckArgs,
    /// Folder for the copies; made if it doesn't exist.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: PathBuf,
    /// Show what would be done, write nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Replace files that are there already.
    #[arg(long)]
    pub(crate) overwrite: bool,
    /// Leave out pictures that need nothing.
    #[arg(long)]
    pub(crate) only_fixed: bool,
    /// Enlarge borderline pictures to reach the smallest size; this adds no detail.
    #[arg(long)]
    pub(crate) allow_upscale: bool,
    /// Turn pictures that only their content shows to be sideways.
    #[arg(long)]
    pub(crate) turn: bool,
}

#[derive(Args, Debug)]
pub(crate) struct DropArgs {
    /// Pictures and folders that were dropped.
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// Rules to check against: a built-in profile or a TOML file [default: tencent-domain].
    #[arg(long, short, value_name = "ID|FILE")]
    pub(crate) profile: Option<String>,
    /// Don't read the certificates: which one it is, number, name, dates. The checks of these are then not
    /// assessed.
    #[arg(long)]
    pub(crate) no_read: bool,
}

#[derive(Args, Debug)]
pub(crate) struct ExplainArgs {
    /// What the platform says, or a part of it; the id of a notice or a rule (-: standard input).
    #[arg(
        value_name = "TEXT",
        required_unless_present = "list",
        allow_negative_numbers = true
    )]
    pub(crate) text: Option<String>,
    /// Pictures in which to look for the cause.
    #[arg(value_name = "PATH")]
    pub(crate) pictures: Vec<PathBuf>,
    /// List every notice that is known.
    #[arg(long, conflicts_with_all = ["text", "pictures"])]
    pub(crate) list: bool,
    /// Rules to check the pictures against: a built-in profile or a TOML file [default: the platform's whose notice
    /// it is].
    #[arg(
        id = "explain_profile",
        long = "profile",
        short = 'p',
        value_name = "ID|FILE"
    )]
    pub(crate) profile: Option<String>,
    /// How to answer: text or json.
    #[arg(
        id = "answer",
        long = "format",
        short = 'f',
        value_name = "FORMAT",
        default_value = "text"
    )]
    pub(crate) format: AnswerArg,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TemplateCommand {
    /// Check a manifest, which has a row for each template or filing; or one row from the command line.
    Check(Box<TemplateCheckArgs>),
    /// Write an empty manifest with its headers and an example.
    Init(TemplateInitArgs),
}

#[derive(Args, Debug)]
pub(crate) struct TemplateCheckArgs {
    /// The manifest (.csv, .xlsx, .ods or .toml), with the pictures that it names beside it; with --owner, --number,
    /// --type, --owner-en or --contact the pictures.
    #[arg(id = "manifest", value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// The owner that will be typed.
    #[arg(long, value_name = "NAME")]
    pub(crate) owner: Option<String>,
    /// The certificate's number that will be typed.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) number: Option<String>,
    /// The certificate's type that will be chosen, by its Chinese name or a platform's code.
    #[arg(id = "of_type", long = "type", value_name = "TYPE")]
    pub(crate) of_type: Option<String>,
    /// The owner in English.
    #[arg(long, value_name = "NAME")]
    pub(crate) owner_en: Option<String>,
    /// The contact, a person.
    #[arg(long, value_name = "NAME")]
    pub(crate) contact: Option<String>,
    /// The sheet of a spreadsheet [default: the first].
    #[arg(long, value_name = "NAME")]
    pub(crate) sheet: Option<String>,
    /// Rules to check against: a built-in profile or a TOML file [default: tencent-domain].
    #[arg(long, short, value_name = "ID|FILE")]
    pub(crate) profile: Option<String>,
    /// Format of the report [default: what the name of --output says, else text].
    #[arg(long, short, value_name = "FORMAT")]
    pub(crate) format: Option<FormatArg>,
    /// Write the report to a file instead of standard output (can be repeated: .html .json .jsonl
    /// .csv .md .xml .sarif .txt; - is standard output).
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Vec<PathBuf>,
    /// No small pictures in the HTML report (never any where CI is set).
    #[arg(long)]
    pub(crate) no_thumbnails: bool,
    /// Write the manifest again with blanks, width, copy numbers and brackets put right, in the form in which it came.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["owner", "number", "of_type", "owner_en", "contact"])]
    pub(crate) fix_manifest: Option<PathBuf>,
    /// Don't read the certificates: what is typed is looked at by itself alone.
    #[arg(id = "reads_nothing", long = "no-read")]
    pub(crate) no_read: bool,
    /// Show numbers and persons' names in full and, on a terminal, what to type.
    #[arg(id = "show_typed", long = "show-values")]
    pub(crate) show_values: bool,
    /// The day by which validity is judged, as 2026-11-28 [default: today in China].
    #[arg(long, value_name = "DATE", value_parser = Date::parse)]
    pub(crate) today: Option<Date>,
}

#[derive(Args, Debug)]
pub(crate) struct TemplateInitArgs {
    /// The file to write [default: manifest.csv].
    #[arg(id = "blank", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) file: Option<PathBuf>,
    /// A spreadsheet of text columns in which the type is chosen from a list.
    #[arg(long)]
    pub(crate) xlsx: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AnswerArg {
    /// For people.
    Text,
    /// One document.
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LangArg {
    Zh,
    En,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatArg {
    /// For people.
    Text,
    /// One document.
    Json,
    /// One object a line, while the run goes on.
    Jsonl,
    /// A page with pictures, for people.
    Html,
    #[value(help = "JUnit XML, for CI servers")]
    Junit,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Annotations of a GitHub workflow.
    Github,
    /// A table for spreadsheets.
    Csv,
    /// A table for the summary of a CI job.
    Markdown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LevelArg {
    Note,
    Warning,
    Error,
}
