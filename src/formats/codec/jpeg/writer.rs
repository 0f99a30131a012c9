//! The compressor behind a safe face: pixels in, a JPEG file out.

use std::ffi::c_int;
use std::mem::MaybeUninit;
use std::ptr::NonNull;

use ffi::J_COLOR_SPACE;
use image::{GrayImage, RgbImage};
use mozjpeg_sys as ffi;

use super::coarseness::Coarseness;
use super::error::{Fault, guarded, prepare};
use crate::codec::reduce::index;

/// How chroma is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subsampling {
    /// As large as luma: for red seals and colored print.
    Full444,
    /// Half as large along each side: half the samples, and what cameras write.
    Half420,
}

/// What the file shall be like. Always sequential, because not every upload form reads progressive
/// files.
#[derive(Clone, Copy, Debug)]
pub struct Encoding<'a> {
    /// How coarsely detail is quantized.
    pub coarseness: Coarseness,
    /// Means nothing for a gray picture.
    pub chroma: Subsampling,
    /// Dots per inch; `None` leaves the resolution unknown.
    pub dpi: Option<u16>,
    /// Color profile to embed.
    pub icc: Option<&'a [u8]>,
}

/// Why a picture could not be written as JPEG; the encoder's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodeError {
    /// In the encoder's own English.
    pub cause: String,
}

impl From<Fault> for EncodeError {
    fn from(fault: Fault) -> Self {
        Self {
            cause: fault.into_message(),
        }
    }
}

/// Encodes a picture in color.
pub fn encode(rgb: &RgbImage, encoding: &Encoding<'_>) -> Result<Vec<u8>, EncodeError> {
    let source = SampleSource {
        size: rgb.dimensions(),
        channels: 3,
        samples: rgb.as_raw(),
        space: J_COLOR_SPACE::JCS_RGB,
    };
    let factor = match encoding.chroma {
        Subsampling::Full444 => 1,
        Subsampling::Half420 => 2,
    };
    Ok(compress(&source, encoding, |info| {
        set_sampling(info, factor, factor);
    })?)
}

/// Encodes a gray picture with one component.
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "a copy is RGB, because some platforms demand it")
)]
pub(crate) fn encode_gray(
    gray: &GrayImage,
    encoding: &Encoding<'_>,
) -> Result<Vec<u8>, EncodeError> {
    let source = SampleSource {
        size: gray.dimensions(),
        channels: 1,
        samples: gray.as_raw(),
        space: J_COLOR_SPACE::JCS_GRAYSCALE,
    };
    Ok(compress(&source, encoding, |_| ())?)
}

/// Interleaved samples to compress.
pub(super) struct SampleSource<'a> {
    pub(super) size: (u32, u32),
    pub(super) channels: u8,
    pub(super) samples: &'a [u8],
    pub(super) space: J_COLOR_SPACE,
}

/// Sets how much finer luma is sampled than chroma, if there is chroma.
pub(super) fn set_sampling(info: &mut ffi::jpeg_compress_struct, across: c_int, down: c_int) {
    // SAFETY: `jpeg_set_defaults` has filled in the components, at least one.
    let luma = unsafe { &mut *info.comp_info };
    luma.h_samp_factor = across;
    luma.v_samp_factor = down;
}

