//! Business licences of 2014 and 2015 as measured on real ones: the portrait form's duplicate, with a
//! credit code or, before October 2015, a registration number.

use super::grid::{Grid, greek_border, heavy, number, seal_date, term};
use super::paper::{plain, wear};
use super::symbols::{emblem, qr, seal};
use super::{Face, Path, Sheet, Type};
use crate::content::date;
use crate::holder::{Firm, Legal, firm};
use crate::rng::Rng;
use crate::truth::FieldName;

const BLACK: [u8; 3] = [36, 36, 38];
const VALUE: [u8; 3] = [62, 62, 66];

pub(super) fn duplicate(sheet: &mut Sheet, rng: &mut Rng, has_credit_code: bool, with_text: bool) {
    let mut firm = firm(rng, rng.clone().chance(0.7).then_some(Legal::Company));
    firm.founded.0 = firm.founded.0.min(2013);
    firm.issued.0 = if has_credit_code {
        rng.int(2016, 2018)
    } else {
        rng.int(2014, 2015)
    };
    firm.registrar = firm.registrar.replace("市场监督", "工商行政");
    let grid = Grid::of(sheet, [0.065, 0.049, 0.943, 0.949]);
    plain(&mut sheet.canvas, [252, 252, 246]);
    let inside = Path::rect(
        grid.left,
        grid.top,
        grid.left + grid.width,
        grid.top + grid.height,
    );
    sheet.canvas.fill(&inside, [252, 250, 240], 1.0);
    greek_border(
        &mut sheet.canvas,
        &grid,
        0.038 * grid.width,
        [196, 188, 172],
    );
    let (x, y, radius) = (grid.x(0.5), grid.y(0.122), 0.095 * grid.width);
    sheet.emblem = Some(emblem(&mut sheet.canvas, x, y, radius));
    if !with_text {
        return;
    }
    head(sheet, rng, &grid, &firm, has_credit_code);
    rows(sheet, rng, &grid, &firm);
    if rng.chance(0.7) {
        let address = format!("http://gsxt.example.gov.cn/notice?uuid={}", firm.serial);
        let side = 0.185 * grid.width;
        let at = (grid.x(0.074), grid.y(0.775));
        sheet.qr = Some((qr(&mut sheet.canvas, at, side, &address), address));
    }
    sign(sheet, rng, &grid, firm.issued, &firm.registrar);
    if rng.chance(0.4) {
        let age = rng.range(0.1, 0.7) as f32;
        wear(&mut sheet.canvas, rng, age);
    }
}

/// Title, number, and the number of the paper.
fn head(sheet: &mut Sheet, rng: &mut Rng, grid: &Grid, firm: &Firm, has_credit_code: bool) {
    let canvas = &mut sheet.canvas;
    let foil = rng.pick(&[[80, 72, 30], [60, 52, 36], [40, 36, 30]]);
    let title = Type::new(Face::Sans, 0.1 * grid.width, foil);
    heavy(
        canvas,
        [0.204, 0.213, 0.803, 0.295],
        grid,
        "营业执照",
        title,
    );
    let copy = Type::new(Face::Sans, 44.0, BLACK);
    grid.spread(canvas, [0.426, 0.307, 0.578, 0.344], "（副本）", copy);
    let small = Type::new(Face::Sans, 28.0, VALUE);
    let (x, y) = grid.start((0.6, 0.327), 28.0);
    canvas.text(x, y, "（1-1）", small);

    // Label and number end at the right border together.
    let (word, code) = if has_credit_code {
        ("统一社会信用代码", firm.code.clone())
    } else {
        ("注册号", firm.registration.clone())
    };
    let style = Type::new(rng.pick(&[Face::Serif, Face::Sans]), 31.0, VALUE);
    let width = grid.width * rng.range(0.2, 0.23) as f32 * code.len() as f32 / 18.0;
    let (right, baseline) = grid.start((0.93, 0.38), 31.0);
    let label = Type::new(Face::Sans, 31.0, BLACK);
    let label_width = super::canvas::text_width(word, label);
    canvas.text(right - width - 14.0 - label_width, baseline, word, label);
    sheet.number_box = Some(number(
        canvas,
        (right - width, baseline),
        width,
        &code,
        style,
    ));
    sheet.number = code;
    let serial = format!("编号：{}", &firm.serial[..rng.pick(&[12, 20])]);
    let (x, y) = if rng.chance(0.5) {
        grid.start((0.62, -0.018), 26.0)
    } else {
        grid.start((0.08, 0.07), 26.0)
    };
    canvas.text(x, y, &serial, Type::new(Face::Serif, 26.0, VALUE));
}

