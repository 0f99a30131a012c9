//! Checks the page against the print: a certificate has its characters inside. A box drawn around
//! none of them is a seal or a portrait; as many beside it as on it are a second certificate's.

use core::ops::RangeInclusive;

use super::certificate::{Certificate, LEAST_CONFIDENCE, PageLocation, Side};
use super::field::Part;
use super::view::FieldView;
use crate::geometry::Quad;
use crate::statistics::quantile;
use crate::text::{Glyph, TextLine};
use certpreflight_formats::codec::Picture;

/// Fewest characters that say something: two short lines.
const FEWEST: usize = 6;

/// A certificate has at least a fifth of the characters, even beside a second one. Tuning set:
/// 0.31 and above inside certificates, 0.04 and below inside other boxes.
const LEAST_INSIDE: f64 = 0.2;

/// Fewest characters of a second certificate: the emblem side of an ID card has 40.
const FEWEST_BESIDE: usize = 20;

/// Share of the characters that a second certificate has: 0.4 if it is the emblem side of an ID
/// card. A table whose grain looks like print has 0.32 and less in the tuning set.
const LEAST_BESIDE: f64 = 0.36;

/// Share of the characters outside that lie beyond one and the same side; grain lies all around.
const LEAST_ON_ONE_SIDE: f64 = 0.8;

/// Part of the certificate's own extent, away from it, that the print of a second one takes up at least:
/// a strip of it, as the machine-readable lines below a passport's data, is no certificate. Eight in ten
/// of such print counts, so that a stray character doesn't widen a strip.
const LEAST_DEPTH: f64 = 0.3;

/// A certificate less sure than this that leaves so much print on one side is half a sheet. Halves
/// of cropped sheets of the tuning set reach 0.47; nine in ten certificates beside others 0.6.
const LEAST_BESIDE_ANOTHER: f64 = 0.5;

/// What looks longer or shorter than any sheet or card is a part of one, or of something else: sheets are
/// 1.41 times as long as wide, cards 1.59, both a little more or less at a slant.
const PAIRED_SHAPES: RangeInclusive<f64> = 1.2..=1.85;

/// A certificate that several sides of the picture cut at once has fewer edges to be known by. Real ones of
/// the tuning set lose one side; pages on a scanner's lid that were called so had 0.46.
const LEAST_CUT_TWICE: f64 = 0.7;

/// Share of the characters beyond the edges of a certificate that is cut off. On the tuning set there is
/// none; half the characters of a drawing were beyond the lines that passed for its edges.
const MOST_BESIDE_CUT: f64 = 0.05;

/// Where characters are in pixels of the full picture, with the certificate between them.
#[derive(Default)]
struct PrintPlaces {
    inside: usize,
    /// Beyond the left, upper, right and lower end of the certificate, or of its edges.
    beyond: [Vec<(f64, f64)>; 4],
}

/// Corrects what was found by its edges.
pub(crate) fn check_against_print(
    page: PageLocation,
    picture: &Picture,
    lines: &[TextLine],
) -> PageLocation {
    let Some(certificate) = &page.certificate else {
        return PageLocation {
            certificate: around_print(picture, lines),
            companion: None,
        };
    };
    if page.companion.is_some() {
        return page;
    }
    let places = PrintPlaces::of(&certificate.quad, picture, lines);
    let outside: usize = places.beyond.iter().map(Vec::len).sum();
    let share = |part: usize| part as f64 / (places.inside + outside).max(1) as f64;
    if outside >= FEWEST && share(places.inside) < LEAST_INSIDE {
        return PageLocation::default();
    }
    let sides = places.beyond.into_iter().enumerate();
    let (side, beside) = sides
        .max_by_key(|(_, beyond)| beyond.len())
        .unwrap_or_default();
    let is_elsewhere = outside >= FEWEST_BESIDE
        && share(outside) >= LEAST_BESIDE
        && beside.len() as f64 >= LEAST_ON_ONE_SIDE * outside as f64;
    if !is_elsewhere {
        let is_certain = certificate.cut_sides() == 0.0
            || share(outside) <= MOST_BESIDE_CUT && is_plainly_cut(certificate, picture, lines);
        return if is_certain {
            page
        } else {
            PageLocation::default()
        };
    }
    let is_second = certificate.confidence >= LEAST_BESIDE_ANOTHER
        && PAIRED_SHAPES.contains(&certificate.quad.elongation())
        && depth(&beside, side) >= LEAST_DEPTH * extent_of(&certificate.quad, side);
    if !is_second {
        // So much print outside: the edges were those of a part of the page.
        return PageLocation::default();
    }
    PageLocation {
        companion: Some(around(&beside)),
        ..page
    }
}

