//! Paths in, [`Source`]s out: sorted, nothing dropped without a word.
//!
//! *Every path the user gave appears exactly once in the report, in the same order on every
//! machine.* Roots keep the order in which they were given; inside a folder everything is sorted by
//! the bytes of its name, but numbers by their value: 2 comes before 10. What won't be examined is in the list as well, with the reason. No file is
//! opened here, so that a pipe can't make the program wait, and whether a file is a picture is not
//! decided here either: that takes its content.

mod exclude;
mod list;
mod names;
mod source;

use std::collections::HashMap;
use std::fs::{self, FileType};
use std::io;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

pub use exclude::Globs;
pub use list::{ListSeparator, read_list};
pub use names::sanitize_for_terminal;
pub(crate) use names::{percent_encoded, seen_from, shown};
pub use source::{How, SkipReason, Source, SourceKind, SpecialFile};

/// What to leave out below the given folders, and how to show the rest. A path that was given itself
/// is never left out.
#[derive(Clone, Debug, Default)]
pub struct DiscoverOptions {
    /// Files and folders to skip.
    pub exclude: Globs,
    /// How many levels to go down; 1 takes only what lies in a given folder itself, `None` all.
    pub max_depth: Option<usize>,
    /// What lies in this folder is shown, and excluded, as seen from it; `None` shows paths as they
    /// were given.
    pub shown_from: Option<PathBuf>,
}

/// Lists everything that the given paths lead to.
pub fn discover(roots: &[PathBuf], options: &DiscoverOptions) -> Vec<Source> {
    let mut discovery = Discovery {
        options,
        sources: Vec::new(),
        by_path: HashMap::new(),
        files: HashMap::new(),
        folders: HashMap::new(),
    };
    for root in roots {
        discovery.root(root);
    }
    discovery.sources.into_iter().flatten().collect()
}

struct Discovery<'a> {
    options: &'a DiscoverOptions,
    /// What was found; `None` where a line was taken back.
    sources: Vec<Option<Source>>,
    /// Where each path stands in `sources`.
    by_path: HashMap<PathBuf, usize>,
    /// Where each file to examine stands in `sources`, by canonical path.
    files: HashMap<PathBuf, usize>,
    /// Every folder that was entered, by canonical path.
    folders: HashMap<PathBuf, Visit>,
}

struct Visit {
    shown: String,
    /// How many levels could be gone down from there, the folder's own content being the first.
    levels: usize,
}

/// A folder on the way from a root to where the walk is.
struct Step {
    path: PathBuf,
    canonical: PathBuf,
}

