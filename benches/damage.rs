//! How often single changed bits in the compressed data of a JPEG are noticed, and how often sound pictures are
//! called damaged.
//!
//! `cargo bench --bench damage` prints the table; `cargo bench --bench damage -- tune` prints it for other pictures and
//! other bits, which the limits were chosen with. What a bit spoils is
//! measured by a decoder that shares no code with ours, and goes on where it finds damage.

#![expect(
    clippy::unwrap_used,
    reason = "a bench that can't go on should stop loudly"
)]
#![expect(clippy::print_stdout, reason = "the table is what this is for")]
#![expect(clippy::cast_precision_loss, reason = "counts of a few million")]

mod table;

use std::fs;
use std::path::{Path, PathBuf};

use certpreflight::{Policy, Profile, examine_bytes};
use certpreflight_corpus::{Defect, Kind, Recipe, Style};
use image::RgbImage;
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use rayon::prelude::*;
use table::percentage;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::options::DecoderOptions;

/// Pictures whose bits are changed, and bits of each that spoil enough to count.
const PICTURES: u64 = 20;
const FLIPS: usize = 25;

/// Bits that are tried for each that counts, at most: those in fine detail spoil next to nothing.
const TRIES: usize = 12;

/// A pixel is spoiled when a channel is off by more than this, of 255; a picture from this share on.
const SPOILED: u8 = 16;
const SPOILED_SHARE: f64 = 0.01;

/// Sound pictures that are drawn.
const SOUND: u64 = 5_000;

/// The ways to write a JPEG that matter to what a changed bit does.
const FORMS: [Form; 6] = [
    Form {
        name: "4:2:0",
        ..PLAIN
    },
    Form {
        name: "4:4:4",
        sampling: SamplingFactor::F_1_1,
        ..PLAIN
    },
    Form {
        name: "4:2:2",
        sampling: SamplingFactor::F_2_1,
        ..PLAIN
    },
    Form {
        name: "optimized",
        optimized: true,
        ..PLAIN
    },
    Form {
        name: "progressive",
        progressive: true,
        ..PLAIN
    },
    Form {
        name: "restarts",
        interval: 500,
        ..PLAIN
    },
];

const PLAIN: Form = Form {
    name: "",
    sampling: SamplingFactor::F_2_2,
    optimized: false,
    progressive: false,
    interval: 0,
};

#[derive(Clone, Copy)]
struct Form {
    name: &'static str,
    sampling: SamplingFactor,
    optimized: bool,
    progressive: bool,
    /// Coding units from one restart marker to the next.
    interval: u16,
}

fn main() {
    // `cargo test --benches` runs this with `--test`: compiled is enough then.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let seed = if std::env::args().any(|argument| argument == "tune") {
        1
    } else {
        2
    };
    let mut policy = Policy::new(Profile::load("tencent-domain").unwrap());
    policy.reads = false;
    println!("| measure | value | target |\n|---|---|---|");
    flips(seed, &policy);
    sound(seed, &policy);
}

/// What was seen of one changed bit that spoils its picture.
struct Flip {
    form: &'static str,
    noticed: bool,
}

fn flips(seed: u64, policy: &Policy) {
    let all: Vec<Flip> = (0..PICTURES)
        .into_par_iter()
        .flat_map_iter(|number| flips_of(seed * 1_000 + number, number, policy))
        .collect();
    let row = |name: &str, target: &str, flips: &dyn Fn(&&Flip) -> bool| {
        let counted: Vec<&Flip> = all.iter().filter(flips).collect();
        let noticed = counted.iter().filter(|flip| flip.noticed).count();
        println!(
            "| changed bits that spoil over 1 % of the picture, {name}: noticed | {} | {target} |",
            percentage(noticed, counted.len())
        );
    };
    row("all", "≥ 90 %", &|_| true);
    for form in FORMS {
        row(form.name, "–", &|flip| flip.form == form.name);
    }
}

/// The bits of one picture. Most are drawn at the size of a small scan, one in ten as a phone would.
fn flips_of(seed: u64, number: u64, policy: &Policy) -> Vec<Flip> {
    let mut random = Random(seed);
    let form = FORMS[usize::try_from(number).unwrap() % FORMS.len()];
    let edge = if number % 10 == 9 { 4000 } else { 1700 };
    let style = [Style::Photo, Style::Scan][random.below(2)];
    let picture = drawn(seed, style, edge, &mut random);
    let file = encode(&picture, form, [75, 85, 92][random.below(3)]);
    let whole = lenient(&file).unwrap();
    let places = coded(&file);
    let mut flips = Vec::new();
    for _ in 0..FLIPS * TRIES {
        if flips.len() == FLIPS {
            break;
        }
        let mut changed = file.clone();
        changed[places[random.below(places.len())]] ^= 1 << random.below(8);
        // What no decoder opens any more is spoiled all over.
        let share = lenient(&changed).map_or(1.0, |seen| spoiled(&whole, &seen));
        if share > SPOILED_SHARE {
            flips.push(Flip {
                form: form.name,
                noticed: is_called_damaged(&changed, policy),
            });
        }
    }
    flips
}

