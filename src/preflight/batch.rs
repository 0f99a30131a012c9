//! The only place that knows the whole order: reads a source once, examines it, and runs many of
//! them in parallel, with results in input order.

use std::collections::{HashMap, hash_map};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::crash::catch;
use crate::deliver::{DeliverOptions, Deliverer};
use crate::discover::{How, SkipReason, Source, SourceKind, source_at};
use crate::duplicates::{Duplicates, Match};
use crate::error::Error;
use crate::examine::{Examined, examine_fully, not_read};
use crate::facts::Obstacle;
use crate::files::open_file;
use crate::messages::Value;
use crate::order::in_order;
use crate::outcome::{Entry, Outcome};
use crate::policy::Policy;
use crate::repair::{crashed, not_seen};
use crate::rules::validity_fits;
use certpreflight_formats::format::Format;
use certpreflight_formats::sniff;
use certpreflight_reading::{Certificate, Face, Kind, Number};

/// Examines every source on `jobs` threads (on one without the feature `parallel`) and hands each
/// entry to `deliver` in input order.
///
/// Entries hold no pixels but those of a thumbnail, so that the few that wait for a slow predecessor
/// cost nothing. `deliver` returns `false` to stop early (a closed pipe).
///
/// ```
/// use certpreflight::report::Summary;
/// use certpreflight::{DiscoverOptions, Policy, Profile, discover, run};
///
/// let policy = Policy::new(Profile::load("tencent-domain")?);
/// let sources = discover(&["no/such/folder".into()], &DiscoverOptions::default());
/// let mut summary = Summary::default();
/// run(&sources, &policy, 2, |entry| {
///     summary.add(&entry);
///     true
/// })?;
/// assert_eq!((summary.images, summary.missing), (1, 1));
/// # Ok::<(), certpreflight::Error>(())
/// ```
pub fn run(
    sources: &[Source],
    policy: &Policy,
    jobs: usize,
    deliver: impl FnMut(Entry) -> bool,
) -> Result<(), Error> {
    let work = |index: usize| examine(&sources[index], policy);
    in_order(
        sources.len(),
        jobs,
        &work,
        compared(sources, policy, deliver),
    )
}

/// Examines every source, repairs it into the output folder, and hands each entry to `deliver` in
/// input order. The originals are only read. Where the options ask for [`upkeep`](DeliverOptions::upkeep),
/// entries follow for the copies of earlier runs that are not ready any more.
pub fn repair(
    sources: &[Source],
    policy: &Policy,
    options: &DeliverOptions,
    jobs: usize,
    mut deliver: impl FnMut(Entry) -> bool,
) -> Result<(), Error> {
    let deliverer = Deliverer::open(sources, policy, options)?;
    let work = |index: usize| {
        let slot = deliverer.slot_of(index);
        let mut entry = examine_and(&sources[index], policy, |bytes, mut examined| {
            let repair = catch(|| deliverer.repair(&slot, bytes, &mut examined))
                .unwrap_or_else(|cause| crashed(&cause));
            Outcome {
                fix: Some(Box::new(repair)),
                ..examined.outcome
            }
        });
        if let Entry::Judged(outcome) = &mut entry {
            outcome.fix.get_or_insert_with(|| Box::new(not_seen()));
        }
        entry
    };
    let mut wants_more = true;
    let watched = |entry| {
        wants_more = deliver(entry);
        wants_more
    };
    in_order(
        sources.len(),
        jobs,
        &work,
        compared(sources, policy, watched),
    )?;
    // After a run that was broken off, nobody knows what is stale.
    if wants_more {
        deliverer.clear_stale()?.into_iter().all(deliver);
    }
    Ok(())
}

/// Compares each entry with those before it, and hands it on.
fn compared(
    sources: &[Source],
    policy: &Policy,
    mut deliver: impl FnMut(Entry) -> bool,
) -> impl FnMut(Entry) -> bool {
    let mut before = Before::of(sources);
    move |mut entry| {
        if let Entry::Judged(outcome) = &mut entry {
            before.compare(outcome, policy);
        }
        deliver(entry)
    }
}

/// What has to be known of the pictures before one.
struct Before {
    duplicates: Duplicates,
    /// What tells each paper from others, by the picture's name.
    papers: HashMap<String, u64>,
    /// The first picture of each number that its check digit proves, by the number's hash.
    holders: HashMap<u64, String>,
    /// Folders of which exactly two files are looked at, and the first of them, once it came.
    pairs: HashMap<PathBuf, Option<(String, Option<Certificate>)>>,
}

