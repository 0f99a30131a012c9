//! One page of a TIFF: what its tags say about the picture and where the pixels lie.

use super::ifd::{Ifd, IfdEntry, TiffLayout};
use super::tag;
use super::tags::place;
use crate::container::walk::{CENTIMETER, ColorModel, Walk, block, dpi};
use crate::endian::wide;

/// A directory's tags as far as they matter here.
pub(super) struct TiffPage<'a> {
    bytes: &'a [u8],
    layout: TiffLayout,
    subfile_type: u64,
    width: u32,
    height: u32,
    bits: u64,
    samples: u64,
    extra_samples: Option<u64>,
    photometric: Option<u64>,
    compression: u64,
    is_planar: bool,
    rows_per_strip: u64,
    tile: Option<(u64, u64)>,
    offsets: Option<IfdEntry>,
    byte_counts: Option<IfdEntry>,
    jpeg: Option<(u64, u64)>,
    directory: Ifd,
}

/// The pieces that the pixels are stored in.
#[derive(Clone, Copy)]
pub(super) struct PixelParts {
    pub(super) count: usize,
    offsets: IfdEntry,
    byte_counts: Option<IfdEntry>,
}

impl<'a> TiffPage<'a> {
    pub(super) fn read(bytes: &'a [u8], layout: TiffLayout, directory: Ifd) -> Self {
        let find = |tag| {
            layout
                .entries(bytes, directory)
                .find(|entry| entry.tag == tag)
        };
        let number = |tag| layout.number(bytes, find(tag)?, 0);
        let side = |tag| number(tag).and_then(|side| u32::try_from(side).ok());
        Self {
            bytes,
            layout,
            subfile_type: number(tag::SUBFILE_TYPE).unwrap_or(0),
            width: side(tag::WIDTH).unwrap_or(0),
            height: side(tag::HEIGHT).unwrap_or(0),
            bits: number(tag::BITS_PER_SAMPLE).unwrap_or(1),
            samples: number(tag::SAMPLES_PER_PIXEL).unwrap_or(1),
            extra_samples: number(tag::EXTRA_SAMPLES),
            photometric: number(tag::PHOTOMETRIC),
            compression: number(tag::COMPRESSION).unwrap_or(1),
            is_planar: number(tag::PLANAR) == Some(2),
            rows_per_strip: number(tag::ROWS_PER_STRIP).unwrap_or(u64::MAX),
            tile: number(tag::TILE_WIDTH).zip(number(tag::TILE_HEIGHT)),
            offsets: find(tag::STRIP_OFFSETS).or_else(|| find(tag::TILE_OFFSETS)),
            byte_counts: find(tag::STRIP_BYTE_COUNTS).or_else(|| find(tag::TILE_BYTE_COUNTS)),
            jpeg: number(tag::JPEG_DATA).zip(number(tag::JPEG_DATA_LENGTH)),
            directory,
        }
    }

    /// Whether the page is a picture of its own, not a thumbnail or mask of another one.
    pub(super) fn is_picture(&self) -> bool {
        self.subfile_type & 0b101 == 0
    }

    /// Fills in what the page tells about the file's picture.
    pub(super) fn describe(&self, bytes: &[u8], walk: &mut Walk) {
        let find = |tag| {
            self.layout
                .entries(bytes, self.directory)
                .find(|entry| entry.tag == tag)
        };
        let value = |tag| find(tag).and_then(|entry| entry.value(bytes));
        if self.width > 0 && self.height > 0 {
            walk.size = Some((self.width, self.height));
        }
        walk.color = Some(self.color());
        walk.bits_per_channel = u8::try_from(self.bits).ok();
        walk.alpha = matches!(self.extra_samples, Some(1 | 2));
        walk.xmp = value(tag::XMP).and_then(block);
        walk.iptc = value(tag::IPTC)
            .or_else(|| value(tag::PHOTOSHOP))
            .and_then(block);
        walk.icc = value(tag::ICC).and_then(block);
        let fraction = |tag| find(tag).and_then(|entry| self.layout.fraction(bytes, entry));
        let unit = find(tag::RESOLUTION_UNIT).and_then(|e| self.layout.number(bytes, e, 0));
        if let [Some(x), Some(y)] = [tag::X_RESOLUTION, tag::Y_RESOLUTION].map(fraction) {
            walk.dpi = match unit {
                None | Some(2) => dpi(x, y, 1.0),
                Some(3) => dpi(x, y, CENTIMETER),
                _ => None,
            };
        }
        for (name, tag) in [
            ("Software", tag::SOFTWARE),
            ("Description", tag::DESCRIPTION),
        ] {
            let text = value(tag).unwrap_or_default();
            walk.push_entry(name, text.split(|&byte| byte == 0).next().unwrap_or(text));
        }
    }

