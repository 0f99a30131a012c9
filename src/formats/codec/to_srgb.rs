//! Rows of stored colors in, rows of sRGB out, through the picture's color space.

use std::sync::Arc;

use moxcms::{CmsError, ColorProfile, Layout, TransformExecutor, TransformOptions};

use super::limits::{DecodeError, Form};
use super::reduce::{StoredPlanes, luma_of};
use crate::metadata::{ColorSpace, layout_of_profile, parse_profile};

/// Brings rows to sRGB, of samples with eight or sixteen bits.
pub(super) struct ToSrgb<Level> {
    transform: Arc<dyn TransformExecutor<Level> + Send + Sync>,
    stored: Layout,
    before: Vec<Level>,
}

/// One channel of a pixel.
pub(super) trait Level: Copy + Default + Eq {
    fn transform(
        profile: &ColorProfile,
        stored: Layout,
    ) -> Result<Arc<dyn TransformExecutor<Self> + Send + Sync>, CmsError>;

    /// Whether two channels differ by no more than what the color engine rounds.
    fn is_near(self, other: Self) -> bool;
}

impl Level for u8 {
    fn transform(
        profile: &ColorProfile,
        stored: Layout,
    ) -> Result<Arc<dyn TransformExecutor<Self> + Send + Sync>, CmsError> {
        let (srgb, options) = (ColorProfile::new_srgb(), TransformOptions::default());
        profile.create_transform_8bit(stored, &srgb, Layout::Rgb, options)
    }

    fn is_near(self, other: Self) -> bool {
        self.abs_diff(other) <= 2
    }
}

impl Level for u16 {
    fn transform(
        profile: &ColorProfile,
        stored: Layout,
    ) -> Result<Arc<dyn TransformExecutor<Self> + Send + Sync>, CmsError> {
        let (srgb, options) = (ColorProfile::new_srgb(), TransformOptions::default());
        profile.create_transform_16bit(stored, &srgb, Layout::Rgb, options)
    }

    fn is_near(self, other: Self) -> bool {
        self.abs_diff(other) <= 2 * 257
    }
}

impl<L: Level> ToSrgb<L> {
    pub(super) fn new(space: &ColorSpace) -> Result<Self, DecodeError> {
        let profile = space
            .profile()
            .and_then(|profile| parse_profile(profile).ok());
        let profile = profile.ok_or_else(not_applied)?;
        let stored = layout_of_profile(profile.color_space).ok_or_else(not_applied)?;
        Ok(Self {
            transform: L::transform(&profile, stored).map_err(|_cause| not_applied())?,
            stored,
            before: Vec::new(),
        })
    }

    /// Brings a row of RGB, three equal channels for gray, to sRGB in place.
    pub(super) fn rgb(&mut self, row: &mut [L]) -> Result<(), DecodeError> {
        self.before.clear();
        if self.stored == Layout::Gray {
            self.before.extend(row.iter().step_by(3));
        } else {
            self.before.extend_from_slice(row);
        }
        let done = self.transform.transform(&self.before, row);
        done.map_err(|_cause| not_applied())?;
        // A gray that is gray but for rounding stays exactly so: that is what tells a black-and-white
        // picture from one in faint colors.
        if self.stored == Layout::Rgb {
            let before = self.before.as_chunks::<3>().0;
            for ([r, g, b], after) in before.iter().zip(row.as_chunks_mut::<3>().0) {
                let [_, green, _] = *after;
                if r == g && g == b && after.iter().all(|level| level.is_near(green)) {
                    *after = [green; 3];
                }
            }
        }
        Ok(())
    }

    /// Makes sRGB of a row of four inks, the highest level for a full cover.
    pub(super) fn of_inks(&self, inks: &[L], row: &mut [L]) -> Result<(), DecodeError> {
        let done = self.transform.transform(inks, row);
        done.map_err(|_cause| not_applied())
    }
}

/// Brings a whole picture to sRGB.
#[cfg(feature = "convert")]
pub(super) fn picture(rgb: &mut image::RgbImage, space: &ColorSpace) -> Result<(), DecodeError> {
    let mut to_srgb = ToSrgb::<u8>::new(space)?;
    let columns = super::reduce::index(rgb.width());
    rgb.chunks_exact_mut(3 * columns)
        .try_for_each(|row| to_srgb.rgb(row))
}

/// Brings the planes of a picture to sRGB: colors as they are, luma as that of a gray.
pub(super) fn planes(planes: &mut StoredPlanes, space: &ColorSpace) -> Result<(), DecodeError> {
    let mut to_srgb = ToSrgb::<u8>::new(space)?;
    let mut grays: Vec<u8> = (0..=u8::MAX).flat_map(|gray| [gray; 3]).collect();
    to_srgb.rgb(&mut grays)?;
    let luma = grays.as_chunks().0.iter().copied().map(luma_of);
    let luma: Vec<u8> = luma.collect();
    for level in planes.luma.iter_mut() {
        *level = luma[usize::from(*level)];
    }
    to_srgb.rgb(&mut planes.color)
}

/// In words of ours: those of the library are no help to anyone who has the file.
fn not_applied() -> DecodeError {
    DecodeError::Unsupported {
        cause: Form::ColorProfile,
    }
}
