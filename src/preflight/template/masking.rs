//! What of a row may be shown to whoever reads a report. It fails closed: what could be a person's name or number is
//! masked in whatever column it was typed, and shown only where its own words tell that it is something else.

use super::field::Field;
use super::row::{Row, without_blanks};
use super::types::{DocumentType, document_type};
use crate::sensitive::{masked_number, masked_person};
use certpreflight_reading::{Certificate, narrow};

/// Words of which one stands in an organization's name and in no person's.
pub(super) const ORGANIZATIONS: [&str; 16] = [
    "公司",
    "中心",
    "工作室",
    "大学",
    "学院",
    "学校",
    "集团",
    "协会",
    "医院",
    "银行",
    "商行",
    "商店",
    "酒店",
    "事务所",
    "委员会",
    "工厂",
];
/// The same in English.
const ENGLISH_ORGANIZATIONS: [&str; 12] = [
    "ltd",
    "limited",
    "inc",
    "llc",
    "corp",
    "gmbh",
    "company",
    "group",
    "university",
    "foundation",
    "association",
    "co.",
];
/// Words of certificates' names. Characters by themselves stand in persons' names, too.
const CERTIFICATES: [&str; 16] = [
    "证书",
    "证件",
    "证明",
    "身份证",
    "执照",
    "护照",
    "许可证",
    "通行证",
    "居住证",
    "登记证",
    "户口",
    "驾驶",
    "passport",
    "licen",
    "certificate",
    "permit",
];
/// Words of platforms' names.
const PLATFORMS: [&str; 20] = [
    "tencent",
    "aliyun",
    "huawei",
    "baidu",
    "volc",
    ".toml",
    "其他云",
    "阿里云",
    "腾讯",
    "华为",
    "百度",
    "京东",
    "西部数码",
    "新网",
    "火山",
    "微信",
    "cloud",
    "domain",
    "icp",
    "dns",
];
/// Words of the kinds of entities that file.
const NATURES: [&str; 13] = [
    "企业",
    "单位",
    "机关",
    "团体",
    "个人",
    "个体",
    "机构",
    "组织",
    "基金",
    "事务所",
    "company",
    "individual",
    "organi",
];
/// Words of what stands above a table.
const TITLES: [&str; 12] = [
    "清单", "模板", "备案", "信息", "登记", "名单", "一览", "填写", "表格", "template", "list",
    "filing",
];

/// More digits than that are a number of somebody's.
const FEW_DIGITS: usize = 5;

fn has_word(typed: &str, words: &[&str]) -> bool {
    let lower = typed.to_lowercase();
    words.iter().any(|word| lower.contains(word))
}

/// Whether there are so many digits behind each other, with nothing but blanks and hyphens between them.
fn has_a_number(typed: &str) -> bool {
    let (mut run, mut longest) = (0, 0);
    for character in typed.chars().map(narrow) {
        match character {
            digit if digit.is_ascii_digit() => run += 1,
            ' ' | '-' => {}
            _ => run = 0,
        }
        longest = longest.max(run);
    }
    longest > FEW_DIGITS
}

/// A number as far as it is one, a name as far as it may be one.
pub(super) fn masked(typed: &str) -> String {
    if has_a_number(typed) {
        masked_number(typed)
    } else {
        masked_person(typed)
    }
}

/// What should be one of several things, in full only where it has a word of theirs.
fn shown_with(words: &[&str], typed: &str, shows_values: bool) -> String {
    if shows_values || (has_word(typed, words) && !has_a_number(typed)) {
        typed.to_owned()
    } else {
        masked(typed)
    }
}

/// A certificate's type.
pub(crate) fn shown_type(typed: &str, shows_values: bool) -> String {
    let is_known = document_type(typed).is_some();
    shown_with(&CERTIFICATES, typed, shows_values || is_known)
}

/// A platform.
pub(super) fn shown_platform(typed: &str, shows_values: bool) -> String {
    shown_with(&PLATFORMS, typed, shows_values)
}

/// A kind of entity.
pub(super) fn shown_nature(typed: &str, shows_values: bool) -> String {
    shown_with(&NATURES, typed, shows_values)
}

/// What stands above a manifest's headers.
pub(super) fn shown_title(typed: &str) -> String {
    // Behind a colon stands who has filled it in.
    if typed.contains([':', '：']) {
        masked(typed)
    } else {
        shown_with(&TITLES, typed, false)
    }
}

/// A header that means nothing here. What has a number in it is none.
pub(super) fn shown_header(typed: &str) -> String {
    if has_a_number(typed) {
        masked(typed)
    } else {
        typed.to_owned()
    }
}

/// The path of a file that is not there: one without an extension is something else in the wrong column.
pub(super) fn shown_file(path: &str) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    if name.contains('.') {
        return path.to_owned();
    }
    format!(
        "{}{}",
        path.strip_suffix(name).unwrap_or_default(),
        masked(name)
    )
}

/// Whether an owner's name may be a person's, which is not for everybody: that is so where the chosen type or the one
/// in the picture is a person's, where neither is known, where the certificate bears it as its person's or bears no
/// other name, and where nothing in it tells that it is an organization's.
pub(crate) fn may_be_persons(name: &str, row: &Row, certificate: Option<&Certificate>) -> bool {
    let chosen = row.get(Field::Type).and_then(document_type);
    let is_chosen = chosen.map(DocumentType::is_of_person);
    let is_read = certificate.map(|certificate| certificate.kind.is_of_person());
    let is_unknown = is_chosen.or(is_read).is_none();
    let person = certificate.and_then(|certificate| certificate.person.as_ref());
    let has_no_other = person.is_some() && certificate.is_some_and(|read| read.name.is_none());
    let bare = without_blanks(name, false);
    let is_printed = certificate
        .and_then(|read| read.name.as_ref())
        .is_some_and(|printed| without_blanks(&printed.value, false) == bare);
    is_unknown
        || has_no_other
        || is_chosen == Some(true)
        || is_read == Some(true)
        || person.is_some_and(|person| without_blanks(&person.value, false) == bare)
        || (!is_printed && !is_organizations(name))
}

/// Whether a name is an organization's by its own words, or by its length.
pub(super) fn is_organizations(name: &str) -> bool {
    /// Persons' names have fewer Chinese characters, unless there is a dot in them.
    const LONG: usize = 7;
    let han = name
        .chars()
        .filter(|c| matches!(c, '\u{3400}'..='\u{9FFF}'));
    let has_dot = name.contains(['·', '•', '‧', '・', '.', '．']);
    has_word(name, &ORGANIZATIONS)
        || has_word(name, &ENGLISH_ORGANIZATIONS)
        || (han.count() >= LONG && !has_dot)
}
