use super::super::finding::Fault;
use super::super::row::Row;
use super::super::testing::{LICENCE_NUMBER, asked, licence, person, said};
use super::*;

fn faults(row: &Row, certificate: Option<&Certificate>) -> (Vec<Fault>, Option<Comparison>) {
    let profile = super::super::testing::profile("tencent-domain");
    let mut faults = Faults::new(&profile);
    let answer = judge(&asked(row, certificate, &profile), &mut faults);
    (faults.found, answer)
}

fn row(kind: &str, number: &str) -> Row {
    Row::new(2)
        .with(Field::Type, kind)
        .with(Field::Number, number)
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn what_is_wrong_with_a_number_is_named_at_its_place() {
    // Type, number, whether the picture was read, the rules that fire, and what the first says.
    let cases: &[(&str, &str, bool, &[&str], &str)] = &[
        ("营业执照", LICENCE_NUMBER, true, &[], ""),
        ("营业执照", LICENCE_NUMBER, false, &[], ""),
        (
            "营业执照",
            "9133O106MA0000007Q",
            true,
            &["number-confusable"],
            "第 5 位：填的是字母“O”，证件上是数字“0”。",
        ),
        (
            "营业执照",
            "9133O106MA0000007Q",
            false,
            &["number-confusable"],
            "第 5 位：填的是字母“O”，这种号码里没有它，多半是数字“0”。",
        ),
        (
            "营业执照",
            "91330106MA0000007Q（1-1）",
            true,
            &["number-copy-suffix"],
            "副本编号“（1-1）”也填进了号码。",
        ),
        (
            "营业执照",
            "91330106MA0000007Q(副本)",
            true,
            &["number-copy-suffix"],
            "",
        ),
        (
            "营业执照",
            "91330106MA0000007Q1-1",
            true,
            &["number-copy-suffix"],
            "副本编号“1-1”也填进了号码。",
        ),
        (
            "营业执照",
            "91330106 MA0000007Q",
            true,
            &["number-spaced"],
            "号码里有空格、连字符或隐藏字符（第 8 位后）。",
        ),
        (
            "营业执照",
            "\u{200B}91330106MA0000007Q",
            true,
            &["number-spaced"],
            "号码里有空格、连字符或隐藏字符（开头）。",
        ),
        (
            "营业执照",
            "91330106-MA0000007Q",
            true,
            &["number-spaced"],
            "",
        ),
        (
            "营业执照",
            "９１330106MA0000007Q",
            true,
            &["number-wide"],
            "号码里有“９”（开头）。",
        ),
        (
            "营业执照",
            "9133010六MA0000007Q",
            true,
            &["number-wide"],
            "",
        ),
        (
            "营业执照",
            "91330106MA0000007",
            true,
            &["number-length", "number-mismatch"],
            "营业执照号码应为 18 位，填了 17 位。",
        ),
        (
            "营业执照",
            "91330106MA0000008Q",
            true,
            &["number-check", "number-mismatch"],
            "",
        ),
        (
            "营业执照",
            "91330106MA0000008Q",
            false,
            &["number-check"],
            "",
        ),
        (
            "营业执照",
            "MA0000007",
            true,
            &["number-length", "number-wrong-code"],
            "",
        ),
        (
            "营业执照",
            "330106200005100008",
            true,
            &["number-check", "number-wrong-code"],
            "",
        ),
        (
            "营业执照",
            "91350100M000100Y43",
            true,
            &["number-mismatch"],
            "号码与证件不同：共 7 处。",
        ),
        ("身份证", "330106200005100008", false, &[], ""),
        (
            "身份证",
            "330106200005100000",
            false,
            &["number-check"],
            "填写的号码不成立：末位校验位应为 8。",
        ),
        (
            "身份证",
            "11010519491231002x",
            false,
            &["number-confusable"],
            "",
        ),
        (
            "身份证",
            "440305190002290006",
            false,
            &["number-check"],
            "填写的号码不成立：第 7–14 位不是出生日期。",
        ),
        (
            "身份证",
            "3.30106E+17",
            false,
            &["number-rounded"],
            "表格把长号码变成了 3.30106E+17，末几位已丢失。",
        ),
        ("组织机构代码证", "D2143569-X", false, &[], ""),
        ("组织机构代码证", "D2143569-0", false, &["number-check"], ""),
        ("护照", "E12345678", false, &[], ""),
        ("军官证", "军字第1234567号", false, &["number-wide"], ""),
    ];
    assert_eq!(cases.len(), 27);
    let certificate = licence();
    for (kind, number, is_read, rules, says) in cases {
        let typed = row(kind, number);
        let (found, answer) = faults(&typed, is_read.then_some(&certificate));
        if *kind == "军官证" {
            assert!(
                found.iter().all(|fault| fault.rule.id != "number-check"),
                "{number}"
            );
            continue;
        }
        let fired: Vec<_> = found.iter().map(|fault| fault.rule.id).collect();
        assert_eq!(fired, *rules, "{kind} {number}");
        assert!(said(&found).contains(says), "{number}: {}", said(&found));
        let expected = match (rules.is_empty(), is_read) {
            (true, true) => Comparison::Same,
            (true, false) => Comparison::NotAssessed,
            (false, _) if found.iter().all(|fault| fault.level == Level::Note) => {
                Comparison::NotAssessed
            }
            (false, _) => Comparison::Wrong,
        };
        assert_eq!(answer, Some(expected), "{kind} {number}");
    }
}

#[test]
fn a_number_that_a_spreadsheet_rounded_says_so_and_what_its_check_digit_would_be() {
    let mut typed = Row::new(2).with(Field::Type, "身份证");
    typed.set(
        Field::Number,
        super::super::row::Cell {
            text: "330106200005100000".to_owned(),
            is_rounded: true,
        },
    );
    let (found, _) = faults(&typed, Some(&person("330106200005100008", "王示例")));
    let fired: Vec<_> = found.iter().map(|fault| fault.rule.id).collect();
    assert!(
        fired.starts_with(&["number-rounded", "number-check"]),
        "{fired:?}"
    );
    assert!(
        said(&found).contains("末位校验位应为 8"),
        "{}",
        said(&found)
    );
}

#[test]
fn a_doubtful_reading_never_accuses() {
    use certpreflight_reading::Certainty;
    let mut certificate = licence();
    let read = certificate.number.as_mut().expect("a licence has a number");
    read.certainty = Certainty::Doubtful;
    read.value.text = "91330106MA0000001Q".to_owned();
    let (found, answer) = faults(&row("营业执照", LICENCE_NUMBER), Some(&certificate));
    assert!(found.is_empty(), "{}", said(&found));
    assert_eq!(
        answer,
        Some(Comparison::NotAssessed),
        "the typed one proves itself"
    );
    // One that doesn't prove itself is only asked to be compared.
    let read = certificate.number.as_mut().expect("a licence has a number");
    read.value.text = "91350100M000100Y43".to_owned();
    let (found, answer) = faults(&row("营业执照", LICENCE_NUMBER), Some(&certificate));
    assert_eq!(
        found.iter().map(|fault| fault.level).collect::<Vec<_>>(),
        [Level::Warning]
    );
    assert_eq!(answer, Some(Comparison::Wrong));
}

#[test]
fn what_is_put_right_is_told() {
    let cases = [
        "91330106 MA0000007Q",
        "９1330106MA0000007Q",
        "91330106MA0000007Q(1-1)",
        "9133O106MA0000007Q",
    ];
    assert_eq!(cases.len(), 4);
    for typed in cases {
        let (found, _) = faults(&row("营业执照", typed), Some(&licence()));
        let instead = found.last().and_then(|fault| fault.instead.clone());
        assert_eq!(instead.as_deref(), Some(LICENCE_NUMBER), "{typed}");
    }
}
