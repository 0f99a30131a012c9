//! How the picture is encoded, as its header and metadata say.

use super::limit::{Limit, Unit};
use super::rule::{Check, Cure, Group, Rule, Verdict, fail, fail_if};
use crate::messages::{Text, Value, text};
use crate::platform::Level;
use certpreflight_formats::container::{ColorModel, JpegCoding};
use certpreflight_formats::format::Format;
use certpreflight_formats::metadata::SrgbDifference;

/// Below this quality libjpeg's table quantizes the frequencies of strokes of 12 px to nothing.
const MIN_JPEG_QUALITY: Limit = Limit {
    key: "min-jpeg-quality",
    unit: Unit::Quality,
    default: 40.0,
};

/// What every platform's reader takes: ordinary 8-bit sRGB.
const SAVE_AS_ORDINARY_JPEG: Text = Text {
    en: "Open it in an image program and save it as an ordinary 8-bit RGB JPEG.",
    zh: "请用看图软件打开，另存为普通的 8 位 RGB 格式 JPEG。",
};

/// Whether what a file holds several of is pages rather than frames.
const fn has_pages(format: Format) -> bool {
    matches!(format, Format::Tiff | Format::Pdf)
}

pub(super) const ANIMATED: Rule = Rule {
    id: "animated",
    group: Group::Encoding,
    level: Level::Warning,
    title: Text {
        en: "Animation",
        zh: "动图",
    },
    fine: Text {
        en: "A still picture",
        zh: "静态图片",
    },
    says: Text {
        en: "The picture is an animation of {frames} frames; only the first was examined.",
        zh: "这是一张含 {frames} 帧的动图，只检查了第一帧。",
    },
    advice: Text {
        en: "Save the frame that shows the certificate as a JPEG.",
        zh: "请把显示证件的那一帧另存为 JPEG。",
    },
    about: Text {
        en: "Reviewers see one frame, and nobody knows which.",
        zh: "审核时只会看到其中一帧，是哪一帧无法预知。",
    },
    platform: &[],
    cure: Some(Cure::Split),
    limits: &[],
    check: Check::Header(|probe, header, _| {
        fail_if(
            header.frames > 1 && !has_pages(probe.format),
            vec![("frames", Value::Count(header.frames.into()))],
        )
    }),
};

pub(super) const MULTI_PAGE: Rule = Rule {
    id: "multi-page",
    group: Group::Encoding,
    level: Level::Warning,
    title: Text {
        en: "Several pages in one file",
        zh: "一个文件含多页",
    },
    fine: Text {
        en: "One page",
        zh: "单页",
    },
    says: Text {
        en: "The {format} holds {pages} pages; {examined}.",
        zh: "这个 {format} 含 {pages} 页，{examined}。",
    },
    advice: Text {
        en: "Save each page as a picture of its own and upload the one with the name and the number.",
        zh: "请把每一页分别存成图片，上传有名称和证件号码的那一页。",
    },
    about: Text {
        en: "A platform takes one picture for one certificate; of several pages it shows the first at best.",
        zh: "平台一次只收一张证件图片，多页文件最多只显示第一页。",
    },
    platform: &[],
    cure: Some(Cure::Split),
    limits: &[],
    check: Check::Header(|probe, header, _| {
        let examined = match probe.format {
            Format::Pdf => text("each was examined", "每一页都检查了"),
            _ => text("only the first was examined", "只检查了第一页"),
        };
        if header.frames <= 1 || !has_pages(probe.format) {
            return Verdict::Pass;
        }
        fail(vec![
            ("pages", Value::Count(header.frames.into())),
            ("format", Value::Format(probe.format)),
            ("examined", Value::words(examined)),
        ])
    }),
};

pub(super) const CMYK: Rule = Rule {
    id: "cmyk",
    group: Group::Encoding,
    level: Level::Warning,
    title: Text {
        en: "Printing colors (CMYK)",
        zh: "印刷色彩（CMYK）",
    },
    fine: Text {
        en: "Screen colors, not printing colors",
        zh: "不是印刷色彩（CMYK）",
    },
    says: Text {
        en: "The picture is stored in printing colors (CMYK); many readers show it inverted or not at all.",
        zh: "图片使用印刷用的 CMYK 色彩，很多系统会显示成反色，甚至无法打开。",
    },
    advice: SAVE_AS_ORDINARY_JPEG,
    about: Text {
        en: "Read from the header; YCCK counts as CMYK.",
        zh: "按文件头判断，YCCK 也算 CMYK。",
    },
    platform: &[],
    cure: Some(Cure::Reencode),
    limits: &[],
    check: Check::Header(|_, header, _| {
        fail_if(
            matches!(header.color, ColorModel::Cmyk | ColorModel::Ycck),
            vec![],
        )
    }),
};

