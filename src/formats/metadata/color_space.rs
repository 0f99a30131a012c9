//! What colors mean: a name, how far from sRGB that is, and an ICC profile that says it.

/// What the stored values of a picture's colors mean.
#[derive(Clone, Debug, PartialEq)]
pub struct ColorSpace {
    /// In the words of its profile or standard, such as `"Display P3"`; empty if it has no name.
    pub name: String,
    /// How much other the picture looks if sRGB is assumed instead.
    pub difference: SrgbDifference,
    /// An ICC profile that says it; `None` if none can.
    pub(super) profile: Option<Vec<u8>>,
    /// Whether colors can be brought to sRGB here.
    pub(super) is_convertible: bool,
}

/// How much other colors look when sRGB is assumed in place of what they mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SrgbDifference {
    /// They are the same but for rounding.
    None,
    /// By a shade, as between two ordinary monitors.
    Slight,
    /// As anyone sees.
    Visible,
}

impl ColorSpace {
    /// Whether a picture looks other if sRGB is assumed instead.
    pub(crate) fn is_not_srgb(&self) -> bool {
        self.difference != SrgbDifference::None
    }

    /// Whether colors are brought from here to sRGB when a copy is encoded.
    pub fn is_converted(&self) -> bool {
        self.is_not_srgb() && self.is_convertible
    }

    /// A space that was taken apart and sent: what is said of it, and the profile.
    #[cfg(feature = "convert")]
    pub(crate) const fn of_parts(
        name: String,
        difference: SrgbDifference,
        profile: Option<Vec<u8>>,
        is_convertible: bool,
    ) -> Self {
        Self {
            name,
            difference,
            profile,
            is_convertible,
        }
    }

    /// Whether colors can be brought to sRGB here.
    #[cfg(feature = "convert")]
    pub(crate) const fn is_convertible(&self) -> bool {
        self.is_convertible
    }

    /// An ICC profile that says the same; `None` if none can.
    pub fn profile(&self) -> Option<&[u8]> {
        self.profile.as_deref()
    }
}
