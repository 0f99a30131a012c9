//! What the tags of a page say of its pixels: how they are cut into parts, packed, and meant.

use super::error::{corrupt, unsupported};
use super::palette::Palette;
use super::ycc::Ycc;
use crate::codec::jpeg::rgb_of_inks;
use crate::codec::limits::{DecodeError, Form};
use crate::codec::raster::over_white;
use crate::container::Damage;
use crate::container::tiff::{TagValue, TiffTags, place, tag};

/// Most samples of one pixel: four inks, and some that are not looked at.
const MOST_SAMPLES: u64 = 8;

/// How the pixels of a page are stored.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts, not the states of one thing"
)]
pub(super) struct TiffForm<'a> {
    pub(super) file: &'a [u8],
    pub(super) tags: TiffTags<'a>,
    pub(super) width: u32,
    pub(super) height: u32,
    /// Bits of each sample, 1 to 16.
    pub(super) bits: u8,
    /// Samples of each pixel.
    pub(super) samples: usize,
    /// Whether each sample has parts of its own.
    pub(super) is_planar: bool,
    pub(super) packing: Packing,
    /// Whether each sample is stored as the difference to the one on its left.
    pub(super) has_differences: bool,
    /// Whether the first pixel lies in the lowest bit of a byte.
    pub(super) is_reversed: bool,
    /// Width and height of a tile; a strip is as wide as the picture.
    pub(super) part: (u32, u32),
    pub(super) is_tiled: bool,
    pub(super) meaning: Meaning,
    alpha: Option<Alpha>,
    /// Chroma samples are this many pixels apart, across and down.
    pub(super) subsampling: (u8, u8),
    offsets: Option<TagValue<'a>>,
    byte_counts: Option<TagValue<'a>>,
}

/// What a part is packed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    Stored,
    PackBits,
    Lzw,
    Deflate,
    Fax(Fax),
    Jpeg,
    /// The JPEG of TIFF 6.0, section 22, that was withdrawn.
    OldJpeg,
}

/// A coding of ITU-T T.4 or T.6.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fax {
    /// T.4 in one dimension, each row in bytes of its own.
    Rows,
    /// T.4 in one dimension.
    Group3,
    /// T.4 in two dimensions.
    Group3In2d,
    /// T.6.
    Group4,
}

/// What the samples of a pixel mean, each brought to eight bits.
#[derive(Debug)]
pub(super) enum Meaning {
    Gray { white_is_zero: bool },
    Rgb,
    Palette(Palette),
    Inks,
    Ycc(Ycc),
}

impl Meaning {
    pub(super) fn is_gray(&self) -> bool {
        matches!(self, Self::Gray { .. })
    }

    pub(super) fn is_palette(&self) -> bool {
        matches!(self, Self::Palette(_))
    }

    /// Samples of a pixel that make its color.
    fn samples(&self) -> usize {
        match self {
            Self::Gray { .. } | Self::Palette(_) => 1,
            Self::Rgb | Self::Ycc(_) => 3,
            Self::Inks => 4,
        }
    }
}

/// What the sample behind the colors does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Alpha {
    /// The colors are multiplied by it.
    Associated,
    Unassociated,
}

