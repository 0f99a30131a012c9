//! What a profile file says, and the checks that turn it into a [`Profile`].

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{BUILT_IN, Brackets, ByteLimit, Name, Profile, Setting};
use crate::error::{Error, nearest};
use crate::files::read_text;
use crate::platform::{Citation, Level, Platform};
use certpreflight_formats::format::Format;

/// The largest profile file that is read, in bytes; the built-in ones have 2 KB.
const LARGEST_FILE: u64 = 1 << 20;
/// The longest chain of `extends`.
const DEEPEST: usize = 8;

/// What a file can say of a rule.
const LEVELS: [(&str, Setting); 4] = [
    ("off", Setting::Off),
    ("note", Setting::At(Level::Note)),
    ("warning", Setting::At(Level::Warning)),
    ("error", Setting::At(Level::Error)),
];

/// A profile file as written.
#[derive(Debug, Default, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(
    test,
    schemars(
        title = "Profile of certpreflight",
        description = "What a platform accepts."
    )
)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Written {
    /// Stable id, which reports name.
    id: Option<String>,
    /// A built-in profile, or a file beside this one: what this file doesn't say, that one says.
    #[serde(skip_serializing_if = "Option::is_none")]
    extends: Option<String>,
    /// What people call it.
    name: Option<Name>,
    /// Whose texts of refusal apply.
    platform: Option<String>,
    /// Formats that are accepted.
    formats: Option<Vec<String>>,
    /// The smallest file, as "55KB", "5MB" or "50000B".
    #[serde(skip_serializing_if = "Option::is_none")]
    min_bytes: Option<String>,
    /// The largest file, as "55KB", "5MB" or "50000B".
    #[serde(skip_serializing_if = "Option::is_none")]
    max_bytes: Option<String>,
    /// The lowest resolution in dots per inch.
    #[serde(skip_serializing_if = "Option::is_none")]
    min_dpi: Option<u32>,
    /// The fewest pixels, width times height.
    #[serde(skip_serializing_if = "Option::is_none")]
    min_pixels: Option<u64>,
    /// Whether only RGB is accepted, and no CMYK.
    #[serde(skip_serializing_if = "Option::is_none")]
    rgb_only: Option<bool>,
    /// The least age of a person, in whole years.
    #[serde(skip_serializing_if = "Option::is_none")]
    min_age_years: Option<u32>,
    /// How many days have to lie between the day of issue and today.
    #[serde(skip_serializing_if = "Option::is_none")]
    min_days_since_issue: Option<u32>,
    /// How many working days have to pass after the day of issue.
    #[serde(skip_serializing_if = "Option::is_none")]
    min_working_days_since_issue: Option<u32>,
    /// How brackets in the owner's name are to be typed: "half" or "as-printed".
    #[serde(skip_serializing_if = "Option::is_none")]
    owner_brackets: Option<Brackets>,
    /// How serious the breach of a rule is, by the rule's id.
    #[serde(default)]
    levels: BTreeMap<String, String>,
    /// The numbers that decide, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    limits: BTreeMap<String, f64>,
    /// Where the values come from.
    #[serde(default)]
    sources: Vec<Citation>,
}

/// What a profile can name. The rule table itself lies above the profiles, which it reads, so it comes
/// in by this list.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) rules: Vec<KnownRule>,
    pub(crate) limits: Vec<KnownLimit>,
}

/// A limit that a profile can set.
#[derive(Clone, Debug)]
pub(crate) struct KnownLimit {
    /// The limit's key.
    pub(crate) key: &'static str,
    /// The values that make sense.
    pub(crate) range: RangeInclusive<f64>,
}

/// A rule whose level a profile can set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KnownRule {
    /// The rule's id.
    pub(crate) id: &'static str,
    /// Whether no profile can change its level.
    pub(crate) has_fixed_level: bool,
}

/// The profile with this built-in id, or in this TOML file.
pub(crate) fn load(id_or_file: &str, known: &Known) -> Result<Profile, Error> {
    if let Some((id, source)) = BUILT_IN.iter().find(|(id, _)| *id == id_or_file) {
        return parse(source, id, Path::new(""), known);
    }
    let path = Path::new(id_or_file);
    // Whoever writes a path or an ending means a file, and wants to hear why it can't be read.
    let means_a_file = path.extension().is_some() || path.components().count() > 1;
    if !means_a_file && !path.is_file() {
        return Err(Error::UnknownProfile {
            id: id_or_file.to_owned(),
            nearest: nearest(id_or_file, Profile::built_in_ids()).map(str::to_owned),
        });
    }
    let shown = path.display().to_string();
    let source = read(path).map_err(|problem| Error::BadProfile {
        profile: shown.clone(),
        problem,
    })?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let profile = parse(&source, &shown, folder, known)?;
    Ok(Profile {
        file: Some(shown),
        ..profile
    })
}

