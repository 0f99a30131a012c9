//! Carries out what was decided: finds, examines, repairs, reports.

use certpreflight::report::{Context, Summary};
use certpreflight::{Entry, Error, Lang, discover, sanitize_for_terminal};

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
    let mut outputs = Outputs::open(&options.outputs, &options.layout, &context)?;
    let sources = discover(&options.paths, &options.discover);
    let progress = Progress::new(sources.len(), options.quiet || outputs.share_terminal());

    let mut summary = Summary::default();
    outputs.begin();
    let deliver = |entry| {
        summary.add(&entry);
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
    outputs.finish(&summary)?;
    // The window of a drop has its summary already.
    if !files.is_empty() && !options.quiet && !matches!(options.layout, Layout::Brief(_)) {
        let comma = match options.lang {
            Lang::Zh => "、",
            _ => ", ",
        };
        let says = summary.says(&context);
        let files = files.join(comma);
        remark(&format!("{says} → {}", sanitize_for_terminal(&files)));
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
