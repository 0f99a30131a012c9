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
use super::jpeg::Inks;
use super::limits::{DecodeError, Limits, check_bytes, check_size};
use super::reduce::{Geometry, Reducer, StoredPlanes, Whole, index, whole_divisor};
use crate::metadata::Header;

/// Decodes the first page for analysis. Transparency is laid over white.
pub(super) fn analyze(
    bytes: &[u8],
    header: &Header,
    limits: &Limits,
) -> Result<StoredPlanes, DecodeError> {
    let form = open(bytes, header)?;
    let geometry = Geometry::new(form.width, form.height);
    check(&form, geometry.bytes(), limits)?;
    if form.meaning.is_gray() {
        reduced::<1>(&form, geometry, limits)
    } else {
        reduced::<3>(&form, geometry, limits)
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
    let (mut row, mut rgb) = (Vec::new(), Vec::new());
    let is_gray = form.meaning.is_gray();
    parts::rows(&form, limits, |samples| {
        row.clear();
        form.colors(samples, &mut row);
        if is_gray {
            rgb.clear();
            rgb.extend(row.iter().flat_map(|gray| [*gray; 3]));
            whole.add(&rgb);
        } else {
            whole.add(&row);
        }
    })?;
    Ok(whole.finish())
}

/// The inks of the first page, 255 for a full cover; `None` if it isn't made of inks.
pub(super) fn full_inks(
    bytes: &[u8],
    header: &Header,
    limits: &Limits,
) -> Result<Option<Inks>, DecodeError> {
    let form = open(bytes, header)?;
    if !matches!(form.meaning, Meaning::Inks) {
        return Ok(None);
    }
    check(&form, (4 + 3) * form.pixels(), limits)?; // and the RGB that is made of them
    let mut inks = Vec::with_capacity(4 * index(form.width) * index(form.height));
    parts::rows(&form, limits, |samples| {
        for pixel in samples.chunks_exact(form.samples) {
            inks.extend_from_slice(&pixel[..4]);
        }
    })?;
    Ok(Some(Inks {
        size: (form.width, form.height),
        samples: inks,
    }))
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
    geometry: Geometry,
    limits: &Limits,
) -> Result<StoredPlanes, DecodeError> {
    let mut reducer = Reducer::<CHANNELS>::of_stored_rows(geometry);
    let mut row = Vec::new();
    parts::rows(form, limits, |samples| {
        row.clear();
        form.colors(samples, &mut row);
        reducer.add(&row);
    })?;
    Ok(reducer.finish())
}
