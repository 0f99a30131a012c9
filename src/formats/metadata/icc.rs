//! An ICC profile in, its name and whether ignoring it matters out. Clauses are those of
//! ICC.1:2022 (version 4); version 2 differs in the type of the description only.

#![warn(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use super::{ColorProfile, tidy};
use crate::container::ColorModel;

/// XYZ of sRGB's red, green and blue, adapted to D50 as in every profile (IEC 61966-2-1 through
/// the Bradford transform).
const SRGB_PRIMARIES: [[f64; 3]; 3] = [
    [0.4361, 0.2225, 0.0139],
    [0.3851, 0.7169, 0.0971],
    [0.1431, 0.0606, 0.7141],
];

/// How far a primary may lie from sRGB's. The profiles of ordinary monitors, which screenshots
/// carry, lie up to 0.05 away and shift colors by a shade; the gamuts that wash a picture out when
/// their profile is lost begin with Display P3, whose green is 0.093 away (Adobe RGB's 0.18).
const PRIMARY_TOLERANCE: f64 = 0.06;

/// How far a tone curve may lie from sRGB's, as a part of the full scale of sRGB values. Pure
/// gamma 2.2 is 0.02 away and BT.709's camera curve 0.06, which every viewer passes off as sRGB;
/// gamma 1.8 is 0.073 away and visibly brighter.
const RGB_CURVE_TOLERANCE: f64 = 0.065;

/// The same for gray, where nothing but lightness can shift: gamma 1.8 to 2.4 pass, a linear
/// curve (0.24) doesn't.
const GRAY_CURVE_TOLERANCE: f64 = 0.08;

/// Tone curves are compared at the multiples of one eighth.
const STEPS: u32 = 8;

/// Reads the profile of a picture that stores its colors as `color`. `None` if the profile is
/// broken or made for another kind of picture: viewers ignore such a profile.
pub(super) fn read(bytes: &[u8], color: Option<ColorModel>) -> Option<ColorProfile> {
    let profile = Profile::open(bytes)?;
    if !color.is_none_or(|color| profile.fits(color)) {
        return None;
    }
    let name = profile.name();
    let srgb_like = match profile.space {
        b"RGB " => profile.is_rgb_near_srgb(&name)?,
        b"GRAY" => profile.is_gray_near_srgb()?,
        _ => false,
    };
    Some(ColorProfile { name, srgb_like })
}

/// A profile whose header is sound.
struct Profile<'a> {
    bytes: &'a [u8],
    /// The signature of the color space that the pixels are in.
    space: &'a [u8; 4],
}

impl<'a> Profile<'a> {
    /// Checks the header (7.2).
    fn open(bytes: &'a [u8]) -> Option<Self> {
        let size = usize::try_from(long(bytes, 0)?).ok()?;
        let bytes = bytes.get(..size)?;
        let is_profile = signature(bytes, 36)? == b"acsp";
        // Device links, abstract and named-color profiles are not to be embedded (annex B).
        let class = signature(bytes, 12)?;
        let is_embeddable = [b"scnr", b"mntr", b"prtr", b"spac"].contains(&class);
        let space = signature(bytes, 16)?;
        (is_profile && is_embeddable && size >= 132).then_some(Self { bytes, space })
    }

    /// Whether the profile's color space is that of the picture (annex B).
    fn fits(&self, color: ColorModel) -> bool {
        match color {
            ColorModel::Rgb | ColorModel::Palette => self.space == b"RGB ",
            // A gray picture with a color profile is off the standard, yet common and harmless.
            ColorModel::Gray | ColorModel::Bilevel => [b"GRAY", b"RGB "].contains(&self.space),
            ColorModel::Cmyk | ColorModel::Ycck => self.space == b"CMYK",
            ColorModel::Other => true,
        }
    }

