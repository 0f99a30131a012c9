//! What bringing a picture into a byte window costs, and what is left of it, beside two tools that
//! people use for that.
//!
//! `cargo bench --bench fit` prints the tables that `packaging/figures.md` quotes. The photographs are drawn
//! certificates of twelve megapixels with sensor noise, stored as a camera would, 8 MB and more. All
//! three tools get the same limit: the size that certpreflight aims at.

#![expect(
    clippy::unwrap_used,
    reason = "a bench that can't go on should stop loudly"
)]
#![expect(clippy::print_stdout, reason = "the table is what this is for")]
#![expect(clippy::cast_precision_loss, reason = "counts of a few million")]

use std::borrow::Cow;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use certpreflight::{
    DeliverOptions, DiscoverOptions, Entry, Outcome, Policy, Profile, RepairStatus, discover,
    examine_bytes,
};
use certpreflight_corpus::{Defect, Kind, Recipe, Style};
use certpreflight_formats::codec::Limits;
use certpreflight_formats::codec::jpeg::{
    Coarseness, Encoding, Subsampling, decode_full_rgb, encode,
};
use certpreflight_support::{ExifBlock, with_exif};
use image::imageops::{self, FilterType};
use image::{GrayImage, RgbImage};

/// What is compared: each kind of certificate that carries a number, once for each seed.
const SEEDS: [u64; 2] = [31, 32];
/// The window's upper end as profiles state it, and what is aimed at: five percent below.
const LIMITS: [(u64, u64); 3] = [
    (5_000_000, 4_750_000),
    (2_000_000, 1_900_000),
    (1_000_000, 950_000),
];
/// From this estimated probability on, the number counts as readable.
const READABLE: f64 = 0.5;

fn main() {
    // `cargo test --benches` runs this with `--test`: compiled is enough then.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let photos: Vec<_> = SEEDS
        .into_iter()
        .flat_map(|seed| Kind::NUMBERED.map(|kind| (seed, kind)))
        .map(|(seed, kind)| Photo::new(folder.path(), seed, kind))
        .collect();
    compare(folder.path(), &photos);
    cost(folder.path(), &photos);
    turns(folder.path());
}

/// An oversize photograph.
struct Photo {
    path: PathBuf,
    bytes: u64,
    pixels: RgbImage,
    legibility: f64,
}

impl Photo {
    fn new(folder: &Path, seed: u64, kind: Kind) -> Self {
        let drawn = Recipe::new(seed, kind, Style::Photo, Defect::None, 0.0)
            .with_long_edge(4000)
            .render();
        let noisy = with_noise(decode(&drawn.file));
        let file = (90..=100)
            .map(|quality| encode_as_cameras_do(&noisy, quality))
            .find(|file| file.len() > 8_000_000)
            .expect("a photograph with that much noise takes 8 MB");
        let path = folder.join(format!("{kind:?}-{seed}.jpg"));
        fs::write(&path, &file).unwrap();
        Self {
            path,
            bytes: file.len() as u64,
            pixels: decode(&file),
            legibility: legibility(&examine_bytes("photo.jpg", &file, &policy(5_000_000))),
        }
    }
}

/// Noise of a phone's sensor in a room: six levels or so.
fn with_noise(mut picture: RgbImage) -> RgbImage {
    let mut state = 9_u32;
    for sample in picture.iter_mut() {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [a, b, ..] = state.to_be_bytes();
        *sample = sample.saturating_add(a % 16).saturating_sub(b % 16);
    }
    picture
}

/// With chroma at half resolution.
fn encode_as_cameras_do(picture: &RgbImage, quality: u8) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut file, quality);
    encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_2_2);
    let [width, height] = [picture.width(), picture.height()].map(|side| side.try_into().unwrap());
    encoder
        .encode(picture, width, height, jpeg_encoder::ColorType::Rgb)
        .unwrap();
    file
}

fn decode(jpeg: &[u8]) -> RgbImage {
    decode_full_rgb(jpeg, None, &Limits::default()).unwrap()
}

