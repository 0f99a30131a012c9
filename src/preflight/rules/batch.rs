//! Checks against the other pictures of the same run.

use super::rule::{Check, Group, Rule};
use crate::messages::Text;
use crate::platform::Level;

pub(crate) const DUPLICATE: Rule = Rule {
    id: "duplicate",
    group: Group::Batch,
    level: Level::Warning,
    title: Text {
        en: "Same file twice",
        zh: "文件重复",
    },
    fine: Text {
        en: "No second copy of the file",
        zh: "没有重复的文件",
    },
    says: Text {
        en: "This file is byte for byte the same as {other}.",
        zh: "这个文件与 {other} 完全相同。",
    },
    advice: Text {
        en: "If both sides or several certificates are asked for, one of them is missing: check which.",
        zh: "如果需要上传人像面、国徽面两面或多个证件，说明少了一个，请核对。",
    },
    about: Text {
        en: "Compared by a cryptographic digest with every picture before it in the run.",
        zh: "与本次检查中排在前面的每张图片比对文件摘要。",
    },
    platform: &[],
    cure: None,
    limits: &[],
    check: Check::Batch,
};

pub(crate) const NEAR_DUPLICATE: Rule = Rule {
    id: "near-duplicate",
    group: Group::Batch,
    level: Level::Warning,
    title: Text {
        en: "Same picture twice",
        zh: "图片重复",
    },
    fine: Text {
        en: "No second picture of the same side",
        zh: "没有重复的图片",
    },
    says: Text {
        en: "This is the same picture as {other}, saved in another way.",
        zh: "这张图片与 {other} 是同一张，只是另存过。",
    },
    advice: Text {
        en: "If both sides or several certificates are asked for, one of them is missing: check which.",
        zh: "如果需要上传人像面、国徽面两面或多个证件，说明少了一个，请核对。",
    },
    about: Text {
        en: "Compared by where the ink is with every picture before it in the run: another quality, size or \
             brightness of one shot is found. A cropped picture and a second shot of the same certificate are not, \
             because they differ no less than two people's cards do.",
        zh: "按笔画所在位置与本次检查中排在前面的每张图片比对：同一张照片改了质量、尺寸或亮度都能认出；裁剪过的、\
             或同一证件另拍的一张则认不出，因为差别不比两个人的证件小。",
    },
    platform: &[],
    cure: None,
    limits: &[],
    check: Check::Batch,
};

pub(crate) const DUPLICATE_HOLDER: Rule = Rule {
    id: "duplicate-holder",
    group: Group::Batch,
    level: Level::Note,
    title: Text {
        en: "Same certificate twice",
        zh: "同一证件有两张",
    },
    fine: Text {
        en: "No second picture of the certificate",
        zh: "没有同一证件的另一张图片",
    },
    says: Text {
        en: "This bears the same number as {other}.",
        zh: "号码与 {other} 相同，是同一证件的另一张图片。",
    },
    advice: Text {
        en: "If one picture of each certificate is asked for, keep the better one.",
        zh: "每个证件只需一张时，保留更清楚的一张即可。",
    },
    about: Text {
        en: "Compared with every picture before it in the run, where the check digit proves both numbers.",
        zh: "与本次检查中排在前面的图片比对，两个号码都经校验码证实才提示。",
    },
    platform: &[],
    cure: None,
    limits: &[],
    check: Check::Batch,
};

pub(crate) const UNMATCHED: Rule = Rule {
    id: "unmatched",
    group: Group::Batch,
    level: Level::Warning,
    title: Text {
        en: "Sides of two cards",
        zh: "两面不是同一张证件",
    },
    fine: Text {
        en: "Both sides fit together",
        zh: "两面对得上",
    },
    says: Text {
        en: "{other} does not look like the other side of this card: nobody of that age gets a card for that long.",
        zh: "与 {other} 不像同一张证件的两面：按出生日期，有效期限不会是这么长。",
    },
    advice: Text {
        en: "Check whether both pictures are of the same person's card.",
        zh: "请核对两张图片是不是同一个人的身份证。",
    },
    about: Text {
        en: "Asked of a folder in which there are two pictures, the two sides of an identity card. Cards are issued for 5 \
             years to people under 16, for 10 under 26, for 20 under 46, and without end to older ones; one that says \
             otherwise belongs to somebody else.",
        zh: "文件夹里只有两张图片、正好是身份证两面时检查。身份证有效期按领证年龄为 5 年（不满 16 周岁）、10 年（16～25）、\
             20 年（26～45）或长期（46 以上），对不上说明两面不是同一个人的。",
    },
    platform: &[],
    cure: None,
    limits: &[],
    check: Check::Batch,
};
