//! The types of certificate that forms offer, and the codes that interfaces have for them.

use certpreflight_reading::{Kind, NumberKind};

/// A type of certificate that can be chosen.
#[derive(Debug)]
pub(crate) struct DocumentType {
    /// What it says on the form; the first is the usual one.
    pub(crate) names: &'static [&'static str],
    /// What the interfaces of platforms and registries call it.
    codes: &'static [&'static str],
    /// Which certificate it is; `None` for one that is not recognized on pictures.
    pub(crate) kind: Option<Kind>,
}

impl DocumentType {
    /// Whether it names a person. Those that are not recognized on pictures all do.
    pub(crate) fn is_of_person(&self) -> bool {
        self.kind.is_none_or(Kind::is_of_person)
    }
}

const fn document(
    kind: Kind,
    names: &'static [&'static str],
    codes: &'static [&'static str],
) -> DocumentType {
    DocumentType {
        names,
        codes,
        kind: Some(kind),
    }
}

/// Codes: Tencent's `CreateTemplate`, Alibaba's `SaveRegistrantProfile`, and those of the registries.
pub(crate) static TYPES: [DocumentType; 19] = [
    document(
        Kind::IdentityCard,
        &[
            "身份证",
            "居民身份证",
            "大陆身份证",
            "内地身份证",
            "中华人民共和国居民身份证",
            "中国居民身份证",
        ],
        &["sfz", "id", "idcard", "identity-card", "id-portrait"],
    ),
    document(
        Kind::TemporaryIdentityCard,
        &["临时身份证", "临时居民身份证"],
        &["temporary-identity-card"],
    ),
    document(
        Kind::ResidencePermit,
        &[
            "港澳台居民居住证",
            "港澳居民居住证",
            "台湾居民居住证",
            "港澳居住证",
            "台湾居住证",
        ],
        &["gajzz", "twjzz", "hkmojumin", "residence-permit"],
    ),
    document(
        Kind::ForeignResidentCard,
        &["外国人永久居留身份证", "外国人永久居留证"],
        &["gwsfz", "waiguoren", "wjlsfz", "foreign-resident-card"],
    ),
    document(Kind::Passport, &["护照"], &["hz", "passport"]),
    document(
        Kind::HongKongMacaoPermit,
        &["港澳居民来往内地通行证", "港澳通行证", "回乡证"],
        &["txz", "gajmtx", "hong-kong-macao-permit"],
    ),
    document(
        Kind::TaiwanPermit,
        &["台湾居民来往大陆通行证", "台胞证"],
        &["twsfz", "tw", "twjmtx", "taiwan-permit"],
    ),
    document(
        Kind::Licence,
        &[
            "营业执照",
            "工商营业执照",
            "企业营业执照",
            "个体工商户营业执照",
        ],
        &["yyzz", "licence", "license"],
    ),
    document(
        Kind::CreditCodeCertificate,
        &["统一社会信用代码证书", "统一社会信用代码证"],
        &[
            "tydmz",
            "xydm",
            "tydm",
            "chnshxyd",
            "qttydmz",
            "credit-code-certificate",
        ],
    ),
    document(
        Kind::OrganizationCodeCertificate,
        &["组织机构代码证", "组织机构代码证书"],
        &["org", "orgcode", "organization-code-certificate"],
    ),
    document(
        Kind::Institution,
        &["事业单位法人证书", "事业法人证书"],
        &["syzs", "shiyedanwei", "sydwfr", "institution"],
    ),
    document(
        Kind::Association,
        &["社会团体法人登记证书", "社会团体登记证书", "社团法人证书"],
        &["stdjz", "shehuituanti", "shttfr", "association"],
    ),
    document(
        Kind::PrivateNonprofit,
        &[
            "民办非企业单位登记证书",
            "民办非企业登记证书",
            "社会服务机构登记证书",
        ],
        &[
            "mbdjz",
            "minbanfeiqiye",
            "mbfqy",
            "shfwjgz",
            "shehuifuwujigou",
            "shfwjg",
            "private-nonprofit",
        ],
    ),
    document(
        Kind::Foundation,
        &["基金会法人登记证书", "基金会登记证书"],
        &["jjdjz", "jijinhui", "jjhfr", "foundation"],
    ),
    document(
        Kind::ReligiousSite,
        &[
            "宗教活动场所登记证",
            "宗教活动场所法人登记证书",
            "宗教活动场所登记证书",
        ],
        &["zjdjz", "zongjiaochangsuo", "zjcs", "religious-site"],
    ),
    document(
        Kind::LawFirm,
        &["律师事务所执业许可证", "律师事务所执业证"],
        &["lsxkz", "lvshishiwusuo", "lszy", "law-firm"],
    ),
    document(
        Kind::OtherLicence,
        &[
            "公证机构执业证",
            "司法鉴定许可证",
            "医疗机构执业许可证",
            "民办学校办学许可证",
            "外国企业常驻代表机构登记证",
        ],
        &[
            "gzjgzy",
            "gzjgzyz",
            "sfxkz",
            "yljgxkz",
            "mbxxxkz",
            "gwczdjz",
            "gwjgzj",
            "bjwsxx",
            "gongzhengjigou",
            "sifajianding",
            "yiliaojigou",
            "minbanxuexiao",
            "waiguoqiye",
            "waiguojigou",
            "sfjd",
            "yljgzy",
            "mbxxbx",
            "wgczjg",
            "jwjg",
            "other-licence",
        ],
    ),
    DocumentType {
        names: &["军官证", "士兵证"],
        codes: &["jgz"],
        kind: None,
    },
    DocumentType {
        names: &["香港身份证", "澳门身份证", "台湾身份证"],
        codes: &[],
        kind: None,
    },
];

