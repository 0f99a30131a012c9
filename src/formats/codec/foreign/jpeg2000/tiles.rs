//! The tiles of a JPEG 2000 codestream (ISO/IEC 15444-1, annex A): whether all of them are there. The decoder leaves one
//! that is missing blank, and says nothing.

use std::borrow::Cow;

use memchr::memchr;

use crate::codec::foreign::boxes;
use crate::container::Damage;
use crate::endian::{index, slice, tail, u16_be, u32_be};

/// Start of codestream, and the marker of its header that says how large pictures and tiles are.
const SOC: u16 = 0xFF4F;
const SIZ: u16 = 0xFF51;
/// Packet headers that are kept apart from their packets, for all tiles and for one.
const PPM: u16 = 0xFF60;
const PPT: u16 = 0xFF61;
/// Start of tile part, start of its data, end of codestream.
const SOT: u16 = 0xFF90;
const SOD: u16 = 0xFF93;
const EOC: u16 = 0xFFD9;

/// The length of a marker that starts a tile part, and where in it the part's own length stands.
const SOT_BYTES: usize = 12;
const LENGTH_AT: usize = 6;

/// More can't be numbered.
const MOST_TILES: u64 = 65_535;

/// A file of which no tile is missing, as far as lengths and numbers tell, and whose data holds nothing that no encoder
/// writes. The length of a last tile part, which may be left open, is written in for the decoder.
pub(super) fn complete(file: &[u8]) -> Result<Cow<'_, [u8]>, Damage> {
    let streams: Vec<(usize, &[u8])> = if u16_be(file, 0) == Some(SOC) {
        vec![(0, file)]
    } else {
        let boxes = boxes::top(file).filter(|found| &found.kind == b"jp2c");
        boxes.map(|found| (found.start, found.content)).collect()
    };
    let mut file = Cow::Borrowed(file);
    for (start, stream) in streams {
        if let Some((at, length)) = check(stream)? {
            let at = start + at;
            file.to_mut()[at..at + 4].copy_from_slice(&length.to_be_bytes());
        }
    }
    Ok(file)
}

/// What was seen of one tile.
#[derive(Clone, Default)]
struct Tile {
    parts: u8,
    /// How many there are meant to be; 0 where no part says it.
    stated_parts: u8,
    data_bytes: usize,
}

/// Checks one codestream; where a length is left open, and what it is.
fn check(stream: &[u8]) -> Result<Option<(usize, u32)>, Damage> {
    let header = Header::read(stream)?;
    let mut tiles = vec![Tile::default(); header.tiles];
    let mut has_headers_apart = header.has_headers_apart;
    let mut open_length = None;
    let mut at = header.end;
    while u16_be(stream, at) == Some(SOT) {
        let part = slice(stream, at, SOT_BYTES).ok_or(Damage::MissingData)?;
        let number = u16_be(part, 4).ok_or(Damage::Structure)?;
        let length = match u32_be(part, LENGTH_AT).ok_or(Damage::Structure)? {
            // As far as the end of the codestream, without which nobody knows how much is missing.
            0 => {
                let packets = stream.strip_suffix(&EOC.to_be_bytes());
                let length = packets.and_then(|packets| packets.len().checked_sub(at));
                let length = length.ok_or(Damage::MissingData)?;
                let stated = u32::try_from(length).ok().ok_or(Damage::Structure)?;
                open_length = Some((at + LENGTH_AT, stated));
                length
            }
            length => index(length),
        };
        let tile = tiles.get_mut(usize::from(number));
        let tile = tile.ok_or(Damage::Structure)?;
        if part[10] != tile.parts {
            return Err(Damage::MissingData);
        }
        tile.parts = tile.parts.checked_add(1).ok_or(Damage::Structure)?;
        tile.stated_parts = tile.stated_parts.max(part[11]);
        let content = slice(stream, at, length).ok_or(Damage::MissingData)?;
        let (data, is_apart) = data(content)?;
        if is_impossible(data) {
            return Err(Damage::PackedData);
        }
        tile.data_bytes += data.len();
        has_headers_apart |= is_apart;
        at += length;
    }
    match u16_be(stream, at) {
        Some(EOC) => {}
        Some(_) => return Err(Damage::Structure),
        None => return Err(Damage::MissingData),
    }
    // A packet has a header of a byte at least, however little there is to see.
    let is_missing = |tile: &Tile| {
        tile.parts == 0
            || tile.parts < tile.stated_parts
            || (tile.data_bytes == 0 && !has_headers_apart)
    };
    if tiles.iter().any(is_missing) {
        return Err(Damage::MissingData);
    }
    Ok(open_length)
}

