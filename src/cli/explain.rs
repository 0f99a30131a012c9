//! `certpreflight explain`: what a refusal means and, with pictures, which of its causes it is.

use std::io::{self, Read as _};
use std::process::ExitCode;

use certpreflight::explain::{
    Answer, Match, Matches, Notice, Seen, causes_seen, list, matches, not_known_page, notice_page,
    preventing_page, seen_page,
};
use certpreflight::{DiscoverOptions, Entry, Error, Lang, Level, Profile, Rule, discover};

use crate::arguments::{AnswerArg, ExplainArgs};
use crate::config::Config;
use crate::options::{Settings, policy};
use crate::outputs::print;
use crate::terminal::{self, IMPOSSIBLE};

/// The longest text on standard input, in bytes. A screenful of Chinese has about ten thousand.
const MOST_BYTES: u64 = 64 << 10;

/// Explains a text, an id, or nothing but the list of all.
pub(crate) fn explain(
    arguments: ExplainArgs,
    config: &Config,
    lang: Lang,
) -> Result<ExitCode, Error> {
    let is_json = arguments.format == AnswerArg::Json;
    let text = match arguments.text {
        Some(text) if text == "-" => standard_input()?,
        Some(text) => text,
        None if is_json => return answer(&Answer::whole(Notice::all().iter())),
        None => return print(&list(lang)),
    };
    if text.trim().is_empty() {
        return Err(Error::NothingToExplain);
    }
    if arguments.pictures.is_empty() {
        if is_json {
            return answer(&Answer::to(&text));
        }
        let Some(rule) = Rule::find(text.trim()) else {
            return print(&page(&matches(&text), lang));
        };
        let settings = Settings::under(arguments.profile, config, lang);
        return print(&rule_page(rule.id, &settings.profile()?, lang)?);
    }
    let found = matches(&text);
    let Some(best) = found.known().first() else {
        // Pictures that nobody looked at must not seem to be in order.
        if is_json {
            answer(&Answer::default())?;
        } else {
            print(&page(&found, lang))?;
        }
        return Ok(ExitCode::from(IMPOSSIBLE));
    };
    let settings = Settings::under(arguments.profile.or_else(|| profile_of(best)), config, lang);
    let policy = policy(settings.profile()?);
    let sources = discover(&arguments.pictures, &DiscoverOptions::default());
    let mut json = Answer::of(found.known());
    if !is_json {
        print(&page(&found, lang))?;
    }
    let mut worst = None;
    let mut written = Ok(ExitCode::SUCCESS);
    certpreflight::run(&sources, &policy, 1, |entry| {
        let Entry::Judged(outcome) = entry else {
            return true;
        };
        let causes = causes_seen(best.notice, &outcome);
        for cause in &causes {
            if let Seen::Found(findings) = &cause.seen {
                worst = worst.max(findings.iter().map(|found| found.level).max());
            }
        }
        if is_json {
            json.add_picture(&outcome.shown, &causes, lang);
        } else {
            written = print(&seen_page(&outcome.shown, &causes, lang, width()));
        }
        written.is_ok()
    })?;
    written?;
    if is_json {
        answer(&json)?;
    }
    Ok(ExitCode::from(u8::from(worst == Some(Level::Error))))
}

/// The page of a rule, and the notices that it foresees.
pub(crate) fn rule_page(id: &str, profile: &Profile, lang: Lang) -> Result<String, Error> {
    let page = Rule::explain(id, profile, lang)? + &preventing_page(id, lang);
    Ok(terminal::fitted(&page))
}

/// Comfortable to read, and what a terminal has at least.
fn width() -> usize {
    terminal::width().clamp(40, 80)
}

fn page(found: &Matches, lang: Lang) -> String {
    match found {
        Matches::NotKnown(nearest) => not_known_page(nearest, lang, width()),
        found => notice_page(found.known(), lang, width()),
    }
}

/// The built-in profile of the platform whose notice it is.
fn profile_of(found: &Match) -> Option<String> {
    let platform = &found.notice.platform;
    Profile::built_in_ids()
        .find(|id| id == platform)
        .map(str::to_owned)
}

fn answer(answer: &Answer) -> Result<ExitCode, Error> {
    print(&format!("{}\n", answer.to_json()))
}

fn standard_input() -> Result<String, Error> {
    let mut bytes = Vec::new();
    io::stdin()
        .lock()
        .take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|cause| Error::UnreadableText {
            cause: cause.to_string(),
        })?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Error::TextTooLong {
            limit_bytes: MOST_BYTES,
        });
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
