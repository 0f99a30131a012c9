//! HEIC, what iPhones and other phones write.
//!
//! Put together from the parts of `heic-rs` rather than by its own `decode`:
//!
//! - Phones store a picture as a grid of tiles. They are decoded row by row of the grid, so that a
//!   picture of 48 megapixels needs little more memory than its pixels.
//! - What the samples mean stands in an `nclx` box, else in the coded stream (VUI), else nowhere:
//!   iPhones then mean what MIAF (ISO/IEC 23000-22, 7.3.6.4) says of that case: full range, BT.601.
//!   `heic-rs` takes such a picture for limited BT.709, and a matrix that is "unspecified" too.
//! - `heic-rs` mirrors the other way round than ISO/IEC 23008-12 since its second edition.

mod vui;

use std::borrow::Cow;

use heic_rs::context::Context;
use heic_rs::hevc::{self, ChromaFormat, Frame};
use heic_rs::metadata::exif_tiff;
use heic_rs::props::simple::Clap;
use heic_rs::props::{ItemProps, Transform};
use heic_rs::{
    Error, Grid, MatrixCoefficients, Mirror, Nclx, PixelLayout, Range, Rotation, color, grid,
    transform,
};
use image::{RgbImage, imageops};

use super::opened::{Foreign, check, corrupt, unsupported};
use crate::codec::limits::{DecodeError, Form, Limits, check_pixels};
use crate::codec::reduce::{Whole, index, whole_divisor};
use crate::codec::turn::turned;
use crate::container::{ColorModel, Damage};
use crate::metadata::{ColorSpace, ExifOrientation};

/// Planes of 16-bit samples with chroma at half resolution, and as many again: what the decoder
/// works on and what it delivers, or tiles and what is put together of them.
const BYTES_A_PIXEL: u64 = 3 + 3;

pub(super) fn open(bytes: &[u8], limits: &Limits) -> Result<Foreign, DecodeError> {
    // The short form of HEIF (brand mif3) has one small box in place of all that is looked for here.
    const SHORT: &[u8] = b"ftypmif3";
    let file = match Context::open(bytes) {
        Err(_) if bytes.get(4..12) == Some(SHORT) => {
            return Err(unsupported(Form::ShortHeader));
        }
        opened => opened.map_err(translated)?,
    };
    let primary = file.meta.primary;
    let about = file.props(primary).map_err(translated)?;
    let alpha = file.alpha_item(primary).map_err(translated)?;
    let size = file.coded_size(primary, &about).map_err(translated)?;
    check_pixels(size.0, size.1, limits)?;
    let grid = file.grid(primary).map_err(translated)?;
    let meaning = meaning(
        &file,
        &about,
        grid.as_ref().map_or(primary, |(_, tiles)| tiles[0]),
    )?;
    let color_space = match about.icc {
        Some(profile) => ColorSpace::of_profile(profile, ColorModel::Rgb),
        None => ColorSpace::of_codes(meaning.primaries, meaning.transfer),
    };
    let turns = &about.transforms;
    match (grid, alpha) {
        (Some((grid, tiles)), None) => {
            let (rgb, divisor) = by_rows_of_tiles(&file, &grid, &tiles, meaning, limits)?;
            Ok(Foreign {
                rgb: transformed(rgb, turns, size, divisor)?,
                color_space,
                alpha: false,
                exif: None,
                xmp: None,
                reduced_from: (divisor > 1).then_some(size),
            })
        }
        (_, alpha) => {
            let (layout, cost) = match alpha {
                Some(_) => (PixelLayout::Rgba8, 2 * BYTES_A_PIXEL),
                None => (PixelLayout::Rgb8, BYTES_A_PIXEL),
            };
            check(size, cost, limits)?;
            let colors = planes(&file, primary, limits)?;
            let alpha = alpha.map(|item| planes(&file, item, limits)).transpose()?;
            let most = limits.pixels;
            let picture = color::convert(&colors, alpha.as_ref(), meaning, layout, most, Some(1));
            drop((colors, alpha));
            let picture = picture.map_err(translated)?;
            let size = (picture.width, picture.height);
            let opened = Foreign::new(size, layout.channels(), picture.data, color_space)?;
            Ok(Foreign {
                rgb: transformed(opened.rgb, turns, size, 1)?,
                ..opened
            })
        }
    }
}

/// The EXIF block and the XMP packet of a file that opens.
pub(super) fn metadata(bytes: &[u8]) -> (Option<Vec<u8>>, Option<Vec<u8>>) {
    let Ok(file) = Context::open(bytes) else {
        return (None, None);
    };
    let content = |item| file.item_data(item).ok();
    let exif = file.exif_item(file.meta.primary).and_then(content);
    let exif = exif.and_then(|item| exif_tiff(&item).ok().map(<[u8]>::to_vec));
    let xmp = file.xmp_item(file.meta.primary).and_then(content);
    (exif, xmp.map(Cow::into_owned))
}

