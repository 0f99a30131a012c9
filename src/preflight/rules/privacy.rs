//! What the file tells about the person who took the picture.

use super::rule::{Check, Cure, Group, Rule, fail_if};
use crate::messages::{Text, Value};
use crate::platform::Level;

pub(super) const GEOTAGGED: Rule = Rule {
    id: "geotagged",
    group: Group::Privacy,
    level: Level::Note,
    title: Text {
        en: "Location in the metadata",
        zh: "含拍摄位置",
    },
    fine: Text {
        en: "No location found in the metadata",
        zh: "元数据里没有发现拍摄位置",
    },
    says: Text {
        en: "The file tells where the picture was taken.",
        zh: "文件里记录了拍摄地点。",
    },
    advice: Text {
        en: "No platform needs it. Remove it before you send the picture to anyone.",
        zh: "平台不需要这项信息，建议发送前去除。",
    },
    about: Text {
        en: "A position (GPS), or a place in words (IPTC, XMP). Only that it is there is looked at, never what it says. A maker's own notes are not read; a copy has none of it.",
        zh: "包括定位坐标（GPS）和写成文字的地点（IPTC、XMP）。只检查有没有，不读取、不记录具体内容。厂商自定义的数据不解读；修复后的副本一概不带。",
    },
    platform: &[],
    cure: Some(Cure::DropMetadata),
    limits: &[],
    check: Check::Header(|_, header, _| fail_if(header.place, vec![])),
};

pub(super) const PERSONALLY_TAGGED: Rule = Rule {
    id: "personally-tagged",
    group: Group::Privacy,
    level: Level::Note,
    title: Text {
        en: "Personal entries in the metadata",
        zh: "含个人元数据",
    },
    fine: Text {
        en: "None of the personal entries looked for in the metadata",
        zh: "元数据里没有发现所查的个人条目",
    },
    says: Text {
        en: "The file's metadata carries: {entries}.",
        zh: "文件的元数据里含有：{entries}。",
    },
    advice: Text {
        en: "No platform needs it. Saving without metadata removes it.",
        zh: "平台不需要这些信息，保存时去掉元数据即可。",
    },
    about: Text {
        en: "Looked for are names, serial numbers, contact details, user comments, unique ids and small pictures, in \
             EXIF, XMP and IPTC; their values are neither kept nor printed. What else a file carries (a maker's notes, \
             comments, text) may be personal too and is not looked at; a copy has none of it.",
        zh: "查找 EXIF、XMP、IPTC 里的姓名、序列号、联系方式、用户注释、唯一编号和缩略图；只列出条目名称，不保存也不显示内容。\
             文件里的其他数据（厂商数据、注释、文字）也可能涉及个人，但不在检查之列；修复后的副本一概不带。",
    },
    platform: &[],
    cure: Some(Cure::DropMetadata),
    limits: &[],
    check: Check::Header(|_, header, _| {
        fail_if(
            !header.personal.is_empty(),
            vec![("entries", Value::Name(header.personal.join(", ")))],
        )
    }),
};
