//! Which way the content of a picture is turned, as far as the content itself can tell.
//!
//! Whether a page lies on its side follows from the direction of its lines; whether it stands on
//! its head or is seen in a mirror from the shapes of its characters, its QR code, and from the way
//! its number can be read. What no cue tells stays undecided.

mod shape;

use super::number::Number;
use super::pose::Pose;
use super::qr::{Corner, QrCode};
use super::reduced::IfNeeded;
use super::statistics::{logistic, weighted_median};
use super::text::{Direction, DirectionVotes, TextLine, TextMap};
use super::turns::QuarterTurns;
use certpreflight_formats::codec::Picture;
use image::GrayImage;
use shape::Shapes;

/// An answer and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Decision {
    /// Yes or no; `None` if the content does not tell.
    pub answer: Option<bool>,
    /// Estimated probability that the likelier answer is right, 0.5..=1, said or not.
    pub confidence: f64,
}

impl Decision {
    /// Neither yes nor no.
    const UNDECIDED: Self = Self {
        answer: None,
        confidence: 0.5,
    };

    /// Says what is at least as likely as `least`.
    fn of(probability: f64, least: f64) -> Self {
        let confidence = probability.max(1.0 - probability);
        Self {
            answer: (confidence >= least).then_some(probability > 0.5),
            confidence,
        }
    }
}

/// Which way the content lies.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct ContentOrientation {
    /// Whether lines run up or down the picture.
    pub sideways: Decision,
    /// Whether the content stands on its head. Of a sideways page: whether it was turned to the
    /// left (270 degrees clockwise) rather than to the right.
    pub upside_down: Decision,
    /// Whether left and right are exchanged.
    pub mirrored: Decision,
    /// Degrees to turn the picture clockwise so that it stands upright: 0, 90, 180 or 270; `None`
    /// if the content does not tell.
    pub turn_to_upright_degrees: Option<u32>,
    /// Median slope of the lines against the closest side of the picture, clockwise positive,
    /// -27..=27; `None` without lines. Of a page in perspective that is the slope of its middle.
    pub skew_degrees: Option<f64>,
}

/// Finds out which way the content lies, of a picture that was turned by `turns` to be measured.
pub(super) fn measure(
    picture: &Picture,
    turns: QuarterTurns,
    text: &TextMap,
    code: Option<QrCode>,
    number: Option<&Number>,
    smoothed: &IfNeeded,
) -> ContentOrientation {
    let seen = Shapes::of(&picture.luma, &text.lines);
    let shapes = seen.evidence();
    let by_votes = |votes: DirectionVotes| lines_run_down(votes, code, number, shapes);
    let mut run_down = by_votes(text.votes);
    if run_down.answer.is_none() {
        run_down = by_votes(text.votes.with(smoothed.text.votes));
    }
    let number = number.filter(|number| number.reading.is_certain());
    let skew_degrees = skew(&text.lines);
    let Some(lines_run_down) = run_down.answer else {
        return ContentOrientation {
            sideways: run_down,
            upside_down: Decision::UNDECIDED,
            mirrored: Decision::UNDECIDED,
            turn_to_upright_degrees: None,
            skew_degrees,
        };
    };
    // From the picture as it was given to one whose lines are level.
    let leveled = if lines_run_down {
        turns.then(QuarterTurns::LEFT)
    } else {
        turns
    };
    let by_code = code.map_or([0.0; 4], |code| by_code(code, lines_run_down));
    let by_number = number.map_or([0.0; 4], |number| by_number(number, lines_run_down));
    let evidence: [f64; 4] = core::array::from_fn(|pose| {
        SHAPES * shapes.unwrap_or_default()[pose] + by_code[pose] + by_number[pose]
    });
    let chances = chances(evidence, leveled);
    // One in a hundred may be wrong of those that are said.
    let mut on_head = Decision::of(chance(chances, Pose::swaps_ends), 0.99);
    // To turn a picture takes a code, a number, or plain shapes.
    let is_proven = seen.are_plain || by_code.iter().chain(&by_number).any(|weight| *weight > 0.0);
    let stays = leveled == QuarterTurns::NONE && on_head.answer == Some(false)
        || leveled == QuarterTurns::HALF && on_head.answer == Some(true);
    if !is_proven && !stays {
        on_head.answer = None;
    }
    // Mirrored pictures are rare, so that this is said only when it is all but certain.
    let mirrored = Decision::of(chance(chances, Pose::is_mirrored), 0.998);
    let turn = on_head.answer.map(|on_head| {
        if on_head {
            leveled.then(QuarterTurns::HALF).degrees()
        } else {
            leveled.degrees()
        }
    });
    ContentOrientation {
        sideways: Decision {
            answer: Some(leveled.swaps_axes()),
            ..run_down
        },
        upside_down: Decision {
            answer: turn.map(|degrees| matches!(degrees, 90 | 180)),
            ..on_head
        },
        mirrored,
        turn_to_upright_degrees: turn,
        skew_degrees,
    }
}

