//! What a repair says of itself.

use crate::messages::{Evidence, Lang, Text, fill};

/// One thing that was done, or one reason why not: a stable id, a sentence, its values.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Remark {
    /// Stable, kebab-case.
    pub id: &'static str,
    /// What fills the sentence.
    pub evidence: Evidence,
    pub(crate) says: Text,
}

impl Remark {
    /// The sentence in one language.
    pub fn says(&self, lang: Lang) -> String {
        fill(self.says.get(lang), &self.evidence, lang)
    }
}
