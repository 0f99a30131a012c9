//! Fictitious people and companies: every name says 样本, 示例 or 测试.

use crate::number::{body_check, credit_check, id_check};
use crate::rng::Rng;

const SURNAMES: [&str; 16] = [
    "张", "王", "李", "赵", "陈", "刘", "杨", "黄", "周", "吴", "徐", "孙", "马", "朱", "胡", "林",
];
const GIVEN: [&str; 14] = [
    "样本",
    "示例",
    "测试",
    "三丰样",
    "范例",
    "小样",
    "大样",
    "明样",
    "试",
    "样",
    "例图",
    "华样",
    "文例",
    "国样",
];
const NATIONS: [&str; 6] = ["汉", "汉", "汉", "回", "满", "壮"];
const CITIES: [&str; 8] = [
    "测试市",
    "样本市",
    "示例市",
    "范例市",
    "测试省样本市",
    "示例省测试市",
    "样本省范例市",
    "示例自治区样本市",
];
const DISTRICTS: [&str; 6] = ["样本区", "示例区", "测试区", "范例县", "东样区", "南测区"];
const ROADS: [&str; 8] = [
    "范例路",
    "样本大道",
    "测试街",
    "示例东路",
    "人民样本路",
    "中山示例路",
    "科技测试一路",
    "和平范例巷",
];
const WORDS: [&str; 10] = [
    "示例", "样本", "测试", "范例", "华样", "明例", "中样", "新测", "东样", "金例",
];
const TRADES: [&str; 10] = [
    "科技",
    "网络",
    "商贸",
    "信息技术",
    "文化传媒",
    "餐饮管理",
    "电子商务",
    "建筑工程",
    "教育咨询",
    "物流",
];
const FORMS: [&str; 3] = ["有限公司", "有限责任公司", "股份有限公司"];
const INSTITUTIONS: [&str; 5] = [
    "测试中学",
    "样本医院",
    "示例图书馆",
    "范例研究中心",
    "测试服务中心",
];
const SCOPES: [&str; 12] = [
    "技术开发、技术服务、技术咨询、技术转让",
    "计算机软硬件及辅助设备销售",
    "互联网信息服务",
    "广告设计、制作、发布",
    "货物进出口",
    "电子产品、办公用品、日用百货的销售",
    "企业管理咨询",
    "会议及展览服务",
    "食品经营",
    "网站建设与维护",
    "组织文化艺术交流活动",
    "道路货物运输",
];
/// Area codes of GB/T 2260; the people are invented, the places exist.
pub(crate) const AREAS: [&str; 10] = [
    "110105", "310115", "440305", "330106", "320102", "510104", "420106", "610113", "350203",
    "370202",
];

/// A person who does not exist.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) male: bool,
    pub(crate) nation: &'static str,
    pub(crate) birth: (u32, u32, u32),
    pub(crate) address: String,
    pub(crate) number: String,
}

/// An organization that does not exist.
#[derive(Clone, Debug)]
pub(crate) struct Company {
    pub(crate) name: String,
    pub(crate) form: &'static str,
    pub(crate) head: String,
    pub(crate) capital: String,
    pub(crate) founded: (u32, u32, u32),
    pub(crate) issued: (u32, u32, u32),
    pub(crate) address: String,
    pub(crate) scope: String,
    pub(crate) code: String,
    pub(crate) registrar: String,
    pub(crate) serial: String,
}

/// Invents a person.
pub(crate) fn person(rng: &mut Rng) -> Person {
    let male = rng.chance(0.5);
    let birth = (rng.int(1955, 2004), rng.int(1, 12), rng.int(1, 28));
    let order = rng.int(0, 498) * 2 + u32::from(male);
    let digits = format!(
        "{}{:04}{:02}{:02}{order:03}",
        rng.pick(&AREAS),
        birth.0,
        birth.1,
        birth.2
    );
    Person {
        name: name(rng),
        male,
        nation: rng.pick(&NATIONS),
        birth,
        address: address(rng),
        number: format!("{digits}{}", id_check(&digits)),
    }
}

/// Invents a company, or an institution where the category digits say so.
pub(crate) fn company(rng: &mut Rng, institution: bool) -> Company {
    let city = rng.pick(&CITIES);
    let short_city = city.rsplit_once('省').map_or(city, |(_, rest)| rest);
    let name = if institution {
        format!("{short_city}{}", rng.pick(&INSTITUTIONS))
    } else {
        format!(
            "{short_city}{}{}{}",
            rng.pick(&WORDS),
            rng.pick(&TRADES),
            rng.pick(&FORMS)
        )
    };
    let founded = (rng.int(1998, 2021), rng.int(1, 12), rng.int(1, 28));
    let mut scope = String::new();
    for _ in 0..rng.int(2, 7) {
        scope.push_str(rng.pick(&SCOPES));
        scope.push('；');
    }
    scope.push_str("（依法须经批准的项目，经相关部门批准后方可开展经营活动）");
    Company {
        name,
        form: rng.pick(&[
            "有限责任公司",
            "有限责任公司（自然人独资）",
            "股份有限公司（非上市）",
        ]),
        head: self::name(rng),
        capital: format!(
            "人民币{}万元整",
            rng.pick(&["壹佰", "伍拾", "叁佰", "伍佰", "壹仟", "贰仟"])
        ),
        founded,
        issued: (rng.int(founded.0 + 1, 2024), rng.int(1, 12), rng.int(1, 28)),
        address: address(rng),
        scope,
        code: credit_code(rng, if institution { "12" } else { "91" }),
        registrar: format!("{short_city}市场监督管理局"),
        serial: format!("{:09}", rng.int(1_000_000, 999_999_999)),
    }
}

/// Writes a date the way certificates do.
pub(crate) fn date(date: (u32, u32, u32)) -> String {
    format!("{}年{:02}月{:02}日", date.0, date.1, date.2)
}

pub(crate) fn credit_code(rng: &mut Rng, category: &str) -> String {
    const BODY: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let mut body: String = (0..8)
        .map(|_| char::from(b'0' + rng.int(0, 9) as u8))
        .collect();
    if rng.chance(0.6) {
        body = format!("MA{}", &body[2..]);
        let letters: String = (0..3).map(|_| char::from(rng.pick(BODY))).collect();
        body.replace_range(2..5, &letters);
    }
    let stem = format!("{category}{}{body}{}", rng.pick(&AREAS), body_check(&body));
    format!("{stem}{}", credit_check(&stem))
}

fn name(rng: &mut Rng) -> String {
    format!("{}{}", rng.pick(&SURNAMES), rng.pick(&GIVEN))
}

pub(crate) fn address(rng: &mut Rng) -> String {
    let mut address = format!(
        "{}{}{}{}号",
        rng.pick(&CITIES),
        rng.pick(&DISTRICTS),
        rng.pick(&ROADS),
        rng.int(1, 999)
    );
    if rng.chance(0.7) {
        address = format!("{address}{}栋{}室", rng.int(1, 30), rng.int(101, 2499));
    }
    address
}
