//! Whether a page is all there. The renderer draws what it can and says nothing of a picture that ends early, of one
//! that isn't in the file, or of content that it can't read; a copy of such a page would be a certificate with a hole.

use std::collections::HashSet;

use hayro::hayro_syntax::content::TypedIter;
use hayro::hayro_syntax::content::ops::TypedInstruction as Op;
use hayro::hayro_syntax::object::stream::ImageDecodeParams;
use hayro::hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Stream};
use hayro::hayro_syntax::page::{Page, Resources};
use hayro_ccitt::{DecodeSettings, Decoder, DecoderContext, EncodingMode};

use super::unpack::{Coding, Unpacked, unpack};
use crate::codec::foreign::jpeg2000;
use crate::codec::foreign::opened::{corrupt, unsupported};
use crate::codec::limits::{Breach, DecodeError, Form, Limits};
use crate::codec::{self, jpeg};
use crate::container::{Damage, Ending};
use crate::format::Format;
use crate::{metadata, sniff};

/// Longest content of a page or of a part of it, unpacked. Chosen, not fitted: drawn maps have a few megabytes.
const LONGEST_CONTENT: usize = 32 << 20;
/// How deep parts of a page may lie in one another; the renderer leaves out what lies deeper than 48.
const DEEPEST_PART: usize = 32;
/// How deep procedures of a color function may nest, which no program makes deeper than a few; and its longest text.
const DEEPEST_FUNCTION: usize = 64;
const LONGEST_FUNCTION: usize = 1 << 20;
/// How many values are looked at in search of such functions, and how deep.
const MOST_VALUES: usize = 20_000;
const DEEPEST_VALUE: usize = 12;

const MISSING: DecodeError = corrupt(Damage::PagePart);
const TOO_DEEP: DecodeError = DecodeError::TooCostly(Breach::Depth);

/// Refuses a page whose content isn't all there, or is longer than any.
pub(super) fn check_content(page: &Page<'_>) -> Result<(), DecodeError> {
    let Some(content) = page.raw().get::<Object<'_>>(b"Contents".as_slice()) else {
        // A page may be empty, but not lead nowhere.
        return match page.raw().contains_key(b"Contents".as_slice()) {
            true => Err(MISSING),
            false => Ok(()),
        };
    };
    match content {
        Object::Stream(content) => content_of(&content).map(drop),
        Object::Array(parts) => {
            let count = parts.raw_iter().count();
            let mut whole = 0;
            let mut length = 0;
            for part in parts.iter::<Stream<'_>>() {
                whole += 1;
                length += content_of(&part)?.len();
                if length > LONGEST_CONTENT {
                    return Err(DecodeError::TooCostly(Breach::Memory));
                }
            }
            if whole == count { Ok(()) } else { Err(MISSING) }
        }
        Object::Null(_) => Ok(()),
        _ => Err(MISSING),
    }
}

/// The content in a stream, if it is whole.
fn content_of(stream: &Stream<'_>) -> Result<Vec<u8>, DecodeError> {
    let content = unpack(stream, LONGEST_CONTENT)?;
    if content.coding.is_some() || !content.is_ended {
        return Err(MISSING);
    }
    Ok(content.bytes.into_owned())
}

/// Refuses a page of which anything is missing that is shown.
pub(super) fn check(page: &Page<'_>, limits: &Limits) -> Result<(), DecodeError> {
    let mut seen = Seen {
        limits,
        streams: HashSet::new(),
        values_left: MOST_VALUES,
    };
    seen.resources(page.resources())?;
    seen.content(page.page_stream().unwrap_or_default(), page.resources(), 0)?;
    let annotations = page.raw().get::<Array<'_>>(b"Annots".as_slice());
    for annotation in annotations.iter().flat_map(Array::iter::<Dict<'_>>) {
        if let Some(shown) = appearance(&annotation) {
            seen.form(&shown, page.resources(), 0)?;
        }
    }
    Ok(())
}

