//! What is shown of numbers and names unless all of it is asked for.

use certpreflight_reading::narrow;

/// Four characters at both ends of a long number, one and two of a short one. What has no digit is none, and Chinese
/// characters beside one may be somebody's name.
pub(crate) fn masked_number(number: &str) -> String {
    if !number.chars().any(|c| narrow(c).is_ascii_digit()) {
        return "****".to_owned();
    }
    let shown = number.chars().map(|c| match narrow(c) {
        narrow if narrow.is_ascii() => c,
        _ => '*',
    });
    let characters: Vec<char> = shown.collect();
    let (first, last) = if characters.len() >= 12 {
        (4, 4)
    } else {
        (1, 2)
    };
    if characters.len() <= first + last {
        return "****".to_owned();
    }
    let start: String = characters[..first].iter().collect();
    let end: String = characters[characters.len() - last..].iter().collect();
    format!("{start}****{end}")
}

/// Surnames of two characters.
const LONG_SURNAMES: [&str; 12] = [
    "欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "长孙", "司徒", "夏侯",
];

/// A person's surname, and a star for each further character; of a name with a dot its first part.
pub(crate) fn masked_person(name: &str) -> String {
    if let Some((first, _)) = name.split_once(['·', '•', '‧', '・']) {
        return format!("{first}·*");
    }
    let length = name.chars().count();
    let surname = if length > 2 && LONG_SURNAMES.iter().any(|long| name.starts_with(long)) {
        2
    } else {
        1
    };
    let shown: String = name.chars().take(surname).collect();
    shown + &"*".repeat(length.saturating_sub(surname).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enough_is_shown_to_tell_and_too_little_to_use() {
        let numbers = [
            ("11010519491231002X", "1101****002X"),
            ("91350100M000100Y43", "9135****0Y43"),
            ("110108000000016", "1101****0016"),
            ("E12345600", "E****00"),
            ("A1", "****"),
            ("", "****"),
            ("欧阳小明", "****"),
            ("Zhang Sanfeng", "****"),
            ("11010519491231002X王小明", "1101****X***"),
        ];
        assert_eq!(numbers.len(), 9);
        for (number, masked) in numbers {
            assert_eq!(masked_number(number), masked);
        }
        let names = [
            ("王小明", "王**"),
            ("欧阳小明", "欧阳**"),
            ("李四", "李*"),
            ("买买提·艾力", "买买提·*"),
            ("", "*"),
        ];
        assert_eq!(names.len(), 5);
        for (name, masked) in names {
            assert_eq!(masked_person(name), masked);
        }
    }
}