/// Whether the content rather stands on its head once its lines are level, be it ever so unsure.
pub(super) fn leans_to_head(luma: &GrayImage, text: &TextMap, code: Option<QrCode>) -> bool {
    let run_down = text.votes.direction() == Direction::Vertical;
    let shapes = Shapes::of(luma, &text.lines).sums;
    let by_code = code.map_or([0.0; 4], |code| by_code(code, run_down));
    let likeliest = |kind: fn(Pose) -> bool| {
        Pose::ALL
            .into_iter()
            .enumerate()
            .filter(|(_, pose)| kind(*pose))
            .map(|(index, _)| SHAPES * shapes[index] + by_code[index])
            .fold(f64::MIN, f64::max)
    };
    likeliest(Pose::swaps_ends) > likeliest(|pose| !pose.swaps_ends())
}

/// What the shapes count beside other evidence. Characters err together, most of all where motion
/// smears them one way; on the tuning set nothing was decided wrongly up to 0.25, and a smeared page
/// from 0.3 on.
const SHAPES: f64 = 0.25;

/// Whether lines run up and down, by the votes of the characters, of a code and of digits that
/// were read. Shapes that pass for writing when seen along these lines make it surer.
fn lines_run_down(
    mut directions: DirectionVotes,
    code: Option<QrCode>,
    number: Option<&Number>,
    shapes: Option<[f64; 4]>,
) -> Decision {
    // As much as a row of 18 digits.
    const CODE: f64 = 30.0;
    // Reading it is proof.
    const NUMBER: f64 = 60.0;
    // A good part of one, or another row of digits: all 1208 of the tuning set lay the right way.
    const DIGITS: f64 = 15.0;
    // Votes of frames, wood, noise and faces contradict each other: their mean stays below 0.35 or
    // they are few. That of Chinese text is 0.5 to 1, that of Latin text 0.3 to 0.9 and they are
    // many.
    const UNITED: f64 = 0.6;
    const SHAPES: f64 = 5.0;
    // A probability of 0.99 takes 20 votes, 15 with the shapes'. On the tuning set 17 that were wrong
    // came together, and the least that a turned page had were 32.
    const VOTES_PER_LOGIT: f64 = 4.35;
    if let Some(code) = code.filter(|code| code.readable) {
        let direction = if code.is_level() {
            Direction::Horizontal
        } else {
            Direction::Vertical
        };
        directions.vote(direction, CODE);
    }
    if let Some(number) = number.filter(|number| number.reading.is_number()) {
        let votes = if number.reading.is_certain() {
            NUMBER
        } else {
            DIGITS
        };
        directions.vote(number.direction, votes);
    }
    let mut votes = directions.sum * (directions.mean() / UNITED).powi(2).min(1.0);
    if shapes.is_some() {
        votes += SHAPES.copysign(votes);
    }
    Decision::of(logistic(-votes / VOTES_PER_LOGIT), 0.99)
}

