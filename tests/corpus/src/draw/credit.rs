//! The credit-code certificate of an institution (统一社会信用代码证书).

use super::paper::{braided_frame, guilloche, plain, wear};
use super::symbols::{justified, qr, seal};
use super::{Face, Sheet, Type};
use crate::content::{company, date};
use crate::rng::Rng;
use crate::truth::FieldName;

const BLACK: [u8; 3] = [22, 22, 24];
const FRAMES: [[u8; 3]; 3] = [[70, 132, 112], [92, 124, 160], [172, 136, 84]];

pub(crate) fn certificate(sheet: &mut Sheet, rng: &mut Rng, with_text: bool) {
    let company = company(rng, true);
    let canvas = &mut sheet.canvas;
    if rng.chance(0.4) {
        plain(canvas, [250, 251, 248]);
    } else {
        guilloche(canvas, [244.0, 250.0, 246.0], [248.0, 248.0, 240.0], 0.8);
    }
    braided_frame(canvas, 54.0, 64.0, rng.pick(&FRAMES));
    if !with_text {
        return;
    }
    let face = rng.pick(&[Face::Serif, Face::Sans]);
    justified(
        canvas,
        (330.0, 290.0),
        1140.0,
        "统一社会信用代码证书",
        Type::new(Face::Serif, 96.0, [150, 34, 30]),
    );
    let label = Type::new(face, 36.0, BLACK);
    canvas.text(520.0, 392.0, "统一社会信用代码", label);
    let code = Type::new(face, rng.range(40.0, 46.0) as f32, BLACK).tracked(0.03);
    sheet.number_box = Some(canvas.text(850.0, 393.0, &company.code, code));
    let value = Type::new(face, 38.0, BLACK);
    let until = (company.issued.0 + 5, company.issued.1, company.issued.2);
    let rows = [
        ("机构名称", company.name.clone()),
        (
            "机构性质",
            String::from(rng.pick(&["事业单位", "社会团体", "机关"])),
        ),
        ("机构地址", company.address.clone()),
        ("负责人", company.head.clone()),
        (
            "有效期",
            format!("{}至{}", date(company.issued), date(until)),
        ),
    ];
    let mut y = 500.0;
    for (name, text) in rows {
        justified(&mut sheet.canvas, (210.0, y), 180.0, name, label);
        let begin = sheet.canvas.lines.len();
        let canvas = &mut sheet.canvas;
        y = canvas.text_wrapped((440.0, y), 1130.0, 52.0, &text, value) + 84.0;
        let place = canvas.ink_since(begin);
        match name {
            "机构名称" => sheet.note(FieldName::Name, text, place),
            "负责人" => sheet.note(FieldName::Person, text, place),
            "有效期" => {
                sheet.note_day(FieldName::Issued, company.issued, place);
                sheet.note_until(Some(until), place);
            }
            _ => {}
        }
    }
    let canvas = &mut sheet.canvas;
    if rng.chance(0.5) {
        let address = format!("https://www.cods.org.cn/c?code={}", company.code);
        sheet.qr = Some((qr(canvas, (220.0, 930.0), 170.0, &address), address));
    }
    canvas.text(1100.0, 970.0, "赋码机关", label);
    canvas.text(
        1200.0,
        1090.0,
        &date(company.issued),
        Type::new(face, 36.0, BLACK),
    );
    let authority = rng.pick(&["测试市机构编制委员会", "样本市民政局", "示例市民政局"]);
    let center = (
        1390.0 + rng.spread(30.0) as f32,
        1010.0 + rng.spread(15.0) as f32,
    );
    let radius = rng.range(118.0, 136.0) as f32;
    sheet.seal = Some(seal(canvas, rng, center, radius, authority));
    sheet.number = company.code;
    if rng.chance(0.4) {
        let age = rng.range(0.1, 0.6) as f32;
        wear(&mut sheet.canvas, rng, age);
    }
}
