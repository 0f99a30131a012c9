mod damage;

use image::{GrayImage, Rgb, RgbImage};

use super::reader::Reader;
use super::writer::{SampleSource, compress, set_sampling};
use super::*;
use crate::codec::tests::{assert_near, header, scene};
use crate::codec::{DecodeError, Form, Limits, Picture, decode, decode_full};
use crate::container::Ending;
use crate::format::Format;
use crate::metadata::{ExifOrientation, Header};
use ffi::J_COLOR_SPACE;
use mozjpeg_sys as ffi;

const FINE: Encoding<'_> = Encoding {
    coarseness: Coarseness::from_tenths(60),
    chroma: Subsampling::Full444,
    dpi: None,
    icc: None,
};

/// The ways a color picture can be laid down in a JPEG file.
#[derive(Clone, Copy, Debug)]
struct JpegForm {
    name: &'static str,
    stored: J_COLOR_SPACE,
    /// Sampling factors of the first component; the others have 1x1.
    sampling: (i32, i32),
    progressive: bool,
    adobe: bool,
}

const YCC: JpegForm = JpegForm {
    name: "4:4:4",
    stored: J_COLOR_SPACE::JCS_YCbCr,
    sampling: (1, 1),
    progressive: false,
    adobe: false,
};

const CMYK: JpegForm = JpegForm {
    name: "CMYK",
    stored: J_COLOR_SPACE::JCS_CMYK,
    adobe: true,
    ..YCC
};

const FORMS: [JpegForm; 14] = [
    YCC,
    JpegForm {
        name: "4:2:2",
        sampling: (2, 1),
        ..YCC
    },
    JpegForm {
        name: "4:4:0",
        sampling: (1, 2),
        ..YCC
    },
    JpegForm {
        name: "4:2:0",
        sampling: (2, 2),
        ..YCC
    },
    JpegForm {
        name: "4:1:1",
        sampling: (4, 1),
        ..YCC
    },
    JpegForm {
        name: "4:1:0",
        sampling: (4, 2),
        ..YCC
    },
    JpegForm {
        name: "thirds",
        sampling: (3, 1),
        ..YCC
    },
    JpegForm {
        name: "progressive 4:4:4",
        progressive: true,
        ..YCC
    },
    JpegForm {
        name: "progressive 4:2:0",
        progressive: true,
        sampling: (2, 2),
        ..YCC
    },
    JpegForm {
        name: "RGB",
        stored: J_COLOR_SPACE::JCS_RGB,
        ..YCC
    },
    CMYK,
    JpegForm {
        name: "CMYK that names no Adobe",
        adobe: false,
        ..CMYK
    },
    JpegForm {
        name: "YCCK",
        stored: J_COLOR_SPACE::JCS_YCCK,
        ..CMYK
    },
    JpegForm {
        name: "YCCK, subsampled",
        stored: J_COLOR_SPACE::JCS_YCCK,
        sampling: (2, 2),
        ..CMYK
    },
];

/// Lays down a picture whose channels are below 128, so that the black ink can carry half of it.
fn write(rgb: &RgbImage, form: &JpegForm) -> Vec<u8> {
    let inks = matches!(
        form.stored,
        J_COLOR_SPACE::JCS_CMYK | J_COLOR_SPACE::JCS_YCCK
    );
    let samples: Vec<u8> = if inks {
        let light = |rgb: &Rgb<u8>| {
            let [r, g, b] = rgb.0.map(|channel| channel * 2);
            [r, g, b, 128]
        };
        rgb.pixels().flat_map(light).collect()
    } else {
        rgb.as_raw().clone()
    };
    let source = SampleSource {
        size: rgb.dimensions(),
        channels: if inks { 4 } else { 3 },
        samples: &samples,
        space: if inks {
            J_COLOR_SPACE::JCS_CMYK
        } else {
            J_COLOR_SPACE::JCS_RGB
        },
    };
    compress(&source, &FINE, |info| {
        // SAFETY: parameters may be changed until compression starts.
        unsafe { ffi::jpeg_set_colorspace(info, form.stored) };
        set_sampling(info, form.sampling.0, form.sampling.1);
        info.write_Adobe_marker = i32::from(form.adobe);
        if form.progressive {
            // SAFETY: as above.
            unsafe { ffi::jpeg_simple_progression(info) };
        }
    })
    .expect("encodes")
}

