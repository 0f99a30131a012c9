//! Repairs: an examined picture in, a copy that can be uploaded out – or the reason why there is
//! none. The original is only read. What was written is read back and judged by the same rules.

mod apply;
mod encode;
mod fit;
mod foreign;
mod names;
mod pixels;
mod plan;
mod print;
mod remark;
mod search;
mod strip;
mod window;
mod write;

use std::path::{Path, PathBuf};

pub use remark::Remark;

use crate::batch::{Policy, examine_bytes};
use crate::discover::{Source, shown as show};
use crate::error::Error;
use crate::judge::{Finding, Outcome, Standing};
use crate::messages::Value;
use crate::profile::Level;
use crate::rules::Cure;
use apply::{Order, Piece, apply};
use names::{Names, Naming};
use plan::{Guesses, Plan};
use print::Print;
use remark::{
    ALREADY_THERE, BEYOND_REPAIR, CRASHED, DID_NOT_PASS, LESS_LEGIBLE, NEEDS_NOTHING, NEEDS_TURN,
    NO_FILE, NOT_SEEN, TAKEN, UNWRITABLE,
};
use write::{Folder, NotPlaced, Placed};

/// Where copies go and what may be done for them.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent permissions, each with its own flag"
)]
pub struct FixOptions {
    /// The folder for copies; made if it doesn't exist.
    pub out: PathBuf,
    /// Everything but writing. Default: false.
    pub dry_run: bool,
    /// Files that are there already may be replaced. Default: false.
    pub overwrite: bool,
    /// Pictures that need nothing are left out instead of copied. Default: false.
    pub only_fixed: bool,
    /// Borderline pictures may be enlarged to reach the smallest size. Default: false.
    pub allow_upscale: bool,
    /// Pictures may be turned by what their content shows. Default: false.
    pub turn: bool,
}

impl FixOptions {
    /// The most careful options.
    pub fn into_folder(out: impl Into<PathBuf>) -> Self {
        Self {
            out: out.into(),
            dry_run: false,
            overwrite: false,
            only_fixed: false,
            allow_upscale: false,
            turn: false,
        }
    }
}

/// What became of a picture that was to be repaired.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Repair {
    /// How it went.
    pub status: RepairStatus,
    /// Whether nothing was written because nothing should be.
    pub dry_run: bool,
    /// What was done, in order.
    pub actions: Vec<Remark>,
    /// The copies; several only if the original has several pages.
    pub outputs: Vec<Delivery>,
    /// Estimated JPEG quality of the original; `None` if it is no JPEG.
    pub quality_before: Option<u8>,
    /// Why there is no copy, or why it is no better than the original.
    pub reason: Option<Remark>,
}

/// How a repair went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RepairStatus {
    /// Nothing was wrong that can be repaired; the copy is byte for byte the original.
    Copied,
    /// The copy is better than the original, and passes.
    Fixed,
    /// No copy would pass.
    Refused,
    /// Left out on request, because it needs nothing.
    Skipped,
    /// There is a copy, but it can't be put in its place.
    Unwritten,
}

/// One copy.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Delivery {
    /// The path as it is shown.
    pub shown: String,
    /// What the rules say of the copy.
    pub outcome: Outcome,
    /// Quality of a JPEG: the one it was encoded with here, else as its tables state it.
    pub quality: Option<u8>,
}

impl Repair {
    fn new(status: RepairStatus) -> Self {
        Self {
            status,
            dry_run: false,
            actions: Vec::new(),
            outputs: Vec::new(),
            quality_before: None,
            reason: None,
        }
    }

    fn refused(reason: Remark) -> Self {
        Self {
            reason: Some(reason),
            ..Self::new(RepairStatus::Refused)
        }
    }

    /// For a picture that could not even be read.
    pub(crate) fn not_seen() -> Self {
        Self::refused(NOT_SEEN.plain())
    }

    /// For a picture on which the repair itself failed.
    pub(crate) fn crashed(cause: &str) -> Self {
        Self::refused(CRASHED.because(cause))
    }

    /// Whether there is a copy to upload.
    pub fn delivers(&self) -> bool {
        match self.status {
            RepairStatus::Copied | RepairStatus::Fixed => true,
            RepairStatus::Refused | RepairStatus::Skipped | RepairStatus::Unwritten => false,
        }
    }
}

