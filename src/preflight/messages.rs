//! Everything that is said to people, in both languages, and the one place where numbers get
//! their units.
//!
//! Terms, so that no two rules use two words for one thing: 证件 certificate · 扫描件 scan ·
//! 清晰度 sharpness · 方向 orientation · 彩色/灰度 color/grayscale · 像素 pixel · 分辨率 resolution ·
//! 人像面/国徽面 portrait side/emblem side (never 正面/反面 alone: platforms contradict each other) ·
//! 证件边框 certificate border · 提示/警告/错误 note/warning/error.

use certpreflight_formats::format::Format;

/// The language of everything that people read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
}

/// A sentence in both languages; `{name}` slots are filled from [`Evidence`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    /// English.
    pub en: &'static str,
    /// Simplified Chinese.
    pub zh: &'static str,
}

impl Text {
    /// The sentence in one language, slots unfilled.
    pub const fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Zh => self.zh,
        }
    }
}

/// A sentence in both languages, written briefly.
pub(crate) const fn text(en: &'static str, zh: &'static str) -> Text {
    Text { en, zh }
}

/// One measured or demanded value, with its unit.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// A file size.
    Bytes(u64),
    /// A number of things.
    Count(u64),
    /// A length in pixels.
    Pixels(f64),
    /// Width by height in pixels.
    Size(u32, u32),
    /// A fraction of one, shown as a percentage.
    Share(f64),
    /// An angle in degrees.
    Degrees(f64),
    /// Dots per inch.
    Dpi(f64),
    /// A plain number: a quality, a ratio.
    Number(f64),
    /// Words taken as they are from outside: an extension, another path.
    Name(String),
    /// Words of ours, in both languages, under an id that is the same in both: it stands where machines
    /// read.
    Words(&'static str, Text),
    /// Words of ours with values of their own in their slots, under such an id.
    Phrase(&'static str, Text, Evidence),
    /// Rules, by id and title.
    Rules(Vec<(&'static str, Text)>),
    /// A file format.
    Format(Format),
    /// Several file formats.
    Formats(Vec<Format>),
}

impl From<Text> for Value {
    fn from(text: Text) -> Self {
        Self::words(text)
    }
}

impl Value {
    /// Words of ours whose English stands where machines read.
    pub(crate) const fn words(text: Text) -> Self {
        Self::Words(text.en, text)
    }

    /// Words with slots, whose English stands where machines read.
    pub(crate) const fn phrase(text: Text, evidence: Evidence) -> Self {
        Self::Phrase(text.en, text, evidence)
    }
}

/// Named values: they fill a rule's sentence and stand as numbers in JSON.
pub type Evidence = Vec<(&'static str, Value)>;

/// Fills the slots of a sentence in one pass: a value that itself contains `{limit}` stays as it is.
/// A slot without a value is left standing, so that a test can find it.
pub(crate) fn fill(template: &str, evidence: &Evidence, lang: Lang) -> String {
    let mut filled = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, from_brace)) = rest.split_once('{') {
        filled.push_str(before);
        let known = from_brace.split_once('}').and_then(|(name, after)| {
            let (_, value) = evidence.iter().find(|(key, _)| *key == name)?;
            Some((value, after))
        });
        if let Some((value, after)) = known {
            filled.push_str(&show(value, lang));
            rest = after;
        } else {
            filled.push('{');
            rest = from_brace;
        }
    }
    filled.push_str(rest);
    filled
}

/// Writes a value as people read it, with its unit.
pub(crate) fn show(value: &Value, lang: Lang) -> String {
    match value {
        Value::Bytes(bytes) => show_bytes(*bytes, lang),
        Value::Count(count) => count.to_string(),
        Value::Pixels(length) => match lang {
            Lang::En => format!("{} px", short(*length)),
            Lang::Zh => format!("{} 像素", short(*length)),
        },
        Value::Size(width, height) => format!("{width}×{height}"),
        Value::Share(share) => format!("{}%", short(share * 100.0)),
        Value::Degrees(angle) => format!("{}°", short(*angle)),
        Value::Dpi(dpi) => format!("{} dpi", short(*dpi)),
        Value::Number(number) => short(*number),
        Value::Name(name) => name.clone(),
        Value::Words(_, text) => text.get(lang).to_owned(),
        Value::Phrase(_, text, evidence) => fill(text.get(lang), evidence, lang),
        Value::Rules(rules) => {
            let titles: Vec<_> = rules.iter().map(|(_, title)| title.get(lang)).collect();
            titles.join(comma(lang))
        }
        Value::Format(format) => format_name(*format).get(lang).to_owned(),
        Value::Formats(formats) => {
            let names: Vec<_> = formats.iter().map(|f| format_name(*f).get(lang)).collect();
            names.join(comma(lang))
        }
    }
}

/// What stands between the items of a list.
const fn comma(lang: Lang) -> &'static str {
    match lang {
        Lang::En => ", ",
        Lang::Zh => "、",
    }
}

/// Bytes as a file manager shows them (1 KB = 1024 bytes), with the exact number where rounding
/// could hide on which side of a limit it lies.
fn show_bytes(bytes: u64, lang: Lang) -> String {
    const KB: u64 = 1024;
    let exact = grouped(bytes);
    let rounded = match bytes {
        0..10_000 => return format!("{exact} B"),
        10_000..1_000_000 => format!("{} KB", tenths(bytes, KB)),
        _ => format!("{} MB", tenths(bytes, KB * KB)),
    };
    match lang {
        Lang::En => format!("{rounded} ({exact} B)"),
        Lang::Zh => format!("{rounded}（{exact} B）"),
    }
}

/// `bytes / unit` with one decimal, rounded down: a file is never shown larger than it is.
fn tenths(bytes: u64, unit: u64) -> String {
    let tenths = u128::from(bytes) * 10 / u128::from(unit);
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        digit => format!("{}.{digit}", tenths / 10),
    }
}

