//! Tries to read a line as a certificate's number, for no other purpose than to learn how well that
//! goes, and whether others would succeed. What it reads is looked at here, and nowhere kept or shown.

mod check_digit;
mod net;

use core::iter;

use image::GrayImage;

use super::geometry::Point;
use super::statistics::median;
use super::straighten::{LineImage, LineSampling, straighten};
use check_digit::CHARACTERS;

/// Characters of a certificate's number.
pub(super) const LENGTH: usize = 18;

/// The class of a frame that adds nothing to the one before; those after it are [`CHARACTERS`].
const BLANK: usize = 0;
/// The class of every other character.
const OTHER: usize = net::CLASSES - 1;
const _: () = assert!(
    CHARACTERS.len() + 2 == net::CLASSES,
    "a class for each character"
);

/// Samples per character height that the network was trained with, give or take a third.
const UNIT: usize = 20;
/// Length of a number in character heights: 11.5 for credit codes, up to 16 for wide-set identity
/// numbers.
const NUMBER_LENGTH: f64 = 16.0;
/// Most columns: those of the longest line that is read, a number with its words.
const MOST_COLUMNS: usize = UNIT * 30;
/// Frames without a character that end a number: two and a half characters' heights.
const GAP: usize = UNIT * 5 / 2 / net::COLUMNS_PER_FRAME;

/// How well a line could be read as a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct NumberReading {
    /// Characters of the number, at most [`LENGTH`].
    pub(super) characters: usize,
    /// Logarithm of the estimated probability that these are right.
    pub(super) certainty: f64,
    /// Whether there are [`LENGTH`] and the last one follows from the others, as it should.
    pub(super) checks: bool,
    /// Whether they are a part of a number, not of a date: so much of one that nothing else fits.
    is_part_of_number: bool,
}

impl NumberReading {
    const NOTHING: Self = Self {
        characters: 0,
        certainty: 0.0,
        checks: false,
        is_part_of_number: false,
    };

    /// Whether this can't be chance. Of lines turned the wrong way, one in eleven to 31 of those that
    /// give 18 characters checks, but none with a certainty above -1.3.
    pub(super) fn is_certain(&self) -> bool {
        self.checks && self.certainty > -1.0
    }

    /// Whether this is a number or a good part of one: eight digits in a row, as a date has.
    pub(super) fn is_number(&self) -> bool {
        self.likeness() >= 8.0
    }

    /// Whether this is a number that checks, or lacks three characters at most.
    pub(super) fn is_whole(&self) -> bool {
        self.checks || self.is_number() && self.characters + 3 >= LENGTH
    }

    /// Whether this shows that the page has a number, however much of it is hidden. On a card's other
    /// side, reflections leave up to ten characters of the period of validity, and others in their place.
    pub(super) fn shows_number(&self) -> bool {
        self.characters > 10 || self.is_part_of_number && self.certainty > -0.5
    }

    /// The estimated probability that this is the number, shown by its check digit; 0..=1.
    pub(super) fn proof(&self) -> f64 {
        if self.checks {
            self.certainty.exp()
        } else {
            0.0
        }
    }

    /// What decides between two lines.
    pub(super) fn likeness(&self) -> f64 {
        const CHECK: f64 = 5.0;
        let check = if self.checks { CHECK } else { 0.0 };
        self.characters as f64 + 2.0 * self.certainty + check
    }
}

/// One reading of a line, and what it was made of.
#[derive(Clone, Debug)]
pub(super) struct NumberAttempt {
    pub(super) reading: NumberReading,
    line: LineImage,
    /// The frame that each character was read at.
    frames: Vec<usize>,
}

impl NumberAttempt {
    /// Logarithm of the estimated probability that a general reader gets the characters right that
    /// were read here, one by one.
    pub(super) fn ease(&self) -> f64 {
        let ease = net::ease(&self.line.levels, self.line.columns);
        let each = self.frames.iter().filter_map(|&frame| ease.get(frame));
        each.map(|&log| f64::from(log)).sum()
    }
}

/// One character that was read.
#[derive(Clone, Copy, Debug)]
struct Character {
    symbol: u8,
    /// The frame that it is surest at.
    frame: usize,
    /// Logarithm of its probability.
    certainty: f64,
    /// Whether something else, or a wide gap, lies between it and the one before.
    is_first: bool,
}

