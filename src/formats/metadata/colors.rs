//! What a file says of its colors in, one [`ColorSpace`] out, whatever it says it with: an ICC profile,
//! the chunks of a PNG, EXIF, or the codes of a video stream. Everything becomes an ICC profile, so that
//! all of it is honored in one way.

#![warn(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use moxcms::{Chromaticity, ColorPrimaries, ColorProfile, ToneReprCurve};

use super::color_space::{ColorSpace, SrgbDifference};
use super::facts::ExifColors;
use super::icc::{self, RGB_CURVE_TOLERANCE, curve_difference, rgb_difference};
use super::profile_writing::{english, written};
use crate::container::{ColorModel, Walk};

impl ColorSpace {
    /// What an ICC profile says of a picture that stores its colors as `color`. `None` if the
    /// profile is broken or made for another kind of picture: viewers ignore such a profile.
    pub fn of_profile(profile: &[u8], color: ColorModel) -> Option<Self> {
        icc::read(profile, Some(color))
    }

    /// What the codes of ITU-T H.273 for primaries and transfer function say; `None` if that is sRGB,
    /// or nothing.
    pub fn of_codes(primaries: u16, transfer: u16) -> Option<Self> {
        const NAMES: [(u16, u16, &str); 4] = [
            (12, 13, "Display P3"),
            (9, 1, "BT.2020"),
            (9, 16, "BT.2100 PQ"),
            (9, 18, "BT.2100 HLG"),
        ];
        let name = NAMES
            .into_iter()
            .find(|&(p, t, _)| (p, t) == (primaries, transfer))
            .map_or_else(
                || format!("H.273 {primaries}/{transfer}"),
                |(_, _, name)| name.to_owned(),
            );
        match (chromaticities_of_code(primaries), curve_of_code(transfer)) {
            (Some(chromaticities), Some(curve)) => {
                Self::of_numbers(&name, chromaticities, curve).filter(Self::is_not_srgb)
            }
            _ => Some(Self {
                name,
                difference: SrgbDifference::Visible,
                profile: None,
                is_convertible: false,
            }),
        }
    }

    /// What white and the three primaries say, x and y of each, with one tone curve for all three
    /// channels; `None` if that makes no sense.
    fn of_numbers(name: &str, chromaticities: [f64; 8], curve: ToneReprCurve) -> Option<Self> {
        #[expect(clippy::cast_possible_truncation, reason = "the engine counts so")]
        let [white, red, green, blue] = {
            let mut pairs = chromaticities.as_chunks::<2>().0.iter();
            [(); 4].map(|()| {
                let [x, y] = *pairs.next().unwrap_or(&[0.0; 2]);
                Chromaticity::new(x as f32, y as f32)
            })
        };
        if [white, red, green, blue]
            .iter()
            .any(|point| !is_color(*point))
        {
            return None;
        }
        let mut profile = ColorProfile::new_srgb();
        let primaries = ColorPrimaries { red, green, blue };
        profile.update_rgb_colorimetry(white.to_xyyb(), primaries);
        profile.red_trc = Some(curve.clone());
        profile.green_trc = Some(curve.clone());
        profile.blue_trc = Some(curve);
        profile.description = Some(english(name));
        let difference = rgb_difference(&profile, name)?;
        let as_read = icc::read(&written(&profile)?, Some(ColorModel::Rgb))?;
        Some(Self {
            difference,
            ..as_read
        })
    }
}

/// White and primaries of sRGB (IEC 61966-2-1) and of Adobe RGB (1998).
const SRGB: [f64; 8] = [0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06];
const ADOBE_RGB: [f64; 8] = [0.3127, 0.3290, 0.64, 0.33, 0.21, 0.71, 0.15, 0.06];
const ADOBE_RGB_GAMMA: f32 = 563.0 / 256.0;

/// Exponents that mean something; others are slips of the pen.
const GAMMA: std::ops::RangeInclusive<f64> = 0.1..=10.0;

