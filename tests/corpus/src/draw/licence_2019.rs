//! Business licences of 2019 as measured on real ones: originals and duplicates, those of individual
//! households, and printouts of electronic ones.

use super::grid::{Grid, Share, heavy, number, scalloped_border, seal_date, term};
use super::paper::{plain, wear};
use super::symbols::{emblem, qr, seal};
use super::{Face, Path, Sheet, Type};
use crate::content::date;
use crate::holder::{Firm, Legal, firm};
use crate::rng::Rng;
use crate::truth::FieldName;

const BLACK: [u8; 3] = [34, 34, 36];
/// Values are printed thinner, in gray.
const VALUE: [u8; 3] = [66, 66, 70];
const BORDER: [u8; 3] = [160, 157, 140];

/// Where things stand, in shares of the frame.
struct Layout {
    frame: Share,
    /// Middle and radius of the emblem; the radius in frame widths.
    emblem: (f32, f32),
    title: Share,
    title_em: f32,
    code_label: Share,
    code: Share,
    /// Left and right end of the labels, start of the values, of the left and the right column.
    left: (f32, f32, f32),
    right: (f32, f32, f32),
    first_row: f32,
    row_pitch: f32,
    /// Left, top and side of the QR code; the side in frame widths.
    qr: (f32, f32, f32),
    authority: Share,
    /// Middle and diameter of the seal; the diameter in frame widths.
    seal: (f32, f32, f32),
    date: Share,
}

const DUPLICATE: Layout = Layout {
    frame: [0.046, 0.127, 0.948, 0.927],
    emblem: (0.019, 0.056),
    title: [0.355, 0.15, 0.648, 0.245],
    title_em: 0.055,
    code_label: [0.07, 0.165, 0.235, 0.193],
    code: [0.069, 0.213, 0.214, 0.237],
    left: (0.071, 0.16, 0.168),
    right: (0.57, 0.665, 0.68),
    first_row: 0.378,
    row_pitch: 0.064,
    qr: (0.742, 0.14, 0.088),
    authority: [0.646, 0.785, 0.76, 0.815],
    seal: (0.875, 0.81, 0.153),
    date: [0.752, 0.885, 0.935, 0.92],
};

const ORIGINAL: Layout = Layout {
    frame: [0.052, 0.153, 0.956, 0.931],
    emblem: (0.0, 0.067),
    title: [0.298, 0.177, 0.705, 0.325],
    title_em: 0.071,
    code_label: [0.053, 0.205, 0.208, 0.232],
    code: [0.053, 0.247, 0.196, 0.272],
    left: (0.054, 0.163, 0.172),
    right: (0.563, 0.665, 0.683),
    first_row: 0.42,
    row_pitch: 0.053,
    qr: (0.797, 0.208, 0.069),
    authority: [0.676, 0.823, 0.8, 0.855],
    seal: (0.873, 0.83, 0.105),
    date: [0.764, 0.88, 0.92, 0.917],
};

/// Which of the forms is drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Edition {
    Original,
    Duplicate,
    Electronic,
}

pub(super) fn licence(
    sheet: &mut Sheet,
    rng: &mut Rng,
    edition: Edition,
    legal: Option<Legal>,
    with_text: bool,
) {
    let firm = firm(rng, legal);
    let layout = if edition == Edition::Duplicate {
        &DUPLICATE
    } else {
        &ORIGINAL
    };
    let grid = Grid::of(sheet, layout.frame);
    let drawn = edition == Edition::Electronic;
    ground(sheet, &grid, drawn);
    let (middle, radius) = layout.emblem;
    let radius = radius * grid.width;
    sheet.emblem = Some(emblem(
        &mut sheet.canvas,
        grid.x(0.5),
        grid.y(middle),
        radius,
    ));
    if !with_text {
        return;
    }
    head(sheet, rng, &grid, layout, edition, &firm);
    columns(sheet, rng, &grid, layout, &firm);
    imprint(sheet, &grid, edition);
    if drawn {
        electronic_marks(sheet, rng, &grid, layout, &firm);
    } else {
        let black = Type::new(Face::Sans, 30.0, BLACK);
        grid.spread(&mut sheet.canvas, layout.authority, "登记机关", black);
        let drop = rng.spread(0.3) as f32;
        seal_date(sheet, &grid, layout.date, firm.issued, 30.0, drop);
        let (x, y, diameter) = layout.seal;
        let center = (
            grid.x(x) + rng.spread(30.0) as f32,
            grid.y(y) + rng.spread(25.0) as f32,
        );
        let radius = diameter * grid.width / 2.0;
        sheet.seal = Some(seal(
            &mut sheet.canvas,
            rng,
            center,
            radius,
            &firm.registrar,
        ));
        if rng.chance(0.3) {
            let age = rng.range(0.1, 0.6) as f32;
            wear(&mut sheet.canvas, rng, age);
        }
    }
    sheet.number = firm.code;
}