/// Whether a certificate whose sides run out of the picture really lacks a part. A sheet that was laid into
/// the corner of a scanner's glass ends where the picture does.
fn is_plainly_cut(certificate: &Certificate, picture: &Picture, lines: &[TextLine]) -> bool {
    if certificate.cut_sides() > 1.0 && certificate.confidence < LEAST_CUT_TWICE {
        return false;
    }
    !(is_straight(certificate) && has_whole_shape(&certificate.quad))
        || margin(certificate, picture, lines) < LEAST_MARGIN
}

/// Share of the picture that is left free of print along the cut side of a whole sheet. Of a hundred
/// certificates cut off none had that much and the shape of a whole one, too.
const LEAST_MARGIN: f64 = 0.05;

/// Whether the certificate lies as only scanners and programs lay it.
fn is_straight(certificate: &Certificate) -> bool {
    const MOST_SKEW_DEGREES: f64 = 0.3;
    const MOST_SLANTED: f64 = 1.005;
    certificate.skew_degrees.abs() <= MOST_SKEW_DEGREES
        && certificate.perspective_ratio <= MOST_SLANTED
}

/// Whether it has the shape of a sheet of the A series or of a card, to a few pixels.
fn has_whole_shape(quad: &Quad) -> bool {
    const SHEET: f64 = core::f64::consts::SQRT_2;
    const CARD: f64 = 85.6 / 54.0;
    const TOLERANCE: f64 = 0.02;
    [SHEET, CARD]
        .iter()
        .any(|shape| (quad.elongation() / shape - 1.0).abs() <= TOLERANCE)
}

/// How far the print ends from the nearest cut side, as a share of the picture.
fn margin(certificate: &Certificate, picture: &Picture, lines: &[TextLine]) -> f64 {
    let (width, height) = picture.luma.dimensions();
    let share = |at: i32, of: u32| f64::from(at) / f64::from(of.max(1));
    let boxes = lines.iter().flat_map(|line| &line.boxes);
    boxes
        .map(|glyph| {
            let gaps = [
                share(glyph.top, height),
                1.0 - share(glyph.right, width),
                1.0 - share(glyph.bottom, height),
                share(glyph.left, width),
            ];
            let sides = gaps.iter().zip(certificate.sides);
            let cut = sides.filter(|(_, side)| *side == Side::Cut);
            cut.map(|(gap, _)| *gap).fold(f64::MAX, f64::min)
        })
        .fold(f64::MAX, f64::min)
}

/// How far the print beyond a side (left, upper, right, lower) reaches away from it.
fn depth(print: &[(f64, f64)], side: usize) -> f64 {
    let away = |point: &(f64, f64)| {
        if side.is_multiple_of(2) {
            point.0
        } else {
            point.1
        }
    };
    let mut places: Vec<f64> = print.iter().map(away).collect();
    let low = quantile(&mut places, 0.1, f64::total_cmp);
    let high = quantile(&mut places, 0.9, f64::total_cmp);
    high.zip(low).map_or(0.0, |(high, low)| high - low)
}

/// The extent of a certificate in the same direction.
fn extent_of(quad: &Quad, side: usize) -> f64 {
    let [left, top, right, bottom] = quad.bounds();
    if side.is_multiple_of(2) {
        right - left
    } else {
        bottom - top
    }
}

