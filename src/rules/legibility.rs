//! Whether the number could be read. The one question that reviewers ask of every picture.

mod cause;

use super::{Check, Group, Region, Rule, Verdict};
use crate::measure::{Cause, Legibility, Measurements};
use crate::messages::{Evidence, Text, Value};
use crate::profile::{Level, Platform};
use cause::explain;

/// Below this probability a number is illegible: 54 % of the 233 unreadable pictures of the corpus'
/// tuning half, and 1 % of its 375 readable ones. Chosen for half of the false alarms that are allowed,
/// because other seeds have had up to twice as many. A quarter of the unreadable pictures can't be had
/// at all: there the number is read, and its check digit is right.
const ILLEGIBLE_BELOW: f64 = 0.07;
/// Below this one it is hard to read, for `hardly-legible` and for repairs: 7 in 10 of the unreadable pictures, 3 % of the readable ones.
pub(crate) const HARD_TO_READ_BELOW: f64 = 0.3;
/// The same where nothing reads like a number: the receipts, notebooks and street scenes among the
/// public pictures stay above, or have no fault that could be named.
const HARD_UNFOUND_BELOW: f64 = 0.2;

/// Why nothing is said of the number.
const NO_TEXT: Text = Text {
    en: "no text was found in the picture",
    zh: "图片中没有找到文字",
};

/// The refusals that an illegible number meets.
const REFUSALS: &[(Platform, &str)] = &[
    (
        Platform::Tencent,
        "身份证明资料不清晰完整，请上传完整清晰无遮挡的证件图片",
    ),
    (Platform::Aliyun, "注册者证件不清晰/被遮挡"),
];

/// How the rules that call a number illegible come to their verdict.
const ABOUT: Text = Text {
    en: "It is tried: a small network of our own reads the line that most looks like the certificate's \
         number, and notes how sure it is of each character and whether the check digit is right. With \
         the height of the characters, their fine detail and traces of compression and enlargement that \
         gives a probability, fitted to what a reference reader could read; ill light that has kept a \
         licence's number from being read takes it all away. What is read is neither kept nor shown. An \
         error only in the surest cases: the rules that judge this way find half of the corpus' \
         unreadable pictures, and 1 to 2 % of its readable ones. Most of the others were read here after \
         all. What is less sure is left to `hardly-legible`.",
    zh: "直接试读：用自带的小型网络识别最像证件号码的那一行，看每个字符的把握有多大、校验码是否正确，再结\
         合字高、笔画细节、压缩与放大的痕迹，按参考识别器能否读出来拟合出概率；执照因反光、过曝或过暗而读\
         不出号码的，直接按读不出处理。读到的内容不保存、不显示。只有最有把握的才报错：采用这种判断的规则\
         合计能发现测试图片中一半读不出的，误报约为读得出的 1%～2%，其余的多数这里其实读得出来。把握较小的\
         由 hardly-legible 提示。",
};

/// A rule that calls the number illegible for one cause.
const fn because(id: &'static str, [title, fine, says, advice]: [Text; 4], check: Check) -> Rule {
    Rule {
        id,
        group: Group::Legibility,
        level: Level::Error,
        title,
        fine,
        says,
        advice,
        about: ABOUT,
        platform: REFUSALS,
        cure: None,
        check,
    }
}

/// Fails if the number is illegible and `matching` has evidence that this is why.
fn illegible(measured: &Measurements, matching: fn(Cause) -> Option<Evidence>) -> Verdict {
    let Some(legibility) = &measured.legibility else {
        return Verdict::NotAssessed(NO_TEXT);
    };
    match Grade::of(legibility) {
        Grade::Illegible(cause) => matching(cause).map_or(Verdict::Pass, |evidence| {
            failed(evidence, legibility, measured)
        }),
        Grade::Hard(_) | Grade::Legible => Verdict::Pass,
    }
}

/// What the rules make of a probability.
#[derive(Clone, Copy, Debug)]
enum Grade {
    Legible,
    Hard(Option<Cause>),
    Illegible(Cause),
}

