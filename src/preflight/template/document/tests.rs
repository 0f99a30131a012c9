use super::super::finding::Fault;
use super::super::row::Row;
use super::super::testing::{LICENCE_NUMBER, asked, certificate, licence, person, profile, said};
use super::*;
use certpreflight_reading::Certificate;

fn faults(row: &Row, certificate: Option<&Certificate>) -> Vec<Fault> {
    let profile = profile("tencent-domain");
    let mut faults = Faults::new(&profile);
    let asked = asked(row, certificate, &profile);
    judge_type(&asked, &mut faults);
    judge_region(&asked, &mut faults);
    faults.found
}

#[test]
fn the_type_is_that_of_the_picture() {
    let credit = certificate(
        Kind::CreditCodeCertificate,
        NumberKind::CreditCode,
        "12100000401359321Q",
        "示例中心",
    );
    let (licence, person) = (licence(), person("330106200005100008", "王示例"));
    let cases: &[(&str, &str, Option<&Certificate>, &[&str])] = &[
        ("营业执照", LICENCE_NUMBER, Some(&licence), &[]),
        ("YYZZ", LICENCE_NUMBER, Some(&licence), &[]),
        (
            "统一社会信用代码证书",
            LICENCE_NUMBER,
            Some(&licence),
            &["type-licence-not-credit"],
        ),
        (
            "统一社会信用代码证书",
            LICENCE_NUMBER,
            None,
            &["type-licence-not-credit"],
        ),
        (
            "统一社会信用代码证书",
            "12100000401359321Q",
            Some(&credit),
            &[],
        ),
        (
            "营业执照",
            "12100000401359321Q",
            Some(&credit),
            &["type-mismatch"],
        ),
        ("身份证", "330106200005100008", Some(&person), &[]),
        ("护照", "E12345678", Some(&person), &["type-mismatch"]),
        ("身份证", "810000199408230021", None, &["type-mismatch"]),
        ("港澳居民居住证", "810000199408230021", None, &[]),
        ("户口本", "1", None, &["type-unknown"]),
    ];
    assert_eq!(cases.len(), 11);
    for (kind, number, certificate, rules) in cases {
        let row = Row::new(2)
            .with(Field::Type, kind)
            .with(Field::Number, number);
        let found = faults(&row, *certificate);
        let fired: Vec<_> = found.iter().map(|fault| fault.rule.id).collect();
        assert_eq!(fired, *rules, "{kind} {number}: {}", said(&found));
    }
    let row = Row::new(2).with(Field::Type, "营业执照");
    assert!(said(&faults(&row, Some(&person))).contains("选的是“营业执照”，图片是居民身份证"));
}

#[test]
fn the_region_is_that_of_the_permit() {
    let cases = [
        ("港澳居民来往内地通行证", "H12345678", "中国香港", 0),
        ("港澳居民来往内地通行证", "M12345678", "Macao", 0),
        ("港澳居民来往内地通行证", "H12345678", "中国", 1),
        ("台湾居民来往大陆通行证", "12345678", "中国", 1),
        ("身份证", "330106200005100008", "中国", 0),
    ];
    assert_eq!(cases.len(), 5);
    for (kind, number, country, count) in cases {
        let row = Row::new(2)
            .with(Field::Type, kind)
            .with(Field::Number, number)
            .with(Field::Country, country);
        assert_eq!(faults(&row, None).len(), count, "{number} {country}");
    }
}

#[test]
fn a_platform_that_nobody_knows_is_told() {
    let cases = [
        ("腾讯云", false),
        ("aliyun-domain", false),
        ("其他云", true),
        ("tencent.toml", true),
    ];
    assert_eq!(cases.len(), 4);
    for (typed, is_told) in cases {
        let profile = profile("tencent-domain");
        let mut faults = Faults::new(&profile);
        let row = Row::new(2).with(Field::Platform, typed);
        judge_platform(&asked(&row, None, &profile), &mut faults);
        let fired: Vec<_> = faults.found.iter().map(|fault| fault.rule.id).collect();
        let expected: &[&str] = if is_told { &["platform-unknown"] } else { &[] };
        assert_eq!(fired, expected, "{typed}");
        assert!(said(&faults.found).contains(typed) || !is_told, "{typed}");
    }
}
