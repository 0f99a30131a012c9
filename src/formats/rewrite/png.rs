//! A PNG by a list of chunks (W3C PNG, third edition): those that are the picture, its colors and its
//! resolution, each once, at its place and of its length.

use flate2::{Compression, Decompress, FlushDecompress, Status};
use std::io::Write as _;

use super::colors::Colors;
use crate::container::png::chunks::{Chunk, Chunks, SIGNATURE};
use crate::container::png::header::PngHeader;

/// What a profile is called, which is for people to read (11.3.2.3).
const NAME_OF_PROFILE: &[u8] = b"ICC profile\0\0";

/// Columns and rows of the seven pictures of an interlaced one (clause 8.1): the first, and the step.
const PASSES: [(u32, u32, u32, u32); 7] = [
    (0, 8, 0, 8),
    (4, 8, 0, 8),
    (0, 4, 4, 8),
    (2, 4, 0, 4),
    (0, 2, 2, 4),
    (1, 2, 0, 2),
    (0, 1, 1, 2),
];

pub(super) fn plain(bytes: &[u8], colors: &Colors) -> Option<Vec<u8>> {
    if !bytes.starts_with(&SIGNATURE) {
        return None;
    }
    let mut chunks = Chunks::new(bytes);
    let first = chunks.next_chunk().ok()?;
    let header = PngHeader::parse(first.data).filter(PngHeader::is_valid)?;
    let plan = (&first.kind == b"IHDR").then_some(Plan(header))?;
    let mut file = SIGNATURE.to_vec();
    file.extend(first.whole);
    let mut seen = Vec::new();
    let mut data = Vec::new();
    loop {
        let chunk = chunks.next_chunk().ok()?;
        match &chunk.kind {
            b"IEND" => {
                extend_with_chunk(&mut file, *b"IEND", &[]);
                break;
            }
            b"IDAT" => {
                data.push(chunk.data);
                file.extend(chunk.whole);
            }
            // What comes behind the data, or a second time, says nothing.
            _ if !data.is_empty() || seen.contains(&chunk.kind) => {}
            b"iCCP" => {
                seen.push(chunk.kind);
                if let Some(profile) = &colors.profile {
                    extend_with_chunk(&mut file, *b"iCCP", &profile_data(profile)?);
                }
            }
            // Without the profile that overrules them, they would change the colors.
            b"gAMA" | b"cHRM" | b"sRGB" if colors.is_srgb_by_profile => {}
            _ if plan.may_hold(&chunk) && chunk.checksum_is_right() => {
                seen.push(chunk.kind);
                file.extend(chunk.whole);
            }
            _ => {}
        }
    }
    plan.is_exactly(&data).then_some(file)
}

fn extend_with_chunk(file: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    let body = [&kind[..], data].concat();
    // A profile is far smaller than four gigabytes.
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
    file.extend(length.to_be_bytes());
    file.extend(&body);
    file.extend(crc32fast::hash(&body).to_be_bytes());
}

fn profile_data(profile: &[u8]) -> Option<Vec<u8>> {
    let packed = NAME_OF_PROFILE.to_vec();
    let mut encoder = flate2::write::ZlibEncoder::new(packed, Compression::default());
    encoder.write_all(profile).ok()?;
    encoder.finish().ok()
}

/// What of the header tells how long other chunks are.
struct Plan(PngHeader);

impl Plan {
    /// Whether a chunk is one of the list and as long as it has to be. Those of an animation are not: what
    /// stays is the picture that every viewer shows.
    fn may_hold(&self, chunk: &Chunk<'_>) -> bool {
        let length = chunk.data.len();
        let colors = match self.0.color_type {
            3 => 1_usize.checked_shl(self.0.bit_depth.into()).unwrap_or(0),
            _ => 0,
        };
        match &chunk.kind {
            // With other colors it is a mere proposal.
            b"PLTE" => length.is_multiple_of(3) && (3..=colors.saturating_mul(3)).contains(&length),
            b"tRNS" => match self.0.color_type {
                0 => length == 2,
                2 => length == 6,
                3 => (1..=colors).contains(&length),
                _ => false,
            },
            b"bKGD" => match self.0.color_type {
                0 | 4 => length == 2,
                2 | 6 => length == 6,
                _ => length == 1,
            },
            b"sBIT" => match self.0.color_type {
                0 => length == 1,
                4 => length == 2,
                6 => length == 4,
                _ => length == 3,
            },
            b"gAMA" | b"cICP" => length == 4,
            b"cHRM" => length == 32,
            b"sRGB" => length == 1,
            b"pHYs" => length == 9,
            _ => false,
        }
    }

    /// Bytes of the rows, each with its filter, before they were packed.
    fn unpacked_bytes(&self) -> u64 {
        let of = |width: u32, height: u32| match width {
            0 => 0,
            _ => self
                .0
                .row_bytes(width)
                .saturating_add(1)
                .saturating_mul(height.into()),
        };
        if !self.0.is_interlaced {
            return of(self.0.width, self.0.height);
        }
        let passes = PASSES.iter().map(|&(left, across, top, down)| {
            let part = |side: u32, first: u32, step| side.saturating_sub(first).div_ceil(step);
            of(
                part(self.0.width, left, across),
                part(self.0.height, top, down),
            )
        });
        passes.fold(0, u64::saturating_add)
    }

    /// Whether the packed data is the rows and ends with them: nothing behind the last row, and nothing
    /// behind the end of the packing.
    fn is_exactly(&self, data: &[&[u8]]) -> bool {
        let most = self.unpacked_bytes();
        let mut unpacking = Decompress::new(true);
        let mut room = vec![0; 1 << 16];
        let mut parts = data.iter().copied();
        let mut rest: &[u8] = &[];
        loop {
            if rest.is_empty() {
                match parts.next() {
                    Some(part) => rest = part,
                    None => return false,
                }
                continue;
            }
            let before = unpacking.total_in();
            let status = unpacking.decompress(rest, &mut room, FlushDecompress::None);
            let taken = unpacking.total_in().saturating_sub(before);
            rest = usize::try_from(taken)
                .ok()
                .and_then(|taken| rest.get(taken..))
                .unwrap_or_default();
            if unpacking.total_out() > most {
                return false;
            }
            match status {
                Ok(Status::StreamEnd) => break,
                Ok(Status::Ok) => {}
                Ok(Status::BufError) if taken > 0 => {}
                _ => return false,
            }
        }
        unpacking.total_out() == most && rest.is_empty() && parts.all(<[u8]>::is_empty)
    }
}