/// Paper, watermark and border.
fn ground(sheet: &mut Sheet, grid: &Grid, drawn: bool) {
    plain(&mut sheet.canvas, [254, 254, 252]);
    let inside: [u8; 3] = if drawn {
        [254, 243, 235]
    } else {
        [251, 251, 243]
    };
    let (right, bottom) = (grid.left + grid.width, grid.top + grid.height);
    let canvas = &mut sheet.canvas;
    canvas.fill(&Path::rect(grid.left, grid.top, right, bottom), inside, 1.0);
    let pale = Type::new(Face::Sans, 0.06 * grid.height, [246, 214, 186]).faint(0.3);
    for row in 0..4_u8 {
        for column in 0..3_u8 {
            let shift = if row % 2 == 0 { 0.0 } else { 0.147 };
            let x = grid.x(0.08 + 0.295 * f32::from(column) + shift);
            let y = grid.y(0.25 + 0.21 * f32::from(row));
            canvas.text(x, y, "SCJDGL", pale);
        }
    }
    let color = if drawn { [150, 136, 97] } else { BORDER };
    scalloped_border(canvas, grid, 0.03 * grid.width, color);
}

/// Title, number and QR code.
fn head(
    sheet: &mut Sheet,
    rng: &mut Rng,
    grid: &Grid,
    layout: &Layout,
    edition: Edition,
    firm: &Firm,
) {
    let canvas = &mut sheet.canvas;
    // Gold foil: dark olive in scans, pale in photos, where it may all but vanish.
    let foil = match edition {
        Edition::Electronic => [197, 125, 8],
        _ if rng.chance(0.15) => [214, 200, 150],
        _ => rng.pick(&[[74, 68, 26], [96, 88, 38], [60, 56, 30], [150, 120, 50]]),
    };
    let em = layout.title_em * grid.width;
    heavy(
        canvas,
        layout.title,
        grid,
        "营业执照",
        Type::new(Face::Sans, em, foil),
    );
    if edition == Edition::Duplicate {
        let style = Type::new(Face::Sans, 38.0, BLACK);
        grid.spread(canvas, [0.457, 0.262, 0.544, 0.305], "（副本）", style);
        if rng.chance(0.6) {
            let small = Type::new(Face::Sans, 24.0, BLACK);
            let (x, y) = grid.start((0.56, 0.285), 24.0);
            let copy = rng.pick(&["（1-1）", "副本号：1-1", "1-1", "（1/1）"]);
            canvas.text(x, y, copy, small);
        }
    }
    let label = Type::new(Face::Sans, 30.0, BLACK);
    let [left, top, _, bottom] = layout.code_label;
    if rng.chance(0.7) {
        heavy(canvas, layout.code_label, grid, "统一社会信用代码", label);
    } else {
        let (x, y) = grid.start((left, f32::midpoint(top, bottom)), 30.0);
        canvas.text(x, y, "统一社会信用代码", label);
    }
    let [left, top, right, bottom] = layout.code;
    let face = rng.pick(&[Face::Serif, Face::Sans]);
    let style = Type::new(face, rng.range(25.0, 30.0) as f32, VALUE);
    let at = grid.start((left, f32::midpoint(top, bottom)), style.size);
    let width = (right - left) * grid.width * rng.range(0.94, 1.15) as f32;
    let place = number(canvas, at, width, &firm.code, style);
    sheet.number_box = Some(place);
    if edition == Edition::Duplicate && rng.chance(0.3) {
        let copy = rng.pick(&["（1/1）", "（1-1）"]);
        canvas.text(place.right as f32 + 12.0, at.1, copy, style);
    }
    // The number of the paper, a trap: below the number, or above the QR code.
    let small = Type::new(face, 22.0, VALUE);
    let text = format!("{}{}", rng.pick(&["证照编号：", "编号："]), firm.serial);
    match rng.int(0, 3) {
        0 => {
            let (x, y) = grid.start((left, bottom + 0.04), 22.0);
            canvas.text(x, y, &text, small);
        }
        1 => {
            let (x, y) = grid.start((layout.qr.0 - 0.02, layout.qr.1 - 0.025), 22.0);
            canvas.text(x, y, &text, small);
        }
        _ => {}
    }
    let (x, y, side) = layout.qr;
    let at = (grid.x(x), grid.y(y));
    let side = side * grid.width;
    let address = if rng.chance(0.6) {
        format!("http://www.gsxt.gov.cn/index.html?uniscid={}", firm.code)
    } else {
        format!("http://www.gsxt.gov.cn/%7B{}%7D", firm.serial)
    };
    sheet.qr = Some((qr(canvas, at, side, &address), address));
    let lines = if edition == Edition::Electronic {
        [
            "电子营业执照文件仅供",
            "信息参考，具体信息请",
            "登录公示系统查验，",
            "扫描二维码验证",
            "",
        ]
    } else {
        [
            "扫描二维码登录",
            "“国家企业信用",
            "信息公示系统”",
            "了解更多登记、备案、",
            "许可、监管信息",
        ]
    };
    let note = Type::new(Face::Sans, 14.0, BLACK);
    for (row, line) in lines.into_iter().enumerate() {
        let y = at.1 + (0.18 + 0.19 * row as f32) * side;
        canvas.text(at.0 + side + 12.0, y, line, note);
    }
}

