//! JPEG inside a TIFF: each part becomes a file of its own for the JPEG decoder.
//!
//! - The present way (Adobe's Technical Note 2): parts are JPEG files whose tables stand in a tag.
//! - The old way (TIFF 6.0, section 22), which fax and scanner programs of the nineties write in
//!   three manners: one whole JPEG file somewhere, a JPEG file's beginning somewhere and the rest
//!   in the strips, or bare entropy-coded strips and tables that tags point to.

use std::borrow::Cow;
use std::io::Read;

use super::error::{corrupt, unsupported};
use super::form::TiffForm;
use crate::codec::jpeg::{JpegPart, PartColors};
use crate::codec::limits::{DecodeError, Form, Limits};
use crate::container::Damage;
use crate::container::jpeg::markers::{EOI, Markers, SOI, SOS};
use crate::container::tiff::{TagValue, tag};

const START: [u8; 2] = [0xFF, SOI];
const END: [u8; 2] = [0xFF, EOI];

/// Whether luma and chroma are what the JPEG holds.
fn colors(form: &TiffForm<'_>) -> PartColors {
    if form.tags.number(tag::PHOTOMETRIC) == Some(6) && !form.is_planar && form.samples == 3 {
        PartColors::Ycc
    } else {
        PartColors::AsStored
    }
}

pub(super) fn open<'b>(
    form: &TiffForm<'_>,
    bytes: &'b [u8],
    limits: &Limits,
) -> Result<Box<dyn Read + 'b>, DecodeError> {
    let part = JpegPart::open(bytes, colors(form), limits)?;
    if (part.width(), part.samples()) != (form.part.0, form.samples_together()) {
        return Err(corrupt(Damage::Sizes));
    }
    Ok(Box::new(part))
}

/// A part with the tables that all parts share, and with the end mark that many lack.
pub(super) fn joined<'a>(form: &TiffForm<'a>, part: &'a [u8]) -> Cow<'a, [u8]> {
    let tables = form.tags.find(tag::JPEG_TABLES);
    let tables = tables.and_then(TagValue::raw).unwrap_or_default();
    let tables = tables.strip_suffix(&END).unwrap_or(tables);
    let (head, rest) = match part.strip_prefix(&START) {
        Some(rest) if tables.starts_with(&START) => (tables, rest),
        _ => (&[][..], part),
    };
    Cow::Owned([head, rest, &END].concat())
}

/// The one JPEG file of an old TIFF; `None` if its tags point to tables instead.
pub(super) fn whole(form: &TiffForm<'_>) -> Result<Option<Vec<u8>>, DecodeError> {
    let number = |tag| {
        let number = form.tags.number(tag)?;
        usize::try_from(number).ok()
    };
    let Some(at) = number(tag::JPEG_DATA).filter(|at| *at > 0) else {
        return Ok(None);
    };
    let head = form.file.get(at..).unwrap_or_default();
    if !head.starts_with(&START) {
        return Err(corrupt(Damage::MissingData));
    }
    let stated = number(tag::JPEG_DATA_LENGTH).filter(|length| *length > 0);
    let head = stated.and_then(|length| head.get(..length)).unwrap_or(head);
    // The strips often point into the same data; then the file goes on where they begin.
    let listed = form.parts_listed();
    let strips = (0..listed).map(|position| form.place(position));
    let strips = strips.collect::<Result<Vec<_>, _>>()?;
    let first = number(tag::STRIP_OFFSETS).unwrap_or(usize::MAX);
    let into_strips = first.checked_sub(at).filter(|length| *length > 0);
    Ok(Some(
        match into_strips.and_then(|length| head.get(..length)) {
            Some(beginning) => [beginning, &strips.concat(), &END].concat(),
            None if strips.is_empty() || first == at || holds_pixels(head) => [head, &END].concat(),
            None => [head, &strips.concat(), &END].concat(),
        },
    ))
}

