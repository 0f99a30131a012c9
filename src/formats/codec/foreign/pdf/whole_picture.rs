//! Whether a picture on a page is all there: as many samples as it has pixels, or a coding that decodes to its end.

use hayro::hayro_syntax::object::stream::ImageDecodeParams;
use hayro::hayro_syntax::object::{Array, Dict, Name, Object, Stream};
use hayro::hayro_syntax::page::Resources;
use hayro_ccitt::{DecodeSettings, Decoder, DecoderContext, EncodingMode};

use super::unpack::{Coding, Unpacked, unpack};
use crate::codec::foreign::jpeg2000;
use crate::codec::foreign::opened::corrupt;
use crate::codec::limits::{DecodeError, Limits};
use crate::codec::{self, jpeg};
use crate::container::{Damage, Ending};
use crate::format::Format;
use crate::{metadata, sniff};

/// Refuses a picture that doesn't unpack to all its pixels.
pub(super) fn check(
    picture: &Stream<'_>,
    resources: &Resources<'_>,
    limits: &Limits,
) -> Result<(), DecodeError> {
    let about = picture.dict();
    let number = |keys: [&[u8]; 2]| {
        let [one, other] = keys.map(|key| about.get::<u32>(key));
        one.or(other)
    };
    let (Some(width), Some(height)) = (number([b"W", b"Width"]), number([b"H", b"Height"])) else {
        return Err(corrupt(Damage::PagePart));
    };
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 {
        return Err(corrupt(Damage::PagePart));
    }
    if pixels > limits.pixels {
        return Err(DecodeError::TooLarge {
            pixels,
            limit: limits.pixels,
        });
    }
    let most = usize::try_from(limits.decode_bytes).unwrap_or(usize::MAX);
    let Unpacked {
        bytes,
        coding,
        is_ended,
    } = unpack(picture, most)?;
    match coding {
        None => {
            let is_mask = [&b"IM"[..], b"ImageMask"]
                .iter()
                .any(|key| about.get::<bool>(*key) == Some(true));
            let bits = if is_mask {
                1
            } else {
                number([b"BPC", b"BitsPerComponent"]).unwrap_or(8)
            };
            let channels = if is_mask {
                Some(1)
            } else {
                let [short, long] = [&b"CS"[..], b"ColorSpace"].map(|key| about.get(key));
                short
                    .or(long)
                    .and_then(|space| channels(&space, resources, 0))
            };
            let row = |channels: u64| (u64::from(width) * channels * u64::from(bits)).div_ceil(8);
            let is_predicted = predicts_rows(about);
            let needed = channels
                .map(|channels| u64::from(height) * (row(channels) + u64::from(is_predicted)));
            match needed {
                Some(needed) if (bytes.len() as u64) < needed => Err(corrupt(Damage::MissingData)),
                Some(_) => Ok(()),
                None if is_ended => Ok(()),
                None => Err(corrupt(Damage::MissingData)),
            }
        }
        Some(_) if !is_ended => Err(corrupt(Damage::MissingData)),
        Some((Coding::Jpeg, _)) => check_jpeg(&bytes, limits),
        Some((Coding::Jpeg2000, _)) => match jpeg2000::open(&bytes, limits) {
            // Colors are left to the renderer.
            Ok(_) | Err(DecodeError::Unsupported { .. }) => Ok(()),
            Err(error) => Err(error),
        },
        Some((Coding::Fax, parameters)) => check_fax(&bytes, &parameters, height),
        Some((Coding::Jbig2, _)) => {
            let asked = ImageDecodeParams {
                width,
                height,
                ..ImageDecodeParams::default()
            };
            let decoded = picture.decoded_image(&asked);
            let decoded = decoded.map_err(|_cause| corrupt(Damage::PackedData))?;
            let rows = decoded.image_data.map_or(0, |about| about.height);
            if rows < height {
                return Err(corrupt(Damage::MissingData));
            }
            Ok(())
        }
    }
}

