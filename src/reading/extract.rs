//! Puts the parts together: page, layout, fields.

use std::sync::Arc;

use certpreflight_formats::codec::Picture;
use rten::ThreadPool;

use crate::certificate::{Certainty, Certificate, Face, Kind, Number, Reading, Sex, Value};
use crate::dates::{Date, Until, dates, says_forever};
use crate::fields::{self, Behind, Mark, Match, before_any_label, behind, find};
use crate::kinds::{Labels, Layout, layouts};
use crate::numbers::{Check, NumberKind};
use crate::ocr::{Care, Glyph, LineBox, detect, recognize};
use crate::page::{self, Line, Look, Page, lay_along};
use crate::seal::under_the_seal;
use crate::twins::{narrow, simplified};

/// Characters of a lower probability count as hardly told from others. Chosen, not fitted.
const PLAIN: f32 = 0.8;
/// What an electronic licence says of itself, beside the code that leads to the register and at its foot.
const ELECTRONIC_WORDS: &[&str] = &["电子营业执照文件仅供", "电子营业执照", "数字签名"];
/// A character that the network thinks likelier than all others together. Chosen, not fitted.
const TOLD: f32 = 0.5;
/// Digits that are all as likely as this need no second reading. Chosen, not fitted.
const SURE: f32 = 0.95;
/// So many lines are read where the seal lies: the registrar's name, the date, and what is printed around them.
const MOST_LINES_AT_THE_SEAL: usize = 16;
/// 期限自2010年12月27日至2030年12月27日, and what a reader may add.
const LONGEST_RANGE: usize = 30;
/// More plainly read characters than an identity card bears. With more, a citizen number may be anything: a
/// contract, a ticket.
const MOST_ON_A_CARD: usize = 90;
/// A page that reads less surely even the better way up has no known way up. Of 48 drawn and real pictures none read
/// surer than 0.73 on its head, and a script that the networks don't know and a blurred card 0.64 at best; every
/// legible certificate read surer than 0.9 the right way.
const LEAST_TURN_CONFIDENCE: f64 = 0.8;

pub(crate) fn read(picture: &Picture, threads: &Arc<ThreadPool>) -> Reading {
    let reading = read_at(picture, Look::Glance, threads);
    let (width, height) = picture.luma.dimensions();
    let is_small = width.max(height) <= Look::Usual as u32;
    if is_small || !is_worth_a_closer_look(&reading) {
        return reading;
    }
    let closer = read_at(picture, Look::Close, threads);
    if is_better(&closer, &reading) {
        closer
    } else {
        reading
    }
}

/// Whether more may be read from nearer: some text was, but no certificate found, or one whose number is not proven, or
/// that shows no name. The side with the emblem has neither.
fn is_worth_a_closer_look(reading: &Reading) -> bool {
    match &reading.certificate {
        None => (FEW_CHARACTERS..MOST_ON_A_CARD).contains(&reading.plain_characters),
        Some(found) if found.kind == Kind::Unaccepted || found.face == Some(Face::Emblem) => false,
        Some(found) => found.proven_number().is_none() || found.name.is_none(),
    }
}

/// Whether more is known from the second look: first of all the number, then the name.
fn is_better(second: &Reading, first: &Reading) -> bool {
    let known = |reading: &Reading| {
        reading.certificate.as_ref().map(|found| {
            let number = found.number.as_ref().map(|number| number.certainty);
            let name = found.name.as_ref().map(|name| name.certainty);
            (number, name, found.certainty)
        })
    };
    known(second) > known(first)
}

/// Fewer plainly read characters are a stain or a shop's sign. Chosen, not fitted.
const FEW_CHARACTERS: usize = 4;

