//! Failures of the examination itself. Each is a finding of its file, never the end of the run,
//! and no profile can lower one: a picture that was not seen must not look accepted.

use super::rule::{Check, Group, Rule, Verdict, fail};
use crate::facts::Obstacle;
use crate::messages::{Text, Value, text};
use crate::platform::{Level, Platform};
use crate::reasons::{EXPORT_ONE_PAGE, damage, form, remedy_of_breach, remedy_of_form, too_costly};

/// Tencent's answer when its reader can make nothing of the upload.
const NOT_RECOGNIZED: &[(Platform, &str)] = &[(
    Platform::Tencent,
    "无法识别图片信息，请上传完整清晰无遮挡，包含完整证件号码的彩色证件图片",
)];

pub(super) const MISSING: Rule = Rule {
    id: "missing",
    group: Group::Reading,
    level: Level::Error,
    title: Text {
        en: "No such file",
        zh: "文件不存在",
    },
    fine: Text {
        en: "The file exists",
        zh: "文件存在",
    },
    says: Text {
        en: "There is nothing at this path.",
        zh: "这个路径下没有文件。",
    },
    advice: Text {
        en: "Check the spelling of the path.",
        zh: "请检查路径是否写对。",
    },
    about: Text {
        en: "A path that was named but does not exist is reported, so that nothing is silently left out.",
        zh: "指定的路径不存在时一定报告，不会悄悄漏掉任何文件。",
    },
    platform: &[],
    cure: None,
    limits: &[],
    check: Check::Stage(|obstacle, _| match obstacle {
        Obstacle::Missing => fail(vec![]),
        _ => Verdict::Pass,
    }),
};

pub(super) const BROKEN_LINK: Rule = Rule {
    id: "broken-link",
    group: Group::Reading,
    level: Level::Error,
    title: Text {
        en: "Link to nothing",
        zh: "链接已失效",
    },
    fine: Text {
        en: "The link leads to a file",
        zh: "链接有效",
    },
    says: Text {
        en: "This is a link to {target}, where there is nothing.",
        zh: "这是指向 {target} 的链接，但目标已不存在。",
    },
    advice: Text {
        en: "Put the picture itself here.",
        zh: "请换成图片文件本身。",
    },
    about: Text {
        en: "Links are followed; one that leads nowhere is reported instead of being passed over.",
        zh: "链接会被跟随，指向空处的链接会报告出来，不会悄悄跳过。",
    },
    platform: &[],
    cure: None,
    limits: &[],
    check: Check::Stage(|obstacle, _| match obstacle {
        Obstacle::BrokenLink { target } => fail(vec![("target", Value::Name(target.clone()))]),
        _ => Verdict::Pass,
    }),
};

pub(super) const UNREADABLE: Rule = Rule {
    id: "unreadable",
    group: Group::Reading,
    level: Level::Error,
    title: Text {
        en: "File can't be read",
        zh: "文件无法读取",
    },
    fine: Text {
        en: "The file can be read",
        zh: "文件可以读取",
    },
    says: Text {
        en: "The file can't be read: {cause}",
        zh: "无法读取文件：{cause}",
    },
    advice: Text {
        en: "Check that the file still exists, that it may be read, and that the disk is connected.",
        zh: "请确认文件还在、有读取权限、磁盘或网络盘已连接。",
    },
    about: Text {
        en: "The cause is the operating system's own message.",
        zh: "原因部分是操作系统给出的原文。",
    },
    platform: &[],
    cure: None,
    limits: &[],
    check: Check::Stage(|obstacle, _| match obstacle {
        Obstacle::Unreadable { cause } => fail(vec![("cause", Value::Name(cause.clone()))]),
        Obstacle::NotAFile(special) => {
            fail(vec![("cause", Value::Words(special.id(), special.name()))])
        }
        _ => Verdict::Pass,
    }),
};