impl<'a> TiffForm<'a> {
    /// Reads the first page's tags.
    pub(super) fn read(file: &'a [u8]) -> Result<Self, DecodeError> {
        let tags = TiffTags::of_first_page(file).ok_or_else(|| corrupt(Damage::NoPicture))?;
        let number = |tag, otherwise| tags.number(tag).unwrap_or(otherwise);
        let side = |tag| {
            let side = tags
                .number(tag)
                .and_then(|side| u32::try_from(side).ok())
                .filter(|side| *side > 0);
            side.ok_or_else(|| corrupt(Damage::Header))
        };
        let (width, height) = (side(tag::WIDTH)?, side(tag::HEIGHT)?);
        let samples = match number(tag::SAMPLES_PER_PIXEL, 1) {
            samples @ 1..=MOST_SAMPLES => usize::try_from(samples).unwrap_or(1),
            samples => return Err(unsupported(Form::SampleCount(samples))),
        };
        let bits = bits(tags, samples)?;
        let packing = packing(tags)?;
        let is_planar = number(tag::PLANAR, 1) == 2 && samples > 1;
        let is_tiled = tags.find(tag::TILE_WIDTH).is_some();
        let part = if is_tiled {
            (side(tag::TILE_WIDTH)?, side(tag::TILE_HEIGHT)?)
        } else {
            let rows = u32::try_from(number(tag::ROWS_PER_STRIP, u64::MAX)).unwrap_or(height);
            (width, if rows == 0 { height } else { rows.min(height) })
        };
        let is_jpeg = matches!(packing, Packing::Jpeg | Packing::OldJpeg);
        let subsampling = if is_jpeg {
            (1, 1) // the JPEG says it itself, and its decoder makes up for it
        } else {
            subsampling(tags)
        };
        let meaning = meaning(tags, bits, samples, is_jpeg && !is_planar)?;
        if samples < meaning.samples() {
            return Err(corrupt(Damage::Header));
        }
        let subsampling = match meaning {
            Meaning::Ycc(_) => subsampling,
            _ => (1, 1),
        };
        let extra = samples > meaning.samples();
        let alpha = match tags.number(tag::EXTRA_SAMPLES).filter(|_| extra) {
            Some(1) => Some(Alpha::Associated),
            Some(2) => Some(Alpha::Unassociated),
            _ => None,
        };
        let is_squeezed = matches!(packing, Packing::Lzw | Packing::Deflate);
        let predictor = if is_squeezed {
            number(tag::PREDICTOR, 1)
        } else {
            1
        };
        let form = Self {
            file,
            tags,
            width,
            height,
            bits,
            samples,
            is_planar,
            packing,
            has_differences: predictor == 2,
            is_reversed: number(tag::FILL_ORDER, 1) == 2 && !is_jpeg,
            part,
            is_tiled,
            meaning,
            alpha,
            subsampling,
            offsets: tags
                .find(tag::STRIP_OFFSETS)
                .or_else(|| tags.find(tag::TILE_OFFSETS)),
            byte_counts: tags
                .find(tag::STRIP_BYTE_COUNTS)
                .or_else(|| tags.find(tag::TILE_BYTE_COUNTS)),
        };
        form.check(predictor)?;
        Ok(form)
    }

    /// Refuses what no writer at hand makes, rather than guess at it.
    fn check(&self, predictor: u64) -> Result<(), DecodeError> {
        let subsampled = self.subsampling != (1, 1);
        let is_jpeg = matches!(self.packing, Packing::Jpeg | Packing::OldJpeg);
        let cannot = match predictor {
            1 => None,
            2 if matches!(self.bits, 8 | 16) && !subsampled => None,
            _ => Some(Form::Prediction),
        };
        let cannot = cannot.or_else(|| {
            if subsampled && (self.is_planar || self.samples != 3 || self.bits != 8) {
                Some(Form::ChromaPlanes)
            } else if is_jpeg && self.bits != 8 {
                Some(Form::JpegKind)
            } else if matches!(self.packing, Packing::Fax(_)) && (self.bits, self.samples) != (1, 1)
            {
                Some(Form::FaxCoding)
            } else {
                None
            }
        });
        cannot.map_or(Ok(()), |form| Err(unsupported(form)))
    }

    pub(super) fn pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// The planes that are stored one after the other.
    pub(super) fn planes(&self) -> usize {
        if self.is_planar { self.samples } else { 1 }
    }

    /// Samples of a pixel in one part.
    pub(super) fn samples_together(&self) -> usize {
        if self.is_planar { 1 } else { self.samples }
    }

