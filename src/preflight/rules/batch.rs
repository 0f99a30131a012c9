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