    fn color(&self) -> ColorModel {
        match self.photometric {
            Some(4) => ColorModel::Bilevel,
            Some(0 | 1) if self.bits == 1 && self.samples == 1 => ColorModel::Bilevel,
            Some(0 | 1) => ColorModel::Gray,
            Some(2 | 6) => ColorModel::Rgb,
            Some(3) => ColorModel::Palette,
            Some(5) if self.samples >= 4 => ColorModel::Cmyk,
            Some(_) => ColorModel::Other,
            None if self.samples >= 3 => ColorModel::Rgb,
            None => ColorModel::Gray,
        }
    }

    /// The JPEG stream of the old JPEG-in-TIFF (TIFF 6.0, section 22), where it is stored whole.
    pub(super) fn whole_jpeg(&self) -> Option<(usize, usize)> {
        let (at, size) = self.jpeg.filter(|_| self.offsets.is_none())?;
        Some((usize::try_from(at).ok()?, usize::try_from(size).ok()?))
    }

    /// The strips or tiles; `None` if there are none or fewer than the picture needs.
    pub(super) fn parts(&self) -> Option<PixelParts> {
        let offsets = self.offsets?;
        let count = usize::try_from(offsets.count).ok()?;
        let enough = self.width > 0 && self.height > 0 && offsets.count >= self.parts_needed()?;
        enough.then_some(PixelParts {
            count,
            offsets,
            byte_counts: self.byte_counts,
        })
    }

    fn parts_needed(&self) -> Option<u64> {
        let (width, height) = (u64::from(self.width), u64::from(self.height));
        let one_plane = match self.tile {
            Some((across, down)) if across > 0 && down > 0 => {
                width.div_ceil(across).saturating_mul(height.div_ceil(down))
            }
            Some(_) => return None,
            None => height.div_ceil(self.rows_per_strip.max(1)),
        };
        let planes = if self.is_planar { self.samples } else { 1 };
        Some(one_plane.saturating_mul(planes))
    }

    /// Where a part lies, and its size.
    pub(super) fn part(&self, parts: PixelParts, position: usize) -> Option<(u64, u64)> {
        let offset = |n| self.layout.number(self.bytes, parts.offsets, n);
        let byte_count = |n| self.layout.number(self.bytes, parts.byte_counts?, n);
        let raw = (self.compression == 1).then(|| self.raw_bytes_of_part(parts, position));
        place((offset, byte_count), position, raw, wide(self.bytes.len()))
    }

    /// Size of an uncompressed strip or tile.
    fn raw_bytes_of_part(&self, parts: PixelParts, position: usize) -> u64 {
        let (width, height) = (u64::from(self.width), u64::from(self.height));
        let planes = if self.is_planar { self.samples } else { 1 };
        let (width, height) = match self.tile {
            Some(tile) => tile,
            None if parts.count == 1 => (width, height),
            None => {
                let rows = self.rows_per_strip.min(height).max(1);
                let strips = height.div_ceil(rows);
                let strip = wide(position).checked_rem(strips).unwrap_or(0);
                let above = strip.saturating_mul(rows);
                (width, height.saturating_sub(above).min(rows))
            }
        };
        self.raw_bytes_of(width, height).div_ceil(planes.max(1))
    }

    /// Fewest bytes that the pixels can be stored in: all of them, unless compressed.
    pub(super) fn fewest_bytes(&self) -> u64 {
        if self.compression == 1 {
            self.raw_bytes()
        } else {
            0
        }
    }

    /// Size of the uncompressed pixels; rows are padded to whole bytes. Subsampled chroma makes
    /// it smaller than this, so that of YCbCr only luma is counted.
    fn raw_bytes(&self) -> u64 {
        self.raw_bytes_of(self.width.into(), self.height.into())
    }

    fn raw_bytes_of(&self, width: u64, height: u64) -> u64 {
        let samples = if self.photometric == Some(6) {
            1
        } else {
            self.samples
        };
        width
            .saturating_mul(samples.saturating_mul(self.bits))
            .div_ceil(8)
            .saturating_mul(height)
    }
}
