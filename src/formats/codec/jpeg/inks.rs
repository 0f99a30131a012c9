//! What inks mean.

/// How much an ink covers. A JPEG says how much it lets through: Adobe's programs began with it,
/// and by now every reader takes it so, whether the file names Adobe or not.
pub(super) const fn cover(ink: u8) -> u8 {
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
