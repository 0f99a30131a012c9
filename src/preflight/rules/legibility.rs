//! Whether the number could be read. The one question that reviewers ask of every picture.

use super::cause::{explain, ids};
use super::limit::{Limit, Unit};
use super::region::Region;
use super::rule::{Check, Group, Rule, Verdict, fail, fail_if};
use crate::messages::{Evidence, Text, Value, text};
use crate::platform::{Level, Platform};
use crate::profile::Profile;
use certpreflight_vision::{Cause, Legibility, Measurements};

/// Below this probability of being read a number is illegible: 87 % of the 233 unreadable pictures of
/// the corpus' tuning half, and 1 % of its 375 readable ones; of four further sets, that the judge was
/// partly trained on, 1.7 %. Of the unreadable ones one in eight can't be found at any limit: there the
/// number is read with ease, and its check digit is right.
const MIN_LEGIBILITY: Limit = Limit {
    key: "min-legibility",
    unit: Unit::Probability,
    default: 0.3,
};

/// Below this one it is hard to read, for `hardly-legible` and for repairs: of the readable pictures
/// 2 %.
const MIN_EASY_LEGIBILITY: Limit = Limit {
    key: "min-easy-legibility",
    unit: Unit::Probability,
    default: 0.4,
};

/// No enlargement: every trace of one counts.
const MAX_ENLARGEMENT: Limit = Limit {
    key: "max-enlargement",
    unit: Unit::Ratio,
    default: 1.0,
};

/// Why nothing is said of the number.
const NO_TEXT: Text = Text {
    en: "no text was found in the picture",
    zh: "图片中没有找到文字",
};

/// Why nothing is said of marks that may be text.
const NO_LINES: Text = Text {
    en: "neither a number nor any line of text could be made out",
    zh: "没有认出号码，也看不出成行的文字",
};

const UNKNOWN_PRINT: Text = Text {
    en: "neither a number nor a certificate's edges could be made out, and the print is of an unknown kind",
    zh: "没有认出号码和证件边缘，文字也不是认得的样式",
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
         number and checks its check digit; a second one estimates how probably a reader made for all \
         kinds of print would get each character right. Several looks give a probability, fitted to what a \
         reference reader could read. Where nothing reads like a number, the fine detail of the lines \
         counts, and whether the page has the shape of a licence, which must have one; bad light that has \
         kept a licence's number from being read takes the probability away. A number that was read \
         as a whole, with the right check digit, is legible whatever is estimated. The rules that judge this \
         way find four in five of the corpus' unreadable pictures, and 1 to 2 % of its readable ones. Most of \
         the others were read here after all. What is less sure is left to a warning of its own.",
    zh: "直接试读：用自带的小型网络识别最像证件号码的那一行并核对校验码，再用另一个网络估计通用识别器认对每\
         个字符的可能性，从不同位置和大小看几遍，按参考识别器能否读出来拟合出概率。找不到像号码的文字时，\
         看各行笔画的细节，以及页面是不是执照的形状（执照必有号码）；执照因反光、过曝或过暗而读不出号码的，\
         直接按读不出处理。号码完整读出且校验码正确的，一律算看得清。采用这种判断的规则合计能发现测试图片中\
         五分之四读不出的，误报约为读得出的 1%～2%，其余的多数这里其实读得出来。把握较小的另以警告提示。",
};

/// The rule that calls the number illegible for one cause.
const fn illegible_for(
    id: &'static str,
    [title, fine, says, advice]: [Text; 4],
    check: Check,
) -> Rule {
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
        limits: &[MIN_LEGIBILITY],
        check,
    }
}

/// Fails if the number is illegible and `evidence_of` takes the cause for its own.
fn illegible(
    measured: &Measurements,
    profile: &Profile,
    evidence_of: fn(Option<Cause>) -> Option<Evidence>,
) -> Verdict {
    match grade(measured, profile) {
        Ok((Grade::Illegible, legibility)) => evidence_of(legibility.cause)
            .map_or(Verdict::Pass, |evidence| {
                failed(evidence, legibility, measured)
            }),
        Ok((Grade::Hard | Grade::Legible, _)) => Verdict::Pass,
        Err(why) => Verdict::NotAssessed(why),
    }
}

