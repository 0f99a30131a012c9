//! Characters that stand for the same: traditional ones and their simplified twins, wide ones and narrow ones, letters and
//! the digits that they look like.

/// Traditional characters that the networks see where the simplified twin is printed, above all in eight bits. Certificates
/// of the mainland, and permits for it, print simplified ones.
const TWINS: &str = "統统靜静漢汉國国業业號号營营執执證证稱称類类別别強强黃黄資资範范圍围機机關关長长東东華华陽阳陳陈張张\
                     劉刘楊杨趙赵吳吴鄭郑馬马葉叶許许謝谢韓韩馮冯蔣蒋賈贾鄧邓龍龙樣样區区縣县頭头經经貿贸電电網网紅红\
                     軍军偉伟麗丽鳳凤蘭兰傑杰義义員员書书會会學学醫医療疗藥药場场廣广門门開开發发務务術术產产";

/// The simplified character for a traditional twin.
pub fn simplified(character: char) -> char {
    let mut pairs = TWINS.chars();
    while let (Some(traditional), Some(twin)) = (pairs.next(), pairs.next()) {
        if traditional == character {
            return twin;
        }
    }
    character
}

/// The digit that a capital letter is mostly read or typed for.
pub fn digit_like(letter: char) -> Option<char> {
    Some(match letter {
        'O' | 'Q' | 'D' => '0',
        'I' | 'L' => '1',
        'Z' => '2',
        'S' => '5',
        'G' => '6',
        'B' => '8',
        _ => return None,
    })
}

/// Half width for what has two widths; other characters stay.
pub fn narrow(character: char) -> char {
    match character {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(character as u32 - 0xFEE0).unwrap_or(character),
        '\u{3000}' => ' ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_twin_has_one_simplified_form() {
        let characters: Vec<char> = TWINS.chars().collect();
        let (pairs, rest) = characters.as_chunks::<2>();
        assert!(rest.is_empty());
        assert_eq!(pairs.len(), 71);
        for [traditional, twin] in pairs {
            assert_eq!(simplified(*traditional), *twin);
            assert_eq!(simplified(*twin), *twin);
        }
    }
}
