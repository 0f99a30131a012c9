//! An EXIF block in, its [`BlockFacts`] out. Clauses are those of EXIF 2.32 (CIPA DC-008-2019).

#![warn(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use exif::{Context, Exif, In, Reader, Tag, Value};

use super::facts::{BlockFacts, ExifColors};
use super::software::Programs;
use crate::endian::ByteOrder;

/// Most directory entries that are read, about 50 bytes of memory each. Cameras write under 200, a
/// TIFF of a thousand pages 15,000.
const MOST_ENTRIES: usize = 16_384;

/// Longest text that is read: nothing wanted here comes near, and the reader takes 24 bytes of
/// memory for every NUL in a text.
const LONGEST_TEXT: u32 = 1 << 20;

/// Windows Explorer's author, UTF-16 in bytes.
const XP_AUTHOR: Tag = Tag(Context::Tiff, 0x9c9d);

/// Where ACD Systems' programs sign.
const PROCESSING_SOFTWARE: Tag = Tag(Context::Tiff, 0x000b);

// EXIF 3.0: who and what worked on the picture.
const PHOTOGRAPHER: Tag = Tag(Context::Exif, 0xa437);
const IMAGE_EDITOR: Tag = Tag(Context::Exif, 0xa438);
const RAW_DEVELOPING_SOFTWARE: Tag = Tag(Context::Exif, 0xa43a);
const IMAGE_EDITING_SOFTWARE: Tag = Tag(Context::Exif, 0xa43b);

/// Where personal entries may be, and what they are called in a report.
const PERSONAL: [(Tag, In, &str); 10] = [
    (Tag::BodySerialNumber, In::PRIMARY, "serial number"),
    (Tag::LensSerialNumber, In::PRIMARY, "serial number"),
    (Tag::CameraOwnerName, In::PRIMARY, "owner name"),
    (Tag::Artist, In::PRIMARY, "owner name"),
    (XP_AUTHOR, In::PRIMARY, "owner name"),
    (PHOTOGRAPHER, In::PRIMARY, "owner name"),
    (IMAGE_EDITOR, In::PRIMARY, "owner name"),
    (Tag::ImageUniqueID, In::PRIMARY, "unique id"),
    (Tag::UserComment, In::PRIMARY, "user comment"),
    // The second page of a TIFF is in the 1st IFD too, but its pixels are not at this tag.
    (Tag::JPEGInterchangeFormat, In::THUMBNAIL, "thumbnail"),
];

/// Where programs sign.
const SOFTWARE: [Tag; 4] = [
    Tag::Software,
    PROCESSING_SOFTWARE,
    IMAGE_EDITING_SOFTWARE,
    RAW_DEVELOPING_SOFTWARE,
];

/// Reads the facts of an EXIF block, as far as it can be read.
pub(super) fn read(block: &[u8]) -> BlockFacts {
    let Some(tags) = parse(block) else {
        return BlockFacts::default();
    };
    BlockFacts {
        orientation: value(&tags, Tag::Orientation).and_then(orientation),
        dpi: dpi(&tags),
        place: [Tag::GPSLatitude, Tag::GPSLongitude]
            .into_iter()
            .any(|tag| value(&tags, tag).is_some_and(is_position)),
        personal: PERSONAL
            .into_iter()
            .filter(|&(tag, directory, _)| {
                tags.get_field(tag, directory)
                    .is_some_and(|field| !is_blank(&field.value))
            })
            .map(|(_, _, name)| name)
            .collect(),
        programs: programs(&tags),
        colors: colors(&tags),
    }
}

