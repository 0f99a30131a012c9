//! A number between what a rule accepts and what it doesn't. Each has a default and can be set in a
//! profile's table `[limits]`.

use core::ops::RangeInclusive;

use crate::messages::{Text, Value};
use crate::profile::Profile;

/// A number that a measurement is compared with.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Limit {
    /// Its key in a profile; `min-` is the least that is accepted, `max-` the most.
    pub key: &'static str,
    /// What it counts.
    pub unit: Unit,
    /// What holds unless a profile says otherwise.
    pub default: f64,
}

/// What a limit counts, and so which values make sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unit {
    /// Brightness in sRGB, 0..=255.
    Level,
    /// A part of a whole, 0..=1.
    Share,
    /// An estimated probability, 0..=1.
    Probability,
    /// One length or amount over another of its kind, 1..=100.
    Ratio,
    /// An angle in degrees, 0..=45.
    Degrees,
    /// The quality of a JPEG as libjpeg counts it, 1..=100.
    Quality,
}

impl Limit {
    /// The value under a profile.
    pub fn in_force(&self, profile: &Profile) -> f64 {
        profile.limit(self.key).unwrap_or(self.default)
    }

    /// The value under a profile, as evidence.
    pub(super) fn evidence(&self, profile: &Profile) -> Value {
        let value = self.in_force(profile);
        match self.unit {
            Unit::Share | Unit::Probability => Value::Share(value),
            Unit::Degrees => Value::Degrees(value),
            Unit::Level | Unit::Ratio => Value::Number(value),
            Unit::Quality => Value::Count(whole(value)),
        }
    }
}

/// The least whole number that is not below the limit: whole numbers pass it where they pass this.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a quality of 1..=100"
)]
fn whole(limit: f64) -> u64 {
    limit.ceil() as u64
}

impl Unit {
    /// The values that make sense.
    pub fn range(self) -> RangeInclusive<f64> {
        match self {
            Self::Level => 0.0..=255.0,
            Self::Share | Self::Probability => 0.0..=1.0,
            Self::Ratio | Self::Quality => 1.0..=100.0,
            Self::Degrees => 0.0..=45.0,
        }
    }

    /// What it is called.
    pub(super) const fn name(self) -> Text {
        match self {
            Self::Level => Text {
                en: "brightness",
                zh: "亮度",
            },
            Self::Share => Text {
                en: "share",
                zh: "比例",
            },
            Self::Probability => Text {
                en: "probability",
                zh: "概率",
            },
            Self::Ratio => Text {
                en: "ratio",
                zh: "倍数",
            },
            Self::Degrees => Text {
                en: "degrees",
                zh: "角度",
            },
            Self::Quality => Text {
                en: "JPEG quality",
                zh: "JPEG 质量",
            },
        }
    }
}