/// Digits in groups of three.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A number with no more digits than a reader needs: whole from 100 on, else one decimal, below 1 two.
fn short(number: f64) -> String {
    let decimals = match number.abs() {
        100.0.. => 0,
        1.0.. => 1,
        _ => 2,
    };
    let text = format!("{number:.decimals$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// What a format is called in a sentence. Chinese says most names as English does.
pub(crate) const fn format_name(format: Format) -> Text {
    let en = format.name();
    let zh = match format {
        Format::Psd => "Photoshop 文档（PSD）",
        Format::Ico => "图标（ICO）",
        Format::Pnm => "PNM 图片",
        Format::CameraRaw => "相机 RAW",
        Format::Office => "Office 文档",
        Format::Zip => "ZIP 压缩包",
        Format::Archive => "压缩包",
        Format::Video => "视频",
        Format::Html => "网页（HTML）",
        Format::Xml => "数据（XML）",
        Format::Json => "数据（JSON）",
        Format::Text => "纯文本",
        Format::Blank => "空白数据",
        Format::Empty => "空文件",
        Format::Unknown => "未知格式",
        _ => en,
    };
    Text { en, zh }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_looks_like_a_slot_is_not_filled_again() {
        let evidence = vec![
            ("name", Value::Name("{limit}".to_owned())),
            ("limit", Value::Count(3)),
        ];
        assert_eq!(
            fill("{name} of {limit}", &evidence, Lang::En),
            "{limit} of 3"
        );
    }

    #[test]
    fn a_slot_without_a_value_stands_where_a_test_can_see_it() {
        assert_eq!(fill("a {b} {", &Vec::new(), Lang::En), "a {b} {");
    }

    #[test]
    fn bytes_are_never_rounded_across_a_limit() {
        let cases = [
            (0, "0 B"),
            (9_999, "9,999 B"),
            (56_319, "54.9 KB (56,319 B)"),
            (56_320, "55 KB (56,320 B)"),
            (5_242_880, "5 MB (5,242,880 B)"),
            (5_242_879, "4.9 MB (5,242,879 B)"),
        ];
        for (bytes, shown) in cases {
            assert_eq!(show_bytes(bytes, Lang::En), shown);
        }
    }

    #[test]
    fn numbers_carry_no_needless_digits() {
        let cases = [
            (1234.6, "1235"),
            (12.34, "12.3"),
            (12.0, "12"),
            (0.126, "0.13"),
            (0.0, "0"),
        ];
        for (number, shown) in cases {
            assert_eq!(short(number), shown);
        }
    }
}