/// Everything that the repairs of one run share.
pub(crate) struct Workshop<'a> {
    policy: &'a Policy,
    options: &'a FixOptions,
    folder: Folder,
    /// For every source, what its copies may be called.
    names: Vec<Names>,
}

/// What stands between a piece and its place.
enum Obstacle {
    /// The copy itself: it would not pass.
    Copy(Remark),
    /// The place: the copy is good.
    Place(Remark),
}

impl<'a> Workshop<'a> {
    /// Checks that copies can be written, before the first picture is looked at.
    pub(crate) fn open(
        sources: &[Source],
        policy: &'a Policy,
        options: &'a FixOptions,
    ) -> Result<Self, Error> {
        let names = names::plan(sources);
        let folders = names.iter().map(Names::folder);
        Ok(Self {
            policy,
            options,
            folder: Folder::prepare(options, sources, folders)?,
            names,
        })
    }

    /// Repairs the source with this index.
    pub(crate) fn repair(&self, index: usize, bytes: &[u8], original: &Outcome) -> Repair {
        let names = &self.names[index];
        Repair {
            dry_run: self.options.dry_run,
            quality_before: estimated_quality(bytes),
            ..self.attempt(names, bytes, original)
        }
    }

    fn attempt(&self, names: &Names, bytes: &[u8], original: &Outcome) -> Repair {
        let hopeless = errors(&original.findings, |finding| finding.cure().is_none());
        if let Some(rules) = hopeless {
            return Repair::refused(BEYOND_REPAIR.with(vec![("rules", rules)]));
        }
        let astray = errors(&original.findings, |finding| {
            finding.cure() == Some(Cure::TurnAsSeen)
        });
        if let Some(rules) = astray.filter(|_| !self.options.turn) {
            return Repair::refused(NEEDS_TURN.with(vec![("rules", rules)]));
        }
        let guesses = if self.options.turn {
            Guesses::Wanted
        } else {
            Guesses::Ignored
        };
        let plan = Plan::of(&original.findings, guesses);
        if plan.is_empty() {
            return self.copy(names, bytes, original, None);
        }
        let order = Order {
            policy: self.policy,
            plan,
            guesses,
            print: Print::of(original.measured.as_ref(), &self.policy.profile),
            may_enlarge: self.options.allow_upscale,
        };
        let result = apply(bytes, &order).map_err(Obstacle::Copy);
        match result.and_then(|pieces| self.deliver(names, pieces, plan, original)) {
            Ok(repair) => repair,
            Err(Obstacle::Place(reason)) => Repair {
                reason: Some(reason),
                ..Repair::new(RepairStatus::Unwritten)
            },
            Err(Obstacle::Copy(reason)) => self.copy(names, bytes, original, Some(reason)),
        }
    }

    /// Copies a picture as it is, if it is good enough; `reason` says why it could not be bettered.
    fn copy(
        &self,
        names: &Names,
        bytes: &[u8],
        original: &Outcome,
        reason: Option<Remark>,
    ) -> Repair {
        match original.standing {
            Standing::Pass | Standing::Warn => {}
            Standing::Fail | Standing::Unreadable => {
                return Repair::refused(reason.unwrap_or_else(|| {
                    let rules = errors(&original.findings, |_| true);
                    let rules = rules.unwrap_or_else(|| Value::Name(String::new()));
                    BEYOND_REPAIR.with(vec![("rules", rules)])
                }));
            }
        }
        if self.options.only_fixed {
            return Repair {
                reason: reason.or_else(|| Some(NEEDS_NOTHING.plain())),
                ..Repair::new(RepairStatus::Skipped)
            };
        }
        let below = names.unchanged();
        match self.put(&below, bytes, |_| Ok(original.clone())) {
            Ok((placed, outcome)) => Repair {
                actions: remark_of(placed),
                outputs: vec![self.delivery(&below, outcome, estimated_quality(bytes))],
                reason,
                ..Repair::new(RepairStatus::Copied)
            },
            Err(Obstacle::Place(reason) | Obstacle::Copy(reason)) => Repair {
                reason: Some(reason),
                ..Repair::new(RepairStatus::Unwritten)
            },
        }
    }