fn policy(limit: u64) -> Policy {
    let profile = format!("extends = \"tencent-domain\"\nmax-bytes = \"{limit}B\"");
    Policy::new(Profile::parse(&profile).unwrap())
}

fn legibility(outcome: &Outcome) -> f64 {
    let measured = outcome.measured.as_ref();
    let legibility = measured.and_then(|measured| measured.legibility.as_ref());
    legibility.map_or(0.0, |legibility| legibility.probability)
}

/// Makes one file of another.
type Tool<'a> = dyn Fn(&Path, &Path) + 'a;

/// What one tool made of the photographs under one limit.
#[derive(Default)]
struct Score {
    inside: usize,
    made: usize,
    /// Similarity of luma, and the mean of red, green and blue.
    ssim: [f64; 2],
    bytes: u64,
    before: f64,
    after: f64,
    turned_unreadable: usize,
    time: Duration,
}

fn compare(folder: &Path, photos: &[Photo]) {
    let mean = photos.iter().map(|photo| photo.bytes).sum::<u64>() / photos.len() as u64;
    println!(
        "{} photographs of 12 megapixels, {:.1} MB on average.\n",
        photos.len(),
        mean as f64 / 1e6
    );
    println!(
        "| limit | tool | inside the window | SSIM of luma | of color | bytes | legibility before → after | turned unreadable | processor time |\n\
         |---|---|---|---|---|---|---|---|---|---|"
    );
    for (limit, aim) in LIMITS {
        let tools: [(&str, &Tool<'_>); 3] = [
            ("certpreflight fix", &|from, to| fix(from, to, limit)),
            ("jpegoptim --size", &|from, to| jpegoptim(from, to, aim)),
            ("convert jpeg:extent", &|from, to| extent(from, to, aim)),
        ];
        for (name, tool) in tools {
            let program = name.split(' ').next().unwrap();
            let is_ours = program == "certpreflight";
            if !is_ours && Command::new(program).arg("--version").output().is_err() {
                println!("| {limit} | {name} | not measured: {program} is not installed |");
                continue;
            }
            let score = photos.iter().fold(Score::default(), |score, photo| {
                judge(score, folder, photo, limit, tool)
            });
            let made = score.made.max(1) as f64;
            println!(
                "| {limit} | {name} | {} of {} | {:.4} | {:.4} | {:.0} | {:.3} → {:.3} | {} | {:.2} s |",
                score.inside,
                photos.len(),
                score.ssim[0] / made,
                score.ssim[1] / made,
                score.bytes as f64 / made,
                score.before / made,
                score.after / made,
                score.turned_unreadable,
                score.time.as_secs_f64() / photos.len() as f64,
            );
        }
    }
    println!();
}

fn judge(mut score: Score, folder: &Path, photo: &Photo, limit: u64, tool: &Tool<'_>) -> Score {
    let made = folder.join("made.jpg");
    let _ = fs::remove_file(&made);
    score.time += processor_time(|| tool(&photo.path, &made));
    let Ok(file) = fs::read(&made) else {
        return score; // it gave up, which is not inside the window
    };
    let policy = policy(limit);
    score.made += 1;
    score.inside += usize::from((56_320..=limit).contains(&(file.len() as u64)));
    score.bytes += file.len() as u64;
    let pixels = decode(&file);
    score.ssim[0] += ssim(&photo.pixels, &pixels);
    score.ssim[1] += color_ssim(&photo.pixels, &pixels);
    let after = legibility(&examine_bytes("made.jpg", &file, &policy));
    score.before += photo.legibility;
    score.after += after;
    score.turned_unreadable += usize::from(photo.legibility >= READABLE && after < READABLE);
    score
}

/// The whole repair: examined, encoded, written to the disk, read back and examined again.
fn fix(from: &Path, to: &Path, limit: u64) {
    let out = to.with_extension("out");
    let _ = fs::remove_dir_all(&out);
    let sources = discover(&[from.to_owned()], &DiscoverOptions::default());
    let options = DeliverOptions::into_folder(&out);
    certpreflight::repair(&sources, &policy(limit), &options, 1, |entry| {
        let Entry::Judged(outcome) = entry else {
            return true;
        };
        let repair = outcome.fix.as_ref().unwrap();
        if repair.status == RepairStatus::Fixed {
            fs::rename(out.join(from.file_name().unwrap()), to).unwrap();
        }
        true
    })
    .unwrap();
}

fn jpegoptim(from: &Path, to: &Path, aim: u64) {
    let file = fs::File::create(to).unwrap();
    let size = format!("--size={}k", aim / 1024);
    let ran = Command::new("jpegoptim")
        .args(["--quiet", "--strip-all", "--stdout", &size])
        .arg(from)
        .stdout(file)
        .status();
    assert!(ran.unwrap().success());
}

fn extent(from: &Path, to: &Path, aim: u64) {
    let extent = format!("jpeg:extent={}kb", aim / 1000);
    let mut convert = Command::new("convert");
    convert.arg(from).args(["-define", &extent]).arg(to);
    assert!(convert.status().unwrap().success());
}

/// Structural similarity of luma; a picture of another size is brought to the first one's.
fn ssim(one: &RgbImage, two: &RgbImage) -> f64 {
    let two = at_size_of(one, two);
    let [one, two] = [one, &*two].map(imageops::grayscale);
    plane_ssim(&one, &two)
}

/// Structural similarity of red, green and blue, each by itself.
fn color_ssim(one: &RgbImage, two: &RgbImage) -> f64 {
    let two = at_size_of(one, two);
    let channel = |picture: &RgbImage, channel: usize| {
        let samples = picture.pixels().map(|pixel| pixel.0[channel]).collect();
        GrayImage::from_raw(picture.width(), picture.height(), samples).unwrap()
    };
    let of = |index| plane_ssim(&channel(one, index), &channel(&two, index));
    (0..3).map(of).sum::<f64>() / 3.0
}

fn at_size_of<'a>(one: &RgbImage, two: &'a RgbImage) -> Cow<'a, RgbImage> {
    let (width, height) = one.dimensions();
    if two.dimensions() == one.dimensions() {
        Cow::Borrowed(two)
    } else {
        Cow::Owned(imageops::resize(two, width, height, FilterType::Lanczos3))
    }
}