    /// Where a part lies in the file.
    pub(super) fn place(&self, position: usize) -> Result<&'a [u8], DecodeError> {
        let raw = (self.packing == Packing::Stored).then(|| self.part_bytes());
        let numbers = (|n| self.offsets?.number(n), |n| self.byte_counts?.number(n));
        let file_bytes = u64::try_from(self.file.len()).unwrap_or(u64::MAX);
        let (at, size) = place(numbers, position, raw, file_bytes)
            .ok_or_else(|| corrupt(Damage::MissingData))?;
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        let rest = self.file.get(at..).filter(|rest| !rest.is_empty());
        let rest = rest.ok_or_else(|| corrupt(Damage::MissingData))?;
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        Ok(rest.get(..size).unwrap_or(rest))
    }

    /// Parts that are listed.
    pub(super) fn parts_listed(&self) -> usize {
        self.offsets.map_or(0, TagValue::count)
    }

    /// Bytes of one row of a part when unpacked.
    pub(super) fn row_bytes(&self) -> u64 {
        let bits = self.samples_together() as u64 * u64::from(self.bits);
        (u64::from(self.part.0) * bits).div_ceil(8)
    }

    fn part_bytes(&self) -> u64 {
        let (across, down) = (u64::from(self.subsampling.0), u64::from(self.subsampling.1));
        let (width, height) = (u64::from(self.part.0), u64::from(self.part.1));
        if (across, down) == (1, 1) {
            self.row_bytes().saturating_mul(height)
        } else {
            let units = width.div_ceil(across) * height.div_ceil(down);
            units.saturating_mul(across * down + 2)
        }
    }

    /// Makes gray or RGB of a row of samples, transparency laid over white.
    pub(super) fn colors(&self, samples: &[u8], row: &mut Vec<u8>) {
        let pixels = samples.chunks_exact(self.samples);
        match &self.meaning {
            Meaning::Gray { white_is_zero } => {
                let turned = if *white_is_zero { 255 } else { 0 };
                row.extend(pixels.flat_map(|pixel| self.opaque([pixel[0] ^ turned], pixel, 1)));
            }
            Meaning::Rgb => row.extend(pixels.flat_map(|pixel| {
                let rgb = [pixel[0], pixel[1], pixel[2]];
                self.opaque(rgb, pixel, 3)
            })),
            Meaning::Palette(palette) => {
                row.extend(pixels.flat_map(|pixel| self.opaque(palette.color(pixel[0]), pixel, 1)));
            }
            Meaning::Inks => row.extend(pixels.flat_map(|pixel| {
                let inks = [pixel[0], pixel[1], pixel[2], pixel[3]];
                self.opaque(rgb_of_inks(inks), pixel, 4)
            })),
            Meaning::Ycc(ycc) => row.extend(pixels.flat_map(|pixel| {
                let rgb = ycc.rgb([pixel[0], pixel[1], pixel[2]]);
                self.opaque(rgb, pixel, 3)
            })),
        }
    }

    fn opaque<const CHANNELS: usize>(
        &self,
        color: [u8; CHANNELS],
        pixel: &[u8],
        colors: usize,
    ) -> [u8; CHANNELS] {
        match self.alpha {
            None => color,
            Some(Alpha::Unassociated) => over_white(color, pixel[colors]),
            Some(Alpha::Associated) => {
                let white = 255 - pixel[colors];
                color.map(|sample| sample.saturating_add(white))
            }
        }
    }
}

/// Bits of each sample; all of them have to have as many.
fn bits(tags: TiffTags<'_>, samples: usize) -> Result<u8, DecodeError> {
    let value = tags.find(tag::BITS_PER_SAMPLE);
    let bits_of = |position| value.and_then(|value| value.number(position));
    let first = bits_of(0).unwrap_or(1);
    if (1..samples).filter_map(bits_of).any(|bits| bits != first) {
        return Err(unsupported(Form::MixedSampleBits));
    }
    match tags.number(tag::SAMPLE_FORMAT).unwrap_or(1) {
        1 | 4 => {}
        _ => return Err(unsupported(Form::SampleKind)),
    }
    match u8::try_from(first) {
        Ok(bits @ 1..=16) => Ok(bits),
        _ => Err(unsupported(Form::SampleBits(first))),
    }
}