/// Decodes a grid, one row of tiles at a time; at a fraction of its size, 1/`divisor`, where memory
/// is too small.
fn by_rows_of_tiles(
    file: &Context<'_>,
    grid: &Grid,
    tiles: &[u32],
    meaning: Nclx,
    limits: &Limits,
) -> Result<(RgbImage, u32), DecodeError> {
    let size = (grid.output_width, grid.output_height);
    check_pixels(size.0, size.1, limits)?;
    check_tiles(file, tiles, limits)?;
    let (tile_width, tile_height) = stated_size(file, tiles[0])?;
    let row_width = (u64::from(grid.columns) * u64::from(tile_width)).max(size.0.into());
    // A row of tiles, the same put together, and its pixels.
    let row_bytes = row_width * u64::from(tile_height) * (BYTES_A_PIXEL + 3);
    let divisor = whole_divisor(size, 3, row_bytes, limits)?;
    let mut whole = Whole::new(size, divisor);
    let mut left = size.1;
    for row in tiles.chunks(index(grid.columns)) {
        let row_of_grid = Grid {
            rows: 1,
            columns: grid.columns,
            output_width: size.0,
            output_height: left.min(tile_height),
        };
        if row_of_grid.output_height == 0 {
            break;
        }
        let frames = row.iter().map(|tile| coded(file, *tile, limits));
        let frames = frames.collect::<Result<Vec<_>, _>>()?;
        let frame = grid::compose(&row_of_grid, &frames, limits.pixels).map_err(translated)?;
        drop(frames);
        let most = limits.pixels;
        let picture = color::convert(&frame, None, meaning, PixelLayout::Rgb8, most, Some(1));
        let picture = picture.map_err(translated)?;
        for pixels in picture.data.chunks_exact(3 * index(size.0)) {
            whole.add(pixels);
        }
        left -= row_of_grid.output_height;
    }
    if left > 0 {
        return Err(corrupt(Damage::MissingData));
    }
    Ok((whole.finish(), divisor))
}

/// Refuses tiles with more pixels in all than a picture may have: most of them may lie behind its edges, and cost as
/// much as what is seen.
fn check_tiles(file: &Context<'_>, tiles: &[u32], limits: &Limits) -> Result<(), DecodeError> {
    let mut pixels = 0;
    for tile in tiles {
        let (width, height) = stated_size(file, *tile)?;
        pixels += u64::from(width) * u64::from(height);
        if pixels > limits.pixels {
            return Err(DecodeError::TooLarge {
                pixels,
                limit: limits.pixels,
            });
        }
    }
    Ok(())
}

/// The samples of an item, put together if it is stored in tiles.
fn planes(file: &Context<'_>, item: u32, limits: &Limits) -> Result<Frame, DecodeError> {
    match file.grid(item).map_err(translated)? {
        Some((grid, tiles)) => {
            check_tiles(file, &tiles, limits)?;
            let tiles = tiles.into_iter().map(|tile| coded(file, tile, limits));
            let tiles = tiles.collect::<Result<Vec<_>, _>>()?;
            grid::compose(&grid, &tiles, limits.pixels).map_err(translated)
        }
        None => coded(file, item, limits),
    }
}

/// The samples of an item that is coded in one piece.
fn coded(file: &Context<'_>, item: u32, limits: &Limits) -> Result<Frame, DecodeError> {
    let about = file.props(item).map_err(translated)?;
    let config = about.hvcc.as_ref();
    let config = config.ok_or_else(|| corrupt(Damage::Header))?;
    let parameters = config.parameter_sets();
    // The stream states its size once more, and that one is what gets decoded.
    let stated = hevc::probe(&parameters).map_err(translated)?;
    // Of several sets of parameters the slices choose one, whichever was looked at.
    for set in parameters.iter().filter(|unit| vui::is_sequence(unit)) {
        let other = hevc::probe(&[set]).map_err(translated)?;
        check((other.width, other.height), BYTES_A_PIXEL, limits)?;
    }
    match stated.chroma {
        ChromaFormat::Monochrome | ChromaFormat::Yuv420 => {}
        // heic-rs 0.1.4 reads the flags of their transform trees wrong.
        ChromaFormat::Yuv422 => return Err(unsupported(Form::Chroma("4:2:2"))),
        ChromaFormat::Yuv444 => return Err(unsupported(Form::Chroma("4:4:4"))),
    }
    check((stated.width, stated.height), BYTES_A_PIXEL, limits)?;
    let data = file.item_data(item).map_err(translated)?;
    let units = config.split_nals(&data).map_err(translated)?;
    let frame = hevc::decode_still(&parameters, &units).map_err(translated)?;
    frame.validate().map_err(translated)?;
    Ok(frame)
}

