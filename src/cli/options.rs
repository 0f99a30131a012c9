//! What a run does, decided: arguments and config file in, options out with every default in its
//! place. Whoever carries them out sees neither flags nor files of settings.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
#[cfg(feature = "convert")]
use std::sync::OnceLock;

#[cfg(feature = "convert")]
use certpreflight::worker::Workers;
use certpreflight::{
    DeliverOptions, DiscoverOptions, Error, Globs, Lang, Level, ListSeparator, Policy, Profile,
    TurnAsSeen, read_list,
};

use crate::arguments::{CheckArgs, FixArgs, FormatArg, LangArg, LevelArg};
use crate::config::Config;

/// The profile where neither a flag nor a file names one.
const DEFAULT_PROFILE: &str = "tencent-domain";

/// Everything that one run has to know.
#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) lang: Lang,
    pub(crate) policy: Policy,
    /// Pictures and folders, in the order in which they are reported.
    pub(crate) paths: Vec<PathBuf>,
    pub(crate) discover: DiscoverOptions,
    /// How to repair; `None` for a check alone.
    pub(crate) fix: Option<DeliverOptions>,
    pub(crate) outputs: Vec<Output>,
    pub(crate) layout: Layout,
    /// Pictures examined at a time.
    pub(crate) jobs: usize,
    /// The level from which on the run fails.
    pub(crate) fail_on: Level,
    /// Whether findings leave the exit code alone.
    pub(crate) exit_zero: bool,
    pub(crate) quiet: bool,
    /// The config file that the settings come from.
    pub(crate) config_file: Option<String>,
    /// The command that repairs what is checked, as it would be typed.
    pub(crate) repair_command: Option<String>,
    /// Whether reports show numbers and persons' names in full.
    pub(crate) shows_values: bool,
}

/// One report: its format, and the file it goes to (`-`: standard output).
#[derive(Clone, Debug)]
pub(crate) struct Output {
    pub(crate) format: FormatArg,
    pub(crate) target: PathBuf,
}

/// How the text report is laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// What is wrong and what to do.
    Short,
    /// That, and nothing else.
    Quiet,
    /// Every check and its answer.
    Checklist,
    /// A few lines at the end that lead to this folder.
    Brief(PathBuf),
    /// Rows of a manifest alone.
    Rows {
        /// Whether what to type is listed, on a terminal.
        lists_what_to_type: bool,
    },
}

impl Options {
    /// The options of `check`.
    pub(crate) fn check(arguments: CheckArgs, config: &Config, lang: Lang) -> Result<Self, Error> {
        let settings = Settings::typed(&arguments, config, lang);
        let layout = check_layout(&arguments, settings.quiet);
        let named = arguments.format.or(config.format);
        let outputs = outputs(&arguments.output, arguments.format, named)?;
        let repair_command = Some(repair_command(&arguments, lang));
        let mut paths = arguments.paths;
        if let Some(list) = &arguments.files_from {
            paths.extend(read_paths(list, arguments.null)?);
        }
        let options = settings.options(paths, outputs)?;
        let mut policy = options.policy;
        policy.reads &= !arguments.no_read;
        policy.today = arguments.today.unwrap_or(policy.today);
        Ok(Self {
            policy,
            layout,
            exit_zero: arguments.exit_zero,
            repair_command,
            shows_values: arguments.show_values,
            ..options
        })
    }

    /// The options of `fix`.
    pub(crate) fn fix(arguments: FixArgs, config: &Config, lang: Lang) -> Result<Self, Error> {
        if format_of_name(&arguments.out).is_some() && !arguments.out.is_dir() {
            return Err(Error::OutputCalledLikeReport {
                output: arguments.out.display().to_string(),
            });
        }
        let mut fix = DeliverOptions::into_folder(arguments.out);
        fix.dry_run = arguments.dry_run;
        fix.overwrite = arguments.overwrite;
        fix.only_fixed = arguments.only_fixed;
        fix.repair.allow_upscale = arguments.allow_upscale;
        if arguments.turn {
            fix.repair.turn = TurnAsSeen::Always;
        }
        let is_long = arguments.check.long;
        let mut options = Self::check(arguments.check, config, lang)?;
        options.policy.opens_documents = true;
        Ok(Self {
            fix: Some(fix),
            // What was done counts, not every check, unless that is asked for.
            layout: match options.layout {
                Layout::Checklist if !is_long => Layout::Short,
                layout => layout,
            },
            repair_command: None,
            ..options
        })
    }
}

