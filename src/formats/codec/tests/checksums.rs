//! A PNG whose chunks are whole, and what was packed into them isn't.

use super::header;
use crate::codec::{DecodeError, Limits, decode, decode_full};
use crate::container::Damage;
use crate::format::Format;

const PLAIN: &[u8] = include_bytes!("../../../../testdata/real/formats/image-png__basn2c16.png");
const INTERLACED: &[u8] =
    include_bytes!("../../../../testdata/real/formats/image-png__basi3p08.png");

/// The file with a bit of its last data changed, which is the checksum of all that was packed.
fn with_other_checksum(file: &[u8]) -> Vec<u8> {
    let mut changed = file.to_vec();
    let name = file
        .windows(4)
        .rposition(|name| name == b"IDAT")
        .expect("data");
    let length = file[name - 4..name].try_into().expect("four bytes");
    let end = name + 4 + usize::try_from(u32::from_be_bytes(length)).expect("small");
    changed[end - 1] ^= 1;
    let checksum = crc32fast::hash(&changed[name..end]);
    changed[end..end + 4].copy_from_slice(&checksum.to_be_bytes());
    changed
}

#[test]
fn what_was_packed_has_the_checksum_that_is_stated() {
    let mut seen = 0;
    for file in [PLAIN, INTERLACED] {
        let (header, limits) = (header(32, 32), Limits::default());
        assert!(decode(file, Format::Png, &header, &limits).is_ok());
        let changed = with_other_checksum(file);
        for fault in [
            decode(&changed, Format::Png, &header, &limits).err(),
            decode_full(&changed, Format::Png, &header, &limits).err(),
        ] {
            let damage = match fault {
                Some(DecodeError::Corrupt { cause }) => cause,
                other => panic!("{other:?}"),
            };
            // The decoder may see it with the last row or behind it.
            assert!(
                matches!(damage, Damage::Checksum | Damage::PackedData),
                "{damage:?}"
            );
            seen += 1;
        }
    }
    assert_eq!(seen, 4);
}
