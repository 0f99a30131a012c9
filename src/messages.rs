//! Everything that is said to people, in both languages, and the one place where numbers get
//! their units.
//!
//! Terms, so that no two rules use two words for one thing: 证件 certificate · 扫描件 scan ·
//! 清晰度 sharpness · 方向 orientation · 彩色/灰度 color/grayscale · 像素 pixel · 分辨率 resolution ·
//! 人像面/国徽面 portrait side/emblem side (never 正面/反面 alone: platforms contradict each other) ·
//! 证件边框 certificate border · 提示/警告/错误 note/warning/error.

use crate::format::Format;

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
    /// Words taken as they are from outside: an extension, a decoder's message, another path.
    Name(String),
    /// Words of ours, in both languages.
    Words(Text),
    /// A file format.
    Format(Format),
    /// Several file formats.
    Formats(Vec<Format>),
}

/// Named values: they fill a rule's sentence and stand as numbers in JSON.
pub type Evidence = Vec<(&'static str, Value)>;
