//! Which layout a page has, by its title and its labels.

use std::cmp::Reverse;
use std::ops::Range;

use crate::certificate::{Certainty, Face, Kind};
use crate::kinds::{Layout, layouts};
use crate::page::Page;
use crate::rows::{Mark, find, in_common};

/// The layout that fits a page best.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Match {
    pub(crate) layout: &'static Layout,
    /// Confirmed if the title and a label agree, or three labels do.
    pub(crate) certainty: Certainty,
    /// Whether its title was read.
    pub(crate) by_title: bool,
}

/// Points for a word of this length: long ones are no chance.
fn points(word: &str) -> usize {
    if word.chars().count() >= 4 { 3 } else { 2 }
}

/// Fewest points of a card without its title: a long label and a short one, or three short ones.
const LEAST_POINTS_OF_A_CARD: usize = 5;
/// Fewest of a sheet: 统一社会信用代码 and 名称 stand on every organization's certificate, whichever it is. Chosen, not
/// fitted.
const LEAST_POINTS_OF_A_SHEET: usize = 8;

/// The best layout; `None` if neither a title nor labels of any were read.
pub(crate) fn recognize_layout(page: &Page, rows: &[Vec<Mark>]) -> Option<Match> {
    let titled: Vec<(&Layout, Option<usize>)> = layouts()
        .map(|layout| (layout, whole_title(page, rows, layout)))
        .collect();
    let is_whole = |(_, title): &(&Layout, Option<usize>)| title.is_some();
    let parted = if titled.iter().any(is_whole) {
        None
    } else {
        parted_title(rows)
    };
    let scored = titled.into_iter().filter_map(|(layout, title)| {
        let parted = parted.filter(|(parted, _)| parted.titles == layout.titles);
        let title = title.or(parted.map(|(_, characters)| characters));
        let place = |word: &str| {
            let mut found = rows.iter().enumerate();
            found.find_map(|(row, marks)| Some((row, find(marks, word, true)?)))
        };
        // 有效期 stands inside 有效期限 and 社会信用代码 inside 统一社会信用代码: one place counts once.
        let mut longest_first: Vec<&str> = layout.labels.all().collect();
        longest_first.sort_by_key(|word| Reverse(word.chars().count()));
        let mut labels: Vec<((usize, Range<usize>), usize)> = Vec::new();
        for word in longest_first {
            let is_new = |(row, marks): &(usize, Range<usize>)| {
                labels.iter().all(|((other_row, other), _)| {
                    row != other_row || marks.end <= other.start || other.end <= marks.start
                })
            };
            labels.extend(place(word).filter(is_new).map(|at| (at, points(word))));
        }
        let is_there = |word: &&&str| place(word).is_some();
        let words = layout.words.iter().filter(is_there).count();
        let points: usize = labels.iter().map(|label| label.1).sum::<usize>() + 2 * words;
        let anchors = labels.len() + words;
        let certainty = if title.is_some() && anchors > 0 || anchors > 2 {
            Certainty::Confirmed
        } else {
            Certainty::Read
        };
        let total = title.map_or(0, |length| length + 4) + points;
        let least = match layout.face {
            Some(_) => LEAST_POINTS_OF_A_CARD,
            None => LEAST_POINTS_OF_A_SHEET,
        };
        (title.is_some() || !layout.needs_title && points >= least).then_some((
            total,
            Match {
                layout,
                certainty,
                by_title: title.is_some(),
            },
        ))
    });
    // Where both sides of a card are in one picture, the one that bears the number counts.
    let scored: Vec<(usize, Match)> = scored.collect();
    // Of those that fit equally well the first, which is the commoner one.
    let (_, best) = scored.iter().rev().max_by_key(|(total, _)| *total)?;
    let other_side = scored.iter().find(|(_, other)| {
        other.layout.kind == best.layout.kind
            && best.layout.numbers.is_empty()
            && !other.layout.numbers.is_empty()
    });
    Some(other_side.map_or(*best, |(_, other)| *other))
}

/// The layout of the side of an identity card that bears the number.
pub(crate) fn portrait_layout() -> Option<&'static Layout> {
    layouts()
        .find(|layout| layout.kind == Kind::IdentityCard && layout.face == Some(Face::Portrait))
}

