use super::super::row::Row;
use super::super::testing::{asked, profile};
use super::*;

fn fired(row: &Row, columns: &[Field]) -> Vec<(&'static str, Level)> {
    let profile = profile("tencent-domain");
    let mut faults = Faults::new(&profile);
    judge(&asked(row, None, &profile), columns, &mut faults);
    faults
        .found
        .iter()
        .map(|fault| (fault.rule.id, fault.level))
        .collect()
}

#[test]
fn every_lint_fires_on_what_is_wrong_and_not_on_what_is_right() {
    use Field::{
        Address, AreaCode, Contact, Country, CountryCode, Email, Landline, Number, Owner, Phone,
        Postcode, TemplateCreated,
    };
    let long = "示".repeat(65);
    let cases: &[(Field, &str, Option<&str>)] = &[
        (Contact, "王示例", None),
        (Contact, "欧阳示例", None),
        (Contact, "买买提·阿不都", None),
        (Contact, "John Smith", None),
        (
            Contact,
            "杭州示例网络有限公司",
            Some("contact-organization"),
        ),
        (Contact, "示例工作室", Some("contact-organization")),
        (Contact, "王示例13800138000", Some("contact-organization")),
        (Contact, "王", Some("contact-organization")),
        (Contact, "买买提•阿不都", Some("owner-interpunct")),
        (Address, "西湖区示例路1号2幢301室", None),
        (Address, "杭州市西湖区", Some("address-vague")),
        (Address, "示例路1号", Some("address-vague")),
        (Postcode, "310013", None),
        (Postcode, "31001", Some("postcode-invalid")),
        (Postcode, "111111", Some("postcode-invalid")),
        (Postcode, "123456", Some("postcode-invalid")),
        (Phone, "13800138000", None),
        (Phone, "0571-88001234", None),
        (Phone, "1380013800", Some("phone-invalid")),
        (Phone, "12800138000", Some("phone-invalid")),
        (Phone, "+8613800138000", Some("phone-invalid")),
        (Phone, "8613800138000", Some("phone-invalid")),
        (Phone, "11111111111", Some("phone-invalid")),
        (Phone, "138 0013 8000", Some("phone-invalid")),
        (Phone, "１3800138000", Some("phone-invalid")),
        (Landline, "057188001234", None),
        (Landline, "8800", Some("phone-invalid")),
        (CountryCode, "86", None),
        (CountryCode, "85", Some("phone-invalid")),
        (Email, "domain@example.cn", None),
        (Email, "domain.example.cn", Some("email-invalid")),
        (Email, "domain@example", Some("email-invalid")),
        (Email, "domain@example.con", Some("email-invalid")),
        (Email, "do main@example.cn", Some("email-invalid")),
        (Email, "domain＠example.cn", Some("email-invalid")),
        (TemplateCreated, "2024-01-01", None),
        (TemplateCreated, "2015-03-01", Some("template-old")),
        (Owner, &long, Some("field-too-long")),
        (Number, "1234", None),
        (AreaCode, "0571", None),
        (Country, "中国", None),
    ];
    assert_eq!(cases.len(), 41);
    for (field, typed, rule) in cases {
        let found = fired(&Row::new(2).with(*field, typed), &[]);
        let ids: Vec<_> = found.iter().map(|(id, _)| *id).collect();
        assert_eq!(ids.first().copied(), *rule, "{typed}: {ids:?}");
    }
}

#[test]
fn what_a_column_asks_and_a_row_leaves_out_is_missing() {
    let row = Row::new(2)
        .with(Field::Type, "身份证")
        .with(Field::Number, "1")
        .with(Field::Landline, "057188001234");
    let columns = [
        Field::Type,
        Field::Owner,
        Field::Number,
        Field::Phone,
        Field::Email,
    ];
    let found = fired(&row, &columns);
    assert_eq!(
        found
            .iter()
            .filter(|(id, _)| *id == "field-missing")
            .count(),
        2,
        "{found:?}"
    );
    assert!(
        fired(&row, &[]).is_empty(),
        "a single row is asked for nothing"
    );
}