impl Grade {
    /// Where nothing reads like a number, the page may have none: then only what surely destroys print
    /// is an error, and the rest a warning at most. What reads like a number and has no fault may be that
    /// of a receipt.
    fn of(legibility: &Legibility) -> Self {
        let destroys_print = match legibility.cause {
            Some(
                Cause::Defocus
                | Cause::TooFewPixels { .. }
                | Cause::Enlarged { .. }
                | Cause::Compression
                | Cause::Noise
                | Cause::Reflection
                | Cause::Overexposure
                | Cause::Darkness,
            ) => true,
            Some(Cause::Motion { .. } | Cause::Faint) | None => false,
        };
        let blamed = legibility
            .cause
            .filter(|_| destroys_print || legibility.is_found);
        let hard_below = match blamed {
            Some(_) if legibility.is_found => HARD_TO_READ_BELOW,
            Some(_) => HARD_UNFOUND_BELOW,
            None => ILLEGIBLE_BELOW,
        };
        match (legibility.probability, blamed) {
            (share, Some(cause)) if share < ILLEGIBLE_BELOW => Self::Illegible(cause),
            (share, _) if share < hard_below => Self::Hard(legibility.cause),
            _ => Self::Legible,
        }
    }
}

/// Fails with what all of these rules have seen besides, at the number's place.
fn failed(mut evidence: Evidence, legibility: &Legibility, measured: &Measurements) -> Verdict {
    evidence.extend([
        ("legibility", Value::Share(legibility.probability)),
        ("height", Value::Pixels(legibility.character_height_px)),
    ]);
    let region = Region::of_shares(legibility.region, measured.size);
    Verdict::Fail(evidence, Some(region))
}

pub(super) const BLURRED: Rule = because(
    "blurred",
    [
        Text {
            en: "Out of focus",
            zh: "没有对上焦",
        },
        Text {
            en: "In focus",
            zh: "对焦清晰",
        },
        Text {
            en: "The number is out of focus; the estimated chance of reading it is {legibility}.",
            zh: "证件号码没有对上焦，估计能被正确读出的可能性只有 {legibility}。",
        },
        Text {
            en: "Photograph it again: tap on the number to focus, and hold the phone a little farther away.",
            zh: "请重新拍摄：点一下号码对焦，手机离远一点。",
        },
    ],
    Check::Pixels(|measured, _| {
        illegible(measured, |cause| {
            matches!(cause, Cause::Defocus).then(Vec::new)
        })
    }),
);

pub(super) const TOO_SMALL_TO_READ: Rule = because(
    "too-small-to-read",
    [
        Text {
            en: "Too small to read",
            zh: "像素太少，看不清",
        },
        Text {
            en: "Characters large enough",
            zh: "文字够大",
        },
        Text {
            en: "The number's digits are too few pixels high ({height}); the original would have to be about {needed} wide.",
            zh: "证件号码的字太小（高 {height}），原图宽度至少要有约 {needed}。",
        },
        Text {
            en: "Photograph it again so that the certificate fills two thirds of the picture, or scan it at 300 dpi. Enlarging this picture adds no detail.",
            zh: "请重新拍摄，让证件占满画面的三分之二，或以 300 dpi 扫描。放大这张图片不会增加细节。",
        },
    ],
    Check::Pixels(|measured, _| {
        illegible(measured, |cause| match cause {
            Cause::TooFewPixels { needed_width_px }
            | Cause::Enlarged {
                needed_width_px, ..
            } => Some(vec![("needed", Value::Pixels(needed_width_px))]),
            _ => None,
        })
    }),
);

pub(super) const OVER_COMPRESSED: Rule = because(
    "over-compressed",
    [
        Text {
            en: "Compressed too much",
            zh: "压缩过度",
        },
        Text {
            en: "Not compressed to death",
            zh: "没有压缩过度",
        },
        Text {
            en: "Compression has destroyed the number; the estimated chance of reading it is {legibility}.",
            zh: "证件号码因压缩过度而看不清，估计能被正确读出的可能性只有 {legibility}。",
        },
        Text {
            en: "Use the original picture, not one sent through a chat program.",
            zh: "请使用原图，不要用聊天软件转发过的图片。",
        },
    ],
    Check::Pixels(|measured, _| {
        illegible(measured, |cause| {
            matches!(cause, Cause::Compression).then(Vec::new)
        })
    }),
);

pub(super) const NOISY: Rule = because(
    "noisy",
    [
        Text {
            en: "Grainy",
            zh: "噪点太多",
        },
        Text {
            en: "Little grain",
            zh: "噪点不多",
        },
        Text {
            en: "The number drowns in grain; the estimated chance of reading it is {legibility}.",
            zh: "证件号码被噪点淹没，估计能被正确读出的可能性只有 {legibility}。",
        },
        Text {
            en: "Photograph it again in daylight.",
            zh: "请在明亮的地方重新拍摄。",
        },
    ],
    Check::Pixels(|measured, _| {
        illegible(measured, |cause| {
            matches!(cause, Cause::Noise).then(Vec::new)
        })
    }),
);

