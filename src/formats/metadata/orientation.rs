//! The turns and mirrorings that EXIF knows.

/// The eight orientations of EXIF tag 0x0112.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[repr(u8)]
pub enum ExifOrientation {
    /// As it should be.
    #[default]
    Upright = 1,
    /// Mirror left and right.
    FlipHorizontal = 2,
    /// Turn 180°.
    Rotate180 = 3,
    /// Mirror top and bottom.
    FlipVertical = 4,
    /// Mirror, then turn 270° clockwise.
    Transpose = 5,
    /// Turn 90° clockwise.
    Rotate90 = 6,
    /// Mirror, then turn 90° clockwise.
    Transverse = 7,
    /// Turn 270° clockwise.
    Rotate270 = 8,
}

impl ExifOrientation {
    /// The EXIF value, 1..=8.
    pub const fn exif(self) -> u8 {
        self as u8
    }

    /// The orientation with this EXIF value; `None` outside 1..=8.
    pub(crate) const fn from_exif(value: u32) -> Option<Self> {
        Some(match value {
            1 => Self::Upright,
            2 => Self::FlipHorizontal,
            3 => Self::Rotate180,
            4 => Self::FlipVertical,
            5 => Self::Transpose,
            6 => Self::Rotate90,
            7 => Self::Transverse,
            8 => Self::Rotate270,
            _ => return None,
        })
    }

    /// One turn for this one and then another.
    #[must_use]
    pub fn then(self, next: Self) -> Self {
        let ((mirrored, quarters), (again, more)) = (self.steps(), next.steps());
        // A turn before a mirror is the opposite turn behind it.
        let quarters = if again { 4 - quarters } else { quarters };
        let steps = (mirrored != again, (quarters + more) % 4);
        (1..=8)
            .filter_map(Self::from_exif)
            .find(|turn| turn.steps() == steps)
            .unwrap_or_default()
    }

    /// The turn as a mirroring from left to right, or none, and then quarter turns clockwise.
    const fn steps(self) -> (bool, u8) {
        match self {
            Self::Upright => (false, 0),
            Self::Rotate90 => (false, 1),
            Self::Rotate180 => (false, 2),
            Self::Rotate270 => (false, 3),
            Self::FlipHorizontal => (true, 0),
            Self::Transverse => (true, 1),
            Self::FlipVertical => (true, 2),
            Self::Transpose => (true, 3),
        }
    }

    /// Whether the turn exchanges width and height.
    pub(crate) const fn swaps_sides(self) -> bool {
        self as u8 >= 5
    }
}
