//! What each subcommand does: options in, exit code out.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::Path;
use std::process::ExitCode;

use certpreflight::report::{Context, Json, JsonLines, Plain, Report, Summary};
use certpreflight::{
    DiscoverOptions, Entry, Error, Globs, Lang, Level, ListSeparator, Policy, Profile, Rule,
    discover, read_list,
};

use crate::cli::{CheckArgs, Cli, Command, FormatArg};
use crate::terminal::{IMPOSSIBLE, Progress, remark};

/// Runs the command.
pub(crate) fn run(cli: Cli, lang: Lang) -> Result<ExitCode, Error> {
    match cli.command {
        None => check(&cli.check, lang),
        Some(Command::Check(arguments)) => check(&arguments, lang),
        Some(Command::Rules { id, markdown }) => print(&match id {
            Some(id) => Rule::explain(&id, lang)?,
            None if markdown => Rule::table(lang),
            None => Rule::list(lang),
        }),
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

fn closed_pipe_is_success(result: io::Result<()>) -> Result<(), Error> {
    match result {
        Err(cause) if cause.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::unwritable("-", &cause))
        }
        _ => Ok(()),
    }
}

fn check(arguments: &CheckArgs, lang: Lang) -> Result<ExitCode, Error> {
    let profile = Profile::load(&arguments.profile)?;
    let mut paths = arguments.paths.clone();
    if let Some(list) = &arguments.files_from {
        paths.extend(read_paths(list, arguments.null)?);
    }
    let options = DiscoverOptions {
        exclude: Globs::parse(&arguments.exclude)?,
        max_depth: arguments.max_depth,
    };
    let mut report: Box<dyn Report> = {
        let context = Context::new(lang, profile.clone());
        match arguments.format {
            FormatArg::Text => Box::new(Plain::new(context)),
            FormatArg::Json => Box::new(Json::new(context)),
            FormatArg::Jsonl => Box::new(JsonLines::new(context)),
        }
    };
    // Opened before the first picture is looked at: a long run must not fail on its last line.
    let mut output = Output::open(arguments.output.as_deref())?;
    let sources = discover(&paths, &options);
    let progress = Progress::new(sources.len(), arguments.quiet || output.shares_terminal());

    let mut summary = Summary::default();
    let mut written = report.begin(output.writer());
    certpreflight::run(
        &sources,
        &Policy::new(profile),
        jobs(arguments.jobs),
        |entry| {
            summary.add(&entry);
            if written.is_ok() {
                written = report.entry(&entry, output.writer());
            }
            progress.step(match &entry {
                Entry::Judged(outcome) => &outcome.shown,
                Entry::Skipped { shown, .. } => shown,
                _ => "",
            });
            written.is_ok()
        },
    )?;
    progress.finish();
    let written = written.and_then(|()| report.end(&summary, output.writer()));
    output.finish(written)?;

    if summary.is_empty() {
        remark(match lang {
            Lang::Zh => "certpreflight：没有找到可检查的图片。",
            _ => "certpreflight: no picture to check was found.",
        });
        return Ok(ExitCode::from(IMPOSSIBLE));
    }
    let fails = summary.worst >= Some(Level::from(arguments.fail_on)) && !arguments.exit_zero;
    Ok(ExitCode::from(u8::from(fails)))
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

/// Where the report goes. A file appears under its name only when it is whole.
enum Output {
    Standard(BufWriter<anstream::AutoStream<io::Stdout>>),
    File {
        temporary: BufWriter<tempfile::NamedTempFile>,
        target: std::path::PathBuf,
    },
}

impl Output {
    fn open(target: Option<&Path>) -> Result<Self, Error> {
        let Some(target) = target.filter(|target| *target != Path::new("-")) else {
            return Ok(Self::Standard(BufWriter::new(anstream::stdout())));
        };
        let folder = match target.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        let temporary = tempfile::Builder::new()
            .prefix(".certpreflight-")
            .tempfile_in(folder)
            .map_err(|cause| Error::unwritable(target, &cause))?;
        Ok(Self::File {
            temporary: BufWriter::new(temporary),
            target: target.to_owned(),
        })
    }

    fn writer(&mut self) -> &mut dyn Write {
        match self {
            Self::Standard(writer) => writer,
            Self::File { temporary, .. } => temporary,
        }
    }

    /// Whether the report scrolls by on the terminal that would show the progress bar.
    fn shares_terminal(&self) -> bool {
        matches!(self, Self::Standard(_)) && io::stdout().is_terminal()
    }

    /// Puts the finished report in its place, or says why it could not be written.
    fn finish(self, written: io::Result<()>) -> Result<(), Error> {
        match self {
            Self::Standard(mut writer) => {
                closed_pipe_is_success(written.and_then(|()| writer.flush()))
            }
            Self::File { temporary, target } => written
                .and_then(|()| {
                    temporary
                        .into_inner()
                        .map_err(io::IntoInnerError::into_error)
                })
                .and_then(|file| {
                    file.as_file().sync_all()?;
                    file.persist(&target).map_err(|error| error.error)
                })
                .map(drop)
                .map_err(|cause| Error::unwritable(&target, &cause)),
        }
    }
}
