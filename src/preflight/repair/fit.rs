//! Pixels and a window of bytes in, the best file inside the window out.
//!
//! Too large: the highest JPEG quality that fits; the picture is reduced only when quality alone
//! would cost the print its edges, and never so far that it could not be read. Too small: the same
//! pixels, encoded better. Nothing is ever padded.

use image::RgbImage;

use super::encode::{encode_png, resized, scaled_size};
use super::print::{MOST_ENLARGED, PrintEstimate, Readability, needed_size};
use super::remarks::{
    BORDERLINE_PIXELS, CANNOT_GROW, CANNOT_SHRINK, CHROMA_HALVED, ENLARGED, ILLEGIBLE, NO_FORMAT,
    QUALITY, RESIZED, STILL_TOO_SMALL, TOO_FEW_PIXELS,
};
use super::search::{Attempt, BEST, Search};
use super::window::Window;
use crate::messages::Value;
use crate::outcome::Remark;
use certpreflight_formats::codec::jpeg::{Coarseness, Subsampling};
use certpreflight_formats::format::Format;

/// The last resort for a picture that can't be reduced any further.
const LOWEST: u8 = 60;
/// Most pictures that are encoded at a new size.
const MOST_SIZES: u32 = 3;
/// A sample of the middle tells what a PNG of the whole takes, within this factor: where even the
/// hope is too large, the slow attempt is not made.
const PNG_HOPE: u64 = 2;

/// What the file has to be like, and what is known of its pixels.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts")]
pub(super) struct Goal {
    pub(super) window: Window,
    /// Whether the original lies below the window: then better encoding helps only what is legible.
    pub(super) was_too_small: bool,
    /// Whether a JPEG is accepted.
    pub(super) jpeg: bool,
    /// Whether a PNG is accepted.
    pub(super) png: bool,
    /// Whether the source was stored without loss, so that PNG would lose nothing.
    pub(super) lossless: bool,
    /// Whether the source stores chroma at half resolution.
    pub(super) chroma_is_halved: bool,
    /// Dots per inch of the source.
    pub(super) dpi: Option<f64>,
    /// How its print can be read.
    pub(super) print: PrintEstimate,
    /// Whether enlarging was asked for.
    pub(super) may_enlarge: bool,
}

/// A file inside the window.
#[derive(Clone, Debug)]
pub(super) struct Fitted {
    pub(super) bytes: Vec<u8>,
    pub(super) format: Format,
    pub(super) quality: Option<u8>,
    pub(super) actions: Vec<Remark>,
}

/// The best file of these pixels inside the window, or why there is none.
pub(super) fn fit(picture: &RgbImage, goal: &Goal) -> Result<Fitted, Remark> {
    if goal.was_too_small {
        return grow(picture, goal);
    }
    let fitted = if goal.png && (goal.lossless || !goal.jpeg) {
        png_within(picture, goal)?
    } else {
        None
    };
    match fitted {
        Some(png) => Ok(png),
        None if goal.jpeg => fit_jpeg(picture, goal),
        None => Err(NO_FORMAT.plain()),
    }
}

fn fit_jpeg(picture: &RgbImage, goal: &Goal) -> Result<Fitted, Remark> {
    let most = goal.window.aim_max();
    let mut search = Search::new(picture, Subsampling::Full444, goal.dpi, most);
    if search.is_far_too_large(BEST)? {
        return shrink(picture, goal);
    }
    let best = full(picture, BEST, goal)?;
    if best.len() > most {
        shrink(picture, goal)
    } else if best.len() < goal.window.aim_min() {
        grow(picture, goal)
    } else {
        Ok(done(best, goal, Vec::new()))
    }
}

/// Encodes with chroma at full resolution: seals and colored print keep their edges.
fn full(picture: &RgbImage, quality: u8, goal: &Goal) -> Result<Attempt, Remark> {
    let coarseness = Coarseness::of_quality(quality);
    Attempt::new(picture, coarseness, Subsampling::Full444, goal.dpi)
}

