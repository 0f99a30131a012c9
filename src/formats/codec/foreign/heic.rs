//! HEIC, what iPhones write.
//!
//! Put together from the parts of `heic-rs`, because its own `decode` takes a picture that states no
//! sample range for limited BT.709. iPhones state an ICC profile only, and mean what MIAF (ISO/IEC
//! 23000-22, 7.3.6.4) says of that case: full range, BT.601.

use heic_rs::context::Context;
use heic_rs::hevc::{self, Frame};
use heic_rs::{Error, MatrixCoefficients, Nclx, PixelLayout, Range, color, grid, transform};

use super::{Foreign, check, corrupt, unsupported};
use crate::codec::{DecodeError, Limits};

/// Planes of 16-bit samples with chroma at half resolution, and as many again: first the tiles that
/// they are put together from, then the pixels.
const BYTES_A_PIXEL: u64 = 3 + 3;

pub(super) fn open(bytes: &[u8], limits: &Limits) -> Result<Foreign, DecodeError> {
    let file = Context::open(bytes).map_err(translated)?;
    let primary = file.meta.primary;
    let about = file.props(primary).map_err(translated)?;
    let alpha = file.alpha_item(primary).map_err(translated)?;
    let size = file.coded_size(primary, &about).map_err(translated)?;
    let (layout, cost) = match alpha {
        Some(_) => (PixelLayout::Rgba8, 2 * BYTES_A_PIXEL),
        None => (PixelLayout::Rgb8, BYTES_A_PIXEL),
    };
    check(size, cost, limits)?;
    let meaning = about.nclx.unwrap_or(Nclx {
        matrix: MatrixCoefficients::Bt601,
        matrix_code: 6,
        range: Range::Full,
        ..Nclx::default()
    });
    let colors = planes(&file, primary, limits)?;
    let alpha = alpha.map(|item| planes(&file, item, limits)).transpose()?;
    let picture = color::convert(
        &colors,
        alpha.as_ref(),
        meaning,
        layout,
        limits.pixels,
        Some(1),
    );
    drop((colors, alpha));
    let picture = picture
        .and_then(|picture| transform::apply_all(picture, &about.transforms))
        .map_err(translated)?;
    let size = (picture.width, picture.height);
    let icc = about.icc.map(<[u8]>::to_vec);
    Foreign::new(size, layout.channels(), picture.data, icc)
}

/// The samples of an item, put together if it is stored in tiles.
fn planes(file: &Context<'_>, item: u32, limits: &Limits) -> Result<Frame, DecodeError> {
    match file.grid(item).map_err(translated)? {
        Some((grid, tiles)) => {
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
    let config = config.ok_or_else(|| corrupt("an item without a configuration"))?;
    let parameters = config.parameter_sets();
    // The stream states its size once more, and that one is what gets decoded.
    let stated = hevc::probe(&parameters).map_err(translated)?;
    check((stated.width, stated.height), BYTES_A_PIXEL, limits)?;
    let data = file.item_data(item).map_err(translated)?;
    let units = config.split_nals(&data).map_err(translated)?;
    let frame = hevc::decode_still(&parameters, &units).map_err(translated)?;
    frame.validate().map_err(translated)?;
    Ok(frame)
}

fn translated(error: Error) -> DecodeError {
    match error {
        Error::PixelLimit { pixels, max_pixels } => DecodeError::TooLarge {
            pixels,
            limit: max_pixels,
        },
        Error::Unsupported(what) => unsupported(what),
        other => corrupt(other),
    }
}
