use certpreflight_corpus::{Defect, Kind};
use image::{RgbImage, imageops};
use proptest::prelude::*;

use super::ColorVerdict::{Colored, Gray, Undecided};
use super::fringes::Fringes;
use crate::geometry::Quad;
use crate::testing::{color_of, picture, specimen};

#[test]
fn gray_is_recognized_in_any_disguise() {
    let disguises = [
        (Defect::GrayStored, 0.0),
        (Defect::GrayAsRgb, 0.0),
        (Defect::GrayPhotocopy, 0.4),
        (Defect::GrayPhotocopy, -0.4),
        (Defect::GrayBilevel, 0.5),
        (Defect::GrayChromaNoise, 6.0),
        (Defect::GrayFringes, 1.0),
    ];
    let mut seen = 0;
    for (defect, amount) in disguises {
        for kind in Kind::BASIC {
            let (picture, specimen) = specimen(kind, 41, defect, amount);
            let color = color_of(&picture, Some(&Quad(specimen.truth.corners_px)));
            assert_eq!(color.verdict, Gray, "{kind} {defect} {amount}: {color:?}");
            assert_eq!(color.red_seal, None, "{kind} {defect} {amount}");
            seen += 1;
        }
    }
    assert_eq!(seen, 35);
}

#[test]
fn color_is_recognized_however_weak_and_one_seal_is_enough() {
    let colored = [
        (Defect::None, 0.0),
        (Defect::PaleColor, 0.3),
        (Defect::GrayRedSeal, 0.0),
        (Defect::Defocus, 0.3),
        (Defect::Noise, 60.0),
    ];
    let mut seen = 0;
    for (defect, amount) in colored {
        for kind in Kind::SEALED {
            let (picture, specimen) = specimen(kind, 42, defect, amount);
            let color = color_of(&picture, Some(&Quad(specimen.truth.corners_px)));
            assert_eq!(
                color.verdict, Colored,
                "{kind} {defect} {amount}: {color:?}"
            );
            seen += 1;
        }
    }
    assert_eq!(seen, 15);
}

#[test]
fn the_red_seal_is_found_where_it_is() {
    for kind in Kind::SEALED {
        let (picture, specimen) = specimen(kind, 43, Defect::GrayRedSeal, 0.0);
        let seal = color_of(&picture, Some(&Quad(specimen.truth.corners_px))).red_seal;
        let seal = seal.unwrap_or_else(|| panic!("no seal on {kind}"));
        let corners = specimen.truth.seal_px.expect("it has a seal");
        let x = corners.iter().map(|corner| corner.0 / 4.0).sum::<f64>();
        let y = corners.iter().map(|corner| corner.1 / 4.0).sum::<f64>();
        let (left, top) = (f64::from(seal.x), f64::from(seal.y));
        assert!(
            left < x && x < left + f64::from(seal.width),
            "{kind}: {seal:?}"
        );
        assert!(
            top < y && y < top + f64::from(seal.height),
            "{kind}: {seal:?}"
        );
    }
}

#[test]
fn what_cannot_be_seen_is_undecided() {
    let (dark, specimen) = specimen(Kind::CreditCode, 44, Defect::Underexposed, 0.004);
    let color = color_of(&dark, Some(&Quad(specimen.truth.corners_px)));
    assert_eq!((color.verdict, color.confidence), (Undecided, 0.0));
}

#[test]
fn colored_seams_are_measured_and_only_where_there_are_any() {
    let (plain, _) = specimen(Kind::LicenseLandscape, 45, Defect::None, 0.0);
    assert!(!Fringes::of(&plain.color).matter());
    let shifted = RgbImage::from_fn(plain.color.width(), plain.color.height(), |x, y| {
        let at = |x: u32| plain.luma.get_pixel(x, y).0[0];
        let half = u16::midpoint(at(x.saturating_sub(1)).into(), at(x).into());
        image::Rgb([half as u8, at(x), at(x)])
    });
    let fringes = Fringes::of(&shifted);
    assert!((fringes.red.x + 0.5).abs() < 0.15, "{fringes:?}");
    assert!(
        fringes.red.y.abs() < 0.05 && fringes.blue.x.abs() < 0.05,
        "{fringes:?}"
    );
}

