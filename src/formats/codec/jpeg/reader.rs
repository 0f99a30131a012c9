//! The decompressor behind a safe face: it is opened on bytes, then delivers planes or rows.

use std::ffi::{c_int, c_ulong};
use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::ptr::NonNull;

use ffi::J_COLOR_SPACE;
use mozjpeg_sys as ffi;

use super::error::{Fault, guarded, prepare};
use super::mend::MENDED_END;
use super::watch::Watch;
use crate::codec::limits::Form;
use crate::codec::reduce::index;

/// Scans of one file that are decoded at most. The most thorough optimizers write about a dozen;
/// a file with thousands of tiny ones has the decoder walk the whole picture for each.
const MOST_SCANS: c_int = 100;

/// Rows of full width that are held at once: three components of 32 rows each in the library and
/// here, and some to convert.
const WORK_ROWS: u64 = 200;

/// Where Adobe's programs say how they encoded colors.
const APP14: c_int = 0xEE;

/// Luma and two chroma planes.
pub(super) const PLANES: usize = 3;

/// Rows of one component in one step at most: 4 blocks of 8.
const MOST_ROWS: u32 = 32;

/// What the samples of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SampleKind {
    Gray,
    /// Luma and chroma.
    Ycc,
    Rgb,
    /// CMYK or YCCK.
    Cmyk,
    Other,
}

/// What becomes of the samples of a JPEG inside a TIFF.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PartColors {
    /// Luma and chroma become RGB.
    Ycc,
    /// Nothing, whatever markers and component names suggest.
    AsStored,
}

/// A JPEG whose header has been read.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    /// Owned, on the heap: the parts point at each other.
    state: NonNull<DecoderState>,
    bytes: PhantomData<&'a [u8]>,
}

struct DecoderState {
    info: ffi::jpeg_decompress_struct,
    errors: ffi::jpeg_error_mgr,
    progress: ffi::jpeg_progress_mgr,
    watch: Watch,
}