/// What the header of a codestream says of its tiles.
struct Header {
    tiles: usize,
    has_headers_apart: bool,
    /// Where the first tile part begins.
    end: usize,
}

impl Header {
    fn read(stream: &[u8]) -> Result<Self, Damage> {
        let mut header = Self {
            tiles: 0,
            has_headers_apart: false,
            end: 2,
        };
        for segment in segments(stream, header.end, SOT) {
            let segment = segment?;
            match segment.marker {
                SIZ => header.tiles = tiles(segment.content).ok_or(Damage::Header)?,
                PPM => header.has_headers_apart = true,
                _ => {}
            }
            header.end = segment.end;
        }
        Ok(header)
    }
}

/// How many tiles there are by the content of SIZ.
fn tiles(sizes: &[u8]) -> Option<usize> {
    // The far edges of the picture, its near edges, a tile's sides, and where the first tile begins.
    let along = |at: usize| {
        let number = |place| u32_be(sizes, at + place);
        let (edge, tile, first) = (number(2)?, number(18)?, number(26)?);
        let span = edge.checked_sub(first)?;
        (tile > 0).then(|| span.div_ceil(tile))
    };
    let tiles = u64::from(along(0)?) * u64::from(along(4)?);
    (tiles <= MOST_TILES)
        .then(|| usize::try_from(tiles).ok())
        .flatten()
}

/// The data of a tile part, and whether its packet headers are kept apart.
fn data(part: &[u8]) -> Result<(&[u8], bool), Damage> {
    let (mut is_apart, mut end) = (false, SOT_BYTES);
    for segment in segments(part, end, SOD) {
        let segment = segment?;
        is_apart |= segment.marker == PPT;
        end = segment.end;
    }
    Ok((tail(part, end + 2), is_apart))
}

/// A marker and what belongs to it.
struct Segment<'a> {
    marker: u16,
    content: &'a [u8],
    end: usize,
}

/// The segments from a place on to a marker, which has to come.
fn segments(
    bytes: &[u8],
    mut at: usize,
    last: u16,
) -> impl Iterator<Item = Result<Segment<'_>, Damage>> {
    let segment = move |at: usize, marker: u16| {
        // These have no length.
        if matches!(marker, 0xFF30..=0xFF3F) {
            return Some(Segment {
                marker,
                content: &[],
                end: at + 2,
            });
        }
        let length = usize::from(u16_be(bytes, at + 2)?);
        let content = slice(bytes, at + 4, length.checked_sub(2)?)?;
        Some(Segment {
            marker,
            content,
            end: at + 2 + length,
        })
    };
    let mut is_over = false;
    std::iter::from_fn(move || {
        let marker = u16_be(bytes, at);
        if is_over || marker == Some(last) {
            return None;
        }
        let next = match marker {
            None => Err(Damage::MissingData),
            Some(marker) => segment(at, marker).ok_or(Damage::Structure),
        };
        match &next {
            Ok(segment) => at = segment.end,
            Err(_) => is_over = true,
        }
        Some(next)
    })
}

/// Whether packets hold what no encoder writes: behind 0xFF nothing above 0x8F, so that markers can be told from data
/// (15444-1, B.10.1 and C.2). Of bytes that look random, one in 585 begins such a pair.
fn is_impossible(mut packets: &[u8]) -> bool {
    while let Some(found) = memchr(0xFF, packets) {
        packets = match &packets[found..] {
            // Start of a packet, with its length and a number that may be anything; end of a packet's header.
            [_, 0x91, 0, 4, _, _, rest @ ..] | [_, 0x92, rest @ ..] => rest,
            [_, 0x90..=0xFF, ..] => return true,
            rest => &rest[1..],
        };
    }
    false
}

#[cfg(test)]
mod tests;
