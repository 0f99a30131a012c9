//! Luma and chroma that are not inside a JPEG (TIFF 6.0, section 21).

use std::io::{self, Read};

use crate::codec::reduce::index;
use crate::container::tiff::{TiffTags, tag};

/// How luma and chroma become RGB.
#[derive(Debug)]
pub(super) struct Ycc {
    /// What red, green and blue add to luma.
    weights: [f32; 3],
    /// Black and white of luma, and neutral and full of each chroma.
    reference: [f32; 6],
}

impl Ycc {
    pub(super) fn read(tags: TiffTags<'_>) -> Self {
        Self {
            weights: fractions(tags, tag::YCC_COEFFICIENTS).unwrap_or([0.299, 0.587, 0.114]),
            reference: fractions(tags, tag::REFERENCE_BLACK_WHITE)
                .unwrap_or([0.0, 255.0, 128.0, 255.0, 128.0, 255.0]),
        }
    }

    pub(super) fn rgb(&self, [y, cb, cr]: [u8; 3]) -> [u8; 3] {
        let [luma, blueness, redness] =
            [0, 2, 4].map(|at| (self.reference[at], self.reference[at + 1]));
        let scaled = |sample: u8, (zero, full): (f32, f32), range: f32| {
            (f32::from(sample) - zero) * range / (full - zero).max(1.0)
        };
        let y = scaled(y, luma, 255.0);
        let cb = scaled(cb, blueness, 127.0);
        let cr = scaled(cr, redness, 127.0);
        let [of_red, of_green, of_blue] = self.weights;
        let red = y + cr * (2.0 - 2.0 * of_red);
        let blue = y + cb * (2.0 - 2.0 * of_blue);
        let green = (y - of_blue * blue - of_red * red) / of_green.max(0.001);
        [red, green, blue].map(level)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to a byte"
)]
fn level(value: f32) -> u8 {
    value.round().clamp(0.0, 255.0) as u8
}

fn fractions<const COUNT: usize>(tags: TiffTags<'_>, tag: u16) -> Option<[f32; COUNT]> {
    let value = tags.find(tag)?;
    let mut fractions = [0.0; COUNT];
    for (position, fraction) in fractions.iter_mut().enumerate() {
        let whole = || {
            let number = u32::try_from(value.number(position)?).ok()?;
            Some(f64::from(number))
        };
        let stated = value.fraction(position).or_else(whole)?;
        #[expect(clippy::cast_possible_truncation, reason = "a level or a share")]
        let stated = stated as f32;
        *fraction = Some(stated).filter(|stated| stated.is_finite())?;
    }
    Some(fractions)
}

/// Makes pixels of three samples out of units that hold the luma of several pixels and then one
/// chroma for all of them.
pub(super) struct Spread<R> {
    packed: R,
    /// Pixels of a unit, across and down.
    unit: (usize, usize),
    width: usize,
    units: Vec<u8>,
    /// Samples of the rows that one row of units makes, and how many bytes of them were read.
    rows: Vec<u8>,
    read: usize,
}

impl<R: Read> Spread<R> {
    pub(super) fn new(packed: R, (across, down): (u8, u8), width: u32) -> Self {
        let unit = (usize::from(across), usize::from(down));
        let width = index(width);
        let rows = vec![0; 3 * width * unit.1];
        Self {
            packed,
            unit,
            width,
            units: vec![0; width.div_ceil(unit.0) * (unit.0 * unit.1 + 2)],
            read: rows.len(),
            rows,
        }
    }

    fn spread(&mut self) {
        let (across, down) = self.unit;
        let (width, luma) = (self.width, across * down);
        for (column, unit) in self.units.chunks_exact(luma + 2).enumerate() {
            for (n, y) in unit[..luma].iter().enumerate() {
                let x = column * across + n % across;
                if x < width {
                    let at = 3 * (n / across * width + x);
                    self.rows[at..at + 3].copy_from_slice(&[*y, unit[luma], unit[luma + 1]]);
                }
            }
        }
    }
}

impl<R: Read> Read for Spread<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.read == self.rows.len() {
            self.packed.read_exact(&mut self.units)?;
            self.spread();
            self.read = 0;
        }
        let rest = &self.rows[self.read..];
        let length = rest.len().min(out.len());
        out[..length].copy_from_slice(&rest[..length]);
        self.read += length;
        Ok(length)
    }
}