fn read_at(picture: &Picture, look: Look, threads: &Arc<ThreadPool>) -> Reading {
    let page = page::read(&picture.luma, look, threads);
    let rows = fields::rows(&page);
    let glyphs = page.lines.iter().flat_map(|line| &line.text.glyphs);
    let plain_characters = glyphs.filter(|glyph| glyph.probability >= PLAIN).count();
    let reader = Reader {
        picture,
        threads,
        page: &page,
        rows: &rows,
    };
    let found = fields::recognize_layout(&page, &rows);
    let certificate = match found {
        Some(Match { layout, certainty }) => {
            Some(reader.certificate(layout, certainty, reader.number(layout)))
        }
        None if plain_characters <= MOST_ON_A_CARD => reader.unlabeled_card(),
        None => None,
    };
    // On its head no page shows a title and labels.
    let is_known = matches!(&certificate, Some(found) if found.certainty == Certainty::Confirmed);
    Reading {
        size: (picture.width, picture.height),
        lines: page.lines.len(),
        plain_characters,
        turn_to_upright_degrees: (page.turn_confidence >= LEAST_TURN_CONFIDENCE || is_known)
            .then_some(page.turn_degrees),
        has_status_bar: has_status_bar(&page, picture.luma.dimensions()),
        certificate,
    }
}

/// Whether a phone's clock stands at the upper edge of a high and narrow picture, in small print: what a screenshot
/// shows, and no photograph.
fn has_status_bar(page: &Page, (width, height): (u32, u32)) -> bool {
    let is_phone_shaped = f64::from(height) > 1.5 * f64::from(width);
    let mut at_the_top = page.lines.iter().filter(|line| {
        line.middle < 0.06 * f64::from(height) && line.place.height < 0.04 * f64::from(height)
    });
    is_phone_shaped
        && page.turn_degrees == 0
        && at_the_top.any(|line| is_clock(&line.text.string()))
}

/// Whether a text begins with a time of day: 9:41, 21:05.
fn is_clock(text: &str) -> bool {
    let number = |text: &str| text.trim().parse::<u8>().ok();
    let Some((hours, rest)) = text.split_once([':', '：']) else {
        return false;
    };
    let minutes = rest.get(..2).and_then(number);
    let ends = !rest
        .get(2..3)
        .is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit()));
    number(hours).is_some_and(|hours| hours < 24)
        && minutes.is_some_and(|minutes| minutes < 60)
        && ends
}

struct Reader<'a> {
    picture: &'a Picture,
    threads: &'a Arc<ThreadPool>,
    page: &'a Page,
    rows: &'a [Vec<Mark>],
}

