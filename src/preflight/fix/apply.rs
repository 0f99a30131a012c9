//! Bytes and a plan in, the pieces to write out. Reads no clock, no file and no other picture: the
//! same bytes make the same pieces, so that a second run finds its work done.

use std::borrow::Cow;

use super::encode::whole_dpi;
use super::fit::{Wish, fit};
use super::foreign;
use super::pixels::{not_decoded, pixels};
use super::plan::{Guesses, Plan, Rewrite};
use super::print::Print;
use super::remark::{
    CONVERTED, Kind, METADATA_DROPPED, NO_DECODER, NO_PICTURE, NOT_DECODED, NOT_OPENED, PAGES,
    PHONE_FORMAT, REENCODED, RENAMED, Remark, TOO_MANY_PAGES, TURNED, TURNED_AS_SEEN,
    TURNED_LOSSLESSLY,
};
use super::strip::strip;
use super::window::Window;
use crate::batch::Policy;
use crate::messages::Value;
use certpreflight_formats::codec::{self, jpeg};
use certpreflight_formats::container::{Walk, tiff};
use certpreflight_formats::format::Format;
use certpreflight_formats::metadata::{self, Header, Orientation};
use certpreflight_formats::sniff;
use image::RgbImage;

/// Most pages that are written as files of their own: a household register has fewer.
pub(super) const MOST_PAGES: usize = 32;

/// What a repair is made for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Order<'a> {
    pub(super) policy: &'a Policy,
    pub(super) plan: Plan,
    /// Whether turns by content are wanted, for pictures that are found inside another file.
    pub(super) guesses: Guesses,
    /// What is known of the print of the original.
    pub(super) print: Print,
    /// Whether enlarging was asked for.
    pub(super) may_enlarge: bool,
}

/// One file to write.
#[derive(Clone, Debug)]
pub(super) struct Piece<'a> {
    pub(super) bytes: Cow<'a, [u8]>,
    pub(super) format: Format,
    /// Quality of a JPEG that was encoded here.
    pub(super) quality: Option<u8>,
    /// Number of the page, from 1, if there are several.
    pub(super) page: Option<usize>,
    pub(super) actions: Vec<Remark>,
}

impl Piece<'_> {
    /// The piece with bytes of its own.
    pub(super) fn into_owned(self) -> Piece<'static> {
        Piece {
            bytes: Cow::Owned(self.bytes.into_owned()),
            format: self.format,
            quality: self.quality,
            page: self.page,
            actions: self.actions,
        }
    }
}

/// Carries the plan out.
pub(super) fn apply<'a>(bytes: &'a [u8], order: &Order<'_>) -> Result<Vec<Piece<'a>>, Remark> {
    let (probe, walk) = sniff::sniff(bytes, None);
    if order.plan.only_renames() {
        return Ok(vec![Piece {
            bytes: Cow::Borrowed(bytes),
            format: probe.format,
            quality: None,
            page: None,
            actions: vec![RENAMED.plain()],
        }]);
    }
    if probe.format == Format::Pdf {
        return foreign::pages(bytes, order);
    }
    if let Some(opened) = codec::foreign::open(bytes, probe.format, &order.policy.limits) {
        let opened = opened.map_err(|error| {
            let mut remark = not_decoded(error);
            remark
                .evidence
                .push(("format", Value::Format(probe.format)));
            NOT_OPENED.with(remark.evidence)
        })?;
        return Ok(vec![foreign::picture(opened, probe.format, order)?]);
    }
    let original = Original::new(bytes, probe.format, walk.as_ref())?;
    if order.plan.split && probe.format == Format::Tiff && original.header.frames > 1 {
        return split(bytes, order);
    }
    Ok(vec![original.piece(order)?])
}

/// Every page of a TIFF as a piece.
fn split(bytes: &[u8], order: &Order<'_>) -> Result<Vec<Piece<'static>>, Remark> {
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
        let (probe, walk) = sniff::sniff(&selected, None);
        let mut piece = Original::new(&selected, probe.format, walk.as_ref())?.piece(order)?;
        if number == 1 {
            piece.actions.insert(0, PAGES.with(count.clone()));
        }
        piece.page = Some(number);
        pieces.push(piece);
    }
    Ok(pieces)
}