pub(super) const UNUSUALLY_CODED: Rule = Rule {
    id: "unusually-coded",
    group: Group::Encoding,
    level: Level::Error,
    title: Text {
        en: "JPEG coding that few programs read",
        zh: "JPEG 编码方式少见",
    },
    fine: Text {
        en: "Usual JPEG coding",
        zh: "JPEG 编码方式常见",
    },
    says: Text {
        en: "The JPEG uses a coding that browsers and most readers can't open.",
        zh: "这个 JPEG 采用浏览器和多数系统都无法打开的编码方式。",
    },
    advice: SAVE_AS_ORDINARY_JPEG,
    about: Text {
        en: "Arithmetic, lossless, hierarchical and 12-bit JPEGs are valid and almost nowhere supported.",
        zh: "算术编码、无损、分层、12 位 JPEG 虽然合规，但几乎没有软件支持。",
    },
    platform: &[],
    cure: Some(Cure::Reencode),
    limits: &[],
    check: Check::Header(|_, header, _| match &header.jpeg {
        None => Verdict::NotAsked,
        Some(jpeg) => fail_if(
            matches!(jpeg.coding, JpegCoding::Arithmetic | JpegCoding::Unusual),
            vec![],
        ),
    }),
};

pub(super) const PROGRESSIVE: Rule = Rule {
    id: "progressive",
    group: Group::Encoding,
    level: Level::Note,
    title: Text {
        en: "Progressive JPEG",
        zh: "渐进式 JPEG",
    },
    fine: Text {
        en: "Not a progressive JPEG",
        zh: "不是渐进式 JPEG",
    },
    says: Text {
        en: "The JPEG is progressive. Platforms take it; a few old upload clients don't.",
        zh: "这是渐进式 JPEG，平台一般接受，个别老旧的上传程序不支持。",
    },
    advice: Text {
        en: "Nothing to do unless the upload fails; then save it as a baseline JPEG.",
        zh: "无需处理；若上传失败，再另存为基线（标准）JPEG。",
    },
    about: Text {
        en: "Read from the JPEG's frame header.",
        zh: "按 JPEG 帧头判断。",
    },
    platform: &[],
    cure: None,
    limits: &[],
    check: Check::Header(|_, header, _| match &header.jpeg {
        None => Verdict::NotAsked,
        Some(jpeg) => fail_if(jpeg.coding == JpegCoding::Progressive, vec![]),
    }),
};

pub(super) const DEEP_COLOR: Rule = Rule {
    id: "deep-color",
    group: Group::Encoding,
    level: Level::Note,
    title: Text {
        en: "More than 8 bits a channel",
        zh: "色深超过 8 位",
    },
    fine: Text {
        en: "8 bits a channel",
        zh: "色深为 8 位",
    },
    says: Text {
        en: "The picture has {bits} bits a channel; readers expect 8.",
        zh: "图片每通道 {bits} 位，通常应为 8 位。",
    },
    advice: SAVE_AS_ORDINARY_JPEG,
    about: Text {
        en: "Sixteen bits double the file and show nobody anything.",
        zh: "16 位只会让文件大一倍，审核时看不出区别。",
    },
    platform: &[],
    cure: Some(Cure::Reencode),
    limits: &[],
    check: Check::Header(|_, header, _| {
        fail_if(
            header.bits_per_channel > 8,
            vec![("bits", Value::Count(header.bits_per_channel.into()))],
        )
    }),
};

