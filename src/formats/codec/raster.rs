//! Every accepted format but JPEG and TIFF, through the `image` crate: the first frame or page is decoded in
//! full and reduced row by row.

use std::io::Cursor;

use image::{ColorType, ImageDecoder, ImageError, ImageFormat, ImageReader, RgbImage};

use super::limits::{DecodeError, Form, Limits, check_bytes, check_size};
use super::reduce::{Geometry, Reducer, StoredPlanes, Whole, index, whole_divisor};
use super::to_srgb::ToSrgb;
use crate::container::{ColorModel, Damage};
use crate::metadata::{ColorSpace, Header};

/// Decodes for analysis. Transparency is laid over white, as every upload form shows it.
pub(super) fn analyze(
    bytes: &[u8],
    format: ImageFormat,
    header: &Header,
    limits: &Limits,
) -> Result<StoredPlanes, DecodeError> {
    let (width, height) = (header.stored_width, header.stored_height);
    let pixels = u64::from(width) * u64::from(height);
    let geometry = Geometry::new(width, height);
    let needed = bytes_needed(format, header) + geometry.bytes();
    check_bytes(pixels, needed, limits)?;
    let (samples, color) = decode(bytes, format, header, limits)?;
    let mut gathering = Gathering::new(geometry, color, header.space_to_look_through())?;
    for row in rows(&samples, color, width) {
        gathering.add(row)?;
    }
    Ok(gathering.finish())
}

/// Decodes every pixel, the way the file stores them: not turned; at a fraction of its size where
/// memory is too small. Transparency is laid over white.
pub(super) fn full(
    bytes: &[u8],
    format: ImageFormat,
    header: &Header,
    limits: &Limits,
) -> Result<RgbImage, DecodeError> {
    let size = (header.stored_width, header.stored_height);
    let divisor = whole_divisor(size, 3, bytes_needed(format, header), limits)?;
    let (samples, color) = decode(bytes, format, header, limits)?;
    let mut reader = SampleReader::new(color, header.space_to_convert())?;
    let mut whole = Whole::new(size, divisor);
    let mut rgb = Vec::new();
    for row in rows(&samples, color, size.0) {
        reader.rgb(row, &mut rgb)?;
        whole.add(&rgb);
    }
    Ok(whole.finish())
}

/// The rows of a picture that was decoded in one piece.
fn rows(samples: &[u8], color: ColorType, width: u32) -> impl Iterator<Item = &[u8]> {
    samples.chunks_exact(index(width) * usize::from(color.bytes_per_pixel()))
}

/// Puts the planes together from rows of any color type.
pub(super) struct Gathering {
    samples: SampleReader,
    planes: Planes,
    row: Vec<u8>,
}

enum Planes {
    Gray(Box<Reducer<1>>),
    Rgb(Box<Reducer<3>>),
}

impl Gathering {
    pub(super) fn new(
        geometry: Geometry,
        color: ColorType,
        space: Option<&ColorSpace>,
    ) -> Result<Self, DecodeError> {
        let samples = SampleReader::new(color, space)?;
        Ok(Self {
            planes: if samples.is_gray {
                Planes::Gray(Box::new(Reducer::of_stored_rows(geometry)))
            } else {
                Planes::Rgb(Box::new(Reducer::of_stored_rows(geometry)))
            },
            samples,
            row: Vec::new(),
        })
    }

    pub(super) fn add(&mut self, samples: &[u8]) -> Result<(), DecodeError> {
        self.samples.colors(samples, &mut self.row)?;
        match &mut self.planes {
            Planes::Gray(reducer) => reducer.add(&self.row),
            Planes::Rgb(reducer) => reducer.add(&self.row),
        }
        Ok(())
    }

    pub(super) fn finish(self) -> StoredPlanes {
        match self.planes {
            Planes::Gray(reducer) => reducer.finish(),
            Planes::Rgb(reducer) => reducer.finish(),
        }
    }
}

/// Makes gray or RGB of a decoder's samples: eight bits each, sRGB, transparency over white.
pub(super) struct SampleReader {
    color: ColorType,
    is_gray: bool,
    to_srgb: Option<ToSrgb<u16>>,
    /// The present row's colors on their way to sRGB.
    wide: Vec<u16>,
    gray: Vec<u8>,
}