pub(super) const TOO_LARGE_TO_READ: Rule = Rule {
    id: "too-large-to-read",
    group: Group::Reading,
    level: Level::Error,
    title: Text {
        en: "File too large to examine",
        zh: "文件过大，未检查",
    },
    fine: Text {
        en: "Small enough to examine",
        zh: "文件大小可以检查",
    },
    says: Text {
        en: "The file is {bytes}; files above {limit} are not examined.",
        zh: "文件大小为 {bytes}，超过 {limit} 的文件不做检查。",
    },
    advice: Text {
        en: "No platform takes a file of this size. Export the picture as a JPEG.",
        zh: "没有平台接受这么大的文件，请把图片另存为 JPEG。",
    },
    about: Text {
        en: "The size is compared before a byte is read.",
        zh: "读取之前先比较文件大小。",
    },
    platform: &[],
    cure: None,
    limits: &[],
    check: Check::Stage(|obstacle, _| match obstacle {
        Obstacle::FileTooLarge { bytes, limit } => fail(vec![
            ("bytes", Value::Bytes(*bytes)),
            ("limit", Value::Bytes(*limit)),
        ]),
        _ => Verdict::Pass,
    }),
};

pub(super) const EMPTY: Rule = Rule {
    id: "empty",
    group: Group::Reading,
    level: Level::Error,
    title: Text {
        en: "Empty file",
        zh: "空文件",
    },
    fine: Text {
        en: "The file has content",
        zh: "文件不为空",
    },
    says: Text {
        en: "The file is empty (0 bytes).",
        zh: "文件是空的（0 字节）。",
    },
    advice: Text {
        en: "Copy or export the picture again; the last copy didn't finish.",
        zh: "上一次复制或导出没有完成，请重新复制或导出图片。",
    },
    about: Text {
        en: "Empty files come from interrupted copies and full disks.",
        zh: "空文件多由复制中断或磁盘已满造成。",
    },
    platform: NOT_RECOGNIZED,
    cure: None,
    limits: &[],
    check: Check::Stage(|obstacle, _| match obstacle {
        Obstacle::Empty => fail(vec![]),
        _ => Verdict::Pass,
    }),
};

pub(super) const UNKNOWN_FORMAT: Rule = Rule {
    id: "unknown-format",
    group: Group::Reading,
    level: Level::Error,
    title: Text {
        en: "Unknown format",
        zh: "无法识别的格式",
    },
    fine: Text {
        en: "A known kind of picture",
        zh: "格式可以识别",
    },
    says: Text {
        en: "The content is of no format that is known.",
        zh: "文件内容不属于任何已知的格式。",
    },
    advice: Text {
        en: "Open it on the computer that it comes from: if it opens there, it may be encrypted by that office's \
             document protection, and has to be released first. Else find the original picture, or scan or \
             photograph the certificate again.",
        zh: "请在来源电脑上试着打开：能打开的可能被单位的文档加密软件加了密，需要先解密；打不开就请找到原图，或重新扫描、拍摄证件。",
    },
    about: Text {
        en: "The format is told from the first bytes of the file, never from its name.",
        zh: "格式按文件开头的字节判断，与文件名无关。",
    },
    platform: NOT_RECOGNIZED,
    cure: None,
    limits: &[],
    check: Check::Stage(|obstacle, _| match obstacle {
        Obstacle::UnknownFormat => fail(vec![]),
        _ => Verdict::Pass,
    }),
};

pub(super) const CUT_SHORT: Rule = Rule {
    id: "cut-short",
    group: Group::Reading,
    level: Level::Error,
    title: Text {
        en: "Incomplete file",
        zh: "文件不完整",
    },
    fine: Text {
        en: "The file is complete",
        zh: "文件完整",
    },
    says: Text {
        en: "The data stops before the picture does: part of the picture is missing.",
        zh: "图片数据不完整，有一部分画面缺失。",
    },
    advice: Text {
        en: "Copy or download the file again from where it came; if that doesn't help, scan again.",
        zh: "请从来源处重新复制或下载；仍不完整就重新扫描。",
    },
    about: Text {
        en: "The container is walked to its end. Many programs open such a file without a word and show a gray \
             lower half.",
        zh: "逐段走完文件结构直到结尾。很多看图软件会照常打开这种文件，只是下半截发灰。",
    },
    platform: NOT_RECOGNIZED,
    cure: None,
    limits: &[],
    check: Check::Stage(|obstacle, _| match obstacle {
        Obstacle::CutShort => fail(vec![]),
        _ => Verdict::Pass,
    }),
};

