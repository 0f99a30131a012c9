//! Repairs in memory: an examined picture in, copies that can be uploaded out – or the reason why
//! there are none. A copy is judged by the same rules as its original. Nothing here touches the disk.

mod apply;
mod encode;
mod fit;
#[cfg(feature = "convert")]
mod foreign;
mod job;
mod picture;
mod pixels;
mod plan;
mod print;
pub(crate) mod remarks;
mod search;
mod window;

use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

pub use job::{RepairOptions, TurnAsSeen};

use crate::crash::catch;
use crate::discover::shown;
use crate::examine::{Examined, examine_fully};
use crate::facts::Obstacle;
use crate::messages::Value;
use crate::outcome::{Delivery, Finding, Outcome, Remark, Repair, RepairStatus, Standing};
use crate::platform::Level;
use crate::policy::Policy;
use crate::reasons::{form, remedy_of_breach, remedy_of_form, too_costly};
use crate::rules::{Cure, Group};
use apply::apply;
use certpreflight_formats::codec::Breach;
use certpreflight_formats::file_name;
use job::{Job, Needed, Piece, carried_out, is_plain};
use picture::no_decoder;
use print::PrintEstimate;
use remarks::{
    BEYOND_REPAIR, CRASHED, DID_NOT_PASS, GET_AGAIN, LESS_LEGIBLE, NEEDS_TURN, NOT_OPENED,
    NOT_PLAIN, NOT_SEEN, NOT_STARTED, OTHER_PICTURE, TOO_MANY_PAGES,
};

/// A picture that was examined and repaired in memory.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Repaired {
    /// What was found out; its `fix` says what the repair made of it.
    pub outcome: Outcome,
    /// The files to upload, one for each of the `outputs` of `fix`; none if there is none.
    pub files: Vec<RepairedFile>,
}

/// A file that can be uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RepairedFile {
    /// The original's name with the extension of the content, and with the page if there are several.
    pub name: PathBuf,
    /// The whole file.
    pub bytes: Vec<u8>,
}

/// Examines a file that is in memory and repairs it there.
///
/// ```
/// use certpreflight::{Policy, Profile, RepairOptions, RepairStatus, repair_bytes};
///
/// let policy = Policy::new(Profile::load("tencent-domain")?);
/// let repaired = repair_bytes("scan.jpg", b"no picture", &policy, &RepairOptions::default());
/// let fix = repaired.outcome.fix.as_ref().expect("a repair was asked for");
/// assert_eq!(fix.status, RepairStatus::Refused);
/// assert!(repaired.files.is_empty());
/// # Ok::<(), certpreflight::Error>(())
/// ```
pub fn repair_bytes(
    name: impl AsRef<Path>,
    bytes: &[u8],
    policy: &Policy,
    options: &RepairOptions,
) -> Repaired {
    let name = name.as_ref();
    let mut examined = examine_fully(name, bytes, policy);
    let mut files = Vec::new();
    let mut keep = |name: PathBuf, bytes: Cow<'_, [u8]>| {
        let bytes = bytes.into_owned();
        files.push(RepairedFile {
            name: name.clone(),
            bytes,
        });
        name
    };
    let under_name = |name: PathBuf, outcome, quality| {
        let shown = shown(&name);
        delivery(name, shown, outcome, quality)
    };
    let proposal = catch(|| propose(bytes, &mut examined, policy, options))
        .unwrap_or_else(|cause| Proposal::Nothing(CRASHED.noting(cause)));
    let repair = match proposal {
        Proposal::Nothing(reason) => Repair::refused(reason),
        Proposal::Original(reason) => {
            let path = keep(name.to_owned(), Cow::Borrowed(bytes));
            let quality = examined.jpeg_quality();
            Repair {
                outputs: vec![under_name(path, examined.outcome.clone(), quality)],
                reason,
                ..Repair::new(RepairStatus::Copied)
            }
        }
        Proposal::Copies(copies) => {
            let mut repair = Repair::new(RepairStatus::Fixed);
            for copy in copies {
                let path = keep(copy.outcome.path.clone(), copy.bytes);
                repair.actions.extend(copy.actions);
                let delivery = under_name(path, copy.outcome, copy.quality);
                repair.outputs.push(delivery);
            }
            repair
        }
    };
    let quality_before = examined.jpeg_quality();
    let fix = Some(Box::new(Repair {
        quality_before,
        ..repair
    }));
    let outcome = Outcome {
        fix,
        ..examined.outcome
    };
    Repaired { outcome, files }
}

