//! What is wrong with one row, and how what was typed stands beside what was read.

use super::field::Field;
use crate::messages::{Evidence, Lang, fill};
use crate::platform::Level;
use crate::profile::Profile;
use crate::rules::Rule;

/// Something wrong with what is typed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Fault {
    /// Which check.
    pub rule: &'static Rule,
    /// How serious, under the profile in force.
    pub level: Level,
    /// The field that is wrong.
    pub field: Field,
    /// What fills the sentences.
    pub evidence: Evidence,
    /// What to type instead, where that is known for certain.
    pub instead: Option<String>,
    /// What the platform of that profile would say of it.
    pub refusal: Option<&'static str>,
}

impl Fault {
    /// What is wrong, in one language.
    pub fn says(&self, lang: Lang) -> String {
        fill(self.rule.says.get(lang), &self.evidence, lang)
    }

    /// What to do about it, in one language.
    pub fn advises(&self, lang: Lang) -> String {
        fill(self.rule.advice.get(lang), &self.evidence, lang)
    }
}

/// How what is typed stands beside what the picture says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// It is the same.
    Same,
    /// It differs, or is wrong by itself.
    Wrong,
    /// The picture doesn't say, or hardly.
    NotAssessed,
}

impl Comparison {
    /// The id in machine reports.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Wrong => "wrong",
            Self::NotAssessed => "not-assessed",
        }
    }
}

/// Collects faults, each at the level that the profile gives it.
pub(super) struct Faults<'a> {
    profile: &'a Profile,
    pub(super) found: Vec<Fault>,
    /// Whether the last fault was added; one whose rule is off is not.
    is_added: bool,
}

impl<'a> Faults<'a> {
    pub(super) const fn new(profile: &'a Profile) -> Self {
        Self {
            profile,
            found: Vec::new(),
            is_added: false,
        }
    }

    /// Adds a fault at the rule's own level, unless the profile says otherwise.
    pub(super) fn add(&mut self, rule: &'static Rule, field: Field, evidence: Evidence) {
        self.add_at(rule.level, rule, field, evidence);
    }

    /// Adds a fault that is usually this serious.
    pub(super) fn add_at(
        &mut self,
        usual: Level,
        rule: &'static Rule,
        field: Field,
        evidence: Evidence,
    ) {
        let level = self.profile.level_of(rule.id, usual);
        self.is_added = level.is_some();
        if let Some(level) = level {
            self.found.push(Fault {
                rule,
                level,
                field,
                evidence,
                instead: None,
                refusal: rule.platform_text(self.profile),
            });
        }
    }

    /// Says what to type instead of what the last fault is about.
    pub(super) fn instead(&mut self, typed: String) {
        if let Some(last) = self.found.last_mut().filter(|_| self.is_added) {
            last.instead = Some(typed);
        }
    }

    /// Whether this field has a fault that is more than a note.
    pub(super) fn is_wrong(&self, field: Field) -> bool {
        self.found
            .iter()
            .any(|fault| fault.field == field && fault.level > Level::Note)
    }
}
