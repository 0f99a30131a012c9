//! Puts the parts together: page, layout, fields.

use std::sync::Arc;

use certpreflight_formats::codec::Picture;
use rten::ThreadPool;

use crate::certificate::{Certainty, Certificate, Face, Kind, Number, Reading, Sex, Value};
use crate::dates::{Date, Until, dates, says_forever};
use crate::digits::{has_a_lone_digit, lacks_a_digit};
use crate::fields::{self, Behind, before_any_label, behind, behind_part_of_label};
use crate::kinds::{Labels, Layout, layouts};
use crate::layout::{self, Match};
use crate::ocr::{Care, LineBox, recognize};
use crate::page::{self, Look, Page};
use crate::printed::{as_printed, is_han, organizations_name, persons_name};
use crate::rows::{self, Mark, find};
use crate::screen::has_status_bar;
use crate::twins::{narrow, simplified};

/// Characters of a lower probability count as hardly told from others. Chosen, not fitted.
pub(crate) const PLAIN: f32 = 0.8;
/// What an electronic licence says of itself, beside the code that leads to the register and at its foot.
const ELECTRONIC_WORDS: &[&str] = &["电子营业执照文件仅供", "电子营业执照", "数字签名"];
/// Characters that are all as likely as this need no second reading. Chosen, not fitted.
pub(crate) const SURE: f32 = 0.95;
/// 期限自2010年12月27日至2030年12月27日, and what a reader may add.
const LONGEST_RANGE: usize = 30;
/// Two dates have 16 digits; of blurred ones some are lost to the first reading. Chosen, not fitted.
const FEWEST_DIGITS_OF_A_RANGE: usize = 10;
/// 2019年03月01日, and what a reader may add.
const LONGEST_DATE: usize = 13;
/// More plainly read characters than an identity card bears. With more, a citizen number may be anything: a
/// contract, a ticket.
const MOST_ON_A_CARD: usize = 90;
/// A page that reads less surely even the better way up has no known way up. Of 48 drawn and real pictures none read
/// surer than 0.73 on its head, and a script that the networks don't know and a blurred card 0.64 at best; every
/// legible certificate read surer than 0.9 the right way.
const LEAST_TURN_CONFIDENCE: f64 = 0.8;

pub(crate) fn read(picture: &Picture, threads: &Arc<ThreadPool>) -> Reading {
    let (glance, seen_px) = read_at(picture, Look::Glance, threads);
    let is_closer = Look::Close.seen_px(&picture.luma) > seen_px;
    if !is_closer || !is_worth_a_closer_look(&glance) {
        return glance;
    }
    together(glance, read_at(picture, Look::Close, threads).0)
}

/// Whether more may be read from nearer: some text was, but no certificate found, or one that shows less than its kind does.
fn is_worth_a_closer_look(reading: &Reading) -> bool {
    match &reading.certificate {
        None => (FEW_CHARACTERS..MOST_ON_A_CARD).contains(&reading.plain_characters),
        Some(found) if found.kind == Kind::Unaccepted => false,
        Some(found) if found.face == Some(Face::Emblem) => found.until.is_none(),
        Some(found) => {
            found.proven_number().is_none()
                || found.name.is_none()
                || found.kind == Kind::Licence
                    && (found.established.is_none() || found.issued.is_none())
        }
    }
}

/// What two looks at a picture show together: the one that knows more, the closer one if both know as much, and what only
/// the other one could read.
fn together(glance: Reading, closer: Reading) -> Reading {
    let known = |reading: &Reading| {
        reading.certificate.as_ref().map(|found| {
            let number = found.number.as_ref().map(|number| number.certainty);
            let name = found.name.as_ref().map(|name| name.certainty);
            (number, name, found.certainty)
        })
    };
    let (mut better, other) = if known(&glance) > known(&closer) {
        (glance, closer)
    } else {
        (closer, glance)
    };
    better.lines = better.lines.max(other.lines);
    better.plain_characters = better.plain_characters.max(other.plain_characters);
    better.turn_to_upright_degrees = better
        .turn_to_upright_degrees
        .or(other.turn_to_upright_degrees);
    better.has_status_bar |= other.has_status_bar;
    if let (Some(certificate), Some(other)) = (&mut better.certificate, other.certificate) {
        certificate.complete_with(other);
    }
    better
}