/// The certificate around print that is all in one small place: from afar the stripes of a table
/// hide the edges of a small card.
fn around_print(picture: &Picture, lines: &[TextLine]) -> Option<Certificate> {
    const LARGEST_SHARE: f64 = 0.15;
    // Letters may lie as far from the card's edge as they reach, and the table is to be seen, too.
    const MARGIN: f64 = 0.8;
    // As much of the print as a certificate found from afar leaves out at most.
    const LEAST_KEPT: f64 = 0.8;
    let (width, height) = picture.color.dimensions();
    let scale = (
        f64::from(width) / f64::from(picture.luma.width().max(1)),
        f64::from(height) / f64::from(picture.luma.height().max(1)),
    );
    let [left, top, right, bottom] = extent(lines, scale)?;
    let (across, down) = (right - left, bottom - top);
    if across * down > LARGEST_SHARE * f64::from(width) * f64::from(height) {
        return None;
    }
    let margin = MARGIN * across.max(down);
    let from = |at: f64| (at - margin).max(0.0) as u32;
    let to = |at: f64, end: u32| ((at + margin) as u32).min(end);
    let part = Part {
        left: from(left),
        top: from(top),
        width: to(right, width).checked_sub(from(left))?,
        height: to(bottom, height).checked_sub(from(top))?,
    };
    let near = FieldView::new(picture, part)?;
    let certificate = near.certificate(picture, near.best.first()?);
    let places = PrintPlaces::of(&certificate.quad, picture, lines);
    let outside: usize = places.beyond.iter().map(Vec::len).sum();
    let kept = places.inside as f64 / (places.inside + outside).max(1) as f64;
    let is_whole = certificate.sides.iter().all(|side| *side == Side::Visible);
    (is_whole && kept >= LEAST_KEPT && certificate.confidence >= LEAST_CONFIDENCE)
        .then_some(certificate)
}

/// Where nine tenths of the characters are, each way: left, top, right, bottom.
fn extent(lines: &[TextLine], scale: (f64, f64)) -> Option<[f64; 4]> {
    let centers = || lines.iter().flat_map(|line| &line.boxes).map(Glyph::center);
    let mut across: Vec<f64> = centers().map(|(x, _)| x * scale.0).collect();
    let mut down: Vec<f64> = centers().map(|(_, y)| y * scale.1).collect();
    if across.len() < FEWEST {
        return None;
    }
    let low = |values: &mut [f64]| quantile(values, 0.05, f64::total_cmp);
    let high = |values: &mut [f64]| quantile(values, 0.05, |a, b| b.total_cmp(a));
    Some([
        low(&mut across)?,
        low(&mut down)?,
        high(&mut across)?,
        high(&mut down)?,
    ])
}

impl PrintPlaces {
    fn of(quad: &Quad, picture: &Picture, lines: &[TextLine]) -> Self {
        let scale = (
            f64::from(picture.width) / f64::from(picture.luma.width().max(1)),
            f64::from(picture.height) / f64::from(picture.luma.height().max(1)),
        );
        let [left, top, right, bottom] = quad.bounds();
        let mut places = Self::default();
        for glyph in lines.iter().flat_map(|line| &line.boxes) {
            let center = glyph.center();
            let (x, y) = (center.0 * scale.0, center.1 * scale.1);
            if quad
                .crossed_at(y)
                .is_some_and(|(from, to)| from <= x && x <= to)
            {
                places.inside += 1;
                continue;
            }
            let depths = [left - x, top - y, x - right, y - bottom];
            let side = (0..4).max_by(|&a, &b| depths[a].total_cmp(&depths[b]));
            places.beyond[side.unwrap_or(0)].push((x, y));
        }
        places
    }
}