/// What the rules make of a probability.
#[derive(Clone, Copy, Debug)]
enum Grade {
    Legible,
    Hard,
    Illegible,
}

/// Grades a picture's number, or says why it can't be judged.
///
/// Where neither a fault nor a certificate's edges can be seen, the print may be of a kind that our
/// reader doesn't know: then only what has a number is hard to read, and nothing illegible. What shows
/// neither a number nor which way its lines run is hardly text: of the corpus' tuning half five blank
/// cards, two emblem sides, an unreadable picture, and no readable one.
fn grade<'a>(
    measured: &'a Measurements,
    profile: &Profile,
) -> Result<(Grade, &'a Legibility), Text> {
    let is_illegible =
        |legibility: &Legibility| legibility.probability < MIN_LEGIBILITY.in_force(profile);
    let is_hard = |legibility: &Legibility| {
        legibility.probability < hard_to_read_below(profile) && legibility.cause.is_some()
    };
    let legibility = measured.legibility.as_ref().ok_or(NO_TEXT)?;
    let is_plain = legibility.cause.is_some() || measured.page.certificate.is_some();
    let has_lines = legibility.is_found || measured.orientation.sideways.answer.is_some();
    let grade = if is_illegible(legibility) {
        if is_plain {
            Grade::Illegible
        } else if legibility.is_found {
            Grade::Hard
        } else {
            return Err(UNKNOWN_PRINT);
        }
    } else if !has_lines {
        return Err(NO_LINES);
    } else if is_hard(legibility) {
        Grade::Hard
    } else {
        Grade::Legible
    };
    Ok((grade, legibility))
}

/// Whether the number, or other print where there is none, can be read: then light has hidden nothing.
pub(super) fn is_readable(measured: &Measurements, profile: &Profile) -> bool {
    let legibility = judged_legibility(measured, profile);
    legibility.is_some_and(|legibility| legibility.probability >= hard_to_read_below(profile))
}

/// The probability of being read below which a number is hard to read.
pub(crate) fn hard_to_read_below(profile: &Profile) -> f64 {
    let easy = MIN_EASY_LEGIBILITY.in_force(profile);
    easy.max(MIN_LEGIBILITY.in_force(profile))
}

/// What is known of a picture's number, unless the rules can't judge it.
pub(crate) fn judged_legibility<'a>(
    measured: &'a Measurements,
    profile: &Profile,
) -> Option<&'a Legibility> {
    grade(measured, profile)
        .ok()
        .map(|(_, legibility)| legibility)
}

/// Fails with what all of these rules have seen besides, at the number's place.
fn failed(mut evidence: Evidence, legibility: &Legibility, measured: &Measurements) -> Verdict {
    evidence.push(("legibility", Value::Share(legibility.probability)));
    if evidence.iter().all(|(name, _)| *name != "height") {
        let height_px = legibility.character_height_px;
        evidence.push(("height", Value::Pixels(height_px)));
    }
    let region = Region::of_shares(legibility.region, measured.size);
    Verdict::Fail(evidence, Some(region))
}