impl Profile {
    /// The rules that a profile from a file turns off, without those that the built-in one of the same id does;
    /// none for a built-in one.
    pub fn rules_off(&self) -> Vec<&str> {
        if self.file.is_none() {
            return Vec::new();
        }
        let built_in = BUILT_IN.iter().find(|(id, _)| *id == self.id);
        let usual = built_in.and_then(|(_, source)| inherit(source, Path::new(""), DEEPEST).ok());
        let usual = usual.map(|written| written.levels).unwrap_or_default();
        let is_usual = |rule: &str| usual.get(rule).is_some_and(|level| level == "off");
        let off = self
            .levels
            .iter()
            .filter(|(_, setting)| **setting == Setting::Off);
        let off = off.map(|(rule, _)| rule.as_str());
        off.filter(|rule| !is_usual(rule)).collect()
    }

    /// Whether it has the id of a built-in profile and is another one.
    pub(crate) fn is_namesake(&self) -> bool {
        self.file.is_some() && Self::built_in_ids().any(|id| id == self.id)
    }
}

fn read(path: &Path) -> Result<String, String> {
    read_text(path, LARGEST_FILE).map_err(|cause| cause.to_string())
}

/// Parses a profile; `extends` may name a built-in one or a file in `folder`.
pub(crate) fn parse(
    source: &str,
    shown: &str,
    folder: &Path,
    known: &Known,
) -> Result<Profile, Error> {
    let bad = |problem: String| Error::BadProfile {
        profile: shown.to_owned(),
        problem,
    };
    let written = inherit(source, folder, DEEPEST).map_err(bad)?;
    validate(written, source, known).map_err(bad)
}

/// Follows `extends`: what a file doesn't say, its base says.
fn inherit(source: &str, folder: &Path, depth: usize) -> Result<Written, String> {
    let mut own: Written = toml::from_str(source).map_err(|error| explain(&error, source))?;
    let Some(base) = own.extends.take() else {
        return Ok(own);
    };
    if depth == 0 {
        let at = place(source, "extends");
        return Err(format!(
            "{at}`extends` goes in a circle or too deep, at `{base}`"
        ));
    }
    let built_in = BUILT_IN.iter().find(|(id, _)| *id == base);
    let (base_source, base_folder) = if let Some((_, source)) = built_in {
        ((*source).to_owned(), PathBuf::new())
    } else {
        let path = folder.join(&base);
        let text = read(&path).map_err(|cause| {
            let ids = Profile::built_in_ids();
            let hint =
                nearest(&base, ids).map_or(String::new(), |id| format!("; did you mean `{id}`?"));
            format!(
                "{}`extends = \"{base}\"`: {cause}{hint}",
                place(source, "extends")
            )
        })?;
        (text, path.parent().unwrap_or(Path::new("")).to_owned())
    };
    let base = inherit(&base_source, &base_folder, depth - 1)?;
    let mut levels = base.levels;
    levels.extend(own.levels);
    let mut limits = base.limits;
    limits.extend(own.limits);
    Ok(Written {
        id: own.id.or(base.id),
        extends: None,
        name: own.name.or(base.name),
        platform: own.platform.or(base.platform),
        formats: own.formats.or(base.formats),
        min_bytes: own.min_bytes.or(base.min_bytes),
        max_bytes: own.max_bytes.or(base.max_bytes),
        min_dpi: own.min_dpi.or(base.min_dpi),
        min_pixels: own.min_pixels.or(base.min_pixels),
        rgb_only: own.rgb_only.or(base.rgb_only),
        min_age_years: own.min_age_years.or(base.min_age_years),
        min_days_since_issue: own.min_days_since_issue.or(base.min_days_since_issue),
        min_working_days_since_issue: own
            .min_working_days_since_issue
            .or(base.min_working_days_since_issue),
        owner_brackets: own.owner_brackets.or(base.owner_brackets),
        levels,
        limits,
        sources: if own.sources.is_empty() {
            base.sources
        } else {
            own.sources
        },
    })
}

