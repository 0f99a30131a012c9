//! The table against itself and against one example or more of every format.

#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

use std::collections::BTreeSet;

use super::*;

fn at(offset: usize, bytes: &[u8]) -> Vec<u8> {
    let mut file = vec![1; offset];
    file.extend(bytes);
    file
}

/// A TIFF with one directory of these one-value entries: tag, type, value.
fn tiff(entries: &[(u16, u16, u32)], text: &[u8]) -> Vec<u8> {
    let mut file = b"II*\0\x08\0\0\0".to_vec();
    file.extend(u16::try_from(entries.len()).unwrap().to_le_bytes());
    for &(tag, kind, value) in entries {
        file.extend(tag.to_le_bytes());
        file.extend(kind.to_le_bytes());
        let count = if kind == 2 {
            u32::try_from(text.len()).unwrap()
        } else {
            1
        };
        file.extend(count.to_le_bytes());
        file.extend(value.to_le_bytes());
    }
    file.extend([0; 4]);
    file.extend(text);
    file
}

fn ftyp(brands: &[u8]) -> Vec<u8> {
    let mut file = u32::try_from(brands.len() + 12)
        .unwrap()
        .to_be_bytes()
        .to_vec();
    file.extend(b"ftyp");
    file.extend(&brands[..4]);
    file.extend([0; 4]);
    file.extend(&brands[4..]);
    file.extend(b"\0\0\0\x08free");
    file
}