fn done(attempt: Attempt, goal: &Goal, mut actions: Vec<Remark>) -> Fitted {
    let quality = attempt.coarseness.quality();
    actions.push(QUALITY.with(vec![("quality", Value::Count(quality.into()))]));
    if attempt.chroma == Subsampling::Half420 && !goal.chroma_is_halved {
        actions.push(CHROMA_HALVED.plain());
    }
    Fitted {
        bytes: attempt.bytes,
        format: Format::Jpeg,
        quality: Some(quality),
        actions,
    }
}

/// Too large at [`BEST`].
fn shrink(picture: &RgbImage, goal: &Goal) -> Result<Fitted, Remark> {
    let most = goal.window.aim_max();
    // Chroma that the source has at half resolution is not worth the bytes of more.
    let chroma = if goal.chroma_is_halved {
        Subsampling::Half420
    } else {
        Subsampling::Full444
    };
    let search = Search::new(picture, chroma, goal.dpi, most);
    let mut len = match search.finest(goal.print.lowest_quality())? {
        Ok(best) => return Ok(done(best, goal, Vec::new())),
        Err(len) => len,
    };
    let smallest = goal.print.smallest_scale(picture.dimensions());
    let mut scale = 1.0;
    for _ in 0..MOST_SIZES {
        if scale <= smallest {
            break;
        }
        // Bytes grow with the area at a given quality, a little less than in proportion.
        scale = (scale * 0.98 * ratio(most, len).sqrt()).max(smallest);
        let reduced = resized(picture, scale)?;
        let rescaled = goal.at_scale(scale);
        let search = Search::new(&reduced, Subsampling::Full444, rescaled.dpi, most);
        len = match search.finest(rescaled.print.lowest_quality())? {
            Ok(best) => return Ok(done(best, &rescaled, reduction(picture, &reduced))),
            Err(len) => len,
        };
    }
    last_resort(picture, smallest.min(scale), goal)
}

/// As small as the print allows and still too large: colors at half resolution, lower quality.
fn last_resort(picture: &RgbImage, scale: f64, goal: &Goal) -> Result<Fitted, Remark> {
    let reduced = resized(picture, scale)?;
    let goal = &goal.at_scale(scale);
    let search = Search::new(
        &reduced,
        Subsampling::Half420,
        goal.dpi,
        goal.window.aim_max(),
    );
    match search.finest(LOWEST.min(goal.print.lowest_quality()))? {
        Ok(best) => Ok(done(best, goal, reduction(picture, &reduced))),
        Err(len) => Err(CANNOT_SHRINK.with(vec![
            ("size", Value::Size(reduced.width(), reduced.height())),
            ("quality", Value::Count(LOWEST.into())),
            ("bytes", Value::Bytes(len)),
        ])),
    }
}

/// Too small: the same pixels encoded better, if that is worth anything.
fn grow(picture: &RgbImage, goal: &Goal) -> Result<Fitted, Remark> {
    let size = Value::Size(picture.width(), picture.height());
    let needed = || ("needed", needed_size(picture.dimensions()));
    match goal.print.readability(picture.dimensions()) {
        Readability::Legible => encode_better(picture, goal),
        Readability::Borderline if goal.may_enlarge => enlarge(picture, goal),
        Readability::Borderline => Err(BORDERLINE_PIXELS.with(vec![("size", size), needed()])),
        Readability::TooSmall if goal.may_enlarge => Err(STILL_TOO_SMALL.with(vec![
            ("factor", Value::Number(MOST_ENLARGED)),
            ("enlarged", enlarged_size(picture, MOST_ENLARGED)),
            needed(),
        ])),
        Readability::TooSmall => Err(TOO_FEW_PIXELS.with(vec![("size", size), needed()])),
        Readability::Illegible(share) => {
            Err(ILLEGIBLE.with(vec![("legibility", Value::Share(share))]))
        }
    }
}

