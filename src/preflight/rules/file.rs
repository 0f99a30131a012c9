//! Checks that need nothing but the bytes and the name: format, extension, size, what follows the
//! picture.

use super::rule::{Check, Cure, Group, Rule, Verdict, fail, fail_if};
use super::sizes::{API_SIZE, FORMAT_OR_SIZE};
use crate::facts::Obstacle;
use crate::messages::{Text, Value};
use crate::platform::{Level, Platform};
use crate::profile::{Profile, Sized};
use crate::reasons::remedy;
use certpreflight_formats::container::Ending;
use certpreflight_formats::format::Format;
use certpreflight_formats::sniff::Probe;

/// Whether the size of the file says something of what would be uploaded: what is no picture is not
/// uploaded, and a HEIC or a page only as the picture that is made of it.
fn has_size(probe: &Probe, profile: &Profile) -> bool {
    probe.format.is_decodable() || profile.formats.contains(&probe.format)
}

pub(super) const UNACCEPTED_FORMAT: Rule = Rule {
    id: "unaccepted-format",
    group: Group::File,
    level: Level::Error,
    title: Text {
        en: "Format not accepted",
        zh: "格式不被接受",
    },
    fine: Text {
        en: "Accepted format",
        zh: "格式可接受",
    },
    says: Text {
        en: "The content is {format}; accepted are {accepted}.",
        zh: "文件内容是 {format}，平台只接受 {accepted}。",
    },
    advice: Text {
        en: "Changing the file name's ending doesn't help: {remedy}.",
        zh: "只改扩展名没有用：{remedy}。",
    },
    about: Text {
        en: "Platforms go by the real format, told from the first bytes. Renaming never makes a file acceptable.",
        zh: "平台看的是真实格式，以文件开头的字节为准，改扩展名永远不能让文件变得可用。",
    },
    platform: &[FORMAT_OR_SIZE, (Platform::Aliyun, "上传的文件格式不支持")],
    cure: Some(Cure::Reencode),
    limits: &[],
    check: Check::Opening(|probe, obstacle, profile| {
        if probe.format == Format::Unknown {
            return Verdict::NotAsked; // said better by `unknown-format`
        }
        let mut evidence = vec![
            ("format", Value::Format(probe.format)),
            ("accepted", Value::Formats(profile.formats.clone())),
        ];
        if profile.formats.contains(&probe.format) {
            return Verdict::Within(evidence);
        }
        let remedy = obstacle.map_or_else(|| remedy(probe.format), Obstacle::remedy);
        evidence.push(("remedy", Value::words(remedy)));
        fail(evidence)
    }),
};

pub(super) const MISLABELED: Rule = Rule {
    id: "mislabeled",
    group: Group::File,
    level: Level::Warning,
    title: Text {
        en: "Extension doesn't match the content",
        zh: "扩展名与内容不符",
    },
    fine: Text {
        en: "Extension matches the content",
        zh: "扩展名与内容一致",
    },
    says: Text {
        en: "The name ends in .{extension}, but the content is {format}.",
        zh: "扩展名是 .{extension}，文件内容却是 {format}。",
    },
    advice: Text {
        en: "If the content's format is accepted, give the file its true extension; otherwise save it again in \
             an accepted format.",
        zh: "内容格式可接受时，把扩展名改回真实格式即可；否则请另存为平台接受的格式。",
    },
    about: Text {
        en: "The content decides, but upload forms filter by extension first and some servers compare the two.",
        zh: "最终以内容为准，但上传页面会先按扩展名筛选，有的服务器还会比对两者。",
    },
    platform: &[],
    cure: Some(Cure::Rename),
    limits: &[],
    check: Check::File(|probe, _| match (&probe.extension, probe.claimed) {
        // No other name makes a picture of what is none: said better by `unaccepted-format`.
        _ if !probe.format.is_picture_or_pages() => Verdict::NotAsked,
        (Some(extension), Some(claimed)) => fail_if(
            claimed != probe.format,
            vec![
                ("extension", Value::Name(extension.clone())),
                ("format", Value::Format(probe.format)),
            ],
        ),
        _ => Verdict::NotAsked,
    }),
};

