//! What one metadata block states.

use super::software::Programs;

/// What EXIF, XMP and IPTC can state.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct BlockFacts {
    /// The orientation as written, not checked.
    pub(super) orientation: Option<u32>,
    /// Dots per inch, horizontal and vertical, not checked.
    pub(super) dpi: Option<(f64, f64)>,
    /// Whether it tells where the picture was taken.
    pub(super) place: bool,
    pub(super) personal: Vec<&'static str>,
    pub(super) programs: Programs,
}