/// Fewer plainly read characters are a stain or a shop's sign. Chosen, not fitted.
const FEW_CHARACTERS: usize = 4;

/// What one look reads, and the long side of what it saw, in pixels.
fn read_at(picture: &Picture, look: Look, threads: &Arc<ThreadPool>) -> (Reading, u32) {
    let page = page::read(&picture.luma, look, threads);
    let rows = rows::rows(&page);
    let glyphs = page.lines.iter().flat_map(|line| &line.text.glyphs);
    let plain_characters = glyphs.filter(|glyph| glyph.probability >= PLAIN).count();
    let reader = Reader {
        picture,
        threads,
        page: &page,
        rows: &rows,
    };
    let found = layout::recognize_layout(&page, &rows);
    let certificate = match &found {
        Some(Match {
            layout, certainty, ..
        }) => Some(reader.certificate(layout, *certainty, reader.number(layout))),
        None if plain_characters <= MOST_ON_A_CARD => reader.unlabeled_card(),
        None => None,
    };
    let certificate = match certificate {
        Some(certificate) if certificate.kind != Kind::Passport => Some(certificate),
        read => match reader.zone() {
            Some(lines) => Some(reader.passport(read, lines)),
            None => read,
        },
    };
    // On its head no page shows a title, nor labels, nor a number with the right check digit.
    let is_known = found.is_some_and(|found| found.by_title)
        || matches!(&certificate, Some(found) if found.certainty == Certainty::Confirmed || found.proven_number().is_some());
    let reading = Reading {
        size: (picture.width, picture.height),
        lines: page.lines.len(),
        plain_characters,
        turn_to_upright_degrees: (page.turn_confidence >= LEAST_TURN_CONFIDENCE || is_known)
            .then_some(page.turn_degrees),
        has_status_bar: has_status_bar(&page, picture.luma.dimensions()),
        certificate,
    };
    (reading, page.seen_px)
}

/// A page that was read, and what reads it again.
pub(crate) struct Reader<'a> {
    pub(crate) picture: &'a Picture,
    pub(crate) threads: &'a Arc<ThreadPool>,
    pub(crate) page: &'a Page,
    pub(crate) rows: &'a [Vec<Mark>],
}

