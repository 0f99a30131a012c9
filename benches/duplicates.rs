//! What it costs to find the pictures that are there twice among 100,000.
//!
//! `cargo bench --bench duplicates` prints the table. Nobody draws 100,000 pictures for that:
//! fingerprints of some hundred drawn certificates are cut into tiles, and each further one is put
//! together of tiles of one layout, with some of their ink moved. Half of all are scans, which fill
//! the frame and have most tiles nearly in common with the others of their layout; the other half
//! are photographs, which have little in common; 1 in 20 is an earlier shot saved again.

#![expect(
    clippy::unwrap_used,
    reason = "a bench that can't go on should stop loudly"
)]
#![expect(clippy::print_stdout, reason = "the table is what this is for")]
#![expect(clippy::cast_precision_loss, reason = "counts of a hundred thousand")]

use std::time::{Duration, Instant};

use certpreflight::{Digest, Duplicates, Fingerprint};
use certpreflight_corpus::{Defect, Kind, Recipe, Style};
use image::imageops::{FilterType, resize};
use rayon::prelude::*;

/// Bytes of a fingerprint, and of one of its tiles.
const BYTES: usize = 512;
const TILE_BYTES: usize = 8;

/// How many drawn certificates of one kind the tiles are taken from.
const DRAWN: u64 = 80;

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

/// Fingerprints of drawn certificates: for each kind those of scans, which fill the frame, and those
/// of photographs.
fn layouts() -> Vec<Vec<Fingerprint>> {
    let scan = |kind, seed| {
        let sheet = certpreflight_corpus::master(kind, seed);
        let (width, height) = (640, 640 * sheet.height() / sheet.width());
        Fingerprint::of(&resize(&sheet, width, height, FilterType::Triangle)).unwrap()
    };
    let photo = |kind, seed| {
        let recipe = Recipe::new(seed, kind, Style::Photo, Defect::None, 0.0);
        Fingerprint::of(&recipe.with_width(640).render().decode()).unwrap()
    };
    let drawn = |kind, draw: &(dyn Fn(Kind, u64) -> Fingerprint + Sync)| {
        let seeds = (0..DRAWN).into_par_iter();
        seeds.map(|seed| draw(kind, seed)).collect()
    };
    let kinds = Kind::ALL.into_iter();
    kinds
        .flat_map(|kind| [drawn(kind, &scan), drawn(kind, &photo)])
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
                let from = layout[random.below(layout.len())].to_bytes();
                bytes[tile.clone()].copy_from_slice(&from[tile]);
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
