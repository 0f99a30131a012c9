//! An ICC profile in, a [`ColorSpace`] out: its name and whether ignoring it matters. It is parsed by `moxcms`, which
//! also converts colors when a copy is written, so that both always read a profile in the same way.

#![warn(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use moxcms::{
    CmsError, ColorProfile, DataColorSpace, Layout, ProfileClass, ProfileText, ToneReprCurve,
    TransformOptions, Xyzd,
};

use super::color_space::{ColorSpace, SrgbDifference};
use super::text::tidy;
use crate::container::ColorModel;
use crate::endian::{index, slice, tail, u32_be};

/// XYZ of sRGB's red, green and blue, adapted to D50 as in every profile (IEC 61966-2-1 through
/// the Bradford transform).
const SRGB_PRIMARIES: [[f64; 3]; 3] = [
    [0.4361, 0.2225, 0.0139],
    [0.3851, 0.7169, 0.0971],
    [0.1431, 0.0606, 0.7141],
];

/// How far a primary lies from sRGB's at most where it is meant to be the same: what profiles round.
const SAME_PRIMARY: f64 = 0.004;

/// The same for a tone curve, as a part of the full scale of sRGB values: the gamma of 1/2.2 that a
/// PNG states beside "sRGB" (W3C PNG, 11.3.2.5), and that simple writers take for it, is 0.023 away.
const SAME_CURVE: f64 = 0.025;

/// How far a primary may lie from sRGB's. The profiles of ordinary monitors, which screenshots
/// carry, lie up to 0.05 away and shift colors by a shade; the gamuts that wash a picture out when
/// their profile is lost begin with Display P3, whose green is 0.093 away (Adobe RGB's 0.18).
const PRIMARY_TOLERANCE: f64 = 0.06;

/// How far a tone curve may lie from sRGB's, as a part of the full scale of sRGB values. Pure
/// gamma 2.2 is 0.02 away and BT.709's camera curve 0.06, which every viewer passes off as sRGB;
/// gamma 1.8 is 0.073 away and visibly brighter.
pub(super) const RGB_CURVE_TOLERANCE: f64 = 0.065;

/// The same for gray, where nothing but lightness can shift: gamma 1.8 to 2.4 pass, a linear
/// curve (0.24) doesn't.
const GRAY_CURVE_TOLERANCE: f64 = 0.08;

/// Tone curves are compared at the multiples of one eighth.
const STEPS: u8 = 8;

/// Most tags of a profile that is parsed. Real ones have ten to forty.
const MOST_TAGS: u32 = 100;

/// Largest text in several languages that is parsed, in bytes. Real ones stay under four kilobytes.
/// The parser copies every translation, and all of them may refer to the same bytes, so that its
/// memory grows with the square of this size.
const LARGEST_TRANSLATIONS: u32 = 8 << 10;

/// Parses a profile. One that states more bytes than there are, or that would cost far more than any
/// real profile, is as invalid as a broken one.
pub(crate) fn parse_profile(bytes: &[u8]) -> Result<ColorProfile, CmsError> {
    let size = u32_be(bytes, 0).map_or(usize::MAX, index);
    bytes
        .get(..size)
        .filter(|profile| is_cheap_to_parse(profile))
        .ok_or(CmsError::InvalidProfile)
        .and_then(ColorProfile::new_from_slice)
}

/// Whether the tag table (ICC.1:2022, 7.3) lists no more than the parser can be given.
fn is_cheap_to_parse(profile: &[u8]) -> bool {
    let Some(count) = u32_be(profile, 128).filter(|count| *count <= MOST_TAGS) else {
        return false;
    };
    let (tags, _) = tail(profile, 132).as_chunks::<12>();
    tags.iter().take(index(count)).all(|tag| {
        let [place, size] = [4, 8].map(|at| u32_be(tag, at).unwrap_or(0));
        size <= LARGEST_TRANSLATIONS || slice(profile, index(place), 4) != Some(b"mluc")
    })
}