/// The lowest quality from [`BEST`] on that is large enough, else PNG.
fn encode_better(picture: &RgbImage, goal: &Goal) -> Result<Fitted, Remark> {
    let mut most = 0;
    for quality in BEST..=100 {
        let attempt = full(picture, quality, goal)?;
        most = attempt.len();
        if most >= goal.window.aim_min() {
            return Ok(done(attempt, goal, Vec::new()));
        }
    }
    if goal.png {
        let png = encode_png(picture, goal.dpi)?;
        most = most.max(png.len() as u64);
        if goal.window.accepts(png.len() as u64) {
            return Ok(lossless(png));
        }
    }
    let attempt = full(picture, 100, goal)?;
    if goal.window.accepts(attempt.len()) {
        return Ok(done(attempt, goal, Vec::new()));
    }
    Err(CANNOT_GROW.with(vec![
        ("bytes", Value::Bytes(most)),
        ("limit", Value::Bytes(goal.window.accepted_min())),
    ]))
}

/// Enlarges as little as makes the picture large enough to be read.
fn enlarge(picture: &RgbImage, goal: &Goal) -> Result<Fitted, Remark> {
    let factor = goal.print.enlargement(picture.dimensions());
    let enlarged = resized(picture, factor)?;
    let mut fitted = encode_better(&enlarged, &goal.at_scale(factor))?;
    fitted.actions.insert(
        0,
        change(ENLARGED, picture.dimensions(), enlarged.dimensions()),
    );
    Ok(fitted)
}

fn enlarged_size(picture: &RgbImage, factor: f64) -> Value {
    let (width, height) = scaled_size(picture.dimensions(), factor);
    Value::Size(width, height)
}

/// A change of size, width and height before and after it.
pub(super) fn change(kind: super::remarks::Kind, from: (u32, u32), to: (u32, u32)) -> Remark {
    kind.with(vec![
        ("from", Value::Size(from.0, from.1)),
        ("to", Value::Size(to.0, to.1)),
    ])
}

fn reduction(from: &RgbImage, to: &RgbImage) -> Vec<Remark> {
    if from.dimensions() == to.dimensions() {
        return Vec::new();
    }
    vec![change(RESIZED, from.dimensions(), to.dimensions())]
}

impl Goal {
    /// The same goal for the picture at another size: its resolution and print change with it.
    fn at_scale(&self, scale: f64) -> Self {
        Self {
            chroma_is_halved: false,
            dpi: self.dpi.map(|dpi| dpi * scale),
            print: self.print.at_scale(scale),
            ..*self
        }
    }
}

/// A PNG, if it is inside the window.
fn png_within(picture: &RgbImage, goal: &Goal) -> Result<Option<Fitted>, Remark> {
    let (width, height) = picture.dimensions();
    let (across, down) = (width.div_ceil(4), height.div_ceil(4));
    let middle = image::imageops::crop_imm(picture, width * 3 / 8, height * 3 / 8, across, down);
    let sample = encode_png(&middle.to_image(), goal.dpi)?.len() as u64;
    if sample * 16 > goal.window.aim_max().saturating_mul(PNG_HOPE) {
        return Ok(None);
    }
    let png = encode_png(picture, goal.dpi)?;
    let len = png.len() as u64;
    let fits = (goal.window.aim_min()..=goal.window.aim_max()).contains(&len);
    Ok(fits.then(|| lossless(png)))
}

fn lossless(png: Vec<u8>) -> Fitted {
    Fitted {
        bytes: png,
        format: Format::Png,
        quality: None,
        actions: Vec::new(),
    }
}