impl<'a> Reader<'a> {
    /// Reads the header. Allocates nothing that grows with the picture.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Fault> {
        let Ok(length) = c_ulong::try_from(bytes.len()) else {
            return Err(Fault::own("more bytes than the decoder can count"));
        };
        // SAFETY: every field of the library's structures is an integer, a pointer, an optional function
        // or a C enum with a zero; the library itself starts from zeroed ones.
        let state = Box::new(unsafe {
            DecoderState {
                info: MaybeUninit::zeroed().assume_init(),
                errors: MaybeUninit::zeroed().assume_init(),
                progress: MaybeUninit::zeroed().assume_init(),
                watch: Watch::default(),
            }
        });
        let reader = Self {
            state: NonNull::from(Box::leak(state)),
            bytes: PhantomData,
        };
        let state = reader.state.as_ptr();
        // SAFETY: `state` is alive, and so are the bytes while the reader is. The pointers among
        // its parts stay good because it never moves.
        guarded(|| unsafe {
            prepare(&mut (*state).errors);
            let info = &raw mut (*state).info;
            (*info).common.err = &raw mut (*state).errors;
            ffi::jpeg_create_decompress(info);
            (*state).progress.progress_monitor = Some(begin_row);
            (*info).common.progress = &raw mut (*state).progress;
            (*state).watch.info = info;
            (*state).watch.is_mended = bytes.ends_with(&MENDED_END);
            (*info).common.client_data = (&raw mut (*state).watch).cast();
            ffi::jpeg_mem_src(&mut *info, bytes.as_ptr(), length);
            // Long enough for the name in it, which is all that is looked at.
            ffi::jpeg_save_markers(&mut *info, APP14, 16);
            ffi::jpeg_read_header(&mut *info, 1);
            (*info).do_fancy_upsampling = 0;
            // Only guesses at what missing scans would bring.
            (*info).do_block_smoothing = 0;
            // The accurate transform: with SIMD the fast one gains nothing measurable.
            (*info).dct_method = ffi::JDCT_DEFAULT;
        })?;
        Ok(reader)
    }

    /// Width and height as stored.
    pub(super) fn size(&self) -> (u32, u32) {
        (self.info().image_width, self.info().image_height)
    }

    /// What the samples are, by the library's reading of markers and component names.
    pub(super) fn kind(&self) -> SampleKind {
        match self.info().jpeg_color_space {
            J_COLOR_SPACE::JCS_GRAYSCALE => SampleKind::Gray,
            J_COLOR_SPACE::JCS_YCbCr => SampleKind::Ycc,
            J_COLOR_SPACE::JCS_RGB => SampleKind::Rgb,
            J_COLOR_SPACE::JCS_CMYK | J_COLOR_SPACE::JCS_YCCK => SampleKind::Cmyk,
            _ => SampleKind::Other,
        }
    }

    /// Memory for the coefficients that the decoder keeps: those of the whole picture when they
    /// come in more than one scan, else none.
    pub(super) fn coefficient_bytes(&self) -> u64 {
        // SAFETY: only reads the structure.
        let scattered = unsafe { ffi::jpeg_has_multiple_scans(self.info()) } != 0;
        if scattered {
            self.all_coefficient_bytes()
        } else {
            0
        }
    }

    /// Memory for the coefficients of the whole picture.
    pub(super) fn all_coefficient_bytes(&self) -> u64 {
        let bytes = |component: &ffi::jpeg_component_info| {
            let columns = u64::from(component.width_in_blocks) + 4; // up to a whole MCU of padding
            let rows = u64::from(component.height_in_blocks) + 4;
            columns * rows * size_of::<ffi::JBLOCK>() as u64
        };
        self.components().iter().map(bytes).sum()
    }

    /// Memory for the few rows that the library and this module hold at once.
    pub(super) fn work_bytes(&self) -> u64 {
        u64::from(self.info().image_width) * WORK_ROWS
    }

    /// Asks for chroma that is interpolated where it is stored at lower resolution: for the eye.
    /// Averages hardly change by it.
    pub(super) fn smooth_chroma(&mut self) {
        self.info_mut().do_fancy_upsampling = 1;
    }

    /// Asks for a picture reduced to 1/`divisor`, one of 1, 2, 4, 8.
    pub(super) fn reduce(&mut self, divisor: u32) {
        debug_assert!(matches!(divisor, 1 | 2 | 4 | 8));
        let info = self.info_mut();
        info.scale_num = 1;
        info.scale_denom = divisor;
    }

    /// Starts decoding to planes, if the file has luma and chroma in a ratio that allows it.
    pub(super) fn into_planes(mut self) -> Result<Result<PlaneReader<'a>, Self>, Fault> {
        let Some(strips) = self.strips() else {
            return Ok(Err(self));
        };
        self.start(J_COLOR_SPACE::JCS_YCbCr, OutputLayout::Planes)?;
        Ok(Ok(PlaneReader {
            reader: self,
            strips,
        }))
    }

    /// Starts decoding to rows of one (gray), three (RGB) or four (CMYK as stored) channels.
    pub(super) fn into_rows(self) -> Result<RowReader<'a>, Fault> {
        let space = match self.kind() {
            SampleKind::Gray => J_COLOR_SPACE::JCS_GRAYSCALE,
            SampleKind::Ycc | SampleKind::Rgb => J_COLOR_SPACE::JCS_RGB,
            SampleKind::Cmyk => J_COLOR_SPACE::JCS_CMYK,
            SampleKind::Other => return Err(Fault::unsupported(Form::Other)),
        };
        self.into_rows_in(space)
    }

    /// Starts decoding to rows, with samples that mean what the file around the JPEG says.
    pub(super) fn into_rows_of(mut self, colors: PartColors) -> Result<RowReader<'a>, Fault> {
        let (stored, delivered) = match colors {
            PartColors::Ycc => (J_COLOR_SPACE::JCS_YCbCr, J_COLOR_SPACE::JCS_RGB),
            PartColors::AsStored => (J_COLOR_SPACE::JCS_UNKNOWN, J_COLOR_SPACE::JCS_UNKNOWN),
        };
        self.info_mut().jpeg_color_space = stored;
        self.into_rows_in(delivered)
    }

    fn into_rows_in(mut self, space: J_COLOR_SPACE) -> Result<RowReader<'a>, Fault> {
        self.start(space, OutputLayout::Rows)?;
        let info = self.info();
        let bytes = index(info.output_width) * usize::try_from(info.output_components).unwrap_or(0);
        Ok(RowReader {
            reader: self,
            row: vec![0; bytes],
        })
    }

    /// The buffers for one step of planes; `None` if the file is not luma with chroma at a whole
    /// fraction of its resolution.
    fn strips(&self) -> Option<[PlaneRows; PLANES]> {
        let info = self.info();
        let components: &[_; PLANES] = self.components().try_into().ok()?;
        let block = (DCTSIZE / info.scale_denom).max(1);
        let most = (
            positive(info.max_h_samp_factor),
            positive(info.max_v_samp_factor),
        );
        let mut strips = components
            .each_ref()
            .map(|component| PlaneRows::new(component, block, most));
        if self.kind() != SampleKind::Ycc || strips.iter().any(Option::is_none) {
            return None;
        }
        let strips = strips
            .each_mut()
            .map(|strip| strip.take().unwrap_or_default());
        (strips[0].step == (1, 1)).then_some(strips)
    }

    fn start(&mut self, space: J_COLOR_SPACE, output: OutputLayout) -> Result<(), Fault> {
        let info = self.info_mut();
        info.out_color_space = space;
        info.raw_data_out = c_int::from(output == OutputLayout::Planes);
        // SAFETY: the header has been read, and both callers consume the reader, so this is the
        // first and only start.
        let started = guarded(|| unsafe { ffi::jpeg_start_decompress(info) })?;
        // The source is memory and cannot run dry for the moment; a library that says so is stuck.
        if started == 0 {
            return Err(Fault::own("the decoder waits for more data"));
        }
        Ok(())
    }

    /// Whether the blocks that were read can be those of a picture.
    fn check(&self) -> Result<(), Fault> {
        // SAFETY: alive as long as `self`, and the library runs only while `self` is borrowed exclusively.
        let watch = unsafe { &self.state.as_ref().watch };
        watch
            .damage()
            .map_or(Ok(()), |damage| Err(Fault::damage(damage)))
    }

    /// Whether one of Adobe's programs, or one that follows them, says how colors are encoded.
    pub(super) fn has_adobe_marker(&self) -> bool {
        let mut marker = self.info().marker_list;
        // SAFETY: a list that the library built, closed by a null pointer; `data_length` bytes of
        // each marker were saved.
        unsafe {
            while let Some(saved) = marker.as_ref() {
                let data = std::slice::from_raw_parts(saved.data, index(saved.data_length));
                if c_int::from(saved.marker) == APP14 && data.starts_with(b"Adobe") {
                    return true;
                }
                marker = saved.next;
            }
        }
        false
    }

    fn components(&self) -> &[ffi::jpeg_component_info] {
        let info = self.info();
        let count = usize::try_from(info.num_components).unwrap_or(0);
        // SAFETY: the library allocated this many while it read the header.
        unsafe { std::slice::from_raw_parts(info.comp_info, count) }
    }

    fn info(&self) -> &ffi::jpeg_decompress_struct {
        // SAFETY: alive as long as `self`, and the library runs only while `self` is borrowed.
        unsafe { &self.state.as_ref().info }
    }

    pub(super) fn info_mut(&mut self) -> &mut ffi::jpeg_decompress_struct {
        // SAFETY: as above, and `self` is borrowed exclusively.
        unsafe { &mut self.state.as_mut().info }
    }
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        // SAFETY: made by `Box::leak` in `open` and not used again. Destroying a structure that
        // was zeroed but not created is allowed.
        unsafe {
            let mut state = Box::from_raw(self.state.as_ptr());
            ffi::jpeg_destroy_decompress(&mut state.info);
        }
    }
}

