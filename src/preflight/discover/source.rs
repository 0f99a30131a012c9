//! What discovery finds: one record for each line of the report to be.

use std::path::PathBuf;

use super::names;
use crate::messages::{Lang, Text};

/// One line of the report to be: a file to examine, or something that can't or won't be.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Source {
    /// The path exactly as the system knows it: a given path, or one below it.
    pub path: PathBuf,
    /// The path as text, with `/` on every system; bytes that are no text appear as `\xFF`.
    pub shown: String,
    /// The path that the user gave: this very path, or a folder that it lies in.
    pub root: PathBuf,
    /// Whether the user named it.
    pub how: How,
    /// What it is.
    pub kind: SourceKind,
}

/// How a source came into the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// The user gave this very path.
    Named,
    /// It lies in a folder that the user gave.
    Found,
}

/// What a source is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SourceKind {
    /// A file to examine.
    File,
    /// Nothing: the path doesn't exist.
    Missing,
    /// A symbolic link to something that doesn't exist.
    BrokenLink {
        /// What the link points to, as text.
        target: String,
    },
    /// A file or folder that the system doesn't let us look at.
    Unreadable {
        /// What the system said.
        cause: String,
    },
    /// Named by the user, but no regular file; it has not been opened and must not be.
    Special(SpecialFile),
    /// Left out on purpose.
    Skipped(SkipReason),
}

/// Why something in a folder isn't examined.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SkipReason {
    /// Its name begins with a dot. A hidden folder stands for all that is in it.
    Hidden,
    /// The system's own bookkeeping, such as `Thumbs.db`.
    SystemFile,
    /// The same file, reached by another path before. Hard links are different files: both are
    /// there to be uploaded.
    SameFileAs(String),
    /// The same folder, reached by another path before, or a link back to a folder it lies in.
    SameFolderAs(String),
    /// The user excluded it. An excluded folder stands for all that is in it.
    Excluded,
    /// A folder deeper than the user wanted to go; stands for all that is in it.
    TooDeep,
    /// A given folder without any file in it.
    EmptyFolder,
    /// A pipe, socket or device that lies in a folder.
    Special(SpecialFile),
    /// Found, and its content is neither a picture nor anything that is mistaken for one. Decided
    /// by whoever reads the content, never here.
    NotAPicture,
    /// A copy that an earlier run has written into the folder of copies, removed now: its source is gone,
    /// was replaced, or no longer passes.
    StaleCopyRemoved,
    /// The same, but changed since by somebody else, and therefore left where it is.
    StaleCopyLeft,
}

/// What has a name and is neither file nor folder: opening it may wait forever or never end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SpecialFile {
    /// A named pipe.
    Pipe,
    /// A socket.
    Socket,
    /// A block or character device.
    Device,
    /// Something else that is neither file nor folder.
    Other,
}

impl Source {
    /// A path that the user named, to be examined as it is.
    pub fn named(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        Self {
            shown: names::shown(&path),
            root: path.clone(),
            path,
            how: How::Named,
            kind: SourceKind::File,
        }
    }
}

impl SkipReason {
    /// The reason in one language.
    pub fn says(&self, lang: Lang) -> String {
        let text = match self {
            Self::SameFileAs(other) => {
                return match lang {
                    Lang::En => format!("same file as {other}"),
                    Lang::Zh => format!("与 {other} 是同一个文件"),
                };
            }
            Self::SameFolderAs(other) => {
                return match lang {
                    Lang::En => format!("same folder as {other}"),
                    Lang::Zh => format!("与 {other} 是同一个文件夹"),
                };
            }
            Self::Hidden => Text {
                en: "hidden",
                zh: "隐藏文件",
            },
            Self::SystemFile => Text {
                en: "system file",
                zh: "系统文件",
            },
            Self::Excluded => Text {
                en: "excluded",
                zh: "已按 --exclude 排除",
            },
            Self::TooDeep => Text {
                en: "deeper than --max-depth",
                zh: "超出 --max-depth 的层数",
            },
            Self::EmptyFolder => Text {
                en: "empty folder",
                zh: "空文件夹",
            },
            Self::Special(special) => special.name(),
            Self::NotAPicture => Text {
                en: "not a picture",
                zh: "不是图片",
            },
            Self::StaleCopyRemoved => Text {
                en: "earlier copy, removed: its picture is gone, was replaced, or no longer passes",
                zh: "以前的副本，已删除：原图已不在、已更换，或不再合格",
            },
            Self::StaleCopyLeft => Text {
                en: "earlier copy, changed since and therefore left: it is not ready",
                zh: "以前的副本，后来被改动过，因此保留未删；它不能直接上传",
            },
        };
        text.get(lang).to_owned()
    }
}

impl SpecialFile {
    /// What machines read.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Pipe => "pipe",
            Self::Socket => "socket",
            Self::Device => "device",
            Self::Other => "other",
        }
    }

    /// What it is called.
    pub(crate) const fn name(self) -> Text {
        match self {
            Self::Pipe => Text {
                en: "a pipe, not a file",
                zh: "是管道，不是文件",
            },
            Self::Socket => Text {
                en: "a socket, not a file",
                zh: "是套接字，不是文件",
            },
            Self::Device => Text {
                en: "a device, not a file",
                zh: "是设备，不是文件",
            },
            Self::Other => Text {
                en: "not a regular file",
                zh: "不是普通文件",
            },
        }
    }
}
