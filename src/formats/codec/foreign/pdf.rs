//! PDF: pages in, each as the scan that it is, or drawn.

mod complete;
mod scan;
#[cfg(test)]
mod tests;
mod unpack;
mod whole_picture;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hayro::hayro_interpret::font::FontQuery;
use hayro::hayro_interpret::{InterpreterSettings, InterpreterWarning};
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{LoadPdfError, Pdf};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use image::RgbImage;

use super::opened::{check, corrupt, unsupported};
use crate::codec::limits::{DecodeError, Form, Limits};
use crate::codec::reduce::plane;
use crate::container::Damage;
use crate::metadata::ExifOrientation;

/// What a page is drawn at: the resolution of a good scan.
const DPI: f64 = 300.0;
/// A page of a PDF is measured in these.
const POINTS_AN_INCH: f64 = 72.0;
/// Most pixels of a drawn page: an A2 sheet at 300 dpi has 35 million. Larger ones are posters, or
/// pages measured in pixels; they are drawn at less.
const MOST_PIXELS: f64 = 36e6;
/// The renderer counts pixels along a side in 16 bits, and rounds up to whole tiles.
const LONGEST_SIDE: f64 = 65_280.0;
/// No page is longer, in points (PDF 1.7, annex C.2): 200 inches. More is a mistake, or made to be dear.
const LONGEST_PAGE: f64 = 14_400.0;
/// The canvas in RGBA, what is drawn on it in bands, and the picture that is made of it.
const BYTES_A_PIXEL: u64 = 4 + 3;

/// One page.
#[derive(Debug)]
pub enum PdfPage {
    /// A page that shows nothing but a JPEG: its bytes as they are, and the turn they are shown with.
    Scan {
        /// The file.
        jpeg: Vec<u8>,
        /// The turn that makes it look as on the page.
        turn: ExifOrientation,
        /// The ICC profile that the page gives to its colors, whatever the file says.
        profile: Option<Vec<u8>>,
    },
    /// A page of anything else, drawn.
    Drawn {
        /// The page over white.
        rgb: RgbImage,
        /// Dots per inch.
        dpi: f64,
    },
}

/// A PDF file.
pub struct PdfDocument(Pdf);

impl fmt::Debug for PdfDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PdfDocument")
            .field("pages", &self.pages())
            .finish()
    }
}

impl PdfDocument {
    /// Opens a file; one that is locked is unsupported, one without pages corrupt or cut.
    pub fn open(bytes: Vec<u8>) -> Result<Self, DecodeError> {
        if !has_end_mark(&bytes) {
            return Err(DecodeError::CutShort); // what is left might be drawn without what is missing
        }
        match Pdf::new(bytes) {
            Ok(pdf) if pdf.pages().is_empty() => Err(corrupt(Damage::NoPicture)),
            Ok(pdf) => Ok(Self(pdf)),
            Err(LoadPdfError::Decryption(_)) => Err(unsupported(Form::Locked)),
            Err(LoadPdfError::Invalid) => Err(corrupt(Damage::Structure)),
        }
    }

    /// How many pages it has.
    pub fn pages(&self) -> usize {
        self.0.pages().len()
    }

    /// The page with this index.
    pub fn page(&self, index: usize, limits: &Limits) -> Result<PdfPage, DecodeError> {
        let page = self.0.pages().get(index);
        let page = page.ok_or_else(|| corrupt(Damage::NoPicture))?;
        complete::check_content(page)?;
        match scan::find(page) {
            Some((jpeg, turn)) => Ok(PdfPage::Scan {
                jpeg: jpeg.bytes,
                turn,
                profile: jpeg.profile,
            }),
            None => drawn(page, limits),
        }
    }
}

/// Whether the mark that ends a PDF is where readers look for it: in the last 1024 bytes (PDF 1.7,
/// implementation note 18), be they followed by padding.
fn has_end_mark(bytes: &[u8]) -> bool {
    const WINDOW: usize = 1024;
    let is_padding = |byte: &u8| *byte == 0 || byte.is_ascii_whitespace();
    let end = bytes.iter().rposition(|byte| !is_padding(byte));
    let bytes = &bytes[..end.map_or(0, |last| last + 1)];
    let window = &bytes[bytes.len().saturating_sub(WINDOW)..];
    memchr::memmem::find(window, b"%%EOF").is_some()
}

