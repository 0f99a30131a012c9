//! Manifests that lie among the pictures of a run: they are found before it, the pictures that they name are noted as
//! they are examined, each once, and the rows are judged behind it.

use std::collections::{BTreeSet, HashMap};
use std::path::{Component, Path, PathBuf, Prefix};
use std::sync::Arc;

use super::check::{Pictured, Terms};
use super::checked::CheckedManifest;
use super::field::Field;
use super::problem::ManifestProblem;
use super::read::{MOST_ROWS, Manifest, read_sheet};
use crate::crash::catch;
use crate::discover::{How, Source, SourceKind};
use crate::files::folder_of;
use crate::outcome::Outcome;

/// What a manifest is called, without its extension.
const STEMS: [&str; 2] = ["manifest", "清单"];
/// Files of such a name are manifests, even if they can't be read.
const NAMED: [&str; 8] = ["csv", "xlsx", "ods", "toml", "xlsm", "xls", "tsv", "txt"];
/// Files of any name are, if their headers say so.
const SHEETS: [&str; 3] = ["csv", "xlsx", "ods"];

/// Small views of pictures beside rows are kept up to so many bytes together; pictures beyond are named alone. A view has
/// about 10 KB. Chosen, not fitted.
pub const MOST_THUMBNAIL_BYTES: usize = 64 << 20;

/// The manifests of a run.
#[derive(Debug, Default)]
pub struct Manifests {
    found: Vec<Found>,
    /// The pictures that they name, by the place where they lie.
    named: HashMap<PathBuf, Named>,
    thumbnails: usize,
}

#[derive(Debug)]
struct Found {
    path: PathBuf,
    shown: String,
    manifest: Result<Manifest, ManifestProblem>,
}

/// A picture that a row names.
#[derive(Debug)]
enum Named {
    /// Not examined so far, and whether there is anything at its place.
    Unseen {
        is_there: bool,
    },
    Seen(Arc<Pictured>),
}

impl Manifests {
    /// Takes the manifests out of what was found: files that are called so, and spreadsheets whose headers say so.
    pub fn take_from(sources: &mut Vec<Source>) -> Self {
        let mut manifests = Self::default();
        let mut room = MOST_ROWS;
        sources.retain(|source| {
            let found = (source.kind == SourceKind::File).then(|| find(source, room));
            let Some(found) = found.flatten() else {
                return true;
            };
            room -= found.manifest.as_ref().map_or(0, |read| read.rows.len());
            manifests.add(found);
            false
        });
        manifests
    }

    fn add(&mut self, found: Found) {
        let rows = found.manifest.iter().flat_map(|manifest| &manifest.rows);
        let names: BTreeSet<&str> = rows.flat_map(super::Row::pictures).collect();
        for place in names.into_iter().filter_map(|name| found.place_of(name)) {
            let is_there = place.symlink_metadata().is_ok();
            self.named
                .entry(place)
                .or_insert(Named::Unseen { is_there });
        }
        self.found.push(found);
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Where they lie.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.found.iter().map(|found| found.path.as_path())
    }

    /// Notes what was found out about a picture, if a row names it.
    pub fn note(&mut self, outcome: &Outcome) {
        if self.named.is_empty() {
            return;
        }
        let place = canonical(outcome.path.clone());
        if let Some(named) = self.named.get_mut(&place) {
            let mut picture = Pictured::of(outcome);
            self.thumbnails += picture.thumbnail.as_ref().map_or(0, Vec::len);
            if self.thumbnails > MOST_THUMBNAIL_BYTES {
                picture.thumbnail = None;
            }
            *named = Named::Seen(Arc::new(picture));
        }
    }