fn validate(written: Written, source: &str, known: &Known) -> Result<Profile, String> {
    let demanded = |key: &str| format!("the key `{key}` is missing");
    let limit = |key: &str, text: Option<String>| match text {
        None => Ok(None),
        Some(text) => ByteLimit::parse(&text).map(Some).ok_or_else(|| {
            format!(
                "{}`{key} = \"{text}\"` is no size; write \"55KB\", \"5MB\" or \"50000B\"",
                place(source, key)
            )
        }),
    };
    let platform = written.platform.unwrap_or_else(|| "other".to_owned());
    let platforms = Platform::ALL.iter().map(|row| row.1);
    let platform = Platform::from_id(&platform)
        .ok_or_else(|| unknown(source, "platform", &platform, platforms))?;
    let formats = written.formats.ok_or_else(|| demanded("formats"))?;
    if formats.is_empty() {
        return Err(format!("{}`formats` is empty", place(source, "formats")));
    }
    let profile = Profile {
        id: written.id.ok_or_else(|| demanded("id"))?,
        file: None,
        name: written.name.ok_or_else(|| demanded("name"))?,
        platform,
        sources: written.sources,
        formats: formats
            .iter()
            .map(|id| {
                let known = Format::ALL.into_iter().map(Format::id);
                Format::from_id(id).ok_or_else(|| unknown(source, "format", id, known))
            })
            .collect::<Result<_, _>>()?,
        min_bytes: limit("min-bytes", written.min_bytes)?,
        max_bytes: limit("max-bytes", written.max_bytes)?,
        min_dpi: written.min_dpi,
        min_pixels: written.min_pixels,
        rgb_only: written.rgb_only.unwrap_or(false),
        min_age_years: written.min_age_years,
        min_days_since_issue: written.min_days_since_issue,
        min_working_days_since_issue: written.min_working_days_since_issue,
        owner_brackets: written.owner_brackets,
        levels: written
            .levels
            .into_iter()
            .map(|(rule, level)| setting(source, &rule, &level, &known.rules))
            .collect::<Result<_, _>>()?,
        limits: written
            .limits
            .into_iter()
            .map(|(key, value)| limited(source, key, value, &known.limits))
            .collect::<Result<_, _>>()?,
    };
    if let (Some(min), Some(max)) = (&profile.min_bytes, &profile.max_bytes)
        && min.readings().1 > max.readings().0
    {
        let at = place(source, "min-bytes");
        return Err(format!(
            "{at}`min-bytes` ({min}) is above `max-bytes` ({max})"
        ));
    }
    Ok(profile)
}

fn setting(
    source: &str,
    rule: &str,
    level: &str,
    rules: &[KnownRule],
) -> Result<(String, Setting), String> {
    let known = rules
        .iter()
        .find(|known| known.id == rule)
        .ok_or_else(|| unknown(source, "rule", rule, rules.iter().map(|rule| rule.id)))?;
    if known.has_fixed_level {
        let at = place(source, rule);
        return Err(format!(
            "{at}the level of `{rule}` can't be changed: such a picture was not seen"
        ));
    }
    let names = LEVELS.iter().map(|(name, _)| *name);
    LEVELS
        .iter()
        .find(|(name, _)| *name == level)
        .map(|(_, setting)| (rule.to_owned(), *setting))
        .ok_or_else(|| unknown(source, "level", level, names))
}

/// Checks that a limit exists and that its value makes sense.
fn limited(
    source: &str,
    key: String,
    value: f64,
    limits: &[KnownLimit],
) -> Result<(String, f64), String> {
    let known = limits
        .iter()
        .find(|known| known.key == key)
        .ok_or_else(|| unknown(source, "limit", &key, limits.iter().map(|limit| limit.key)))?;
    if known.range.contains(&value) {
        return Ok((key, value));
    }
    let (least, most) = (known.range.start(), known.range.end());
    let at = place(source, &key);
    Err(format!(
        "{at}`{key} = {value}` makes no sense; write a number from {least} to {most}"
    ))
}

/// Says that a value is not known, where it stands, and what was probably meant.
fn unknown<'a>(
    source: &str,
    what: &str,
    value: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> String {
    let at = place(source, value);
    match nearest(value, known.clone()) {
        Some(nearest) => format!("{at}unknown {what} `{value}`; did you mean `{nearest}`?"),
        None => format!(
            "{at}unknown {what} `{value}`; known are {}",
            known.collect::<Vec<_>>().join(", ")
        ),
    }
}