fn packing(tags: TiffTags<'_>) -> Result<Packing, DecodeError> {
    /// T.4 and T.6 with a stretch of plain pixels, which nothing writes.
    const UNCOMPRESSED_MODE: u64 = 2;
    let options = |tag| tags.number(tag).unwrap_or(0);
    let (t4, t6) = (options(tag::T4_OPTIONS), options(tag::T6_OPTIONS));
    let compression = tags.number(tag::COMPRESSION).unwrap_or(1);
    let plain = match compression {
        3 => t4 & UNCOMPRESSED_MODE,
        4 => t6 & UNCOMPRESSED_MODE,
        _ => 0,
    };
    if plain != 0 {
        return Err(unsupported(Form::FaxCoding));
    }
    let name = match compression {
        1 => return Ok(Packing::Stored),
        2 => return Ok(Packing::Fax(Fax::Rows)),
        3 if t4 & 1 == 1 => return Ok(Packing::Fax(Fax::Group3In2d)),
        3 => return Ok(Packing::Fax(Fax::Group3)),
        4 => return Ok(Packing::Fax(Fax::Group4)),
        5 => return Ok(Packing::Lzw),
        6 => return Ok(Packing::OldJpeg),
        7 => return Ok(Packing::Jpeg),
        8 | 32946 => return Ok(Packing::Deflate),
        32773 => return Ok(Packing::PackBits),
        9 | 10 | 34661 => "JBIG",
        32766 => "NeXT",
        32771 => "CCITT RLEW",
        32809 => "ThunderScan",
        33003 | 33004 | 33005 | 34712 => "JPEG 2000",
        34676 | 34677 => "SGI Log",
        34715 => "JBIG2",
        34887 => "LERC",
        34892 => "lossy JPEG (DNG)",
        34925 => "LZMA",
        34933 => "PNG",
        34934 | 22610 => "JPEG XR",
        50000 => "Zstandard",
        50001 => "WebP",
        50002 | 52546 => "JPEG XL",
        other => return Err(unsupported(Form::CompressionNumber(other))),
    };
    Err(unsupported(Form::Compression(name)))
}

/// `is_converted`: the JPEG decoder makes RGB of luma and chroma.
fn meaning(
    tags: TiffTags<'_>,
    bits: u8,
    samples: usize,
    is_converted: bool,
) -> Result<Meaning, DecodeError> {
    let stated = tags.number(tag::PHOTOMETRIC);
    let guessed = if samples >= 3 { 2 } else { 1 };
    Ok(match stated.unwrap_or(guessed) {
        0 => Meaning::Gray {
            white_is_zero: true,
        },
        // A mask says where another picture shows; as a page it is black and white.
        1 | 4 => Meaning::Gray {
            white_is_zero: false,
        },
        2 => Meaning::Rgb,
        3 if bits <= 8 => {
            let map = tags.find(tag::COLOR_MAP);
            let map = map.and_then(|map| Palette::read(map, bits));
            Meaning::Palette(map.ok_or_else(|| corrupt(Damage::MissingData))?)
        }
        5 if tags.number(tag::INK_SET).unwrap_or(1) == 1 => Meaning::Inks,
        5 => return Err(unsupported(Form::Inks)),
        6 if is_converted => Meaning::Rgb,
        6 if bits == 8 => Meaning::Ycc(Ycc::read(tags)),
        3 | 6 => return Err(unsupported(Form::SampleBits(bits.into()))),
        8..=10 => return Err(unsupported(Form::Colors("CIE Lab"))),
        32803 | 34892 => return Err(unsupported(Form::SensorData)),
        32844 | 32845 => return Err(unsupported(Form::Colors("LogLuv"))),
        other => return Err(unsupported(Form::ColorNumber(other))),
    })
}

fn subsampling(tags: TiffTags<'_>) -> (u8, u8) {
    let value = tags.find(tag::YCC_SUBSAMPLING);
    let factor = |position| {
        let factor = value.and_then(|value| value.number(position));
        match factor {
            Some(1) => 1,
            Some(4) => 4,
            _ => 2,
        }
    };
    (factor(0), factor(1))
}
