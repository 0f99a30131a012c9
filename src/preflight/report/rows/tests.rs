use super::{RowsJsonLines, RowsText};
use crate::messages::Lang;
use crate::report::{Context, Report};
use crate::template::testing::{LICENCE_NUMBER, licence, pictured, profile, today};
use crate::template::{CheckedManifest, Field, Row, Terms};

fn said(mut report: impl Report, checked: &CheckedManifest) -> String {
    let mut out = Vec::new();
    report.manifest(checked, &mut out).expect("memory");
    String::from_utf8(out).expect("text")
}

#[test]
fn a_row_is_told_what_its_own_platform_would_say() {
    let cases = [
        ("tencent-domain", "「证件类型选择错误，请提交与证件类型一致"),
        ("aliyun-domain", "「证件类型选择错误」"),
        ("huawei-domain", ""),
    ];
    assert_eq!(cases.len(), 3);
    for (own, refusal) in cases {
        let row = Row::new(2)
            .with(Field::Type, "护照")
            .with(Field::Owner, "杭州示例网络有限公司")
            .with(Field::Number, LICENCE_NUMBER)
            .with(Field::Platform, own);
        let usual = Terms::new(profile("tencent-domain"), today());
        let checked = CheckedManifest::of_rows(vec![row], &usual, |_, _| pictured(licence()));
        let fault = &checked.rows[0].faults[0];
        assert_eq!(fault.rule.id, "type-mismatch", "{own}");
        let context = Context::new(Lang::Zh, usual.profile.clone());
        let page = said(RowsText::new(context.clone(), 1000, false), &checked);
        let is_told = page.contains("平台会提示：");
        assert_eq!(is_told, !refusal.is_empty(), "{own}: {page}");
        assert!(page.contains(refusal), "{own}: {page}");
        let answer = said(RowsJsonLines::new(context), &checked);
        let told = serde_json::to_string(&fault.refusal).expect("a text");
        let told = told.replace("null", "");
        assert!(
            answer.contains(&format!("\"refusal\":[{told}]")),
            "{own}: {answer}"
        );
    }
}