/// What the open corner of a code tells about each pose.
fn by_code(code: QrCode, is_sideways: bool) -> [f64; 4] {
    // Codes are printed upright; found by its squares alone, one in 150 is an ornament.
    const FOUND: f64 = 5.0;
    const READ: f64 = 9.0;
    let corner = if is_sideways {
        code.open_corner.turned_left()
    } else {
        code.open_corner
    };
    let pose = match corner {
        Corner::BottomRight => Pose::Upright,
        Corner::BottomLeft => Pose::Mirrored,
        Corner::TopLeft => Pose::Turned,
        Corner::TopRight => Pose::MirroredTurned,
    };
    let weight = match code.readable {
        false => FOUND,
        true if code.mirrored == pose.is_mirrored() => READ,
        // Lines and code contradict each other.
        true => 0.0,
    };
    Pose::ALL.map(|other| if other == pose { weight } else { 0.0 })
}

/// What a number that was read tells about each pose.
fn by_number(number: &Number, is_sideways: bool) -> [f64; 4] {
    // As much as a code that was read.
    const READ: f64 = 9.0;
    let is_along = (number.direction == Direction::Vertical) == is_sideways;
    Pose::ALL.map(|pose| {
        if is_along && pose == number.pose {
            READ
        } else {
            0.0
        }
    })
}

/// The probability of each pose of leveled lines given the evidence, in the order of [`Pose::ALL`];
/// `leveled` is the turn of the given picture that leveled them.
fn chances(evidence: [f64; 4], leveled: QuarterTurns) -> [f64; 4] {
    // How often pictures come: natural logarithms, from the share of upside-down (one in a hundred)
    // and mirrored (one in a thousand) uploads. A page on its side lies to the left as often as to
    // the right.
    const UPSIDE_DOWN: f64 = -4.0;
    const MIRRORED: f64 = -6.0;
    let mut chances = evidence;
    for (chance, pose) in chances.iter_mut().zip(Pose::ALL) {
        let turn = if pose.swaps_ends() {
            leveled.then(QuarterTurns::HALF)
        } else {
            leveled
        };
        if turn == QuarterTurns::HALF {
            *chance += UPSIDE_DOWN;
        }
        if pose.is_mirrored() {
            *chance += MIRRORED;
        }
    }
    let best = chances.iter().copied().fold(f64::MIN, f64::max);
    let weights = chances.map(|chance| (chance - best).exp());
    let sum: f64 = weights.iter().sum();
    weights.map(|weight| weight / sum)
}

/// The probability of the poses of a kind.
fn chance(chances: [f64; 4], kind: fn(Pose) -> bool) -> f64 {
    Pose::ALL
        .into_iter()
        .zip(chances)
        .filter(|(pose, _)| kind(*pose))
        .map(|(_, chance)| chance)
        .sum()
}

/// The slope that half the characters' lines lie below and half above, in degrees.
fn skew(lines: &[TextLine]) -> Option<f64> {
    let long = lines.iter().filter(|line| line.boxes.len() >= 5);
    weighted_median(
        long.map(|line| (line.angle_degrees, line.boxes.len() as f64))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use certpreflight_corpus::{Defect, Kind, Recipe, Style};

    use super::*;
    use crate::reduced::SmoothedPrint;
    use crate::{testing, text};

    #[test]
    fn a_doubt_is_removed_by_the_smoothed_print() {
        // The emblem side on coarse wood: the grain leaves few of its characters.
        let (kind, style) = (Kind::IdEmblem, Style::Photo);
        let recipe = Recipe::new(23_190_026, kind, style, Defect::Turned, 270.0);
        let picture = testing::picture(recipe.render().decode());
        let text = text::find(&picture.luma);
        assert_eq!(lines_run_down(text.votes, None, None, None).answer, None);
        let smoothed = SmoothedPrint::if_needed(&picture.luma);
        let orientation = measure(&picture, QuarterTurns::NONE, &text, None, None, &smoothed);
        assert_eq!(orientation.sideways.answer, Some(true));
    }

    #[test]
    fn contradicting_looks_leave_the_doubt() {
        let votes = |sum, voters| DirectionVotes { sum, voters };
        let first = votes(-12.0, 20.0);
        assert_eq!(first.with(votes(15.0, 20.0)), first);
        assert_eq!(first.with(votes(-15.0, 20.0)), votes(-27.0, 40.0));
        let none = votes(-2.0, 4.0);
        assert_eq!(none.with(votes(-15.0, 20.0)), none);
    }
}