impl SampleReader {
    /// `space` is what the samples mean if that is not sRGB.
    pub(super) fn new(color: ColorType, space: Option<&ColorSpace>) -> Result<Self, DecodeError> {
        Ok(Self {
            color,
            is_gray: is_gray(color)?,
            to_srgb: space.map(ToSrgb::new).transpose()?,
            wide: Vec::new(),
            gray: Vec::new(),
        })
    }

    /// The row in RGB.
    pub(super) fn rgb(&mut self, samples: &[u8], rgb: &mut Vec<u8>) -> Result<(), DecodeError> {
        if !self.is_gray {
            return self.colors(samples, rgb);
        }
        let mut gray = std::mem::take(&mut self.gray);
        self.colors(samples, &mut gray)?;
        rgb.clear();
        rgb.extend(gray.iter().flat_map(|gray| [*gray; 3]));
        self.gray = gray;
        Ok(())
    }

    /// The row in gray or RGB, as it is stored.
    fn colors(&mut self, samples: &[u8], row: &mut Vec<u8>) -> Result<(), DecodeError> {
        row.clear();
        let Some(to_srgb) = &mut self.to_srgb else {
            convert(samples, self.color, row);
            return Ok(());
        };
        // Sixteen bits on the way: the few levels that dark colors have in linear light would show.
        let channels = usize::from(self.color.channel_count());
        let levels: Vec<u16> = if usize::from(self.color.bytes_per_pixel()) > channels {
            let wide = samples.as_chunks().0.iter();
            wide.map(|level| u16::from_ne_bytes(*level)).collect()
        } else {
            samples
                .iter()
                .map(|level| u16::from(*level) * 257)
                .collect()
        };
        self.wide.clear();
        let is_gray = self.is_gray;
        self.wide
            .extend(levels.chunks_exact(channels).flat_map(|pixel| {
                if is_gray {
                    [pixel[0]; 3]
                } else {
                    [pixel[0], pixel[1], pixel[2]]
                }
            }));
        to_srgb.rgb(&mut self.wide)?;
        let has_alpha = channels.is_multiple_of(2);
        for (stored, rgb) in levels
            .chunks_exact(channels)
            .zip(self.wide.as_chunks::<3>().0)
        {
            let rgb = rgb.map(eight_bits);
            let rgb = if has_alpha {
                over_white(rgb, eight_bits(stored[channels - 1]))
            } else {
                rgb
            };
            if is_gray {
                row.push(rgb[1]);
            } else {
                row.extend(rgb);
            }
        }
        Ok(())
    }
}

/// Whether a color type has one channel beside transparency; an error if it isn't read here.
fn is_gray(color: ColorType) -> Result<bool, DecodeError> {
    match color {
        ColorType::L8 | ColorType::La8 | ColorType::L16 | ColorType::La16 => Ok(true),
        ColorType::Rgb8 | ColorType::Rgba8 | ColorType::Rgb16 | ColorType::Rgba16 => Ok(false),
        other => Err(DecodeError::Unsupported {
            cause: match other {
                ColorType::Rgb32F | ColorType::Rgba32F => Form::SampleKind,
                _ => Form::Other,
            },
        }),
    }
}

/// Makes gray or RGB of a row, eight bits each.
fn convert(samples: &[u8], color: ColorType, row: &mut Vec<u8>) {
    fn each<const BYTES: usize, const CHANNELS: usize>(
        samples: &[u8],
        row: &mut Vec<u8>,
        convert: impl Fn(&[u8; BYTES]) -> [u8; CHANNELS],
    ) {
        row.extend(samples.as_chunks().0.iter().flat_map(convert));
    }
    match color {
        ColorType::L8 | ColorType::Rgb8 => row.extend_from_slice(samples),
        ColorType::La8 => each(samples, row, |&[gray, alpha]| over_white([gray], alpha)),
        ColorType::Rgba8 => each(samples, row, |&[r, g, b, alpha]| {
            over_white([r, g, b], alpha)
        }),
        ColorType::L16 => each(samples, row, |wide: &[u8; 2]| narrow::<2, 1>(wide)),
        ColorType::La16 => each(samples, row, |wide: &[u8; 4]| {
            let [gray, alpha] = narrow(wide);
            over_white([gray], alpha)
        }),
        ColorType::Rgb16 => each(samples, row, |wide: &[u8; 6]| narrow::<6, 3>(wide)),
        ColorType::Rgba16 => each(samples, row, |wide: &[u8; 8]| {
            let [r, g, b, alpha] = narrow(wide);
            over_white([r, g, b], alpha)
        }),
        _ => {}
    }
}

