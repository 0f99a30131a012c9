//! Every walker against real files, whole, cut at every byte, with something behind their end,
//! and mutated at random.

#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

mod made;

use proptest::prelude::*;

use super::*;
use crate::sniff::sniff;

macro_rules! testdata {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_bytes!(concat!("../../testdata/", $name)).as_slice())),*]
    };
}

const WHOLE: [(&str, &[u8]); 15] = testdata![
    "formats/gray.jpg",
    "formats/cmyk.jpg",
    "formats/progressive.jpg",
    "formats/png-named.jpg",
    "formats/basi3p08.png",
    "formats/basn0g16.png",
    "formats/basn2c16.png",
    "formats/basn6a16.png",
    "formats/interlaced.gif",
    "formats/pal8os2sp.bmp",
    "formats/pal8rle.bmp",
    "formats/anim.webp",
    "formats/simple-gray.webp",
    "formats/multipage.tiff",
    "formats/miniswhite.tiff",
];

const HOSTILE: [(&str, &[u8]); 12] = testdata![
    "hostile/Bad_badbitcount.bmp",
    "hostile/Bad_width.bmp",
    "hostile/broken.jpg",
    "hostile/decompression_bomb.gif",
    "hostile/huge-allocation.tiff",
    "hostile/max_size.jpg",
    "hostile/missing-sof.jpg",
    "hostile/text-named.png",
    "hostile/truncated_jpeg.jpg",
    "hostile/xcrn0g04.png",
    "hostile/xdtn0g01.png",
    "hostile/xhdn0g08.png",
];

/// The files of the corpus and those made here, by name.
fn whole_files() -> Vec<(String, Vec<u8>)> {
    WHOLE
        .iter()
        .map(|&(name, bytes)| (name.to_owned(), bytes.to_vec()))
        .chain(made::files())
        .collect()
}

fn walked(bytes: &[u8]) -> Walk {
    sniff(bytes, None).1.expect("one of the six formats")
}

fn ending(bytes: &[u8]) -> Option<Ending> {
    sniff(bytes, None).0.ending
}

#[test]
fn whole_files_end_properly() {
    let files = whole_files();
    assert_eq!(files.len(), 30);
    for (name, bytes) in files {
        let walk = walked(&bytes);
        assert_eq!(walk.ending, Some(Ending::Proper), "{name}");
        assert!(walk.size.is_some() && walk.color.is_some(), "{name}");
        assert!(walk.bits_per_channel.is_some() && walk.frames > 0, "{name}");
    }
}

#[test]
fn a_file_cut_anywhere_never_ends_properly() {
    let (mut prefixes, mut cut_short) = (0_usize, 0_usize);
    for (name, bytes) in whole_files() {
        for end in 0..bytes.len() {
            let ending = ending(&bytes[..end]);
            let broken = matches!(
                ending,
                None | Some(Ending::CutShort | Ending::Damaged { .. })
            );
            assert!(broken, "{name} cut at {end}: {ending:?}");
            cut_short += usize::from(ending == Some(Ending::CutShort));
            prefixes += 1;
        }
    }
    // All but the first few bytes, which are too short to be told from anything else, and
    // walks in which some other check speaks first.
    assert!(prefixes > 60_000, "{prefixes}");
    assert!(cut_short > prefixes * 99 / 100, "{cut_short} of {prefixes}");
}

#[test]
fn what_follows_the_end_is_found_in_every_format() {
    let mut seen = 0;
    for (name, bytes) in whole_files() {
        for (rest, another_file) in [
            (b"\0\0\0\0\0\0\0\0".as_slice(), false),
            (b"scanned by nobody", false),
            (b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0", true),
            (b"<?php eval($_POST[1]); ?>", true),
            (b"%PDF-1.4\n%\xe2\xe3", true),
        ] {
            let expected = Ending::Trailing {
                bytes: rest.len() as u64,
                another_file,
            };
            let longer = [&bytes, rest].concat();
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
            None | Some(Ending::CutShort | Ending::Damaged { .. })
        );
        assert!(caught, "{name}: {ending:?}");
        seen += 1;
    }
    assert_eq!(seen, 12);
}

#[test]
fn real_files_are_described_as_they_are() {
    use ColorModel::{Bilevel, Cmyk, Gray, Palette, Rgb, Ycck};
    let described: Vec<_> = WHOLE
        .iter()
        .map(|(name, bytes)| {
            let walk = walked(bytes);
            let size = walk.size.unwrap();
            (
                *name,
                size,
                walk.color.unwrap(),
                walk.bits_per_channel.unwrap(),
                walk.alpha,
                walk.frames,
            )
        })
        .collect();
    let _ = (Cmyk, Ycck);
    assert_eq!(
        described,
        [("formats/gray.jpg", (1, 1), Gray, 8, false, 1),]
    );
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
        let files = whole_files();
        let (_, mut bytes) = files[pick.index(files.len())].clone();
        for (place, value) in changes {
            let place = place.index(bytes.len());
            bytes[place] = value;
        }
        sniff(&bytes, None);
        bytes.truncate(cut.index(bytes.len()));
        sniff(&bytes, None);
    }
}
