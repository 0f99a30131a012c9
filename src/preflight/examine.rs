//! Bytes in, an [`Outcome`] out: sniffed, decoded and measured as far as it goes, then every rule is
//! asked once, in the order of the table. What could not be decided is written down as such.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use crate::crash::catch;
use crate::discover::shown;
use crate::duplicates::Digest;
use crate::facts::{Facts, Obstacle};
use crate::messages::{Evidence, Text};
use crate::outcome::{Finding, NotAssessed, Outcome, Passed, Standing};
use crate::policy::Policy;
use crate::profile::Profile;
use crate::rules::{Check, Cure, RULES, Rule, Turn, Verdict};
use certpreflight_formats::codec::{self, DecodeError, Limits, Picture, jpeg};
use certpreflight_formats::container::{Ending, Walk};
use certpreflight_formats::format::Format;
use certpreflight_formats::metadata::{self, Header};
use certpreflight_formats::sniff::{self, Probe};
use certpreflight_vision::{self as vision, Measurements};

/// An outcome, and what a repair needs again of what was found out on the way.
#[derive(Clone, Debug)]
pub(crate) struct Examined {
    pub(crate) outcome: Outcome,
    /// `None` if not even the bytes could be looked at.
    pub(crate) probe: Option<Probe>,
    /// `None` for formats that are not walked.
    pub(crate) walk: Option<Walk>,
    /// `None` if no header could be read.
    pub(crate) header: Option<Header>,
}

impl Examined {
    /// The quality that a JPEG's tables state, 1..=100; `None` for another format.
    pub(crate) fn jpeg_quality(&self) -> Option<u8> {
        self.walk.as_ref()?.jpeg?.quality
    }
}

/// Examines a file that is in memory; its name matters for the extension only.
///
/// ```
/// use certpreflight::{Policy, Profile, Standing, examine_bytes};
///
/// let policy = Policy::new(Profile::load("tencent-domain")?);
/// let outcome = examine_bytes("scan.jpg", b"no picture at all", &policy);
/// assert_eq!(outcome.standing, Standing::Fail);
/// assert!(outcome.findings.iter().any(|finding| finding.rule.id == "unaccepted-format"));
/// # Ok::<(), certpreflight::Error>(())
/// ```
pub fn examine_bytes(name: impl AsRef<Path>, bytes: &[u8], policy: &Policy) -> Outcome {
    examine_fully(name.as_ref(), bytes, policy).outcome
}

/// Examines a file that is in memory, and keeps what was found out on the way. A crash becomes a
/// finding.
pub(crate) fn examine_fully(name: &Path, bytes: &[u8], policy: &Policy) -> Examined {
    let facts = catch(|| look(bytes, name, policy)).unwrap_or_else(|cause| {
        // The bytes are still good for the checks that need nothing else.
        let sniffed = catch(|| sniff::sniff(bytes, Some(name))).ok();
        let (probe, walk) = sniffed.unzip();
        Facts {
            probe,
            walk: walk.flatten(),
            obstacle: Some(Obstacle::Crashed { cause }),
            ..Facts::default()
        }
    });
    let mut examined = judge(name.to_owned(), shown(name), facts, &policy.profile);
    examined.outcome.digest = Some(Digest::of(bytes));
    examined
}

/// The outcome of a source whose bytes could not be had.
pub(crate) fn not_read(
    path: PathBuf,
    shown: String,
    obstacle: Obstacle,
    policy: &Policy,
) -> Outcome {
    let facts = Facts {
        obstacle: Some(obstacle),
        ..Facts::default()
    };
    judge(path, shown, facts, &policy.profile).outcome
}

/// Sniffs, decodes and measures as far as it goes.
fn look(bytes: &[u8], name: &Path, policy: &Policy) -> Facts {
    let (mut probe, walk) = sniff::sniff(bytes, Some(name));
    let mut facts = Facts {
        header: walk.as_ref().and_then(metadata::read),
        walk,
        ..Facts::default()
    };
    match decode(bytes, &probe, facts.header.as_ref(), &policy.limits) {
        Ok(picture) => {
            facts.measured = Some(vision::measure(&picture));
            if policy.thumbnails {
                facts.thumbnail = codec::thumbnail(&picture);
            }
        }
        Err(obstacle) => {
            if probe.ending == Some(Ending::NoEndMark) {
                probe.ending = Some(Ending::CutShort);
            }
            facts.obstacle = Some(obstacle);
        }
    }
    facts.probe = Some(probe);
    facts
}