/// How a line reads, looked at again and again.
#[derive(Clone, Copy, Debug)]
pub(super) struct RepeatedReading {
    /// The best one: a digit lost between two pixels may come out in the next.
    pub(super) best: NumberReading,
    /// Logarithm of the estimated probability that a general reader gets the characters of that one
    /// right: the median of all looks, for a single one may be better or worse by chance.
    pub(super) ease: f64,
}

/// Reads a line again, a little smaller and larger, higher and lower, unless `first` has left no doubt.
pub(super) fn read_again(
    luma: &GrayImage,
    corners: &[Point; 4],
    character_height_px: f64,
    first: NumberAttempt,
) -> RepeatedReading {
    // The size, and how far down, in character heights.
    const LOOKS: [(f64, f64); 6] = [
        (0.86, 0.0),
        (1.16, 0.0),
        (0.93, 0.1),
        (1.08, -0.1),
        (1.0, 0.06),
        (1.0, -0.06),
    ];
    // Of so many readings the best is taken: the more there are, the more check by chance.
    const COMPARED: usize = 3;
    const NO_DOUBT: f64 = 0.9;
    const EASY: f64 = -0.1;
    let judged = |attempt: NumberAttempt| (attempt.reading, attempt.ease());
    let first = judged(first);
    if first.0.proof() > NO_DOUBT && first.1 > EASY {
        return RepeatedReading {
            best: first.0,
            ease: first.1,
        };
    }
    let [start, _, _, below] = *corners;
    let height = (below.0 - start.0).hypot(below.1 - start.1).max(1.0);
    let looks = LOOKS.into_iter().filter_map(|(size, down)| {
        let step = down * character_height_px / height;
        let (right, down) = ((below.0 - start.0) * step, (below.1 - start.1) * step);
        let moved = corners.map(|(x, y)| (x + right, y + down));
        read(luma, &moved, character_height_px * size).map(judged)
    });
    let looks: Vec<(NumberReading, f64)> = iter::once(first).chain(looks).collect();
    let rank = |reading: &NumberReading| (reading.proof(), reading.likeness());
    let better = |a: NumberReading, b: NumberReading| if rank(&b) > rank(&a) { b } else { a };
    let compared = looks.iter().map(|(reading, _)| *reading).take(COMPARED);
    let best = compared.reduce(better).unwrap_or(first.0);
    // What a look has missed of a number that checks, a general reader may miss as well.
    let expected = if best.checks { LENGTH } else { 0 };
    let missed = |reading: &NumberReading| expected.saturating_sub(reading.characters) as f64;
    let each = looks.iter().map(|(reading, ease)| ease - missed(reading));
    let mut each: Vec<f64> = each.collect();
    RepeatedReading {
        best,
        ease: median(&mut each, f64::total_cmp).unwrap_or(first.1),
    }
}

/// Reads a line; corners in pixels, from the start of its upper edge. `None` if it is empty.
pub(super) fn read(
    luma: &GrayImage,
    corners: &[Point; 4],
    character_height_px: f64,
) -> Option<NumberAttempt> {
    let [start, end, ..] = corners;
    let length = (end.0 - start.0).hypot(end.1 - start.1) / character_height_px;
    let with_margin = |margin: f64| {
        let sampling = LineSampling {
            unit: UNIT,
            rows: net::ROWS,
            margin: margin * UNIT as f64,
            columns: (UNIT * 4, MOST_COLUMNS),
        };
        let line = straighten(luma, corners, character_height_px, sampling)?;
        let frames = net::frames(&line.levels, line.columns);
        let (reading, frames) = best(&characters(&frames));
        Some(NumberAttempt {
            reading,
            line,
            frames,
        })
    };
    // The line may be any part of the number.
    let margin = (NUMBER_LENGTH - length).max(0.0) + 0.8;
    let attempt = with_margin(margin)?;
    let reading = attempt.reading;
    // Or the words before it and a part of it.
    if (LENGTH / 3..LENGTH).contains(&reading.characters)
        && reading.certainty > -1.0
        && margin < NUMBER_LENGTH / 2.0
    {
        let wider = with_margin(NUMBER_LENGTH / 2.0)?;
        if wider.reading.likeness() > reading.likeness() {
            return Some(wider);
        }
    }
    Some(attempt)
}

