//! `certpreflight.toml`, found upward from the working folder: what a team or a CI job would
//! otherwise type every time. What is typed wins; the config file fills in the rest.

use std::fs;
use std::path::{Path, PathBuf};

use certpreflight::{Error, Lang, Profile};
use clap::ValueEnum as _;
use serde::{Deserialize, Serialize};

use crate::arguments::{CheckArgs, DEFAULT_PROFILE, FormatArg, LangArg, LevelArg};

const NAME: &str = "certpreflight.toml";

/// Every key there is.
const KEYS: [&str; 9] = [
    "profile",
    "format",
    "exclude",
    "max-depth",
    "fail-on",
    "jobs",
    "lang",
    "quiet",
    "thumbnails",
];

/// What the file says; a missing key is `None`.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Config {
    #[serde(skip)]
    file: Option<PathBuf>,
    profile: Option<String>,
    format: Option<FormatArg>,
    exclude: Option<Vec<String>>,
    max_depth: Option<usize>,
    fail_on: Option<LevelArg>,
    jobs: Option<u16>,
    lang: Option<LangArg>,
    quiet: Option<bool>,
    thumbnails: Option<bool>,
}

impl Config {
    /// The nearest config file in `folder` or above it; an empty config if there is none.
    pub(crate) fn find(folder: &Path) -> Result<Self, Error> {
        let file = folder
            .ancestors()
            .map(|above| above.join(NAME))
            .find(|file| file.is_file());
        let Some(file) = file else {
            return Ok(Self::default());
        };
        let wrong = |problem: String| Error::BadConfig {
            file: file.display().to_string(),
            problem,
        };
        let source = fs::read_to_string(&file).map_err(|cause| wrong(cause.to_string()))?;
        let mut config = Self::parse(&source).map_err(wrong)?;
        config.profile = config.profile.map(|profile| beside(&file, profile));
        config.file = Some(file);
        Ok(config)
    }

    fn parse(source: &str) -> Result<Self, String> {
        let table: toml::Table = toml::from_str(source).map_err(|error| one_line(&error))?;
        // Before serde's own message, which would list every key instead of the likely one.
        if let Some(key) = table.keys().find(|key| !KEYS.contains(&key.as_str())) {
            let hint =
                nearest(key).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            return Err(format!("unknown key `{key}`{hint}"));
        }
        let config: Self = toml::from_str(source).map_err(|error| one_line(&error))?;
        match config.jobs {
            Some(jobs) if !(1..=256).contains(&jobs) => {
                Err(format!("`jobs` is {jobs}; it has to be 1 to 256"))
            }
            _ => Ok(config),
        }
    }

    /// The language the file asks for.
    pub(crate) fn lang(&self) -> Option<LangArg> {
        self.lang
    }

    /// What a report is written in where neither a flag nor a file's name says it.
    pub(crate) fn usual_format(&self) -> FormatArg {
        self.format.unwrap_or(FormatArg::Text)
    }

    /// The profile in force: the one that was typed, the file's, or the default.
    pub(crate) fn profile(&self, typed: Option<String>) -> String {
        typed
            .or_else(|| self.profile.clone())
            .unwrap_or_else(|| DEFAULT_PROFILE.to_owned())
    }

    /// Fills in what was not typed. Patterns to exclude add up.
    pub(crate) fn complete(&self, mut typed: CheckArgs) -> CheckArgs {
        typed.profile = typed.profile.or_else(|| self.profile.clone());
        typed.max_depth = typed.max_depth.or(self.max_depth);
        typed.fail_on = typed.fail_on.or(self.fail_on);
        typed.jobs = typed.jobs.or(self.jobs);
        typed.quiet |= self.quiet == Some(true);
        typed.no_thumbnails |= self.thumbnails == Some(false);
        let mut exclude = self.exclude.clone().unwrap_or_default();
        exclude.append(&mut typed.exclude);
        typed.exclude = exclude;
        typed
    }