pub(super) const PALETTED: Rule = Rule {
    id: "paletted",
    group: Group::Encoding,
    level: Level::Note,
    title: Text {
        en: "Few colors (palette)",
        zh: "索引色图片",
    },
    fine: Text {
        en: "No palette",
        zh: "不是索引色",
    },
    says: Text {
        en: "The picture is stored with a palette of at most 256 colors.",
        zh: "图片以索引色保存，最多 256 种颜色。",
    },
    advice: Text {
        en: "If it shows bands or dots, scan again and save as JPEG.",
        zh: "如果画面有色带或网点，请重新扫描并保存为 JPEG。",
    },
    about: Text {
        en: "Usual for GIF and for scanners set to \"text\". The colors of a seal suffer.",
        zh: "GIF 和设成「文字」模式的扫描仪常产生这种图片，印章的颜色会失真。",
    },
    platform: &[],
    cure: None,
    limits: &[],
    check: Check::Header(|_, header, _| fail_if(header.color == ColorModel::Palette, vec![])),
};

pub(super) const TRANSPARENT: Rule = Rule {
    id: "transparent",
    group: Group::Encoding,
    level: Level::Note,
    title: Text {
        en: "Transparency",
        zh: "含透明通道",
    },
    fine: Text {
        en: "No transparency",
        zh: "没有透明通道",
    },
    says: Text {
        en: "The picture declares transparency; transparent parts may turn black on the platform.",
        zh: "图片带有透明通道，透明部分在平台上可能变成黑色。",
    },
    advice: SAVE_AS_ORDINARY_JPEG,
    about: Text {
        en: "Judged here over white.",
        zh: "本工具按白色背景合成后再检查。",
    },
    platform: &[],
    cure: Some(Cure::Reencode),
    limits: &[],
    check: Check::Header(|_, header, _| fail_if(header.alpha, vec![])),
};

pub(super) const WIDE_GAMUT: Rule = Rule {
    id: "wide-gamut",
    group: Group::Encoding,
    level: Level::Note,
    title: Text {
        en: "Color profile other than sRGB",
        zh: "色彩配置不是 sRGB",
    },
    fine: Text {
        en: "sRGB colors",
        zh: "色彩为 sRGB",
    },
    says: Text {
        en: "The picture's colors are meant as \"{profile}\", not as sRGB; a reader that ignores that shows them wrong.",
        zh: "图片的颜色按「{profile}」而不是 sRGB 编码，不支持它的系统会显示得偏色或明暗不对。",
    },
    advice: Text {
        en: "Nothing to do for most platforms; converting to sRGB is safest.",
        zh: "多数平台不受影响，转换为 sRGB 最稳妥。",
    },
    about: Text {
        en: "Told from the primaries and the tone curve that a profile, a PNG's chunks (cICP, gAMA, cHRM) or EXIF \
             state, not from a name.",
        zh: "按色彩配置、PNG 的 cICP、gAMA、cHRM 数据块或 EXIF 里写明的三原色与色调曲线判断，不看名称。",
    },
    platform: &[],
    cure: Some(Cure::Reencode),
    limits: &[],
    check: Check::Header(|_, header, _| match &header.color_space {
        None => Verdict::Pass,
        Some(space) => fail_if(
            space.difference == SrgbDifference::Visible,
            vec![("profile", Value::Name(space.name.clone()))],
        ),
    }),
};

pub(super) const NOT_TRUE_COLOR: Rule = Rule {
    id: "not-true-color",
    group: Group::Encoding,
    level: Level::Warning,
    title: Text {
        en: "Not 24-bit RGB",
        zh: "不是 24 位真彩色",
    },
    fine: Text {
        en: "24-bit RGB",
        zh: "24 位真彩色",
    },
    says: Text {
        en: "24-bit RGB is asked for; this picture is stored otherwise.",
        zh: "要求 24 位 RGB 真彩色，这张图片不是。",
    },
    advice: SAVE_AS_ORDINARY_JPEG,
    about: Text {
        en: "Asked only where the profile demands it. Saving a grayscale scan as RGB doesn't bring colors back.",
        zh: "仅在平台有此要求时检查。把灰度扫描件另存为 RGB 并不会恢复颜色。",
    },
    platform: &[],
    cure: Some(Cure::Reencode),
    limits: &[],
    check: Check::Header(|_, header, profile| {
        if profile.rgb_only {
            fail_if(
                header.color != ColorModel::Rgb || header.bits_per_channel != 8,
                vec![],
            )
        } else {
            Verdict::NotAsked
        }
    }),
};

