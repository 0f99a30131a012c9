//! What a dragged folder runs: a check, copies that can be uploaded in a folder beside it, and a
//! report there that opens by itself. Everything is made of what the other commands use; here is
//! only where things go.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use certpreflight::{
    DeliverOptions, Error, Lang, TurnAsSeen, Upkeep, discover, make_folders, may_be_picture,
    split_file_name,
};
use walkdir::WalkDir;

use crate::arguments::{FormatArg, LangArg};
use crate::config::Config;
use crate::interrupt::Interrupt;
use crate::options::{Layout, Output, Settings};
use crate::outputs::write_new;
use crate::run::run;
use crate::terminal;

/// Marks a folder as ours, in any language.
const REPORT: &str = "certpreflight-report.html";

/// What a folder of copies is called, behind the name of what was dropped.
const SUFFIXES: [(Lang, &str); 2] = [(Lang::Zh, "-可上传"), (Lang::En, "-ready")];

/// Reports that open by themselves. Whoever drops more at a time doesn't want as many windows.
const MOST_OPENED: usize = 5;

/// What goes for everything that was dropped, unless a config file near it says otherwise.
#[derive(Debug)]
pub(crate) struct Usual {
    /// The profile that was typed.
    pub(crate) profile: Option<String>,
    /// Whether certificates are read.
    pub(crate) reads: bool,
    /// The config file from where the command was started.
    pub(crate) config: Config,
    /// Whether config files count at all.
    pub(crate) looks_for_configs: bool,
    pub(crate) lang: Lang,
    /// Whether the language was typed, so that no config file changes it.
    pub(crate) lang_is_typed: bool,
}

impl Usual {
    fn settings(&self) -> Settings {
        Settings::under(self.profile.clone(), &self.config, self.lang)
    }

    /// The settings for what lies in this folder. A launcher starts anywhere, so the config file
    /// nearest to what was dropped counts before the one from where the command was started.
    fn settings_for(&self, folder: &Path) -> Result<Settings, Error> {
        let near = if self.looks_for_configs {
            Config::find(folder)?
        } else {
            Config::default()
        };
        if near.file.is_none() {
            return Ok(self.settings());
        }
        let lang = match near.lang {
            _ if self.lang_is_typed => self.lang,
            Some(LangArg::Zh) => Lang::Zh,
            Some(LangArg::En) => Lang::En,
            None => self.lang,
        };
        Ok(Settings::under(self.profile.clone(), &near, lang))
    }
}

/// Checks and repairs what was dropped; the worst exit code counts.
pub(crate) fn drop(
    dropped: Vec<PathBuf>,
    usual: &Usual,
    interrupt: &Interrupt,
) -> Result<u8, Error> {
    let is_there = |path: &PathBuf| path.symlink_metadata().is_ok();
    let (paths, missing): (Vec<_>, Vec<_>) = dropped.into_iter().partition(is_there);
    let mut worst = 0;
    if !missing.is_empty() {
        // Told without a folder of copies, which would have nothing in it.
        let settings = usual.settings();
        let options = settings.options(missing, vec![standard_output(&settings)])?;
        worst = run(&options, interrupt)?;
    }
    let mut opened = 0;
    for load in loads(&paths) {
        if interrupt.is_requested() {
            break;
        }
        match load.and_then(|load| load.work_off(usual, interrupt)) {
            Ok((code, report)) => {
                worst = worst.max(code);
                if let Some(report) = report
                    && !interrupt.is_requested()
                    && opened < MOST_OPENED
                {
                    open(&report);
                    opened += 1;
                }
            }
            Err(error) => {
                terminal::complain(&error, usual.lang); // the other loads are none the worse for it
                worst = worst.max(terminal::IMPOSSIBLE);
            }
        }
    }
    Ok(worst)
}

/// The summary that the window shows.
fn standard_output(settings: &Settings) -> Output {
    Output {
        format: settings.format,
        target: PathBuf::from("-"),
    }
}

/// What gets one folder of copies: a dropped folder, or files from the same folder.
#[derive(Debug)]
struct Load {
    kind: Kind,
    /// The folder in which everything dropped lies, and in which the folder of copies will.
    place: PathBuf,
    /// What the folder of copies is named after.
    name: OsString,
    /// What was dropped.
    paths: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Folder,
    Files,
}

