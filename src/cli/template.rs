//! `certpreflight template`: what will be typed against what the pictures say.

use std::collections::HashMap;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use certpreflight::template::{
    Field, Judged, Manifest, Mended, Pictured, Row, Shown, Terms, blank_csv, blank_xlsx,
    check_ending, compare_rows, judge, manifest_page, mend, profile_for, read_manifest, row_page,
    summary_line, to_json, to_json_line,
};
use certpreflight::{Entry, Error, Lang, Level, Policy, Profile, Source, source_at};

use crate::arguments::{RowsArg, TemplateCheckArgs, TemplateInitArgs};
use crate::config::Config;
use crate::options::{Settings, policy};
use crate::outputs::{print, write_new};
use crate::terminal::{Progress, remark, width};

/// Pictures by path and the id or file of the profile that they are held against.
type Pictures = HashMap<(PathBuf, String), Pictured>;

/// Judges a manifest, or one row from the command line.
pub(crate) fn check(
    arguments: &TemplateCheckArgs,
    config: &Config,
    lang: Lang,
) -> Result<ExitCode, Error> {
    let settings = Settings::under(arguments.profile.clone(), config, lang);
    let profile = settings.profile()?;
    let (rows, folder, manifest) = rows(arguments)?;
    // What keeps it from being written is told before any picture is examined.
    let mended = match (&arguments.fix_manifest, &manifest) {
        (Some(out), Some(manifest)) => Some((out, mended(manifest, &profile, out, arguments)?)),
        _ => None,
    };
    let (names, profiles) = profiles(&rows, &profile);
    let policies: HashMap<Option<String>, Policy> = profiles
        .into_iter()
        .map(|(name, profile)| (name, policy_under(profile, arguments)))
        .collect();
    let terms: HashMap<&Option<String>, Terms> = policies
        .iter()
        .map(|(name, policy)| (name, terms(policy, arguments, manifest.as_ref())))
        .collect();
    let mut jobs: Vec<(Option<String>, PathBuf)> = Vec::new();
    for (row, name) in rows.iter().zip(&names) {
        for picture in row.pictures() {
            jobs.push((name.clone(), folder.join(picture)));
        }
    }
    let seen = examine(&jobs, &policies, settings.jobs())?;
    let mut judged = Vec::with_capacity(rows.len());
    for (row, name) in rows.into_iter().zip(names) {
        let terms = &terms[&name];
        let id = &terms.profile.id;
        let pictures = row
            .pictures()
            .into_iter()
            .filter_map(|picture| seen.get(&(folder.join(picture), id.clone())).cloned());
        let pictures = pictures.collect();
        judged.push(judge(row, pictures, terms));
    }
    compare_rows(&mut judged, &profile);
    let mut shown = Shown::new(lang, &profile);
    shown.width = width();
    shown.shows_values = arguments.show_values;
    // What to type in full stands nowhere but in front of whoever asked for it.
    shown.lists_what_to_type = arguments.show_values && std::io::stdout().is_terminal();
    report(&judged, manifest.as_ref(), shown, arguments.format)?;
    if let Some((out, mended)) = mended {
        write_new(out, &mended.bytes)?;
        remark(&match lang {
            Lang::Zh => format!("已改正 {} 处，写入 {}", mended.cells, out.display()),
            _ => format!("{} cells put right → {}", mended.cells, out.display()),
        });
    }
    let worst = judged.iter().filter_map(Judged::worst).max();
    Ok(ExitCode::from(u8::from(worst >= Some(Level::Error))))
}

/// By row the id of the profile that it names for itself, and all profiles by id. What a row names and nobody knows is
/// a fault of the row, which is judged like those that name none.
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
fn policy_under(profile: Profile, arguments: &TemplateCheckArgs) -> Policy {
    let mut policy = policy(profile);
    policy.reads &= !arguments.no_read;
    policy.today = arguments.today.unwrap_or(policy.today);
    policy
}

/// How rows are judged whose pictures are examined so.
fn terms(policy: &Policy, arguments: &TemplateCheckArgs, manifest: Option<&Manifest>) -> Terms {
    let mut terms = Terms::new(policy.profile.clone(), policy.today);
    terms.shows_values = arguments.show_values;
    terms.columns = manifest
        .map(|manifest| manifest.columns.clone())
        .unwrap_or_default();
    terms
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

/// Examines each picture once under each profile that rows hold it against. No pixels are kept.
fn examine(
    jobs: &[(Option<String>, PathBuf)],
    policies: &HashMap<Option<String>, Policy>,
    threads: usize,
) -> Result<Pictures, Error> {
    let mut by_profile: Vec<(&Option<String>, Vec<PathBuf>)> = Vec::new();
    let mut known = std::collections::HashSet::new();
    for (name, path) in jobs {
        if known.insert((name, path)) {
            match by_profile.iter_mut().find(|(other, _)| *other == name) {
                Some((_, paths)) => paths.push(path.clone()),
                None => by_profile.push((name, vec![path.clone()])),
            }
        }
    }
    let mut seen = Pictures::new();
    let progress = Progress::new(known.len(), false);
    for (name, paths) in by_profile {
        let policy = &policies[name];
        let sources: Vec<Source> = paths.iter().map(|path| source_at(path)).collect();
        let mut paths = paths.into_iter();
        certpreflight::run(&sources, policy, threads, |entry| {
            if let (Some(path), Entry::Judged(outcome)) = (paths.next(), entry) {
                progress.step(&outcome.shown);
                seen.insert((path, policy.profile.id.clone()), Pictured::of(outcome));
            }
            true
        })?;
    }
    progress.finish();
    Ok(seen)
}

fn report(
    judged: &[Judged],
    manifest: Option<&Manifest>,
    shown: Shown<'_>,
    format: RowsArg,
) -> Result<(), Error> {
    match format {
        RowsArg::Json => print(&to_json(judged, manifest, &shown)).map(drop),
        RowsArg::Jsonl => judged
            .iter()
            .try_for_each(|row| print(&to_json_line(row, &shown)).map(drop)),
        RowsArg::Text => {
            print(
                &manifest
                    .map(|manifest| manifest_page(manifest, &shown))
                    .unwrap_or_default(),
            )?;
            for row in judged {
                print(&row_page(row, &shown))?;
            }
            print(&format!("\n{}", summary_line(judged, &shown))).map(drop)
        }
    }
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
