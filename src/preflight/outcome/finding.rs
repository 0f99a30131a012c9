//! What one rule says of one picture.

use crate::messages::{Evidence, Text};
use crate::platform::Level;
use crate::rules::{Cure, Region, Rule};

/// Something wrong with one picture.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Finding {
    /// Which check.
    pub rule: &'static Rule,
    /// How serious, under the profile in force.
    pub level: Level,
    /// What was measured and what was demanded.
    pub evidence: Evidence,
    /// Where in the upright picture, if it is in one place.
    pub region: Option<Region>,
    /// What a repair can do about it in this picture; `None` if nothing.
    pub cure: Option<Cure>,
}

/// A check that was made and found nothing wrong.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Passed {
    /// Which check.
    pub rule: &'static Rule,
    /// What was measured and what was demanded, where the check has numbers.
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
