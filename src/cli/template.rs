//! `certpreflight template`: what will be typed against what the pictures say.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use certpreflight::report::{Context, Summary};
use certpreflight::template::{
    CheckedManifest, Field, MOST_THUMBNAIL_BYTES, Manifest, Mended, Pictured, Row, Terms,
    blank_csv, blank_xlsx, check_ending, mend, picture_at, profile_for, read_manifest,
};
use certpreflight::{
    Entry, Error, Lang, Level, Originals, Policy, Profile, Readers, Source, source_at,
};

use crate::arguments::{TemplateCheckArgs, TemplateInitArgs};
use crate::config::Config;
use crate::options::{Layout, Settings, outputs, policy, show_pictures};
use crate::outputs::{Outputs, write_new};
use crate::terminal::{Progress, remark};

/// Pictures by path and the id or file of the profile that they are held against.
type Pictures = HashMap<(PathBuf, String), Arc<Pictured>>;

/// Judges a manifest, or one row from the command line.
pub(crate) fn check(
    arguments: &TemplateCheckArgs,
    config: &Config,
    lang: Lang,
) -> Result<ExitCode, Error> {
    let settings = Settings::under(arguments.profile.clone(), config, lang);
    let profile = settings.profile()?;
    let usual_format = arguments.format.or(config.format);
    let outputs = outputs(&arguments.output, arguments.format, usual_format)?;
    let (rows, folder, manifest) = rows(arguments)?;
    // What keeps it from being written is told before any picture is examined.
    let mended = match (&arguments.fix_manifest, &manifest) {
        (Some(out), Some(manifest)) => Some((out, mended(manifest, &profile, out, arguments)?)),
        _ => None,
    };
    let (own_profiles, profiles) = profiles(&rows, &profile);
    let shows_pictures =
        show_pictures(&outputs) && !arguments.no_thumbnails && settings.wants_thumbnails();
    let policies: HashMap<Option<String>, Policy> = profiles
        .into_iter()
        .map(|(name, profile)| (name, policy_under(profile, shows_pictures, arguments)))
        .collect();
    let mut jobs: Vec<(Option<String>, PathBuf)> = Vec::new();
    for (row, name) in rows.iter().zip(&own_profiles) {
        for picture in row.pictures() {
            jobs.push((name.clone(), picture_at(&folder, picture)));
        }
    }
    let originals: Vec<Source> = jobs
        .iter()
        .map(|(_, path)| path)
        .collect::<HashSet<_>>()
        .into_iter()
        .chain(manifest.is_some().then(|| &arguments.paths[0]))
        .map(Source::named)
        .collect();
    let kept = Originals::of(&originals);
    for output in &outputs {
        kept.refuse_file(&output.target)?;
    }
    let mut context = Context::new(lang, profile.clone());
    context.shows_values = arguments.show_values;
    context.pictures_in_rows = true;
    let layout = Layout::Rows {
        lists_what_to_type: arguments.show_values,
    };
    let mut outputs = Outputs::open(&outputs, &layout, &context)?;
    outputs.begin();
    let seen = examine(&jobs, &policies, settings.jobs())?;
    let mut usual = Terms::new(profile, policies[&None].today);
    usual.shows_values = arguments.show_values;
    let pictures = |row: &Row, profile: &Profile| {
        let named = row.pictures().into_iter();
        let found = named.filter_map(|picture| {
            seen.get(&(picture_at(&folder, picture), profile.id.clone()))
                .map(Arc::clone)
        });
        found.collect()
    };
    let checked = match manifest {
        Some(manifest) => {
            let shown = arguments.paths[0].display().to_string();
            CheckedManifest::of(&shown, manifest, &usual, pictures)
        }
        None => CheckedManifest::of_rows(rows, &usual, pictures),
    };
    let mut summary = Summary::default();
    summary.add_manifest(&checked);
    outputs.manifest(&checked);
    let readers = Readers::of_all(originals.iter().map(|source| source.path.as_path()));
    outputs.finish(&summary, readers)?;
    if let Some((out, mended)) = mended {
        write_new(out, &mended.bytes)?;
        remark(&match lang {
            Lang::Zh => format!("已改正 {} 处，写入 {}", mended.cells, out.display()),
            _ => format!("{} cells put right → {}", mended.cells, out.display()),
        });
    }
    Ok(ExitCode::from(u8::from(
        summary.worst >= Some(Level::Error),
    )))
}

/// By row the id of the profile that it names for itself, and all profiles by id.
fn profiles(
    rows: &[Row],
    usual: &Profile,
) -> (Vec<Option<String>>, HashMap<Option<String>, Profile>) {
    let mut ids: HashMap<&str, Option<String>> = HashMap::new();
    let mut profiles = HashMap::from([(None, usual.clone())]);
    let names = rows.iter().map(|row| {
        let typed = row.get(Field::Platform)?;
        let id = ids.entry(typed).or_insert_with(|| {
            let own = profile_for(typed, usual).filter(|own| own.id != usual.id)?;
            let id = Some(own.id.clone());
            profiles.insert(id.clone(), own);
            id
        });
        id.clone()
    });
    let names = names.collect();
    (names, profiles)
}

