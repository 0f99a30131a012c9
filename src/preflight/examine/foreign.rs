//! Formats that few platforms take: the picture of a HEIC and the like, and the pages of a PDF, are
//! judged like any other picture.

use super::decode::decode;
use super::seen::{MOST_PAGES, Opened, Seen};
use crate::facts::{Facts, Obstacle};
use crate::policy::Policy;
use certpreflight_formats::codec::foreign::pdf::PdfPage;
use certpreflight_formats::codec::{DecodeError, Picture};
use certpreflight_formats::container::{ColorModel, Walk};
use certpreflight_formats::format::Format;
use certpreflight_formats::metadata::{self, ExifOrientation, Header};
use certpreflight_formats::rewrite;
use certpreflight_formats::sniff::{self, Probe};

/// Opens and examines a file; `None` if its format is not one of these.
pub(super) fn look(bytes: &[u8], probe: &Probe, policy: &Policy) -> Option<Seen> {
    if probe.format == Format::Pdf {
        return policy
            .opens_documents
            .then(|| document(bytes, probe, policy));
    }
    let opened = policy.workers.open(bytes, probe.format, &policy.limits)?;
    Some(opened.map_or_else(
        |error| stopped(probe, &error),
        |opened| {
            let mut facts = Facts {
                probe: Some(probe.clone()),
                header: opened.header(),
                ..Facts::default()
            };
            facts.measure(&opened.picture(), policy.reads, policy.thumbnails);
            Seen {
                pages: vec![facts],
                opened: Some(Opened::Picture(opened)),
            }
        },
    ))
}

/// What is known of a file that doesn't open.
fn stopped(probe: &Probe, error: &DecodeError) -> Seen {
    Seen::of(without_picture(probe, Obstacle::of(error, probe.format)))
}

fn without_picture(probe: &Probe, obstacle: Obstacle) -> Facts {
    Facts {
        probe: Some(probe.clone()),
        obstacle: Some(obstacle),
        ..Facts::default()
    }
}

/// Every page of a PDF.
fn document(bytes: &[u8], probe: &Probe, policy: &Policy) -> Seen {
    let mut document = match policy.workers.document(bytes, &policy.limits) {
        Ok(document) => document,
        Err(error) => return stopped(probe, &error),
    };
    let count = document.pages();
    if count > MOST_PAGES {
        let obstacle = Obstacle::TooManyPages {
            format: probe.format,
            pages: count as u64,
            limit: MOST_PAGES as u64,
        };
        return Seen::of(without_picture(probe, obstacle));
    }
    let frames = u32::try_from(count).unwrap_or(u32::MAX);
    let mut room = policy.limits.decode_bytes;
    let (mut pages, mut kept) = (Vec::with_capacity(count), Vec::with_capacity(count));
    for index in 0..count {
        let opened = match document.page(index, &policy.limits) {
            Ok(opened) => opened,
            Err(error) => {
                let obstacle = Obstacle::of(&error, probe.format);
                pages.push(without_picture(probe, obstacle));
                kept.push(None);
                continue;
            }
        };
        pages.push(page(&opened, frames, probe, policy));
        let left = room.checked_sub(held_bytes(&opened));
        room = left.unwrap_or(room);
        kept.push(left.map(|_| opened));
    }
    Seen {
        pages,
        opened: Some(Opened::Pages(kept)),
    }
}

fn held_bytes(page: &PdfPage) -> u64 {
    let bytes = match page {
        PdfPage::Scan { jpeg, .. } => jpeg.len(),
        PdfPage::Drawn { rgb, .. } => rgb.len(),
    };
    bytes as u64
}

/// One page; `frames` is the number of all.
fn page(page: &PdfPage, frames: u32, probe: &Probe, policy: &Policy) -> Facts {
    let (header, picture) = match page {
        PdfPage::Scan {
            jpeg,
            turn,
            profile,
        } => scan(jpeg, *turn, profile.as_deref(), policy),
        PdfPage::Drawn { rgb, dpi } => {
            let walk = Walk {
                size: Some(rgb.dimensions()),
                color: Some(ColorModel::Rgb),
                dpi: Some((*dpi, *dpi)),
                ..Walk::default()
            };
            let picture = Picture::of_rgb(rgb, rgb.dimensions());
            (metadata::read(&walk), Ok(picture))
        }
    };
    let mut facts = Facts {
        probe: Some(probe.clone()),
        header: header.map(|header| Header { frames, ..header }),
        ..Facts::default()
    };
    match picture {
        Ok(picture) => facts.measure(&picture, policy.reads, policy.thumbnails),
        Err(obstacle) => facts.obstacle = Some(obstacle),
    }
    facts
}

/// The JPEG that a page consists of, turned the way the page shows it, its colors as the page says. Pages
/// don't go by EXIF.
fn scan(
    jpeg: &[u8],
    turn: ExifOrientation,
    profile: Option<&[u8]>,
    policy: &Policy,
) -> (Option<Header>, Result<Picture, Obstacle>) {
    let profiled = profile.and_then(|profile| rewrite::with_profile(jpeg, profile));
    let jpeg = profiled.as_deref().unwrap_or(jpeg);
    let (probe, walk) = sniff::sniff(jpeg, None);
    let shown = walk.as_ref().and_then(metadata::read).map(|header| Header {
        orientation: turn,
        orientation_in_xmp_only: false,
        invalid_orientation: None,
        ..header
    });
    let picture = decode(jpeg, &probe, shown.as_ref(), &policy.limits);
    let header = shown.map(|header| {
        let (stored_width, stored_height) = header.upright_size();
        Header {
            stored_width,
            stored_height,
            orientation: ExifOrientation::Upright,
            ..header
        }
    });
    (header, picture)
}