/// Reads what a picture says of its colors; `None` if that is sRGB, or nothing.
pub(super) fn read(walk: &Walk, exif: &ExifColors) -> Option<ColorSpace> {
    let chunks = walk.color_chunks.as_ref();
    // The order of a PNG's chunks is that of its third edition, table 12. A matrix has to be none.
    if let Some([primaries, transfer, 0, range]) = chunks.and_then(|chunks| chunks.cicp) {
        let space = ColorSpace::of_codes(primaries.into(), transfer.into());
        return match range {
            1 => space,
            _ => Some(ColorSpace {
                name: "narrow range".into(),
                difference: SrgbDifference::Visible,
                profile: None,
                is_convertible: false,
            }),
        };
    }
    let profile = walk.icc.as_deref();
    let profile = profile.and_then(|profile| icc::read(profile, walk.color));
    let only_profiles = matches!(
        walk.color,
        Some(ColorModel::Cmyk | ColorModel::Ycck | ColorModel::Other | ColorModel::Bilevel)
    );
    if profile.is_some() || only_profiles {
        return profile;
    }
    match chunks {
        Some(chunks) if chunks.is_srgb => None,
        Some(chunks) => of_chunks(chunks.gamma, chunks.chromaticities),
        None => of_exif(exif),
    }
    .filter(ColorSpace::is_not_srgb)
}

/// What gAMA and cHRM say, each of them by itself or both.
fn of_chunks(gamma: Option<u32>, chromaticities: Option<[u32; 8]>) -> Option<ColorSpace> {
    const UNIT: f64 = 100_000.0;
    let gamma = gamma.map(|gamma| f64::from(gamma) / UNIT);
    let gamma = gamma.filter(|gamma| GAMMA.contains(gamma));
    let chromaticities =
        chromaticities.map(|numbers| numbers.map(|number| f64::from(number) / UNIT));
    let name = match (gamma, chromaticities) {
        (None, None) => return None,
        (Some(gamma), None) => format!("gAMA {gamma:.2}"),
        (None, Some(_)) => "cHRM".into(),
        (Some(gamma), Some(_)) => format!("gAMA {gamma:.2}, cHRM"),
    };
    let curve = gamma.map_or_else(srgb_curve, |gamma| power(1.0 / gamma));
    // Nonsense in cHRM must not take gAMA with it.
    ColorSpace::of_numbers(&name, chromaticities.unwrap_or(SRGB), curve.clone())
        .or_else(|| ColorSpace::of_numbers(&name, SRGB, curve).filter(|_| gamma.is_some()))
}

/// What EXIF says: Adobe RGB is honored, as by programs that look there at all. Curves and primaries
/// in numbers are what no viewer looks at; that they are there is said.
fn of_exif(exif: &ExifColors) -> Option<ColorSpace> {
    const STATED_SRGB: Option<u32> = Some(1);
    const STATED_ADOBE_RGB: Option<u32> = Some(2);
    if exif.color_space == STATED_SRGB {
        return None;
    }
    if exif.color_space == STATED_ADOBE_RGB || exif.is_dcf_option {
        let curve = ToneReprCurve::Parametric(vec![ADOBE_RGB_GAMMA]);
        return ColorSpace::of_numbers("Adobe RGB (1998)", ADOBE_RGB, curve);
    }
    let gamma = exif.gamma.filter(|gamma| GAMMA.contains(gamma));
    let stated = gamma.map(power);
    let curve = stated.or_else(|| exif.transfer.clone().map(ToneReprCurve::Lut));
    if curve.is_none() && exif.chromaticities.is_none() {
        return None;
    }
    let curve = curve.unwrap_or_else(srgb_curve);
    curve_difference(&curve, RGB_CURVE_TOLERANCE)?;
    let chromaticities = exif.chromaticities.unwrap_or(SRGB);
    let space = ColorSpace::of_numbers("EXIF", chromaticities, curve)?;
    Some(ColorSpace {
        profile: None,
        is_convertible: false,
        ..space
    })
}

