//! Working days in mainland China: the State Council moves them about every year.

use certpreflight_reading::Date;

/// Year, month, day.
type Day = (u16, u8, u8);

/// Days off, from and to, as the State Council published them.
const OFF: &[[Day; 2]] = &[
    [(2025, 1, 1), (2025, 1, 1)],
    [(2025, 1, 28), (2025, 2, 4)],
    [(2025, 4, 4), (2025, 4, 6)],
    [(2025, 5, 1), (2025, 5, 5)],
    [(2025, 5, 31), (2025, 6, 2)],
    [(2025, 10, 1), (2025, 10, 8)],
    [(2026, 1, 1), (2026, 1, 3)],
    [(2026, 2, 15), (2026, 2, 23)],
    [(2026, 4, 4), (2026, 4, 6)],
    [(2026, 5, 1), (2026, 5, 5)],
    [(2026, 6, 19), (2026, 6, 21)],
    [(2026, 9, 25), (2026, 9, 27)],
    [(2026, 10, 1), (2026, 10, 7)],
];

/// Days of weekends on which people work for it.
const WORKED: &[Day] = &[
    (2025, 1, 26),
    (2025, 2, 8),
    (2025, 4, 27),
    (2025, 9, 28),
    (2025, 10, 11),
    (2026, 1, 4),
    (2026, 2, 14),
    (2026, 2, 28),
    (2026, 5, 9),
    (2026, 9, 20),
    (2026, 10, 10),
];

/// In years of which nothing is known yet, the days off that never move.
const ALWAYS_OFF: &[(u8, u8)] = &[(1, 1), (5, 1), (5, 2), (5, 3), (10, 1), (10, 2), (10, 3)];

fn is_working_day(date: Date) -> bool {
    let day = (date.year, date.month, date.day);
    // 1 January 1970 was a Thursday; Monday is 0.
    let is_weekend = (date.days_since_1970() + 3).rem_euclid(7) >= 5;
    if WORKED.contains(&day) {
        return true;
    }
    let is_known = OFF.iter().any(|[from, _]| from.0 == date.year);
    let is_off = if is_known {
        OFF.iter().any(|[from, to]| (*from..=*to).contains(&day))
    } else {
        ALWAYS_OFF.contains(&(date.month, date.day))
    };
    !is_weekend && !is_off
}

/// How many working days lie after one day, up to another and with it; at most some thousand are counted.
pub(crate) fn passed(from: Date, to: Date) -> i64 {
    let (from, to) = (from.days_since_1970(), to.days_since_1970());
    let days = (from + 1..=to).take(2000);
    let count = days
        .filter_map(Date::from_days_since_1970)
        .filter(|date| is_working_day(*date))
        .count();
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// The last of so many working days after a day; `None` if there are no such days.
pub(crate) fn after(from: Date, count: u32) -> Option<Date> {
    let days = (from.days_since_1970() + 1..).take(2000);
    let count = usize::try_from(count).ok()?.checked_sub(1)?;
    days.filter_map(Date::from_days_since_1970)
        .filter(|date| is_working_day(*date))
        .nth(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holidays_and_worked_weekends_count_as_published() {
        let table = [
            ("2026-02-10", "2026-02-26", "2026-03-02"),
            ("2026-09-21", "2026-10-08", "2026-10-12"),
            ("2026-11-13", "2026-11-24", "2026-11-27"),
            ("2026-11-18", "2026-11-27", "2026-12-02"),
            // No year that is known: two weeks without a holiday that never moves.
            ("2031-03-03", "2031-03-12", "2031-03-17"),
        ];
        assert_eq!(table.len(), 5);
        for (issued, seventh, tenth) in table {
            let date = |text| Date::parse(text).expect(text);
            assert_eq!(after(date(issued), 7), Some(date(seventh)), "{issued}");
            assert_eq!(after(date(issued), 10), Some(date(tenth)), "{issued}");
            assert_eq!(passed(date(issued), date(tenth)), 10, "{issued}");
        }
        let day = Date::parse("2026-11-20").expect("a day");
        assert_eq!(passed(day, Date::parse("2026-11-28").expect("a day")), 5);
        assert_eq!(passed(day, day), 0);
    }
}
