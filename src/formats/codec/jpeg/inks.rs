//! What inks mean.

use crate::codec::limits::DecodeError;
use crate::codec::to_srgb::ToSrgb;

/// Makes RGB of rows of inks as a JPEG stores them.
#[derive(Default)]
pub(super) struct InksToRgb {
    covers: Vec<u8>,
    rgb: Vec<u8>,
}

impl InksToRgb {
    /// One row; by a rule of thumb if nothing says what the inks look like.
    pub(super) fn row(
        &mut self,
        stored: &[u8],
        to_srgb: Option<&ToSrgb<u8>>,
    ) -> Result<&[u8], DecodeError> {
        self.covers.clear();
        self.covers.extend(stored.iter().copied().map(cover));
        self.rgb.clear();
        if let Some(to_srgb) = to_srgb {
            self.rgb.resize(self.covers.len() / 4 * 3, 0);
            to_srgb.of_inks(&self.covers, &mut self.rgb)?;
        } else {
            let inks = self.covers.as_chunks().0.iter();
            self.rgb.extend(inks.flat_map(|inks| rgb_of_inks(*inks)));
        }
        Ok(&self.rgb)
    }
}

/// How much an ink covers. A JPEG says how much it lets through: Adobe's programs began with it,
/// and by now every reader takes it so, whether the file names Adobe or not.
const fn cover(ink: u8) -> u8 {
    255 - ink
}

/// The color of four inks without a color profile, 255 for a full cover: what one ink lets through,
/// the black ink lets through once more.
pub(crate) fn rgb_of_inks(inks: [u8; 4]) -> [u8; 3] {
    let [c, m, y, k] = inks.map(|ink| 255 - ink);
    [c, m, y].map(|ink| {
        let product = u32::from(ink) * u32::from(k);
        ((product + 127) / 255).to_le_bytes()[0]
    })
}
