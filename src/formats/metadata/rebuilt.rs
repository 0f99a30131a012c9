//! A color profile in, the same profile out with nothing in it but numbers: the tags that the color engine
//! knows, written by it. Private tags, bytes between tags, and every text go; people's words may be in
//! any of them.

use moxcms::{ColorProfile, DataColorSpace};

use super::color_space::ColorSpace;
use super::icc;
use super::profile_writing::{english, written};

/// Names of profiles that are everybody's. Any other name may be somebody's.
const WELL_KNOWN: [&str; 12] = [
    "sRGB IEC61966-2.1",
    "Display P3",
    "Adobe RGB (1998)",
    "ProPhoto RGB",
    "BT.2020",
    "Apple RGB",
    "ColorMatch RGB",
    "eciRGB v2",
    "Dot Gain 20%",
    "Gray Gamma 2.2",
    "Generic RGB Profile",
    "Generic Gray Gamma 2.2 Profile",
];

impl ColorSpace {
    /// The profile of this space without what it may hide; `None` if it can't be written so that it
    /// says the same.
    pub(crate) fn rebuilt(&self, profile: &[u8]) -> Option<Vec<u8>> {
        // Numbers are rounded when they are written: what is written twice stays as it is.
        let once = rewritten(&rewritten(profile)?)?;
        let is_settled = rewritten(&once).as_ref() == Some(&once);
        let says = icc::read(&once, None)?;
        (is_settled && says.difference == self.difference).then_some(once)
    }
}

fn rewritten(profile: &[u8]) -> Option<Vec<u8>> {
    let mut profile = icc::parse_profile(profile).ok()?;
    let name = icc::name(&profile);
    let name = if WELL_KNOWN.contains(&name.as_str()) {
        name.as_str()
    } else {
        kind(&profile)
    };
    profile.description = Some(english(name));
    profile.copyright = Some(english("No copyright, use freely")); // the tag is demanded (ICC.1:2022, 8.2)
    profile.device_manufacturer = None;
    profile.device_model = None;
    profile.char_target = None;
    profile.viewing_conditions_description = None;
    written(&profile)
}

const fn kind(profile: &ColorProfile) -> &'static str {
    match profile.color_space {
        DataColorSpace::Gray => "Gray",
        DataColorSpace::Cmyk => "CMYK",
        _ => "RGB",
    }
}