/// The scene with every channel halved.
fn dim_scene(width: u32, height: u32) -> RgbImage {
    let mut rgb = scene(width, height);
    rgb.pixels_mut()
        .for_each(|pixel| pixel.0 = pixel.0.map(|channel| channel / 2));
    rgb
}

fn look(bytes: &[u8], width: u32, height: u32) -> Picture {
    decode(
        bytes,
        Format::Jpeg,
        &header(width, height),
        &Limits::default(),
    )
    .expect("decodes")
}

fn fault(bytes: &[u8], width: u32, height: u32) -> DecodeError {
    decode(
        bytes,
        Format::Jpeg,
        &header(width, height),
        &Limits::default(),
    )
    .expect_err("stops")
}

#[test]
fn every_form_gives_its_colors_at_every_scale() {
    let mut seen = 0;
    for form in FORMS {
        for (width, height) in [
            (1, 1),
            (17, 13),
            (48, 32),
            (803, 9),
            (1700, 40),
            (3301, 34),
            (13_000, 16),
        ] {
            let rgb = dim_scene(width, height);
            let picture = look(&write(&rgb, &form), width, height);
            assert_eq!((picture.width, picture.height), (width, height));
            assert_near(&picture, &rgb, &format!("{} {width}x{height}", form.name));
            assert!(!picture.exactly_gray && !picture.bilevel, "{}", form.name);
            seen += 1;
        }
    }
    assert_eq!(seen, 98);
}

#[test]
fn gray_files_are_gray_at_every_scale() {
    let mut seen = 0;
    for (width, height) in [(1, 1), (17, 13), (803, 9), (3301, 34), (6500, 20)] {
        let gray = image::imageops::grayscale(&scene(width, height));
        let rgb = RgbImage::from_fn(width, height, |x, y| Rgb([gray.get_pixel(x, y)[0]; 3]));
        let one_component = encode_gray(&gray, &FINE).expect("encodes");
        for bytes in [one_component, write(&rgb, &YCC), write(&rgb, &FORMS[3])] {
            let picture = look(&bytes, width, height);
            assert_near(&picture, &rgb, &format!("gray {width}x{height}"));
            assert!(picture.exactly_gray && !picture.bilevel);
            seen += 1;
        }
    }
    assert_eq!(seen, 15);
}

#[test]
fn black_and_white_survives_where_the_blocks_are_even() {
    let checks = GrayImage::from_fn(64, 64, |x, y| {
        image::Luma([255 * (((x ^ y) / 8 % 2) as u8)])
    });
    let picture = look(&encode_gray(&checks, &FINE).expect("encodes"), 64, 64);
    assert!(picture.bilevel && picture.exactly_gray);
}

#[test]
fn arithmetic_coding_is_read() {
    let mut seen = 0;
    for bytes in [
        &include_bytes!("../../../../testdata/formats/arithmetic.jpg")[..],
        &include_bytes!("../../../../testdata/formats/arithmetic-progressive.jpg")[..],
    ] {
        let picture = look(bytes, 48, 32);
        let drawn = RgbImage::from_fn(48, 32, |x, y| {
            Rgb([
                40 + x * 160 / 48,
                200 - y * 150 / 32,
                60 + (x + y) * 100 / 80,
            ]
            .map(|channel| channel.to_le_bytes()[0]))
        });
        assert_near(&picture, &drawn, "arithmetic");
        for end in (2..bytes.len() - 2).step_by(7) {
            assert!(matches!(
                fault(&bytes[..end], 48, 32),
                DecodeError::Corrupt { .. }
            ));
        }
        seen += 1;
    }
    assert_eq!(seen, 2);
}

