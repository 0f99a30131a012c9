//! The colors of a picture that stores places in a palette.

use crate::container::tiff::TagValue;

#[derive(Debug)]
pub(super) struct Palette(Vec<[u8; 3]>);

impl Palette {
    /// Reads a color map: all reds, all greens, all blues, 16 bits each. Old writers put eight bits
    /// there. `None` if it is shorter than the places need.
    pub(super) fn read(map: TagValue<'_>, bits: u8) -> Option<Self> {
        let places = 1_usize << bits;
        let channel = |n| (n * places..(n + 1) * places).map(|at| map.number(at));
        let levels: Vec<u64> = (0..3).flat_map(channel).collect::<Option<_>>()?;
        let is_narrow = levels.iter().all(|level| *level < 256);
        // Writers fill 16 bits by 257 or by 256 times the level; the upper byte is right for both.
        let eight_bits = |level: u64| {
            let level = if is_narrow { level } else { level >> 8 };
            u8::try_from(level).unwrap_or(255)
        };
        let colors = (0..places)
            .map(|place| [0, 1, 2].map(|channel| eight_bits(levels[channel * places + place])));
        Some(Self(colors.collect()))
    }

    /// The color of a place; black where there is none.
    pub(super) fn color(&self, place: u8) -> [u8; 3] {
        self.0.get(usize::from(place)).copied().unwrap_or_default()
    }
}
