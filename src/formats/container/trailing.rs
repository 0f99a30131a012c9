//! What follows the end of a picture: nothing, padding, a phone's own appendix, or another file.

use memchr::memmem;

use super::magic;
use super::walk::{Ending, MayFollow, PictureEnd};
use crate::endian::{slice, tail, u16_le, u32_be, wide};
use crate::format::Format;

/// Starts of what a file picture must not carry behind its end and what [`magic`] doesn't name:
/// programs and scripts.
const PROGRAMS: [&[u8]; 10] = [
    b"<?php",
    b"<?=",
    b"<%",
    b"#!/",
    b"\x7fELF",
    b"MZ\x90\0",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"dex\n",
    b"\0asm",
];

/// Size of a ZIP's end-of-central-directory record without its comment, and the longest comment.
const ZIP_END: usize = 22;
const ZIP_COMMENT: usize = 0xFFFF;

/// Zeros that a box may begin with: four bytes of its size if it goes on to the end of the file.
const LONGEST_ZEROS_OF_A_SIZE: usize = 4;

/// Sizes of an ISO media file's type box: eight bytes, a brand and its version, and from none to some
/// dozens of further brands.
const TYPE_BOX_BYTES: std::ops::RangeInclusive<u32> = 16..=512;

/// Most places that may be such a box and are looked at.
const MOST_LOOKS: usize = 64;

/// Longest padding of zeros that an even or four-byte alignment leaves behind a picture.
const ALIGNMENT: usize = 3;

/// How a file ends whose picture is whole and ends there.
pub(super) fn ending(bytes: &[u8], end: PictureEnd) -> Ending {
    let rest = tail(bytes, end.at);
    let is_alignment = end.may_follow == MayFollow::Alignment
        && rest.len() <= ALIGNMENT
        && rest.iter().all(|&byte| byte == 0);
    if rest.is_empty() || is_alignment {
        return Ending::Proper;
    }
    Ending::Trailing {
        bytes: wide(rest.len()),
        another_file: another_file(rest, end.may_follow),
    }
}

/// The format of a file that begins somewhere in here; a program or script is of none that is known.
fn another_file(rest: &[u8], may_follow: MayFollow) -> Option<Format> {
    let start = rest
        .iter()
        .position(|byte| !matches!(byte, 0 | b'\n' | b'\r' | b' ' | b'\t'))
        .unwrap_or(rest.len());
    // The first box of an MP4, a HEIC or a JPEG XL begins with its size, most of which is zeros.
    let boxes = start.saturating_sub(LONGEST_ZEROS_OF_A_SIZE)..start;
    starting_file(tail(rest, start), may_follow)
        .or_else(|| {
            boxes
                .rev()
                .filter(|at| slice(rest, *at, 4).is_some())
                .find_map(|at| starting_box(tail(rest, at)))
        })
        .or_else(|| type_box(rest))
        .or_else(|| ends_in_a_zip(rest).then_some(Format::Zip))
}

/// The ISO media file or relative of one that starts here: a film even where the picture announces it,
/// because nobody means to hand in the seconds around the shutter.
fn starting_box(rest: &[u8]) -> Option<Format> {
    Some(magic::identify(rest)).filter(|format| {
        matches!(
            format,
            Format::Video | Format::Heic | Format::Avif | Format::JpegXl | Format::Jpeg2000
        )
    })
}

/// The ISO media file that begins further behind: phones put notes of their own before it.
fn type_box(rest: &[u8]) -> Option<Format> {
    let mut places = memmem::find_iter(rest, b"ftyp").take(MOST_LOOKS);
    places.find_map(|at| {
        let start = tail(rest, at.saturating_sub(4));
        // The size, `ftyp`, the main brand, its version, and brands that the file agrees with.
        let is_box = at >= 4
            && u32_be(start, 0).is_some_and(|size| size % 4 == 0 && TYPE_BOX_BYTES.contains(&size))
            && slice(start, 8, 4)
                .is_some_and(|brand| brand.iter().all(|byte| matches!(byte, b' '..=b'~')));
        starting_box(start).filter(|_| is_box)
    })
}

/// The file of its own that starts here. Formats whose signature is two or three bytes that
/// chance brings together are left out, and so is text: it may be a camera's own note.
fn starting_file(rest: &[u8], may_follow: MayFollow) -> Option<Format> {
    let format = magic::identify(rest);
    let is_one = match format {
        Format::Jpeg => may_follow != MayFollow::Companions,
        Format::JpegXl
        | Format::Pnm
        | Format::Ico
        | Format::Xml
        | Format::Json
        | Format::Text
        | Format::Blank
        | Format::Empty
        | Format::Unknown => {
            let is_program = PROGRAMS.iter().any(|program| rest.starts_with(program));
            return is_program.then_some(Format::Unknown);
        }
        _ => true,
    };
    is_one.then_some(format)
}

