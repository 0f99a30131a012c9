//! Cards of persons, with names of every shape: ID cards, temporary ones, permits.

use super::canvas::text_width;
use super::paper::{guilloche, wear};
use super::symbols::{bust, emblem, justified, wall};
use super::{Face, Sheet, Type, ocr_b};
use crate::content::Person;
use crate::geometry::Rect;
use crate::holder::{Day, citizen, resident};
use crate::rng::Rng;
use crate::truth::FieldName;

const LABEL: [u8; 3] = [58, 118, 168];
pub(super) const BLACK: [u8; 3] = [26, 26, 28];
const OFFICES: [&str; 6] = [
    "杭州市公安局西湖分局",
    "深圳市公安局南山分局",
    "成都市公安局武侯分局",
    "沈阳市公安局",
    "贵阳市公安局云岩分局",
    "和田县公安局",
];

/// Which card the side with portrait and number belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Card {
    Resident,
    /// Bears issuer and validity on the same side.
    Temporary,
    Permit,
}

pub(super) fn portrait_side(sheet: &mut Sheet, rng: &mut Rng, card: Card, with_text: bool) {
    let mut person = resident(rng);
    if card == Card::Permit {
        let area = rng.pick(&["810000", "820000", "830000"]);
        person.number = citizen(rng, Some(area), person.birth, person.male);
    }
    let black_and_white = card == Card::Temporary;
    ground(sheet, rng);
    let canvas = &mut sheet.canvas;
    let saturation = canvas.ink.saturation;
    if black_and_white {
        canvas.ink.saturation = 0.0;
    }
    // Two more rows stand below the portrait of a temporary card.
    let (top, height) = if black_and_white {
        (40.0, 320.0)
    } else {
        (92.0, 372.0)
    };
    let head = rng.range(792.0, 806.0) as f32;
    canvas.floor = top + 0.94 * height;
    bust(canvas, rng, (head, top), height, person.male);
    let bottom = f64::from(canvas.floor);
    canvas.floor = 638.0;
    canvas.ink.saturation = saturation;
    let (middle, top) = (f64::from(head), f64::from(top));
    sheet.portrait = Some(Rect::new(middle - 150.0, top, middle + 150.0, bottom));
    if !with_text {
        return;
    }
    let lift = if card == Card::Temporary { 26.0 } else { 0.0 };
    values(sheet, &person, card, lift);
    let label = Type::new(Face::Sans, 29.0, LABEL);
    let baseline = if card == Card::Temporary {
        466.0
    } else {
        566.0
    };
    justified(
        &mut sheet.canvas,
        (64.0, baseline),
        236.0,
        "公民身份号码",
        label,
    );
    let at = (348.0, baseline + 4.0);
    let ink = ocr_b::write(&mut sheet.canvas, at, (36.0, 31.2), &person.number, BLACK);
    sheet.number_box = Some(ink);
    sheet.number = person.number;
    if card == Card::Temporary {
        let from = (rng.int(2024, 2026), rng.int(1, 8), rng.int(1, 28));
        let until = (from.0, from.1 + 3, from.2);
        issue(sheet, rng, (64.0, 526.0), 30.0, from, Some(until));
    }
}

