//! Forms of the formats that no encoder at hand writes, built by hand and uncompressed.
#![expect(
    clippy::cast_possible_truncation,
    reason = "sizes of a few hundred bytes"
)]

use certpreflight_support::png_chunk;

/// A PNG; `color_type` and `bits` as in its header, `rows` packed and without filter bytes.
pub(super) fn png(
    (width, height): (u32, u32),
    (bits, color_type): (u8, u8),
    extra: &[(&[u8; 4], &[u8])],
    rows: &[u8],
) -> Vec<u8> {
    let row_bytes = rows.len() / height as usize;
    let filtered: Vec<u8> = rows
        .chunks(row_bytes)
        .flat_map(|row| [&[0], row].concat())
        .collect();
    let length = (filtered.len() as u16).to_le_bytes();
    let complement = length.map(|byte| !byte);
    let stored = [
        &[0x78, 0x01, 0x01][..],
        &length,
        &complement,
        &filtered,
        &adler32(&filtered).to_be_bytes(),
    ]
    .concat();
    let header = [
        &width.to_be_bytes()[..],
        &height.to_be_bytes(),
        &[bits, color_type, 0, 0, 0],
    ]
    .concat();

    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    file.extend(png_chunk(*b"IHDR", &header));
    for (kind, data) in extra {
        file.extend(png_chunk(**kind, data));
    }
    file.extend(png_chunk(*b"IDAT", &stored));
    file.extend(png_chunk(*b"IEND", &[]));
    file
}

fn adler32(bytes: &[u8]) -> u32 {
    let (a, b) = bytes.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    (b << 16) | a
}

/// A Windows bitmap; `rows` top down, packed, without padding.
pub(super) fn bmp(
    (width, height): (u32, u32),
    bits: u16,
    palette: &[[u8; 3]],
    rows: &[u8],
) -> Vec<u8> {
    let row_bytes = rows.len() / height as usize;
    let offset = 54 + 4 * palette.len() as u32;
    let mut file = b"BM\0\0\0\0\0\0\0\0".to_vec();
    for value in [offset, 40, width, height] {
        file.extend(value.to_le_bytes());
    }
    file.extend(1_u16.to_le_bytes());
    file.extend(bits.to_le_bytes());
    for value in [0, 0, 0, 0, palette.len() as u32, 0] {
        file.extend(value.to_le_bytes());
    }
    for [r, g, b] in palette {
        file.extend([*b, *g, *r, 0]);
    }
    for row in rows.chunks(row_bytes).rev() {
        file.extend(row);
        file.resize(file.len() + (4 - row_bytes % 4) % 4, 0);
    }
    file
}

/// A little-endian TIFF with one strip or tile; `bits` lists those of each sample, and `tags` the
/// entries beyond what every TIFF has.
pub(super) fn tiff(
    (width, height): (u32, u32),
    bits: &[u16],
    photometric: u16,
    tags: &[(u16, Vec<u16>)],
    data: &[u8],
) -> Vec<u8> {
    let tiled = tags.iter().any(|(tag, _)| *tag == TILE_WIDTH);
    let (offsets, counts) = if tiled { (324, 325) } else { (273, 279) };
    let mut entries: Vec<(u16, Vec<u16>)> = vec![
        (256, vec![width as u16]),
        (257, vec![height as u16]),
        (258, bits.to_vec()),
        (259, vec![1]),
        (262, vec![photometric]),
        (277, vec![bits.len() as u16]),
        (offsets, vec![8]),
        (counts, vec![data.len() as u16]),
    ];
    if !tiled {
        entries.push((278, vec![height as u16]));
    }
    entries.retain(|(tag, _)| tags.iter().all(|(other, _)| tag != other));
    entries.extend(tags.iter().cloned());
    entries.sort();

    let directory = 8 + data.len() as u32;
    let mut beyond = directory + 2 + 12 * entries.len() as u32 + 4;
    let mut file = b"II\x2A\0".to_vec();
    file.extend(directory.to_le_bytes());
    file.extend(data);
    file.extend((entries.len() as u16).to_le_bytes());
    let mut tail = Vec::new();
    for (tag, values) in &entries {
        let mut bytes: Vec<u8> = values
            .iter()
            .flat_map(|value| value.to_le_bytes())
            .collect();
        file.extend(tag.to_le_bytes());
        file.extend(3_u16.to_le_bytes());
        file.extend((values.len() as u32).to_le_bytes());
        if bytes.len() <= 4 {
            bytes.resize(4, 0);
            file.extend(bytes);
        } else {
            file.extend(beyond.to_le_bytes());
            beyond += bytes.len() as u32;
            tail.extend(bytes);
        }
    }
    file.extend([0; 4]);
    file.extend(tail);
    file
}

pub(super) const TILE_WIDTH: u16 = 322;
pub(super) const TILE_LENGTH: u16 = 323;
pub(super) const EXTRA_SAMPLES: u16 = 338;

/// An animated WebP that shows lossless stills one after another.
pub(super) fn animated_webp((width, height): (u32, u32), stills: &[Vec<u8>]) -> Vec<u8> {
    let chunk = |name: &[u8; 4], data: &[u8]| {
        let padding = vec![0; data.len() % 2];
        [
            &name[..],
            &(data.len() as u32).to_le_bytes(),
            data,
            &padding,
        ]
        .concat()
    };
    let three = |value: u32| value.to_le_bytes()[..3].to_vec();
    let size = [three(width - 1), three(height - 1)].concat();
    let mut body = b"WEBP".to_vec();
    body.extend(chunk(b"VP8X", &[&[0x02, 0, 0, 0][..], &size].concat()));
    body.extend(chunk(b"ANIM", &[0; 6]));
    for still in stills {
        // After RIFF, the length and WEBP comes the one chunk with the pixels.
        let frame = [&[0; 6][..], &size, &three(100), &[0], &still[12..]].concat();
        body.extend(chunk(b"ANMF", &frame));
    }
    chunk(b"RIFF", &body)
}
