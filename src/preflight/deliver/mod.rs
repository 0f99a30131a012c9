//! Copies on the disk: what a repair proposes is written into a folder, under a name that nobody
//! else has, whole or not at all. The originals are only read.

mod folder;
mod names;
mod originals;
mod record;
mod stale;

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use crate::crash::catch;
use crate::discover::{SkipReason, Source, seen_from, shown};
use crate::duplicates::Digest;
use crate::error::Error;
use crate::examine::{Examined, examine_fully};
use crate::files::{Readers, read_file};
use crate::messages::Value;
use crate::outcome::{Entry, Remark, Repair, RepairStatus};
use crate::policy::Policy;
use crate::repair::remarks::{
    ALREADY_THERE, AMONG_ORIGINALS, NEEDS_NOTHING, NO_FILE, NOT_OURS, TAKEN, UNWRITABLE,
};
use crate::repair::{PassingCopy, Proposal, RepairOptions, delivery, propose};
use folder::{Folder, Met, NotPlaced, Placed};
use names::{Names, Slot, Wanted};
pub use originals::Originals;
use record::Copy;
pub use record::Upkeep;

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
    /// What the folder is for, if it is to hold exactly what is ready: a record of the copies is kept
    /// in it, and a copy of an earlier run whose source is gone, was replaced, or no longer passes is
    /// removed. A file that is not byte for byte such a copy is neither replaced nor removed. Default:
    /// `None`, nothing that is there is removed.
    pub upkeep: Option<Upkeep>,
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
            upkeep: None,
        }
    }
}

/// Everything that the repairs of one run share.
pub(crate) struct Deliverer<'a> {
    policy: &'a Policy,
    options: &'a DeliverOptions,
    sources: &'a [Source],
    folder: Folder,
    names: Names,
}

impl<'a> Deliverer<'a> {
    /// Checks that copies can be written, before the first picture is looked at.
    pub(crate) fn open(
        sources: &'a [Source],
        policy: &'a Policy,
        options: &'a DeliverOptions,
    ) -> Result<Self, Error> {
        let originals = Originals::of(sources);
        let mut folder = Folder::new(&options.out, options.overwrite, originals)?;
        let names = Names::plan(sources);
        if !options.dry_run {
            folder.prepare(names.folders(), options.upkeep.as_ref())?;
        }
        Ok(Self {
            policy,
            options,
            sources,
            folder,
            names,
        })
    }

