//! What each subcommand does: arguments in, exit code out.

use std::process::ExitCode;

use certpreflight::{Error, Lang, Profile, Rule};

use crate::arguments::{CheckArgs, Cli, Command, DropArgs, TemplateCommand};
use crate::config::Config;
use crate::drop::{Usual, drop};
use crate::explain;
use crate::interrupt::Interrupt;
use crate::manual;
use crate::options::{Options, Settings};
use crate::outputs::print;
use crate::run::run;
use crate::template;
use crate::terminal::{IMPOSSIBLE, complain, wait_for_enter, window_closes};

/// What `--format json` writes; a test keeps it so.
const REPORT_SCHEMA: &str = include_str!("../../packaging/schema/report.schema.json");

/// Does what was typed.
pub(crate) fn execute(
    cli: Cli,
    config: Result<Config, Error>,
    lang: Lang,
) -> Result<ExitCode, Error> {
    let typed = Typed {
        lang: cli.lang.is_some(),
        no_config: cli.no_config,
    };
    match cli.command {
        // Dropped upon `certpreflight.exe` itself: paths, no subcommand, and a window of their own.
        None if cfg!(windows) && window_closes() => {
            let CheckArgs {
                paths,
                profile,
                no_read,
                ..
            } = cli.check;
            let arguments = DropArgs {
                paths,
                profile,
                no_read,
            };
            Ok(dropped(arguments, config, typed, lang))
        }
        None => check(cli.check, &config?, lang),
        Some(Command::Check(arguments)) => check(arguments, &config?, lang),
        Some(Command::Fix(arguments)) if arguments.check.schema => print(REPORT_SCHEMA),
        Some(Command::Fix(arguments)) if arguments.check.show_config => {
            show_config(&arguments.check, &config?, lang)
        }
        Some(Command::Fix(arguments)) => carry_out(&Options::fix(arguments, &config?, lang)?),
        Some(Command::Drop(arguments)) => Ok(dropped(arguments, config, typed, lang)),
        Some(Command::Template {
            command: TemplateCommand::Check(arguments),
        }) => template::check(&arguments, &config?, lang),
        Some(Command::Template {
            command: TemplateCommand::Init(arguments),
        }) => template::init(&arguments, lang),
        Some(Command::Explain(arguments)) => explain::explain(arguments, &config?, lang),
        Some(Command::Rules {
            id: Some(id),
            profile,
            ..
        }) => {
            let settings = Settings::under(profile, &config?, lang);
            print(&explain::rule_page(&id, &settings.profile()?, lang)?)
        }
        Some(Command::Rules { markdown: true, .. }) => print(&Rule::table(lang)),
        Some(Command::Rules { .. }) => print(&Rule::list(lang)),
        Some(Command::Profiles { id: None }) => print(&Profile::list(lang)),
        Some(Command::Profiles { id: Some(id) }) => print(&Profile::load(&id)?.to_toml()),
        Some(Command::Completions { shell }) => {
            print(&String::from_utf8_lossy(&manual::completions(shell)))
        }
        Some(Command::Man { of }) => {
            let page = manual::page(of.as_deref(), lang);
            let page = page.map_err(|cause| Error::unwritable("-", &cause))?;
            print(&String::from_utf8_lossy(&page))
        }
    }
}

fn check(arguments: CheckArgs, config: &Config, lang: Lang) -> Result<ExitCode, Error> {
    if arguments.schema {
        return print(REPORT_SCHEMA);
    }
    if arguments.show_config {
        return show_config(&arguments, config, lang);
    }
    carry_out(&Options::check(arguments, config, lang)?)
}

fn carry_out(options: &Options) -> Result<ExitCode, Error> {
    run(options, &Interrupt::listen()).map(ExitCode::from)
}

/// What was typed for all commands alike.
#[derive(Clone, Copy)]
struct Typed {
    lang: bool,
    no_config: bool,
}

/// What a drop runs. Its window must not close before a mistake in it was read.
fn dropped(
    arguments: DropArgs,
    config: Result<Config, Error>,
    typed: Typed,
    lang: Lang,
) -> ExitCode {
    let interrupt = Interrupt::listen();
    let code = config.map(|config| {
        let usual = Usual {
            profile: arguments.profile,
            reads: !arguments.no_read,
            config,
            looks_for_configs: !typed.no_config,
            lang,
            lang_is_typed: typed.lang,
        };
        drop(arguments.paths, &usual, &interrupt)
    });
    let code = code.flatten().unwrap_or_else(|error| {
        complain(&error, lang);
        IMPOSSIBLE
    });
    if window_closes() && !interrupt.is_requested() {
        wait_for_enter(lang);
    }
    ExitCode::from(code)
}

/// Prints what is in force, as a config file that would say the same.
fn show_config(arguments: &CheckArgs, config: &Config, lang: Lang) -> Result<ExitCode, Error> {
    let settings = Settings::typed(arguments, config, lang);
    print(&format!(
        "# {}\n{}",
        config.origin(),
        settings.to_config().to_toml()
    ))
}