pub(super) const UNUSUALLY_NAMED: Rule = Rule {
    id: "unusually-named",
    group: Group::File,
    level: Level::Warning,
    title: Text {
        en: "Extension that upload forms don't offer",
        zh: "扩展名不常见",
    },
    fine: Text {
        en: "Usual extension",
        zh: "扩展名常见",
    },
    says: Text {
        en: "The content is {format}, but the name ends in {extension}; upload forms may not let you choose it.",
        zh: "文件内容是 {format}，但扩展名是 {extension}，上传页面可能选不中这个文件。",
    },
    advice: Text {
        en: "Rename the file so that it ends in .{wanted}.",
        zh: "请把扩展名改为 .{wanted}。",
    },
    about: Text {
        en: "File choosers filter by extension: .jfif, .jpe and names without an extension are often hidden.",
        zh: "文件选择框按扩展名筛选，.jfif、.jpe 以及没有扩展名的文件常常看不到。",
    },
    platform: &[],
    cure: Some(Cure::Rename),
    limits: &[],
    check: Check::File(|probe, profile| {
        // The first few extensions of each format are the ones platforms list: jpg jpeg, tif tiff ...
        const OFFERED: [&str; 10] = [
            "jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff", "webp", "heic", "heif",
        ];
        let Some(wanted) = probe.format.extensions().first() else {
            return Verdict::NotAsked;
        };
        if !profile.formats.contains(&probe.format)
            || probe.claimed.is_some_and(|c| c != probe.format)
        {
            return Verdict::NotAsked; // said better by `unaccepted-format` or `mislabeled`
        }
        let extension = match &probe.extension {
            Some(extension) if OFFERED.contains(&extension.as_str()) => return Verdict::Pass,
            Some(extension) => Value::Name(format!(".{extension}")),
            None => Value::Words(
                "none",
                Text {
                    en: "no extension",
                    zh: "空的",
                },
            ),
        };
        fail(vec![
            ("format", Value::Format(probe.format)),
            ("extension", extension),
            ("wanted", Value::Name((*wanted).to_owned())),
        ])
    }),
};

pub(super) const TOO_SMALL_FILE: Rule = Rule {
    id: "too-small-file",
    group: Group::File,
    level: Level::Error,
    title: Text {
        en: "File too small",
        zh: "文件过小",
    },
    fine: Text {
        en: "Not below the smallest size",
        zh: "不低于最小文件大小",
    },
    says: Text {
        en: "The file is {bytes}; at least {limit} is demanded.",
        zh: "文件大小为 {bytes}，平台要求不小于 {limit}。",
    },
    advice: Text {
        en: "Scan or photograph the certificate again at a higher resolution. Enlarging this picture may make it \
             unclear and be refused.",
        zh: "请以更高的分辨率重新扫描或拍摄。直接放大这张图片会变模糊，可能再次被驳回。",
    },
    about: Text {
        en: "No platform says whether a KB is 1000 or 1024 bytes. This fires only below both readings; between \
             the two the size is borderline.",
        zh: "平台都没有说明 1KB 是 1000 还是 1024 字节。两种算法都不满足才报错，介于两者之间算作临界，只给警告。",
    },
    platform: &[FORMAT_OR_SIZE, API_SIZE],
    cure: Some(Cure::FitBytes),
    limits: &[],
    check: Check::File(|probe, profile| match &profile.min_bytes {
        Some(limit) if has_size(probe, profile) => fail_if(
            limit.judge_min(probe.bytes) == Sized::Outside,
            vec![
                ("bytes", Value::Bytes(probe.bytes)),
                ("limit", Value::Name(limit.to_string())),
            ],
        ),
        _ => Verdict::NotAsked,
    }),
};

pub(super) const TOO_LARGE_FILE: Rule = Rule {
    id: "too-large-file",
    group: Group::File,
    level: Level::Error,
    title: Text {
        en: "File too large",
        zh: "文件过大",
    },
    fine: Text {
        en: "Not above the largest size",
        zh: "不超过最大文件大小",
    },
    says: Text {
        en: "The file is {bytes}; at most {limit} is accepted.",
        zh: "文件大小为 {bytes}，平台要求不超过 {limit}。",
    },
    advice: Text {
        en: "Save it again as JPEG at a slightly lower quality, or reduce the picture a little.",
        zh: "请另存为 JPEG 并略微降低质量，或适当缩小图片尺寸。",
    },
    about: Text {
        en: "No platform says whether an MB is 1,000,000 or 1,048,576 bytes. This fires only above both readings.",
        zh: "平台都没有说明 1MB 是 1000000 还是 1048576 字节，两种算法都超出才报错。",
    },
    platform: &[FORMAT_OR_SIZE, API_SIZE],
    cure: Some(Cure::FitBytes),
    limits: &[],
    check: Check::File(|probe, profile| match &profile.max_bytes {
        Some(limit) if has_size(probe, profile) => fail_if(
            limit.judge_max(probe.bytes) == Sized::Outside,
            vec![
                ("bytes", Value::Bytes(probe.bytes)),
                ("limit", Value::Name(limit.to_string())),
            ],
        ),
        _ => Verdict::NotAsked,
    }),
};

