//! Files built for the tests: by the `image` crate's encoders, and by hand where no encoder
//! writes what has to be read.

use std::io::{Cursor, Write as _};

use certpreflight_support::png_chunk;
use flate2::{Compression, write::ZlibEncoder};
use image::{DynamicImage, ImageFormat};

/// An EXIF block: orientation 6.
pub(super) const EXIF: &[u8] = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
pub(super) const XMP: &[u8] = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'></x:xmpmeta>";

/// Everything made here that is whole, by name.
pub(super) fn files() -> Vec<(String, Vec<u8>)> {
    let gray = DynamicImage::new_luma8(9, 7);
    let rgb = DynamicImage::new_rgb8(9, 7);
    let rgba16 = DynamicImage::new_rgba16(9, 7);
    let rgba = DynamicImage::new_rgba8(9, 7);
    vec![
        ("gray.png".into(), encoded(&gray, ImageFormat::Png)),
        ("rgba16.png".into(), encoded(&rgba16, ImageFormat::Png)),
        ("rgb.bmp".into(), encoded(&rgb, ImageFormat::Bmp)),
        ("rgba.bmp".into(), encoded(&rgba, ImageFormat::Bmp)),
        ("rgba.gif".into(), encoded(&rgba, ImageFormat::Gif)),
        ("gray.tiff".into(), encoded(&gray, ImageFormat::Tiff)),
        ("rgba16.tiff".into(), encoded(&rgba16, ImageFormat::Tiff)),
        ("rgba.webp".into(), encoded(&rgba, ImageFormat::WebP)),
        ("rich.jpg".into(), rich_jpeg()),
        ("rich.png".into(), rich_png()),
        ("rich.gif".into(), rich_gif()),
        ("rich.bmp".into(), rich_bmp()),
        ("rich.webp".into(), rich_webp()),
        ("rich.tiff".into(), rich_tiff()),
        ("restart.jpg".into(), restart_jpeg()),
    ]
}

pub(super) fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, format).unwrap();
    out.into_inner()
}

pub(super) fn deflated(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// One JPEG segment.
pub(super) fn segment(marker: u8, content: &[&[u8]]) -> Vec<u8> {
    let content = content.concat();
    let length = u16::try_from(content.len() + 2).unwrap();
    [&[0xFF, marker][..], &length.to_be_bytes(), &content].concat()
}

/// A frame header: marker, height, width, and sampling factors of each component.
pub(super) fn frame(marker: u8, height: u16, width: u16, samplings: &[u8]) -> Vec<u8> {
    let rows: Vec<u8> = (1..)
        .zip(samplings)
        .flat_map(|(id, &sampling)| [id, sampling, 0])
        .collect();
    let count = u8::try_from(samplings.len()).unwrap();
    segment(
        marker,
        &[
            &[8],
            &height.to_be_bytes(),
            &width.to_be_bytes(),
            &[count],
            &rows,
        ],
    )
}

/// A scan of all components with this entropy-coded data.
pub(super) fn scan(components: u8, data: &[u8]) -> Vec<u8> {
    let rows: Vec<u8> = (1..=components).flat_map(|id| [id, 0]).collect();
    [
        segment(0xDA, &[&[components], &rows, &[0, 63, 0]]),
        data.to_vec(),
    ]
    .concat()
}

/// A JPEG of these parts.
pub(super) fn jpeg(parts: &[Vec<u8>]) -> Vec<u8> {
    [&b"\xff\xd8"[..], &parts.concat(), b"\xff\xd9"].concat()
}

/// Every metadata block a JPEG can carry; the profile's chunks in the wrong order; a thumbnail.
fn rich_jpeg() -> Vec<u8> {
    let exif = [EXIF, &jpeg(&[frame(0xC0, 1, 1, &[0x11]), scan(1, &[0])])].concat();
    jpeg(&[
        segment(0xE0, &[b"JFIF\0\x01\x02\x02\0\x64\0\x32\0\0"]),
        segment(0xE1, &[b"Exif\0\0", &exif]),
        segment(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0", XMP]),
        segment(0xE2, &[b"ICC_PROFILE\0\x02\x02", b"file"]),
        segment(0xE2, &[b"ICC_PROFILE\0\x01\x02", b"pro"]),
        segment(0xEE, &[b"Adobe\0\x64\0\0\0\0\x02"]),
        segment(0xFE, &[b"made by hand"]),
        segment(0xDB, &[&[0], &[1; 64]]),
        frame(0xC1, 16, 16, &[0x22, 0x11, 0x11, 0x22]),
        scan(4, &[0x55; 8]),
    ])
}

/// Nine blocks, an interval of two, restart markers, fill bytes, stuffed bytes, height by DNL.
fn restart_jpeg() -> Vec<u8> {
    jpeg(&[
        segment(0xDD, &[&[0, 2]]),
        frame(0xC0, 0, 24, &[0x11]),
        scan(
            1,
            b"\x12\xff\x00\xff\xd0\x34\xff\xd1\x56\xff\xff\xd2\x78\xff\xd3\x9a",
        ),
        segment(0xDC, &[&[0, 24]]),
    ])
}

/// An animated palette PNG with every metadata chunk, XMP and profile compressed.
fn rich_png() -> Vec<u8> {
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        png_chunk(*b"IHDR", b"\0\0\0\x02\0\0\0\x02\x04\x03\0\0\0"),
        png_chunk(
            *b"iCCP",
            &[b"name\0\0".as_slice(), &deflated(b"profile")].concat(),
        ),
        png_chunk(*b"pHYs", b"\0\0\x2e\x23\0\0\x2e\x23\x01"),
        png_chunk(*b"PLTE", &[0, 0, 0, 255, 0, 0]),
        png_chunk(*b"tRNS", &[0]),
        png_chunk(*b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]),
        png_chunk(*b"fcTL", &[0; 26]),
        png_chunk(*b"tEXt", b"Software\0Paint"),
        png_chunk(
            *b"iTXt",
            &[b"XML:com.adobe.xmp\0\x01\0\0\0".as_slice(), &deflated(XMP)].concat(),
        ),
        png_chunk(
            *b"zTXt",
            &[
                b"Raw profile type exif\0\0".as_slice(),
                &deflated(&raw_profile()),
            ]
            .concat(),
        ),
        png_chunk(*b"IDAT", &deflated(&[0, 0, 0, 0])),
        png_chunk(*b"fcTL", &[0; 26]),
        png_chunk(
            *b"fdAT",
            &[[0, 0, 0, 1].as_slice(), &deflated(&[0, 0, 0, 0])].concat(),
        ),
        png_chunk(*b"IEND", &[]),
    ]
    .concat()
}

