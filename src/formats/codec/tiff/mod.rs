//! TIFF, in every form that scanners, fax servers and picture programs write: strips or tiles,
//! one plane or several, whatever they are packed with, come out as rows of gray or RGB.
//!
//! No more than a row of each part is held; the libraries only unpack bytes.

mod error;
mod fax;
mod form;
mod jpeg_part;
mod palette;
mod parts;
mod ycc;

use image::RgbImage;

use self::form::{Meaning, TiffForm};
use super::limits::{DecodeError, Limits, check_bytes, check_size};
use super::reduce::{Geometry, Reducer, StoredPlanes, Whole, whole_divisor};
use super::to_srgb::ToSrgb;
use crate::metadata::{ColorSpace, Header};

/// Decodes the first page for analysis. Transparency is laid over white.
pub(super) fn analyze(
    bytes: &[u8],
    header: &Header,
    limits: &Limits,
) -> Result<StoredPlanes, DecodeError> {
    let form = open(bytes, header)?;
    let geometry = Geometry::new(form.width, form.height);
    check(&form, geometry.bytes(), limits)?;
    let space = header.space_to_look_through();
    if form.meaning.is_gray() && space.is_none() {
        reduced::<1>(&form, None, geometry, limits)
    } else {
        reduced::<3>(&form, space, geometry, limits)
    }
}

/// Decodes every pixel of the first page, the way the file stores them: not turned; at a fraction
/// of its size where memory is too small.
pub(super) fn full(
    bytes: &[u8],
    header: &Header,
    limits: &Limits,
) -> Result<RgbImage, DecodeError> {
    let form = open(bytes, header)?;
    let size = (form.width, form.height);
    let divisor = whole_divisor(size, 3, parts::work_bytes(&form), limits)?;
    let mut whole = Whole::new(size, divisor);
    let mut colors = RowColors::new(&form, header.space_to_convert())?;
    parts::rows(&form, limits, |samples| {
        whole.add(colors.rgb(samples)?);
        Ok(())
    })?;
    Ok(whole.finish())
}

fn open<'a>(bytes: &'a [u8], header: &Header) -> Result<TiffForm<'a>, DecodeError> {
    let form = TiffForm::read(bytes)?;
    check_size(header, form.width, form.height)?;
    Ok(form)
}

fn check(form: &TiffForm<'_>, output_bytes: u64, limits: &Limits) -> Result<(), DecodeError> {
    let needed = output_bytes.saturating_add(parts::work_bytes(form));
    check_bytes(form.pixels(), needed, limits)
}

fn reduced<const CHANNELS: usize>(
    form: &TiffForm<'_>,
    space: Option<&ColorSpace>,
    geometry: Geometry,
    limits: &Limits,
) -> Result<StoredPlanes, DecodeError> {
    let mut reducer = Reducer::<CHANNELS>::of_stored_rows(geometry);
    let mut colors = RowColors::new(form, space)?;
    parts::rows(form, limits, |samples| {
        let row = if CHANNELS == 1 {
            colors.as_stored(samples)
        } else {
            colors.rgb(samples)?
        };
        reducer.add(row);
        Ok(())
    })?;
    Ok(reducer.finish())
}

/// Makes colors of rows of samples.
struct RowColors<'a> {
    form: &'a TiffForm<'a>,
    to_srgb: Option<ToSrgb<u8>>,
    row: Vec<u8>,
    rgb: Vec<u8>,
}

impl<'a> RowColors<'a> {
    /// `space` is what the samples mean if that is not sRGB.
    fn new(form: &'a TiffForm<'a>, space: Option<&ColorSpace>) -> Result<Self, DecodeError> {
        Ok(Self {
            form,
            to_srgb: space.map(ToSrgb::new).transpose()?,
            row: Vec::new(),
            rgb: Vec::new(),
        })
    }

    /// Gray or RGB, transparency laid over white.
    fn as_stored(&mut self, samples: &[u8]) -> &[u8] {
        self.row.clear();
        self.form.colors(samples, &mut self.row);
        &self.row
    }

    /// RGB, brought to sRGB.
    fn rgb(&mut self, samples: &[u8]) -> Result<&[u8], DecodeError> {
        if matches!(self.form.meaning, Meaning::Inks)
            && let Some(to_srgb) = &self.to_srgb
        {
            self.row.clear();
            let pixels = samples.chunks_exact(self.form.samples);
            self.row
                .extend(pixels.flat_map(|pixel| [pixel[0], pixel[1], pixel[2], pixel[3]]));
            self.rgb.resize(self.row.len() / 4 * 3, 0);
            to_srgb.of_inks(&self.row, &mut self.rgb)?;
            return Ok(&self.rgb);
        }
        self.as_stored(samples);
        self.rgb.clear();
        if self.form.meaning.is_gray() {
            self.rgb.extend(self.row.iter().flat_map(|gray| [*gray; 3]));
        } else {
            self.rgb.extend_from_slice(&self.row);
        }
        if let Some(to_srgb) = &mut self.to_srgb {
            to_srgb.rgb(&mut self.rgb)?;
        }
        Ok(&self.rgb)
    }
}