/// The characters along the frames, each where its class is the likeliest.
fn characters(frames: &[[f32; net::CLASSES]]) -> Vec<Character> {
    let mut characters: Vec<Character> = Vec::new();
    let mut last_class = BLANK;
    let mut last_frame = 0;
    let mut is_first = true;
    for (at, frame) in frames.iter().enumerate() {
        let likeliest = (0..net::CLASSES).max_by(|&a, &b| frame[a].total_cmp(&frame[b]));
        let class = likeliest.unwrap_or(BLANK);
        let certainty = f64::from(frame[class]);
        match class {
            BLANK => {}
            OTHER => is_first = true,
            _ => {
                if class != last_class {
                    characters.push(Character {
                        symbol: CHARACTERS[class - 1],
                        frame: at,
                        certainty,
                        is_first: is_first || at - last_frame > GAP,
                    });
                } else if let Some(character) = characters.last_mut()
                    && certainty > character.certainty
                {
                    (character.frame, character.certainty) = (at, certainty);
                }
                last_frame = at;
                is_first = false;
            }
        }
        last_class = class;
    }
    characters
}

/// Whether a date of this century stands where an identity number has none: part of a period of
/// validity, whose dots are no characters, as on a card's emblem side.
fn is_dated(symbols: &[u8]) -> bool {
    // After the six digits of a place.
    const BIRTH: usize = 6;
    let mut dates = symbols.windows(8).enumerate();
    dates.any(|(at, date)| {
        at != BIRTH
            && date.starts_with(b"20")
            && date.iter().all(u8::is_ascii_digit)
            && (b"01".as_slice()..=b"12").contains(&&date[4..6])
            && (b"01".as_slice()..=b"31").contains(&&date[6..8])
    })
}

/// Whether these are the beginning of an identity number: its first two digits are a province
/// (GB/T 2260), the seventh and eighth a century. A period of validity that has lost its dots may begin
/// with a day that looks like a province, but then a year follows.
fn begins_identity(symbols: &[u8]) -> bool {
    const LEAST: usize = 5;
    let [tens, units, third, fourth, ..] = *symbols else {
        return false;
    };
    let is_province = match tens {
        b'1' | b'6' => (b'1'..=b'5').contains(&units),
        b'2' | b'8' => (b'1'..=b'3').contains(&units),
        b'3' => (b'1'..=b'7').contains(&units),
        b'4' => (b'1'..=b'6').contains(&units),
        b'5' => (b'0'..=b'4').contains(&units),
        b'7' => units == b'1',
        _ => false,
    };
    is_province
        && symbols.len() >= LEAST
        && symbols.iter().take(8).all(u8::is_ascii_digit)
        && [third, fourth] != *b"20"
        && symbols.get(6..8).is_none_or(|c| c == b"19" || c == b"20")
}

/// Whether these may be a part of a period of validity, as `2016030120360301` reads without its dots.
/// Three characters are too few to tell, and letters are what a reflection makes of digits. A year of
/// birth before 2000 fits no period: it shows the side with the number as well.
fn fits_period(symbols: &[u8]) -> bool {
    const LEAST: usize = 4;
    // The digits that each place of a date can have.
    const DATE: [&[u8]; 8] = [
        b"2",
        b"0",
        b"0123456789",
        b"0123456789",
        b"01",
        b"0123456789",
        b"0123",
        b"0123456789",
    ];
    let starts_at = |start: usize| {
        let places = DATE.iter().cycle().skip(start);
        symbols
            .iter()
            .zip(places)
            .all(|(symbol, place)| place.contains(symbol))
    };
    let is_digits = symbols.iter().all(u8::is_ascii_digit);
    symbols.len() < LEAST || !is_digits || (0..DATE.len()).any(starts_at)
}

/// The stretch most like a number, and its frames: of the right length if there is one, else the
/// longest; of several, one that checks, else the surest.
fn best(characters: &[Character]) -> (NumberReading, Vec<usize>) {
    let runs = characters.chunk_by(|_, next| !next.is_first);
    let windows = runs.flat_map(|run| run.windows(LENGTH.min(run.len())));
    let readings = windows.filter_map(|window| {
        let symbols: Vec<u8> = window.iter().map(|character| character.symbol).collect();
        let checks = check_digit::is_right(&symbols);
        (checks || !is_dated(&symbols)).then(|| {
            let reading = NumberReading {
                characters: window.len(),
                certainty: window.iter().map(|character| character.certainty).sum(),
                checks,
                is_part_of_number: begins_identity(&symbols) || !fits_period(&symbols),
            };
            (reading, window)
        })
    });
    let best = readings.max_by(|(a, _), (b, _)| {
        let rank = |reading: &NumberReading| (reading.characters, reading.checks);
        rank(a)
            .cmp(&rank(b))
            .then(a.certainty.total_cmp(&b.certainty))
    });
    let Some((reading, window)) = best else {
        return (NumberReading::NOTHING, Vec::new());
    };
    let frames = window.iter().map(|character| character.frame);
    (reading, frames.collect())
}

