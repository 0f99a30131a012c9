//! Every walker against real files, whole, cut at every byte, with something behind their end,
//! and mutated at random.

#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

mod made;

use std::sync::LazyLock;

use certpreflight_support::png_chunk;
use proptest::prelude::*;

use super::walk::damaged;
use super::*;
use crate::endian::{ByteOrder, u16_le, u32_be, u32_le};
use crate::sniff::sniff;

macro_rules! testdata {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_bytes!(concat!("../../../testdata/", $name)).as_slice())),*]
    };
}

const WHOLE: [(&str, &[u8]); 15] = testdata![
    "real/formats/jpeg-decoder__jpg-gray.jpg",
    "real/formats/jpeg-decoder__jpg-cmyk-1.jpg",
    "real/formats/jpeg-decoder__jpg-progressive.jpg",
    "real/formats/jpeg-decoder__jpg-size-6x6.jpg",
    "real/formats/image-png__basi3p08.png",
    "real/formats/image-png__basn0g16.png",
    "real/formats/image-png__basn2c16.png",
    "real/formats/image-png__basn6a16.png",
    "real/formats/image__interlaced.gif",
    "real/formats/image__pal8os2sp.bmp",
    "real/formats/image__pal8rle.bmp",
    "real/formats/image__anim.webp",
    "real/formats/image__simple-gray.webp",
    "real/formats/Pillow__multipage.tiff",
    "real/formats/image-tiff__miniswhite-1c-1b.tiff",
];

const HOSTILE: [(&str, &[u8]); 12] = testdata![
    "real/hostile/image__Bad_badbitcount.bmp",
    "real/hostile/image__Bad_width.bmp",
    "real/hostile/mmocr__broken.jpg",
    "real/hostile/Pillow__decompression_bomb.gif",
    "real/hostile/image-tiff__id_000003_sig_06_src_000000_op_havoc_rep_4",
    "real/hostile/jpeg-decoder__max_size.jpg",
    "real/hostile/jpeg-decoder__missing-sof.jpg",
    "real/hostile/PaddleOCR2Pytorch__table_test.png",
    "real/hostile/Pillow__truncated_jpeg.jpg",
    "real/hostile/image-png__xcrn0g04.png",
    "real/hostile/image-png__xdtn0g01.png",
    "real/hostile/image-png__xhdn0g08.png",
];

/// The files of the corpus and those made here, by name.
static WHOLE_FILES: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(|| {
    WHOLE
        .iter()
        .map(|&(name, bytes)| (name.to_owned(), bytes.to_vec()))
        .chain(made::files())
        .collect()
});

fn walked(bytes: &[u8]) -> Walk {
    sniff(bytes, None).1.expect("one of the six formats")
}

fn ending(bytes: &[u8]) -> Option<Ending> {
    sniff(bytes, None).0.ending
}

#[test]
fn whole_files_end_properly() {
    assert_eq!(WHOLE_FILES.len(), 30);
    for (name, bytes) in WHOLE_FILES.iter() {
        let walk = walked(bytes);
        assert_eq!(walk.ending, Some(Ending::Proper), "{name}");
        assert!(walk.size.is_some() && walk.color.is_some(), "{name}");
        assert!(walk.bits_per_channel.is_some() && walk.frames > 0, "{name}");
    }
}

#[test]
fn a_file_cut_anywhere_never_ends_properly() {
    let (mut prefixes, mut cut_short) = (0_usize, 0_usize);
    for (name, bytes) in WHOLE_FILES.iter() {
        for end in 0..bytes.len() {
            let ending = ending(&bytes[..end]);
            let cut = matches!(ending, Some(Ending::CutShort | Ending::NoEndMark));
            let broken = cut || matches!(ending, None | Some(Ending::Damaged { .. }));
            assert!(broken, "{name} cut at {end}: {ending:?}");
            cut_short += usize::from(cut);
            prefixes += 1;
        }
    }
    // All but the first few bytes, which are too short to be told from anything else, and
    // walks in which some other check speaks first.
    assert!(prefixes > 45_000, "{prefixes}");
    assert!(cut_short > prefixes * 99 / 100, "{cut_short} of {prefixes}");
}

