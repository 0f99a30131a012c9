//! Which way the picture is turned, by its metadata and by its content.

use super::limit::{Limit, Unit};
use super::rule::{Check, Cure, Group, Rule, Verdict, fail, fail_if};
use crate::messages::{Evidence, Text, Value};
use crate::platform::{Level, Platform};
use certpreflight_formats::metadata::ExifOrientation;
use certpreflight_vision::ContentOrientation;

/// A hand-held phone is usually within 5 degrees; face recognition still works at 10.
const MAX_SKEW_DEGREES: Limit = Limit {
    key: "max-skew-degrees",
    unit: Unit::Degrees,
    default: 10.0,
};

const TURN_AND_SAVE: Text = Text {
    en: "Open the picture in an image program, turn it until the text reads normally, and save it.",
    zh: "请用看图软件打开图片，旋转到文字能正常阅读的方向后保存。",
};

pub(super) const EXIF_TURNED: Rule = Rule {
    id: "exif-turned",
    group: Group::Orientation,
    level: Level::Warning,
    title: Text {
        en: "Upright only for viewers that obey EXIF",
        zh: "方向依赖 EXIF 标记",
    },
    fine: Text {
        en: "Upright without help from EXIF",
        zh: "方向不依赖 EXIF 标记",
    },
    says: Text {
        en: "The pixels lie turned and an EXIF mark (orientation {orientation}) tells viewers to turn them; a \
             platform that ignores it sees the certificate {seen}.",
        zh: "图片本身是转过的，靠 EXIF 方向标记（{orientation}）才显示为正；平台若忽略该标记，看到的证件就是{seen}的。",
    },
    advice: Text {
        en: "Turn the picture in an image program and save it, so that it is upright by itself.",
        zh: "请用看图软件旋转并保存，让图片本身就是正的。",
    },
    about: Text {
        en: "Phones store every picture in the sensor's direction and add a mark. Reviewers' tools and face \
             recognition don't always honor it.",
        zh: "手机总按传感器方向存图，再加一个方向标记，审核系统和人脸识别不一定理会它。",
    },
    platform: &[],
    cure: Some(Cure::Turn),
    limits: &[],
    check: Check::Header(|_, header, _| {
        let (id, seen) = match header.orientation {
            ExifOrientation::Upright => return Verdict::Pass,
            ExifOrientation::Rotate180 => (
                "upside-down",
                Text {
                    en: "upside down",
                    zh: "倒置",
                },
            ),
            ExifOrientation::Rotate90 | ExifOrientation::Rotate270 => (
                "sideways",
                Text {
                    en: "sideways",
                    zh: "横置",
                },
            ),
            ExifOrientation::FlipHorizontal
            | ExifOrientation::FlipVertical
            | ExifOrientation::Transpose
            | ExifOrientation::Transverse => (
                "mirrored",
                Text {
                    en: "mirrored",
                    zh: "镜像",
                },
            ),
        };
        fail(vec![
            (
                "orientation",
                Value::Count(header.orientation.exif().into()),
            ),
            ("seen", Value::Words(id, seen)),
        ])
    }),
};

pub(super) const ODDLY_TAGGED: Rule = Rule {
    id: "oddly-tagged",
    group: Group::Orientation,
    level: Level::Note,
    title: Text {
        en: "Meaningless EXIF orientation",
        zh: "EXIF 方向值无效",
    },
    fine: Text {
        en: "EXIF orientation makes sense",
        zh: "EXIF 方向值有效",
    },
    says: Text {
        en: "The EXIF orientation is {orientation}; only 1 to 8 exist. It was ignored.",
        zh: "EXIF 方向值为 {orientation}，有效值只有 1 到 8，已忽略。",
    },
    advice: Text {
        en: "Nothing to do if the picture looks upright.",
        zh: "图片看起来是正的就不用处理。",
    },
    about: Text {
        en: "Some programs write 0 for \"unknown\".",
        zh: "有些软件会写 0 表示「未知」。",
    },
    platform: &[],
    cure: Some(Cure::DropMetadata),
    limits: &[],
    check: Check::Header(|_, header, _| match header.invalid_orientation {
        None => Verdict::Pass,
        Some(value) => fail(vec![("orientation", Value::Count(value.into()))]),
    }),
};

pub(super) const SIDEWAYS: Rule = Rule {
    id: "sideways",
    group: Group::Orientation,
    level: Level::Warning,
    title: Text {
        en: "Lying on its side",
        zh: "证件横置",
    },
    fine: Text {
        en: "Not lying on its side",
        zh: "没有横置",
    },
    says: Text {
        en: "The certificate lies on its side: its lines of text run vertically. Turn the picture {turn}.",
        zh: "证件是横置的，文字行在画面上是竖向的。请把图片{turn}。",
    },
    advice: TURN_AND_SAVE,
    about: Text {
        en: "Told from the text itself, not from EXIF: characters stand closer to those of their own line than to \
             those of the next. Not assessed without a line of text. A certificate printed in columns would be \
             taken for one on its side.",
        zh: "根据文字本身判断，与 EXIF 无关：同一行的字挨得近，行与行离得远。没有成行文字时不作判断；竖排印刷的证件会被误认为横置。",
    },
    platform: &[],
    cure: Some(Cure::TurnAsSeen(None)),
    limits: &[],
    check: Check::Pixels(|measured, _| {
        let orientation = &measured.orientation;
        match orientation.sideways.answer {
            None => Verdict::NotAssessed(Text {
                en: "no text whose lines show a direction",
                zh: "没有找到能看出方向的成行文字",
            }),
            Some(false) => Verdict::Pass,
            Some(true) => fail(turn(orientation)),
        }
    }),
};

