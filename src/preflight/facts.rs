//! What was found out about one picture or page, and what ended the examination early. No opinions.

use crate::discover::SpecialFile;
use crate::messages::Text;
use crate::read::read;
use crate::reasons::{EXPORT_ONE_PAGE, GET_AGAIN, remedy, remedy_of_breach, remedy_of_form};
use certpreflight_formats::codec::{self, Breach, DecodeError, Form, Picture};
use certpreflight_formats::container::{Damage, Walk};
use certpreflight_formats::format::Format;
use certpreflight_formats::metadata::Header;
use certpreflight_formats::sniff::Probe;
use certpreflight_reading::Reading;
use certpreflight_vision::Measurements;

/// Everything the rules may look at. A later stage is present only if the earlier ones are.
///
/// A document of several pages has facts of each.
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
    /// What the certificate says; `None` if it was not to be read.
    pub(crate) reading: Option<Reading>,
    /// A small JPEG of the upright picture, if one was asked for.
    pub(crate) thumbnail: Option<Vec<u8>>,
    /// What stopped the examination; `None` if it went all the way.
    pub(crate) obstacle: Option<Obstacle>,
}

impl Facts {
    /// Takes the numbers of the picture, what the certificate says, and a small picture to show, as far as
    /// that is asked for.
    pub(crate) fn measure(&mut self, picture: &Picture, reads: bool, with_thumbnail: bool) {
        let mut measured = certpreflight_vision::measure(picture);
        if reads {
            self.reading = read(picture, &mut measured);
        }
        self.measured = Some(measured);
        if with_thumbnail {
            self.thumbnail = codec::thumbnail(picture);
        }
    }
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
    Corrupt { cause: Damage },
    /// A valid picture in a form no decoder here reads.
    Unsupported { format: Format, cause: Form },
    /// A document of more pages than are examined.
    #[cfg_attr(
        not(feature = "convert"),
        expect(dead_code, reason = "no document is opened")
    )]
    TooManyPages {
        format: Format,
        pages: u64,
        limit: u64,
    },
    /// More pixels or memory than the limits allow.
    TooLargeToDecode { pixels: u64, limit: u64 },
    /// The decoder was stopped by its walls.
    TooCostly { breach: Breach },
    /// Our own mistake, caught.
    Crashed { cause: String },
}

impl Obstacle {
    /// Why a picture of this format was not decoded.
    pub(crate) const fn of(error: &DecodeError, format: Format) -> Self {
        match *error {
            DecodeError::Corrupt { cause } => Self::Corrupt { cause },
            DecodeError::CutShort => Self::CutShort,
            DecodeError::Unsupported { cause } => Self::Unsupported { format, cause },
            DecodeError::TooLarge { pixels, limit } => Self::TooLargeToDecode { pixels, limit },
            DecodeError::TooCostly(breach) => Self::TooCostly { breach },
        }
    }

    /// What to do with a file of a format that isn't accepted, as the end of a sentence.
    pub(crate) const fn remedy(&self) -> Text {
        match self {
            Self::NotViewable { format } => remedy(*format),
            Self::Unsupported { format, cause } => remedy_of_form(*format, *cause),
            Self::TooManyPages { .. } => EXPORT_ONE_PAGE,
            Self::TooCostly { breach } => remedy_of_breach(*breach),
            _ => GET_AGAIN,
        }
    }

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
            Self::NotViewable { format } if !format.is_picture_or_pages() => Text {
                en: "the file is no picture",
                zh: "文件不是图片",
            },
            Self::TooManyPages { .. } => Text {
                en: "the document has too many pages",
                zh: "文档页数过多",
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
            Self::TooCostly { .. } => Text {
                en: "the picture could not be opened",
                zh: "图片未能打开",
            },
            Self::Crashed { .. } => Text {
                en: "the examination failed",
                zh: "检查过程出错",
            },
        }
    }
}
