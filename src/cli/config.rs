//! `certpreflight.toml`, found upward from the working folder: what a team or a CI job would
//! otherwise type every time. What is typed wins; the config file fills in the rest.

use std::path::{Path, PathBuf};

use certpreflight::{Error, Profile, read_text};
use clap::ValueEnum as _;
use serde::{Deserialize, Serialize};

use crate::arguments::{FormatArg, LangArg, LevelArg};

const NAME: &str = "certpreflight.toml";

/// The largest config file that is read, in bytes, as for profiles; one with every key has 200.
const MOST_BYTES: u64 = 1 << 20;

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

/// Settings, each of which may be missing: what the file says, or what was typed.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(
    test,
    schemars(
        title = "certpreflight.toml",
        description = "What a team or a CI job would otherwise type every time; what is typed wins."
    )
)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Config {
    /// Where they were found.
    #[serde(skip)]
    pub(crate) file: Option<PathBuf>,
    /// The same as seen from the folder that it was sought from: reports are given to people whom it is no
    /// concern where somebody keeps his files.
    #[serde(skip)]
    pub(crate) shown: Option<String>,
    /// The profile as it stands in the file.
    #[serde(skip)]
    pub(crate) written_profile: Option<String>,
    /// Id of a built-in profile, or a profile file, relative to this one.
    pub(crate) profile: Option<String>,
    /// What a report is written in where its file's name doesn't say it.
    pub(crate) format: Option<FormatArg>,
    /// Patterns of paths to leave out, in addition to those typed.
    pub(crate) exclude: Option<Vec<String>>,
    /// How many folders deep to look.
    pub(crate) max_depth: Option<usize>,
    /// From which level on the command fails.
    pub(crate) fail_on: Option<LevelArg>,
    /// How many pictures to examine at a time.
    #[cfg_attr(test, schemars(range(min = 1, max = 256)))]
    pub(crate) jobs: Option<u16>,
    /// The language of what is printed.
    pub(crate) lang: Option<LangArg>,
    /// Whether nothing but the report is printed.
    pub(crate) quiet: Option<bool>,
    /// Whether an HTML report shows small pictures.
    pub(crate) thumbnails: Option<bool>,
}

impl Config {
    /// The nearest config file in `folder` or above it; an empty config if there is none.
    pub(crate) fn find(folder: &Path) -> Result<Self, Error> {
        let file = folder
            .ancestors()
            .map(|above| above.join(NAME))
            .enumerate()
            .find(|(_, file)| file.is_file());
        let Some((levels_up, file)) = file else {
            return Ok(Self::default());
        };
        let wrong = |problem: String| Error::BadConfig {
            file: file.display().to_string(),
            problem,
        };
        let source = read_text(&file, MOST_BYTES).map_err(|cause| wrong(cause.to_string()))?;
        let mut config = Self::parse(&source).map_err(wrong)?;
        config.written_profile.clone_from(&config.profile);
        config.profile = config.profile.map(|profile| beside(&file, profile));
        config.shown = Some(format!("{}{NAME}", "../".repeat(levels_up)));
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

    /// These settings where there are any, those `below` elsewhere. Patterns to exclude add up.
    pub(crate) fn over(self, below: &Self) -> Self {
        let mut exclude = below.exclude.clone().unwrap_or_default();
        exclude.extend(self.exclude.unwrap_or_default());
        Self {
            file: self.file.or_else(|| below.file.clone()),
            shown: self.shown.or_else(|| below.shown.clone()),
            written_profile: match self.profile {
                Some(_) => self.written_profile,
                None => below.written_profile.clone(),
            },
            profile: self.profile.or_else(|| below.profile.clone()),
            format: self.format.or(below.format),
            exclude: Some(exclude),
            max_depth: self.max_depth.or(below.max_depth),
            fail_on: self.fail_on.or(below.fail_on),
            jobs: self.jobs.or(below.jobs),
            lang: self.lang.or(below.lang),
            quiet: self.quiet.or(below.quiet),
            thumbnails: self.thumbnails.or(below.thumbnails),
        }
    }

    /// Where the settings come from, for people.
    pub(crate) fn origin(&self) -> String {
        match &self.file {
            Some(file) => file.display().to_string(),
            None => format!("no {NAME}"),
        }
    }

    /// The settings as the text of a config file.
    pub(crate) fn to_toml(&self) -> String {
        toml::to_string(self).unwrap_or_default()
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
        #[cfg(test)]
        impl schemars::JsonSchema for $kind {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($kind).into()
            }
            fn inline_schema() -> bool {
                true
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let known = Self::value_variants().iter();
                let known = known.filter_map(|value| value.to_possible_value());
                let known: Vec<_> = known.map(|value| value.get_name().to_owned()).collect();
                schemars::json_schema!({ "type": "string", "enum": known })
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
        assert_eq!(config.to_toml(), full);
    }

    #[test]
    fn the_schema_of_the_config_file_is_the_committed_one() {
        crate::schema::assert_committed("config", &schemars::schema_for!(Config));
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
