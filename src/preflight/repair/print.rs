//! Whether the print of a picture can be read, and how far its size may change before it can't.
//!
//! Where the measures know the height of the print or how likely the number can be read, they
//! decide; otherwise the number of pixels has to do, compared with what text readers publish.

use crate::messages::Value;
use crate::profile::Profile;
use crate::rules::{hard_to_read_below, judged_legibility};
use certpreflight_vision::Measurements;

/// The least that Tencent's reader advises, in pixels: 500 × 800.
const LEAST_LONG: u32 = 800;
const LEAST_SHORT: u32 = 500;

/// Characters of this height are the smallest that readers promise to read: Azure's asks for 12 px.
const LEAST_PRINT_PX: f64 = 12.0;

/// Print is not reduced below this height: Oracle's reader asks for 15 px, and the rest is room for
/// the loss of one more encoding.
const LEAST_REDUCED_PRINT_PX: f64 = 18.0;

/// No picture is reduced below this long side, since the print that was measured need not be the
/// smallest: a card that fills two thirds of it keeps the 300 dpi of a good scan.
const LEAST_REDUCED_LONG: u32 = 1600;

/// Quality times height of the print in pixels, from which on a JPEG's ringing and blocks do it no
/// harm: five times what the least compressed of the corpus' unreadable numbers had (125), whose
/// readable ones begin at 44.
const QUALITY_TIMES_PX: f64 = 625.0;
/// The lowest quality for print of unknown height, which is about [`QUALITY_TIMES_PX`] over 8 px, the
/// smallest print there may be; and for any print, because color and portrait suffer too.
const LOWEST_UNMEASURED: f64 = 75.0;
const LOWEST_MEASURED: f64 = 25.0;

/// Enlarged more than twice, three of four pixels are invented.
pub(super) const MOST_ENLARGED: f64 = 2.0;

/// From this probability on, a number counts as readable; below, as borderline, as long as it is not
/// hard to read.
const LEGIBLE: f64 = 0.5;

/// Least loss of that probability that keeps a repaired copy from being delivered.
const MOST_LOST: f64 = 0.05;

/// What is known of the print of a picture.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct PrintEstimate {
    /// Height of the number's digits in pixels; `None` if nobody measured it.
    pub(super) height_px: Option<f64>,
    /// Probability that the number can be read, 0..=1; `None` if nobody estimated it.
    pub(super) legibility: Option<f64>,
    /// Whether the rules call that hard to read.
    pub(super) is_hard_to_read: bool,
    /// Whether that is of a number which was read: elsewhere the detail of all print is what was
    /// estimated by, and its ups and downs say little.
    pub(super) is_of_number: bool,
}

/// Whether a picture that is too small a file can be read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Readability {
    Legible,
    /// Could be read after a moderate enlargement.
    Borderline,
    /// Too few pixels even for that.
    TooSmall,
    /// Not readable, with the probability.
    Illegible(f64),
}

impl PrintEstimate {
    /// What the measures know, of marks that the rules take for print.
    pub(super) fn of(measured: Option<&Measurements>, profile: &Profile) -> Self {
        let known = measured.and_then(|measured| judged_legibility(measured, profile));
        known.map_or(Self::default(), |legibility| Self {
            height_px: Some(legibility.character_height_px),
            legibility: Some(legibility.probability),
            is_hard_to_read: legibility.probability < hard_to_read_below(profile),
            is_of_number: legibility.is_found,
        })
    }

    /// The print of the same picture at another size.
    pub(super) fn at_scale(self, scale: f64) -> Self {
        Self {
            height_px: self.height_px.map(|height| height * scale),
            ..self
        }
    }

    pub(super) fn readability(self, size: (u32, u32)) -> Readability {
        match self.legibility {
            Some(share) if self.is_hard_to_read => return Readability::Illegible(share),
            Some(share) if share < LEGIBLE => return Readability::Borderline,
            Some(_) | None => {}
        }
        match self.lacking(size) {
            ..=1.0 => Readability::Legible,
            factor if factor <= MOST_ENLARGED => Readability::Borderline,
            _ => Readability::TooSmall,
        }
    }

