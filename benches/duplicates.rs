//! What it costs to find the pictures that are there twice among 100,000.
//!
//! `cargo bench --bench duplicates` prints the table. Nobody draws 100,000 pictures for that:
//! fingerprints of some hundred drawn certificates are cut into tiles, and each further one is put
//! together of tiles of one kind, with some of their ink moved. A third are photographs, a third
//! come from a flatbed, and a third are electronic certificates, which have all in common but what
//! is written in them; 1 in 20 is an earlier shot saved again.

#![expect(
    clippy::unwrap_used,
    reason = "a bench that can't go on should stop loudly"
)]
#![expect(clippy::print_stdout, reason = "the table is what this is for")]
#![expect(clippy::cast_precision_loss, reason = "counts of a hundred thousand")]

use std::time::{Duration, Instant};

use certpreflight::{Digest, Duplicates, Fingerprint};
use certpreflight_corpus::{Defect, Kind, Recipe, Style};
use image::RgbImage;
use image::imageops::{FilterType, resize};
use rayon::prelude::*;

/// Bytes of a fingerprint, and of one of its tiles.
const BYTES: usize = 512;
const TILE_BYTES: usize = 8;

/// How many drawn certificates of one kind the tiles are taken from.
const DRAWN: u64 = 40;

fn main() {
    // `cargo test --benches` runs this with `--test`: compiled is enough then.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let layouts = layouts();
    let fingerprints = synthesize(&layouts, 100_000);
    println!("| pictures | found near | time | per picture |\n|---|---|---|---|");
    for count in [1_000, 10_000, 100_000] {
        let (near, time) = indexed(&fingerprints[..count]);
        row(&format!("{count}"), count, near, time);
    }
    for count in [1_000, 10_000] {
        let (near, time) = one_by_one(&fingerprints[..count]);
        row(&format!("{count}, each with each"), count, near, time);
    }
}

fn row(name: &str, count: usize, near: usize, time: Duration) {
    let each = time.as_secs_f64() * 1e6 / count as f64;
    println!(
        "| {name} | {near} | {:.2} s | {each:.1} µs |",
        time.as_secs_f64()
    );
}

/// As the command does it.
fn indexed(fingerprints: &[Fingerprint]) -> (usize, Duration) {
    let digests: Vec<_> = (0..fingerprints.len())
        .map(|number| Digest::of(&number.to_le_bytes()))
        .collect();
    let start = Instant::now();
    let mut duplicates = Duplicates::new();
    let near = fingerprints
        .iter()
        .zip(digests)
        .filter(|(fingerprint, digest)| {
            let name = digest.to_string();
            duplicates
                .insert(&name, *digest, Some(fingerprint))
                .is_some()
        })
        .count();
    (near, start.elapsed())
}

/// Each compared with all before it.
fn one_by_one(fingerprints: &[Fingerprint]) -> (usize, Duration) {
    let start = Instant::now();
    let mut shots: Vec<&Fingerprint> = Vec::new();
    for fingerprint in fingerprints {
        if !shots.iter().any(|earlier| earlier.is_near(fingerprint)) {
            shots.push(fingerprint);
        }
    }
    (fingerprints.len() - shots.len(), start.elapsed())
}

/// Fingerprints of drawn certificates, by kind and by how the picture came about.
fn layouts() -> Vec<Vec<Fingerprint>> {
    let electronic = |kind, seed| {
        let sheet = certpreflight_corpus::master(kind, seed);
        let height = 640 * sheet.height() / sheet.width();
        resize(&sheet, 640, height, FilterType::Triangle)
    };
    let captured = |kind, seed, style| {
        let recipe = Recipe::new(seed, kind, style, Defect::None, 0.0);
        recipe.with_width(640).render().decode()
    };
    let drawn = |draw: &(dyn Fn(u64) -> RgbImage + Sync)| -> Vec<Fingerprint> {
        let seeds = (0..DRAWN).into_par_iter();
        seeds
            .map(|seed| Fingerprint::of(&draw(seed)).unwrap())
            .collect()
    };
    let kinds = Kind::BASIC.into_iter();
    kinds
        .flat_map(|kind| {
            [
                drawn(&|seed| electronic(kind, seed)),
                drawn(&|seed| captured(kind, seed, Style::Scan)),
                drawn(&|seed| captured(kind, seed, Style::Photo)),
            ]
        })
        .collect()
}

/// Further fingerprints like the drawn ones.
fn synthesize(layouts: &[Vec<Fingerprint>], count: usize) -> Vec<Fingerprint> {
    let mut random = Random(1);
    let mut all: Vec<Fingerprint> = Vec::with_capacity(count);
    while all.len() < count {
        let is_saved_again = !all.is_empty() && random.below(20) == 0;
        let mut bytes = if is_saved_again {
            all[random.below(all.len())].to_bytes()
        } else {
            let layout = &layouts[random.below(layouts.len())];
            let mut bytes = [0; BYTES];
            for at in (0..BYTES).step_by(TILE_BYTES) {
                let tile = at..at + TILE_BYTES;
                let one = random.below(layout.len());
                let other = (one + 1 + random.below(layout.len() - 1)) % layout.len();
                let (one, other) = (layout[one].to_bytes(), layout[other].to_bytes());
                let mut ink: [u8; TILE_BYTES] = one[tile.clone()].try_into().unwrap();
                // What two certificates don't have in common is different in every further one.
                if !nearly_equal(&ink, &other[tile.clone()]) {
                    ink.rotate_left(random.below(TILE_BYTES));
                    let columns = u32::try_from(random.below(8)).unwrap();
                    ink = ink.map(|row| row.rotate_left(columns));
                }
                bytes[tile].copy_from_slice(&ink);
            }
            bytes
        };
        // In every second tile one cell's ink moves to the cell beside it.
        for byte in &mut bytes {
            if random.below(2 * TILE_BYTES) == 0 && byte.count_ones() > 0 {
                *byte = byte.rotate_left(1);
            }
        }
        all.push(Fingerprint::from_bytes(&bytes).unwrap());
    }
    all
}

/// Whether two tiles have two thirds of their ink in common.
fn nearly_equal(one: &[u8], other: &[u8]) -> bool {
    let pairs = || one.iter().zip(other);
    let both: u32 = pairs().map(|(a, b)| (a & b).count_ones()).sum();
    let either: u32 = pairs().map(|(a, b)| (a | b).count_ones()).sum();
    3 * both >= 2 * either
}

/// Numbers without a pattern that matters here, the same in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}
