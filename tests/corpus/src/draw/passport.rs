//! The data page of a passport: labels in two languages over their values, and two lines for machines (ICAO 9303, TD3).

use super::card::BLACK;
use super::paper::guilloche;
use super::symbols::bust;
use super::{Face, Sheet, Type, ocr_b};
use crate::geometry::Rect;
use crate::holder::{Day, resident};
use crate::number::zone_check;
use crate::rng::Rng;
use crate::truth::FieldName;

const LABEL: [u8; 3] = [96, 84, 110];
/// Ten characters an inch, and capitals of 2.4 mm.
const PITCH: f32 = 30.0;
const CAPITALS: f32 = 28.5;
/// Characters of a line for machines.
const LENGTH: usize = 44;
const SURNAMES: [&str; 12] = [
    "WANG", "LI", "OUYANG", "XU", "SMITH", "KIM", "MUELLER", "GARCIA", "ZHENG", "OKAFOR", "QIU",
    "IVANOV",
];
const GIVEN_NAMES: [&str; 12] = [
    "WEI", "XIAOMING", "JUN", "ANNA", "FEIFEI", "MARIA", "YICHEN", "JOHN", "LEI", "SOO", "HAO",
    "PETER",
];
/// Codes of states, and what the page says of them.
const OTHER_STATES: [(&str, &str); 5] = [
    ("USA", "UNITED STATES OF AMERICA"),
    ("KOR", "REPUBLIC OF KOREA"),
    ("D", "DEUTSCH"),
    ("SGP", "SINGAPORE CITIZEN"),
    ("FRA", "FRANCAISE"),
];
const MONTHS: [&str; 12] = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
];
const TOWNS: [(&str, &str); 5] = [
    ("北京", "BEIJING"),
    ("上海", "SHANGHAI"),
    ("杭州", "HANGZHOU"),
    ("深圳", "SHENZHEN"),
    ("成都", "CHENGDU"),
];

/// Where labels stand, and what they say in two languages.
const LABELS: [(f32, f32, &str, &str); 13] = [
    (470.0, 120.0, "类型", "Type"),
    (640.0, 120.0, "国家码", "Country Code"),
    (1010.0, 120.0, "护照号", "Passport No."),
    (470.0, 210.0, "姓名", "Name"),
    (470.0, 340.0, "性别", "Sex"),
    (700.0, 340.0, "国籍", "Nationality"),
    (1010.0, 340.0, "出生日期", "Date of birth"),
    (470.0, 430.0, "出生地点", "Place of birth"),
    (1010.0, 430.0, "签发日期", "Date of issue"),
    (470.0, 520.0, "签发地点", "Place of issue"),
    (1010.0, 520.0, "有效期至", "Date of expiry"),
    (470.0, 610.0, "签发机关", "Authority"),
    (1010.0, 700.0, "持照人签名", "Bearer's signature"),
];

