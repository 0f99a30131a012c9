//! Finds out whether a page shows nothing but one JPEG, so that its bytes can be taken out as they
//! are. Whatever is not plainly so is left to the renderer.

use hayro::hayro_syntax::content::ops::TypedInstruction as Op;
use hayro::hayro_syntax::object::{Array, Dict, Name, Number, Object, Stream};
use hayro::hayro_syntax::page::{Page, Rotation};
use hayro::kurbo::{Affine, Rect};

use super::unpack::unpack;
use crate::container::ColorModel;
use crate::format::Format;
use crate::metadata::ExifOrientation;
use crate::sniff;

/// How far a picture may reach beyond the page or its clip, as a share of the page: what scanning
/// programs round.
const SLACK: f64 = 0.02;
/// Most nested graphics states; real pages have a handful.
const DEEPEST: usize = 64;
/// Largest color profile that is taken, in bytes once it is unpacked. Those of screens and scanners have a few
/// hundred kilobytes, and the largest for printing about 4 MB.
const LARGEST_PROFILE: usize = 4 << 20;
/// Text that is shown in this mode is invisible: what a text reader found on the scan.
const INVISIBLE: i64 = 3;

/// The part of the graphics state that matters here.
#[derive(Clone, Copy)]
struct GraphicsState {
    matrix: Affine,
    clip: Rect,
    text_is_invisible: bool,
}

/// A JPEG as it lies in a PDF.
pub(super) struct PlainJpeg {
    pub(super) bytes: Vec<u8>,
    /// What the PDF says its colors mean.
    pub(super) profile: Option<Vec<u8>>,
}

/// The JPEG that is all a page shows, and the turn it is shown with.
pub(super) fn find(page: &Page<'_>) -> Option<(PlainJpeg, ExifOrientation)> {
    if has_annotations(page) {
        return None;
    }
    let shown = page.intersected_crop_box();
    let shown = Rect::new(shown.x0, shown.y0, shown.x1, shown.y1);
    let mut state = GraphicsState {
        matrix: Affine::IDENTITY,
        clip: shown,
        text_is_invisible: false,
    };
    let mut saved = Vec::new();
    let mut path = PathShape::None;
    let mut found = None;
    let mut operations = page.typed_operations();
    while let Some(operation) = operations.next() {
        match operation {
            Op::SaveState(_) if saved.len() < DEEPEST => saved.push(state),
            Op::RestoreState(_) => state = saved.pop()?,
            Op::Transform(t) => {
                state.matrix *=
                    Affine::new([&t.0, &t.1, &t.2, &t.3, &t.4, &t.5].map(Number::as_f64));
            }
            Op::RectPath(r) => {
                let [x, y, width, height] = [&r.0, &r.1, &r.2, &r.3].map(Number::as_f64);
                let corner = Rect::new(x, y, x + width, y + height);
                path = path.and(state.matrix.transform_rect_bbox(corner));
            }
            Op::MoveTo(_)
            | Op::LineTo(_)
            | Op::CubicTo(_)
            | Op::CubicStartTo(_)
            | Op::CubicEndTo(_) => {
                path = PathShape::Other;
            }
            Op::ClipNonZero(_) | Op::ClipEvenOdd(_) => match path {
                PathShape::Rect(clip) => state.clip = state.clip.intersect(clip),
                PathShape::None | PathShape::Other => return None,
            },
            Op::EndPath(_) => path = PathShape::None,
            Op::XObject(name) if found.is_none() => {
                let picture = page.resources().get_x_object(name.0)?;
                found = Some((plain_jpeg(&picture)?, state));
            }
            Op::SetGraphicsState(name) => {
                let about = page.resources().get_ext_g_state(name.0)?;
                if !is_plain(&about) {
                    return None;
                }
            }
            Op::TextRenderingMode(mode) => {
                state.text_is_invisible = mode.0.as_i64() == INVISIBLE;
            }
            Op::ShowText(_)
            | Op::ShowTexts(_)
            | Op::NextLineAndShowText(_)
            | Op::ShowTextWithParameters(_)
                if state.text_is_invisible => {}
            operation if paints(&operation) => return None,
            _ => {}
        }
    }
    let (jpeg, state) = found?;
    let place = state
        .matrix
        .transform_rect_bbox(Rect::new(0.0, 0.0, 1.0, 1.0));
    let slack = SLACK * shown.width().max(shown.height());
    let is_whole = state.clip.inflate(slack, slack).contains_rect(place);
    let turn = turn_of(state.matrix)?.then(turn_of_page(page.rotation()));
    (is_whole && place.area() > 0.0).then_some((jpeg, turn))
}

/// The path that is being described.
#[derive(Clone, Copy)]
enum PathShape {
    None,
    /// One rectangle.
    Rect(Rect),
    Other,
}

impl PathShape {
    fn and(self, rect: Rect) -> Self {
        match self {
            Self::None => Self::Rect(rect),
            Self::Rect(_) | Self::Other => Self::Other,
        }
    }
}

/// Whether something becomes visible, or may: a nested state too deep to follow, too.
fn paints(operation: &Op<'_, '_>) -> bool {
    matches!(
        operation,
        Op::StrokePath(_)
            | Op::CloseAndStrokePath(_)
            | Op::FillPathNonZero(_)
            | Op::FillPathNonZeroCompatibility(_)
            | Op::FillPathEvenOdd(_)
            | Op::FillAndStrokeNonZero(_)
            | Op::FillAndStrokeEvenOdd(_)
            | Op::CloseFillAndStrokeNonZero(_)
            | Op::CloseFillAndStrokeEvenOdd(_)
            | Op::Shading(_)
            | Op::XObject(_)
            | Op::InlineImage(_)
            | Op::ShowText(_)
            | Op::ShowTexts(_)
            | Op::NextLineAndShowText(_)
            | Op::ShowTextWithParameters(_)
            | Op::SaveState(_)
    )
}

