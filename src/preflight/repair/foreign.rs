//! Files of formats that few platforms take, to pieces that can be uploaded: the pages of a PDF,
//! pictures in HEIC and the like.

use std::borrow::Cow;
use std::path::Path;

use super::fit::change;
use super::job::{Job, Needed, Piece, TurnAsSeen, carried_out};
use super::picture::{Original, Pixmap, encode};
use super::pixels::{self, not_decoded};
use super::plan::Plan;
use super::print::PrintEstimate;
use super::remarks::{
    DRAWN, EXTRACTED, NOT_DECODED, OVER_WHITE, PAGES, RESIZED, TURNED, TURNED_AS_SEEN,
};
use crate::examine::{Examined, Opened, examine_fully};
use crate::messages::Value;
use crate::outcome::Remark;
use crate::reasons::damage;
use certpreflight_formats::codec::foreign::Foreign;
use certpreflight_formats::codec::foreign::pdf::PdfPage;
use certpreflight_formats::codec::{self, Limits, jpeg};
use certpreflight_formats::container::{ColorModel, Damage};
use certpreflight_formats::format::Format;
use certpreflight_formats::metadata::{
    self, ColorSpace, ExifOrientation, SrgbDifference, whole_dpi,
};
use certpreflight_formats::rewrite::{self, Colors};
use certpreflight_formats::sniff;
use image::RgbImage;

/// The pieces of a file that was opened to be examined, and that no platform takes as it is.
pub(super) fn convert(
    bytes: &[u8],
    format: Format,
    examined: &Examined,
    opened: Opened,
    job: &Job<'_>,
) -> Result<Vec<Piece<'static>>, Remark> {
    match opened {
        Opened::Picture(opened) => Ok(vec![picture(opened, format, job)?]),
        Opened::Pages(kept) => pages(bytes, kept, examined, job),
    }
}

/// A picture, encoded anew.
fn picture(opened: Foreign, from: Format, job: &Job<'_>) -> Result<Piece<'static>, Remark> {
    let Foreign {
        rgb,
        color_space,
        alpha,
        reduced_from,
        ..
    } = opened;
    let mut actions = Vec::new();
    if let Some(stored) = reduced_from {
        actions.push(change(RESIZED, stored, rgb.dimensions()));
    }
    actions.extend(color_space.as_ref().and_then(pixels::colors_became));
    if alpha {
        actions.push(OVER_WHITE.plain());
    }
    let rgb = turned_as_seen(rgb, job, &mut actions);
    let pixmap = Pixmap {
        rgb,
        from,
        dpi: None,
        is_lossless: false,
        // Cameras that write HEIC do.
        chroma_is_halved: from == Format::Heic,
        // Half the bytes of a JPEG are as many pixels.
        was_too_small: false,
        actions,
    };
    encode(pixmap, job)
}

/// Makes the turn that only the content shows, if it is wanted.
fn turned_as_seen(rgb: RgbImage, job: &Job<'_>, actions: &mut Vec<Remark>) -> RgbImage {
    let Some(turn) = job.plan.content_turn() else {
        return rgb;
    };
    actions.push(TURNED_AS_SEEN.plain());
    codec::turned(rgb, turn)
}

/// Every page of a PDF as a piece. Those that were not kept when they were examined are opened again.
fn pages(
    bytes: &[u8],
    kept: Vec<Option<PdfPage>>,
    examined: &Examined,
    job: &Job<'_>,
) -> Result<Vec<Piece<'static>>, Remark> {
    let count = kept.len();
    let mut document = None;
    let mut pieces = Vec::with_capacity(count);
    for (index, page) in kept.into_iter().enumerate() {
        let page = if let Some(page) = page {
            page
        } else {
            let document = match &mut document {
                Some(document) => document,
                none => {
                    let opened = job.policy.workers.document(bytes, &job.policy.limits);
                    none.insert(opened.map_err(not_decoded)?)
                }
            };
            let page = document.page(index, &job.policy.limits);
            page.map_err(not_decoded)?
        };
        let mut piece = match page {
            PdfPage::Scan {
                jpeg,
                turn,
                profile,
            } => scan(jpeg, turn, profile.as_deref(), job)?,
            PdfPage::Drawn { rgb, dpi } => {
                let measured = examined.measured_of_page(index);
                let job = Job {
                    plan: Plan::of(
                        examined.findings_of_page(index),
                        job.options.turn != TurnAsSeen::Never,
                    ),
                    print: PrintEstimate::of(measured, &job.policy.profile),
                    ..*job
                };
                drawn(rgb, dpi, &job)?
            }
        };
        if count > 1 {
            piece.page = Some(index + 1);
            if index == 0 {
                let count = vec![("pages", Value::Count(count as u64))];
                piece.actions.insert(0, PAGES.with(count));
            }
        }
        pieces.push(piece);
    }
    Ok(pieces)
}