impl Reader<'_> {
    /// A card of which no label can be read, but a citizen number that its check digit and its date prove.
    fn unlabeled_card(&self) -> Option<Certificate> {
        let layout = layout::portrait_layout()?;
        let number = self.number(layout)?;
        number
            .is_confirmed()
            .then(|| self.certificate(layout, Certainty::Doubtful, Some(number)))
    }

    fn certificate(
        &self,
        layout: &Layout,
        certainty: Certainty,
        number: Option<Value<Number>>,
    ) -> Certificate {
        let labels = &layout.labels;
        let behind = |labels: &[&str]| behind(self.page, self.rows, labels, layout, |_| true);
        let dated = |labels: &[&str]| {
            let is_date = |place: &Behind| {
                let text = self.string(place);
                !dates(&text).is_empty() || says_forever(&text)
            };
            // What a careful reading finds a date in may not look like one yet.
            fields::behind(self.page, self.rows, labels, layout, is_date)
                .or_else(|| behind_part_of_label(self.rows, labels, layout, is_date))
                .or_else(|| behind(labels))
        };
        let date = |labels: &[&str]| {
            let place = dated(labels)?;
            let (_, days, certainty) = self.days(&place);
            let day = *days.first()?;
            let told = number.as_ref().and_then(|number| number.value.birth());
            let certainty = match &number {
                // Two places on the certificate agree.
                Some(number) if told == Some(day) => number.certainty.max(certainty),
                _ => certainty,
            };
            Some(self.value(day, certainty, &place))
        };
        let until = or_overleaf(layout, |labels| labels.until);
        let authority = or_overleaf(layout, |labels| labels.authority);
        let read_term = |place: Behind| {
            let (text, days, certainty) = self.days(&place);
            let is_term = !days.is_empty() || says_forever(&text);
            is_term.then_some(((text, days, certainty), place))
        };
        let term = dated(until).and_then(read_term).or_else(|| {
            // Behind a label that can't be read a range of dates tells itself; on a sheet it may be a permit's, too.
            let ((text, days, certainty), place) = self.range_of_dates().and_then(read_term)?;
            let certainty = match layout.face {
                Some(_) => certainty,
                None => Certainty::Doubtful,
            };
            Some(((text, days, certainty), place))
        });
        let until = term.as_ref().and_then(|((text, days, certainty), place)| {
            let until = match days[..] {
                _ if says_forever(text) => Until::Forever,
                [.., last] => Until::Date(last),
                [] => return None,
            };
            Some(self.value(until, *certainty, place))
        });
        let issued = match (&term, layout.kind) {
            (_, Kind::Licence) => self.issue_date(layout),
            (Some(((text, days, certainty), place)), _) if days.len() > 1 || says_forever(text) => {
                days.first()
                    .map(|first| self.value(*first, *certainty, place))
            }
            (Some(_) | None, _) => date(labels.issued),
        };
        let established = date(labels.established);
        // No licence is issued before there is what it licenses.
        let issued = issued.filter(|issued| {
            established
                .as_ref()
                .is_none_or(|established: &Value<Date>| {
                    issued.value >= established.value || issued.certainty > established.certainty
                })
        });
        let text = number.as_ref().map(|number| number.value.text.as_str());
        let kind = match layout.face {
            Some(Face::Portrait) => self.card(layout.kind, text, issued.as_ref(), until.as_ref()),
            _ => layout.kind,
        };
        Certificate {
            kind,
            certainty,
            face: layout
                .face
                .or_else(|| Self::face_of(layout, number.is_some())),
            name: behind(labels.name).and_then(|place| {
                let name = self.words(&place)?;
                if layout.kind.is_of_person() {
                    name.shortened(|name| persons_name(name, layout))
                } else {
                    name.shortened(|name| Some(organizations_name(name, layout)))
                }
            }),
            person: behind(labels.person).and_then(|place| {
                let name_alone = before_any_label(self.rows, &place, layout);
                let name = self.words(&name_alone)?;
                name.shortened(|name| persons_name(name, layout))
            }),
            authority: behind(authority).and_then(|place| self.words(&place)),
            sex: behind(labels.sex).and_then(|place| self.sex(&place)),
            birth: date(labels.birth).or_else(|| {
                let is_permit = matches!(kind, Kind::HongKongMacaoPermit | Kind::TaiwanPermit);
                is_permit.then(|| self.lone_date()).flatten()
            }),
            established,
            issued,
            until,
            address: behind(labels.address).and_then(|place| self.words(&place)),
            nationality: None,
            is_electronic: ELECTRONIC_WORDS.iter().any(|word| self.says(word)),
            number,
        }
    }

    /// The first character behind the label, if it is one of the two and surely read.
    fn sex(&self, place: &Behind) -> Option<Value<Sex>> {
        let mark = self.rows[place.row][place.marks.clone()].first()?;
        let sex = match mark.character {
            '男' => Sex::Male,
            '女' => Sex::Female,
            _ => return None,
        };
        Some(self.value(sex, told_by(mark.probability), place))
    }

    /// Which card a side with portrait and number belongs to.
    fn card(
        &self,
        kind: Kind,
        number: Option<&str>,
        issued: Option<&Value<Date>>,
        until: Option<&Value<Until>>,
    ) -> Kind {
        match card(kind, number, issued, until) {
            Kind::IdentityCard if issued.is_none() && self.shows_a_term() => {
                Kind::TemporaryIdentityCard
            }
            kind => kind,
        }
    }

    /// Whether the labels of issuer and validity stand on the page, but no title of the side that bears them: a temporary
    /// card has them beside its number.
    fn shows_a_term(&self) -> bool {
        let says = |label: &str| self.says(label);
        let emblem = layouts()
            .find(|layout| layout.kind == Kind::IdentityCard && layout.face == Some(Face::Emblem));
        emblem.is_some_and(|emblem| {
            emblem.labels.until.iter().any(|label| says(label))
                && emblem.labels.authority.iter().any(|label| says(label))
                && !emblem.titles.iter().any(|title| says(title))
        })
    }

    /// A card whose sides share a title shows its number on the portrait's.
    fn face_of(layout: &Layout, has_number: bool) -> Option<Face> {
        (layout.kind == Kind::TemporaryIdentityCard).then_some(if has_number {
            Face::Portrait
        } else {
            Face::Emblem
        })
    }

    /// The text at a place, its dates, and whether they are plain: every character surely read, or a second,
    /// more careful reading finds the same.
    pub(crate) fn days(&self, place: &Behind) -> (String, Vec<Date>, Certainty) {
        let fast = self.string(place);
        let found = dates(&fast);
        let marks = self.rows[place.row][place.marks.clone()].iter();
        let least = marks.fold(1.0, |least: f32, mark| least.min(mark.probability));
        let is_whole = !lacks_a_digit(&fast);
        let is_sure = least >= SURE && !has_a_lone_digit(&fast);
        if is_sure && (!found.is_empty() || says_forever(&fast)) {
            return (fast, found, Certainty::Read);
        }
        let careful = self.again(place).map_or_else(String::new, |(text, _)| text);
        let again = dates(&careful);
        let agree = again == found && says_forever(&fast) == says_forever(&careful);
        if agree && is_whole {
            return (fast, found, Certainty::Read);
        }
        let is_better =
            again.len() > found.len() || again.len() == found.len() && !lacks_a_digit(&careful);
        if is_better {
            (careful, again, Certainty::Doubtful)
        } else {
            (fast, found, Certainty::Doubtful)
        }
    }

    /// The lines by themselves.
    pub(crate) fn lines(&self) -> impl Iterator<Item = Behind> {
        self.rows.iter().enumerate().flat_map(|(row, marks)| {
            let mut start = 0;
            marks.chunk_by(|a, b| a.line == b.line).map(move |line| {
                let marks = start..start + line.len();
                start = marks.end;
                Behind { row, marks }
            })
        })
    }

    /// Those that may be a range of dates.
    fn short_lines(&self) -> impl Iterator<Item = Behind> {
        self.lines()
            .filter(|place| place.marks.len() <= LONGEST_RANGE)
    }

    /// The only short line with two dates, or with one and no end; `None` if several are so.
    fn range_of_dates(&self) -> Option<Behind> {
        let is_range = |text: &str, days: &[Date]| match days.len() {
            2 => true,
            1 => says_forever(text),
            _ => false,
        };
        let at_once = |place: &Behind| {
            let text = self.string(place);
            is_range(&text, &dates(&text))
        };
        let with_care = |place: &Behind| {
            let text = self.string(place);
            let digits = text.chars().filter(char::is_ascii_digit).count();
            let signs = text.chars().filter(|sign| "年月日至".contains(*sign));
            digits >= FEWEST_DIGITS_OF_A_RANGE && signs.count() > 1 && {
                let (text, days, _) = self.days(place);
                is_range(&text, &days)
            }
        };
        let plain: Vec<Behind> = self.short_lines().filter(at_once).collect();
        if plain.is_empty() {
            only(self.short_lines().filter(with_care))
        } else {
            only(plain.into_iter())
        }
    }

    /// The only line that is a date and no range: on a permit, whose labels are in smallest print, the date of birth.
    fn lone_date(&self) -> Option<Value<Date>> {
        let is_lone = |place: &Behind| {
            let text = self.string(place);
            place.marks.len() <= LONGEST_DATE && dates(&text).len() == 1 && !says_forever(&text)
        };
        let place = only(self.short_lines().filter(is_lone))?;
        let (_, days, certainty) = self.days(&place);
        Some(self.value(*days.first()?, certainty, &place))
    }

    pub(crate) fn string(&self, place: &Behind) -> String {
        let marks = self.rows[place.row][place.marks.clone()].iter();
        marks.map(|mark| mark.character).collect()
    }

    pub(crate) fn value<T>(&self, value: T, certainty: Certainty, place: &Behind) -> Value<T> {
        let marks = &self.rows[place.row][place.marks.clone()];
        let corners = marks.first().map_or([(0.0, 0.0); 4], |first| {
            let same_line = marks.iter().take_while(|mark| mark.line == first.line);
            let last = same_line.last().unwrap_or(first);
            self.part(first, last).corners()
        });
        Value {
            value,
            certainty,
            corners: self.shares(corners),
        }
    }

    pub(crate) fn shares(&self, corners: [(f64, f64); 4]) -> [(f64, f64); 4] {
        let (width, height) = self.picture.luma.dimensions();
        corners.map(|(x, y)| (x / f64::from(width), y / f64::from(height)))
    }

    /// The part of a line from one of its characters to another.
    pub(crate) fn part(&self, first: &Mark, last: &Mark) -> LineBox {
        let line = &self.page.lines[first.line];
        let places: Vec<f64> = line.text.glyphs.iter().map(|glyph| glyph.place).collect();
        // Halfway to the neighbors, so that none of them is cut into.
        let before = places
            .iter()
            .copied()
            .filter(|place| *place < first.place - 1e-9)
            .fold(f64::NAN, f64::max);
        let after = places
            .iter()
            .copied()
            .filter(|place| *place > last.place + 1e-9)
            .fold(f64::NAN, f64::min);
        let start = if before.is_nan() {
            0.0
        } else {
            f64::midpoint(before, first.place)
        };
        let end = if after.is_nan() {
            1.0
        } else {
            f64::midpoint(after, last.place)
        };
        line.place.part(start..end)
    }

    /// What stands at a place, read again with care, and the least probability of its characters.
    pub(crate) fn again(&self, place: &Behind) -> Option<(String, f32)> {
        let marks = &self.rows[place.row][place.marks.clone()];
        let mut read: Vec<(char, f32)> = Vec::new();
        for marks in marks.chunk_by(|a, b| a.line == b.line) {
            let part = self.part(&marks[0], &marks[marks.len() - 1]);
            let seen = recognize(&self.picture.luma, &part, Care::Careful, self.threads)?.text();
            for glyph in seen.glyphs {
                if !glyph.character.is_whitespace() {
                    read.push((simplified(glyph.character), glyph.probability));
                }
            }
        }
        // Behind Chinese characters hardly any letter belongs to them: it is a border, or the edge of a seal.
        if read.iter().any(|(character, _)| is_han(*character)) {
            let is_stain = |(character, probability): &(char, f32)| {
                character.is_ascii_alphabetic() && *probability < PLAIN
            };
            while read.last().is_some_and(is_stain) {
                read.pop();
            }
        }
        let least = read
            .iter()
            .fold(1.0, |least: f32, (_, probability)| least.min(*probability));
        Some((read.iter().map(|(character, _)| character).collect(), least))
    }

    /// Words at a place.
    fn words(&self, place: &Behind) -> Option<Value<String>> {
        let (text, least) = self.again(place)?;
        let text = text
            .trim_matches(|c: char| ":：.,，、;；-_|★☆*".contains(c))
            .to_owned();
        let text = as_printed(&text);
        let fast = self.string(place);
        let agree = text.chars().map(narrow).eq(fast.chars());
        let certainty = if least >= PLAIN || agree && least > 0.5 {
            Certainty::Read
        } else {
            Certainty::Doubtful
        };
        (!text.is_empty()).then(|| self.value(text, certainty, place))
    }

    /// Whether a word stands anywhere on the page.
    pub(crate) fn says(&self, word: &str) -> bool {
        self.rows.iter().any(|row| find(row, word, false).is_some())
    }
}

