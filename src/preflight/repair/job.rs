//! What is to be done, and what comes of it: the data that the steps of a repair hand on.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::plan::{Plan, Rewrite};
use super::print::PrintEstimate;
use crate::examine::Examined;
use crate::outcome::Remark;
use crate::policy::Policy;
use certpreflight_formats::format::Format;
use certpreflight_formats::rewrite;

/// What may be done to a picture. The default is the most careful.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RepairOptions {
    /// Borderline pictures may be enlarged to reach the smallest size. Default: false.
    pub allow_upscale: bool,
    /// Whether pictures are turned by what their content shows. Default: never.
    pub turn: TurnAsSeen,
}

/// Whether a picture is turned where no metadata asks for it and only its content shows that it is
/// not upright.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum TurnAsSeen {
    /// It stays as it is.
    #[default]
    Never,
    /// It is turned unless the turn would cost quality: a JPEG whose sides are no whole number of coding
    /// units stays as it is, if nothing else has it encoded anew.
    WithoutLoss,
    /// It is turned.
    Always,
}

/// What one picture is repaired by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Job<'a> {
    pub(super) policy: &'a Policy,
    pub(super) options: &'a RepairOptions,
    pub(super) plan: Plan,
    /// What is known of the print of the original.
    pub(super) print: PrintEstimate,
}

/// One file to write.
#[derive(Clone, Debug)]
pub(super) struct Piece<'a> {
    pub(super) bytes: Cow<'a, [u8]>,
    pub(super) format: Format,
    /// Quality of a JPEG that was encoded here.
    pub(super) quality: Option<u8>,
    /// Number of the page, from 1, if there are several.
    pub(super) page: Option<usize>,
    pub(super) actions: Vec<Remark>,
}

/// What a repair goes by.
#[derive(Debug)]
pub(super) struct Needed<'a> {
    bytes: &'a [u8],
    examined: &'a Examined,
    is_plain: OnceCell<bool>,
}

impl<'a> Needed<'a> {
    pub(super) const fn of(bytes: &'a [u8], examined: &'a Examined) -> Self {
        Self {
            bytes,
            examined,
            is_plain: OnceCell::new(),
        }
    }

    /// Whether there is nothing in the file beside its picture. Otherwise it is rewritten, whatever the
    /// rules found: what they don't look for must not get into a copy. Found out when it is first asked for, because
    /// it takes as long as rewriting.
    pub(super) fn is_plain(&self) -> bool {
        *self
            .is_plain
            .get_or_init(|| is_plain(self.bytes, self.examined))
    }

    /// The plan that this comes to; `by_content` says whether turns that only the content shows are wanted.
    pub(super) fn plan(&self, by_content: bool) -> Plan {
        let plan = Plan::of(&self.examined.outcome.findings, by_content);
        if plan.rewrite >= Rewrite::Strip || self.is_plain() {
            return plan;
        }
        Plan {
            rewrite: Rewrite::Strip,
            ..plan
        }
    }
}

/// Whether there is nothing in an examined file beside its picture.
pub(super) fn is_plain(bytes: &[u8], examined: &Examined) -> bool {
    let about = examined.probe.as_ref().zip(examined.header.as_ref());
    about.is_some_and(|(probe, header)| rewrite::is_plain(bytes, probe.format, header))
}

/// The plan to go by and what comes of it: with the turn that the content shows, if it is wanted and
/// doesn't cost more than is allowed.
pub(super) fn carried_out<'a>(
    needed: &Needed<'_>,
    turn: TurnAsSeen,
    make: impl Fn(Plan) -> Result<Vec<Piece<'a>>, Remark>,
) -> (Plan, Result<Vec<Piece<'a>>, Remark>) {
    let (unturned, turned) = (needed.plan(false), needed.plan(true));
    if turn == TurnAsSeen::Never {
        return (unturned, make(unturned));
    }
    let pieces = make(turned);
    if turn == TurnAsSeen::WithoutLoss && turned != unturned && !is_lossless(&pieces) {
        let kept = make(unturned);
        // Where something else costs quality anyway, the turn comes free.
        if is_lossless(&kept) {
            return (unturned, kept);
        }
    }
    (turned, pieces)
}

/// Whether the pieces could be made, and no JPEG was encoded for them.
fn is_lossless(pieces: &Result<Vec<Piece<'_>>, Remark>) -> bool {
    let encoded = |piece: &Piece<'_>| piece.quality.is_some();
    pieces
        .as_ref()
        .is_ok_and(|pieces| !pieces.iter().any(encoded))
}
