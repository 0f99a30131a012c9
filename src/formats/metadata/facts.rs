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
    pub(super) colors: ExifColors,
}

/// What EXIF says of the colors.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct ExifColors {
    /// `ColorSpace`: 1 is sRGB, 2 is Adobe RGB by custom, 65535 is none of those that have a number.
    pub(super) color_space: Option<u32>,
    /// Whether the file keeps the rules of DCF for Adobe RGB (interoperability index `R03`).
    pub(super) is_dcf_option: bool,
    /// The exponent from stored values to light.
    pub(super) gamma: Option<f64>,
    /// x and y of white, red, green and blue.
    pub(super) chromaticities: Option<[f64; 8]>,
    /// TIFF's table from stored values to light, or the first of three.
    pub(super) transfer: Option<Vec<u16>>,
}
