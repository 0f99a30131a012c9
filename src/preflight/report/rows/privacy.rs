//! What nobody asked to see stands in no page and no answer.

use super::{RowsJson, RowsJsonLines, RowsText};
use crate::messages::Lang;
use crate::report::{
    Brief, Checklist, Context, Csv, GitHub, Html, Json, JsonLines, Junit, Markdown, Plain, Report,
    Sarif, Summary,
};
use crate::template::testing::{
    LICENCE_NUMBER, licence, named_licence, person, pictured, profile, read, rounded, today,
};
use crate::template::{CheckedManifest, Field, Row, Terms};
use certpreflight_reading::{Certainty, Certificate};

const CARD_NUMBER: &str = "11010519491231002X";

/// All that is said of a row, in both languages and every format.
fn all_said(row: &Row, certificate: Option<&Certificate>, shows_values: bool) -> String {
    let mut terms = Terms::new(profile("tencent-icp"), today());
    terms.shows_values = shows_values;
    let mut checked = CheckedManifest::of_rows(vec![row.clone()], &terms, |_, _| {
        certificate.map_or_else(Vec::new, |read| pictured(read.clone()))
    });
    checked.shown = "manifest.csv".to_owned();
    let mut said = String::new();
    for lang in [Lang::En, Lang::Zh] {
        let mut context = Context::new(lang, terms.profile.clone());
        context.shows_values = shows_values;
        let with = || context.clone();
        let mut reports: Vec<Box<dyn Report>> = vec![
            Box::new(RowsText::new(with(), 1000, false)),
            Box::new(RowsJson::new(with())),
            Box::new(RowsJsonLines::new(with())),
            Box::new(Plain::new(with(), 1000)),
            Box::new(Checklist::new(with(), 1000)),
            Box::new(Brief::new(with(), std::path::Path::new("ready"))),
            Box::new(Json::new(with())),
            Box::new(JsonLines::new(with())),
            Box::new(Html::new(with())),
            Box::new(Junit::new(with())),
            Box::new(Sarif::new(with())),
            Box::new(GitHub::new(with())),
            Box::new(Csv::new(with())),
            Box::new(Markdown::new(with())),
        ];
        let mut summary = Summary::default();
        summary.add_manifest(&checked);
        for report in &mut reports {
            let mut out = Vec::new();
            report.begin(&mut out).expect("memory");
            report.manifest(&checked, &mut out).expect("memory");
            report.end(&summary, &mut out).expect("memory");
            said += &String::from_utf8(out).expect("text");
        }
    }
    said
}

#[test]
fn numbers_and_persons_names_are_shown_only_to_who_asks() {
    let owned = |of_type: &str, owner: &str| {
        Row::new(2)
            .with(Field::Type, of_type)
            .with(Field::Owner, owner)
    };
    let card = person(CARD_NUMBER, "王小明");
    let trader = Certificate {
        name: None,
        ..licence()
    };
    let dubious = Certificate {
        name: Some(read("杭州示例网络有限公司".to_owned(), Certainty::Doubtful)),
        ..licence()
    };
    // The row, the certificate, and what is shown to nobody but who asks.
    let cases: Vec<(Row, Option<Certificate>, Vec<&str>)> = vec![
        (
            rounded(
                Row::new(2).with(Field::Type, "身份证"),
                "110105194912310000",
            ),
            None,
            vec!["110105194912310000"],
        ),
        (
            rounded(
                Row::new(2).with(Field::Type, "身份证"),
                "1.1010519491231002E+17",
            ),
            None,
            vec!["1.1010519491231002E+17"],
        ),
        (
            owned("营业执照", "杭州示例网络有限公司")
                .with(Field::Contact, "王小明")
                .with(Field::ContactEn, "Zhang San"),
            Some(licence()),
            vec!["Zhang San", "wang xiao ming"],
        ),
        (
            owned("身份证", "王小明").with(Field::OwnerEn, "Li Sixyz"),
            Some(card.clone()),
            vec!["王小明", "Li Sixyz", "wang xiao ming"],
        ),
        // No type at all, or one that is known and stands on no picture.
        (
            Row::new(2)
                .with(Field::Entity, "王小明")
                .with(Field::DomainOwner, "李小红")
                .with(Field::Account, "赵小兰"),
            None,
            vec!["王小明", "李小红", "赵小兰"],
        ),
        (
            Row::new(2)
                .with(Field::Type, "军官证")
                .with(Field::Entity, "王小明")
                .with(Field::DomainOwner, "李小红"),
            Some(licence()),
            vec!["王小明", "李小红"],
        ),
        // The type is an organization's, the picture a person's.
        (
            owned("营业执照", "李小红").with(Field::Number, LICENCE_NUMBER),
            Some(card),
            vec!["王小明", "李小红", CARD_NUMBER],
        ),
        // A sole trader's licence bears no name but the person's.
        (
            owned("营业执照", "李小红"),
            Some(trader),
            vec!["王示例", "李小红"],
        ),
        (owned("营业执照", "王示例"), Some(dubious), vec!["王示例"]),
        (
            owned("身份证", "买买提"),
            Some(person(CARD_NUMBER, "买买提艾力玉素甫")),
            vec!["艾力玉素甫"],
        ),
        (
            Row::new(2)
                .with(Field::Type, "身份证")
                .with(Field::Number, "11010519491231002X（王小明）")
                .with(Field::Postcode, "110105194912310021"),
            Some(named_licence("杭州示例网络有限公司")),
            vec!["王小明", CARD_NUMBER, "110105194912310021"],
        ),
    ];
    assert_eq!(cases.len(), 11);
    let mut asked = 0;
    for (row, certificate, planted) in &cases {
        let said = all_said(row, certificate.as_ref(), false);
        for hidden in planted {
            assert!(!said.contains(hidden), "{hidden} in {said}");
        }
        let said = all_said(row, certificate.as_ref(), true);
        asked += planted
            .iter()
            .filter(|hidden| said.contains(**hidden))
            .count();
    }
    assert!(asked >= 17, "{asked} are shown to who asks");
}

/// A person's name and a number in each column in turn, where they don't belong.
#[test]
fn a_name_in_the_wrong_column_is_not_shown_either() {
    let base = || {
        Row::new(2)
            .with(Field::Type, "营业执照")
            .with(Field::Owner, "杭州示例网络有限公司")
            .with(Field::Number, LICENCE_NUMBER)
            .with(Field::Entity, "杭州示例网络有限公司")
            .with(Field::FilingProvince, "浙江省")
            .with(Field::Province, "浙江省")
    };
    let (mut tried, mut told) = (0, 0);
    let mut leaks = Vec::new();
    for field in Field::ALL {
        for typed in [
            "王小明",
            "李四",
            "欧阳小明",
            "Wang Xiaoming",
            CARD_NUMBER,
            "13800138000",
        ] {
            for certificate in [None, Some(licence())] {
                let row = base().with(*field, typed);
                let said = all_said(&row, certificate.as_ref(), false);
                let line = said.lines().find(|line| line.contains(typed));
                leaks.extend(line.map(|line| format!("{typed} as {}: {line}", field.key())));
                told += usize::from(said.contains(&format!("\"field\":\"{}\"", field.key())));
                tried += 1;
            }
        }
    }
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
    assert_eq!(tried, Field::ALL.len() * 12);
    assert!(told > 150, "{told} say something of the column");
}