    /// What is in force for these arguments, as a config file that would say the same.
    pub(crate) fn in_force(&self, arguments: &CheckArgs, jobs: usize, lang: Lang) -> String {
        let resolved = Self {
            file: None,
            profile: Some(arguments.profile().to_owned()),
            format: Some(arguments.format.unwrap_or(self.usual_format())),
            exclude: Some(arguments.exclude.clone()),
            max_depth: arguments.max_depth,
            fail_on: Some(arguments.fail_on()),
            jobs: u16::try_from(jobs).ok(),
            lang: Some(match lang {
                Lang::Zh => LangArg::Zh,
                _ => LangArg::En,
            }),
            quiet: Some(arguments.quiet),
            thumbnails: Some(!arguments.no_thumbnails),
        };
        let origin = self
            .file
            .as_ref()
            .map_or_else(|| format!("no {NAME}"), |file| file.display().to_string());
        let body = toml::to_string(&resolved).unwrap_or_default();
        format!("# {origin}\n{body}")
    }
}

/// A profile that is a file is meant relative to the config file that names it.
fn beside(config: &Path, profile: String) -> String {
    if Profile::built_in_ids().any(|id| id == profile) {
        return profile;
    }
    config.parent().map_or(profile.clone(), |folder| {
        folder.join(profile).display().to_string()
    })
}

/// The key that looks most like `typed`.
fn nearest(typed: &str) -> Option<&'static str> {
    KEYS.into_iter()
        .map(|key| (strsim::jaro_winkler(typed, key), key))
        .filter(|(likeness, _)| *likeness > 0.75) // as for profiles and rules
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, key)| key)
}

fn one_line(error: &toml::de::Error) -> String {
    error.to_string().trim().replace('\n', " ")
}

/// Enums are written as on the command line.
macro_rules! as_typed {
    ($($kind:ty),*) => {$(
        impl<'de> Deserialize<'de> for $kind {
            fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                let text = String::deserialize(source)?;
                Self::from_str(&text, false).map_err(|_unknown| {
                    let known: Vec<_> = Self::value_variants()
                        .iter()
                        .filter_map(|value| Some(value.to_possible_value()?.get_name().to_owned()))
                        .collect();
                    serde::de::Error::custom(format!("`{text}` is none of {}", known.join(", ")))
                })
            }
        }
        impl Serialize for $kind {
            fn serialize<S: serde::Serializer>(&self, target: S) -> Result<S::Ok, S::Error> {
                let value = self.to_possible_value();
                target.serialize_str(value.as_ref().map_or("", |value| value.get_name()))
            }
        }
    )*};
}
as_typed!(FormatArg, LangArg, LevelArg);

#[cfg(test)]
#[expect(
    clippy::unwrap_used,
    reason = "a test that can't go on should stop loudly"
)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_known_to_both_lists() {
        let full = "profile = \"cnnic\"\nformat = \"json\"\nexclude = [\"*.bak\"]\nmax-depth = 2\n\
                    fail-on = \"warning\"\njobs = 3\nlang = \"zh\"\nquiet = true\nthumbnails = false\n";
        assert_eq!(full.lines().count(), KEYS.len());
        let config = Config::parse(full).unwrap();
        assert_eq!(toml::to_string(&config).unwrap(), full);
    }

    #[test]
    fn mistakes_are_named() {
        let cases = [
            (
                "profil = \"x\"",
                "unknown key `profil`; did you mean `profile`?",
            ),
            ("zzz = 1", "unknown key `zzz`"),
            ("jobs = 0", "`jobs` is 0; it has to be 1 to 256"),
            ("lang = \"fr\"", "`fr` is none of zh, en"),
            ("= 1", "TOML parse error"),
        ];
        for (source, problem) in cases {
            let found = Config::parse(source).unwrap_err();
            assert!(found.contains(problem), "{source}: {found}");
        }
    }
}