pub(super) fn data_page(sheet: &mut Sheet, rng: &mut Rng, with_text: bool) {
    let person = resident(rng);
    let tint = rng.spread(5.0) as f32;
    guilloche(
        &mut sheet.canvas,
        [238.0, 224.0 + tint, 228.0],
        [222.0 - tint, 228.0, 240.0],
        rng.range(0.5, 1.0) as f32,
    );
    let canvas = &mut sheet.canvas;
    canvas.floor = 760.0;
    bust(canvas, rng, (240.0, 250.0), 480.0, person.male);
    canvas.floor = 1039.0;
    sheet.portrait = Some(Rect::new(60.0, 250.0, 420.0, 730.0));
    if !with_text {
        return;
    }
    // One in four was issued by another state.
    let state = rng.chance(0.25).then(|| rng.pick(&OTHER_STATES));
    let (code, nationality) = state.unwrap_or(("CHN", "CHINESE"));
    let latin = (rng.pick(&SURNAMES), rng.pick(&GIVEN_NAMES));
    let number = number(rng, state.is_some());
    let issued = (rng.int(2014, 2025), rng.int(1, 12), rng.int(1, 28));
    let until = (issued.0 + 10, issued.1, issued.2);
    let (town, town_latin) = rng.pick(&TOWNS);
    let is_chinese = state.is_none();
    let both = |zh: &str, en: &str| {
        if is_chinese {
            format!("{zh}/{en}")
        } else {
            en.to_owned()
        }
    };

    let small = Type::new(Face::Sans, 20.0, LABEL);
    let value = Type::new(Face::Sans, 30.0, BLACK);
    let heading = Type::new(Face::Sans, 52.0, BLACK);
    let canvas = &mut sheet.canvas;
    if is_chinese {
        canvas.text(70.0, 110.0, "护照", heading);
        canvas.text(
            470.0,
            70.0,
            "中华人民共和国",
            Type::new(Face::Serif, 34.0, BLACK),
        );
        canvas.text(760.0, 68.0, "PEOPLE'S REPUBLIC OF CHINA", small);
        canvas.text(70.0, 160.0, "PASSPORT", Type::new(Face::Sans, 30.0, BLACK));
    } else {
        canvas.text(70.0, 120.0, "PASSPORT", heading);
    }
    for (x, y, zh, en) in LABELS {
        canvas.text(x, y, &both(zh, en), small);
    }
    let day = |(year, month, day): Day| {
        let word = MONTHS[month as usize - 1];
        let month = both(&format!("{month}月"), word);
        format!("{day:02} {month} {year}")
    };
    canvas.text(470.0, 158.0, "P", value);
    canvas.text(640.0, 158.0, code, value);
    let name = format!("{}, {}", latin.0, latin.1);
    canvas.text(470.0, if is_chinese { 290.0 } else { 252.0 }, &name, value);
    let sex = both(
        if person.male { "男" } else { "女" },
        if person.male { "M" } else { "F" },
    );
    canvas.text(470.0, 378.0, &sex, value);
    canvas.text(700.0, 378.0, &both("中国", nationality), value);
    canvas.text(470.0, 468.0, &both(town, town_latin), value);
    canvas.text(470.0, 558.0, &both(town, town_latin), value);
    canvas.text(
        470.0,
        648.0,
        if is_chinese {
            "公安部出入境管理局"
        } else {
            "PASSPORT AGENCY"
        },
        value,
    );
    let begin = canvas.text(1010.0, 468.0, &day(issued), value);
    canvas.text(1010.0, 158.0, &number, value);
    let place = canvas.text(1010.0, 378.0, &day(person.birth), value);
    let end = canvas.text(1010.0, 558.0, &day(until), value);
    if is_chinese {
        sheet.write(FieldName::Name, (470.0, 250.0), &person.name, value);
    }
    sheet.note_day(FieldName::Birth, person.birth, place);
    sheet.note_day(FieldName::Issued, issued, begin);
    sheet.note_until(Some(until), end);

    let sex = if person.male { 'M' } else { 'F' };
    let [first, second] = zone(code, latin, &number, (person.birth, sex, until));
    let write = |sheet: &mut Sheet, baseline, line: &str| {
        let at = (74.0, baseline);
        ocr_b::write(&mut sheet.canvas, at, (CAPITALS, PITCH), line, BLACK)
    };
    write(sheet, 912.0, &first);
    sheet.number_box = Some(write(sheet, 984.0, &second));
    sheet.number = number;
}

/// E and 8 digits, since 2017 E, a letter and 7 digits; nine characters of another state.
fn number(rng: &mut Rng, is_foreign: bool) -> String {
    let digits = |rng: &mut Rng, count| -> String {
        (0..count)
            .map(|_| char::from(b'0' + rng.int(0, 9) as u8))
            .collect()
    };
    if is_foreign {
        let letter = rng.pick(&["C", "M", "X", "K", "5", "7"]);
        return format!("{letter}{}", digits(rng, 8));
    }
    if rng.chance(0.5) {
        format!("E{}", digits(rng, 8))
    } else {
        let letter = rng.pick(&["A", "B", "C", "D", "G", "J", "S", "Z"]);
        format!("E{letter}{}", digits(rng, 7))
    }
}

/// The two lines for machines.
fn zone(
    state: &str,
    (surname, given): (&str, &str),
    number: &str,
    (birth, sex, until): (Day, char, Day),
) -> [String; 2] {
    let filled = |text: &str, length: usize| format!("{text:<<length$}");
    let state = filled(state, 3);
    let first = filled(&format!("P<{state}{surname}<<{given}"), LENGTH);
    let day = |(year, month, day): Day| format!("{:02}{month:02}{day:02}", year % 100);
    let checked = |text: String| {
        let check = zone_check(&text);
        format!("{text}{check}")
    };
    let number = checked(filled(number, 9));
    let (birth, until) = (checked(day(birth)), checked(day(until)));
    let optional = checked(filled("", 14));
    let composite = zone_check(&format!("{number}{birth}{until}{optional}"));
    let second = format!("{number}{state}{birth}{sex}{until}{optional}{composite}");
    [first, second]
}