/// Mean structural similarity (Wang et al. 2004) in windows of 8 × 8 pixels, every 4 pixels.
fn plane_ssim(one: &GrayImage, two: &GrayImage) -> f64 {
    const SIDE: u32 = 8;
    const STEP: usize = 4;
    let (width, height) = one.dimensions();
    let (mut sum, mut windows) = (0.0, 0.0);
    for y in (0..=height - SIDE).step_by(STEP) {
        for x in (0..=width - SIDE).step_by(STEP) {
            let (mut a, mut b, mut aa, mut bb, mut ab) = (0_u32, 0_u32, 0_u32, 0_u32, 0_u32);
            for row in y..y + SIDE {
                let at = (row * width + x) as usize;
                let (first, second) = (&one.as_raw()[at..at + 8], &two.as_raw()[at..at + 8]);
                for (p, q) in first.iter().zip(second) {
                    let (p, q) = (u32::from(*p), u32::from(*q));
                    a += p;
                    b += q;
                    aa += p * p;
                    bb += q * q;
                    ab += p * q;
                }
            }
            sum += similarity([a, b, aa, bb, ab].map(|sum| f64::from(sum) / 64.0));
            windows += 1.0;
        }
    }
    sum / windows
}

/// The index of one window from the means of both, of their squares and of their product.
fn similarity([a, b, aa, bb, ab]: [f64; 5]) -> f64 {
    const C1: f64 = 0.01 * 0.01 * 255.0 * 255.0;
    const C2: f64 = 0.03 * 0.03 * 255.0 * 255.0;
    let (variances, covariance) = (aa - a * a + bb - b * b, ab - a * b);
    (2.0 * a * b + C1) * (2.0 * covariance + C2) / ((a * a + b * b + C1) * (variances + C2))
}

