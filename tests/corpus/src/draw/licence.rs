//! Business licences: the landscape form of 2019 and the portrait form before it.

use super::paper::{braided_frame, guilloche, plain, wear};
use super::symbols::{emblem, justified, qr, seal};
use super::{Face, Sheet, Type};
use crate::content::{Company, company, date};
use crate::rng::Rng;
use crate::truth::FieldName;

const BLACK: [u8; 3] = [22, 22, 24];
const TITLE: [u8; 3] = [30, 26, 24];
const FRAMES: [[u8; 3]; 3] = [[176, 138, 72], [164, 122, 66], [190, 150, 92]];

pub(crate) fn landscape(sheet: &mut Sheet, rng: &mut Rng, with_text: bool) {
    let company = company(rng, false);
    let canvas = &mut sheet.canvas;
    if rng.chance(0.5) {
        plain(canvas, [252, 250, 244]);
    } else {
        guilloche(canvas, [253.0, 250.0, 240.0], [250.0, 247.0, 236.0], 0.6);
    }
    braided_frame(canvas, 66.0, 74.0, rng.pick(&FRAMES));
    sheet.emblem = Some(emblem(canvas, 1100.0, 268.0, 96.0));
    if !with_text {
        return;
    }
    let face = rng.pick(&[Face::Serif, Face::Sans]);
    canvas.text(
        214.0,
        250.0,
        "统一社会信用代码",
        Type::new(face, 38.0, BLACK),
    );
    let code = Type::new(face, rng.range(44.0, 50.0) as f32, BLACK).tracked(0.03);
    sheet.number_box = Some(canvas.text(214.0, 318.0, &company.code, code));
    justified(
        canvas,
        (780.0, 524.0),
        640.0,
        "营业执照",
        Type::new(Face::Serif, 138.0, TITLE),
    );
    canvas.text_centered(
        1100.0,
        600.0,
        "（副本）",
        Type::new(Face::Serif, 50.0, TITLE),
    );
    canvas.text(1290.0, 598.0, "（1-1）", Type::new(face, 34.0, BLACK));
    let address = format!("http://www.gsxt.gov.cn/index?uscc={}", company.code);
    sheet.qr = Some((qr(canvas, (1620.0, 190.0), 190.0, &address), address));
    let note = Type::new(face, 23.0, BLACK);
    for (row, text) in [
        "扫描二维码登录",
        "国家企业信用",
        "信息公示系统",
        "了解更多登记、",
        "备案、许可、",
        "监管信息",
    ]
    .into_iter()
    .enumerate()
    {
        canvas.text(1826.0, 212.0 + 33.0 * row as f32, text, note);
    }
    let label = Type::new(face, 36.0, BLACK);
    let value = Type::new(face, 38.0, BLACK);
    let left = [
        ("名称", &company.name),
        ("类型", &String::from(company.form)),
        ("法定代表人", &company.head),
    ];
    for (row, (name, text)) in left.into_iter().enumerate() {
        let y = 730.0 + 94.0 * row as f32;
        justified(&mut sheet.canvas, (224.0, y), 190.0, name, label);
        let begin = sheet.canvas.lines.len();
        let canvas = &mut sheet.canvas;
        canvas.text_wrapped((446.0, y), 720.0, 48.0, text, value);
        note_row(sheet, name, text, begin, &company);
    }
    let canvas = &mut sheet.canvas;
    justified(canvas, (224.0, 1012.0), 190.0, "经营范围", label);
    canvas.text_wrapped(
        (446.0, 1012.0),
        700.0,
        50.0,
        &company.scope,
        Type::new(face, 33.0, BLACK),
    );
    let right = [
        ("注册资本", &company.capital),
        ("成立日期", &date(company.founded)),
        ("住所", &company.address),
    ];
    for (row, (name, text)) in right.into_iter().enumerate() {
        let y = 730.0 + 94.0 * row as f32;
        justified(&mut sheet.canvas, (1240.0, y), 170.0, name, label);
        let begin = sheet.canvas.lines.len();
        let canvas = &mut sheet.canvas;
        canvas.text_wrapped((1444.0, y), 540.0, 48.0, text, value);
        note_row(sheet, name, text, begin, &company);
    }
    sign(sheet, rng, &company, (1560.0, 1180.0), face);
    let foot = Type::new(face, 26.0, BLACK);
    let canvas = &mut sheet.canvas;
    canvas.text(
        200.0,
        1520.0,
        "国家企业信用信息公示系统网址：http://www.gsxt.gov.cn",
        foot,
    );
    canvas.text(1640.0, 1520.0, "国家市场监督管理总局监制", foot);
    finish(sheet, rng, company);
}

