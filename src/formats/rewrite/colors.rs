//! What a copy has to say of its colors.

use crate::metadata::Header;

/// What has to be said of the colors.
#[derive(Clone, Debug, Default)]
pub struct Colors {
    pub(super) profile: Option<Vec<u8>>,
    /// Whether the file has a profile that says sRGB, as having none does.
    pub(super) is_srgb_by_profile: bool,
}

impl Colors {
    /// `None` if the file's profile can't be written without what it may hide.
    pub fn of(header: &Header) -> Option<Self> {
        let Some(space) = &header.color_space else {
            return Some(Self::default());
        };
        let profile = match space.profile() {
            Some(profile) if space.is_not_srgb() => Some(space.rebuilt(profile)?),
            _ => None,
        };
        Some(Self {
            profile,
            is_srgb_by_profile: !space.is_not_srgb(),
        })
    }

    /// The profile to embed, rebuilt from its numbers; `None` if sRGB, or nothing, is to be said.
    pub fn profile(&self) -> Option<&[u8]> {
        self.profile.as_deref()
    }
}
