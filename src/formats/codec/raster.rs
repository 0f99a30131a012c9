//! Every accepted format but JPEG, through the `image` crate: the first frame or page is decoded in
//! full and reduced row by row.

use std::io::Cursor;

use image::{ColorType, ImageDecoder, ImageError, ImageFormat, ImageReader, RgbImage};

use super::reduce::{Geometry, Planes, Reducer, index, plane};
use super::{DecodeError, Limits, check_bytes, check_size};
use crate::container::ColorModel;
use crate::metadata::Header;

/// Decodes for analysis. Transparency is laid over white, as every upload form shows it.
pub(super) fn analyze(
    bytes: &[u8],
    format: ImageFormat,
    header: &Header,
    limits: &Limits,
) -> Result<Planes, DecodeError> {
    let (width, height) = (header.stored_width, header.stored_height);
    let pixels = u64::from(width) * u64::from(height);
    check_bytes(pixels, bytes_needed(format, header), limits)?;
    let (samples, color) = decode(bytes, format, header, limits)?;
    reduced(&samples, color, Geometry::new(width, height))
}

/// Decodes every pixel, the way the file stores them: not turned. Transparency is laid over white.
pub(super) fn full(
    bytes: &[u8],
    format: ImageFormat,
    header: &Header,
    limits: &Limits,
) -> Result<RgbImage, DecodeError> {
    let size = (header.stored_width, header.stored_height);
    let pixels = u64::from(size.0) * u64::from(size.1);
    check_bytes(pixels, bytes_needed(format, header) + 3 * pixels, limits)?;
    let (samples, color) = decode(bytes, format, header, limits)?;
    let rgb = match color {
        ColorType::Rgb8 => samples,
        ColorType::L8 => each(&samples, |&[gray]: &[u8; 1]| [gray; 3]),
        ColorType::La8 => each(&samples, |&[gray, alpha]| over_white([gray; 3], alpha)),
        ColorType::Rgba8 => each(&samples, |&[r, g, b, alpha]| over_white([r, g, b], alpha)),
        ColorType::L16 => each(&samples, |wide: &[u8; 2]| [narrow::<2, 1>(wide)[0]; 3]),
        ColorType::La16 => each(&samples, |wide: &[u8; 4]| {
            let [gray, alpha] = narrow(wide);
            over_white([gray; 3], alpha)
        }),
        ColorType::Rgb16 => each(&samples, |wide: &[u8; 6]| narrow::<6, 3>(wide)),
        ColorType::Rgba16 => each(&samples, |wide: &[u8; 8]| {
            let [r, g, b, alpha] = narrow(wide);
            over_white([r, g, b], alpha)
        }),
        other => return Err(no_reader(other)),
    };
    Ok(plane(size, rgb))
}

/// Makes RGB of every pixel of `BYTES` bytes.
pub(super) fn each<const BYTES: usize>(
    samples: &[u8],
    convert: impl Fn(&[u8; BYTES]) -> [u8; 3],
) -> Vec<u8> {
    samples.as_chunks().0.iter().flat_map(convert).collect()
}

fn no_reader(color: ColorType) -> DecodeError {
    DecodeError::Unsupported {
        cause: format!("samples of type {color:?}"),
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
    if format != ImageFormat::Tiff {
        // The TIFF decoder subtracts its buffer from the limit by itself.
        decoder.set_limits(allowance).map_err(translated)?;
    }

    let color = decoder.color_type();
    let mut samples = vec![0; usize::try_from(output).unwrap_or(usize::MAX)];
    decoder.read_image(&mut samples).map_err(translated)?;
    Ok((samples, color))
}

/// Memory that the decode will take: the decoder's output, its intermediate copies, the planes.
pub(super) fn bytes_needed(format: ImageFormat, header: &Header) -> u64 {
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
        // Decoded to one buffer, then copied to the output.
        ImageFormat::Tiff => 2 * output,
        _ => output,
    };
    let (width, height) = (header.stored_width, header.stored_height);
    u64::from(width) * u64::from(height) * a_pixel + Geometry::new(width, height).bytes()
}

/// The planes of fully decoded samples.
fn reduced(samples: &[u8], color: ColorType, geometry: Geometry) -> Result<Planes, DecodeError> {
    Ok(match color {
        ColorType::L8 => reduce(samples, geometry, |gray: &[u8; 1]| *gray),
        ColorType::La8 => reduce(samples, geometry, |&[gray, alpha]| {
            over_white([gray], alpha)
        }),
        ColorType::Rgb8 => reduce(samples, geometry, |rgb: &[u8; 3]| *rgb),
        ColorType::Rgba8 => reduce(samples, geometry, |&[r, g, b, alpha]| {
            over_white([r, g, b], alpha)
        }),
        ColorType::L16 => reduce(samples, geometry, |wide: &[u8; 2]| narrow::<2, 1>(wide)),
        ColorType::La16 => reduce(samples, geometry, |wide: &[u8; 4]| {
            let [gray, alpha] = narrow(wide);
            over_white([gray], alpha)
        }),
        ColorType::Rgb16 => reduce(samples, geometry, |wide: &[u8; 6]| narrow::<6, 3>(wide)),
        ColorType::Rgba16 => reduce(samples, geometry, |wide: &[u8; 8]| {
            let [r, g, b, alpha] = narrow(wide);
            over_white([r, g, b], alpha)
        }),
        other => return Err(no_reader(other)),
    })
}

/// Reduces pixels of `BYTES` bytes after making gray (1) or RGB (3) of each.
fn reduce<const BYTES: usize, const CHANNELS: usize>(
    samples: &[u8],
    geometry: Geometry,
    convert: impl Fn(&[u8; BYTES]) -> [u8; CHANNELS],
) -> Planes {
    let width = index(geometry.stored.0);
    let mut reducer = Reducer::<CHANNELS>::of_stored_rows(geometry);
    let mut converted = vec![[0; CHANNELS]; width];
    for row in samples.as_chunks::<BYTES>().0.chunks_exact(width) {
        for (converted, pixel) in converted.iter_mut().zip(row) {
            *converted = convert(pixel);
        }
        reducer.add(converted.as_flattened());
    }
    reducer.finish()
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
        let value = u32::from(u16::from_ne_bytes(*wide));
        *sample = ((value + 128) / 257).to_le_bytes()[0];
    }
    samples
}

/// Sorts an error of the `image` crate by whose fault it is.
fn translated(error: ImageError) -> DecodeError {
    match error {
        ImageError::Unsupported(cause) => DecodeError::Unsupported {
            cause: cause.to_string(),
        },
        // Memory is all that is read, so an I/O error means that the data ends too early. What the
        // picture needs has been checked, so a limit is only hit by a file that asks for more.
        broken @ (ImageError::Decoding(_)
        | ImageError::Encoding(_)
        | ImageError::Parameter(_)
        | ImageError::Limits(_)
        | ImageError::IoError(_)) => DecodeError::Corrupt {
            cause: broken.to_string(),
        },
    }
}
