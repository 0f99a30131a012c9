//! Whatever says what colors mean: the copy is in sRGB, and what is measured is what viewers show.
//! The right values come from the formulas of the standards, in numbers of this file's own.

use certpreflight_support::{
    Datum, Directory, ExifBlock, with_exif, with_png_chunks, with_segment,
};
use image::{DynamicImage, GrayImage, ImageBuffer, Luma};
use moxcms::ColorProfile;

use super::*;
use crate::metadata::{self, Header};
use crate::sniff::sniff;

/// What a file says its colors mean.
#[derive(Clone, Copy, Debug)]
enum Meant {
    Srgb,
    /// The exponent from stored values to light.
    Gamma(f64),
    DisplayP3,
    AdobeRgb,
}

impl Meant {
    /// The sRGB values of stored ones, all from 0 to 1.
    fn srgb(self, stored: [f64; 3]) -> [f64; 3] {
        // The matrices from the linear light of one space to that of sRGB.
        const OF_P3: [[f64; 3]; 3] = [
            [1.2249, -0.2247, 0.0],
            [-0.0420, 1.0419, 0.0],
            [-0.0197, -0.0786, 1.0979],
        ];
        const OF_ADOBE: [[f64; 3]; 3] = [
            [1.3984, -0.3984, 0.0],
            [0.0, 1.0, 0.0],
            [0.0, -0.0429, 1.0429],
        ];
        let times = |matrix: [[f64; 3]; 3], light: [f64; 3]| {
            matrix.map(|row| row.iter().zip(light).map(|(a, b)| a * b).sum::<f64>())
        };
        let light = match self {
            Self::Srgb => return stored,
            Self::Gamma(exponent) => stored.map(|value| value.powf(exponent)),
            Self::DisplayP3 => times(
                OF_P3,
                stored.map(|value| {
                    if value <= 0.040_45 {
                        value / 12.92
                    } else {
                        ((value + 0.055) / 1.055).powf(2.4)
                    }
                }),
            ),
            Self::AdobeRgb => times(OF_ADOBE, stored.map(|value| value.powf(2.199_218_75))),
        };
        light.map(|light| {
            let light = light.clamp(0.0, 1.0);
            if light <= 0.003_130_8 {
                light * 12.92
            } else {
                1.055 * light.powf(1.0 / 2.4) - 0.055
            }
        })
    }

    fn rgb(self, stored: Rgb<u8>) -> Rgb<u8> {
        let srgb = self.srgb(stored.0.map(|value| f64::from(value) / 255.0));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0..=255"
        )]
        Rgb(srgb.map(|value| (value * 255.0).round() as u8))
    }
}

fn numbers(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().copied().flat_map(u32::to_be_bytes).collect()
}

const ADOBE_CHROMATICITIES: [u32; 8] = [
    31_270, 32_900, 64_000, 33_000, 21_000, 71_000, 15_000, 6_000,
];

fn profile_segment(profile: &[u8]) -> Vec<u8> {
    [b"ICC_PROFILE\0\x01\x01", profile].concat()
}

