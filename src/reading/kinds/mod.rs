//! What is printed on each certificate, as data: one file a family, one record a side. A further
//! certificate is a further record.

mod cards;
mod layout;
mod licences;
mod organizations;
mod others;

pub(crate) use layout::{Labels, Layout};

/// Every side of every certificate.
pub(crate) fn layouts() -> impl Iterator<Item = &'static Layout> {
    [
        cards::LAYOUTS,
        licences::LAYOUTS,
        organizations::LAYOUTS,
        others::LAYOUTS,
    ]
    .into_iter()
    .flatten()
}
