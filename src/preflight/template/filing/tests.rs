use super::super::row::Row;
use super::super::testing::{asked, licence, profile, right_filing};
use super::*;
use Level::{Error, Note, Warning};

fn fired(row: &Row, under: &str, is_read: bool) -> Vec<(&'static str, Level)> {
    let profile = profile(under);
    let mut faults = Faults::new(&profile);
    let certificate = licence();
    judge(
        &asked(row, is_read.then_some(&certificate), &profile),
        &mut faults,
    );
    // What the province demands besides is said of rows that are right, too.
    let wrong = faults
        .found
        .iter()
        .filter(|fault| fault.rule.id != "province-rule");
    wrong.map(|fault| (fault.rule.id, fault.level)).collect()
}

fn right() -> Row {
    right_filing(2)
}

#[test]
fn every_cross_rule_fires_on_what_is_wrong_and_not_on_what_is_right() {
    for under in ["tencent-icp", "huawei-icp"] {
        assert_eq!(fired(&right(), under, true), [], "{under}");
    }
    let cases: &[(Field, &str, &str, Level)] = &[
        (
            Field::DomainOwner,
            "杭州示例网络有限责任公司",
            "entity-owner-mismatch",
            Error,
        ),
        (
            Field::DomainOwner,
            "杭州示例 网络有限公司",
            "entity-owner-mismatch",
            Error,
        ),
        (Field::Account, "王示例", "entity-account-mismatch", Error),
        (Field::DomainType, "身份证", "entity-type-mismatch", Error),
        (Field::Nature, "事业单位", "entity-nature-mismatch", Warning),
        (Field::LegalPerson, "李示例", "legal-person-mismatch", Error),
        (
            Field::Principal,
            "李示例",
            "principal-not-legal-person",
            Error,
        ),
        (
            Field::Emergency,
            "13800138000",
            "principal-contact-shared",
            Warning,
        ),
        (
            Field::AccountVerified,
            "2026-11-27",
            "account-too-new",
            Error,
        ),
        (
            Field::DomainVerified,
            "2026-11-26 14:00",
            "domain-too-new",
            Error,
        ),
        (Field::DomainExpires, "2026-12-20", "domain-expiring", Error),
        (Field::DomainExpires, "2026-11-01", "domain-expiring", Error),
        (
            Field::Domain,
            "chinaexample.cn",
            "domain-restricted",
            Warning,
        ),
        (Field::Site, "中国示例网", "site-name-invalid", Warning),
        (Field::Site, "123", "site-name-invalid", Warning),
        (Field::Site, "示例", "site-name-invalid", Warning),
        (Field::Site, "example.cn", "site-name-invalid", Warning),
        (Field::FilingProvince, "广东省", "out-of-province", Warning),
    ];
    assert_eq!(cases.len(), 18);
    for (field, typed, rule, level) in cases {
        let found = fired(&right().with(*field, typed), "tencent-icp", true);
        assert!(found.contains(&(rule, *level)), "{typed}: {found:?}");
    }
    let huawei = fired(
        &right()
            .with(Field::Account, "王示例")
            .with(Field::DomainVerified, "2026-11-26"),
        "huawei-icp",
        true,
    );
    assert_eq!(
        huawei,
        [
            ("entity-account-mismatch", Note),
            ("domain-too-new", Warning)
        ]
    );
}

#[test]
fn a_persons_account_has_the_persons_phone() {
    let cases = [
        ("个人", "13700137000", true),
        ("个人", "13800138000", false),
        ("企业", "13700137000", false),
    ];
    assert_eq!(cases.len(), 3);
    for (nature, phone, is_told) in cases {
        let row = right()
            .with(Field::Nature, nature)
            .with(Field::AccountPhone, phone);
        let found = fired(&row, "tencent-icp", false);
        let told = found.iter().any(|(id, _)| *id == "account-phone-mismatch");
        assert_eq!(told, is_told, "{nature} {phone}: {found:?}");
    }
}

#[test]
fn a_site_is_called_after_none_of_its_domains() {
    let cases = [
        "example.cn",
        "example.com; example.cn",
        "example.com；EXAMPLE.cn",
        "example.com|example.cn",
    ];
    assert_eq!(cases.len(), 4);
    for domains in cases {
        let row = Row::new(2)
            .with(Field::Domain, domains)
            .with(Field::Site, "example.cn");
        let profile = profile("tencent-icp");
        let mut faults = Faults::new(&profile);
        judge(&asked(&row, None, &profile), &mut faults);
        let said = super::super::testing::said(&faults.found);
        assert!(said.contains("与域名相同"), "{domains}: {said}");
    }
}

#[test]
fn brackets_in_entity_and_owner_are_the_same() {
    let row = right()
        .with(Field::Entity, "杭州示例（集团）有限公司")
        .with(Field::DomainOwner, "杭州示例(集团)有限公司")
        .with(Field::Account, "杭州示例（集团）有限公司");
    assert_eq!(
        fired(&row, "tencent-icp", false),
        [("entity-owner-mismatch", Error)]
    );
}

#[test]
fn whether_the_principal_may_be_another_goes_by_province() {
    let row = |province, authorization| {
        right()
            .with(Field::Principal, "李示例")
            .with(Field::FilingProvince, province)
            .with(Field::Authorization, authorization)
    };
    let level = |province, authorization| {
        let found = fired(&row(province, authorization), "tencent-icp", false);
        let own = found
            .into_iter()
            .find(|(id, _)| *id == "principal-not-legal-person");
        own.map(|(_, level)| level)
    };
    let cases = [
        ("浙江省", "有", Some(Error)),
        ("江苏省", "有", None),
        ("江苏省", "否", Some(Error)),
        ("北京市", "否", Some(Warning)),
        ("广东省", "有", Some(Warning)),
        ("辽宁省", "否", None),
        ("火星", "否", None),
    ];
    assert_eq!(cases.len(), 7);
    for (province, authorization, expected) in cases {
        assert_eq!(
            level(province, authorization),
            expected,
            "{province} {authorization}"
        );
    }
}

#[test]
fn a_domain_is_old_enough_after_three_days_or_three_working_days() {
    let found = |verified: &str, registrar: &str, under: &str| {
        let row = Row::new(2)
            .with(Field::DomainVerified, verified)
            .with(Field::Registrar, registrar);
        !fired(&row, under, false).is_empty()
    };
    // 2026-11-28 is a Saturday.
    assert!(!found("2026-11-25", "腾讯云", "tencent-icp"));
    assert!(found("2026-11-26", "DNSPod", "tencent-icp"));
    assert!(
        found("2026-11-25", "西部数码", "tencent-icp"),
        "two working days have passed"
    );
    assert!(!found("2026-11-24", "西部数码", "tencent-icp"));
    assert!(found("2026-11-25", "", "huawei-icp"));
}
