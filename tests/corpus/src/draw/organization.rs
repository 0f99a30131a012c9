//! Certificates of organizations that are no businesses: a title, labels and values, a seal.

use super::grid::number;
use super::paper::{braided_frame, guilloche, plain, wear};
use super::symbols::{emblem, justified, qr, seal};
use super::{Face, Sheet, Type};
use crate::Kind;
use crate::content::date;
use crate::holder::{Day, Legal, firm, name};
use crate::number::{body_check, credit_check};
use crate::rng::Rng;
use crate::truth::FieldName;

const BLACK: [u8; 3] = [26, 26, 28];

/// What is printed on a form before anybody's values.
struct Form {
    title: &'static str,
    /// Endings of the names of such organizations.
    holders: &'static [&'static str],
    /// The first two characters of its credit code; empty where it has another number.
    category: &'static str,
    number_label: &'static str,
    name_label: &'static str,
    person_label: &'static str,
    /// Further labels and their values, printed between person and term.
    further: &'static [(&'static str, &'static str)],
    term_label: &'static str,
    authority_label: &'static str,
    authority: &'static str,
}

const ASSOCIATION: Form = Form {
    title: "社会团体法人登记证书",
    holders: &[
        "软件行业协会",
        "书法家协会",
        "登山协会",
        "老年人体育协会",
        "餐饮商会",
    ],
    category: "51",
    number_label: "统一社会信用代码",
    name_label: "名称",
    person_label: "法定代表人",
    further: &[
        ("业务范围", "学术交流、业务培训、咨询服务、承办政府委托事项"),
        ("活动地域", "本市行政区域内"),
        ("注册资金", "叁万元整"),
        ("业务主管单位", "市科学技术协会"),
    ],
    term_label: "有效期限",
    authority_label: "发证机关",
    authority: "民政局",
};

const INSTITUTION: Form = Form {
    title: "事业单位法人证书",
    holders: &[
        "第三中学",
        "人民医院",
        "图书馆",
        "疾病预防控制中心",
        "文化馆",
    ],
    category: "12",
    number_label: "统一社会信用代码",
    name_label: "名称",
    person_label: "法定代表人",
    further: &[
        ("宗旨和业务范围", "实施义务教育，促进基础教育发展。"),
        ("经费来源", "财政补助"),
        ("开办资金", "￥1000万元"),
        ("举办单位", "市教育局"),
    ],
    term_label: "有效期",
    authority_label: "登记管理机关",
    authority: "事业单位登记管理局",
};

const PRIVATE_NONPROFIT: Form = Form {
    title: "民办非企业单位登记证书",
    holders: &[
        "阳光幼儿园",
        "社会工作服务中心",
        "职业培训学校",
        "养老服务中心",
    ],
    category: "52",
    further: &[
        ("业务范围", "学前教育；居家养老服务"),
        ("开办资金", "叁万元整"),
        ("业务主管单位", "市教育局"),
    ],
    ..ASSOCIATION
};

const FOUNDATION: Form = Form {
    title: "基金会法人登记证书",
    holders: &["教育基金会", "慈善基金会", "见义勇为基金会"],
    category: "53",
    further: &[
        ("业务范围", "资助贫困学生，奖励优秀教师"),
        ("原始基金数额", "贰佰万元整"),
        ("业务主管单位", "市民政局"),
    ],
    ..ASSOCIATION
};

const ORGANIZATION_CODE: Form = Form {
    title: "组织机构代码证",
    holders: &["网络科技有限公司", "商贸有限公司", "人民医院"],
    category: "",
    number_label: "代码",
    name_label: "机构名称",
    person_label: "",
    further: &[("机构类型", "企业法人"), ("地址", "文三路18号")],
    term_label: "有效期",
    authority_label: "颁发单位",
    authority: "质量技术监督局",
};

const LAW_FIRM: Form = Form {
    title: "律师事务所执业许可证",
    holders: &["明德律师事务所", "正义律师事务所", "方圆律师事务所"],
    category: "31",
    person_label: "负责人",
    further: &[
        ("组织形式", "普通合伙"),
        ("主管机关", "市司法局"),
        ("设立资产", "叁拾万元"),
    ],
    term_label: "",
    authority: "司法厅",
    ..ASSOCIATION
};

const CLINIC: Form = Form {
    title: "医疗机构执业许可证",
    holders: &["康复医院", "口腔门诊部", "中医诊所"],
    category: "52",
    name_label: "机构名称",
    further: &[("诊疗科目", "内科；外科；中医科"), ("经营性质", "营利性")],
    authority: "卫生健康委员会",
    ..ASSOCIATION
};

const TRADEMARK: Form = Form {
    title: "商标注册证",
    holders: &["网络科技有限公司", "食品有限公司", "服饰有限公司"],
    category: "",
    number_label: "第",
    name_label: "注册人",
    person_label: "",
    further: &[
        ("核定商品", "国际分类：35 广告；计算机网络上的在线广告"),
        ("注册人地址", "文三路18号"),
    ],
    term_label: "有效期至",
    authority_label: "发证机关",
    authority: "国家知识产权局",
};