/// What is said of the colors (4.6.5 A and 4.6.7; TIFF 6.0, section 20).
fn colors(tags: &Exif) -> ExifColors {
    let numbers = |tag, count: usize| {
        let value = value(tags, tag)?;
        (0..count)
            .map(|index| number(value, index))
            .collect::<Option<Vec<_>>>()
    };
    let white_and_primaries = || {
        let white = numbers(Tag::WhitePoint, 2)?;
        let primaries = numbers(Tag::PrimaryChromaticities, 6)?;
        [white, primaries].concat().try_into().ok()
    };
    let transfer = match value(tags, Tag::TransferFunction) {
        Some(Value::Short(table)) => {
            let each = if table.len().is_multiple_of(3) {
                table.len() / 3
            } else {
                table.len()
            };
            table
                .get(..each)
                .map(<[u16]>::to_vec)
                .filter(|table| table.len() >= 2)
        }
        _ => None,
    };
    let index = value(tags, Tag::InteroperabilityIndex);
    ExifColors {
        color_space: value(tags, Tag::ColorSpace).and_then(|space| space.get_uint(0)),
        is_dcf_option: matches!(index, Some(Value::Ascii(texts)) if texts.iter().any(|text| text.starts_with(b"R03"))),
        gamma: value(tags, Tag::Gamma).and_then(|gamma| number(gamma, 0)),
        chromaticities: white_and_primaries(),
        transfer,
    }
}

/// Parses what can be parsed; `None` if that is nothing.
fn parse(block: &[u8]) -> Option<Exif> {
    let block = block.strip_prefix(b"Exif\0\0").unwrap_or(block);
    if !is_cheap_to_read(block) {
        return None;
    }
    Reader::new()
        .continue_on_error(true)
        .read_raw(block.to_vec())
        .or_else(|error| error.distill_partial_result(|_| ()))
        .ok()
}

fn value(tags: &Exif, tag: Tag) -> Option<&Value> {
    tags.get_field(tag, In::PRIMARY).map(|field| &field.value)
}

/// The orientation as written (4.6.4 A: SHORT; writers get the type wrong in every possible way).
fn orientation(value: &Value) -> Option<u32> {
    match value {
        Value::Ascii(texts) => match texts.first()?.as_slice() {
            [digit @ 1..=8] => Some(u32::from(*digit)),
            text => std::str::from_utf8(text).ok()?.trim().parse().ok(),
        },
        Value::SByte(numbers) => Some(u32::from(numbers.first()?.cast_unsigned())),
        Value::SShort(numbers) => Some(u32::from(numbers.first()?.cast_unsigned())),
        Value::SLong(numbers) => Some(numbers.first()?.cast_unsigned()),
        _ => value.get_uint(0),
    }
}

/// Dots per inch of both directions (4.6.4 A: `ResolutionUnit` 2 inches, the default, or 3 cm).
fn dpi(tags: &Exif) -> Option<(f64, f64)> {
    let horizontal = number(value(tags, Tag::XResolution)?, 0)?;
    let vertical = value(tags, Tag::YResolution)
        .and_then(|value| number(value, 0))
        .unwrap_or(horizontal);
    let unit = value(tags, Tag::ResolutionUnit).and_then(|unit| unit.get_uint(0));
    let per_inch = match unit.unwrap_or(2) {
        2 => 1.0,
        3 => 2.54,
        _ => return None,
    };
    Some((horizontal * per_inch, vertical * per_inch))
}

/// Whether a coordinate is more than the zeros, or zeros by zero, of a phone without position
/// (4.6.6: degrees, minutes and seconds).
fn is_position(value: &Value) -> bool {
    (0..3).any(|index| number(value, index).is_some_and(|number| number != 0.0))
}

/// A finite number of a value.
fn number(value: &Value, index: usize) -> Option<f64> {
    let number = match value {
        Value::Rational(numbers) => numbers.get(index)?.to_f64(),
        Value::SRational(numbers) => numbers.get(index)?.to_f64(),
        Value::Float(numbers) => f64::from(*numbers.get(index)?),
        Value::Double(numbers) => *numbers.get(index)?,
        _ => f64::from(value.get_uint(index)?),
    };
    number.is_finite().then_some(number)
}

