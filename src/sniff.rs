//! Bytes and a name in, a [`Probe`] out: the true format by magic bytes, the one that the
//! extension claims, and whether the picture is all there. Knows nothing of profiles or rules.

use crate::container::Ending;
use crate::format::Format;

/// What can be said of a file without decoding a pixel.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Probe {
    /// Size of the file.
    pub bytes: u64,
    /// What the content is.
    pub format: Format,
    /// The extension as written, lower case, without the dot; `None` if the name has none.
    pub extension: Option<String>,
    /// What the extension promises; `None` if it promises nothing we know.
    pub claimed: Option<Format>,
    /// How the file ends; `None` for formats that are only named, never walked.
    pub ending: Option<Ending>,
}
