//! What stands behind the labels of a layout.

use std::ops::Range;

use crate::kinds::Layout;
use crate::page::{Line, Page};
use crate::rows::{Mark, find, find_within};

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
    use crate::certificate::Kind;
    use crate::kinds::layouts;
    use crate::rows::row;

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