    /// By how much a picture would have to be enlarged to be legible.
    fn lacking(self, (width, height): (u32, u32)) -> f64 {
        self.height_px.map_or_else(
            || {
                let long = f64::from(LEAST_LONG) / f64::from(width.max(height));
                long.max(f64::from(LEAST_SHORT) / f64::from(width.min(height)))
            },
            |print| LEAST_PRINT_PX / print.max(1.0),
        )
    }

    /// By how much a borderline picture is enlarged.
    pub(super) fn enlargement(self, size: (u32, u32)) -> f64 {
        self.lacking(size).clamp(1.25, MOST_ENLARGED) // less than a quarter changes nothing
    }

    /// The lowest JPEG quality that does the print no harm.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range is checked"
    )]
    pub(super) fn lowest_quality(self) -> u8 {
        let quality = |height: f64| QUALITY_TIMES_PX / height.max(1.0);
        let lowest = self.height_px.map_or(LOWEST_UNMEASURED, quality);
        lowest.clamp(LOWEST_MEASURED, LOWEST_UNMEASURED).ceil() as u8
    }

    /// How far a picture may be reduced, as a factor of at most 1.
    pub(super) fn smallest_scale(self, (width, height): (u32, u32)) -> f64 {
        let by_size = f64::from(LEAST_REDUCED_LONG) / f64::from(width.max(height));
        let by_print = self
            .height_px
            .map_or(0.0, |print| LEAST_REDUCED_PRINT_PX / print.max(1.0));
        by_size.max(by_print).min(1.0)
    }

    /// The legibility before and after, if a repaired copy is harder to read than a repair may make
    /// it. What can't be read anyway has nothing to lose.
    pub(super) fn loss_in(self, copy: Self) -> Option<(f64, f64)> {
        let (before, after) = self.legibility.zip(copy.legibility)?;
        let counts = self.is_of_number && !self.is_hard_to_read;
        (counts && before - after > MOST_LOST).then_some((before, after))
    }
}

/// The least size that readers ask for, in the direction of the picture.
pub(super) const fn needed_size((width, height): (u32, u32)) -> Value {
    if width >= height {
        Value::Size(LEAST_LONG, LEAST_SHORT)
    } else {
        Value::Size(LEAST_SHORT, LEAST_LONG)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_decide_where_nobody_measured_the_print() {
        let print = PrintEstimate::default();
        let cases = [
            ((900, 600), Readability::Legible),
            ((600, 900), Readability::Legible),
            ((800, 500), Readability::Legible),
            ((799, 600), Readability::Borderline),
            ((400, 250), Readability::Borderline),
            ((399, 300), Readability::TooSmall),
            ((2000, 200), Readability::TooSmall),
        ];
        for (size, judged) in cases {
            assert_eq!(print.readability(size), judged, "{size:?}");
        }
        assert!((print.smallest_scale((4000, 3000)) - 0.4).abs() < 1e-9);
        assert!((print.smallest_scale((1000, 3000)) - 1600.0 / 3000.0).abs() < 1e-9);
        assert!((print.smallest_scale((640, 480)) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn measures_decide_where_there_are_any() {
        let print = |height_px, legibility: Option<f64>| PrintEstimate {
            height_px,
            legibility,
            is_hard_to_read: legibility.is_some_and(|share| share < 0.4),
            is_of_number: true,
        };
        assert_eq!(
            print(Some(40.0), Some(0.9)).readability((300, 200)),
            Readability::Legible
        );
        assert_eq!(
            print(Some(10.0), Some(0.9)).readability((3000, 2000)),
            Readability::Borderline
        );
        assert_eq!(
            print(Some(5.0), None).readability((3000, 2000)),
            Readability::TooSmall
        );
        assert_eq!(print(None, Some(0.2)).loss_in(print(None, Some(0.1))), None);
        assert_eq!(
            print(None, Some(0.4)).readability((3000, 2000)),
            Readability::Borderline
        );
        assert_eq!(
            print(None, Some(0.1)).readability((3000, 2000)),
            Readability::Illegible(0.1)
        );
        assert!((print(Some(36.0), None).smallest_scale((9000, 100)) - 0.5).abs() < 1e-9);
        assert!((print(Some(36.0), None).smallest_scale((2000, 100)) - 0.8).abs() < 1e-9);
        assert_eq!(
            print(None, Some(0.9)).loss_in(print(None, Some(0.88))),
            None
        );
        assert!(
            print(None, Some(0.9))
                .loss_in(print(None, Some(0.5)))
                .is_some()
        );
    }
}
