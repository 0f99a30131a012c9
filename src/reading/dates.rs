//! Dates as certificates print them.

use std::fmt;

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// 1900 to 2199.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

impl Date {
    /// `None` if there is no such day, or none that a certificate would name.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => 0,
        };
        ((1900..2200).contains(&year) && (1..=days).contains(&day)).then_some(Self {
            year,
            month,
            day,
        })
    }

    /// A day as ISO 8601 writes it: 2026-11-28. The error is a sentence for people.
    pub fn parse(text: &str) -> Result<Self, String> {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        Self::from_digits(&digits)
            .filter(|date| date.to_string() == text)
            .ok_or_else(|| "no day; write it as 2026-11-28".to_owned())
    }

    /// The day so many days after 1 January 1970, as clocks count them; `None` outside 1900 to 2199.
    pub fn from_days_since_1970(days: i64) -> Option<Self> {
        // Years that begin in March end with the leap day; 400 of them are 146,097 days.
        let since = days + 719_468;
        let (era, day_of_era) = (since.div_euclid(146_097), since.rem_euclid(146_097));
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = (month_from_march + 2) % 12 + 1;
        let year = era * 400 + year_of_era + i64::from(month <= 2);
        Self::new(
            year.try_into().ok()?,
            month.try_into().ok()?,
            day.try_into().ok()?,
        )
    }

    /// Days since 1 January 1970.
    pub fn days_since_1970(self) -> i64 {
        let (year, month) = (i64::from(self.year), i64::from(self.month));
        let year = year - i64::from(month <= 2);
        let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(self.day) - 1;
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year
            - 719_468
    }

    /// Whole years from this day to another: the age of somebody born on this day. Negative if the other is earlier.
    pub fn years_until(self, other: Self) -> i64 {
        let had_birthday = (other.month, other.day) >= (self.month, self.day);
        i64::from(other.year) - i64::from(self.year) - i64::from(!had_birthday)
    }

    /// From eight digits, as a citizen number holds it.
    pub fn from_digits(digits: &str) -> Option<Self> {
        let number = |range: std::ops::Range<usize>| digits.get(range)?.parse::<u16>().ok();
        let (year, month, day) = (number(0..4)?, number(4..6)?, number(6..8)?);
        Self::new(year, month.try_into().ok()?, day.try_into().ok()?)
    }
}

/// As in ISO 8601.
impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// When something ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// On this day.
    Date(Date),
    /// Never: 长期 or 永久 is printed.
    Forever,
}

/// The dates in a text, in their order: 2019年3月1日, 2019.03.01, 20190301, a passport's 01 3月/MAR 2019, and what readers
/// make of them. A lost hyphen between two dates does no harm, nor does a sign for a point.
pub fn dates(text: &str) -> Vec<Date> {
    let characters: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        let here = date_at(&characters, at).or_else(|| day_first(&characters, at));
        if let Some((date, end)) = here {
            found.push(date);
            at = end;
        } else {
            at += 1;
        }
    }
    found
}

/// Whether the text says that there is no end.
pub fn says_forever(text: &str) -> bool {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    ["长期", "永久", "長期"]
        .iter()
        .any(|word| text.contains(word))
}

fn date_at(text: &[char], start: usize) -> Option<(Date, usize)> {
    let digits = |from: usize, most: usize| {
        let run = text[from.min(text.len())..].iter().take(most);
        run.take_while(|c| c.is_ascii_digit()).count()
    };
    let value = |from: usize, count: usize| {
        let run = text[from..from + count].iter();
        run.fold(0_u16, |sum, c| {
            sum * 10 + c.to_digit(10).unwrap_or(0) as u16
        })
    };
    if digits(start, 4) < 4 {
        return None;
    }
    let is_gap = |at: usize| {
        text.get(at)
            .is_some_and(|c| "年月目.．、·,，-－/。:：".contains(*c))
    };
    // What stands between them may be read as two signs.
    let gap = |at: usize| (at..at + 2).take_while(|at| is_gap(*at)).count();
    let mut at = start + 4;
    let gapped = gap(at) > 0;
    at += gap(at);
    // Without a sign between them, months and days have two digits.
    let take = |at: usize| match digits(at, 2) {
        2 => Some(2),
        1 if gapped => Some(1),
        _ => None,
    };
    let months = take(at)?;
    let month = value(at, months);
    at += months;
    let is_in_words = matches!(text.get(at), Some('月' | '目'));
    at += gap(at);
    let days = take(at)?;
    let day = value(at, days);
    at += days;
    let is_ended = text.get(at) == Some(&'日');
    if is_in_words && days == 1 && !is_ended {
        // 2019年02月2 may be the 21st, cut off.
        return None;
    }
    at += usize::from(is_ended);
    let date = Date::new(value(start, 4), month as u8, day as u8)?;
    Some((date, at))
}