pub(super) const ILLEGIBLE: Rule = because(
    "illegible",
    [
        Text {
            en: "Number can't be read",
            zh: "证件号码看不清",
        },
        Text {
            en: "Neither light nor shake hides the number",
            zh: "号码没有被反光、过曝、抖动等毁掉",
        },
        Text {
            en: "The number can't be read ({cause}); the estimated chance that a reader gets it right is {legibility}.",
            zh: "证件号码看不清（{cause}），估计能被正确读出的可能性只有 {legibility}。",
        },
        Text {
            en: "This picture will not do: {remedy}.",
            zh: "这张图片不能用，请{remedy}。",
        },
    ],
    Check::Pixels(|measured, _| {
        illegible(measured, |cause| match cause {
            Cause::Defocus
            | Cause::TooFewPixels { .. }
            | Cause::Enlarged { .. }
            | Cause::Compression
            | Cause::Noise => None,
            Cause::Motion { .. }
            | Cause::Faint
            | Cause::Reflection
            | Cause::Overexposure
            | Cause::Darkness => Some(explained(Some(cause))),
        })
    }),
);

pub(super) const UPSCALED: Rule = Rule {
    id: "upscaled",
    group: Group::Legibility,
    // A note: a picture that was merely made smaller may leave the same trace, and the ones that
    // can't be read meet `too-small-to-read`.
    level: Level::Note,
    title: Text {
        en: "Small picture blown up",
        zh: "由小图放大而来",
    },
    fine: Text {
        en: "Not blown up from a small picture",
        zh: "不是由小图放大而来",
    },
    says: Text {
        en: "The picture seems to have been blown up {factor} times: it shows no more than one {original} wide.",
        zh: "图片像是由小图放大 {factor} 倍而来，实际细节只相当于 {original} 宽的图片。",
    },
    advice: Text {
        en: "Use the original picture, or scan again: enlarging adds no detail.",
        zh: "请使用原图或重新扫描，放大不会增加细节。",
    },
    about: Text {
        en: "Invented pixels are smoother than those they were made from, which repeats with the factor along both axes \
             (Gallagher, 2005). Finds nine in ten of the corpus' pictures enlarged three times or more; 1 to 2 % of others leave the same \
             trace. Factors that are a whole part of JPEG's grid of 8 pixels (exactly 2, 4, 8) can't be told from it.",
        zh: "插值出来的像素比原有像素平滑，并沿两个方向按放大倍数周期出现（Gallagher，2005）。放大三倍及以上的测试图片能发现九成，\
             其他图片约有 1%～2% 会留下同样的痕迹。恰好 2、4、8 倍与 JPEG 的 8 像素网格重合，无法分辨。",
    },
    platform: REFUSALS,
    cure: None,
    check: Check::Pixels(|measured, _| {
        let Some(legibility) = &measured.legibility else {
            return Verdict::NotAssessed(NO_TEXT);
        };
        legibility.enlargement.map_or(Verdict::Pass, |factor| {
            let width_px = f64::from(measured.size.0) / factor;
            let evidence = vec![
                ("factor", Value::Number(factor)),
                ("original", Value::Pixels(width_px)),
            ];
            super::fail(evidence)
        })
    }),
};

pub(super) const HARDLY_LEGIBLE: Rule = Rule {
    id: "hardly-legible",
    group: Group::Legibility,
    level: Level::Warning,
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
        en: "The same probability as for the errors. Together with them it finds seven in ten of the \
             corpus' unreadable pictures, 3 % of its readable ones, and hardly one without a fault. Where no \
             fault can be named, only in the surest cases: a page on which nothing reads like a number may have none.",
        zh: "与各项看不清的错误用同一个概率，合计能发现测试图片中七成读不出的，误报约为读得出的 3%，没有缺陷\
             的图片几乎不误报。说不出原因的，最有把握时才提示；找不到像号码的文字时，图片上可能本来就没有号码。",
    },
    platform: REFUSALS,
    cure: None,
    check: Check::Pixels(|measured, _| match &measured.legibility {
        None => Verdict::NotAssessed(NO_TEXT),
        Some(legibility) => match Grade::of(legibility) {
            Grade::Hard(cause) => failed(explained(cause), legibility, measured),
            Grade::Illegible(_) | Grade::Legible => Verdict::Pass,
        },
    }),
};

fn explained(cause: Option<Cause>) -> Evidence {
    let (cause, remedy) = explain(cause);
    vec![
        ("cause", Value::Words(cause)),
        ("remedy", Value::Words(remedy)),
    ]
}
