//! Bytes in, an [`Outcome`] out: sniffed, decoded and measured as far as it goes, then every rule is
//! asked once, in the order of the table. What could not be decided is written down as such.

mod decode;
#[cfg(feature = "convert")]
mod foreign;
mod pages;
mod seen;

use std::path::{Path, PathBuf};

pub(crate) use seen::{MOST_PAGES, Opened};

use crate::crash::catch;
use crate::discover::shown;
use crate::duplicates::Digest;
use crate::facts::{Facts, Obstacle};
use crate::messages::{Evidence, Text};
use crate::outcome::{Finding, NotAssessed, Outcome, Passed, Standing};
use crate::policy::Policy;
use crate::rules::{Check, Cure, RULES, Rule, Turn, Verdict};
use certpreflight_formats::container::{Ending, Walk};
use certpreflight_formats::metadata::{self, Header};
use certpreflight_formats::sniff::{self, Probe};
use certpreflight_vision::Measurements;
use decode::decode;
use pages::Judged;
use seen::Seen;

/// An outcome, and what a repair needs again of what was found out on the way.
#[derive(Debug)]
pub(crate) struct Examined {
    pub(crate) outcome: Outcome,
    /// `None` if not even the bytes could be looked at.
    pub(crate) probe: Option<Probe>,
    /// `None` for formats that are not walked.
    pub(crate) walk: Option<Walk>,
    /// `None` if no header could be read.
    pub(crate) header: Option<Header>,
    /// What stopped the examination, of a document where it stopped first.
    pub(crate) obstacle: Option<Obstacle>,
    /// What was found out of each page; empty unless there are several.
    pages: Vec<ExaminedPage>,
    /// What was opened on the way; a repair uses it up.
    pub(crate) opened: Option<Opened>,
}

/// One of several pages.
#[derive(Debug)]
struct ExaminedPage {
    #[cfg_attr(
        not(feature = "convert"),
        expect(dead_code, reason = "no document is opened")
    )]
    findings: Vec<Finding>,
    measured: Option<Measurements>,
}

impl Examined {
    /// What is wrong with one page, counted from 0; of a picture all there is.
    #[cfg(feature = "convert")]
    pub(crate) fn findings_of_page(&self, index: usize) -> &[Finding] {
        let page = self.pages.get(index);
        page.map_or(&self.outcome.findings, |page| &page.findings)
    }

