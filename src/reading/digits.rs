//! Digits of a date that the reader may have lost.

/// Whether a month or day has a single digit, with one lost perhaps: 11月 is often read as 1月.
pub(crate) fn has_a_lone_digit(text: &str) -> bool {
    months_and_days(text)
        .iter()
        .flatten()
        .any(|part| part.len() == 1)
}

/// Whether a month or day lost a digit to the reader: 2019年1月02日 is printed nowhere.
pub(crate) fn lacks_a_digit(text: &str) -> bool {
    months_and_days(text).iter().any(|parts| {
        let is_alone = parts.iter().any(|part| part.len() == 1);
        is_alone && parts.iter().any(|part| part.starts_with('0'))
    })
}

/// The digits of months and days behind years.
fn months_and_days(text: &str) -> Vec<[String; 2]> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let runs: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).collect();
    let dates = runs.windows(3).filter(|run| run[0].len() >= 4);
    let parts = dates.map(|run| [run[1].to_owned(), run[2].to_owned()]);
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_that_is_filled_up_in_one_place_only_lacks_a_digit() {
        let cases = [
            ("2017年1月02日", true),
            ("2017 年 1 月 02 日", true),
            ("2017年02月1日", true),
            ("2015.09.01-2020.9.01", true),
            ("2017年1月2日", false),
            ("2017年11月02日", false),
            ("2017年1月12日", false),
            ("2015.09.01-长期", false),
            ("2017", false),
        ];
        assert_eq!(cases.len(), 9);
        for (text, lacks) in cases {
            assert_eq!(lacks_a_digit(text), lacks, "{text}");
        }
        assert!(has_a_lone_digit("2017年1月12日") && has_a_lone_digit("2017年11月2日"));
        assert!(!has_a_lone_digit("2017年11月12日") && !has_a_lone_digit("20171112"));
    }
}