/// Compresses; `adjust` may change the parameters before the first byte is written.
pub(super) fn compress(
    source: &SampleSource<'_>,
    encoding: &Encoding<'_>,
    adjust: impl FnOnce(&mut ffi::jpeg_compress_struct),
) -> Result<Vec<u8>, Fault> {
    let row_bytes = index(source.size.0) * usize::from(source.channels);
    if source.samples.len() != row_bytes * index(source.size.1) || row_bytes == 0 {
        return Err(Fault::own("the samples do not fill the picture"));
    }
    let mut writer = Writer::create()?;
    let info = writer.info_mut();
    info.image_width = source.size.0;
    info.image_height = source.size.1;
    info.input_components = c_int::from(source.channels);
    info.in_color_space = source.space;
    // SAFETY: the structure was created, the picture is described, and compression has not begun.
    guarded(|| unsafe {
        // Without the library's trellis: weighing every coefficient against its bits takes fifty times
        // as long at a high quality, and buys less than the tables do.
        let profile = ffi::JCP_FASTEST as c_int;
        ffi::jpeg_c_set_int_param(info, ffi::JINT_COMPRESS_PROFILE, profile);
        ffi::jpeg_set_defaults(info);
        ffi::jpeg_set_linear_quality(info, 100, 1); // the standard's tables as they are
    })?;
    for table in info.quant_tbl_ptrs {
        // SAFETY: null, or allocated by `jpeg_set_defaults` and alive as long as the structure.
        if let Some(table) = unsafe { table.as_mut() } {
            table.quantval = encoding.coarseness.table(table.quantval);
        }
    }
    info.optimize_coding = 1;
    adjust(info);
    writer.set_dpi(encoding.dpi);
    writer.start()?;
    if let Some(profile) = encoding.icc {
        writer.write_profile(profile)?;
    }
    for row in source.samples.chunks_exact(row_bytes) {
        writer.write_row(row)?;
    }
    writer.finish()
}

/// The unit code of JFIF.
const DOTS_PER_INCH: u8 = 1;

/// The marker that carries a color profile, its signature, and what fits into one segment beside
/// the signature and two counters (ICC.1:2022, annex B.4).
const APP2: c_int = 0xE2;
const ICC_SIGNATURE: &[u8] = b"ICC_PROFILE\0";
const ICC_CHUNK: usize = 65_533 - ICC_SIGNATURE.len() - 2;

/// A compressor that writes into memory.
#[derive(Debug)]
pub(super) struct Writer {
    /// Owned, on the heap: the parts point at each other.
    state: NonNull<EncoderState>,
}

struct EncoderState {
    info: ffi::jpeg_compress_struct,
    errors: ffi::jpeg_error_mgr,
    destination: ffi::jpeg_destination_mgr,
    /// What has been written; beyond that, room that the library may write to.
    file: Vec<u8>,
}

impl Writer {
    pub(super) fn create() -> Result<Self, Fault> {
        // SAFETY: every field is an integer, a pointer, an optional function or a C enum with a
        // zero; the library itself starts from zeroed structures.
        let state = Box::new(unsafe {
            EncoderState {
                info: MaybeUninit::zeroed().assume_init(),
                errors: MaybeUninit::zeroed().assume_init(),
                destination: MaybeUninit::zeroed().assume_init(),
                file: Vec::new(),
            }
        });
        let writer = Self {
            state: NonNull::from(Box::leak(state)),
        };
        let state = writer.state.as_ptr();
        // SAFETY: `state` is alive; the pointers among its parts stay good because it never moves.
        guarded(|| unsafe {
            prepare(&mut (*state).errors);
            let info = &raw mut (*state).info;
            (*info).common.err = &raw mut (*state).errors;
            ffi::jpeg_create_compress(info);
            (*state).destination.init_destination = Some(begin);
            (*state).destination.empty_output_buffer = Some(grow);
            (*state).destination.term_destination = Some(end);
            (*info).dest = &raw mut (*state).destination;
            (*info).common.client_data = state.cast();
        })?;
        Ok(writer)
    }

    pub(super) fn info_mut(&mut self) -> &mut ffi::jpeg_compress_struct {
        // SAFETY: alive as long as `self`, which is borrowed exclusively.
        unsafe { &mut self.state.as_mut().info }
    }

    /// States the resolution, if there is one to state.
    pub(super) fn set_dpi(&mut self, dpi: Option<u16>) {
        if let Some(dpi) = dpi {
            let info = self.info_mut();
            info.density_unit = DOTS_PER_INCH;
            info.X_density = dpi;
            info.Y_density = dpi;
        }
    }

