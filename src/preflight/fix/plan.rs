//! Findings in, a [`Plan`] out: a record of slots, not a list of steps. Two findings that ask for
//! the same thing fill one slot, the stricter wins, and neither order nor repetition matters.

use crate::judge::Finding;
use crate::messages::Value;
use crate::rules::Cure;
use certpreflight_formats::metadata::Orientation;

/// What has to be done to one picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent slots")]
pub(super) struct Plan {
    /// The name gets the extension of the content.
    pub(super) rename: bool,
    /// How deep the file is rewritten.
    pub(super) rewrite: Rewrite,
    /// The turn that the metadata asks for is made.
    pub(super) turn: bool,
    /// A turn that only the content shows, after the one of the metadata.
    pub(super) guess: Guess,
    /// The size has to come into the window.
    pub(super) fit: bool,
    /// Every page becomes a file.
    pub(super) split: bool,
}

/// How deep a file is rewritten; a deeper way includes the shallower ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rewrite {
    /// Not a byte changes.
    #[default]
    Keep,
    /// The picture data stays as it is; what surrounds it is left out.
    Strip,
    /// The pixels are encoded anew.
    Encode,
}

/// What findings say of a turn that no metadata asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Guess {
    /// Nothing.
    #[default]
    None,
    /// This one.
    Turn(Orientation),
    /// Different ones: then none is made.
    Contradiction,
}

/// Whether turns that were guessed from the content are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Guesses {
    Wanted,
    Ignored,
}

impl Plan {
    /// The plan that cures these findings.
    pub(super) fn of(findings: &[Finding], guesses: Guesses) -> Self {
        findings.iter().fold(Self::default(), |plan, finding| {
            plan.merge(Self::for_finding(finding, guesses))
        })
    }

    fn for_finding(finding: &Finding, guesses: Guesses) -> Self {
        let guess = match finding.cure() {
            Some(Cure::TurnAsSeen) if guesses == Guesses::Wanted => guessed(finding),
            _ => Guess::None,
        };
        let plan = finding.cure().map_or(Self::default(), Self::for_cure);
        Self { guess, ..plan }
    }

    /// The slots that one cure fills.
    fn for_cure(cure: Cure) -> Self {
        let empty = Self::default();
        match cure {
            Cure::Rename => Self {
                rename: true,
                ..empty
            },
            Cure::Reencode => Self {
                rewrite: Rewrite::Encode,
                ..empty
            },
            Cure::Turn => Self {
                turn: true,
                ..empty
            },
            Cure::FitBytes => Self { fit: true, ..empty },
            Cure::DropMetadata => Self {
                rewrite: Rewrite::Strip,
                ..empty
            },
            Cure::Split => Self {
                split: true,
                rewrite: Rewrite::Encode,
                ..empty
            },
            Cure::TurnAsSeen => empty,
        }
    }

    /// Both plans in one.
    fn merge(self, other: Self) -> Self {
        Self {
            rename: self.rename || other.rename,
            rewrite: self.rewrite.max(other.rewrite),
            turn: self.turn || other.turn,
            guess: match (self.guess, other.guess) {
                (Guess::None, guess) | (guess, Guess::None) => guess,
                (one, two) if one == two => one,
                _ => Guess::Contradiction,
            },
            fit: self.fit || other.fit,
            split: self.split || other.split,
        }
    }

    /// Whether nothing has to be done.
    pub(super) fn is_empty(self) -> bool {
        self == Self::default()
            || self
                == Self {
                    guess: Guess::Contradiction,
                    ..Self::default()
                }
    }

    /// Whether the bytes stay as they are.
    pub(super) fn only_renames(self) -> bool {
        Self {
            rename: false,
            ..self
        }
        .is_empty()
    }

    /// The turn to make by content, if there is one.
    pub(super) fn guessed_turn(self) -> Option<Orientation> {
        match self.guess {
            Guess::Turn(turn) => Some(turn),
            Guess::None | Guess::Contradiction => None,
        }
    }
}

/// The turn in a finding's evidence: degrees clockwise that make the picture upright.
fn guessed(finding: &Finding) -> Guess {
    let evidence = &finding.evidence;
    let turn = evidence.iter().find(|(name, _)| *name == "degrees");
    let Some((_, Value::Degrees(degrees))) = turn else {
        return Guess::None;
    };
    [
        (90.0, Orientation::Rotate90),
        (180.0, Orientation::Rotate180),
        (270.0, Orientation::Rotate270),
    ]
    .into_iter()
    .find(|(quarter, _)| (degrees - quarter).abs() < 45.0)
    .map_or(Guess::None, |(_, turn)| Guess::Turn(turn))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn plans() -> impl Strategy<Value = Vec<Plan>> {
        let cures = [
            Cure::Rename,
            Cure::Reencode,
            Cure::Turn,
            Cure::FitBytes,
            Cure::DropMetadata,
            Cure::Split,
            Cure::TurnAsSeen,
        ];
        let guesses = [
            Guess::None,
            Guess::Turn(Orientation::Rotate90),
            Guess::Turn(Orientation::Rotate180),
        ];
        let one = (
            prop::sample::select(cures.to_vec()),
            prop::sample::select(guesses.to_vec()),
        );
        let one = one.prop_map(|(cure, guess)| match cure {
            Cure::TurnAsSeen => Plan {
                guess,
                ..Plan::default()
            },
            cure => Plan::for_cure(cure),
        });
        prop::collection::vec(one, 0..8)
    }

    fn sum(plans: &[Plan]) -> Plan {
        plans.iter().copied().fold(Plan::default(), Plan::merge)
    }

    proptest! {
        #[test]
        fn neither_order_nor_repetition_changes_a_plan(
            (plans, shuffled) in plans().prop_flat_map(|plans| {
                (Just(plans.clone()), Just(plans).prop_shuffle())
            }),
        ) {
            let plan = sum(&plans);
            prop_assert_eq!(plan, sum(&shuffled));
            prop_assert_eq!(plan, sum(&[plans, shuffled].concat()));
            prop_assert_eq!(plan, plan.merge(plan));
        }

        #[test]
        fn a_further_finding_never_weakens_a_plan(plans in plans(), more in plans()) {
            let (less, both) = (sum(&plans), sum(&[plans, more].concat()));
            prop_assert!(both.rewrite >= less.rewrite);
            for (less, both) in [
                (less.rename, both.rename),
                (less.turn, both.turn),
                (less.fit, both.fit),
                (less.split, both.split),
            ] {
                prop_assert!(both >= less);
            }
        }
    }

    #[test]
    fn nothing_found_is_nothing_to_do() {
        assert!(Plan::of(&[], Guesses::Wanted).is_empty());
        let renaming = Plan::for_cure(Cure::Rename);
        assert!(renaming.only_renames() && !renaming.is_empty());
        assert!(!Plan::for_cure(Cure::Turn).only_renames());
        let torn = sum(&[
            Plan {
                guess: Guess::Turn(Orientation::Rotate90),
                ..Plan::default()
            },
            Plan {
                guess: Guess::Turn(Orientation::Rotate270),
                ..Plan::default()
            },
        ]);
        assert!(torn.is_empty());
        assert_eq!(torn.guessed_turn(), None);
    }
}