#[cfg(test)]
mod tests {
    use certpreflight_corpus::{Defect, Kind};

    use super::*;
    use crate::testing::specimen;

    fn reading(kind: Kind, seed: u64, defect: Defect, amount: f64) -> NumberReading {
        let (picture, specimen) = specimen(kind, seed, defect, amount);
        let number = specimen.truth.number_box_px.expect("it has a number");
        let attempt = read(&picture.luma, &number, specimen.truth.number_height_px);
        attempt.expect("it is not empty").reading
    }

    #[test]
    fn numbers_are_read_however_the_page_lies() {
        for (kind, seed) in Kind::NUMBERED.into_iter().zip(70..) {
            let upright = reading(kind, seed, Defect::None, 0.0);
            assert!(upright.is_certain(), "{kind}: {upright:?}");
            for degrees in [90.0, 180.0, 270.0] {
                let turned = reading(kind, seed, Defect::Turned, degrees);
                assert!(turned.is_certain(), "{kind} {degrees}: {turned:?}");
            }
            let mirrored = reading(kind, seed, Defect::Mirrored, 0.0);
            assert!(mirrored.is_certain(), "{kind}: {mirrored:?}");
        }
    }

    #[test]
    fn a_period_of_validity_is_no_number() {
        for period in ["2016030120360301", "2016030120", "030120360301"] {
            assert!(is_dated(period.as_bytes()), "{period}");
        }
        // Of one born in this century, whole and with its end hidden.
        for number in ["42010620030115123X", "42010620030115", "195608122352"] {
            assert!(!is_dated(number.as_bytes()), "{number}");
        }
        assert!(!is_dated(b"") && !is_dated(b"20A60301"));
    }

    #[test]
    fn the_beginning_of_an_identity_number_is_known() {
        for left in ["42010619", "3101151", "51010", "42010620030115123X"] {
            assert!(begins_identity(left.as_bytes()), "{left}");
        }
        // Too little, no province, a period of validity without its dots, a credit code.
        for other in ["4201", "", "20160301", "13203706", "12062026", "91310115MA"] {
            assert!(!begins_identity(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn what_fits_no_date_is_no_period() {
        for part in [
            "2016030120360301",
            "301203603",
            "1203",
            "2016",
            "196",
            "2U32U910",
        ] {
            assert!(fits_period(part.as_bytes()), "{part}");
        }
        for part in ["9809236819", "196819", "3101151", "1958"] {
            assert!(!fits_period(part.as_bytes()), "{part}");
        }
    }

    #[test]
    fn what_is_not_there_is_not_read() {
        for (kind, seed) in Kind::NUMBERED.into_iter().zip(80..) {
            for (defect, amount) in [(Defect::Defocus, 0.6), (Defect::Noise, 200.0)] {
                let drowned = reading(kind, seed, defect, amount);
                assert!(!drowned.is_certain(), "{kind} {defect}: {drowned:?}");
            }
        }
    }

    #[test]
    fn a_number_read_from_the_wrong_side_is_no_number() {
        let (picture, specimen) = specimen(Kind::IdPortrait, 90, Defect::None, 0.0);
        let [a, b, c, d] = specimen.truth.number_box_px.expect("it has a number");
        for corners in [[c, d, a, b], [b, a, d, c], [d, c, b, a]] {
            let read = read(&picture.luma, &corners, specimen.truth.number_height_px);
            assert!(!read.expect("it is not empty").reading.is_certain());
        }
    }

    #[test]
    fn empty_lines_have_no_reading() {
        let (picture, _) = specimen(Kind::IdEmblem, 91, Defect::None, 0.0);
        assert!(read(&picture.luma, &[(9.0, 9.0); 4], 12.0).is_none());
        let line = [(9.0, 9.0), (90.0, 9.0), (90.0, 20.0), (9.0, 20.0)];
        assert!(read(&picture.luma, &line, 0.0).is_none());
        assert!(read(&GrayImage::new(1, 1), &line, 11.0).is_none());
    }
}
