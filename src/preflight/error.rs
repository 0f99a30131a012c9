//! The few ways the whole run can be impossible. What happens to one picture is never here: it is
//! that picture's finding.

use std::fmt;
use std::io;
use std::path::Path;

use crate::messages::Lang;
#[cfg(feature = "template")]
use crate::template::ManifestProblem;

/// Why the tool could not do its job.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// A profile could not be read or makes no sense.
    BadProfile {
        /// The profile's file or id.
        profile: String,
        /// What is wrong, with line and key where there are any.
        problem: String,
    },
    /// The config file could not be read or makes no sense.
    BadConfig {
        /// Where it is.
        file: String,
        /// What is wrong, with line and key where there are any.
        problem: String,
    },
    /// No built-in profile and no file has this name.
    UnknownProfile {
        /// What was asked for.
        id: String,
        /// The known id that looks most like it.
        nearest: Option<String>,
    },
    /// No rule has this id.
    UnknownRule {
        /// What was asked for.
        id: String,
        /// The known id that looks most like it.
        nearest: Option<String>,
    },
    /// The first word is neither a command nor a path, and looks like a command.
    UnknownCommand {
        /// What was typed.
        typed: String,
        /// The command that looks most like it.
        nearest: String,
    },
    /// The name of a report's file tells no format, and none was named.
    UnknownReportFormat {
        /// The file.
        target: String,
    },
    /// The folder for copies is called like a report.
    OutputCalledLikeReport {
        /// The folder.
        output: String,
    },
    /// An `--exclude` pattern can't be understood.
    BadGlob {
        /// The pattern as typed.
        glob: String,
        /// What the parser said.
        cause: String,
    },
    /// An entry of the list of paths is no path.
    BadList {
        /// The list.
        list: String,
        /// Which entry, counted from 1.
        entry: usize,
        /// What is wrong with it.
        problem: ListProblem,
    },
    /// The list of paths can't be read.
    UnreadableList {
        /// The list.
        list: String,
        /// The operating system's words.
        cause: String,
    },
    /// A report can't be written.
    Unwritable {
        /// Where to; `-` is standard output.
        target: String,
        /// The operating system's words.
        cause: String,
    },
    /// The folder for copies is a link, and copies are never written through one.
    OutputIsLink {
        /// The folder.
        output: String,
    },
    /// The folder for copies holds originals, or is an old folder among them.
    OutputAmongOriginals {
        /// The folder.
        output: String,
        /// One of the originals.
        original: String,
    },
    /// A report would replace one of the originals.
    OutputIsOriginal {
        /// The report's file.
        output: String,
    },
    /// What was dropped is a whole drive: there is no place beside it.
    NothingBeside {
        /// What was dropped.
        path: String,
    },
    /// A manifest can't be read or makes no sense.
    #[cfg(feature = "template")]
    BadManifest {
        /// The manifest.
        manifest: String,
        /// Why not.
        problem: ManifestProblem,
    },
    /// Neither one manifest nor what will be typed was named.
    NoManifest,
    /// What is written would take the place of what was read.
    OverOriginal {
        /// The original.
        original: String,
    },
    /// A file's name promises another form than it would have.
    OtherEnding {
        /// The file.
        target: String,
        /// The ending that it should have.
        wanted: &'static str,
    },
    /// There is no text to explain.
    NothingToExplain,
    /// A text to explain has more than any notice and the page around it.
    TextTooLong {
        /// The most that is read, in bytes.
        limit_bytes: u64,
    },
    /// The text to explain can't be read.
    UnreadableText {
        /// The operating system's words.
        cause: String,
    },
    /// The operating system gives no threads.
    NoThreads {
        /// In its own words.
        cause: String,
    },
}

/// Why an entry of a list of paths is no path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ListProblem {
    /// The whole list is longer than it can sensibly be.
    ListTooLong {
        /// The most that is read, in bytes.
        limit_bytes: u64,
    },
    /// Longer than any system's paths are.
    TooLong {
        /// The most that is read, in bytes.
        limit_bytes: usize,
    },
    /// The list is UTF-16, as Windows `PowerShell` writes it by default.
    Utf16,
    /// Not UTF-8, on a system whose file names are text.
    NotUtf8,
}

/// The candidate that looks most like `typed`, unless none looks much like it.
pub(crate) fn nearest<'a>(
    typed: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    candidates
        .map(|candidate| (strsim::jaro_winkler(typed, candidate), candidate))
        .filter(|(likeness, _)| *likeness > 0.75) // what clap uses, a little stricter
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