#[expect(clippy::cast_precision_loss, reason = "file sizes are far below 2^52")]
fn ratio(wanted: u64, got: u64) -> f64 {
    wanted as f64 / got.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Profile;

    /// A page whose grain makes it about as large as a photograph.
    fn page(width: u32, height: u32) -> RgbImage {
        let mut state = 1_u32;
        RgbImage::from_fn(width, height, |x, y| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let grain = (state >> 27).to_le_bytes()[0];
            let paper = if (y / 20) % 2 == 0 && (x / 7) % 3 != 0 {
                30
            } else {
                210
            };
            image::Rgb([paper + grain, paper, paper + 31 - grain])
        })
    }

    fn goal(window: &str) -> Goal {
        let (min, max) = window.split_once("..").expect("two limits");
        let profile =
            format!("extends = \"tencent-domain\"\nmin-bytes = \"{min}\"\nmax-bytes = \"{max}\"");
        let profile = Profile::parse(&profile).unwrap_or_else(|error| panic!("{error}"));
        Goal {
            window: Window::of(&profile),
            was_too_small: false,
            jpeg: true,
            png: true,
            lossless: false,
            chroma_is_halved: false,
            dpi: Some(300.0),
            print: PrintEstimate::default(),
            may_enlarge: false,
        }
    }

    fn size(fitted: &Fitted) -> (u32, u32) {
        image::ImageReader::new(std::io::Cursor::new(&fitted.bytes))
            .with_guessed_format()
            .expect("memory can be read")
            .into_dimensions()
            .unwrap_or((0, 0)) // JPEG is decoded elsewhere
    }

    #[test]
    fn quality_falls_before_pixels_do() {
        let picture = page(1800, 1200);
        let floor = full(
            &picture,
            PrintEstimate::default().lowest_quality(),
            &goal("1KB..9MB"),
        )
        .expect("encodes");
        // The published limit of which 95 % are the size at the lowest quality, and two around it.
        let limit = floor.len() * 100 / 95 + 2;
        let mut seen = 0;
        for (limit, is_reduced) in [(limit * 2, false), (limit, false), (limit * 97 / 100, true)] {
            let goal = goal(&format!("1KB..{limit}B"));
            let fitted = fit(&picture, &goal).expect("fits");
            assert!(fitted.bytes.len() as u64 <= goal.window.aim_max());
            // Grain that even the smallest legible size keeps may need the last resort.
            let floor = goal.print.lowest_quality();
            let least = if is_reduced { LOWEST } else { floor };
            assert!(fitted.quality >= Some(least), "{:?}", fitted.quality);
            let reduced = fitted.actions.iter().any(|done| done.id == "resized");
            assert_eq!(reduced, is_reduced, "{limit}");
            seen += 1;
        }
        assert_eq!(seen, 3);
    }

    #[test]
    fn what_cannot_be_made_small_without_losing_its_print_is_refused_with_figures() {
        let refused = fit(&page(1800, 1200), &goal("1KB..40KB")).expect_err("far too small");
        assert_eq!(refused.id, "cannot-shrink");
        let names: Vec<_> = refused.evidence.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["size", "quality", "bytes"]);
    }

    #[test]
    fn a_lossless_picture_stays_lossless_where_it_fits() {
        let flat = RgbImage::from_fn(900, 600, |x, y| {
            image::Rgb([if x % 30 < 3 && y % 7 == 0 { 20 } else { 240 }; 3])
        });
        let png = fit(
            &flat,
            &Goal {
                lossless: true,
                ..goal("1KB..1MB")
            },
        )
        .expect("fits");
        assert_eq!((png.format, size(&png)), (Format::Png, (900, 600)));
        let header = &png.bytes[33..54];
        assert_eq!(&header[4..8], b"pHYs");
        assert_eq!(&header[8..12], &11_811_u32.to_be_bytes());
        let jpeg = fit(
            &flat,
            &Goal {
                lossless: true,
                png: false,
                ..goal("1KB..1MB")
            },
        );
        assert_eq!(jpeg.expect("fits").format, Format::Jpeg);
    }

    #[test]
    fn what_was_too_small_is_encoded_better_only_if_it_is_legible() {
        let too_small = |picture: &RgbImage, may_enlarge| {
            let goal = Goal {
                was_too_small: true,
                may_enlarge,
                ..goal("55KB..5MB")
            };
            fit(picture, &goal)
        };
        let legible = too_small(&page(900, 600), false).expect("legible");
        assert!(legible.quality >= Some(BEST));
        let refusals = [
            (page(600, 400), false, "borderline-pixels"),
            (page(300, 200), false, "too-few-pixels"),
            (page(300, 200), true, "still-too-small"),
        ];
        for (picture, may_enlarge, id) in refusals {
            let refused = too_small(&picture, may_enlarge).expect_err(id);
            assert_eq!(refused.id, id);
        }
        let enlarged = too_small(&page(600, 400), true).expect("enlarged");
        assert_eq!(enlarged.actions[0].id, "enlarged");
    }
}