/// The programs that signed.
fn programs(tags: &Exif) -> Programs {
    let mut programs = Programs::default();
    for tag in SOFTWARE {
        match value(tags, tag) {
            Some(Value::Ascii(texts)) => {
                for text in texts.iter().take(4) {
                    programs.note(&String::from_utf8_lossy(text));
                }
            }
            Some(Value::Byte(text) | Value::Undefined(text, _)) => {
                programs.note(&String::from_utf8_lossy(text));
            }
            _ => {}
        }
    }
    programs
}

/// Whether a text says nothing: blanks and zeros, as cameras write them for "not set". A value
/// of another type always says something.
fn is_blank(value: &Value) -> bool {
    let blank = |byte: &u8| matches!(byte, 0 | b' ' | b'0');
    // The name of a coding (4.6.5 B) before a comment that was never written.
    let without_coding = |bytes: &'_ [u8]| {
        let codings: [&[u8]; 3] = [b"ASCII\0\0\0", b"UNICODE\0", b"JIS\0\0\0\0\0"];
        let coding = codings.into_iter().find(|coding| bytes.starts_with(coding));
        coding.map_or(0, <[u8]>::len)
    };
    match value {
        Value::Ascii(texts) => texts.iter().flatten().all(blank),
        Value::Byte(bytes) | Value::Undefined(bytes, _) => {
            bytes.iter().skip(without_coding(bytes)).all(blank)
        }
        _ => false,
    }
}

/// Whether the block's directories have no more entries, and its texts no more letters, than the
/// reader can be given.
///
/// The reader follows every pointer to a directory once. A block of pointers into a tangle of
/// overlapping directories therefore makes it collect a number of entries that grows with the
/// square of the block: 300 MB from the 64 KB that a JPEG segment holds.
fn is_cheap_to_read(block: &[u8]) -> bool {
    let Some(order) = ByteOrder::of_tiff(block) else {
        return false;
    };
    let mut visits: usize = 0;
    let mut directories: Vec<usize> = offset(order, block, 4).into_iter().collect();
    while let Some(directory) = directories.pop() {
        let Some(count) = order.u16(block, directory) else {
            continue;
        };
        let mut at = directory.saturating_add(2);
        for _ in 0..count {
            let Some(entry) = block.get(at..).and_then(|rest| rest.first_chunk::<12>()) else {
                break;
            };
            match EntryCost::read(order, entry) {
                EntryCost::Directory(offset) => directories.push(offset),
                EntryCost::Plain => {}
                EntryCost::Suspicious => return false,
            }
            at = at.saturating_add(12);
            visits = visits.saturating_add(1);
        }
        directories.extend(offset(order, block, at).filter(|&next| next != 0));
        visits = visits.saturating_add(1); // an empty directory may point to itself
        if visits > MOST_ENTRIES {
            return false;
        }
    }
    true
}

/// A pointer to a directory.
fn offset(order: ByteOrder, bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(order.u32(bytes, at)?).ok()
}

/// What an entry of a directory (TIFF 6.0, section 2) means to the size of the work.
enum EntryCost {
    /// Points to another directory.
    Directory(usize),
    Plain,
    /// A text out of proportion, or a directory pointer in a form that no program writes.
    Suspicious,
}

impl EntryCost {
    fn read(order: ByteOrder, entry: &[u8; 12]) -> Self {
        let short = |at| order.u16(entry, at).unwrap_or_default();
        let count = order.u32(entry, 4).unwrap_or_default();
        let is_pointer = [
            Tag::ExifIFDPointer,
            Tag::GPSInfoIFDPointer,
            Tag::InteropIFDPointer,
        ]
        .iter()
        .any(|tag| tag.number() == short(0));
        match short(2) {
            2 if count > LONGEST_TEXT => Self::Suspicious,
            4 if is_pointer && count == 1 => {
                offset(order, entry, 8).map_or(Self::Plain, Self::Directory)
            }
            1 | 3 | 4 if is_pointer => Self::Suspicious,
            _ => Self::Plain,
        }
    }
}

