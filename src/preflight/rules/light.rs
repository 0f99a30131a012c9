//! How the certificate is lit: too dark, too bright, flat, unevenly, with a reflection on it.

use super::legibility::is_readable;
use super::limit::{Limit, Unit};
use super::region::Region;
use super::rule::{Check, Group, Rule, Verdict, fail, fail_if};
use crate::messages::{Text, Value};
use crate::platform::{Level, Platform};
use crate::profile::Profile;
use certpreflight_vision::Light;

/// Half of 255: properly exposed paper of the tuning set lies at 161 and above, paper under a fifth of
/// that light at 109 and below.
const MIN_PAPER_LEVEL: Limit = Limit {
    key: "min-paper-level",
    unit: Unit::Level,
    default: 128.0,
};

/// Burnt-out share of a washed-out picture: at least 0.53 in the tuning set. White scans burn out as
/// well, but keep their black.
const MAX_WHITE_SHARE: Limit = Limit {
    key: "max-white-share",
    unit: Unit::Share,
    default: 0.5,
};

/// Nothing darker is left in a washed-out picture: below 56 in no overexposed picture of the tuning
/// set; white scans reach 29 (and 68 at worst).
const MAX_DARKEST_LEVEL: Limit = Limit {
    key: "max-darkest-level",
    unit: Unit::Level,
    default: 50.0,
};

/// How much darker than its paper print must be. Tuning set: 0.34 and below where a third of the
/// contrast is left, 0.71 and above in clean pictures; what lies between is blurred.
const MIN_CONTRAST: Limit = Limit {
    key: "min-contrast",
    unit: Unit::Share,
    default: 0.4,
};

/// None: the smallest reflection that is looked for covers 0.4 %, as much as a group of a licence's
/// digits; the smallest ones of the tuning set cover 1.2 %.
const MAX_GLARE_SHARE: Limit = Limit {
    key: "max-glare-share",
    unit: Unit::Share,
    default: 0.0,
};

/// Clean pictures of the tuning set, with shadows across, reach 2.1.
const MAX_UNEVENNESS: Limit = Limit {
    key: "max-unevenness",
    unit: Unit::Ratio,
    default: 2.5,
};

/// The refusals of a badly lit certificate.
const NOT_LEGIBLE: &[(Platform, &str)] = &[
    (
        Platform::Tencent,
        "身份证明资料不清晰完整，请上传完整清晰无遮挡的证件图片",
    ),
    (Platform::Aliyun, "注册者证件不清晰/被遮挡"),
];

pub(super) const TOO_DARK: Rule = Rule {
    id: "too-dark",
    group: Group::Light,
    level: Level::Warning,
    title: Text {
        en: "Too dark",
        zh: "图片过暗",
    },
    fine: Text {
        en: "Bright enough",
        zh: "亮度足够",
    },
    says: Text {
        en: "The picture is too dark: the paper reaches brightness {paper} of 255; at least {limit} is needed.",
        zh: "图片过暗：纸面亮度只有 {paper}（满值 255），至少应为 {limit}。",
    },
    advice: Text {
        en: "Photograph again in daylight or next to a lamp, and mind that neither you nor the phone casts a shadow \
             on the certificate. Brightening the picture afterwards brings no detail back.",
        zh: "请在白天或灯光充足处重新拍摄，注意不要让自己或手机的影子落在证件上。事后调亮找不回细节。",
    },
    about: Text {
        en: "The paper's brightness is the one that nine tenths of the certificate don't exceed. Properly exposed \
             paper lies above 160; paper under a fifth of that light lies below 110.",
        zh: "纸面亮度取证件范围内九成像素不超过的亮度。曝光正常的纸面在 160 以上，光线只有正常五分之一时低于 110。",
    },
    platform: NOT_LEGIBLE,
    cure: None,
    limits: &[MIN_PAPER_LEVEL],
    check: Check::Pixels(|measured, profile| {
        let light = &measured.light;
        let is_dark = light.paper_level < MIN_PAPER_LEVEL.in_force(profile);
        fail_if(
            // Gray paper under faint print is a bad copy.
            is_dark && print(light, profile) != Print::Faint,
            vec![
                ("paper", Value::Number(light.paper_level)),
                ("limit", MIN_PAPER_LEVEL.evidence(profile)),
            ],
        )
    }),
};

