//! The only place that knows the whole order: reads a source once, examines it, and runs many of
//! them in parallel, with results in input order.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::Read;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use crate::discover::{How, SkipReason, Source, SourceKind};
use crate::error::Error;
use crate::facts::{Facts, Trouble};
use crate::fix::{FixOptions, Repair, Workshop};
use crate::judge::{Outcome, judge};
use crate::messages::Value;
use crate::profile::Profile;
use certpreflight_formats::codec::{self, DecodeError, Limits};
use certpreflight_formats::container::Ending;
use certpreflight_formats::format::Format;
use certpreflight_formats::metadata;
use certpreflight_formats::sniff;
use certpreflight_vision::{self as vision, Fingerprint};

/// What pictures are held against, and what they may cost.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Policy {
    /// The platform's rules.
    pub profile: Profile,
    /// What one picture may cost.
    pub limits: Limits,
    /// Whether outcomes carry a small picture, for reports that show one. Default: no.
    pub thumbnails: bool,
}

impl Policy {
    /// A policy with the default limits.
    pub fn new(profile: Profile) -> Self {
        Self {
            profile,
            limits: Limits::default(),
            thumbnails: false,
        }
    }
}

/// What became of one source.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every entry is an outcome"
)]
pub enum Entry {
    /// Examined, or at least tried.
    Judged(Outcome),
    /// Left out, with the reason.
    Skipped {
        /// The path as it is shown.
        shown: String,
        /// Why it was left out.
        reason: SkipReason,
    },
}

/// Examines every source on `jobs` threads and hands each entry to `deliver` in input order.
///
/// Entries hold no pixels but those of a thumbnail, so that the few that wait for a slow predecessor cost nothing.
/// `deliver` returns `false` to stop early (a closed pipe).
pub fn run(
    sources: &[Source],
    policy: &Policy,
    jobs: usize,
    deliver: impl FnMut(Entry) -> bool,
) -> Result<(), Error> {
    in_order(
        sources,
        policy,
        jobs,
        &|_, source| examine(source, policy),
        deliver,
    )
}

/// Examines every source, repairs it into the output folder, and hands each entry to `deliver` in
/// input order. The originals are only read.
pub fn repair(
    sources: &[Source],
    policy: &Policy,
    options: &FixOptions,
    jobs: usize,
    deliver: impl FnMut(Entry) -> bool,
) -> Result<(), Error> {
    let workshop = Workshop::open(sources, policy, options)?;
    let work = |index, source: &Source| {
        let entry = examine_and(source, policy, |bytes, outcome| {
            let fix = catch(|| workshop.repair(index, bytes, &outcome))
                .unwrap_or_else(|cause| Repair::crashed(&cause));
            Outcome {
                fix: Some(Box::new(fix)),
                ..outcome
            }
        });
        match entry {
            Entry::Judged(outcome) if outcome.fix.is_none() => Entry::Judged(Outcome {
                fix: Some(Box::new(Repair::not_seen())),
                ..outcome
            }),
            entry => entry,
        }
    };
    in_order(sources, policy, jobs, &work, deliver)
}

/// Does the work for every source on `jobs` threads and delivers in input order.
fn in_order(
    sources: &[Source],
    policy: &Policy,
    jobs: usize,
    work: &(impl Fn(usize, &Source) -> Entry + Sync),
    mut deliver: impl FnMut(Entry) -> bool,
) -> Result<(), Error> {
    let next = AtomicUsize::new(0);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs.max(1))
        .build()
        .map_err(|cause| Error::NoThreads {
            cause: cause.to_string(),
        })?;
    // Room for a few results per thread: a reader that stalls stalls the work, not the memory.
    let (send, receive) = mpsc::sync_channel(jobs.max(1) * 4);
    let mut earlier = Earlier::default();
    pool.in_place_scope(|scope| {
        for _ in 0..jobs.max(1) {
            let (send, next) = (send.clone(), &next);
            scope.spawn(move |_| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(source) = sources.get(index) else {
                        break;
                    };
                    if send.send((index, work(index, source))).is_err() {
                        break; // nobody listens any more
                    }
                }
            });
        }
        drop(send);
        let mut waiting = BTreeMap::new();
        let mut due = 0;
        'receiving: for (index, entry) in &receive {
            waiting.insert(index, entry);
            while let Some(mut entry) = waiting.remove(&due) {
                due += 1;
                earlier.compare(&mut entry, policy);
                if !deliver(entry) {
                    break 'receiving;
                }
            }
        }
        drop(receive);
    });
    Ok(())
}

/// What has been seen before in the run.
#[derive(Default)]
struct Earlier {
    /// Digest of a file to the name it was first seen under.
    digests: HashMap<blake3::Hash, String>,
    /// Fingerprints of the shots and the names they were first seen under.
    shots: Vec<(Fingerprint, String)>,
}