/// What there is to say of a format that can't be opened.
const fn no_decoder(format: Format) -> Kind {
    match format {
        Format::Avif => PHONE_FORMAT,
        Format::Heic
        | Format::Jpeg
        | Format::Png
        | Format::Gif
        | Format::Bmp
        | Format::Tiff
        | Format::WebP
        | Format::JpegXl
        | Format::Jpeg2000
        | Format::Pdf
        | Format::Ofd
        | Format::Psd
        | Format::Svg
        | Format::Ico
        | Format::CameraRaw
        | Format::Office => NO_DECODER,
        Format::Zip
        | Format::Archive
        | Format::Video
        | Format::Html
        | Format::Text
        | Format::Empty
        | Format::Unknown => NO_PICTURE,
    }
}

/// One picture to repair.
struct Original<'a> {
    bytes: &'a [u8],
    format: Format,
    walk: &'a Walk,
    header: Header,
}

impl<'a> Original<'a> {
    fn new(bytes: &'a [u8], format: Format, walk: Option<&'a Walk>) -> Result<Self, Remark> {
        let Some(walk) = walk else {
            return Err(no_decoder(format).with(vec![("format", Value::Format(format))]));
        };
        let header = metadata::read(walk).ok_or_else(|| NOT_DECODED.because("no usable header"))?;
        Ok(Self {
            bytes,
            format,
            walk,
            header,
        })
    }

    fn piece(&self, order: &Order<'_>) -> Result<Piece<'static>, Remark> {
        let window = Window::of(&order.policy.profile);
        let untouched = order.plan.rewrite <= Rewrite::Strip
            && order.policy.profile.formats.contains(&self.format);
        if untouched && let Some(piece) = self.without_loss(order)? {
            // A size inside the window is not worth a lossy encode just to lie further inside.
            if window.accepts(piece.bytes.len() as u64) {
                return Ok(piece);
            }
        }
        self.encoded(order)
    }

    /// The same picture data in another order, or with less around it; `None` if that can't be had.
    fn without_loss(&self, order: &Order<'_>) -> Result<Option<Piece<'static>>, Remark> {
        let dpi = whole_dpi(self.header.dpi);
        let turn = self.turn(order);
        let (bytes, action) = if turn == Orientation::Upright {
            (strip(self.bytes, self.format, dpi), METADATA_DROPPED)
        } else if self.format == Format::Jpeg {
            let icc = self.header.icc.as_ref().and(self.walk.icc.as_deref());
            let keep = jpeg::Keep { dpi, icc };
            let turned = jpeg::turn_losslessly(self.bytes, turn, &keep, &order.policy.limits)
                .map_err(not_decoded)?;
            (turned, TURNED_LOSSLESSLY)
        } else {
            (None, TURNED)
        };
        let mut actions = vec![action.plain()];
        if order.plan.guessed_turn().is_some() {
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
    fn turn(&self, order: &Order<'_>) -> Orientation {
        let stated = self.header.orientation;
        order
            .plan
            .guessed_turn()
            .map_or(stated, |guess| stated.then(guess))
    }

    /// The pixels encoded anew, upright, inside the window.
    fn encoded(&self, order: &Order<'_>) -> Result<Piece<'static>, Remark> {
        let stored = pixels(
            self.bytes,
            self.format,
            self.walk,
            &self.header,
            &order.policy.limits,
        )?;
        let mut actions = stored.actions;
        if self.header.orientation != Orientation::Upright {
            actions.push(TURNED.plain());
        }
        if order.plan.guessed_turn().is_some() {
            actions.push(TURNED_AS_SEEN.plain());
        }
        let least = Window::of(&order.policy.profile).accepted_min();
        let pixmap = Pixmap {
            rgb: codec::turned(stored.rgb, self.turn(order)),
            from: self.format,
            dpi: self.header.dpi,
            is_lossless: matches!(
                self.format,
                Format::Png | Format::Bmp | Format::Gif | Format::Tiff
            ),
            chroma_is_halved: self.header.jpeg.is_some_and(|jpeg| jpeg.subsampled),
            was_too_small: (self.bytes.len() as u64) < least,
            actions,
        };
        encode(pixmap, order)
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
pub(super) fn encode(pixmap: Pixmap, order: &Order<'_>) -> Result<Piece<'static>, Remark> {
    let profile = &order.policy.profile;
    let accepts = |format| profile.formats.contains(&format);
    let wish = Wish {
        window: Window::of(profile),
        was_too_small: pixmap.was_too_small,
        jpeg: accepts(Format::Jpeg),
        png: accepts(Format::Png),
        lossless: pixmap.is_lossless,
        chroma_is_halved: pixmap.chroma_is_halved,
        dpi: pixmap.dpi,
        print: order.print,
        may_enlarge: order.may_enlarge,
    };
    let fitted = fit(&pixmap.rgb, &wish)?;
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
