//! What tells a phone's screen from a photograph.

use crate::page::Page;

/// Whether a phone's clock stands at the upper edge of a high and narrow picture, in small print: what a screenshot
/// shows, and no photograph.
pub(crate) fn has_status_bar(page: &Page, (width, height): (u32, u32)) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
