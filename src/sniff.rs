//! Bytes and a name in, a [`Probe`] out: the true format by magic bytes, the one that the
//! extension claims, and whether the picture is all there. Knows nothing of profiles or rules.

#![warn(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use std::path::Path;

use crate::container::{self, Ending, Walk, magic};
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

/// Names the format of a file, and walks its container if it is one of the six accepted ones.
pub(crate) fn sniff(bytes: &[u8], file_name: Option<&Path>) -> (Probe, Option<Walk>) {
    let format = magic::identify(bytes);
    let walk = container::walk(bytes, format);
    let extension = file_name
        .and_then(Path::extension)
        .map(|extension| extension.to_string_lossy().to_lowercase());
    let probe = Probe {
        bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
        format,
        claimed: extension.as_deref().and_then(Format::from_extension),
        extension,
        ending: walk.as_ref().and_then(|walk| walk.ending),
    };
    (probe, walk)
}
