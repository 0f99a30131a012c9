//! The packings of PDF streams (PDF 1.7, 7.4), undone with a bound and with an eye on whether the data is all there:
//! the renderer takes what it gets and leaves the rest white.

use std::borrow::Cow;

use flate2::{Decompress, FlushDecompress, Status};
use hayro::hayro_syntax::object::{Dict, Name, Object, Stream};
use weezl::{BitOrder, LzwStatus, decode::Decoder as LzwDecoder};

use crate::codec::foreign::opened::{corrupt, unsupported};
use crate::codec::limits::{Breach, DecodeError, Form};
use crate::container::Damage;

/// What a stream holds once everything is unpacked that isn't a picture's coding.
pub(super) struct Unpacked<'a> {
    pub(super) bytes: Cow<'a, [u8]>,
    /// The coding of the picture that the bytes are; `None` if they are samples, or no picture.
    pub(super) coding: Option<(Coding, Dict<'a>)>,
    /// Whether the packed data went on to its end mark.
    pub(super) is_ended: bool,
}

/// A coding of pictures.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    Jpeg,
    Jpeg2000,
    Fax,
    Jbig2,
}

/// Unpacks a stream to at most so many bytes. A packing that nobody knows is refused: the renderer would pass over it.
pub(super) fn unpack<'a>(stream: &Stream<'a>, most: usize) -> Result<Unpacked<'a>, DecodeError> {
    let about = stream.dict();
    let steps = steps(about)?;
    let count = steps.len();
    let mut unpacked = Unpacked {
        bytes: stream.raw_data(),
        coding: None,
        is_ended: true,
    };
    for (number, (packing, parameters)) in steps.into_iter().enumerate() {
        let bytes = &unpacked.bytes[..];
        let (next, is_ended) = match packing.as_ref() {
            b"FlateDecode" | b"Fl" => inflated(bytes, most)?,
            b"LZWDecode" | b"LZW" => {
                let is_early = parameters.get::<i64>(b"EarlyChange".as_slice()) != Some(0);
                of_lzw(bytes, is_early, most)?
            }
            b"ASCIIHexDecode" | b"AHx" => of_hex(bytes),
            b"ASCII85Decode" | b"A85" => of_base_85(bytes),
            b"RunLengthDecode" | b"RL" => of_runs(bytes, most)?,
            b"Crypt" if number == 0 => continue,
            picture => {
                let coding = match picture {
                    b"DCTDecode" | b"DCT" => Coding::Jpeg,
                    b"JPXDecode" => Coding::Jpeg2000,
                    b"CCITTFaxDecode" | b"CCF" => Coding::Fax,
                    b"JBIG2Decode" => Coding::Jbig2,
                    _ => return Err(unsupported(Form::Other)),
                };
                if number + 1 < count {
                    return Err(corrupt(Damage::Structure)); // what is packed in pictures
                }
                unpacked.coding = Some((coding, parameters));
                break;
            }
        };
        unpacked.bytes = Cow::Owned(next);
        unpacked.is_ended &= is_ended;
    }
    Ok(unpacked)
}

