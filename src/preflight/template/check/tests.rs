use super::super::testing::{certificate, pictured, profile, said, today};
use super::*;
use certpreflight_reading::{Check, Kind, NumberKind};

/// The number with the last character that its check digit demands.
fn proven(standard: NumberKind, stem: &str) -> String {
    let found = standard
        .alphabet()
        .chars()
        .map(|last| format!("{stem}{last}"))
        .find(|number| standard.check(number) == Check::Right);
    found.unwrap_or_else(|| panic!("{stem} has no check digit"))
}

/// A credit code of this department, area and serial number.
fn credit_code(first: &str, area: &str, serial: usize) -> String {
    let organization = NumberKind::OrganizationCode;
    let inner = "0123456789X"
        .chars()
        .map(|last| format!("MA{serial:06}{last}"))
        .find(|code| organization.check(code) == Check::Right);
    proven(
        NumberKind::CreditCode,
        &format!("{first}{area}{}", inner.expect("a check digit")),
    )
}

/// A right row, and the certificate that goes with it.
#[expect(clippy::too_many_lines, reason = "a table")]
fn right(at: usize) -> (Row, Certificate) {
    let places = [
        ("浙江省", "杭州市", "330106"),
        ("广东省", "深圳市", "440305"),
        ("北京市", "北京市", "110108"),
        ("四川省", "成都市", "510104"),
    ];
    let (province, city, area) = places[at % places.len()];
    let words = [
        "示例", "样本", "测试", "云帆", "恒信", "博雅", "远山", "星河",
    ];
    let word = words[at / 4 % words.len()];
    let persons = ["王示例", "李小明", "欧阳晓", "买买提·艾力", "赵一"];
    let person = persons[at % persons.len()];
    let place = city.trim_end_matches('市');
    let serial = at + 100;
    // 12, …: for organ certificates the organization code inside begins as that of a company; platforms don't look.
    let (kind, standard, number, name, typed) = match at % 10 {
        0 | 1 => {
            let number = proven(
                NumberKind::Citizen,
                &format!(
                    "{area}1990{:02}{:02}{:03}",
                    at % 12 + 1,
                    at % 28 + 1,
                    at % 999
                ),
            );
            (
                Kind::IdentityCard,
                NumberKind::Citizen,
                number,
                person.to_owned(),
                "身份证",
            )
        }
        2 => (
            Kind::Licence,
            NumberKind::CreditCode,
            credit_code("91", area, serial),
            format!("{place}{word}网络有限公司"),
            "营业执照",
        ),
        3 => (
            Kind::Licence,
            NumberKind::CreditCode,
            credit_code("91", area, serial),
            format!("{word}（{place}）科技有限公司"),
            "YYZZ",
        ),
        4 => (
            Kind::Licence,
            NumberKind::CreditCode,
            credit_code("92", area, serial),
            format!("{place}市{word}餐饮店"),
            "工商营业执照",
        ),
        5 => (
            Kind::CreditCodeCertificate,
            NumberKind::CreditCode,
            credit_code("12", area, serial),
            format!("{place}市{word}中心"),
            "统一社会信用代码证书",
        ),
        6 => (
            Kind::Institution,
            NumberKind::CreditCode,
            credit_code("12", area, serial),
            format!("{place}市{word}小学"),
            "事业单位法人证书",
        ),
        7 => (
            Kind::Association,
            NumberKind::CreditCode,
            credit_code("51", area, serial),
            format!("{place}市{word}协会"),
            "社会团体法人登记证书",
        ),
        8 => (
            Kind::PrivateNonprofit,
            NumberKind::CreditCode,
            credit_code("52", area, serial),
            format!("{place}{word}公益服务中心"),
            "民办非企业单位登记证书",
        ),
        _ => (
            Kind::LawFirm,
            NumberKind::CreditCode,
            credit_code("31", area, serial),
            format!("{place}{word}律师事务所"),
            "律师事务所执业许可证",
        ),
    };
    let row = Row::new(at + 2)
        .with(Field::Picture, &format!("{at}.jpg"))
        .with(Field::Type, typed)
        .with(Field::Owner, &name.replace('（', "(").replace('）', ")"))
        .with(Field::Number, &number)
        .with(Field::Contact, person)
        .with(Field::Country, "中国")
        .with(Field::Province, province)
        .with(Field::City, city)
        .with(
            Field::Address,
            &format!("{word}路{}号{}室", at + 1, 100 + at),
        )
        .with(Field::Postcode, &format!("31{:04}", at * 37 % 9000 + 13))
        .with(
            Field::Phone,
            &format!("13{:09}", at * 7_654_321 % 1_000_000_000 + 12_345),
        )
        .with(Field::Email, &format!("post{at}@example.cn"));
    let mut read = certificate(kind, standard, &number, &name);
    if kind == Kind::Licence {
        read.person = Some(super::super::testing::read(
            "钱七".to_owned(),
            certpreflight_reading::Certainty::Read,
        ));
    }
    (row, read)
}