/// What can be typed or written in the config file, with the defaults filled in.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// Where they come from, if not only from what was typed.
    config_file: Option<String>,
    /// The profile as the config file has it, if it is from there.
    written_profile: Option<String>,
    /// A built-in profile or a TOML file.
    profile: String,
    /// What a report is written in where its file's name doesn't say it.
    pub(crate) format: FormatArg,
    pub(crate) exclude: Vec<String>,
    max_depth: Option<usize>,
    fail_on: LevelArg,
    jobs: usize,
    pub(crate) lang: Lang,
    quiet: bool,
    thumbnails: bool,
}

impl Settings {
    /// What the flags of `check` and the config file come to.
    pub(crate) fn typed(arguments: &CheckArgs, config: &Config, lang: Lang) -> Self {
        let typed = Config {
            profile: arguments.profile.clone(),
            format: arguments.format,
            exclude: Some(arguments.exclude.clone()),
            max_depth: arguments.max_depth,
            fail_on: arguments.fail_on,
            jobs: arguments.jobs,
            quiet: arguments.quiet.then_some(true),
            thumbnails: arguments.no_thumbnails.then_some(false),
            ..Config::default()
        };
        Self::resolve(typed.over(config), lang)
    }

    /// What the config file comes to where at most a profile is typed.
    pub(crate) fn under(profile: Option<String>, config: &Config, lang: Lang) -> Self {
        let typed = Config {
            profile,
            ..Config::default()
        };
        Self::resolve(typed.over(config), lang)
    }

    fn resolve(config: Config, lang: Lang) -> Self {
        Self {
            config_file: config.shown,
            written_profile: config.written_profile,
            profile: config.profile.unwrap_or_else(|| DEFAULT_PROFILE.to_owned()),
            format: config.format.unwrap_or(FormatArg::Text),
            exclude: config.exclude.unwrap_or_default(),
            max_depth: config.max_depth,
            fail_on: config.fail_on.unwrap_or(LevelArg::Error),
            jobs: config.jobs.map_or_else(usual_jobs, usize::from),
            lang,
            quiet: config.quiet.unwrap_or(false),
            thumbnails: config.thumbnails.unwrap_or(true),
        }
    }

    /// The settings as a config file that would say the same.
    pub(crate) fn to_config(&self) -> Config {
        Config {
            profile: Some(self.profile.clone()),
            format: Some(self.format),
            exclude: Some(self.exclude.clone()),
            max_depth: self.max_depth,
            fail_on: Some(self.fail_on),
            jobs: u16::try_from(self.jobs).ok(),
            lang: Some(match self.lang {
                Lang::Zh => LangArg::Zh,
                _ => LangArg::En,
            }),
            quiet: Some(self.quiet),
            thumbnails: Some(self.thumbnails),
            ..Config::default()
        }
    }

    /// Pictures examined at a time.
    pub(crate) const fn jobs(&self) -> usize {
        self.jobs
    }

    /// The profile to hold pictures against.
    pub(crate) fn profile(&self) -> Result<Profile, Error> {
        let mut profile = Profile::load(&self.profile)?;
        if profile.file.is_some() && self.written_profile.is_some() {
            profile.file.clone_from(&self.written_profile);
        }
        Ok(profile)
    }

    /// Whether a report that shows pictures may show them.
    pub(crate) fn wants_thumbnails(&self) -> bool {
        self.thumbnails && !is_ci()
    }

    /// The options of a check of `paths` under these settings.
    pub(crate) fn options(
        &self,
        paths: Vec<PathBuf>,
        outputs: Vec<Output>,
    ) -> Result<Options, Error> {
        let mut policy = policy(self.profile()?);
        policy.thumbnails = self.wants_thumbnails() && show_pictures(&outputs);
        Ok(Options {
            lang: self.lang,
            policy,
            paths,
            discover: DiscoverOptions {
                exclude: Globs::parse(&self.exclude)?,
                max_depth: self.max_depth,
                ..DiscoverOptions::default()
            },
            fix: None,
            outputs,
            layout: Layout::Short,
            jobs: self.jobs,
            fail_on: match self.fail_on {
                LevelArg::Note => Level::Note,
                LevelArg::Warning => Level::Warning,
                LevelArg::Error => Level::Error,
            },
            exit_zero: false,
            quiet: self.quiet,
            config_file: self.config_file.clone(),
            repair_command: None,
            shows_values: false,
        })
    }
}

