use super::super::finding::Fault;
use super::super::row::Row;
use super::super::testing::{asked, named_licence, person, profile, said};
use super::*;

fn faults(
    row: &Row,
    certificate: Option<&certpreflight_reading::Certificate>,
    under: &str,
) -> (Vec<Fault>, Option<Comparison>) {
    let profile = profile(under);
    let mut faults = Faults::new(&profile);
    let answer = judge(&asked(row, certificate, &profile), &mut faults);
    (faults.found, answer)
}

fn owner(name: &str) -> Row {
    Row::new(2)
        .with(Field::Type, "营业执照")
        .with(Field::Owner, name)
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn what_is_wrong_with_an_owner_is_named_at_its_place() {
    // Typed, printed, the rules that fire, and what they say.
    let cases: &[(&str, &str, &[&str], &str)] = &[
        ("杭州示例网络有限公司", "杭州示例网络有限公司", &[], ""),
        (
            "杭州示例网络有限责任公司",
            "杭州示例网络有限公司",
            &["owner-mismatch"],
            "（第 9 字起多了“责任”）",
        ),
        (
            "杭州样例网络有限公司",
            "杭州示例网络有限公司",
            &["owner-mismatch"],
            "（第 3 字起填“样”，证件是“示”）",
        ),
        (
            "杭州示例网络",
            "杭州示例网络有限公司",
            &["owner-abbreviated"],
            "少了“有限公司”",
        ),
        (
            "示例网络有限公司",
            "杭州示例网络有限公司",
            &["owner-abbreviated"],
            "少了“杭州”",
        ),
        (
            "王示例",
            "杭州示例网络有限公司",
            &["owner-is-legal-person"],
            "应填单位名称“杭州示例网络有限公司”",
        ),
        (
            "杭州示例 网络有限公司",
            "杭州示例网络有限公司",
            &["owner-spaced"],
            "空格或隐藏字符（第 4 位后）",
        ),
        (
            "杭州示例网络有限公司\u{3000}",
            "杭州示例网络有限公司",
            &["owner-spaced"],
            "",
        ),
        (
            "杭州ＡＢ网络有限公司",
            "杭州AB网络有限公司",
            &["owner-spaced"],
            "全角字母或数字",
        ),
        (
            "杭州示例(集团)有限公司",
            "杭州示例（集团）有限公司",
            &[],
            "",
        ),
        (
            "杭州示例（集团）有限公司",
            "杭州示例（集团）有限公司",
            &["owner-brackets"],
            "括号是全角，腾讯云要求半角",
        ),
        (
            "買馬网络有限公司",
            "買马网络有限公司",
            &["owner-lookalike"],
            "第 2 字：填“馬”（U+99AC），证件是“马”（U+9A6C）：繁体与简体",
        ),
        (
            "杭州未来网络有限公司",
            "杭州末来网络有限公司",
            &["owner-lookalike"],
            "字形相近",
        ),
        (
            "杭州诗例网络有限公司",
            "杭州师例网络有限公司",
            &["owner-lookalike"],
            "读音相同",
        ),
        (
            "中国示例网络有限公司",
            "中国示例网络有限公司",
            &["owner-restricted"],
            "名称含“中国”",
        ),
        ("Example Ltd", "EXAMPLE Ltd", &["owner-case"], "大小写"),
    ];
    assert_eq!(cases.len(), 16);
    for (typed, printed, rules, says) in cases {
        let (found, answer) = faults(
            &owner(typed),
            Some(&named_licence(printed)),
            "tencent-domain",
        );
        let fired: Vec<_> = found.iter().map(|fault| fault.rule.id).collect();
        assert_eq!(fired, *rules, "{typed}: {}", said(&found));
        assert!(said(&found).contains(says), "{typed}: {}", said(&found));
        let is_same = found
            .iter()
            .all(|fault| fault.level < Level::Error && fault.rule.id != "owner-spaced");
        if is_same && rules.is_empty() {
            assert_eq!(answer, Some(Comparison::Same), "{typed}");
        }
    }
}

#[test]
fn brackets_are_as_the_platform_wants_them() {
    let cases = [
        ("tencent-domain", "示例(集团)公司", 0),
        ("tencent-domain", "示例（集团）公司", 1),
        ("aliyun-domain", "示例(集团)公司", 1),
        ("aliyun-domain", "示例（集团）公司", 0),
        ("cnnic", "示例(集团)公司", 0),
    ];
    assert_eq!(cases.len(), 5);
    for (under, typed, count) in cases {
        let (found, answer) = faults(
            &owner(typed),
            Some(&named_licence("示例（集团）公司")),
            under,
        );
        assert_eq!(found.len(), count, "{under} {typed}: {}", said(&found));
        assert_ne!(answer, Some(Comparison::NotAssessed));
    }
}

#[test]
fn a_dot_between_the_parts_of_a_name_is_the_standard_one() {
    let certificate = person("650101199001010005", "买买提·阿不都");
    let person = |name: &str| {
        Row::new(2)
            .with(Field::Type, "身份证")
            .with(Field::Owner, name)
    };
    let cases = [
        ("买买提·阿不都", &[][..]),
        ("买买提.阿不都", &["owner-interpunct"]),
        ("买买提•阿不都", &["owner-interpunct"]),
        ("买买提阿不都", &["owner-interpunct"]),
    ];
    assert_eq!(cases.len(), 4);
    for (typed, rules) in cases {
        let (found, _) = faults(&person(typed), Some(&certificate), "tencent-domain");
        let fired: Vec<_> = found.iter().map(|fault| fault.rule.id).collect();
        assert_eq!(fired, rules, "{typed}");
    }
    let (found, _) = faults(
        &person("买买提.阿不都"),
        Some(&certificate),
        "tencent-domain",
    );
    assert!(said(&found).contains("“.”（U+002E）"), "{}", said(&found));
}

#[test]
fn a_doubtful_reading_only_asks_to_compare() {
    let mut certificate = named_licence("杭州示侧网络有限公司");
    certificate.name.as_mut().expect("a name").certainty =
        certpreflight_reading::Certainty::Doubtful;
    let (found, answer) = faults(
        &owner("杭州示例网络有限公司"),
        Some(&certificate),
        "tencent-domain",
    );
    assert_eq!(
        found.iter().map(|fault| fault.level).collect::<Vec<_>>(),
        [Level::Warning]
    );
    assert_eq!(answer, Some(Comparison::NotAssessed));
}

#[test]
fn an_english_name_is_a_reading_of_the_chinese_one() {
    let cases = [
        ("王示例", "Wang Shili", true),
        ("王示例", "Shili Wang", true),
        ("王示例", "WANG SHI LI", true),
        ("单乐", "Shan Le", true),
        ("单乐", "Dan Yue", true),
        ("吕布", "Lv Bu", true),
        ("吕布", "Lu Bu", true),
        ("王示例", "Wang Xiaoming", false),
        ("王示例", "Wáng Shílì", false),
        (
            "杭州示例网络有限公司",
            "Hangzhou Example Network Co., Ltd.",
            true,
        ),
    ];
    assert_eq!(cases.len(), 10);
    for (name, english, fits) in cases {
        let row = Row::new(2)
            .with(Field::Owner, name)
            .with(Field::OwnerEn, english);
        let (found, _) = faults(&row, None, "tencent-domain");
        assert_eq!(found.is_empty(), fits, "{name} {english}: {}", said(&found));
    }
}

#[test]
fn names_of_persons_are_masked() {
    let row = Row::new(2)
        .with(Field::Type, "身份证")
        .with(Field::Owner, "王小明");
    let (found, _) = faults(
        &row,
        Some(&person("330106200005100008", "李大刚")),
        "tencent-domain",
    );
    let said = said(&found);
    assert!(said.contains("“王**”") && said.contains("“李**”"), "{said}");
}

#[test]
fn a_standard_dot_is_right_whichever_dot_was_read() {
    let number = "11010519491231002X";
    let row = |name: &str| {
        Row::new(2)
            .with(Field::Type, "身份证")
            .with(Field::Owner, name)
    };
    let under = "tencent-domain";
    let cases = ["买买提•艾力", "买买提.艾力", "买买提・艾力"];
    assert_eq!(cases.len(), 3);
    for printed in cases {
        let card = person(number, printed);
        let (found, answer) = faults(&row("买买提·艾力"), Some(&card), under);
        assert!(found.is_empty(), "{printed}: {found:?}");
        assert_eq!(answer, Some(Comparison::Same), "{printed}");
        // Without any the right name is known.
        let (found, _) = faults(&row("买买提艾力"), Some(&card), under);
        assert_eq!(
            found[0].instead.as_deref(),
            Some("买买提·艾力"),
            "{printed}"
        );
    }
}

#[test]
fn what_to_type_is_put_to_no_other_fault() {
    let mut profile = profile("tencent-domain");
    profile
        .levels
        .insert("owner-brackets".to_owned(), crate::profile::Setting::Off);
    let mut faults = Faults::new(&profile);
    faults.add(&rules::OWNER_RESTRICTED, Field::Contact, Vec::new());
    faults.add(&rules::OWNER_BRACKETS, Field::Owner, Vec::new());
    faults.instead("甲".to_owned());
    assert_eq!(faults.found.len(), 1);
    assert_eq!(faults.found[0].instead, None);
}
