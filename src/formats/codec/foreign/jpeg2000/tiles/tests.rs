use std::ops::Range;

use super::*;

/// 96 × 64 pixels in six tiles.
const FILE: &[u8] = include_bytes!("../../../../../../testdata/formats/tiles.jp2");
const TILES: usize = 6;

/// The codestream of a file, which is the last in it.
fn stream() -> &'static [u8] {
    let at = FILE.windows(4).position(|kind| kind == b"jp2c");
    &FILE[at.expect("a codestream") + 4..]
}

/// Where the tile parts of a codestream are, each of which is a tile here.
fn parts(stream: &[u8]) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut at = Header::read(stream).expect("a header").end;
    while u16_be(stream, at) == Some(SOT) {
        let end = at + index(u32_be(stream, at + LENGTH_AT).expect("a length"));
        parts.push(at..end);
        at = end;
    }
    parts
}

/// A codestream in which a tile part is replaced.
fn with(part: &Range<usize>, content: &[u8]) -> Vec<u8> {
    let stream = stream();
    [&stream[..part.start], content, &stream[part.end..]].concat()
}

#[test]
fn a_whole_file_stays_as_it_is() {
    let checked = complete(FILE);
    assert!(matches!(checked, Ok(Cow::Borrowed(FILE))));
    assert_eq!(parts(stream()).len(), TILES);
}

#[test]
fn no_tile_may_be_missing_or_empty() {
    let mut seen = 0;
    for part in parts(stream()) {
        let content = &stream()[part.clone()];
        let mut empty = content[..SOT_BYTES + 2].to_vec();
        empty[LENGTH_AT..LENGTH_AT + 4].copy_from_slice(&14_u32.to_be_bytes());
        let mut of_more = content.to_vec();
        of_more[11] = 2;
        let mut second = content.to_vec();
        second[10] = 1;
        let twice = content.repeat(2);
        for (what, changed) in [
            ("gone", &[][..]),
            ("empty", &empty),
            ("the first of two", &of_more),
            ("the second", &second),
            ("there twice", &twice),
        ] {
            let checked = complete(&with(&part, changed)).map(|_| ());
            assert_eq!(checked, Err(Damage::MissingData), "{part:?} {what}");
            seen += 1;
        }
        let rest_gone = [&stream()[..part.start], &EOC.to_be_bytes()].concat();
        assert!(check(&rest_gone).is_err(), "{part:?}");
    }
    assert_eq!(seen, 5 * TILES);
}

/// An encoder that doesn't know yet how much will come leaves the length of the last part open.
#[test]
fn a_length_that_is_left_open_is_written_in() {
    let parts = parts(stream());
    let last = parts.last().expect("parts");
    let mut open = stream().to_vec();
    open[last.start + LENGTH_AT..][..4].fill(0);
    assert_eq!(complete(&open).as_deref(), Ok(stream()));
    let mut file = FILE.to_vec();
    let start = FILE.len() - stream().len();
    file[start + last.start + LENGTH_AT..][..4].fill(0);
    assert_eq!(complete(&file).as_deref(), Ok(FILE));
    open.truncate(open.len() - 2);
    assert_eq!(check(&open), Err(Damage::MissingData));
}

#[test]
fn packets_that_no_encoder_writes_are_damage() {
    let mut seen = 0;
    for part in parts(stream()) {
        let mut content = stream()[part.clone()].to_vec();
        content[SOT_BYTES + 20..][..2].copy_from_slice(&[0xFF, 0xC8]);
        let checked = complete(&with(&part, &content)).map(|_| ());
        assert_eq!(checked, Err(Damage::PackedData), "{part:?}");
        seen += 1;
    }
    assert_eq!(seen, TILES);
    // The start of a packet with any number, and the end of its header.
    assert!(!is_impossible(
        b"\x12\xFF\x91\0\x04\xFF\xFF\x80\xFF\x92\xFF\x8F\xFF"
    ));
    assert!(is_impossible(b"\xFF\x91\0\x05"));
    assert!(is_impossible(b"\xFF\xFF"));
}

/// Cut anywhere, none is whole; changed anywhere, none does worse than fail.
#[test]
fn no_cut_stream_is_whole_and_no_change_does_more_than_fail() {
    let stream = stream();
    for end in 2..stream.len() {
        assert!(check(&stream[..end]).is_err(), "cut at {end}");
    }
    for at in 0..stream.len() {
        for change in [0x01, 0x55, 0xFF] {
            let mut changed = stream.to_vec();
            changed[at] ^= change;
            let _ = complete(&changed);
        }
    }
    assert!(stream.len() > 2000);
}