/// How the report of `check` is laid out. A few named files are somebody's last look before an
/// upload and have every check answered; a folder is a list of work.
fn check_layout(arguments: &CheckArgs, quiet: bool) -> Layout {
    let few = (1..=5).contains(&arguments.paths.len())
        && arguments.files_from.is_none()
        && arguments.paths.iter().all(|path| path.is_file());
    match (arguments.long, quiet) {
        (true, _) => Layout::Checklist,
        (false, true) => Layout::Quiet,
        (false, false) if few && !arguments.short => Layout::Checklist,
        (false, false) => Layout::Short,
    }
}

/// How to repair what is checked: into a folder beside the one that was given.
fn repair_command(arguments: &CheckArgs, lang: Lang) -> String {
    /// Paths that are repeated. Who named more knows them better than a line can hold.
    const MOST_PATHS: usize = 3;
    let (beside, ready) = match lang {
        Lang::Zh => ("-可上传", "可上传"),
        _ => ("-ready", "ready"),
    };
    let paths = &arguments.paths;
    let out = match &paths[..] {
        [folder] if folder.is_dir() && folder.file_name().is_some() => {
            let folder = folder.display().to_string();
            format!("{}{beside}", folder.trim_end_matches(['/', '\\']))
        }
        [folder] if folder.is_dir() => format!("../{ready}"), // `.` has no name of its own
        _ => ready.to_owned(),
    };
    let mut command = "certpreflight fix".to_owned();
    if paths.len() > MOST_PATHS || arguments.files_from.is_some() {
        command.push_str(" …");
    } else {
        for path in paths {
            command.push(' ');
            command.push_str(&quoted(&path.display().to_string()));
        }
    }
    command.push_str(" --out ");
    command.push_str(&quoted(&out));
    if let Some(profile) = &arguments.profile {
        command.push_str(" -p ");
        command.push_str(&quoted(profile));
    }
    command
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+,:@%".contains(c);
    if word.chars().all(is_plain) || (cfg!(windows) && !word.contains([' ', '&', '(', ')'])) {
        word.to_owned()
    } else if cfg!(windows) {
        format!("\"{word}\"")
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// The reports to write; without a target, one on standard output. A single one is in the format
/// that was typed; several are in what their names say. What has no name, or one that says nothing,
/// is in the format that was `named`, typed or in the config file; a file needs one of the two.
pub(crate) fn outputs(
    targets: &[PathBuf],
    typed: Option<FormatArg>,
    named: Option<FormatArg>,
) -> Result<Vec<Output>, Error> {
    let standard = [PathBuf::from("-")];
    let targets = if targets.is_empty() {
        &standard[..]
    } else {
        targets
    };
    let typed = typed.filter(|_| targets.len() == 1);
    let outputs = targets.iter().map(|target| {
        // Standard output, `/dev/null`, a pipe.
        let is_no_file = || {
            let found = target.metadata();
            target == Path::new("-") || found.is_ok_and(|found| !found.is_file() && !found.is_dir())
        };
        let format = typed.or_else(|| format_of_name(target)).or(named);
        let format = format.or_else(|| is_no_file().then_some(FormatArg::Text));
        Ok(Output {
            format: format.ok_or_else(|| Error::UnknownReportFormat {
                target: target.display().to_string(),
            })?,
            target: target.clone(),
        })
    });
    outputs.collect()
}

/// The format that a file's name asks for.
fn format_of_name(target: &Path) -> Option<FormatArg> {
    let name = target.file_name()?.to_str()?.to_ascii_lowercase();
    if name.ends_with(".sarif.json") {
        return Some(FormatArg::Sarif); // the name that code scanning documents
    }
    Some(match name.rsplit_once('.')?.1 {
        "txt" => FormatArg::Text,
        "json" => FormatArg::Json,
        "jsonl" | "ndjson" => FormatArg::Jsonl,
        "html" | "htm" => FormatArg::Html,
        "xml" => FormatArg::Junit,
        "sarif" => FormatArg::Sarif,
        "csv" => FormatArg::Csv,
        "md" | "markdown" => FormatArg::Markdown,
        _ => return None,
    })
}

/// Whether one of the reports shows pictures.
pub(crate) fn show_pictures(outputs: &[Output]) -> bool {
    outputs
        .iter()
        .any(|output| output.format == FormatArg::Html)
}

/// How files of strangers are held against a profile, of which a check may run over thousands: those of other formats are
/// opened in processes of their own, and documents are not at all. A repair opens them: who asks for one knows the files.
pub(crate) fn policy(profile: Profile) -> Policy {
    let mut policy = Policy::new(profile);
    policy.opens_documents = false;
    #[cfg(feature = "convert")]
    {
        policy.workers = WORKERS.get_or_init(own_workers).clone();
    }
    policy
}

/// The processes in which files of other formats are opened, for the whole run: of this very program, unless it is no
/// program of its own and has said which to start.
#[cfg(feature = "convert")]
pub(crate) static WORKERS: OnceLock<Workers> = OnceLock::new();

/// Processes of this very program.
#[cfg(feature = "convert")]
fn own_workers() -> Workers {
    // What runs, even if its file was replaced since.
    let running = Path::new("/proc/self/exe");
    let program = if cfg!(target_os = "linux") && running.exists() {
        running.to_owned()
    } else {
        // A program that can't be started becomes a finding of the files that need it.
        std::env::current_exe()
            .or_else(|_| path_as_called())
            .unwrap_or_default()
    };
    Workers::of_program(program)
}

/// Where the program lies by the words it was called with: in an empty root nothing else tells.
#[cfg(feature = "convert")]
fn path_as_called() -> io::Result<PathBuf> {
    let called = PathBuf::from(std::env::args_os().next().unwrap_or_default());
    // A bare name was looked up in `PATH`, and may be another file here.
    if called.components().count() > 1 {
        called.canonicalize()
    } else {
        Err(io::ErrorKind::NotFound.into())
    }
}

/// Whether this is a CI job, whose report is often public; its pictures would be somebody's
/// certificates.
fn is_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty())
}