/// `"line 7: "` for the first line that mentions `needle`; nothing if it stands in a base file.
fn place(source: &str, needle: &str) -> String {
    source
        .lines()
        .position(|line| line.contains(needle))
        .map_or_else(String::new, |line| format!("line {}: ", line + 1))
}

/// The parser's complaint on one line, with the line number and, for a key that doesn't exist, the
/// one that was probably meant.
fn explain(error: &toml::de::Error, source: &str) -> String {
    let line = error
        .span()
        .and_then(|span| source.get(..span.start))
        .map(|before| before.matches('\n').count() + 1);
    let message = error.message().replace('\n', " ");
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let hint = match quoted.split_first() {
        Some((typed, known)) if message.starts_with("unknown field") => {
            nearest(typed, known.iter().copied())
                .map(|key| format!("unknown key `{typed}`; did you mean `{key}`?"))
        }
        _ => None,
    };
    let problem = hint.unwrap_or(message);
    line.map_or_else(|| problem.clone(), |line| format!("line {line}: {problem}"))
}

impl Profile {
    /// The profile as TOML, everything inherited written out.
    pub fn to_toml(&self) -> String {
        print(self)
    }
}

/// Writes a profile out as a file that can be read again.
fn print(profile: &Profile) -> String {
    let level = |setting: &Setting| match setting {
        Setting::Off => "off",
        Setting::At(level) => level.id(),
    };
    let limit = |limit: &Option<ByteLimit>| limit.as_ref().map(ToString::to_string);
    let written = Written {
        id: Some(profile.id.clone()),
        extends: None,
        name: Some(profile.name.clone()),
        platform: Some(profile.platform.id().to_owned()),
        formats: Some(
            profile
                .formats
                .iter()
                .map(|format| format.id().to_owned())
                .collect(),
        ),
        min_bytes: limit(&profile.min_bytes),
        max_bytes: limit(&profile.max_bytes),
        min_dpi: profile.min_dpi,
        min_pixels: profile.min_pixels,
        rgb_only: profile.rgb_only.then_some(true),
        min_age_years: profile.min_age_years,
        min_days_since_issue: profile.min_days_since_issue,
        min_working_days_since_issue: profile.min_working_days_since_issue,
        owner_brackets: profile.owner_brackets,
        levels: profile
            .levels
            .iter()
            .map(|(rule, setting)| (rule.clone(), level(setting).to_owned()))
            .collect(),
        limits: profile.limits.clone(),
        sources: profile.sources.clone(),
    };
    // Strings, numbers and tables of strings can always be written.
    toml::to_string(&written).unwrap_or_default()
}