pub(super) const TOO_FEW_PIXELS: Rule = Rule {
    id: "too-few-pixels",
    group: Group::Legibility,
    level: Level::Warning,
    title: Text {
        en: "Fewer pixels than advised",
        zh: "像素不足",
    },
    fine: Text {
        en: "Enough pixels",
        zh: "像素足够",
    },
    says: Text {
        en: "The picture has {size} = {pixels} pixels; at least {limit} is advised.",
        zh: "图片尺寸 {size}，共 {pixels} 像素，建议不少于 {limit} 像素。",
    },
    advice: Text {
        en: "Photograph or scan again at a higher resolution; enlarging adds no detail.",
        zh: "请以更高分辨率重新拍摄或扫描，放大图片不会增加细节。",
    },
    about: Text {
        en: "Asked only where the profile states a number of pixels.",
        zh: "仅在平台给出像素要求时检查。",
    },
    platform: &[],
    cure: None,
    limits: &[],
    check: Check::Header(|_, header, profile| match profile.min_pixels {
        None => Verdict::NotAsked,
        Some(limit) => {
            let pixels = u64::from(header.stored_width) * u64::from(header.stored_height);
            fail_if(
                pixels < limit,
                vec![
                    (
                        "size",
                        Value::Size(header.stored_width, header.stored_height),
                    ),
                    ("pixels", Value::Count(pixels)),
                    ("limit", Value::Count(limit)),
                ],
            )
        }
    }),
};

pub(super) const BLURRED: Rule = illegible_for(
    "blurred",
    [
        Text {
            en: "Out of focus",
            zh: "失焦",
        },
        Text {
            en: "In focus",
            zh: "对焦清晰",
        },
        Text {
            en: "The number is out of focus; the estimated chance of reading it is {legibility}.",
            zh: "证件号码失焦，估计能被正确读出的可能性只有 {legibility}。",
        },
        Text {
            en: "Photograph it again: tap on the number to focus, and hold the phone a little farther away.",
            zh: "请重新拍摄：点一下号码对焦，手机离远一点。",
        },
    ],
    Check::Pixels(|measured, profile| {
        illegible(measured, profile, |cause| {
            matches!(cause, Some(Cause::Defocus)).then(Vec::new)
        })
    }),
);

pub(super) const TOO_SMALL_TO_READ: Rule = illegible_for(
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
            en: "The number's digits {were} too few pixels high ({height}); {picture} would have to be about {needed} wide.",
            zh: "证件号码的字{were}太小（高 {height}），{picture}的宽度至少要有约 {needed}。",
        },
        Text {
            en: "Photograph it again so that the certificate fills two thirds of the picture, or scan it at 300 dpi. Enlarging this picture adds no detail.",
            zh: "请重新拍摄，让证件占满画面的三分之二，或以 300 dpi 扫描。放大这张图片不会增加细节。",
        },
    ],
    Check::Pixels(|measured, profile| illegible(measured, profile, too_small)),
);

/// The height that was too small, and the width that would do.
fn too_small(cause: Option<Cause>) -> Option<Evidence> {
    let as_it_is = [
        Value::Words("as-it-is", text("are", "")),
        Value::Words("picture", text("the picture", "图片")),
    ];
    let enlarged = [
        Value::Words(
            "before-enlargement",
            text("were, before the picture was blown up,", "在图片放大之前就"),
        ),
        Value::Words("original", text("an original", "未放大的原图")),
    ];
    let ([were, picture], height_px, needed_width_px) = match cause? {
        Cause::TooFewPixels {
            height_px,
            needed_width_px,
        } => (as_it_is, height_px, needed_width_px),
        Cause::Enlarged {
            height_px,
            needed_width_px,
            ..
        } => (enlarged, height_px, needed_width_px),
        _ => return None,
    };
    Some(vec![
        ("were", were),
        ("picture", picture),
        ("height", Value::Pixels(height_px)),
        ("needed", Value::Pixels(needed_width_px)),
    ])
}

pub(super) const OVER_COMPRESSED: Rule = illegible_for(
    "over-compressed",
    [
        Text {
            en: "Compressed too much",
            zh: "压缩过度",
        },
        Text {
            en: "Not compressed too much",
            zh: "没有压缩过度",
        },
        Text {
            en: "Compression has made the number unclear; the estimated chance of reading it is {legibility}.",
            zh: "证件号码因压缩过度而看不清，估计能被正确读出的可能性只有 {legibility}。",
        },
        Text {
            en: "Use the original picture, not one sent through a chat program.",
            zh: "请使用原图，不要用聊天软件转发过的图片。",
        },
    ],
    Check::Pixels(|measured, profile| {
        illegible(measured, profile, |cause| {
            matches!(cause, Some(Cause::Compression)).then(Vec::new)
        })
    }),
);

