//! Watches the library take the picture's blocks out of the compressed data. What it says of damage are the
//! codes that can't be; most changed bits leave valid codes and are told by what doesn't add up: data that is
//! left when the last block is there, and the mean of every block (its first coefficient), which
//! [`super::evidence`] looks at.
//!
//! The library has one function for the blocks of one coding unit (MCU). It is called through a pointer,
//! which is led through here: that costs nothing beside the decoding itself.

use std::ffi::{c_int, c_uint, c_void};
use std::mem::offset_of;

use mozjpeg_sys as ffi;

use super::error::Fault;
use super::evidence::{Means, share_of};
use crate::codec::reduce::index;
use crate::container::Damage;

/// Components of a scan, and of a picture that has means to look at.
const MOST_COMPONENTS: usize = 4;

/// Blocks of one coding unit: `D_MAX_BLOCKS_IN_MCU`.
const MOST_BLOCKS: usize = 10;

/// What was seen of a picture so far.
#[derive(Debug)]
pub(super) struct Watch {
    /// The decoder that is watched.
    pub(super) info: *mut ffi::jpeg_decompress_struct,
    /// Whether the end mark was added here, so that anything may lie before it.
    pub(super) is_mended: bool,
    /// The library's own function.
    decode_mcu: Option<DecodeMcu>,
    scan: Scan,
    /// The means of each component's blocks, once they are there.
    means: [Option<Means>; MOST_COMPONENTS],
}

/// The scan that is being read.
#[derive(Debug, Default)]
struct Scan {
    /// Coding units that were read, and all of them.
    read: usize,
    units: usize,
    units_across: usize,
    /// Units up to the next restart marker; 0 if there are none.
    interval: usize,
    blocks: usize,
    places: [Place; MOST_BLOCKS],
    brings_means: bool,
    is_progressive: bool,
}

/// Where a block of a unit belongs.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    component: usize,
    /// Columns and rows of the component's blocks in one unit.
    unit: (usize, usize),
    /// Column and row inside the unit.
    inside: (usize, usize),
}

impl Default for Watch {
    fn default() -> Self {
        Self {
            info: std::ptr::null_mut(),
            is_mended: false,
            decode_mcu: None,
            scan: Scan::default(),
            means: [const { None }; MOST_COMPONENTS],
        }
    }
}

impl Watch {
    /// Leads the library's function through here if it isn't yet: the library sets it anew for some scans.
    ///
    /// # Safety
    /// The library is between two calls of its own, with a header read.
    pub(super) unsafe fn attach(&mut self) {
        // SAFETY: by the contract above.
        let info = unsafe { &*self.info };
        let hidden = Hidden::of(info);
        if hidden.arith_code != 0 {
            return; // another decoder, which keeps its bits in another way
        }
        // SAFETY: null, or the decoder that the library made: all of its Huffman decoders begin so.
        let Some(entropy) = (unsafe { hidden.entropy.as_mut() }) else {
            return;
        };
        let ours: DecodeMcu = watched_decode_mcu;
        if entropy
            .decode_mcu
            .is_some_and(|set| !std::ptr::fn_addr_eq(set, ours))
        {
            self.decode_mcu = entropy.decode_mcu.replace(ours);
            self.scan = Scan::default();
        }
    }

    /// Gets ready for a scan.
    fn begin(&mut self, info: &ffi::jpeg_decompress_struct) {
        let hidden = Hidden::of(info);
        let units_across = index(hidden.MCUs_per_row).max(1);
        self.scan = Scan {
            read: 0,
            units: units_across * index(hidden.MCU_rows_in_scan),
            units_across,
            interval: index(hidden.restart_interval),
            blocks: 0,
            places: [Place::default(); MOST_BLOCKS],
            brings_means: hidden.Ss == 0,
            is_progressive: hidden.progressive_mode != 0,
        };
        let count = number(hidden.comps_in_scan).min(MOST_COMPONENTS);
        for component in &hidden.cur_comp_info[..count] {
            // SAFETY: the library set as many pointers as the scan has components.
            let component = unsafe { &**component };
            let (across, down) = if count == 1 {
                (1, 1)
            } else {
                (
                    number(component.h_samp_factor),
                    number(component.v_samp_factor),
                )
            };
            let component_number = number(component.component_index);
            for row in 0..down {
                for column in 0..across {
                    if let Some(place) = self.scan.places.get_mut(self.scan.blocks) {
                        *place = Place {
                            component: component_number,
                            unit: (across, down),
                            inside: (column, row),
                        };
                        self.scan.blocks += 1;
                    }
                }
            }
            if let Some(means) = self
                .means
                .get_mut(component_number)
                .filter(|_| self.scan.brings_means)
            {
                // SAFETY: null, or the table that the library keeps for the component.
                let table = unsafe { component.quant_table.as_ref() };
                means.get_or_insert_with(|| {
                    let size = (component.width_in_blocks, component.height_in_blocks);
                    Means::new(
                        (index(size.0), index(size.1)),
                        (across, down),
                        table.map_or(1, |table| table.quantval[0]),
                    )
                });
            }
        }
    }