/// The samples of the first frame or page, inside the limits, and what they mean.
fn decode(
    bytes: &[u8],
    format: ImageFormat,
    header: &Header,
    limits: &Limits,
) -> Result<(Vec<u8>, ColorType), DecodeError> {
    let pixels = u64::from(header.stored_width) * u64::from(header.stored_height);
    // Decoders made by `into_decoder` do not count the output buffer, so it is reserved here, by
    // what the decoder itself says it needs.
    let mut allowance = image::Limits::no_limits();
    allowance.max_alloc = Some(limits.decode_bytes);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(allowance.clone());
    let mut decoder = reader.into_decoder().map_err(translated)?;
    let (seen_width, seen_height) = decoder.dimensions();
    check_size(header, seen_width, seen_height)?;
    let output = decoder.total_bytes();
    check_bytes(pixels, output, limits)?;
    allowance.reserve(output).map_err(translated)?;
    decoder.set_limits(allowance).map_err(translated)?;

    let color = decoder.color_type();
    let mut samples = vec![0; usize::try_from(output).unwrap_or(usize::MAX)];
    decoder.read_image(&mut samples).map_err(translated)?;
    if color == ColorType::Rgba8 && !header.alpha {
        // Transparency that the header has found to mean nothing (BMP).
        for pixel in samples.as_chunks_mut::<4>().0 {
            pixel[3] = 255;
        }
    }
    Ok((samples, color))
}

/// Memory that the decode will take: the decoder's output and its intermediate copies.
fn bytes_needed(format: ImageFormat, header: &Header) -> u64 {
    let channels = match header.color {
        ColorModel::Bilevel | ColorModel::Gray => 1,
        ColorModel::Rgb | ColorModel::Palette => 3,
        ColorModel::Cmyk | ColorModel::Ycck | ColorModel::Other => 4,
    } + u64::from(header.alpha);
    let output = channels * if header.bits_per_channel > 8 { 2 } else { 1 };
    let a_pixel = match format {
        // Always RGBA, and a frame smaller than its screen is decoded beside it.
        ImageFormat::Gif => 4 + 4,
        // Decoded to four channels or to planes, laid onto the canvas of an animation, copied.
        ImageFormat::WebP => 4 + 4 + if header.frames > 1 { 4 } else { 0 },
        _ => output,
    };
    let (width, height) = (header.stored_width, header.stored_height);
    u64::from(width) * u64::from(height) * a_pixel
}

pub(super) fn over_white<const CHANNELS: usize>(
    color: [u8; CHANNELS],
    alpha: u8,
) -> [u8; CHANNELS] {
    let alpha = u32::from(alpha);
    color.map(|sample| {
        let sum = u32::from(sample) * alpha + 255 * (255 - alpha);
        ((sum + 127) / 255).to_le_bytes()[0]
    })
}

/// Eight bits of every sixteen, rounded; the decoders deliver native byte order.
fn narrow<const BYTES: usize, const SAMPLES: usize>(wide: &[u8; BYTES]) -> [u8; SAMPLES] {
    const { assert!(BYTES == 2 * SAMPLES) };
    let mut samples = [0; SAMPLES];
    for (sample, wide) in samples.iter_mut().zip(wide.as_chunks().0) {
        *sample = eight_bits(u16::from_ne_bytes(*wide));
    }
    samples
}

/// A level of sixteen bits on the scale of eight, rounded.
fn eight_bits(level: u16) -> u8 {
    ((u32::from(level) + 128) / 257).to_le_bytes()[0]
}

/// Sorts an error of the `image` crate by whose fault it is.
#[expect(clippy::needless_pass_by_value, reason = "it maps errors")]
fn translated(error: ImageError) -> DecodeError {
    match error {
        ImageError::Unsupported(_) => DecodeError::Unsupported { cause: Form::Other },
        // Memory is all that is read, so an I/O error means that the data ends too early. What the
        // picture needs has been checked, so a limit is only hit by a file that asks for more.
        ImageError::IoError(_) => DecodeError::Corrupt {
            cause: Damage::MissingData,
        },
        ImageError::Decoding(_)
        | ImageError::Encoding(_)
        | ImageError::Parameter(_)
        | ImageError::Limits(_) => DecodeError::Corrupt {
            cause: Damage::PackedData,
        },
    }
}