/// What can be uploaded in place of a picture.
#[derive(Debug)]
pub(crate) enum Proposal<'a> {
    /// Copies that are better and pass; several only if the original has several pages.
    Copies(Vec<PassingCopy<'a>>),
    /// The original as it is; with the reason, if something was to be done that can't be.
    Original(Option<Remark>),
    /// Nothing would pass.
    Nothing(Remark),
}

/// A copy that passes.
#[derive(Debug)]
pub(crate) struct PassingCopy<'a> {
    pub(crate) bytes: Cow<'a, [u8]>,
    /// The extension that the content asks for; `None` if the original's own is right.
    pub(crate) extension: Option<&'static str>,
    /// Number of the page, from 1, if there are several.
    pub(crate) page: Option<usize>,
    /// Quality of a JPEG, 1..=100.
    pub(crate) quality: Option<u8>,
    /// What was done for it.
    pub(crate) actions: Vec<Remark>,
    /// What the rules say of it.
    pub(crate) outcome: Outcome,
}

/// What can be uploaded in place of an examined picture.
pub(crate) fn propose<'a>(
    bytes: &'a [u8],
    examined: &mut Examined,
    policy: &Policy,
    options: &RepairOptions,
) -> Proposal<'a> {
    if let Some(reason) = examined.obstacle.as_ref().and_then(not_opened) {
        return Proposal::Nothing(reason);
    }
    let opened = examined.opened.take();
    let examined = &*examined;
    let findings = &examined.outcome.findings;
    let is_incurable = |finding: &Finding| finding.cure.is_none();
    if let Some(rules) = errors(findings, is_incurable) {
        // What is wrong with the certificate itself, no new scan of it mends.
        let is_of_picture =
            |finding: &Finding| is_incurable(finding) && finding.rule.group != Group::Certificate;
        let remark = match errors(findings, is_of_picture) {
            Some(_) => BEYOND_REPAIR,
            None => OTHER_PICTURE,
        };
        return Proposal::Nothing(remark.with(vec![("rules", rules)]));
    }
    let needed = Needed::of(bytes, examined);
    let by_content = |finding: &Finding| matches!(finding.cure, Some(Cure::TurnAsSeen(_)));
    let job = |plan| Job {
        policy,
        options,
        plan,
        print: PrintEstimate::of(examined.outcome.measured.as_ref(), &policy.profile),
    };
    let (plan, pieces) = if opened.is_some() {
        // It is encoded in any case, so that a turn costs nothing.
        let plan = needed.plan(options.turn != TurnAsSeen::Never);
        (plan, apply(bytes, examined, opened, &job(plan)))
    } else {
        carried_out(&needed, options.turn, |plan| {
            if plan.is_empty() {
                Ok(Vec::new())
            } else {
                apply(bytes, examined, None, &job(plan))
            }
        })
    };
    let job = job(plan);
    if options.turn != TurnAsSeen::Always
        && job.plan.content_turn().is_none()
        && let Some(rules) = errors(findings, by_content)
    {
        return Proposal::Nothing(NEEDS_TURN.with(vec![("rules", rules)]));
    }
    if job.plan.is_empty() {
        return unchanged(&examined.outcome, &needed, None);
    }
    let copies = pieces.and_then(|pieces| {
        let judged = pieces
            .into_iter()
            .map(|piece| judged(piece, examined, &job));
        judged.collect()
    });
    match copies {
        Ok(copies) => Proposal::Copies(copies),
        Err(reason) => unchanged(&examined.outcome, &needed, Some(reason)),
    }
}

/// Why nothing can be made of a file that was not opened; `None` if the rules say it better.
fn not_opened(obstacle: &Obstacle) -> Option<Remark> {
    match obstacle {
        Obstacle::NotViewable { format } => Some(no_decoder(*format)),
        Obstacle::Unsupported { format, cause } => Some(NOT_OPENED.with(vec![
            ("format", Value::Format(*format)),
            ("cause", form(*cause)),
            ("remedy", Value::words(remedy_of_form(*format, *cause))),
        ])),
        Obstacle::TooManyPages { pages, limit, .. } => Some(TOO_MANY_PAGES.with(vec![
            ("pages", Value::Count(*pages)),
            ("limit", Value::Count(*limit)),
        ])),
        Obstacle::TooCostly {
            breach: breach @ Breach::NotStarted,
        } => Some(NOT_STARTED.with(vec![
            ("cause", Value::words(too_costly(*breach))),
            ("remedy", Value::words(remedy_of_breach(*breach))),
        ])),
        Obstacle::Empty
        | Obstacle::UnknownFormat
        | Obstacle::CutShort
        | Obstacle::Corrupt { .. }
        | Obstacle::TooCostly { .. } => Some(GET_AGAIN.because(obstacle.reason())),
        Obstacle::FileTooLarge { .. } => Some(NOT_SEEN.plain()),
        _ => None,
    }
}