    /// Notes the blocks of the unit that was just read; what is wrong behind them.
    ///
    /// # Safety
    /// `blocks` are those of the unit, or null.
    unsafe fn note(
        &mut self,
        info: &ffi::jpeg_decompress_struct,
        blocks: *mut ffi::JBLOCKROW,
    ) -> Option<Damage> {
        let scan = &mut self.scan;
        if scan.brings_means && !blocks.is_null() {
            let (column, row) = (scan.read % scan.units_across, scan.read / scan.units_across);
            let places = scan.places.iter().take(scan.blocks);
            for (number, place) in places.enumerate() {
                // SAFETY: the library gives as many blocks as the unit has.
                let block = unsafe { &**blocks.add(number) };
                if let Some(Some(means)) = self.means.get_mut(place.component) {
                    let column = column * place.unit.0 + place.inside.0;
                    let row = row * place.unit.1 + place.inside.1;
                    means.put((column, row), block, !scan.is_progressive);
                }
            }
        }
        scan.read += 1;
        let interval_ends = scan.interval > 0 && scan.read.is_multiple_of(scan.interval);
        let scan_ends = scan.read == scan.units;
        let ends = interval_ends && !scan_ends || scan_ends && !self.is_mended;
        (ends && has_surplus(info, scan)).then(|| Damage::SurplusData {
            at_percent: share_of(scan.read, scan.units),
        })
    }

    /// What the blocks that were read tell of damage.
    pub(super) fn damage(&self) -> Option<Damage> {
        self.means.iter().flatten().find_map(Means::damage)
    }
}

/// Whether data is left between the last block and the next marker.
fn has_surplus(info: &ffi::jpeg_decompress_struct, scan: &Scan) -> bool {
    let hidden = Hidden::of(info);
    // SAFETY: the decoder that has just been running.
    let entropy = unsafe { &*hidden.entropy };
    if scan.is_progressive && entropy.end_of_band_run > 0 {
        return true; // a run of empty blocks goes on behind the last block
    }
    let unread = if hidden.unread_marker == 0 {
        // SAFETY: what the source has left of the bytes that it was opened on.
        unsafe {
            let source = &*info.src;
            std::slice::from_raw_parts(source.next_input_byte, source.bytes_in_buffer)
        }
    } else {
        &[] // the decoder has been at the marker already
    };
    let bits = number(entropy.bits.bits_left);
    !is_padding(entropy.bits.get_buffer, bits, unread)
}

/// Whether the last `bits` of a buffer, and the bytes up to the next marker, only fill: what is left of a byte
/// does. It should be all ones; some encoders write zeros there, and whole bytes of either, so that the
/// data has an even length.
fn is_padding(buffer: usize, bits: usize, unread: &[u8]) -> bool {
    let whole = bits / 8;
    let rest = bits % 8;
    let buffer = buffer.to_be_bytes();
    let (before, buffered) = buffer.split_at(buffer.len().saturating_sub(whole));
    let first = before.last().copied().unwrap_or(0) & ((1 << rest) - 1);
    let unread = memchr::memchr_iter(0xFF, unread)
        .find(|at| !matches!(unread.get(at + 1), Some(0x00 | 0xFF)))
        .map_or(unread, |marker| &unread[..marker]);
    if whole == 0 && unread.is_empty() {
        return true;
    }
    let begins_even = first == 0 || first + 1 == 1 << rest;
    let zeros = || buffered.iter().chain(unread).all(|byte| *byte == 0);
    // A byte of ones has a zero behind it, or it would begin a marker.
    let ones = || {
        buffered.iter().all(|byte| *byte == 0xFF)
            && unread.iter().all(|byte| matches!(byte, 0xFF | 0))
            && unread.first().is_none_or(|byte| *byte == 0xFF)
    };
    begins_even && (zeros() || ones())
}

/// Stands for the library's function: the blocks of the next unit.
unsafe extern "C-unwind" fn watched_decode_mcu(
    info: *mut ffi::jpeg_decompress_struct,
    blocks: *mut ffi::JBLOCKROW,
) -> ffi::boolean {
    // SAFETY: the library calls this with the structure that was opened in `Reader::open`, which put the
    // address of the watch there. Nothing else uses the watch while the library runs.
    let watch = unsafe { &mut *(*info).common.client_data.cast::<Watch>() };
    // SAFETY: as above; between the library's own calls it is only read.
    if watch.scan.read == watch.scan.units {
        watch.begin(unsafe { &*info });
    }
    let Some(decode_mcu) = watch.decode_mcu else {
        return 0;
    };
    // SAFETY: what the library would have called.
    let read = unsafe { decode_mcu(info, blocks) };
    if read != 0 {
        // SAFETY: as above.
        let damage = unsafe { watch.note(&*info, blocks) };
        if let Some(damage) = damage {
            Fault::damage(damage).throw();
        }
    }
    read
}