/// Reads the profile of a picture that stores its colors as `color`. `None` if the profile is
/// broken or made for another kind of picture: viewers ignore such a profile.
pub(super) fn read(bytes: &[u8], color: Option<ColorModel>) -> Option<ColorSpace> {
    let profile = parse_profile(bytes).ok()?;
    // Device links, abstract and named-color profiles are not to be embedded (annex B).
    let is_embeddable = matches!(
        profile.profile_class,
        ProfileClass::InputDevice
            | ProfileClass::DisplayDevice
            | ProfileClass::OutputDevice
            | ProfileClass::ColorSpace
    );
    if !is_embeddable || !color.is_none_or(|color| fits(profile.color_space, color)) {
        return None;
    }
    let name = name(&profile);
    let difference = match profile.color_space {
        DataColorSpace::Rgb => rgb_difference(&profile, &name)?,
        DataColorSpace::Gray => gray_difference(&profile)?,
        _ => SrgbDifference::Visible,
    };
    Some(ColorSpace {
        is_convertible: difference == SrgbDifference::None || is_convertible(&profile),
        name,
        difference,
        profile: Some(bytes.to_vec()),
    })
}

/// Whether the color engine can go from this profile to sRGB.
fn is_convertible(profile: &ColorProfile) -> bool {
    let Some(layout) = layout(profile.color_space) else {
        return false;
    };
    let (srgb, options) = (ColorProfile::new_srgb(), TransformOptions::default());
    let transform = profile.create_transform_8bit(layout, &srgb, Layout::Rgb, options);
    transform.is_ok()
}

/// The samples that go into a profile of this color space.
pub(crate) fn layout(space: DataColorSpace) -> Option<Layout> {
    match space {
        DataColorSpace::Gray => Some(Layout::Gray),
        DataColorSpace::Rgb => Some(Layout::Rgb),
        DataColorSpace::Cmyk => Some(Layout::Rgba), // four inks go in where four channels go in
        _ => None,
    }
}

/// Whether a profile for this color space belongs to a picture that stores its colors so (annex B).
fn fits(space: DataColorSpace, color: ColorModel) -> bool {
    match color {
        ColorModel::Rgb | ColorModel::Palette => space == DataColorSpace::Rgb,
        // A gray picture with a color profile is off the standard, yet common and harmless.
        ColorModel::Gray | ColorModel::Bilevel => {
            matches!(space, DataColorSpace::Gray | DataColorSpace::Rgb)
        }
        ColorModel::Cmyk | ColorModel::Ycck => space == DataColorSpace::Cmyk,
        ColorModel::Other => true,
    }
}

/// The profile's description in English, or in its first language; empty if it has none.
pub(super) fn name(profile: &ColorProfile) -> String {
    let text = match &profile.description {
        Some(ProfileText::PlainString(text)) => before_nul(text),
        Some(ProfileText::Description(text)) => before_nul(&text.ascii_string),
        Some(ProfileText::Localizable(texts)) => {
            let english = texts.iter().find(|text| text.language == "en");
            english.or(texts.first()).map_or("", |text| &text.value)
        }
        None => "",
    };
    tidy(text).unwrap_or_default()
}

fn before_nul(text: &str) -> &str {
    text.split('\0').next().unwrap_or_default()
}

/// Compares primaries and curves with sRGB's; `None` if one of them is missing.
pub(super) fn rgb_difference(profile: &ColorProfile, name: &str) -> Option<SrgbDifference> {
    let primaries = [
        profile.red_colorant,
        profile.green_colorant,
        profile.blue_colorant,
    ];
    // The parser leaves the primaries that a profile doesn't have at zero.
    let is_missing = |primary: &Xyzd| *primary == Xyzd::default();
    if primaries.iter().all(is_missing) {
        // Only tables: what they do to colors takes a color engine to find out. The sRGB
        // profiles of this kind (the ICC's own "sRGB v4 preference") say so in their name.
        let tables = profile.lut_a_to_b_perceptual.as_ref();
        return tables.map(|_| {
            if name.contains("sRGB") {
                SrgbDifference::None
            } else {
                SrgbDifference::Visible
            }
        });
    }
    if primaries.iter().any(is_missing) {
        return None;
    }
    let curves = [&profile.red_trc, &profile.green_trc, &profile.blue_trc];
    let offsets = primaries
        .iter()
        .zip(SRGB_PRIMARIES)
        .flat_map(|(primary, srgb)| {
            let offsets = [primary.x, primary.y, primary.z].into_iter().zip(srgb);
            offsets.map(|(a, b)| (a - b).abs())
        });
    let mut difference = greatest(offsets, SAME_PRIMARY, PRIMARY_TOLERANCE);
    for curve in curves {
        let own = curve_difference(curve.as_ref()?, RGB_CURVE_TOLERANCE)?;
        difference = difference.max(own);
    }
    Some(difference)
}

