//! Small pictures from the corpus, and hostile ones.

use certpreflight_corpus::{Defect, Kind, Recipe, Specimen, Style};
use image::{DynamicImage, RgbImage};
use proptest::prelude::*;

use super::*;
use crate::geometry::{Quad, distance};
use crate::text;

fn picture_of(pixels: &RgbImage) -> Picture {
    let whole = DynamicImage::from(pixels.clone());
    Picture {
        width: pixels.width(),
        height: pixels.height(),
        luma: whole.to_luma8(),
        color: if pixels.width().max(pixels.height()) > 800 {
            whole.thumbnail(800, 800).to_rgb8()
        } else {
            pixels.clone()
        },
        exactly_gray: false,
        bilevel: false,
    }
}

fn shot(seed: u64, kind: Kind, style: Style, defect: Defect, amount: f64) -> Specimen {
    Recipe::new(seed, kind, style, defect, amount)
        .with_long_edge(700)
        .render()
}

fn page_of(specimen: &Specimen) -> PageLocation {
    let picture = picture_of(&specimen.decode());
    let text = text::find(&picture.luma);
    check_against_print(find(&picture), &picture, &text.lines)
}

/// The farthest any corner is off, over the picture's longer edge.
fn error(found: &Quad, specimen: &Specimen) -> f64 {
    let truth = &specimen.truth;
    let off = found
        .0
        .iter()
        .map(|corner| {
            truth
                .corners_px
                .iter()
                .map(|true_one| distance(*corner, *true_one))
                .fold(f64::MAX, f64::min)
        })
        .fold(0.0, f64::max);
    off / f64::from(truth.width_px.max(truth.height_px))
}

#[test]
fn the_papers_edges_are_found_to_a_hundredth_of_the_picture() {
    let mut seen = 0;
    for kind in Kind::BASIC {
        for seed in [11, 12, 13] {
            let specimen = shot(seed, kind, Style::Photo, Defect::None, 0.0);
            let Some(certificate) = page_of(&specimen).certificate else {
                continue;
            };
            assert!(error(&certificate.quad, &specimen) < 0.01, "{kind} {seed}");
            assert!((certificate.share_of_frame - specimen.truth.share_of_frame).abs() < 0.02);
            assert_eq!(certificate.sides, [Side::Visible; 4]);
            seen += 1;
        }
    }
    assert!(seen >= 14, "{seen}");
}

#[test]
fn a_side_beyond_the_frame_is_cut() {
    let mut found = 0;
    for seed in 20..26 {
        let specimen = shot(
            seed,
            Kind::IdPortrait,
            Style::Photo,
            Defect::CutBorder,
            0.12,
        );
        let cut = page_of(&specimen)
            .certificate
            .map_or(0.0, |certificate| certificate.cut_sides());
        found += u8::from((cut - 1.0).abs() < 0.1);
    }
    assert!(found >= 5, "{found}");
}

#[test]
fn two_certificates_are_two() {
    let mut found = 0;
    for seed in 30..36 {
        let specimen = shot(
            seed,
            Kind::IdEmblem,
            Style::Photo,
            Defect::TwoCertificates,
            0.0,
        );
        found += u8::from(page_of(&specimen).companion.is_some());
    }
    assert!(found >= 5, "{found}");
}

#[test]
fn a_slant_and_a_distance_are_measured() {
    let slanted = shot(
        40,
        Kind::LicenseLandscape,
        Style::Photo,
        Defect::StrongPerspective,
        45.0,
    );
    let certificate = page_of(&slanted).certificate.expect("it is found");
    assert!((certificate.perspective_ratio - slanted.truth.perspective_ratio).abs() < 0.02);
    let far = shot(
        41,
        Kind::IdPortrait,
        Style::Photo,
        Defect::SmallInFrame,
        0.06,
    );
    let certificate = page_of(&far).certificate.expect("it is found");
    assert!((certificate.share_of_frame - 0.06).abs() < 0.01);
}

#[test]
fn an_even_picture_has_no_certificate() {
    let gray = RgbImage::from_pixel(640, 480, image::Rgb([180, 182, 179]));
    assert_eq!(find(&picture_of(&gray)), PageLocation::default());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_picture_gives_finite_numbers(
        width in 1_u32..240,
        height in 1_u32..240,
        cell in 1_u32..60,
        seed: u32,
        noise in 0_u32..255,
    ) {
        let pixels = RgbImage::from_fn(width, height, |x, y| {
            let board = if (x / cell + y / cell) % 2 == 0 { 40 } else { 200 };
            let grain = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(seed | 1)).rotate_left(13).wrapping_mul(seed | 1) >> 24;
            let level = (board + grain * noise / 256).min(255) as u8;
            image::Rgb([level, level, level.wrapping_add(9)])
        });
        let page = find(&picture_of(&pixels));
        let quads = page.certificate.iter().map(|found| found.quad).chain(page.companion);
        for corner in quads.flat_map(|quad| quad.0) {
            prop_assert!(corner.0.is_finite() && corner.1.is_finite());
        }
        if let Some(found) = &page.certificate {
            prop_assert!((0.0..=1.0).contains(&found.share_of_frame));
            prop_assert!((0.0..=1.0).contains(&found.confidence));
            prop_assert!(found.perspective_ratio >= 1.0 && found.perspective_ratio.is_finite());
            prop_assert!(found.skew_degrees.is_finite());
        }
    }
}
