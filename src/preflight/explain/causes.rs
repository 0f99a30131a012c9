//! Which of a notice's causes a picture shows.

use super::notice::{Cause, Notice};
use crate::outcome::{Finding, NotAssessed, Outcome};

/// A cause, and whether a picture shows it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CauseSeen<'a> {
    /// The cause.
    pub cause: &'static Cause,
    /// Whether it is there.
    pub seen: Seen<'a>,
}

/// Whether a picture shows a cause.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Seen<'a> {
    /// It does; this is what the checks found.
    Found(Vec<&'a Finding>),
    /// All checks that look for it were made and found nothing.
    NotFound,
    /// Some checks that look for it could not be made, and the others found nothing.
    NotAssessed(Vec<&'a NotAssessed>),
    /// No check of pictures looks for it, or the question doesn't arise here.
    NotChecked,
}

impl Seen<'_> {
    /// The id in machine reports.
    pub const fn id(&self) -> &'static str {
        match self {
            Self::Found(_) => "found",
            Self::NotFound => "not-found",
            Self::NotAssessed(_) => "not-assessed",
            Self::NotChecked => "not-checked",
        }
    }
}

/// Which of a notice's causes a picture shows, in the order of the notice.
pub fn causes_seen<'a>(notice: &'static Notice, outcome: &'a Outcome) -> Vec<CauseSeen<'a>> {
    let causes = notice.causes.iter().map(|cause| CauseSeen {
        cause,
        seen: look(cause, outcome),
    });
    causes.collect()
}

fn look<'a>(cause: &'static Cause, outcome: &'a Outcome) -> Seen<'a> {
    let looks = |id: &str| cause.rules().any(|rule| rule.id == id);
    let findings: Vec<_> = outcome
        .findings
        .iter()
        .filter(|found| looks(found.rule.id))
        .collect();
    if !findings.is_empty() {
        return Seen::Found(findings);
    }
    let missed: Vec<_> = outcome
        .not_assessed
        .iter()
        .filter(|missed| looks(missed.rule.id))
        .collect();
    if !missed.is_empty() {
        return Seen::NotAssessed(missed);
    }
    if outcome.passed.iter().any(|passed| looks(passed.rule.id)) {
        Seen::NotFound
    } else {
        Seen::NotChecked
    }
}