/// Whether a graphics state shows what is painted with it as it is: opaque, not masked, not mixed.
fn is_plain(about: &Dict<'_>) -> bool {
    let is_opaque = [&b"ca"[..], b"CA"]
        .into_iter()
        .all(|key| about.get::<f64>(key).is_none_or(|alpha| alpha >= 1.0));
    let is_usual = |key: &[u8], usual: &[&[u8]]| {
        !about.contains_key(key)
            || about
                .get::<Name<'_>>(key)
                .is_some_and(|value| usual.contains(&value.as_ref()))
    };
    is_opaque && is_usual(b"BM", &[b"Normal", b"Compatible"]) && is_usual(b"SMask", &[b"None"])
}

/// Whether anything lies on the page that is not in its content: a stamp, a signature.
fn has_annotations(page: &Page<'_>) -> bool {
    let on_it = page.raw().get::<Array<'_>>(b"Annots".as_slice());
    on_it.is_some_and(|on_it| {
        on_it
            .iter::<Dict<'_>>()
            .any(|one| one.contains_key(b"AP".as_slice()))
    })
}

/// A picture that is a JPEG and shown as it is: not masked, not inverted, in gray or RGB.
fn plain_jpeg(picture: &Stream<'_>) -> Option<PlainJpeg> {
    let about = picture.dict();
    let name = |key: &[u8]| about.get::<Name<'_>>(key);
    let is_picture = name(b"Subtype").is_some_and(|kind| kind.as_ref() == b"Image");
    let is_altered = [&b"SMask"[..], b"Mask", b"Decode", b"ImageMask", b"OC"]
        .into_iter()
        .any(|key| about.contains_key(key));
    let (in_plain_colors, profile) = match about.get::<Object<'_>>(b"ColorSpace".as_slice())? {
        Object::Name(space) => (matches!(space.as_ref(), b"DeviceRGB" | b"DeviceGray"), None),
        // Colors that are described in numbers (CalRGB) are left to the renderer.
        Object::Array(space) => {
            let mut parts = space.flex_iter();
            let kind = parts.next::<Name<'_>>();
            let profile = parts.next::<Stream<'_>>();
            let profile = profile.and_then(|profile| unpacked_profile(&profile));
            let is_profiled = kind.is_some_and(|kind| kind.as_ref() == b"ICCBased");
            (is_profiled && profile.is_some(), profile)
        }
        _ => (false, None),
    };
    let is_jpeg = match about.get::<Object<'_>>(b"Filter".as_slice())? {
        Object::Name(filter) => filter.as_ref() == b"DCTDecode",
        Object::Array(filters) => {
            let filters: Vec<_> = filters.iter::<Name<'_>>().collect();
            filters.len() == 1 && filters[0].as_ref() == b"DCTDecode"
        }
        _ => false,
    };
    if !is_picture || is_altered || !in_plain_colors || !is_jpeg {
        return None;
    }
    let jpeg = picture.raw_data().into_owned();
    let (probe, walk) = sniff::sniff(&jpeg, None);
    let color = walk.and_then(|walk| walk.color);
    let is_plain = matches!(color, Some(ColorModel::Gray | ColorModel::Rgb));
    (probe.format == Format::Jpeg && is_plain).then_some(PlainJpeg {
        bytes: jpeg,
        profile,
    })
}

/// The profile in a stream, if it is whole and no larger than any. Its size is found out with a bound first: a reader that
/// unpacks knows none.
fn unpacked_profile(stream: &Stream<'_>) -> Option<Vec<u8>> {
    let bounded = unpack(stream, LARGEST_PROFILE).ok()?;
    let is_whole = bounded.is_ended && bounded.coding.is_none();
    drop(bounded);
    is_whole.then_some(())?;
    let profile = stream.decoded_data().ok()?;
    (profile.len() <= LARGEST_PROFILE).then(|| profile.to_vec())
}

/// The turn of a picture placed by this matrix, if it is one of four and no mirroring. The matrix
/// counts upward, a picture's rows downward; for turns that makes no difference.
fn turn_of(matrix: Affine) -> Option<ExifOrientation> {
    let [a, b, c, d, ..] = matrix.as_coeffs();
    let least = SLACK * 0.01 * (a.abs() + b.abs() + c.abs() + d.abs());
    let is = |value: f64| {
        if value.abs() <= least {
            0
        } else if value > 0.0 {
            1
        } else {
            -1
        }
    };
    match [a, b, c, d].map(is) {
        [1, 0, 0, 1] => Some(ExifOrientation::Upright),
        [0, 1, -1, 0] => Some(ExifOrientation::Rotate270),
        [-1, 0, 0, -1] => Some(ExifOrientation::Rotate180),
        [0, -1, 1, 0] => Some(ExifOrientation::Rotate90),
        _ => None,
    }
}

const fn turn_of_page(rotation: Rotation) -> ExifOrientation {
    match rotation {
        Rotation::None => ExifOrientation::Upright,
        Rotation::Horizontal => ExifOrientation::Rotate90,
        Rotation::Flipped => ExifOrientation::Rotate180,
        Rotation::FlippedHorizontal => ExifOrientation::Rotate270,
    }
}