/// Whether there is more behind the header of the first scan than its end.
fn holds_pixels(jpeg: &[u8]) -> bool {
    let mut markers = Markers::new(jpeg);
    while let Ok(segment) = markers.next_segment() {
        match segment.marker {
            SOS => return jpeg.len() > markers.position() + END.len(),
            EOI => return false,
            _ => {}
        }
    }
    false
}

/// A bare strip or tile as a baseline JPEG file.
pub(super) fn rebuilt<'a>(
    form: &TiffForm<'a>,
    part: &'a [u8],
    rows: u32,
) -> Result<Cow<'a, [u8]>, DecodeError> {
    if part.starts_with(&START) {
        return Ok(joined(form, part));
    }
    if form.tags.number(tag::JPEG_PROCESS).unwrap_or(1) != 1 {
        return Err(unsupported(Form::JpegKind));
    }
    let samples = u8::try_from(form.samples_together()).unwrap_or(0);
    let rows = if form.is_tiled { form.part.1 } else { rows };
    let sides = [rows, form.part.0].map(|side| u16::try_from(side).ok());
    let [Some(rows), Some(columns)] = sides else {
        return Err(corrupt(Damage::Sizes));
    };
    let mut file = START.to_vec();
    let mut segment = |marker: u8, content: &[u8]| {
        let length = u16::try_from(content.len() + 2).unwrap_or(u16::MAX);
        file.extend([0xFF, marker]);
        file.extend(length.to_be_bytes());
        file.extend(content);
    };
    for n in 0..samples {
        let quantization = table(form, tag::JPEG_QUANTIZATION, n, |_| 64)?;
        segment(0xDB, &[&[n], quantization].concat());
        for (class, tag) in [(0x00, tag::JPEG_DC_CODES), (0x10, tag::JPEG_AC_CODES)] {
            // Sixteen numbers of codes of each length, then as many values.
            let codes = table(form, tag, n, |counts| {
                16 + counts
                    .iter()
                    .map(|count| usize::from(*count))
                    .sum::<usize>()
            })?;
            segment(0xC4, &[&[class | n], codes].concat());
        }
    }
    if let Some(interval) = form.tags.number(tag::JPEG_RESTART_INTERVAL) {
        let interval = u16::try_from(interval).unwrap_or(0);
        segment(0xDD, &interval.to_be_bytes());
    }
    let sampling = old_sampling(form);
    let mut frame = vec![8];
    frame.extend(rows.to_be_bytes());
    frame.extend(columns.to_be_bytes());
    frame.push(samples);
    let mut scan = vec![samples];
    for n in 0..samples {
        frame.extend([n + 1, if n == 0 { sampling } else { 0x11 }, n]);
        scan.extend([n + 1, n << 4 | n]);
    }
    scan.extend([0, 63, 0]);
    segment(0xC0, &frame);
    segment(0xDA, &scan);
    file.extend(part);
    file.extend(END);
    Ok(Cow::Owned(file))
}

/// How luma is sampled against chroma: twice as often in both directions unless stated.
fn old_sampling(form: &TiffForm<'_>) -> u8 {
    if form.tags.number(tag::PHOTOMETRIC) != Some(6) || form.is_planar {
        return 0x11;
    }
    let value = form.tags.find(tag::YCC_SUBSAMPLING);
    let factor = |position| {
        let factor = value.and_then(|value| value.number(position));
        factor
            .and_then(|factor| u8::try_from(factor).ok())
            .unwrap_or(2)
            & 15
    };
    factor(0) << 4 | factor(1)
}

/// A table of one component; `length` of its first 16 bytes is its own.
fn table<'a>(
    form: &TiffForm<'a>,
    tag: u16,
    component: u8,
    length: impl Fn(&[u8]) -> usize,
) -> Result<&'a [u8], DecodeError> {
    let place = form.tags.find(tag);
    let at = place.and_then(|value| value.number(usize::from(component)));
    let rest = at
        .and_then(|at| usize::try_from(at).ok())
        .and_then(|at| form.file.get(at..));
    rest.and_then(|rest| rest.get(..length(rest.get(..16)?)))
        .ok_or_else(|| corrupt(Damage::MissingData))
}