/// Changes one byte of the first segment of a kind; `offset` counts from its marker.
fn patched(bytes: &[u8], marker: u8, offset: usize, new: u8) -> Vec<u8> {
    let at = bytes
        .windows(2)
        .position(|pair| pair == [0xFF, marker])
        .expect("marker");
    let mut patched = bytes.to_vec();
    patched[at + offset] = new;
    patched
}

#[test]
fn processes_that_nobody_reads_are_unsupported() {
    let bytes = write(&scene(32, 32), &YCC);
    let mut seen = 0;
    for (what, broken) in [
        ("lossless", patched(&bytes, 0xC0, 1, 0xC3)),
        ("hierarchical", patched(&bytes, 0xC0, 1, 0xC5)),
        ("12 bits", patched(&bytes, 0xC0, 4, 12)),
    ] {
        match fault(&broken, 32, 32) {
            DecodeError::Unsupported { cause } => assert_eq!(cause, Form::JpegKind, "{what}"),
            other => panic!("{what}: {other:?}"),
        }
        seen += 1;
    }
    assert_eq!(seen, 3);
}

/// Where the entropy-coded data begins.
fn data_start(bytes: &[u8]) -> usize {
    let at = bytes
        .windows(2)
        .position(|pair| pair == [0xFF, 0xDA])
        .expect("a scan");
    at + 2 + usize::from(bytes[at + 3])
}

#[test]
fn damage_is_told_from_harmless_oddities() {
    let rgb = scene(160, 160);
    let bytes = write(&rgb, &FORMS[3]);
    let end = bytes.len() - 2;
    let start = data_start(&bytes);

    // Stray bytes before a marker, and an unknown JFIF version: what some cameras write.
    let stray = [&bytes[..end], &[0, 0, 0], &bytes[end..]].concat();
    let between = [&bytes[..2], &[0x12, 0x34], &bytes[2..]].concat();
    let version = patched(&bytes, 0xE0, 9, 7);
    let trailing = [&bytes[..], &[0x55; 100]].concat();
    let mut seen = 0;
    for harmless in [stray, between, version, trailing] {
        assert_near(&look(&harmless, 160, 160), &rgb, "harmless");
        seen += 1;
    }
    assert_eq!(seen, 4);

    // The end marker alone is missed where the file is sniffed; here only if the data stops as well.
    let endless = bytes[..end - 2].to_vec();
    let halved = bytes[..usize::midpoint(start, end)].to_vec();
    let mut early_end = halved.clone();
    early_end.extend([0xFF, 0xD9]);
    let mut overwritten = bytes.clone();
    overwritten[start + 20..start + 60].fill(0xFE);
    let mut marked = bytes.clone();
    marked[start + 30..start + 32].copy_from_slice(&[0xFF, 0xD3]);
    let headless = bytes[2..].to_vec();
    let mut seen = 0;
    for damaged in [endless, halved, early_end, overwritten, marked, headless] {
        match fault(&damaged, 160, 160) {
            DecodeError::Corrupt { .. } => {}
            other => panic!("{other:?}"),
        }
        seen += 1;
    }
    assert_eq!(seen, 6);
}

/// A file whose components come in a scan each, the first of them `times` times.
fn in_scans(rgb: &RgbImage, times: usize) -> Vec<u8> {
    let scan = |component: i32| ffi::jpeg_scan_info {
        comps_in_scan: 1,
        component_index: [component, 0, 0, 0],
        Ss: 0,
        Se: 63,
        Ah: 0,
        Al: 0,
    };
    let script = [0, 1, 2].map(scan);
    let source = SampleSource {
        size: rgb.dimensions(),
        channels: 3,
        samples: rgb.as_raw(),
        space: J_COLOR_SPACE::JCS_RGB,
    };
    let bytes = compress(&source, &FINE, |info| {
        info.scan_info = script.as_ptr();
        info.num_scans = 3;
    })
    .expect("encodes");
    let first = bytes
        .windows(2)
        .position(|pair| pair == [0xFF, 0xDA])
        .expect("a scan");
    let length = bytes[first + 2..]
        .windows(2)
        .position(|pair| pair[0] == 0xFF && pair[1] >= 0xC0)
        .expect("what follows it");
    let (head, rest) = bytes.split_at(first);
    [head, &rest[..length + 2].repeat(times), &rest[length + 2..]].concat()
}