pub(super) const NEAR_SIZE_LIMIT: Rule = Rule {
    id: "near-size-limit",
    group: Group::File,
    level: Level::Warning,
    title: Text {
        en: "Size borderline",
        zh: "文件大小处于临界",
    },
    fine: Text {
        en: "Clearly inside the size limits",
        zh: "文件大小离上下限有余量",
    },
    says: Text {
        en: "The file is {bytes}, right at the limit of {limit}: whether it is accepted depends on how the \
             platform counts a KB.",
        zh: "文件大小为 {bytes}，正好卡在 {limit} 的界线上，能否通过取决于平台按 1000 还是 1024 计算。",
    },
    advice: Text {
        en: "Save it again a little larger or smaller, so that it lies clearly inside the limit.",
        zh: "请重新保存，让文件大小明确落在限制以内。",
    },
    about: Text {
        en: "Between the 1000-byte and the 1024-byte reading of the published limit nobody outside the platform \
             can tell.",
        zh: "在 1000 与 1024 两种算法之间，平台之外的人无从判断。",
    },
    platform: &[],
    cure: Some(Cure::FitBytes),
    limits: &[],
    check: Check::File(|probe, profile| {
        let min = profile.min_bytes.as_ref();
        let max = profile.max_bytes.as_ref();
        let judged = [
            min.map(|limit| (limit, limit.judge_min(probe.bytes))),
            max.map(|limit| (limit, limit.judge_max(probe.bytes))),
        ];
        let find = |sized| judged.iter().flatten().find(|(_, judged)| *judged == sized);
        // Beyond a limit is another rule's business, and far from borderline.
        if find(Sized::Outside).is_some() || !has_size(probe, profile) {
            return Verdict::NotAsked;
        }
        match find(Sized::Borderline) {
            None => Verdict::Pass,
            Some((limit, _)) => fail(vec![
                ("bytes", Value::Bytes(probe.bytes)),
                ("limit", Value::Name(limit.to_string())),
            ]),
        }
    }),
};

pub(super) const TRAILED: Rule = Rule {
    id: "trailed",
    group: Group::File,
    level: Level::Warning,
    title: Text {
        en: "Another file behind the picture",
        zh: "图片后面附有其他数据",
    },
    fine: Text {
        en: "No other file found behind the picture",
        zh: "图片后面没有发现其他文件",
    },
    says: Text {
        en: "{bytes} of foreign data follow the end of the picture: {what}.",
        zh: "图片结束之后还有 {bytes} 与图片无关的数据：{what}。",
    },
    advice: Text {
        en: "Open the picture and save it again; what follows it is then left out.",
        zh: "请打开图片重新保存一次，附带的数据就会去掉。",
    },
    about: Text {
        en: "An archive, a document or a program hidden behind a picture is what upload filters look for; the film of \
             a live photo shows what was never meant to be handed in. What else cameras append (previews, notes, \
             zero bytes) doesn't count; a copy has none of it.",
        zh: "图片后面藏着压缩包、文档或程序，正是上传过滤器要拦截的；动态照片里的视频会带上本不打算提交的画面。\
             相机附加的其他数据（预览图、备注、零填充）不算，修复后的副本里也都没有。",
    },
    platform: &[],
    cure: Some(Cure::DropMetadata),
    limits: &[],
    check: Check::File(|probe, _| match probe.ending {
        None => Verdict::NotAsked,
        Some(Ending::Trailing {
            bytes,
            another_file: Some(what),
        }) => fail(vec![
            ("bytes", Value::Bytes(bytes)),
            ("what", Value::Format(what)),
        ]),
        Some(_) => Verdict::Pass,
    }),
};

pub(super) const NO_END_MARK: Rule = Rule {
    id: "no-end-mark",
    group: Group::File,
    level: Level::Warning,
    title: Text {
        en: "JPEG without its end mark",
        zh: "JPEG 缺少结束标记",
    },
    fine: Text {
        en: "The file ends the way its format asks",
        zh: "文件有完整的结尾",
    },
    says: Text {
        en: "The picture is all there, but the mark that ends a JPEG is missing: some readers take such a file for \
             incomplete.",
        zh: "画面数据是全的，但缺少 JPEG 的结束标记，有的系统会当作文件不完整。",
    },
    advice: Text {
        en: "Open the picture and save it again.",
        zh: "请打开图片重新保存一次。",
    },
    about: Text {
        en: "Some phones and chat programs leave the mark out. Whether anything else is missing is told by decoding \
             the whole picture.",
        zh: "部分手机和聊天软件会漏写这个标记。画面是否缺失，要把整张图解码后才能确定。",
    },
    platform: &[],
    cure: Some(Cure::EndMark),
    limits: &[],
    check: Check::File(|probe, _| match probe.ending {
        None => Verdict::NotAsked,
        Some(ending) => fail_if(ending == Ending::NoEndMark, vec![]),
    }),
};
