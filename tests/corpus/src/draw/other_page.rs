//! Pages that are no certificate: receipts, screens, print, handwriting, and a picture without text.

use super::paper::plain;
use super::symbols::bust;
use super::{Canvas, Face, Path, Sheet, Type};
use crate::rng::Rng;

const BLACK: [u8; 3] = [30, 30, 32];
const GOODS: [&str; 12] = [
    "纯牛奶250ml",
    "鸡蛋10枚",
    "大米5kg",
    "洗洁精",
    "抽纸3包",
    "苹果",
    "酸奶",
    "面包",
    "可乐500ml",
    "食用油",
    "垃圾袋",
    "西红柿",
];
const PHRASES: [&str; 16] = [
    "清晨的阳光落在窗台上，",
    "他沿着河边慢慢走，",
    "远处传来火车的声音。",
    "这本书讲的是一个小镇的故事，",
    "人们在集市上买卖粮食和布匹。",
    "春天来得比往年早，",
    "老人坐在门口看报纸，",
    "孩子们放学回家。",
    "根据调查，参加活动的人数逐年增加，",
    "专家认为这一趋势还会继续。",
    "记者从会上了解到，",
    "项目预计明年完成。",
    "第二天下起了大雨，",
    "谁也没有说话。",
    "城市的灯光渐渐亮起来，",
    "他想起了很久以前的事。",
];
const MENU: [&str; 12] = [
    "我的订单",
    "收货地址",
    "优惠券",
    "消息通知",
    "账号与安全",
    "隐私设置",
    "关于我们",
    "意见反馈",
    "清除缓存",
    "退出登录",
    "今日推荐",
    "客服中心",
];

pub(super) fn receipt(sheet: &mut Sheet, rng: &mut Rng, with_text: bool) {
    let canvas = &mut sheet.canvas;
    plain(canvas, [246, 246, 244]);
    if !with_text {
        return;
    }
    let style = Type::new(Face::Sans, 30.0, [60, 60, 66]);
    let shop = rng.pick(&["惠民超市", "便利店", "大型购物中心", "水果批发部"]);
    canvas.text_centered(350.0, 90.0, shop, Type::new(Face::Sans, 46.0, BLACK));
    let (year, month, day) = (rng.int(2022, 2026), rng.int(1, 12), rng.int(1, 28));
    let number = format!(
        "小票号：{year}{month:02}{day:02}{:08}",
        rng.int(1, 99_999_999)
    );
    canvas.text(50.0, 160.0, &number, style);
    let time = format!(
        "日期：{year}-{month:02}-{day:02} {:02}:{:02}",
        rng.int(8, 21),
        rng.int(0, 59)
    );
    canvas.text(50.0, 205.0, &time, style);
    canvas.text(50.0, 270.0, "商品名称     数量     金额", style);
    let (mut y, mut total) = (320.0, 0);
    for _ in 0..rng.int(8, 16) {
        let (count, price) = (rng.int(1, 5), rng.int(150, 9900));
        total += count * price;
        canvas.text(50.0, y, rng.pick(&GOODS), style);
        canvas.text(360.0, y, &count.to_string(), style);
        canvas.text(500.0, y, &money(count * price), style);
        y += 52.0;
    }
    for line in [
        format!("合计：{}", money(total)),
        format!("微信支付：{}", money(total)),
        format!(
            "交易单号：{:010}{:08}",
            rng.int(1, 999_999_999),
            rng.int(1, 99_999_999)
        ),
        "谢谢惠顾，请保留小票".to_owned(),
    ] {
        y += 48.0;
        canvas.text(50.0, y, &line, style);
    }
}

fn money(cents: u32) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

pub(super) fn screenshot(sheet: &mut Sheet, rng: &mut Rng, with_text: bool) {
    let canvas = &mut sheet.canvas;
    let accent = rng.pick(&[[22, 119, 255], [7, 193, 96], [255, 98, 0], [230, 30, 60]]);
    plain(canvas, [244, 244, 246]);
    canvas.fill(&Path::rect(0.0, 0.0, 1080.0, 320.0), accent, 1.0);
    bust(canvas, rng, (160.0, 120.0), 170.0, true);
    if !with_text {
        return;
    }
    let white = Type::new(Face::Sans, 38.0, [255, 255, 255]);
    canvas.text(
        50.0,
        62.0,
        &format!("{}:{:02}", rng.int(8, 22), rng.int(0, 59)),
        white,
    );
    canvas.text(820.0, 62.0, "5G  86%", white);
    canvas.text(
        300.0,
        230.0,
        &format!("用户{:06}", rng.int(1, 999_999)),
        Type::new(Face::Sans, 54.0, [255; 3]),
    );
    let (item, small) = (
        Type::new(Face::Sans, 46.0, BLACK),
        Type::new(Face::Sans, 34.0, [140; 3]),
    );
    let mut y = 380.0;
    for _ in 0..rng.int(8, 12) {
        canvas.fill(&Path::rect(30.0, y, 1050.0, y + 130.0), [255; 3], 1.0);
        canvas.text(80.0, y + 82.0, rng.pick(&MENU), item);
        let note = format!("{}条", rng.int(1, 99));
        canvas.text(880.0, y + 82.0, &note, small);
        y += 145.0;
    }
}