#[test]
fn many_scans_are_read_and_too_many_are_not() {
    let rgb = scene(40, 24);
    assert_near(&look(&in_scans(&rgb, 1), 40, 24), &rgb, "three scans");
    assert_near(&look(&in_scans(&rgb, 90), 40, 24), &rgb, "92 scans");
    for times in [120, 5000] {
        match fault(&in_scans(&rgb, times), 40, 24) {
            DecodeError::Unsupported { cause } => assert_eq!(cause, Form::JpegScans),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn coefficients_count_against_the_memory_limit() {
    let rgb = dim_scene(400, 300);
    let sequential = write(&rgb, &FORMS[3]);
    let progressive = write(&rgb, &FORMS[8]);
    let reader = Reader::open(&sequential).expect("opens");
    assert_eq!(reader.coefficient_bytes(), 0);
    let needed = Reader::open(&progressive)
        .expect("opens")
        .coefficient_bytes();
    assert!(needed >= 400 * 300 * 3 / 2 * 2, "{needed}");
    let limits = Limits {
        decode_bytes: needed,
        ..Limits::default()
    };
    let header = header(400, 300);
    assert!(matches!(
        decode(&progressive, Format::Jpeg, &header, &limits),
        Err(DecodeError::TooLarge { pixels: 120_000, limit }) if limit < 120_000
    ));
    let limits = Limits {
        decode_bytes: needed + (2 << 20),
        ..limits
    };
    assert!(decode(&progressive, Format::Jpeg, &header, &limits).is_ok());
}

/// A turn and the one that undoes it.
const TURNS: [(ExifOrientation, ExifOrientation); 8] = [
    (ExifOrientation::Upright, ExifOrientation::Upright),
    (
        ExifOrientation::FlipHorizontal,
        ExifOrientation::FlipHorizontal,
    ),
    (ExifOrientation::Rotate180, ExifOrientation::Rotate180),
    (ExifOrientation::FlipVertical, ExifOrientation::FlipVertical),
    (ExifOrientation::Transpose, ExifOrientation::Transpose),
    (ExifOrientation::Rotate90, ExifOrientation::Rotate270),
    (ExifOrientation::Transverse, ExifOrientation::Transverse),
    (ExifOrientation::Rotate270, ExifOrientation::Rotate90),
];

fn turned(bytes: &[u8], orientation: ExifOrientation) -> Option<Vec<u8>> {
    turn_losslessly(bytes, orientation, &Keep::default(), &Limits::default()).expect("reads")
}

#[test]
fn a_lossless_turn_is_the_turn_and_turning_back_restores_every_sample() {
    let (width, height) = (96, 48);
    let rgb = dim_scene(width, height);
    let mut seen = 0;
    // Thirds do not divide the picture; the rest have units of 8 or 16, some 32.
    for form in FORMS.into_iter().filter(|form| form.sampling.0 != 3) {
        let bytes = write(&rgb, &form);
        let full = decode_full_rgb(&bytes, None, &Limits::default()).expect("decodes");
        for (orientation, back) in TURNS {
            let there = turned(&bytes, orientation).expect("whole units");
            let asked = Header {
                orientation,
                ..header(width, height)
            };
            let by_reader = decode(&bytes, Format::Jpeg, &asked, &Limits::default());
            let expected = by_reader.expect("decodes");
            let found = look(&there, expected.width, expected.height);
            // The inverse DCT rounds rows before columns, so a transposed one differs by a step.
            let pairs = found.luma.iter().zip(expected.luma.iter());
            let off = pairs
                .map(|(found, expected)| found.abs_diff(*expected))
                .max();
            assert!(off <= Some(2), "{} {orientation:?}: {off:?}", form.name);

            let restored = turned(&there, back).expect("whole units");
            let restored = decode_full_rgb(&restored, None, &Limits::default()).expect("decodes");
            assert!(
                restored == full,
                "{} {orientation:?} is not lossless",
                form.name
            );
            seen += 1;
        }
    }
    assert_eq!(seen, 104);
}

#[test]
fn a_turn_that_would_cut_pixels_off_is_not_made() {
    let mut seen = 0;
    for (width, height, across, down) in [
        (96, 50, true, false),
        (90, 48, false, true),
        (90, 50, false, false),
    ] {
        let bytes = write(&scene(width, height), &FORMS[3]);
        for (orientation, _) in TURNS {
            let possible = match orientation {
                ExifOrientation::Upright | ExifOrientation::Transpose => true,
                ExifOrientation::FlipHorizontal | ExifOrientation::Rotate270 => across,
                ExifOrientation::FlipVertical | ExifOrientation::Rotate90 => down,
                ExifOrientation::Rotate180 | ExifOrientation::Transverse => across && down,
            };
            let turned = turned(&bytes, orientation);
            assert_eq!(
                turned.is_some(),
                possible,
                "{width}x{height} {orientation:?}"
            );
            seen += 1;
        }
    }
    assert_eq!(seen, 24);
}

/// The payload of the first segment with this marker.
fn segment(bytes: &[u8], marker: u8) -> Option<&[u8]> {
    let at = bytes.windows(2).position(|pair| pair == [0xFF, marker])?;
    let length = usize::from(u16::from_be_bytes([bytes[at + 2], bytes[at + 3]]));
    bytes.get(at + 4..at + 2 + length)
}

#[test]
fn resolution_and_profile_are_written_and_kept() {
    let profile: Vec<u8> = (0..150_000_u32)
        .map(|at| (at % 251).to_le_bytes()[0])
        .collect();
    let encoding = Encoding {
        dpi: Some(300),
        icc: Some(&profile),
        ..FINE
    };
    let keep = Keep {
        dpi: None,
        icc: Some(&profile),
    };
    let rgb = encode(&scene(64, 32), &encoding).expect("encodes");
    let gray = encode_gray(&GrayImage::new(64, 32), &encoding).expect("encodes");
    let turned = turn_losslessly(&rgb, ExifOrientation::Rotate90, &keep, &Limits::default());
    let turned = turned.expect("reads").expect("whole units");
    let mut seen = 0;
    for bytes in [rgb, gray, turned] {
        assert_eq!(
            segment(&bytes, 0xE0),
            Some(&b"JFIF\0\x01\x01\x01\x01\x2C\x01\x2C\0\0"[..])
        );
        let mut found = Vec::<u8>::new();
        let mut rest = &bytes[..];
        while let Some(chunk) = segment(rest, 0xE2) {
            assert!(chunk.starts_with(b"ICC_PROFILE\0"));
            assert_eq!(chunk[13], 3);
            found.extend(&chunk[14..]);
            let at = rest
                .windows(2)
                .position(|pair| pair == [0xFF, 0xE2])
                .expect("found before");
            rest = &rest[at + 4 + chunk.len()..];
        }
        assert!(found == profile);
        seen += 1;
    }
    assert_eq!(seen, 3);
    let endless = vec![0; 256 * 65_519];
    let refused = encode(
        &scene(8, 8),
        &Encoding {
            icc: Some(&endless),
            ..FINE
        },
    );
    assert!(refused.is_err());
}

#[test]
fn every_choice_of_encoding_shows_the_picture() {
    let rgb = scene(203, 101);
    let gray = image::imageops::grayscale(&rgb);
    let mut seen = 0;
    let mut sizes = Vec::new();
    for chroma in [Subsampling::Full444, Subsampling::Half420] {
        for quality in [1, 50, 97, 100] {
            let encoding = Encoding {
                coarseness: Coarseness::of_quality(quality),
                chroma,
                dpi: None,
                icc: None,
            };
            let bytes = encode(&rgb, &encoding).expect("encodes");
            assert!(
                !bytes.windows(2).any(|pair| pair == [0xFF, 0xC2]),
                "progressive"
            );
            let picture = look(&bytes, 203, 101);
            if quality >= 97 {
                assert_near(&picture, &rgb, &format!("{encoding:?}"));
                let full = decode_full_rgb(&bytes, None, &Limits::default()).expect("decodes");
                let pairs = full.iter().zip(rgb.iter());
                let off = pairs.map(|(found, drawn)| found.abs_diff(*drawn)).max();
                assert!(off <= Some(9), "{off:?}");
            }
            let bytes_gray = encode_gray(&gray, &encoding).expect("encodes");
            assert!(look(&bytes_gray, 203, 101).exactly_gray);
            sizes.push(bytes.len());
            seen += 1;
        }
    }
    assert!(sizes[..4].is_sorted() && sizes[4..].is_sorted() && sizes[5] < sizes[1]);
    assert_eq!(seen, 8);
    let nothing: Result<_, EncodeError> = encode(&RgbImage::new(0, 5), &FINE);
    assert!(nothing.is_err_and(|error| !error.cause.is_empty()));
    let too_wide = encode_gray(&GrayImage::new(65_501, 1), &FINE);
    assert!(too_wide.is_err());
}

#[test]
fn the_full_decode_keeps_the_limits() {
    let bytes = write(&scene(100, 60), &FORMS[3]);
    let mut seen = 0;
    for limits in [
        Limits {
            pixels: 5999,
            ..Limits::default()
        },
        Limits {
            decode_bytes: 18_000,
            ..Limits::default()
        },
    ] {
        let refused = decode_full_rgb(&bytes, None, &limits);
        assert!(matches!(
            refused,
            Err(DecodeError::TooLarge { pixels: 6000, .. })
        ));
        let refused = turn_losslessly(&bytes, ExifOrientation::Rotate90, &Keep::default(), &limits);
        assert!(matches!(
            refused,
            Err(DecodeError::TooLarge { pixels: 6000, .. })
        ));
        seen += 1;
    }
    assert_eq!(seen, 2);
    for end in (0..bytes.len()).step_by(37) {
        assert!(decode_full_rgb(&bytes[..end], None, &Limits::default()).is_err());
        let cut = turn_losslessly(
            &bytes[..end],
            ExifOrientation::Transpose,
            &Keep::default(),
            &Limits::default(),
        );
        assert!(cut.is_err());
    }
}

/// The height of the picture is stated behind its first scan, where scanners put it that don't know
/// it before.
#[test]
fn a_height_that_follows_the_scan_is_found() {
    let scene = scene(53, 37);
    let whole = write(&scene, &YCC);
    let at = |marker: u8| whole.windows(2).position(|pair| pair == [0xFF, marker]);
    let (frame, end) = (at(0xC0).expect("a frame"), whole.len() - 2);
    let mut file = whole.clone();
    file[frame + 5..frame + 7].fill(0);
    file.splice(end..end, [0xFF, 0xDC, 0, 4, 0, 37]);
    let (probe, walk) = crate::sniff::sniff(&file, None);
    assert_eq!(probe.ending, Some(Ending::Proper));
    let header = crate::metadata::read(&walk.expect("a JPEG")).expect("a header");
    assert_eq!((header.stored_width, header.stored_height), (53, 37));
    let coding = header.jpeg.map(|jpeg| jpeg.coding);
    assert_eq!(coding, Some(crate::container::JpegCoding::Unusual));
    let limits = Limits::default();
    let found = decode(&file, Format::Jpeg, &header, &limits).expect("decodes");
    assert_near(&found, &scene, "reduced");
    let full = decode_full(&file, Format::Jpeg, &header, &limits).expect("decodes");
    let expected = decode_full(&whole, Format::Jpeg, &header, &limits).expect("decodes");
    assert_eq!(full, expected);
}

/// The coefficients of a progressive picture take their memory at any scale.
#[test]
fn a_progressive_picture_too_large_for_the_memory_comes_out_smaller() {
    let scene = scene(1600, 1200);
    let progressive = JpegForm {
        progressive: true,
        ..YCC
    };
    let bytes = write(&scene, &progressive);
    let limits = |megabytes: u64| Limits {
        decode_bytes: megabytes << 20,
        ..Limits::default()
    };
    let sizes = [20, 14, 12].map(|megabytes| {
        let rgb = decode_full_rgb(&bytes, None, &limits(megabytes)).expect("decodes");
        rgb.dimensions()
    });
    assert_eq!(sizes, [(1600, 1200), (800, 600), (200, 150)]);
    assert!(matches!(
        decode_full_rgb(&bytes, None, &limits(10)),
        Err(DecodeError::TooLarge { .. })
    ));
}

/// A progressive picture with halved colors, the largest that the limit on pixels allows, is not
/// refused for its memory: this one ends early, and that is what is found.
#[test]
fn the_limits_on_pixels_and_on_memory_fit_each_other() {
    let progressive_420 = FORMS.iter().find(|form| form.name == "progressive 4:2:0");
    let mut file = write(&scene(64, 64), progressive_420.expect("a form"));
    let frame = memchr::memmem::find(&file, &[0xFF, 0xC2]).expect("a frame header");
    let mut seen = 0;
    for (width, height) in [(12_000_u16, 10_000_u16), (10_000, 12_000), (40_000, 3_000)] {
        file[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
        file[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
        let header = header(width.into(), height.into());
        let found = decode(&file, Format::Jpeg, &header, &Limits::default());
        assert!(
            matches!(found, Err(DecodeError::Corrupt { .. })),
            "{width}x{height}"
        );
        seen += 1;
    }
    assert_eq!(seen, 3);
}

/// Without its end mark a picture decodes to the same pixels; with anything else missing it doesn't
/// decode, so that a file that is cut short never passes for one that lacks the mark alone.
#[test]
fn only_the_end_mark_may_be_missing() {
    let scene = dim_scene(61, 45);
    let (mut whole, mut cut_short) = (0, 0);
    for form in FORMS {
        let file = write(&scene, &form);
        let limits = Limits::default();
        let expected = decode_full_rgb(&file, None, &limits).expect("decodes");
        for missing in 2..40 {
            let cut = &file[..file.len() - missing];
            let (probe, _) = crate::sniff::sniff(cut, None);
            let closed = with_end_mark(cut);
            let found = decode_full_rgb(&closed, None, &limits);
            if missing == 2 {
                // What phones put behind the picture looks like markers here and there.
                let trailed = [cut, b"\0\0\x30\x0aMotionPhoto_Data\xff\xe1\xffSEFT"].concat();
                let (seen, _) = crate::sniff::sniff(&trailed, None);
                assert_eq!(seen.ending, Some(Ending::NoEndMark), "{}", form.name);
                let mended = decode_full_rgb(&with_end_mark(&trailed), None, &limits);
                assert_eq!(mended.expect("decodes"), expected, "{}", form.name);
                assert_eq!(probe.ending, Some(Ending::NoEndMark), "{}", form.name);
                assert_eq!(found.expect("decodes"), expected, "{}", form.name);
                whole += 1;
            } else if probe.ending == Some(Ending::NoEndMark) {
                assert!(found.is_err(), "{} without {missing}", form.name);
                cut_short += 1;
            }
        }
    }
    assert_eq!(whole, FORMS.len());
    assert!(cut_short > 300, "{cut_short}");
}
