//! The only place that knows the whole order: reads a source once, examines it, and runs many of
//! them in parallel, with results in input order.

use std::collections::HashMap;
use std::fs::File;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::Read;
use std::path::Path;

use crate::crash::catch;
use crate::deliver::{DeliverOptions, Deliverer};
use crate::discover::{How, SkipReason, Source, SourceKind, source_at};
use crate::duplicates::{Duplicates, Match};
use crate::error::Error;
use crate::examine::{Examined, examine_fully, not_read};
use crate::facts::Obstacle;
use crate::messages::Value;
use crate::order::in_order;
use crate::outcome::{Entry, Outcome};
use crate::policy::Policy;
use crate::repair::{crashed, not_seen};
use certpreflight_formats::format::Format;
use certpreflight_formats::sniff;
use certpreflight_reading::{Certainty, Certificate, Face};

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
    in_order(sources.len(), jobs, &work, compared(policy, deliver))
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
    in_order(sources.len(), jobs, &work, compared(policy, watched))?;
    // After a run that was broken off, nobody knows what is stale.
    if wants_more {
        deliverer.clear_stale()?.into_iter().all(deliver);
    }
    Ok(())
}

/// Compares each entry with those before it, and hands it on.
fn compared(policy: &Policy, mut deliver: impl FnMut(Entry) -> bool) -> impl FnMut(Entry) -> bool {
    let mut duplicates = Duplicates::new();
    let mut papers = HashMap::new();
    move |mut entry| {
        compare(&mut duplicates, &mut papers, &mut entry, policy);
        deliver(entry)
    }
}

/// Adds the finding that comes from comparing with the pictures before this one. Certificates of one
/// layout look much alike from afar; those that say different things are different papers.
fn compare(
    duplicates: &mut Duplicates,
    papers: &mut HashMap<String, u64>,
    entry: &mut Entry,
    policy: &Policy,
) {
    let Entry::Judged(outcome) = entry else {
        return;
    };
    let Some(digest) = outcome.digest() else {
        return;
    };
    let paper = outcome.certificate.as_ref().and_then(paper);
    if let Some(paper) = paper {
        papers.insert(outcome.shown.clone(), paper);
    }
    let (rule, first) = match duplicates.insert(&outcome.shown, digest, outcome.fingerprint()) {
        None => return,
        Some(Match::SameFile { first }) => (&crate::rules::DUPLICATE, first),
        Some(Match::SameShot { first }) => {
            let other = papers.get(&first);
            if paper.is_some_and(|paper| other.is_some_and(|other| *other != paper)) {
                return;
            }
            (&crate::rules::NEAR_DUPLICATE, first)
        }
    };
    let evidence = vec![("other", Value::Name(first))];
    outcome.add(rule, &policy.profile, evidence);
}

/// What tells one certificate from another of its kind: its number if that was plainly read, on a side without one its
/// dates. Only a hash of it is kept.
fn paper(certificate: &Certificate) -> Option<u64> {
    let number = certificate.number.as_ref();
    let number = number.filter(|number| number.certainty >= Certainty::Read);
    let until = certificate.until.as_ref();
    let until = until.filter(|until| until.certainty >= Certainty::Read);
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
    let mut hasher = DefaultHasher::new();
    said.hash(&mut hasher);
    Some(hasher.finish())
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
        let mut file = File::open(path)?;
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
        File::open(&source.path)?
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