/// A file that shows the scene, what its colors mean, and how far a channel of a copy may be off.
type ColorFile = (&'static str, Vec<u8>, Meant, u8);

fn pngs() -> Vec<ColorFile> {
    let scene = DynamicImage::from(scene(61, 43));
    let png = |picture: &DynamicImage| encoded(picture, ImageFormat::Png);
    let rgb = png(&scene);
    let deep = png(&DynamicImage::from(scene.to_rgb16()));
    let clear = png(&DynamicImage::from(scene.to_rgba8()));
    let linear = numbers(&[100_000]);
    let apple = numbers(&[55_556]);
    let mut chrm = numbers(&ADOBE_CHROMATICITIES);
    chrm.truncate(32);
    vec![
        ("plain PNG", rgb.clone(), Meant::Srgb, 0),
        (
            "gAMA 1.0, 16 bits",
            with_png_chunks(&deep, &[(*b"gAMA", &linear)]),
            Meant::Gamma(1.0),
            1,
        ),
        (
            "gAMA 1.0, 8 bits",
            with_png_chunks(&rgb, &[(*b"gAMA", &linear)]),
            Meant::Gamma(1.0),
            1,
        ),
        (
            "gAMA 1.0, alpha",
            with_png_chunks(&clear, &[(*b"gAMA", &linear)]),
            Meant::Gamma(1.0),
            1,
        ),
        (
            "gAMA 1/1.8",
            with_png_chunks(&rgb, &[(*b"gAMA", &apple)]),
            Meant::Gamma(1.8),
            1,
        ),
        (
            "gAMA 1/2.2",
            with_png_chunks(&rgb, &[(*b"gAMA", &numbers(&[45_455]))]),
            Meant::Srgb,
            0,
        ),
        (
            "sRGB before gAMA",
            with_png_chunks(&rgb, &[(*b"sRGB", &[0]), (*b"gAMA", &linear)]),
            Meant::Srgb,
            0,
        ),
        (
            "gAMA and cHRM",
            with_png_chunks(&rgb, &[(*b"gAMA", &numbers(&[45_470])), (*b"cHRM", &chrm)]),
            Meant::AdobeRgb,
            2,
        ),
        (
            "cICP",
            with_png_chunks(&rgb, &[(*b"cICP", &[12, 13, 0, 1])]),
            Meant::DisplayP3,
            2,
        ),
        (
            "cICP before gAMA",
            with_png_chunks(&rgb, &[(*b"gAMA", &linear), (*b"cICP", &[1, 13, 0, 1])]),
            Meant::Srgb,
            0,
        ),
        (
            "linear by cICP",
            with_png_chunks(&deep, &[(*b"cICP", &[1, 8, 0, 1])]),
            Meant::Gamma(1.0),
            1,
        ),
    ]
}

/// Their little losses grow where a color lies at the edge of what sRGB can show.
fn jpegs() -> Vec<ColorFile> {
    let p3 = ColorProfile::new_display_p3().encode().expect("a profile");
    let adobe = ColorProfile::new_adobe_rgb().encode().expect("a profile");
    let jpeg = jpeg_of(&scene(61, 43));
    let says = |color_space| {
        ExifBlock::big_endian().with(Directory::Exif, 0xa001, Datum::Short(&[color_space]))
    };
    let dcf = says(65_535).with(Directory::Interoperability, 1, Datum::Ascii("R03"));
    vec![
        ("plain JPEG", jpeg.clone(), Meant::Srgb, 8),
        (
            "JPEG, sRGB by EXIF",
            with_exif(&jpeg, says(1)),
            Meant::Srgb,
            8,
        ),
        (
            "JPEG, Adobe RGB by EXIF",
            with_exif(&jpeg, says(2)),
            Meant::AdobeRgb,
            60,
        ),
        (
            "JPEG, Adobe RGB by DCF",
            with_exif(&jpeg, dcf),
            Meant::AdobeRgb,
            60,
        ),
        (
            "JPEG, Display P3",
            with_segment(&jpeg, 0xE2, &profile_segment(&p3)),
            Meant::DisplayP3,
            60,
        ),
        (
            "JPEG, a profile before EXIF",
            with_exif(&with_segment(&jpeg, 0xE2, &profile_segment(&p3)), says(2)),
            Meant::DisplayP3,
            60,
        ),
        (
            "JPEG, Adobe RGB",
            with_segment(&jpeg, 0xE2, &profile_segment(&adobe)),
            Meant::AdobeRgb,
            60,
        ),
    ]
}

fn read(file: &[u8]) -> (Format, Header) {
    let (probe, walk) = sniff(file, None);
    let header = walk.as_ref().and_then(metadata::read);
    (probe.format, header.expect("a header"))
}

/// The largest difference of a channel, and the mean of all.
fn difference(one: &RgbImage, other: &RgbImage) -> (u8, f64) {
    let all = one.iter().zip(other.iter()).map(|(a, b)| a.abs_diff(*b));
    let sum: f64 = all.clone().map(f64::from).sum();
    (
        all.max().unwrap_or(0),
        sum / f64::from(one.width() * one.height() * 3),
    )
}

#[test]
fn a_copy_and_what_is_measured_have_the_colors_that_viewers_show() {
    let stored = scene(61, 43);
    let mut seen = 0;
    for (name, file, meant, tolerance) in [pngs(), jpegs()].concat() {
        let (format, header) = read(&file);
        let shown = RgbImage::from_fn(61, 43, |x, y| meant.rgb(*stored.get_pixel(x, y)));
        let full = decode_full(&file, format, &header, &Limits::default()).expect("decodes");
        let seen_by_rules = decode(&file, format, &header, &Limits::default()).expect("decodes");
        for picture in [&full, &seen_by_rules.color] {
            let (most, mean) = difference(picture, &shown);
            assert!(most <= tolerance && mean < 2.0, "{name}: {most} {mean}");
        }
        let means_more = !matches!(meant, Meant::Srgb);
        assert_eq!(means_more, difference(&stored, &shown).1 > 4.0, "{name}");
        assert_eq!(header.color_space.is_some(), means_more, "{name}");
        seen += 1;
    }
    assert_eq!(seen, 18);
}

#[test]
fn gray_stays_gray_and_black_and_white_stays_that() {
    let linear = numbers(&[100_000]);
    let wide = ImageBuffer::from_fn(40, 30, |x, _| {
        Luma([u16::try_from(x * 1600).expect("fits")])
    });
    let narrow = GrayImage::from_fn(40, 30, |x, _| Luma([x.to_le_bytes()[0] * 6]));
    let bilevel = GrayImage::from_fn(40, 30, |x, y| {
        Luma([if (x + y) % 3 == 0 { 0 } else { 255 }])
    });
    let cases = [
        ("16 bits", DynamicImage::ImageLuma16(wide.clone()), false),
        (
            "16 bits, RGB",
            DynamicImage::from(DynamicImage::ImageLuma16(wide).to_rgb16()),
            false,
        ),
        ("8 bits", DynamicImage::from(narrow.clone()), false),
        (
            "RGB",
            DynamicImage::from(DynamicImage::from(narrow).to_rgb8()),
            false,
        ),
        (
            "black and white",
            DynamicImage::from(DynamicImage::from(bilevel).to_rgb8()),
            true,
        ),
    ];
    assert_eq!(cases.len(), 5);
    for (name, picture, is_bilevel) in cases {
        let file = with_png_chunks(&encoded(&picture, ImageFormat::Png), &[(*b"gAMA", &linear)]);
        let (format, header) = read(&file);
        let seen = decode(&file, format, &header, &Limits::default()).expect("decodes");
        assert!(seen.exactly_gray, "{name}");
        assert_eq!(seen.bilevel, is_bilevel, "{name}");
        let full = decode_full(&file, format, &header, &Limits::default()).expect("decodes");
        for (x, y, shown) in full.enumerate_pixels() {
            let stored = picture.to_rgb16().get_pixel(x, y).0;
            let expected = Meant::Gamma(1.0).srgb(stored.map(|value| f64::from(value) / 65_535.0));
            for (shown, expected) in shown.0.iter().zip(expected) {
                assert!(
                    (f64::from(*shown) - expected * 255.0).abs() < 1.2,
                    "{name} {x},{y}"
                );
            }
        }
    }
}

/// Light beyond white can't be shown in sRGB without a choice that isn't ours: it stays as stored.
#[test]
fn what_cannot_be_brought_to_srgb_is_left_as_it_is_and_known() {
    let stored = scene(61, 43);
    let png = encoded(&DynamicImage::from(stored.clone()), ImageFormat::Png);
    let mut seen = 0;
    for codes in [
        [9, 16, 0, 1],
        [9, 18, 0, 1],
        [12, 13, 0, 0],
        [200, 13, 0, 1],
    ] {
        let file = with_png_chunks(&png, &[(*b"cICP", &codes)]);
        let (format, header) = read(&file);
        let full = decode_full(&file, format, &header, &Limits::default()).expect("decodes");
        assert_eq!(full, stored, "{codes:?}");
        let space = header.color_space.expect("something is said");
        assert!(!space.is_converted(), "{codes:?}");
        seen += 1;
    }
    assert_eq!(seen, 4);
}
