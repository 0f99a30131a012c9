//! Each rule about what is typed fires on something, and none on what is right.

use super::check::{Terms, compare_rows, judge};
use super::field::Field;
use super::row::Row;
use super::testing::{named_licence, pictured, profile, right_filing, today};
use crate::rules::{Group, RULES};

const NAME: &str = "杭州示例网络有限公司";
/// An apostrophe alone, by which a cell is told to be text, is nothing.
const NOTHING: &str = "'";

/// A rule, the name on the certificate where there is one, and what is typed.
type Case<'a> = (&'a str, Option<&'a str>, &'a [(Field, &'a str)]);

/// A filing and a template in one, in which everything is right.
fn right() -> Row {
    right_filing(3)
        .with(Field::Picture, "scan.jpg")
        .with(Field::Owner, NAME)
        .with(Field::Contact, "王示例")
        .with(Field::Address, "西湖区示例路1号2幢301室")
        .with(Field::Postcode, "310013")
        .with(Field::Phone, "13800138000")
        .with(Field::Email, "domain@example.cn")
}

/// The rules that fire on the right row with these changes beside a certificate that bears this name, and beside
/// another row.
fn fired(name: Option<&str>, changes: &[(Field, &str)]) -> Vec<&'static str> {
    let mut terms = Terms::new(profile("tencent-domain"), today());
    terms.columns = right().fields().collect();
    let row = changes
        .iter()
        .fold(right(), |row, (field, typed)| row.with(*field, typed));
    let pictures = name.map(|name| pictured(named_licence(name)));
    let other = Row::new(2)
        .with(Field::Picture, "shared.jpg")
        .with(Field::Number, "1")
        .with(Field::Entity, "甲")
        .with(Field::Domain, "shared.cn");
    let mut rows = [
        judge(row, pictures.unwrap_or_default(), &terms),
        judge(other, Vec::new(), &terms),
    ];
    compare_rows(&mut rows, &terms.profile);
    rows[0].faults.iter().map(|fault| fault.rule.id).collect()
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn every_rule_fires_and_none_on_what_is_right() {
    use Field as F;
    // What the province demands besides is said of rows that are right, too.
    let mut right = fired(Some(NAME), &[]);
    right.retain(|rule| *rule != "province-rule");
    assert_eq!(right, [""; 0]);
    let long = "a".repeat(101);
    let cases: &[Case] = &[
        (
            "owner-mismatch",
            Some(NAME),
            &[(F::Owner, "杭州样例网络有限公司")],
        ),
        (
            "owner-lookalike",
            Some(NAME),
            &[(F::Owner, "杭州示例网络有线公司")],
        ),
        (
            "owner-abbreviated",
            Some(NAME),
            &[(F::Owner, "杭州示例网络")],
        ),
        ("owner-is-legal-person", Some(NAME), &[(F::Owner, "王示例")]),
        (
            "owner-spaced",
            Some(NAME),
            &[(F::Owner, "杭州示例 网络有限公司")],
        ),
        (
            "owner-brackets",
            None,
            &[(F::Owner, "示例（集团）有限公司")],
        ),
        (
            "owner-interpunct",
            Some(NAME),
            &[(F::Contact, "买买提•阿不都")],
        ),
        (
            "owner-case",
            Some("EXAMPLE Ltd"),
            &[(F::Owner, "Example Ltd")],
        ),
        (
            "owner-english-mismatch",
            Some(NAME),
            &[(F::ContactEn, "Li Si")],
        ),
        (
            "owner-restricted",
            Some(NAME),
            &[(F::Owner, "中国示例网络有限公司")],
        ),
        (
            "number-mismatch",
            Some(NAME),
            &[(F::Number, "91350100M000100Y43")],
        ),
        (
            "number-length",
            Some(NAME),
            &[(F::Number, "91330106MA0000007")],
        ),
        (
            "number-spaced",
            Some(NAME),
            &[(F::Number, "91330106 MA0000007Q")],
        ),
        (
            "number-wide",
            Some(NAME),
            &[(F::Number, "９1330106MA0000007Q")],
        ),
        (
            "number-confusable",
            Some(NAME),
            &[(F::Number, "9133O106MA0000007Q")],
        ),
        (
            "number-check",
            Some(NAME),
            &[(F::Number, "91330106MA0000008Q")],
        ),
        ("number-rounded", Some(NAME), &[(F::Number, "9.13301E+17")]),
        (
            "number-copy-suffix",
            Some(NAME),
            &[(F::Number, "91330106MA0000007Q（1-1）")],
        ),
        ("number-wrong-code", Some(NAME), &[(F::Number, "MA0000007")]),
        ("type-mismatch", Some(NAME), &[(F::Type, "护照")]),
        (
            "type-licence-not-credit",
            Some(NAME),
            &[(F::Type, "统一社会信用代码证书")],
        ),
        ("type-unknown", Some(NAME), &[(F::Type, "户口本")]),
        ("platform-unknown", Some(NAME), &[(F::Platform, "其他云")]),
        (
            "address-mismatch",
            Some(NAME),
            &[(F::DocumentAddress, "西湖区别处路9号")],
        ),
        (
            "region-mismatch",
            None,
            &[
                (F::Type, "台湾居民来往大陆通行证"),
                (F::Number, "12345678"),
                (F::Country, "中国"),
            ],
        ),
        ("picture-missing", None, &[(F::Picture, NOTHING)]),
        ("picture-shared", Some(NAME), &[(F::Picture, "shared.jpg")]),
        ("field-missing", Some(NAME), &[(F::Postcode, NOTHING)]),
        ("field-too-long", Some(NAME), &[(F::OwnerEn, &long)]),
        (
            "contact-organization",
            Some(NAME),
            &[(F::Contact, "示例工作室")],
        ),
        ("address-vague", Some(NAME), &[(F::Address, "西湖区")]),
        ("postcode-invalid", Some(NAME), &[(F::Postcode, "3100")]),
        ("phone-invalid", Some(NAME), &[(F::Phone, "+8613800138000")]),
        ("email-invalid", Some(NAME), &[(F::Email, "domain@example")]),
        (
            "template-old",
            Some(NAME),
            &[(F::TemplateCreated, "2015-03-01")],
        ),
        (
            "entity-owner-mismatch",
            Some(NAME),
            &[(F::DomainOwner, "杭州示例网络有限责任公司")],
        ),
        (
            "entity-account-mismatch",
            Some(NAME),
            &[(F::Account, "王示例")],
        ),
        (
            "entity-type-mismatch",
            Some(NAME),
            &[(F::DomainType, "身份证")],
        ),
        (
            "entity-nature-mismatch",
            Some(NAME),
            &[(F::Nature, "事业单位")],
        ),
        (
            "legal-person-mismatch",
            Some(NAME),
            &[(F::LegalPerson, "李示例")],
        ),
        (
            "principal-not-legal-person",
            Some(NAME),
            &[(F::Principal, "李示例")],
        ),
        (
            "principal-contact-shared",
            Some(NAME),
            &[(F::Emergency, "13800138000")],
        ),
        (
            "account-phone-mismatch",
            Some(NAME),
            &[(F::Nature, "个人"), (F::AccountPhone, "13700137000")],
        ),
        (
            "account-too-new",
            Some(NAME),
            &[(F::AccountVerified, "2026-11-27")],
        ),
        (
            "domain-too-new",
            Some(NAME),
            &[(F::DomainVerified, "2026-11-27")],
        ),
        ("domain-duplicate", Some(NAME), &[(F::Domain, "shared.cn")]),
        (
            "domain-expiring",
            Some(NAME),
            &[(F::DomainExpires, "2026-12-20")],
        ),
        (
            "domain-restricted",
            Some(NAME),
            &[(F::Domain, "chinaexample.cn")],
        ),
        ("site-name-invalid", Some(NAME), &[(F::Site, "123")]),
        (
            "out-of-province",
            Some(NAME),
            &[(F::FilingProvince, "广东省")],
        ),
        (
            "province-age",
            Some(NAME),
            &[(F::PrincipalNumber, "330106201005100002")],
        ),
        (
            "address-city-mismatch",
            Some(NAME),
            &[
                (F::FilingProvince, "河北省"),
                (F::Address, "河北省石家庄市长安区示例路1号"),
                (F::DocumentAddress, "河北省保定市竞秀区示例路1号"),
            ],
        ),
        (
            "province-rule",
            Some(NAME),
            &[(F::FilingProvince, "河南省")],
        ),
    ];
    let all = RULES.iter().filter(|rule| rule.group == Group::Typed);
    let all: Vec<_> = all.map(|rule| rule.id).collect();
    let named: Vec<_> = cases.iter().map(|(rule, ..)| *rule).collect();
    assert_eq!(
        named, all,
        "each rule has its case, in the order of the table"
    );
    for (rule, name, changes) in cases {
        let found = fired(*name, changes);
        assert!(found.contains(rule), "{rule}: {found:?}");
    }
}
