//! A JPEG's or PNG's bytes in, the same picture with nothing beside it out. The picture data is not
//! touched.
//!
//! What may stay is listed – the picture, its resolution, what its colors mean – and everything else
//! goes, so that what nobody thought of goes too: a second EXIF block, a maker's note, a comment, a
//! picture or film behind the end, a profile's private tags, bytes in gaps.

#![warn(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

mod colors;
mod jpeg;
mod png;

pub use colors::Colors;
pub use jpeg::with_profile;

use crate::format::Format;
use crate::metadata::{Header, whole_dpi};

/// The file with nothing beside its picture; `None` if it is of another format than JPEG and PNG, or
/// can't be rid of something without being encoded anew. What metadata said of resolution and colors
/// is written into a JPEG that has nothing else to say it with.
pub fn plain(bytes: &[u8], format: Format, header: &Header) -> Option<Vec<u8>> {
    let colors = Colors::of(header)?;
    match format {
        Format::Jpeg => jpeg::plain(bytes, whole_dpi(header.dpi), &colors),
        Format::Png => png::plain(bytes, &colors),
        _ => None,
    }
}

/// Whether there is nothing in the file beside its picture, as far as that can be told: of formats
/// other than JPEG and PNG it is not.
pub fn is_plain(bytes: &[u8], format: Format, header: &Header) -> bool {
    plain(bytes, format, header).is_some_and(|plain| plain == bytes)
}

#[cfg(test)]
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "test data is ours"
)]
mod tests {
    use super::*;
    use crate::container::Walk;
    use crate::metadata;
    use crate::sniff::sniff;
    use moxcms::ColorProfile;

    const JPEG: &[u8] = include_bytes!("../../../testdata/real/formats/jpeg-decoder__jpg-gray.jpg");
    const PNG: &[u8] = include_bytes!("../../../testdata/real/formats/image-png__basn2c16.png");

    fn walked(bytes: &[u8]) -> (Format, Walk) {
        let (probe, walk) = sniff(bytes, None);
        (probe.format, walk.expect("a picture"))
    }

    fn plained(bytes: &[u8]) -> Option<Vec<u8>> {
        let (format, walk) = walked(bytes);
        plain(bytes, format, &metadata::read(&walk)?)
    }

    fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len() + 2).expect("short");
        [&[0xFF, marker], &length.to_be_bytes()[..], content].concat()
    }

    fn profiled(profile: &[u8]) -> Vec<u8> {
        with_profile(JPEG, profile).expect("a sound file")
    }

    #[test]
    fn a_jpeg_loses_its_metadata_and_gets_a_resolution() {
        let exif = segment(0xE1, b"Exif\0\0MM\0\x2a\0\0\0\x08\0\0");
        let comment = segment(0xFE, b"CREATOR: somebody");
        let unknown = segment(0xE9, b"whatever");
        let tagged = [
            &JPEG[..2],
            &exif,
            &comment,
            &unknown,
            &JPEG[2..],
            b"PK\x03\x04",
        ]
        .concat();
        let (format, walk) = walked(&tagged);
        assert!(walk.exif.is_some() && walk.comments.len() == 1);
        let header = metadata::read(&walk).expect("a header");
        assert!(!is_plain(&tagged, format, &header));
        let scanned = Header {
            dpi: Some(300.0),
            ..header
        };
        let plain = plain(&tagged, format, &scanned).expect("a sound file");
        let (_, walk) = walked(&plain);
        assert_eq!((walk.exif, walk.comments.len()), (None, 0));
        assert_eq!(walk.ending, Some(crate::container::Ending::Proper));
        assert!(walk.dpi.is_some());
        assert_eq!(Some(&plain), plained(&plain).as_ref());
    }

    #[test]
    fn a_profile_keeps_its_numbers_and_nothing_else() {
        let mut gray = ColorProfile::new_gray_with_gamma(1.0);
        gray.copyright = Some(moxcms::ProfileText::PlainString("somebody's words".into()));
        let bytes = gray.encode().expect("a profile");
        let file = profiled(&bytes);
        let plain = plained(&file).expect("a sound file");
        let words: Vec<u8> = "somebody"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        let has_words = |file: &[u8]| memchr::memmem::find(file, &words).is_some();
        assert!(has_words(&file) && !has_words(&plain));
        let icc = walked(&plain).1.icc.expect("a profile");
        let again = ColorProfile::new_from_slice(&icc).expect("a profile");
        assert_eq!(again.gray_trc, gray.gray_trc);
        assert_eq!(plained(&plain), Some(plain));
    }

    #[test]
    fn a_profile_that_says_srgb_or_nothing_goes() {
        let srgb = ColorProfile::new_srgb().encode().expect("a profile");
        let without = plained(JPEG);
        assert!(without.is_some());
        for profile in [&srgb[..], b"broken"] {
            assert_eq!(plained(&profiled(profile)), without);
        }
    }

    #[test]
    fn a_profile_is_replaced_by_another() {
        let replaced = with_profile(&profiled(b"one"), b"another");
        assert_eq!(replaced, Some(profiled(b"another")));
        let long: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).collect();
        let mut seen = 0;
        for profile in [b"short".as_slice(), &long[..65_519], &long[..65_520], &long] {
            let (_, walk) = walked(&profiled(profile));
            assert_eq!(walk.icc.as_deref(), Some(profile));
            seen += 1;
        }
        assert_eq!(seen, 4);
    }

    #[test]
    fn a_png_keeps_its_picture_only() {
        let text = [b"\0\0\0\x03tEXt".as_slice(), b"a\0b", &[0; 4]].concat();
        let header_end = 8 + 25;
        let tagged = [&PNG[..header_end], &text, &PNG[header_end..], b"more"].concat();
        let plain = plained(&tagged);
        assert!(plain.is_some());
        assert_eq!(plain, plained(PNG));
    }

    #[test]
    fn what_is_not_built_as_it_should_be_is_encoded_instead() {
        let header = metadata::read(&walked(JPEG).1).expect("a header");
        let stray = [&JPEG[..2], b"stray", &JPEG[2..]].concat();
        let restart = [&JPEG[..2], b"\xff\xd0", &JPEG[2..]].concat();
        let hierarchical = [&JPEG[..2], &segment(0xDF, &[0x11]), &JPEG[2..]].concat();
        let gap_in_table = [&JPEG[..2], &segment(0xDB, &[0; 70]), &JPEG[2..]].concat();
        let cases = [
            (Format::Jpeg, stray.as_slice()),
            (Format::Jpeg, &restart),
            (Format::Jpeg, &hierarchical),
            (Format::Jpeg, &gap_in_table),
            (Format::Jpeg, &JPEG[..JPEG.len() - 2]),
            (Format::Jpeg, PNG),
            (Format::Png, &PNG[..PNG.len() - 4]),
            (Format::Png, JPEG),
            (Format::Gif, b"GIF89a"),
        ];
        assert_eq!(cases.len(), 9);
        for (format, bytes) in cases {
            assert_eq!(plain(bytes, format, &header), None, "{format:?}");
        }
    }
}