/// The values, in two columns.
fn columns(sheet: &mut Sheet, rng: &mut Rng, grid: &Grid, layout: &Layout, firm: &Firm) {
    let label = Type::new(Face::Sans, 29.0, BLACK);
    let value = Type::new(
        rng.pick(&[Face::Serif, Face::Serif, Face::Sans]),
        28.0,
        VALUE,
    );
    let row = |index: u8| layout.first_row + layout.row_pitch * f32::from(index);
    let (from, to, start) = layout.left;
    let left = [
        (Some(FieldName::Name), "名称", firm.name.as_str()),
        (None, "类型", firm.form),
        (
            Some(FieldName::Person),
            firm.person_label,
            firm.person.as_str(),
        ),
    ];
    for (index, (name, word, text)) in (0..).zip(left) {
        let middle = row(index);
        grid.spread(&mut sheet.canvas, [from, middle, to, middle], word, label);
        let at = grid.start((start, middle), value.size);
        let place = sheet.canvas.text(at.0, at.1, text, value);
        if let Some(name) = name {
            sheet.note(name, text, place);
        }
    }
    let middle = row(3);
    grid.spread(
        &mut sheet.canvas,
        [from, middle, to, middle],
        "经营范围",
        label,
    );
    let at = grid.start((start, middle), 20.0);
    let small = Type::new(value.face, 20.0, VALUE);
    let width = (0.55 - start) * grid.width;
    sheet
        .canvas
        .text_wrapped(at, width, 27.0, &firm.scope, small);
    right_column(sheet, rng, grid, layout, firm, (label, value));
}

fn right_column(
    sheet: &mut Sheet,
    rng: &mut Rng,
    grid: &Grid,
    layout: &Layout,
    firm: &Firm,
    (label, value): (Type, Type),
) {
    let (from, to, start) = layout.right;
    let household = firm.legal == Legal::Household;
    let established = if household {
        "注册日期"
    } else {
        "成立日期"
    };
    let mut right = match firm.legal {
        Legal::Household => vec![("组成形式", "个人经营".to_owned())],
        Legal::Branch => Vec::new(),
        Legal::Partnership | Legal::SoleProprietor => vec![("出资额", firm.capital.clone())],
        Legal::Company => vec![("注册资本", firm.capital.clone())],
    };
    right.push((established, date(firm.founded)));
    // Since 2024 licences bear no term.
    if !household && firm.issued.0 < 2024 && rng.chance(0.7) {
        let word = if firm.legal == Legal::Partnership {
            "合伙期限"
        } else {
            "营业期限"
        };
        right.push((word, term(firm.founded, firm.until)));
    }
    right.push((firm.place_label, firm.place.clone()));
    for (index, (word, text)) in (0_u8..).zip(right) {
        let middle = layout.first_row + layout.row_pitch * f32::from(index);
        grid.spread(&mut sheet.canvas, [from, middle, to, middle], word, label);
        let at = grid.start((start, middle), value.size);
        if word == firm.place_label {
            let width = (0.92 - start) * grid.width;
            sheet.canvas.text_wrapped(at, width, 36.0, &text, value);
            continue;
        }
        let place = sheet.canvas.text(at.0, at.1, &text, value);
        if word == established {
            sheet.note_day(FieldName::Established, firm.founded, place);
        } else if word.ends_with("期限") {
            sheet.note_until(firm.until, place);
        }
    }
}