#[cfg(test)]
#[expect(clippy::indexing_slicing, reason = "test data is ours")]
mod tests {
    use super::*;
    use certpreflight_support::{Datum, Directory, ExifBlock};

    const ORIENTATION: u16 = 0x0112;
    const SOFTWARE: u16 = 0x0131;
    const ORDERS: [fn() -> ExifBlock; 2] = [ExifBlock::little_endian, ExifBlock::big_endian];

    /// One entry in one directory.
    fn single(
        new: fn() -> ExifBlock,
        directory: Directory,
        tag: u16,
        datum: Datum<'_>,
    ) -> BlockFacts {
        read(&new().with(directory, tag, datum).build())
    }

    #[test]
    fn orientation_is_read_in_both_byte_orders_and_every_type() {
        let mut seen = 0;
        for new in ORDERS {
            for value in 0..=9_u8 {
                let digits = value.to_string();
                let data = [
                    Datum::Short(&[value.into()]),
                    Datum::Byte(&[value]),
                    Datum::Long(&[value.into()]),
                    Datum::Ascii(&digits),
                ];
                for datum in data {
                    let facts = single(new, Directory::Primary, ORIENTATION, datum);
                    assert_eq!(facts.orientation, Some(value.into()));
                    seen += 1;
                }
            }
            for (datum, expected) in [
                (Datum::Short(&[65_535]), Some(65_535)),
                (Datum::Long(&[u32::MAX]), Some(u32::MAX)),
                (Datum::Short(&[]), None),
                (Datum::Ascii("top-left"), None),
                (Datum::Ascii("\u{3}"), Some(3)),
                (Datum::Rational(&[(6, 1)]), None),
            ] {
                let facts = single(new, Directory::Primary, ORIENTATION, datum);
                assert_eq!(facts.orientation, expected);
                seen += 1;
            }
            let thumbnail = single(new, Directory::Thumbnail, ORIENTATION, Datum::Short(&[6]));
            assert_eq!(thumbnail.orientation, None);
        }
        assert_eq!(seen, 92);
    }

    #[test]
    fn what_is_said_of_colors_is_found_in_three_directories() {
        let mut seen = 0;
        for new in ORDERS {
            let dcf = new()
                .with(Directory::Exif, 0xa001, Datum::Short(&[65_535]))
                .with(Directory::Interoperability, 1, Datum::Ascii("R03"));
            let colors = read(&dcf.build()).colors;
            assert!(colors.is_dcf_option && colors.color_space == Some(65_535));
            let ordinary = new().with(Directory::Interoperability, 1, Datum::Ascii("R98"));
            assert!(!read(&ordinary.build()).colors.is_dcf_option);
            let white = [(3127, 10_000), (3290, 10_000)];
            let primaries = [
                (64, 100),
                (33, 100),
                (21, 100),
                (71, 100),
                (15, 100),
                (6, 100),
            ];
            let numbers = new()
                .with(
                    Directory::Primary,
                    0x012d,
                    Datum::Short(&[0, 1, 2, 0, 1, 2, 0, 1, 2]),
                )
                .with(Directory::Primary, 0x013e, Datum::Rational(&white))
                .with(Directory::Primary, 0x013f, Datum::Rational(&primaries))
                .with(Directory::Exif, 0xa500, Datum::Rational(&[(22, 10)]));
            let colors = read(&numbers.build()).colors;
            assert_eq!(colors.transfer, Some(vec![0, 1, 2]));
            assert_eq!(colors.gamma, Some(2.2));
            let expected = [0.3127, 0.3290, 0.64, 0.33, 0.21, 0.71, 0.15, 0.06];
            assert_eq!(colors.chromaticities, Some(expected));
            seen += 1;
        }
        assert_eq!(seen, 2);
    }