impl Load {
    fn new(path: PathBuf) -> Result<Self, Error> {
        // `..` has no name of its own; what it stands for has.
        let path = if path.file_name().is_some() {
            path
        } else {
            fs::canonicalize(&path).map_err(|cause| Error::unwritable(&path, &cause))?
        };
        match (path.parent(), path.file_name()) {
            (Some(place), Some(name)) => {
                let (kind, called) = if path.is_dir() {
                    (Kind::Folder, name)
                } else {
                    (Kind::Files, split_file_name(name).0)
                };
                Ok(Self {
                    kind,
                    place: place.to_owned(),
                    name: called.to_owned(),
                    paths: vec![place.join(name)],
                })
            }
            _ => Err(Error::NothingBeside {
                path: path.display().to_string(),
            }),
        }
    }

    /// Checks and repairs the load; the exit code and the report, if there is something to report.
    fn work_off(
        self,
        usual: &Usual,
        interrupt: &Interrupt,
    ) -> Result<(u8, Option<PathBuf>), Error> {
        let near = match self.kind {
            Kind::Folder => &self.paths[0],
            Kind::Files => &self.place,
        };
        let mut settings = usual.settings_for(near)?;
        settings.exclude.extend(self.ready_below());
        let outputs = vec![standard_output(&settings)];
        let mut options = settings.options(self.paths.clone(), outputs)?;
        // The report shows `scans/front.jpg`, not where somebody keeps it.
        options.discover.shown_from = Some(self.place.clone());
        let sources = discover(&options.paths, &options.discover);
        if !sources.iter().any(may_be_picture) {
            return Ok((run(&options, interrupt)?, None));
        }
        let given_back = matches!(&self.paths[..], [only] if is_ready(only));
        let upkeep = self.upkeep(&options.policy.profile.id);
        let folder = if given_back {
            self.paths[0].clone()
        } else {
            self.folder(settings.lang, &upkeep)
        };
        let report = folder.join(REPORT);
        let html = Output {
            format: FormatArg::Html,
            target: report.clone(),
        };
        options.policy.thumbnails = settings.wants_thumbnails();
        options.policy.reads &= usual.reads;
        options.policy.opens_documents = true;
        options.outputs.insert(0, html);
        if !given_back {
            let mut fix = DeliverOptions::into_folder(&folder);
            fix.shown_from = Some(self.place);
            fix.repair.turn = TurnAsSeen::WithoutLoss;
            fix.upkeep = Some(upkeep);
            options.fix = Some(fix);
        }
        options.layout = Layout::Brief(folder.clone());
        make_folders(&folder).map_err(|cause| Error::unwritable(&folder, &cause))?;
        if !report.exists() {
            // From the first copy on, the folder can be told to be ours.
            write_new(&report, not_finished(settings.lang).as_bytes())?;
        }
        Ok((run(&options, interrupt)?, Some(report)))
    }

    /// What the folder of copies will be for.
    fn upkeep(&self, profile: &str) -> Upkeep {
        let of = match &self.paths[..] {
            [only] => only.file_name().unwrap_or_default(),
            _ => OsStr::new("."),
        };
        Upkeep {
            profile: profile.to_owned(),
            of: of.to_string_lossy().into_owned(),
        }
    }

