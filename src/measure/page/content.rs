//! Holds the page against the print: a certificate has its characters inside. A box drawn around
//! none of them is a seal or a portrait; as many beside it as on it are a second certificate's.

use super::{Page, Quad};
use crate::decode::Picture;
use crate::measure::text::Line;

/// Fewest characters that say something: two short lines.
const FEWEST: usize = 6;

/// A certificate holds at least a fifth of the characters, even beside a second one. Tuning set:
/// 0.31 and above inside certificates, 0.04 and below inside other boxes.
const LEAST_INSIDE: f64 = 0.2;

/// Fewest characters of a second certificate: the emblem side of an ID card has 40.
const FEWEST_BESIDE: usize = 20;

/// Share of the characters that a second certificate has. Tuning set: 0.45 and above with two
/// certificates, 0.32 and below with a table whose grain looks like print.
const LEAST_BESIDE: f64 = 0.4;

/// Share of the characters outside that lie beyond one and the same side; grain lies all around.
const LEAST_ON_ONE_SIDE: f64 = 0.8;

/// Where characters are in pixels of the full picture, with the certificate between them.
#[derive(Default)]
struct Parted {
    inside: usize,
    /// Beyond the left, upper, right and lower end of the certificate, or of its edges.
    beyond: [Vec<(f64, f64)>; 4],
}

/// Corrects what was found by its edges.
pub(in crate::measure) fn hold_against_print(
    page: Page,
    picture: &Picture,
    lines: &[Line],
) -> Page {
    let (Some(certificate), None) = (&page.certificate, &page.companion) else {
        return page;
    };
    let parted = Parted::of(&certificate.quad, picture, lines);
    let outside: usize = parted.beyond.iter().map(Vec::len).sum();
    let share = |part: usize| part as f64 / (parted.inside + outside).max(1) as f64;
    if outside >= FEWEST && share(parted.inside) < LEAST_INSIDE {
        return Page::default();
    }
    let beside = parted
        .beyond
        .into_iter()
        .max_by_key(Vec::len)
        .unwrap_or_default();
    let is_second = outside >= FEWEST_BESIDE
        && share(outside) >= LEAST_BESIDE
        && beside.len() as f64 >= LEAST_ON_ONE_SIDE * outside as f64;
    let companion = is_second.then(|| around(&beside));
    Page { companion, ..page }
}

impl Parted {
    fn of(quad: &Quad, picture: &Picture, lines: &[Line]) -> Self {
        let scale = (
            f64::from(picture.width) / f64::from(picture.luma.width().max(1)),
            f64::from(picture.height) / f64::from(picture.luma.height().max(1)),
        );
        let [left, top, right, bottom] = quad.bounds();
        let mut parted = Self::default();
        for glyph in lines.iter().flat_map(|line| &line.boxes) {
            let center = glyph.center();
            let (x, y) = (center.0 * scale.0, center.1 * scale.1);
            if quad
                .crossed_at(y)
                .is_some_and(|(from, to)| from <= x && x <= to)
            {
                parted.inside += 1;
                continue;
            }
            let depths = [left - x, top - y, x - right, y - bottom];
            let side = (0..4).max_by(|&a, &b| depths[a].total_cmp(&depths[b]));
            parted.beyond[side.unwrap_or(0)].push((x, y));
        }
        parted
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
