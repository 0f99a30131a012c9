//! An IPTC block in, its [`BlockFacts`] out: the captions of press agencies, which picture programs
//! write (IPTC-NAA Information Interchange Model 4.2). Files carry it bare or among Photoshop's image
//! resources.

#![warn(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use super::facts::BlockFacts;
use crate::endian::{slice, tail, u16_be, u32_be};

/// How every image resource begins, and the number of the one that holds the IPTC entries.
const RESOURCE: &[u8] = b"8BIM";
const IPTC_RESOURCE: u16 = 0x0404;

/// How every entry begins, and the record that describes the picture.
const ENTRY: u8 = 0x1C;
const APPLICATION_RECORD: u8 = 2;

/// Entries that are looked at. Programs write some dozens.
const MOST_ENTRIES: usize = 4096;

/// Reads the facts of a block, as far as it can be read.
pub(super) fn read(block: &[u8]) -> BlockFacts {
    let mut facts = BlockFacts::default();
    let entries = if block.starts_with(RESOURCE) {
        resource(block, IPTC_RESOURCE).unwrap_or_default()
    } else {
        block
    };
    // Some writers of TIFF turned every four bytes around.
    let turned: Vec<u8>;
    let entries = if entries.first() == Some(&ENTRY) {
        entries
    } else {
        let words = entries.as_chunks::<4>().0.iter();
        turned = words.flat_map(|&[a, b, c, d]| [d, c, b, a]).collect();
        &turned
    };
    visit_entries(entries, |number, text| {
        let is_blank = text
            .iter()
            .all(|byte| matches!(byte, 0 | b' ' | b'0' | b'\n' | b'\r' | b'\t'));
        match number {
            _ if is_blank => {}
            // By-line; writer of the caption.
            80 | 122 => facts.personal.push("owner name"),
            118 => facts.personal.push("contact details"),
            // Name of the place; city, part of it, province.
            27 | 90 | 92 | 95 => facts.place = true,
            _ => {}
        }
    });
    facts.personal.sort_unstable();
    facts.personal.dedup();
    facts
}

/// The data of the image resource with this number (Photoshop File Formats, "Image Resource Blocks").
fn resource(mut block: &[u8], wanted: u16) -> Option<&[u8]> {
    loop {
        let number = block.starts_with(RESOURCE).then(|| u16_be(block, 4))??;
        // A name with its length, and the data, are each filled up to an even number of bytes.
        let name = usize::from(*block.get(6)?).saturating_add(1);
        let size_at = name.next_multiple_of(2).saturating_add(6);
        let size = usize::try_from(u32_be(block, size_at)?).ok()?;
        let data_at = size_at.saturating_add(4);
        if number == wanted {
            return slice(block, data_at, size);
        }
        block = tail(
            block,
            data_at.saturating_add(size.checked_next_multiple_of(2)?),
        );
    }
}

/// Shows the number and the text of every entry that describes the picture (IIM 4.2, chapter 3).
fn visit_entries(mut entries: &[u8], mut visit: impl FnMut(u8, &[u8])) {
    /// Says that the size is a number of so many bytes, which follows.
    const LONG: u16 = 0x8000;
    for _ in 0..MOST_ENTRIES {
        let Some(&[ENTRY, record, number]) = entries.first_chunk() else {
            return;
        };
        let Some(size) = u16_be(entries, 3) else {
            return;
        };
        let (size, text_at) = if size & LONG == 0 {
            (Some(usize::from(size)), 5)
        } else {
            let digits = usize::from(size & !LONG);
            let long = slice(entries, 5, digits).filter(|_| digits <= 4);
            let sum = |long: &[u8]| {
                long.iter()
                    .fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte))
            };
            let size = long.and_then(|long| usize::try_from(sum(long)).ok());
            (size, digits.saturating_add(5))
        };
        let Some(text) = size.and_then(|size| slice(entries, text_at, size)) else {
            return;
        };
        if record == APPLICATION_RECORD {
            visit(number, text);
        }
        entries = tail(entries, text_at.saturating_add(text.len()));
    }
}

#[cfg(test)]
#[expect(clippy::indexing_slicing, reason = "test data is ours")]
mod tests {
    use super::*;

    fn entry(record: u8, number: u8, text: &[u8]) -> Vec<u8> {
        let size = u16::try_from(text.len()).expect("short").to_be_bytes();
        [&[ENTRY, record, number], &size[..], text].concat()
    }

    fn among_resources(entries: &[u8]) -> Vec<u8> {
        let resource = |number: u16, name: &[u8], data: &[u8]| {
            let size = u32::try_from(data.len()).expect("short").to_be_bytes();
            let mut resource = [RESOURCE, &number.to_be_bytes(), name, &size, data].concat();
            resource.resize(resource.len().next_multiple_of(2), 0);
            resource
        };
        // A resolution, one of odd length with a name, the entries, a digest of them.
        [
            resource(0x03ED, b"\0\0", &[0; 16]),
            resource(0x040C, b"\x03abc", b"odd"),
            resource(IPTC_RESOURCE, b"\0\0", entries),
            resource(0x0425, b"\0\0", &[7; 16]),
        ]
        .concat()
    }

    #[test]
    fn people_and_places_are_found_bare_and_among_resources() {
        let long = [&[ENTRY, 2, 80, 0x80, 4, 0, 0, 0, 3][..], b"abc"].concat();
        let name = "示例姓名".as_bytes();
        let cases: [(Vec<u8>, &[&str], bool); 13] = [
            (entry(2, 80, name), &["owner name"], false),
            (entry(2, 122, b"A. Writer"), &["owner name"], false),
            (entry(2, 118, b"tel. 1"), &["contact details"], false),
            (long, &["owner name"], false),
            (entry(2, 90, b"Beijing"), &[], true),
            (entry(2, 92, b"a street"), &[], true),
            (entry(2, 95, b"a province"), &[], true),
            (entry(2, 27, b"a place"), &[], true),
            (
                [entry(2, 80, name), entry(2, 80, name), entry(2, 92, name)].concat(),
                &["owner name"],
                true,
            ),
            // Version, coded character set and caption say nothing of a person; blanks say nothing.
            (entry(2, 0, &[0, 4]), &[], false),
            (entry(1, 90, b"\x1b%G"), &[], false),
            (entry(2, 120, b"a caption"), &[], false),
            (entry(2, 80, b"  \0"), &[], false),
        ];
        let mut seen = 0;
        for (entries, personal, place) in cases {
            let first = [entry(1, 90, b"\x1b%G"), entries].concat();
            let mut swapped = first.clone();
            swapped.resize(first.len().next_multiple_of(4), 0);
            for word in swapped.as_chunks_mut::<4>().0 {
                word.reverse();
            }
            for block in [first.clone(), among_resources(&first), swapped] {
                let facts = read(&block);
                assert_eq!(
                    (&facts.personal[..], facts.place),
                    (personal, place),
                    "{block:?}"
                );
                seen += 1;
            }
        }
        assert_eq!(seen, 39);
    }

    #[test]
    fn a_block_cut_anywhere_still_reads_as_far_as_it_goes() {
        let whole = among_resources(&[entry(2, 80, b"A. Person"), entry(2, 90, b"City")].concat());
        let mut found = 0;
        for end in 0..whole.len() {
            found += usize::from(!read(&whole[..end]).personal.is_empty());
        }
        // Its resource has to be whole: from its last byte on.
        assert!((1..40).contains(&found), "{found}");
    }
}