/// Whether a ZIP archive ends where the file ends: archives are read from there, so that one
/// works behind any picture.
fn ends_in_a_zip(rest: &[u8]) -> bool {
    let window = tail(rest, rest.len().saturating_sub(ZIP_END + ZIP_COMMENT));
    memmem::find_iter(window, b"PK\x05\x06").any(|at| {
        let comment = u16_le(window, at.saturating_add(20)).map_or(usize::MAX, usize::from);
        slice(window, at.saturating_add(ZIP_END), comment).is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(rest: &[u8], may_follow: MayFollow) -> bool {
        match ending(rest, PictureEnd { at: 0, may_follow }) {
            Ending::Trailing {
                bytes,
                another_file,
            } => {
                assert_eq!(bytes, rest.len() as u64);
                another_file.is_some()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn files_of_their_own_are_told_from_padding_and_notes() {
        let mut samsung = b"\0\0\x01\x0a\x0e\0\0\0Image_UTC_Data1718000000000".to_vec();
        samsung.extend(b"SEFHk\0\0\0\x01\0\0\0\0\0\x01\x0a\x24\0\0\0SEFT");
        let mut zip = vec![0x55; 100];
        zip.extend(b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x02\0hi");
        let cases: [(&[u8], bool); 14] = [
            (&[0; 64], false),
            (b"\r\n", false),
            (b"captured by a scanner", false),
            (&samsung, false),
            (&[0x80, 0x13, 0x77, 0x21], false),
            (b"\xff\x0a\x01\x02", false),
            (&zip, true),
            (b"PK\x03\x04\x14\0\0\0\0\0", true),
            (b"\n%PDF-1.4\n", true),
            (b"<!DOCTYPE html><html>", true),
            (b"\0\0<?php system($_GET[0]);", true),
            (b"MZ\x90\0\x03", true),
            (b"Rar!\x1a\x07\x00", true),
            (b"\x7fELF\x02\x01\x01", true),
        ];
        for (rest, expected) in cases {
            assert_eq!(after(rest, MayFollow::Nothing), expected, "{rest:?}");
        }
    }

    /// Live photos: a film, or the same picture in another format, right behind or after padding.
    #[test]
    fn what_is_made_of_boxes_is_found_though_it_begins_with_zeros() {
        let with_padding = |padding: usize, file: &[u8]| [&vec![0; padding], file].concat();
        let files: [&[u8]; 9] = [
            b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom\0\0\0\x08free",
            b"\0\0\0\x14ftypqt  \0\0\0\0qt  \0\0\0\x08wide",
            b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
            b"\0\0\0\x1cftypavif\0\0\0\0mif1avifmiaf",
            b"\0\0\x01\0ftypisom\0\0\0\0isomavc1",
            b"\0\0\0\x08wide\0\0\x10\0mdat",
            b"\0\0\0\0mdat\x01\x02\x03",
            b"\0\0\0\x0cJXL \r\n\x87\n",
            b"\0\0\0\x0cjP  \r\n\x87\n",
        ];
        let mut seen = 0;
        for file in files {
            for padding in [0, 1, 2, 3, 4, 5, 16, 1000] {
                let rest = with_padding(padding, file);
                assert!(after(&rest, MayFollow::Nothing), "{padding} {file:?}");
                seen += 1;
            }
        }
        assert_eq!(seen, 72);
        let film = with_padding(0, files[0]);
        assert_eq!(another_file(&film, MayFollow::Nothing), Some(Format::Video));
        assert!(after(&film, MayFollow::Companions));
        // A phone's own note, and then the film.
        let behind_a_note = [b"\0\0\x30\x0a\x10\0\0\0MotionPhoto_Data", &film[..]].concat();
        assert!(after(&behind_a_note, MayFollow::Nothing));
        // Letters that are no box.
        assert!(!after(
            b"a camera's note on ftyp and mdat",
            MayFollow::Nothing
        ));
    }

    #[test]
    fn an_announced_companion_is_no_other_file_but_an_archive_still_is() {
        let jpeg = b"\xff\xd8\xff\xe1\0\x04ab";
        assert!(after(jpeg, MayFollow::Nothing));
        assert!(!after(jpeg, MayFollow::Companions));
        assert!(after(b"PK\x03\x04\x14\0\0\0", MayFollow::Companions));
    }

    #[test]
    fn alignment_is_part_of_the_picture() {
        let aligned = |bytes: &[u8]| {
            let may_follow = MayFollow::Alignment;
            ending(bytes, PictureEnd { at: 1, may_follow })
        };
        assert_eq!(aligned(&[1, 0, 0]), Ending::Proper);
        assert_ne!(aligned(&[1, 0, 1]), Ending::Proper);
        assert_ne!(aligned(&[1, 0, 0, 0, 0]), Ending::Proper);
    }
}