    /// The data of a tag, found through the tag table (7.3).
    fn tag(&self, wanted: &[u8]) -> Option<&'a [u8]> {
        let (entries, _) = self.bytes.get(132..)?.as_chunks::<12>();
        let count = usize::try_from(long(self.bytes, 128)?).ok()?;
        let entry = entries
            .iter()
            .take(count)
            .find(|entry| entry.starts_with(wanted))?;
        part(self.bytes, long(entry, 4)?, long(entry, 8)?)
    }

    /// The profile's description in English, or in its first language; empty if it has none.
    fn name(&self) -> String {
        let name = self.tag(b"desc").and_then(|tag| match signature(tag, 0)? {
            b"mluc" => localized(tag),
            b"desc" => Some(latin(part(tag, 12, long(tag, 8)?)?)),
            b"text" => Some(latin(tag.get(8..)?)),
            _ => None,
        });
        name.and_then(|name| tidy(&name)).unwrap_or_default()
    }

    /// Compares primaries and curves with sRGB's; `None` if the profile is broken.
    fn is_rgb_near_srgb(&self, name: &str) -> Option<bool> {
        let primaries = [b"rXYZ", b"gXYZ", b"bXYZ"].map(|signature| self.tag(signature));
        if primaries.iter().all(Option::is_none) {
            // Only tables: what they do to colors takes a color engine to find out. The sRGB
            // profiles of this kind (the ICC's own "sRGB v4 preference") say so in their name.
            return self.tag(b"A2B0").map(|_| name.contains("sRGB"));
        }
        let mut near = true;
        for (tag, expected) in primaries.into_iter().zip(SRGB_PRIMARIES) {
            let primary = xyz(tag?)?;
            let offsets = primary.into_iter().zip(expected);
            near &= offsets
                .map(|(a, b)| (a - b).abs())
                .all(|offset| offset <= PRIMARY_TOLERANCE);
        }
        for signature in [b"rTRC", b"gTRC", b"bTRC"] {
            near &= Curve::read(self.tag(signature)?)?.is_near_srgb(RGB_CURVE_TOLERANCE);
        }
        Some(near)
    }

    /// Compares the gray curve with sRGB's; `None` if the profile is broken.
    fn is_gray_near_srgb(&self) -> Option<bool> {
        match self.tag(b"kTRC") {
            Some(tag) => Some(Curve::read(tag)?.is_near_srgb(GRAY_CURVE_TOLERANCE)),
            None => self.tag(b"A2B0").map(|_| false),
        }
    }
}

/// A tone curve, from stored values to light, both 0..=1.
enum Curve<'a> {
    /// `curveType` with one entry or none: a pure gamma.
    Gamma(f64),
    /// `curveType` with a table.
    Table(&'a [[u8; 2]]),
    /// `parametricCurveType`, its functions 0 to 4 brought into the form of function 4.
    Parametric(Parametric),
}

/// A power curve with a straight toe.
struct Parametric {
    /// Where the power curve begins: (slope · x + shift)^gamma + lift.
    knee: f64,
    gamma: f64,
    slope: f64,
    shift: f64,
    lift: f64,
    /// Below the knee: `toe_slope` · x + `toe_lift`.
    toe_slope: f64,
    toe_lift: f64,
}

impl<'a> Curve<'a> {
    fn read(tag: &'a [u8]) -> Option<Self> {
        match signature(tag, 0)? {
            b"curv" => {
                let count = long(tag, 8)?;
                let (entries, _) = part(tag, 12, count.checked_mul(2)?)?.as_chunks();
                Some(match entries {
                    [] => Self::Gamma(1.0),
                    [gamma] => Self::Gamma(f64::from(u16::from_be_bytes(*gamma)) / 256.0),
                    table => Self::Table(table),
                })
            }
            b"para" => Parametric::read(tag).map(Self::Parametric),
            _ => None,
        }
    }

    /// The light at `step` of [`STEPS`].
    fn at(&self, step: u32) -> Option<f64> {
        let x = f64::from(step) / f64::from(STEPS);
        Some(match *self {
            Self::Gamma(gamma) => x.powf(gamma),
            Self::Table(table) => {
                let last = u32::try_from(table.len().checked_sub(1)?).ok()?;
                let position = last.checked_mul(step)?;
                let index = usize::try_from(position / STEPS).ok()?;
                let value = |index: usize| Some(f64::from(u16::from_be_bytes(*table.get(index)?)));
                let below = value(index)?;
                let above = value(index.saturating_add(1)).unwrap_or(below);
                let part = f64::from(position % STEPS) / f64::from(STEPS);
                (below + (above - below) * part) / f64::from(u16::MAX)
            }
            Self::Parametric(ref curve) => curve.at(x),
        })
    }

