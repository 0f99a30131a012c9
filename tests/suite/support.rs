//! A temporary folder with the command in it, and builders of pictures.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use certpreflight::{Entry, Outcome, Policy, Profile, Source};
use certpreflight_corpus::{Defect, Kind, master, render_small};
use image::imageops::{self, FilterType};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

/// A path below the folder of committed test pictures.
pub(crate) fn testdata(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("testdata")
        .join(below)
}

/// A temporary folder that is gone after the test.
pub(crate) struct Workspace(tempfile::TempDir);

impl Workspace {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, below: impl AsRef<Path>) -> PathBuf {
        self.0.path().join(below)
    }

    /// Writes a file, making the folders above it.
    pub(crate) fn write(&self, name: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    /// The command, to be run in this folder, with nothing of the tester's locale.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_certpreflight"));
        command
            .current_dir(self.0.path())
            .env_clear()
            .env("LANG", "C");
        command
    }

    /// Runs the command. Certificates are not read: that takes longer than all the rest, and only
    /// `reading` needs it.
    pub(crate) fn run(&self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Ran {
        let mut arguments: Vec<OsString> = arguments
            .into_iter()
            .map(|argument| argument.as_ref().to_owned())
            .collect();
        let others = ["explain", "rules", "profiles", "completions", "man", "help"];
        let is_other = arguments
            .first()
            .is_none_or(|first| others.iter().any(|other| first == other));
        let is_there =
            |argument: &OsString| self.path(argument).exists() || argument == "--files-from";
        if !is_other && arguments.iter().any(is_there) {
            let at = match arguments.first().and_then(|first| first.to_str()) {
                Some("drop") => 1,
                Some("template") => 2,
                _ => 0,
            };
            arguments.insert(at, "--no-read".into());
        }
        self.run_reading(arguments)
    }

    /// Runs the command and lets it read certificates.
    pub(crate) fn run_reading(
        &self,
        arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
    ) -> Ran {
        Ran::from(self.command().args(arguments).output().unwrap())
    }
}

/// What a run printed and how it ended.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ran {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| {
            panic!("{error}\nstdout: {}\nstderr: {}", self.stdout, self.stderr)
        })
    }
}

/// Examines one file under a profile.
pub(crate) fn examine(path: &Path, profile: &str) -> Outcome {
    examine_under(path, &Profile::load(profile).unwrap())
}

/// Examines one file under a profile that is no file.
pub(crate) fn examine_under(path: &Path, profile: &Profile) -> Outcome {
    let mut policy = Policy::new(profile.clone());
    policy.reads = false;
    match certpreflight::examine(&Source::named(path), &policy) {
        Entry::Judged(outcome) => outcome,
        entry => panic!("{entry:?}"),
    }
}

/// The ids of an outcome's findings.
pub(crate) fn fired(outcome: &Outcome) -> Vec<&'static str> {
    outcome.findings.iter().map(|f| f.rule.id).collect()
}

/// A fictitious business licence that no rule objects to, drawn once for all tests.
pub(crate) fn licence() -> &'static [u8] {
    static FILE: LazyLock<Vec<u8>> =
        LazyLock::new(|| render_small(Kind::LicenseLandscape, 41, 1200, Defect::None, 0.0).file);
    &FILE
}

/// A fictitious ID card that fills the picture, its number large and sharp, with this much grain:
/// legible by a wide margin, whatever estimates that. Of all pictures that pass it is the cheapest to
/// examine, because its number is read at the first look.
pub(crate) fn certificate(width: u32, height: u32, grain: u8) -> RgbImage {
    static DRAWN: LazyLock<RgbImage> = LazyLock::new(|| master(Kind::IdPortrait, 7));
    let sized = imageops::resize(&*DRAWN, width, height, FilterType::Lanczos3);
    with_grain(sized, grain)
}

/// A large seal and a colored corner, without a stroke of text, so that nothing but the number of
/// pixels can tell whether it is large enough.
pub(crate) fn textless(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let (across, down) = (x.abs_diff(width / 3), y.abs_diff(height / 2));
        if across.pow(2) + down.pow(2) < (height * 2 / 5).pow(2) {
            Rgb([206, 40, 44])
        } else if x > width * 3 / 4 && y > height / 2 {
            Rgb([60, 90, 170])
        } else {
            Rgb([236, 222, 200])
        }
    })
}

/// Adds up to this many levels to every sample, so that the file is as large as a scan's.
pub(crate) fn with_grain(mut picture: RgbImage, grain: u8) -> RgbImage {
    let mut state = 7_u32;
    for sample in picture.iter_mut() {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [random, ..] = state.to_be_bytes();
        *sample = sample
            .saturating_add(random % (grain + 1))
            .saturating_sub(grain / 2);
    }
    picture
}

/// A colorful page with rows of text-like marks and grain, so that it compresses like a photograph. It has
/// no number, which is sought everywhere: a fifth of a second even for a small one.
pub(crate) fn page(width: u32, height: u32) -> RgbImage {
    let mut state = 1_u32;
    RgbImage::from_fn(width, height, |x, y| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let grain = (state >> 28) as u8;
        let ink = (y / 24) % 2 == 0 && (x / 9 + y / 24) % 3 != 0 && x % 9 < 4 && x > 20;
        let seal = (i64::from(x) - i64::from(width) * 3 / 4).pow(2)
            + (i64::from(y) - i64::from(height) * 3 / 4).pow(2)
            < (i64::from(height) / 8).pow(2);
        match (ink, seal) {
            (_, true) => Rgb([200 + grain, 30 + grain, 40 + grain]),
            (true, _) => Rgb([20 + grain, 24 + grain, 30 + grain]),
            _ => Rgb([232 + grain, 228 + grain, 214 + grain]),
        }
    })
}

/// The picture as a JPEG with 4:4:4 chroma.
pub(crate) fn jpeg(picture: &RgbImage, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (width, height) = (
        u16::try_from(picture.width()).unwrap(),
        u16::try_from(picture.height()).unwrap(),
    );
    jpeg_encoder::Encoder::new(&mut bytes, quality)
        .encode(picture, width, height, jpeg_encoder::ColorType::Rgb)
        .unwrap();
    bytes
}

/// The picture in another format.
pub(crate) fn encode(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}