/// Name, sex, people, birth and address.
fn values(sheet: &mut Sheet, person: &Person, card: Card, lift: f32) {
    let label = Type::new(Face::Sans, 29.0, LABEL);
    let value = Type::new(Face::Sans, 34.0, BLACK);
    let rows = [0.0, 76.0, 152.0, 228.0].map(|y| 110.0 + y * (1.0 - lift / 130.0) - lift);
    for (x, y, text) in [
        (64.0, rows[0], "姓名"),
        (64.0, rows[1], "性别"),
        (64.0, rows[2], "出生"),
        (64.0, rows[3], "住址"),
    ] {
        sheet.canvas.text(x, y, text, label.tracked(0.12));
    }
    let name = Type::new(Face::Sans, 41.0, BLACK).tracked(0.06);
    // Long names are set smaller.
    let fitting = name.size * (430.0 / text_width(&person.name, name)).min(1.0);
    let name = Type::new(Face::Sans, fitting, BLACK).tracked(0.06);
    sheet.write(FieldName::Name, (164.0, rows[0] + 4.0), &person.name, name);
    let sex = if person.male { "男" } else { "女" };
    sheet.canvas.text(164.0, rows[1] + 2.0, sex, value);
    if card != Card::Permit {
        sheet
            .canvas
            .text(244.0, rows[1], "民族", label.tracked(0.12));
        sheet
            .canvas
            .text(336.0, rows[1] + 2.0, person.nation, value);
    }
    let (year, month, day) = person.birth;
    let begin = sheet.canvas.lines.len();
    for (x, number, unit, unit_x) in [
        (164.0, year, "年", 258.0),
        (310.0, month, "月", 358.0),
        (408.0, day, "日", 456.0),
    ] {
        sheet
            .canvas
            .text(x, rows[2] + 2.0, &number.to_string(), value);
        sheet.canvas.text(unit_x, rows[2], unit, label);
    }
    let place = sheet.canvas.ink_since(begin);
    sheet.note_day(FieldName::Birth, person.birth, place);
    let at = (164.0, rows[3] + 2.0);
    sheet
        .canvas
        .text_wrapped(at, 430.0, 48.0, &person.address, value);
}

/// Issuer and validity, as on the emblem's side.
fn issue(
    sheet: &mut Sheet,
    rng: &mut Rng,
    (x, y): (f32, f32),
    em: f32,
    from: Day,
    until: Option<Day>,
) {
    let label = Type::new(Face::Sans, em * 0.9, BLACK).tracked(0.1);
    let value = Type::new(Face::Sans, em, BLACK);
    let (canvas, start) = (&mut sheet.canvas, x + 5.2 * em);
    canvas.text(x, y, "签发机关", label);
    canvas.text(x, y + 1.9 * em, "有效期限", label);
    canvas.text(start, y + 2.0, rng.pick(&OFFICES), value);
    let day = |(year, month, day): Day| format!("{year}.{month:02}.{day:02}");
    let end = until.map_or_else(|| "长期".to_owned(), day);
    let term = format!("{}-{end}", day(from));
    let place = canvas.text(start, y + 1.9 * em + 2.0, &term, value);
    sheet.note_day(FieldName::Issued, from, place);
    sheet.note_until(until, place);
}

pub(super) fn emblem_side(sheet: &mut Sheet, rng: &mut Rng, card: Card, with_text: bool) {
    ground(sheet, rng);
    wall(&mut sheet.canvas, rng, 250.0, 620.0, [120, 158, 178]);
    sheet.emblem = Some(emblem(&mut sheet.canvas, 140.0, 132.0, 92.0));
    if !with_text {
        return;
    }
    let canvas = &mut sheet.canvas;
    let title = Type::new(Face::Serif, 56.0, BLACK);
    justified(canvas, (316.0, 126.0), 520.0, "中华人民共和国", title);
    let from = (rng.int(2006, 2024), rng.int(1, 12), rng.int(1, 28));
    if card == Card::Permit {
        let word = rng.pick(&["港澳居民居住证", "台湾居民居住证"]);
        let subtitle = Type::new(Face::Serif, 74.0, BLACK);
        justified(canvas, (286.0, 230.0), 580.0, word, subtitle);
        let small = Type::new(Face::Sans, 28.0, BLACK);
        let number = format!("{}{:08}", rng.pick(&["H", "M"]), rng.int(1, 9_999_999));
        canvas.text(230.0, 350.0, "签发次数 01", small);
        canvas.text(230.0, 410.0, &format!("通行证号码 {number}"), small);
        let until = (from.0 + 5, from.1, from.2);
        issue(sheet, rng, (230.0, 490.0), 34.0, from, Some(until));
        return;
    }
    let subtitle = Type::new(Face::Serif, 86.0, BLACK);
    justified(canvas, (286.0, 246.0), 580.0, "居民身份证", subtitle);
    let years = rng.pick(&[Some(5), Some(10), Some(20), Some(20), None]);
    let until = years.map(|years| (from.0 + years, from.1, from.2));
    issue(sheet, rng, (230.0, 508.0), 34.0, from, until);
}

