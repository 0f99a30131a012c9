//! JPEG 2000, as scanners for archives write it.

mod tiles;

use hayro_jpeg2000::{
    ColorSpace, DecodeError as Error, DecodeSettings, DecoderContext, FormatError, Image,
    MarkerError,
};

use super::boxes;
use super::opened::{Foreign, check, corrupt, unsupported};
use crate::codec::limits::{DecodeError, Form, Limits, check_pixels};
use crate::codec::reduce::whole_divisor;
use crate::container::{ColorModel, Damage};
use crate::metadata;

/// The decoder keeps its coefficients and its samples as 32-bit floats.
const BYTES_A_SAMPLE: u64 = 2 * 4 + 1;

/// Which of the boxes that are open to everybody has EXIF, and which XMP (XMP specification, part 3).
const EXIF: &[u8; 16] = b"JpgTiffExif->JP2";
const XMP: &[u8; 16] = b"\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac";

pub(super) fn open(bytes: &[u8], limits: &Limits) -> Result<Foreign, DecodeError> {
    let header = read(bytes, None)?;
    let stored = (header.width(), header.height());
    check_pixels(stored.0, stored.1, limits)?;
    let file = tiles::complete(bytes).map_err(corrupt)?;
    let whole = read(&file, None)?;
    let (colors, color_space) = match whole.color_space() {
        ColorSpace::Gray => (1, None),
        ColorSpace::RGB => (3, None),
        ColorSpace::Icc {
            profile,
            num_channels: channels @ (1 | 3),
        } => {
            let model = if *channels == 1 {
                ColorModel::Gray
            } else {
                ColorModel::Rgb
            };
            (*channels, metadata::ColorSpace::of_profile(profile, model))
        }
        other => {
            return Err(unsupported(Form::SampleCount(other.num_channels().into())));
        }
    };
    let channels = usize::from(colors) + usize::from(whole.has_alpha());
    // The picture is stored as a small one and what each doubling of it adds.
    let bytes_a_pixel = BYTES_A_SAMPLE * channels as u64;
    let divisor = whole_divisor(stored, bytes_a_pixel, 0, limits)?;
    let picture = if divisor > 1 {
        read(&file, Some((stored.0 / divisor, stored.1 / divisor)))?
    } else {
        whole
    };
    let size = (picture.width(), picture.height());
    check(size, bytes_a_pixel, limits)?; // it may have been stored without small ones
    let mut context = DecoderContext::default();
    let samples = picture.decode(&mut context).map_err(translated)?.data_u8();
    let opened = Foreign::new(size, channels, samples, color_space)?;
    Ok(Foreign {
        exif: in_box_with(bytes, EXIF),
        xmp: in_box_with(bytes, XMP),
        reduced_from: (size != stored).then_some(stored),
        ..opened
    })
}

fn read(bytes: &[u8], target: Option<(u32, u32)>) -> Result<Image<'_>, DecodeError> {
    let settings = DecodeSettings {
        strict: true, // half a certificate is none
        target_resolution: target,
        ..DecodeSettings::default()
    };
    Image::new(bytes, &settings).map_err(translated)
}

fn in_box_with(bytes: &[u8], id: &[u8; 16]) -> Option<Vec<u8>> {
    let mut boxes = boxes::top(bytes).filter(|found| &found.kind == b"uuid");
    boxes.find_map(|found| Some(found.content.strip_prefix(id)?.to_vec()))
}

fn translated(error: Error) -> DecodeError {
    match error {
        Error::Format(FormatError::Unsupported) | Error::Marker(MarkerError::Unsupported) => {
            unsupported(Form::Other)
        }
        Error::Format(_) | Error::Marker(_) | Error::Tile(_) => corrupt(Damage::Structure),
        Error::Validation(_) => corrupt(Damage::Header),
        Error::Decoding(_) | Error::Color(_) => corrupt(Damage::PackedData),
    }
}
