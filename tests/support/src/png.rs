//! Chunks of PNG files (W3C PNG, third edition, 5.3).

/// Signature and header chunk: what comes before all other chunks.
const HEADER_END: usize = 8 + 12 + 13;

/// A chunk with its length and checksum.
///
/// # Panics
///
/// If the data is longer than a chunk can state.
pub fn png_chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).expect("the data fits into a chunk");
    let checked = [&kind[..], data].concat();
    let checksum = crc32fast::hash(&checked).to_be_bytes();
    [&length.to_be_bytes()[..], &checked, &checksum].concat()
}

/// The PNG with further chunks right behind its header.
///
/// # Panics
///
/// If the file is shorter than that, or the data longer than a chunk can state.
pub fn with_png_chunks(png: &[u8], chunks: &[([u8; 4], &[u8])]) -> Vec<u8> {
    let (start, rest) = png.split_at(HEADER_END);
    let mut file = start.to_vec();
    for (kind, data) in chunks {
        file.extend(png_chunk(*kind, data));
    }
    file.extend(rest);
    file
}