pub(super) const WASHED_OUT: Rule = Rule {
    id: "washed-out",
    group: Group::Light,
    level: Level::Warning,
    title: Text {
        en: "Washed out",
        zh: "曝光过度",
    },
    fine: Text {
        en: "Not overexposed",
        zh: "没有曝光过度",
    },
    says: Text {
        en: "The picture is overexposed: {share} of it is pure white, and the print has faded with it.",
        zh: "图片曝光过度：{share} 的画面是纯白，文字也跟着变淡了。",
    },
    advice: Text {
        en: "Photograph again without flash and out of direct sun, and tap on the certificate on the screen so that \
             the phone sets its exposure by it.",
        zh: "请关闭闪光灯、避开阳光直射后重新拍摄，拍摄时在屏幕上点一下证件，让手机按证件测光。",
    },
    about: Text {
        en: "Pure white paper alone is no fault: scanners make it on purpose. It is one when half of the certificate \
             is white, nothing on it is really dark any more and the print can't be read. Blurred or tiny print is \
             pale for another reason and not assessed.",
        zh: "纸面纯白本身不是问题，扫描件往往如此；证件一半以上纯白、最深的地方也不够黑、文字又读不出来，才算曝光过度。\
             文字因模糊或太小而变淡的，不作判断。",
    },
    platform: NOT_LEGIBLE,
    cure: None,
    limits: &[MAX_WHITE_SHARE, MAX_DARKEST_LEVEL],
    check: Check::Pixels(|measured, profile| {
        let light = &measured.light;
        match print(light, profile) {
            Print::Unresolved if is_white(light, profile) => NOT_RESOLVED,
            print => fail_if(
                // White paper under thin gray print is no excess of light.
                print == Print::BurntOut && !is_readable(measured, profile),
                vec![
                    ("share", Value::Share(light.white_share)),
                    ("darkest", Value::Number(light.darkest_level)),
                ],
            ),
        }
    }),
};

pub(super) const LOW_CONTRAST: Rule = Rule {
    id: "low-contrast",
    group: Group::Light,
    level: Level::Warning,
    title: Text {
        en: "Print too faint",
        zh: "反差过低",
    },
    fine: Text {
        en: "Print stands out from the paper",
        zh: "文字与纸面反差足够",
    },
    says: Text {
        en: "Print and paper differ too little: the print is {contrast} darker than the paper; at least {limit} is \
             needed.",
        zh: "文字与纸面反差过低：文字只比纸面暗 {contrast}，至少应为 {limit}。",
    },
    advice: Text {
        en: "Wipe the lens or the scanner's glass and take the picture again from the original; avoid light shining \
             into the lens.",
        zh: "请擦净镜头或扫描仪玻璃，对着证件原件重新拍摄或扫描，避免光线直射镜头。",
    },
    about: Text {
        en: "Compares the darkest thousandth of the certificate with its paper. Faded copies, haze on the lens and \
             a scanner set too light look like this; a page without print does as well. Blurred or tiny print is \
             pale for another reason and not assessed.",
        zh: "比较证件上最暗的千分之一与纸面的亮度。复印褪色、镜头起雾、扫描设置过淡都会这样，没有文字的白纸也会。\
             文字因模糊或太小而变淡的，不作判断。",
    },
    platform: NOT_LEGIBLE,
    cure: None,
    limits: &[MIN_CONTRAST],
    check: Check::Pixels(|measured, profile| match print(&measured.light, profile) {
        Print::Unresolved => NOT_RESOLVED,
        print => fail_if(
            print == Print::Faint,
            vec![
                ("contrast", Value::Share(measured.light.contrast)),
                ("limit", MIN_CONTRAST.evidence(profile)),
            ],
        ),
    }),
};

