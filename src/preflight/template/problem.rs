//! Why a manifest can't be read.

use std::fmt::Display;

use crate::messages::Lang;

/// Why a manifest can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ManifestProblem {
    /// The system doesn't let us.
    Unreadable {
        /// Its words.
        cause: String,
    },
    /// Larger than any manifest.
    TooLarge {
        /// The most that is opened, in bytes.
        limit_bytes: u64,
    },
    /// A spreadsheet that is larger than any manifest once it is unpacked.
    TooLargeUnpacked {
        /// The most that is unpacked, in bytes.
        limit_bytes: u64,
    },
    /// More rows than are read.
    TooManyRows {
        /// The most.
        limit: usize,
    },
    /// More columns than are read; a manifest is not written without them.
    TooManyColumns {
        /// The most.
        limit: usize,
    },
    /// A spreadsheet that spreads out to more cells than any manifest has.
    TooManyCells {
        /// The most.
        limit: u64,
    },
    /// A spreadsheet with more than the manifest's sheet, which would be lost.
    OtherSheets {
        /// The first of the others.
        name: String,
    },
    /// A spreadsheet as Excel wrote it until 2003.
    OldSpreadsheet,
    /// Neither UTF-8 nor UTF-16 nor GB18030.
    UnknownEncoding,
    /// No row has two headers that are known.
    NoHeaders,
    /// Two columns mean the same.
    TwoColumns {
        /// The header of the first.
        first: String,
        /// The header of the second.
        second: String,
    },
    /// The spreadsheet has no such sheet.
    NoSheet {
        /// What was asked for.
        name: String,
    },
    /// A cell holds a formula that came to nothing, or an error.
    Formula {
        /// Where, as spreadsheets name it.
        cell: String,
    },
    /// A spreadsheet of `LibreOffice`, which is read and not written.
    NotWritten,
    /// Not built as such a file is.
    Malformed {
        /// The parser's words.
        cause: String,
    },
}

impl ManifestProblem {
    /// Not built as such a file is, in the parser's words.
    pub(super) fn malformed(cause: impl Display) -> Self {
        Self::Malformed {
            cause: cause.to_string(),
        }
    }

    /// The problem as a sentence.
    pub fn says(&self, lang: Lang) -> String {
        let (en, zh) = match self {
            Self::Unreadable { cause } => (format!("can't be read: {cause}"), format!("无法读取：{cause}")),
            Self::TooLarge { limit_bytes } => (
                format!("it is larger than {} MB, which no manifest is", limit_bytes >> 20),
                format!("超过 {} MB，不会是清单", limit_bytes >> 20),
            ),
            Self::TooLargeUnpacked { limit_bytes } => (
                format!("unpacked it is larger than {} MB, which no manifest is", limit_bytes >> 20),
                format!("解压后超过 {} MB，不会是清单", limit_bytes >> 20),
            ),
            Self::TooManyRows { limit } => (format!("it has more than {limit} rows"), format!("超过 {limit} 行")),
            Self::TooManyColumns { limit } => (
                format!("it has more than {limit} columns, of which the rest would be lost"),
                format!("超过 {limit} 列，改写会丢失其余的列"),
            ),
            Self::TooManyCells { limit } => (
                format!("with its repeated cells it has more than {limit} cells, as no manifest has"),
                format!("展开重复的单元格后超过 {limit} 个，不会是清单"),
            ),
            Self::OtherSheets { name } => (
                format!("the sheet \"{name}\" would be lost; move the manifest into a file of its own"),
                format!("改写会丢失工作表“{name}”，请把清单另存为单独的文件"),
            ),
            Self::OldSpreadsheet => (
                "it is an Excel 97–2003 file; save it as .xlsx or .csv".to_owned(),
                "是 Excel 97–2003 格式，请另存为 .xlsx 或 .csv".to_owned(),
            ),
            Self::UnknownEncoding => (
                "it is neither UTF-8 nor UTF-16 nor GB18030; save it as CSV UTF-8".to_owned(),
                "编码不是 UTF-8、UTF-16 或 GB18030，请另存为 CSV UTF-8".to_owned(),
            ),
            Self::NoHeaders => (
                "no row has two headers that are known; `certpreflight template init` writes an empty manifest".to_owned(),
                "没有一行含有两个以上认得的表头；用 certpreflight template init 可写出一份空白清单".to_owned(),
            ),
            Self::TwoColumns { first, second } => (
                format!("the headers \"{first}\" and \"{second}\" mean the same; leave one"),
                format!("表头“{first}”和“{second}”是同一栏，请只留一个"),
            ),
            Self::NoSheet { name } => (format!("it has no sheet \"{name}\""), format!("没有名为“{name}”的工作表")),
            Self::Formula { cell } => (
                format!("cell {cell} holds a formula without a value, or an error; type the value"),
                format!("单元格 {cell} 是没有结果的公式或出错，请改成数值或文字"),
            ),
            Self::NotWritten => (
                "a LibreOffice spreadsheet is read and not written; save it as .xlsx or .csv".to_owned(),
                "LibreOffice 表格只读不写，请另存为 .xlsx 或 .csv".to_owned(),
            ),
            Self::Malformed { cause } => (cause.clone(), cause.clone()),
        };
        match lang {
            Lang::En => en,
            Lang::Zh => zh,
        }
    }
}
