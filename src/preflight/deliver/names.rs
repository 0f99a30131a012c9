//! Sources in, the names of their copies out: sub-folders and names are kept, the extension follows
//! the content, and no two copies can ever share a name. Decided from the list of sources alone,
//! so that a name depends neither on threads nor on what an earlier run left behind.

use std::collections::{HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::path::{Component, Path, PathBuf};

use crate::discover::{Source, SourceKind};

/// The names that one source may use.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// The folder below the output folder.
    folder: PathBuf,
    /// The source's own name.
    own: OsString,
    /// Whether an earlier source in the same folder has that name.
    taken: bool,
    /// Whether another source in the same folder has the same stem, or one that its pages would have.
    crowded: bool,
    /// A stem that nobody else in the folder has or could make: `scan (2)`.
    spare: OsString,
}

impl Names {
    /// The folder of the copy, below the output folder.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The copy's path below the output folder: with another extension than the source's own, if one
    /// is given, and with the number of the page, from 1, if there are several.
    pub(super) fn path(&self, extension: Option<&str>, page: Option<usize>) -> PathBuf {
        let own = Path::new(&self.own);
        let extension = extension.map(OsStr::new).or_else(|| own.extension());
        let keeps_name = extension == own.extension() && page.is_none();
        let is_free = if keeps_name {
            !self.taken
        } else {
            !self.crowded
        };
        let mut name = if is_free {
            own.file_stem().unwrap_or(&self.own).to_owned()
        } else {
            self.spare.clone()
        };
        if let Some(page) = page {
            name.push(format!("-{page}"));
        }
        if let Some(extension) = extension {
            name.push(".");
            name.push(extension);
        }
        self.folder.join(name)
    }

    /// The copy's path if the bytes and the name stay as they are.
    pub(super) fn unchanged(&self) -> PathBuf {
        self.path(None, None)
    }
}

/// Names for every source, in their order. Sources that are no files get names nobody asks for.
pub(super) fn plan(sources: &[Source]) -> Vec<Names> {
    let with_root = several_folders(sources);
    let below: Vec<_> = sources
        .iter()
        .map(|source| below_output(source, with_root))
        .collect();
    let folders = Folders::of(sources, &below);
    let mut spares = HashSet::new();
    let mut seen = HashSet::new();
    let mut names = Vec::with_capacity(sources.len());
    for (source, below) in sources.iter().zip(&below) {
        if source.kind != SourceKind::File {
            names.push(Names::default());
            continue;
        }
        let folder = below.parent().unwrap_or(Path::new("")).to_owned();
        let own = below.file_name().unwrap_or_default().to_owned();
        let stem = below.file_stem().unwrap_or_default();
        names.push(Names {
            taken: !seen.insert(key(below.as_os_str())),
            crowded: folders.is_crowded(&folder, stem),
            spare: folders.spare(&folder, stem, &mut spares),
            folder,
            own,
        });
    }
    names
}

/// Whether files come from more than one folder that the user named: then each keeps its name as a
/// sub-folder, or two people's certificates would mix.
fn several_folders(sources: &[Source]) -> bool {
    let mut roots = sources
        .iter()
        .filter(|source| is_found(source))
        .map(|source| &source.root);
    roots
        .next()
        .is_some_and(|first| roots.any(|root| root != first))
}

/// Whether a source lies in a folder that the user named. Named once more by itself, it still does.
fn is_found(source: &Source) -> bool {
    source.root != source.path
}

/// Where a source's copy goes, before collisions are looked at.
fn below_output(source: &Source, with_root: bool) -> PathBuf {
    let below_root = source
        .path
        .strip_prefix(&source.root)
        .unwrap_or(&source.path);
    let below_root = if below_root.as_os_str().is_empty() {
        Path::new(source.path.file_name().unwrap_or_default())
    } else {
        below_root
    };
    let mut below = PathBuf::new();
    if with_root && is_found(source) {
        // `.` and `..` have no name of their own; what they stand for has.
        let real = std::fs::canonicalize(&source.root).unwrap_or_else(|_| source.root.clone());
        below.extend(real.file_name());
    }
    // Nothing but plain names: a copy never lands outside the output folder.
    let plain = |part: &Component<'_>| matches!(part, Component::Normal(_));
    below.extend(below_root.components().filter(plain));
    below
}

/// Who has which stem in which folder.
struct Folders(HashMap<OsString, HashMap<String, usize>>);

impl Folders {
    fn of(sources: &[Source], below: &[PathBuf]) -> Self {
        let mut folders: HashMap<OsString, HashMap<String, usize>> = HashMap::new();
        for (source, below) in sources.iter().zip(below) {
            if source.kind == SourceKind::File {
                let folder = below.parent().unwrap_or(Path::new(""));
                let stems = folders.entry(key(folder.as_os_str()).into()).or_default();
                let stem = key(below.file_stem().unwrap_or_default());
                *stems.entry(stem).or_default() += 1;
            }
        }
        Self(folders)
    }