impl Reader<'_> {
    /// A card of which no label can be read, but a citizen number that its check digit and its date prove.
    fn unlabeled_card(&self) -> Option<Certificate> {
        let layout = fields::portrait_layout()?;
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
            fields::behind(self.page, self.rows, labels, layout, is_date).or_else(|| behind(labels))
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
            (Some(_) | None, _) => None,
        };
        let text = number.as_ref().map(|number| number.value.text.as_str());
        let kind = match layout.face {
            Some(Face::Portrait) => card(layout.kind, text, issued.as_ref(), until.as_ref()),
            _ => layout.kind,
        };
        Certificate {
            kind,
            certainty,
            face: layout
                .face
                .or_else(|| Self::face_of(layout, number.is_some())),
            name: behind(labels.name).and_then(|place| self.words(&place)),
            person: behind(labels.person).and_then(|place| {
                let name_alone = before_any_label(self.rows, &place, layout);
                let mut name = self.words(&name_alone)?;
                name.value = persons_name(&name.value, layout).to_owned();
                Some(name)
            }),
            authority: behind(authority).and_then(|place| self.words(&place)),
            sex: behind(labels.sex).and_then(|place| self.sex(&place)),
            birth: date(labels.birth),
            established: date(labels.established),
            issued,
            until,
            address: behind(labels.address).and_then(|place| self.words(&place)),
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
    fn days(&self, place: &Behind) -> (String, Vec<Date>, Certainty) {
        let fast = self.string(place);
        let found = dates(&fast);
        let marks = self.rows[place.row][place.marks.clone()].iter();
        let least = marks.fold(1.0, |least: f32, mark| least.min(mark.probability));
        if least >= SURE && (!found.is_empty() || says_forever(&fast)) {
            return (fast, found, Certainty::Read);
        }
        let careful = self.again(place).map_or_else(String::new, |(text, _)| text);
        let again = dates(&careful);
        if again.len() > found.len() {
            return (careful, again, Certainty::Doubtful);
        }
        let agree = again == found && says_forever(&fast) == says_forever(&careful);
        let certainty = if agree {
            Certainty::Read
        } else {
            Certainty::Doubtful
        };
        (fast, found, certainty)
    }

    /// The only short line with two dates, or with one and no end; `None` if several are so.
    fn range_of_dates(&self) -> Option<Behind> {
        let lines = self.rows.iter().enumerate().flat_map(|(row, marks)| {
            let mut start = 0;
            marks.chunk_by(|a, b| a.line == b.line).map(move |line| {
                let marks = start..start + line.len();
                start = marks.end;
                Behind { row, marks }
            })
        });
        let is_range = |place: &Behind| {
            let text = self.string(place);
            match dates(&text).len() {
                _ if place.marks.len() > LONGEST_RANGE => false,
                2 => true,
                1 => says_forever(&text),
                _ => false,
            }
        };
        let mut ranges = lines.filter(is_range);
        let only = ranges.next()?;
        ranges.next().is_none().then_some(only)
    }

    fn string(&self, place: &Behind) -> String {
        let marks = self.rows[place.row][place.marks.clone()].iter();
        marks.map(|mark| mark.character).collect()
    }

    fn value<T>(&self, value: T, certainty: Certainty, place: &Behind) -> Value<T> {
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

    fn shares(&self, corners: [(f64, f64); 4]) -> [(f64, f64); 4] {
        let (width, height) = self.picture.luma.dimensions();
        corners.map(|(x, y)| (x / f64::from(width), y / f64::from(height)))
    }

    /// The part of a line from one of its characters to another.
    fn part(&self, first: &Mark, last: &Mark) -> LineBox {
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
    fn again(&self, place: &Behind) -> Option<(String, f32)> {
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

    /// The date of issue of a licence: a second look, without the red of the seal, where the first finds none or is in
    /// doubt.
    fn issue_date(&self, layout: &Layout) -> Option<Value<Date>> {
        match self.date_at_the_foot(layout) {
            Some(date) if date.is_plain() => Some(date),
            other => self.date_under_the_seal().or(other),
        }
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

    /// The lowest date in the part where the seal lies, read through the seal. Year, month and day are often boxes of
    /// their own: the signs between them are printed beforehand, and the digits stand a little off.
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
        let rows = page::rows(&lines);
        rows.iter().rev().find_map(|row| {
            let glyphs: Vec<Glyph> = row
                .iter()
                .flat_map(|line| lines[*line].text.glyphs.clone())
                .collect();
            let (day, least) = the_date(&glyphs).or_else(|| {
                // A sign that no box holds is read where the boxes' whole row is.
                let is_of_a_date = |line: &&usize| {
                    let text = lines[**line].text.string();
                    text.contains(|c: char| c.is_ascii_digit() || "年月日".contains(c))
                };
                let of_date: Vec<LineBox> = row
                    .iter()
                    .filter(is_of_a_date)
                    .map(|line| lines[*line].place)
                    .collect();
                let across = LineBox::around(of_date.first()?, of_date.last()?);
                let is_year = glyphs
                    .iter()
                    .filter(|glyph| glyph.character.is_ascii_digit())
                    .count()
                    >= 4;
                let seen = (is_year && of_date.len() > 1)
                    .then(|| recognize(&part.luma, &across, Care::Careful, self.threads))??;
                the_date(&seen.text().glyphs)
            })?;
            let mut place = lines[*row.first()?].place;
            place.middle = (place.middle.0 + part.left, place.middle.1 + part.top);
            Some(Value {
                value: day,
                certainty: told_by(least),
                corners: self.shares(place.corners()),
            })
        })
    }

    /// The number: of all that could be it, one that its check digit proves; else one of the right length.
    fn number(&self, layout: &Layout) -> Option<Value<Number>> {
        let mut best: Option<Value<Number>> = None;
        for (row, marks) in self.rows.iter().enumerate() {
            for run in runs(marks) {
                for found in self.readings(&marks[run.clone()], layout.numbers) {
                    let (certainty, number) = found;
                    let place = Behind {
                        row,
                        marks: run.clone(),
                    };
                    if best.as_ref().is_none_or(|best| certainty > best.certainty) {
                        best = Some(self.value(number, certainty, &place));
                    }
                }
                if best.as_ref().is_some_and(Value::is_confirmed) {
                    return best;
                }
            }
        }
        best
    }

    /// What a run of letters and digits says, read in several ways, as one of some kinds of number.
    fn readings(&self, run: &[Mark], kinds: &[NumberKind]) -> Vec<(Certainty, Number)> {
        let mut found = Vec::new();
        let (Some(first), Some(last)) = (run.first(), run.last()) else {
            return found;
        };
        let longest = kinds.iter().map(|kind| kind.length()).max().unwrap_or(0);
        let shortest = kinds
            .iter()
            .map(|kind| kind.length())
            .min()
            .unwrap_or(usize::MAX);
        if run.len() + 1 < shortest || run.len() > longest + 3 {
            return found;
        }
        let part = self.part(first, last);
        let read = |care| recognize(&self.picture.luma, &part, care, self.threads);
        let plain: String = run
            .iter()
            .map(|mark| mark.character.to_ascii_uppercase())
            .filter(char::is_ascii_alphanumeric)
            .collect();
        // Surely read, and proven: that needs no second reading.
        let is_sure = run.iter().all(|mark| mark.probability >= SURE);
        if let Some(kind) = kinds
            .iter()
            .copied()
            .find(|kind| is_sure && is_proven(*kind, &plain) && self.may_be_proven(*kind))
        {
            found.push((Certainty::Confirmed, Number { text: plain, kind }));
            return found;
        }
        let (fast, careful) = (read(Care::Fast), read(Care::Careful));
        for &kind in kinds {
            let among = |seen: &Option<crate::ocr::Likelihoods>| {
                let text = seen.as_ref()?.among(0.0..1.0, kind.alphabet());
                let probabilities = text.glyphs.iter().map(|glyph| glyph.probability);
                Some((text.string(), probabilities.fold(1.0, f32::min)))
            };
            let at_first = run.iter().map(|mark| mark.probability).fold(1.0, f32::min);
            let read = [
                among(&careful),
                among(&fast),
                Some((folded(&plain, kind), at_first)),
            ];
            let read: Vec<(String, f32)> = read.into_iter().flatten().collect();
            let texts: Vec<String> = read.iter().map(|(text, _)| text.clone()).collect();
            let proven = texts
                .iter()
                .find(|text| is_proven(kind, text) && self.may_be_proven(kind));
            if let Some(text) = proven {
                // One in eleven misread numbers has a check digit that fits: it proves what was plainly read, or read twice.
                let same = || read.iter().filter(|(other, _)| other == text);
                let is_plain = same().count() > 1 || same().any(|(_, least)| *least >= TOLD);
                found.push((
                    if is_plain {
                        Certainty::Confirmed
                    } else {
                        Certainty::Read
                    },
                    Number {
                        text: text.clone(),
                        kind,
                    },
                ));
                break;
            }
            if let Some(text) = mixed(&texts, kind) {
                found.push((Certainty::Read, Number { text, kind }));
                break;
            }
            let fitting: Vec<&String> = texts
                .iter()
                .filter(|text| text.len() == kind.length())
                .collect();
            if let [text, others @ ..] = &fitting[..] {
                let certainty = if !others.is_empty() && others.iter().all(|other| other == text) {
                    Certainty::Read
                } else {
                    Certainty::Doubtful
                };
                found.push((
                    certainty,
                    Number {
                        text: (*text).clone(),
                        kind,
                    },
                ));
            }
        }
        found
    }

    /// Whether a check digit that fits proves a number of this kind. One in ten runs of 15 digits is a registration
    /// number by chance, also a longer number with characters lost; the page has to name it.
    fn may_be_proven(&self, kind: NumberKind) -> bool {
        kind != NumberKind::Registration || self.says("注册号") && !self.says("信用代码")
    }

    /// Whether a word stands anywhere on the page.
    fn says(&self, word: &str) -> bool {
        self.rows.iter().any(|row| find(row, word, false).is_some())
    }
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
    Some((
        day,
        digits.fold(1.0, |least, glyph| least.min(glyph.probability)),
    ))
}

/// How sure a value is whose least likely character has this probability.
fn told_by(least_probability: f32) -> Certainty {
    if least_probability >= SURE {
        Certainty::Read
    } else {
        Certainty::Doubtful
    }
}

fn is_han(character: char) -> bool {
    ('\u{4E00}'..='\u{9FFF}').contains(&character)
}

/// The letters that the paper of licences bears all over, 市场监督管理 for short
const PAPERS_LETTERS: &str = "SCJDGL";

/// A person's name, which ends before any label, and if it is Chinese before any letter or digit.
fn persons_name<'a>(text: &'a str, layout: &Layout) -> &'a str {
    let labels = layout
        .labels
        .all()
        .filter(|label| label.chars().count() > 1);
    let ends = labels.filter_map(|label| text.find(label).filter(|at| *at > 0));
    let name = &text[..ends.min().unwrap_or(text.len())];
    if name.contains(is_han) {
        name.trim_end_matches(|c: char| c.is_ascii_alphanumeric())
    } else {
        name
    }
}

/// A name as certificates print it: brackets between Chinese characters are wide, and neither what a border or a glare adds
/// behind it, the same sign over and over, nor the paper's letters are a part of it.
fn as_printed(text: &str) -> String {
    if !text.contains(is_han) {
        return text.to_owned();
    }
    let wide = text.replace('(', "（").replace(')', "）");
    let without = wide.trim_end_matches(|c: char| c.is_ascii_uppercase());
    let letters = &wide[without.len()..];
    if letters.len() > 1 && letters.chars().all(|c| PAPERS_LETTERS.contains(c)) {
        return without.to_owned();
    }
    let Some(last) = wide.chars().next_back() else {
        return wide;
    };
    let kept = wide.trim_end_matches(last);
    let repeated = wide.chars().count() - kept.chars().count();
    if repeated >= 3 && !is_han(last) {
        kept.to_owned()
    } else {
        wide
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

/// Whether a check digit fits, and the date inside a citizen number is one.
fn is_proven(kind: NumberKind, text: &str) -> bool {
    let is_dated = match kind {
        NumberKind::Citizen => text.get(6..14).and_then(Date::from_digits).is_some(),
        _ => true,
    };
    kind.check(text) == Check::Right && is_dated
}

/// Letters that a standard leaves out are read as the digits that they look like.
fn folded(text: &str, kind: NumberKind) -> String {
    let alphabet = kind.alphabet();
    let fold = |character| match character {
        'O' => '0',
        'I' => '1',
        'S' => '5',
        'Z' => '2',
        other => other,
    };
    let characters = text.chars();
    characters
        .map(|c| if alphabet.contains(c) { c } else { fold(c) })
        .collect()
}

/// The only number that its check digits prove among those that differ from the first reading where
/// another reading differs, too. At most six places may: more would find a number by chance.
fn mixed(texts: &[String], kind: NumberKind) -> Option<String> {
    let fitting: Vec<&[u8]> = texts
        .iter()
        .filter(|text| text.len() == kind.length() && text.is_ascii())
        .map(String::as_bytes)
        .collect();
    let (first, others) = fitting.split_first()?;
    let mut choices = Vec::new();
    for at in 0..first.len() {
        let other = others
            .iter()
            .map(|text| text[at])
            .find(|byte| *byte != first[at]);
        choices.extend(other.map(|byte| (at, byte)));
    }
    if choices.is_empty() || choices.len() > 6 {
        return None;
    }
    let mut proven = (1..1_usize << choices.len()).filter_map(|mask| {
        let mut text = first.to_vec();
        for (bit, (at, byte)) in choices.iter().enumerate() {
            if mask >> bit & 1 == 1 {
                text[*at] = *byte;
            }
        }
        let text = String::from_utf8(text).ok()?;
        is_proven(kind, &text).then_some(text)
    });
    let only = proven.next()?;
    proven.next().is_none().then_some(only)
}

/// Runs of at least eight letters and digits inside one line. An organization code has a hyphen before its
/// last character.
fn runs(marks: &[Mark]) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    while start < marks.len() {
        let is_part = |at: usize| {
            let mark = marks.get(at).filter(|mark| mark.line == marks[start].line);
            mark.is_some_and(|mark| mark.character.is_ascii_alphanumeric())
        };
        let mut end = start;
        while is_part(end) {
            end += 1;
        }
        let is_hyphen = marks.get(end).is_some_and(|mark| mark.character == '-');
        if end == start + 8 && is_hyphen && is_part(end + 1) && !is_part(end + 2) {
            end += 2;
        }
        if end >= start + 8 {
            found.push(start..end);
        }
        start = end.max(start + 1);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value<T>(value: T) -> Value<T> {
        Value {
            value,
            certainty: Certainty::Read,
            corners: [(0.0, 0.0); 4],
        }
    }

    #[test]
    fn a_clock_is_told_from_other_numbers() {
        let cases = [
            ("9:41", true),
            ("21：05", true),
            ("09:41 中国移动", true),
            ("24:00", false),
            ("9:60", false),
            ("9:415", false),
            ("1:1", false),
            ("10.30", false),
            ("时间:10", false),
            ("9:4年", false),
            ("", false),
        ];
        assert_eq!(cases.len(), 11);
        for (text, is_time) in cases {
            assert_eq!(is_clock(text), is_time, "{text}");
        }
    }

    #[test]
    fn names_are_given_as_they_are_printed() {
        let cases = [
            ("嘉懿(西安）餐饮有限公司", "嘉懿（西安）餐饮有限公司"),
            ("万象文化传媒有限公司eeeee", "万象文化传媒有限公司"),
            ("云帆小吃店DGL", "云帆小吃店"),
            ("水果批发部GSCJ", "水果批发部"),
            ("云帆小吃店D", "云帆小吃店D"),
            ("爱家AAA有限公司", "爱家AAA有限公司"),
            ("云上AA", "云上AA"),
            ("Sample (Asia) Ltd", "Sample (Asia) Ltd"),
            ("", ""),
        ];
        assert_eq!(cases.len(), 9);
        for (read, printed) in cases {
            assert_eq!(as_printed(read), printed);
        }
    }

    #[test]
    fn a_persons_name_ends_where_something_else_begins() {
        let licence = layouts()
            .find(|layout| layout.kind == Kind::Licence)
            .expect("known");
        let cases = [
            ("李玲住所示例市样本区", "李玲"),
            ("于兰勇0", "于兰勇"),
            ("覃岚c", "覃岚"),
            ("买买提·库尔班江", "买买提·库尔班江"),
            ("JOHN SMITH", "JOHN SMITH"),
            ("住所", "住所"),
            ("", ""),
        ];
        assert_eq!(cases.len(), 7);
        for (read, name) in cases {
            assert_eq!(persons_name(read, licence), name);
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
