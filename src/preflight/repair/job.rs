//! What is to be done, and what comes of it: the data that the steps of a repair hand on.

use std::borrow::Cow;

use super::plan::Plan;
use super::print::PrintEstimate;
use crate::outcome::Remark;
use crate::policy::Policy;
use certpreflight_formats::format::Format;

/// What may be done to a picture. The default is the most careful.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RepairOptions {
    /// Borderline pictures may be enlarged to reach the smallest size. Default: false.
    pub allow_upscale: bool,
    /// Pictures may be turned by what their content shows. Default: false.
    pub turn: bool,
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