/// The permit of Hong Kong and Macao residents for the mainland.
pub(super) fn border_permit(sheet: &mut Sheet, rng: &mut Rng, with_text: bool) {
    let person = resident(rng);
    ground(sheet, rng);
    let canvas = &mut sheet.canvas;
    canvas.floor = 500.0;
    bust(canvas, rng, (170.0, 170.0), 340.0, person.male);
    canvas.floor = 638.0;
    sheet.portrait = Some(Rect::new(40.0, 170.0, 310.0, 500.0));
    if !with_text {
        return;
    }
    let canvas = &mut sheet.canvas;
    let title = Type::new(Face::Serif, 54.0, BLACK);
    justified(
        canvas,
        (180.0, 92.0),
        660.0,
        "港澳居民来往内地通行证",
        title,
    );
    let latin = Type::new(Face::Sans, 20.0, BLACK);
    canvas.text(
        200.0,
        126.0,
        "Mainland Travel Permit for Hong Kong and Macao Residents",
        latin,
    );
    let number = format!(
        "{}{:08}",
        rng.pick(&["H", "M"]),
        rng.int(100_000, 99_999_999)
    );
    let from = (rng.int(2014, 2024), rng.int(1, 12), rng.int(1, 28));
    let until = (from.0 + 10, from.1, from.2);
    let day = |(year, month, day): Day| format!("{year}.{month:02}.{day:02}");
    let label = Type::new(Face::Sans, 22.0, LABEL);
    let value = Type::new(Face::Sans, 34.0, BLACK);
    for (x, y, word) in [
        (340.0, 190.0, "姓名"),
        (340.0, 282.0, "出生日期"),
        (680.0, 282.0, "性别"),
        (340.0, 370.0, "有效期限"),
        (340.0, 456.0, "签发机关"),
        (340.0, 536.0, "证件号码"),
        (680.0, 536.0, "换证次数"),
    ] {
        canvas.text(x, y, word, label);
    }
    canvas.text(680.0, 318.0, if person.male { "男" } else { "女" }, value);
    canvas.text(
        340.0,
        490.0,
        "公安部出入境管理局",
        Type::new(Face::Sans, 30.0, BLACK),
    );
    canvas.text(680.0, 574.0, "01", value);
    sheet.write(FieldName::Name, (340.0, 228.0), &person.name, value);
    let place = sheet.canvas.text(340.0, 318.0, &day(person.birth), value);
    sheet.note_day(FieldName::Birth, person.birth, place);
    let term = format!("{}-{}", day(from), day(until));
    let place = sheet.canvas.text(340.0, 406.0, &term, value);
    sheet.note_day(FieldName::Issued, from, place);
    sheet.note_until(Some(until), place);
    sheet.number_box = Some(sheet.canvas.text(340.0, 574.0, &number, value));
    sheet.number = number;
}

fn ground(sheet: &mut Sheet, rng: &mut Rng) {
    let tint = rng.spread(5.0) as f32;
    guilloche(
        &mut sheet.canvas,
        [212.0 + tint, 232.0, 240.0 - tint],
        [240.0, 224.0 + tint, 226.0 - tint],
        rng.range(0.5, 1.0) as f32,
    );
    let age = rng.range(-0.6, 0.8) as f32;
    if age > 0.0 {
        wear(&mut sheet.canvas, rng, age);
    }
}
