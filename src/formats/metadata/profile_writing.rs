//! Color profiles as bytes: the engine writes them, but for what would differ from day to day.

use std::ops::Range;

use moxcms::{ColorProfile, LocalizableString, ProfileText};

/// Where a profile states when it was made (ICC.1:2022, 7.2.8), and what is written there.
const TIME_OF_PROFILE: Range<usize> = 24..36;
const FIRST_OF_2000: [u8; 12] = [0x07, 0xD0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0];

/// The bytes of a profile. The engine writes the present time; the same picture has to make the same copy.
pub(super) fn written(profile: &ColorProfile) -> Option<Vec<u8>> {
    let mut bytes = profile.encode().ok()?;
    bytes
        .get_mut(TIME_OF_PROFILE)?
        .copy_from_slice(&FIRST_OF_2000);
    Some(bytes)
}

/// A text of a profile, in English.
pub(super) fn english(text: &str) -> ProfileText {
    let text = LocalizableString::new("en".into(), "US".into(), text.into());
    ProfileText::Localizable(vec![text])
}
