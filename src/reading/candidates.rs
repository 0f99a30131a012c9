//! What could be the number of a certificate, and what proves it.

use crate::certificate::{Certainty, Number, Value};
use crate::dates::Date;
use crate::extract::{PLAIN, Reader, SURE};
use crate::fields::Behind;
use crate::kinds::Layout;
use crate::numbers::{Check, NumberKind};
use crate::ocr::{Care, recognize};
use crate::rows::Mark;

impl Reader<'_> {
    /// The number: of all that could be it, one that its check digit proves; else one of the right length.
    pub(crate) fn number(&self, layout: &Layout) -> Option<Value<Number>> {
        let mut best: Option<Value<Number>> = None;
        // The label names the number: what is left of a credit code under glare is no older number.
        let is_credit_code = self.says("信用代码");
        let is_possible = |kind: &NumberKind| match kind {
            NumberKind::Registration | NumberKind::RegistrationOld => !is_credit_code,
            _ => true,
        };
        let kinds: Vec<NumberKind> = layout.numbers.iter().copied().filter(is_possible).collect();
        for (row, marks) in self.rows.iter().enumerate() {
            for run in runs(marks) {
                let proven = proven_inside(&marks[run.clone()], &kinds)
                    .map(|part| run.start + part.start..run.start + part.end);
                for run in proven.into_iter().chain([run]) {
                    for (certainty, number) in self.readings(&marks[run.clone()], &kinds) {
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
        let plain = letters_and_digits(run);
        // Surely read, and proven: that needs no second reading.
        let is_sure = run.iter().all(|mark| mark.probability >= SURE);
        if let Some(kind) = kinds
            .iter()
            .copied()
            .find(|kind| is_sure && is_proven(*kind, &plain) && self.is_named(*kind))
        {
            found.push((Certainty::Confirmed, Number { text: plain, kind }));
            return found;
        }
        let (fast, careful) = (read(Care::Fast), read(Care::Careful));
        for &kind in kinds {
            let is_named = self.is_named(kind);
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
            let proven = texts.iter().find(|text| is_named && is_proven(kind, text));
            if let Some(text) = proven {
                // One in eleven misread numbers has a check digit that fits: it proves what was plainly read, or what two
                // networks read.
                let agree = read.iter().filter(|(other, _)| other == text).count() > 1
                    && read.first().is_some_and(|(careful, _)| careful == text);
                let is_plain = agree
                    || read
                        .iter()
                        .any(|(other, least)| other == text && *least >= PLAIN);
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
            if let Some(text) = mixed(&texts, kind).filter(|_| is_named) {
                found.push((Certainty::Read, Number { text, kind }));
                break;
            }
            let fitting: Vec<&String> = texts
                .iter()
                .filter(|text| text.len() == kind.length() && has_its_digits(kind, text))
                .collect();
            if let [text, others @ ..] = &fitting[..] {
                let agree = !others.is_empty() && others.iter().all(|other| other == text);
                // Where a check digit contradicts, a misread character is likelier than a wrong number.
                let is_clear = read.iter().all(|(_, least)| *least >= PLAIN);
                let is_contradicted = matches!(kind.check(text), Check::Wrong { .. });
                let certainty = if agree && is_named && (is_clear || !is_contradicted) {
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

    /// Whether the page names a registration number, if it is to be one. One in ten runs of 15 digits is such a number by
    /// chance, and what a watermark leaves of a credit code has its length.
    fn is_named(&self, kind: NumberKind) -> bool {
        let is_registration =
            matches!(kind, NumberKind::Registration | NumberKind::RegistrationOld);
        !is_registration || self.says("注册号")
    }
}

/// The part of a longer run that is a number with two check digits, or with one and a date: what stands beside it was read
/// as a part of it, 1/1 for one.
fn proven_inside(run: &[Mark], kinds: &[NumberKind]) -> Option<std::ops::Range<usize>> {
    kinds.iter().find_map(|kind| {
        let is_strict = matches!(kind, NumberKind::CreditCode | NumberKind::Citizen);
        let length = kind.length();
        if !is_strict || run.len() <= length {
            return None;
        }
        let parts = (0..=run.len() - length).map(|start| start..start + length);
        parts.into_iter().find(|part| {
            let text = letters_and_digits(&run[part.clone()]);
            is_proven(*kind, &folded(&text, *kind))
        })
    })
}

/// Of nine characters any word may be a passport's number, and 12JAN2023. China's have a letter or two before their digits, and
/// most states' no more.
fn has_its_digits(kind: NumberKind, text: &str) -> bool {
    kind != NumberKind::Passport || text.chars().filter(char::is_ascii_digit).count() >= 7
}

/// What a run says, in upper case and without the hyphen.
fn letters_and_digits(run: &[Mark]) -> String {
    let characters = run.iter().map(|mark| mark.character.to_ascii_uppercase());
    characters.filter(char::is_ascii_alphanumeric).collect()
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