    fn stems(&self, folder: &Path) -> Option<&HashMap<String, usize>> {
        self.0.get(OsStr::new(&key(folder.as_os_str())))
    }

    fn is_crowded(&self, folder: &Path, stem: &OsStr) -> bool {
        let Some(stems) = self.stems(folder) else {
            return false;
        };
        let stem = key(stem);
        let is_page_of = |other: &str, stem: &str| {
            other
                .strip_prefix(stem)
                .and_then(|rest| rest.strip_prefix('-'))
                .is_some_and(|page| !page.is_empty() && page.bytes().all(|b| b.is_ascii_digit()))
        };
        // `scan-1` may meet page 1 of `scan`, and the other way around.
        let may_be_a_page = stem
            .rsplit_once('-')
            .is_some_and(|(before, _)| stems.contains_key(before) && is_page_of(&stem, before));
        stems.get(&stem).is_some_and(|count| *count > 1)
            || may_be_a_page
            || stems.keys().any(|other| is_page_of(other, &stem))
    }

    /// The first free `stem (n)`.
    fn spare(&self, folder: &Path, stem: &OsStr, given: &mut HashSet<String>) -> OsString {
        let place = key(folder.as_os_str());
        for number in 2_u32.. {
            let mut spare = stem.to_owned();
            spare.push(format!(" ({number})"));
            let wanted = key(&spare);
            let is_free = self
                .stems(folder)
                .is_none_or(|stems| stems.keys().all(|other| !other.starts_with(&wanted)));
            if is_free && given.insert(format!("{place}/{wanted}")) {
                return spare;
            }
        }
        stem.to_owned()
    }
}

/// A name as file systems that ignore case compare it.
fn key(name: &OsStr) -> String {
    name.to_string_lossy().to_lowercase()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(root: &str, below: &str) -> Source {
        Source {
            root: root.into(),
            ..Source::named(Path::new(root).join(below))
        }
    }

    /// The path of a copy in JPEG, as a repair names it.
    fn path(names: &Names) -> String {
        let is_jpeg = |extension: &str| ["jpg", "jpeg"].contains(&&*extension.to_lowercase());
        let own = Path::new(&names.own).extension().unwrap_or_default();
        let changed = (!is_jpeg(&own.to_string_lossy())).then_some("jpg");
        names
            .path(changed, None)
            .to_string_lossy()
            .replace('\\', "/")
    }

    #[test]
    fn names_are_kept_and_collisions_are_numbered() {
        let sources = [
            found("in", "a.jpg"),
            found("in", "b.JPEG"),
            found("in", "b.png"),
            found("in", "sub/a.heic"),
            Source::named("elsewhere/A.JPG"),
        ];
        let names = plan(&sources);
        let jpeg: Vec<_> = names.iter().map(path).collect();
        assert_eq!(
            jpeg,
            ["a.jpg", "b.JPEG", "b (3).jpg", "sub/a.jpg", "A (3).JPG"]
        );
        assert_eq!(names[2].unchanged(), Path::new("b.png"));
        assert_eq!(names[4].unchanged(), Path::new("A (3).JPG"));
    }

    #[test]
    fn several_folders_stay_apart() {
        let names = plan(&[found("x/one", "a.jpg"), found("x/two", "a.jpg")]);
        let paths: Vec<_> = names.iter().map(path).collect();
        assert_eq!(paths, ["one/a.jpg", "two/a.jpg"]);
    }

    proptest! {
        #[test]
        fn no_two_copies_share_a_name(
            sources in prop::collection::vec(
                ("[ab]", "(-1|-12| \\(2\\)|)", "(jpg|JPG|png|bmp|jfif)", 0..2_u8, any::<bool>()),
                1..12,
            ),
        ) {
            let files: Vec<_> = sources
                .iter()
                .enumerate()
                .map(|(index, (stem, tail, extension, ..))| {
                    let name = format!("{index}/{stem}{tail}.{extension}");
                    Source::named(name)
                })
                .collect();
            let mut seen = HashSet::new();
            for (names, (.., pages, rename)) in plan(&files).iter().zip(&sources) {
                let extension = rename.then_some("jpg");
                let paths = match pages {
                    0 => vec![names.path(extension, None)],
                    _ => (1..=2).map(|page| names.path(extension, Some(page))).collect(),
                };
                for path in paths {
                    prop_assert!(seen.insert(key(path.as_os_str())), "{path:?} twice");
                }
            }
        }
    }
}
