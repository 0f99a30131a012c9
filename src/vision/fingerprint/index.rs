//! Finds a near fingerprint among very many without comparing with each.
//!
//! Of two files of one shot most tiles have most of their ink in common. So in many tiles the first cell with
//! ink from some cell on is the same in both: that of four tiles is a key under which the fingerprint is filed,
//! and there are many such keys, of other tiles and from other cells (`MinHash`, Broder 1997). Near ones have one
//! of them in common but for a chance that is measured by `benches/duplicates.rs`; of two pictures
//! that have nothing to do with each other one in a hundred have.
//!
//! Electronic licences of one layout have many keys in common. That is why the keys are looked up that the fewest
//! others have, and why those that are left are first compared where the last one was seen to be
//! another paper.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::iter;

use super::{Fingerprint, MOST_INK, TILES};

/// How many keys a fingerprint has.
const KEYS: usize = 32;
/// How many of those that others have, too, are looked up. With three quarters of the ink in common a key of four tiles
/// is the same with a probability of 0.32 and one of 16 of 0.998; with 0.15, as by chance, of 0.008.
const LOOKED_UP: usize = 16;
/// Tiles that make up a key.
const KEY_TILES: usize = 4;
/// From one tile to the next, far away: has no factor in common with the number of tiles.
const TILE_STEP: usize = 37;
/// From one key's first tile and first cell to the next one's, likewise.
const KEY_STEP: usize = 11;

/// Fingerprints in the order in which they came, of which the first that is near another one is
/// found in much less time than by comparing with each.
#[derive(Clone, Debug, Default)]
pub struct FingerprintIndex {
    fingerprints: Vec<Fingerprint>,
    /// Those by their first key, by their second, and so on.
    by_key: Vec<ByKey>,
    /// Places of those without a key, for want of ink, which are compared with all that come.
    sparse: Vec<u32>,
}

/// Places in [`FingerprintIndex::fingerprints`] by one of their keys. Most have theirs alone, so that a list for each
/// would take several times the memory.
#[derive(Clone, Debug, Default)]
struct ByKey {
    alike: HashMap<u64, Alike, BuildHasherDefault<Mixer>>,
    /// For each place the one before it that has the same key; itself, if it is the first.
    before: Vec<u32>,
}

/// All places with one key.
#[derive(Clone, Copy, Debug)]
struct Alike {
    last: u32,
    count: u32,
}

impl ByKey {
    /// These places, the last first.
    fn places(&self, alike: Alike) -> impl Iterator<Item = u32> {
        iter::successors(Some(alike.last), |place| {
            let before = self.before[*place as usize];
            (before != *place).then_some(before)
        })
    }

    /// Adds the next place.
    fn push(&mut self, key: Option<u64>) {
        let place = self.before.len() as u32;
        let before = key.and_then(|key| {
            let count = self.alike.get(&key).map_or(1, |alike| alike.count + 1);
            let alike = Alike { last: place, count };
            self.alike.insert(key, alike).map(|before| before.last)
        });
        self.before.push(before.unwrap_or(place));
    }
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

    /// The number, from 0 and in the order of adding, of the first fingerprint near this one; if none is
    /// found, `None`, and this one is added.
    pub fn insert(&mut self, fingerprint: &Fingerprint) -> Option<usize> {
        self.by_key.resize_with(KEYS, ByKey::default);
        let mut near = FirstNear::new(fingerprint, &self.fingerprints);
        let keys = keys(fingerprint);
        match keys {
            Some(keys) => {
                let filed = self.by_key.iter().zip(keys);
                let mut alike: Vec<(&ByKey, Alike)> = filed
                    .filter_map(|(by_key, key)| Some((by_key, *by_key.alike.get(&key)?)))
                    .collect();
                alike.sort_by_key(|(_, alike)| alike.count);
                for (by_key, alike) in alike.into_iter().take(LOOKED_UP) {
                    by_key.places(alike).for_each(|place| near.compare(place));
                }
                self.sparse.iter().for_each(|number| near.compare(*number));
            }
            None => (0..self.fingerprints.len() as u32).for_each(|number| near.compare(number)),
        }
        if let Some(first) = near.first {
            return Some(first as usize);
        }
        for (number, by_key) in self.by_key.iter_mut().enumerate() {
            by_key.push(keys.map(|keys| keys[number]));
        }
        if keys.is_none() {
            self.sparse.push(self.fingerprints.len() as u32);
        }
        self.fingerprints.push(fingerprint.clone());
        None
    }
}

/// The keys of a fingerprint; `None` if no tile is full of ink.
fn keys(fingerprint: &Fingerprint) -> Option<[u64; KEYS]> {
    let is_full = |tile: &usize| fingerprint.tiles[*tile].count_ones() == MOST_INK;
    if !(0..TILES).any(|tile| is_full(&tile)) {
        return None;
    }
    Some(core::array::from_fn(|key| {
        let first = key * KEY_STEP;
        let tiles = (0..TILES).map(|step| (first + step * TILE_STEP) % TILES);
        tiles.filter(is_full).take(KEY_TILES).fold(0, |sum, tile| {
            let from = (first + tile * TILE_STEP) % 64;
            let cell = fingerprint.tiles[tile]
                .rotate_right(from as u32)
                .trailing_zeros();
            (sum * TILES as u64 + tile as u64) * 64 + u64::from(cell)
        })
    }))
}

