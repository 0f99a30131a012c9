//! One picture that was walked, or pixels from elsewhere, to one piece: without loss where that is
//! possible, else encoded inside the window.

use std::borrow::Cow;

use super::fit::{Goal, fit};
use super::job::{Job, Piece};
use super::pixels::{not_decoded, pixels};
use super::plan::Rewrite;
use super::remarks::{
    CONVERTED, END_MARKED, METADATA_DROPPED, NO_CONVERSION, NO_DECODER, NO_PICTURE, NOT_DECODED,
    REENCODED, TURNED, TURNED_AS_SEEN, TURNED_LOSSLESSLY,
};
use super::window::Window;
use crate::messages::Value;
use crate::outcome::Remark;
use crate::reasons::{damage, remedy};
use certpreflight_formats::codec::{self, DecodeError, jpeg};
use certpreflight_formats::container::{Damage, Ending, Walk};
use certpreflight_formats::format::{Format, FormatKind};
use certpreflight_formats::metadata::{ExifOrientation, Header, whole_dpi};
use certpreflight_formats::rewrite::{self, Colors};
use image::RgbImage;

/// What there is to say of a format that can't be opened.
pub(super) fn no_decoder(format: Format) -> Remark {
    let kind = match format.kind() {
        FormatKind::Openable => NO_CONVERSION,
        FormatKind::Other => NO_PICTURE,
        _ => NO_DECODER,
    };
    kind.with(vec![
        ("format", Value::Format(format)),
        ("remedy", Value::words(remedy(format))),
    ])
}

/// One picture to repair.
pub(super) struct Original<'a> {
    /// The file, with an end mark if it had none.
    bytes: Cow<'a, [u8]>,
    format: Format,
    walk: &'a Walk,
    pub(super) header: &'a Header,
}

impl<'a> Original<'a> {
    /// The picture in these bytes, or why it can't be opened.
    pub(super) fn new(
        bytes: &'a [u8],
        format: Format,
        walk: Option<&'a Walk>,
        header: Option<&'a Header>,
    ) -> Result<Self, Remark> {
        let Some(walk) = walk else {
            return Err(no_decoder(format));
        };
        let header = header.ok_or_else(|| NOT_DECODED.because(damage(Damage::Header)))?;
        Ok(Self {
            bytes: if walk.ending == Some(Ending::NoEndMark) {
                Cow::Owned(jpeg::with_end_mark(bytes))
            } else {
                Cow::Borrowed(bytes)
            },
            format,
            walk,
            header,
        })
    }