pub(super) fn book_page(sheet: &mut Sheet, rng: &mut Rng, with_text: bool) {
    let canvas = &mut sheet.canvas;
    plain(
        canvas,
        rng.pick(&[[250, 246, 232], [238, 236, 230], [252, 252, 250]]),
    );
    if !with_text {
        return;
    }
    let columns = rng.int(1, 2) as u8;
    let em = if columns == 1 { 40.0 } else { 30.0 };
    let style = Type::new(Face::Serif, em, BLACK);
    let title = rng.pick(&["第一章 清晨", "小镇的故事", "城市新闻"]);
    canvas.text_centered(700.0, 190.0, title, Type::new(Face::Serif, 70.0, BLACK));
    let width = (1180.0 - 60.0 * f32::from(columns - 1)) / f32::from(columns);
    for column in 0..columns {
        let x = 110.0 + f32::from(column) * (width + 60.0);
        let mut y = 300.0;
        while y < 1640.0 {
            let paragraph: String = (0..rng.int(4, 9)).map(|_| rng.pick(&PHRASES)).collect();
            y = canvas.text_wrapped((x, y), width, em * 1.65, &paragraph, style) + em * 2.2;
        }
    }
    canvas.text_centered(
        700.0,
        1950.0,
        &rng.int(1, 400).to_string(),
        Type::new(Face::Serif, 30.0, BLACK),
    );
}

pub(super) fn handwriting(sheet: &mut Sheet, rng: &mut Rng, with_text: bool) {
    let canvas = &mut sheet.canvas;
    plain(canvas, [250, 249, 244]);
    let lines: Vec<f32> = (0..18_u8).map(|i| 240.0 + 90.0 * f32::from(i)).collect();
    for y in &lines {
        canvas.fill(
            &Path::rect(80.0, *y, 1320.0, *y + 2.0),
            [170, 190, 214],
            1.0,
        );
    }
    if !with_text {
        return;
    }
    let color = rng.pick(&[[30, 40, 110], [30, 30, 34]]);
    let count = rng.int(6, 16) as usize;
    for y in lines.into_iter().take(count) {
        let phrases = format!("{}{}", rng.pick(&PHRASES), rng.pick(&PHRASES));
        scribble(canvas, rng, (110.0, y - 14.0), &phrases, color);
    }
}

/// Writes a line by a hand: no character is as large, as level or as upright as the one before.
fn scribble(canvas: &mut Canvas, rng: &mut Rng, (x, y): (f32, f32), text: &str, color: [u8; 3]) {
    let begin = canvas.lines.len();
    let mut pen = x;
    for character in text.chars() {
        let size = 54.0 + rng.spread(9.0) as f32;
        let style = Type::new(Face::Serif, size, color).turned(rng.spread(0.16) as f32);
        let up = rng.spread(8.0) as f32;
        canvas.text(pen, y + up, &character.to_string(), style);
        pen += size * rng.range(0.86, 1.05) as f32;
        if pen > 1260.0 {
            break;
        }
    }
    canvas.lines.truncate(begin);
}

/// Hills under a sky, and things before them.
pub(super) fn scenery(sheet: &mut Sheet, rng: &mut Rng) {
    let canvas = &mut sheet.canvas;
    plain(
        canvas,
        rng.pick(&[[150, 190, 230], [210, 214, 220], [240, 200, 150]]),
    );
    let tones = [[110, 140, 110], [70, 110, 70], [120, 100, 80], [60, 70, 60]];
    for (layer, tone) in (0_u8..).zip(tones) {
        let base = 500.0 + 170.0 * f32::from(layer);
        let (phase, swing) = (rng.range(0.0, 6.0) as f32, rng.range(30.0, 110.0) as f32);
        let mut hill: Vec<(f32, f32)> = (0..=64_u8)
            .map(|i| {
                let x = 25.0 * f32::from(i);
                let y = libm::sinf(x / 190.0 + phase) + 0.4 * libm::sinf(x / 47.0 + phase * 3.0);
                (x, base - swing * y)
            })
            .collect();
        hill.extend([(1600.0, 1200.0), (0.0, 1200.0)]);
        canvas.fill(&Path::polygon(&hill), tone, 1.0);
    }
    for _ in 0..rng.int(20, 60) {
        let (x, y) = (
            rng.range(0.0, 1600.0) as f32,
            rng.range(600.0, 1200.0) as f32,
        );
        let (rx, ry) = (rng.range(10.0, 90.0) as f32, rng.range(10.0, 120.0) as f32);
        let tone = [rng.int(20, 220), rng.int(30, 200), rng.int(20, 160)].map(|v| v as u8);
        canvas.fill(&Path::ellipse(x, y, rx, ry), tone, 0.8);
    }
}