/// The original as it is, if it is good enough and holds nothing but its picture; `reason` says why it
/// could not be bettered.
fn unchanged<'a>(original: &Outcome, needed: &Needed<'_>, reason: Option<Remark>) -> Proposal<'a> {
    match original.standing {
        Standing::Pass | Standing::Warn if needed.is_plain() => Proposal::Original(reason),
        _ => Proposal::Nothing(reason.unwrap_or_else(|| {
            let rules = errors(&original.findings, |_| true);
            let rules = rules.unwrap_or_else(|| Value::Rules(Vec::new()));
            BEYOND_REPAIR.with(vec![("rules", rules)])
        })),
    }
}

/// The copy, if it passes and is no harder to read than the original.
fn judged<'a>(
    piece: Piece<'a>,
    original: &Examined,
    job: &Job<'_>,
) -> Result<PassingCopy<'a>, Remark> {
    let before = original.measured_of_page(piece.page.map_or(0, |page| page - 1));
    let original = &original.outcome;
    let own = original.extension.as_deref();
    let claimed = own.and_then(certpreflight_formats::format::Format::from_extension);
    let extension = if claimed == Some(piece.format) && !job.plan.rename {
        None
    } else {
        Some(piece.format.extensions().first().copied().unwrap_or("bin"))
    };
    let name = name_of_copy(&original.path, extension, piece.page);
    let examined = examine_fully(&name, &piece.bytes, job.policy);
    // However it was made: this is the promise.
    if !is_plain(&piece.bytes, &examined) {
        return Err(NOT_PLAIN.plain());
    }
    if let Some(rules) = errors(&examined.outcome.findings, |_| true) {
        return Err(DID_NOT_PASS.with(vec![("rules", rules)]));
    }
    let [before, after] = [before, examined.outcome.measured.as_ref()]
        .map(|measured| PrintEstimate::of(measured, &job.policy.profile));
    if let Some((before, after)) = before.loss_in(after) {
        return Err(LESS_LEGIBLE.with(vec![
            ("before", Value::Share(before)),
            ("after", Value::Share(after)),
        ]));
    }
    Ok(PassingCopy {
        quality: piece.quality.or_else(|| examined.jpeg_quality()),
        bytes: piece.bytes,
        extension,
        page: piece.page,
        actions: piece.actions,
        outcome: examined.outcome,
    })
}

/// The original's file name for a copy.
fn name_of_copy(original: &Path, extension: Option<&str>, page: Option<usize>) -> PathBuf {
    let (stem, own) = file_name::split(original.file_name().unwrap_or_default());
    let mut name = stem.to_owned();
    if let Some(page) = page {
        name.push(format!("-{page}"));
    }
    if let Some(extension) = extension.map(OsStr::new).or(own) {
        name.push(".");
        name.push(extension);
    }
    PathBuf::from(name)
}

/// The repair of a picture that could not even be read.
pub(crate) fn not_seen() -> Repair {
    Repair::refused(NOT_SEEN.plain())
}

/// The repair of a picture on which the repair itself failed.
pub(crate) fn crashed(cause: &str) -> Repair {
    Repair::refused(CRASHED.noting(cause))
}

/// A copy under its path.
pub(crate) fn delivery(
    path: PathBuf,
    shown: String,
    outcome: Outcome,
    quality: Option<u8>,
) -> Delivery {
    Delivery {
        outcome: Outcome {
            path,
            shown: shown.clone(),
            ..outcome
        },
        shown,
        quality,
    }
}

/// The rules of the errors that `which` picks; `None` if there are none.
fn errors(findings: &[Finding], which: impl Fn(&Finding) -> bool) -> Option<Value> {
    let rules: Vec<_> = findings
        .iter()
        .filter(|finding| finding.level == Level::Error && which(finding))
        .map(|finding| (finding.rule.id, finding.rule.title))
        .collect();
    (!rules.is_empty()).then_some(Value::Rules(rules))
}