pub(super) const CORRUPT: Rule = Rule {
    id: "corrupt",
    group: Group::Reading,
    level: Level::Error,
    title: Text {
        en: "Damaged file",
        zh: "文件已损坏",
    },
    fine: Text {
        en: "The file is undamaged",
        zh: "文件没有损坏",
    },
    says: Text {
        en: "The file is damaged: {cause}.",
        zh: "文件已损坏：{cause}。",
    },
    advice: Text {
        en: "Get the file again from where it came, or scan again.",
        zh: "请重新获取原文件，或者重新扫描。",
    },
    about: Text {
        en: "Checksums, structure and the decoder's complaints count.",
        zh: "依据校验和、文件结构与解码器的报错判断。",
    },
    platform: NOT_RECOGNIZED,
    cure: None,
    limits: &[],
    check: Check::Stage(|obstacle, _| match obstacle {
        Obstacle::Corrupt { cause } => fail(vec![("cause", damage(*cause))]),
        _ => Verdict::Pass,
    }),
};

pub(super) const NOT_VIEWABLE: Rule = Rule {
    id: "not-viewable",
    group: Group::Reading,
    level: Level::Error,
    title: Text {
        en: "Accepted format that can't be looked into",
        zh: "格式可接受，但本工具无法打开",
    },
    fine: Text {
        en: "The picture can be looked into",
        zh: "图片可以打开",
    },
    says: Text {
        en: "{format} is accepted here, but this build can't look into it: color, sharpness and orientation \
             were not checked.",
        zh: "平台接受 {format}，但本工具无法打开：颜色、清晰度、方向都没有检查。",
    },
    advice: Text {
        en: "Export the picture as a JPEG and check that copy.",
        zh: "请把图片导出为 JPEG，再检查导出的那一份。",
    },
    about: Text {
        en: "What could not be seen is never called good. A format that the profile does not accept is \
             reported as that instead.",
        zh: "没看过的图片绝不算合格。若平台本就不接受该格式，则只报「格式不被接受」。",
    },
    platform: &[],
    cure: None,
    limits: &[],
    check: Check::Stage(|obstacle, profile| match obstacle {
        Obstacle::NotViewable { format } if profile.formats.contains(format) => {
            fail(vec![("format", Value::Format(*format))])
        }
        _ => Verdict::Pass,
    }),
};

pub(super) const UNSUPPORTED: Rule = Rule {
    id: "unsupported",
    group: Group::Reading,
    level: Level::Error,
    title: Text {
        en: "Form that is not read here",
        zh: "本工具读不了的形式",
    },
    fine: Text {
        en: "A usual form of picture",
        zh: "编码形式常见",
    },
    says: Text {
        en: "This form of {format} is not read here: {cause}.",
        zh: "本工具读不了这种形式的 {format}：{cause}。",
    },
    advice: Text {
        en: "To have it checked, {remedy}.",
        zh: "{remedy}，然后再检查一次。",
    },
    about: Text {
        en: "What our decoders don't read, a platform's reader very likely doesn't either.",
        zh: "通用解码器读不了的图片，平台多半也读不了。",
    },
    platform: NOT_RECOGNIZED,
    cure: None,
    limits: &[],
    check: Check::Stage(|obstacle, _| match obstacle {
        Obstacle::Unsupported { format, cause } => fail(vec![
            ("format", Value::Format(*format)),
            ("cause", form(*cause)),
            ("remedy", Value::words(remedy_of_form(*format, *cause))),
        ]),
        Obstacle::TooManyPages {
            format,
            pages,
            limit,
        } => {
            let counts = vec![
                ("pages", Value::Count(*pages)),
                ("limit", Value::Count(*limit)),
            ];
            let cause = text(
                "it has {pages} pages, and at most {limit} are examined",
                "共 {pages} 页，最多检查 {limit} 页",
            );
            fail(vec![
                ("format", Value::Format(*format)),
                ("cause", Value::phrase(cause, counts)),
                ("remedy", Value::words(EXPORT_ONE_PAGE)),
            ])
        }
        _ => Verdict::Pass,
    }),
};