pub(super) const LOW_QUALITY: Rule = Rule {
    id: "low-quality",
    group: Group::Encoding,
    level: Level::Note,
    title: Text {
        en: "Strong JPEG compression",
        zh: "JPEG 压缩过度",
    },
    fine: Text {
        en: "JPEG compression is mild",
        zh: "JPEG 压缩程度合适",
    },
    says: Text {
        en: "The JPEG was saved at quality {quality} of 100; small print suffers below {limit}.",
        zh: "这个 JPEG 的保存质量约为 {quality}（满分 100），低于 {limit} 时小字会受损。",
    },
    advice: Text {
        en: "If you have the original scan, save it at quality 90.",
        zh: "如有原始扫描件，请以 90 左右的质量重新保存。",
    },
    about: Text {
        en: "Estimated from the quantization table. It tells how the file was saved last, not what was lost \
             before: a note, never a verdict.",
        zh: "由量化表推算，只反映最后一次保存，看不出此前的损失，因此只作提示。",
    },
    platform: &[],
    cure: None,
    limits: &[MIN_JPEG_QUALITY],
    check: Check::Header(
        |_, header, profile| match header.jpeg.and_then(|jpeg| jpeg.quality) {
            None => Verdict::NotAsked,
            Some(quality) => fail_if(
                f64::from(quality) < MIN_JPEG_QUALITY.in_force(profile),
                vec![
                    ("quality", Value::Count(quality.into())),
                    ("limit", MIN_JPEG_QUALITY.evidence(profile)),
                ],
            ),
        },
    ),
};

pub(super) const LOW_DPI: Rule = Rule {
    id: "low-dpi",
    group: Group::Encoding,
    level: Level::Warning,
    title: Text {
        en: "Scan resolution too low",
        zh: "扫描分辨率偏低",
    },
    fine: Text {
        en: "Scan resolution is high enough",
        zh: "扫描分辨率足够",
    },
    says: Text {
        en: "The file states {dpi}; at least {limit} is advised.",
        zh: "文件标注的分辨率是 {dpi}，建议不低于 {limit}。",
    },
    advice: Text {
        en: "Set the scanner to 300 dpi or more and scan again.",
        zh: "请把扫描仪设为 300 dpi 或更高后重新扫描。",
    },
    about: Text {
        en: "Asked only where the profile demands it, and of scans: a camera's 72 dpi means nothing.",
        zh: "仅在平台有此要求时检查，且只针对扫描件，相机写入的 72 dpi 没有意义。",
    },
    platform: &[],
    cure: None,
    limits: &[],
    check: Check::Header(|_, header, profile| match (profile.min_dpi, header.dpi) {
        // 72 and 96 are what programs write when they know nothing.
        (Some(limit), Some(dpi)) if dpi > 96.5 => fail_if(
            dpi < f64::from(limit) - 1.0, // 299.99 after a round trip through dots per centimeter
            vec![
                ("dpi", Value::Dpi(dpi)),
                ("limit", Value::Dpi(limit.into())),
            ],
        ),
        _ => Verdict::NotAsked,
    }),
};

pub(super) const EDITED: Rule = Rule {
    id: "edited",
    group: Group::Encoding,
    level: Level::Note,
    title: Text {
        en: "Saved by a picture editor",
        zh: "经图片编辑软件保存",
    },
    fine: Text {
        en: "No trace of a picture editor",
        zh: "没有图片编辑软件的痕迹",
    },
    says: Text {
        en: "The metadata says the picture was edited with {software}.",
        zh: "元数据显示图片经 {software} 编辑过。",
    },
    advice: Text {
        en: "Upload the unedited scan or photograph if you have it; a reviewer may suspect a changed picture.",
        zh: "如有未经编辑的原图，请上传原图，审核时可能被怀疑修改过。",
    },
    about: Text {
        en: "Cropping in an editor leaves the same mark as forging, so this is a hint and no accusation.",
        zh: "裁剪与篡改留下的标记是一样的，这里只是提示，不代表有问题。",
    },
    platform: &[],
    cure: None,
    limits: &[],
    check: Check::Header(|_, header, _| match (&header.software, header.edited) {
        (Some(software), true) => fail(vec![("software", Value::Name(software.clone()))]),
        _ => Verdict::Pass,
    }),
};