    /// The numbers of one page, counted from 0; `None` if it was not seen.
    pub(crate) fn measured_of_page(&self, index: usize) -> Option<&Measurements> {
        match self.pages.get(index) {
            Some(page) => page.measured.as_ref(),
            // Of a picture there is but one, and of a TIFF only the first is examined.
            None => self.outcome.measured.as_ref().filter(|_| index == 0),
        }
    }

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
/// finding. Bytes beyond the limit for files are no more looked at than a file of that size.
pub(crate) fn examine_fully(name: &Path, bytes: &[u8], policy: &Policy) -> Examined {
    let (size, limit) = (bytes.len() as u64, policy.limits.file_bytes);
    if size > limit {
        let obstacle = Obstacle::FileTooLarge { bytes: size, limit };
        return judge_unread(name.to_owned(), shown(name), obstacle, policy);
    }
    let seen = catch(|| look(bytes, name, policy)).unwrap_or_else(|cause| {
        // The bytes are still good for the checks that need nothing else.
        let sniffed = catch(|| sniff::sniff(bytes, Some(name))).ok();
        let (probe, walk) = sniffed.unzip();
        Seen::of(Facts {
            probe,
            walk: walk.flatten(),
            obstacle: Some(Obstacle::Crashed { cause }),
            ..Facts::default()
        })
    });
    let mut examined = judge(name.to_owned(), shown(name), seen, policy);
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
    judge_unread(path, shown, obstacle, policy).outcome
}

fn judge_unread(path: PathBuf, shown: String, obstacle: Obstacle, policy: &Policy) -> Examined {
    let facts = Facts {
        obstacle: Some(obstacle),
        ..Facts::default()
    };
    judge(path, shown, Seen::of(facts), policy)
}

/// Sniffs, decodes and measures as far as it goes.
fn look(bytes: &[u8], name: &Path, policy: &Policy) -> Seen {
    let (mut probe, walk) = sniff::sniff(bytes, Some(name));
    #[cfg(feature = "convert")]
    if let Some(seen) = foreign::look(bytes, &probe, policy) {
        return seen;
    }
    let mut facts = Facts {
        header: walk.as_ref().and_then(metadata::read),
        walk,
        ..Facts::default()
    };
    match decode(bytes, &probe, facts.header.as_ref(), &policy.limits) {
        Ok(picture) => facts.measure(&picture, policy.reads, policy.thumbnails),
        Err(obstacle) => {
            if probe.ending == Some(Ending::NoEndMark) {
                probe.ending = Some(Ending::CutShort);
            }
            facts.obstacle = Some(obstacle);
        }
    }
    facts.probe = Some(probe);
    Seen::of(facts)
}

/// Judges what is known of one source. Of several pages, the one that stands worst is shown.
fn judge(path: PathBuf, shown: String, seen: Seen, policy: &Policy) -> Examined {
    let mut pages = seen.pages;
    let obstacle = pages.iter().find_map(|page| page.obstacle.clone());
    let mut judged: Vec<_> = pages.iter().map(|page| judge_page(page, policy)).collect();
    let worst = pages::worst(&judged);
    let (whole, judged) = if judged.len() == 1 {
        (judged.swap_remove(0), Vec::new())
    } else {
        (pages::together(&judged, worst), judged)
    };
    let measured_of_pages: Vec<_> = pages.iter().map(|page| page.measured.clone()).collect();
    let Facts {
        probe,
        walk,
        header,
        measured,
        reading,
        thumbnail,
        obstacle: _,
    } = pages.swap_remove(worst);
    let mut outcome = Outcome {
        path,
        shown,
        standing: Standing::Pass,
        format: probe.as_ref().map(|probe| probe.format),
        extension: probe.as_ref().and_then(|probe| probe.extension.clone()),
        bytes: probe.as_ref().map(|probe| probe.bytes),
        size: header.as_ref().map(Header::upright_size),
        exif_orientation: header.as_ref().map(|header| header.orientation.exif()),
        findings: whole.findings,
        passed: whole.passed,
        not_assessed: whole.not_assessed,
        measured,
        certificate: reading.and_then(|reading| reading.certificate),
        thumbnail,
        fix: None,
        digest: None,
    };
    outcome.settle();
    let pages = judged.into_iter().zip(measured_of_pages);
    let pages = pages.map(|(judged, measured)| ExaminedPage {
        findings: judged.findings,
        measured,
    });
    Examined {
        outcome,
        probe,
        walk,
        header,
        obstacle,
        pages: pages.collect(),
        opened: seen.opened,
    }
}

/// What the rules say of one page.
fn judge_page(facts: &Facts, policy: &Policy) -> Judged {
    let profile = &policy.profile;
    let mut judged = Judged::default();
    for &rule in RULES {
        let level = if rule.can_be_changed() {
            match profile.level_of(rule.id, rule.level) {
                Some(level) => level,
                None => continue,
            }
        } else {
            rule.level
        };
        match ask(rule, facts, policy) {
            Verdict::NotAsked => {}
            Verdict::Pass => judged.passed.push(Passed {
                rule,
                evidence: Evidence::new(),
            }),
            Verdict::Within(evidence) => judged.passed.push(Passed { rule, evidence }),
            Verdict::NotAssessed(reason) => judged.not_assessed.push(NotAssessed { rule, reason }),
            Verdict::Fail(evidence, region) => judged.findings.push(Finding {
                rule,
                level,
                evidence,
                region,
                cure: rule.cure.and_then(|cure| applicable(cure, facts)),
            }),
        }
    }
    judged
}

/// A rule's cure as it applies to this picture. A turn by content needs to know which way.
fn applicable(cure: Cure, facts: &Facts) -> Option<Cure> {
    match cure {
        // Of what was not opened no copy can be made.
        cure if facts.obstacle.is_some() && cure != Cure::Rename => None,
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
fn ask(rule: &Rule, facts: &Facts, policy: &Policy) -> Verdict {
    let profile = &policy.profile;
    let answer = match rule.check {
        Check::Stage(check) => facts
            .obstacle
            .as_ref()
            .map(|obstacle| check(obstacle, profile))
            .or(Some(Verdict::Pass)),
        // Of no bytes there is nothing to say but that.
        Check::File(_) | Check::Opening(_) if facts.obstacle == Some(Obstacle::Empty) => {
            Some(Verdict::NotAsked)
        }
        Check::File(check) => facts.probe.as_ref().map(|probe| check(probe, profile)),
        Check::Opening(check) => {
            let probe = facts.probe.as_ref();
            probe.map(|probe| check(probe, facts.obstacle.as_ref(), profile))
        }
        Check::Header(check) => facts
            .probe
            .as_ref()
            .zip(facts.header.as_ref())
            .map(|(probe, header)| check(probe, header, profile)),
        Check::Pixels(check) => facts
            .measured
            .as_ref()
            .map(|measured| check(measured, profile)),
        Check::Certificate(_) if facts.measured.is_some() && facts.reading.is_none() => {
            Some(Verdict::NotAssessed(Text {
                en: "the certificate was not to be read",
                zh: "没有要求识读证件内容",
            }))
        }
        Check::Certificate(check) => facts
            .reading
            .as_ref()
            .map(|reading| check(reading, policy.today, profile)),
        Check::Batch | Check::Typed => Some(Verdict::NotAsked),
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
