//! Names as certificates print them, without what a reader adds.

use crate::certificate::Value;
use crate::kinds::Layout;

impl Value<String> {
    /// With the part of its text that is the value; `None` if no part is.
    pub(crate) fn shortened(self, part: impl Fn(&str) -> Option<&str>) -> Option<Self> {
        let value = as_printed(part(&self.value)?);
        (!value.is_empty()).then_some(Self { value, ..self })
    }
}

pub(crate) fn is_han(character: char) -> bool {
    ('\u{4E00}'..='\u{9FFF}').contains(&character)
}

/// The letters that the paper of licences bears all over, 市场监督管理 for short
const PAPERS_LETTERS: &str = "SCJDGL";

/// Labels that begin the right column of a licence. The line finder takes the name in the left column and the beginning of
/// such a label for one line at times.
const RIGHT_COLUMN: &[&str] = &[
    "注册资本",
    "成立日期",
    "注册日期",
    "营业期限",
    "合伙期限",
    "出资额",
    "组成形式",
    "住所",
];
/// What no person's name ends with: the first characters of these labels that hardly a name holds.
const ENDS_NO_PERSONS_NAME: &[char] = &['住', '营', '注', '组'];
/// What an organization's name ends with where one character more is the first of such a label.
const ENDS_OF_NAMES: &[&str] = &[
    "公司",
    "合伙）",
    "合伙)",
    "工作室",
    "合作社",
    "商行",
    "店",
    "部",
    "中心",
    "厂",
];

/// A person's name, which ends before any label, and if it is Chinese before any letter or digit. `None` if it is none:
/// a sentence.
pub(crate) fn persons_name<'a>(text: &'a str, layout: &Layout) -> Option<&'a str> {
    let labels = layout.labels.all();
    let name = before(text, labels.filter(|label| label.chars().count() > 1));
    let name = without_the_next_label(name);
    if !name.contains(is_han) {
        return Some(name);
    }
    let is_foreign = |c: char| c.is_ascii_alphanumeric();
    let name = &name[..name
        .find(is_foreign)
        .filter(|at| *at > 0)
        .unwrap_or(name.len())];
    let name = if name.chars().count() > 2 {
        name.trim_end_matches(ENDS_NO_PERSONS_NAME)
    } else {
        name
    };
    (!name.contains([':', '：', ';', '；', '、', ',', '，'])).then_some(name)
}

/// An organization's name, which ends before any long label. What labels a name may be a part of it: 律师事务所.
pub(crate) fn organizations_name<'a>(text: &'a str, layout: &Layout) -> &'a str {
    let others = layout
        .labels
        .all()
        .filter(|label| !layout.labels.name.contains(label));
    let long = others.filter(|label| label.chars().count() > 3 || *label == "出资额");
    let name = without_the_next_label(before(text, long));
    let Some((at, last)) = name.char_indices().next_back() else {
        return name;
    };
    let begins_a_label = RIGHT_COLUMN.iter().any(|label| label.starts_with(last));
    if begins_a_label && ENDS_OF_NAMES.iter().any(|end| name[..at].ends_with(end)) {
        &name[..at]
    } else {
        name
    }
}

/// A text up to the first of some labels in it; it doesn't begin with one.
fn before<'a, 'b>(text: &'a str, labels: impl Iterator<Item = &'b str>) -> &'a str {
    let ends = labels.filter_map(|label| text.find(label).filter(|at| *at > 0));
    &text[..ends.min().unwrap_or(text.len())]
}

/// A text without what was seen of a label in the right column: its first two characters at the end, or all but its first.
fn without_the_next_label(text: &str) -> &str {
    let long = RIGHT_COLUMN
        .iter()
        .filter(|label| label.chars().count() > 2);
    let parts = long.flat_map(|label| {
        let starts: Vec<usize> = label.char_indices().map(|(at, _)| at).collect();
        let beginnings = starts[2..].iter().map(|at| (&label[..*at], true));
        let rest = (starts.len() > 3).then_some((&label[starts[1]..], false));
        beginnings.chain(rest).collect::<Vec<_>>()
    });
    let ends = parts.filter_map(|(part, is_at_end)| {
        let at = if is_at_end {
            text.strip_suffix(part)?.len()
        } else {
            text.find(part)?
        };
        (at > 0).then_some(at)
    });
    &text[..ends.min().unwrap_or(text.len())]
}

