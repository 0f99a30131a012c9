mod checksums;
mod colors;
mod files;
mod forms;
#[cfg(feature = "convert")]
mod matrix;

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, imageops};
use proptest::prelude::*;

use super::*;
use crate::container::ColorModel;
use crate::metadata::{ExifOrientation, Header};

/// A header that says no more than the size of an RGB picture.
pub(super) fn header(width: u32, height: u32) -> Header {
    Header {
        stored_width: width,
        stored_height: height,
        color: ColorModel::Rgb,
        bits_per_channel: 8,
        alpha: false,
        frames: 1,
        jpeg: None,
        dpi: None,
        orientation: ExifOrientation::Upright,
        invalid_orientation: None,
        orientation_in_xmp_only: false,
        place: false,
        personal: Vec::new(),
        software: None,
        edited: false,
        color_space: None,
    }
}

/// A picture that has no two corners alike and survives compression well: each channel grows
/// evenly, one to the right, one upward, one with both.
pub(super) fn scene(width: u32, height: u32) -> RgbImage {
    let share = |at: u32, of: u32| at * 160 / of.max(1);
    RgbImage::from_fn(width, height, |x, y| {
        let right = 40 + share(x, width);
        let up = 220 - share(y, height);
        let both = 60 + share(x + y, width + height);
        Rgb([right, up, both].map(|channel| channel.to_le_bytes()[0]))
    })
}

/// Asserts that luma and color show `stored`, whatever they were reduced to.
pub(super) fn assert_near(picture: &Picture, stored: &RgbImage, what: &str) {
    for (x, y, luma) in picture.luma.enumerate_pixels() {
        let rgb = middle(stored, (x, y), picture.luma.dimensions());
        let expected = (299 * rgb[0] + 587 * rgb[1] + 114 * rgb[2]) / 1000;
        let off = expected.abs_diff(u32::from(luma[0]));
        assert!(off <= 6, "{what}: luma at {x},{y} is off by {off}");
    }
    for (x, y, color) in picture.color.enumerate_pixels() {
        let rgb = middle(stored, (x, y), picture.color.dimensions());
        for (channel, expected) in color.0.iter().zip(rgb) {
            let off = expected.abs_diff(u32::from(*channel));
            assert!(off <= 9, "{what}: color at {x},{y} is off by {off}");
        }
    }
}

/// The pixel in the middle of a cell, when there are `cells` of them across and down.
fn middle(stored: &RgbImage, (x, y): (u32, u32), cells: (u32, u32)) -> [u32; 3] {
    let (width, height) = stored.dimensions();
    let side = width.div_ceil(cells.0).max(height.div_ceil(cells.1));
    let at = |cell: u32, pixels: u32| u32::midpoint(cell * side, pixels.min((cell + 1) * side));
    stored
        .get_pixel(at(x, width), at(y, height))
        .0
        .map(u32::from)
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).expect("encodes");
    bytes.into_inner()
}

fn jpeg_of(rgb: &RgbImage) -> Vec<u8> {
    let encoding = jpeg::Encoding {
        coarseness: jpeg::Coarseness::of_quality(97),
        chroma: jpeg::Subsampling::Full444,
        dpi: None,
        icc: None,
    };
    jpeg::encode(rgb, &encoding).expect("encodes")
}

/// The same picture in each of the six formats.
fn in_every_format(rgb: &RgbImage) -> [(Format, Vec<u8>); 6] {
    let picture = DynamicImage::from(rgb.clone());
    [
        (Format::Jpeg, jpeg_of(rgb)),
        (Format::Png, encoded(&picture, ImageFormat::Png)),
        (Format::Gif, encoded(&picture, ImageFormat::Gif)),
        (Format::Bmp, encoded(&picture, ImageFormat::Bmp)),
        (Format::Tiff, encoded(&picture, ImageFormat::Tiff)),
        (Format::WebP, encoded(&picture, ImageFormat::WebP)),
    ]
}