/// The picture, or why there is none.
fn decode(
    bytes: &[u8],
    probe: &Probe,
    header: Option<&Header>,
    limits: &Limits,
) -> Result<Picture, Obstacle> {
    match (probe.format, probe.ending) {
        (Format::Empty, _) => return Err(Obstacle::Empty),
        (Format::Unknown, _) => return Err(Obstacle::UnknownFormat),
        (format, _) if !format.is_decodable() => return Err(Obstacle::NotViewable { format }),
        (_, Some(Ending::CutShort)) => return Err(Obstacle::CutShort),
        (_, Some(Ending::Damaged { what })) => {
            return Err(Obstacle::Corrupt {
                cause: what.to_owned(),
            });
        }
        (_, Some(Ending::Proper | Ending::NoEndMark | Ending::Trailing { .. }) | None) => {}
    }
    let file = bytes;
    let bytes = if probe.ending == Some(Ending::NoEndMark) {
        Cow::Owned(jpeg::with_end_mark(file))
    } else {
        Cow::Borrowed(file)
    };
    // Nothing but an end mark was added, so the file stops where the picture doesn't.
    let stops_early = bytes.len() > file.len();
    let header = header.ok_or_else(|| Obstacle::Corrupt {
        cause: "no usable header".to_owned(),
    })?;
    codec::decode(&bytes, probe.format, header, limits).map_err(|error| match error {
        DecodeError::Corrupt { .. } if stops_early => Obstacle::CutShort,
        DecodeError::Corrupt { cause } => Obstacle::Corrupt { cause },
        DecodeError::Unsupported { cause } => Obstacle::Unsupported { cause },
        DecodeError::TooLarge { pixels, limit } => Obstacle::TooLargeToDecode { pixels, limit },
    })
}

/// Judges what is known of one source.
fn judge(path: PathBuf, shown: String, facts: Facts, profile: &Profile) -> Examined {
    let mut findings = Vec::new();
    let mut passed = Vec::new();
    let mut not_assessed = Vec::new();
    for &rule in RULES {
        let level = if rule.can_be_changed() {
            match profile.level_of(rule.id, rule.level) {
                Some(level) => level,
                None => continue,
            }
        } else {
            rule.level
        };
        match ask(rule, &facts, profile) {
            Verdict::NotAsked => {}
            Verdict::Pass => passed.push(Passed {
                rule,
                evidence: Evidence::new(),
            }),
            Verdict::Within(evidence) => passed.push(Passed { rule, evidence }),
            Verdict::NotAssessed(reason) => not_assessed.push(NotAssessed { rule, reason }),
            Verdict::Fail(evidence, region) => findings.push(Finding {
                rule,
                level,
                evidence,
                region,
                cure: rule.cure.and_then(|cure| applicable(cure, &facts)),
            }),
        }
    }
    let Facts {
        probe,
        walk,
        header,
        measured,
        thumbnail,
        obstacle: _,
    } = facts;
    let mut outcome = Outcome {
        path,
        shown,
        standing: Standing::Pass,
        format: probe.as_ref().map(|probe| probe.format),
        extension: probe.as_ref().and_then(|probe| probe.extension.clone()),
        bytes: probe.as_ref().map(|probe| probe.bytes),
        size: header.as_ref().map(Header::upright_size),
        exif_orientation: header.as_ref().map(|header| header.orientation.exif()),
        findings,
        passed,
        not_assessed,
        measured,
        thumbnail,
        fix: None,
        digest: None,
    };
    outcome.settle();
    Examined {
        outcome,
        probe,
        walk,
        header,
    }
}

/// A rule's cure as it applies to this picture. A turn by content needs to know which way.
fn applicable(cure: Cure, facts: &Facts) -> Option<Cure> {
    match cure {
        Cure::TurnAsSeen(_) => {
            let turn = facts.measured.as_ref().and_then(turn_to_upright)?;
            Some(Cure::TurnAsSeen(Some(turn)))
        }
        cure => Some(cure),
    }
}

/// The turn that makes the content upright; `None` if it is upright, or nobody knows which way.
fn turn_to_upright(measured: &Measurements) -> Option<Turn> {
    match measured.orientation.turn_to_upright_degrees? {
        90 => Some(Turn::Clockwise90),
        180 => Some(Turn::By180),
        270 => Some(Turn::Counterclockwise90),
        _ => None,
    }
}

/// Puts one rule's question. A stage that was not reached answers "not assessed" with the reason.
fn ask(rule: &Rule, facts: &Facts, profile: &Profile) -> Verdict {
    let answer = match rule.check {
        Check::Stage(check) => facts
            .obstacle
            .as_ref()
            .map(|obstacle| check(obstacle, profile))
            .or(Some(Verdict::Pass)),
        // Of no bytes there is nothing to say but that.
        Check::File(_) if facts.obstacle == Some(Obstacle::Empty) => Some(Verdict::NotAsked),
        Check::File(check) => facts.probe.as_ref().map(|probe| check(probe, profile)),
        Check::Header(check) => facts
            .probe
            .as_ref()
            .zip(facts.header.as_ref())
            .map(|(probe, header)| check(probe, header, profile)),
        Check::Pixels(check) => facts
            .measured
            .as_ref()
            .map(|measured| check(measured, profile)),
        Check::Batch => Some(Verdict::NotAsked),
    };
    answer.unwrap_or_else(|| {
        Verdict::NotAssessed(facts.obstacle.as_ref().map_or(
            Text {
                en: "an earlier step gave no result",
                zh: "前一步没有结果",
            },
            Obstacle::reason,
        ))
    })
}
