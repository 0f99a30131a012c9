//! Whether a page is all there. The renderer draws what it can and says nothing of a picture that ends early, of one
//! that isn't in the file, or of content that it can't read; a copy of such a page would be a certificate with a hole.

use std::collections::HashSet;

use hayro::hayro_syntax::content::TypedIter;
use hayro::hayro_syntax::content::ops::TypedInstruction as Op;
use hayro::hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Stream};
use hayro::hayro_syntax::page::{Page, Resources};

use super::unpack::unpack;
use super::whole_picture;
use crate::codec::foreign::opened::{corrupt, unsupported};
use crate::codec::limits::{Breach, DecodeError, Form, Limits};
use crate::container::Damage;

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
        let leads_nowhere = page.raw().contains_key(b"Contents".as_slice());
        return if leads_nowhere { Err(MISSING) } else { Ok(()) };
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
        match kind.as_deref() {
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
        whole_picture::check(picture, resources, self.limits)?;
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