fn drawn(rgb: RgbImage, dpi: f64, job: &Job<'_>) -> Result<Piece<'static>, Remark> {
    let mut actions = vec![DRAWN.with(vec![("dpi", Value::Dpi(dpi.round()))])];
    let rgb = turned_as_seen(rgb, job, &mut actions);
    let pixmap = Pixmap {
        rgb,
        from: Format::Pdf,
        dpi: Some(dpi),
        is_lossless: true,
        chroma_is_halved: false,
        was_too_small: false,
        actions,
    };
    encode(pixmap, job)
}

/// The JPEG that a page consists of. It is a picture like any other: if it needs repairs of its own,
/// it gets them.
fn scan(
    jpeg: Vec<u8>,
    turn: ExifOrientation,
    profile: Option<&[u8]>,
    job: &Job<'_>,
) -> Result<Piece<'static>, Remark> {
    let jpeg = match as_shown(jpeg, turn, profile, &job.policy.limits)? {
        Shown::Jpeg(jpeg) => jpeg,
        Shown::Pixels(pixmap) => return encode(pixmap, job),
    };
    let examined = examine_fully(Path::new("page.jpg"), &jpeg, job.policy);
    let needed = Needed::of(&jpeg, &examined);
    let (_, pieces) = carried_out(&needed, job.options.turn, |plan| {
        if plan.is_empty() {
            return Ok(vec![Piece {
                bytes: Cow::Owned(jpeg.clone()),
                format: Format::Jpeg,
                quality: None,
                page: None,
                actions: Vec::new(),
            }]);
        }
        let job = Job {
            plan,
            print: PrintEstimate::of(examined.outcome.measured.as_ref(), &job.policy.profile),
            ..*job
        };
        let (walk, header) = (examined.walk.as_ref(), examined.header.as_ref());
        Ok(vec![
            Original::new(&jpeg, Format::Jpeg, walk, header)?.piece(&job)?,
        ])
    });
    let mut piece = pieces?.swap_remove(0);
    piece.actions.insert(0, EXTRACTED.plain());
    Ok(piece)
}

/// A page's JPEG the way the page shows it.
enum Shown {
    Jpeg(Vec<u8>),
    /// Its pixels, where only they could be turned.
    Pixels(Pixmap),
}

/// Makes the turn that a page shows its JPEG with, and has its colors mean what the page says. Pages
/// don't go by EXIF.
fn as_shown(
    jpeg: Vec<u8>,
    turn: ExifOrientation,
    profile: Option<&[u8]>,
    limits: &Limits,
) -> Result<Shown, Remark> {
    let has_own = sniff::sniff(&jpeg, None)
        .1
        .is_some_and(|walk| walk.icc.is_some());
    let says_something = |profile: &&[u8]| {
        // A gray picture may have either kind of profile.
        let space = ColorSpace::of_profile(profile, ColorModel::Gray);
        has_own || space.is_some_and(|space| space.difference != SrgbDifference::None)
    };
    let jpeg = match profile.filter(says_something) {
        Some(profile) => rewrite::with_profile(&jpeg, profile).unwrap_or(jpeg),
        None => jpeg,
    };
    let (_, walk) = sniff::sniff(&jpeg, None);
    let about = walk.and_then(|walk| metadata::read(&walk).map(|header| (walk, header)));
    let (walk, header) = about.ok_or_else(|| NOT_DECODED.because(damage(Damage::Header)))?;
    if header.orientation == turn {
        return Ok(Shown::Jpeg(jpeg));
    }
    let turned = if turn == ExifOrientation::Upright {
        rewrite::plain(&jpeg, Format::Jpeg, &header)
    } else if let Some(colors) = Colors::of(&header) {
        let keep = jpeg::Keep {
            dpi: whole_dpi(header.dpi),
            icc: colors.profile(),
        };
        jpeg::turn_losslessly(&jpeg, turn, &keep, limits).map_err(not_decoded)?
    } else {
        None
    };
    if let Some(turned) = turned {
        return Ok(Shown::Jpeg(turned));
    }
    let mut stored = pixels::pixels(&jpeg, Format::Jpeg, &walk, &header, limits)?;
    stored.actions.insert(0, EXTRACTED.plain());
    stored.actions.push(TURNED.plain());
    Ok(Shown::Pixels(Pixmap {
        rgb: codec::turned(stored.rgb, turn),
        from: Format::Pdf,
        dpi: header.dpi,
        is_lossless: false,
        chroma_is_halved: header.jpeg.is_some_and(|jpeg| jpeg.subsampled),
        was_too_small: false,
        actions: stored.actions,
    }))
}
