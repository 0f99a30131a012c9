//! A file's bytes in, its upright pixels in 8-bit sRGB out.

use image::RgbImage;

use super::fit::change;
use super::remarks::{
    COLORS_NOT_CONVERTED, FIRST_FRAME, INKS_TO_RGB, NOT_DECODED, OVER_WHITE, PROFILE_IGNORED,
    RESIZED, TO_SRGB,
};
use crate::messages::Value;
use crate::outcome::Remark;
use crate::reasons::decode_error;
use certpreflight_formats::codec::{self, DecodeError, Limits};
use certpreflight_formats::container::Walk;
use certpreflight_formats::format::Format;
use certpreflight_formats::metadata::{ColorSpace, Header, SrgbDifference};

/// Pixels, and what was done to get them.
pub(super) struct Pixels {
    pub(super) rgb: RgbImage,
    pub(super) actions: Vec<Remark>,
}

/// Decodes the first frame or page as it is stored, and converts it.
pub(super) fn pixels(
    bytes: &[u8],
    format: Format,
    walk: &Walk,
    header: &Header,
    limits: &Limits,
) -> Result<Pixels, Remark> {
    let rgb = codec::decode_full(bytes, format, header, limits).map_err(not_decoded)?;
    let mut actions = Vec::new();
    let stored = (header.stored_width, header.stored_height);
    if rgb.dimensions() != stored {
        actions.push(change(RESIZED, stored, rgb.dimensions()));
    }
    actions.extend(match &header.color_space {
        Some(space) => colors_became(space),
        None if header.is_made_of_inks() => Some(INKS_TO_RGB.plain()),
        None => None,
    });
    if walk.icc.is_some() && header.color_space.is_none() {
        actions.push(PROFILE_IGNORED.plain());
    }
    if header.alpha {
        actions.push(OVER_WHITE.plain());
    }
    if header.frames > 1 && format != Format::Tiff {
        let frames = vec![("frames", Value::Count(header.frames.into()))];
        actions.push(FIRST_FRAME.with(frames));
    }
    Ok(Pixels { rgb, actions })
}

/// What there is to say of colors that were decoded from this space: brought to sRGB, or not.
pub(super) fn colors_became(space: &ColorSpace) -> Option<Remark> {
    let profile = || vec![("profile", Value::Name(space.name.clone()))];
    match space.difference {
        SrgbDifference::None => None,
        _ if space.is_converted() => Some(TO_SRGB.plain()),
        SrgbDifference::Slight | SrgbDifference::Visible => {
            Some(COLORS_NOT_CONVERTED.with(profile()))
        }
    }
}

/// What there is to say of a picture that can't be decoded.
#[expect(clippy::needless_pass_by_value, reason = "it maps errors")]
pub(super) fn not_decoded(error: DecodeError) -> Remark {
    NOT_DECODED.with(vec![("cause", decode_error(&error))])
}
