//! Holders as certificates bear them: names of two to many characters, rare ones among them, firms of
//! every form. Drawn by chance from lists; a namesake would be an accident.

use crate::content::{AREAS, Person, address, credit_code};
use crate::number::{id_check, registration_check};
use crate::rng::Rng;

const SURNAMES: [&str; 40] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林",
    "何", "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧", "亓", "逄",
    "郄", "仇", "欧阳", "司徒", "尉迟", "訾", "覃", "佘",
];
const COMMON: [&str; 32] = [
    "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明",
    "超", "兰", "霞", "平", "刚", "桂", "英", "文", "辉", "玲", "建", "国", "红", "华", "宇", "帆",
];
/// Common as names go, but rare in print; the networks' lists hold some of them and lack others.
const RARE: [&str; 32] = [
    "翀", "赟", "镕", "昉", "玹", "瑀", "瑨", "琤", "曌", "燊", "鋆", "喆", "玥", "珺", "堃", "犇",
    "婧", "妍", "翊", "煊", "璟", "昶", "晔", "祎", "骞", "岚", "淼", "焱", "颢", "樾", "芃", "奭",
];
/// Names of peoples who put a point between the given name and the father's.
const POINTED: [&str; 10] = [
    "买买提",
    "艾合买提",
    "阿卜杜拉",
    "吐尔逊",
    "迪丽热巴",
    "古丽娜尔",
    "热合曼",
    "巴特尔",
    "阿依古丽",
    "库尔班江",
];
const NATIONS: [&str; 14] = [
    "汉", "汉", "汉", "汉", "汉", "回", "满", "壮", "蒙古", "藏", "苗", "土家", "朝鲜", "彝",
];
const PLACES: [&str; 14] = [
    "杭州", "深圳", "北京", "上海", "成都", "武汉", "西安", "厦门", "青岛", "长沙", "郑州", "沈阳",
    "昆明", "贵阳",
];
const BRANDS: [&str; 20] = [
    "云帆",
    "鑫源",
    "博睿",
    "恒泰",
    "星海",
    "佳禾",
    "锐捷新",
    "瀚森",
    "鼎盛",
    "慧聪",
    "蓝图",
    "嘉懿",
    "启明",
    "沃野",
    "彧程",
    "晟泽",
    "万象",
    "钰龙",
    "宸宇",
    "驰骋",
];
const TRADES: [&str; 14] = [
    "网络科技",
    "信息技术",
    "电子商务",
    "文化传媒",
    "供应链管理",
    "建筑装饰工程",
    "医疗器械",
    "国际贸易",
    "教育咨询",
    "餐饮管理",
    "物流",
    "农业开发",
    "新能源",
    "软件",
];
const SHOPS: [&str; 8] = [
    "便利店",
    "小吃店",
    "服装店",
    "理发店",
    "五金商行",
    "网络服务部",
    "水果批发部",
    "茶叶经营部",
];
const SCOPES: [&str; 12] = [
    "软件开发；信息系统集成服务",
    "互联网销售（除销售需要许可的商品）",
    "技术服务、技术开发、技术咨询、技术交流、技术转让、技术推广",
    "计算机系统服务",
    "广告设计、代理；广告制作",
    "第二类增值电信业务",
    "日用百货销售；五金产品零售",
    "食品销售（仅销售预包装食品）",
    "货物进出口；技术进出口",
    "信息咨询服务（不含许可类信息咨询服务）",
    "组织文化艺术交流活动；会议及展览服务",
    "普通货物仓储服务（不含危险化学品等需许可审批的项目）",
];

/// A day.
pub(crate) type Day = (u32, u32, u32);

/// The legal form of a firm, as far as licences differ by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Legal {
    Company,
    /// A branch has no legal representative.
    Branch,
    Partnership,
    /// 个人独资企业.
    SoleProprietor,
    /// 个体工商户.
    Household,
}

/// A firm, with the labels that its form brings about.
#[derive(Clone, Debug)]
pub(crate) struct Firm {
    pub(crate) legal: Legal,
    pub(crate) name: String,
    pub(crate) form: &'static str,
    pub(crate) person_label: &'static str,
    pub(crate) person: String,
    pub(crate) capital: String,
    pub(crate) founded: Day,
    pub(crate) issued: Day,
    /// When its term ends; `None` is never.
    pub(crate) until: Option<Day>,
    pub(crate) place_label: &'static str,
    pub(crate) place: String,
    pub(crate) scope: String,
    pub(crate) code: String,
    /// Registration number of 15 digits, as it would have had before 2015.
    pub(crate) registration: String,
    pub(crate) registrar: String,
    /// The number of the paper: 20 digits that are not the firm's number.
    pub(crate) serial: String,
}

