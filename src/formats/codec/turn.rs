//! Turns a plane the way an EXIF orientation asks.

use image::{ImageBuffer, Pixel, RgbImage};

use super::picture::Picture;
use super::reduce::{index, plane};
use crate::metadata::ExifOrientation;

/// Side of the square blocks in which a picture is transposed. Sixteen rows of source stay in the
/// first-level cache even when their length is a power of two and they share its sets.
const BLOCK: usize = 16;

/// A whole picture after the turn that `orientation` asks of a viewer.
pub fn turned(stored: RgbImage, orientation: ExifOrientation) -> RgbImage {
    upright::<_, 3>(stored, orientation)
}

impl Picture {
    /// The picture after the turn that `orientation` asks of a viewer.
    #[must_use]
    pub fn turned(self, orientation: ExifOrientation) -> Self {
        let (width, height) = if orientation.swaps_sides() {
            (self.height, self.width)
        } else {
            (self.width, self.height)
        };
        Self {
            width,
            height,
            luma: upright::<_, 1>(self.luma, orientation),
            color: upright::<_, 3>(self.color, orientation),
            ..self
        }
    }
}

/// The plane after the turn; `BYTES` is the size of a pixel.
pub(super) fn upright<P: Pixel<Subpixel = u8>, const BYTES: usize>(
    stored: ImageBuffer<P, Vec<u8>>,
    orientation: ExifOrientation,
) -> ImageBuffer<P, Vec<u8>> {
    const { assert!(P::CHANNEL_COUNT as usize == BYTES) };
    let (width, height) = stored.dimensions();
    let mut samples = stored.into_raw();
    let columns = index(width);
    let pixels = samples.as_chunks_mut::<BYTES>().0;
    match orientation {
        ExifOrientation::Upright => {}
        ExifOrientation::FlipHorizontal => {
            pixels.chunks_exact_mut(columns).for_each(<[_]>::reverse);
        }
        ExifOrientation::Rotate180 => pixels.reverse(),
        ExifOrientation::FlipVertical => flip_vertically(pixels, columns),
        ExifOrientation::Transpose => samples = transposed(pixels, columns),
        ExifOrientation::Rotate90 => {
            flip_vertically(pixels, columns);
            samples = transposed(pixels, columns);
        }
        ExifOrientation::Transverse => {
            pixels.reverse();
            samples = transposed(pixels, columns);
        }
        ExifOrientation::Rotate270 => {
            pixels.chunks_exact_mut(columns).for_each(<[_]>::reverse);
            samples = transposed(pixels, columns);
        }
    }
    if orientation.swaps_sides() {
        plane((height, width), samples)
    } else {
        plane((width, height), samples)
    }
}

fn flip_vertically<T>(pixels: &mut [T], columns: usize) {
    let mut rows = pixels.chunks_exact_mut(columns);
    while let (Some(top), Some(bottom)) = (rows.next(), rows.next_back()) {
        top.swap_with_slice(bottom);
    }
}

/// Rows become columns.
fn transposed<const BYTES: usize>(pixels: &[[u8; BYTES]], columns: usize) -> Vec<u8> {
    let rows = pixels.len() / columns;
    let mut turned = vec![[0; BYTES]; pixels.len()];
    for top in (0..rows).step_by(BLOCK) {
        let bottom = rows.min(top + BLOCK);
        let band = &pixels[top * columns..bottom * columns];
        for left in (0..columns).step_by(BLOCK) {
            for column in left..columns.min(left + BLOCK) {
                let target = &mut turned[column * rows + top..column * rows + bottom];
                let source = band[column..].iter().step_by(columns);
                for (target, source) in target.iter_mut().zip(source) {
                    *target = *source;
                }
            }
        }
    }
    turned.into_flattened()
}

#[cfg(test)]
mod tests {
    use image::{GrayImage, Luma, RgbImage, imageops};

    use super::*;

    /// The same turn made of the steps that the names of the orientations describe.
    fn by_the_book(stored: &GrayImage, orientation: ExifOrientation) -> GrayImage {
        let mirrored = imageops::flip_horizontal(stored);
        match orientation {
            ExifOrientation::Upright => stored.clone(),
            ExifOrientation::FlipHorizontal => mirrored,
            ExifOrientation::Rotate180 => imageops::rotate180(stored),
            ExifOrientation::FlipVertical => imageops::flip_vertical(stored),
            ExifOrientation::Transpose => imageops::rotate270(&mirrored),
            ExifOrientation::Rotate90 => imageops::rotate90(stored),
            ExifOrientation::Transverse => imageops::rotate90(&mirrored),
            ExifOrientation::Rotate270 => imageops::rotate270(stored),
        }
    }

    #[test]
    fn every_turn_is_the_one_its_name_says_at_every_size() {
        let mut seen = 0;
        for (width, height) in [(1, 1), (1, 9), (9, 1), (16, 16), (17, 13), (33, 50)] {
            let gray = GrayImage::from_fn(width, height, |x, y| {
                Luma([(x * 7 + y * 31).to_le_bytes()[0]])
            });
            let rgb = RgbImage::from_fn(width, height, |x, y| {
                let value = gray.get_pixel(x, y)[0];
                image::Rgb([value, value / 2, 255 - value])
            });
            for orientation in (1..=8).filter_map(ExifOrientation::from_exif) {
                let expected = by_the_book(&gray, orientation);
                assert_eq!(upright::<_, 1>(gray.clone(), orientation), expected);
                let turned = upright::<_, 3>(rgb.clone(), orientation);
                assert_eq!(turned.dimensions(), expected.dimensions());
                for (rgb, gray) in turned.pixels().zip(expected.pixels()) {
                    assert_eq!(rgb.0, [gray[0], gray[0] / 2, 255 - gray[0]]);
                }
                seen += 1;
            }
        }
        assert_eq!(seen, 48);
    }
}
