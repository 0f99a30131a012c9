//! Facts and a profile in, an [`Outcome`] out: every rule is asked once, in the order of the table,
//! and what could not be decided is written down as such.

use std::path::PathBuf;

use crate::facts::{Facts, Trouble};
use crate::fix::{Repair, RepairStatus};
use crate::messages::{Evidence, Text};
use crate::profile::{Level, Profile};
use crate::rules::{Check, Cure, RULES, Region, Rule, Verdict};
use certpreflight_formats::format::Format;
use certpreflight_vision::Measurements;

/// Something wrong with one picture.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Finding {
    /// Which check.
    pub rule: &'static Rule,
    /// How serious, under the profile in force.
    pub level: Level,
    /// What was measured and what it was held against.
    pub evidence: Evidence,
    /// Where in the upright picture, if it is in one place.
    pub region: Option<Region>,
}

impl Finding {
    /// What a repair can do about this one. A turn by content needs to know which way.
    pub fn cure(&self) -> Option<Cure> {
        let knows_the_way = || self.evidence.iter().any(|(name, _)| *name == "degrees");
        self.rule
            .cure
            .filter(|cure| *cure != Cure::TurnAsSeen || knows_the_way())
    }
}

/// A check that was made and found nothing wrong.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Passed {
    /// Which check.
    pub rule: &'static Rule,
    /// What was measured and what it was held against, where the check has numbers.
    pub evidence: Evidence,
}

/// A check that could not be made.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct NotAssessed {
    /// Which check.
    pub rule: &'static Rule,
    /// Why not.
    pub reason: Text,
}

/// What becomes of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Standing {
    /// Nothing at warning level or above.
    Pass,
    /// The platform will probably take it; something deserves a look.
    Warn,
    /// The platform will refuse it.
    Fail,
    /// It could not be examined to the end, so nothing good can be said of it.
    Unreadable,
}

impl Standing {
    /// The standing of a picture that was examined to the end.
    const fn of(worst: Option<Level>) -> Self {
        match worst {
            Some(Level::Error) => Self::Fail,
            Some(Level::Warning) => Self::Warn,
            Some(Level::Note) | None => Self::Pass,
        }
    }
}

/// Everything found out about one picture; holds no pixels but those of a thumbnail.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Outcome {
    /// The path as it can be opened.
    pub path: PathBuf,
    /// The path as it is shown: the root as given, `/` between its parts.
    pub shown: String,
    /// The sum of the findings.
    pub standing: Standing,
    /// The true format; `None` if the file was not read.
    pub format: Option<Format>,
    /// The extension as written, lower case.
    pub extension: Option<String>,
    /// File size in bytes; `None` if it is not known.
    pub bytes: Option<u64>,
    /// Upright width and height in pixels; `None` if no header could be read.
    pub size: Option<(u32, u32)>,
    /// The EXIF orientation, 1..=8; `None` if no header could be read.
    pub exif_orientation: Option<u8>,
    /// What is wrong, most serious first, then in the order of the rule table.
    pub findings: Vec<Finding>,
    /// What was asked and is in order, in the order of the rule table.
    pub passed: Vec<Passed>,
    /// What could not be checked, in the order of the rule table.
    pub not_assessed: Vec<NotAssessed>,
    /// The numbers, if the pixels were seen.
    pub measured: Option<Measurements>,
    /// A small JPEG of the upright picture; `None` unless the policy asks for thumbnails and the
    /// pixels were seen.
    pub thumbnail: Option<Vec<u8>>,
    /// What a repair made of it; `None` if none was asked for.
    pub fix: Option<Box<Repair>>,
    /// Digest of the bytes, to find the same file again in the run.
    pub(crate) digest: Option<blake3::Hash>,
}

impl Outcome {
    /// The standing and the most serious level after the repair, if there was one.
    pub fn after_repair(&self) -> (Standing, Option<Level>) {
        let worst = |findings: &[Finding]| findings.iter().map(|finding| finding.level).max();
        let now = (self.standing, worst(&self.findings));
        let Some(repair) = &self.fix else { return now };
        if !repair.delivers() {
            // Without a copy in the folder nothing can be uploaded, however good the original is.
            return match repair.status {
                RepairStatus::Skipped => now,
                _ => (now.0.max(Standing::Fail), Some(Level::Error)),
            };
        }
        // What comes from comparing with other pictures stays true of the copy.
        let of_batch = self.findings.iter().filter(|f| f.rule.needs_batch());
        let rest = of_batch.map(|f| (Standing::of(Some(f.level)), Some(f.level)));
        let copies = repair.outputs.iter().map(|copy| {
            let after = &copy.outcome;
            (after.standing, worst(&after.findings))
        });
        rest.chain(copies).fold((Standing::Pass, None), |all, one| {
            (all.0.max(one.0), all.1.max(one.1))
        })
    }

    /// Adds a finding that only the batch can make, unless the profile has the rule off.
    pub(crate) fn add(&mut self, rule: &'static Rule, profile: &Profile, evidence: Evidence) {
        if let Some(level) = profile.level_of(rule.id, rule.level) {
            self.findings.push(Finding {
                rule,
                level,
                evidence,
                region: None,
            });
            self.settle();
        }
    }

    /// Sorts the findings and derives the standing from them.
    fn settle(&mut self) {
        // Stable: within a level the order of the table stays.
        self.findings
            .sort_by_key(|finding| std::cmp::Reverse(finding.level));
        let worst = self.findings.first().map(|finding| finding.level);
        let unseen = self
            .findings
            .iter()
            .any(|finding| !finding.rule.can_be_changed());
        self.standing = match worst {
            _ if unseen => Standing::Unreadable,
            worst => Standing::of(worst),
        };
    }
}

/// Judges what is known of one source.
pub(crate) fn judge(path: PathBuf, shown: String, facts: Facts, profile: &Profile) -> Outcome {
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
            }),
        }
    }
    let header = facts.header.as_ref();
    let mut outcome = Outcome {
        path,
        shown,
        standing: Standing::Pass,
        format: facts.probe.as_ref().map(|probe| probe.format),
        extension: facts
            .probe
            .as_ref()
            .and_then(|probe| probe.extension.clone()),
        bytes: facts.probe.as_ref().map(|probe| probe.bytes),
        size: header.map(certpreflight_formats::metadata::Header::upright_size),
        exif_orientation: header.map(|header| header.orientation.exif()),
        findings,
        passed,
        not_assessed,
        measured: facts.measured,
        thumbnail: facts.thumbnail,
        fix: None,
        digest: None,
    };
    outcome.settle();
    outcome
}

/// Puts one rule's question. A stage that was not reached answers "not assessed" with the reason.
fn ask(rule: &Rule, facts: &Facts, profile: &Profile) -> Verdict {
    let answer = match rule.check {
        Check::Stage(check) => facts
            .trouble
            .as_ref()
            .map(|trouble| check(trouble, profile))
            .or(Some(Verdict::Pass)),
        // Of no bytes there is nothing to say but that.
        Check::File(_) if facts.trouble == Some(Trouble::Empty) => Some(Verdict::NotAsked),
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
        Verdict::NotAssessed(facts.trouble.as_ref().map_or(
            Text {
                en: "an earlier step gave no result",
                zh: "前一步没有结果",
            },
            Trouble::reason,
        ))
    })
}