/// Invents a resident.
pub(crate) fn resident(rng: &mut Rng) -> Person {
    let male = rng.chance(0.5);
    let birth = (rng.int(1950, 2007), rng.int(1, 12), rng.int(1, 28));
    let pointed = rng.chance(0.15);
    Person {
        name: if pointed {
            format!("{}·{}", rng.pick(&POINTED), rng.pick(&POINTED))
        } else {
            name(rng)
        },
        male,
        nation: if pointed {
            "维吾尔"
        } else {
            rng.pick(&NATIONS)
        },
        birth,
        address: address(rng),
        number: citizen(rng, None, birth, male),
    }
}

/// A citizen number; of an area outside the mainland for permits.
pub(crate) fn citizen(rng: &mut Rng, area: Option<&str>, birth: Day, male: bool) -> String {
    let area = area.unwrap_or_else(|| rng.pick(&AREAS));
    let order = rng.int(0, 498) * 2 + u32::from(male);
    let digits = format!("{area}{:04}{:02}{:02}{order:03}", birth.0, birth.1, birth.2);
    format!("{digits}{}", id_check(&digits))
}

/// A name of two to four characters; one in three has a rare one.
pub(crate) fn name(rng: &mut Rng) -> String {
    let mut name = String::from(rng.pick(&SURNAMES));
    for _ in 0..rng.int(1, 2) {
        name.push_str(if rng.chance(0.2) {
            rng.pick(&RARE)
        } else {
            rng.pick(&COMMON)
        });
    }
    name
}

/// Invents a firm of the given form, or of one of the others.
pub(crate) fn firm(rng: &mut Rng, legal: Option<Legal>) -> Firm {
    let legal = legal.unwrap_or_else(|| {
        rng.pick(&[
            Legal::Company,
            Legal::Company,
            Legal::Company,
            Legal::Branch,
            Legal::Partnership,
            Legal::SoleProprietor,
        ])
    });
    let city = rng.pick(&PLACES);
    let brand = rng.pick(&BRANDS);
    let trade = rng.pick(&TRADES);
    let bracketed = rng.chance(0.25);
    let stem = if bracketed {
        format!("{brand}（{city}）{trade}")
    } else {
        format!("{city}{brand}{trade}")
    };
    let (name, forms, person_label, place_label): (String, &[&'static str], _, _) = match legal {
        Legal::Company => (
            format!(
                "{stem}{}",
                rng.pick(&["有限公司", "有限公司", "有限责任公司", "股份有限公司"])
            ),
            &[
                "有限责任公司",
                "有限责任公司（自然人独资）",
                "有限责任公司（自然人投资或控股）",
                "股份有限公司（非上市）",
            ],
            "法定代表人",
            "住所",
        ),
        Legal::Branch => (
            format!("{stem}有限公司{}分公司", rng.pick(&PLACES)),
            &["有限责任公司分公司", "有限责任公司分公司（自然人独资）"],
            "负责人",
            "营业场所",
        ),
        Legal::Partnership => (
            format!("{stem}合伙企业（有限合伙）"),
            &["有限合伙企业"],
            "执行事务合伙人",
            "主要经营场所",
        ),
        Legal::SoleProprietor => (format!("{stem}工作室"), &["个人独资企业"], "投资人", "住所"),
        Legal::Household => (
            format!("{city}市{brand}{}", rng.pick(&SHOPS)),
            &["个体工商户"],
            "经营者",
            "经营场所",
        ),
    };
    let founded = (rng.int(2000, 2023), rng.int(1, 12), rng.int(1, 28));
    let until =
        rng.chance(0.4)
            .then_some((founded.0 + rng.pick(&[20, 30, 50]), founded.1, founded.2));
    let scope = scope(rng);
    let serial: String = (0..20)
        .map(|_| char::from(b'0' + rng.int(0, 9) as u8))
        .collect();
    let registration = registration(rng, legal);
    Firm {
        legal,
        name,
        form: rng.pick(forms),
        person_label,
        person: self::name(rng),
        capital: rng
            .pick(&[
                "壹佰万元整",
                "伍佰万元整",
                "壹仟万元整",
                "300万元人民币",
                "1000万元人民币",
            ])
            .to_owned(),
        founded,
        issued: (rng.int(founded.0 + 1, 2025), rng.int(1, 12), rng.int(1, 28)),
        until,
        place_label,
        place: address(rng),
        scope,
        code: credit_code(
            rng,
            if legal == Legal::Household {
                "92"
            } else {
                "91"
            },
        ),
        registration,
        registrar: format!("{city}市市场监督管理局"),
        serial,
    }
}

/// What a firm may do.
fn scope(rng: &mut Rng) -> String {
    let mut scope = String::from("一般项目：");
    for _ in 0..rng.int(2, 6) {
        scope.push_str(rng.pick(&SCOPES));
        scope.push('；');
    }
    scope.push_str("（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）");
    scope
}

/// The number that the registrar gave before there were credit codes.
fn registration(rng: &mut Rng, legal: Legal) -> String {
    let first = if legal == Legal::Household { 6 } else { 1 };
    let stem = format!("{}{first}{:07}", rng.pick(&AREAS), rng.int(0, 9_999_999));
    format!("{stem}{}", registration_check(&stem))
}
