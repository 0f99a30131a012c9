//! How content may stand once its lines are level.

/// Whether content that lies level stands on its head or is seen in a mirror. (A page on its side is
/// turned a quarter counterclockwise first.)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pose {
    Upright,
    /// Left and right are exchanged.
    Mirrored,
    /// On its head.
    Turned,
    /// Top and bottom are exchanged.
    MirroredTurned,
}

impl Pose {
    pub(crate) const ALL: [Self; 4] = [
        Self::Upright,
        Self::Mirrored,
        Self::Turned,
        Self::MirroredTurned,
    ];

    /// The corners of something in this pose (from the upper left, clockwise as the picture shows
    /// them) in the order they have once it stands upright.
    pub(crate) fn righted<T: Copy>(self, [a, b, c, d]: [T; 4]) -> [T; 4] {
        match self {
            Self::Upright => [a, b, c, d],
            Self::Mirrored => [b, a, d, c],
            Self::Turned => [c, d, a, b],
            Self::MirroredTurned => [d, c, b, a],
        }
    }

    /// Whether what belongs to the left is at the right.
    pub(crate) fn swaps_sides(self) -> bool {
        matches!(self, Self::Mirrored | Self::Turned)
    }

    /// Whether what belongs to the top is at the bottom.
    pub(crate) fn swaps_ends(self) -> bool {
        matches!(self, Self::MirroredTurned | Self::Turned)
    }

    pub(crate) fn is_mirrored(self) -> bool {
        self.swaps_sides() != self.swaps_ends()
    }
}
