//! What makes a number hard to read, in words.

use crate::messages::Text;
use certpreflight_vision::Cause;

/// What machines read: what stands in the way, and what to do about it.
pub(super) const fn ids(cause: Option<Cause>) -> (&'static str, &'static str) {
    match cause {
        Some(Cause::Defocus) => ("out-of-focus", "focus-again"),
        Some(Cause::Motion { .. }) => ("shaken", "hold-still"),
        Some(Cause::TooFewPixels { .. }) => ("too-few-pixels", "come-closer"),
        Some(Cause::Enlarged { .. }) => ("enlarged", "use-original"),
        Some(Cause::Compression) => ("compressed", "use-original"),
        Some(Cause::Noise) => ("grainy", "more-light"),
        Some(Cause::Faint) => ("faint", "even-light"),
        Some(Cause::Reflection) => ("reflection", "avoid-reflection"),
        Some(Cause::Overexposure) => ("overexposed", "less-light"),
        Some(Cause::Darkness) => ("too-dark", "more-light"),
        None => ("unknown", "take-again"),
    }
}

/// What stands in the way, and what to do about it, for people who have never heard of pixels.
#[expect(clippy::too_many_lines, reason = "a table of sentences")]
pub(super) const fn explain(cause: Option<Cause>) -> (Text, Text) {
    match cause {
        Some(Cause::Defocus) => (
            Text {
                en: "out of focus",
                zh: "失焦",
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
                en: "enlarged from a small picture",
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
        Some(Cause::Reflection) => (
            Text {
                en: "a reflection lies on the certificate",
                zh: "证件反光",
            },
            Text {
                en: "turn off the flash, move so that no lamp or window mirrors itself in the certificate, and photograph it again",
                zh: "关闭闪光灯，换个角度避开灯和窗户的倒影后重新拍摄",
            },
        ),
        Some(Cause::Overexposure) => (
            Text {
                en: "overexposed",
                zh: "曝光过度",
            },
            Text {
                en: "photograph it again without flash and out of direct sun",
                zh: "关闭闪光灯、避开阳光直射后重新拍摄",
            },
        ),
        Some(Cause::Darkness) => (
            Text {
                en: "too dark",
                zh: "过暗",
            },
            Text {
                en: "photograph it again in daylight or next to a lamp",
                zh: "在白天或灯光充足处重新拍摄",
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