/// Time in full encodes, and memory of two jobs.
fn cost(folder: &Path, photos: &[Photo]) {
    let made = folder.join("made.jpg");
    let (mut repairs, mut encodes) = (Vec::new(), Vec::new());
    for photo in photos {
        repairs.push(time(|| fix(&photo.path, &made, 5_000_000)));
        encodes.push(time(|| {
            black_box(encode_once(&photo.pixels));
        }));
    }
    let (repair, encode) = (median(repairs), median(encodes));
    println!("| measure | value | target |\n|---|---|---|");
    println!(
        "| fix of a 12-megapixel JPEG of 8 MB : one encode of its pixels ({:.0} ms here) | {:.1} | ≤ 8 |",
        encode.as_secs_f64() * 1e3,
        repair.as_secs_f64() / encode.as_secs_f64(),
    );
    println!(
        "| peak memory of `fix`, two jobs, {} such files | {} MB | ≤ 400 MB |",
        photos.len(),
        peak_megabytes(folder)
    );
}

/// One encode with chroma at full resolution, by the same library.
fn encode_once(picture: &RgbImage) -> Vec<u8> {
    let encoding = Encoding {
        coarseness: Coarseness::of_quality(85),
        chroma: Subsampling::Full444,
        dpi: None,
        icc: None,
    };
    encode(picture, &encoding).unwrap()
}

/// Highest resident size of a repair of the folder with two jobs, read while it runs.
fn peak_megabytes(folder: &Path) -> u64 {
    let out = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_certpreflight"))
        .args(["fix", "--jobs", "2", "--exit-zero", "--quiet", "--out"])
        .arg(out.path().join("out"))
        .arg(folder)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with("VmHWM:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
        peak = peak.max(kilobytes.unwrap_or(0));
        std::thread::sleep(Duration::from_millis(2));
    }
    peak / 1024
}

/// What turning costs a picture whose sides are no whole number of blocks, so that it has to be
/// encoded anew.
fn turns(folder: &Path) {
    let mut worst = 1.0_f64;
    for (index, orientation) in (2..=8_u8).enumerate() {
        let drawn = Recipe::new(
            40 + index as u64,
            Kind::IdPortrait,
            Style::Scan,
            Defect::None,
            0.0,
        )
        .with_width(1003)
        .render();
        let stored = decode(&drawn.file);
        let path = folder.join("turned.jpg");
        let tags = ExifBlock::little_endian().oriented(orientation.into());
        fs::write(&path, with_exif(&drawn.file, tags)).unwrap();
        let made = folder.join("made.jpg");
        let _ = fs::remove_file(&made);
        fix(&path, &made, 5_000_000);
        let after = decode(&fs::read(&made).unwrap());
        worst = worst.min(ssim(&turned(&stored, orientation), &after));
    }
    println!(
        "| worst SSIM after a turn that needs an encode, 7 orientations | {worst:.4} | ≥ 0.98 |"
    );
}

/// The picture as a viewer shows it.
fn turned(stored: &RgbImage, orientation: u8) -> RgbImage {
    let mirrored = || imageops::flip_horizontal(stored);
    match orientation {
        2 => mirrored(),
        3 => imageops::rotate180(stored),
        4 => imageops::flip_vertical(stored),
        5 => imageops::rotate270(&mirrored()),
        6 => imageops::rotate90(stored),
        7 => imageops::rotate90(&mirrored()),
        _ => imageops::rotate270(stored),
    }
}

/// What this process and its children take from the processor for it: what else runs does not count.
fn processor_time(work: impl FnOnce()) -> Duration {
    // The times of the process and of its children, in hundredths of a second (proc_pid_stat(5)).
    let hundredths = || {
        let about = fs::read_to_string("/proc/self/stat").unwrap();
        let (_, fields) = about.rsplit_once(')').unwrap();
        let times = fields.split_whitespace().skip(11).take(4);
        times.map(|time| time.parse::<u64>().unwrap()).sum::<u64>()
    };
    let before = hundredths();
    work();
    Duration::from_millis(10 * (hundredths() - before))
}

fn time(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
