//! When a licence was issued: the date at its foot, over which the seal lies.

use crate::certificate::{Certainty, Value};
use crate::dates::{Date, dates};
use crate::digits::lacks_a_digit;
use crate::extract::{Reader, SURE, told_by};
use crate::fields::Behind;
use crate::kinds::Layout;
use crate::ocr::{Care, Glyph, Likelihoods, LineBox, detect, recognize};
use crate::page::{self, Line, Look, lay_along};
use crate::rows::{Mark, find};
use crate::seal::{Part, is_below_a_seal, under_the_seal};
use crate::twins::narrow;

/// So many lines are read where the seal lies: the registrar's name, the date, and what is printed around them.
const MOST_LINES_AT_THE_SEAL: usize = 16;

impl Reader<'_> {
    /// The date of issue of a licence: a second look, without the red of the seal, where the first finds none, is in doubt, or
    /// looked through a seal. Where the two differ, neither is plain.
    pub(crate) fn issue_date(&self, layout: &Layout) -> Option<Value<Date>> {
        let first = self.date_at_the_foot(layout);
        if let Some(date) = &first
            && date.is_plain()
            && !is_below_a_seal(self.picture, date.corners)
        {
            return first;
        }
        let Some(second) = self.date_under_the_seal() else {
            return first;
        };
        let certainty = match first {
            Some(first) if first.value == second.value => first.certainty.max(second.certainty),
            Some(first) if first.is_plain() => Certainty::Doubtful,
            _ => second.certainty,
        };
        Some(Value {
            certainty,
            ..second
        })
    }

    /// The date that stands alone, lowest on the page.
    fn date_at_the_foot(&self, layout: &Layout) -> Option<Value<Date>> {
        let labels = &layout.labels;
        let other_dates = [labels.established, labels.until, labels.birth].concat();
        let is_of_another = |row: &[Mark]| {
            let mut labels = other_dates.iter();
            labels.any(|label| find(row, label, false).is_some())
        };
        // Other print may stand left of it, as the signature of an electronic licence does.
        let rows = self.rows.iter().enumerate().rev().take(8);
        let mut places =
            rows.filter(|(_, marks)| !is_of_another(marks))
                .flat_map(|(row, marks)| {
                    let is_start = |at: &usize| *at == 0 || marks[*at].line != marks[at - 1].line;
                    let starts = (0..marks.len()).filter(is_start);
                    starts.map(move |start| Behind {
                        row,
                        marks: start..marks.len(),
                    })
                });
        let place = places
            .find(|place| place.marks.len() <= 16 && dates(&self.string(place)).len() == 1)?;
        let (_, found, certainty) = self.days(&place);
        Some(self.value(*found.first()?, certainty, &place))
    }

    /// The lowest date in the part where the seal lies, read through the seal.
    fn date_under_the_seal(&self) -> Option<Value<Date>> {
        let part = under_the_seal(self.picture, self.page)?;
        let direction = self.page.direction;
        let boxes = detect(&part.luma, Look::Glance as u32, self.threads);
        let lines = boxes.into_iter().filter_map(|mut place| {
            lay_along(&mut place, direction);
            let is_short = place.length < 20.0 * place.height;
            let seen = is_short.then(|| recognize(&part.luma, &place, Care::Fast, self.threads));
            Some(Line::new(place, seen??.text(), direction))
        });
        let lines: Vec<Line> = lines.take(MOST_LINES_AT_THE_SEAL).collect();
        page::rows(&lines).iter().rev().find_map(|row| {
            let row: Vec<&Line> = row.iter().map(|line| &lines[*line]).collect();
            let (day, least) = self.date_in_row(&part, &row)?;
            let place = part.in_picture(row.first()?.place);
            Some(Value {
                value: day,
                certainty: told_by(least),
                corners: self.shares(place.corners()),
            })
        })
    }

    /// The date that a row says, and the least probability of its digits. Year, month and day are often boxes of their
    /// own, or in none: the signs between them are printed beforehand, and the digits stand a little off. Then the row is
    /// read from the first of them on, as far as a date may reach.
    fn date_in_row(&self, part: &Part, row: &[&Line]) -> Option<(Date, f32)> {
        let glyphs: Vec<Glyph> = row
            .iter()
            .flat_map(|line| line.text.glyphs.clone())
            .collect();
        if let Some(found) = the_date(&glyphs) {
            return Some(found);
        }
        let is_of_a_date = |line: &&&Line| {
            let text = line.text.string();
            text.contains(|c: char| c.is_ascii_digit()) || text.contains(['年', '月', '日'])
        };
        let of_date: Vec<&Line> = row.iter().filter(is_of_a_date).copied().collect();
        let (first, last) = (of_date.first()?, of_date.last()?);
        let start = first.text.string();
        let digits = start.chars().take_while(char::is_ascii_digit).count();
        let before = match start.chars().next() {
            _ if digits >= 4 && start.starts_with(['1', '2']) => 0.0,
            Some('年') => WIDEST_YEAR,
            _ => return None,
        };
        let around = LineBox::around(&first.place, &last.place);
        let widths = WIDTHS_OF_A_DATE.map(|width| width * first.place.height);
        let longer = widths.map(|width| {
            let from = -before * first.place.height / first.place.length;
            let mut place = first.place.part(from..from + width / first.place.length);
            place.height *= ROOM_FOR_SIGNS;
            place
        });
        let read = |luma, place: &LineBox| {
            let seen = recognize(luma, place, Care::Careful, self.threads)?;
            likeliest_date(&seen)
        };
        let by_probability = |a: &(Date, f32), b: &(Date, f32)| a.1.total_cmp(&b.1);
        let places = std::iter::once(around).chain(longer);
        let found = places.filter_map(|place| Some((place, read(&part.luma, &place)?)));
        let (place, found) = found.max_by(|a, b| by_probability(&a.1, &b.1))?;
        if found.1 >= SURE {
            return Some(found);
        }
        // What the seal's edge runs through may have gone with it.
        let with_seal = read(&self.picture.luma, &part.in_picture(place));
        with_seal.into_iter().chain([found]).max_by(by_probability)
    }
}

