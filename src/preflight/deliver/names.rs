//! Sources in, the names of their copies out: sub-folders and names are kept, the extension follows
//! the content, and no two copies ever share a name. Only where two would is one of them numbered.
//!
//! What a copy would be called is known when it is made, and pictures are made at the same time. So
//! that names depend on nothing but the sources, those that could meet (`scan.bmp`, `scan-1.png`)
//! take their names in the order of the sources: each waits for those before it.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::path::{Component, Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::discover::{Source, SourceKind};
use certpreflight_formats::file_name;

/// The longest name that every usual file system takes, in bytes. NTFS counts UTF-16 units, which
/// are never more.
const LONGEST_NAME_BYTES: usize = 255;

/// Stems are told apart by this many bytes at most when it is asked which could meet: longer ones may
/// be shortened, and no shortening goes as far as this.
const TELLING_BYTES: usize = 200;

/// The names of one run.
#[derive(Debug)]
pub(super) struct Names {
    places: Vec<Place>,
    /// Sources that have this name in this folder.
    owners: HashMap<String, Vec<usize>>,
    state: Mutex<State>,
    settled: Condvar,
}

/// Where a source would lie if it were copied as it is.
#[derive(Clone, Debug, Default)]
struct Place {
    /// The folder below the output folder.
    folder: PathBuf,
    /// The source's own name.
    own: OsString,
    /// Which sources its copies could meet, if there are any.
    group: Option<usize>,
}

#[derive(Debug, Default)]
struct State {
    /// Names that copies have, as `key` writes them.
    taken: HashSet<String>,
    /// Of each group the sources that may still take a name.
    waiting: Vec<BTreeSet<usize>>,
    /// Of sources that were asked whether they will keep their names, the answer.
    keepers: HashMap<usize, bool>,
    /// Of names that were wanted again, the last number that was given; those below it are taken, so that
    /// a thousand files of one name are not a million attempts.
    numbers: HashMap<String, u32>,
}

/// What is added to a copy's name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'a> {
    /// Another extension than the source's own.
    pub(super) extension: Option<&'a str>,
    /// The number of the page, from 1, if there are several.
    pub(super) page: Option<usize>,
}

/// A source's turn to take names; over when dropped.
#[derive(Debug)]
pub(crate) struct Slot<'a> {
    names: &'a Names,
    index: usize,
}

impl Names {
    /// Names for every source, in their order.
    pub(super) fn plan(sources: &[Source]) -> Self {
        let with_root = several_folders(sources);
        let mut places = vec![Place::default(); sources.len()];
        let mut owners: HashMap<String, Vec<usize>> = HashMap::new();
        let mut groups: HashMap<String, BTreeSet<usize>> = HashMap::new();
        for (index, source) in sources.iter().enumerate() {
            if source.kind != SourceKind::File {
                continue; // it gets no copy
            }
            let below = below_output(source, with_root);
            let folder = below.parent().unwrap_or(Path::new(""));
            let own = below.file_name().unwrap_or_default();
            owners.entry(key(&below)).or_default().push(index);
            groups
                .entry(key(&folder.join(what_tells(own))))
                .or_default()
                .insert(index);
            places[index] = Place {
                folder: folder.to_owned(),
                own: own.to_owned(),
                group: None,
            };
        }
        let mut waiting: Vec<_> = groups
            .into_values()
            .filter(|group| group.len() > 1)
            .collect();
        waiting.sort_unstable_by_key(|group| group.first().copied());
        for (number, group) in waiting.iter().enumerate() {
            for index in group {
                places[*index].group = Some(number);
            }
        }
        Self {
            places,
            owners,
            state: Mutex::new(State {
                waiting,
                ..State::default()
            }),
            settled: Condvar::new(),
        }
    }

    /// The folders that copies will lie in, below the output folder.
    pub(super) fn folders(&self) -> impl Iterator<Item = &Path> {
        self.places.iter().map(|place| place.folder.as_path())
    }

    /// The turn of one source. Every source that sources behind it could wait for has to be given its
    /// turn, in an order in which none waits for one that was not begun.
    pub(super) const fn slot_of(&self, index: usize) -> Slot<'_> {
        Slot { names: self, index }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing that could fail is done while the lock is held.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Slot<'_> {
    /// Which source's it is.
    pub(super) const fn index(&self) -> usize {
        self.index
    }