/// Stops a file with too many scans, and has the others watched. Called before every row of blocks that
/// is read.
extern "C-unwind" fn begin_row(info: &mut ffi::jpeg_common_struct) {
    // SAFETY: `open` put the address of the watch there, and that of the whole structure into the watch.
    // The library reads a header before any blocks.
    let scans = unsafe {
        let watch = &mut *info.client_data.cast::<Watch>();
        watch.attach();
        (*watch.info).input_scan_number
    };
    if scans > MOST_SCANS {
        Fault::unsupported(Form::JpegScans).throw();
    }
}

/// How decoded samples are delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OutputLayout {
    Planes,
    Rows,
}

/// Decodes to luma and chroma planes as they are stored: no upsampling, no color conversion.
#[derive(Debug)]
pub(super) struct PlaneReader<'a> {
    reader: Reader<'a>,
    strips: [PlaneRows; PLANES],
}

/// Some rows of one plane.
#[derive(Debug, Default)]
pub(super) struct PlaneRows {
    samples: Vec<u8>,
    /// Samples from one row to the next.
    stride: usize,
    /// Columns and rows of luma to one of this plane.
    step: (usize, usize),
}

impl PlaneRows {
    /// `block` is the size that the blocks of luma are decoded to, `most` the largest sampling
    /// factors of all components. `None` if the ratio to luma is not whole.
    fn new(component: &ffi::jpeg_component_info, block: u32, most: (u32, u32)) -> Option<Self> {
        let across = positive(component.h_samp_factor);
        let down = positive(component.v_samp_factor);
        let luma = (most.0 * block, most.1 * block);
        // The library decodes the blocks of a subsampled component to a larger size where that
        // makes up for the subsampling: `jpeg_calc_output_dimensions` in jdmaster.c.
        let mut own = block;
        while own < DCTSIZE
            && luma.0.is_multiple_of(across * own * 2)
            && luma.1.is_multiple_of(down * own * 2)
        {
            own *= 2;
        }
        let (across, down) = (across * own, down * own);
        if !luma.0.is_multiple_of(across) || !luma.1.is_multiple_of(down) {
            return None;
        }
        // Room for blocks of full size, whatever size the library decodes them to.
        let stride = index(component.width_in_blocks) * index(DCTSIZE);
        Some(Self {
            samples: vec![0; stride * index(MOST_ROWS)],
            stride,
            step: (index(luma.0 / across), index(luma.1 / down)),
        })
    }