/// Where the first box of a date begins with 年, the year stands so many heights to the left of it at most.
const WIDEST_YEAR: f64 = 5.0;
/// How far a date reaches from the start of its year, in heights of its box: 6 where it is written together, 12 where the
/// signs are printed wide apart, as measured on drawn licences.
const WIDTHS_OF_A_DATE: [f64; 4] = [7.0, 10.0, 13.0, 16.0];
/// A date that is less likely is a guess. Chosen, not fitted.
const LEAST_PROBABILITY: f64 = 0.5;
/// Signs stand a little higher than the digits. Chosen, not fitted.
const ROOM_FOR_SIGNS: f64 = 1.3;

/// The date that a line says with the largest probability, of all days of the year that it begins with, and that
/// probability: among all those days, and of each character by itself.
fn likeliest_date(seen: &Likelihoods) -> Option<(Date, f32)> {
    let glyphs = seen.text().glyphs;
    let year: String = glyphs.iter().take(4).map(|glyph| glyph.character).collect();
    let year: u16 = year.parse().ok()?;
    let days =
        (1..=12).flat_map(|month| (1..=31).filter_map(move |day| Date::new(year, month, day)));
    let scored = days.filter_map(|date| {
        let Date { year, month, day } = date;
        let printed = format!("{year}年{month:02}月{day:02}日");
        Some((
            date,
            seen.log_probability(&printed)?,
            printed.chars().count(),
        ))
    });
    let scored: Vec<(Date, f64, usize)> = scored.collect();
    let (date, most, characters) = *scored.iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let all: f64 = scored.iter().map(|(_, log, _)| (log - most).exp()).sum();
    let of_each = (most / characters as f64).exp();
    let probability = of_each.min(1.0 / all);
    (probability >= LEAST_PROBABILITY).then_some((date, probability as f32))
}

/// The date that a line says, if it is the only one, and the least probability of its digits.
fn the_date(glyphs: &[Glyph]) -> Option<(Date, f32)> {
    let text: String = glyphs.iter().map(|glyph| narrow(glyph.character)).collect();
    let [day] = dates(&text)[..] else {
        return None;
    };
    let digits = glyphs
        .iter()
        .filter(|glyph| glyph.character.is_ascii_digit());
    let least = digits.fold(1.0_f32, |least, glyph| least.min(glyph.probability));
    (!lacks_a_digit(&text)).then_some((day, least))
}