/// The size that the stream of an item states.
fn stated_size(file: &Context<'_>, item: u32) -> Result<(u32, u32), DecodeError> {
    let about = file.props(item).map_err(translated)?;
    let config = about.hvcc.as_ref();
    let config = config.ok_or_else(|| corrupt(Damage::Header))?;
    let stated = hevc::probe(&config.parameter_sets()).map_err(translated)?;
    Ok((stated.width, stated.height))
}

/// How the samples of the picture become RGB, and what RGB that is; `coded` is the item, or one of the tiles, whose stream
/// says it if no box does.
fn meaning(file: &Context<'_>, about: &ItemProps<'_>, coded: u32) -> Result<Nclx, DecodeError> {
    let coded = file.props(coded).map_err(translated)?;
    let stated = about.nclx.or(coded.nclx);
    let signal = || {
        let sets = coded.hvcc.as_ref()?.parameter_sets();
        sets.into_iter().find_map(vui::signal)
    };
    let stated = match (stated, signal()) {
        (Some(nclx), _) => nclx,
        (None, Some(signal)) => Nclx {
            primaries: signal.primaries,
            transfer: signal.transfer,
            matrix_code: signal.matrix,
            range: if signal.full_range {
                Range::Full
            } else {
                Range::Limited
            },
            ..Nclx::default()
        },
        (None, None) => Nclx {
            matrix_code: UNSPECIFIED,
            range: Range::Full,
            ..Nclx::default()
        },
    };
    let matrix_code = stated.matrix_code;
    let matrix = match matrix_code {
        UNSPECIFIED => MatrixCoefficients::Bt601,
        0 | 1 | 5 | 6 | 7 | 9 => MatrixCoefficients::from_code(matrix_code),
        other => return Err(unsupported(Form::ColorNumber(other.into()))),
    };
    Ok(Nclx { matrix, ..stated })
}

/// The matrix of a picture that doesn't say.
const UNSPECIFIED: u16 = 2;

/// Crops, turns and mirrors in the order that the file asks for. `size` is the picture's before
/// that, and before it was reduced to 1/`divisor`.
fn transformed(
    mut rgb: RgbImage,
    transforms: &[Transform],
    mut size: (u32, u32),
    divisor: u32,
) -> Result<RgbImage, DecodeError> {
    let mut pending = ExifOrientation::Upright;
    for step in transforms {
        match *step {
            Transform::Rotate(rotation) => {
                pending = pending.then(match rotation {
                    Rotation::None => ExifOrientation::Upright,
                    Rotation::Ccw90 => ExifOrientation::Rotate270,
                    Rotation::Ccw180 => ExifOrientation::Rotate180,
                    Rotation::Ccw270 => ExifOrientation::Rotate90,
                });
                if rotation.swaps_axes() {
                    size = (size.1, size.0);
                }
            }
            Transform::Mirror(mirror) => {
                // The crate names the effects by the axes of the first edition.
                pending = pending.then(match mirror {
                    Mirror::LeftRight => ExifOrientation::FlipVertical,
                    Mirror::TopBottom => ExifOrientation::FlipHorizontal,
                });
            }
            Transform::Crop(aperture) => {
                rgb = turned(rgb, std::mem::take(&mut pending));
                (rgb, size) = cropped(&rgb, aperture, size, divisor)?;
            }
        }
    }
    Ok(turned(rgb, pending))
}

fn cropped(
    rgb: &RgbImage,
    aperture: Clap,
    size: (u32, u32),
    divisor: u32,
) -> Result<(RgbImage, (u32, u32)), DecodeError> {
    let rect = transform::crop_rect(size.0, size.1, aperture).map_err(translated)?;
    let (left, top, width, height) = rect;
    let [x, y] = [left, top].map(|side| side / divisor);
    let [across, down] = [width, height].map(|side| side.div_ceil(divisor));
    let view = imageops::crop_imm(rgb, x, y, across, down);
    Ok((view.to_image(), (width, height)))
}

#[expect(clippy::needless_pass_by_value, reason = "it maps errors")]
fn translated(error: Error) -> DecodeError {
    match error {
        Error::PixelLimit { pixels, max_pixels } => DecodeError::TooLarge {
            pixels,
            limit: max_pixels,
        },
        Error::Unsupported(_) => unsupported(Form::Other),
        Error::Truncated(_) => corrupt(Damage::MissingData),
        _ => corrupt(Damage::Structure),
    }
}
