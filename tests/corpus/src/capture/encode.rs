//! Files: baseline JPEG and gray PNG.

use image::{GrayImage, ImageEncoder, RgbImage, codecs::png::PngEncoder};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// Encodes color, with halved or full chroma.
pub(crate) fn jpeg(picture: &RgbImage, quality: u8, subsampled: bool) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, quality);
    encoder.set_sampling_factor(if subsampled {
        SamplingFactor::F_2_2
    } else {
        SamplingFactor::F_1_1
    });
    let (width, height) = (picture.width() as u16, picture.height() as u16);
    encoder
        .encode(picture.as_raw(), width, height, ColorType::Rgb)
        .expect("writing to memory does not fail");
    file
}

/// Encodes a gray picture as a single-component JPEG.
pub(crate) fn gray_jpeg(picture: &RgbImage, quality: u8) -> Vec<u8> {
    let mut file = Vec::new();
    let (width, height) = (picture.width() as u16, picture.height() as u16);
    Encoder::new(&mut file, quality)
        .encode(
            first_channel(picture).as_raw(),
            width,
            height,
            ColorType::Luma,
        )
        .expect("writing to memory does not fail");
    file
}

/// Encodes a gray picture as PNG, without loss.
pub(crate) fn gray_png(picture: &RgbImage) -> Vec<u8> {
    let mut file = Vec::new();
    PngEncoder::new(&mut file)
        .write_image(
            first_channel(picture).as_raw(),
            picture.width(),
            picture.height(),
            image::ExtendedColorType::L8,
        )
        .expect("writing to memory does not fail");
    file
}

/// Decodes any file of this module.
pub(crate) fn decode(file: &[u8]) -> RgbImage {
    if file.starts_with(b"\x89PNG") {
        return image::load_from_memory(file)
            .expect("our own file decodes")
            .into_rgb8();
    }
    let mut decoder = jpeg_decoder::Decoder::new(file);
    let mut bytes = decoder.decode().expect("our own file decodes");
    let info = decoder.info().expect("a decoded file has a header");
    if info.pixel_format == jpeg_decoder::PixelFormat::L8 {
        bytes = bytes.into_iter().flat_map(|level| [level; 3]).collect();
    }
    RgbImage::from_raw(u32::from(info.width), u32::from(info.height), bytes)
        .expect("three bytes for every pixel")
}

fn first_channel(picture: &RgbImage) -> GrayImage {
    let bytes = picture.as_raw().iter().step_by(3).copied().collect();
    GrayImage::from_raw(picture.width(), picture.height(), bytes).expect("one byte for every pixel")
}