/// White and primaries of ITU-T H.273, table 2; those of sRGB if nothing is said.
fn chromaticities_of_code(code: u16) -> Option<[f64; 8]> {
    const WHITE: [f64; 2] = [0.3127, 0.3290];
    let (white, primaries) = match code {
        1 | 2 => return Some(SRGB),
        4 => ([0.310, 0.316], [0.67, 0.33, 0.21, 0.71, 0.14, 0.08]),
        5 => (WHITE, [0.64, 0.33, 0.29, 0.60, 0.15, 0.06]),
        6 | 7 => (WHITE, [0.630, 0.340, 0.310, 0.595, 0.155, 0.070]),
        9 => (WHITE, [0.708, 0.292, 0.170, 0.797, 0.131, 0.046]),
        11 => ([0.314, 0.351], [0.680, 0.320, 0.265, 0.690, 0.150, 0.060]),
        12 => (WHITE, [0.680, 0.320, 0.265, 0.690, 0.150, 0.060]),
        _ => return None,
    };
    [&white[..], &primaries[..]].concat().try_into().ok()
}

/// The curve of ITU-T H.273, table 3; `None` for one that reaches beyond white (PQ, HLG) or is not
/// in use. The curves of television cameras stand for the screen's, which viewers take for sRGB's.
fn curve_of_code(code: u16) -> Option<ToneReprCurve> {
    match code {
        1 | 2 | 6 | 13 | 14 | 15 => Some(srgb_curve()),
        4 => Some(power(2.2)),
        5 => Some(power(2.8)),
        8 => Some(power(1.0)),
        _ => None,
    }
}

fn srgb_curve() -> ToneReprCurve {
    ToneReprCurve::Parametric(vec![2.4, 1.0 / 1.055, 0.055 / 1.055, 1.0 / 12.92, 0.040_45])
}

/// The curve of an exponent from stored values to light.
fn power(exponent: f64) -> ToneReprCurve {
    #[expect(clippy::cast_possible_truncation, reason = "the engine counts so")]
    ToneReprCurve::Parametric(vec![exponent as f32])
}