    /// Whether the curve stays this near to sRGB's; a curve that has no number somewhere doesn't.
    fn is_near_srgb(&self, tolerance: f64) -> bool {
        (1..STEPS).all(|step| {
            let expected = f64::from(step) / f64::from(STEPS);
            self.at(step)
                .is_some_and(|light| (srgb(light) - expected).abs() <= tolerance)
        })
    }
}

impl Parametric {
    fn read(tag: &[u8]) -> Option<Self> {
        let function = u16::from_be_bytes(*tag.get(8..)?.first_chunk()?);
        let parameters: usize = match function {
            0 => 1,
            1 => 3,
            2 => 4,
            3 => 5,
            4 => 7,
            _ => return None,
        };
        let mut given = [0.0; 7];
        let (numbers, _) = tag.get(12..)?.as_chunks::<4>();
        for (slot, number) in given.iter_mut().zip(numbers.get(..parameters)?) {
            *slot = fixed(number, 0)?;
        }
        let [gamma, slope, shift, third, fourth, fifth, sixth] = given;
        let curve = Self {
            knee: 0.0,
            gamma,
            slope,
            shift,
            lift: 0.0,
            toe_slope: 0.0,
            toe_lift: 0.0,
        };
        Some(match function {
            0 => Self {
                slope: 1.0,
                ..curve
            },
            1 => Self {
                knee: -shift / slope,
                ..curve
            },
            2 => Self {
                knee: -shift / slope,
                lift: third,
                toe_lift: third,
                ..curve
            },
            3 => Self {
                knee: fourth,
                toe_slope: third,
                ..curve
            },
            _ => Self {
                knee: fourth,
                toe_slope: third,
                lift: fifth,
                toe_lift: sixth,
                ..curve
            },
        })
    }

    fn at(&self, x: f64) -> f64 {
        if x >= self.knee {
            (self.slope * x + self.shift).powf(self.gamma) + self.lift
        } else {
            self.toe_slope * x + self.toe_lift
        }
    }
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

/// The English text, or else the first, of a `multiLocalizedUnicodeType`.
fn localized(tag: &[u8]) -> Option<String> {
    let count = usize::try_from(long(tag, 8)?).ok()?;
    let (records, _) = tag.get(16..)?.as_chunks::<12>();
    let records = records.get(..count).unwrap_or(records);
    let english = records.iter().find(|record| record.starts_with(b"en"));
    let record = english.or(records.first())?;
    let (letters, _) = part(tag, long(record, 8)?, long(record, 4)?)?.as_chunks();
    let units = letters.iter().map(|letter| u16::from_be_bytes(*letter));
    Some(
        char::decode_utf16(units)
            .map(|letter| letter.unwrap_or('\u{fffd}'))
            .collect(),
    )
}

/// The 7-bit text before the first NUL.
fn latin(text: &[u8]) -> String {
    let text = text.split(|&byte| byte == 0).next().unwrap_or_default();
    String::from_utf8_lossy(text).into_owned()
}

/// The first triple of an `XYZType`.
fn xyz(tag: &[u8]) -> Option<[f64; 3]> {
    if signature(tag, 0)? != b"XYZ " {
        return None;
    }
    Some([fixed(tag, 8)?, fixed(tag, 12)?, fixed(tag, 16)?])
}

/// An `s15Fixed16Number` (4.6).
fn fixed(bytes: &[u8], at: usize) -> Option<f64> {
    Some(f64::from(long(bytes, at)?.cast_signed()) / 65_536.0)
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn signature(bytes: &[u8], at: usize) -> Option<&[u8; 4]> {
    bytes.get(at..)?.first_chunk()
}

/// `length` bytes from `start`, if they are all there.
fn part(bytes: &[u8], start: u32, length: u32) -> Option<&[u8]> {
    let rest = bytes.get(usize::try_from(start).ok()?..)?;
    rest.get(..usize::try_from(length).ok()?)
}

#[cfg(test)]
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "test data is ours"
)]
mod tests {
    use super::*;
    use moxcms::ColorProfile as Written;