fn terms() -> Terms {
    let mut terms = Terms::new(profile("tencent-domain"), today());
    terms.columns = right(0).0.fields().collect();
    terms
}

#[test]
fn two_hundred_right_rows_are_right() {
    let terms = terms();
    let mut rows: Vec<Judged> = (0..200)
        .map(|at| {
            let (row, certificate) = right(at);
            judge(row, pictured(certificate), &terms)
        })
        .collect();
    compare_rows(&mut rows, &terms.profile);
    let mut warnings = 0;
    for judged in &rows {
        let row = &judged.row;
        assert!(
            judged.worst() < Some(Level::Error),
            "{:?} {:?}: {}",
            row.get(Field::Owner),
            row.get(Field::Number),
            said(&judged.faults)
        );
        warnings += judged
            .faults
            .iter()
            .filter(|fault| fault.level == Level::Warning)
            .count();
        let is_same = judged
            .compared
            .iter()
            .all(|(_, answer)| *answer == Comparison::Same);
        assert!(
            is_same && judged.compared.len() == 3,
            "{:?}",
            judged.compared
        );
    }
    assert!(warnings <= 2, "{warnings} warnings on 200 right rows");
}

/// Puts one character in the place of another.
fn replaced(text: &str, at: usize, with: char) -> String {
    text.chars()
        .enumerate()
        .map(|(place, character)| if place == at { with } else { character })
        .collect()
}

/// A way to spoil a row; `None` where it can't be spoiled so.
type Spoil = fn(&Row, &Certificate) -> Option<Row>;

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn planted_faults_are_found() {
    fn owner(row: &Row) -> String {
        row.get(Field::Owner).unwrap_or_default().to_owned()
    }
    fn number(row: &Row) -> String {
        row.get(Field::Number).unwrap_or_default().to_owned()
    }
    let kinds: &[(&str, Spoil)] = &[
        ("number-copy-suffix", |row, _| {
            Some(
                row.clone()
                    .with(Field::Number, &format!("{}（1-1）", number(row))),
            )
        }),
        ("number-spaced", |row, _| {
            let number = number(row);
            Some(
                row.clone()
                    .with(Field::Number, &format!("{} {}", &number[..6], &number[6..])),
            )
        }),
        ("number-wide", |row, _| {
            Some(
                row.clone()
                    .with(Field::Number, &replaced(&number(row), 3, '０')),
            )
        }),
        ("number-length", |row, _| {
            Some(row.clone().with(Field::Number, &number(row)[..16]))
        }),
        ("number-check", |row, _| {
            let number = number(row);
            let wrong = if number.as_bytes()[5] == b'1' {
                '2'
            } else {
                '1'
            };
            Some(
                row.clone()
                    .with(Field::Number, &replaced(&number, 5, wrong)),
            )
        }),
        ("number-confusable", |row, _| {
            let number = number(row);
            let at = number.find('0')?;
            Some(row.clone().with(Field::Number, &replaced(&number, at, 'O')))
        }),
        ("number-mismatch", |row, _| {
            // Another holder's, of the same kind and place.
            Some(
                row.clone()
                    .with(Field::Number, &number(&right(row.number + 38).0)),
            )
        }),
        ("number-rounded", |row, _| {
            Some(row.clone().with(Field::Number, "9.13301E+17"))
        }),
        ("number-wrong-code", |row, read| {
            let printed = &read.number.as_ref()?.value.text;
            printed
                .contains('M')
                .then(|| row.clone().with(Field::Number, &printed[8..17]))
        }),
        ("owner-spaced", |row, _| {
            let (first, rest) = owner(row).chars().fold(
                (String::new(), String::new()),
                |(mut first, mut rest), c| {
                    if first.chars().count() < 2 {
                        first.push(c);
                    } else {
                        rest.push(c);
                    }
                    (first, rest)
                },
            );
            Some(
                row.clone()
                    .with(Field::Owner, &format!("{first}\u{3000}{rest}")),
            )
        }),
        ("owner-abbreviated", |row, _| {
            owner(row)
                .strip_suffix("有限公司")
                .map(|short| row.clone().with(Field::Owner, short))
        }),
        ("owner-is-legal-person", |row, read| {
            read.person
                .as_ref()
                .map(|person| row.clone().with(Field::Owner, &person.value))
        }),
        ("owner-mismatch", |row, _| {
            Some(
                row.clone()
                    .with(Field::Owner, &replaced(&owner(row), 1, '龘')),
            )
        }),
        ("owner-brackets", |row, _| {
            owner(row).contains('(').then(|| {
                row.clone().with(
                    Field::Owner,
                    &owner(row).replace('(', "（").replace(')', "）"),
                )
            })
        }),
        ("type-mismatch", |row, _| {
            Some(row.clone().with(Field::Type, "护照"))
        }),
        ("type-licence-not-credit", |row, read| {
            (read.kind == Kind::Licence)
                .then(|| row.clone().with(Field::Type, "统一社会信用代码证书"))
        }),
        ("contact-organization", |row, _| {
            Some(row.clone().with(Field::Contact, "示例有限公司"))
        }),
        ("address-vague", |row, _| {
            Some(row.clone().with(Field::Address, "西湖区"))
        }),
        ("postcode-invalid", |row, _| {
            Some(row.clone().with(Field::Postcode, "3100"))
        }),
        ("phone-invalid", |row, _| {
            Some(row.clone().with(Field::Phone, "+8613800138000"))
        }),
        ("email-invalid", |row, _| {
            Some(row.clone().with(Field::Email, "post@example"))
        }),
        ("owner-restricted", |row, _| {
            Some(
                row.clone()
                    .with(Field::Owner, &format!("中国{}", owner(row))),
            )
        }),
    ];
    assert_eq!(kinds.len(), 22);
    let terms = terms();
    for (rule, spoil) in kinds {
        let mut planted = 0;
        for at in 0..800 {
            let (row, certificate) = right(at);
            let Some(spoiled) = spoil(&row, &certificate) else {
                continue;
            };
            let judged = judge(spoiled, pictured(certificate), &terms);
            let fired: Vec<_> = judged.faults.iter().map(|fault| fault.rule.id).collect();
            assert!(
                fired.contains(rule),
                "{rule} in row {at}: {fired:?} {:?}",
                judged.row
            );
            planted += 1;
            if planted == 40 {
                break;
            }
        }
        assert_eq!(planted, 40, "{rule}");
    }
}

