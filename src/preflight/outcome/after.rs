//! What is true of a picture after its repair, decided here once for every report, the summary and
//! the exit code.
//!
//! - Without a repair, or where the picture was left out because it needs none, it is what is true
//!   of the original.
//! - A repair that was refused, or whose copy could not be written, leaves nothing to upload: the
//!   picture fails, however good the original is.
//! - Otherwise what the rules say of the copies counts, and of the original what the copies can't
//!   have shed: a finding is solved only if it has a cure and every copy was found free of it.
//!   Findings without a cure stay, and so do those that come from comparing with other pictures.

use std::cmp::Reverse;

use super::{Delivery, Finding, NotAssessed, Outcome, Passed, RepairStatus, Standing};
use crate::platform::Level;
use crate::rules::Rule;

impl Outcome {
    /// How the picture stands after the repair; without one, as [`standing`](Self::standing) says.
    /// This is what the summary counts.
    pub fn standing_in_force(&self) -> Standing {
        let standing = Standing::of(self.findings_in_force().into_iter());
        if self.has_nothing_to_upload() {
            standing.max(Standing::Fail)
        } else {
            standing
        }
    }

    /// The most serious level after the repair, which decides on the exit code; `None` if there is
    /// nothing left to find.
    pub fn worst_in_force(&self) -> Option<Level> {
        if self.has_nothing_to_upload() {
            return Some(Level::Error);
        }
        self.findings_in_force().first().map(|worst| worst.level)
    }

    /// What is wrong after the repair, most serious first: of the original what is not solved, and
    /// what only the copies show.
    pub fn findings_in_force(&self) -> Vec<&Finding> {
        let unsolved = self.findings.iter();
        let unsolved = unsolved.filter(|finding| !self.is_solved(finding));
        let new = self.new_findings().into_iter();
        let mut findings: Vec<_> = unsolved.chain(new.map(|(_, finding)| finding)).collect();
        findings.sort_by_key(|finding| Reverse(finding.level));
        findings
    }

    /// Whether the repair has made a finding of the original void.
    pub fn is_solved(&self, finding: &Finding) -> bool {
        let copies = self.better_copies();
        let is_free = |copy: &Delivery| copy.outcome.is_free_of(finding.rule);
        finding.cure.is_some() && !copies.is_empty() && copies.iter().all(is_free)
    }

    /// What the rules say of the copies and did not say of the original, with the copy's name if
    /// there are several copies.
    pub fn new_findings(&self) -> Vec<(Option<&str>, &Finding)> {
        let copies = self.better_copies();
        let is_new = |finding: &Finding| !self.has(finding.rule);
        copies
            .iter()
            .flat_map(|copy| {
                let name = (copies.len() > 1).then_some(copy.shown.as_str());
                let findings = copy.outcome.findings.iter();
                findings.map(move |finding| (name, finding))
            })
            .filter(|(_, finding)| is_new(finding))
            .collect()
    }

    /// What could not be checked and still matters: of the copies, if there are better ones, each rule
    /// once; else of the original.
    pub fn not_assessed_in_force(&self) -> Vec<&NotAssessed> {
        let mut missed: Vec<&NotAssessed> = Vec::new();
        for judged in self.judged_in_force() {
            for one in &judged.not_assessed {
                if missed.iter().all(|known| known.rule.id != one.rule.id) {
                    missed.push(one);
                }
            }
        }
        missed
    }

    /// The check of this rule, if it passed in every outcome that counts.
    pub(crate) fn passed_in_force(&self, rule: &Rule) -> Option<&Passed> {
        let mut answers = self.judged_in_force().into_iter().map(|judged| {
            judged
                .passed
                .iter()
                .find(|passed| passed.rule.id == rule.id)
        });
        let first = answers.next()??;
        answers.all(|answer| answer.is_some()).then_some(first)
    }

