//! Copies on the disk: what a repair proposes is written into a folder, under a name that nobody
//! else has, whole or not at all. The originals are only read.

mod folder;
mod names;

use std::path::{Path, PathBuf};

use crate::discover::{Source, seen_from, shown};
use crate::error::Error;
use crate::examine::Examined;
use crate::messages::Value;
use crate::outcome::{Delivery, Outcome, Remark, Repair, RepairStatus};
use crate::policy::Policy;
use crate::repair::remarks::{ALREADY_THERE, NEEDS_NOTHING, NO_FILE, TAKEN, UNWRITABLE};
use crate::repair::{PassingCopy, Proposal, RepairOptions, delivery, propose};
use folder::{Folder, NotPlaced, Placed};
use names::Names;

/// Where copies go and what may be done for them.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DeliverOptions {
    /// The folder for copies; made if it doesn't exist.
    pub out: PathBuf,
    /// Everything but writing. Default: false.
    pub dry_run: bool,
    /// Files that are there already may be replaced. Default: false.
    pub overwrite: bool,
    /// Pictures that need nothing are left out instead of copied. Default: false.
    pub only_fixed: bool,
    /// What may be done to the pictures. Default: the most careful.
    pub repair: RepairOptions,
    /// Copies in this folder are shown as seen from it. Default: `None`, under the path of `out`.
    pub shown_from: Option<PathBuf>,
}

impl DeliverOptions {
    /// The most careful options.
    pub fn into_folder(out: impl Into<PathBuf>) -> Self {
        Self {
            out: out.into(),
            dry_run: false,
            overwrite: false,
            only_fixed: false,
            repair: RepairOptions::default(),
            shown_from: None,
        }
    }
}

/// Everything that the repairs of one run share.
pub(crate) struct Deliverer<'a> {
    policy: &'a Policy,
    options: &'a DeliverOptions,
    folder: Folder,
    /// For every source, what its copies may be called.
    names: Vec<Names>,
}

impl<'a> Deliverer<'a> {
    /// Checks that copies can be written, before the first picture is looked at.
    pub(crate) fn open(
        sources: &[Source],
        policy: &'a Policy,
        options: &'a DeliverOptions,
    ) -> Result<Self, Error> {
        let names = names::plan(sources);
        let below = names.iter().map(Names::folder);
        let folder = Folder::new(&options.out, options.overwrite);
        folder.refuse_unsafe(sources)?;
        if !options.dry_run {
            folder.prepare(below)?;
        }
        Ok(Self {
            policy,
            options,
            folder,
            names,
        })
    }

    /// Repairs the source with this index and puts its copies in their places.
    pub(crate) fn repair(&self, index: usize, bytes: &[u8], examined: &mut Examined) -> Repair {
        let names = &self.names[index];
        let repair = match propose(bytes, examined, self.policy, &self.options.repair) {
            Proposal::Nothing(reason) => Repair::refused(reason),
            Proposal::Original(reason) if self.options.only_fixed => Repair {
                reason: reason.or_else(|| Some(NEEDS_NOTHING.plain())),
                ..Repair::new(RepairStatus::Skipped)
            },
            Proposal::Original(reason) => self.put_original(names, bytes, examined, reason),
            Proposal::Copies(copies) => self.put_copies(names, copies),
        };
        Repair {
            dry_run: self.options.dry_run,
            quality_before: examined.jpeg_quality(),
            ..repair
        }
    }

    /// `reason` says why the original could not be bettered.
    fn put_original(
        &self,
        names: &Names,
        bytes: &[u8],
        examined: &Examined,
        reason: Option<Remark>,
    ) -> Repair {
        let below = names.unchanged();
        match self.put(&below, bytes) {
            Ok(actions) => {
                let outcome = examined.outcome.clone();
                Repair {
                    actions,
                    outputs: vec![self.delivery(&below, outcome, examined.jpeg_quality())],
                    reason,
                    ..Repair::new(RepairStatus::Copied)
                }
            }
            Err(reason) => unwritten(reason),
        }
    }

    fn put_copies(&self, names: &Names, copies: Vec<PassingCopy<'_>>) -> Repair {
        let mut repair = Repair::new(RepairStatus::Fixed);
        for copy in copies {
            let below = names.path(copy.extension, copy.page);
            match self.put(&below, &copy.bytes) {
                Ok(placed) => {
                    repair.actions.extend(copy.actions);
                    repair.actions.extend(placed);
                    let delivery = self.delivery(&below, copy.outcome, copy.quality);
                    repair.outputs.push(delivery);
                }
                Err(reason) => return unwritten(reason),
            }
        }
        repair
    }

    fn delivery(&self, below: &Path, outcome: Outcome, quality: Option<u8>) -> Delivery {
        let path = self.folder.path(below);
        let shown = self.shown(&path);
        delivery(path, shown, outcome, quality)
    }

    /// A path in the output folder as it is shown.
    fn shown(&self, path: &Path) -> String {
        shown(seen_from(self.options.shown_from.as_deref(), path))
    }

    /// Writes a copy, or does everything but that.
    fn put(&self, below: &Path, bytes: &[u8]) -> Result<Vec<Remark>, Remark> {
        let placed = if self.options.dry_run {
            let found = self.folder.look(below, bytes);
            found.map(|found| found.unwrap_or(Placed::Written))
        } else {
            self.folder.place(below, bytes)
        };
        let path = ("path", Value::Name(self.shown(&self.folder.path(below))));
        match placed {
            Ok(Placed::Written) => Ok(Vec::new()),
            Ok(Placed::AlreadyThere) => Ok(vec![ALREADY_THERE.plain()]),
            Err(NotPlaced::Taken) => Err(TAKEN.with(vec![path])),
            Err(NotPlaced::NotAFile) => Err(NO_FILE.with(vec![path])),
            Err(NotPlaced::Failed(cause)) => {
                let cause = ("cause", Value::Name(cause.to_string()));
                Err(UNWRITABLE.with(vec![path, cause]))
            }
        }
    }
}

fn unwritten(reason: Remark) -> Repair {
    Repair {
        reason: Some(reason),
        ..Repair::new(RepairStatus::Unwritten)
    }
}