impl Before {
    fn of(sources: &[Source]) -> Self {
        let mut counts: HashMap<&Path, usize> = HashMap::new();
        for source in sources {
            *counts.entry(folder_of(&source.path)).or_default() += 1;
        }
        let pairs = counts.into_iter().filter(|(_, count)| *count == 2);
        Self {
            duplicates: Duplicates::new(),
            papers: HashMap::new(),
            holders: HashMap::new(),
            pairs: pairs.map(|(folder, _)| (folder.to_owned(), None)).collect(),
        }
    }

    /// Adds the findings that come from comparing with the pictures before this one. Certificates of one
    /// layout look much alike from afar; those that say different things are different papers.
    fn compare(&mut self, outcome: &mut Outcome, policy: &Policy) {
        self.compare_sides(outcome, policy);
        let Some(digest) = outcome.digest() else {
            return;
        };
        let certificate = outcome.certificate.as_ref();
        let paper = certificate.and_then(paper);
        if let Some(paper) = paper {
            self.papers.insert(outcome.shown.clone(), paper);
        }
        let number = certificate.and_then(Certificate::proven_number);
        let holder = number.and_then(|number| self.first_of(&number.value, &outcome.shown));
        let shot = self
            .duplicates
            .insert(&outcome.shown, digest, outcome.fingerprint());
        let found = match shot {
            Some(Match::SameFile { first }) => Some((&crate::rules::DUPLICATE, first)),
            Some(Match::SameShot { first }) if !self.is_other_paper(&first, paper) => {
                Some((&crate::rules::NEAR_DUPLICATE, first))
            }
            _ => holder.map(|first| (&crate::rules::DUPLICATE_HOLDER, first)),
        };
        if let Some((rule, first)) = found {
            let evidence = vec![("other", Value::Name(first))];
            outcome.add(rule, &policy.profile, evidence);
        }
    }

    /// The first picture with this number; `None` if it is this one.
    fn first_of(&mut self, number: &Number, shown: &str) -> Option<String> {
        match self.holders.entry(hash_of(&number.text)) {
            hash_map::Entry::Occupied(first) => Some(first.get().clone()),
            hash_map::Entry::Vacant(place) => {
                place.insert(shown.to_owned());
                None
            }
        }
    }

    /// Whether an earlier picture says something else than this paper.
    fn is_other_paper(&self, earlier: &str, paper: Option<u64>) -> bool {
        let other = self.papers.get(earlier).copied();
        paper
            .zip(other)
            .is_some_and(|(paper, other)| paper != other)
    }

