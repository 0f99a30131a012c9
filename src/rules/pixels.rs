//! Checks that need the measured pixels: what a reviewer sees.

use super::{Check, Group, Rule, fail_if};
use crate::messages::{Text, Value};
use crate::profile::{Level, Platform};

pub(super) const GRAYSCALE: Rule = Rule {
    id: "grayscale",
    group: Group::Color,
    level: Level::Error,
    title: Text {
        en: "Black-and-white picture",
        zh: "黑白图片",
    },
    says: Text {
        en: "The picture is black-and-white; a color scan or photograph is demanded.",
        zh: "图片是黑白的，要求上传彩色扫描件或照片。",
    },
    advice: Text {
        en: "Set the scanner to color, or photograph the original certificate instead of a copy.",
        zh: "请把扫描仪设为彩色，或直接拍摄证件原件，不要用复印件。",
    },
    about: Text {
        en: "A tint over the whole picture is no color: gray stored as RGB and a copy under warm light count as \
             black-and-white. One red seal on a black-and-white page is color.",
        zh: "整体偏色不算彩色：按 RGB 保存的灰度图、暖光下拍的复印件都算黑白；黑白页面上有一枚红色印章则算彩色。",
    },
    platform: &[
        (
            Platform::Tencent,
            "请提交与证件类型一致且包含完整证件号码的彩色证件图片",
        ),
        (Platform::Aliyun, "注册者证件不合格"),
    ],
    cure: None,
    check: Check::Pixels(|measured, _| {
        let color = &measured.color;
        fail_if(
            color.is_gray(),
            vec![("colored-share", Value::Share(color.colored_share))],
        )
    }),
};