    #[test]
    fn a_position_is_more_than_a_gps_directory() {
        let cases = [
            (0x0002, Datum::Rational(&[(39, 1), (54, 1), (0, 1)]), true),
            (0x0004, Datum::Rational(&[(0, 1), (0, 1), (5, 10)]), true),
            (0x0002, Datum::Rational(&[(0, 1), (0, 1), (0, 1)]), false),
            (0x0002, Datum::Rational(&[(0, 0), (0, 0), (0, 0)]), false),
            (0x0002, Datum::Rational(&[]), false),
            (0x0000, Datum::Byte(&[2, 3, 0, 0]), false),
            (0x0001, Datum::Ascii("N"), false),
            (0x001d, Datum::Ascii("2024:05:01"), false),
        ];
        assert_eq!(cases.len(), 8);
        for new in ORDERS {
            for (tag, datum, expected) in cases {
                assert_eq!(
                    single(new, Directory::Gps, tag, datum).place,
                    expected,
                    "{datum:?}"
                );
            }
        }
    }

    #[test]
    fn personal_entries_are_named_and_blank_ones_are_not() {
        let cases = [
            (
                Directory::Exif,
                0xa431,
                Datum::Ascii("A1"),
                Some("serial number"),
            ),
            (
                Directory::Exif,
                0xa435,
                Datum::Ascii("A1"),
                Some("serial number"),
            ),
            (
                Directory::Exif,
                0xa430,
                Datum::Ascii("A1"),
                Some("owner name"),
            ),
            (
                Directory::Exif,
                0xa437,
                Datum::Ascii("A1"),
                Some("owner name"),
            ),
            (
                Directory::Exif,
                0xa438,
                Datum::Ascii("A1"),
                Some("owner name"),
            ),
            (
                Directory::Primary,
                0x013b,
                Datum::Ascii("A1"),
                Some("owner name"),
            ),
            (
                Directory::Primary,
                0x9c9d,
                Datum::Byte(b"A\0"),
                Some("owner name"),
            ),
            (
                Directory::Exif,
                0xa420,
                Datum::Ascii("A1"),
                Some("unique id"),
            ),
            (
                Directory::Thumbnail,
                0x0201,
                Datum::Long(&[99]),
                Some("thumbnail"),
            ),
            (Directory::Thumbnail, 0x0111, Datum::Long(&[99]), None),
            (Directory::Exif, 0xa431, Datum::Ascii("00000"), None),
            (Directory::Primary, 0x013b, Datum::Ascii("   "), None),
            (Directory::Primary, 0x013b, Datum::Ascii(""), None),
        ];
        assert_eq!(cases.len(), 13);
        for (directory, tag, datum, expected) in cases {
            let facts = single(ExifBlock::little_endian, directory, tag, datum);
            assert_eq!(
                facts.personal,
                Vec::from_iter(expected),
                "{tag:#x} {datum:?}"
            );
        }
    }

    #[test]
    fn resolution_needs_a_unit_of_length() {
        let cases = [
            (None, Some((300.0, 150.0))),
            (Some(2), Some((300.0, 150.0))),
            (Some(3), Some((762.0, 381.0))),
            (Some(1), None),
            (Some(77), None),
        ];
        assert_eq!(cases.len(), 5);
        for (unit, expected) in cases {
            let mut block = ExifBlock::big_endian()
                .with(Directory::Primary, 0x011a, Datum::Rational(&[(300, 1)]))
                .with(Directory::Primary, 0x011b, Datum::Rational(&[(300, 2)]));
            if let Some(unit) = unit {
                block = block.with(Directory::Primary, 0x0128, Datum::Short(&[unit]));
            }
            assert_eq!(read(&block.build()).dpi, expected, "{unit:?}");
        }
        let by_zero = Datum::Rational(&[(300, 0)]);
        let facts = single(ExifBlock::big_endian, Directory::Primary, 0x011a, by_zero);
        assert_eq!(facts.dpi, None);
    }

