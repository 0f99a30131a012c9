//! Finds a near fingerprint among very many without comparing with each.
//!
//! The answer is exactly that of comparing with each, by the pigeonhole principle, twice. Of two near
//! fingerprints no more than three tiles differ: of any four tiles, one is nearly equal. And a nearly
//! equal tile differs in at most eight cells: of its nine parts, one is equal. So each fingerprint is
//! filed under the nine parts of four of its tiles.
//!
//! Electronic licences of one layout have most tiles in common. That is why a fingerprint is filed
//! under tiles in which few others are like it.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::{DIFFERENT_TILES, Fingerprint, LEAST_INK, TILES, differ};

/// The first part of a tile: every ninth cell, so that ink is shared out evenly.
const FIRST_PART: u64 = 0x8040_2010_0804_0201;
/// The parts of a tile.
const PARTS: [u64; 9] = [
    FIRST_PART,
    FIRST_PART << 1,
    FIRST_PART << 2,
    FIRST_PART << 3,
    FIRST_PART << 4,
    FIRST_PART << 5,
    FIRST_PART << 6,
    FIRST_PART << 7,
    FIRST_PART << 8,
];
/// Where so many more are filed under the parts of a tile, another tile is looked for.
const CROWD: usize = 8;

/// Those that are filed under one part of one tile, by the ink in that part.
type Slots = HashMap<u64, Vec<Filed>, BuildHasherDefault<Mixer>>;

/// Fingerprints in the order in which they came, of which the first that is near another one is
/// found in much less time than by comparing with each.
#[derive(Clone, Debug, Default)]
pub struct FingerprintIndex {
    fingerprints: Vec<Fingerprint>,
    /// For each tile and each of its parts.
    slots: Vec<[Slots; PARTS.len()]>,
    /// Fingerprints with too little ink to be filed, which are compared with all that come.
    sparse: Vec<u32>,
}

/// One fingerprint under one of its tiles.
#[derive(Clone, Copy, Debug)]
struct Filed {
    /// Its ink in the tile.
    tile: u64,
    /// Its place in `fingerprints`.
    number: u32,
}

impl FingerprintIndex {
    /// An index of no fingerprints.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many fingerprints have been added.
    pub fn len(&self) -> usize {
        self.fingerprints.len()
    }

    /// Whether none has been added.
    pub fn is_empty(&self) -> bool {
        self.fingerprints.is_empty()
    }

    /// The number, from 0 and in the order of adding, of the first fingerprint near this one.
    pub fn first_near(&self, wanted: &Fingerprint) -> Option<usize> {
        let mut first = None;
        let mut compare = |candidate: u32| {
            if first.is_none_or(|first| candidate < first)
                && self.fingerprints[candidate as usize].is_near(wanted)
            {
                first = Some(candidate);
            }
        };
        self.sparse.iter().copied().for_each(&mut compare);
        for (slots, &tile) in self.slots.iter().zip(wanted.tiles.iter()) {
            for (number, (slots, part)) in slots.iter().zip(PARTS).enumerate() {
                for filed in slots.get(&(tile & part)).into_iter().flatten() {
                    // Where several parts are equal, the first one is enough.
                    let changed = filed.tile ^ tile;
                    if changed.count_ones() < PARTS.len() as u32
                        && PARTS[..number].iter().all(|part| changed & part != 0)
                        && !differ(filed.tile, tile)
                    {
                        compare(filed.number);
                    }
                }
            }
        }
        first.map(|first| first as usize)
    }

    /// Adds a fingerprint.
    pub fn push(&mut self, fingerprint: Fingerprint) {
        self.slots.resize_with(TILES, Default::default);
        let number = self.fingerprints.len() as u32;
        let mut tiles: Vec<usize> = (0..TILES)
            .filter(|index| fingerprint.tiles[*index].count_ones() >= LEAST_INK)
            .collect();
        // Among tiles with room those that are used most: the fewer are used, the fewer have to be
        // looked up.
        tiles.sort_by_cached_key(|index| {
            let slots = &self.slots[*index];
            let alike = slots.iter().zip(PARTS).map(|(slots, part)| {
                let slot = slots.get(&(fingerprint.tiles[*index] & part));
                slot.map_or(0, Vec::len)
            });
            (alike.sum::<usize>() / CROWD, Reverse(slots[0].len()))
        });
        match tiles.first_chunk::<DIFFERENT_TILES>() {
            None => self.sparse.push(number),
            Some(tiles) => {
                for &index in tiles {
                    let tile = fingerprint.tiles[index];
                    for (slots, part) in self.slots[index].iter_mut().zip(PARTS) {
                        slots
                            .entry(tile & part)
                            .or_default()
                            .push(Filed { tile, number });
                    }
                }
            }
        }
        self.fingerprints.push(fingerprint);
    }
}

