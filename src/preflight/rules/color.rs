//! Whether the certificate is shown in color.

use super::rule::{Check, Group, Rule, Verdict, fail};
use crate::messages::{Text, Value};
use crate::platform::{Level, Platform};
use certpreflight_vision::ColorVerdict;

pub(super) const GRAYSCALE: Rule = Rule {
    id: "grayscale",
    group: Group::Color,
    level: Level::Error,
    title: Text {
        en: "Black-and-white picture",
        zh: "黑白图片",
    },
    fine: Text {
        en: "In color",
        zh: "彩色图片",
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
        en: "Judged inside the certificate after taking the light's tint away: gray stored as RGB, a copy under \
             warm light and the colored seams of a scanner all count as black-and-white. Objects of color are \
             counted, not stray pixels, and one of them is enough: a red seal on a black-and-white page is color. \
             Pictures too dark or too flat to show colors are not assessed.",
        zh: "在证件范围内去除光线偏色后判断：按 RGB 保存的灰度图、暖光下拍的复印件、扫描仪造成的彩边都算黑白。\
             看的是成片的颜色而不是零散像素，有一处就算彩色，例如黑白页面上的一枚红章。过暗或反差过低、看不出颜色的图片不作判断。",
    },
    platform: &[
        (
            Platform::Tencent,
            "请提交与证件类型一致且包含完整证件号码的彩色证件图片",
        ),
        (Platform::Aliyun, "注册者证件不合格"),
    ],
    cure: None,
    limits: &[],
    check: Check::Pixels(|measured, _| match measured.color.verdict {
        ColorVerdict::Colored => Verdict::Pass,
        ColorVerdict::Undecided => Verdict::NotAssessed(Text {
            en: "whether the certificate is in color can't be told from this picture",
            zh: "从这张图片看不出证件是不是彩色的",
        }),
        ColorVerdict::Gray => fail(vec![(
            "colored-share",
            Value::Share(measured.color.colored_share),
        )]),
    }),
};
