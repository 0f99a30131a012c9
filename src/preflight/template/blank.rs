//! An empty manifest: both headers, and an example.

use rust_xlsxwriter::{DataValidation, Format, Workbook, XlsxError};

use super::field::Field;
use super::types::TYPES;
use certpreflight_reading::Kind;

/// The columns of an empty manifest, and what stands in its example. The number was never issued.
const EXAMPLE: [(Field, &str); 13] = [
    (Field::Picture, "执照.jpg"),
    (Field::Type, "营业执照"),
    (Field::Owner, "杭州示例网络有限公司"),
    (Field::OwnerEn, "Hangzhou Shili Wangluo Co., Ltd."),
    (Field::Number, "91330106MA0000007Q"),
    (Field::Contact, "王示例"),
    (Field::ContactEn, "Wang Shili"),
    (Field::Province, "浙江省"),
    (Field::City, "杭州市"),
    (Field::Address, "西湖区示例路1号2幢301室"),
    (Field::Postcode, "310013"),
    (Field::Phone, "13800138000"),
    (Field::Email, "domain@example.cn"),
];

/// An empty manifest as CSV: Chinese headers, English ones as a remark, an example as a remark. Excel takes it for what
/// it is by the mark in front.
pub fn blank_csv() -> Vec<u8> {
    let line = |cells: Vec<&str>| {
        cells
            .iter()
            .map(|cell| quoted(cell))
            .collect::<Vec<_>>()
            .join(",")
    };
    let zh = line(EXAMPLE.iter().map(|(field, _)| field.header().zh).collect());
    let en = line(EXAMPLE.iter().map(|(field, _)| field.header().en).collect());
    let example = line(EXAMPLE.iter().map(|(_, typed)| *typed).collect());
    format!("\u{FEFF}{zh}\r\n# {en}\r\n# {example}\r\n").into_bytes()
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

/// The types that can be chosen: those that are recognized on pictures, without the one that stands for several.
fn offered() -> impl Iterator<Item = &'static str> {
    let is_offered = |kind| kind != Kind::OtherLicence;
    let types = TYPES
        .iter()
        .filter(move |known| known.kind.is_some_and(is_offered));
    types.map(|known| known.names[0])
}

/// An empty manifest as a spreadsheet, whose columns are text and whose types can be chosen.
pub fn blank_xlsx() -> Result<Vec<u8>, String> {
    /// Rows that are prepared for typing.
    const PREPARED: u32 = 1000;
    let build = || -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let as_text = Format::new().set_num_format("@");
        let bold = Format::new().set_num_format("@").set_bold();
        let sheet = book.add_worksheet();
        for (column, (field, typed)) in (0_u16..).zip(EXAMPLE) {
            sheet.set_column_format(column, &as_text)?;
            sheet.set_column_width(column, 22)?;
            sheet.write_string_with_format(0, column, field.header().zh, &bold)?;
            let remark = if column == 0 { "# " } else { "" };
            sheet.write_string_with_format(
                1,
                column,
                format!("{remark}{}", field.header().en),
                &as_text,
            )?;
            sheet.write_string_with_format(2, column, format!("{remark}{typed}"), &as_text)?;
            if field == Field::Type {
                let types: Vec<&str> = offered().collect();
                sheet.add_data_validation(
                    3,
                    column,
                    PREPARED,
                    column,
                    &DataValidation::new().allow_list_strings(&types)?,
                )?;
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        book.save_to_buffer()
    };
    build().map_err(|cause| cause.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_types_to_choose_from_are_those_that_are_one_certificate() {
        let offered: Vec<_> = offered().collect();
        assert_eq!(
            offered,
            [
                "身份证",
                "临时身份证",
                "港澳台居民居住证",
                "外国人永久居留身份证",
                "护照",
                "港澳居民来往内地通行证",
                "台湾居民来往大陆通行证",
                "营业执照",
                "统一社会信用代码证书",
                "组织机构代码证",
                "事业单位法人证书",
                "社会团体法人登记证书",
                "民办非企业单位登记证书",
                "基金会法人登记证书",
                "宗教活动场所登记证",
                "律师事务所执业许可证",
            ]
        );
    }
}