/// Compares the gray curve with sRGB's; `None` if the profile has no curve and no table.
fn gray_difference(profile: &ColorProfile) -> Option<SrgbDifference> {
    match &profile.gray_trc {
        Some(curve) => curve_difference(curve, GRAY_CURVE_TOLERANCE),
        None => profile
            .lut_a_to_b_perceptual
            .as_ref()
            .map(|_| SrgbDifference::Visible),
    }
}

/// How far a tone curve, from stored values to light, leads away from sRGB's; one that has no number
/// somewhere does visibly. `None` if it is of no known form.
pub(super) fn curve_difference(curve: &ToneReprCurve, tolerance: f64) -> Option<SrgbDifference> {
    let curve = curve.make_linear_evaluator().ok()?;
    let offsets = (1..STEPS).map(|step| {
        let stored = f32::from(step) / f32::from(STEPS);
        let light = f64::from(curve.evaluate_value(stored));
        (srgb(light) - f64::from(stored)).abs()
    });
    Some(greatest(offsets, SAME_CURVE, tolerance))
}

/// The greatest of some offsets; one that is no number is beyond every tolerance.
fn greatest(offsets: impl Iterator<Item = f64>, same: f64, tolerance: f64) -> SrgbDifference {
    let of = |offset: f64| {
        if offset <= same {
            SrgbDifference::None
        } else if offset <= tolerance {
            SrgbDifference::Slight
        } else {
            SrgbDifference::Visible
        }
    };
    offsets.map(of).max().unwrap_or(SrgbDifference::None)
}

/// The sRGB value, 0..=1, of an amount of light (IEC 61966-2-1).
fn srgb(light: f64) -> f64 {
    let light = light.clamp(0.0, 1.0);
    if light <= 0.003_130_8 {
        12.92 * light
    } else {
        1.055 * light.powf(1.0 / 2.4) - 0.055
    }
}