    /// The turn of the source with this index: see [`Names::slot_of`].
    pub(crate) const fn slot_of(&self, index: usize) -> Slot<'_> {
        self.names.slot_of(index)
    }

    /// Repairs the source of this slot and puts its copies in their places.
    pub(crate) fn repair(&self, slot: &Slot<'_>, bytes: &[u8], examined: &mut Examined) -> Repair {
        let repair = match propose(bytes, examined, self.policy, &self.options.repair) {
            Proposal::Nothing(reason) => Repair::refused(reason),
            Proposal::Original(reason) if self.options.only_fixed => Repair {
                reason: reason.or_else(|| Some(NEEDS_NOTHING.plain())),
                ..Repair::new(RepairStatus::Skipped)
            },
            Proposal::Original(reason) => {
                let copies = vec![unchanged(bytes, examined)];
                let repair = self.put(slot, examined, RepairStatus::Copied, copies);
                Repair {
                    // That it could not be written matters more.
                    reason: repair.reason.or(reason),
                    ..repair
                }
            }
            Proposal::Copies(copies) => self.put(slot, examined, RepairStatus::Fixed, copies),
        };
        Repair {
            dry_run: self.options.dry_run,
            quality_before: examined.jpeg_quality(),
            ..repair
        }
    }

    /// Puts copies of one source in their places, under the names that are theirs.
    fn put(
        &self,
        slot: &Slot<'_>,
        examined: &Examined,
        status: RepairStatus,
        copies: Vec<PassingCopy<'_>>,
    ) -> Repair {
        let wanted = copies.iter().map(|copy| Wanted {
            extension: copy.extension,
            page: copy.page,
        });
        let wanted: Vec<_> = wanted.collect();
        let names = slot.take(&wanted, |other| self.keeps_name(other));
        let mut repair = Repair::new(status);
        for (copy, below) in copies.into_iter().zip(names) {
            match self.place(slot.index(), examined, &below, &copy.bytes) {
                Ok(placed) => {
                    repair.actions.extend(copy.actions);
                    repair.actions.extend(placed);
                    let path = self.folder.path(&below);
                    let shown = self.shown(&path);
                    let delivery = delivery(path, shown, copy.outcome, copy.quality);
                    repair.outputs.push(delivery);
                }
                Err(reason) => {
                    return Repair {
                        reason: Some(reason),
                        ..Repair::new(RepairStatus::Unwritten)
                    };
                }
            }
        }
        repair
    }

    /// Whether a source gets a copy of its own name. Looked at here once more, because its turn comes
    /// later; that is rare: two sources of one stem of which the first becomes what the second is.
    fn keeps_name(&self, index: usize) -> bool {
        let path = &self.sources[index].path;
        let most_bytes = self.policy.limits.file_bytes;
        let Ok(bytes) = read_file(path, most_bytes) else {
            return false;
        };
        let proposed = catch(|| {
            let mut examined = examine_fully(path, &bytes, self.policy);
            match propose(&bytes, &mut examined, self.policy, &self.options.repair) {
                Proposal::Nothing(_) => false,
                Proposal::Original(_) => !self.options.only_fixed,
                Proposal::Copies(copies) => copies
                    .iter()
                    .any(|copy| copy.extension.is_none() && copy.page.is_none()),
            }
        });
        proposed.unwrap_or(false)
    }

    /// A path in the output folder as it is shown.
    fn shown(&self, path: &Path) -> String {
        shown(seen_from(self.options.shown_from.as_deref(), path))
    }

    /// Writes a copy, or does everything but that.
    fn place(
        &self,
        index: usize,
        examined: &Examined,
        below: &Path,
        bytes: &[u8],
    ) -> Result<Vec<Remark>, Remark> {
        let placed = if self.options.dry_run {
            self.folder.look(below, bytes).map(|met| match met {
                Met::Same => Placed::AlreadyThere,
                Met::Nothing | Met::Replaceable => Placed::Written,
            })
        } else {
            self.note(index, examined, below, bytes).and_then(|()| {
                let readers = Readers::of(&self.sources[index].path);
                self.folder.place(below, bytes, readers)
            })
        };
        let path = ("path", Value::Name(self.shown(&self.folder.path(below))));
        match placed {
            Ok(Placed::Written) => Ok(Vec::new()),
            Ok(Placed::AlreadyThere) => Ok(vec![ALREADY_THERE.plain()]),
            Err(NotPlaced::Taken) => Err(TAKEN.with(vec![path])),
            Err(NotPlaced::NotOurs) => Err(NOT_OURS.with(vec![path])),
            Err(NotPlaced::NotAFile) => Err(NO_FILE.with(vec![path])),
            Err(NotPlaced::AmongOriginals) => Err(AMONG_ORIGINALS.with(vec![path])),
            Err(NotPlaced::Failed(cause)) => {
                let cause = ("cause", Value::Name(cause.to_string()));
                Err(UNWRITABLE.with(vec![path, cause]))
            }
        }
    }

    /// Writes down that a copy is about to be written, where a record is kept.
    fn note(
        &self,
        index: usize,
        examined: &Examined,
        below: &Path,
        bytes: &[u8],
    ) -> Result<(), NotPlaced> {
        let Some(record) = self.folder.record() else {
            return Ok(());
        };
        let path = &self.sources[index].path;
        let source = path.strip_prefix(self.around());
        let source = source.unwrap_or(Path::new(path.file_name().unwrap_or_default()));
        let Some(source_digest) = examined.outcome.digest() else {
            return Ok(()); // of what could not be read there is no copy
        };
        record.add(Copy {
            name: below.to_owned(),
            digest: Digest::of(bytes),
            source: source.to_owned(),
            source_digest,
        })?;
        Ok(())
    }

    /// The folder around the folder of copies.
    fn around(&self) -> &Path {
        self.options.out.parent().unwrap_or(Path::new(""))
    }

    /// Where a record is kept, removes the copies of earlier runs that are not ready any more. To be
    /// called after the last source. What was done is told as entries.
    pub(crate) fn clear_stale(&self) -> Result<Vec<Entry>, Error> {
        let Some(record) = self.folder.record() else {
            return Ok(Vec::new());
        };
        let most_bytes = self.policy.limits.file_bytes;
        let stale = stale::clear(
            &self.folder,
            record,
            self.sources,
            self.around(),
            most_bytes,
        )
        .map_err(|cause| Error::unwritable(&self.options.out, &cause))?;
        let entry = |below: &Path, reason| Entry::Skipped {
            shown: self.shown(&self.folder.path(below)),
            reason,
        };
        let removed = stale.removed.iter();
        let removed = removed.map(|below| entry(below, SkipReason::StaleCopyRemoved));
        let left = stale.left.iter();
        let left = left.map(|below| entry(below, SkipReason::StaleCopyLeft));
        Ok(removed.chain(left).collect())
    }
}

/// The original as its own copy.
fn unchanged<'a>(bytes: &'a [u8], examined: &Examined) -> PassingCopy<'a> {
    PassingCopy {
        bytes: Cow::Borrowed(bytes),
        extension: None,
        page: None,
        quality: examined.jpeg_quality(),
        actions: Vec::new(),
        outcome: examined.outcome.clone(),
    }
}