#[test]
fn all_orientations_end_upright() {
    let upright = scene(43, 29);
    let mut seen = 0;
    for orientation in (1..=8).filter_map(ExifOrientation::from_exif) {
        let mirrored = imageops::flip_horizontal(&upright);
        // Undoes the turn, so that the turn brings the scene back.
        let stored = match orientation {
            ExifOrientation::Upright => upright.clone(),
            ExifOrientation::FlipHorizontal => mirrored,
            ExifOrientation::Rotate180 => imageops::rotate180(&upright),
            ExifOrientation::FlipVertical => imageops::flip_vertical(&upright),
            ExifOrientation::Transpose => imageops::rotate270(&mirrored),
            ExifOrientation::Rotate90 => imageops::rotate270(&upright),
            ExifOrientation::Transverse => imageops::rotate90(&mirrored),
            ExifOrientation::Rotate270 => imageops::rotate90(&upright),
        };
        for (format, bytes) in in_every_format(&stored) {
            let header = Header {
                orientation,
                ..header(stored.width(), stored.height())
            };
            let picture = decode(&bytes, format, &header, &Limits::default()).expect("decodes");
            assert_eq!((picture.width, picture.height), upright.dimensions());
            if format == Format::Png {
                assert_eq!(picture.color, upright);
            }
            // A GIF's 256 colors are further off.
            if format != Format::Gif {
                assert_near(&picture, &upright, &format!("{orientation:?} {format:?}"));
            }
            seen += 1;
        }
    }
    assert_eq!(seen, 48);
}

#[test]
fn large_pictures_are_reduced_alike_in_every_format() {
    let mut seen = 0;
    for (size, luma, color) in [
        ((800, 30), (800, 30), (800, 30)),
        ((1601, 30), (1601, 30), (534, 10)),
        ((30, 3198), (30, 3198), (8, 800)),
        ((3199, 30), (1600, 15), (800, 8)),
        ((4000, 21), (2000, 11), (667, 4)),
        ((17, 6400), (5, 1600), (3, 800)),
        ((12_800, 48), (1600, 6), (800, 3)),
    ] {
        let rgb = scene(size.0, size.1);
        for (format, bytes) in in_every_format(&rgb) {
            let picture = decode(&bytes, format, &header(size.0, size.1), &Limits::default())
                .expect("decodes");
            assert_eq!((picture.width, picture.height), size);
            assert_eq!(picture.luma.dimensions(), luma, "{format:?} {size:?}");
            assert_eq!(picture.color.dimensions(), color, "{format:?} {size:?}");
            if format != Format::Gif {
                assert_near(&picture, &rgb, &format!("{format:?} {size:?}"));
            }
            seen += 1;
        }
    }
    assert_eq!(seen, 42);
}

#[test]
fn each_limit_refuses_one_too_many_and_takes_just_enough() {
    let (width, height) = (321, 123);
    let pixels = u64::from(width * height);
    let header = header(width, height);
    let mut seen = 0;
    for (format, bytes) in in_every_format(&scene(width, height)) {
        let attempt = |pixels: u64, decode_bytes: u64| {
            let limits = Limits {
                pixels,
                decode_bytes,
                ..Limits::default()
            };
            decode(&bytes, format, &header, &limits)
        };
        assert_eq!(
            attempt(pixels - 1, u64::MAX).err(),
            Some(DecodeError::TooLarge {
                pixels,
                limit: pixels - 1
            })
        );
        assert!(attempt(pixels, 1 << 40).is_ok(), "{format:?}");

        // The smallest allowance that is enough must hold the planes at least, and not be lavish.
        let (mut few, mut enough) = (0, 1 << 30);
        while enough - few > 1 {
            let middle = u64::midpoint(few, enough);
            match attempt(pixels, middle) {
                Ok(_) => enough = middle,
                Err(DecodeError::TooLarge {
                    pixels: seen,
                    limit,
                }) => {
                    assert!(seen == pixels && limit < pixels, "{format:?}");
                    few = middle;
                }
                Err(other) => panic!("{format:?}: {other:?}"),
            }
        }
        assert!(
            (4 * pixels..24 * pixels).contains(&enough),
            "{format:?}: {enough}"
        );
        seen += 1;
    }
    assert_eq!(seen, 6);
}

#[test]
fn bombs_are_refused_before_a_byte_is_read() {
    let mut seen = 0;
    for format in Format::ALL.into_iter().filter(|f| f.is_decodable()) {
        for (width, height) in [(65_535, 65_535), (u32::MAX, u32::MAX), (120_000_001, 1)] {
            let refused = decode(&[], format, &header(width, height), &Limits::default());
            assert!(
                matches!(refused, Err(DecodeError::TooLarge { .. })),
                "{format:?}"
            );
            seen += 1;
        }
        let nothing = decode(&[], format, &header(7, 0), &Limits::default());
        assert!(
            matches!(nothing, Err(DecodeError::Corrupt { .. })),
            "{format:?}"
        );
    }
    assert_eq!(seen, 18);
}

