//! Bytes and a plan in, the pieces to write out, whatever the format. Reads no clock, no file and no other picture: the
//! same bytes make the same pieces, so that a second run finds its work done.

use std::borrow::Cow;

#[cfg(feature = "convert")]
use super::foreign;
use super::job::{Job, Piece};
use super::picture::Original;
use super::remarks::{NOT_SEEN, PAGES, RENAMED, TOO_MANY_PAGES};
use crate::examine::{Examined, MOST_PAGES, Opened};
use crate::messages::Value;
use crate::outcome::Remark;
use certpreflight_formats::container::tiff;
use certpreflight_formats::format::Format;
use certpreflight_formats::{metadata, sniff};

/// Carries the plan out, with what the examination of these bytes found out on the way.
pub(super) fn apply<'a>(
    bytes: &'a [u8],
    examined: &Examined,
    opened: Option<Opened>,
    job: &Job<'_>,
) -> Result<Vec<Piece<'a>>, Remark> {
    let probe = examined.probe.clone().ok_or_else(|| NOT_SEEN.plain())?;
    if job.plan.only_renames() {
        return Ok(vec![Piece {
            bytes: Cow::Borrowed(bytes),
            format: probe.format,
            quality: None,
            page: None,
            actions: vec![RENAMED.plain()],
        }]);
    }
    if let Some(opened) = opened {
        #[cfg(feature = "convert")]
        return foreign::convert(bytes, probe.format, examined, opened, job);
        #[cfg(not(feature = "convert"))]
        match opened {}
    }
    let (walk, header) = (examined.walk.as_ref(), examined.header.as_ref());
    let original = Original::new(bytes, probe.format, walk, header)?;
    if job.plan.split && probe.format == Format::Tiff && original.header.frames > 1 {
        return split(bytes, job);
    }
    let mut piece = original.piece(job)?;
    if job.plan.rename && piece.format == probe.format {
        piece.actions.insert(0, RENAMED.plain());
    }
    Ok(vec![piece])
}

/// Every page of a TIFF as a piece.
fn split(bytes: &[u8], job: &Job<'_>) -> Result<Vec<Piece<'static>>, Remark> {
    let pages = tiff::pages(bytes, MOST_PAGES + 1);
    if pages.len() > MOST_PAGES {
        return Err(TOO_MANY_PAGES.with(vec![
            ("pages", Value::Count(pages.len() as u64)),
            ("limit", Value::Count(MOST_PAGES as u64)),
        ]));
    }
    let count = vec![("pages", Value::Count(pages.len() as u64))];
    let mut selected = bytes.to_vec();
    let mut pieces = Vec::with_capacity(pages.len());
    for (number, at) in (1..).zip(pages) {
        tiff::select(&mut selected, at);
        // With another page in front it is another file.
        let (probe, walk) = sniff::sniff(&selected, None);
        let header = walk.as_ref().and_then(metadata::read);
        let page = Original::new(&selected, probe.format, walk.as_ref(), header.as_ref())?;
        let mut piece = page.piece(job)?;
        if number == 1 {
            piece.actions.insert(0, PAGES.with(count.clone()));
        }
        piece.page = Some(number);
        pieces.push(piece);
    }
    Ok(pieces)
}
