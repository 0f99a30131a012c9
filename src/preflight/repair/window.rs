//! The window of bytes that a profile leaves, and the smaller one inside it to aim at.

use crate::profile::Profile;

/// A profile's byte limits. Accepted is what is legal under every reading of KB and MB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    accepted: (u64, u64),
    aim: (u64, u64),
}

impl Window {
    pub(super) fn of(profile: &Profile) -> Self {
        let min = profile.min_bytes.as_ref().map_or(1, |min| min.readings().1);
        let max = profile
            .max_bytes
            .as_ref()
            .map_or(u64::MAX, |max| max.readings().0);
        // A tenth above and a twentieth below: upload forms wrap files, and nobody says how they
        // count. A window too narrow for that is used whole.
        let aim = (
            min.saturating_add(min.div_ceil(10)),
            max - max / 20, // for no limit still beyond any file
        );
        Self {
            accepted: (min, max),
            aim: if aim.0 <= aim.1 { aim } else { (min, max) },
        }
    }

    /// Whether a file of this size is accepted under every reading.
    pub(super) fn accepts(self, bytes: u64) -> bool {
        (self.accepted.0..=self.accepted.1).contains(&bytes)
    }

    /// The least that is accepted.
    pub(super) const fn accepted_min(self) -> u64 {
        self.accepted.0
    }

    /// The least to aim at.
    pub(super) const fn aim_min(self) -> u64 {
        self.aim.0
    }

    /// The most to aim at.
    pub(super) const fn aim_max(self) -> u64 {
        self.aim.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_aim_lies_well_inside_what_is_accepted_under_every_reading() {
        let mut seen = 0;
        for id in Profile::built_in_ids() {
            let profile = Profile::load(id).unwrap_or_else(|error| panic!("{error}"));
            let window = Window::of(&profile);
            assert!(window.accepts(window.aim_min()) && window.accepts(window.aim_max()));
            assert!(window.aim_min() < window.aim_max());
            seen += 1;
        }
        assert_eq!(seen, 9);
        let tencent = Profile::load("tencent-domain").unwrap_or_else(|error| panic!("{error}"));
        let window = Window::of(&tencent);
        assert_eq!((window.aim_min(), window.aim_max()), (61_952, 4_750_000));
        assert!(window.accepts(56_320) && !window.accepts(56_319));
        assert!(window.accepts(5_000_000) && !window.accepts(5_000_001));
    }
}