    /// Where the copies go: the folder that is there for them already, else the first that is free.
    /// What is there for another profile, for another file of the same stem, or not from here at all,
    /// is left alone.
    fn folder(&self, lang: Lang, upkeep: &Upkeep) -> PathBuf {
        let suffix = SUFFIXES
            .iter()
            .find(|(of, _)| *of == lang)
            .map_or("-ready", |(_, suffix)| suffix);
        let called = |more: &str| {
            let mut name = self.name.clone();
            name.push(suffix);
            name.push(more);
            self.place.join(name)
        };
        let plain = called("");
        let is_for_another_profile = Upkeep::found_in(&plain)
            .is_some_and(|found| found.of == upkeep.of && found.profile != upkeep.profile);
        // The id of a profile may come from a file.
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
        let id = &upkeep.profile;
        let with_id = (is_for_another_profile && id.len() <= 40 && id.chars().all(is_plain))
            .then(|| called(&format!(" ({id})")));
        let numbered = (2_u32..).map(|number| called(&format!(" ({number})")));
        let mut free = None;
        for folder in [Some(plain), with_id].into_iter().flatten().chain(numbered) {
            if Upkeep::found_in(&folder).as_ref() == Some(upkeep) {
                return folder;
            }
            let is_there = folder.symlink_metadata().is_ok();
            if may_be_filled(&folder) {
                free.get_or_insert(folder);
            }
            if !is_there && free.is_some() {
                break;
            }
        }
        free.unwrap_or_else(|| called(""))
    }

    /// Folders of copies that earlier drops have made inside what was dropped, as globs: copies of
    /// copies are of no use.
    fn ready_below(&self) -> Vec<String> {
        let mut globs = Vec::new();
        for root in self.paths.iter().filter(|root| !is_ready(root)) {
            let reports = WalkDir::new(root)
                .into_iter()
                .filter_map(Result::ok) // what can't be entered holds nothing to leave out
                .filter(|entry| entry.file_name() == REPORT);
            for report in reports {
                let folder = report.path().parent().unwrap_or(root);
                if is_ready(folder) && folder != root {
                    let shown = folder.strip_prefix(&self.place).unwrap_or(folder);
                    globs.push(globset::escape(&shown.to_string_lossy()));
                }
            }
        }
        globs
    }
}

/// Sorts what was dropped into loads, in the order in which it was dropped.
fn loads(paths: &[PathBuf]) -> Vec<Result<Load, Error>> {
    let mut loads: Vec<Result<Load, Error>> = Vec::new();
    for path in paths {
        let load = match absolute(path).and_then(Load::new) {
            Ok(load) if load.kind == Kind::Files => load,
            other => {
                loads.push(other);
                continue;
            }
        };
        let mut known = loads.iter_mut().flatten();
        let companions = known.find(|known| known.kind == load.kind && known.place == load.place);
        match companions {
            Some(known) => {
                // Several files are called by the folder that they come from.
                known.name = load.place.file_name().unwrap_or(&known.name).to_owned();
                known.paths.extend(load.paths);
            }
            None => loads.push(Ok(load)),
        }
    }
    loads
}

fn absolute(path: &Path) -> Result<PathBuf, Error> {
    std::path::absolute(path).map_err(|cause| Error::unwritable(path, &cause))
}

/// Whether a folder is one of copies that a drop has made.
fn is_ready(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    SUFFIXES.iter().any(|(_, suffix)| name.contains(suffix)) && folder.join(REPORT).is_file()
}

/// Whether there is no folder of this name, or nothing in it but what a drop leaves that was broken
/// off before its first copy.
fn may_be_filled(folder: &Path) -> bool {
    match fs::symlink_metadata(folder) {
        Ok(about) => about.is_dir() && is_empty(folder),
        Err(cause) => cause.kind() == io::ErrorKind::NotFound,
    }
}

fn is_empty(folder: &Path) -> bool {
    let is_report = |entry: io::Result<fs::DirEntry>| entry.is_ok_and(|e| e.file_name() == REPORT);
    fs::read_dir(folder).is_ok_and(|mut entries| entries.all(is_report))
}

/// What stands in the report's place until it is there.
const fn not_finished(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "<!DOCTYPE html><meta charset=\"utf-8\"><p>检查没有完成，请重新拖入一次。\n",
        _ => {
            "<!DOCTYPE html><meta charset=\"utf-8\"><p>This was not finished. Please drop it again.\n"
        }
    }
}

/// Opens a report as a double click would. The report is there whether that works or not, and its
/// place has been told, so nothing that goes wrong here is worth a word.
fn open(report: &Path) {
    let opener = if cfg!(windows) {
        "explorer"
    } else if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    let mut command = Command::new(opener);
    command
        .arg(report)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt as _;
        command.process_group(0); // or it would go down with the window
    }
    let _ = command.spawn();
}