pub(super) const NOISY: Rule = illegible_for(
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
            en: "The number is lost in grain; the estimated chance of reading it is {legibility}.",
            zh: "证件号码受噪点影响看不清，估计能被正确读出的可能性只有 {legibility}。",
        },
        Text {
            en: "Photograph it again in daylight.",
            zh: "请在明亮的地方重新拍摄。",
        },
    ],
    Check::Pixels(|measured, profile| {
        illegible(measured, profile, |cause| {
            matches!(cause, Some(Cause::Noise)).then(Vec::new)
        })
    }),
);

pub(super) const ILLEGIBLE: Rule = illegible_for(
    "illegible",
    [
        Text {
            en: "Number can't be read",
            zh: "证件号码看不清",
        },
        Text {
            en: "No reflection, overexposure or shake on the number",
            zh: "号码没有受反光、过曝、抖动影响",
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
    Check::Pixels(|measured, profile| {
        illegible(measured, profile, |cause| match cause {
            Some(
                Cause::Defocus
                | Cause::TooFewPixels { .. }
                | Cause::Enlarged { .. }
                | Cause::Compression
                | Cause::Noise,
            ) => None,
            Some(
                Cause::Motion { .. }
                | Cause::Faint
                | Cause::Reflection
                | Cause::Overexposure
                | Cause::Darkness,
            )
            | None => Some(explained(cause)),
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
        en: "Enlarged from a small picture",
        zh: "由小图放大而来",
    },
    fine: Text {
        en: "Not enlarged from a small picture",
        zh: "不是由小图放大而来",
    },
    says: Text {
        en: "The picture seems to have been enlarged {factor} times: it shows no more than one {original} wide.",
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
    limits: &[MAX_ENLARGEMENT],
    check: Check::Pixels(|measured, profile| {
        let Some(legibility) = &measured.legibility else {
            return Verdict::NotAssessed(NO_TEXT);
        };
        match legibility.enlargement {
            Some(factor) if factor > MAX_ENLARGEMENT.in_force(profile) => {
                let width_px = f64::from(measured.size.0) / factor;
                fail(vec![
                    ("factor", Value::Number(factor)),
                    ("original", Value::Pixels(width_px)),
                ])
            }
            _ => Verdict::Pass,
        }
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
        en: "The same probability as for the errors, where it is low but not lowest and a fault can be \
             named. Such numbers are about as often readable as not; together with the errors it fires on \
             2 % of the corpus' readable pictures, and hardly on one without a fault. Where neither a \
             fault nor the edges of a certificate can be seen, the surest cases are warnings as well: other \
             print may only look illegible.",
        zh: "与各项看不清的错误用同一个概率，概率偏低、又不是最低，并且说得出原因时提示。这样的号码读得出和读不\
             出的约各占一半；与错误合计，误报约为读得出的 2%，没有缺陷的图片几乎不误报。既说不出原因、又找不到\
             证件边框的，最有把握的也只作提示：别的文字可能只是看上去不清楚。",
    },
    platform: REFUSALS,
    cure: None,
    limits: &[MIN_EASY_LEGIBILITY],
    check: Check::Pixels(|measured, profile| match grade(measured, profile) {
        Ok((Grade::Hard, legibility)) => failed(explained(legibility.cause), legibility, measured),
        Ok((Grade::Illegible | Grade::Legible, _)) => Verdict::Pass,
        Err(why) => Verdict::NotAssessed(why),
    }),
};

fn explained(cause: Option<Cause>) -> Evidence {
    let (cause_id, remedy_id) = ids(cause);
    let (cause, remedy) = explain(cause);
    vec![
        ("cause", Value::Words(cause_id, cause)),
        ("remedy", Value::Words(remedy_id, remedy)),
    ]
}
