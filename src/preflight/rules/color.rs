//! Whether the certificate is shown in color.

use super::limit::{Limit, Unit};
use super::rule::{Check, Group, Rule, Verdict, fail};
use crate::messages::{Evidence, Text, Value};
use crate::platform::{Level, Platform};
use crate::profile::Profile;
use certpreflight_vision::{Color, ColorVerdict};

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
    check: Check::Pixels(|measured, profile| match shown(&measured.color, profile) {
        Shown::Colored | Shown::HardlyColored => Verdict::Pass,
        Shown::Unknown => UNKNOWN,
        Shown::Gray => fail(evidence(&measured.color)),
    }),
};

pub(super) const HARDLY_COLORED: Rule = Rule {
    id: "hardly-colored",
    group: Group::Color,
    level: Level::Warning,
    title: Text {
        en: "Color or not is hard to tell",
        zh: "难辨彩色还是黑白",
    },
    fine: Text {
        en: "Plain whether in color or not",
        zh: "能分清彩色还是黑白",
    },
    says: Text {
        en: "The picture shows next to no color: a pale color scan looks like this, and so does a black-and-white \
             copy on slightly tinted paper.",
        zh: "图片上几乎看不出颜色：可能是颜色很淡的彩色扫描件，也可能是纸张略带杂色的黑白复印件。",
    },
    advice: Text {
        en: "Look at the seal, the emblem or the portrait. If they show color, it may pass, and would surely in a \
             stronger color scan or photograph; if they don't, scan or photograph the original in color.",
        zh: "请看印章、国徽或人像：有颜色的也许能通过，换一份颜色更明显的扫描件或照片更稳妥；没有颜色的，请用证件\
             原件重新做彩色扫描或拍照。",
    },
    about: Text {
        en: "Fires in place of `grayscale` where the strongest color of some size comes close to the limit from which \
             on it counts: nearer than 15 % of it.",
        zh: "成片的最强颜色离算作彩色的界限不到 15% 时，不报 grayscale，改报这一条。",
    },
    platform: &[],
    cure: None,
    limits: &[MIN_GRAY_CONFIDENCE],
    check: Check::Pixels(|measured, profile| match shown(&measured.color, profile) {
        Shown::Colored | Shown::Gray => Verdict::Pass,
        Shown::Unknown => UNKNOWN,
        Shown::HardlyColored => fail(evidence(&measured.color)),
    }),
};

/// Of 65 gray pictures of the tuning set (bilevel, photocopied, with noise in their chroma) the least sure
/// has 0.53, of public gray scans one with colored grain 0.17.
const MIN_GRAY_CONFIDENCE: Limit = Limit {
    key: "min-gray-confidence",
    unit: Unit::Share,
    default: 0.15,
};

/// What the rules make of a picture's colors.
enum Shown {
    Colored,
    /// Too close to the limit to say.
    HardlyColored,
    Gray,
    Unknown,
}

fn shown(color: &Color, profile: &Profile) -> Shown {
    match color.verdict {
        ColorVerdict::Colored => Shown::Colored,
        ColorVerdict::Undecided => Shown::Unknown,
        ColorVerdict::Gray if color.confidence < MIN_GRAY_CONFIDENCE.in_force(profile) => {
            Shown::HardlyColored
        }
        ColorVerdict::Gray => Shown::Gray,
    }
}

fn evidence(color: &Color) -> Evidence {
    vec![("colored-share", Value::Share(color.colored_share))]
}

const UNKNOWN: Verdict = Verdict::NotAssessed(Text {
    en: "whether the certificate is in color can't be told from this picture",
    zh: "从这张图片看不出证件是不是彩色的",
});