    /// The picture as the plan wants it: without loss if that can be had, else encoded anew.
    pub(super) fn piece(&self, job: &Job<'_>) -> Result<Piece<'static>, Remark> {
        let window = Window::of(&job.policy.profile);
        let untouched =
            job.plan.rewrite <= Rewrite::Strip && job.policy.profile.formats.contains(&self.format);
        if untouched && let Some(piece) = self.without_loss(job)? {
            // A size inside the window is not worth a lossy encode just to lie further inside.
            if window.accepts(piece.bytes.len() as u64) {
                return Ok(piece);
            }
        }
        self.encoded(job)
    }

    /// The same picture data in another order, or with less around it; `None` if that can't be had.
    fn without_loss(&self, job: &Job<'_>) -> Result<Option<Piece<'static>>, Remark> {
        let turn = self.turn(job);
        // What follows a picture without an end mark can't be told from it, unless it is decoded.
        let has_no_end = self.walk.ending == Some(Ending::NoEndMark);
        let (bytes, action) = if turn == ExifOrientation::Upright && !has_no_end {
            (
                rewrite::plain(&self.bytes, self.format, self.header),
                METADATA_DROPPED,
            )
        } else if self.format == Format::Jpeg {
            let Some(colors) = Colors::of(self.header) else {
                return Ok(None);
            };
            let keep = jpeg::Keep {
                dpi: whole_dpi(self.header.dpi),
                icc: colors.profile(),
            };
            let done = if turn == ExifOrientation::Upright {
                METADATA_DROPPED
            } else {
                TURNED_LOSSLESSLY
            };
            match jpeg::turn_losslessly(&self.bytes, turn, &keep, &job.policy.limits) {
                Ok(turned) => (turned, done),
                // Encoding anew takes less memory.
                Err(DecodeError::TooLarge { .. }) => (None, TURNED),
                Err(error) => return Err(not_decoded(error)),
            }
        } else {
            (None, TURNED)
        };
        let mut actions = vec![action.plain()];
        if has_no_end {
            actions.push(END_MARKED.plain());
        }
        if job.plan.content_turn().is_some() {
            actions.push(TURNED_AS_SEEN.plain());
        }
        Ok(bytes.map(|bytes| Piece {
            bytes: Cow::Owned(bytes),
            format: self.format,
            quality: None,
            page: None,
            actions,
        }))
    }

    /// The turn that the metadata asks for, and the one that the content shows to be still missing.
    fn turn(&self, job: &Job<'_>) -> ExifOrientation {
        let stated = self.header.orientation;
        job.plan
            .content_turn()
            .map_or(stated, |missing| stated.then(missing))
    }

    /// The pixels encoded anew, upright, inside the window.
    fn encoded(&self, job: &Job<'_>) -> Result<Piece<'static>, Remark> {
        let stored = pixels(
            &self.bytes,
            self.format,
            self.walk,
            self.header,
            &job.policy.limits,
        )?;
        let mut actions = stored.actions;
        if self.header.orientation != ExifOrientation::Upright {
            actions.push(TURNED.plain());
        }
        if job.plan.content_turn().is_some() {
            actions.push(TURNED_AS_SEEN.plain());
        }
        let least = Window::of(&job.policy.profile).accepted_min();
        let scale = f64::from(stored.rgb.width()) / f64::from(self.header.stored_width);
        let pixmap = Pixmap {
            rgb: codec::turned(stored.rgb, self.turn(job)),
            from: self.format,
            dpi: self.header.dpi.map(|dpi| dpi * scale),
            is_lossless: matches!(
                self.format,
                Format::Png | Format::Bmp | Format::Gif | Format::Tiff
            ),
            chroma_is_halved: self.header.jpeg.is_some_and(|jpeg| jpeg.subsampled),
            was_too_small: (self.bytes.len() as u64) < least,
            actions,
        };
        encode(pixmap, job)
    }
}

/// Upright pixels in sRGB, and where they come from.
pub(super) struct Pixmap {
    pub(super) rgb: RgbImage,
    pub(super) from: Format,
    pub(super) dpi: Option<f64>,
    /// Whether they were stored without loss.
    pub(super) is_lossless: bool,
    /// Whether chroma was stored at half resolution.
    pub(super) chroma_is_halved: bool,
    /// Whether the file they come from lies below the window.
    pub(super) was_too_small: bool,
    /// What was done to get them.
    pub(super) actions: Vec<Remark>,
}

/// Encodes pixels inside the window.
pub(super) fn encode(pixmap: Pixmap, job: &Job<'_>) -> Result<Piece<'static>, Remark> {
    let profile = &job.policy.profile;
    let accepts = |format| profile.formats.contains(&format);
    let goal = Goal {
        window: Window::of(profile),
        was_too_small: pixmap.was_too_small,
        jpeg: accepts(Format::Jpeg),
        png: accepts(Format::Png),
        lossless: pixmap.is_lossless,
        chroma_is_halved: pixmap.chroma_is_halved,
        dpi: pixmap.dpi,
        print: job.print,
        may_enlarge: job.options.allow_upscale,
    };
    let fitted = fit(&pixmap.rgb, &goal)?;
    let change = if fitted.format == pixmap.from {
        REENCODED.plain()
    } else {
        CONVERTED.with(vec![
            ("from", Value::Format(pixmap.from)),
            ("to", Value::Format(fitted.format)),
        ])
    };
    let mut actions = vec![change];
    actions.extend(pixmap.actions);
    actions.extend(fitted.actions);
    Ok(Piece {
        bytes: Cow::Owned(fitted.bytes),
        format: fitted.format,
        quality: fitted.quality,
        page: None,
        actions,
    })
}

#[cfg(all(test, not(feature = "convert")))]
mod tests {
    use super::*;

    #[test]
    fn a_build_without_conversions_says_so() {
        let formats = [Format::Heic, Format::JpegXl, Format::Jpeg2000, Format::Pdf];
        for format in formats {
            let refused = Original::new(b"", format, None, None).err();
            let refused = refused.expect("no pixels");
            assert_eq!(refused.id, "no-conversion");
            let words = refused.says(crate::messages::Lang::En);
            assert!(words.contains("feature `convert`"), "{words}");
        }
    }
}