/// What is printed below the border.
fn imprint(sheet: &mut Sheet, grid: &Grid, edition: Edition) {
    let canvas = &mut sheet.canvas;
    let style = Type::new(Face::Sans, 19.0, BLACK);
    let baseline = grid.y(1.028);
    canvas.text(
        grid.x(0.0),
        baseline,
        "国家企业信用信息公示系统网址：http://www.gsxt.gov.cn",
        style,
    );
    canvas.text(grid.x(0.842), baseline, "国家市场监督管理总局监制", style);
    if edition == Edition::Duplicate {
        for (row, line) in [
            "市场主体应当于每年1月1日至6月30日通过",
            "国家企业信用信息公示系统报送公示年度报告",
        ]
        .into_iter()
        .enumerate()
        {
            let y = baseline - 6.0 + 24.0 * row as f32;
            canvas.text(grid.x(0.49), y, line, style);
        }
    }
}

/// What tells a printout: the registrar's name in place of the seal, the overlay, and the signature.
fn electronic_marks(sheet: &mut Sheet, rng: &mut Rng, grid: &Grid, layout: &Layout, firm: &Firm) {
    let black = Type::new(Face::Sans, 30.0, BLACK);
    let (canvas, small) = (&mut sheet.canvas, Type::new(Face::Sans, 24.0, BLACK));
    grid.spread(canvas, layout.authority, "登记机关", black);
    let half = firm.registrar.char_indices().nth(3).map_or(0, |(at, _)| at);
    let (first, second) = firm.registrar.split_at(half);
    canvas.text(grid.x(0.81), grid.y(0.83), first, small);
    canvas.text(grid.x(0.81), grid.y(0.86), second, small);
    seal_date(sheet, grid, layout.date, firm.issued, 30.0, 0.0);
    let canvas = &mut sheet.canvas;
    let gray = Type::new(Face::Sans, 17.0, [150, 150, 150]);
    let issued = date(firm.issued);
    canvas.text(
        grid.x(0.045),
        grid.y(0.87),
        &format!("说明：1、本营业执照于{issued}由{}留存（打印）", firm.person),
        gray,
    );
    let signature: String = (0..104)
        .map(|_| {
            char::from(
                rng.pick(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"),
            )
        })
        .collect();
    canvas.text(
        grid.x(0.045),
        grid.y(0.895),
        &format!("2、数字签名：{}", &signature[..58]),
        gray,
    );
    canvas.text(grid.x(0.06), grid.y(0.918), &signature[58..], gray);
    // The first character lies over the number.
    let em = 0.062 * grid.width;
    let turn = 35.0_f32.to_radians();
    let overlay = Type::new(Face::Serif, em, [193, 185, 177])
        .faint(0.5)
        .turned(turn);
    for (step, character) in (0_u8..).zip("电子营业执照".chars()) {
        let (x, y) = (
            grid.x(0.16 + 0.114 * f32::from(step)),
            grid.y(0.23 + 0.11 * f32::from(step)),
        );
        // From the middle of the character to the start of its baseline.
        let (across, down) = (-0.5 * em, 0.38 * em);
        let (sine, cosine) = (libm::sinf(turn), libm::cosf(turn));
        sheet.canvas.text(
            x + across * cosine - down * sine,
            y + across * sine + down * cosine,
            &character.to_string(),
            overlay,
        );
    }
}