/// Hashes the ink of a part. The map's usual hash takes most of the time of a look-up; this one can
/// be misled on purpose, which costs time only.
#[derive(Default)]
struct Mixer(u64);

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, word: u64) {
        // The golden ratio, as an odd number: it spreads neighbors over the whole range.
        let product = u128::from(self.0 ^ word) * 0x9e37_79b9_7f4a_7c15;
        self.0 = (product >> 64) as u64 ^ product as u64;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::Index;

    use super::super::{MOST_INK, Print};
    use super::*;

    #[test]
    fn a_nearly_equal_tile_with_ink_has_an_equal_part() {
        let mut nearly_equal = 0;
        // All that counts of two tiles is how many cells have ink in both, and in only one.
        for both in 0..=MOST_INK {
            for (only_a, only_b) in
                (0..=MOST_INK - both).flat_map(|a| (0..=MOST_INK - both).map(move |b| (a, b)))
            {
                let word = |from: u32, count: u32| ((1_u64 << count) - 1) << from;
                let a = word(0, both) | word(20, only_a);
                let b = word(0, both) | word(40, only_b);
                if a.count_ones() >= LEAST_INK && !differ(a, b) {
                    nearly_equal += 1;
                    assert!(((a ^ b).count_ones() as usize) < PARTS.len());
                }
            }
        }
        assert_eq!(nearly_equal, 101);
        assert_eq!(PARTS.iter().fold(0, |all, part| all ^ part), u64::MAX);
        assert_eq!(PARTS.map(u64::count_ones), [8, 7, 7, 7, 7, 7, 7, 7, 7]);
    }

    /// The bits that are set, one by one.
    fn bits(mut of: u64) -> impl Iterator<Item = u64> {
        std::iter::from_fn(move || {
            let lowest = of & of.wrapping_neg();
            of ^= lowest;
            (lowest != 0).then_some(lowest)
        })
    }

    /// A tile with up to as much ink as there can be.
    fn tile() -> impl Strategy<Value = u64> {
        prop::collection::vec(0..64_u32, 0..=MOST_INK as usize)
            .prop_map(|cells| cells.iter().fold(0, |tile, cell| tile | 1 << cell))
    }

    fn fingerprint() -> impl Strategy<Value = Fingerprint> {
        prop_oneof![
            1 => prop::collection::vec(tile(), TILES),
            // Mostly blank.
            1 => (prop::collection::vec(tile(), 5), any::<Index>()).prop_map(|(few, at)| {
                let mut tiles = vec![0; TILES];
                let at = at.index(TILES - few.len());
                tiles[at..at + few.len()].copy_from_slice(&few);
                tiles
            }),
        ]
        .prop_map(|tiles| Fingerprint {
            tiles: tiles.try_into().expect("all tiles"),
            print: Print::default(),
        })
    }

    /// What makes one picture of another: cells that move within their tile, and other tiles.
    type Changes = (Vec<(Index, Index, Index)>, Vec<(Index, u64)>);

    fn changes() -> impl Strategy<Value = Changes> {
        let cells = prop::collection::vec(any::<(Index, Index, Index)>(), 0..160);
        let tiles = prop::collection::vec((any::<Index>(), tile()), 0..6);
        (cells, tiles)
    }

    fn changed(base: &Fingerprint, (cells, tiles): Changes) -> Fingerprint {
        let mut changed = base.clone();
        for (at, from, to) in cells {
            let tile = &mut changed.tiles[at.index(TILES)];
            let ink: Vec<u64> = bits(*tile).collect();
            let blank: Vec<u64> = bits(!*tile).collect();
            if !ink.is_empty() {
                *tile ^= from.get(&ink) | to.get(&blank);
            }
        }
        for (at, tile) in tiles {
            changed.tiles[at.index(TILES)] = tile;
        }
        changed
    }

    proptest! {
        /// Unrelated fingerprints and, from one or several of them, whole families of similar ones:
        /// at any point the same answer as by comparing with each.
        #[test]
        fn the_first_near_one_is_the_one_that_comparing_with_each_finds(
            bases in prop::collection::vec(fingerprint(), 1..6),
            family in prop::collection::vec((any::<Index>(), changes()), 0..80),
            keep_near_ones in any::<bool>(),
        ) {
            let mut all = bases;
            for (base, changes) in family {
                let base = base.get(&all);
                all.push(changed(base, changes));
            }
            let mut index = FingerprintIndex::new();
            let mut added: Vec<Fingerprint> = Vec::new();
            for fingerprint in all {
                let expected = added.iter().position(|earlier| earlier.is_near(&fingerprint));
                prop_assert_eq!(index.first_near(&fingerprint), expected);
                if keep_near_ones || expected.is_none() {
                    added.push(fingerprint.clone());
                    index.push(fingerprint);
                    prop_assert_eq!(index.len(), added.len());
                }
            }
        }
    }
}