/// The packings of a stream with what is said of each, the outermost first.
fn steps<'a>(about: &Dict<'a>) -> Result<Vec<(Name<'a>, Dict<'a>)>, DecodeError> {
    let first = |keys: [&[u8]; 2]| {
        let [one, other] = keys.map(|key| about.get::<Object<'a>>(key));
        one.or(other)
    };
    let parameters = first([b"DP", b"DecodeParms"]);
    match first([b"F", b"Filter"]) {
        None | Some(Object::Null(_)) => Ok(Vec::new()),
        Some(Object::Name(name)) => {
            let parameters = match parameters {
                Some(Object::Array(several)) => several.iter::<Object<'a>>().next(),
                one => one,
            };
            let parameters = parameters.and_then(Object::into_dict).unwrap_or_default();
            Ok(vec![(name, parameters)])
        }
        Some(Object::Array(names)) => {
            let mut parameters = match parameters {
                Some(Object::Array(several)) => several.iter::<Object<'a>>().collect(),
                Some(one) => vec![one],
                None => Vec::new(),
            }
            .into_iter();
            let names = names.iter::<Object<'a>>().map(Object::into_name);
            let steps = names.map(|name| {
                let parameters = parameters.next().and_then(Object::into_dict);
                Some((name?, parameters.unwrap_or_default()))
            });
            let steps: Option<Vec<_>> = steps.collect();
            steps.ok_or_else(|| corrupt(Damage::Structure))
        }
        Some(_) => Err(unsupported(Form::Other)), // the data lies in another file
    }
}

const TOO_MUCH: DecodeError = DecodeError::TooCostly(Breach::Memory);

/// Deflated data, with the head of zlib or without; some programs forget it.
fn inflated(packed: &[u8], most: usize) -> Result<(Vec<u8>, bool), DecodeError> {
    let has_head = packed
        .first_chunk()
        .is_some_and(|head| head[0] & 0x0F == 8 && u16::from_be_bytes(*head).is_multiple_of(31));
    let body = if has_head { &packed[2..] } else { packed };
    let mut unpacker = Decompress::new(false);
    let mut bytes = Vec::new();
    let mut taken = 0;
    let is_ended = loop {
        if bytes.len() > most {
            return Err(TOO_MUCH);
        }
        if bytes.len() == bytes.capacity() {
            bytes.reserve(bytes.len().clamp(1 << 14, 1 << 24));
        }
        let before = (taken, bytes.len());
        let status = unpacker.decompress_vec(&body[taken..], &mut bytes, FlushDecompress::None);
        taken = usize::try_from(unpacker.total_in()).unwrap_or(usize::MAX);
        match status {
            Err(_) => return Err(corrupt(Damage::PackedData)),
            Ok(Status::StreamEnd) => break true,
            Ok(_) if before == (taken, bytes.len()) && bytes.len() < bytes.capacity() => {
                break false;
            }
            Ok(_) => {}
        }
    };
    if bytes.len() > most {
        return Err(TOO_MUCH);
    }
    // A sum that was cut off says nothing: some programs count the length of their streams without it.
    let stated = body.get(taken..).and_then(<[u8]>::first_chunk);
    if is_ended
        && has_head
        && stated.is_some_and(|stated| u32::from_be_bytes(*stated) != adler_32(&bytes))
    {
        return Err(corrupt(Damage::Checksum));
    }
    Ok((bytes, is_ended))
}

/// The checksum of zlib (RFC 1950, 8.2).
fn adler_32(bytes: &[u8]) -> u32 {
    const PRIME: u32 = 65_521;
    const LONGEST: usize = 5552; // whose sums fit in 32 bits
    let (mut low, mut high) = (1, 0);
    for chunk in bytes.chunks(LONGEST) {
        for byte in chunk {
            low += u32::from(*byte);
            high += low;
        }
        low %= PRIME;
        high %= PRIME;
    }
    high << 16 | low
}

fn of_lzw(packed: &[u8], is_early: bool, most: usize) -> Result<(Vec<u8>, bool), DecodeError> {
    let mut unpacker = if is_early {
        LzwDecoder::with_tiff_size_switch(BitOrder::Msb, 8)
    } else {
        LzwDecoder::new(BitOrder::Msb, 8)
    };
    let mut bytes = Vec::new();
    let mut part = vec![0; 1 << 16];
    let mut rest = packed;
    loop {
        let done = unpacker.decode_bytes(rest, &mut part);
        rest = &rest[done.consumed_in..];
        bytes.extend_from_slice(&part[..done.consumed_out]);
        if bytes.len() > most {
            return Err(TOO_MUCH);
        }
        match done.status {
            Ok(LzwStatus::Ok) => {}
            Ok(LzwStatus::Done) => return Ok((bytes, true)),
            Ok(LzwStatus::NoProgress) => return Ok((bytes, false)),
            Err(_) => return Err(corrupt(Damage::PackedData)),
        }
    }
}

fn of_hex(packed: &[u8]) -> (Vec<u8>, bool) {
    let end = packed.iter().position(|byte| *byte == b'>');
    let text = &packed[..end.unwrap_or(packed.len())];
    let digits = text
        .iter()
        .filter_map(|byte| char::from(*byte).to_digit(16));
    #[expect(clippy::cast_possible_truncation, reason = "below 16")]
    let digits: Vec<u8> = digits.map(|digit| digit as u8).collect();
    let pairs = digits.chunks(2);
    let bytes = pairs.map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0));
    (bytes.collect(), end.is_some())
}

fn of_base_85(packed: &[u8]) -> (Vec<u8>, bool) {
    let end = packed.iter().position(|byte| *byte == b'~');
    let text = &packed[..end.unwrap_or(packed.len())];
    let mut bytes = Vec::with_capacity(text.len());
    let mut group = Vec::with_capacity(5);
    for byte in text {
        match byte {
            b'z' if group.is_empty() => bytes.extend([0; 4]),
            b'!'..=b'u' => group.push(byte - b'!'),
            _ => {} // white space
        }
        if group.len() == 5 {
            bytes.extend(four_bytes(&group));
            group.clear();
        }
    }
    if let Some(count @ 1..) = group.len().checked_sub(1) {
        group.resize(5, 84);
        bytes.extend(&four_bytes(&group)[..count]);
    }
    (bytes, end.is_some())
}

