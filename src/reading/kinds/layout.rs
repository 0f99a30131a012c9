//! What a record of the tables says.

use crate::certificate::{Face, Kind};
use crate::numbers::NumberKind;

/// A side of a certificate.
#[derive(Debug)]
pub(crate) struct Layout {
    pub(crate) kind: Kind,
    pub(crate) face: Option<Face>,
    /// What stands in large print; any of these. The longest title that is found on a page wins, so
    /// that 统一社会信用代码证书 is not taken for 统一社会信用代码.
    pub(crate) titles: &'static [&'static str],
    /// Whether its labels alone don't tell it, because another certificate has them, too.
    pub(crate) needs_title: bool,
    /// Labels in front of values, as far as they are read.
    pub(crate) labels: Labels,
    /// Further words that tell this certificate from others.
    pub(crate) words: &'static [&'static str],
    /// Standards of the number that platforms ask for, likeliest first.
    pub(crate) numbers: &'static [NumberKind],
}

/// Labels in front of values; each may be printed in several ways.
#[derive(Debug)]
pub(crate) struct Labels {
    pub(crate) number: &'static [&'static str],
    pub(crate) name: &'static [&'static str],
    pub(crate) person: &'static [&'static str],
    pub(crate) authority: &'static [&'static str],
    pub(crate) sex: &'static [&'static str],
    pub(crate) birth: &'static [&'static str],
    pub(crate) established: &'static [&'static str],
    /// Where the day of issue has a label of its own: not below a seal, nor as the start of a term.
    pub(crate) issued: &'static [&'static str],
    pub(crate) until: &'static [&'static str],
    pub(crate) address: &'static [&'static str],
    /// Labels of values that are not read; they end the value before them.
    pub(crate) other: &'static [&'static str],
}

impl Labels {
    pub(crate) const NONE: Self = Self {
        number: &[],
        name: &[],
        person: &[],
        authority: &[],
        sex: &[],
        birth: &[],
        established: &[],
        issued: &[],
        until: &[],
        address: &[],
        other: &[],
    };

    /// All of them.
    pub(crate) fn all(&self) -> impl Iterator<Item = &'static str> {
        let groups = [
            self.number,
            self.name,
            self.person,
            self.authority,
            self.sex,
            self.birth,
            self.established,
            self.issued,
            self.until,
            self.address,
            self.other,
        ];
        groups.into_iter().flatten().copied()
    }
}
