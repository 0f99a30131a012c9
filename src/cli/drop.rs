//! What a dragged folder runs: a check, copies that can be uploaded in a folder beside it, and a
//! report there that opens by itself. Everything is made of what the other commands use; here is
//! only where things go.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use certpreflight::{DeliverOptions, Error, Lang};
use walkdir::WalkDir;

use crate::arguments::FormatArg;
use crate::interrupt::Interrupt;
use crate::options::{Layout, Output, Settings};
use crate::run::run;
use crate::terminal;

/// Marks a folder as ours, in any language.
const REPORT: &str = "certpreflight-report.html";

/// What a folder of copies is called, behind the name of what was dropped.
const SUFFIXES: [(Lang, &str); 2] = [(Lang::Zh, "-可上传"), (Lang::En, "-ready")];

/// Reports that open by themselves. Whoever drops more at a time doesn't want as many windows.
const MOST_OPENED: usize = 5;

/// Checks and repairs what was dropped; the worst exit code counts.
pub(crate) fn drop(
    dropped: Vec<PathBuf>,
    settings: &Settings,
    interrupt: &Interrupt,
) -> Result<u8, Error> {
    let is_there = |path: &PathBuf| path.symlink_metadata().is_ok();
    let (paths, missing): (Vec<_>, Vec<_>) = dropped.into_iter().partition(is_there);
    let mut worst = 0;
    if !missing.is_empty() {
        // Told without a folder of copies, which would have nothing in it.
        let options = settings.options(missing, vec![standard_output(settings)])?;
        worst = run(&options, interrupt)?;
    }
    let mut opened = 0;
    for load in loads(&paths) {
        if interrupt.is_requested() {
            break;
        }
        match load.and_then(|load| load.work_off(settings.clone(), interrupt)) {
            Ok((code, report)) => {
                worst = worst.max(code);
                if !interrupt.is_requested() && opened < MOST_OPENED {
                    open(&report);
                    opened += 1;
                }
            }
            Err(error) => {
                terminal::complain(&error, settings.lang); // the other loads are none the worse for it
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
            (Some(place), Some(name)) => Ok(Self {
                kind: if path.is_dir() {
                    Kind::Folder
                } else {
                    Kind::Files
                },
                place: place.to_owned(),
                name: name.to_owned(),
                paths: vec![place.join(name)],
            }),
            _ => Err(Error::NothingBeside {
                path: path.display().to_string(),
            }),
        }
    }

    /// Checks and repairs the load; the exit code and the report.
    fn work_off(
        self,
        mut settings: Settings,
        interrupt: &Interrupt,
    ) -> Result<(u8, PathBuf), Error> {
        settings.exclude.extend(self.ready_below());
        let given_back = matches!(&self.paths[..], [only] if is_ready(only));
        let folder = if given_back {
            self.place.join(&self.name)
        } else {
            self.folder(settings.lang)
        };
        let report = folder.join(REPORT);
        let html = Output {
            format: FormatArg::Html,
            target: report.clone(),
        };
        let outputs = vec![html, standard_output(&settings)];
        let mut options = settings.options(self.paths, outputs)?;
        // The report shows `scans/front.jpg`, not where somebody keeps it.
        options.discover.shown_from = Some(self.place.clone());
        if !given_back {
            let mut fix = DeliverOptions::into_folder(&folder);
            fix.shown_from = Some(self.place);
            fix.overwrite = true; // the folder was empty or ours
            options.fix = Some(fix);
        }
        options.layout = Layout::Brief(folder.clone());
        fs::create_dir_all(&folder).map_err(|cause| Error::unwritable(&folder, &cause))?;
        if !report.exists() {
            // From the first copy on, the folder can be told to be ours.
            fs::write(&report, unfinished(settings.lang))
                .map_err(|cause| Error::unwritable(&report, &cause))?;
        }
        Ok((run(&options, interrupt)?, report))
    }

    /// Where the copies go: the first folder of its name that is not somebody else's.
    fn folder(&self, lang: Lang) -> PathBuf {
        let suffix = SUFFIXES
            .iter()
            .find(|(of, _)| *of == lang)
            .map_or("-ready", |(_, suffix)| suffix);
        let mut name = self.name.clone();
        name.push(suffix);
        let mut folder = self.place.join(&name);
        for number in 2_u32.. {
            if may_be_filled(&folder) {
                break;
            }
            let mut numbered = name.clone();
            numbered.push(format!(" ({number})"));
            folder = self.place.join(numbered);
        }
        folder
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

/// Whether nothing of somebody else's is in a folder, so that what is in it may be replaced.
fn may_be_filled(folder: &Path) -> bool {
    match fs::symlink_metadata(folder) {
        Ok(about) => about.is_dir() && (is_ready(folder) || is_empty(folder)),
        Err(cause) => cause.kind() == io::ErrorKind::NotFound,
    }
}

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}

/// What stands in the report's place until it is there.
const fn unfinished(lang: Lang) -> &'static str {
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