impl Earlier {
    /// Adds the findings that come from comparing with the pictures before this one.
    fn compare(&mut self, entry: &mut Entry, policy: &Policy) {
        let Entry::Judged(outcome) = entry else {
            return;
        };
        let Some(digest) = outcome.digest else { return };
        match self.digests.get(&digest) {
            None => {
                self.digests.insert(digest, outcome.shown.clone());
                self.compare_shots(outcome, policy);
            }
            Some(first) => {
                let evidence = vec![("other", Value::Name(first.clone()))];
                outcome.add(&crate::rules::DUPLICATE, &policy.profile, evidence);
            }
        }
    }
}

impl Earlier {
    /// The same shot in another file: not the same bytes, but the same ink everywhere.
    fn compare_shots(&mut self, outcome: &mut Outcome, policy: &Policy) {
        let fingerprint = outcome
            .measured
            .as_ref()
            .and_then(|measured| measured.fingerprint.clone());
        let Some(fingerprint) = fingerprint else {
            return;
        };
        match self
            .shots
            .iter()
            .find(|(earlier, _)| earlier.is_near(&fingerprint))
        {
            None => self.shots.push((fingerprint, outcome.shown.clone())),
            Some((_, first)) => {
                let evidence = vec![("other", Value::Name(first.clone()))];
                outcome.add(&crate::rules::NEAR_DUPLICATE, &policy.profile, evidence);
            }
        }
    }
}

/// Examines one source. A crash becomes a finding of that source.
pub fn examine(source: &Source, policy: &Policy) -> Entry {
    examine_and(source, policy, |_, outcome| outcome)
}

/// Examines one source and, if it could be read, goes on with its bytes.
fn examine_and(
    source: &Source,
    policy: &Policy,
    go_on: impl FnOnce(&[u8], Outcome) -> Outcome,
) -> Entry {
    let path = source.path.clone();
    let shown = source.shown.clone();
    let judged = |facts| Entry::Judged(judge(path.clone(), shown.clone(), facts, &policy.profile));
    let stopped = |trouble| {
        judged(Facts {
            trouble: Some(trouble),
            ..Facts::default()
        })
    };
    match &source.kind {
        SourceKind::Missing => stopped(Trouble::Missing),
        SourceKind::BrokenLink { target } => stopped(Trouble::BrokenLink {
            target: target.clone(),
        }),
        SourceKind::Special(special) => stopped(Trouble::NotAFile(*special)),
        SourceKind::Unreadable { cause } => stopped(Trouble::Unreadable {
            cause: cause.clone(),
        }),
        SourceKind::Skipped(reason) => Entry::Skipped {
            shown,
            reason: reason.clone(),
        },
        SourceKind::File => match read(&source.path, source.how, policy.limits.file_bytes) {
            Reading::NotAPicture => Entry::Skipped {
                shown,
                reason: SkipReason::NotAPicture,
            },
            Reading::Failed(trouble) => stopped(trouble),
            Reading::Done(bytes) => {
                let outcome = Outcome {
                    shown,
                    ..examine_bytes(&source.path, &bytes, policy)
                };
                Entry::Judged(go_on(&bytes, outcome))
            }
        },
    }
}

/// Examines a file that is already in memory; its name matters for the extension only.
pub fn examine_bytes(name: impl AsRef<Path>, bytes: &[u8], policy: &Policy) -> Outcome {
    let name = name.as_ref();
    let facts = catch(|| look(bytes, name, policy)).unwrap_or_else(|cause| {
        // The bytes are still good for the checks that need nothing else.
        Facts {
            probe: catch(|| sniff::sniff(bytes, Some(name)).0).ok(),
            trouble: Some(Trouble::Crashed { cause }),
            ..Facts::default()
        }
    });
    let source = Source::named(name);
    Outcome {
        digest: Some(blake3::hash(bytes)),
        ..judge(source.path, source.shown, facts, &policy.profile)
    }
}

/// What reading a file gave.
enum Reading {
    Done(Vec<u8>),
    NotAPicture,
    Failed(Trouble),
}

/// Reads a file, unless it is too large, or was found in a folder and is nothing that anyone would
/// take for a picture.
fn read(path: &Path, how: How, limit: u64) -> Reading {
    /// Enough for every signature, and for telling text from binary.
    const HEAD: u64 = 8 << 10;
    let attempt = || -> std::io::Result<Reading> {
        let mut file = File::open(path)?;
        let bytes = file.metadata()?.len();
        let mut content = Vec::new();
        (&mut file).take(HEAD).read_to_end(&mut content)?;
        if how == How::Found && !worth_examining(&content, path) {
            return Ok(Reading::NotAPicture);
        }
        if bytes > limit {
            return Ok(Reading::Failed(Trouble::FileTooLarge { bytes, limit }));
        }
        content.reserve_exact(usize::try_from(bytes).map_or(0, |all| {
            all.saturating_sub(content.len()) + 1 // one more, so that the end is seen without growing
        }));
        file.take(limit.saturating_sub(content.len() as u64) + 1)
            .read_to_end(&mut content)?;
        let bytes = content.len() as u64;
        Ok(if bytes > limit {
            Reading::Failed(Trouble::FileTooLarge { bytes, limit }) // it grew meanwhile
        } else {
            Reading::Done(content)
        })
    };
    attempt().unwrap_or_else(|cause| {
        Reading::Failed(if cause.kind() == std::io::ErrorKind::NotFound {
            Trouble::Unreadable {
                cause: format!("{cause}; it was there a moment ago"),
            }
        } else {
            Trouble::Unreadable {
                cause: cause.to_string(),
            }
        })
    })
}

