//! Turns a JPEG without decoding its samples: the coefficients change places, nothing is rounded.

use std::ffi::{c_int, c_uint};
use std::mem::MaybeUninit;
use std::ptr::null;

use mozjpeg_sys as ffi;

use super::error::{Fault, guarded};
use super::reader::Reader;
use super::writer::Writer;
use crate::codec::limits::{DecodeError, Limits, check_bytes, check_pixels};
use crate::metadata::ExifOrientation;

/// What the turned file keeps of the metadata. Everything else is dropped: EXIF would ask for the
/// turn once more.
#[derive(Clone, Copy, Debug, Default)]
pub struct Keep<'a> {
    /// Dots per inch; `None` leaves what the JFIF header says.
    pub dpi: Option<u16>,
    /// Color profile to embed.
    pub icc: Option<&'a [u8]>,
}

/// Makes the turn that `orientation` asks of a viewer. `None` if it cannot be made perfectly: a
/// side that would move to the top or left is not a whole number of coding units long.
pub fn turn_losslessly(
    bytes: &[u8],
    orientation: ExifOrientation,
    keep: &Keep<'_>,
    limits: &Limits,
) -> Result<Option<Vec<u8>>, DecodeError> {
    let reader = Reader::open(bytes)?;
    let (width, height) = reader.size();
    check_pixels(width, height, limits)?;
    // The coefficients before and after the turn, whether they come in one scan or in many.
    let pixels = u64::from(width) * u64::from(height);
    let needed = 2 * reader.all_coefficient_bytes() + reader.work_bytes();
    check_bytes(pixels, needed, limits)?;
    Ok(transcode(reader, code(orientation), keep)?)
}

fn transcode(
    mut reader: Reader<'_>,
    code: c_uint,
    keep: &Keep<'_>,
) -> Result<Option<Vec<u8>>, Fault> {
    let adobe = reader.has_adobe_marker();
    let mut writer = Writer::create()?;
    let source = reader.info_mut();
    // SAFETY: integers and pointers; zero means "not asked for" in each.
    let mut transform: TransformInfo = unsafe { MaybeUninit::zeroed().assume_init() };
    transform.transform = code;
    transform.perfect = 1;
    // SAFETY: the header has been read and decoding has not started, as all of these require in
    // this order. The coefficient arrays belong to the reader, which outlives the writer's work.
    let possible = guarded(|| unsafe { jtransform_request_workspace(source, &raw mut transform) })?;
    if possible == 0 {
        return Ok(None);
    }
    // SAFETY: as above.
    let (stored, turned) = guarded(|| unsafe {
        let target = writer.info_mut();
        let stored = ffi::jpeg_read_coefficients(source);
        ffi::jpeg_c_set_int_param(
            target,
            ffi::JINT_COMPRESS_PROFILE,
            ffi::JCP_FASTEST as c_int,
        );
        ffi::jpeg_copy_critical_parameters(source, target);
        let turned = jtransform_adjust_parameters(source, target, stored, &raw mut transform);
        (stored, turned)
    })?;
    let target = writer.info_mut();
    target.scan_info = null();
    target.num_scans = 0;
    target.optimize_coding = 1;
    // The library writes the marker for every CMYK file; it would invert the inks of those
    // that had none.
    target.write_Adobe_marker = c_int::from(adobe);
    writer.set_dpi(keep.dpi);
    // SAFETY: as above; this starts the compression.
    guarded(|| unsafe { ffi::jpeg_write_coefficients(writer.info_mut(), turned) })?;
    if let Some(profile) = keep.icc {
        writer.write_profile(profile)?;
    }
    // SAFETY: as above; the workspace was requested for the same transform.
    guarded(|| unsafe {
        jtransform_execute_transform(source, writer.info_mut(), stored, &raw mut transform);
    })?;
    writer.finish().map(Some)
}

/// The code of a turn in `JXFORM_CODE`, transupp.h.
fn code(orientation: ExifOrientation) -> c_uint {
    match orientation {
        ExifOrientation::Upright => ffi::JXFORM_CODE_JXFORM_NONE,
        ExifOrientation::FlipHorizontal => ffi::JXFORM_CODE_JXFORM_FLIP_H,
        ExifOrientation::Rotate180 => ffi::JXFORM_CODE_JXFORM_ROT_180,
        ExifOrientation::FlipVertical => ffi::JXFORM_CODE_JXFORM_FLIP_V,
        ExifOrientation::Transpose => ffi::JXFORM_CODE_JXFORM_TRANSPOSE,
        ExifOrientation::Rotate90 => ffi::JXFORM_CODE_JXFORM_ROT_90,
        ExifOrientation::Transverse => ffi::JXFORM_CODE_JXFORM_TRANSVERSE,
        ExifOrientation::Rotate270 => ffi::JXFORM_CODE_JXFORM_ROT_270,
    }
}

/// `jpeg_transform_info` of the transupp.h that is compiled in. The bindings declare an older one
/// that lacks the four `drop_` fields, so that the library would write beyond its end.
#[repr(C)]
struct TransformInfo {
    transform: c_uint,
    perfect: ffi::boolean,
    trim: ffi::boolean,
    force_grayscale: ffi::boolean,
    crop: ffi::boolean,
    slow_hflip: ffi::boolean,
    crop_width: ffi::JDIMENSION,
    crop_width_set: c_uint,
    crop_height: ffi::JDIMENSION,
    crop_height_set: c_uint,
    crop_xoffset: ffi::JDIMENSION,
    crop_xoffset_set: c_uint,
    crop_yoffset: ffi::JDIMENSION,
    crop_yoffset_set: c_uint,
    drop_ptr: *mut ffi::jpeg_decompress_struct,
    drop_coef_arrays: *mut Coefficients,
    num_components: c_int,
    workspace_coef_arrays: *mut Coefficients,
    output_width: ffi::JDIMENSION,
    output_height: ffi::JDIMENSION,
    x_crop_offset: ffi::JDIMENSION,
    y_crop_offset: ffi::JDIMENSION,
    drop_width: ffi::JDIMENSION,
    drop_height: ffi::JDIMENSION,
    imcu_sample_width: c_int,
    imcu_sample_height: c_int,
}

/// The coefficients of one component.
type Coefficients = *mut ffi::jvirt_barray_control;

unsafe extern "C-unwind" {
    fn jtransform_request_workspace(
        source: *mut ffi::jpeg_decompress_struct,
        transform: *mut TransformInfo,
    ) -> ffi::boolean;

    fn jtransform_adjust_parameters(
        source: *mut ffi::jpeg_decompress_struct,
        target: *mut ffi::jpeg_compress_struct,
        stored: *mut Coefficients,
        transform: *mut TransformInfo,
    ) -> *mut Coefficients;

    fn jtransform_execute_transform(
        source: *mut ffi::jpeg_decompress_struct,
        target: *mut ffi::jpeg_compress_struct,
        stored: *mut Coefficients,
        transform: *mut TransformInfo,
    );
}