/// The type that somebody chose, by its name on the form or its code.
pub(crate) fn document_type(typed: &str) -> Option<&'static DocumentType> {
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let typed = typed.to_lowercase().replace(['（', '('], "(");
    let typed = typed.split('(').next().unwrap_or_default();
    TYPES
        .iter()
        .find(|known| known.names.contains(&typed) || known.codes.contains(&typed))
}

/// The standards that a number on such a certificate may follow, the present one first. Empty where no rule is known.
pub(crate) const fn number_kinds(kind: Kind) -> &'static [NumberKind] {
    match kind {
        Kind::IdentityCard | Kind::TemporaryIdentityCard | Kind::ResidencePermit => {
            &[NumberKind::Citizen]
        }
        Kind::ForeignResidentCard => &[NumberKind::ForeignResident, NumberKind::ForeignResidentOld],
        Kind::Licence => &[
            NumberKind::CreditCode,
            NumberKind::Registration,
            NumberKind::RegistrationOld,
        ],
        Kind::OrganizationCodeCertificate => &[NumberKind::OrganizationCode],
        // Where these have no credit code they have numbers of their own, of which no standard is known.
        Kind::CreditCodeCertificate
        | Kind::Institution
        | Kind::Association
        | Kind::PrivateNonprofit
        | Kind::Foundation
        | Kind::ReligiousSite
        | Kind::LawFirm => &[NumberKind::CreditCode],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_known_by_name_and_by_code_and_none_twice() {
        let cases = [
            ("工商营业执照", Some(Kind::Licence)),
            ("YYZZ", Some(Kind::Licence)),
            ("营业执照（副本）", Some(Kind::Licence)),
            ("统一社会信用代码证书", Some(Kind::CreditCodeCertificate)),
            ("SFZ", Some(Kind::IdentityCard)),
            (" 居民 身份证 ", Some(Kind::IdentityCard)),
            ("GAJMTX", Some(Kind::HongKongMacaoPermit)),
        ];
        assert_eq!(cases.len(), 7);
        for (typed, kind) in cases {
            assert_eq!(
                document_type(typed).and_then(|known| known.kind),
                kind,
                "{typed}"
            );
        }
        assert!(document_type("军官证").is_some_and(|known| known.kind.is_none()));
        assert!(document_type("户口本").is_none());
        let mut names: Vec<_> = TYPES
            .iter()
            .flat_map(|known| known.names.iter().chain(known.codes))
            .collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