fn raw_profile() -> Vec<u8> {
    let block = [b"Exif\0\0", EXIF].concat();
    let hex: String = block
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect();
    format!("\nexif\n{:8}\n{hex}\n", block.len()).into_bytes()
}

/// Two frames, transparency, XMP with its magic trailer, a profile in two blocks, a comment.
fn rich_gif() -> Vec<u8> {
    let trailer: Vec<u8> = [1].into_iter().chain((0..=255).rev()).chain([0]).collect();
    let picture = b",\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0";
    [
        b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff",
        &b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"[..],
        b"!\xff\x0bICCRGBG1012\x03pro\x04file\0",
        b"!\xff\x0bXMP DataXMP",
        XMP,
        &trailer,
        b"!\xfe\x05hello\0",
        b"!\xf9\x04\x01\0\0\0\0",
        picture,
        picture,
        b";",
    ]
    .concat()
}

/// A version 5 header with a profile behind the pixels.
fn rich_bmp() -> Vec<u8> {
    let mut file = vec![0; 138 + 8];
    file[..2].copy_from_slice(b"BM");
    let numbers: [(usize, u32); 11] = [
        (2, 153),
        (10, 138),
        (14, 124),
        (18, 2),
        (22, 1),
        (26, 0x0020_0001),
        (30, 3),
        (38, 11811),
        (42, 11811),
        (66, 0xFF00_0000),
        (126, 124 + 8),
    ];
    for (at, number) in numbers {
        file[at..at + 4].copy_from_slice(&number.to_le_bytes());
    }
    file[70..74].copy_from_slice(&u32::from_be_bytes(*b"MBED").to_le_bytes());
    file[130] = 7;
    file.extend(b"profile");
    file
}

/// A RIFF chunk, padded.
fn riff(kind: &[u8], data: &[&[u8]]) -> Vec<u8> {
    let mut data = data.concat();
    let length = u32::try_from(data.len()).unwrap();
    data.resize(data.len().next_multiple_of(2), 0);
    [kind, &length.to_le_bytes(), &data].concat()
}

fn rich_webp() -> Vec<u8> {
    let picture = encoded(&DynamicImage::new_rgb8(9, 7), ImageFormat::WebP);
    let content = [
        b"WEBP".to_vec(),
        riff(b"VP8X", &[&[0x2C, 0, 0, 0, 8, 0, 0, 6, 0, 0]]),
        riff(b"ICCP", &[b"profile"]),
        picture[12..].to_vec(),
        riff(b"EXIF", &[b"Exif\0\0", EXIF]),
        riff(b"XMP ", &[XMP]),
    ]
    .concat();
    riff(b"RIFF", &[&content])
}

/// A black-and-white page of one strip, with EXIF and GPS directories, profile and packet, in
/// that order, so that a cut loses each of them once.
fn rich_tiff() -> Vec<u8> {
    let entries: [(u16, u16, u32, u32); 15] = [
        (256, 3, 1, 8),
        (257, 3, 1, 4),
        (258, 3, 1, 1),
        (259, 3, 1, 1),
        (262, 3, 1, 0),
        (273, 4, 1, 200),
        (274, 3, 1, 6),
        (279, 4, 1, 4),
        (282, 5, 1, 204),
        (283, 5, 1, 204),
        (296, 3, 1, 3),
        (305, 2, 8, 212),
        (700, 1, 48, 220),
        (34665, 4, 1, 268),
        (34675, 7, 7, 286),
    ];
    let mut file = directory(8, &entries);
    file.resize(200, 0);
    file.extend([0xAA; 4]);
    file.extend([118, 0, 0, 0, 1, 0, 0, 0]);
    file.extend(b"scanner\0");
    file.extend(XMP);
    file.extend(&directory(8, &[(36867, 2, 3, 0x0041_4141)])[8..]);
    file.extend(b"profile");
    file
}

/// A TIFF header and one directory: tag, type, count, value.
fn directory(at: u32, entries: &[(u16, u16, u32, u32)]) -> Vec<u8> {
    let mut file = [&b"II*\0"[..], &at.to_le_bytes()].concat();
    file.extend(u16::try_from(entries.len()).unwrap().to_le_bytes());
    for &(tag, kind, count, value) in entries {
        file.extend(tag.to_le_bytes());
        file.extend(kind.to_le_bytes());
        file.extend(count.to_le_bytes());
        file.extend(value.to_le_bytes());
    }
    file.extend([0; 4]);
    file
}