#[cfg(test)]
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "test data is ours"
)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A profile with this class, color space and tags.
    fn profile(class: &[u8], space: &[u8], tags: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
        let mut bytes = vec![0; 128];
        bytes[8..12].copy_from_slice(&[4, 0x30, 0, 0]);
        bytes[12..16].copy_from_slice(class);
        bytes[16..20].copy_from_slice(space);
        bytes[20..24].copy_from_slice(b"XYZ ");
        bytes[36..40].copy_from_slice(b"acsp");
        bytes.extend(u32::try_from(tags.len()).expect("few tags").to_be_bytes());
        let mut at = 132 + 12 * tags.len();
        for (signature, data) in tags {
            bytes.extend(*signature);
            bytes.extend(u32::try_from(at).expect("small").to_be_bytes());
            bytes.extend(u32::try_from(data.len()).expect("small").to_be_bytes());
            at += data.len();
        }
        bytes.extend(tags.iter().flat_map(|(_, data)| data));
        let size = u32::try_from(bytes.len()).expect("small");
        bytes[..4].copy_from_slice(&size.to_be_bytes());
        bytes
    }

    /// A monitor profile with these primaries and one curve for all three channels.
    fn rgb(primaries: [[f64; 3]; 3], curve: &[u8], desc: Vec<u8>) -> Vec<u8> {
        let [red, green, blue] =
            primaries.map(|xyz| [b"XYZ \0\0\0\0".to_vec(), fixeds(&xyz)].concat());
        profile(
            b"mntr",
            b"RGB ",
            &[
                (b"desc", desc),
                (b"rXYZ", red),
                (b"gXYZ", green),
                (b"bXYZ", blue),
                (b"rTRC", curve.to_vec()),
                (b"gTRC", curve.to_vec()),
                (b"bTRC", curve.to_vec()),
            ],
        )
    }

    fn gray(curve: Vec<u8>) -> Vec<u8> {
        profile(b"mntr", b"GRAY", &[(b"kTRC", curve)])
    }

    fn fixeds(numbers: &[f64]) -> Vec<u8> {
        #[expect(clippy::cast_possible_truncation, reason = "test constants are small")]
        let fixed = |number: &f64| ((number * 65_536.0).round() as i32).to_be_bytes();
        numbers.iter().flat_map(fixed).collect()
    }

    fn curv(entries: &[u16]) -> Vec<u8> {
        let count = u32::try_from(entries.len()).expect("small").to_be_bytes();
        let entries = entries.iter().flat_map(|entry| entry.to_be_bytes());
        b"curv\0\0\0\0"
            .iter()
            .copied()
            .chain(count)
            .chain(entries)
            .collect()
    }

    fn gamma(gamma: u16) -> Vec<u8> {
        curv(&[gamma])
    }

    fn para(function: u8, parameters: &[f64]) -> Vec<u8> {
        [
            b"para\0\0\0\0\0".as_slice(),
            &[function, 0, 0],
            &fixeds(parameters),
        ]
        .concat()
    }

    /// The sRGB curve as a table.
    fn srgb_table(entries: u16) -> Vec<u8> {
        let light = |index: u16| {
            let x = f64::from(index) / f64::from(entries - 1);
            if x <= 0.040_45 {
                x / 12.92
            } else {
                ((x + 0.055) / 1.055).powf(2.4)
            }
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0..=65535"
        )]
        let table: Vec<u16> = (0..entries)
            .map(|index| (light(index) * 65_535.0) as u16)
            .collect();
        curv(&table)
    }

    fn desc(text: &str) -> Vec<u8> {
        let length = u32::try_from(text.len() + 1).expect("small").to_be_bytes();
        [
            b"desc\0\0\0\0".as_slice(),
            &length,
            text.as_bytes(),
            &[0; 79],
        ]
        .concat()
    }

    fn mluc(texts: &[(&[u8; 4], &str)]) -> Vec<u8> {
        let count = u32::try_from(texts.len()).expect("small").to_be_bytes();
        let mut tag = [b"mluc\0\0\0\0".as_slice(), &count, &[0, 0, 0, 12]].concat();
        let mut letters = Vec::new();
        for (language, text) in texts {
            let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            tag.extend(*language);
            tag.extend(u32::try_from(units.len()).expect("small").to_be_bytes());
            let offset = 16 + 12 * texts.len() + letters.len();
            tag.extend(u32::try_from(offset).expect("small").to_be_bytes());
            letters.extend(units);
        }
        [tag, letters].concat()
    }

    /// A `lut8Type` from so many channels to three, with two steps for each.
    fn table(channels: u8) -> Vec<u8> {
        let steps = 2_usize.pow(channels.into());
        let curves = 256 * (usize::from(channels) + 3);
        let header = [b"mft1\0\0\0\0".as_slice(), &[channels, 3, 2, 0]].concat();
        [header, vec![0; 36 + curves + 3 * steps]].concat()
    }

    const ADOBE: [[f64; 3]; 3] = [
        [0.6097, 0.3111, 0.0195],
        [0.2053, 0.6257, 0.0609],
        [0.1492, 0.0632, 0.7446],
    ];
    /// A laptop's panel as its maker calibrated it.
    const MONITOR: [[f64; 3]; 3] = [
        [0.3948, 0.2016, 0.0075],
        [0.4116, 0.7471, 0.0567],
        [0.1578, 0.0513, 0.7606],
    ];
    const SRGB_PARA: [f64; 5] = [2.4, 1.0 / 1.055, 0.055 / 1.055, 1.0 / 12.92, 0.040_45];

    fn srgb_like(bytes: &[u8]) -> Option<bool> {
        read(bytes, None).map(|space| space.difference != SrgbDifference::Visible)
    }

    #[test]
    fn profiles_of_an_independent_writer_are_judged_by_their_numbers() {
        let written =
            |profile: ColorProfile| profile.encode().expect("a profile that can be written");
        let cases = [
            ("sRGB", written(ColorProfile::new_srgb()), true),
            ("Adobe RGB", written(ColorProfile::new_adobe_rgb()), false),
            ("Display P3", written(ColorProfile::new_display_p3()), false),
            ("DCI P3", written(ColorProfile::new_dci_p3()), false),
            (
                "ProPhoto",
                written(ColorProfile::new_pro_photo_rgb()),
                false,
            ),
            ("BT.2020", written(ColorProfile::new_bt2020()), false),
            (
                "linear ACES",
                written(ColorProfile::new_aces_cg_linear()),
                false,
            ),
            (
                "gray 1.0",
                written(ColorProfile::new_gray_with_gamma(1.0)),
                false,
            ),
            (
                "gray 1.8",
                written(ColorProfile::new_gray_with_gamma(1.8)),
                true,
            ),
            (
                "gray 2.2",
                written(ColorProfile::new_gray_with_gamma(2.2)),
                true,
            ),
            (
                "gray 2.4",
                written(ColorProfile::new_gray_with_gamma(2.4)),
                true,
            ),
            (
                "gray 3.0",
                written(ColorProfile::new_gray_with_gamma(3.0)),
                false,
            ),
        ];
        assert_eq!(cases.len(), 12);
        for (name, bytes, expected) in cases {
            assert_eq!(srgb_like(&bytes), Some(expected), "{name}");
        }
    }

    #[test]
    fn every_form_of_tone_curve_is_understood() {
        let cases = [
            ("gamma 2.2", gamma(0x0233), Some(true)),
            ("gamma 1.8", gamma(0x01cd), Some(false)),
            ("identity", curv(&[]), Some(false)),
            ("two entries", curv(&[0, 65_535]), Some(false)),
            ("inverted", curv(&[65_535, 0]), Some(false)),
            ("table of 26", srgb_table(26), Some(true)),
            ("table of 1024", srgb_table(1024), Some(true)),
            ("function 0", para(0, &[2.2]), Some(true)),
            ("function 1", para(1, &[2.2, 1.0, 0.0]), Some(true)),
            ("function 2", para(2, &[2.2, 1.0, 0.0, 0.0]), Some(true)),
            ("function 3", para(3, &SRGB_PARA), Some(true)),
            (
                "function 4",
                para(4, &[&SRGB_PARA[..], &[0.0, 0.0]].concat()),
                Some(true),
            ),
            ("division by zero", para(1, &[2.2, 0.0, 0.0]), None),
            (
                "no number",
                para(3, &[0.5, -1.0, 0.0, 0.0, 0.0]),
                Some(false),
            ),
            ("function 5", para(5, &SRGB_PARA), None),
            ("parameter missing", para(3, &SRGB_PARA[..4]), None),
            ("table cut short", curv(&[1, 2, 3])[..16].to_vec(), None),
            ("not a curve", desc("curve"), None),
            ("empty", Vec::new(), None),
        ];
        assert_eq!(cases.len(), 19);
        for (name, curve, expected) in cases {
            let bytes = rgb(SRGB_PRIMARIES, &curve, desc("test"));
            assert_eq!(srgb_like(&bytes), expected, "{name}");
        }
    }

    #[test]
    fn a_wide_gamut_under_the_name_of_srgb_is_found_out() {
        let bytes = rgb(ADOBE, &gamma(0x0233), desc("sRGB IEC61966-2.1"));
        let profile = read(&bytes, Some(ColorModel::Rgb)).expect("a sound profile");
        assert_eq!(profile.name, "sRGB IEC61966-2.1");
        assert_eq!(profile.difference, SrgbDifference::Visible);
    }

    #[test]
    fn an_ordinary_monitor_is_near_enough() {
        let bytes = rgb(MONITOR, &para(3, &SRGB_PARA), desc("Display"));
        assert_eq!(srgb_like(&bytes), Some(true));
    }

    #[test]
    fn names_are_read_from_both_versions() {
        let chinese = mluc(&[(b"zhCN", "显示器"), (b"enUS", "Display P3")]);
        let cases = [
            (desc("c2"), Some("c2")),
            (desc("  two\nlines\x07 "), Some("two lines")),
            (desc("one\0two"), Some("one")),
            (chinese, Some("Display P3")),
            (mluc(&[(b"zhCN", "显示器")]), Some("显示器")),
            (mluc(&[]), None),
            (b"text\0\0\0\0Old".to_vec(), Some("Old")),
            (b"desc\0\0\0\0\xff\xff\xff\xffx".to_vec(), None),
            (Vec::new(), Some("")),
        ];
        assert_eq!(cases.len(), 9);
        for (tag, expected) in cases {
            let profile = read(&rgb(SRGB_PRIMARIES, &gamma(0x0233), tag), None);
            assert_eq!(profile.map(|profile| profile.name).as_deref(), expected);
        }
    }

    #[test]
    fn a_profile_of_tables_is_taken_at_its_name() {
        let tables = |space: &[u8; 4], name| {
            let channels = match space {
                b"RGB " => 3,
                b"CMYK" => 4,
                _ => 1,
            };
            srgb_like(&profile(
                b"spac",
                space,
                &[(b"desc", desc(name)), (b"A2B0", table(channels))],
            ))
        };
        assert_eq!(
            tables(b"RGB ", "sRGB v4 ICC preference perceptual"),
            Some(true)
        );
        assert_eq!(tables(b"RGB ", "Some scanner"), Some(false));
        assert_eq!(tables(b"GRAY", "Some scanner"), Some(false));
        assert_eq!(tables(b"CMYK", "sRGB"), Some(false));
    }

    #[test]
    fn broken_profiles_and_profiles_for_other_pictures_are_ignored() {
        let sound = rgb(SRGB_PRIMARIES, &gamma(0x0233), desc("sRGB"));
        let altered = |at: usize, bytes: &[u8]| {
            let mut profile = sound.clone();
            profile[at..at + bytes.len()].copy_from_slice(bytes);
            profile
        };
        let cases = [
            ("no signature", altered(36, b"ascp")),
            ("device link", altered(12, b"link")),
            ("size beyond the data", altered(0, &[0, 1, 0, 0])),
            ("size zero", altered(0, &[0, 0, 0, 0])),
            ("no tags", altered(128, &[0, 0, 0, 0])),
            ("more tags than there are", altered(128, &[0, 0, 0, 99])),
            ("too many tags", altered(128, &[0xff; 4])),
            ("curves beyond the table", altered(128, &[0, 0, 0, 4])),
            ("primary beyond the data", altered(132 + 12 + 4, &[0xff; 4])),
            ("gray without curve", profile(b"mntr", b"GRAY", &[])),
        ];
        assert_eq!(cases.len(), 10);
        for (name, bytes) in cases {
            assert_eq!(read(&bytes, None), None, "{name}");
        }
        assert!((0..sound.len()).all(|end| read(&sound[..end], None).is_none()));
        assert_eq!(read(&sound, Some(ColorModel::Cmyk)), None);
        assert_eq!(read(&gray(gamma(0x0233)), Some(ColorModel::Rgb)), None);
        assert!(read(&sound, Some(ColorModel::Gray)).is_some());
        let inks = profile(b"prtr", b"CMYK", &[(b"A2B0", table(4))]);
        assert_eq!(srgb_like(&inks), Some(false));
        assert_eq!(read(&inks, Some(ColorModel::Rgb)), None);
    }

    #[test]
    fn translations_that_share_their_bytes_are_refused() {
        let refer_to_all = |size: usize| {
            let count = size / 12 - 2;
            let mut tag = [b"mluc\0\0\0\0".as_slice(), &[0, 0, 0, 0], &[0, 0, 0, 12]].concat();
            tag[8..12].copy_from_slice(&u32::try_from(count).expect("small").to_be_bytes());
            let length = u32::try_from(size).expect("small").to_be_bytes();
            for _ in 0..count {
                tag.extend([b"enUS".as_slice(), &length, &[0; 4]].concat());
            }
            tag.resize(size, 0);
            rgb(SRGB_PRIMARIES, &gamma(0x0233), tag)
        };
        assert_eq!(srgb_like(&refer_to_all(8 << 10)), Some(true));
        assert_eq!(srgb_like(&refer_to_all((8 << 10) + 1)), None);
    }

    /// Sound profiles of the three forms: with curves, with a `lut8Type`, with a `lutAToBType`.
    fn sound_profiles() -> [Vec<u8>; 3] {
        let names = mluc(&[(b"zhCN", "显示器"), (b"enUS", "Display")]);
        let place = |at: u32| at.to_be_bytes();
        let places = [place(32), place(0), place(0), place(0), place(0)].concat();
        let curves = curv(&[]).repeat(3);
        let steps = [b"mAB \0\0\0\0\x03\x03\0\0".as_slice(), &places, &curves].concat();
        let tables = |tag| profile(b"mntr", b"RGB ", &[(b"desc", desc("sRGB")), (b"A2B0", tag)]);
        [
            rgb(SRGB_PRIMARIES, &para(3, &SRGB_PARA), names),
            tables(table(3)),
            tables(steps),
        ]
    }

    proptest! {
        #[test]
        fn a_damaged_profile_is_read_or_refused_without_a_panic(
            form in 0..3_usize,
            changes in prop::collection::vec((prop_oneof![0..400_usize, 0..3000_usize], any::<u8>()), 0..12),
        ) {
            let mut bytes = sound_profiles()[form].clone();
            prop_assert!(read(&bytes, Some(ColorModel::Rgb)).is_some());
            for (at, byte) in changes {
                let at = at % bytes.len();
                bytes[at] = byte;
            }
            let name = read(&bytes, None).map(|profile| profile.name);
            prop_assert!(name.is_none_or(|name| name.chars().count() <= super::super::text::LONGEST_NAME));
        }
    }
}
