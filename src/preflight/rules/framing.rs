//! Where the certificate lies in the picture.

use super::limit::{Limit, Unit};
use super::region::Region;
use super::rule::{Check, Group, Rule, Verdict};
use crate::messages::{Evidence, Text, Value};
use crate::platform::{Level, Platform};
use certpreflight_vision::{Certificate, Measurements, Side};

/// The smallest share of an unspoilt picture in the corpus is 0.23 (a card across an upright phone
/// picture), the largest of one that was taken from too far 0.16.
const MIN_SHARE_OF_FRAME: Limit = Limit {
    key: "min-share-of-frame",
    unit: Unit::Share,
    default: 0.2,
};

/// Hands that try to hold level stay below 11 degrees, which gives 1.13 at most; 30 degrees give 1.13
/// at least.
const MAX_PERSPECTIVE_RATIO: Limit = Limit {
    key: "max-perspective-ratio",
    unit: Unit::Ratio,
    default: 1.14,
};

/// Why framing could not be judged.
const NO_EDGES: Text = Text {
    en: "the certificate's edges could not be told from the rest of the picture",
    zh: "分不清证件边缘与图片的其他部分",
};

pub(super) const CUT_OFF: Rule = Rule {
    id: "cut-off",
    group: Group::Framing,
    level: Level::Warning,
    title: Text {
        en: "Certificate cut off",
        zh: "证件没有拍全",
    },
    fine: Text {
        en: "No edge of the certificate is cut off",
        zh: "证件边框没有被截断",
    },
    says: Text {
        en: "The certificate runs out of the picture ({side}).",
        zh: "证件有一部分在画面之外（{side}）。",
    },
    advice: Text {
        en: "Take it again with all four edges in the picture and a finger's width of table around them.",
        zh: "请重新拍摄或扫描，让证件四条边都在画面内，四周各留约一指宽的空白。",
    },
    about: Text {
        en: "Fires when three or fewer edges of the paper are in the picture and the others run straight into the \
             picture's border. A picture cropped along all four edges shows no background to compare with and is not \
             assessed.",
        zh: "只看得到证件的三条边或更少，且相邻两边一直延伸到画面边缘时提示。四边都紧贴证件裁切的图片没有背景可比，不作判断。",
    },
    platform: &[
        (
            Platform::Tencent,
            "身份证明资料不清晰完整，请上传完整清晰无遮挡的证件图片",
        ),
        (Platform::Aliyun, "注册者证件不完整"),
        (Platform::Cnnic, "资料不完整"),
    ],
    cure: None,
    limits: &[],
    check: Check::Pixels(|measured, _| {
        judge(measured, |certificate| {
            let (id, side) = name_of(certificate.sides)?;
            Some(vec![("side", Value::Words(id, side))])
        })
    }),
};

pub(super) const SMALL_IN_FRAME: Rule = Rule {
    id: "small-in-frame",
    group: Group::Framing,
    level: Level::Warning,
    title: Text {
        en: "Certificate too small in the picture",
        zh: "证件在画面中太小",
    },
    fine: Text {
        en: "The certificate is large enough in the picture",
        zh: "证件在画面中够大",
    },
    says: Text {
        en: "The certificate covers only {share} of the picture; at least {limit} is needed, two thirds is good.",
        zh: "证件只占画面的 {share}，至少应占 {limit}，占三分之二为宜。",
    },
    advice: Text {
        en: "Go closer until the certificate nearly fills the picture, or crop the empty table away.",
        zh: "请靠近拍摄，让证件几乎占满画面；也可以把四周空白裁掉。",
    },
    about: Text {
        en: "The area within the paper's edges over the area of the picture. Tencent's reader advises two thirds; \
             below a fifth reviewers have to enlarge to read. A page whose edges can't be seen is not assessed.",
        zh: "按纸张边缘围成的面积占画面的比例计算。腾讯识别接口建议占三分之二；不到五分之一时，审核人员要放大才能看清。看不出边缘的图片不作判断。",
    },
    platform: &[(
        Platform::Tencent,
        "身份证明资料不清晰完整，请上传完整清晰无遮挡的证件图片",
    )],
    cure: None,
    limits: &[MIN_SHARE_OF_FRAME],
    check: Check::Pixels(|measured, profile| {
        judge(measured, |certificate| {
            let share = certificate.share_of_frame;
            (share < MIN_SHARE_OF_FRAME.in_force(profile)).then(|| {
                vec![
                    ("share", Value::Share(share)),
                    ("limit", MIN_SHARE_OF_FRAME.evidence(profile)),
                ]
            })
        })
    }),
};

