//! The passport's lines for machines on a page that was read: they are the most certain reading of all documents, and tell
//! a passport of any country.

use crate::certificate::{Certainty, Certificate, Kind, Number};
use crate::dates::Until;
use crate::extract::{Reader, SURE};
use crate::fields::Behind;
use crate::mrz::{self, Zone};
use crate::numbers::NumberKind;
use crate::printed::is_han;

/// With fewer characters a line is not the second one, even if the reader lost some of it. Chosen, not fitted.
const FEWEST_CHARACTERS: usize = 24;
/// It has 21 digits at least, of which the reader may take some for letters. Chosen, not fitted.
const FEWEST_DIGITS: usize = 12;

/// On a page full of digits no more lines than these, the longest, are read with care, which takes time. Chosen, not fitted.
const MOST_LINES: usize = 3;

/// What the lines for machines say.
pub(crate) struct Read {
    zone: Zone,
    certainty: Certainty,
    place: Behind,
}

impl Reader<'_> {
    /// Finds and reads the lines for machines.
    pub(crate) fn zone(&self) -> Option<Read> {
        let lines = self.lines().filter(|place| self.may_be_zone(place));
        let mut lines: Vec<Behind> = lines.collect();
        lines.sort_by_key(|place| std::cmp::Reverse(place.marks.len()));
        let longest = lines.into_iter().take(MOST_LINES);
        longest.into_iter().find_map(|place| self.zone_at(place))
    }

    fn may_be_zone(&self, place: &Behind) -> bool {
        let text = self.string(place);
        let digits = text.chars().filter(char::is_ascii_digit).count();
        place.marks.len() >= FEWEST_CHARACTERS
            && digits >= FEWEST_DIGITS
            && !text.chars().any(is_han)
    }

    /// A check digit passes every tenth misread part, and two neighbors that are both misread for the same digit, which their
    /// weights make ten of: it proves what was surely read, or what two networks read.
    fn zone_at(&self, place: Behind) -> Option<Read> {
        let find = |text: &str| {
            let characters: Vec<char> = text.chars().map(|c| c.to_ascii_uppercase()).collect();
            mrz::find(&characters)
        };
        let fast = find(&self.string(&place));
        if let Some(zone) = &fast {
            let marks = &self.rows[place.row][place.marks.clone()][zone.place.clone()];
            if marks.iter().all(|mark| mark.probability >= SURE) {
                return fast.map(|zone| Read {
                    zone,
                    certainty: Certainty::Confirmed,
                    place,
                });
            }
        }
        let careful = self.again(&place).and_then(|(text, _)| find(&text));
        let is_same = |a: &Zone, b: &Zone| a.number == b.number && a.until == b.until;
        let certainty = match (&fast, &careful) {
            (Some(fast), Some(careful)) if is_same(fast, careful) => Certainty::Confirmed,
            (Some(zone), None) | (None, Some(zone))
                if zone.until.is_some() && zone.birth.is_some() =>
            {
                Certainty::Read
            }
            _ => Certainty::Doubtful,
        };
        careful.or(fast).map(|zone| Read {
            zone,
            certainty,
            place,
        })
    }

    /// Puts what the lines for machines say into a passport's reading.
    pub(crate) fn passport(&self, read: Option<Certificate>, lines: Read) -> Certificate {
        let Read {
            zone,
            certainty,
            place,
        } = lines;
        let read = read.unwrap_or_else(|| Certificate::of(Kind::Passport, certainty));
        // The number stands on the page as well.
        let printed = read
            .number
            .as_ref()
            .map(|number| number.value.text.as_str());
        let certainty = match printed {
            Some(printed) if printed == zone.number => Certainty::Confirmed,
            Some(_) => certainty.min(Certainty::Read),
            None => certainty,
        };
        // A Chinese passport prints the name in Chinese above its letters, and that name is the owner's.
        let name = read
            .name
            .filter(|name| zone.nationality != "CHN" || name.value.chars().any(is_han));
        let number = Number {
            text: zone.number,
            kind: NumberKind::Passport,
        };
        let until = zone.until.map(Until::Date);
        let until = until.map(|until| self.value(until, certainty, &place));
        let birth = zone.birth.map(|birth| self.value(birth, certainty, &place));
        let sex = zone.sex.map(|sex| self.value(sex, certainty, &place));
        Certificate {
            certainty: certainty.max(read.certainty),
            number: Some(self.value(number, certainty, &place)),
            nationality: Some(self.value(zone.nationality, certainty, &place)),
            birth: birth.or(read.birth),
            sex: sex.or(read.sex),
            until: until.or(read.until),
            name,
            ..read
        }
    }
}
