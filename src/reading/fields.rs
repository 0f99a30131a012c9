//! From lines to fields: which layout a page has, and what stands behind its labels.

use std::cmp::Reverse;
use std::ops::Range;

use crate::certificate::{Certainty, Face, Kind};
use crate::kinds::{Layout, layouts};
use crate::page::{Line, Page};
use crate::twins::{narrow, simplified};

/// A character of a row, and where it was read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    pub(crate) character: char,
    /// Index of its line in the page.
    pub(crate) line: usize,
    /// Where in the line it stands, 0 to 1.
    pub(crate) place: f64,
    /// How likely the network thinks it, 0 to 1.
    pub(crate) probability: f32,
    /// Whether a line starts with it.
    is_first: bool,
}

/// The rows of a page as characters without blanks, in half width where there are two widths.
pub(crate) fn rows(page: &Page) -> Vec<Vec<Mark>> {
    page.rows
        .iter()
        .map(|row| marks(&page.lines, row))
        .collect()
}

/// Where characters of one line stand so many heights apart, two columns were taken for one line: the second begins there.
/// Chosen, not fitted: a box is higher than its characters, so that neighbors are less than one height apart.
const WIDE_GAP: f64 = 1.6;

fn marks(lines: &[Line], row: &[usize]) -> Vec<Mark> {
    let mut marks = Vec::new();
    for &line in row {
        let mut is_first = true;
        let place = &lines[line].place;
        let mut last: Option<f64> = None;
        for glyph in &lines[line].text.glyphs {
            let character = simplified(narrow(glyph.character));
            if !character.is_whitespace() {
                let gap = last.map_or(0.0, |last| (glyph.place - last) * place.length);
                is_first |= gap > WIDE_GAP * place.height;
                last = Some(glyph.place);
                marks.push(Mark {
                    character,
                    line,
                    place: glyph.place,
                    probability: glyph.probability,
                    is_first,
                });
                is_first = false;
            }
        }
    }
    marks
}

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
    let parted = parted_title(page, rows);
    let scored = layouts().filter_map(|layout| {
        let titles = layout
            .titles
            .iter()
            .filter(|title| has_title(page, rows, title));
        let title = titles.map(|title| title.chars().count()).max();
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
/// there; `None` where a whole title of any stands, or another title fits as well.
fn parted_title(page: &Page, rows: &[Vec<Mark>]) -> Option<(&'static Layout, usize)> {
    let titles =
        || layouts().flat_map(|layout| layout.titles.iter().map(move |title| (layout, *title)));
    if titles().any(|(_, title)| has_title(page, rows, title)) {
        return None;
    }
    let mut best: Option<(&Layout, usize, bool)> = None;
    for (layout, title) in titles() {
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

/// How many characters a row and a word have in common, in their order.
fn in_common(row: &[Mark], word: &[char]) -> usize {
    let mut before = vec![0; word.len() + 1];
    for mark in row {
        let mut now = vec![0; word.len() + 1];
        for (at, wanted) in word.iter().enumerate() {
            now[at + 1] = if mark.character == *wanted {
                before[at] + 1
            } else {
                before[at + 1].max(now[at])
            };
        }
        before = now;
    }
    before[word.len()]
}

/// Where a word stands in a row. One character in four may be misread; a word of fewer than four has to be
/// exact, and to start a line if `starts_line`, because two characters stand everywhere.
pub(crate) fn find(row: &[Mark], word: &str, starts_line: bool) -> Option<Range<usize>> {
    find_within(row, word, starts_line, word.chars().count() / 4)
}

/// Where a word stands in a row with so many misread characters at most.
fn find_within(
    row: &[Mark],
    word: &str,
    starts_line: bool,
    wrong_allowed: usize,
) -> Option<Range<usize>> {
    let word: Vec<char> = word.chars().collect();
    let places = 0..(row.len() + 1).saturating_sub(word.len());
    let best = places
        .filter(|start| word.len() >= 4 || !starts_line || row[*start].is_first)
        .map(|start| {
            let here = row[start..start + word.len()].iter().zip(&word);
            (
                here.filter(|(mark, wanted)| mark.character != **wanted)
                    .count(),
                start,
            )
        })
        .min()?;
    (best.0 <= wrong_allowed).then(|| best.1..best.1 + word.len())
}

/// A value: what stands behind a label, in the same row, up to the next label.
#[derive(Clone, Debug)]
pub(crate) struct Behind {
    pub(crate) row: usize,
    pub(crate) marks: Range<usize>,
}

/// What stands behind the first of some labels that is found, and is something that `fits`; `None` if there is no such
/// label, or nothing that does.
pub(crate) fn behind(
    page: &Page,
    rows: &[Vec<Mark>],
    labels: &[&str],
    layout: &Layout,
    fits: impl Fn(&Behind) -> bool,
) -> Option<Behind> {
    let find_with = |is_exact: bool| {
        let places = labels
            .iter()
            .flat_map(|label| rows.iter().enumerate().map(move |row| (label, row)));
        places.into_iter().find_map(|(label, (index, row))| {
            let wrong_allowed = if is_exact {
                0
            } else {
                label.chars().count() / 4
            };
            let label = find_within(row, label, true, wrong_allowed)?;
            let is_in_title = layout.titles.iter().any(|title| {
                find(row, title, false)
                    .is_some_and(|title| title.start <= label.start && label.end < title.end)
            });
            if is_in_title {
                return None;
            }
            in_row(rows, index, label.end, layout)
                .filter(&fits)
                .or_else(|| beside(page, rows, row, &label, layout).filter(&fits))
                .or_else(|| below(page, rows, row, &label, layout).filter(&fits))
        })
    };
    // 有效期2 is no misread 有效期限 where 有效期 is a label, too.
    find_with(true).or_else(|| find_with(false)).or_else(|| {
        // 称嘉懿 is 名称 without its first character; 名类住 rather another row than 名称 misread.
        [end_without_one, end_with_one_misread]
            .into_iter()
            .find_map(|end_of| {
                let places = labels
                    .iter()
                    .flat_map(|label| rows.iter().enumerate().map(move |row| (label, row)));
                places.into_iter().find_map(|(label, (index, row))| {
                    let label: Vec<char> = label.chars().collect();
                    let is_short = (2..=3).contains(&label.len()) && row.len() > label.len();
                    let end = is_short.then(|| end_of(row, &label)).flatten()?;
                    in_row(rows, index, end, layout)
                        .filter(|behind| behind.marks.len() >= 2)
                        .filter(&fits)
                })
            })
    })
}

/// A date behind what is left of its label at the start of a line: its last characters, or its first ones. Spread wide, each
/// character of a label may stand in a box of its own, or in none; a digit behind it is plain.
pub(crate) fn behind_part_of_label(
    rows: &[Vec<Mark>],
    labels: &[&str],
    layout: &Layout,
    is_date: impl Fn(&Behind) -> bool,
) -> Option<Behind> {
    let parts = labels.iter().flat_map(|label| {
        let label: Vec<char> = label.chars().collect();
        let lengths = (1..label.len()).rev();
        let ends = lengths
            .clone()
            .map(|length| label[label.len() - length..].to_vec());
        let starts = lengths.map(|length| label[..length].to_vec());
        ends.chain(starts).collect::<Vec<_>>()
    });
    parts.into_iter().find_map(|part| {
        rows.iter().enumerate().find_map(|(index, row)| {
            let mut starts = (0..row.len()).filter(|start| row[*start].is_first);
            starts.find_map(|start| {
                let rest = &row[start..];
                let is_there = rest
                    .iter()
                    .map(|mark| mark.character)
                    .take(part.len())
                    .eq(part.iter().copied());
                let is_before_a_date = rest
                    .get(part.len())
                    .is_some_and(|next| next.character.is_ascii_digit());
                (is_there && is_before_a_date)
                    .then(|| in_row(rows, index, start + part.len(), layout))?
                    .filter(&is_date)
            })
        })
    })
}

/// Where a label ends that begins a row without one of its characters: of a label that is spread wide, each may stand
/// in a box of its own, or in none. Of one without its last, the value's first would be taken for that.
fn end_without_one(row: &[Mark], label: &[char]) -> Option<usize> {
    let length = label.len() - 1;
    let mut without_one = (0..length).map(|gone| [&label[..gone], &label[gone + 1..]].concat());
    let begins = |rest: Vec<char>| row.iter().map(|mark| mark.character).take(length).eq(rest);
    without_one.any(begins).then_some(length)
}

/// Where a label ends that begins a row, with one of its characters misread.
fn end_with_one_misread(row: &[Mark], label: &[char]) -> Option<usize> {
    let misread = label.iter().zip(row).filter(|(a, b)| **a != b.character);
    (misread.count() == 1).then_some(label.len())
}

/// The part of a value before any other label, even one that begins no line: of a person's name none is a part.
pub(crate) fn before_any_label(rows: &[Vec<Mark>], place: &Behind, layout: &Layout) -> Behind {
    let marks = &rows[place.row][place.marks.clone()];
    let next = layout.labels.all().filter_map(|label| {
        let found = find_within(marks, label, false, 0)?;
        (found.start > 0).then_some(place.marks.start + found.start)
    });
    let end = next.min().unwrap_or(place.marks.end);
    Behind {
        row: place.row,
        marks: place.marks.start..end,
    }
}

/// The rest of a row from `start` on, up to the next label.
fn in_row(rows: &[Vec<Mark>], index: usize, start: usize, layout: &Layout) -> Option<Behind> {
    let row = &rows[index];
    let rest = &row[start..];
    let next = layout.labels.all().filter_map(|other| {
        let found = find(rest, other, true)?;
        // A label begins a line, or it is part of the value.
        rest[found.start].is_first.then_some(found.start)
    });
    let end = start + next.min().unwrap_or(rest.len());
    let is_sign = |mark: &&Mark| ":：;；.·、,，_-|".contains(mark.character);
    let start = start + row[start..end].iter().take_while(is_sign).count();
    (start < end).then_some(Behind {
        row: index,
        marks: start..end,
    })
}

/// The line right of a label that stands a little higher or lower, as on a page in perspective.
fn beside(
    page: &Page,
    rows: &[Vec<Mark>],
    row: &[Mark],
    label: &Range<usize>,
    layout: &Layout,
) -> Option<Behind> {
    let of = &page.lines[row[label.end - 1].line];
    let high = of.place.height;
    let mut right: Vec<(f64, usize)> = (0..page.lines.len())
        .filter_map(|index| {
            let line = &page.lines[index];
            let gap = line.left - of.right;
            let is_beside = (-0.3 * high..8.0 * high).contains(&gap)
                && (line.middle - of.middle).abs() < 0.8 * high.min(line.place.height);
            is_beside.then_some((gap, index))
        })
        .collect();
    right.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (_, line) = right.first()?;
    value_line(rows, *line, layout)
}

/// A whole line, if it does not begin with a label.
fn value_line(rows: &[Vec<Mark>], line: usize, layout: &Layout) -> Option<Behind> {
    rows.iter().enumerate().find_map(|(index, row)| {
        let start = row.iter().position(|mark| mark.line == line)?;
        let rest = &row[start..];
        let count = rest.iter().take_while(|mark| mark.line == line).count();
        let begins = |label| find(&rest[..count], label, true).is_some_and(|at| at.start == 0);
        (!layout.labels.all().any(begins)).then_some(Behind {
            row: index,
            marks: start..start + count,
        })
    })
}

/// The line below a label, where permits print their values.
fn below(
    page: &Page,
    rows: &[Vec<Mark>],
    row: &[Mark],
    label: &Range<usize>,
    layout: &Layout,
) -> Option<Behind> {
    let of = &page.lines[row[label.end - 1].line];
    let high = of.place.height;
    let is_below = |line: &Line| {
        (line.left - of.left).abs() < high
            && (0.7 * high..2.5 * high).contains(&(line.middle - of.middle))
    };
    let lines = page
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| is_below(line));
    let (line, _) = lines.min_by(|a, b| a.1.middle.total_cmp(&b.1.middle))?;
    value_line(rows, line, layout)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ocr::{Glyph, LineBox, Text};

    const GLYPH: Glyph = Glyph {
        character: '一',
        probability: 1.0,
        place: 0.0,
    };

    fn row(lines: &[&str]) -> Vec<Mark> {
        let marks = lines.iter().enumerate().flat_map(|(line, text)| {
            text.chars().enumerate().map(move |(at, character)| Mark {
                character,
                line,
                place: 0.0,
                probability: 1.0,
                is_first: at == 0,
            })
        });
        marks.collect()
    }

    fn value(rows: &[Vec<Mark>], labels: &[&str], layout: &Layout) -> Option<String> {
        let place = behind(&Page::default(), rows, labels, layout, |_| true)?;
        let marks = rows[place.row][place.marks].iter();
        Some(marks.map(|mark| mark.character).collect())
    }

    #[test]
    fn a_value_is_what_stands_behind_its_label() {
        let layout = |kind| layouts().find(|layout| layout.kind == kind).expect("known");
        let (licence, credit) = (layout(Kind::Licence), layout(Kind::CreditCodeCertificate));
        let cases = [
            (credit, &["有效期", "2012年12月13日"][..], "2012年12月13日"),
            (credit, &["有效期限2012年12月13日"][..], "2012年12月13日"),
            (credit, &["有效期跟2012年12月13日"][..], "跟2012年12月13日"),
        ];
        assert_eq!(cases.len(), 3);
        for (layout, lines, expected) in cases {
            let found = value(&[row(lines)], layout.labels.until, layout);
            assert_eq!(found.as_deref(), Some(expected), "{lines:?}");
        }
        let rows = [
            row(&["称嘉懿餐饮管理有限公司"]),
            row(&["名类住", "型有限责任公司"]),
        ];
        let found = value(&rows, licence.labels.name, licence);
        assert_eq!(found.as_deref(), Some("嘉懿餐饮管理有限公司"));
    }

    #[test]
    fn a_spread_label_may_lack_a_character() {
        let label: Vec<char> = "负责人".chars().collect();
        let cases = [
            ("贝责人胡妍", Some(3)),
            ("负贵人胡妍", Some(3)),
            ("责人胡妍", Some(2)),
            ("负人胡妍", Some(2)),
            ("人胡妍", None),
            ("负胡妍人", None),
            ("", None),
        ];
        assert_eq!(cases.len(), 7);
        for (line, expected) in cases {
            let row = row(&[line]);
            let end = end_without_one(&row, &label).or_else(|| end_with_one_misread(&row, &label));
            assert_eq!(end, expected, "{line}");
        }
    }

    #[test]
    fn a_persons_name_ends_at_the_next_label() {
        let licence = layouts()
            .find(|layout| layout.kind == Kind::Licence)
            .expect("known");
        let cases = [
            ("李玲住所示例市样本区", "李玲"),
            ("李玲", "李玲"),
            ("住所", "住所"),
        ];
        assert_eq!(cases.len(), 3);
        for (text, expected) in cases {
            let rows = [row(&[text])];
            let marks = 0..rows[0].len();
            let part = before_any_label(&rows, &Behind { row: 0, marks }, licence);
            let kept: String = rows[0][part.marks]
                .iter()
                .map(|mark| mark.character)
                .collect();
            assert_eq!(kept, expected);
        }
    }

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
            // A whole one.
            ("居民身份证", None),
            // Half of one.
            ("医疗机构", None),
            // Of a certificate that no platform takes.
            ("计算机软件著作权登记", None),
            ("医疗机构的执业人员须知：许可证", None),
            ("", None),
        ];
        assert_eq!(cases.len(), 10);
        for (text, kind) in cases {
            let rows = [row(&[text])];
            let page = Page {
                lines: vec![Line::new(
                    LineBox {
                        middle: (0.0, 0.0),
                        along: (1.0, 0.0),
                        length: 100.0,
                        height: 10.0,
                    },
                    Text {
                        glyphs: vec![GLYPH; text.chars().count()],
                    },
                    (1.0, 0.0),
                )],
                ..Page::default()
            };
            let found = parted_title(&page, &rows);
            assert_eq!(found.map(|(layout, _)| layout.kind), kind, "{text}");
        }
    }

    #[test]
    fn a_date_is_found_behind_what_is_left_of_its_label() {
        let licence = layouts()
            .find(|layout| layout.kind == Kind::Licence)
            .expect("known");
        let cases = [
            (&["日(", "期2013年03月21日"][..], Some("2013年03月21日")),
            (&["日期2013年12月22日"], Some("2013年12月22日")),
            (&["成", "2013年12月22日"], Some("2013年12月22日")),
            // Between the two stands something else.
            (&["期", "限2013年12月22日"], None),
            (&["星期2013年12月22日"], None),
            (&["期9家"], None),
        ];
        assert_eq!(cases.len(), 6);
        for (lines, expected) in cases {
            let rows = [row(lines)];
            let text = |place: &Behind| -> String {
                let marks = rows[place.row][place.marks.clone()].iter();
                marks.map(|mark| mark.character).collect()
            };
            let is_date = |place: &Behind| !crate::dates::dates(&text(place)).is_empty();
            let labels = licence.labels.established;
            let found = behind_part_of_label(&rows, labels, licence, is_date);
            assert_eq!(found.as_ref().map(text).as_deref(), expected, "{lines:?}");
        }
    }
}