    /// Judges their rows on these terms, a manifest at a time. A picture that is there and was not examined is none that
    /// could be compared with.
    pub fn judged(self, terms: &Terms) -> impl Iterator<Item = CheckedManifest> + use<'_> {
        let Self { found, named, .. } = self;
        found.into_iter().map(move |mut found| {
            let unread = Err(ManifestProblem::NoHeaders);
            let manifest = match std::mem::replace(&mut found.manifest, unread) {
                Ok(manifest) => manifest,
                Err(problem) => return CheckedManifest::unreadable(&found.shown, problem),
            };
            let mut missing: HashMap<String, Arc<Pictured>> = HashMap::new();
            CheckedManifest::of(&found.shown, manifest, terms, |row, _| {
                let pictures = row.pictures().into_iter().filter_map(|name| {
                    match named.get(&found.place_of(name)?)? {
                        Named::Seen(picture) => Some(Arc::clone(picture)),
                        Named::Unseen { is_there: true } => None,
                        Named::Unseen { is_there: false } => {
                            let missing = missing.entry(name.to_owned());
                            let missing =
                                missing.or_insert_with(|| Arc::new(Pictured::missing(name)));
                            Some(Arc::clone(missing))
                        }
                    }
                });
                pictures.collect()
            })
        })
    }
}

impl Found {
    /// Where a picture lies that is named so.
    fn place_of(&self, name: &str) -> Option<PathBuf> {
        let place = picture_at(folder_of(&self.path), name);
        // What a stranger's manifest says must not make this machine knock at another's door.
        let is_elsewhere = place.components().next().is_some_and(|first| {
            matches!(first, Component::Prefix(prefix) if !matches!(prefix.kind(), Prefix::Disk(_) | Prefix::VerbatimDisk(_)))
        });
        (!is_elsewhere).then(|| canonical(place))
    }
}

/// The path of a picture that is named in a manifest of this folder. Whoever typed it on Windows wrote backslashes.
pub fn picture_at(folder: &Path, name: &str) -> PathBuf {
    let place = folder.join(name);
    if cfg!(windows) || !name.contains('\\') || place.exists() {
        place
    } else {
        folder.join(name.replace('\\', "/"))
    }
}

fn canonical(path: PathBuf) -> PathBuf {
    path.canonicalize().unwrap_or(path)
}

/// The manifest that a file is, if it is one of at most so many rows.
fn find(source: &Source, room: usize) -> Option<Found> {
    let lower = |part: Option<&std::ffi::OsStr>| {
        part.map(|part| part.to_string_lossy().to_lowercase())
            .unwrap_or_default()
    };
    let (stem, extension) = (
        lower(source.path.file_stem()),
        lower(source.path.extension()),
    );
    let is_called = STEMS.contains(&&*stem) && NAMED.contains(&&*extension);
    if !is_called && !SHEETS.contains(&&*extension) {
        return None;
    }
    let read = catch(|| read_sheet(&source.path, None));
    let manifest = read.unwrap_or_else(|cause| Err(ManifestProblem::Malformed { cause }));
    let manifest = match manifest {
        Ok(manifest) if !is_called && !is_plainly_one(&manifest) => return None,
        Ok(manifest) if manifest.rows.len() > room => {
            Err(ManifestProblem::TooManyRows { limit: MOST_ROWS })
        }
        Ok(manifest) => Ok(manifest.without_form()),
        Err(_) if !is_called => return None,
        // Other programs have manifests as well.
        Err(ManifestProblem::NoHeaders) if extension == "toml" || source.how == How::Named => {
            return None;
        }
        Err(problem) => Err(problem),
    };
    Some(Found {
        path: source.path.clone(),
        shown: source.shown.clone(),
        manifest,
    })
}

/// Whether the headers can hardly be those of anything else: a picture, a number or an entity, and one more of what a
/// template or a filing has. A list of addresses has none of the first, a report of ours none of the second.
fn is_plainly_one(manifest: &Manifest) -> bool {
    let has = |field: &Field| manifest.columns.contains(field);
    has(&Field::Picture)
        && [Field::Number, Field::Entity].iter().any(has)
        && [Field::Type, Field::Owner, Field::Contact, Field::Principal]
            .iter()
            .any(has)
}

#[cfg(test)]
#[path = "manifests/tests.rs"]
mod tests;