pub(super) const UPSIDE_DOWN: Rule = Rule {
    id: "upside-down",
    group: Group::Orientation,
    level: Level::Warning,
    title: Text {
        en: "Upside down",
        zh: "证件倒置",
    },
    fine: Text {
        en: "Not upside down",
        zh: "没有倒置",
    },
    says: Text {
        en: "The certificate is upside down. Turn the picture {turn}.",
        zh: "证件上下颠倒了。请把图片{turn}。",
    },
    advice: TURN_AND_SAVE,
    about: Text {
        en: "Told from the QR code and from where Chinese characters and digits carry their ink. Not assessed \
             where neither speaks clearly: few, tiny or blurred characters, Latin text, handwriting.",
        zh: "根据二维码，以及汉字和数字的笔画分布判断。字太少、太小、太模糊，或者是外文、手写时，不作判断。",
    },
    platform: &[],
    cure: Some(Cure::TurnAsSeen(None)),
    limits: &[],
    check: Check::Pixels(|measured, _| {
        let orientation = &measured.orientation;
        // Of a page on its side, the other rule says which way to turn it.
        if orientation.sideways.answer == Some(true) {
            return Verdict::NotAsked;
        }
        match orientation.upside_down.answer {
            None => UNDECIDED,
            Some(false) => Verdict::Pass,
            Some(true) => fail(turn(orientation)),
        }
    }),
};

pub(super) const MIRRORED: Rule = Rule {
    id: "mirrored",
    group: Group::Orientation,
    level: Level::Warning,
    title: Text {
        en: "Mirror image",
        zh: "镜像图片",
    },
    fine: Text {
        en: "Not a mirror image",
        zh: "不是镜像",
    },
    says: Text {
        en: "Left and right are exchanged: the text reads as in a mirror.",
        zh: "图片左右颠倒，文字是镜像的。",
    },
    advice: Text {
        en: "Photograph the certificate with the rear camera, or switch off mirroring in the camera's settings; \
             an existing picture can be flipped horizontally in an image program.",
        zh: "请用后置摄像头拍摄，或在相机设置里关闭镜像；已有的图片可在看图软件里水平翻转后保存。",
    },
    about: Text {
        en: "Told from the QR code and the shapes of Chinese characters and digits; said only when sure, so that \
             some mirror images are missed.",
        zh: "根据二维码，以及汉字和数字的字形判断；只有把握很大时才提示，可能漏报。",
    },
    platform: &[(Platform::Aliyun, "提交材料与注册人信息不符")],
    cure: None,
    limits: &[],
    check: Check::Pixels(|measured, _| match measured.orientation.mirrored.answer {
        None => UNDECIDED,
        Some(mirrored) => fail_if(mirrored, vec![]),
    }),
};

pub(super) const SKEWED: Rule = Rule {
    id: "skewed",
    group: Group::Orientation,
    level: Level::Note,
    title: Text {
        en: "Askew",
        zh: "图片歪斜",
    },
    fine: Text {
        en: "Straight",
        zh: "没有歪斜",
    },
    says: Text {
        en: "The certificate is {skew} askew.",
        zh: "证件歪斜了 {skew}。",
    },
    advice: Text {
        en: "Straighten it in an image program, or take it again with its edges parallel to those of the screen.",
        zh: "可用看图软件校正，或重新拍摄，让证件边缘与屏幕边缘平行。",
    },
    about: Text {
        en: "The slope of the lines of text, from 10° on. Of a page in perspective, that of its middle.",
        zh: "按文字行的倾斜角度计算，超过 10° 才提示；有透视变形时取中部的角度。",
    },
    platform: &[],
    cure: None,
    limits: &[MAX_SKEW_DEGREES],
    check: Check::Pixels(|measured, profile| {
        let orientation = &measured.orientation;
        match (orientation.sideways.answer, orientation.skew_degrees) {
            (Some(_), Some(skew)) => fail_if(
                skew.abs() > MAX_SKEW_DEGREES.in_force(profile),
                vec![("skew", Value::Degrees(skew.abs().round()))],
            ),
            _ => Verdict::NotAssessed(Text {
                en: "no lines of text to measure",
                zh: "没有可供测量的文字行",
            }),
        }
    }),
};

/// Neither code nor characters told which way up the content is.
const UNDECIDED: Verdict = Verdict::NotAssessed(Text {
    en: "neither the text nor a QR code shows which way up the picture is",
    zh: "文字和二维码都看不出图片是否颠倒",
});

/// How to turn the picture: in words, and in degrees clockwise if the direction is known.
fn turn(orientation: &ContentOrientation) -> Evidence {
    let degrees = orientation
        .turn_to_upright_degrees
        .filter(|degrees| *degrees != 0)
        .map(|degrees| ("degrees", Value::Degrees(degrees.into())));
    let (id, words) = remedy(orientation);
    let words = ("turn", Value::Words(id, words));
    [Some(words), degrees].into_iter().flatten().collect()
}

/// How to turn the picture.
fn remedy(orientation: &ContentOrientation) -> (&'static str, Text) {
    match orientation.turn_to_upright_degrees {
        Some(90) => (
            "90-clockwise",
            Text {
                en: "90° clockwise",
                zh: "顺时针旋转 90°",
            },
        ),
        Some(180) => (
            "180",
            Text {
                en: "by 180°",
                zh: "旋转 180°",
            },
        ),
        Some(270) => (
            "90-counterclockwise",
            Text {
                en: "90° counterclockwise",
                zh: "逆时针旋转 90°",
            },
        ),
        _ => (
            "90",
            Text {
                en: "by 90°, to the side that makes the text read normally",
                zh: "旋转 90°，向左还是向右以文字能正常阅读为准",
            },
        ),
    }
}
