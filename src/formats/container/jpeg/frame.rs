//! The frame header of a JPEG and what follows from it: color model, coding, and how much data
//! the picture has to have.

use crate::container::walk::{ColorModel, JpegCoding};
use crate::endian::{slice, u16_be};

/// What SOF says.
pub(super) struct FrameHeader {
    pub(super) marker: u8,
    pub(super) precision: u8,
    pub(super) width: u16,
    /// 0 until DNL gives it.
    pub(super) height: u16,
    /// Whether DNL gave it: few readers look for it there.
    pub(super) height_followed: bool,
    pub(super) components: Vec<FrameComponent>,
}

pub(super) struct FrameComponent {
    pub(super) id: u8,
    pub(super) horizontal: u8,
    pub(super) vertical: u8,
    pub(super) table: u8,
    pub(super) scanned: bool,
    /// The coefficients that have come to their last bit, one bit each.
    refined: u64,
}

impl FrameHeader {
    pub(super) fn parse(marker: u8, segment: &[u8]) -> Option<Self> {
        let count = *segment.get(5)?;
        let rows = slice(segment, 6, usize::from(count).saturating_mul(3))?;
        let components: Vec<_> = rows
            .as_chunks()
            .0
            .iter()
            .map(|&[id, sampling, table]| FrameComponent {
                id,
                horizontal: sampling >> 4,
                vertical: sampling & 15,
                table,
                scanned: false,
                refined: 0,
            })
            .collect();
        let samplings = || components.iter().flat_map(|c| [c.horizontal, c.vertical]);
        let sound = !components.is_empty() && samplings().all(|factor| (1..=4).contains(&factor));
        sound.then_some(Self {
            marker,
            precision: *segment.first()?,
            height: u16_be(segment, 1)?,
            height_followed: false,
            width: u16_be(segment, 3)?,
            components,
        })
    }

    pub(super) fn coding(&self) -> JpegCoding {
        match (self.marker, self.precision) {
            _ if self.height_followed => JpegCoding::Unusual,
            (0xC0 | 0xC1, 8) => JpegCoding::Baseline,
            (0xC2, 8) => JpegCoding::Progressive,
            (0xC9 | 0xCA, 8) => JpegCoding::Arithmetic,
            _ => JpegCoding::Unusual,
        }
    }

    /// The Adobe segment's transform tells the two four-channel models apart.
    pub(super) fn color(&self, adobe_transform: Option<u8>) -> ColorModel {
        match (self.components.len(), adobe_transform) {
            (1, _) => ColorModel::Gray,
            (3, _) => ColorModel::Rgb,
            (4, Some(2)) => ColorModel::Ycck,
            (4, _) => ColorModel::Cmyk,
            _ => ColorModel::Other,
        }
    }

    /// Notes what a scan brings: coefficients from the first to the last, down to a bit.
    pub(super) fn note_scan(&mut self, ids: &[u8], first: u8, last: u8, bit: u8) {
        let brought = (first..=last.min(63)).fold(0_u64, |all, n| all | 1_u64 << (n & 63));
        for component in &mut self.components {
            if ids.contains(&component.id) {
                component.refined = if bit == 0 {
                    component.refined | brought
                } else {
                    component.refined & !brought
                };
            }
        }
    }

    /// Whether the scans so far are all that there will be: every sequential picture has its
    /// components in one scan each, a progressive one goes on until every coefficient is whole.
    pub(super) fn is_refined(&self) -> bool {
        match self.marker {
            0xC0 | 0xC1 => true,
            0xC2 => self.components.iter().all(|c| c.refined == u64::MAX),
            _ => false, // missing data can't be told from data that says nothing
        }
    }

    pub(super) fn luma_table(&self) -> Option<usize> {
        self.components.first().map(|luma| luma.table.into())
    }

    pub(super) fn is_subsampled(&self) -> bool {
        let (across, down) = self.largest_sampling();
        self.components
            .iter()
            .any(|c| c.horizontal < across || c.vertical < down)
    }

    fn largest_sampling(&self) -> (u8, u8) {
        self.components.iter().fold((1, 1), |(across, down), c| {
            (across.max(c.horizontal), down.max(c.vertical))
        })
    }

    /// Blocks of 8×8 samples that one component has (T.81 A.2.2).
    fn blocks(&self, component: &FrameComponent) -> u64 {
        let (across, down) = self.largest_sampling();
        let side = |pixels: u16, factor: u8, largest: u8| {
            u64::from(pixels)
                .saturating_mul(factor.into())
                .div_ceil(largest.max(1).into())
                .div_ceil(8)
        };
        side(self.width, component.horizontal, across).saturating_mul(side(
            self.height,
            component.vertical,
            down,
        ))
    }

    /// Fewest bytes that the whole picture can be coded in. A Huffman code has at least one bit;
    /// a sequential block has two codes (DC, end of block), a progressive one the DC code, since
    /// its other codes may cover thousands of blocks. Arithmetic coding has no such bound.
    pub(super) fn fewest_bytes(&self) -> u64 {
        let bits_per_block = match self.marker {
            0xC0 | 0xC1 => 2,
            0xC2 => 1,
            _ => 0,
        };
        self.components
            .iter()
            .map(|component| self.blocks(component))
            .fold(0, u64::saturating_add)
            .saturating_mul(bits_per_block)
            / 8
    }

    /// Restart markers that a scan of these components has to contain.
    pub(super) fn restarts_expected(&self, ids: &[u8], interval: u16) -> u64 {
        if !matches!(self.marker, 0xC0..=0xC2 | 0xC9 | 0xCA) {
            return 0; // lossless and hierarchical pictures aren't counted in blocks
        }
        let units = if let &[id] = ids {
            self.components
                .iter()
                .find(|component| component.id == id)
                .map_or(0, |component| self.blocks(component))
        } else {
            let (across, down) = self.largest_sampling();
            let units = |pixels: u16, largest: u8| {
                u64::from(pixels).div_ceil(u64::from(largest.max(1)).saturating_mul(8))
            };
            units(self.width, across).saturating_mul(units(self.height, down))
        };
        units
            .saturating_sub(1)
            .checked_div(interval.into())
            .unwrap_or(0)
    }
}