/// The first fingerprint near another one, of those that it has been compared with.
struct FirstNear<'a> {
    wanted: &'a Fingerprint,
    fingerprints: &'a [Fingerprint],
    first: Option<u32>,
    is_compared: Vec<bool>,
    /// The tile of the print in which the last one was seen to be another paper: of one layout nearly all
    /// differ from this one where its own number or name stands.
    telling: Option<usize>,
}

impl<'a> FirstNear<'a> {
    fn new(wanted: &'a Fingerprint, fingerprints: &'a [Fingerprint]) -> Self {
        Self {
            wanted,
            fingerprints,
            first: None,
            is_compared: vec![false; fingerprints.len()],
            telling: None,
        }
    }

    fn compare(&mut self, number: u32) {
        let is_later = self.first.is_some_and(|first| first < number);
        if is_later || std::mem::replace(&mut self.is_compared[number as usize], true) {
            return;
        }
        let (wanted, other) = (&self.wanted.print, &self.fingerprints[number as usize]);
        let is_told = |tile| wanted.is_unlike_in(tile, &other.print);
        if self.telling.is_some_and(is_told) || !self.wanted.has_ink_of(other) {
            return;
        }
        if wanted.is_same(&other.print) {
            self.first = Some(number);
        } else {
            self.telling = wanted.unlike_tile(&other.print);
        }
    }
}

/// Hashes a key. The map's usual hash takes most of the time of a look-up; this one can
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
    use super::super::Print;
    use super::*;

    /// Numbers without a pattern that matters here, the same in each run.
    struct Random(u64);

    impl Random {
        fn below(&mut self, limit: u64) -> u64 {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) % limit
        }

        /// A tile with as much ink as there can be.
        fn tile(&mut self) -> u64 {
            let mut tile = 0_u64;
            while tile.count_ones() < MOST_INK {
                tile |= 1 << self.below(64);
            }
            tile
        }

        /// Another file of a shot: in every tile two cells have moved, and one tile shows something else.
        fn copy(&mut self, of: &Fingerprint) -> Fingerprint {
            let mut copy = of.clone();
            let inked = copy.tiles.iter_mut().filter(|tile| **tile != 0);
            for (number, tile) in inked.enumerate() {
                *tile = if number == 3 {
                    self.tile()
                } else {
                    self.with_cells_moved(*tile)
                };
            }
            copy
        }

        fn with_cells_moved(&mut self, mut tile: u64) -> u64 {
            for _ in 0..2 {
                let from = self.below(64) as u32;
                let cell = tile.rotate_right(from).trailing_zeros() + from;
                tile &= !(1_u64 << (cell % 64));
            }
            while tile.count_ones() < MOST_INK {
                tile |= 1 << self.below(64);
            }
            tile
        }
    }

    fn fingerprint(tiles: impl Iterator<Item = u64>) -> Fingerprint {
        let tiles: Vec<u64> = tiles.collect();
        Fingerprint {
            tiles: Box::new(tiles.try_into().expect("all tiles")),
            print: Print::default(),
        }
    }

    #[test]
    fn copies_are_found_as_by_comparing_with_each() {
        let mut random = Random(1);
        let mut index = FingerprintIndex::new();
        let mut shots: Vec<Fingerprint> = Vec::new();
        let (mut expected, mut found) = (0, 0);
        for round in 0..600 {
            let next = if round % 3 == 2 {
                let shot = &shots[random.below(shots.len() as u64) as usize];
                random.copy(shot)
            } else {
                // Every other picture is mostly blank.
                let inked = if round % 2 == 0 { TILES } else { 7 };
                let tiles: Vec<u64> = (0..TILES)
                    .map(|tile| if tile < inked { random.tile() } else { 0 })
                    .collect();
                fingerprint(tiles.into_iter())
            };
            let first = shots.iter().position(|shot| shot.is_near(&next));
            let by_index = index.insert(&next);
            assert!(by_index.is_none() || by_index == first, "{round}");
            expected += usize::from(first.is_some());
            found += usize::from(by_index.is_some());
            if by_index.is_none() {
                shots.push(next);
            }
            assert_eq!(index.len(), shots.len());
        }
        assert!(expected > 150, "{expected}");
        assert!(found * 100 >= expected * 99, "{found} of {expected}");
    }

    #[test]
    fn what_has_hardly_any_ink_is_compared_with_all() {
        let blank = fingerprint((0..TILES).map(|tile| u64::from(tile < 20)));
        let mut index = FingerprintIndex::new();
        assert_eq!(
            index.insert(&fingerprint((0..TILES).map(|_| !0 >> 50))),
            None
        );
        assert_eq!(index.insert(&blank), None);
        assert_eq!(index.insert(&blank), Some(1));
        assert_eq!(index.len(), 2);
    }
}
