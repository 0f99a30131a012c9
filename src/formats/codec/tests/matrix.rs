//! Every form of the accepted formats against independent decoders: `tests/forms/make.py` wrote the
//! files and what each of them shows.

use std::path::PathBuf;

use image::{DynamicImage, ImageFormat, RgbImage, imageops};

use super::{encoded, header, jpeg_of, scene};
use crate::codec::{DecodeError, Form, Limits, decode, decode_full, foreign};
use crate::container::Ending;
use crate::format::Format;
use crate::metadata;
use crate::sniff::sniff;

/// A file, what it shows, and the largest difference that a channel of a pixel may have.
struct FormFile {
    name: String,
    bytes: Vec<u8>,
    shows: RgbImage,
    bound: u8,
}

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/forms"))
}

fn forms() -> Vec<FormFile> {
    let folder = folder();
    let list = std::fs::read_to_string(folder.join("forms.csv")).expect("the list of forms");
    let forms = list.lines().skip(1).map(|line| {
        let fields: Vec<&str> = line.split(',').collect();
        let [name, shows, bound, _] = fields[..] else {
            panic!("{line}");
        };
        let shows = image::open(folder.join(shows)).expect("what it shows");
        FormFile {
            name: name.to_owned(),
            bytes: std::fs::read(folder.join(name)).expect("a form"),
            shows: shows.into_rgb8(),
            bound: bound.parse().expect("a bound"),
        }
    });
    forms.collect()
}

/// The largest difference of two pictures of one size.
fn difference(name: &str, found: &RgbImage, shows: &RgbImage) -> u8 {
    assert_eq!(found.dimensions(), shows.dimensions(), "{name}");
    let pairs = found.as_raw().iter().zip(shows.as_raw());
    pairs.map(|(a, b)| a.abs_diff(*b)).max().unwrap_or(0)
}