pub(crate) fn portrait(sheet: &mut Sheet, rng: &mut Rng, with_text: bool) {
    let company = company(rng, false);
    let canvas = &mut sheet.canvas;
    if rng.chance(0.4) {
        plain(canvas, [251, 248, 238]);
    } else {
        guilloche(canvas, [252.0, 246.0, 230.0], [246.0, 246.0, 236.0], 0.8);
    }
    braided_frame(canvas, 60.0, 80.0, rng.pick(&FRAMES));
    sheet.emblem = Some(emblem(canvas, 778.0, 300.0, 110.0));
    if !with_text {
        return;
    }
    let face = rng.pick(&[Face::Serif, Face::Sans]);
    justified(
        canvas,
        (420.0, 600.0),
        716.0,
        "营业执照",
        Type::new(Face::Serif, 150.0, TITLE),
    );
    canvas.text_centered(
        778.0,
        684.0,
        "（副本）",
        Type::new(Face::Serif, 54.0, TITLE),
    );
    let small = Type::new(face, 30.0, BLACK);
    canvas.text(1050.0, 250.0, &format!("编号 {}", company.serial), small);
    let label = Type::new(face, 38.0, BLACK);
    let width = super::canvas::text_width("统一社会信用代码", label);
    let code = Type::new(face, rng.range(46.0, 52.0) as f32, BLACK).tracked(0.03);
    canvas.text(370.0, 790.0, "统一社会信用代码", label);
    sheet.number_box = Some(canvas.text(370.0 + width + 34.0, 791.0, &company.code, code));
    let value = Type::new(face, 41.0, BLACK);
    let rows = [
        ("名称", company.name.clone()),
        ("类型", String::from(company.form)),
        ("住所", company.address.clone()),
        ("法定代表人", company.head.clone()),
        ("注册资本", company.capital.clone()),
        ("成立日期", date(company.founded)),
        ("营业期限", format!("{}至长期", date(company.founded))),
    ];
    let mut y = 910.0;
    for (name, text) in rows {
        justified(&mut sheet.canvas, (210.0, y), 210.0, name, label);
        let begin = sheet.canvas.lines.len();
        let canvas = &mut sheet.canvas;
        y = canvas.text_wrapped((470.0, y), 880.0, 54.0, &text, value) + 84.0;
        note_row(sheet, name, &text, begin, &company);
    }
    let canvas = &mut sheet.canvas;
    justified(canvas, (210.0, y), 210.0, "经营范围", label);
    canvas.text_wrapped(
        (470.0, y),
        880.0,
        54.0,
        &company.scope,
        Type::new(face, 36.0, BLACK),
    );
    if rng.chance(0.5) {
        let address = format!("www.sgs.gov.cn/notice/notice/view?uuid={}", company.serial);
        sheet.qr = Some((qr(canvas, (230.0, 1830.0), 170.0, &address), address));
    }
    sign(sheet, rng, &company, (930.0, 1870.0), face);
    finish(sheet, rng, company);
}

/// Notes the value that was written behind a label.
fn note_row(sheet: &mut Sheet, label: &str, text: &str, begin: usize, company: &Company) {
    let place = sheet.canvas.ink_since(begin);
    match label {
        "名称" => sheet.note(FieldName::Name, text, place),
        "法定代表人" => sheet.note(FieldName::Person, text, place),
        "成立日期" => sheet.note_day(FieldName::Established, company.founded, place),
        "营业期限" => sheet.note_until(None, place),
        _ => {}
    }
}

/// Writes authority and date, and stamps the seal over the date.
fn sign(sheet: &mut Sheet, rng: &mut Rng, company: &Company, (x, y): (f32, f32), face: Face) {
    let canvas = &mut sheet.canvas;
    justified(
        canvas,
        (x - 150.0, y),
        220.0,
        "登记机关",
        Type::new(face, 40.0, BLACK),
    );
    let issued = Type::new(face, 40.0, BLACK);
    let place = canvas.text(x + 40.0, y + 150.0, &date(company.issued), issued);
    sheet.note_day(FieldName::Issued, company.issued, place);
    let (width, height) = (sheet.width as f32, sheet.height as f32);
    // Inside the frame whatever the form: a seal is never cut by the margin.
    let center = (
        (x + 230.0 + rng.spread(25.0) as f32).min(width - 310.0),
        (y + 70.0 + rng.spread(20.0) as f32).min(height - 310.0),
    );
    let radius = rng.range(140.0, 160.0) as f32;
    sheet.seal = Some(seal(
        &mut sheet.canvas,
        rng,
        center,
        radius,
        &company.registrar,
    ));
}

fn finish(sheet: &mut Sheet, rng: &mut Rng, company: Company) {
    sheet.number = company.code;
    if rng.chance(0.4) {
        let age = rng.range(0.1, 0.7) as f32;
        wear(&mut sheet.canvas, rng, age);
    }
}
