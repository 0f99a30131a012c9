//! JPEG XL, what some phones and archives write.

use std::error::Error;

use jxl_oxide::{AllocTracker, AuxBoxData, JxlImage, PixelFormat};

use super::opened::{Foreign, check, corrupt, unsupported};
use crate::codec::limits::{Breach, DecodeError, Form, Limits};
use crate::container::{ColorModel, Damage};
use crate::metadata::ColorSpace;

/// The decoder works in 32-bit floats and needs each of three planes about twice.
const BYTES_A_PIXEL: u64 = 2 * 3 * 4;

pub(super) fn open(bytes: &[u8], limits: &Limits) -> Result<Foreign, DecodeError> {
    // What the header doesn't show, such as layers, is stopped by the tracker.
    let most = usize::try_from(limits.decode_bytes).unwrap_or(usize::MAX);
    let picture = JxlImage::builder()
        .alloc_tracker(AllocTracker::with_limit(most))
        .read(bytes)
        .map_err(translated)?;
    let size = (picture.width(), picture.height());
    check(size, BYTES_A_PIXEL / 2, limits)?;
    if picture.pixel_format().has_black() {
        return Err(unsupported(Form::Inks));
    }
    if !picture.is_loading_done() {
        return Err(DecodeError::CutShort);
    }
    let profile = picture.rendered_icc();
    let frame = picture.render_frame(0).map_err(translated)?;
    let mut stream = frame.stream();
    let channels = picture.pixel_format().channels();
    if stream.channels() as usize != channels {
        return Err(unsupported(Form::SampleCount(stream.channels().into())));
    }
    let size = (stream.width(), stream.height());
    let mut samples = vec![0_u8; size.0 as usize * size.1 as usize * channels];
    stream.write_to_buffer(&mut samples);
    let is_gray = matches!(
        picture.pixel_format(),
        PixelFormat::Gray | PixelFormat::Graya
    );
    let model = if is_gray {
        ColorModel::Gray
    } else {
        ColorModel::Rgb
    };
    let color_space = ColorSpace::of_profile(&profile, model);
    let opened = Foreign::new(size, channels, samples, color_space)?;
    let boxes = picture.aux_boxes();
    let exif = boxes.first_exif().ok().and_then(found);
    Ok(Foreign {
        exif: exif.map(|exif| exif.payload().to_vec()),
        xmp: found(boxes.first_xml()).map(<[u8]>::to_vec),
        ..opened
    })
}

#[expect(clippy::needless_pass_by_value, reason = "it maps errors")]
fn translated(error: Box<dyn Error + Send + Sync>) -> DecodeError {
    // The types of the decoder's parts, which say what their trackers refused, are hidden.
    if format!("{error:?}").contains("OutOfMemory") {
        return DecodeError::TooCostly(Breach::Memory);
    }
    corrupt(Damage::PackedData)
}

fn found<T>(data: AuxBoxData<T>) -> Option<T> {
    match data {
        AuxBoxData::Data(data) => Some(data),
        AuxBoxData::Decoding | AuxBoxData::NotFound => None,
    }
}
