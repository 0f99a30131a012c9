//! Business licences of all editions: 企业, 个体工商户, 分支机构, 合作社; paper and electronic.

use super::layout::{Labels, Layout};
use crate::certificate::Kind;
use crate::numbers::NumberKind;

pub(super) const LAYOUTS: &[Layout] = &[Layout {
    kind: Kind::Licence,
    face: None,
    titles: &[
        "营业执照",
        "企业法人营业执照",
        "个体工商户营业执照",
        "个人独资企业营业执照",
        "合伙企业营业执照",
        "电子营业执照",
    ],
    needs_title: false,
    labels: Labels {
        number: &["统一社会信用代码", "社会信用代码", "注册号"],
        name: &["名称", "企业名称", "单位名称", "字号名称"],
        person: &[
            "法定代表人",
            "经营者姓名",
            "经营者",
            "负责人",
            "投资人",
            "执行事务合伙人",
            "法定代表人姓名",
        ],
        authority: &["登记机关", "发照机关"],
        established: &["成立日期", "注册日期"],
        until: &["营业期限", "经营期限", "合伙期限"],
        address: &["住所", "经营场所", "营业场所", "主要经营场所"],
        other: &[
            "类型",
            "主体类型",
            "组成形式",
            "企业类型",
            "公司类型",
            "注册资本",
            "实收资本",
            "出资额",
            "成员出资总额",
            "经营范围",
            "经营范围及方式",
            "证照编号",
            "编号",
        ],
        ..Labels::NONE
    },
    words: &[
        "国家企业信用信息公示系统",
        "国家市场监督管理总局监制",
        "国家工商行政管理总局监制",
    ],
    numbers: &[
        NumberKind::CreditCode,
        NumberKind::Registration,
        NumberKind::RegistrationOld,
    ],
}];