/// A date as passports print it: the day in two digits, the month in Chinese or not at all, the first three letters of its
/// English name, and the year.
fn day_first(text: &[char], start: usize) -> Option<(Date, usize)> {
    const MONTHS: [&str; 12] = [
        "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
    ];
    let number = |from: usize, count: usize| -> Option<u16> {
        let digits: String = text.get(from..from + count)?.iter().collect();
        let is_number = digits.chars().all(|c| c.is_ascii_digit());
        is_number.then(|| digits.parse().ok()).flatten()
    };
    let day = number(start, 2)?;
    // 8月/ or 12月/.
    let word = text.get(start + 2..)?;
    let in_chinese = word.iter().take(3).position(|c| matches!(c, '月' | '目'));
    let at = start + 2 + in_chinese.map_or(0, |at| at + 1);
    let at = at + usize::from(text.get(at) == Some(&'/'));
    let letters = text.get(at..at + 3)?.iter().enumerate();
    let name: String = letters
        .map(
            |(place, letter)| match (place, letter.to_ascii_uppercase()) {
                (0, 'I' | '1') => 'J',
                (_, '0') => 'O',
                (_, letter) => letter,
            },
        )
        .collect();
    let month = MONTHS.iter().position(|month| *month == name)? + 1;
    let year = number(at + 3, 4)?;
    let date = Date::new(year, month.try_into().ok()?, day.try_into().ok()?)?;
    Some((date, at + 7))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passports_dates_begin_with_the_day() {
        let cases = [
            ("26 8月/AUG 2015", "2015-08-26"),
            ("0112月/DEC2019", "2019-12-01"),
            ("12 JAN 2023", "2023-01-12"),
            ("12IAN2023", "2023-01-12"),
            ("Dateofissue05MAY2020", "2020-05-05"),
        ];
        assert_eq!(cases.len(), 5);
        for (text, date) in cases {
            let found: Vec<_> = dates(text).iter().map(ToString::to_string).collect();
            assert_eq!(found, [date], "{text}");
        }
        for text in ["12 JAM 2023", "32JAN2023", "1JAN2023", "12JAN202", "12月/"] {
            assert_eq!(dates(text), [], "{text}");
        }
    }

    #[test]
    fn days_are_counted_as_clocks_count_them() {
        let cases = [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (19_782, "2024-02-29"),
            (20_785, "2026-11-28"),
        ];
        assert_eq!(cases.len(), 4);
        for (days, date) in cases {
            assert_eq!(
                Date::from_days_since_1970(days)
                    .map(|date| date.to_string())
                    .as_deref(),
                Some(date)
            );
        }
        let mut seen = 0;
        for days in Date::new(1900, 1, 1).expect("a day").days_since_1970()..80_000 {
            let date = Date::from_days_since_1970(days).expect("a day");
            assert_eq!(date.days_since_1970(), days);
            seen += 1;
        }
        assert_eq!(seen, 105_567);
    }

    #[test]
    fn dates_are_found_as_printed_and_as_misread() {
        let cases = [
            ("2019年3月1日", "2019-03-01"),
            ("2019 年 03 月 01 日", "2019-03-01"),
            ("2019.03.01", "2019-03-01"),
            ("2019-03-01", "2019-03-01"),
            ("20190301", "2019-03-01"),
            ("2015.09.01-2020.09.01", "2015-09-01 2020-09-01"),
            ("2015.09.012020.09.01", "2015-09-01 2020-09-01"),
            ("2015、09.01-长期", "2015-09-01"),
            ("2011年03月14日至2031年03月13日", "2011-03-14 2031-03-13"),
            ("自2016年2月29日", "2016-02-29"),
            ("2005年/04目10", "2005-04-10"),
            ("2019年02月2", ""),
            ("2019年02月21", "2019-02-21"),
            ("2017年2月29日", ""),
            ("年月日", ""),
            ("9135010", ""),
            ("201", ""),
        ];
        assert_eq!(cases.len(), 17);
        for (text, expected) in cases {
            let found: Vec<_> = dates(text).iter().map(Date::to_string).collect();
            assert_eq!(found.join(" "), expected, "{text}");
        }
        assert!(says_forever("2015.09.01-长 期"));
    }
}
