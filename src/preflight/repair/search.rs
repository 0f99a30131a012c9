//! The finest JPEG inside a number of bytes. What a sample of the picture takes at each
//! coarseness tells where to look, so that one or two encodes of the whole are enough.

use std::collections::BTreeMap;

use image::RgbImage;

use super::remarks::NOT_ENCODED;
use crate::outcome::Remark;
use certpreflight_formats::codec::jpeg::{self, Coarseness, Encoding, Subsampling};
use certpreflight_formats::metadata::whole_dpi;

/// The quality that is aimed at where the window leaves the choice: above it, files grow and
/// nobody sees why.
pub(super) const BEST: u8 = 95;
/// The highest quality that is looked for in a picture that has to become smaller: what there was of
/// it stays, and above this only rounding errors are stored.
const TOP: u8 = 98;
/// Bands of rows that make up the sample, and how much of the picture they are.
const BANDS: u32 = 8;
const SHARE: u32 = 8;
/// Below so many pixels the sample is the picture.
const SMALL: u64 = 1 << 19;
/// Rows that hang together in a JPEG with chroma at half resolution.
const UNIT: u32 = 16;
/// So close to the limit, another encode of the whole is not worth what it would add.
const CLOSE: f64 = 0.99;
/// So close to the limit, another prediction would tell nothing.
const NEAR: f64 = 0.996;
/// Estimates by how far the last one was off, before what is left of the range is halved each time.
const LEAPS: u8 = 4;
/// The first estimate, in tenths of a percent: quality 85.
const MIDDLE: u16 = 300;
/// A sample errs by a few percent; what lies beyond by more than that is not worth an attempt.
const DOUBT: f64 = 1.15;

/// One encoded JPEG.
pub(super) struct Attempt {
    pub(super) bytes: Vec<u8>,
    pub(super) coarseness: Coarseness,
    pub(super) chroma: Subsampling,
}

impl Attempt {
    pub(super) fn new(
        picture: &RgbImage,
        coarseness: Coarseness,
        chroma: Subsampling,
        dpi: Option<f64>,
    ) -> Result<Self, Remark> {
        let encoding = Encoding {
            coarseness,
            chroma,
            dpi: whole_dpi(dpi),
            icc: None,
        };
        let bytes =
            jpeg::encode(picture, &encoding).map_err(|error| NOT_ENCODED.noting(error.cause))?;
        Ok(Self {
            bytes,
            coarseness,
            chroma,
        })
    }

    pub(super) fn len(&self) -> u64 {
        self.bytes.len() as u64
    }
}

/// A search in one picture.
pub(super) struct Search<'a> {
    picture: &'a RgbImage,
    chroma: Subsampling,
    dpi: Option<f64>,
    /// Most bytes that are looked for.
    most: u64,
    sample: Option<RgbImage>,
    /// Bytes of the sample by coarseness, as far as they were asked for.
    sampled: BTreeMap<Coarseness, f64>,
    /// Bytes of the picture over bytes of the sample.
    factor: f64,
}

impl<'a> Search<'a> {
    pub(super) fn new(
        picture: &'a RgbImage,
        chroma: Subsampling,
        dpi: Option<f64>,
        most: u64,
    ) -> Self {
        let sample = sample(picture);
        let rows = sample.as_ref().map_or(picture.height(), RgbImage::height);
        Self {
            picture,
            chroma,
            dpi,
            most,
            factor: f64::from(picture.height()) / f64::from(rows),
            sample,
            sampled: BTreeMap::new(),
        }
    }

    /// What the picture will take, in bytes.
    fn predicted(&mut self, coarseness: Coarseness) -> Result<f64, Remark> {
        let sampled = if let Some(&sampled) = self.sampled.get(&coarseness) {
            sampled
        } else {
            let sample = self.sample.as_ref().unwrap_or(self.picture);
            as_f64(Attempt::new(sample, coarseness, self.chroma, None)?.len())
        };
        self.sampled.insert(coarseness, sampled);
        Ok(sampled * self.factor)
    }