    /// Copies that are better than the original; one that is the original byte for byte is not.
    pub(crate) fn better_copies(&self) -> &[Delivery] {
        match self.fix.as_deref() {
            Some(repair) if repair.status == RepairStatus::Fixed => &repair.outputs,
            _ => &[],
        }
    }

    /// The outcomes that count for what passed and what could not be checked.
    pub(crate) fn judged_in_force(&self) -> Vec<&Self> {
        match self.better_copies() {
            [] => vec![self],
            copies => copies.iter().map(|copy| &copy.outcome).collect(),
        }
    }

    /// Whether a copy was wanted and there is none.
    fn has_nothing_to_upload(&self) -> bool {
        self.fix.as_ref().is_some_and(|repair| match repair.status {
            RepairStatus::Refused | RepairStatus::Unwritten => true,
            RepairStatus::Copied | RepairStatus::Fixed | RepairStatus::Skipped => false,
        })
    }

    pub(crate) fn has(&self, rule: &Rule) -> bool {
        let mut findings = self.findings.iter();
        findings.any(|finding| finding.rule.id == rule.id)
    }

    /// Whether a rule was asked and found nothing wrong, or had nothing to ask.
    fn is_free_of(&self, rule: &Rule) -> bool {
        let mut missed = self.not_assessed.iter();
        !self.has(rule) && !missed.any(|missed| missed.rule.id == rule.id)
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::messages::Text;
    use crate::outcome::Repair;

    /// An outcome with these findings, each at the level and with the cure of the rule table.
    fn outcome(rules: &[&str]) -> Outcome {
        let findings = rules.iter().map(|id| {
            let rule = Rule::find(id).unwrap_or_else(|| panic!("no rule {id}"));
            Finding {
                rule,
                level: rule.level,
                evidence: Vec::new(),
                region: None,
                cure: rule.cure,
            }
        });
        let mut outcome = Outcome {
            path: PathBuf::new(),
            shown: String::new(),
            standing: Standing::Pass,
            format: None,
            extension: None,
            bytes: None,
            size: None,
            exif_orientation: None,
            findings: findings.collect(),
            passed: Vec::new(),
            not_assessed: Vec::new(),
            measured: None,
            certificate: None,
            thumbnail: None,
            fix: None,
            digest: None,
        };
        outcome.settle();
        outcome
    }

    fn repaired(before: &[&str], status: RepairStatus, copies: &[&[&str]]) -> Outcome {
        let outputs = copies.iter().enumerate().map(|(index, rules)| Delivery {
            shown: format!("copy-{index}"),
            outcome: outcome(rules),
            quality: None,
        });
        Outcome {
            fix: Some(Box::new(Repair {
                outputs: outputs.collect(),
                ..Repair::new(status)
            })),
            ..outcome(before)
        }
    }

    fn in_force(outcome: &Outcome) -> Vec<&str> {
        let findings = outcome.findings_in_force().into_iter();
        findings.map(|finding| finding.rule.id).collect()
    }

    #[test]
    fn before_after_and_in_force_in_every_case() {
        use RepairStatus::{Copied, Fixed, Refused, Skipped, Unwritten};
        type Case<'a> = (
            &'a [&'a str],
            RepairStatus,
            &'a [&'a [&'a str]],
            (Standing, Option<Level>),
            &'a [&'a str],
        );
        let (pass, warn, fail) = (Standing::Pass, Standing::Warn, Standing::Fail);
        let (note, warning, error) = (Some(Level::Note), Some(Level::Warning), Some(Level::Error));
        let cases: [Case<'_>; 14] = [
            // What has a cure is solved by a copy that is free of it.
            (&["too-large-file"], Fixed, &[&[]], (pass, None), &[]),
            (&["unaccepted-format"], Fixed, &[&[]], (pass, None), &[]),
            // What the copy shows is in force, whether the original showed it or not.
            (
                &["mislabeled"],
                Fixed,
                &[&["mislabeled"]],
                (warn, warning),
                &["mislabeled"],
            ),
            (
                &["too-large-file"],
                Fixed,
                &[&["low-contrast"]],
                (warn, warning),
                &["low-contrast"],
            ),
            (
                &["multi-page"],
                Fixed,
                &[&[], &["too-dark"]],
                (warn, warning),
                &["too-dark"],
            ),
            (
                &["mislabeled"],
                Fixed,
                &[&[], &["mislabeled"]],
                (warn, warning),
                &["mislabeled"],
            ),
            // What has no cure can't be solved, even if the copy doesn't show it.
            (
                &["too-dark", "mislabeled"],
                Fixed,
                &[&[]],
                (warn, warning),
                &["too-dark"],
            ),
            (
                &["low-quality", "too-large-file"],
                Fixed,
                &[&[]],
                (pass, note),
                &["low-quality"],
            ),
            // Two equal files have two equal copies.
            (
                &["duplicate", "mislabeled"],
                Fixed,
                &[&[]],
                (warn, warning),
                &["duplicate"],
            ),
            (
                &["duplicate"],
                Copied,
                &[&[]],
                (warn, warning),
                &["duplicate"],
            ),
            // Without a copy there is nothing to upload.
            (
                &["near-size-limit"],
                Refused,
                &[],
                (fail, error),
                &["near-size-limit"],
            ),
            (&[], Unwritten, &[], (fail, error), &[]),
            (
                &["cut-short"],
                Refused,
                &[],
                (Standing::Unreadable, error),
                &["cut-short"],
            ),
            // A picture that was left out because it needs nothing.
            (&[], Skipped, &[], (pass, None), &[]),
        ];
        for (before, status, copies, expected, left) in cases {
            let outcome = repaired(before, status, copies);
            let case = format!("{before:?} {status:?} {copies:?}");
            let now = (outcome.standing_in_force(), outcome.worst_in_force());
            assert_eq!(now, expected, "{case}");
            assert_eq!(in_force(&outcome), left, "{case}");
            for finding in &outcome.findings {
                let is_left = left.contains(&finding.rule.id);
                assert_eq!(outcome.is_solved(finding), !is_left, "{case}");
            }
        }
    }

    #[test]
    fn without_a_repair_the_original_counts() {
        for rules in [
            &["duplicate", "low-quality"][..],
            &["grayscale"],
            &["cut-short"],
            &[],
        ] {
            let outcome = outcome(rules);
            assert_eq!(outcome.standing_in_force(), outcome.standing);
            assert_eq!(in_force(&outcome).len(), rules.len());
            assert!(outcome.findings.iter().all(|f| !outcome.is_solved(f)));
        }
    }

    #[test]
    fn what_could_not_be_asked_of_the_copy_is_not_solved() {
        let mut outcome = repaired(&["exif-turned"], RepairStatus::Fixed, &[&[]]);
        let missed = NotAssessed {
            rule: outcome.findings[0].rule,
            reason: Text {
                en: "why",
                zh: "为何",
            },
        };
        let repair = outcome.fix.as_mut().expect("a repair");
        repair.outputs[0].outcome.not_assessed.push(missed);
        assert!(!outcome.is_solved(&outcome.findings[0]));
        assert_eq!(outcome.standing_in_force(), Standing::Warn);
        assert_eq!(outcome.not_assessed_in_force().len(), 1);
    }

    #[test]
    fn a_new_finding_names_its_copy_only_among_several() {
        let one = repaired(&[], RepairStatus::Fixed, &[&["too-dark"]]);
        assert_eq!(one.new_findings()[0].0, None);
        let two = repaired(&[], RepairStatus::Fixed, &[&["too-dark"], &["glaring"]]);
        let names: Vec<_> = two.new_findings().iter().map(|(copy, _)| *copy).collect();
        assert_eq!(names, [Some("copy-0"), Some("copy-1")]);
    }
}
