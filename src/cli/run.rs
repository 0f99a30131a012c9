//! Carries out what was decided: finds, examines, repairs, reports.

use std::path::{Path, PathBuf};

use certpreflight::report::{Context, Summary};
use certpreflight::template::{Manifests, Terms};
use certpreflight::{
    Entry, Error, Lang, Originals, Readers, Source, SourceKind, discover, may_be_picture,
    sanitize_for_terminal,
};

use crate::interrupt::{INTERRUPTED, Interrupt};
use crate::options::{Layout, Options};
use crate::outputs::Outputs;
use crate::terminal::{IMPOSSIBLE, Progress, remark};

/// Checks pictures and, with options for that, repairs them. The exit code is the answer.
pub(crate) fn run(options: &Options, interrupt: &Interrupt) -> Result<u8, Error> {
    let policy = &options.policy;
    let mut context = Context::new(options.lang, policy.profile.clone());
    context.fail_on = options.fail_on;
    context.shows_values = options.shows_values;
    context.repair_command.clone_from(&options.repair_command);
    context.config_file.clone_from(&options.config_file);
    let mut sources = discover(&options.paths, &options.discover);
    let mut manifests = Manifests::take_from(&mut sources);
    refuse_originals(&sources, &manifests, options)?;
    let mut outputs = Outputs::open(&options.outputs, &options.layout, &context)?;
    let progress = Progress::new(sources.len(), options.quiet || outputs.share_terminal());

    let mut summary = Summary::default();
    outputs.begin();
    let deliver = |entry| {
        summary.add(&entry);
        if let Entry::Judged(outcome) = &entry {
            manifests.note(outcome);
        }
        progress.step(match &entry {
            Entry::Judged(outcome) => &outcome.shown,
            Entry::Skipped { shown, .. } => shown,
            _ => "",
        });
        outputs.entry(&entry) && !interrupt.is_requested()
    };
    match &options.fix {
        None => certpreflight::run(&sources, policy, options.jobs, deliver)?,
        Some(fix) => certpreflight::repair(&sources, policy, fix, options.jobs, deliver)?,
    }
    progress.finish();
    if interrupt.is_requested() {
        return Ok(INTERRUPTED); // unfinished report files go with `outputs`
    }
    let files = outputs.files();
    // What a report says of a picture or a row, nobody may read who may not see the picture or the manifest.
    let readers = if files.is_empty() {
        Readers::OWNER
    } else {
        Readers::of_all(originals(&sources).chain(manifests.paths()))
    };
    let mut terms = Terms::new(policy.profile.clone(), policy.today);
    terms.shows_values = options.shows_values;
    for manifest in manifests.judged(&terms) {
        summary.add_manifest(&manifest);
        if !outputs.manifest(&manifest) {
            break;
        }
    }
    outputs.finish(&summary, readers)?;
    // The window of a drop has its summary already.
    if !files.is_empty() && !options.quiet && !matches!(options.layout, Layout::Brief(_)) {
        let comma = match options.lang {
            Lang::Zh => "、",
            _ => ", ",
        };
        let says = summary.says(&context);
        let files = files.join(comma);
        remark(&sanitize_for_terminal(&format!("{says} → {files}")));
    }

    if summary.is_empty() {
        remark(match options.lang {
            Lang::Zh => "certpreflight：没有找到可检查的图片。",
            _ => "certpreflight: no picture to check was found.",
        });
        return Ok(IMPOSSIBLE);
    }
    if summary.unwritten > 0 {
        return Ok(IMPOSSIBLE);
    }
    let fails = summary.worst >= Some(options.fail_on) && !options.exit_zero;
    Ok(u8::from(fails))
}

/// Refuses, before anything is made, to write over the originals or among them, or over a manifest.
fn refuse_originals(
    sources: &[Source],
    manifests: &Manifests,
    options: &Options,
) -> Result<(), Error> {
    let named: Vec<Source> = manifests.paths().map(Source::named).collect();
    let named = Originals::of(&named);
    for output in &options.outputs {
        named.refuse_file(&output.target)?;
    }
    let targets = options.outputs.iter().map(|output| &output.target);
    // The report of an earlier run may lie in the folder that is checked: it is replaced.
    let is_picture = |target: &&PathBuf| target.exists() && may_be_picture(&Source::named(target));
    let files: Vec<_> = targets.filter(is_picture).collect();
    if files.is_empty() && options.fix.is_none() {
        return Ok(()); // nothing to ask every original for
    }
    let originals = Originals::of(sources);
    for file in files {
        originals.refuse_file(file)?;
    }
    options
        .fix
        .as_ref()
        .map_or(Ok(()), |fix| originals.refuse_folder(&fix.out))
}

fn originals(sources: &[Source]) -> impl Iterator<Item = &Path> {
    let files = sources
        .iter()
        .filter(|source| source.kind == SourceKind::File);
    files.map(|source| source.path.as_path())
}
