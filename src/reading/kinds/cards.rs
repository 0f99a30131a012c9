//! Cards and passports of persons.

use super::layout::{Labels, Layout};
use crate::certificate::{Face, Kind};
use crate::numbers::NumberKind;

const PORTRAIT: Labels = Labels {
    number: &["公民身份号码", "公民身份证号码"],
    name: &["姓名"],
    sex: &["性别"],
    birth: &["出生日期", "出生"],
    other: &["民族", "住址"],
    ..Labels::NONE
};

const EMBLEM: Labels = Labels {
    authority: &["签发机关"],
    until: &["有效期限"],
    ..Labels::NONE
};

/// Permits to cross the border.
const PERMIT: Labels = Labels {
    number: &["证件号码"],
    name: &["姓名"],
    authority: EMBLEM.authority,
    birth: &["出生日期"],
    until: EMBLEM.until,
    sex: PORTRAIT.sex,
    other: &["换证次数", "签发地点"],
    ..Labels::NONE
};

pub(super) const LAYOUTS: &[Layout] = &[
    Layout {
        kind: Kind::IdentityCard,
        face: Some(Face::Portrait),
        titles: &[],
        needs_title: false,
        labels: PORTRAIT,
        words: &[],
        numbers: &[NumberKind::Citizen, NumberKind::CitizenOld],
    },
    Layout {
        kind: Kind::IdentityCard,
        face: Some(Face::Emblem),
        titles: &["居民身份证"],
        needs_title: false,
        labels: EMBLEM,
        words: &["中华人民共和国"],
        numbers: &[],
    },
    Layout {
        kind: Kind::TemporaryIdentityCard,
        face: None,
        titles: &["临时居民身份证"],
        needs_title: true,
        labels: Labels {
            authority: EMBLEM.authority,
            until: EMBLEM.until,
            ..PORTRAIT
        },
        words: &["中华人民共和国"],
        numbers: &[NumberKind::Citizen],
    },
    Layout {
        kind: Kind::ResidencePermit,
        face: Some(Face::Emblem),
        titles: &[
            "港澳居民居住证",
            "台湾居民居住证",
            "中华人民共和国港澳居民居住证",
            "中华人民共和国台湾居民居住证",
        ],
        // 签发次数 and 通行证号码 stand on no other card.
        needs_title: false,
        labels: Labels {
            other: &["签发次数", "通行证号码"],
            ..EMBLEM
        },
        words: &[],
        numbers: &[],
    },
    Layout {
        kind: Kind::ForeignResidentCard,
        face: None,
        titles: &["外国人永久居留身份证", "外国人永久居留证"],
        needs_title: true,
        labels: Labels {
            number: &["证件号码"],
            name: &["姓名"],
            authority: EMBLEM.authority,
            birth: &["出生日期"],
            until: &["有效期限"],
            other: &["性别", "国籍", "曾持号码"],
            ..Labels::NONE
        },
        words: &["FOREIGNPERMANENTRESIDENT"],
        numbers: &[NumberKind::ForeignResident, NumberKind::ForeignResidentOld],
    },
    Layout {
        kind: Kind::HongKongMacaoPermit,
        face: None,
        titles: &["港澳居民来往内地通行证"],
        needs_title: true,
        labels: PERMIT,
        words: &[],
        numbers: &[NumberKind::HongKongMacaoPermit],
    },
    Layout {
        kind: Kind::TaiwanPermit,
        face: None,
        titles: &["台湾居民来往大陆通行证"],
        needs_title: true,
        labels: PERMIT,
        words: &[],
        numbers: &[NumberKind::TaiwanPermit],
    },
    Layout {
        kind: Kind::Passport,
        face: None,
        titles: &["护照", "PASSPORT"],
        needs_title: true,
        labels: Labels {
            number: &["护照号/PassportNo", "护照号码", "护照号"],
            name: &["姓名/Name", "姓名"],
            authority: &["签发机关/Authority", "签发机关"],
            birth: &["出生日期/Dateofbirth", "出生日期"],
            issued: &["签发日期/Dateofissue", "签发日期"],
            until: &["有效期至/Dateofexpiry", "有效期至"],
            other: &[
                "国籍/Nationality",
                "国籍",
                "签发地点/Placeofissue",
                "签发地点",
                "出生地点/Placeofbirth",
                "出生地点",
                "性别/Sex",
                "类型/Type",
                "持照人签名",
                "国家码/CountryCode",
                "国家码",
            ],
            ..Labels::NONE
        },
        words: &[],
        numbers: &[NumberKind::Passport],
    },
];