#[test]
fn what_follows_the_end_is_found_in_every_format() {
    let mut seen = 0;
    for (name, bytes) in WHOLE_FILES.iter() {
        for (rest, another_file) in [
            (b"\0\0\0\0\0\0\0\0".as_slice(), None),
            (b"scanned by nobody", None),
            (b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0", Some(Format::Zip)),
            (b"<?php eval($_POST[1]); ?>", Some(Format::Unknown)),
            (b"%PDF-1.4\n%\xe2\xe3", Some(Format::Pdf)),
        ] {
            let expected = Ending::Trailing {
                bytes: rest.len() as u64,
                another_file,
            };
            let longer = [bytes, rest].concat();
            assert_eq!(ending(&longer), Some(expected), "{name}");
            seen += 1;
        }
    }
    assert_eq!(seen, 150);
}

#[test]
fn hostile_files_are_never_whole() {
    let mut seen = 0;
    for (name, bytes) in HOSTILE {
        let ending = ending(bytes);
        let caught = matches!(
            ending,
            None | Some(Ending::CutShort | Ending::NoEndMark | Ending::Damaged { .. })
        );
        assert!(caught, "{name}: {ending:?}");
        seen += 1;
    }
    assert_eq!(seen, 12);
}

#[test]
fn real_files_are_described_as_they_are() {
    use ColorModel::{Bilevel, Cmyk, Gray, Palette, Rgb};
    let expected = [
        ((32, 32), Gray, 8, false, 1),
        ((32, 32), Cmyk, 8, false, 1),
        ((32, 32), Rgb, 8, false, 1),
        ((6, 6), Rgb, 8, true, 1),
        ((32, 32), Palette, 8, false, 1),
        ((32, 32), Gray, 16, false, 1),
        ((32, 32), Rgb, 16, false, 1),
        ((32, 32), Rgb, 16, true, 1),
        ((32, 32), Palette, 8, false, 1),
        ((127, 64), Palette, 8, false, 1),
        ((127, 64), Palette, 8, false, 1),
        ((200, 200), Rgb, 8, true, 6),
        ((100, 100), Rgb, 8, false, 1),
        ((10, 10), Palette, 1, false, 3),
        ((157, 151), Bilevel, 1, false, 1),
    ];
    assert_eq!(expected.len(), WHOLE.len());
    for ((name, bytes), expected) in WHOLE.iter().zip(expected) {
        let walk = walked(bytes);
        let found = (
            walk.size.unwrap(),
            walk.color.unwrap(),
            walk.bits_per_channel.unwrap(),
            walk.alpha,
            walk.frames,
        );
        assert_eq!(found, expected, "{name}");
    }
}

/// The orientation in an EXIF block of either byte order whose first directory has the tag.
fn orientation(exif: &[u8]) -> Option<u16> {
    let order = match exif.first()? {
        b'I' => ByteOrder::Little,
        _ => ByteOrder::Big,
    };
    let entries = order.u16(exif, 8)?;
    (0..usize::from(entries))
        .map(|index| 10 + index * 12)
        .find(|&at| order.u16(exif, at) == Some(0x0112))
        .and_then(|at| order.u16(exif, at + 8))
}

#[test]
fn every_metadata_block_is_found() {
    let files: std::collections::HashMap<_, _> = made::files().into_iter().collect();
    let mut seen = 0;
    for (name, has_exif, dpi, frames, alpha, comment) in [
        (
            "rich.jpg",
            true,
            Some((254.0, 127.0)),
            1,
            false,
            Some("made by hand"),
        ),
        (
            "rich.png",
            true,
            Some((300.0, 300.0)),
            2,
            true,
            Some("Software: Paint"),
        ),
        ("rich.gif", false, None, 2, true, Some("hello")),
        ("rich.webp", true, None, 1, false, None),
        (
            "rich.tiff",
            true,
            Some((299.72, 299.72)),
            1,
            false,
            Some("Software: scanner"),
        ),
    ] {
        let walk = walked(&files[name]);
        let exif = walk.exif.as_deref();
        assert_eq!(exif.and_then(orientation), has_exif.then_some(6), "{name}");
        assert_eq!(walk.xmp.as_deref(), Some(made::XMP), "{name}");
        assert_eq!(walk.icc.as_deref(), Some(&b"profile"[..]), "{name}");
        assert_eq!(walk.frames, frames, "{name}");
        assert_eq!(walk.alpha, alpha, "{name}");
        assert_eq!(walk.comments.first().map(String::as_str), comment, "{name}");
        let close = match (walk.dpi, dpi) {
            (Some(found), Some(expected)) => {
                (found.0 - expected.0).abs() < 0.01 && (found.1 - expected.1).abs() < 0.01
            }
            (found, expected) => found == expected,
        };
        assert!(close, "{name}: {:?}", walk.dpi);
        seen += 1;
    }
    let bitmap = walked(&files["rich.bmp"]);
    assert_eq!(bitmap.icc.as_deref(), Some(&b"profile"[..]));
    assert!(bitmap.alpha && bitmap.dpi.is_some());
    assert_eq!(seen + 1, 6);
}

#[test]
fn a_jpeg_says_how_it_is_coded() {
    let details = |marker, samplings: &[u8]| {
        let file = made::jpeg(&[
            made::frame(marker, 8, 8, samplings),
            made::scan(u8::try_from(samplings.len()).unwrap(), &[0; 8]),
        ]);
        let walk = walked(&file);
        assert_eq!(walk.ending, Some(Ending::Proper));
        let jpeg = walk.jpeg.unwrap();
        (jpeg.coding, jpeg.subsampled)
    };
    for (marker, coding) in [
        (0xC0, JpegCoding::Baseline),
        (0xC1, JpegCoding::Baseline),
        (0xC2, JpegCoding::Progressive),
        (0xC3, JpegCoding::Unusual),
        (0xC5, JpegCoding::Unusual),
        (0xC9, JpegCoding::Arithmetic),
        (0xCA, JpegCoding::Arithmetic),
    ] {
        assert_eq!(details(marker, &[0x11]), (coding, false), "{marker:x}");
    }
    assert!(!details(0xC0, &[0x11, 0x11, 0x11]).1);
    assert!(details(0xC0, &[0x22, 0x11, 0x11]).1);
    assert!(details(0xC0, &[0x21, 0x11, 0x11]).1);

    let files: std::collections::HashMap<_, _> = made::files().into_iter().collect();
    let rich = walked(&files["rich.jpg"]);
    assert_eq!(rich.color, Some(ColorModel::Ycck));
    assert_eq!(rich.jpeg.unwrap().quality, Some(100));
    assert_eq!(walked(&files["restart.jpg"]).size, Some((24, 24)));
}

#[test]
fn a_broken_jpeg_is_damaged_even_though_it_has_an_end() {
    let frame = || made::frame(0xC0, 64, 64, &[0x11]);
    let enough = made::scan(1, &[0x55; 16]);
    let interval = made::segment(0xDD, &[&[0, 16]]);
    assert_eq!(
        ending(&made::jpeg(&[frame(), enough.clone()])),
        Some(Ending::Proper)
    );
    for (parts, what) in [
        (vec![made::segment(0xFE, &[b"nothing"])], Damage::Header),
        (vec![frame()], Damage::NoPicture),
        (
            vec![frame(), made::scan(1, &[0x55; 15])],
            Damage::MissingData,
        ),
        (vec![interval, frame(), enough.clone()], Damage::MissingData),
        (vec![enough.clone(), frame()], Damage::Structure),
        (vec![frame(), made::scan(2, &[0x55; 16])], Damage::Structure),
        (vec![frame(), frame(), enough.clone()], Damage::Structure),
        (
            vec![made::frame(0xC0, 0, 64, &[0x11]), enough.clone()],
            Damage::Header,
        ),
        (
            vec![made::frame(0xC0, 64, 0, &[0x11]), enough.clone()],
            Damage::Header,
        ),
        (
            vec![made::frame(0xC0, 64, 64, &[0x01]), enough.clone()],
            Damage::Header,
        ),
        (
            vec![
                made::frame(0xC2, 8, 8, &[0x11, 0x11, 0x11]),
                made::scan(1, &[0x55]),
            ],
            Damage::MissingData,
        ),
        (vec![b"\xff\xd8".to_vec(), frame()], Damage::Structure),
        (vec![b"\xff\xe0\0\x01".to_vec()], Damage::Structure),
        (
            vec![frame(), made::scan(1, b"\x55\xff\x02")],
            Damage::Structure,
        ),
    ] {
        assert_eq!(ending(&made::jpeg(&parts)), Some(damaged(what)));
    }
}

#[test]
fn a_phone_may_add_pictures_that_it_announced() {
    let picture = vec![made::frame(0xC0, 8, 8, &[0x11]), made::scan(1, &[0x55])];
    let plain = made::jpeg(&picture);
    let ultra_hdr = b"<x xmlns:hdrgm='gain'><Container:Directory/>";
    for (announcement, another_file) in [
        (made::segment(0xFE, &[b"nothing"]), Some(Format::Jpeg)),
        (made::segment(0xE2, &[b"MPF\0MM\0*"]), None),
        (
            made::segment(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0", ultra_hdr]),
            None,
        ),
    ] {
        let main = made::jpeg(&[vec![announcement], picture.clone()].concat());
        let expected = Ending::Trailing {
            bytes: plain.len() as u64,
            another_file,
        };
        assert_eq!(ending(&[main, plain.clone()].concat()), Some(expected));
    }
}

#[test]
fn wrong_checksums_matter_where_the_pixels_depend_on_them() {
    let files: std::collections::HashMap<_, _> = made::files().into_iter().collect();
    let png = &files["rich.png"];
    let mut seen = 0;
    for (kind, expected) in [
        (b"IHDR", damaged(Damage::Checksum)),
        (b"PLTE", damaged(Damage::Checksum)),
        (b"IDAT", damaged(Damage::Checksum)),
        (b"iCCP", Ending::Proper),
        (b"tEXt", Ending::Proper),
    ] {
        let mut file = png.clone();
        let at = memchr::memmem::find(&file, kind).unwrap();
        let length = u32_be(&file, at - 4).unwrap() as usize;
        file[at + 4 + length] ^= 1;
        assert_eq!(ending(&file), Some(expected));
        seen += 1;
    }
    assert_eq!(seen, 5);
}

#[test]
fn a_tiff_whose_pages_run_in_a_circle_is_damaged() {
    let (_, bytes) = WHOLE[13];
    let mut file = bytes.to_vec();
    let first = u32_le(&file, 4).unwrap() as usize;
    let next = first + 2 + 12 * usize::from(u16_le(&file, first).unwrap());
    file[next..next + 4].copy_from_slice(&u32::try_from(first).unwrap().to_le_bytes());
    let expected = damaged(Damage::Structure);
    assert_eq!(ending(&file), Some(expected));
}

/// Bytes to put at a place.
type Patch = (usize, &'static [u8]);

/// One of the files made here, with bytes replaced at some places.
fn patched(name: &str, patches: &[Patch]) -> Option<Ending> {
    let (_, mut bytes) = made::files().into_iter().find(|(n, _)| n == name).unwrap();
    for (at, patch) in patches {
        bytes[*at..at + patch.len()].copy_from_slice(patch);
    }
    ending(&bytes)
}

#[test]
fn broken_headers_are_damaged() {
    let cases: [(&str, &[Patch], Damage); 17] = [
        ("gray.png", &[(12, b"IHDX")], Damage::Checksum),
        ("gray.png", &[(12, b"I\0DR")], Damage::Structure),
        ("gray.png", &[(4, b"\r\r")], Damage::Signature),
        (
            "rich.gif",
            &[(6, b"\0\0\0\0"), (19, b"x")],
            Damage::Structure,
        ),
        ("rgb.bmp", &[(14, b"\x29\0\0\0")], Damage::Header),
        ("rgb.bmp", &[(18, b"\0\0\0\0")], Damage::Header),
        ("rgb.bmp", &[(18, b"\xff\xff\xff\xff")], Damage::Header),
        ("rgb.bmp", &[(26, b"\x02\0")], Damage::Header),
        ("rgb.bmp", &[(28, b"\x07\0")], Damage::Header),
        ("rgb.bmp", &[(10, b"\x05\0\0\0")], Damage::Structure),
        ("rich.tiff", &[(4, b"\x04\0\0\0")], Damage::Structure),
        ("rich.tiff", &[(18, b"\0\0\0\0")], Damage::Structure),
        ("rich.tiff", &[(30, b"\x05\0")], Damage::MissingData),
        ("rich.webp", &[(24, b"\x09")], Damage::Sizes),
        ("rich.webp", &[(34, b"\xff\xff")], Damage::Structure),
        ("rich.webp", &[(38 + 8, b"JUNK")], Damage::NoPicture),
        ("rich.webp", &[(38 + 16, b"\x2e")], Damage::Header),
    ];
    for (name, patches, what) in cases {
        assert_eq!(patched(name, patches), Some(damaged(what)), "{name}");
    }
}

#[test]
fn a_bitmap_may_stand_on_its_head() {
    let minus_seven = b"\xf9\xff\xff\xff";
    assert_eq!(
        patched("rgb.bmp", &[(22, minus_seven)]),
        Some(Ending::Proper)
    );
}

#[test]
fn a_picture_larger_than_its_data_can_be_is_damaged() {
    // 65535 by 65535 pixels in a few bytes of GIF; the header stays as it is.
    let (_, bytes) = made::files()
        .into_iter()
        .find(|(n, _)| n == "rich.gif")
        .unwrap();
    let at = memchr::memmem::find(&bytes, b",\0\0\0\0\x01\0\x01\0").unwrap();
    assert_eq!(
        patched("rich.gif", &[(at + 5, &[0xFF; 4])]),
        Some(damaged(Damage::MissingData))
    );
    let png = [
        png::chunks::SIGNATURE.to_vec(),
        png_chunk(*b"IHDR", b"\0\0\xff\xff\0\0\xff\xff\x08\x02\0\0\0"),
        png_chunk(*b"IDAT", &made::deflated(&[0; 1000])),
        png_chunk(*b"IEND", &[]),
    ]
    .concat();
    assert_eq!(ending(&png), Some(damaged(Damage::MissingData)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        for format in Format::ALL {
            walk(&bytes, format);
        }
        sniff(&bytes, None);
    }

    #[test]
    fn mutated_files_never_panic(
        pick in any::<prop::sample::Index>(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in any::<prop::sample::Index>(),
    ) {
        let (_, mut bytes) = WHOLE_FILES[pick.index(WHOLE_FILES.len())].clone();
        for (place, value) in changes {
            let place = place.index(bytes.len());
            bytes[place] = value;
        }
        sniff(&bytes, None);
        bytes.truncate(cut.index(bytes.len()));
        sniff(&bytes, None);
    }
}

/// A JPEG that lacks its end mark and nothing else can't be told from one that is cut by walking;
/// of a progressive one it has to be whole that a scan brings the last bits.
#[test]
fn a_jpeg_without_its_end_mark_may_be_whole() {
    let [baseline, progressive] = [0, 2].map(|n| WHOLE[n].1);
    let mut seen = 0;
    for (file, kept, expected) in [
        (baseline, baseline.len() - 2, Ending::NoEndMark),
        (baseline, baseline.len() - 40, Ending::NoEndMark),
        (baseline, 120, Ending::CutShort),
        (progressive, progressive.len() - 2, Ending::NoEndMark),
        (progressive, progressive.len() / 2, Ending::CutShort),
    ] {
        assert_eq!(file[file.len() - 2..], [0xFF, 0xD9]);
        let walk = walk(&file[..kept], Format::Jpeg).expect("a JPEG");
        assert_eq!(walk.ending, Some(expected), "{kept}");
        seen += 1;
    }
    assert_eq!(seen, 5);
}
