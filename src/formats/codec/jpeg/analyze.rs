//! The decode for analysis: DCT-scaled, one strip at a time, straight into the planes.

use super::inks::InksToRgb;
use super::reader::{PlaneReader, Reader, RowReader, SampleKind};
use crate::codec::limits::{DecodeError, Limits, check_bytes, check_size};
use crate::codec::reduce::{BoxMean, Geometry, Reducer, StoredPlanes, index, is_bilevel, plane};
use crate::codec::to_srgb::{self, ToSrgb};
use crate::metadata::{ColorSpace, Header};

/// The value of a chroma sample that has no color.
const NEUTRAL: u8 = 128;

/// Decodes for analysis, at the scale that the geometry of the picture asks for.
pub(crate) fn analyze(
    bytes: &[u8],
    header: &Header,
    limits: &Limits,
) -> Result<StoredPlanes, DecodeError> {
    let mut reader = Reader::open(bytes)?;
    let (width, height) = reader.size();
    check_size(header, width, height)?;
    let geometry = Geometry::new(width, height);
    let pixels = u64::from(width) * u64::from(height);
    // What the decoder keeps is gone before a turn copies the planes.
    let decoding = geometry.bytes() / 2 + reader.coefficient_bytes() + reader.work_bytes();
    check_bytes(pixels, decoding.max(geometry.bytes()), limits)?;

    reader.reduce(geometry.divisor);
    let is_made_of_inks = reader.kind() == SampleKind::Cmyk;
    let planes = match reader.into_planes()? {
        Ok(planes) => from_planes(planes, geometry),
        Err(reader) => match reader.kind() {
            SampleKind::Gray => from_rows::<1>(reader.into_rows()?, geometry),
            SampleKind::Cmyk => {
                let space = header.space_to_look_through();
                from_inks(reader.into_rows()?, geometry, space)
            }
            SampleKind::Ycc | SampleKind::Rgb | SampleKind::Other => {
                from_rows::<3>(reader.into_rows()?, geometry)
            }
        },
    };
    let mut planes = planes?;
    let space = header.space_to_look_through();
    if let Some(space) = space.filter(|_| !is_made_of_inks) {
        to_srgb::planes(&mut planes, space)?;
    }
    Ok(planes)
}

/// Luma is copied, luma and chroma are averaged; only the averages become RGB.
fn from_planes(
    mut reader: PlaneReader<'_>,
    geometry: Geometry,
) -> Result<StoredPlanes, DecodeError> {
    let (width, height) = (index(geometry.luma.0), index(geometry.luma.1));
    let mut luma = Vec::with_capacity(width * height);
    let mut means = reader
        .columns_of_luma()
        .map(|step| PlaneMean::new(step, geometry));
    let (mut exactly_gray, mut bilevel) = (true, true);
    while let Some((strips, rows)) = reader.next()? {
        for row in 0..rows {
            for (mean, strip) in means.iter_mut().zip(strips) {
                mean.add(strip.row(row));
            }
            let [y, cb, cr] = strips.each_ref().map(|strip| strip.row(row));
            let [y, cb, cr] = [
                &y[..means[0].columns],
                &cb[..means[1].columns],
                &cr[..means[2].columns],
            ];
            luma.extend_from_slice(y);
            exactly_gray = exactly_gray && is_neutral(cb) && is_neutral(cr);
            bilevel = bilevel && exactly_gray && is_bilevel(y);
        }
    }
    let [y, cb, cr] = means.map(|mean| mean.mean.finish());
    let mut color = vec![0; 3 * y.len()];
    for (((pixel, y), cb), cr) in color.as_chunks_mut().0.iter_mut().zip(y).zip(cb).zip(cr) {
        *pixel = rgb_of_ycc(y, cb, cr);
    }
    Ok(StoredPlanes {
        luma: plane(geometry.luma, luma),
        color: plane(geometry.color, color),
        exactly_gray,
        bilevel,
    })
}

/// Averages a plane of luma or chroma over the cells of the color picture.
struct PlaneMean {
    mean: BoxMean<1>,
    /// Columns of the plane that belong to the picture; blocks reach beyond them.
    columns: usize,
    /// How often each column is repeated, where its cells would not begin at whole columns.
    repeat: usize,
    repeated: Vec<u8>,
}

impl PlaneMean {
    /// `step` is the columns of luma to one of this plane. Rows come once for each row of luma.
    fn new(step: usize, geometry: Geometry) -> Self {
        let (width, height) = (index(geometry.luma.0), index(geometry.luma.1));
        let factor = index(geometry.color_factor);
        let columns = width.div_ceil(step);
        let (mean, repeat) = if factor.is_multiple_of(step) {
            (BoxMean::new(columns, height, factor / step, factor), 1)
        } else {
            (BoxMean::new(width, height, factor, factor), step)
        };
        Self {
            mean,
            columns,
            repeat,
            repeated: Vec::new(),
        }
    }

    fn add(&mut self, row: &[u8]) {
        if self.repeat == 1 {
            self.mean.add(row);
            return;
        }
        self.repeated.clear();
        for sample in &row[..self.columns] {
            self.repeated
                .extend(std::iter::repeat_n(*sample, self.repeat));
        }
        self.mean.add(&self.repeated);
    }
}

fn is_neutral(chroma: &[u8]) -> bool {
    chroma.iter().all(|sample| *sample == NEUTRAL)
}

/// The sRGB color of JPEG's luma and chroma (JFIF 1.02, page 3), in 16-bit fixed point.
fn rgb_of_ycc(y: u8, cb: u8, cr: u8) -> [u8; 3] {
    let y = (i32::from(y) << 16) + 0x8000;
    let cb = i32::from(cb) - i32::from(NEUTRAL);
    let cr = i32::from(cr) - i32::from(NEUTRAL);
    let rgb = [
        y + 91_881 * cr,
        y - 22_554 * cb - 46_802 * cr,
        y + 116_130 * cb,
    ];
    rgb.map(|channel| (channel >> 16).clamp(0, 255).to_le_bytes()[0])
}

fn from_rows<const CHANNELS: usize>(
    mut reader: RowReader<'_>,
    geometry: Geometry,
) -> Result<StoredPlanes, DecodeError> {
    let mut reducer = Reducer::<CHANNELS>::of_luma_rows(geometry);
    while let Some(row) = reader.next()? {
        reducer.add(row);
    }
    Ok(reducer.finish())
}

fn from_inks(
    mut reader: RowReader<'_>,
    geometry: Geometry,
    space: Option<&ColorSpace>,
) -> Result<StoredPlanes, DecodeError> {
    let to_srgb = space.map(ToSrgb::new).transpose()?;
    let mut reducer = Reducer::<3>::of_luma_rows(geometry);
    let mut inks_to_rgb = InksToRgb::default();
    while let Some(row) = reader.next()? {
        reducer.add(inks_to_rgb.row(row, to_srgb.as_ref())?);
    }
    Ok(reducer.finish())
}