type DecodeMcu = unsafe extern "C-unwind" fn(
    *mut ffi::jpeg_decompress_struct,
    *mut ffi::JBLOCKROW,
) -> ffi::boolean;

/// How the library's Huffman decoders begin: `jpeg_entropy_decoder` of jpegint.h and what
/// `huff_entropy_decoder` (jdhuff.c) and `phuff_entropy_decoder` (jdphuff.c) have behind it.
#[repr(C)]
struct EntropyDecoder {
    start_pass: *mut c_void,
    decode_mcu: Option<DecodeMcu>,
    insufficient_data: ffi::boolean,
    bits: BitState,
    /// Only in progressive files: blocks to come that have no coefficients in this scan.
    end_of_band_run: c_uint,
}

/// `bitread_perm_state` of jdhuff.h.
#[repr(C)]
struct BitState {
    get_buffer: usize,
    bits_left: c_int,
}

/// The part of `jpeg_decompress_struct` (jpeglib.h) from `comp_info` on, most of which the bindings keep to
/// themselves.
#[repr(C)]
#[expect(non_snake_case, reason = "the library's names")]
struct Hidden {
    comp_info: *mut ffi::jpeg_component_info,
    progressive_mode: ffi::boolean,
    arith_code: ffi::boolean,
    arith_conditioning: [u8; 48],
    restart_interval: c_uint,
    saw_JFIF_marker: ffi::boolean,
    JFIF_version: [u8; 2],
    density_unit: u8,
    density: [u16; 2],
    saw_Adobe_marker: ffi::boolean,
    Adobe_transform: u8,
    CCIR601_sampling: ffi::boolean,
    marker_list: *mut ffi::jpeg_marker_struct,
    max_h_samp_factor: c_int,
    max_v_samp_factor: c_int,
    min_DCT_scaled_size: c_int,
    total_iMCU_rows: ffi::JDIMENSION,
    sample_range_limit: *mut u8,
    comps_in_scan: c_int,
    cur_comp_info: [*mut ffi::jpeg_component_info; MOST_COMPONENTS],
    MCUs_per_row: ffi::JDIMENSION,
    MCU_rows_in_scan: ffi::JDIMENSION,
    blocks_in_MCU: c_int,
    MCU_membership: [c_int; MOST_BLOCKS],
    Ss: c_int,
    Se: c_int,
    Ah: c_int,
    Al: c_int,
    unread_marker: c_int,
    /// Master, main, coefficient, post, input controllers and the marker reader.
    controllers: [*mut c_void; 6],
    entropy: *mut EntropyDecoder,
    /// Transform, upsampling, conversion, quantization.
    stages: [*mut c_void; 4],
}

// The mirror is where and as long as what it mirrors.
const START: usize = offset_of!(ffi::jpeg_decompress_struct, comp_info);
const _: () = assert!(
    START + size_of::<Hidden>() == size_of::<ffi::jpeg_decompress_struct>()
        && START + offset_of!(Hidden, density_unit)
            == offset_of!(ffi::jpeg_decompress_struct, density_unit)
        && START + offset_of!(Hidden, marker_list)
            == offset_of!(ffi::jpeg_decompress_struct, marker_list)
        && START + offset_of!(Hidden, max_v_samp_factor)
            == offset_of!(ffi::jpeg_decompress_struct, max_v_samp_factor)
);

impl Hidden {
    fn of(info: &ffi::jpeg_decompress_struct) -> &Self {
        // SAFETY: the library's structure goes on from here as the mirror says.
        unsafe { &*std::ptr::from_ref(info).byte_add(START).cast() }
    }
}

/// A number that the library never has below zero.
fn number(number: c_int) -> usize {
    usize::try_from(number).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_even_bits_are_padding() {
        let mut seen = 0;
        for (buffer, bits, unread, expected) in [
            (0b101, 0, &[][..], true),
            (0b0111, 3, &[], true),
            (0b0000, 3, &[], true),
            (0b0101, 3, &[], true), // fewer than eight bits can't hold a block that is seen
            (0b0111, 3, &[0xFF, 0xD9], true),
            (0b0111, 3, &[0, 0, 0xFF, 0xD9], true),
            (0b0111, 3, &[0xFF, 0, 0xFF, 0xD9], true),
            (0b0111, 3, &[0xFF, 0xFF, 0xD9], true),
            (0b0101, 3, &[0, 0xFF, 0xD9], false),
            (0b0111, 3, &[0x5A, 0xFF, 0xD9], false),
            (0x07FF, 11, &[0xFF, 0xD9], true),
            (0x0700, 11, &[0xFF, 0xD9], true),
            (0x0500, 11, &[0xFF, 0xD9], false),
            (0x0712, 11, &[0xFF, 0xD9], false),
            (usize::MAX, usize::BITS as usize, &[], true),
        ] {
            assert_eq!(
                is_padding(buffer, bits, unread),
                expected,
                "{buffer:x} {bits} {unread:x?}"
            );
            seen += 1;
        }
        assert_eq!(seen, 15);
    }
}