    /// Takes the names of all copies of this source, below the output folder. `keeps_name` tells
    /// whether a source further behind will be copied under the name that it has: then it goes first.
    pub(super) fn take(
        &self,
        copies: &[Wanted<'_>],
        keeps_name: impl Fn(usize) -> bool,
    ) -> Vec<PathBuf> {
        self.wait();
        if let Some(names) = self.take_numbered(1, copies, &keeps_name) {
            return names;
        }
        // Where many want one name, the next free number is sought behind the last that was given.
        let place = &self.names.places[self.index];
        let mut paths = copies.iter().map(|copy| place.path(1, *copy));
        let wanted = paths.next().map(|path| key(&path)).unwrap_or_default();
        let last = self.names.state().numbers.get(&wanted).copied();
        let mut number = last.unwrap_or(1);
        loop {
            number += 1;
            if let Some(names) = self.take_numbered(number, copies, &keeps_name) {
                self.names.state().numbers.insert(wanted, number);
                return names;
            }
        }
    }

    /// Takes the names with this number, 1 being none, if all of them are free.
    fn take_numbered(
        &self,
        number: u32,
        copies: &[Wanted<'_>],
        keeps_name: impl Fn(usize) -> bool,
    ) -> Option<Vec<PathBuf>> {
        let place = &self.names.places[self.index];
        let names = copies.iter().map(|copy| place.path(number, *copy));
        let names: Vec<PathBuf> = names.collect();
        let keys: Vec<String> = names.iter().map(|name| key(name)).collect();
        let is_left = |key: &String| self.is_left(key, number == 1, &keeps_name);
        if !keys.iter().all(is_left) {
            return None;
        }
        let mut state = self.names.state();
        let is_free = keys.iter().all(|key| !state.taken.contains(key));
        is_free.then(|| {
            state.taken.extend(keys);
            names
        })
    }

    /// Whether no source behind this one is going to be copied under a name.
    fn is_left(&self, name: &str, is_wanted: bool, keeps_name: impl Fn(usize) -> bool) -> bool {
        let owners = self.names.owners.get(name).map_or(&[][..], Vec::as_slice);
        if owners.contains(&self.index) {
            return true; // it is its own, and those before have had their turn
        }
        if !is_wanted {
            return owners.is_empty(); // there are as many numbers as anybody could want
        }
        let mut behind = owners.iter().filter(|owner| **owner > self.index);
        behind.all(|owner| {
            let known = self.names.state().keepers.get(owner).copied();
            let keeps = known.unwrap_or_else(|| keeps_name(*owner));
            self.names.state().keepers.insert(*owner, keeps);
            !keeps
        })
    }

    /// Waits until the sources before this one that it could meet have had their turn.
    fn wait(&self) {
        let Some(group) = self.names.places[self.index].group else {
            return;
        };
        let is_late = |state: &mut State| {
            state.waiting[group]
                .first()
                .is_some_and(|first| *first < self.index)
        };
        let waited = self.names.settled.wait_while(self.names.state(), is_late);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        if let Some(group) = self.names.places[self.index].group {
            self.names.state().waiting[group].remove(&self.index);
            self.names.settled.notify_all();
        }
    }
}

impl Place {
    /// A copy's path below the output folder, with a number behind the stem if that is not 1.
    fn path(&self, number: u32, copy: Wanted<'_>) -> PathBuf {
        let (stem, own_extension) = file_name::split(&self.own);
        if number == 1 && copy.extension.is_none() && copy.page.is_none() {
            return self.folder.join(&self.own);
        }
        let mut tail = OsString::new();
        if number > 1 {
            tail.push(format!(" ({number})"));
        }
        if let Some(page) = copy.page {
            tail.push(format!("-{page}"));
        }
        if let Some(extension) = copy.extension.map(OsStr::new).or(own_extension) {
            tail.push(".");
            tail.push(extension);
        }
        let mut name = shortened(stem, LONGEST_NAME_BYTES.saturating_sub(tail.len()));
        name.push(tail);
        self.folder.join(name)
    }
}

/// At most so many bytes of a name, never a part of a character.
fn shortened(name: &OsStr, most_bytes: usize) -> OsString {
    if name.len() <= most_bytes {
        return name.to_owned();
    }
    let text = name.to_string_lossy();
    text[..text.floor_char_boundary(most_bytes)].into()
}

/// What two names have in common if copies of them could meet: the stem without the numbers that are
/// put behind stems.
fn what_tells(name: &OsStr) -> OsString {
    let (stem, _) = file_name::split(name);
    let stem = stem.to_string_lossy();
    let mut told = &*stem;
    loop {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let without_number = told
            .strip_suffix(')')
            .and_then(|rest| rest.rsplit_once(" ("));
        told = match (without_number, told.rsplit_once('-')) {
            (Some((rest, number)), _) | (_, Some((rest, number))) if digits(number) => rest,
            _ => break,
        };
    }
    told[..told.floor_char_boundary(TELLING_BYTES)].into()
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

/// A path as file systems that ignore case compare it.
pub(super) fn key(path: &Path) -> String {
    path.to_string_lossy().to_lowercase()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What becomes of a source: nothing, or copies with this extension (its own if `None`) and with so
    /// many pages.
    type Fate = Option<(Option<&'static str>, usize)>;

    fn found(root: &str, below: &str) -> Source {
        Source {
            root: root.into(),
            ..Source::named(Path::new(root).join(below))
        }
    }

    /// The names that all copies get, one source after the other.
    fn named(sources: &[(Source, Fate)]) -> Vec<Vec<String>> {
        let (sources, fates): (Vec<_>, Vec<_>) = sources.iter().cloned().unzip();
        let names = Names::plan(&sources);
        let keeps_name = |index: usize| fates[index] == Some((None, 1));
        let take = |(index, fate): (usize, &Fate)| {
            let slot = names.slot_of(index);
            let Some((extension, pages)) = *fate else {
                return Vec::new();
            };
            let pages = (1..=pages).map(|page| Wanted {
                extension,
                page: (pages > 1).then_some(page),
            });
            let taken = slot.take(&pages.collect::<Vec<_>>(), keeps_name);
            let shown = taken.iter().map(|path| path.to_string_lossy());
            shown.map(|path| path.replace('\\', "/")).collect()
        };
        fates.iter().enumerate().map(take).collect()
    }

    #[test]
    fn numbers_are_given_only_where_two_copies_meet() {
        type Case<'a> = (&'a [(&'a str, Fate)], &'a [&'a str]);
        const SAME: Fate = Some((None, 1));
        const JPEG: Fate = Some((Some("jpg"), 1));
        let cases: [Case<'_>; 12] = [
            (
                &[("a.jpg", SAME), ("b.JPEG", SAME), ("b.png", JPEG)],
                &["a.jpg", "b.JPEG", "b.jpg"],
            ),
            (&[("a.jpg", SAME), ("a.png", SAME)], &["a.jpg", "a.png"]),
            // Whoever keeps its name goes first, wherever it stands.
            (&[("a.bmp", JPEG), ("a.jpg", SAME)], &["a (2).jpg", "a.jpg"]),
            // Of a broken picture there is no copy to meet.
            (&[("a.bmp", JPEG), ("a.jpg", None)], &["a.jpg"]),
            (
                &[("a.jpg", Some((Some("png"), 1))), ("a.tif", JPEG)],
                &["a.png", "a.jpg"],
            ),
            (
                &[("a.tif", JPEG), ("a.webp", JPEG), ("a (2).jpg", SAME)],
                &["a.jpg", "a (3).jpg", "a (2).jpg"],
            ),
            // A live photo.
            (
                &[("I.AAE", None), ("I.HEIC", JPEG), ("I.MOV", None)],
                &["I.jpg"],
            ),
            (
                &[("张三.身份证反面", JPEG), ("张三.身份证正面", JPEG)],
                &["张三.身份证反面.jpg", "张三.身份证正面.jpg"],
            ),
            (
                &[("扫描 2024.05.12", JPEG), ("扫描 2024.05.13", JPEG)],
                &["扫描 2024.05.12.jpg", "扫描 2024.05.13.jpg"],
            ),
            (
                &[("s-1.jpg", SAME), ("s.pdf", Some((Some("jpg"), 2)))],
                &["s-1.jpg", "s (2)-1.jpg", "s (2)-2.jpg"],
            ),
            (
                &[("s.pdf", Some((Some("jpg"), 2))), ("s.tif", JPEG)],
                &["s-1.jpg", "s-2.jpg", "s.jpg"],
            ),
            (&[("a.jpg", SAME), ("A.JPG", SAME)], &["a.jpg", "A (2).JPG"]),
        ];
        for (sources, expected) in cases {
            let sources: Vec<_> = sources
                .iter()
                .map(|(name, fate)| (found("in", name), *fate))
                .collect();
            assert_eq!(named(&sources).concat(), expected);
        }
    }

    /// Ten thousand attempts for each of ten thousand would take minutes.
    #[test]
    fn many_files_of_one_name_are_numbered_without_trying_every_number() {
        let same = Some((None, 1));
        let sources: Vec<_> = (0..10_000)
            .map(|number| (Source::named(format!("{number}/scan.jpg")), same))
            .collect();
        let start = std::time::Instant::now();
        let names = named(&sources).concat();
        assert!(start.elapsed() < std::time::Duration::from_secs(10));
        assert_eq!(names[0], "scan.jpg");
        assert_eq!(names[9_999], "scan (10000).jpg");
        let different: HashSet<_> = names.iter().collect();
        assert_eq!(different.len(), 10_000);
    }

    #[test]
    fn several_folders_stay_apart() {
        let same = Some((None, 1));
        let sources = [
            (found("x/one", "a.jpg"), same),
            (found("x/two", "a.jpg"), same),
        ];
        assert_eq!(named(&sources).concat(), ["one/a.jpg", "two/a.jpg"]);
    }

    #[test]
    fn over_long_names_are_shortened_on_a_character() {
        let long = "证".repeat(84); // 252 bytes
        let sources = [
            (found("in", &format!("{long}甲")), Some((Some("jpg"), 1))),
            (found("in", &format!("{long}乙")), Some((Some("jpg"), 1))),
            (found("in", &long), Some((Some("jpg"), 2))),
        ];
        let (first, second) = ("证".repeat(83), "证".repeat(82));
        assert_eq!(
            named(&sources).concat(),
            [
                format!("{first}.jpg"),
                format!("{second} (2).jpg"),
                format!("{first}-1.jpg"),
                format!("{first}-2.jpg"),
            ]
        );
    }

    #[test]
    fn threads_change_no_name() {
        let sources: Vec<_> = (0..40)
            .map(|index| Source::named(format!("{index}/scan.{}", ["bmp", "tif"][index % 2])))
            .collect();
        let names = Names::plan(&sources);
        let take = |index: usize| {
            let slot = names.slot_of(index);
            // The later, the sooner: without waiting, the last ones would come first.
            std::thread::sleep(std::time::Duration::from_millis(40 - index as u64));
            let copy = Wanted {
                extension: Some("jpg"),
                page: None,
            };
            slot.take(&[copy], |_| false).remove(0)
        };
        let taken: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..sources.len())
                .map(|index| scope.spawn(move || take(index)))
                .collect();
            let taken = threads
                .into_iter()
                .map(|thread| thread.join().expect("a name"));
            taken.collect()
        });
        let expected = (1..=sources.len()).map(|number| match number {
            1 => PathBuf::from("scan.jpg"),
            _ => PathBuf::from(format!("scan ({number}).jpg")),
        });
        assert_eq!(taken, expected.collect::<Vec<_>>());
    }

    proptest! {
        #[test]
        fn no_two_copies_share_a_name(
            sources in prop::collection::vec(
                ("[ab]", "(-1|-12| \\(2\\)|)", "(jpg|JPG|png|bmp|jfif|x)", 0..3_usize, any::<bool>()),
                1..12,
            ),
        ) {
            let sources: Vec<_> = sources
                .iter()
                .enumerate()
                .map(|(index, (stem, tail, extension, pages, renamed))| {
                    let name = format!("{index}/{stem}{tail}.{extension}");
                    let fate = (*pages > 0).then_some((renamed.then_some("jpg"), *pages));
                    (Source::named(name), fate)
                })
                .collect();
            let mut seen = HashSet::new();
            for path in named(&sources).concat() {
                prop_assert!(seen.insert(path.to_lowercase()), "{path:?} twice");
            }
        }
    }
}
