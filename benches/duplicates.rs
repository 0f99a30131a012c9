//! How often one shot is known again, how often two papers are taken for one, and what it costs to
//! find the pictures that are there twice among 100,000.
//!
//! `cargo bench --bench duplicates` prints both tables, with `-- time` the second alone.
//!
//! The first is of electronic certificates, which have all in common but what is written in them,
//! and of photographs; each is saved again in the ways that people save again.
//!
//! Nobody draws 100,000 pictures for the second: fingerprints of some hundred drawn certificates are
//! cut into tiles, and each further one is put together of tiles of one kind, with some of their ink
//! moved, and of the print of one of them. A third are photographs, a third come from a flatbed, and
//! a third are electronic certificates; 1 in 20 is an earlier shot saved again.

#![expect(
    clippy::unwrap_used,
    reason = "a bench that can't go on should stop loudly"
)]
#![expect(clippy::print_stdout, reason = "the table is what this is for")]
#![expect(clippy::cast_precision_loss, reason = "counts of a hundred thousand")]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sides of a picture"
)]

use std::time::{Duration, Instant};

use certpreflight::{Digest, Duplicates, Fingerprint, Policy, Profile, examine_bytes};
use certpreflight_corpus::{Defect, Kind, Recipe, Style};
use image::RgbImage;
use image::imageops::{FilterType, resize};
use rayon::prelude::*;

/// Bytes of a fingerprint's ink, and of one of its tiles. What follows is the print.
const INK_BYTES: usize = 512;
const TILE_BYTES: usize = 8;
/// Bytes of a tile of the print: its place, and two cells in each of the others.
const PRINT_TILE_BYTES: usize = 34;
const PLACE_BYTES: usize = 2;

/// How many drawn certificates of one kind the tiles are taken from.
const DRAWN: u64 = 40;

/// So many certificates of each of five kinds are 10,080 pairs of one layout.
const PAIRED: u64 = 64;
/// How many pictures of each kind are saved again: of the electronic ones, and of the photographs.
const SAVED_AGAIN: u64 = 20;

fn main() {
    // `cargo test --benches` runs this with `--test`: compiled is enough then.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    if !std::env::args().any(|argument| argument == "time") {
        recognition();
    }
    let layouts = layouts();
    let fingerprints = synthesize(&layouts, 100_000);
    println!("\n| pictures | found near | time | per picture |\n|---|---|---|---|");
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

/// Prints how often shots are known again, and papers told apart.
fn recognition() {
    let electronic = |kind| fingerprints(PAIRED, |seed| sheet(kind, seed, 1000));
    let (mut pairs, mut confused) = (0, 0);
    for kind in Kind::BASIC {
        let papers = electronic(kind);
        for (index, one) in papers.iter().enumerate() {
            for other in &papers[..index] {
                pairs += 1;
                confused += usize::from(one.is_near(other));
            }
        }
    }
    println!("| pictures | called the same | target |\n|---|---|---|");
    println!("| different papers of one layout | {confused} of {pairs} | 0 of 10,000 |");
    let mut all = 0;
    let mut found = COPIES.map(|_| [0, 0]);
    for kind in Kind::BASIC {
        for draw in [
            &(|seed| sheet(kind, seed, 1000)) as &(dyn Fn(u64) -> RgbImage + Sync),
            &|seed| captured(kind, seed, Style::Photo, 1000),
        ] {
            let originals = fingerprints(SAVED_AGAIN, draw);
            all += originals.len();
            for ((_, copy), found) in COPIES.iter().zip(&mut found) {
                let copies: Vec<_> = (0..SAVED_AGAIN)
                    .into_par_iter()
                    .map(|seed| seen(&copy(draw(seed))))
                    .collect();
                for (original, copy) in originals.iter().zip(copies) {
                    let near = copy.filter(|copy| original.is_near(copy));
                    found[0] += usize::from(near.is_some());
                    found[1] += usize::from(near.is_some_and(|copy| is_found(original, &copy)));
                }
            }
        }
    }
    for ((name, _), [near, _]) in COPIES.iter().zip(found) {
        println!("| one shot, {name} | {near} of {all} | ≥ 99 % |");
    }
    let [near, indexed] = [0, 1].map(|which| found.iter().map(|found| found[which]).sum::<usize>());
    println!("| of these, found among many | {indexed} of {near} | ≥ 99 % |");
}

/// Whether a copy is found without comparing it with each.
fn is_found(original: &Fingerprint, copy: &Fingerprint) -> bool {
    let mut duplicates = Duplicates::new();
    let digests = [Digest::of(b"original"), Digest::of(b"copy")];
    duplicates.insert("original", digests[0], Some(original));
    duplicates.insert("copy", digests[1], Some(copy)).is_some()
}

