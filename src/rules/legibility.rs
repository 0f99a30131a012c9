//! Whether the number could be read. The one question that reviewers ask of every picture.

use super::{Check, Group, Region, Rule, Verdict};
use crate::measure::Cause;
use crate::messages::{Text, Value};
use crate::profile::{Level, Platform};

pub(super) const HARDLY_LEGIBLE: Rule = Rule {
    id: "hardly-legible",
    group: Group::Legibility,
    // A note: on the reporting half of the corpus this finds half of what a reference reader could
    // not read, and 7 % of what it could. That is too little for a warning.
    level: Level::Note,
    title: Text {
        en: "Number hard to read",
        zh: "证件号码可能看不清",
    },
    fine: Text {
        en: "The number can be read",
        zh: "证件号码看得清",
    },
    says: Text {
        en: "The number may be hard to read ({cause}); the estimated chance that a reader gets it right is {legibility}.",
        zh: "证件号码可能看不清（{cause}），估计能被正确读出的可能性为 {legibility}。",
    },
    advice: Text {
        en: "Look at the number at full size. If you have to guess a digit, {remedy}.",
        zh: "请放大看一看证件号码，只要有一位需要猜，就{remedy}。",
    },
    about: Text {
        en: "The line that most looks like the certificate's number is measured: height of its characters, fine \
             detail by direction, noise, contrast, traces of compression and enlargement. The probability is fitted to \
             what a reference reader could read. It errs often enough that this is only a note.",
        zh: "测量最像证件号码的那一行：字高、各方向的细节、噪点、反差、压缩与放大的痕迹，再按参考识别器能否读出来拟合出概率。\
             目前误差还不小，所以只作提示。",
    },
    platform: &[(
        Platform::Tencent,
        "身份证明资料不清晰完整，请上传完整清晰无遮挡的证件图片",
    )],
    cure: None,
    check: Check::Pixels(|measured, _| {
        const LEAST: f64 = 0.5;
        match &measured.legibility {
            None => Verdict::NotAssessed(Text {
                en: "no text was found in the picture",
                zh: "图片中没有找到文字",
            }),
            Some(legibility) if legibility.probability < LEAST => {
                let (cause, remedy) = explain(legibility.cause);
                let evidence = vec![
                    ("legibility", Value::Share(legibility.probability)),
                    ("cause", Value::Words(cause)),
                    ("remedy", Value::Words(remedy)),
                    ("height", Value::Pixels(legibility.character_height_px)),
                ];
                let region = Region::of_shares(legibility.region, measured.size);
                Verdict::Fail(evidence, Some(region))
            }
            Some(_) => Verdict::Pass,
        }
    }),
};

/// What stands in the way, and what to do about it, for people who have never heard of pixels.
fn explain(cause: Option<Cause>) -> (Text, Text) {
    match cause {
        Some(Cause::Defocus) => (
            Text {
                en: "out of focus",
                zh: "没有对上焦",
            },
            Text {
                en: "photograph it again: tap on the number to focus, and hold the phone a little farther away",
                zh: "重新拍摄：点一下号码对焦，手机离远一点",
            },
        ),
        Some(Cause::Motion { .. }) => (
            Text {
                en: "shaken",
                zh: "拍摄时抖动",
            },
            Text {
                en: "photograph it again with more light and both hands",
                zh: "在光线充足的地方双手持稳重新拍摄",
            },
        ),
        Some(Cause::TooFewPixels { .. }) => (
            Text {
                en: "too few pixels",
                zh: "像素太少",
            },
            Text {
                en: "photograph it again so that the certificate fills two thirds of the picture, or scan it at 300 dpi",
                zh: "重新拍摄，让证件占满画面的三分之二，或以 300 dpi 扫描",
            },
        ),
        Some(Cause::Enlarged { .. }) => (
            Text {
                en: "a small picture blown up",
                zh: "由小图放大而来",
            },
            Text {
                en: "use the original picture, or scan again: enlarging adds no detail",
                zh: "使用原图或重新扫描，放大不会增加细节",
            },
        ),
        Some(Cause::Compression) => (
            Text {
                en: "compressed too much",
                zh: "压缩过度",
            },
            Text {
                en: "use the original picture instead of one sent through a chat program",
                zh: "使用原图，不要用聊天软件转发过的图片",
            },
        ),
        Some(Cause::Noise) => (
            Text {
                en: "grainy",
                zh: "噪点太多",
            },
            Text {
                en: "photograph it again in daylight",
                zh: "在明亮的地方重新拍摄",
            },
        ),
        Some(Cause::Faint) => (
            Text {
                en: "faint",
                zh: "字迹太淡",
            },
            Text {
                en: "photograph it again in even light, without a reflection",
                zh: "在均匀、无反光的光线下重新拍摄",
            },
        ),
        None => (
            Text {
                en: "no single cause",
                zh: "原因不明",
            },
            Text {
                en: "photograph or scan it again",
                zh: "重新拍摄或扫描",
            },
        ),
    }
}
