//! How coarsely a JPEG's coefficients are rounded: one scale, from the finest file to the smallest.

/// The standard's tables (Annex K) in tenths of a percent, so that the next file is never much smaller.
/// Libjpeg's quality is the same on a coarser scale: one step of it is 20 tenths from quality 50 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Coarseness(u16);

/// The standard's tables keep little of fine detail, because in photographs nobody misses it; print
/// consists of it. So the tables are evened out, their sum kept, by which readers estimate quality: at
/// the same bytes a copy is more like the original, by 0.03 of structural similarity at quality 92 and by
/// 0.018 at 80, in the fit bench; photographs of real pages that were tried gain up to 0.01 or lose up to
/// 0.002. From quality 50 down the large steps of coarse detail would show, and the tables stay.
const EVENED: f64 = 0.75;
const PLAIN_FROM: f64 = 1000.0;

impl Coarseness {
    /// Not finer than any quality is.
    const COARSEST: u16 = 50_000;

    /// That of a quality on the libjpeg scale; outside 1..=100 the nearest counts.
    pub fn of_quality(quality: u8) -> Self {
        let quality = u16::from(quality.clamp(1, 100));
        Self(if quality < 50 {
            Self::COARSEST / quality
        } else {
            10 * (200 - 2 * quality)
        })
    }

    /// From 0 (quality 100) to 50,000 (quality 1).
    pub const fn from_tenths(tenths: u16) -> Self {
        Self(if tenths < Self::COARSEST {
            tenths
        } else {
            Self::COARSEST
        })
    }

    /// From 0 (quality 100) to 50,000 (quality 1).
    pub const fn tenths(self) -> u16 {
        self.0
    }

    /// The highest quality that is not finer.
    pub fn quality(self) -> u8 {
        (1..=100)
            .rev()
            .find(|&quality| Self::of_quality(quality) >= self)
            .unwrap_or(1)
    }

    /// One of the standard's tables at this coarseness.
    pub(super) fn table(self, standard: [u16; 64]) -> [u16; 64] {
        let evened = EVENED * (1.0 - f64::from(self.0) / PLAIN_FROM).max(0.0);
        let sum = |entries: [f64; 64]| entries.iter().sum::<f64>();
        let entries = standard.map(f64::from);
        let even = entries.map(|entry| entry.powf(1.0 - evened));
        let scale = sum(entries) / sum(even) * f64::from(self.0) / 1000.0;
        even.map(|entry| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a baseline table's entries, 1..=255"
            )]
            let entry = (entry * scale).round().clamp(1.0, 255.0) as u16;
            entry
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quality_is_its_own_coarseness_and_what_lies_between_counts_as_the_lower() {
        for quality in 2..=100 {
            let coarseness = Coarseness::of_quality(quality);
            assert_eq!(coarseness.quality(), quality);
            if quality < 100 {
                let finer = Coarseness::from_tenths(coarseness.tenths() - 1);
                assert_eq!(finer.quality(), quality);
            }
        }
        assert_eq!(Coarseness::from_tenths(u16::MAX).quality(), 1);
    }

    #[test]
    fn tables_are_even_where_they_are_fine_and_the_standards_where_they_are_coarse() {
        let mut standard = [99; 64];
        for (entry, at) in standard.iter_mut().zip(10..) {
            *entry = at.min(99);
        }
        let spread = |tenths| {
            let table = Coarseness::from_tenths(tenths).table(standard);
            f64::from(table[63]) / f64::from(table[0])
        };
        assert_eq!(Coarseness::from_tenths(0).table(standard), [1; 64]);
        assert_eq!(Coarseness::from_tenths(1000).table(standard), standard);
        let spreads = [100, 300, 500, 700, 1000].map(spread);
        assert!(spreads.is_sorted() && spreads[0] < 3.0, "{spreads:?}");
    }
}
