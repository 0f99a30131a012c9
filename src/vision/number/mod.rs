//! Which line is the certificate's number? It looks like one, it stands where numbers stand, and it
//! can be read as one, unless it is illegible.

mod line;
mod place;

use image::GrayImage;

use super::bars;
use super::geometry::{Point, Quad};
use super::pose::Pose;
use super::reader::{self, NumberAttempt, NumberReading};
use super::reduced::{IfNeeded, SmoothedPrint};
use super::statistics::median;
use super::text::{Direction, TextMap};
pub(super) use line::{NumberLine, USUAL_HEIGHT};
use place::NumberPlace;

/// The line that is taken for the number, and how it reads.
#[derive(Clone, Debug)]
pub(super) struct Number {
    pub(super) line: NumberLine,
    /// The lines that were read, unless one of them is the number without doubt.
    pub(super) others: Vec<NumberLine>,
    pub(super) reading: NumberReading,
    /// Logarithm of the estimated probability that a general reader gets the characters right that
    /// were read.
    pub(super) ease: f64,
    /// The way it runs.
    pub(super) direction: Direction,
    /// How it stands, as far as it could be read; else upright.
    pub(super) pose: Pose,
}

/// Fewest bars per pixel of the long side that are text without a single line of characters: blank
/// sheets on grained tables have up to 1/65, pages whose print is too blurred or too grainy for
/// characters 1/40 and more.
const LEAST_BARS_PER_PX: f64 = 1.0 / 60.0;
/// Lines of characters that are read before anything else is tried.
const FIRST_READ: usize = 3;
/// Other lines and bars that are read then. Of the tuning set's readable pictures, the number was
/// among the first and six others in 98 of 100; four keep the worst page to eleven readings.
const MOST_READ: usize = 4;
/// Lines that are read upside down then.
const MOST_TURNED: usize = 2;
/// Likeness to a number below which the number may not have been found at all: a date has eight
/// digits.
const DOUBTFUL: f64 = 10.0;
/// Length of the longest line that may be a number with its words, in character heights: 16 for the
/// number and eleven for the nine characters of the longest label.
const LONGEST: f64 = 30.0;

/// Finds the number: the first line that reads like one without doubt, else the one that comes
/// closest. `corners` are the certificate's in a picture that is `scale` times larger than `luma`.
/// `None` if there is no line.
pub(super) fn find(
    luma: &GrayImage,
    text: &TextMap,
    corners: Option<&Quad>,
    scale: f64,
    smoothed: &IfNeeded,
) -> Option<Number> {
    let search = NumberSearch::new(
        TextSource::plain(luma, text),
        text.votes.direction(),
        corners,
        scale,
    );
    let first = search.likeliest();
    let is_found = |number: &Candidate| number.attempt.reading.likeness() >= DOUBTFUL;
    let second = match &first {
        Some(number) if is_found(number) => None,
        Some(_) | None => look_again(luma, smoothed, corners, scale),
    };
    let is_known = first.iter().chain(&second).any(is_found);
    let coarser = (!is_known).then(|| smoothed.coarser(luma)).flatten();
    let third = coarser.and_then(|coarser| look_again(luma, &coarser, corners, scale));
    let Candidate {
        line,
        others,
        attempt,
        direction,
        pose,
    } = first
        .into_iter()
        .chain(second)
        .chain(third)
        .reduce(closer)?;
    let corners_px = pose.righted(line.corners_px);
    let readings = reader::read_again(luma, &corners_px, line.height_px, attempt);
    Some(Number {
        line,
        others,
        reading: readings.best,
        ease: readings.ease,
        direction,
        pose,
    })
}

/// A line that was read, before it is known to be the likeliest.
#[derive(Clone, Debug)]
struct Candidate {
    line: NumberLine,
    others: Vec<NumberLine>,
    attempt: NumberAttempt,
    direction: Direction,
    pose: Pose,
}