/// As many pictures at a time as there are cores, at most 8: beyond that memory grows faster than speed.
fn usual_jobs() -> usize {
    std::thread::available_parallelism().map_or(1, |cores| cores.get().min(8))
}

/// The paths of `--files-from`.
fn read_paths(list: &Path, null: bool) -> Result<Vec<PathBuf>, Error> {
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

#[cfg(test)]
#[expect(
    clippy::unwrap_used,
    reason = "a test that can't go on should stop loudly"
)]
mod tests {
    use super::*;

    #[test]
    fn the_name_tells_the_format_unless_one_is_typed_for_it_alone() {
        use FormatArg::{Csv, Html, Json, Junit, Sarif, Text};
        let cases: [(&[&str], Option<FormatArg>, &[FormatArg]); 10] = [
            (&["a/report.HTML"], None, &[Html]),
            (&["r.sarif.json"], None, &[Sarif]),
            (&["r.json"], None, &[Json]),
            (&["r.xml"], None, &[Junit]),
            (&["r.dat"], None, &[Csv]),
            (&["report"], None, &[Csv]),
            (&["-"], None, &[Csv]),
            (&[], None, &[Csv]),
            (&["r.json"], Some(Text), &[Text]),
            (&["r.json", "-"], Some(Text), &[Json, Csv]),
        ];
        for (targets, typed, formats) in cases {
            let targets: Vec<_> = targets.iter().map(PathBuf::from).collect();
            let found = outputs(&targets, typed, Some(Csv)).unwrap();
            let found: Vec<_> = found.iter().map(|output| output.format).collect();
            assert_eq!(found, formats, "{targets:?} {typed:?}");
        }
    }

    #[test]
    fn a_name_that_tells_no_format_is_a_mistake_unless_one_is_named() {
        for name in ["r.dat", "report", "r.pdf"] {
            assert!(outputs(&[name.into()], None, None).is_err(), "{name}");
        }
        let standard = outputs(&["-".into()], None, None).unwrap();
        assert_eq!(standard[0].format, FormatArg::Text);
    }

    #[cfg(unix)]
    #[test]
    fn a_word_is_quoted_where_a_shell_would_cut_it() {
        assert_eq!(quoted("扫描件/a-1.jpg"), "扫描件/a-1.jpg");
        assert_eq!(quoted("my scans"), "'my scans'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
    }
}