#[test]
fn rows_are_held_against_each_other() {
    let terms = terms();
    let rows = [
        Row::new(2)
            .with(Field::Picture, "a.jpg")
            .with(Field::Number, "1")
            .with(Field::Entity, "甲")
            .with(Field::Domain, "example.cn; example.com"),
        Row::new(3)
            .with(Field::Picture, "a.jpg")
            .with(Field::Number, "2")
            .with(Field::Entity, "甲")
            .with(Field::Domain, "EXAMPLE.CN"),
        Row::new(4)
            .with(Field::Picture, "b.jpg")
            .with(Field::Number, "3")
            .with(Field::Entity, "甲")
            .with(Field::Domain, "example.net"),
    ];
    let mut judged: Vec<Judged> = rows
        .into_iter()
        .map(|row| judge(row, Vec::new(), &terms))
        .collect();
    compare_rows(&mut judged, &terms.profile);
    let has = |at: usize, rule: &str| judged[at].faults.iter().any(|fault| fault.rule.id == rule);
    assert!(has(0, "picture-shared") && has(1, "picture-shared") && !has(2, "picture-shared"));
    assert!(
        has(0, "domain-duplicate") && has(1, "domain-duplicate") && !has(2, "domain-duplicate")
    );
}

#[test]
fn a_row_without_its_picture_says_so() {
    let terms = terms();
    let (row, _) = right(2);
    let judged = judge(row, vec![Arc::new(Pictured::missing("scan.jpg"))], &terms);
    assert!(
        judged
            .faults
            .iter()
            .any(|fault| fault.rule.id == "picture-missing")
    );
    assert!(
        judged
            .compared
            .iter()
            .all(|(_, answer)| *answer == Comparison::NotAssessed)
    );
    let judged = judge(Row::new(2).with(Field::Owner, "王示例"), Vec::new(), &terms);
    assert!(
        judged
            .faults
            .iter()
            .any(|fault| fault.rule.id == "picture-missing")
    );
}

#[test]
fn an_emblem_side_bears_no_number_to_differ_from() {
    let mut emblem = Certificate::of(
        Kind::IdentityCard,
        certpreflight_reading::Certainty::Confirmed,
    );
    emblem.face = Some(Face::Emblem);
    let row = Row::new(2)
        .with(Field::Type, "身份证")
        .with(Field::Number, "110101187001010009");
    let judged = judge(
        row,
        pictured(emblem),
        &Terms::new(profile("tencent-domain"), today()),
    );
    assert!(
        judged
            .faults
            .iter()
            .all(|fault| fault.rule.id != "number-mismatch"),
        "{}",
        said(&judged.faults)
    );
}