    /// Whether the two pictures of a folder are the sides of one card.
    fn compare_sides(&mut self, outcome: &mut Outcome, policy: &Policy) {
        let Some(place) = self.pairs.get_mut(folder_of(&outcome.path)) else {
            return;
        };
        let Some((other, first)) = place.take() else {
            *place = Some((outcome.shown.clone(), outcome.certificate.clone()));
            return;
        };
        let sides = first.as_ref().zip(outcome.certificate.as_ref());
        if sides.is_some_and(|(a, b)| are_of_two_cards(a, b) || are_of_two_cards(b, a)) {
            let evidence = vec![("other", Value::Name(other))];
            outcome.add(&crate::rules::UNMATCHED, &policy.profile, evidence);
        }
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(path)
}

/// Whether the portrait side of an identity card and an emblem side can't be those of one card: by the date of birth in
/// a number that is proven, and a validity that was read plainly.
fn are_of_two_cards(portrait: &Certificate, emblem: &Certificate) -> bool {
    let is = |side: &Certificate, face| side.kind == Kind::IdentityCard && side.face == Some(face);
    let number = portrait.proven_number();
    let birth = number.and_then(|number| number.value.birth());
    let issued = emblem.issued.as_ref().filter(|issued| issued.is_plain());
    let until = emblem.until.as_ref().filter(|until| until.is_plain());
    let (Some(birth), Some(issued), Some(until)) = (birth, issued, until) else {
        return false;
    };
    is(portrait, Face::Portrait)
        && is(emblem, Face::Emblem)
        && !validity_fits(birth, issued.value, until.value)
}

fn hash_of(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// What tells one certificate from another of its kind: its number if that was plainly read, on a side without one its
/// dates. Only a hash of it is kept.
fn paper(certificate: &Certificate) -> Option<u64> {
    let number = certificate
        .number
        .as_ref()
        .filter(|number| number.is_plain());
    let until = certificate.until.as_ref().filter(|until| until.is_plain());
    let said = match (number, until) {
        (Some(number), _) => number.value.text.clone(),
        (None, Some(until)) if certificate.face == Some(Face::Emblem) => {
            format!(
                "{:?} {:?}",
                certificate.issued.as_ref().map(|issued| issued.value),
                until.value
            )
        }
        (None, _) => return None,
    };
    Some(hash_of(&said))
}

/// Examines one file. That it can't be read is a finding too.
///
/// ```
/// use certpreflight::{Policy, Profile, Standing, examine_path};
///
/// let policy = Policy::new(Profile::load("tencent-domain")?);
/// let outcome = examine_path("no/such/scan.jpg", &policy);
/// assert_eq!(outcome.standing, Standing::Unreadable);
/// # Ok::<(), certpreflight::Error>(())
/// ```
pub fn examine_path(path: impl AsRef<Path>, policy: &Policy) -> Outcome {
    let source = source_at(path.as_ref());
    match examine(&source, policy) {
        Entry::Judged(outcome) => outcome,
        // Only what lies in a folder is left out.
        Entry::Skipped { shown, .. } => {
            not_read(source.path, shown, Obstacle::UnknownFormat, policy)
        }
    }
}

/// Examines one source. A crash becomes a finding of that source.
pub fn examine(source: &Source, policy: &Policy) -> Entry {
    examine_and(source, policy, |_, examined| examined.outcome)
}

/// Examines one source and, if it could be read, goes on with its bytes.
fn examine_and(
    source: &Source,
    policy: &Policy,
    go_on: impl FnOnce(&[u8], Examined) -> Outcome,
) -> Entry {
    let shown = source.shown.clone();
    let skipped = |reason| Entry::Skipped {
        shown: source.shown.clone(),
        reason,
    };
    let obstacle = match &source.kind {
        SourceKind::File => match read(&source.path, source.how, policy.limits.file_bytes) {
            Reading::NotAPicture => return skipped(SkipReason::NotAPicture),
            Reading::Failed(obstacle) => obstacle,
            Reading::Done(bytes) => {
                let mut examined = examine_fully(&source.path, &bytes, policy);
                examined.outcome.shown = shown;
                return Entry::Judged(go_on(&bytes, examined));
            }
        },
        SourceKind::Skipped(reason) => return skipped(reason.clone()),
        SourceKind::Missing => Obstacle::Missing,
        SourceKind::BrokenLink { target } => Obstacle::BrokenLink {
            target: target.clone(),
        },
        SourceKind::Special(special) => Obstacle::NotAFile(*special),
        SourceKind::Unreadable { cause } => Obstacle::Unreadable {
            cause: cause.clone(),
        },
    };
    Entry::Judged(not_read(source.path.clone(), shown, obstacle, policy))
}

/// Enough of a file's beginning for every signature, and for telling text from binary.
const HEAD_BYTES: u64 = 8 << 10;

/// What reading a file gave.
enum Reading {
    Done(Vec<u8>),
    NotAPicture,
    Failed(Obstacle),
}

/// Reads a file, unless it is too large, or was found in a folder and is nothing that anyone would
/// take for a picture.
fn read(path: &Path, how: How, limit: u64) -> Reading {
    let attempt = || -> std::io::Result<Reading> {
        let mut file = open_file(path)?;
        let bytes = file.metadata()?.len();
        let mut content = Vec::new();
        (&mut file).take(HEAD_BYTES).read_to_end(&mut content)?;
        if how == How::Found && !worth_examining(&content, path) {
            return Ok(Reading::NotAPicture);
        }
        if bytes > limit {
            return Ok(Reading::Failed(Obstacle::FileTooLarge { bytes, limit }));
        }
        content.reserve_exact(usize::try_from(bytes).map_or(0, |all| {
            all.saturating_sub(content.len()) + 1 // one more, so that the end is seen without growing
        }));
        file.take(limit.saturating_sub(content.len() as u64) + 1)
            .read_to_end(&mut content)?;
        let bytes = content.len() as u64;
        Ok(if bytes > limit {
            Reading::Failed(Obstacle::FileTooLarge { bytes, limit }) // it grew meanwhile
        } else {
            Reading::Done(content)
        })
    };
    attempt().unwrap_or_else(|cause| {
        Reading::Failed(Obstacle::Unreadable {
            cause: cause.to_string(),
        })
    })
}

/// Whether something is a file in which there could be a picture, by its beginning and its name: not a
/// text, not nothing. One that can't be read could be.
pub fn may_be_picture(source: &Source) -> bool {
    let head = || -> std::io::Result<Vec<u8>> {
        let mut head = Vec::new();
        open_file(&source.path)?
            .take(HEAD_BYTES)
            .read_to_end(&mut head)?;
        Ok(head)
    };
    source.kind == SourceKind::File
        && head().map_or(true, |head| worth_examining(&head, &source.path))
}

/// Whether a file found in a folder is a picture, is called one, or is a document that people
/// mistake for one.
fn worth_examining(head: &[u8], path: &Path) -> bool {
    let (probe, _) = sniff::sniff(head, Some(path));
    probe.format.is_picture_or_pages() || probe.claimed.is_some_and(Format::is_picture_or_pages)
}
