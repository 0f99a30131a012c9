//! What a text means, for machines.

use serde::Serialize;

use super::causes::{CauseSeen, Seen};
use super::matching::{Match, matches};
use super::notice::{Notice, Sentence, Wait};
use crate::messages::Lang;
use crate::rules::Rule;

/// The notices that a text may be, best first, and which of the first one's causes pictures show.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(
    test,
    schemars(
        title = "Answer of certpreflight explain",
        description = "What a refusal means."
    )
)]
#[non_exhaustive]
pub struct Answer {
    /// Best first; empty if the text is not known.
    notices: Vec<NoticeView>,
    /// The pictures that were named with the text, and which of the first notice's causes they show.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(default))]
    pictures: Vec<PictureView>,
}

/// A notice.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Notice"))]
struct NoticeView {
    id: &'static str,
    /// What the text and the notice have in common, from 0 to 1.
    score: f64,
    /// The platform's own words.
    texts: &'static [String],
    /// The likeliest first.
    causes: Vec<CauseView>,
    remedies: &'static [Sentence],
    wait: Option<&'static Wait>,
    /// Checks that look for the causes beforehand.
    rules: Vec<&'static str>,
    source: &'static str,
    /// `YYYY-MM-DD`, or `undated`.
    date: &'static str,
}

/// A cause.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Cause"))]
struct CauseView {
    zh: &'static str,
    en: &'static str,
    rules: Vec<&'static str>,
    /// Whether no page of the platform names it.
    inferred: bool,
}

/// A picture.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Picture"))]
struct PictureView {
    path: String,
    /// In the order of the notice's causes.
    causes: Vec<SeenView>,
}

/// Whether a picture shows a cause.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Seen"))]
struct SeenView {
    #[cfg_attr(test, schemars(extend("enum" = ["found", "not-found", "not-assessed", "not-checked"])))]
    answer: &'static str,
    /// What the checks found, or could not assess.
    said: Vec<SaidView>,
}

/// What a check said.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Said"))]
struct SaidView {
    rule: &'static str,
    message: String,
}

impl Answer {
    /// What a text means: the notices that it may be or, if it is the id of a rule, those that the rule foresees.
    ///
    /// ```
    /// use certpreflight::explain::Answer;
    ///
    /// let foreseen = Answer::to("expired").to_json();
    /// assert!(foreseen.contains("\"expired\""));
    /// ```
    pub fn to(text: &str) -> Self {
        match Rule::find(text.trim()) {
            Some(rule) => Self::whole(Notice::preventing(rule.id)),
            None => Self::of(matches(text).known()),
        }
    }

    /// What these notices say, as if each had been asked for by its id.
    pub fn whole(notices: impl Iterator<Item = &'static Notice>) -> Self {
        let each = notices.flat_map(|notice| matches(&notice.id).known().to_vec());
        Self::of(&each.collect::<Vec<_>>())
    }

    /// What the matches say.
    pub fn of(matches: &[Match]) -> Self {
        let notices = matches.iter().map(|found| {
            let notice = found.notice;
            NoticeView {
                id: &notice.id,
                score: (found.score * 1000.0).round() / 1000.0,
                texts: &notice.texts,
                causes: notice
                    .causes
                    .iter()
                    .map(|cause| CauseView {
                        zh: &cause.zh,
                        en: &cause.en,
                        rules: cause.rules().map(|rule| rule.id).collect(),
                        inferred: cause.inferred,
                    })
                    .collect(),
                remedies: &notice.remedies,
                wait: notice.wait.as_ref(),
                rules: notice.rules().map(|rule| rule.id).collect(),
                source: &notice.source,
                date: &notice.date,
            }
        });
        Self {
            notices: notices.collect(),
            pictures: Vec::new(),
        }
    }

    /// The answer as JSON, on several lines.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() // numbers are finite, keys are text
    }

    /// Adds what a picture shows.
    pub fn add_picture(&mut self, path: &str, causes: &[CauseSeen<'_>], lang: Lang) {
        let causes = causes.iter().map(|cause| SeenView {
            answer: cause.seen.id(),
            said: match &cause.seen {
                Seen::Found(findings) => findings
                    .iter()
                    .map(|found| SaidView {
                        rule: found.rule.id,
                        message: found.says(lang),
                    })
                    .collect(),
                Seen::NotAssessed(missed) => missed
                    .iter()
                    .map(|missed| SaidView {
                        rule: missed.rule.id,
                        message: missed.reason.get(lang).to_owned(),
                    })
                    .collect(),
                Seen::NotFound | Seen::NotChecked => Vec::new(),
            },
        });
        self.pictures.push(PictureView {
            path: path.to_owned(),
            causes: causes.collect(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_of_answers_is_the_committed_one() {
        crate::schema::assert_committed("explain", &schemars::schema_for!(Answer));
    }
}