/// Whether x and y are those of a color, with some room for primaries that no eye sees.
fn is_color(point: Chromaticity) -> bool {
    (-0.5..=1.5).contains(&point.x) && (0.001..=1.5).contains(&point.y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::ColorChunks;

    fn png(chunks: ColorChunks) -> Walk {
        Walk {
            size: Some((1, 1)),
            color: Some(ColorModel::Rgb),
            color_chunks: Some(chunks),
            ..Walk::default()
        }
    }

    fn named(walk: &Walk, exif: &ExifColors) -> Option<(String, bool)> {
        read(walk, exif).map(|space| {
            let is_converted = space.is_converted();
            (space.name, is_converted)
        })
    }

    const SRGB_CHROMATICITIES: [u32; 8] = [
        31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000,
    ];

    #[test]
    fn the_chunks_of_a_png_count_in_the_order_of_their_specification() {
        let p3 = ColorProfile::new_display_p3().encode().expect("a profile");
        let all = ColorChunks {
            cicp: Some([9, 1, 0, 1]),
            is_srgb: true,
            gamma: Some(100_000),
            chromaticities: Some(SRGB_CHROMATICITIES),
        };
        let with_profile = |chunks: &ColorChunks| Walk {
            icc: Some(p3.clone()),
            ..png(chunks.clone())
        };
        let none = ExifColors::default();
        let name = |walk: &Walk| read(walk, &none).map(|space| space.name);
        assert_eq!(name(&with_profile(&all)).as_deref(), Some("BT.2020"));
        // sRGB by its codes is sRGB, whatever else is said.
        let cicp = Some([1, 13, 0, 1]);
        assert_eq!(
            name(&with_profile(&ColorChunks {
                cicp,
                ..all.clone()
            })),
            None
        );
        // A matrix is against the specification: the chunk says nothing.
        let cicp = Some([9, 1, 1, 1]);
        let broken = ColorChunks {
            cicp,
            ..all.clone()
        };
        assert_eq!(name(&with_profile(&broken)).as_deref(), Some("Display P3"));
        let without = ColorChunks { cicp: None, ..all };
        assert_eq!(name(&with_profile(&without)).as_deref(), Some("Display P3"));
        assert_eq!(name(&png(without.clone())), None);
        let gamma = ColorChunks {
            is_srgb: false,
            ..without
        };
        assert_eq!(name(&png(gamma)).as_deref(), Some("gAMA 1.00, cHRM"));
    }

    #[test]
    fn numbers_near_srgb_are_srgb_and_nonsense_says_nothing() {
        let adobe = [
            31_270, 32_900, 64_000, 33_000, 21_000, 71_000, 15_000, 6_000,
        ];
        let cases = [
            (Some(45_455), None, None),
            (Some(45_455), Some(SRGB_CHROMATICITIES), None),
            (None, Some(SRGB_CHROMATICITIES), None),
            (Some(100_000), None, Some("gAMA 1.00")),
            (Some(55_556), None, Some("gAMA 0.56")),
            (Some(45_455), Some(adobe), Some("gAMA 0.45, cHRM")),
            (None, Some(adobe), Some("cHRM")),
            (Some(0), None, None),
            (Some(u32::MAX), None, None),
            (None, Some([0; 8]), None),
            (None, Some([u32::MAX; 8]), None),
            (Some(100_000), Some([0; 8]), Some("gAMA 1.00, cHRM")),
        ];
        let mut seen = 0;
        for (gamma, chromaticities, expected) in cases {
            let chunks = ColorChunks {
                gamma,
                chromaticities,
                ..ColorChunks::default()
            };
            let found = named(&png(chunks), &ExifColors::default());
            let expected = expected.map(|name| (name.to_owned(), true));
            assert_eq!(found, expected, "{gamma:?} {chromaticities:?}");
            seen += 1;
        }
        assert_eq!(seen, 12);
    }

    #[test]
    fn codes_are_honored_or_named() {
        let cases = [
            ((1, 13), None),
            ((1, 1), None),
            ((2, 2), None),
            ((6, 6), Some(("H.273 6/6", true))),
            ((12, 13), Some(("Display P3", true))),
            ((9, 1), Some(("BT.2020", true))),
            ((1, 8), Some(("H.273 1/8", true))),
            ((9, 16), Some(("BT.2100 PQ", false))),
            ((9, 18), Some(("BT.2100 HLG", false))),
            ((77, 13), Some(("H.273 77/13", false))),
        ];
        assert_eq!(cases.len(), 10);
        for ((primaries, transfer), expected) in cases {
            let found = ColorSpace::of_codes(primaries, transfer);
            let found = found.map(|space| (space.name.clone(), space.is_converted()));
            let expected =
                expected.map(|(name, converted): (&str, bool)| (name.to_owned(), converted));
            assert_eq!(found, expected, "{primaries}/{transfer}");
        }
    }

    #[test]
    fn exif_says_adobe_rgb_in_two_ways_and_a_profile_goes_before_it() {
        let walk = Walk {
            size: Some((1, 1)),
            color: Some(ColorModel::Rgb),
            ..Walk::default()
        };
        let exif = |color_space, is_dcf_option| ExifColors {
            color_space,
            is_dcf_option,
            ..ExifColors::default()
        };
        let adobe = Some(("Adobe RGB (1998)".to_owned(), true));
        for (stated, expected) in [
            (exif(Some(1), false), None),
            (exif(Some(1), true), None),
            (exif(Some(65_535), true), adobe.clone()),
            (exif(None, true), adobe.clone()),
            (exif(Some(2), false), adobe.clone()),
            (exif(Some(65_535), false), None),
            (exif(None, false), None),
        ] {
            assert_eq!(named(&walk, &stated), expected, "{stated:?}");
        }
        let srgb = ColorProfile::new_srgb().encode().expect("a profile");
        let profiled = Walk {
            icc: Some(srgb),
            ..walk.clone()
        };
        let space = read(&profiled, &exif(Some(2), true)).expect("a profile");
        assert_eq!(space.difference, SrgbDifference::None);
        // EXIF inside a PNG is not where viewers look.
        assert_eq!(
            named(&png(ColorChunks::default()), &exif(Some(2), true)),
            None
        );
        let linear = ExifColors {
            transfer: Some((0..256).map(|level| level * 257).collect()),
            ..ExifColors::default()
        };
        assert_eq!(named(&walk, &linear), Some(("EXIF".to_owned(), false)));
    }

    #[test]
    fn the_same_numbers_make_the_same_profile() {
        let [one, two] = [(); 2].map(|()| of_chunks(Some(100_000), None).expect("a space"));
        assert_eq!(one, two);
        let profile = one.profile().expect("a profile");
        assert_eq!(profile.get(24..28), Some(&[0x07, 0xD0, 0, 1][..]));
    }
}