pub(super) fn certificate(sheet: &mut Sheet, rng: &mut Rng, kind: Kind, with_text: bool) {
    let form = match kind {
        Kind::Association => &ASSOCIATION,
        Kind::Institution => &INSTITUTION,
        Kind::PrivateNonprofit => &PRIVATE_NONPROFIT,
        Kind::Foundation => &FOUNDATION,
        Kind::OrganizationCode => &ORGANIZATION_CODE,
        Kind::LawFirm => &LAW_FIRM,
        Kind::Clinic => &CLINIC,
        _ => &TRADEMARK,
    };
    let company = firm(rng, Some(Legal::Company));
    let canvas = &mut sheet.canvas;
    if rng.chance(0.4) {
        plain(canvas, [251, 251, 247]);
    } else {
        guilloche(canvas, [247.0, 250.0, 244.0], [250.0, 246.0, 238.0], 0.7);
    }
    let border = rng.pick(&[
        [178, 120, 90],
        [92, 124, 160],
        [172, 136, 84],
        [110, 140, 110],
    ]);
    braided_frame(canvas, 50.0, 56.0, border);
    if rng.chance(0.6) {
        sheet.emblem = Some(emblem(canvas, 900.0, 170.0, 62.0));
    }
    if !with_text {
        return;
    }
    let ink = rng.pick(&[BLACK, [150, 34, 30]]);
    let title = Type::new(rng.pick(&[Face::Serif, Face::Sans]), 80.0, ink);
    let width = (110.0 * form.title.chars().count() as f32).min(1150.0);
    let left = 900.0 - width / 2.0;
    justified(&mut sheet.canvas, (left, 328.0), width, form.title, title);
    let face = rng.pick(&[Face::Serif, Face::Sans]);
    let value = Type::new(face, 34.0, BLACK);
    code(sheet, rng, form, value);
    let label = Type::new(Face::Sans, 32.0, BLACK);
    let holder = format!(
        "{}{}",
        company.registrar.split('市').next().unwrap_or(""),
        "市"
    );
    let holder = format!("{holder}{}", rng.pick(form.holders));
    let issued = company.issued;
    let until = (issued.0 + 5, issued.1, issued.2);
    let person = name(rng);
    let mut y = 500.0;
    let mut row = |sheet: &mut Sheet, word: &str, text: &str| {
        justified(&mut sheet.canvas, (190.0, y), 250.0, word, label);
        let place = sheet.canvas.text(480.0, y, text, value);
        y += 70.0;
        place
    };
    let place = row(sheet, form.name_label, &holder);
    sheet.note(FieldName::Name, holder, place);
    if !form.person_label.is_empty() {
        let place = row(sheet, form.person_label, &person);
        sheet.note(FieldName::Person, person, place);
    }
    row(sheet, "住所", &company.place);
    for (word, text) in form.further {
        row(sheet, word, text);
    }
    if !form.term_label.is_empty() {
        let term = if form.term_label == "有效期至" {
            date(until)
        } else {
            format!("自{}至{}", date(issued), date(until))
        };
        let place = row(sheet, form.term_label, &term);
        sheet.note_day(FieldName::Issued, issued, place);
        sheet.note_until(Some(until), place);
    }
    sign(sheet, rng, form, issued, value);
    if rng.chance(0.4) {
        let age = rng.range(0.1, 0.6) as f32;
        wear(&mut sheet.canvas, rng, age);
    }
}

/// The number, above the rows.
fn code(sheet: &mut Sheet, rng: &mut Rng, form: &Form, value: Type) {
    let text = match (form.category, form.number_label) {
        ("", "代码") => {
            let body = format!("{:08}", rng.int(1_000_000, 99_999_999));
            format!("{body}-{}", body_check(&body))
        }
        ("", _) => format!("{}号", rng.int(1_000_000, 69_999_999)),
        (category, _) => {
            let body: String = (0..8)
                .map(|_| char::from(b'0' + rng.int(0, 9) as u8))
                .collect();
            let area = rng.pick(&crate::content::AREAS);
            let stem = format!("{category}{area}{body}{}", body_check(&body));
            format!("{stem}{}", credit_check(&stem))
        }
    };
    let label = Type::new(Face::Sans, 32.0, BLACK);
    let width = super::canvas::text_width(form.number_label, label);
    sheet.canvas.text(520.0, 412.0, form.number_label, label);
    let wide = 19.5 * text.len() as f32 * rng.range(0.9, 1.1) as f32;
    let style = Type::new(value.face, 36.0, BLACK);
    let at = (540.0 + width, 412.0);
    let place = number(&mut sheet.canvas, at, wide, &text, style);
    if form.title != TRADEMARK.title {
        sheet.number_box = Some(place);
        sheet.number = text.replace('-', "");
    }
    if rng.chance(0.5) {
        let address = format!("https://www.example.org.cn/c?code={text}");
        sheet.qr = Some((
            qr(&mut sheet.canvas, (1540.0, 125.0), 130.0, &address),
            address,
        ));
    }
}

fn sign(sheet: &mut Sheet, rng: &mut Rng, form: &Form, issued: Day, value: Type) {
    let label = Type::new(Face::Sans, 32.0, BLACK);
    sheet
        .canvas
        .text(1080.0, 1020.0, form.authority_label, label);
    sheet.canvas.text(1180.0, 1110.0, &date(issued), value);
    let center = (
        1350.0 + rng.spread(30.0) as f32,
        1040.0 + rng.spread(15.0) as f32,
    );
    let radius = rng.range(110.0, 128.0) as f32;
    sheet.seal = Some(seal(&mut sheet.canvas, rng, center, radius, form.authority));
}
