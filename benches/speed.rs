//! What a check costs, as ratios within one run, because machines are shared and noisy.
//!
//! `cargo bench --bench speed` prints the table that `packaging/figures.md` quotes. The yardstick is libjpeg-turbo's
//! (mozjpeg's copy of it, through the codec module) half-scale RGB decode of the same 12-megapixel JPEG in the same
//! process.

#![expect(
    clippy::unwrap_used,
    reason = "a bench that can't go on should stop loudly"
)]
#![expect(clippy::print_stdout, reason = "the table is what this is for")]
#![expect(clippy::cast_precision_loss, reason = "counts of a few thousand")]

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use certpreflight::{DiscoverOptions, Policy, Profile, discover, examine_bytes, sniff};
use certpreflight_corpus::{Defect, Kind, Recipe, Style};
use certpreflight_formats::codec::{Limits, jpeg::decode_full_rgb};

/// Enough interleaved repetitions that the median outlives a neighbor's burst.
const REPETITIONS: usize = 15;

fn main() {
    // `cargo test --benches` runs this with `--test`: compiled is enough then.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let photo = Recipe::new(5, Kind::LicenseLandscape, Style::Photo, Defect::None, 0.0)
        .with_long_edge(4000)
        .render()
        .file;
    let reading = Policy::new(Profile::load("tencent-domain").unwrap());
    let mut looking = reading.clone();
    looking.reads = false;
    println!("| measure | value | target |\n|---|---|---|");
    whole_check("without reading", "≤ 2.2", &photo, &looking);
    whole_check("with what it says", "≤ 12", &photo, &reading);
    two_jobs(&photo, &looking);
    memory(&photo);
    every_report();
    many_small_files();
    start_up();
}

/// One whole check against the half-scale decode.
fn whole_check(how: &str, target: &str, photo: &[u8], policy: &Policy) {
    let mut decode = Vec::new();
    let mut check = Vec::new();
    for _ in 0..REPETITIONS {
        decode.push(time(|| {
            black_box(half_scale_rgb(photo));
        }));
        check.push(time(|| {
            black_box(examine_bytes("photo.jpg", photo, policy));
        }));
    }
    let (decode, check) = (median(decode), median(check));
    println!(
        "| whole check of a 12-megapixel JPEG ({:.1} MB), {how} : half-scale RGB decode ({:.1} ms here) | {:.2} | {target} |",
        photo.len() as f64 / 1e6,
        decode.as_secs_f64() * 1e3,
        check.as_secs_f64() / decode.as_secs_f64(),
    );
}

/// Little memory makes the codec decode at half its size.
fn half_scale_rgb(photo: &[u8]) -> image::RgbImage {
    let mut little = Limits::default();
    little.decode_bytes = 30 << 20;
    let half = decode_full_rgb(photo, None, &little).unwrap();
    assert_eq!(half.width(), 2000);
    half
}

/// The same batch with one thread and with two.
fn two_jobs(photo: &[u8], policy: &Policy) {
    let folder = tempfile::tempdir().unwrap();
    for index in 0..12 {
        fs::write(folder.path().join(format!("{index}.jpg")), photo).unwrap();
    }
    let sources = discover(&[folder.path().to_owned()], &DiscoverOptions::default());
    let batch = |jobs| time(|| certpreflight::run(&sources, policy, jobs, |_| true).unwrap());
    let (mut one, mut two) = (Vec::new(), Vec::new());
    for _ in 0..REPETITIONS / 3 {
        one.push(batch(1));
        two.push(batch(2));
    }
    let gain = median(one).as_secs_f64() / median(two).as_secs_f64();
    println!("| two jobs : one job, 12 such files, without reading | {gain:.2} | ≥ 1.85 |");
}

/// Peak memory of the command over a folder of such files, and over the hostile ones. Each is there
/// often enough that the run outlasts many looks at it.
fn memory(photo: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let (photos, hostile) = (folder.path().join("photos"), folder.path().join("hostile"));
    fs::create_dir_all(&photos).unwrap();
    fs::create_dir_all(&hostile).unwrap();
    for index in 0..20 {
        fs::write(photos.join(format!("{index}.jpg")), photo).unwrap();
    }
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/real/hostile");
    for entry in fs::read_dir(source).unwrap() {
        let entry = entry.unwrap();
        for index in 0..100 {
            let name = format!("{index}-{}", entry.file_name().to_string_lossy());
            fs::copy(entry.path(), hostile.join(name)).unwrap();
        }
    }
    for (what, more, path, target) in [
        ("a folder of 12-megapixel JPEGs", &[][..], &photos, 250),
        (
            "such a folder, without reading",
            &["--no-read"][..],
            &photos,
            150,
        ),
        ("testdata/real/hostile, 100 times", &[][..], &hostile, 300),
    ] {
        let peak = peak_megabytes(more, path);
        println!("| peak memory, two jobs, {what} | {peak} MB | ≤ {target} MB |");
    }
}