/// Whether a file found in a folder is a picture, is called one, or is a document that people
/// mistake for one.
fn worth_examining(head: &[u8], path: &Path) -> bool {
    let (probe, _) = sniff::sniff(head, Some(path));
    is_picture_or_mistaken_for_one(probe.format)
        || probe.claimed.is_some_and(is_picture_or_mistaken_for_one)
}

const fn is_picture_or_mistaken_for_one(format: Format) -> bool {
    match format {
        Format::Jpeg
        | Format::Png
        | Format::Gif
        | Format::Bmp
        | Format::Tiff
        | Format::WebP
        | Format::Heic
        | Format::Avif
        | Format::JpegXl
        | Format::Jpeg2000
        | Format::Pdf
        | Format::Ofd
        | Format::Psd
        | Format::Svg
        | Format::Ico
        | Format::CameraRaw => true,
        Format::Office
        | Format::Zip
        | Format::Archive
        | Format::Video
        | Format::Html
        | Format::Text
        | Format::Empty
        | Format::Unknown => false,
    }
}

/// Sniffs, decodes and measures as far as it goes.
fn look(bytes: &[u8], path: &Path, policy: &Policy) -> Facts {
    let (probe, walk) = sniff::sniff(bytes, Some(path));
    let header = walk.as_ref().and_then(metadata::read);
    let mut facts = Facts {
        header,
        ..Facts::default()
    };
    match see(bytes, &probe, facts.header.as_ref(), &policy.limits) {
        Ok(picture) => {
            facts.measured = Some(vision::measure(&picture));
            if policy.thumbnails {
                facts.thumbnail = codec::thumbnail(&picture);
            }
        }
        Err(trouble) => facts.trouble = Some(trouble),
    }
    facts.probe = Some(probe);
    facts
}

/// The picture, or why there is none.
fn see(
    bytes: &[u8],
    probe: &sniff::Probe,
    header: Option<&metadata::Header>,
    limits: &Limits,
) -> Result<codec::Picture, Trouble> {
    match (probe.format, probe.ending) {
        (Format::Empty, _) => return Err(Trouble::Empty),
        (Format::Unknown, _) => return Err(Trouble::UnknownFormat),
        (format, _) if !format.is_decodable() => return Err(Trouble::NotViewable { format }),
        (_, Some(Ending::CutShort)) => return Err(Trouble::CutShort),
        (_, Some(Ending::Damaged { what })) => {
            return Err(Trouble::Corrupt {
                cause: what.to_owned(),
            });
        }
        (_, Some(Ending::Proper | Ending::Trailing { .. }) | None) => {}
    }
    let header = header.ok_or_else(|| Trouble::Corrupt {
        cause: "no usable header".to_owned(),
    })?;
    codec::decode(bytes, probe.format, header, limits).map_err(|error| match error {
        DecodeError::Corrupt { cause } => Trouble::Corrupt { cause },
        DecodeError::Unsupported { cause } => Trouble::Unsupported { cause },
        DecodeError::TooLarge { pixels, limit } => Trouble::TooLargeToDecode { pixels, limit },
    })
}

/// A panic that is about to be caught on this thread.
enum Caught {
    /// Nothing is being caught: a panic is everybody's business.
    No,
    /// Keep quiet, and remember the message.
    Awaited,
    /// It came, with this message and place.
    Panicked(String),
}

thread_local! {
    static CAUGHT: RefCell<Caught> = const { RefCell::new(Caught::No) };
}

/// Runs `work`; a panic comes back as its message and place instead of going to the terminal.
fn catch<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    install_hook();
    CAUGHT.set(Caught::Awaited);
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    let caught = CAUGHT.replace(Caught::No);
    result.map_err(|_payload| match caught {
        Caught::Panicked(message) => message,
        Caught::No | Caught::Awaited => "unknown cause".to_owned(),
    })
}

/// Replaces the panic hook, once, by one that keeps quiet where a panic is about to be caught.
fn install_hook() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if matches!(CAUGHT.replace(Caught::No), Caught::No) {
                usual(info);
            } else {
                CAUGHT.set(Caught::Panicked(first_line(&info.to_string())));
            }
        }));
    });
}

/// A panic's message may quote what it choked on; one line of bounded length is enough to report it.
fn first_line(message: &str) -> String {
    message
        .replace('\n', " ")
        .chars()
        .take(200)
        .collect::<String>()
}