    /// Judges and writes the pieces of one picture. None is written unless all of them pass.
    fn deliver(
        &self,
        names: &Names,
        pieces: Vec<Piece<'_>>,
        plan: Plan,
        original: &Outcome,
    ) -> Result<Repair, Obstacle> {
        let path_of = |piece: &Piece<'_>| {
            names.path(Naming {
                format: piece.format,
                rename: plan.rename,
                page: piece.page,
            })
        };
        if pieces.len() > 1 {
            for piece in &pieces {
                self.judge(&path_of(piece), &piece.bytes, original)
                    .map_err(Obstacle::Copy)?;
            }
        }
        let mut repair = Repair::new(RepairStatus::Fixed);
        for piece in pieces {
            let below = path_of(&piece);
            let (placed, outcome) = self.put(&below, &piece.bytes, |on_disk| {
                self.judge(&below, on_disk, original)
            })?;
            let quality = piece.quality.or_else(|| estimated_quality(&piece.bytes));
            repair.actions.extend(piece.actions);
            repair.actions.extend(remark_of(placed));
            repair.outputs.push(self.delivery(&below, outcome, quality));
        }
        Ok(repair)
    }

    fn delivery(&self, below: &Path, outcome: Outcome, quality: Option<u8>) -> Delivery {
        let path = self.folder.path(below);
        let shown = show(&path);
        let outcome = Outcome {
            path,
            shown: shown.clone(),
            ..outcome
        };
        Delivery {
            shown,
            outcome,
            quality,
        }
    }

    /// What the rules say of a copy, if it passes and is no harder to read than the original.
    fn judge(&self, below: &Path, bytes: &[u8], original: &Outcome) -> Result<Outcome, Remark> {
        let outcome = examine_bytes(below, bytes, self.policy);
        if let Some(rules) = errors(&outcome.findings, |_| true) {
            return Err(DID_NOT_PASS.with(vec![("rules", rules)]));
        }
        let [before, after] = [original, &outcome]
            .map(|outcome| Print::of(outcome.measured.as_ref(), &self.policy.profile));
        match before.suffers_in(after) {
            None => Ok(outcome),
            Some((before, after)) => Err(LESS_LEGIBLE.with(vec![
                ("before", Value::Share(before)),
                ("after", Value::Share(after)),
            ])),
        }
    }

    /// Writes a copy, or does everything but that.
    fn put(
        &self,
        below: &Path,
        bytes: &[u8],
        check: impl FnOnce(&[u8]) -> Result<Outcome, Remark>,
    ) -> Result<(Placed, Outcome), Obstacle> {
        let placed = if self.options.dry_run {
            self.folder.look(below, bytes).and_then(|placed| {
                let outcome = check(bytes).map_err(NotPlaced::Rejected)?;
                Ok((placed.unwrap_or(Placed::Written), outcome))
            })
        } else {
            self.folder.place(below, bytes, check)
        };
        let path = || Value::Name(show(&self.folder.path(below)));
        placed.map_err(|why| match why {
            NotPlaced::Rejected(remark) => Obstacle::Copy(remark),
            NotPlaced::Taken => Obstacle::Place(TAKEN.with(vec![("path", path())])),
            NotPlaced::NotAFile => Obstacle::Place(NO_FILE.with(vec![("path", path())])),
            NotPlaced::Failed(cause) => Obstacle::Place(UNWRITABLE.with(vec![
                ("path", path()),
                ("cause", Value::Name(cause.to_string())),
            ])),
        })
    }
}

/// The quality that a JPEG's tables state; `None` for another format.
fn estimated_quality(bytes: &[u8]) -> Option<u8> {
    let (_, walk) = certpreflight_formats::sniff::sniff(bytes, None);
    walk?.jpeg?.quality
}

fn remark_of(placed: Placed) -> Vec<Remark> {
    match placed {
        Placed::Written => Vec::new(),
        Placed::AlreadyThere => vec![ALREADY_THERE.plain()],
    }
}

/// The ids of the errors that `which` picks; `None` if there are none.
fn errors(findings: &[Finding], which: impl Fn(&Finding) -> bool) -> Option<Value> {
    let ids: Vec<_> = findings
        .iter()
        .filter(|finding| finding.level == Level::Error && which(finding))
        .map(|finding| finding.rule.id)
        .collect();
    (!ids.is_empty()).then(|| Value::Name(ids.join(", ")))
}