    fn start(&mut self) -> Result<(), Fault> {
        let info = self.info_mut();
        // SAFETY: all parameters are set; `compress` starts once.
        guarded(|| unsafe { ffi::jpeg_start_compress(info, 1) })
    }

    /// Embeds a color profile. Belongs between the start and the first row.
    pub(super) fn write_profile(&mut self, profile: &[u8]) -> Result<(), Fault> {
        let chunks = profile.chunks(ICC_CHUNK);
        let Ok(count) = u8::try_from(chunks.len()) else {
            return Err(Fault::own("a color profile of more than 255 segments"));
        };
        for (number, chunk) in (1..=count).zip(chunks) {
            let segment = [ICC_SIGNATURE, &[number, count], chunk].concat();
            self.write_marker(APP2, &segment)?;
        }
        Ok(())
    }

    fn write_marker(&mut self, marker: c_int, data: &[u8]) -> Result<(), Fault> {
        let Ok(length) = u16::try_from(data.len()) else {
            return Err(Fault::own("a segment of more than 65,535 bytes"));
        };
        let info = self.info_mut();
        // SAFETY: compression has started and no row is written; `data` has that length.
        guarded(|| unsafe {
            ffi::jpeg_write_marker(info, marker, data.as_ptr(), length.into());
        })
    }

    fn write_row(&mut self, row: &[u8]) -> Result<(), Fault> {
        let row = row.as_ptr();
        let info = self.info_mut();
        // SAFETY: `compress` has cut the samples into rows of the width and channels it declared.
        let written = guarded(|| unsafe { ffi::jpeg_write_scanlines(info, &raw const row, 1) })?;
        if written == 0 {
            return Err(Fault::own("the encoder takes no more rows"));
        }
        Ok(())
    }

    /// Completes the file and hands it over.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, Fault> {
        let info = self.info_mut();
        // SAFETY: compression has started; the library itself checks that it is complete.
        guarded(|| unsafe { ffi::jpeg_finish_compress(info) })?;
        // SAFETY: alive as long as `self`, which is borrowed exclusively.
        Ok(std::mem::take(unsafe { &mut self.state.as_mut().file }))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // SAFETY: made by `Box::leak` in `create` and not used again. Destroying a structure that
        // was zeroed but not created is allowed.
        unsafe {
            let mut state = Box::from_raw(self.state.as_ptr());
            ffi::jpeg_destroy_compress(&mut state.info);
        }
    }
}

/// Room that the library gets to begin with; doubled whenever it is full.
const FIRST_ROOM: usize = 64 << 10;

extern "C-unwind" fn begin(info: &mut ffi::jpeg_compress_struct) {
    make_room(info, 0, FIRST_ROOM);
}

/// Called when the room is full, whatever the counters say. 1 means: go on.
extern "C-unwind" fn grow(info: &mut ffi::jpeg_compress_struct) -> ffi::boolean {
    // SAFETY: `create` put the address of the state there.
    let used = unsafe { (*info.common.client_data.cast::<EncoderState>()).file.len() };
    make_room(info, used, used);
    1
}

extern "C-unwind" fn end(info: &mut ffi::jpeg_compress_struct) {
    // SAFETY: `create` put the address of the state there; its `file` and `destination` are not
    // part of `info`, and only the callbacks touch them while the library runs.
    unsafe {
        let state = info.common.client_data.cast::<EncoderState>();
        let free = (*state).destination.free_in_buffer;
        let file = &mut (*state).file;
        file.truncate(file.len() - free);
    }
}

/// Gives the library `room` bytes behind the first `used`.
fn make_room(info: &mut ffi::jpeg_compress_struct, used: usize, room: usize) {
    // SAFETY: as in `end`; the pointer into `file` is renewed here whenever `file` moves.
    unsafe {
        let state = info.common.client_data.cast::<EncoderState>();
        let file = &mut (*state).file;
        file.resize(used + room, 0);
        (*state).destination.next_output_byte = file[used..].as_mut_ptr();
        (*state).destination.free_in_buffer = room;
    }
}
