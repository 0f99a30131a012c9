//! A published byte limit and what it can mean.

use std::fmt;

/// A limit as a platform prints it. No platform says whether its KB has 1000 or 1024 bytes, so that
/// `55KB` stands for a zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByteLimit {
    /// As printed: `"55KB"`.
    printed: String,
    /// The smallest reading in bytes.
    least: u64,
    /// The largest reading in bytes.
    most: u64,
}

/// Where a size lies relative to a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sized {
    /// Legal under every reading.
    Inside,
    /// Legal under one reading, illegal under the other.
    Borderline,
    /// Illegal under every reading.
    Outside,
}

impl ByteLimit {
    /// Reads `"55KB"`, `"5M"` (two readings) or `"500000B"` (exact).
    pub(crate) fn parse(printed: &str) -> Option<Self> {
        let unit_at = printed.find(|c: char| !c.is_ascii_digit())?;
        let (digits, unit) = printed.split_at(unit_at);
        let count: u64 = digits.parse().ok()?;
        let power = match unit.trim().to_ascii_uppercase().as_str() {
            "B" => 0,
            "K" | "KB" => 1,
            "M" | "MB" => 2,
            _ => return None,
        };
        Some(Self {
            printed: printed.to_owned(),
            least: count.checked_mul(1000_u64.pow(power))?,
            most: count.checked_mul(1024_u64.pow(power))?,
        })
    }

    /// Judges a size against this limit as a lower bound.
    pub(crate) const fn judge_min(&self, bytes: u64) -> Sized {
        if bytes >= self.most {
            Sized::Inside
        } else if bytes >= self.least {
            Sized::Borderline
        } else {
            Sized::Outside
        }
    }

    /// Judges a size against this limit as an upper bound.
    pub(crate) const fn judge_max(&self, bytes: u64) -> Sized {
        if bytes <= self.least {
            Sized::Inside
        } else if bytes <= self.most {
            Sized::Borderline
        } else {
            Sized::Outside
        }
    }

    /// The smallest and the largest reading in bytes.
    pub const fn readings(&self) -> (u64, u64) {
        (self.least, self.most)
    }
}

impl fmt::Display for ByteLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.printed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn between_the_two_readings_of_a_limit_nobody_can_tell() {
        let (min, max) = (
            ByteLimit::parse("55KB").expect("a limit"),
            ByteLimit::parse("5MB").expect("a limit"),
        );
        let cases = [
            (54_999, Sized::Outside, Sized::Inside),
            (55_000, Sized::Borderline, Sized::Inside),
            (56_319, Sized::Borderline, Sized::Inside),
            (56_320, Sized::Inside, Sized::Inside),
            (5_000_000, Sized::Inside, Sized::Inside),
            (5_000_001, Sized::Inside, Sized::Borderline),
            (5_242_880, Sized::Inside, Sized::Borderline),
            (5_242_881, Sized::Inside, Sized::Outside),
        ];
        for (bytes, against_min, against_max) in cases {
            assert_eq!(min.judge_min(bytes), against_min, "{bytes}");
            assert_eq!(max.judge_max(bytes), against_max, "{bytes}");
        }
        let exact = ByteLimit::parse("50000B").expect("a limit");
        assert_eq!(exact.readings(), (50_000, 50_000));
    }

    #[test]
    fn what_is_no_size_is_not_read_as_one() {
        for text in [
            "",
            "KB",
            "5",
            "5GB",
            "-5KB",
            "5.5MB",
            "99999999999999999999KB",
            "18446744073709551615MB",
        ] {
            assert_eq!(ByteLimit::parse(text), None, "{text}");
        }
    }
}
