//! Findings in, a [`Plan`] out: a record of slots, not a list of steps. Two findings that ask for
//! the same thing fill one slot, the stricter wins, and neither order nor repetition matters.

use crate::outcome::Finding;
use crate::rules::{Cure, Turn};
use certpreflight_formats::metadata::ExifOrientation;

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
    pub(super) content_turn: ContentTurn,
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
pub(super) enum ContentTurn {
    /// Nothing.
    #[default]
    None,
    /// This one.
    Make(Turn),
    /// Different ones: then none is made.
    Contradiction,
}

impl Plan {
    /// The plan that cures these findings; `by_content` says whether turns that only the content
    /// shows are wanted.
    pub(super) fn of(findings: &[Finding], by_content: bool) -> Self {
        let cures = findings.iter().filter_map(|finding| finding.cure);
        cures.fold(Self::default(), |plan, cure| {
            plan.merge(Self::for_cure(cure, by_content))
        })
    }

    /// The slots that one cure fills.
    fn for_cure(cure: Cure, by_content: bool) -> Self {
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
            Cure::DropMetadata | Cure::EndMark => Self {
                rewrite: Rewrite::Strip,
                ..empty
            },
            Cure::Split => Self {
                split: true,
                rewrite: Rewrite::Encode,
                ..empty
            },
            Cure::TurnAsSeen(Some(turn)) if by_content => Self {
                content_turn: ContentTurn::Make(turn),
                ..empty
            },
            Cure::TurnAsSeen(_) => empty,
        }
    }

    /// Both plans in one.
    fn merge(self, other: Self) -> Self {
        Self {
            rename: self.rename || other.rename,
            rewrite: self.rewrite.max(other.rewrite),
            turn: self.turn || other.turn,
            content_turn: match (self.content_turn, other.content_turn) {
                (ContentTurn::None, turn) | (turn, ContentTurn::None) => turn,
                (one, two) if one == two => one,
                _ => ContentTurn::Contradiction,
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
                    content_turn: ContentTurn::Contradiction,
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
    pub(super) fn content_turn(self) -> Option<ExifOrientation> {
        match self.content_turn {
            ContentTurn::Make(turn) => Some(match turn {
                Turn::Clockwise90 => ExifOrientation::Rotate90,
                Turn::By180 => ExifOrientation::Rotate180,
                Turn::Counterclockwise90 => ExifOrientation::Rotate270,
            }),
            ContentTurn::None | ContentTurn::Contradiction => None,
        }
    }
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
            Cure::EndMark,
            Cure::Split,
            Cure::TurnAsSeen(None),
            Cure::TurnAsSeen(Some(Turn::Clockwise90)),
            Cure::TurnAsSeen(Some(Turn::By180)),
        ];
        let one = prop::sample::select(cures.to_vec()).prop_map(|cure| Plan::for_cure(cure, true));
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
        assert!(Plan::of(&[], true).is_empty());
        let plan = |cure| Plan::for_cure(cure, true);
        let renaming = plan(Cure::Rename);
        assert!(renaming.only_renames() && !renaming.is_empty());
        assert!(!plan(Cure::Turn).only_renames());
    }

    #[test]
    fn a_turn_by_content_is_made_as_the_cure_says_if_it_is_wanted_and_undisputed() {
        let cases = [
            (Turn::Clockwise90, ExifOrientation::Rotate90),
            (Turn::By180, ExifOrientation::Rotate180),
            (Turn::Counterclockwise90, ExifOrientation::Rotate270),
        ];
        for (turn, expected) in cases {
            let cure = Cure::TurnAsSeen(Some(turn));
            assert_eq!(Plan::for_cure(cure, true).content_turn(), Some(expected));
            assert!(Plan::for_cure(cure, false).is_empty());
        }
        let both = [Turn::Clockwise90, Turn::Counterclockwise90]
            .map(|turn| Plan::for_cure(Cure::TurnAsSeen(Some(turn)), true));
        assert!(sum(&both).is_empty());
        assert_eq!(sum(&both).content_turn(), None);
    }
}