/// The values, one below the other.
fn rows(sheet: &mut Sheet, rng: &mut Rng, grid: &Grid, firm: &Firm) {
    let capital = if firm.legal == Legal::Company {
        "注册资本"
    } else {
        "出资额"
    };
    let rows = [
        (Some(FieldName::Name), "名称", firm.name.clone()),
        (None, "类型", firm.form.to_owned()),
        (None, firm.place_label, firm.place.clone()),
        (
            Some(FieldName::Person),
            firm.person_label,
            firm.person.clone(),
        ),
        (None, capital, firm.capital.clone()),
        (Some(FieldName::Established), "成立日期", date(firm.founded)),
        (
            Some(FieldName::Until),
            "营业期限",
            term(firm.founded, firm.until),
        ),
    ];
    let value = Type::new(rng.pick(&[Face::Serif, Face::Sans]), 34.0, VALUE);
    let label = Type::new(Face::Sans, 34.0, BLACK);
    let mut middle = 0.425;
    for (name, word, text) in rows {
        grid.spread(
            &mut sheet.canvas,
            [0.118, middle, 0.295, middle],
            word,
            label,
        );
        let at = grid.start((0.311, middle), 34.0);
        let begin = sheet.canvas.lines.len();
        let last = sheet
            .canvas
            .text_wrapped(at, 0.62 * grid.width, 42.0, &text, value);
        let place = sheet.canvas.ink_since(begin);
        match name {
            Some(FieldName::Established) => {
                sheet.note_day(FieldName::Established, firm.founded, place);
            }
            Some(FieldName::Until) => sheet.note_until(firm.until, place),
            Some(name) => sheet.note(name, text, place),
            None => {}
        }
        middle += 0.031 + (last - at.1) / grid.height;
    }
    let canvas = &mut sheet.canvas;
    grid.spread(canvas, [0.118, middle, 0.295, middle], "经营范围", label);
    let at = grid.start((0.311, middle), 28.0);
    let scope = Type::new(value.face, 28.0, VALUE);
    canvas.text_wrapped(at, 0.62 * grid.width, 36.0, &firm.scope, scope);
}

/// Notice, imprint, authority, date and seal.
fn sign(sheet: &mut Sheet, rng: &mut Rng, grid: &Grid, issued: (u32, u32, u32), registrar: &str) {
    let canvas = &mut sheet.canvas;
    let style = Type::new(Face::Sans, 20.0, BLACK);
    canvas.text(
        grid.x(0.08),
        grid.y(0.93),
        "提示：每年1月1日至6月30日报送年度报告",
        style,
    );
    let baseline = grid.y(1.018);
    canvas.text(
        grid.x(0.01),
        baseline,
        "企业信用信息公示系统网址：gsxt.saic.gov.cn",
        style,
    );
    canvas.text(
        grid.x(0.639),
        baseline,
        "中华人民共和国国家工商行政管理总局监制",
        style,
    );
    let black = Type::new(Face::Sans, 38.0, BLACK);
    grid.spread(canvas, [0.47, 0.862, 0.637, 0.885], "登记机关", black);
    let drop = rng.spread(0.3) as f32;
    seal_date(sheet, grid, [0.61, 0.935, 0.85, 0.955], issued, 34.0, drop);
    let center = (
        grid.x(0.8) + rng.spread(25.0) as f32,
        grid.y(0.885) + rng.spread(25.0) as f32,
    );
    let radius = 0.1175 * grid.width;
    sheet.seal = Some(seal(&mut sheet.canvas, rng, center, radius, registrar));
}