/// A name as certificates print it: brackets between Chinese characters are wide, and neither what a border or a glare adds
/// behind it, the same sign over and over, nor the paper's letters are a part of it. Names have to be Chinese; one letter
/// more behind them is none of theirs.
pub(crate) fn as_printed(text: &str) -> String {
    if !text.contains(is_han) {
        return text.to_owned();
    }
    let wide = text.replace('(', "（").replace(')', "）");
    let without = wide.trim_end_matches(|c: char| c.is_ascii_uppercase());
    let letters = &wide[without.len()..];
    if !letters.is_empty() && letters.chars().all(|c| PAPERS_LETTERS.contains(c)) {
        return without.to_owned();
    }
    let Some(last) = wide.chars().next_back() else {
        return wide;
    };
    let kept = wide.trim_end_matches(last);
    let repeated = wide.chars().count() - kept.chars().count();
    if repeated >= 3 && !is_han(last) {
        kept.to_owned()
    } else {
        wide
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificate::Kind;
    use crate::kinds::layouts;

    #[test]
    fn names_are_given_as_they_are_printed() {
        let cases = [
            ("嘉懿(西安）餐饮有限公司", "嘉懿（西安）餐饮有限公司"),
            ("万象文化传媒有限公司eeeee", "万象文化传媒有限公司"),
            ("云帆小吃店DGL", "云帆小吃店"),
            ("水果批发部GSCJ", "水果批发部"),
            ("云帆小吃店D", "云帆小吃店"),
            ("爱家AAA有限公司", "爱家AAA有限公司"),
            ("云上AA", "云上AA"),
            ("Sample (Asia) Ltd", "Sample (Asia) Ltd"),
            ("", ""),
        ];
        assert_eq!(cases.len(), 9);
        for (read, printed) in cases {
            assert_eq!(as_printed(read), printed);
        }
    }

    #[test]
    fn a_persons_name_ends_where_something_else_begins() {
        let licence = layouts()
            .find(|layout| layout.kind == Kind::Licence)
            .expect("known");
        let cases = [
            ("李玲住所示例市样本区", "李玲"),
            ("于兰勇0", "于兰勇"),
            ("覃岚c", "覃岚"),
            ("买买提·库尔班江", "买买提·库尔班江"),
            ("JOHN SMITH", "JOHN SMITH"),
            ("住所", "住所"),
            ("黄军住", "黄军"),
            ("赵芃营业", "赵芃"),
            ("唐平业期限2006年11月10日", "唐平"),
            ("王成", "王成"),
            ("李玉成", "李玉成"),
            ("", ""),
        ];
        assert_eq!(cases.len(), 12);
        for (read, name) in cases {
            assert_eq!(persons_name(read, licence), Some(name));
        }
        assert_eq!(persons_name("围一般项目:广告设计、代理", licence), None);
    }

    #[test]
    fn an_organizations_name_ends_where_the_right_column_begins() {
        let licence = layouts()
            .find(|layout| layout.kind == Kind::Licence)
            .expect("known");
        let cases = [
            (
                "宸宇物流合伙企业(有限合伙)出资额300万元人民币",
                "宸宇物流合伙企业(有限合伙)",
            ),
            (
                "锐捷新农业开发有限责任公司注册资本伍佰万元整",
                "锐捷新农业开发有限责任公司",
            ),
            (
                "万象农业开发有限公司厦门分公司成立日",
                "万象农业开发有限公司厦门分公司",
            ),
            ("钰龙餐饮管理工作室营", "钰龙餐饮管理工作室"),
            ("慧聪供应链管理工作室出资", "慧聪供应链管理工作室"),
            ("嘉懿(西安)餐饮有限公司", "嘉懿(西安)餐饮有限公司"),
            ("大成注册会计师事务所", "大成注册会计师事务所"),
            ("建成经营部", "建成经营部"),
            ("和平国营农场", "和平国营农场"),
            ("集成", "集成"),
            ("", ""),
        ];
        assert_eq!(cases.len(), 11);
        for (read, name) in cases {
            assert_eq!(organizations_name(read, licence), name);
        }
        let law_firm = layouts()
            .find(|layout| layout.kind == Kind::LawFirm)
            .expect("known");
        assert_eq!(
            organizations_name("杭州市正义律师事务所", law_firm),
            "杭州市正义律师事务所"
        );
    }
}
