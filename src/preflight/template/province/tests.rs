use super::super::row::Row;
use super::super::testing::{asked, licence, person, profile, read, right_filing, said};
use super::*;
use Level::{Error, Note};
use certpreflight_reading::{Certainty, Certificate};

fn found(row: &Row, certificate: Option<&Certificate>) -> (Vec<(&'static str, Level)>, String) {
    let profile = profile("tencent-icp");
    let mut faults = Faults::new(&profile);
    judge(&asked(row, certificate, &profile), &mut faults);
    let ids = faults.found.iter();
    (
        ids.map(|fault| (fault.rule.id, fault.level)).collect(),
        said(&faults.found),
    )
}

/// A person's filing in a province.
fn personal(province: &str, number: &str) -> Row {
    Row::new(2)
        .with(Field::Entity, "王示例")
        .with(Field::Type, "身份证")
        .with(Field::Number, number)
        .with(Field::FilingProvince, province)
}

#[test]
fn the_age_is_counted_on_the_day_and_asked_of_whom_the_province_names() {
    // On 2026-11-28: 18 since today, 18 tomorrow, 16, 26.
    let [of_age, a_day_short, sixteen, older] = [
        "330106200811280007",
        "330106200811290002",
        "330106201005100002",
        "330106200005100008",
    ];
    let told = |row: &Row| {
        let (ids, _) = found(row, None);
        ids.contains(&("province-age", Error))
    };
    let cases = [
        (personal("浙江省", of_age), false),
        (personal("浙江省", a_day_short), true),
        (personal("广东省", sixteen), false),
        (personal("湖南省", sixteen), true),
        (personal("北京市", sixteen), false),
        // Of a unit's people only where they are meant, and of a number only if it can be one.
        (
            right_filing(2).with(Field::PrincipalNumber, a_day_short),
            true,
        ),
        (
            right_filing(2).with(Field::ManagerNumber, a_day_short),
            true,
        ),
        (right_filing(2).with(Field::PrincipalNumber, older), false),
        (
            right_filing(2).with(Field::PrincipalNumber, "330106200811290003"),
            false,
        ),
        (
            right_filing(2)
                .with(Field::FilingProvince, "湖南省")
                .with(Field::PrincipalNumber, a_day_short),
            false,
        ),
    ];
    assert_eq!(cases.len(), 10);
    for (row, is_told) in &cases {
        assert_eq!(told(row), *is_told, "{row:?}");
    }
    let (_, text) = found(&personal("浙江省", a_day_short), None);
    assert!(
        text.contains("浙江要求年满 18 岁") && text.contains("为 17 岁"),
        "{text}"
    );
    assert!(!text.contains(a_day_short), "{text}");
}

#[test]
fn two_addresses_lie_in_one_city_where_the_province_wants_that() {
    let cases = [
        (
            "河北省",
            "河北省石家庄市长安区1号",
            "河北省保定市竞秀区1号",
            true,
        ),
        ("河北省", "石家庄市长安区1号", "保定市竞秀区1号", true),
        (
            "河北省",
            "河北省石家庄市长安区1号",
            "石家庄市桥西区2号",
            false,
        ),
        // A city at county level names no prefecture.
        ("贵州省", "贵阳市南明区1号", "贵州省仁怀市示例镇1号", false),
        (
            "贵州省",
            "黔东南苗族侗族自治州凯里市1号",
            "贵阳市南明区1号",
            true,
        ),
        // No city is named.
        ("河南省", "金水区示例路1号", "郑州市金水区示例路1号", false),
        ("浙江省", "杭州市西湖区1号", "宁波市海曙区1号", false),
    ];
    assert_eq!(cases.len(), 7);
    for (province, typed, document, is_told) in cases {
        let row = right_filing(2)
            .with(Field::FilingProvince, province)
            .with(Field::Address, typed)
            .with(Field::DocumentAddress, document);
        let (ids, text) = found(&row, None);
        let told = ids.contains(&("address-city-mismatch", Error));
        assert_eq!(told, is_told, "{typed} {document}: {text}");
    }
    // What was read stands for what is not typed.
    let row = right_filing(2)
        .with(Field::FilingProvince, "河南省")
        .with(Field::Address, "郑州市金水区1号");
    let mut licence = licence();
    licence.address = Some(read("洛阳市涧西区示例路1号".to_owned(), Certainty::Read));
    let told = |row: &Row, licence: &Certificate| {
        let (ids, _) = found(row, Some(licence));
        ids.contains(&("address-city-mismatch", Error))
    };
    assert!(told(&row, &licence));
    // The form has a field of its own for the city.
    let row = row.with(Field::Address, "金水区1号");
    assert!(!told(&row, &licence));
    assert!(told(&row.with(Field::City, "郑州市"), &licence));
}

#[test]
fn what_nobody_can_look_at_is_said_to_whom_it_is_about() {
    let lines = |row: &Row| {
        let profile = profile("tencent-icp");
        let mut faults = Faults::new(&profile);
        judge(&asked(row, None, &profile), &mut faults);
        faults
            .found
            .retain(|fault| fault.rule.id == "province-rule");
        assert!(faults.found.iter().all(|fault| fault.level == Note));
        said(&faults.found)
    };
    let here = lines(&personal("广东省", "440103199001010001"));
    assert!(here.contains("黑色笔签字"), "{here}");
    let unit = lines(&right_filing(2).with(Field::FilingProvince, "广东省"));
    assert!(
        unit.contains("黑色笔签字") && !unit.contains("居住证"),
        "{unit}"
    );
    let trader = lines(&right_filing(2).with(Field::Nature, "个体工商户"));
    assert!(trader.contains("姓名（个体工商户）"), "{trader}");
    let company = lines(&right_filing(2));
    assert!(
        company.contains("最新换发") && !company.contains("个体"),
        "{company}"
    );
    let outsider = lines(&personal("广东省", "330106200005100008"));
    assert!(outsider.contains("居住证"), "{outsider}");
    let local = lines(&personal("浙江省", "330106200005100008"));
    assert!(
        !local.contains("居住证") && !local.contains("个体工商户"),
        "{local}"
    );
    assert_eq!(
        lines(&right_filing(2).with(Field::FilingProvince, "火星")),
        ""
    );
    let card = person("330106200005100008", "王示例");
    let row = Row::new(2)
        .with(Field::Entity, "王示例")
        .with(Field::FilingProvince, "广西");
    let (ids, text) = found(&row.with(Field::Number, "330106200005100008"), Some(&card));
    assert_eq!(
        ids,
        [("out-of-province", Note), ("province-rule", Note)],
        "{text}"
    );
}