/// The upright box around points.
fn around(points: &[(f64, f64)]) -> Quad {
    let ends = |of: fn(&(f64, f64)) -> f64| {
        let all = points.iter().map(of);
        all.fold((f64::MAX, f64::MIN), |(least, most), at| {
            (least.min(at), most.max(at))
        })
    };
    let ((left, right), (top, bottom)) = (ends(|point| point.0), ends(|point| point.1));
    Quad([(left, top), (right, top), (right, bottom), (left, bottom)])
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage};

    use super::{Glyph, TextLine, check_against_print};
    use crate::geometry::Quad;
    use crate::page::{Certificate, PageLocation, Side};
    use crate::testing::picture;
    use crate::text::Direction;

    fn whole(right: f64) -> Certificate {
        Certificate {
            quad: Quad([(20.0, 20.0), (right, 20.0), (right, 180.0), (20.0, 180.0)]),
            confidence: 0.9,
            sides: [Side::Visible; 4],
            share_of_frame: 0.34,
            perspective_ratio: 1.0,
            skew_degrees: 0.0,
        }
    }

    /// What is left of a certificate in the left half of a picture with a character at each place.
    fn kept(places: &[(i32, i32)]) -> PageLocation {
        kept_of(whole(220.0), places)
    }

    fn kept_of(certificate: Certificate, places: &[(i32, i32)]) -> PageLocation {
        let page = PageLocation {
            certificate: Some(certificate),
            companion: None,
        };
        let boxes = places.iter().map(|&(x, y)| Glyph {
            left: x - 3,
            top: y - 3,
            right: x + 3,
            bottom: y + 3,
            ink: 12,
        });
        let line = TextLine {
            corners_px: [(0.0, 0.0); 4],
            direction: Direction::Horizontal,
            character_height_px: 6.0,
            angle_degrees: 0.0,
            number_like: 0.0,
            boxes: boxes.collect(),
        };
        let blank = picture(RgbImage::from_pixel(400, 200, Rgb([200; 3])));
        check_against_print(page, &blank, &[line])
    }

    /// Forty characters in two rows from there on.
    fn rows(left: i32, top: i32) -> impl Iterator<Item = (i32, i32)> {
        (0..40).map(move |i| (left + i % 20 * 8, top + i / 20 * 12))
    }

    #[test]
    fn a_box_without_the_print_is_no_certificate() {
        let elsewhere: Vec<_> = rows(230, 50).collect();
        assert_eq!(kept(&elsewhere), PageLocation::default());
        let inside: Vec<_> = rows(25, 50).collect();
        assert!(kept(&inside).certificate.is_some());
        assert_eq!(kept(&inside).companion, None);
    }

    #[test]
    fn as_much_print_on_one_side_is_a_second_certificate_and_grain_all_around_is_not() {
        // A strip of two lines below is a part of the same page.
        let strip: Vec<_> = rows(25, 50).chain(rows(25, 183)).collect();
        assert_eq!(kept(&strip), PageLocation::default());

        let both: Vec<_> = rows(25, 50).chain(rows(230, 50)).collect();
        let page = kept(&both);
        assert!(page.certificate.is_some());
        let strip_of_one = kept_of(
            whole(390.0),
            &rows(25, 50).chain(rows(25, 190)).collect::<Vec<_>>(),
        );
        assert_eq!(strip_of_one, PageLocation::default());
        let companion = page.companion.expect("print beside the certificate");
        let bounds = companion.bounds().map(|at| at.round() as i64);
        assert_eq!(bounds, [230, 50, 382, 62]);

        let around = [(10, 100), (100, 10), (100, 190), (300, 100)];
        let grain = around.into_iter().cycle().take(40);
        let page = kept(&rows(25, 50).chain(grain).collect::<Vec<_>>());
        assert!(page.certificate.is_some());
        assert_eq!(page.companion, None);
    }

    #[test]
    fn a_sheet_that_ends_where_the_picture_does_is_not_cut_off() {
        let near_edge: Vec<_> = rows(228, 50).collect();
        let far_from_edge: Vec<_> = rows(200, 50).collect();
        let mut cut = Certificate {
            // From the right side of the picture, 160 pixels high.
            quad: Quad([(174.0, 20.0), (400.0, 20.0), (400.0, 180.0), (174.0, 180.0)]),
            ..whole(0.0)
        };
        cut.sides[1] = Side::Cut;
        // The shape of a whole sheet, and free of print along the cut side.
        assert_eq!(
            kept_of(cut.clone(), &far_from_edge),
            PageLocation::default()
        );
        assert!(kept_of(cut.clone(), &near_edge).certificate.is_some());
        let askew = Certificate {
            skew_degrees: 2.0,
            ..cut.clone()
        };
        assert!(kept_of(askew, &far_from_edge).certificate.is_some());
        // Another shape.
        let quad = Quad([(150.0, 20.0), (400.0, 20.0), (400.0, 180.0), (150.0, 180.0)]);
        let shape = Certificate {
            quad,
            ..cut.clone()
        };
        assert!(
            kept_of(shape, &far_from_edge).certificate.is_none(),
            "a card's"
        );
        let quad = Quad([(190.0, 20.0), (400.0, 20.0), (400.0, 180.0), (190.0, 180.0)]);
        let shape = Certificate {
            quad,
            ..cut.clone()
        };
        assert!(kept_of(shape, &far_from_edge).certificate.is_some());
        // Some of the print on the other side of the edges.
        let beyond: Vec<_> = near_edge
            .iter()
            .copied()
            .chain(rows(10, 50).take(10))
            .collect();
        assert_eq!(kept_of(cut.clone(), &beyond).certificate, None);
        // Cut on two sides, and not sure.
        cut.sides[2] = Side::Cut;
        cut.confidence = 0.5;
        assert_eq!(kept_of(cut, &near_edge), PageLocation::default());
    }
}
