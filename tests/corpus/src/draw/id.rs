//! The two sides of the resident ID card.

use super::paper::{guilloche, wear};
use super::symbols::{bust, emblem, justified, wall};
use super::{Face, Sheet, Type};
use crate::content::person;
use crate::geometry::Rect;
use crate::rng::Rng;
use crate::truth::FieldName;

/// The labels' blue and the print's black, as on the card.
const LABEL: [u8; 3] = [58, 118, 168];
const BLACK: [u8; 3] = [24, 24, 26];

pub(crate) fn portrait_side(sheet: &mut Sheet, rng: &mut Rng, with_text: bool) {
    let person = person(rng);
    let canvas = &mut sheet.canvas;
    let tint = rng.spread(5.0) as f32;
    guilloche(
        canvas,
        [212.0 + tint, 232.0, 240.0 - tint],
        [240.0, 224.0 + tint, 226.0 - tint],
        rng.range(0.5, 1.0) as f32,
    );
    let head = (rng.range(792.0, 806.0) as f32, 92.0);
    canvas.floor = 446.0;
    bust(canvas, rng, head, 372.0, person.male);
    canvas.floor = 638.0;
    sheet.portrait = Some(Rect::new(
        f64::from(head.0) - 150.0,
        92.0,
        f64::from(head.0) + 150.0,
        442.0,
    ));
    wear_if_old(sheet, rng);
    if !with_text {
        return;
    }
    let canvas = &mut sheet.canvas;
    let label = Type::new(Face::Sans, 30.0, LABEL);
    let value = Type::new(Face::Sans, 36.0, BLACK);
    let name = Type::new(Face::Sans, 44.0, BLACK).tracked(0.08);
    for (x, y, text) in [
        (64.0, 110.0, "姓名"),
        (64.0, 186.0, "性别"),
        (244.0, 186.0, "民族"),
        (64.0, 262.0, "出生"),
        (64.0, 340.0, "住址"),
    ] {
        canvas.text(x, y, text, label.tracked(0.12));
    }
    sheet.write(FieldName::Name, (164.0, 114.0), &person.name, name);
    let canvas = &mut sheet.canvas;
    canvas.text(164.0, 188.0, if person.male { "男" } else { "女" }, value);
    canvas.text(340.0, 188.0, person.nation, value);
    let (year, month, day) = person.birth;
    let begin = canvas.lines.len();
    for (x, number, unit, unit_x) in [
        (164.0, year, "年", 262.0),
        (310.0, month, "月", 364.0),
        (410.0, day, "日", 464.0),
    ] {
        canvas.text(x, 264.0, &number.to_string(), value);
        canvas.text(unit_x, 262.0, unit, label);
    }
    let place = canvas.ink_since(begin);
    sheet.note_day(FieldName::Birth, person.birth, place);
    let canvas = &mut sheet.canvas;
    canvas.text_wrapped((164.0, 342.0), 430.0, 50.0, &person.address, value);
    justified(canvas, (64.0, 566.0), 232.0, "公民身份号码", label);
    let digits = Type::new(Face::Sans, rng.range(45.0, 50.0) as f32, BLACK).tracked(0.13);
    let ink = canvas.text(346.0, 568.0, &person.number, digits);
    sheet.number_box = Some(ink);
    sheet.number = person.number;
}

pub(crate) fn emblem_side(sheet: &mut Sheet, rng: &mut Rng, with_text: bool) {
    let person = person(rng);
    let canvas = &mut sheet.canvas;
    let tint = rng.spread(5.0) as f32;
    guilloche(
        canvas,
        [238.0, 226.0 + tint, 226.0],
        [214.0 + tint, 232.0, 240.0 - tint],
        rng.range(0.5, 1.0) as f32,
    );
    wall(canvas, rng, 250.0, 620.0, [120, 158, 178]);
    sheet.emblem = Some(emblem(canvas, 140.0, 132.0, 92.0));
    wear_if_old(sheet, rng);
    if !with_text {
        return;
    }
    let canvas = &mut sheet.canvas;
    let title = Type::new(Face::Serif, 58.0, BLACK);
    justified(canvas, (316.0, 128.0), 520.0, "中华人民共和国", title);
    let subtitle = Type::new(Face::Serif, 86.0, BLACK);
    justified(canvas, (286.0, 246.0), 580.0, "居民身份证", subtitle);
    let label = Type::new(Face::Sans, 31.0, BLACK);
    canvas.text(230.0, 508.0, "签发机关", label.tracked(0.1));
    canvas.text(230.0, 576.0, "有效期限", label.tracked(0.1));
    let office = rng.pick(&[
        "测试市公安局样本分局",
        "样本市公安局",
        "示例市公安局测试分局",
        "范例县公安局",
    ]);
    let value = Type::new(Face::Sans, 35.0, BLACK);
    canvas.text(404.0, 510.0, office, value);
    let (_, month, day) = person.birth;
    let year = rng.int(2008, 2022);
    let end = year + rng.pick(&[10, 20]);
    let validity = format!("{year}.{month:02}.{day:02}-{end}.{month:02}.{day:02}");
    let place = canvas.text(404.0, 578.0, &validity, value);
    sheet.note_day(FieldName::Issued, (year, month, day), place);
    sheet.note_until(Some((end, month, day)), place);
}

fn wear_if_old(sheet: &mut Sheet, rng: &mut Rng) {
    let age = rng.range(-0.6, 0.8) as f32;
    if age > 0.0 {
        wear(&mut sheet.canvas, rng, age);
    }
}