    /// A profile with this class, color space and tags.
    fn profile(class: &[u8], space: &[u8], tags: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
        let mut bytes = vec![0; 128];
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
        read(bytes, None).map(|profile| profile.srgb_like)
    }

    #[test]
    fn profiles_of_an_independent_writer_are_judged_by_their_numbers() {
        let written = |profile: Written| profile.encode().expect("a profile that can be written");
        let cases = [
            ("sRGB", written(Written::new_srgb()), true),
            ("Adobe RGB", written(Written::new_adobe_rgb()), false),
            ("Display P3", written(Written::new_display_p3()), false),
            ("DCI P3", written(Written::new_dci_p3()), false),
            ("ProPhoto", written(Written::new_pro_photo_rgb()), false),
            ("BT.2020", written(Written::new_bt2020()), false),
            ("linear ACES", written(Written::new_aces_cg_linear()), false),
            (
                "gray 1.0",
                written(Written::new_gray_with_gamma(1.0)),
                false,
            ),
            ("gray 1.8", written(Written::new_gray_with_gamma(1.8)), true),
            ("gray 2.2", written(Written::new_gray_with_gamma(2.2)), true),
            ("gray 2.4", written(Written::new_gray_with_gamma(2.4)), true),
            (
                "gray 3.0",
                written(Written::new_gray_with_gamma(3.0)),
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
            ("no number", para(1, &[2.2, 0.0, 0.0]), Some(false)),
            ("function 5", para(5, &SRGB_PARA), None),
            ("parameter missing", para(3, &SRGB_PARA[..4]), None),
            ("table cut short", curv(&[1, 2, 3])[..16].to_vec(), None),
            ("not a curve", desc("curve"), None),
            ("empty", Vec::new(), None),
        ];
        assert_eq!(cases.len(), 18);
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
        assert!(!profile.srgb_like);
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
            (desc("c2"), "c2"),
            (desc("  two\nlines\x07 "), "two lines"),
            (chinese, "Display P3"),
            (mluc(&[(b"zhCN", "显示器")]), "显示器"),
            (mluc(&[]), ""),
            (b"text\0\0\0\0Old".to_vec(), "Old"),
            (b"desc\0\0\0\0\xff\xff\xff\xffx".to_vec(), ""),
            (Vec::new(), ""),
        ];
        assert_eq!(cases.len(), 8);
        for (tag, expected) in cases {
            let profile = read(&rgb(SRGB_PRIMARIES, &gamma(0x0233), tag), None);
            assert_eq!(
                profile.map(|profile| profile.name).as_deref(),
                Some(expected)
            );
        }
    }

    #[test]
    fn a_profile_of_tables_is_taken_at_its_name() {
        let tables = |space, name| {
            srgb_like(&profile(
                b"spac",
                space,
                &[(b"desc", desc(name)), (b"A2B0", vec![0; 8])],
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
            ("curves beyond the table", altered(128, &[0, 0, 0, 4])),
            ("primary beyond the data", altered(132 + 12 + 4, &[0xff; 4])),
            ("gray without curve", profile(b"mntr", b"GRAY", &[])),
        ];
        assert_eq!(cases.len(), 8);
        for (name, bytes) in cases {
            assert_eq!(read(&bytes, None), None, "{name}");
        }
        assert!((0..sound.len()).all(|end| read(&sound[..end], None).is_none()));
        assert_eq!(
            srgb_like(&altered(128, &[0xff; 4])),
            Some(true),
            "too high a count is harmless"
        );

        assert_eq!(read(&sound, Some(ColorModel::Cmyk)), None);
        assert_eq!(read(&gray(gamma(0x0233)), Some(ColorModel::Rgb)), None);
        assert!(read(&sound, Some(ColorModel::Gray)).is_some());
        let inks = profile(b"prtr", b"CMYK", &[(b"A2B0", vec![0; 8])]);
        assert_eq!(srgb_like(&inks), Some(false));
        assert_eq!(read(&inks, Some(ColorModel::Rgb)), None);
    }
}