impl Error {
    /// A target that could not be written.
    pub fn unwritable(target: impl AsRef<Path>, cause: &io::Error) -> Self {
        Self::Unwritable {
            target: target.as_ref().display().to_string(),
            cause: cause.to_string(),
        }
    }

    /// A list of paths that could not be read.
    pub fn unreadable_list(list: impl AsRef<Path>, cause: &io::Error) -> Self {
        Self::UnreadableList {
            list: list.as_ref().display().to_string(),
            cause: cause.to_string(),
        }
    }

    /// The error as a sentence in one language.
    pub fn says(&self, lang: Lang) -> String {
        match lang {
            Lang::En => self.to_string(),
            Lang::Zh => self.in_chinese(),
        }
    }

    fn in_chinese(&self) -> String {
        let hint = |nearest: &Option<String>| match nearest {
            Some(nearest) => format!("，您是不是要找「{nearest}」？"),
            None => String::new(),
        };
        match self {
            Self::BadProfile { profile, problem } => {
                format!("平台配置「{profile}」有误：{problem}")
            }
            Self::BadConfig { file, problem } => format!("配置文件「{file}」有误：{problem}"),
            Self::UnknownProfile { id, nearest } => {
                format!("没有名为「{id}」的内置配置或文件{}", hint(nearest))
            }
            Self::UnknownRule { id, nearest } => format!("没有名为「{id}」的规则{}", hint(nearest)),
            Self::UnknownCommand { typed, nearest } => format!(
                "没有名为「{typed}」的命令、文件或文件夹，您是不是要用「certpreflight {nearest}」？"
            ),
            Self::UnknownReportFormat { target } => format!(
                "从文件名「{target}」看不出报告格式：请以 .html、.json、.jsonl、.csv、.md、.xml、.sarif 或 .txt 结尾，\
                 或用 --format 指定"
            ),
            Self::OutputCalledLikeReport { output } => format!(
                "--out 指定存放副本的文件夹，而「{output}」像是报告的文件名；报告用 -o（--output）指定"
            ),
            Self::BadGlob { glob, cause } => format!("--exclude 的通配模式「{glob}」有误：{cause}"),
            Self::BadList {
                list,
                entry,
                problem,
            } => match problem {
                ListProblem::ListTooLong { limit_bytes } => {
                    format!("路径清单「{list}」超过 {limit_bytes} 字节（在第 {entry} 项处）")
                }
                ListProblem::TooLong { limit_bytes } => {
                    format!("路径清单「{list}」的第 {entry} 项超过 {limit_bytes} 字节")
                }
                ListProblem::Utf16 => format!("路径清单「{list}」的编码是 UTF-16，请另存为 UTF-8"),
                ListProblem::NotUtf8 => format!("路径清单「{list}」的第 {entry} 项不是 UTF-8 编码"),
            },
            Self::UnreadableList { list, cause } => format!("无法读取路径清单「{list}」：{cause}"),
            Self::Unwritable { target, cause } if target == "-" => {
                format!("无法写入标准输出：{cause}")
            }
            Self::Unwritable { target, cause } => format!("无法写入「{target}」：{cause}"),
            Self::OutputIsLink { output } => {
                format!("输出文件夹「{output}」是链接，请改用它指向的实际文件夹")
            }
            Self::OutputAmongOriginals { output, original } => format!(
                "输出文件夹「{output}」里有原图，或位于原图所在的文件夹内（例如「{original}」）；请换一个新文件夹"
            ),
            Self::OutputIsOriginal { output } => {
                format!("报告文件「{output}」就是其中一张原图；请换一个文件名")
            }
            Self::NothingBeside { path } => {
                format!("「{path}」旁边没有可以存放副本的地方，请拖入其中的文件夹")
            }
            #[cfg(feature = "template")]
            Self::BadManifest { manifest, problem } => {
                format!("清单「{manifest}」：{}", problem.says(Lang::Zh))
            }
            Self::NoManifest => {
                "请指定一份清单，或用 --owner、--number、--type 给出要填写的内容和图片".to_owned()
            }
            Self::OverOriginal { original } => {
                format!("「{original}」就是原清单，不会覆盖；请换一个文件名")
            }
            Self::OtherEnding { target, wanted } => {
                format!("「{target}」的扩展名与内容不符，请改为 .{wanted}")
            }
            Self::NothingToExplain => "没有要解释的文字".to_owned(),
            Self::TextTooLong { limit_bytes } => {
                format!("要解释的文字超过 {limit_bytes} 字节，请只保留提示本身")
            }
            Self::UnreadableText { cause } => format!("无法读取要解释的文字：{cause}"),
            Self::NoThreads { cause } => format!("无法创建线程：{cause}"),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hint = |nearest: &Option<String>| match nearest {
            Some(nearest) => format!("; did you mean `{nearest}`?"),
            None => String::new(),
        };
        match self {
            Self::BadProfile { profile, problem } => write!(f, "profile `{profile}`: {problem}"),
            Self::BadConfig { file, problem } => write!(f, "config file `{file}`: {problem}"),
            Self::UnknownProfile { id, nearest } => {
                write!(f, "no built-in profile or file `{id}`{}", hint(nearest))
            }
            Self::UnknownRule { id, nearest } => write!(f, "no rule `{id}`{}", hint(nearest)),
            Self::UnknownCommand { typed, nearest } => write!(
                f,
                "no command, file or folder is called `{typed}`; did you mean `certpreflight {nearest}`?"
            ),
            Self::UnknownReportFormat { target } => write!(
                f,
                "the name `{target}` tells no report format: let it end in .html, .json, .jsonl, .csv, .md, \
                 .xml, .sarif or .txt, or name one with --format"
            ),
            Self::OutputCalledLikeReport { output } => write!(
                f,
                "--out names the folder for the copies, and `{output}` looks like a report; that is named \
                 with -o (--output)"
            ),
            Self::BadGlob { glob, cause } => write!(f, "--exclude `{glob}`: {cause}"),
            Self::BadList {
                list,
                entry,
                problem,
            } => match problem {
                ListProblem::ListTooLong { limit_bytes } => {
                    write!(
                        f,
                        "list of paths `{list}` is longer than {limit_bytes} bytes, at entry {entry}"
                    )
                }
                ListProblem::TooLong { limit_bytes } => {
                    write!(
                        f,
                        "list of paths `{list}`: entry {entry} is longer than {limit_bytes} bytes"
                    )
                }
                ListProblem::Utf16 => {
                    write!(f, "list of paths `{list}` is UTF-16; save it as UTF-8")
                }
                ListProblem::NotUtf8 => {
                    write!(f, "list of paths `{list}`: entry {entry} is not UTF-8")
                }
            },
            Self::UnreadableList { list, cause } => {
                write!(f, "can't read the list of paths `{list}`: {cause}")
            }
            Self::Unwritable { target, cause } if target == "-" => {
                write!(f, "can't write to standard output: {cause}")
            }
            Self::Unwritable { target, cause } => write!(f, "can't write `{target}`: {cause}"),
            Self::OutputIsLink { output } => write!(
                f,
                "the output folder `{output}` is a link; name the folder that it leads to"
            ),
            Self::OutputAmongOriginals { output, original } => write!(
                f,
                "the output folder `{output}` holds originals or lies among them (`{original}`); \
                 name a new folder"
            ),
            Self::OutputIsOriginal { output } => write!(
                f,
                "the report `{output}` would replace one of the originals; name another file"
            ),
            Self::NothingBeside { path } => {
                write!(
                    f,
                    "there is no place for copies beside `{path}`; drop a folder in it"
                )
            }
            #[cfg(feature = "template")]
            Self::BadManifest { manifest, problem } => {
                write!(f, "manifest `{manifest}`: {}", problem.says(Lang::En))
            }
            Self::NoManifest => f.write_str(
                "name one manifest, or with --owner, --number and --type what will be typed, and the pictures",
            ),
            Self::OverOriginal { original } => write!(
                f,
                "`{original}` is the manifest itself, which is not written over; name another file"
            ),
            Self::OtherEnding { target, wanted } => write!(f, "`{target}` should end in .{wanted}"),
            Self::NothingToExplain => f.write_str("there is no text to explain"),
            Self::TextTooLong { limit_bytes } => write!(
                f,
                "the text to explain is longer than {limit_bytes} bytes; leave only the notice itself"
            ),
            Self::UnreadableText { cause } => {
                write!(f, "can't read the text to explain: {cause}")
            }
            Self::NoThreads { cause } => write!(f, "can't start threads: {cause}"),
        }
    }
}

impl std::error::Error for Error {}