/// The JSON Schema of a profile file.
#[cfg(test)]
pub(crate) fn schema(known: &Known) -> schemars::Schema {
    use serde_json::{Map, json};

    let levels: Vec<_> = LEVELS.iter().map(|(name, _)| *name).collect();
    let rules = known.rules.iter().filter(|rule| !rule.has_fixed_level);
    let rules: Vec<_> = rules.map(|rule| rule.id).collect();
    let limits = known.limits.iter().map(|KnownLimit { key, range }| {
        let (min, max) = (range.start(), range.end());
        let limit = json!({ "type": "number", "minimum": min, "maximum": max });
        ((*key).to_owned(), limit)
    });
    let limits: Map<_, _> = limits.collect();
    let platforms: Vec<_> = Platform::ALL.iter().map(|row| row.1).collect();
    let formats = Format::ALL.map(Format::id);

    let mut schema = schemars::schema_for!(Written).to_value();
    let mut set = |place: &str, keyword: &str, value| {
        schema.pointer_mut(place).expect(place)[keyword] = value;
    };
    set("/properties/platform", "enum", json!(platforms));
    set("/properties/formats", "items", json!({ "enum": formats }));
    set(
        "/properties/levels",
        "propertyNames",
        json!({ "enum": rules }),
    );
    set(
        "/properties/levels",
        "additionalProperties",
        json!({ "enum": levels }),
    );
    set("/properties/limits", "properties", json!(limits));
    set("/properties/limits", "additionalProperties", json!(false));
    schema.try_into().expect("a schema")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known {
        let rule = |id, has_fixed_level| KnownRule {
            id,
            has_fixed_level,
        };
        let limit = |key, range| KnownLimit { key, range };
        Known {
            rules: vec![
                rule("grayscale", false),
                rule("edited", false),
                rule("wrong-side", false),
                rule("cut-short", true),
            ],
            limits: vec![
                limit("min-paper-level", 0.0..=255.0),
                limit("min-contrast", 0.0..=1.0),
                limit("max-unevenness", 1.0..=100.0),
            ],
        }
    }

    #[test]
    fn a_mistake_is_named_with_its_line_and_what_was_meant() {
        let cases = [
            (
                "extends = \"tencent-domain\"\nmax-byte = \"1MB\"",
                "line 2: unknown key `max-byte`; did you mean `max-bytes`?",
            ),
            (
                "extends = \"tencent-doman\"",
                "did you mean `tencent-domain`?",
            ),
            (
                "extends = \"cnnic\"\nformats = [\"jepg\"]",
                "line 2: unknown format `jepg`; did you mean `jpeg`?",
            ),
            (
                "extends = \"cnnic\"\nformats = []",
                "line 2: `formats` is empty",
            ),
            (
                "extends = \"cnnic\"\n\n[levels]\ngrayscal = \"off\"",
                "line 4: unknown rule `grayscal`; did you mean `grayscale`?",
            ),
            (
                "extends = \"cnnic\"\n[levels]\ngrayscale = \"eror\"",
                "line 3: unknown level `eror`; did you mean `error`?",
            ),
            (
                "extends = \"cnnic\"\n[levels]\ncut-short = \"off\"",
                "line 3: the level of `cut-short` can't be changed",
            ),
            (
                "extends = \"cnnic\"\n[limits]\nmin-paper-leval = 60",
                "line 3: unknown limit `min-paper-leval`; did you mean `min-paper-level`?",
            ),
            (
                "extends = \"cnnic\"\n[limits]\nmin-contrast = 40",
                "line 3: `min-contrast = 40` makes no sense; write a number from 0 to 1",
            ),
            (
                "extends = \"cnnic\"\n[limits]\nmax-unevenness = nan",
                "line 3: `max-unevenness = NaN` makes no sense; write a number from 1 to 100",
            ),
            (
                "extends = \"cnnic\"\n[limits]\nmin-contrast = \"low\"",
                "line 3: invalid type: string \"low\", expected f64",
            ),
            (
                "extends = \"cnnic\"\nmin-bytes = \"huge\"",
                "line 2: `min-bytes = \"huge\"` is no size",
            ),
            (
                "extends = \"cnnic\"\nmin-bytes = \"9MB\"",
                "line 2: `min-bytes` (9MB) is above `max-bytes` (500000B)",
            ),
            (
                "extends = \"cnnic\"\nplatform = \"tencnt\"",
                "line 2: unknown platform `tencnt`; did you mean `tencent`?",
            ),
            (
                "id = \"x\"\nformats = [\"jpeg\"]",
                "the key `name` is missing",
            ),
            ("id = ", "line 1: "),
        ];
        for (source, expected) in cases {
            let error = parse(source, "mine.toml", Path::new(""), &known())
                .expect_err(source)
                .to_string();
            assert!(error.contains(expected), "{source}\n{error}");
            assert!(error.starts_with("profile `mine.toml`: "), "{error}");
        }
    }

    #[test]
    fn a_profile_may_extend_a_file_beside_it_but_not_itself() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        std::fs::write(
            path("base.toml"),
            "extends = \"godaddy-cn\"\nid = \"base\"\n[limits]\nmax-unevenness = 3\nmin-contrast = 0.5",
        )
        .expect("written");
        std::fs::write(
            path("own.toml"),
            "extends = \"base.toml\"\nid = \"own\"\n[levels]\nedited = \"off\"\n[limits]\nmin-contrast = 0.3",
        )
        .expect("written");
        std::fs::write(path("loop.toml"), "extends = \"loop.toml\"").expect("written");
        let load = |name: &str| load(&path(name).to_string_lossy(), &known());
        let own = load("own.toml").unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(own.formats, [Format::Jpeg]);
        assert_eq!(own.level_of("edited", Level::Note), None);
        assert_eq!(own.limit("min-contrast"), Some(0.3));
        assert_eq!(own.limit("max-unevenness"), Some(3.0));
        let again = parse(&own.to_toml(), "own", Path::new(""), &known());
        let again = again.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(again, Profile { file: None, ..own });
        let error = load("loop.toml").expect_err("a loop").to_string();
        assert!(error.contains("circle"), "{error}");
    }
}