/// Looks for the number in the print of a smoothed picture, along its lines and across: noise and
/// faintness hide lines from the first look. `None` if nothing there can only be a number: the print
/// of a receipt gives digits as well. Of faint print, what surely is none will do: how much of it could
/// be read tells how legible the rest is.
fn look_again(
    luma: &GrayImage,
    smoothed: &SmoothedPrint,
    corners: Option<&Quad>,
    scale: f64,
) -> Option<Candidate> {
    let view = TextSource {
        luma,
        text: &smoothed.text,
        sought_in: &smoothed.picture,
        factor: smoothed.factor,
    };
    let along = smoothed.text.votes.direction();
    let numbers = [along, along.across()].into_iter().filter_map(|direction| {
        let number = NumberSearch::new(view, direction, corners, scale).likeliest()?;
        let reading = &number.attempt.reading;
        let tells = smoothed.is_faint() && !reading.is_number();
        (reading.is_whole() || tells).then_some(number)
    });
    numbers.reduce(closer)
}

/// The one that reads more like a number; the first if both do alike.
fn closer(a: Candidate, b: Candidate) -> Candidate {
    let likeness = |number: &Candidate| number.attempt.reading.likeness();
    if likeness(&b) > likeness(&a) { b } else { a }
}

/// A picture, and where lines are sought in it.
#[derive(Clone, Copy)]
struct TextSource<'a> {
    luma: &'a GrayImage,
    text: &'a TextMap,
    /// What the text was found in.
    sought_in: &'a GrayImage,
    /// By how much `luma` is larger than that.
    factor: f64,
}

impl<'a> TextSource<'a> {
    fn plain(luma: &'a GrayImage, text: &'a TextMap) -> Self {
        Self {
            luma,
            text,
            sought_in: luma,
            factor: 1.0,
        }
    }
}

/// A picture whose number is looked for, along one direction.
struct NumberSearch<'a> {
    view: TextSource<'a>,
    direction: Direction,
    place: Option<NumberPlace>,
}

impl<'a> NumberSearch<'a> {
    fn new(view: TextSource<'a>, direction: Direction, corners: Option<&Quad>, scale: f64) -> Self {
        let place = corners.and_then(|corners| {
            let [a, b, c, d] = corners.0.map(|(x, y)| (x / scale, y / scale));
            NumberPlace::new(Quad(match direction {
                Direction::Horizontal => [a, b, c, d],
                Direction::Vertical => [b, c, d, a],
            }))
        });
        Self {
            view,
            direction,
            place,
        }
    }

    /// The first line that reads like the number without doubt, else the closest.
    fn likeliest(&self) -> Option<Candidate> {
        let mut seen = Vec::new();
        let written = self.written();
        let mut first = self.ranked(&written, Pose::Upright);
        first.truncate(FIRST_READ);
        if let Some(number) = self.certain(&first, FIRST_READ, &mut seen) {
            return Some(number);
        }
        let all = self.all(written);
        let ranked = self.ranked(&all, Pose::Upright);
        if let Some(number) = self.certain(&ranked, FIRST_READ + MOST_READ, &mut seen) {
            return Some(number);
        }
        // Mirrors are rare: they are looked into for the likeliest line only.
        for (pose, most) in [
            (Pose::Turned, MOST_TURNED),
            (Pose::Mirrored, 1),
            (Pose::MirroredTurned, 1),
        ] {
            let likeliest = self.ranked(&all, pose).into_iter().take(most);
            let mut readings = likeliest.filter_map(|line| self.read(&line, pose));
            if let Some(number) = readings.find(|number| number.attempt.reading.is_certain()) {
                return Some(number);
            }
        }
        let likeness = |number: &&Candidate| number.attempt.reading.likeness();
        let closest = seen
            .iter()
            .max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
        Some(Candidate {
            others: seen.iter().map(|number| number.line).collect(),
            ..closest.clone()
        })
    }

    /// Reads lines until one is the number without doubt, or `most` have been seen in all.
    fn certain(
        &self,
        lines: &[NumberLine],
        most: usize,
        seen: &mut Vec<Candidate>,
    ) -> Option<Candidate> {
        for line in lines {
            if seen.len() >= most {
                break;
            }
            if seen.iter().any(|seen| seen.line.is_about(line)) {
                continue;
            }
            let Some(number) = self.read(line, Pose::Upright) else {
                continue;
            };
            if number.attempt.reading.is_certain() {
                return Some(number);
            }
            seen.push(number);
        }
        None
    }

    /// The lines of characters.
    fn written(&self) -> Vec<NumberLine> {
        let lines = self.view.text.lines.iter();
        let lines = lines.filter(|line| line.direction == self.direction);
        let lines = lines.map(|line| NumberLine {
            corners_px: self.level(line.corners_px),
            height_px: line.character_height_px * self.view.factor,
            number_like: line.number_like,
            is_bar: false,
        });
        let may_be_number = |line: &NumberLine| line.height_px >= 1.0 && line.length() <= LONGEST;
        lines.filter(may_be_number).collect()
    }