#[test]
fn upright_turns_do_not_change_the_verdict() {
    for (defect, amount) in [
        (Defect::None, 0.0),
        (Defect::GrayPhotocopy, 0.3),
        (Defect::GrayRedSeal, 0.0),
    ] {
        let (upright, specimen) = specimen(Kind::LicenseLandscape, 46, defect, amount);
        let page = Quad(specimen.truth.corners_px);
        let verdict = color_of(&upright, Some(&page)).verdict;
        assert_ne!(verdict, Undecided);
        let (width, height) = (f64::from(upright.width), f64::from(upright.height));
        let turns = [
            (
                imageops::rotate90(&upright.color),
                page.map(|(x, y)| (height - y, x)),
            ),
            (
                imageops::rotate180(&upright.color),
                page.map(|(x, y)| (width - x, height - y)),
            ),
            (
                imageops::rotate270(&upright.color),
                page.map(|(x, y)| (y, width - x)),
            ),
            (
                imageops::flip_horizontal(&upright.color),
                page.map(|(x, y)| (width - x, y)),
            ),
        ];
        for (turned, page) in turns {
            assert_eq!(
                color_of(&picture(turned), Some(&page)).verdict,
                verdict,
                "{defect}"
            );
        }
    }
}

/// Any gray picture is gray, and under any light it is at least never colored. This one is a
/// checkerboard of random tones, with cells `coarse` pixels wide.
fn assert_never_color((width, height): (u32, u32), seed: u32, coarse: u32, light: [f32; 3]) {
    let tone = |x: u32, y: u32| {
        let cell =
            (x / coarse).wrapping_mul(0x9E37_79B9) ^ (y / coarse).wrapping_mul(0x85EB_CA6B) ^ seed;
        (cell.wrapping_mul(0xC2B2_AE35) >> 24) as u8
    };
    let gray = RgbImage::from_fn(width, height, |x, y| image::Rgb([tone(x, y); 3]));
    assert_eq!(color_of(&picture(gray), None).verdict, Gray);
    let tinted = RgbImage::from_fn(width, height, |x, y| {
        image::Rgb(light.map(|gain| (f32::from(tone(x, y)) * gain) as u8))
    });
    let color = color_of(&picture(tinted), None);
    assert_ne!(color.verdict, Colored);
    assert!(
        color.confidence.is_finite() && color.cast.is_finite() && color.colored_share.is_finite()
    );
}

/// What the property test once found: rounding to eight bits looked like a scanner's color seams.
#[test]
fn coarse_gray_under_green_light_is_not_color() {
    assert_never_color((98, 94), 318_836_549, 23, [0.45, 0.920_980_33, 0.45]);
    assert_never_color((132, 117), 4_177_701_704, 14, [0.45, 0.981_079_76, 0.45]);
}

proptest! {
    #[test]
    fn gray_is_never_called_color(
        size in (1..160_u32, 1..160_u32),
        seed in any::<u32>(),
        coarse in 1..24_u32,
        light in prop::array::uniform3(0.45..1.0_f32),
    ) {
        assert_never_color(size, seed, coarse, light);
    }

    /// Anything at all gives finite numbers in their ranges.
    #[test]
    fn every_picture_has_finite_numbers(
        (width, height) in (1..60_u32, 1..60_u32),
        bytes in prop::collection::vec(any::<u8>(), 3..300),
    ) {
        let any = picture(RgbImage::from_fn(width, height, |x, y| {
            let at = (y * width + x) as usize * 3;
            image::Rgb([0, 1, 2].map(|c| bytes[(at + c) % bytes.len()]))
        }));
        let all = (f64::from(width), f64::from(height));
        let page = Quad([(0.0, 0.0), (all.0, 0.0), all, (0.0, all.1)]);
        for page in [None, Some(&page)] {
            let color = color_of(&any, page);
            for share in [color.confidence, color.cast, color.colored_share] {
                prop_assert!((0.0..=1.0).contains(&share), "{:?}", color);
            }
            prop_assert!(color.cast_hue_degrees.is_none_or(|hue| (0.0..360.0).contains(&hue)));
        }
    }
}