pub(super) const SLANTED: Rule = Rule {
    id: "slanted",
    group: Group::Framing,
    // Reviewers take a slant as long as the number can be read, which is another rule's business.
    level: Level::Note,
    title: Text {
        en: "Taken at a slant",
        zh: "斜着拍摄",
    },
    fine: Text {
        en: "Taken from straight above",
        zh: "没有斜着拍",
    },
    says: Text {
        en: "The certificate was taken at a slant: one edge looks {ratio} times as long as the opposite one.",
        zh: "证件是斜着拍的：一条边看起来是对边的 {ratio} 倍长。",
    },
    advice: Text {
        en: "Hold the phone level above the certificate, or scan it.",
        zh: "请把手机端平，从证件正上方拍摄，或改用扫描。",
    },
    about: Text {
        en: "The longer over the shorter of two opposite edges, whichever pair differs more. The limit of 1.14 is \
             reached at about 30 degrees.",
        zh: "取相差较大的一组对边，用较长边除以较短边。相机倾斜约 30 度时达到 1.14 的界限。",
    },
    platform: &[],
    cure: None,
    limits: &[MAX_PERSPECTIVE_RATIO],
    check: Check::Pixels(|measured, profile| {
        judge(measured, |certificate| {
            let ratio = certificate.perspective_ratio;
            (ratio > MAX_PERSPECTIVE_RATIO.in_force(profile)).then(|| {
                vec![
                    ("ratio", Value::Number(ratio)),
                    ("limit", MAX_PERSPECTIVE_RATIO.evidence(profile)),
                ]
            })
        })
    }),
};

pub(super) const CROWDED: Rule = Rule {
    id: "crowded",
    group: Group::Framing,
    level: Level::Warning,
    title: Text {
        en: "More than one certificate",
        zh: "画面中不止一个证件",
    },
    fine: Text {
        en: "One certificate in the picture",
        zh: "画面中只有一个证件",
    },
    says: Text {
        en: "Two certificates, or both sides of one, are in the picture.",
        zh: "画面中有两个证件，或同一证件的两面。",
    },
    advice: Text {
        en: "Upload one certificate per picture: crop it, or take the two one by one.",
        zh: "请一张图片只放一个证件：裁开，或分别拍摄。",
    },
    about: Text {
        en: "Fires on two papers of about the same size beside each other, each with all its edges, and on one paper \
             with about as much print again on one side of it. Two pale papers on a pale ground may be missed.",
        zh: "画面中有两张大小相近、四边都可见的纸并排，或证件一侧另有一片差不多多的文字时提示。浅色背景上的两张浅色纸可能漏判。",
    },
    platform: &[],
    cure: None,
    limits: &[],
    check: Check::Pixels(|measured, _| {
        let page = &measured.page;
        match (&page.certificate, &page.companion) {
            (Some(certificate), Some(companion)) => {
                // Which of two alike is the certificate and which the other one is chance.
                let both = Region::around(&certificate.quad, measured.size)
                    .with(Region::around(companion, measured.size));
                Verdict::Fail(vec![("certificates", Value::Count(2))], Some(both))
            }
            (None, _) => Verdict::NotAssessed(NO_EDGES),
            (Some(_), None) => Verdict::Pass,
        }
    }),
};

/// Asks one thing of the certificate, if it was found.
fn judge(measured: &Measurements, wrong: impl FnOnce(&Certificate) -> Option<Evidence>) -> Verdict {
    let Some(certificate) = &measured.page.certificate else {
        return Verdict::NotAssessed(NO_EDGES);
    };
    wrong(certificate).map_or(Verdict::Pass, |evidence| {
        let region = Region::around(&certificate.quad, measured.size);
        Verdict::Fail(evidence, Some(region))
    })
}

/// Names the cut side; `None` if all are in the picture.
fn name_of(sides: [Side; 4]) -> Option<(&'static str, Text)> {
    const NAMES: [(&str, Text); 4] = [
        (
            "top",
            Text {
                en: "at the top",
                zh: "上边",
            },
        ),
        (
            "right",
            Text {
                en: "at the right",
                zh: "右边",
            },
        ),
        (
            "bottom",
            Text {
                en: "at the bottom",
                zh: "下边",
            },
        ),
        (
            "left",
            Text {
                en: "at the left",
                zh: "左边",
            },
        ),
    ];
    let mut cut = sides
        .into_iter()
        .zip(NAMES)
        .filter(|(side, _)| *side == Side::Cut)
        .map(|(_, name)| name);
    let first = cut.next()?;
    Some(if cut.next().is_some() {
        (
            "several",
            Text {
                en: "on several sides",
                zh: "不止一边",
            },
        )
    } else {
        first
    })
}