    /// These, and dark bars; nothing if all of it is too little to be text.
    fn all(&self, written: Vec<NumberLine>) -> Vec<NumberLine> {
        let bars = bars::find(self.view.sought_in, self.direction).into_iter();
        let bars = bars.map(|bar| NumberLine {
            corners_px: self.level(bar.corners_px),
            height_px: bar.height_px * self.view.factor,
            number_like: 0.0,
            is_bar: true,
        });
        let has_written = !written.is_empty();
        let mut all = written;
        all.extend(bars);
        if has_written || (all.len() as f64) >= self.long_side_px() * LEAST_BARS_PER_PX {
            all
        } else {
            Vec::new()
        }
    }

    /// Quad in pixels of the luma picture; those of lines that run down are mirrored at the
    /// diagonal.
    fn level(&self, corners: [Point; 4]) -> [Point; 4] {
        let factor = self.view.factor;
        let [a, b, c, d] = corners.map(|(x, y)| (x * factor, y * factor));
        match self.direction {
            Direction::Horizontal => [a, b, c, d],
            Direction::Vertical => [d, c, b, a],
        }
    }

    fn long_side_px(&self) -> f64 {
        f64::from(self.view.luma.width().max(self.view.luma.height()))
    }

    /// The likeliest first, if the certificate stands as `pose` says; with the place of the number
    /// on a card.
    fn ranked(&self, lines: &[NumberLine], pose: Pose) -> Vec<NumberLine> {
        let median = median_height(lines);
        let place = self.place.and_then(|place| place.righted(pose));
        let score = |line: &NumberLine| {
            let somewhere = line.score(median, self.long_side_px());
            somewhere + place.map_or(0.0, |place| place.score(line))
        };
        let mut ranked = lines.to_vec();
        if !lines.is_empty() {
            // Righted already: reading rights it again, so it is put back first.
            let of_card = place.and_then(|place| place.of_card());
            ranked.extend(of_card.map(|line| line.righted(pose)));
        }
        ranked.sort_by(|a, b| score(b).total_cmp(&score(a)));
        ranked
    }

    fn read(&self, line: &NumberLine, pose: Pose) -> Option<Candidate> {
        let righted = line.righted(pose);
        let attempt = reader::read(self.view.luma, &righted.corners_px, righted.height_px)?;
        Some(Candidate {
            line: *line,
            others: Vec::new(),
            attempt,
            direction: self.direction,
            pose,
        })
    }
}

fn median_height(lines: &[NumberLine]) -> f64 {
    let mut heights: Vec<f64> = lines.iter().map(|line| line.height_px).collect();
    median(&mut heights, f64::total_cmp).unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use certpreflight_corpus::{Defect, Kind};

    use super::*;
    use crate::testing::specimen;
    use crate::text;

    #[test]
    fn numbers_are_found_in_print_that_noise_outdoes() {
        // Without a third look none, one or five characters of these were found.
        for (kind, seed, contrast) in [
            (Kind::CreditCode, 60, 0.03),
            (Kind::LicenseLandscape, 62, 0.03),
            (Kind::IdPortrait, 63, 0.02),
            (Kind::LicensePortrait, 65, 0.02),
            (Kind::LicensePortrait, 69, 0.025),
            (Kind::LicenseLandscape, 71, 0.03),
        ] {
            let (picture, _) = specimen(kind, seed, Defect::LowContrast, contrast);
            let luma = &picture.luma;
            let smoothed = SmoothedPrint::if_needed(luma);
            assert!(smoothed.is_faint(), "{kind} {seed}");
            let number = find(luma, &text::find(luma), None, 1.0, &smoothed);
            let characters = number.map_or(0, |number| number.reading.characters);
            assert!(characters >= 12, "{kind} {seed}: {characters}");
        }
    }

    #[test]
    fn clear_print_is_looked_at_twice_at_most() {
        for (kind, seed) in Kind::BASIC.into_iter().zip(60..) {
            let (picture, _) = specimen(kind, seed, Defect::None, 0.0);
            let smoothed = SmoothedPrint::if_needed(&picture.luma);
            assert!(smoothed.coarser(&picture.luma).is_none(), "{kind}");
        }
    }
}
