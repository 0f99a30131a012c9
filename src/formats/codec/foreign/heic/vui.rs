//! What a coded picture says about its own samples: the VUI at the end of the sequence parameter set
//! (ITU-T H.265, 7.3.2.2 and E.2.1), which `heic-rs` reads past.

/// What the samples mean: range, and codes of ISO/IEC 23091-2, 2 for those that say nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Signal {
    pub(super) full_range: bool,
    pub(super) primaries: u16,
    pub(super) transfer: u16,
    pub(super) matrix: u16,
}

/// Whether a NAL unit is a sequence parameter set.
pub(super) fn is_sequence(unit: &[u8]) -> bool {
    const SEQUENCE_PARAMETER_SET: u8 = 33;
    unit.first()
        .is_some_and(|head| head >> 1 & 0x3F == SEQUENCE_PARAMETER_SET)
}

/// The signal description of a NAL unit; `None` if it is no sequence parameter set or has none.
pub(super) fn signal(unit: &[u8]) -> Option<Signal> {
    if !is_sequence(unit) {
        return None;
    }
    Bits::new(unit.get(2..)?).sequence_parameter_set()
}

/// Bits of a payload, the zero-zero-three escapes taken out. No set is longer than a kilobyte or two.
struct Bits {
    bytes: Vec<u8>,
    at: usize,
}

/// Reference picture sets and pictures in them that a set may have at most.
const MOST_SETS: u32 = 64;
const MOST_PICTURES: u32 = 16;

impl Bits {
    fn new(payload: &[u8]) -> Self {
        const LONGEST: usize = 4096;
        let mut bytes = Vec::new();
        let mut zeros = 0;
        for byte in payload.iter().take(LONGEST) {
            if zeros >= 2 && *byte == 3 {
                zeros = 0;
            } else {
                zeros = if *byte == 0 { zeros + 1 } else { 0 };
                bytes.push(*byte);
            }
        }
        Self { bytes, at: 0 }
    }

    fn bits(&mut self, count: u32) -> Option<u32> {
        let mut value = 0;
        for _ in 0..count {
            let byte = self.bytes.get(self.at / 8)?;
            value = value << 1 | u32::from(byte >> (7 - self.at % 8) & 1);
            self.at += 1;
        }
        Some(value)
    }

    fn flag(&mut self) -> Option<bool> {
        self.bits(1).map(|bit| bit == 1)
    }

    /// An Exp-Golomb number (9.2).
    fn number(&mut self) -> Option<u32> {
        let mut zeros = 0;
        while !self.flag()? {
            zeros += 1;
            if zeros > 31 {
                return None;
            }
        }
        Some((1_u32 << zeros) - 1 + self.bits(zeros)?)
    }

    fn numbers(&mut self, count: u32) -> Option<()> {
        for _ in 0..count {
            self.number()?;
        }
        Some(())
    }

    fn sequence_parameter_set(&mut self) -> Option<Signal> {
        self.bits(4)?;
        let sub_layers = self.bits(3)?;
        self.flag()?;
        self.profile_tier_level(sub_layers)?;
        self.number()?; // its own number
        if self.number()? == 3 {
            self.flag()?; // planes coded apart
        }
        self.numbers(2)?; // width and height
        if self.flag()? {
            self.numbers(4)?; // the window that is shown
        }
        self.numbers(2)?; // bit depths
        let order_bits = self.number()? + 4;
        let first = if self.flag()? { 0 } else { sub_layers };
        for _ in first..=sub_layers {
            self.numbers(3)?;
        }
        self.numbers(6)?; // sizes of blocks, depths of transform trees
        if self.flag()? && self.flag()? {
            self.scaling_lists()?;
        }
        self.bits(2)?;
        if self.flag()? {
            self.bits(8)?; // PCM
            self.numbers(2)?;
            self.flag()?;
        }
        self.reference_picture_sets()?;
        if self.flag()? {
            for _ in 0..self.number().filter(|count| *count <= MOST_SETS)? {
                self.bits(order_bits.min(16) + 1)?;
            }
        }
        self.bits(2)?;
        if !self.flag()? {
            return None;
        }
        self.usability_information()
    }

    fn profile_tier_level(&mut self, sub_layers: u32) -> Option<()> {
        self.at += 88 + 8;
        let mut present = [(false, false); 8];
        for layer in present.iter_mut().take(sub_layers as usize) {
            *layer = (self.flag()?, self.flag()?);
        }
        if sub_layers > 0 {
            self.at += 2 * (8 - sub_layers as usize);
        }
        for (profile, level) in present {
            self.at += 88 * usize::from(profile) + 8 * usize::from(level);
        }
        Some(())
    }

    fn scaling_lists(&mut self) -> Option<()> {
        for size in 0..4 {
            for _ in (0..6).step_by(if size == 3 { 3 } else { 1 }) {
                if !self.flag()? {
                    self.number()?; // like another list
                    continue;
                }
                if size > 1 {
                    self.number()?;
                }
                self.numbers((1_u32 << (4 + 2 * size)).min(64))?;
            }
        }
        Some(())
    }

    fn reference_picture_sets(&mut self) -> Option<()> {
        let sets = self.number().filter(|count| *count <= MOST_SETS)?;
        let mut pictures_before = 0;
        for set in 0..sets {
            let is_predicted = set > 0 && self.flag()?;
            if is_predicted {
                self.flag()?;
                self.number()?;
                let mut pictures = 0;
                for _ in 0..=pictures_before {
                    let is_used = self.flag()?;
                    if is_used || self.flag()? {
                        pictures += 1;
                    }
                }
                pictures_before = pictures;
            } else {
                let (negative, positive) = (self.number()?, self.number()?);
                pictures_before = negative.checked_add(positive)?;
                for _ in 0..Some(pictures_before).filter(|count| *count <= MOST_PICTURES)? {
                    self.number()?;
                    self.flag()?;
                }
            }
        }
        Some(())
    }

    fn usability_information(&mut self) -> Option<Signal> {
        const STATED_RATIO: u32 = 255;
        if self.flag()? && self.bits(8)? == STATED_RATIO {
            self.bits(32)?;
        }
        if self.flag()? {
            self.flag()?; // overscan
        }
        if !self.flag()? {
            return None;
        }
        self.bits(3)?;
        let full_range = self.flag()?;
        let mut codes = [2; 3];
        if self.flag()? {
            for code in &mut codes {
                *code = u16::try_from(self.bits(8)?).ok()?;
            }
        }
        let [primaries, transfer, matrix] = codes;
        Some(Signal {
            full_range,
            primaries,
            transfer,
            matrix,
        })
    }
}
