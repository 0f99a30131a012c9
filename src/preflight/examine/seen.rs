//! What was seen of a file before it is judged.

use crate::facts::Facts;
#[cfg(feature = "convert")]
use certpreflight_formats::codec::foreign::{Foreign, pdf::PdfPage};

/// Most pages of a document that are examined, and written as files of their own: a household register
/// has fewer.
pub(crate) const MOST_PAGES: usize = 32;

/// What was seen of a file: facts of each page. A picture is a document of one page.
pub(super) struct Seen {
    /// At least one.
    pub(super) pages: Vec<Facts>,
    pub(super) opened: Option<Opened>,
}

impl Seen {
    pub(super) fn of(facts: Facts) -> Self {
        Self {
            pages: vec![facts],
            opened: None,
        }
    }
}

/// What was opened to be examined, for the repair that needs it again; nothing is where nothing can be
/// converted.
#[derive(Debug)]
pub(crate) enum Opened {
    /// A picture.
    #[cfg(feature = "convert")]
    Picture(Foreign),
    /// The pages of a document, as many of them as memory allowed to keep.
    #[cfg(feature = "convert")]
    Pages(Vec<Option<PdfPage>>),
}