pub(super) const TOO_LARGE_TO_DECODE: Rule = Rule {
    id: "too-large-to-decode",
    group: Group::Reading,
    level: Level::Error,
    title: Text {
        en: "Too many pixels",
        zh: "像素过多",
    },
    fine: Text {
        en: "Few enough pixels to examine",
        zh: "像素数量可以检查",
    },
    says: Text {
        en: "The picture has {pixels} pixels or needs more memory than is allowed (limit: {limit} pixels); it was \
             not opened.",
        zh: "图片共 {pixels} 像素，或所需内存超出允许范围（上限 {limit} 像素），没有打开。",
    },
    advice: Text {
        en: "Scan at 300 dpi, or reduce the picture to at most 6000 pixels on its long side.",
        zh: "请以 300 dpi 扫描，或把图片长边缩小到 6000 像素以内。",
    },
    about: Text {
        en: "Checked from the header before memory is taken, so that a picture made to exhaust it costs nothing.",
        zh: "在分配内存之前按文件头判断，专门用来耗尽内存的图片不会得逞。",
    },
    platform: NOT_RECOGNIZED,
    cure: None,
    limits: &[],
    check: Check::Stage(|obstacle, _| match obstacle {
        Obstacle::TooLargeToDecode { pixels, limit } => fail(vec![
            ("pixels", Value::Count(*pixels)),
            ("limit", Value::Count(*limit)),
        ]),
        _ => Verdict::Pass,
    }),
};

pub(super) const TOO_COSTLY: Rule = Rule {
    id: "too-costly",
    group: Group::Reading,
    level: Level::Error,
    title: Text {
        en: "Can't be opened safely",
        zh: "无法安全打开",
    },
    fine: Text {
        en: "Opened within the limits of one file",
        zh: "打开时未超出单个文件的资源上限",
    },
    says: Text {
        en: "The file could not be opened: {limit}.",
        zh: "未能打开该文件：{limit}。",
    },
    advice: Text {
        en: "To have it checked, {remedy}.",
        zh: "{remedy}，然后再检查一次。",
    },
    about: Text {
        en: "HEIC, JPEG XL, JPEG 2000 and PDF are opened in a process of their own, which may take so much memory \
             and so much processor time for one file and no more; ordinary scans and photographs need far less. Said \
             too where the decoder breaks down on the file, or its process can't be started. The other files are \
             examined as usual.",
        zh: "HEIC、JPEG XL、JPEG 2000 和 PDF 在单独的进程里打开，每个文件占用的内存和处理器时间都有上限，\
             普通的扫描件和照片远远用不到；解码器处理时出错、\
             子进程无法启动，也归在这里。一个文件出问题，不影响其他文件的检查。",
    },
    platform: &[],
    cure: None,
    limits: &[],
    check: Check::Stage(|obstacle, _| match obstacle {
        Obstacle::TooCostly { breach } => fail(vec![
            ("limit", Value::words(too_costly(*breach))),
            ("remedy", Value::words(remedy_of_breach(*breach))),
        ]),
        _ => Verdict::Pass,
    }),
};

pub(super) const CRASHED: Rule = Rule {
    id: "crashed",
    group: Group::Reading,
    level: Level::Error,
    title: Text {
        en: "Examination failed",
        zh: "检查出错",
    },
    fine: Text {
        en: "The examination went through",
        zh: "检查顺利完成",
    },
    says: Text {
        en: "certpreflight failed on this picture.",
        zh: "certpreflight 处理这张图片时出错。",
    },
    advice: Text {
        en: "This is a mistake in certpreflight, not in your picture. Save the picture as JPEG in another \
             program and check that copy.",
        zh: "这是 certpreflight 的缺陷，不是图片的问题。请用其他软件另存为 JPEG 后再检查。",
    },
    about: Text {
        en: "A crash in one picture is that picture's finding; the others are examined as usual. Where it \
             happened stands in the JSON report, for a bug report.",
        zh: "某一张图片出错只影响它自己，其余图片照常检查。出错位置写在 JSON 报告里，反馈问题时请附上。",
    },
    platform: &[],
    cure: None,
    limits: &[],
    check: Check::Stage(|obstacle, _| match obstacle {
        Obstacle::Crashed { cause } => fail(vec![("cause", Value::Name(cause.clone()))]),
        _ => Verdict::Pass,
    }),
};