/// Whether every row begins with a byte that says how it is predicted, as in PNG.
fn predicts_rows(about: &Dict<'_>) -> bool {
    let [short, long] = [&b"DP"[..], b"DecodeParms"].map(|key| about.get::<Object<'_>>(key));
    let parameters = match short.or(long) {
        Some(Object::Dict(parameters)) => vec![parameters],
        Some(Object::Array(several)) => several.iter::<Dict<'_>>().collect(),
        _ => Vec::new(),
    };
    let predictor = |about: &Dict<'_>| about.get::<i64>(b"Predictor".as_slice());
    parameters
        .iter()
        .filter_map(predictor)
        .any(|kind| kind >= 10)
}

/// How many channels the colors of a space have; `None` if that isn't told.
fn channels(space: &Object<'_>, resources: &Resources<'_>, depth: usize) -> Option<u64> {
    let named = |name: &Name<'_>| match name.as_ref() {
        b"DeviceGray" | b"G" | b"CalGray" | b"Indexed" | b"I" | b"Separation" => Some(1),
        b"DeviceRGB" | b"RGB" | b"CalRGB" | b"Lab" => Some(3),
        b"DeviceCMYK" | b"CMYK" => Some(4),
        _ => None,
    };
    match space {
        Object::Name(name) => named(name).or_else(|| {
            let space = resources.get_color_space(name)?;
            (depth == 0).then(|| channels(&space, resources, 1))?
        }),
        Object::Array(parts) => {
            let mut parts = parts.flex_iter();
            let kind = parts.next::<Name<'_>>()?;
            match kind.as_ref() {
                b"ICCBased" => {
                    let profile = parts.next::<Stream<'_>>()?;
                    profile.dict().get::<u32>(b"N".as_slice()).map(u64::from)
                }
                b"DeviceN" => Some(parts.next::<Array<'_>>()?.raw_iter().count() as u64),
                _ => named(&kind),
            }
        }
        _ => None,
    }
}

/// Refuses a JPEG that our own reader finds cut or damaged; the renderer's makes up what is missing.
fn check_jpeg(bytes: &[u8], limits: &Limits) -> Result<(), DecodeError> {
    let (probe, walk) = sniff::sniff(bytes, None);
    if probe.format != Format::Jpeg {
        return Err(corrupt(Damage::PackedData));
    }
    let marked;
    let bytes = match probe.ending {
        Some(Ending::CutShort) => return Err(corrupt(Damage::MissingData)),
        Some(Ending::Damaged { what }) => return Err(corrupt(what)),
        Some(Ending::NoEndMark) => {
            marked = jpeg::with_end_mark(bytes);
            &marked
        }
        Some(Ending::Proper | Ending::Trailing { .. }) | None => bytes,
    };
    let header = walk.as_ref().and_then(metadata::read);
    let header = header.ok_or_else(|| corrupt(Damage::Header))?;
    match codec::decode(bytes, Format::Jpeg, &header, limits) {
        // Its colors are left to the renderer, and so are kinds that only the renderer reads.
        Ok(_) | Err(DecodeError::Unsupported { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Refuses a page of a fax of which rows are missing or guessed.
fn check_fax(bytes: &[u8], parameters: &Dict<'_>, height: u32) -> Result<(), DecodeError> {
    struct Rows(u32);
    impl Decoder for Rows {
        fn push_row(&mut self, _: &[u32]) {
            self.0 += 1;
        }
    }
    let is = |key: &[u8], usual| parameters.get::<bool>(key).unwrap_or(usual);
    let mut context = DecoderContext::new(DecodeSettings {
        columns: parameters.get::<u32>(b"Columns".as_slice()).unwrap_or(1728),
        rows: height,
        end_of_block: is(b"EndOfBlock", true),
        end_of_line: is(b"EndOfLine", false),
        rows_are_byte_aligned: is(b"EncodedByteAlign", false),
        encoding: match parameters.get::<i64>(b"K".as_slice()).unwrap_or(0) {
            ..0 => EncodingMode::Group4,
            0 => EncodingMode::Group3_1D,
            1.. => EncodingMode::Group3_2D,
        },
        strict: true,
    });
    let mut rows = Rows(0);
    match hayro_ccitt::decode(bytes, &mut rows, &mut context) {
        Err(_) => Err(corrupt(Damage::PackedData)),
        Ok(_) if rows.0 < height => Err(corrupt(Damage::MissingData)),
        Ok(_) => Ok(()),
    }
}