fn four_bytes(group: &[u8]) -> [u8; 4] {
    let digits = group.iter();
    let value = digits.fold(0_u32, |value, digit| {
        value.wrapping_mul(85).wrapping_add((*digit).into())
    });
    value.to_be_bytes()
}

fn of_runs(packed: &[u8], most: usize) -> Result<(Vec<u8>, bool), DecodeError> {
    const END: u8 = 128;
    let mut bytes = Vec::new();
    let mut rest = packed;
    while let Some((length, after)) = rest.split_first() {
        if bytes.len() > most {
            return Err(TOO_MUCH);
        }
        let length = usize::from(*length);
        rest = match length {
            0..=127 => {
                let Some((plain, after)) = after.split_at_checked(length + 1) else {
                    return Ok((bytes, false));
                };
                bytes.extend_from_slice(plain);
                after
            }
            _ if length == usize::from(END) => return Ok((bytes, true)),
            _ => {
                let Some((byte, after)) = after.split_first() else {
                    return Ok((bytes, false));
                };
                bytes.resize(bytes.len() + 257 - length, *byte);
                after
            }
        };
    }
    Ok((bytes, false))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::ZlibEncoder;
    use std::io::Write as _;

    fn deflated(bytes: &[u8]) -> Vec<u8> {
        let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
        packer.write_all(bytes).expect("memory");
        packer.finish().expect("memory")
    }

    #[test]
    fn deflated_data_is_whole_only_with_its_end_and_its_sum() {
        let plain: Vec<u8> = (0..40_000_u32)
            .map(|n| ((n * n) >> 7).to_le_bytes()[0])
            .collect();
        let packed = deflated(&plain);
        let whole = inflated(&packed, 1 << 20).expect("sound");
        assert_eq!(whole, (plain.clone(), true));
        let headless = inflated(&packed[2..packed.len() - 4], 1 << 20).expect("sound");
        assert_eq!(headless, (plain.clone(), true));
        let unsummed = inflated(&packed[..packed.len() - 2], 1 << 20).expect("sound");
        assert_eq!(unsummed, (plain.clone(), true));
        let mut cuts = 0;
        for tenth in 1..10 {
            let cut = inflated(&packed[..packed.len() * tenth / 10], 1 << 20);
            assert!(matches!(cut, Ok((_, false))), "{tenth}");
            cuts += 1;
        }
        assert_eq!(cuts, 9);
        let mut spoiled = packed.clone();
        *spoiled.last_mut().expect("not empty") ^= 1;
        let spoiled = inflated(&spoiled, 1 << 20);
        assert!(matches!(
            spoiled,
            Err(DecodeError::Corrupt {
                cause: Damage::Checksum
            })
        ));
        assert!(matches!(
            inflated(b"garbage garbage", 1 << 20),
            Err(_) | Ok((_, false))
        ));
    }

    #[test]
    fn no_packing_gives_more_than_was_asked_for() {
        let zeros = vec![0; 3 << 20];
        assert!(matches!(
            inflated(&deflated(&zeros), 1 << 20),
            Err(TOO_MUCH)
        ));
        let runs = [129, 0].repeat(20_000);
        assert!(matches!(of_runs(&runs, 1 << 20), Err(TOO_MUCH)));
        let mut encoder = weezl::encode::Encoder::with_tiff_size_switch(BitOrder::Msb, 8);
        let packed = encoder.encode(&zeros).expect("packs");
        assert!(matches!(of_lzw(&packed, true, 1 << 20), Err(TOO_MUCH)));
        let whole = of_lzw(&packed, true, 4 << 20).expect("sound");
        assert_eq!(whole, (zeros, true));
        let cut = of_lzw(&packed[..packed.len() / 2], true, 4 << 20);
        assert!(matches!(cut, Ok((_, false))));
    }

    #[test]
    fn text_packings_end_with_their_marks() {
        assert_eq!(of_hex(b"4 8 65\n6C6c6F>xx"), (b"Hello".to_vec(), true));
        assert_eq!(of_hex(b"4865"), (b"He".to_vec(), false));
        assert_eq!(of_base_85(b"87cUR\nDZ~>"), (b"Hello".to_vec(), true));
        assert_eq!(of_base_85(b"z87cUR"), (b"\0\0\0\0Hell".to_vec(), false));
        let runs = of_runs(&[1, 7, 8, 254, 5, 128], 99).expect("sound");
        assert_eq!(runs, (vec![7, 8, 5, 5, 5], true));
        assert!(matches!(of_runs(&[9, 7], 99), Ok((_, false))));
    }
}