/// A way of saving a picture again.
type Copy = (&'static str, fn(RgbImage) -> Vec<u8>);

const COPIES: [Copy; 6] = [
    ("saved again at quality 60", |picture| jpeg(&picture, 60)),
    ("saved again at quality 30", |picture| jpeg(&picture, 30)),
    ("at half its size", |picture| {
        jpeg(&scaled(&picture, 0.5), 85)
    }),
    ("at 0.7 of its size", |picture| {
        jpeg(&scaled(&picture, 0.7), 80)
    }),
    ("at 1.4 times its size", |picture| {
        jpeg(&scaled(&picture, 1.4), 85)
    }),
    ("a sixth darker", |mut picture| {
        for level in picture.iter_mut() {
            *level = *level / 6 * 5;
        }
        jpeg(&picture, 85)
    }),
];

fn scaled(picture: &RgbImage, factor: f64) -> RgbImage {
    let size = |pixels: u32| (f64::from(pixels) * factor) as u32;
    let (width, height) = (size(picture.width()), size(picture.height()));
    resize(picture, width, height, FilterType::CatmullRom)
}

fn jpeg(picture: &RgbImage, quality: u8) -> Vec<u8> {
    let [width, height] = [picture.width(), picture.height()].map(|side| side.try_into().unwrap());
    let mut file = Vec::new();
    jpeg_encoder::Encoder::new(&mut file, quality)
        .encode(picture, width, height, jpeg_encoder::ColorType::Rgb)
        .unwrap();
    file
}

/// An electronic certificate: all of one kind lie upon each other.
fn sheet(kind: Kind, seed: u64, width: u32) -> RgbImage {
    let sheet = certpreflight_corpus::master(kind, seed);
    let height = width * sheet.height() / sheet.width();
    resize(&sheet, width, height, FilterType::Triangle)
}

fn captured(kind: Kind, seed: u64, style: Style, width: u32) -> RgbImage {
    let recipe = Recipe::new(seed, kind, style, Defect::None, 0.0);
    recipe.with_width(width).render().decode()
}

/// The fingerprint that the command takes of a file.
fn seen(file: &[u8]) -> Option<Fingerprint> {
    let mut policy = Policy::new(Profile::load("tencent-domain").unwrap());
    policy.reads = false;
    let outcome = examine_bytes("drawn.jpg", file, &policy);
    outcome.fingerprint().cloned()
}

/// Fingerprints of so many pictures.
fn fingerprints(count: u64, draw: impl Fn(u64) -> RgbImage + Sync) -> Vec<Fingerprint> {
    let seeds = (0..count).into_par_iter();
    seeds
        .map(|seed| seen(&jpeg(&draw(seed), 92)).unwrap())
        .collect()
}

/// Fingerprints of drawn certificates, by kind and by how the picture came about.
fn layouts() -> Vec<Vec<Fingerprint>> {
    let kinds = Kind::BASIC.into_iter();
    kinds
        .flat_map(|kind| {
            [
                fingerprints(DRAWN, |seed| sheet(kind, seed, 640)),
                fingerprints(DRAWN, |seed| captured(kind, seed, Style::Scan, 640)),
                fingerprints(DRAWN, |seed| captured(kind, seed, Style::Photo, 640)),
            ]
        })
        .collect()
}

/// Further fingerprints like the drawn ones.
fn synthesize(layouts: &[Vec<Fingerprint>], count: usize) -> Vec<Fingerprint> {
    let layouts: Vec<Vec<Vec<u8>>> = layouts
        .iter()
        .map(|layout| layout.iter().map(Fingerprint::to_bytes).collect())
        .collect();
    let mut random = Random(1);
    let mut all: Vec<Fingerprint> = Vec::with_capacity(count);
    while all.len() < count {
        let is_saved_again = !all.is_empty() && random.below(20) == 0;
        let mut bytes = if is_saved_again {
            all[random.below(all.len())].to_bytes()
        } else {
            let layout = &layouts[random.below(layouts.len())];
            let mut bytes = vec![0; INK_BYTES];
            for at in (0..INK_BYTES).step_by(TILE_BYTES) {
                let tile = at..at + TILE_BYTES;
                let one = random.below(layout.len());
                let other = (one + 1 + random.below(layout.len() - 1)) % layout.len();
                let (one, other) = (&layout[one], &layout[other]);
                let mut ink: [u8; TILE_BYTES] = one[tile.clone()].try_into().unwrap();
                // What two certificates don't have in common is different in every further one.
                if !nearly_equal(&ink, &other[tile.clone()]) {
                    ink.rotate_left(random.below(TILE_BYTES));
                    let columns = u32::try_from(random.below(8)).unwrap();
                    ink = ink.map(|row| row.rotate_left(columns));
                }
                bytes[tile].copy_from_slice(&ink);
            }
            let printed = &layout[random.below(layout.len())];
            bytes.extend(written_anew(&printed[INK_BYTES..], &mut random));
            bytes
        };
        // In every second tile one cell's ink moves to the cell beside it.
        for byte in &mut bytes[..INK_BYTES] {
            if random.below(2 * TILE_BYTES) == 0 && byte.count_ones() > 0 {
                *byte = byte.rotate_left(1);
            }
        }
        all.push(Fingerprint::from_bytes(&bytes).unwrap());
    }
    all
}

/// The print of another paper of that layout: one in ten of its tiles shows something else.
fn written_anew(print: &[u8], random: &mut Random) -> Vec<u8> {
    let mut print = print.to_vec();
    for tile in print.chunks_exact_mut(PRINT_TILE_BYTES) {
        if random.below(10) == 0 {
            let cells = tile.len() - PLACE_BYTES;
            tile[PLACE_BYTES..].rotate_left(1 + random.below(cells - 1));
        }
    }
    print
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