impl Discovery<'_> {
    fn root(&mut self, path: &Path) {
        let kind = match look(path) {
            Nature::Folder => return self.walk(path),
            Nature::File => self.file(canonical(path), path, How::Named),
            Nature::Special(special) => SourceKind::Special(special),
            Nature::Unusable(kind) => kind,
        };
        self.push(path, path, How::Named, kind);
    }

    /// Lists what is in a given folder.
    fn walk(&mut self, root: &Path) {
        let mut entries = WalkDir::new(root)
            .follow_links(true)
            .sort_by(|a, b| names::natural_order(a.file_name(), b.file_name()))
            .into_iter();
        let mut steps: Vec<Step> = Vec::new();
        let mut empty = true;
        while let Some(entry) = entries.next() {
            let (path, kind) = match entry {
                Ok(entry) => {
                    steps.truncate(entry.depth());
                    let canonical = canonical_entry(&entry, steps.last());
                    let kind = if entry.file_type().is_dir() {
                        let Err(reason) = self.enter(root, &entry, &canonical) else {
                            let path = entry.into_path();
                            steps.push(Step { path, canonical });
                            continue;
                        };
                        entries.skip_current_dir();
                        SourceKind::Skipped(reason)
                    } else {
                        self.entry(root, &entry, canonical)
                    };
                    (entry.into_path(), kind)
                }
                Err(error) => {
                    steps.truncate(error.depth());
                    let folder = steps.last().map_or(root, |step| &step.path);
                    let path = error.path().unwrap_or(folder).to_owned();
                    let kind = self.failure(root, &path, &error);
                    (path, kind)
                }
            };
            empty = false;
            let how = if path == root { How::Named } else { How::Found };
            self.push(root, &path, how, kind);
        }
        if empty {
            let kind = SourceKind::Skipped(SkipReason::EmptyFolder);
            self.push(root, root, How::Named, kind);
        }
    }

    /// What lies in a folder and is no folder itself.
    fn entry(&mut self, root: &Path, entry: &DirEntry, canonical: PathBuf) -> SourceKind {
        if let Some(reason) = self.reason_by_name(root, entry.path()) {
            SourceKind::Skipped(reason)
        } else if entry.file_type().is_file() {
            self.file(canonical, entry.path(), How::Found)
        } else {
            SourceKind::Skipped(SkipReason::Special(special_file(entry.file_type())))
        }
    }

    /// A file to examine, unless it already is one under another path.
    fn file(&mut self, canonical: PathBuf, path: &Path, how: How) -> SourceKind {
        let next = self.sources.len();
        let index = *self
            .files
            .entry(canonical)
            .or_insert_with(|| self.by_path.get(path).copied().unwrap_or(next));
        match self.sources.get_mut(index) {
            Some(Some(first)) if first.path != path => {
                if how == How::Named {
                    first.how = How::Named;
                }
                SourceKind::Skipped(SkipReason::SameFileAs(first.shown.clone()))
            }
            _ => SourceKind::File,
        }
    }

    /// Notes that a folder is entered, or says why it isn't.
    fn enter(&mut self, root: &Path, entry: &DirEntry, canonical: &Path) -> Result<(), SkipReason> {
        let path = entry.path();
        if entry.depth() > 0
            && let Some(reason) = self.reason_by_name(root, path)
        {
            return Err(reason);
        }
        let max_depth = self.options.max_depth;
        let levels = max_depth.map_or(usize::MAX, |most| most.saturating_sub(entry.depth()));
        // Besides telling the same thing twice, entering again would take a time exponential in the
        // number of links where folders link to each other crosswise.
        if let Some(visit) = self.folders.get(canonical)
            && visit.levels >= levels
        {
            return Err(SkipReason::SameFolderAs(visit.shown.clone()));
        }
        if levels == 0 {
            return Err(SkipReason::TooDeep);
        }
        let shown = self.shown(path);
        self.folders
            .insert(canonical.to_owned(), Visit { shown, levels });
        // Left out when it was found, and now it has been named.
        if let Some(index) = self.by_path.remove(path) {
            self.sources[index] = None;
        }
        Ok(())
    }

    fn reason_by_name(&self, root: &Path, path: &Path) -> Option<SkipReason> {
        let name = path.file_name()?;
        if names::is_system_file(name) {
            Some(SkipReason::SystemFile)
        } else if names::is_hidden(name) {
            Some(SkipReason::Hidden)
        } else {
            let seen = seen_from(self.options.shown_from.as_deref(), path);
            let below = path.strip_prefix(root).unwrap_or(path);
            let excluded = self.options.exclude.match_any(&[below, seen]);
            excluded.then_some(SkipReason::Excluded)
        }
    }

    fn shown(&self, path: &Path) -> String {
        shown(seen_from(self.options.shown_from.as_deref(), path))
    }

    /// What the walker could not get past.
    fn failure(&self, root: &Path, path: &Path, error: &walkdir::Error) -> SourceKind {
        if path != root
            && let Some(reason) = self.reason_by_name(root, path)
        {
            return SourceKind::Skipped(reason);
        }
        if let Some(ancestor) = error.loop_ancestor() {
            return SourceKind::Skipped(SkipReason::SameFolderAs(self.shown(ancestor)));
        }
        match look(path) {
            Nature::Unusable(kind) => kind,
            Nature::Folder | Nature::File | Nature::Special(_) => SourceKind::Unreadable {
                cause: error
                    .io_error()
                    .map_or_else(|| error.to_string(), io::Error::to_string),
            },
        }
    }

    /// Adds a line, or corrects the one that the path has already.
    fn push(&mut self, root: &Path, path: &Path, how: How, kind: SourceKind) {
        let shown = self.shown(path);
        if matches!(&kind, SourceKind::Skipped(SkipReason::SameFolderAs(first)) if *first == shown)
        {
            return; // the folder was given twice, and all that is in it has its line
        }
        if let Some(index) = self.by_path.get(path)
            && let Some(known) = &mut self.sources[*index]
        {
            if how == How::Named {
                known.how = How::Named;
            }
            let examined = !matches!(kind, SourceKind::Skipped(_));
            if matches!(known.kind, SourceKind::Skipped(_)) && (examined || how == How::Named) {
                known.kind = kind;
            }
            return;
        }
        self.by_path.insert(path.to_owned(), self.sources.len());
        self.sources.push(Some(Source {
            path: path.to_owned(),
            shown,
            root: root.to_owned(),
            how,
            kind,
        }));
    }
}

/// What a path leads to, links followed.
enum Nature {
    Folder,
    File,
    Special(SpecialFile),
    Unusable(SourceKind),
}

/// One path by itself, looked at but not opened. A folder is a source that can't be read.
pub fn source_at(path: &Path) -> Source {
    let kind = match look(path) {
        Nature::File => SourceKind::File,
        Nature::Folder => SourceKind::Unreadable {
            cause: io::Error::from(io::ErrorKind::IsADirectory).to_string(),
        },
        Nature::Special(special) => SourceKind::Special(special),
        Nature::Unusable(kind) => kind,
    };
    Source {
        kind,
        ..Source::named(path)
    }
}

fn look(path: &Path) -> Nature {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Nature::Folder,
        Ok(metadata) if metadata.is_file() => Nature::File,
        Ok(metadata) => Nature::Special(special_file(metadata.file_type())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Nature::Unusable(match fs::read_link(path) {
                Ok(target) => SourceKind::BrokenLink {
                    target: shown(&target),
                },
                Err(_) => SourceKind::Missing, // not a link either
            })
        }
        Err(error) => Nature::Unusable(SourceKind::Unreadable {
            cause: error.to_string(),
        }),
    }
}

/// The path by which a file is recognized when it is reached in another way. If the system won't
/// say, as for a file that has just vanished, the path itself has to do.
fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// The same for something in a folder; asks the system only about links, as asking about every file
/// costs more than the rest of the walk.
fn canonical_entry(entry: &DirEntry, folder: Option<&Step>) -> PathBuf {
    match folder {
        Some(folder) if !entry.path_is_symlink() => folder.canonical.join(entry.file_name()),
        _ => canonical(entry.path()),
    }
}

#[cfg(unix)]
fn special_file(file_type: FileType) -> SpecialFile {
    use std::os::unix::fs::FileTypeExt as _;
    if file_type.is_fifo() {
        SpecialFile::Pipe
    } else if file_type.is_socket() {
        SpecialFile::Socket
    } else if file_type.is_block_device() || file_type.is_char_device() {
        SpecialFile::Device
    } else {
        SpecialFile::Other
    }
}

#[cfg(not(unix))]
fn special_file(_: FileType) -> SpecialFile {
    SpecialFile::Other
}

#[cfg(test)]
mod tests;
