//! Certificates of organizations that are no businesses.

use super::layout::{Labels, Layout};
use crate::certificate::Kind;
use crate::numbers::NumberKind;

const CREDIT_CODE: &[NumberKind] = &[NumberKind::CreditCode];
const CODE: &[&str] = &["统一社会信用代码", "社会信用代码"];
const TERM: &[&str] = &["有效期限", "有效期自", "有效期"];

/// Labels that the certificates of the civil affairs authorities share.
const CIVIL: Labels = Labels {
    number: CODE,
    name: &["名称"],
    person: &["法定代表人", "负责人"],
    authority: &["发证机关", "登记管理机关"],
    until: TERM,
    other: &[
        "业务范围",
        "活动地域",
        "注册资金",
        "开办资金",
        "业务主管单位",
        "住所",
        "原始基金数额",
        "类型",
    ],
    ..Labels::NONE
};

pub(super) const LAYOUTS: &[Layout] = &[
    Layout {
        kind: Kind::CreditCodeCertificate,
        face: None,
        titles: &["统一社会信用代码证书", "特别法人统一社会信用代码证书"],
        needs_title: false,
        labels: Labels {
            number: CODE,
            name: &["机构名称", "名称"],
            person: &["负责人", "法定代表人"],
            authority: &["赋码机关", "颁发机关", "登记管理机关"],
            until: TERM,
            other: &["机构性质", "机构地址", "类型", "地址", "住所"],
            ..Labels::NONE
        },
        words: &[],
        numbers: CREDIT_CODE,
    },
    Layout {
        kind: Kind::OrganizationCodeCertificate,
        face: None,
        titles: &["组织机构代码证"],
        needs_title: true,
        labels: Labels {
            number: &["代码"],
            name: &["机构名称"],
            authority: &["颁发单位"],
            until: TERM,
            other: &["机构类型", "地址", "登记号"],
            ..Labels::NONE
        },
        words: &["国家质量监督检验检疫总局"],
        numbers: &[NumberKind::OrganizationCode],
    },
    Layout {
        kind: Kind::Institution,
        face: None,
        titles: &["事业单位法人证书"],
        needs_title: true,
        labels: Labels {
            number: CODE,
            name: &["名称"],
            person: &["法定代表人"],
            authority: &["登记管理机关"],
            until: TERM,
            other: &["宗旨和业务范围", "住所", "经费来源", "开办资金", "举办单位"],
            ..Labels::NONE
        },
        words: &["国家事业单位登记管理局监制"],
        numbers: CREDIT_CODE,
    },
    Layout {
        kind: Kind::Association,
        face: None,
        titles: &["社会团体法人登记证书", "社会团体法人登记证"],
        needs_title: true,
        labels: CIVIL,
        words: &["中华人民共和国民政部"],
        numbers: CREDIT_CODE,
    },
    Layout {
        kind: Kind::PrivateNonprofit,
        face: None,
        titles: &[
            "民办非企业单位登记证书",
            "社会服务机构登记证书",
            "民办非企业单位法人登记证书",
        ],
        needs_title: true,
        labels: CIVIL,
        words: &["中华人民共和国民政部"],
        numbers: CREDIT_CODE,
    },
    Layout {
        kind: Kind::Foundation,
        face: None,
        titles: &["基金会法人登记证书"],
        needs_title: true,
        labels: CIVIL,
        words: &["中华人民共和国民政部"],
        numbers: CREDIT_CODE,
    },
    Layout {
        kind: Kind::ReligiousSite,
        face: None,
        titles: &["宗教活动场所法人登记证书", "宗教活动场所登记证"],
        needs_title: true,
        labels: CIVIL,
        words: &["民政部监制"],
        numbers: CREDIT_CODE,
    },
    Layout {
        kind: Kind::LawFirm,
        face: None,
        titles: &["律师事务所执业许可证", "律师事务所分所执业许可证"],
        needs_title: true,
        labels: Labels {
            number: CODE,
            name: &["名称", "律师事务所"],
            person: &["负责人"],
            authority: &["发证机关"],
            other: &["组织形式", "住所", "主管机关", "批准文号", "设立资产"],
            ..Labels::NONE
        },
        words: &[],
        numbers: CREDIT_CODE,
    },
    Layout {
        kind: Kind::OtherLicence,
        face: None,
        titles: &[
            "医疗机构执业许可证",
            "民办学校办学许可证",
            "公证机构执业证",
            "司法鉴定许可证",
            "外国企业常驻代表机构登记证",
            "外国(地区)企业常驻代表机构登记证",
            "工会法人资格证书",
            "农村集体经济组织登记证",
            "基层群众性自治组织特别法人统一社会信用代码证书",
        ],
        needs_title: true,
        labels: Labels {
            number: CODE,
            name: &["机构名称", "学校名称", "名称"],
            person: &["法定代表人", "主要负责人", "负责人", "校长"],
            until: TERM,
            other: &["地址", "住所", "诊疗科目", "登记号", "经营性质", "类别"],
            ..Labels::NONE
        },
        words: &[],
        numbers: CREDIT_CODE,
    },
];