/// How pictures are examined under a profile.
fn policy_under(profile: Profile, shows_pictures: bool, arguments: &TemplateCheckArgs) -> Policy {
    let mut policy = policy(profile);
    policy.thumbnails = shows_pictures;
    policy.reads &= !arguments.no_read;
    policy.today = arguments.today.unwrap_or(policy.today);
    policy
}

/// The rows to judge, the folder from which they name pictures, and the manifest that they come from.
fn rows(arguments: &TemplateCheckArgs) -> Result<(Vec<Row>, PathBuf, Option<Manifest>), Error> {
    let typed = [
        (Field::Owner, &arguments.owner),
        (Field::Number, &arguments.number),
        (Field::Type, &arguments.of_type),
        (Field::OwnerEn, &arguments.owner_en),
        (Field::Contact, &arguments.contact),
    ];
    if typed.iter().any(|(_, value)| value.is_some()) {
        let mut row = Row::new(0);
        for (field, value) in typed {
            if let Some(value) = value {
                row = row.with(field, value);
            }
        }
        let pictures: Vec<String> = arguments
            .paths
            .iter()
            .map(|path| path.display().to_string())
            .collect();
        return Ok((
            vec![row.with(Field::Picture, &pictures.join("|"))],
            PathBuf::new(),
            None,
        ));
    }
    let [path] = &arguments.paths[..] else {
        return Err(Error::NoManifest);
    };
    let manifest = read_manifest(path, arguments.sheet.as_deref())?;
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    Ok((manifest.rows.clone(), folder, Some(manifest)))
}

/// Examines each picture once under each profile that rows hold it against. No pixels are kept but those of small views.
fn examine(
    jobs: &[(Option<String>, PathBuf)],
    policies: &HashMap<Option<String>, Policy>,
    threads: usize,
) -> Result<Pictures, Error> {
    let mut by_profile: Vec<(&Option<String>, Vec<PathBuf>)> = Vec::new();
    let mut known = HashSet::new();
    for (name, path) in jobs {
        if known.insert((name, path)) {
            match by_profile.iter_mut().find(|(other, _)| *other == name) {
                Some((_, paths)) => paths.push(path.clone()),
                None => by_profile.push((name, vec![path.clone()])),
            }
        }
    }
    let mut seen = Pictures::new();
    let mut thumbnails = 0;
    let progress = Progress::new(known.len(), false);
    for (name, paths) in by_profile {
        let policy = &policies[name];
        let sources: Vec<Source> = paths.iter().map(|path| source_at(path)).collect();
        let mut paths = paths.into_iter();
        certpreflight::run(&sources, policy, threads, |entry| {
            if let (Some(path), Entry::Judged(outcome)) = (paths.next(), entry) {
                progress.step(&outcome.shown);
                let mut pictured = Pictured::of(&outcome);
                thumbnails += pictured.thumbnail.as_ref().map_or(0, Vec::len);
                pictured.thumbnail = pictured
                    .thumbnail
                    .filter(|_| thumbnails <= MOST_THUMBNAIL_BYTES);
                seen.insert((path, policy.profile.id.clone()), Arc::new(pictured));
            }
            true
        })?;
    }
    progress.finish();
    Ok(seen)
}

/// The manifest put right, unless it must not be written there.
fn mended(
    manifest: &Manifest,
    profile: &Profile,
    out: &Path,
    arguments: &TemplateCheckArgs,
) -> Result<Mended, Error> {
    let same = |a: &Path, b: &Path| {
        a.canonicalize()
            .ok()
            .zip(b.canonicalize().ok())
            .is_some_and(|(a, b)| a == b)
    };
    if arguments.paths.iter().any(|original| same(original, out)) {
        return Err(Error::OverOriginal {
            original: out.display().to_string(),
        });
    }
    mend(manifest, profile, out)
}

/// Writes an empty manifest.
pub(crate) fn init(arguments: &TemplateInitArgs, lang: Lang) -> Result<ExitCode, Error> {
    let name = match lang {
        Lang::Zh => "清单",
        _ => "manifest",
    };
    let extension = if arguments.xlsx { "xlsx" } else { "csv" };
    let file = arguments
        .file
        .clone()
        .unwrap_or_else(|| PathBuf::from(format!("{name}.{extension}")));
    let is_sheet = arguments.xlsx
        || file
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx"));
    if is_sheet {
        check_ending(&file, "xlsx", |ending| ending == "xlsx")?;
    } else {
        check_ending(&file, "csv", |ending| {
            !["xls", "xlsm", "ods", "toml"].contains(&ending)
        })?;
    }
    let bytes = if is_sheet {
        blank_xlsx().map_err(|cause| Error::Unwritable {
            target: file.display().to_string(),
            cause,
        })?
    } else {
        blank_csv()
    };
    write_new(&file, &bytes)?;
    remark(&format!("→ {}", file.display()));
    Ok(ExitCode::SUCCESS)
}
