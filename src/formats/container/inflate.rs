//! Bounded decompression of metadata blocks.

use std::io::Read as _;

use flate2::read::ZlibDecoder;

use super::walk::MAX_BLOCK;

/// Decompresses the metadata of one file: each block and all of them together are bounded, so
/// that a bomb, or a thousand of them, costs little.
#[derive(Debug)]
pub(super) struct Inflater {
    left: usize,
}

impl Inflater {
    /// Room for twice the largest block: one profile and one packet of any legitimate size.
    pub(super) fn new() -> Self {
        Self {
            left: MAX_BLOCK.saturating_mul(2),
        }
    }

    /// The decompressed zlib stream; `None` if it is broken, empty, or larger than `limit`.
    pub(super) fn zlib(&mut self, data: &[u8], limit: usize) -> Option<Vec<u8>> {
        let limit = limit.min(self.left);
        let mut out = Vec::new();
        let one_more = u64::try_from(limit.saturating_add(1)).unwrap_or(u64::MAX);
        let read = ZlibDecoder::new(data).take(one_more).read_to_end(&mut out);
        self.left = self.left.saturating_sub(out.len());
        (read.is_ok() && (1..=limit).contains(&out.len())).then_some(out)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use std::io::Write as _;

    use flate2::{Compression, write::ZlibEncoder};

    use super::*;

    fn deflated(data: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn a_block_larger_than_its_limit_is_ignored() {
        let block = deflated(&[7; 1000]);
        let mut inflater = Inflater::new();
        assert_eq!(inflater.zlib(&block, 1000), Some(vec![7; 1000]));
        assert_eq!(inflater.zlib(&block, 999), None);
        assert_eq!(inflater.zlib(b"not zlib", 1000), None);
    }

    #[test]
    fn many_bombs_together_cost_no_more_than_the_budget() {
        let bomb = deflated(&vec![0; MAX_BLOCK + 1]);
        let mut inflater = Inflater::new();
        for _ in 0..100 {
            assert_eq!(inflater.zlib(&bomb, MAX_BLOCK), None);
        }
        assert_eq!(inflater.left, 0);
    }
}