/// What an annotation looks like, in its present state. Hidden ones are not drawn.
fn appearance<'a>(annotation: &Dict<'a>) -> Option<Stream<'a>> {
    const HIDDEN_OR_NO_VIEW: i64 = 0b10_0010;
    let flags = annotation.get::<i64>(b"F".as_slice()).unwrap_or(0);
    if flags & HIDDEN_OR_NO_VIEW != 0 {
        return None;
    }
    let appearances = annotation.get::<Dict<'a>>(b"AP".as_slice())?;
    match appearances.get::<Object<'a>>(b"N".as_slice())? {
        Object::Stream(shown) => Some(shown),
        Object::Dict(states) => states.get(annotation.get::<Name<'a>>(b"AS".as_slice())?),
        _ => None,
    }
}

/// What was looked at already: a part that is shown a million times is looked at once.
struct Seen<'l> {
    limits: &'l Limits,
    streams: HashSet<ObjectIdentifier>,
    values_left: usize,
}

impl Seen<'_> {
    /// What some content shows.
    fn content(
        &mut self,
        content: &[u8],
        resources: &Resources<'_>,
        depth: usize,
    ) -> Result<(), DecodeError> {
        // The reader stops without a word at what it can't read. What is put behind the content tells whether it did.
        const LAST: &[u8] = b" /whole-of-it MP";
        let marked = [content, LAST].concat();
        let mut is_read = false;
        let mut has_font = false;
        let mut operations = TypedIter::new(&marked);
        while let Some(operation) = operations.next() {
            is_read = false;
            match operation {
                Op::MarkedContentPoint(point) => {
                    is_read = point.0.as_ref() == b"whole-of-it";
                }
                Op::XObject(name) => {
                    let part = resources.get_x_object(name.0).ok_or(MISSING)?;
                    self.part(&part, resources, depth)?;
                }
                Op::InlineImage(picture) => self.picture(picture.0, resources)?,
                Op::Shading(name) if resources.get_shading(name.0).is_none() => {
                    return Err(MISSING);
                }
                Op::NonStrokeColorNamed(color) => self.pattern(color.1, resources, depth)?,
                Op::StrokeColorNamed(color) => self.pattern(color.1, resources, depth)?,
                Op::SetGraphicsState(name) => {
                    let state = resources.get_ext_g_state(name.0);
                    has_font |= state
                        .as_ref()
                        .is_some_and(|state| state.contains_key(b"Font"));
                    let mask = state.and_then(|state| state.get::<Dict<'_>>(b"SMask".as_slice()));
                    if let Some(group) =
                        mask.and_then(|mask| mask.get::<Stream<'_>>(b"G".as_slice()))
                    {
                        self.form(&group, resources, depth)?;
                    }
                }
                Op::TextFont(font) => has_font = resources.get_font(font.0).is_some(),
                Op::ShowText(_) | Op::ShowTexts(_) | Op::NextLineAndShowText(_) if !has_font => {
                    return Err(unsupported(Form::MissingFont));
                }
                // A picture in the content that has no end.
                Op::Fallback(operator) if operator.as_ref() == b"BI" => return Err(MISSING),
                _ => {}
            }
        }
        if is_read { Ok(()) } else { Err(MISSING) }
    }

    /// A picture, or a part with content of its own.
    fn part(
        &mut self,
        part: &Stream<'_>,
        resources: &Resources<'_>,
        depth: usize,
    ) -> Result<(), DecodeError> {
        let kind = part.dict().get::<Name<'_>>(b"Subtype".as_slice());
        match kind.as_ref().map(|kind| kind.as_ref()) {
            Some(b"Image") => self.picture(part, resources),
            Some(b"Form") => self.form(part, resources, depth),
            Some(b"PS") => Ok(()), // for printers, and shown by nobody
            _ => Err(MISSING),
        }
    }

    fn form(
        &mut self,
        form: &Stream<'_>,
        around: &Resources<'_>,
        depth: usize,
    ) -> Result<(), DecodeError> {
        if depth >= DEEPEST_PART {
            return Err(TOO_DEEP);
        }
        if !self.streams.insert(form.obj_id()) {
            return Ok(());
        }
        let own = form.dict().get::<Dict<'_>>(b"Resources".as_slice());
        let own = own.map(Resources::new);
        if let Some(own) = &own {
            self.resources(own)?;
        }
        let content = content_of(form)?;
        match &own {
            Some(own) => self.content(&content, own, depth + 1),
            None => self.content(&content, around, depth + 1),
        }
    }

    /// A pattern that is painted with, if that is what a name means.
    fn pattern(
        &mut self,
        name: Option<&Name<'_>>,
        resources: &Resources<'_>,
        depth: usize,
    ) -> Result<(), DecodeError> {
        let Some(name) = name else { return Ok(()) };
        match resources.get_pattern(name) {
            Some(Object::Stream(tile)) if tile.dict().contains_key(b"BBox".as_slice()) => {
                self.form(&tile, resources, depth)
            }
            Some(_) => Ok(()),
            None => Err(MISSING),
        }
    }

    /// A picture, and the masks it is shown through.
    fn picture(
        &mut self,
        picture: &Stream<'_>,
        resources: &Resources<'_>,
    ) -> Result<(), DecodeError> {
        let about = picture.dict();
        // Those in the content have no number.
        if about.obj_id().is_some() && !self.streams.insert(picture.obj_id()) {
            return Ok(());
        }
        check_picture(picture, resources, self.limits)?;
        for key in [&b"SMask"[..], b"Mask"] {
            match about.get::<Object<'_>>(key) {
                Some(Object::Stream(mask)) if mask.obj_id() != picture.obj_id() => {
                    self.picture(&mask, resources)?;
                }
                None if about.contains_key(key) => return Err(MISSING),
                _ => {}
            }
        }
        Ok(())
    }

    /// Refuses functions that nest deeper than the renderer can follow.
    fn resources(&mut self, resources: &Resources<'_>) -> Result<(), DecodeError> {
        for dict in [
            &resources.color_spaces,
            &resources.patterns,
            &resources.shadings,
            &resources.ext_g_states,
        ] {
            self.value(Object::Dict(dict.clone()), 0)?;
        }
        Ok(())
    }

    fn value(&mut self, value: Object<'_>, depth: usize) -> Result<(), DecodeError> {
        if depth > DEEPEST_VALUE || self.values_left == 0 {
            return Ok(());
        }
        self.values_left -= 1;
        match value {
            Object::Dict(dict) => self.values(&dict, depth),
            Object::Array(array) => {
                for value in array.iter::<Object<'_>>().take(self.values_left) {
                    self.value(value, depth + 1)?;
                }
                Ok(())
            }
            Object::Stream(stream) => {
                let kind = stream.dict().get::<i64>(b"FunctionType".as_slice());
                if kind == Some(4) && self.streams.insert(stream.obj_id()) {
                    check_nesting(&unpack(&stream, LONGEST_FUNCTION)?.bytes)?;
                }
                self.values(stream.dict(), depth)
            }
            _ => Ok(()),
        }
    }

    fn values(&mut self, dict: &Dict<'_>, depth: usize) -> Result<(), DecodeError> {
        for key in dict.keys().take(self.values_left) {
            if key.as_ref() != b"Parent"
                && let Some(value) = dict.get::<Object<'_>>(key)
            {
                self.value(value, depth + 1)?;
            }
        }
        Ok(())
    }
}

/// Refuses the text of a function whose procedures nest too deep.
fn check_nesting(function: &[u8]) -> Result<(), DecodeError> {
    let mut depth = 0_usize;
    for byte in function {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST_FUNCTION {
            return Err(TOO_DEEP);
        }
    }
    Ok(())
}

/// Refuses a picture that doesn't unpack to all its pixels.
fn check_picture(
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
        return Err(MISSING);
    };
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 {
        return Err(MISSING);
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