#[test]
fn every_form_shows_what_independent_decoders_see() {
    let limits = Limits::default();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for form in forms() {
        let name = form.name.as_str();
        let (probe, walk) = sniff(&form.bytes, None);
        if let Some(opened) = foreign::open(&form.bytes, probe.format, &limits) {
            match opened {
                Ok(opened) => {
                    let off = difference(name, &opened.rgb, &form.shows);
                    if off > form.bound {
                        wrong.push(format!("{name}: off by {off}"));
                    }
                }
                Err(error) => wrong.push(format!("{name}: {error:?}")),
            }
            seen += 1;
            continue;
        }
        if probe.ending != Some(Ending::Proper) {
            wrong.push(format!("{name}: {:?}", probe.ending));
        }
        let header = metadata::read(&walk.expect("an accepted format")).expect("a header");
        let full = decode_full(&form.bytes, probe.format, &header, &limits);
        let reduced = decode(&form.bytes, probe.format, &header, &limits);
        match (full, reduced) {
            (Ok(full), Ok(reduced)) => {
                let off = difference(name, &full, &form.shows);
                let off = off.max(difference(name, &reduced.color, &form.shows));
                if off > form.bound {
                    wrong.push(format!("{name}: off by {off}"));
                }
            }
            (full, reduced) => {
                let errors = [full.err(), reduced.err()];
                wrong.push(format!("{name}: {errors:?}"));
            }
        }
        seen += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(seen, FORMS);
}

/// How many there are.
const FORMS: usize = 184;

/// Cut anywhere, no form does more than fail, and no TIFF passes for whole while pixels are missing.
#[test]
fn a_form_that_is_cut_short_fails_and_does_nothing_else() {
    let limits = Limits::default();
    let mut cuts = 0;
    for form in forms() {
        for part in 0..24 {
            let cut = &form.bytes[..form.bytes.len() * part / 24];
            let (probe, walk) = sniff(cut, None);
            if let Some(opened) = foreign::open(cut, probe.format, &limits) {
                assert!(opened.is_err(), "{} {part}", form.name);
            } else if let Some(header) = walk.as_ref().and_then(metadata::read) {
                let _ = decode_full(cut, probe.format, &header, &limits);
                let _ = decode(cut, probe.format, &header, &limits);
                if probe.format == Format::Tiff {
                    assert_ne!(probe.ending, Some(Ending::Proper), "{} {part}", form.name);
                }
            }
            cuts += 1;
        }
    }
    assert_eq!(cuts, 24 * FORMS);
}

/// With any byte changed, no form does more than fail.
#[test]
fn a_form_with_changed_bytes_does_no_more_than_fail() {
    let limits = Limits::default();
    let mut seen = 0;
    for form in forms() {
        let length = form.bytes.len();
        // The ends, where headers and tags stand, and some of the rest.
        let ends = (0..40).chain(length.saturating_sub(250)..length);
        for at in ends.step_by(2).chain((40..length).step_by(499)) {
            let mut changed = form.bytes.clone();
            let Some(byte) = changed.get_mut(at) else {
                continue;
            };
            *byte = byte.wrapping_add(0x55);
            let (probe, walk) = sniff(&changed, None);
            if let Some(opened) = foreign::open(&changed, probe.format, &limits) {
                drop(opened);
            } else if let Some(header) = walk.as_ref().and_then(metadata::read) {
                let _ = decode_full(&changed, probe.format, &header, &limits);
                let _ = decode(&changed, probe.format, &header, &limits);
            }
            seen += 1;
        }
    }
    assert!(seen > 140 * FORMS, "{seen}");
}

/// Forms of HEIC that are not read are named, not called damaged.
#[test]
fn forms_of_heic_that_are_not_read_say_so() {
    let mut seen = 0;
    for (file, cause) in [
        ("not-read-chroma-422.heic", Form::Chroma("4:2:2")),
        ("not-read-chroma-444.heic", Form::Chroma("4:4:4")),
        ("not-read-matrix-8.heic", Form::ColorNumber(8)),
    ] {
        let bytes = std::fs::read(folder().join(file)).expect("a form");
        let opened = foreign::open(&bytes, Format::Heic, &Limits::default()).expect("HEIC");
        let expected = DecodeError::Unsupported { cause };
        assert_eq!(opened.map(|_| ()), Err(expected), "{file}");
        seen += 1;
    }
    assert_eq!(seen, 3);
}

/// Where memory is too small for every pixel, a whole picture comes out at half its size.
#[test]
fn a_picture_too_large_for_the_memory_comes_out_smaller() {
    let large = scene(1600, 1200);
    let picture = DynamicImage::from(large.clone());
    let mut seen = 0;
    for (format, bytes, kilobytes) in [
        (Format::Png, encoded(&picture, ImageFormat::Png), 3_000),
        (Format::Tiff, encoded(&picture, ImageFormat::Tiff), 3_000),
        (Format::Bmp, encoded(&picture, ImageFormat::Bmp), 9_000),
        (Format::Jpeg, jpeg_of(&large), 3_000),
    ] {
        let header = header(1600, 1200);
        let limits = Limits {
            decode_bytes: kilobytes << 10,
            ..Limits::default()
        };
        let small = decode_full(&bytes, format, &header, &limits).expect("decodes");
        assert_eq!(small.dimensions(), (800, 600), "{format:?}");
        let half = imageops::thumbnail(&large, 800, 600);
        let off = difference(format.id(), &small, &half);
        assert!(off <= 6, "{format:?}: off by {off}");
        let none = Limits {
            decode_bytes: 10_000,
            ..Limits::default()
        };
        let refused = decode_full(&bytes, format, &header, &none);
        assert!(matches!(refused, Err(DecodeError::TooLarge { .. })));
        seen += 1;
    }
    assert_eq!(seen, 4);

    let tiles = std::fs::read(folder().join("tiles.heic")).expect("a form");
    let open = |bytes| {
        let limits = Limits {
            decode_bytes: bytes,
            ..Limits::default()
        };
        foreign::open(&tiles, Format::Heic, &limits).expect("HEIC")
    };
    let (whole, half) = (open(1 << 20).expect("opens"), open(90_000).expect("opens"));
    assert_eq!(whole.reduced_from, None);
    assert_eq!(half.reduced_from, Some((120, 84)));
    let expected = imageops::thumbnail(&whole.rgb, 60, 42);
    assert!(difference("tiles", &half.rgb, &expected) <= 2);
    assert!(matches!(open(20_000), Err(DecodeError::TooLarge { .. })));
}