/// Draws a page. One with a part missing is not drawn at all.
fn drawn(page: &Page<'_>, limits: &Limits) -> Result<PdfPage, DecodeError> {
    let (width, height) = page.render_dimensions();
    let (width, height) = (f64::from(width), f64::from(height));
    if width.max(height) > LONGEST_PAGE {
        return Err(too_large(width, height));
    }
    complete::check(page, limits)?;
    let scale = (DPI / POINTS_AN_INCH)
        .min((MOST_PIXELS / (width * height)).sqrt())
        .min(LONGEST_SIDE / width.max(height));
    let sides = [width, height].map(|side| (side * scale).round().max(1.0));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 1 to LONGEST_SIDE"
    )]
    let size = (sides[0] as u32, sides[1] as u32);
    check(size, BYTES_A_PIXEL, limits)?;
    let missing = Arc::new(MissingParts::default());
    // The renderer cuts off what is less than a pixel.
    #[expect(clippy::cast_possible_truncation, reason = "a factor of a few units")]
    let factor = |pixels: f64, points: f64| ((pixels + 0.01) / points) as f32;
    let pixmap = hayro::render(
        page,
        &RenderCache::new(),
        &settings(&missing),
        &RenderSettings::default(),
        &PixmapSettings {
            x_scale: factor(sides[0], width),
            y_scale: factor(sides[1], height),
            bg_color: WHITE,
        },
    );
    missing.check()?;
    let size = (u32::from(pixmap.width()), u32::from(pixmap.height()));
    // White lies under everything, so that every pixel is opaque.
    let rgba = pixmap.data_as_u8_slice().as_chunks::<4>().0;
    let samples = rgba.iter().flat_map(|&[r, g, b, _]| [r, g, b]).collect();
    Ok(PdfPage::Drawn {
        rgb: plane(size, samples),
        dpi: scale * POINTS_AN_INCH,
    })
}

/// Refuses a page of this size, in points.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturates, and is only shown"
)]
fn too_large(width: f64, height: f64) -> DecodeError {
    DecodeError::TooLarge {
        pixels: (width * height) as u64,
        limit: (LONGEST_PAGE * LONGEST_PAGE) as u64,
    }
}

/// What a page refers to and can't be drawn.
#[derive(Debug, Default)]
struct MissingParts {
    font: AtomicBool,
    picture: AtomicBool,
}

impl MissingParts {
    fn check(&self) -> Result<(), DecodeError> {
        if self.font.load(Ordering::Relaxed) {
            return Err(unsupported(Form::MissingFont));
        }
        if self.picture.load(Ordering::Relaxed) {
            return Err(corrupt(Damage::PagePart));
        }
        Ok(())
    }
}

/// Fonts come from the file. The fourteen that need not be there have stand-ins, as have other fonts
/// for Latin letters; for Chinese characters there is none, and a certificate without its characters
/// must not come out.
fn settings(missing: &Arc<MissingParts>) -> InterpreterSettings {
    let usual = InterpreterSettings::default();
    let stand_ins = Arc::clone(&usual.font_resolver);
    let (for_fonts, for_warnings) = (Arc::clone(missing), Arc::clone(missing));
    InterpreterSettings {
        font_resolver: Arc::new(move |query| {
            if matches!(query, FontQuery::Fallback(font) if font.character_collection.is_some()) {
                for_fonts.font.store(true, Ordering::Relaxed);
            }
            stand_ins(query)
        }),
        warning_sink: Arc::new(move |warning| {
            let what = match warning {
                InterpreterWarning::UnsupportedFont => &for_warnings.font,
                _ => &for_warnings.picture,
            };
            what.store(true, Ordering::Relaxed);
        }),
        ..usual
    }
}
