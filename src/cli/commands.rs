//! What each subcommand does: options in, exit code out.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;

use certpreflight::report::{Context, Summary};
use certpreflight::{
    DeliverOptions, DiscoverOptions, Entry, Error, Globs, Lang, Level, ListSeparator, Policy,
    Profile, Rule, discover, read_list,
};

use crate::arguments::{CheckArgs, Cli, Command, DropArgs};
use crate::config::Config;
use crate::outputs::{Layout, Outputs, closed_pipe_is_success};
use crate::terminal::{
    IMPOSSIBLE, INTERRUPTED, Progress, complain, is_interrupted, listen_for_interrupt, remark,
    wait_for_enter, window_closes,
};

/// Runs the command.
pub(crate) fn run(cli: Cli, config: Result<Config, Error>, lang: Lang) -> Result<ExitCode, Error> {
    match cli.command {
        // Dropped upon `certpreflight.exe` itself: paths, no subcommand, and a window of their own.
        None if cfg!(windows) && window_closes() => {
            let (paths, profile) = (cli.check.paths, cli.check.profile);
            Ok(dropped(DropArgs { paths, profile }, config, lang))
        }
        None => only_check(cli.check, &config?, lang),
        Some(Command::Check(arguments)) => only_check(arguments, &config?, lang),
        Some(Command::Fix(arguments)) => {
            let (options, layout) = (arguments.options(), arguments.layout());
            check(arguments.check, Some(&options), &layout, &config?, lang).map(ExitCode::from)
        }
        Some(Command::Drop(arguments)) => Ok(dropped(arguments, config, lang)),
        Some(Command::Rules {
            id: Some(id),
            profile,
            ..
        }) => {
            let profile = config?.profile(profile);
            print(&Rule::explain(&id, &Profile::load(&profile)?, lang)?)
        }
        Some(Command::Rules { markdown: true, .. }) => print(&Rule::table(lang)),
        Some(Command::Rules { .. }) => print(&Rule::list(lang)),
        Some(Command::Profiles { id: None }) => print(&Profile::list(lang)),
        Some(Command::Profiles { id: Some(id) }) => print(&Profile::load(&id)?.to_toml()),
        Some(Command::Completions { shell }) => {
            let mut script = Vec::new();
            clap_complete::generate(
                shell,
                &mut crate::localize::command(lang),
                "certpreflight",
                &mut script,
            );
            print(&String::from_utf8_lossy(&script))
        }
        Some(Command::Man) => {
            let mut page = Vec::new();
            clap_mangen::Man::new(crate::localize::command(lang))
                .render(&mut page)
                .map_err(|cause| Error::unwritable("-", &cause))?;
            print(&String::from_utf8_lossy(&page))
        }
    }
}

/// Prints a finished text; a closed pipe is success.
fn print(text: &str) -> Result<ExitCode, Error> {
    closed_pipe_is_success(anstream::stdout().write_all(text.as_bytes()))?;
    Ok(ExitCode::SUCCESS)
}

fn only_check(typed: CheckArgs, config: &Config, lang: Lang) -> Result<ExitCode, Error> {
    let layout = typed.layout();
    check(typed, None, &layout, config, lang).map(ExitCode::from)
}

/// What a drop runs. Its window must not close before a mistake in it was read.
fn dropped(arguments: DropArgs, config: Result<Config, Error>, lang: Lang) -> ExitCode {
    let code = config.and_then(|config| crate::drop::drop(arguments, &config, lang));
    let code = code.unwrap_or_else(|error| {
        complain(&error, lang);
        IMPOSSIBLE
    });
    if window_closes() && !is_interrupted() {
        wait_for_enter(lang);
    }
    ExitCode::from(code)
}

/// Checks pictures and, with options for that, repairs them. The exit code is the answer.
pub(crate) fn check(
    typed: CheckArgs,
    fix: Option<&DeliverOptions>,
    layout: &Layout,
    config: &Config,
    lang: Lang,
) -> Result<u8, Error> {
    let arguments = config.complete(typed);
    if arguments.show_config {
        print(&config.in_force(&arguments, jobs(arguments.jobs), lang))?;
        return Ok(0);
    }
    listen_for_interrupt();
    let profile = Profile::load(arguments.profile())?;
    let mut paths = arguments.paths.clone();
    if let Some(list) = &arguments.files_from {
        paths.extend(read_paths(list, arguments.null)?);
    }
    let options = DiscoverOptions {
        exclude: Globs::parse(&arguments.exclude)?,
        max_depth: arguments.max_depth,
    };
    let fail_on = Level::from(arguments.fail_on());
    let mut context = Context::new(lang, profile.clone());
    context.fail_on = fail_on;
    let usual = config.usual_format();
    let (files, format) = (&arguments.output, arguments.format);
    let mut outputs = Outputs::open(files, format, usual, layout, &context)?;
    let mut policy = Policy::new(profile);
    policy.thumbnails = arguments.wants_thumbnails(usual);
    let sources = discover(&paths, &options);
    let progress = Progress::new(sources.len(), arguments.quiet || outputs.share_terminal());

    let mut summary = Summary::default();
    outputs.begin();
    let deliver = |entry| {
        summary.add(&entry);
        progress.step(match &entry {
            Entry::Judged(outcome) => &outcome.shown,
            Entry::Skipped { shown, .. } => shown,
            _ => "",
        });
        outputs.entry(&entry) && !is_interrupted()
    };
    let jobs = jobs(arguments.jobs);
    match fix {
        None => certpreflight::run(&sources, &policy, jobs, deliver)?,
        Some(options) => certpreflight::repair(&sources, &policy, options, jobs, deliver)?,
    }
    progress.finish();
    if is_interrupted() {
        return Ok(INTERRUPTED); // unfinished report files go with `outputs`
    }
    outputs.finish(&summary)?;

    if summary.is_empty() {
        remark(match lang {
            Lang::Zh => "certpreflight：没有找到可检查的图片。",
            _ => "certpreflight: no picture to check was found.",
        });
        return Ok(IMPOSSIBLE);
    }
    if summary.unwritten > 0 {
        return Ok(IMPOSSIBLE);
    }
    let fails = summary.worst >= Some(fail_on) && !arguments.exit_zero;
    Ok(u8::from(fails))
}

fn read_paths(list: &Path, null: bool) -> Result<Vec<std::path::PathBuf>, Error> {
    let separator = if null {
        ListSeparator::Nul
    } else {
        ListSeparator::Lines
    };
    let name = list.display().to_string();
    if list == Path::new("-") {
        return read_list(&name, io::stdin().lock(), separator);
    }
    let file = File::open(list).map_err(|cause| Error::unreadable_list(list, &cause))?;
    read_list(&name, io::BufReader::new(file), separator)
}

/// As many pictures at a time as there are cores, at most 8: beyond that memory grows faster than speed.
fn jobs(asked: Option<u16>) -> usize {
    asked.map_or_else(
        || std::thread::available_parallelism().map_or(1, |cores| cores.get().min(8)),
        usize::from,
    )
}
