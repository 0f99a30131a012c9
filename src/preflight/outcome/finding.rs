//! What one rule says of one picture.

use crate::messages::{Evidence, Lang, Text, Value, fill};
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

impl Finding {
    /// What is wrong, in one language; where it is only true of one page of a document, with its
    /// number.
    pub fn says(&self, lang: Lang) -> String {
        let said = fill(self.rule.says.get(lang), &self.evidence, lang);
        match (self.page(), lang) {
            (None, _) => said,
            (Some(page), Lang::En) => format!("Page {page}: {said}"),
            (Some(page), Lang::Zh) => format!("第 {page} 页：{said}"),
        }
    }

    /// What to do about it, in one language.
    pub fn advises(&self, lang: Lang) -> String {
        fill(self.rule.advice.get(lang), &self.evidence, lang)
    }

    /// Number of the page that it is about, from 1; `None` for a picture, and if it is about the whole
    /// document.
    pub fn page(&self) -> Option<u64> {
        self.evidence.iter().find_map(|(key, value)| match value {
            Value::Count(page) if *key == PAGE => Some(*page),
            _ => None,
        })
    }
}

/// The evidence that names a page.
pub(crate) const PAGE: &str = "page";

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