/// How many characters the longest title of a layout has that stands whole on the page.
fn whole_title(page: &Page, rows: &[Vec<Mark>], layout: &Layout) -> Option<usize> {
    let titles = layout.titles.iter();
    let whole = titles.filter(|title| has_title(page, rows, title));
    whole.map(|title| title.chars().count()).max()
}

/// Whether the title stands on the page by itself, not inside a sentence.
fn has_title(page: &Page, rows: &[Vec<Mark>], title: &str) -> bool {
    rows.iter().any(|row| {
        find(row, title, false).is_some_and(|found| {
            let mut lines: Vec<usize> = row[found.clone()].iter().map(|mark| mark.line).collect();
            lines.dedup();
            let characters: usize = lines
                .iter()
                .map(|line| page.lines[*line].text.glyphs.len())
                .sum();
            characters <= title.chars().count() + 6
        })
    })
}

/// Shorter titles are no title any more without some of their characters.
const LEAST_PARTED_TITLE: usize = 6;
/// So many of its characters have to be there, of three. Chosen, not fitted.
const PARTED_THIRDS: usize = 2;

/// The layout whose title stands on the page with characters missing, under glare or a watermark, and how many of them are
/// there; `None` where another title fits as well.
fn parted_title(rows: &[Vec<Mark>]) -> Option<(&'static Layout, usize)> {
    let titles =
        layouts().flat_map(|layout| layout.titles.iter().map(move |title| (layout, *title)));
    let mut best: Option<(&Layout, usize, bool)> = None;
    for (layout, title) in titles {
        let title: Vec<char> = title.chars().collect();
        let is_alone = |row: &&Vec<Mark>| (1..=title.len() + 2).contains(&row.len());
        let common = rows
            .iter()
            .filter(is_alone)
            .map(|row| in_common(row, &title));
        let there = common.max().unwrap_or(0);
        let is_enough =
            title.len() >= LEAST_PARTED_TITLE && there * 3 >= title.len() * PARTED_THIRDS;
        match &mut best {
            Some((_, most, _)) if *most > there => {}
            Some((other, most, is_good)) if *most == there => {
                *is_good = other.titles == layout.titles && (*is_good || is_enough);
            }
            _ => best = Some((layout, there, is_enough)),
        }
    }
    // Nobody is told on such evidence that a certificate is of no use.
    best.filter(|(layout, _, is_good)| *is_good && layout.kind != Kind::Unaccepted)
        .map(|(layout, there, _)| (layout, there))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::row;

    #[test]
    fn a_label_counts_once_however_it_may_be_read() {
        let rows = [
            row(&["姓名", "徐敏"]),
            row(&["出生", "1962年4月24日"]),
            row(&["住址", "示例路4号"]),
            row(&["公民身份号码", "370202196204246905"]),
            row(&["签发机关", "样本市公安局"]),
            row(&["有效期限", "2026.06.18-2026.09.18"]),
        ];
        let found = recognize_layout(&Page::default(), &rows).expect("a layout");
        assert_eq!(found.layout.kind, Kind::IdentityCard);
        assert_eq!(found.layout.face, Some(Face::Portrait));
    }

    #[test]
    fn a_title_is_known_with_characters_missing_if_no_other_could_be_it() {
        let cases = [
            ("医疗八业许可证", Some(Kind::OtherLicence)),
            ("医疗机构执业许", Some(Kind::OtherLicence)),
            ("基金会法人登记证", Some(Kind::Foundation)),
            ("事业单位法人证", Some(Kind::Institution)),
            // Of two titles.
            ("法人登记证书", None),
            // Half of one.
            ("医疗机构", None),
            // Of a certificate that no platform takes.
            ("计算机软件著作权登记", None),
            ("医疗机构的执业人员须知：许可证", None),
            ("", None),
        ];
        assert_eq!(cases.len(), 9);
        for (text, kind) in cases {
            let rows = [row(&[text])];
            let found = parted_title(&rows);
            assert_eq!(found.map(|(layout, _)| layout.kind), kind, "{text}");
        }
    }
}