fn zip(entry: &[u8]) -> Vec<u8> {
    let mut file = b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x08\0\0\0".to_vec();
    file.extend(entry);
    file.extend([7; 100]);
    file
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of examples")]
fn every_format_has_an_example_that_is_recognized() {
    let nikon_preview = [
        (254, 4, 1),
        (271, 2, 74),
        (277, 3, 3),
        (262, 3, 2),
        (330, 4, 8),
    ];
    let edited_photo = [
        (254, 4, 0),
        (271, 2, 74),
        (277, 3, 3),
        (262, 3, 2),
        (305, 2, 74),
    ];
    let cases: Vec<(Format, Vec<u8>)> = vec![
        (Format::Jpeg, b"\xff\xd8\xff\xe0\0\x10JFIF".to_vec()),
        (Format::Png, b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec()),
        (Format::Png, b"\x89PNG\r\r\n\x1a".to_vec()),
        (Format::Png, b"\x09PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec()),
        (Format::Png, b"\x89PNG\n\x1a\n\0\0\0\x0dIHDR\0\0\0".to_vec()),
        (Format::Gif, b"GIF89a".to_vec()),
        (Format::Gif, b"GIF87a".to_vec()),
        (
            Format::Bmp,
            b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0".to_vec(),
        ),
        (Format::Text, b"BMW and other makers of cars".to_vec()),
        (Format::Tiff, b"II*\0\x08\0\0\0".to_vec()),
        (Format::Tiff, b"MM\0*\0\0\0\x08".to_vec()),
        (Format::Tiff, b"II+\0\x08\0\0\0".to_vec()),
        (Format::Tiff, b"MM\0+\0\x08\0\0".to_vec()),
        (Format::Tiff, tiff(&edited_photo, b"NIKON D90\0")),
        (Format::WebP, b"RIFF\x24\0\0\0WEBPVP8 ".to_vec()),
        (Format::Heic, ftyp(b"heicmif1heic")),
        (Format::Heic, ftyp(b"mif1mif1heic")),
        (Format::Heic, ftyp(b"mif1")),
        (Format::Heic, ftyp(b"msf1hevc")),
        (Format::Avif, ftyp(b"avifmif1miaf")),
        (Format::Avif, ftyp(b"avis")),
        (Format::Avif, ftyp(b"mif1avif")),
        (
            Format::Avif,
            include_bytes!("../../../../testdata/real/formats/Pillow__hopper.avif").to_vec(),
        ),
        (Format::JpegXl, b"\xff\x0a\x7a".to_vec()),
        (Format::JpegXl, b"\0\0\0\x0cJXL \r\n\x87\n".to_vec()),
        (
            Format::Jpeg2000,
            b"\0\0\0\x0cjP  \r\n\x87\n\0\0\0\x14ftypjp2 ".to_vec(),
        ),
        (Format::Jpeg2000, b"\xff\x4f\xff\x51\0\x2f".to_vec()),
        (Format::Pdf, b"%PDF-1.7\n".to_vec()),
        (Format::Pdf, at(1000, b"%PDF-1.4\n")),
        (Format::Unknown, at(1024, b"%PDF-1.4\n")),
        (Format::Ofd, zip(b"OFD.xml<ofd:OFD>")),
        (Format::Psd, b"8BPS\0\x01".to_vec()),
        (
            Format::Svg,
            b"\xef\xbb\xbf<?xml version=\"1.0\"?><svg>".to_vec(),
        ),
        (
            Format::Ico,
            b"\0\0\x01\0\x01\0\x10\x10\0\0\x01\0\x20\0\x68\x04\0\0\x16\0\0\0".to_vec(),
        ),
        (
            Format::Ico,
            b"\0\0\x02\0\x01\0\x10\x10\0\0\x01\0\x20\0\x68\x04\0\0\x16\0\0\0".to_vec(),
        ),
        (
            Format::Unknown,
            b"\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec(),
        ),
        (Format::Heic, ftyp(b"mif3heic")),
        (Format::Heic, b"\0\0\0\x10ftypmif3heic".to_vec()),
        (Format::Avif, b"\0\0\0\x10ftypmif3avif".to_vec()),
        (Format::Pnm, b"P1 3 2\n101 010".to_vec()),
        (Format::Pnm, b"P2\n# made by hand\n3 2\n255\n0 1 2".to_vec()),
        (Format::Pnm, b"P4\n16 2\n\xff\0\0\xff".to_vec()),
        (Format::Pnm, b"P5\n3 2 255\n\0\x01".to_vec()),
        (Format::Pnm, b"P6\n3 2\n65535\n\0\x01".to_vec()),
        (Format::Pnm, b"P7\nWIDTH 3\nHEIGHT 2\nDEPTH 4\n".to_vec()),
        (Format::Text, b"P2 is the second page of 3 pages".to_vec()),
        (Format::Text, b"P5: 3 2 1".to_vec()),
        (Format::Qoi, b"qoif\0\0\0\x03\0\0\0\x02\x04\0\xfe".to_vec()),
        (Format::CameraRaw, b"II*\0\x10\0\0\0CR\x02\0".to_vec()),
        (
            Format::CameraRaw,
            tiff(&nikon_preview, b"NIKON CORPORATION\0"),
        ),
        (Format::CameraRaw, tiff(&[(50706, 1, 0x0401)], b"")),
        (Format::CameraRaw, b"IIRO\x08\0\0\0".to_vec()),
        (Format::CameraRaw, b"IIRS\x08\0\0\0".to_vec()),
        (Format::CameraRaw, b"MMOR\0\0\0\x08".to_vec()),
        (Format::CameraRaw, b"IIU\0\x18\0\0\0".to_vec()),
        (Format::CameraRaw, b"FUJIFILMCCD-RAW 0201".to_vec()),
        (Format::CameraRaw, b"FOVb".to_vec()),
        (Format::CameraRaw, b"\0MRM\0\0".to_vec()),
        (Format::CameraRaw, b"II\x1a\0\0\0HEAPCCDR".to_vec()),
        (Format::CameraRaw, ftyp(b"crx isom")),
        (Format::Office, zip(b"[Content_Types].xml")),
        (
            Format::Office,
            zip(b"mimetypeapplication/vnd.oasis.opendocument.text"),
        ),
        (
            Format::Office,
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0".to_vec(),
        ),
        (Format::Zip, zip(b"photo.jpg")),
        (Format::Zip, b"PK\x05\x06\0\0".to_vec()),
        (Format::Zip, b"PK\x07\x08PK\x03\x04".to_vec()),
        (Format::Archive, b"Rar!\x1a\x07\x01\0".to_vec()),
        (Format::Archive, b"7z\xbc\xaf\x27\x1c\0\x04".to_vec()),
        (Format::Archive, b"\x1f\x8b\x08\0".to_vec()),
        (Format::Archive, b"\xfd7zXZ\0\0".to_vec()),
        (Format::Archive, b"BZh91AY".to_vec()),
        (Format::Text, b"BZhou is a name".to_vec()),
        (Format::Archive, b"\x28\xb5\x2f\xfd\0".to_vec()),
        (Format::Archive, b"MSCF\0\0\0\0\0".to_vec()),
        (Format::Archive, at(257, b"ustar\x0000")),
        (Format::Video, ftyp(b"isommp42")),
        (Format::Video, ftyp(b"qt  ")),
        (Format::Video, ftyp(b"3gp5")),
        (Format::Video, b"\0\0\x10\0moov".to_vec()),
        (Format::Video, b"\0\0\x10\0mdat".to_vec()),
        (Format::Video, b"\0\0\0\x08wide".to_vec()),
        (Format::Video, b"RIFF\0\0\x10\0AVI LIST".to_vec()),
        (Format::Video, b"\x1a\x45\xdf\xa3\x01".to_vec()),
        (Format::Video, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11".to_vec()),
        (Format::Video, b"FLV\x01\x05".to_vec()),
        (Format::Video, b"\0\0\x01\xba\x44".to_vec()),
        (Format::Html, b"\n<!DOCTYPE html>".to_vec()),
        (Format::Json, b"{\"error\":\"denied\"}".to_vec()),
        (Format::Xml, b"<Error>denied</Error>".to_vec()),
        (Format::Text, b"denied".to_vec()),
        (Format::Blank, vec![0; 5000]),
        (Format::Blank, vec![0xFF; 5000]),
        (Format::Blank, [vec![0; 4096], vec![7; 100]].concat()),
        (Format::Unknown, [vec![0; 4000], vec![7; 1000]].concat()),
        (Format::Empty, Vec::new()),
        (Format::Unknown, b"\x01\x02\x03\x04".to_vec()),
        (Format::Unknown, b"RIFF\0\0\x10\0WAVEfmt ".to_vec()),
    ];
    for (expected, bytes) in &cases {
        assert_eq!(identify(bytes), *expected, "{}", bytes.escape_ascii());
    }
    let seen: BTreeSet<Format> = cases.iter().map(|(format, _)| *format).collect();
    assert_eq!(seen.len(), Format::ALL.len(), "{seen:?}");

    // And every row of the table is needed by some example.
    for signature in SIGNATURES {
        let used = cases.iter().any(|(_, bytes)| signature.matches(bytes));
        assert!(used, "{}", signature.bytes.escape_ascii());
    }
}

#[test]
fn every_signature_matches_itself_and_no_mask_is_of_another_length() {
    for signature in SIGNATURES {
        let file = at(signature.offset, signature.bytes);
        assert!(signature.matches(&file));
        assert!(signature.mask.is_empty() || signature.mask.len() == signature.bytes.len());
        if let Some(shorter) = file.len().checked_sub(1) {
            assert!(!signature.matches(&file[..shorter]));
        }
    }
    assert_eq!(SIGNATURES.len(), 61);
}