#[test]
fn a_header_that_lies_about_the_size_is_corrupt() {
    let mut seen = 0;
    for (format, bytes) in in_every_format(&scene(20, 10)) {
        for (width, height) in [(10, 20), (21, 10), (20, 9)] {
            let refused = decode(&bytes, format, &header(width, height), &Limits::default());
            assert!(
                matches!(refused, Err(DecodeError::Corrupt { .. })),
                "{format:?}"
            );
            seen += 1;
        }
    }
    assert_eq!(seen, 18);
}

#[test]
fn formats_without_a_decoder_are_unsupported() {
    let mut seen = 0;
    for format in Format::ALL
        .into_iter()
        .filter(|format| !format.is_decodable())
    {
        let refused = decode(b"", format, &header(1, 1), &Limits::default());
        assert!(
            matches!(refused, Err(DecodeError::Unsupported { .. })),
            "{format:?}"
        );
        seen += 1;
    }
    assert_eq!(seen, 23);
}

#[test]
fn a_picture_cut_anywhere_is_an_error_or_a_picture_but_never_a_panic() {
    let mut seen = 0;
    for (width, height) in [(1, 1), (61, 47)] {
        for (format, bytes) in in_every_format(&scene(width, height)) {
            for end in (0..bytes.len()).step_by(37) {
                let outcome = decode(
                    &bytes[..end],
                    format,
                    &header(width, height),
                    &Limits::default(),
                );
                if format == Format::Jpeg {
                    assert!(outcome.is_err(), "JPEG of {end} bytes");
                }
                seen += 1;
            }
        }
    }
    assert!(seen >= 600, "{seen}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn changed_bytes_never_panic(
        which in 0..6_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
        keep in any::<bool>(),
    ) {
        let (format, mut bytes) = in_every_format(&scene(37, 23)).into_iter().nth(which).expect("one of six");
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if !keep {
            bytes.truncate(cut.index(bytes.len()));
        }
        let limits = Limits { decode_bytes: 4 << 20, ..Limits::default() };
        if let Ok(picture) = decode(&bytes, format, &header(37, 23), &limits) {
            prop_assert_eq!(picture.luma.dimensions(), (37, 23));
        }
    }
}

#[test]
fn an_animation_shows_its_first_frame() {
    let first = scene(30, 20);
    let second = RgbImage::from_pixel(30, 20, Rgb([1, 2, 3]));
    let stills =
        [&first, &second].map(|rgb| encoded(&DynamicImage::from(rgb.clone()), ImageFormat::WebP));
    let webp = files::animated_webp((30, 20), &stills);

    let mut gif = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut gif);
    for rgb in [&first, &second] {
        let rgba = DynamicImage::from(rgb.clone()).into_rgba8();
        encoder
            .encode_frame(image::Frame::new(rgba))
            .expect("encodes");
    }
    drop(encoder);

    let header = Header {
        frames: 2,
        ..header(30, 20)
    };
    // The GIF's 256 colors are that far off, the frames of the WebP are blended onto a canvas.
    for (format, bytes, most) in [(Format::WebP, webp, 1), (Format::Gif, gif, 24)] {
        let picture = decode(&bytes, format, &header, &Limits::default()).expect("decodes");
        let pairs = picture.color.iter().zip(first.iter());
        let off = pairs.map(|(found, drawn)| found.abs_diff(*drawn)).max();
        assert!(off <= Some(most), "{format:?}: {off:?}");
    }
}

#[test]
fn grayness_and_bilevel_are_judged_on_every_pixel() {
    let mut gray = RgbImage::from_fn(4000, 7, |x, y| Rgb([(x + y).to_le_bytes()[0]; 3]));
    let mut checks = RgbImage::from_fn(4000, 7, |x, y| {
        Rgb([255 * ((x + y) % 2).to_le_bytes()[0]; 3])
    });
    let look = |rgb: &RgbImage| {
        let bytes = encoded(&DynamicImage::from(rgb.clone()), ImageFormat::Png);
        let picture =
            decode(&bytes, Format::Png, &header(4000, 7), &Limits::default()).expect("decodes");
        (picture.exactly_gray, picture.bilevel)
    };
    assert_eq!(look(&gray), (true, false));
    assert_eq!(look(&checks), (true, true));
    checks.put_pixel(3999, 6, Rgb([254; 3]));
    assert_eq!(look(&checks), (true, false));
    gray.put_pixel(3999, 6, Rgb([9, 9, 8]));
    assert_eq!(look(&gray), (false, false));
}