    /// Whether the picture is so far too large at a quality that no attempt is needed.
    pub(super) fn is_far_too_large(&mut self, quality: u8) -> Result<bool, Remark> {
        let predicted = self.predicted(Coarseness::of_quality(quality))?;
        Ok(predicted > as_f64(self.most) * DOUBT)
    }

    /// The finest that fits, down to the quality `lowest` and up to [`TOP`]; or about how many bytes
    /// the lowest takes.
    pub(super) fn finest(mut self, lowest: u8) -> Result<Result<Attempt, u64>, Remark> {
        let coarsest = Coarseness::of_quality(lowest);
        if self.is_far_too_large(lowest)? {
            return Ok(Err(as_u64(self.predicted(coarsest)?)));
        }
        let (mut fine, mut coarse) = (Coarseness::of_quality(TOP).tenths(), coarsest.tenths());
        let mut best: Option<Attempt> = None;
        while fine <= coarse {
            let coarseness = match (self.likely(fine, coarse)?, &best) {
                (Some(likely), _) => likely,
                (None, None) => Coarseness::from_tenths(coarse),
                (None, Some(_)) => break,
            };
            let attempt = Attempt::new(self.picture, coarseness, self.chroma, self.dpi)?;
            let len = attempt.len();
            self.factor *= as_f64(len) / self.predicted(coarseness)?;
            if len <= self.most {
                coarse = coarseness.tenths() - 1;
                best = Some(attempt);
                if as_f64(len) > as_f64(self.most) * CLOSE {
                    break;
                }
            } else if coarseness == coarsest {
                return Ok(Err(len));
            } else {
                fine = coarseness.tenths() + 1;
            }
        }
        Ok(best.ok_or(self.most))
    }

    /// The finest in a range of tenths of a percent that is predicted to fit, or one that hardly leaves
    /// room.
    fn likely(&mut self, fine: u16, coarse: u16) -> Result<Option<Coarseness>, Remark> {
        let mut found = None;
        let (mut fine, mut coarse, mut leaps) = (fine, coarse, LEAPS);
        let mut next = fine.midpoint(coarse).min(MIDDLE);
        while fine <= coarse {
            let tenths = next.clamp(fine, coarse);
            let coarseness = Coarseness::from_tenths(tenths);
            let share = self.predicted(coarseness)? / as_f64(self.most);
            if share <= 1.0 {
                found = Some(coarseness);
                if share > NEAR {
                    break;
                }
                coarse = tenths - 1;
            } else {
                fine = tenths + 1;
            }
            next = match leaps {
                0 => fine.midpoint(coarse),
                // About in proportion, bytes fall as coarseness rises.
                _ => scaled(tenths, share / NEAR.sqrt()),
            };
            leaps = leaps.saturating_sub(1);
        }
        Ok(found)
    }
}

/// Bands of rows from all over the picture; `None` if it is small itself.
fn sample(picture: &RgbImage) -> Option<RgbImage> {
    let (width, height) = picture.dimensions();
    let rows = (height / (SHARE * BANDS) / UNIT * UNIT).max(UNIT);
    if u64::from(width) * u64::from(height) <= SMALL || rows * BANDS * 2 > height {
        return None;
    }
    let row_bytes = width as usize * 3;
    let mut samples = Vec::with_capacity(row_bytes * (rows * BANDS) as usize);
    for band in 0..BANDS {
        // In the middle of its share of the picture, on the grid of the whole.
        let top = (height * (2 * band + 1) / (2 * BANDS) - rows / 2) / UNIT * UNIT;
        let at = top as usize * row_bytes;
        samples.extend_from_slice(&picture.as_raw()[at..at + rows as usize * row_bytes]);
    }
    RgbImage::from_raw(width, rows * BANDS, samples)
}

#[expect(clippy::cast_precision_loss, reason = "file sizes are far below 2^52")]
fn as_f64(bytes: u64) -> f64 {
    bytes as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a positive number of bytes"
)]
fn as_u64(bytes: f64) -> u64 {
    bytes as u64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "positive, and beyond the range it saturates"
)]
fn scaled(tenths: u16, factor: f64) -> u16 {
    (f64::from(tenths) * factor).round() as u16
}
