//! What is told about a certificate's place.

use crate::geometry::Quad;

/// Where the certificate lies in the picture.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct PageLocation {
    /// The certificate; `None` if its edges can't be told from what else is in the picture.
    pub certificate: Option<Certificate>,
    /// A second certificate of about the same size, with all of its edges; or the box around its
    /// print, where its edges don't show.
    pub companion: Option<Quad>,
}

/// A certificate found in the picture.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Certificate {
    /// Its corners in pixels of the full picture; they may lie outside.
    pub quad: Quad,
    /// How sure it is that these are the paper's edges, 0..=1.
    pub confidence: f64,
    /// How its upper, right, lower and left side meet the frame, as seen in the picture.
    pub sides: [Side; 4],
    /// Part of the picture it covers, 0..=1.
    pub share_of_frame: f64,
    /// Longer over shorter of opposite sides, whichever pair differs more; 1 is parallel.
    pub perspective_ratio: f64,
    /// Clockwise slope of its level sides in degrees, -45..=45.
    pub skew_degrees: f64,
}

impl Certificate {
    /// Whether it has the shape of a sheet of the A series, upright or lying: 1.41 times as long as
    /// wide, seen at a slant a tenth more or less. ID cards are 1.58 times as long.
    pub(crate) fn is_sheet(&self) -> bool {
        (1.27..=1.5).contains(&self.quad.elongation())
    }

    /// Whether the shape can't be that of an ID card which is cut off or seen from the side: on the
    /// tuning set's good pictures of sheets opposite sides differ by a tenth at most.
    pub(crate) fn is_surely_sheet(&self) -> bool {
        const MOST_SLANTED: f64 = 1.15;
        self.is_sheet() && self.cut_sides() < 1.0 && self.perspective_ratio < MOST_SLANTED
    }

    /// How many of its sides are outside the picture.
    pub(crate) fn cut_sides(&self) -> f64 {
        self.sides
            .iter()
            .map(|side| f64::from(u8::from(*side == Side::Cut)))
            .sum()
    }
}

/// How a side of the certificate meets the frame of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Side {
    /// Its edge is in the picture.
    Visible,
    /// The certificate goes on beyond the frame: its neighboring sides run into it.
    Cut,
}

/// Half of a side's best possible score. On the tuning half of the corpus 3 % of what passes
/// overlaps the certificate by less than four fifths, and 8 % doesn't pass.
pub(super) const LEAST_CONFIDENCE: f64 = 0.46;