    /// The row that covers a row of luma.
    pub(super) fn row(&self, luma_row: usize) -> &[u8] {
        let start = luma_row / self.step.1 * self.stride;
        &self.samples[start..start + self.stride]
    }
}

impl PlaneReader<'_> {
    /// For each plane, the columns of luma to one of its own.
    pub(super) fn columns_of_luma(&self) -> [usize; PLANES] {
        self.strips.each_ref().map(|strip| strip.step.0)
    }

    /// The next rows and how many rows of luma they are; `None` after the last.
    pub(super) fn next(&mut self) -> Result<Option<(&[PlaneRows; PLANES], usize)>, Fault> {
        let info = self.reader.info_mut();
        let left = info.output_height.saturating_sub(info.output_scanline);
        if left == 0 {
            return self.reader.check().map(|()| None);
        }
        let mut rows = [[std::ptr::null_mut(); index(MOST_ROWS)]; PLANES];
        for (rows, strip) in rows.iter_mut().zip(&mut self.strips) {
            for (row, samples) in rows
                .iter_mut()
                .zip(strip.samples.chunks_exact_mut(strip.stride))
            {
                *row = samples.as_mut_ptr();
            }
        }
        let mut planes = rows.each_mut().map(|rows| rows.as_mut_ptr());
        // SAFETY: decoding was started for planes. For each of the three components there are as
        // many rows as a component may have in one step (4 blocks of 8), each as wide as all its
        // blocks at full size.
        let read =
            guarded(|| unsafe { ffi::jpeg_read_raw_data(info, planes.as_mut_ptr(), MOST_ROWS) })?;
        if read == 0 {
            return Err(Fault::own("the decoder waits for more data"));
        }
        Ok(Some((&self.strips, index(read.min(left)))))
    }
}

/// Decodes to rows of interleaved channels.
#[derive(Debug)]
pub(super) struct RowReader<'a> {
    reader: Reader<'a>,
    row: Vec<u8>,
}

impl RowReader<'_> {
    /// Width and height of what is delivered.
    pub(super) fn size(&self) -> (u32, u32) {
        let info = self.reader.info();
        (info.output_width, info.output_height)
    }

    pub(super) fn row_bytes(&self) -> usize {
        self.row.len()
    }

    /// The next row; `None` after the last.
    pub(super) fn next(&mut self) -> Result<Option<&[u8]>, Fault> {
        let info = self.reader.info_mut();
        if info.output_scanline >= info.output_height {
            return self.reader.check().map(|()| None);
        }
        let mut row = self.row.as_mut_ptr();
        // SAFETY: decoding was started for rows, and `row` is as long as the library said.
        let read = guarded(|| unsafe { ffi::jpeg_read_scanlines(info, &raw mut row, 1) })?;
        if read == 0 {
            return Err(Fault::own("the decoder waits for more data"));
        }
        Ok(Some(&self.row))
    }
}

/// Side of a block in samples.
const DCTSIZE: u32 = 8;

/// A factor that the library has checked to be 1..=4.
fn positive(factor: c_int) -> u32 {
    u32::try_from(factor).unwrap_or(1).max(1)
}
