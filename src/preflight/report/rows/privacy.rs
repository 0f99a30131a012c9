//! What nobody asked to see stands in no page and no answer.

use super::check::{Terms, judge};
use super::field::Field;
use super::row::{Cell, Row};
use super::testing::{
    LICENCE_NUMBER, licence, named_licence, person, pictured, profile, read, today,
};
use super::{Shown, row_page, to_json, to_json_line};
use crate::messages::Lang;
use certpreflight_reading::{Certainty, Certificate};

const CARD_NUMBER: &str = "11010519491231002X";

/// All that is said of a row, in both languages and every form.
fn all_said(row: &Row, certificate: Option<&Certificate>, shows_values: bool) -> String {
    let profile = profile("tencent-icp");
    let mut terms = Terms::new(profile.clone(), today());
    terms.shows_values = shows_values;
    let pictures = certificate.map(|certificate| pictured(certificate.clone()));
    let judged = judge(row.clone(), pictures.unwrap_or_default(), &terms);
    let mut said = String::new();
    for lang in [Lang::En, Lang::Zh] {
        let mut shown = Shown::new(lang, &profile);
        shown.width = 1000;
        shown.shows_values = shows_values;
        said += &row_page(&judged, &shown);
        said += &to_json_line(&judged, &shown);
        said += &to_json(std::slice::from_ref(&judged), None, &shown);
    }
    said
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn numbers_and_persons_names_are_shown_only_to_who_asks() {
    let rounded = |text: &str| {
        let mut row = Row::new(2).with(Field::Type, "身份证");
        let cell = Cell {
            text: text.to_owned(),
            is_rounded: true,
        };
        row.set(Field::Number, cell);
        row
    };
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
            rounded("110105194912310000"),
            None,
            vec!["110105194912310000"],
        ),
        (
            rounded("1.1010519491231002E+17"),
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