pub(super) const GLARING: Rule = Rule {
    id: "glaring",
    group: Group::Light,
    level: Level::Warning,
    title: Text {
        en: "Reflection on the certificate",
        zh: "证件反光",
    },
    fine: Text {
        en: "No reflection on the certificate",
        zh: "证件上没有反光",
    },
    says: Text {
        en: "A reflection of light burns out {share} of the certificate.",
        zh: "证件上有反光，{share} 的面积被照成一片白。",
    },
    advice: Text {
        en: "Turn off the flash, move so that no lamp or window mirrors itself in the certificate, and photograph \
             again.",
        zh: "请关闭闪光灯，换个角度避开灯和窗户的倒影后重新拍摄。",
    },
    about: Text {
        en: "A white spot that fades softly into darker paper. White paper and white labels are no reflection. \
             Looked for on the certificate only; where that can't be located, in the middle of the picture, and \
             then only what is found is certain.",
        zh: "指边缘逐渐变暗的白色亮斑，白纸和白色标签不算。只检查证件范围内；找不到证件位置时只看画面中部，此时没有发现不等于没有反光。",
    },
    platform: NOT_LEGIBLE,
    cure: None,
    limits: &[MAX_GLARE_SHARE],
    check: Check::Pixels(|measured, profile| {
        let light = &measured.light;
        match light.glare {
            Some(area) if light.glare_share > MAX_GLARE_SHARE.in_force(profile) => Verdict::Fail(
                vec![("share", Value::Share(light.glare_share))],
                Some(Region::of_area(area, measured.size)),
            ),
            _ if !light.of_certificate => NOT_LOCATED,
            _ => Verdict::Pass,
        }
    }),
};

pub(super) const UNEVENLY_LIT: Rule = Rule {
    id: "unevenly-lit",
    group: Group::Light,
    level: Level::Note,
    title: Text {
        en: "Uneven light",
        zh: "光线不均",
    },
    fine: Text {
        en: "Evenly lit",
        zh: "光线均匀",
    },
    says: Text {
        en: "One part of the certificate gets {ratio} times as much light as another.",
        zh: "证件各处光线不均，最亮处是最暗处的 {ratio} 倍。",
    },
    advice: Text {
        en: "Nothing to do if everything can be read; otherwise photograph again without a shadow across the \
             certificate.",
        zh: "文字都能看清就不用处理，否则请避开阴影重新拍摄。",
    },
    about: Text {
        en: "Compares the paper in twenty parts of the certificate. Shadows alone reach about twice.",
        zh: "把证件分成二十块比较纸面的亮度，一般的阴影约为两倍。",
    },
    platform: &[],
    cure: None,
    limits: &[MAX_UNEVENNESS],
    check: Check::Pixels(|measured, profile| match measured.light.unevenness {
        None => NOT_LOCATED,
        Some(ratio) if ratio > MAX_UNEVENNESS.in_force(profile) => {
            fail(vec![("ratio", Value::Number(ratio))])
        }
        Some(_) => Verdict::Pass,
    }),
};

/// How print stands out from its paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Print {
    /// As it should.
    Clear,
    /// Too little, for excess of light.
    BurntOut,
    /// Too little, for another reason than light or blur.
    Faint,
    /// Too little, but it is blurred or tiny, and pale for that reason.
    Unresolved,
}

fn print(light: &Light, profile: &Profile) -> Print {
    // On the tuning set the print that too much light hides has paled to 0.56 and less.
    const PALED: f64 = 0.6;
    let is_burnt_out = is_white(light, profile)
        && light.darkest_level >= MAX_DARKEST_LEVEL.in_force(profile)
        && light.contrast < PALED;
    if !is_burnt_out && light.contrast >= MIN_CONTRAST.in_force(profile) {
        Print::Clear
    } else if !light.shows_ink() {
        Print::Unresolved
    } else if is_burnt_out {
        Print::BurntOut
    } else {
        Print::Faint
    }
}

fn is_white(light: &Light, profile: &Profile) -> bool {
    light.white_share >= MAX_WHITE_SHARE.in_force(profile)
}

const NOT_LOCATED: Verdict = Verdict::NotAssessed(Text {
    en: "where the certificate lies in the picture is not known",
    zh: "无法确定证件在图片中的位置",
});

const NOT_RESOLVED: Verdict = Verdict::NotAssessed(Text {
    en: "the print is too blurred or too small to tell how dark it is",
    zh: "文字太模糊或太小，看不出深浅",
});