/// Sound pictures: drawn ones in all forms, and the public ones.
fn sound(seed: u64, policy: &Policy) {
    let drawn = (0..SOUND).into_par_iter().filter(|number| {
        let seed = seed * 1_000_000 + number;
        let mut random = Random(seed);
        let edge = u32::try_from(300 + random.below(2_300)).unwrap();
        let style = [Style::Photo, Style::Scan][random.below(2)];
        let picture = drawn(seed, style, edge, &mut random);
        let form = FORMS[random.below(FORMS.len())];
        let quality = [30, 50, 75, 85, 92, 98][random.below(6)];
        is_called_damaged(&encode(&picture, form, quality), policy)
    });
    println!(
        "| sound drawn pictures called damaged | {} of {SOUND} | 0 |",
        drawn.count()
    );
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let files: Vec<PathBuf> = ["blur", "docs", "exif", "formats", "gray", "orientation"]
        .into_iter()
        .map(|name| root.join("real").join(name))
        .chain([root.join("samples")])
        .flat_map(|folder| fs::read_dir(folder).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension != "csv"))
        .collect();
    let called = files
        .iter()
        .filter(|path| is_called_damaged(&fs::read(path).unwrap(), policy));
    println!(
        "| public pictures called damaged | {} of {} | 0 |",
        called.count(),
        files.len()
    );
}

fn drawn(seed: u64, style: Style, edge: u32, random: &mut Random) -> RgbImage {
    let kinds: Vec<Kind> = Kind::all().collect();
    let defects = [
        (Defect::None, 0.0),
        (Defect::Noise, 40.0),
        // An edge may run over one row of blocks in the width of the picture, as a step in the data does.
        (Defect::Skewed, 0.1 * random.below(25) as f64),
    ];
    let (defect, amount) = defects[random.below(defects.len())];
    let kind = kinds[random.below(kinds.len())];
    let recipe = Recipe::new(seed, kind, style, defect, amount).with_long_edge(edge);
    lenient(&recipe.render().file).unwrap()
}

fn encode(picture: &RgbImage, form: Form, quality: u8) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, quality);
    encoder.set_sampling_factor(form.sampling);
    encoder.set_optimized_huffman_tables(form.optimized);
    encoder.set_progressive(form.progressive);
    if form.interval > 0 {
        encoder.set_restart_interval(form.interval);
    }
    let (width, height) = picture.dimensions();
    let size = [width, height].map(|side| u16::try_from(side).unwrap());
    encoder
        .encode(picture.as_raw(), size[0], size[1], ColorType::Rgb)
        .unwrap();
    file
}

/// Where the bytes of the compressed data are, markers left out.
fn coded(file: &[u8]) -> Vec<usize> {
    let mut places = Vec::new();
    let mut at = 2;
    while file[at + 1] != 0xD9 {
        let is_scan = file[at + 1] == 0xDA;
        at += 2 + usize::from(u16::from_be_bytes([file[at + 2], file[at + 3]]));
        while is_scan && (file[at] != 0xFF || matches!(file[at + 1], 0 | 0xD0..=0xD7)) {
            places.push(at);
            at += 1;
        }
    }
    places
}

/// Decodes as far as that goes; `None` if it doesn't go at all.
fn lenient(file: &[u8]) -> Option<RgbImage> {
    let options = DecoderOptions::default().set_strict_mode(false);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(file), options);
    let samples = decoder.decode().ok()?;
    let (width, height) = decoder.dimensions()?;
    let size = [width, height].map(|side| u32::try_from(side).unwrap());
    let rgb = if samples.len() == width * height {
        samples.into_iter().flat_map(|gray| [gray; 3]).collect()
    } else {
        samples
    };
    RgbImage::from_raw(size[0], size[1], rgb)
}

/// The share of the pixels that a change has spoiled.
fn spoiled(whole: &RgbImage, seen: &RgbImage) -> f64 {
    if whole.dimensions() != seen.dimensions() {
        return 1.0;
    }
    let off = whole.pixels().zip(seen.pixels()).filter(|(whole, seen)| {
        let mut channels = whole.0.iter().zip(seen.0);
        channels.any(|(whole, seen)| whole.abs_diff(seen) > SPOILED)
    });
    off.count() as f64 / whole.pixels().len() as f64
}

fn is_called_damaged(file: &[u8], policy: &Policy) -> bool {
    let outcome = examine_bytes("a.jpg", file, policy);
    let mut findings = outcome.findings.iter();
    findings.any(|finding| matches!(finding.rule.id, "corrupt" | "cut-short"))
}

/// Numbers that look random and are the same every time (splitmix64).
struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % u64::try_from(most).unwrap()).unwrap()
    }
}
