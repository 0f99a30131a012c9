//! The highest JPEG quality inside a number of bytes. What a sample of the picture takes at each
//! quality tells where to look, so that one or two encodes of the whole are enough.

use image::RgbImage;

use super::encode::whole_dpi;
use super::remark::{NOT_ENCODED, Remark};
use crate::decode::jpeg::{self, Effort, Encoding, Subsampling};

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
/// A sample errs by a few percent; what lies beyond by more than that is not worth an attempt.
const DOUBT: f64 = 1.15;

/// One encoded JPEG.
pub(super) struct Attempt {
    pub(super) bytes: Vec<u8>,
    pub(super) quality: u8,
    pub(super) chroma: Subsampling,
}

impl Attempt {
    pub(super) fn new(
        picture: &RgbImage,
        quality: u8,
        chroma: Subsampling,
        dpi: Option<f64>,
    ) -> Result<Self, Remark> {
        let encoding = Encoding {
            quality,
            chroma,
            effort: Effort::Fast,
            dpi: whole_dpi(dpi),
            icc: None,
        };
        let bytes =
            jpeg::encode(picture, &encoding).map_err(|error| NOT_ENCODED.because(error.cause))?;
        Ok(Self {
            bytes,
            quality,
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
    /// Bytes of the sample by quality, as far as they were asked for.
    sampled: [Option<f64>; 101],
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
            sampled: [None; 101],
        }
    }

    /// What the picture will take, in bytes.
    pub(super) fn predicted(&mut self, quality: u8) -> Result<f64, Remark> {
        let known = self.sampled[usize::from(quality)];
        let sampled = if let Some(sampled) = known {
            sampled
        } else {
            let sample = self.sample.as_ref().unwrap_or(self.picture);
            as_f64(Attempt::new(sample, quality, self.chroma, None)?.len())
        };
        self.sampled[usize::from(quality)] = Some(sampled);
        Ok(sampled * self.factor)
    }

    /// Whether the picture is so far too large at a quality that no attempt is needed.
    pub(super) fn is_hopeless(&mut self, quality: u8) -> Result<bool, Remark> {
        Ok(self.predicted(quality)? > as_f64(self.most) * DOUBT)
    }

    /// The highest quality from `lowest` on, up to [`TOP`], that fits; or about how many bytes the
    /// lowest takes.
    pub(super) fn highest(mut self, lowest: u8) -> Result<Result<Attempt, u64>, Remark> {
        if self.is_hopeless(lowest)? {
            return Ok(Err(as_u64(self.predicted(lowest)?)));
        }
        let (mut low, mut high) = (lowest, TOP);
        let mut best = None;
        while low <= high {
            let quality = match (self.likely(low, high)?, &best) {
                (Some(quality), _) => quality,
                (None, None) => low,
                (None, Some(_)) => break,
            };
            let attempt = Attempt::new(self.picture, quality, self.chroma, self.dpi)?;
            let len = attempt.len();
            self.factor *= as_f64(len) / self.predicted(quality)?;
            if len <= self.most {
                best = Some(attempt);
                low = quality + 1;
            } else if quality == lowest {
                return Ok(Err(len));
            } else {
                high = quality - 1;
            }
        }
        Ok(best.ok_or(self.most))
    }

    /// The highest quality in a range that is predicted to fit, by bisection.
    fn likely(&mut self, low: u8, high: u8) -> Result<Option<u8>, Remark> {
        let mut found = None;
        let (mut low, mut high) = (low, high);
        while low <= high {
            let middle = low.midpoint(high);
            if self.predicted(middle)? <= as_f64(self.most) {
                found = Some(middle);
                low = middle + 1;
            } else {
                high = middle - 1;
            }
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