/// The only one, if there are not several.
fn only<T>(mut found: impl Iterator<Item = T>) -> Option<T> {
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// How sure a value is whose least likely character has this probability.
pub(crate) fn told_by(least_probability: f32) -> Certainty {
    if least_probability >= SURE {
        Certainty::Read
    } else {
        Certainty::Doubtful
    }
}

/// Labels of a side; where it has none, those of the card's other side: both are often put into one picture.
fn or_overleaf(
    layout: &Layout,
    of: fn(&Labels) -> &'static [&'static str],
) -> &'static [&'static str] {
    let is_other = |other: &&Layout| other.kind == layout.kind && other.face != layout.face;
    match of(&layout.labels) {
        [] => layouts()
            .find(is_other)
            .map_or(&[], |other| of(&other.labels)),
        own => own,
    }
}

/// A temporary card is valid for three months.
const LONGEST_TEMPORARY_DAYS: i64 = 100;

/// Which card a side with portrait and number belongs to. Three bear the same labels and no title: a residence
/// permit's number has an area outside the mainland, a temporary card a short term on this same side.
fn card(
    kind: Kind,
    number: Option<&str>,
    issued: Option<&Value<Date>>,
    until: Option<&Value<Until>>,
) -> Kind {
    let days = match (issued, until.map(|until| until.value)) {
        (Some(from), Some(Until::Date(to))) => {
            Some(to.days_since_1970() - from.value.days_since_1970())
        }
        _ => None,
    };
    let is_short = days.is_some_and(|days| (0..LONGEST_TEMPORARY_DAYS).contains(&days));
    let area = number.and_then(|number| number.get(..2));
    match kind {
        Kind::IdentityCard if matches!(area, Some("81" | "82" | "83")) => Kind::ResidencePermit,
        Kind::IdentityCard if is_short => Kind::TemporaryIdentityCard,
        kind => kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(crate) fn value<T>(value: T) -> Value<T> {
        Value {
            value,
            certainty: Certainty::Read,
            corners: [(0.0, 0.0); 4],
        }
    }

    #[test]
    fn three_cards_with_the_same_labels_are_told_apart() {
        let day = |text: &str| Date::parse(text).expect("a day");
        let from = value(day("2026-09-01"));
        let until = |text: &str| value(Until::Date(day(text)));
        let cases = [
            (Some("11010519491231002X"), None, Kind::IdentityCard),
            (Some("810000199408230021"), None, Kind::ResidencePermit),
            (Some("830000199201300022"), None, Kind::ResidencePermit),
            (
                Some("11010519491231002X"),
                Some(until("2026-12-01")),
                Kind::TemporaryIdentityCard,
            ),
            (
                Some("11010519491231002X"),
                Some(until("2036-09-01")),
                Kind::IdentityCard,
            ),
            (None, Some(value(Until::Forever)), Kind::IdentityCard),
            (None, Some(until("2026-12-01")), Kind::TemporaryIdentityCard),
        ];
        assert_eq!(cases.len(), 7);
        for (number, until, expected) in cases {
            let found = card(Kind::IdentityCard, number, Some(&from), until.as_ref());
            assert_eq!(found, expected, "{number:?} {until:?}");
        }
        let licence = card(Kind::Licence, Some("810000199408230021"), None, None);
        assert_eq!(licence, Kind::Licence);
    }
}
