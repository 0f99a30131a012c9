//! What was found out about one source, and what ended the examination early. No opinions.

use crate::discover::SpecialFile;
use crate::messages::Text;
use certpreflight_formats::container::Walk;
use certpreflight_formats::format::Format;
use certpreflight_formats::metadata::Header;
use certpreflight_formats::sniff::Probe;
use certpreflight_vision::Measurements;

/// Everything the rules may look at. A later stage is present only if the earlier ones are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    /// From bytes alone.
    pub(crate) probe: Option<Probe>,
    /// The container's parts, which a repair needs again; `None` for formats that are not walked.
    pub(crate) walk: Option<Walk>,
    /// From the container and its metadata.
    pub(crate) header: Option<Header>,
    /// From the pixels.
    pub(crate) measured: Option<Measurements>,
    /// A small JPEG of the upright picture, if one was asked for.
    pub(crate) thumbnail: Option<Vec<u8>>,
    /// What stopped the examination; `None` if it went all the way.
    pub(crate) obstacle: Option<Obstacle>,
}

/// Why an examination ended early.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Obstacle {
    /// Nothing is at that path.
    Missing,
    /// The operating system refused; in its own words.
    Unreadable { cause: String },
    /// A link to nothing.
    BrokenLink { target: String },
    /// A pipe, a device: never opened.
    NotAFile(SpecialFile),
    /// The file is larger than we read.
    FileTooLarge { bytes: u64, limit: u64 },
    /// Not one byte.
    Empty,
    /// Content that no signature matches.
    UnknownFormat,
    /// A format we know by name but cannot turn into pixels.
    NotViewable { format: Format },
    /// The data stops before the picture does.
    CutShort,
    /// The data is broken.
    Corrupt { cause: String },
    /// A valid picture in a form no decoder here reads.
    Unsupported { cause: String },
    /// More pixels or memory than the limits allow.
    TooLargeToDecode { pixels: u64, limit: u64 },
    /// Our own mistake, caught.
    Crashed { cause: String },
}

impl Obstacle {
    /// Why checks that needed a later stage could not be made.
    pub(crate) const fn reason(&self) -> Text {
        match self {
            Self::Missing
            | Self::Unreadable { .. }
            | Self::BrokenLink { .. }
            | Self::NotAFile(_)
            | Self::FileTooLarge { .. } => Text {
                en: "the file could not be read",
                zh: "文件无法读取",
            },
            Self::Empty => Text {
                en: "the file is empty",
                zh: "文件是空的",
            },
            Self::UnknownFormat => Text {
                en: "the format is unknown",
                zh: "格式无法识别",
            },
            Self::NotViewable { .. } | Self::Unsupported { .. } => Text {
                en: "this form of picture can't be opened here",
                zh: "本工具无法打开这种图片",
            },
            Self::CutShort => Text {
                en: "the picture is incomplete",
                zh: "图片数据不完整",
            },
            Self::Corrupt { .. } => Text {
                en: "the picture is damaged",
                zh: "图片数据已损坏",
            },
            Self::TooLargeToDecode { .. } => Text {
                en: "the picture is too large to open",
                zh: "图片尺寸过大，未打开",
            },
            Self::Crashed { .. } => Text {
                en: "the examination failed",
                zh: "检查过程出错",
            },
        }
    }
}
