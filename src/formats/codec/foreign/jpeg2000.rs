//! JPEG 2000, as scanners for archives write it.

use hayro_jpeg2000::{ColorSpace, DecodeSettings, DecoderContext, Image};

use super::opened::{Foreign, check, corrupt, unsupported};
use crate::codec::limits::{DecodeError, Limits};

/// The decoder keeps its coefficients and its samples as 32-bit floats.
const BYTES_A_SAMPLE: u64 = 2 * 4 + 1;

pub(super) fn open(bytes: &[u8], limits: &Limits) -> Result<Foreign, DecodeError> {
    let settings = DecodeSettings {
        strict: true, // half a certificate is none
        ..DecodeSettings::default()
    };
    let picture = Image::new(bytes, &settings).map_err(corrupt)?;
    let size = (picture.width(), picture.height());
    let (colors, icc) = match picture.color_space() {
        ColorSpace::Gray => (1, None),
        ColorSpace::RGB => (3, None),
        ColorSpace::Icc {
            profile,
            num_channels: channels @ (1 | 3),
        } => (*channels, Some(profile.clone())),
        other => {
            return Err(unsupported(format!(
                "{} color channels",
                other.num_channels()
            )));
        }
    };
    let channels = usize::from(colors) + usize::from(picture.has_alpha());
    check(size, BYTES_A_SAMPLE * channels as u64, limits)?;
    let mut context = DecoderContext::default();
    let samples = picture.decode(&mut context).map_err(corrupt)?.data_u8();
    Foreign::new(size, channels, samples, icc)
}