/// Highest resident size of a run with two jobs, read while it runs.
fn peak_megabytes(arguments: &[&str], path: &Path) -> u64 {
    let mut child = Command::new(env!("CARGO_BIN_EXE_certpreflight"))
        .args(["--jobs", "2", "--exit-zero", "--format", "json"])
        .args(arguments)
        .arg(path)
        .env_remove("CI") // or there would be no thumbnails
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

/// Peak memory with every report written in one run, over a thousand small pictures and ten thousand.
fn every_report() {
    const SUFFIXES: [&str; 8] = ["html", "json", "jsonl", "csv", "xml", "sarif", "md", "txt"];
    let folder = tempfile::tempdir().unwrap();
    let peak = |count: usize| {
        let pictures = folder.path().join(format!("{count}"));
        fs::create_dir_all(&pictures).unwrap();
        for index in 0..count {
            fs::write(pictures.join(format!("{index}.jpg")), fields(index)).unwrap();
        }
        let reports = SUFFIXES.map(|suffix| {
            let name = format!("report-{count}.{suffix}");
            folder.path().join(name).display().to_string()
        });
        let mut arguments = vec!["--no-read"];
        arguments.extend(reports.iter().flat_map(|name| ["-o", name]));
        let peak = peak_megabytes(&arguments, &pictures);
        let html = fs::read_to_string(&reports[0]).unwrap();
        assert_eq!(html.matches("<article ").count(), count);
        assert_eq!(html.matches("data:image").count(), count);
        peak
    };
    let (few, many) = (peak(1_000), peak(10_000));
    println!(
        "| peak memory, eight reports at once, 1,000 → 10,000 small pictures | {few} → {many} MB | ≤ 10 MB more |"
    );
}

/// A small picture with a few dark fields, different for every seed; without anything that looks like
/// text, whose reading would take most of the time.
fn fields(seed: usize) -> Vec<u8> {
    const SIDE: usize = 64;
    let mut state = u32::try_from(seed).unwrap().wrapping_mul(2_654_435_761) | 1;
    let mut pixels = vec![236_u8; SIDE * SIDE * 3];
    for row in pixels.chunks_mut(SIDE * 3 * 16) {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let from = usize::try_from(state >> 24).unwrap() % 48 * 3;
        for line in row.chunks_mut(SIDE * 3) {
            line[from..from + 24].fill(30);
        }
    }
    let mut file = Vec::new();
    jpeg_encoder::Encoder::new(&mut file, 80)
        .encode(&pixels, 64, 64, jpeg_encoder::ColorType::Rgb)
        .unwrap();
    file
}

/// Finding and sniffing ten thousand small files.
fn many_small_files() {
    let folder = tempfile::tempdir().unwrap();
    let small = Recipe::new(5, Kind::IdPortrait, Style::Scan, Defect::None, 0.0)
        .with_width(60)
        .render()
        .file;
    for index in 0..10_000 {
        let below = folder.path().join(format!("{}", index % 100));
        fs::create_dir_all(&below).unwrap();
        fs::write(below.join(format!("{index}.jpg")), &small).unwrap();
    }
    let mut pictures = 0;
    let took = time(|| {
        for source in discover(&[folder.path().to_owned()], &DiscoverOptions::default()) {
            let bytes = fs::read(&source.path).unwrap();
            pictures += u32::from(sniff(&bytes).is_decodable());
        }
    });
    assert_eq!(pictures, 10_000);
    println!(
        "| finding and sniffing 10,000 small files | {:.2} s | < 1 s |",
        took.as_secs_f64()
    );
}

/// From nothing to the version number.
fn start_up() {
    let runs = (0..REPETITIONS)
        .map(|_| {
            time(|| {
                let output = Command::new(env!("CARGO_BIN_EXE_certpreflight"))
                    .arg("--version")
                    .output();
                assert!(output.unwrap().status.success());
            })
        })
        .collect();
    println!(
        "| `certpreflight --version` | {:.1} ms | < 20 ms |",
        median(runs).as_secs_f64() * 1e3
    );
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
