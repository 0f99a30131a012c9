//! The address of the document beside the one that is printed on the licence.

use super::asked::{Asked, number};
use super::field::Field;
use super::finding::Faults;
use crate::messages::{Value, text};
use crate::platform::Level;
use crate::rules::typed::document as rules;
use certpreflight_reading::{Value as Read, narrow};

/// Fewer characters that were read are no address. Chosen, not fitted.
const SHORTEST: usize = 6;

/// What makes no difference: signs and blanks, and how regions end.
fn is_compared(character: char) -> bool {
    character.is_alphanumeric() && !"省市区县".contains(character)
}

/// What is compared of an address: the characters, each with where it stands.
fn plain(address: &str) -> Vec<(usize, char)> {
    let characters = address.chars().map(narrow).enumerate();
    let compared = characters.filter(|(_, character)| is_compared(*character));
    compared
        .map(|(at, character)| (at, character.to_ascii_lowercase()))
        .collect()
}

/// Compares what is typed with the printed line, as far as that was read plainly. A doubtful reading says nothing.
pub(super) fn judge(asked: &Asked<'_>, faults: &mut Faults<'_>) {
    const FIELD: Field = Field::DocumentAddress;
    let certificate = asked.certificate;
    let read = certificate.and_then(|certificate| certificate.address.as_ref());
    let Some((typed, read)) = asked
        .row
        .get(FIELD)
        .zip(read.filter(|read| Read::is_plain(read)))
    else {
        return;
    };
    let (typed, printed) = (plain(typed), plain(&read.value));
    if printed.len() < SHORTEST {
        return;
    }
    let missed = missed(&typed, &printed);
    let Some(first) = missed.first() else {
        return; // all that was read is typed, in its order
    };
    let detail = Value::phrase(
        text(
            "of what is printed, character {n} and {count} in all are not there",
            "执照上的第 {n} 个字等共 {count} 个字没有照样填写",
        ),
        vec![("n", number(first + 1)), ("count", number(missed.len()))],
    );
    let level = if missed.len() == 1 {
        Level::Note
    } else {
        Level::Warning
    };
    faults.add_at(
        level,
        &rules::ADDRESS_MISMATCH,
        FIELD,
        vec![("detail", detail)],
    );
}

/// Where those printed characters stand that the longest common subsequence with what is typed lacks.
fn missed(typed: &[(usize, char)], printed: &[(usize, char)]) -> Vec<usize> {
    /// An address that is typed has no more characters; a cell may hold a book.
    const LONGEST: usize = 200;
    let typed = &typed[..typed.len().min(LONGEST)];
    let printed = &printed[..printed.len().min(LONGEST)];
    // How long the longest is from each place on.
    let mut longest = vec![vec![0_usize; typed.len() + 1]; printed.len() + 1];
    for p in (0..printed.len()).rev() {
        for t in (0..typed.len()).rev() {
            longest[p][t] = if printed[p].1 == typed[t].1 {
                longest[p + 1][t + 1] + 1
            } else {
                longest[p + 1][t].max(longest[p][t + 1])
            };
        }
    }
    let (mut p, mut t) = (0, 0);
    let mut missed = Vec::new();
    while p < printed.len() {
        if t < typed.len() && printed[p].1 == typed[t].1 {
            (p, t) = (p + 1, t + 1);
        } else if t < typed.len() && longest[p][t] > 0 && longest[p][t + 1] >= longest[p + 1][t] {
            t += 1;
        } else {
            missed.push(printed[p].0);
            p += 1;
        }
    }
    missed
}

#[cfg(test)]
mod tests {
    use super::super::check::{Terms, judge};
    use super::super::row::Row;
    use super::super::testing::{licence, pictured, profile, read, today};
    use super::*;
    use crate::template::Field;
    use certpreflight_reading::{Certainty, Certificate};

    fn level(typed: &str, printed: &str, certainty: Certainty) -> Option<Level> {
        let certificate = Certificate {
            address: Some(read(printed.to_owned(), certainty)),
            ..licence()
        };
        let row = Row::new(2).with(Field::DocumentAddress, typed);
        let terms = Terms::new(profile("tencent-icp"), today());
        let faults = judge(row, pictured(certificate), &terms).faults;
        let found = faults
            .iter()
            .find(|fault| fault.rule.id == "address-mismatch");
        found.map(|fault| fault.level)
    }

    #[test]
    fn an_address_is_the_printed_one_as_far_as_that_was_read() {
        const PRINTED: &str = "杭州市西湖区示例路1号2幢";
        let cases = [
            (PRINTED, None),
            ("浙江省杭州市西湖区示例路1号2幢301室", None),
            ("浙江杭州西湖示例路１号２幢", None),
            ("杭州市 西湖区 示例路1号（2幢）", None),
            ("杭州市西湖区示例路1号3幢", Some(Level::Note)),
            ("杭州市西湖区示侧路1号2幢", Some(Level::Note)),
            ("杭州市西湖区别处路9号", Some(Level::Warning)),
            ("西湖区", Some(Level::Warning)),
            ("示例路1号2幢", Some(Level::Warning)),
        ];
        assert_eq!(cases.len(), 9);
        for (typed, found) in cases {
            assert_eq!(level(typed, PRINTED, Certainty::Read), found, "{typed}");
            assert_eq!(level(typed, PRINTED, Certainty::Doubtful), None, "{typed}");
        }
        // Too little was read to say anything.
        assert_eq!(level("杭州市", "西湖区", Certainty::Read), None);
    }
}