    #[test]
    fn programs_sign_in_four_places() {
        let cases = [
            (Directory::Primary, SOFTWARE),
            (Directory::Primary, 0x000b),
            (Directory::Exif, 0xa43a),
            (Directory::Exif, 0xa43b),
        ];
        assert_eq!(cases.len(), 4);
        for (directory, tag) in cases {
            let facts = single(
                ExifBlock::big_endian,
                directory,
                tag,
                Datum::Ascii("Meitu\n7 "),
            );
            assert_eq!(
                facts.programs.into_name().as_deref(),
                Some("Meitu 7"),
                "{tag:#x}"
            );
        }
    }

    #[test]
    fn a_block_cut_anywhere_reads_as_far_as_it_goes() {
        let mut read_partially = 0;
        for new in ORDERS {
            let whole = new()
                .with(Directory::Primary, ORIENTATION, Datum::Short(&[6]))
                .with(Directory::Primary, SOFTWARE, Datum::Ascii("Snapseed 2.0"))
                .with(Directory::Exif, 0xa431, Datum::Ascii("0123456789"))
                .with(
                    Directory::Gps,
                    0x0002,
                    Datum::Rational(&[(1, 1), (2, 1), (3, 1)]),
                )
                .with(Directory::Thumbnail, 0x0201, Datum::Long(&[1]))
                .build();
            let facts = read(&whole);
            assert!(facts.place && facts.programs.is_editor());
            assert_eq!(facts.personal, ["serial number", "thumbnail"]);
            for end in 0..whole.len() {
                let facts = read(&whole[..end]);
                assert!(matches!(facts.orientation, None | Some(6)));
                read_partially += usize::from(facts.orientation.is_some());
            }
        }
        assert!(read_partially > 200, "{read_partially}");
    }

    #[test]
    fn counts_beyond_the_block_hide_one_entry_only() {
        for new in ORDERS {
            let mut block = new()
                .with(Directory::Primary, ORIENTATION, Datum::Short(&[3]))
                .with(Directory::Primary, SOFTWARE, Datum::Ascii("Snapseed 2.0"))
                .build();
            block[8 + 2 + 12 + 4..][..4].copy_from_slice(&[0, 15, 15, 0]); // the text's count
            let facts = read(&block);
            assert_eq!(facts.orientation, Some(3));
            assert_eq!(facts.programs, Programs::default());

            block[8..10].copy_from_slice(&[0xff; 2]); // the directory's count
            assert_eq!(read(&block).orientation, Some(3));
        }
    }

    #[test]
    fn a_tangle_of_directories_is_refused_before_it_is_followed() {
        // Every entry points to a directory that begins inside another one.
        let pointers: u16 = 2700;
        let mut block = b"MM\0\x2a\0\0\0\x08".to_vec();
        block.extend(pointers.to_be_bytes());
        for index in 0..u32::from(pointers) {
            block.extend([0x87, 0x69, 0, 4, 0, 0, 0, 1]);
            block.extend((34_000 + index).to_be_bytes());
        }
        block.resize(65_000, 0x10);
        assert!(!is_cheap_to_read(&block));
        assert_eq!(read(&block), BlockFacts::default());

        let to_itself = b"II\x2a\0\x08\0\0\0\0\0\x08\0\0\0";
        assert!(!is_cheap_to_read(to_itself));

        let indirect = b"MM\0\x2a\0\0\0\x08\0\x01\x87\x69\0\x04\0\0\0\x02\0\0\0\x08\0\0\0\0";
        assert!(!is_cheap_to_read(indirect));

        let short = vec![b'0'; (1 << 20) - 1];
        let long = vec![b'0'; 1 << 20];
        for (text, is_cheap) in [(short, true), (long, false)] {
            let text = String::from_utf8(text).expect("digits");
            let block = ExifBlock::big_endian()
                .with(Directory::Primary, SOFTWARE, Datum::Ascii(&text))
                .build();
            assert_eq!(is_cheap_to_read(&block), is_cheap);
        }
    }
}
