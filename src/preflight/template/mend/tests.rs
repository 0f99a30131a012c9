use std::io::{Cursor, Write as _};
use std::path::PathBuf;

use calamine::Reader as _;
use encoding_rs::GB18030;

use super::super::blank::{blank_csv, blank_xlsx};
use super::super::problem::ManifestProblem;
use super::super::read::read_manifest;
use super::super::row::Row;
use super::super::testing::{LICENCE_NUMBER, profile};
use super::*;

struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        path
    }

    fn read(&self, name: &str, bytes: &[u8]) -> Result<Manifest, ManifestProblem> {
        match read_manifest(&self.write(name, bytes), None) {
            Err(Error::BadManifest { problem, .. }) => Err(problem),
            other => Ok(other.unwrap_or_else(|error| panic!("{error}"))),
        }
    }
}

const PLAIN: &str = "证件图片,证件类型,域名所有者（中文）*,证件号码\n执照.jpg,营业执照,杭州示例网络有限公司,91330106MA0000007Q\n";

fn assert_is_plain(rows: &[Row], what: &str) {
    assert_eq!(rows.len(), 1, "{what}");
    assert_eq!(
        rows[0].get(Field::Owner),
        Some("杭州示例网络有限公司"),
        "{what}"
    );
    assert_eq!(rows[0].get(Field::Number), Some(LICENCE_NUMBER), "{what}");
    assert_eq!(rows[0].pictures(), ["执照.jpg"], "{what}");
}

#[test]
fn delimited_text_is_read_in_every_encoding_and_with_every_delimiter() {
    let desk = Desk::new();
    let mut seen = 0;
    for delimiter in [",", ";", "\t"] {
        let text = PLAIN.replace(',', delimiter);
        let gb = |text: &str| GB18030.encode(text).0.into_owned();
        let utf_16 = |text: &str| {
            text.encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect::<Vec<u8>>()
        };
        let marked = format!("\u{FEFF}{text}");
        let titled = format!("2026 年域名信息模板{delimiter}\n\n# 说明\n{text}\n{delimiter}\n");
        let crlf = text.replace('\n', "\r\n");
        let named = format!("sep={delimiter}\n{text}");
        for bytes in [
            text.clone().into_bytes(),
            marked.clone().into_bytes(),
            gb(&text),
            gb(&marked),
            utf_16(&marked),
            titled.clone().into_bytes(),
            gb(&titled),
            crlf.into_bytes(),
            named.into_bytes(),
        ] {
            let manifest = desk
                .read("m.csv", &bytes)
                .unwrap_or_else(|problem| panic!("{problem:?} {text}"));
            assert_is_plain(&manifest.rows, &text);
            seen += 1;
        }
    }
    assert_eq!(seen, 27);
    let manifest = desk
        .read("m.csv", format!("示例公司的模板\n{PLAIN},,,\n").as_bytes())
        .expect("a manifest");
    assert_eq!(manifest.titles, ["示例公司的模板"]);
    assert_is_plain(&manifest.rows, "an empty row is none");
    let manifest = desk
        .read("m.csv", PLAIN.replace("证件图片", "备注").as_bytes())
        .expect("a manifest");
    assert_eq!(manifest.unknown, ["备注"]);
}

/// As spreadsheets, editors and code scanning count, whatever ends a line.
#[test]
fn a_row_of_text_has_the_number_of_its_line() {
    let desk = Desk::new();
    let [head, row] = PLAIN.lines().collect::<Vec<_>>()[..] else {
        panic!("two lines");
    };
    let lines = [
        "某某清单",
        head,
        row,
        "",
        row,
        "\"a\nb\",营业执照,甲,1",
        row,
    ];
    for (ending, name) in [("\n", "lf.csv"), ("\r\n", "crlf.csv"), ("\r", "cr.csv")] {
        let text = lines.join(ending);
        let manifest = desk.read(name, text.as_bytes()).expect("a manifest");
        let numbers: Vec<usize> = manifest.rows.iter().map(|row| row.number).collect();
        assert_eq!(numbers, [3, 5, 6, 8], "{name}");
    }
}

#[test]
fn the_columns_of_platforms_interfaces_are_understood() {
    let desk = Desk::new();
    let tencent = "OrganizationNameCN,CertificateCode,CityCN,City,ProvinceCN,Province\n甲,1,杭州市,hangzhou,浙江省,zhejiang\n";
    let row = desk
        .read("m.csv", tencent.as_bytes())
        .expect("a manifest")
        .rows
        .remove(0);
    assert_eq!(row.get(Field::City), Some("杭州市"));
    assert_eq!(row.get(Field::CityEn), Some("hangzhou"));
    let filing = "单位名称/姓名,域名所有者,证件号码\n甲,乙,1\n";
    let row = desk
        .read("m.csv", filing.as_bytes())
        .expect("a manifest")
        .rows
        .remove(0);
    assert_eq!(
        (row.get(Field::Entity), row.get(Field::DomainOwner)),
        (Some("甲"), Some("乙"))
    );
}

/// A spreadsheet with a merged title, headers, and the number as text or as a number.
fn sheet(number: Option<f64>, formula: bool) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet
        .merge_range(0, 0, 0, 3, "域名信息模板（2026）", &Format::new())
        .expect("a title");
    let cells = ["证件图片", "证件类型", "域名所有者（中文）", "证件号码"];
    for (column, header) in (0_u16..).zip(cells) {
        sheet.write_string(1, column, header).expect("a header");
    }
    for (column, text) in (0_u16..).zip(["执照.jpg", "营业执照", "杭州示例网络有限公司"])
    {
        sheet.write_string(2, column, text).expect("a cell");
    }
    match number {
        Some(number) => sheet.write_number(2, 3, number).expect("a number"),
        None if formula => sheet
            .write_formula(
                2,
                3,
                rust_xlsxwriter::Formula::new("=1/0").set_result("#DIV/0!"),
            )
            .expect("a formula"),
        None => sheet.write_string(2, 3, LICENCE_NUMBER).expect("a text"),
    };
    book.save_to_buffer().expect("a file")
}

#[test]
fn a_spreadsheet_is_read_with_its_title_and_its_lost_digits_are_seen() {
    let desk = Desk::new();
    let manifest = desk
        .read("m.xlsx", &sheet(None, false))
        .expect("a manifest");
    assert_is_plain(&manifest.rows, "xlsx");
    assert_eq!(manifest.titles, ["域名信息模板（2026）"]);
    assert_eq!(manifest.rows[0].number, 3);
    let manifest = desk
        .read("m.xlsx", &sheet(Some(330_106_200_005_100_008.0), false))
        .expect("a manifest");
    assert!(manifest.rows[0].is_rounded(Field::Number));
    assert_eq!(
        manifest.rows[0].get(Field::Number),
        Some("330106200005100000")
    );
    let manifest = desk
        .read("m.xlsx", &sheet(Some(310_013.0), false))
        .expect("a manifest");
    assert!(!manifest.rows[0].is_rounded(Field::Number));
    let path = desk.write("m.xlsx", &sheet(None, false));
    assert!(matches!(read_manifest(&path, Some("Sheet1")), Ok(found) if found.rows.len() == 1));
    assert!(read_manifest(&path, Some("nowhere")).is_err());
}

#[test]
fn toml_is_read_by_key() {
    let text = "platform = \"tencent-domain\"\n[[template]]\npicture = \"执照.jpg\"\ntype = \"YYZZ\"\nowner = \"杭州示例网络有限公司\"\nnumber = \"91330106MA0000007Q\"\nremark = \"x\"\n";
    let manifest = Desk::new()
        .read("m.toml", text.as_bytes())
        .expect("a manifest");
    assert_is_plain(&manifest.rows, "toml");
    assert_eq!(manifest.unknown, ["remark"]);
    assert_eq!(
        manifest.rows[0].get(Field::Platform),
        Some("tencent-domain")
    );
}

/// An archive of one file of so many zeros.
fn bomb(name: &str, bytes: usize) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    writer.start_file(name, options).expect("an entry");
    let block = vec![b' '; 1 << 20];
    for _ in 0..bytes >> 20 {
        writer.write_all(&block).expect("zeros");
    }
    writer.finish().expect("an archive").into_inner()
}

#[test]
fn what_is_no_manifest_is_a_clear_error() {
    let desk = Desk::new();
    let problem = |name: &str, bytes: &[u8]| desk.read(name, bytes).err();
    assert_eq!(problem("m.csv", b""), Some(ManifestProblem::NoHeaders));
    assert_eq!(
        problem("m.csv", "甲,乙\n1,2\n".as_bytes()),
        Some(ManifestProblem::NoHeaders)
    );
    let twice = problem("m.csv", "证件号码,号码,所有者\n1,2,3\n".as_bytes());
    assert!(
        matches!(&twice, Some(ManifestProblem::TwoColumns { first, second }) if first == "证件号码" && second == "号码"),
        "{twice:?}"
    );
    assert_eq!(
        problem("m.csv", &[0xFF, 0x00, 0x81]),
        Some(ManifestProblem::UnknownEncoding)
    );
    assert_eq!(
        problem("m.xls", &[0xD0, 0xCF, 0x11, 0xE0, 0, 0]),
        Some(ManifestProblem::OldSpreadsheet)
    );
    assert!(matches!(
        problem("m.toml", b"[[template"),
        Some(ManifestProblem::Malformed { .. })
    ));
    assert_eq!(
        problem("m.toml", b"x = 1"),
        Some(ManifestProblem::NoHeaders)
    );
    assert!(matches!(
        problem("m.xlsx", b"PK\x03\x04 cut short"),
        Some(ManifestProblem::Malformed { .. })
    ));
    let formula = problem("m.xlsx", &sheet(None, true));
    assert_eq!(
        formula,
        Some(ManifestProblem::Formula {
            cell: "D3".to_owned()
        })
    );
    // Two hundred megabytes, of which no byte is read.
    let path = desk.0.path().join("large.xlsx");
    std::fs::File::create(&path)
        .and_then(|file| file.set_len(200 << 20))
        .expect("a file");
    assert!(matches!(
        read_manifest(&path, None),
        Err(Error::BadManifest {
            problem: ManifestProblem::TooLarge { .. },
            ..
        })
    ));
    let too_large = Some(ManifestProblem::TooLargeUnpacked {
        limit_bytes: 96 << 20,
    });
    let mut bytes = bomb("xl/worksheets/sheet1.xml", 128 << 20);
    assert_eq!(problem("m.xlsx", &bytes), too_large);
    // The same, saying of itself that it unpacks to a thousand bytes.
    let lie = 1000_u32.to_le_bytes();
    let truth = (128_u32 << 20).to_le_bytes();
    let places: Vec<usize> = (0..bytes.len() - 4)
        .filter(|at| bytes[*at..*at + 4] == truth)
        .collect();
    assert!(!places.is_empty());
    for place in places {
        bytes[place..place + 4].copy_from_slice(&lie);
    }
    assert!(desk.read("m.xlsx", &bytes).is_err());
    assert!(read_manifest(&desk.0.path().join("gone.csv"), None).is_err());
}

#[test]
fn what_needs_no_reading_is_put_right_in_the_form_in_which_it_came() {
    let desk = Desk::new();
    let wrong =
        "备注;证件号码;域名所有者\n原样;91330106 MA0000007Q（1-1）;杭州示例（集团） 有限公司\n";
    let gb = GB18030.encode(wrong).0.into_owned();
    let manifest = desk.read("m.csv", &gb).expect("a manifest");
    let mended = mend(&manifest, &profile("tencent-domain"), Path::new("out.csv")).expect("mended");
    assert_eq!(mended.cells, 2);
    let text = GB18030.decode(&mended.bytes).0.into_owned();
    assert_eq!(
        text,
        "备注;证件号码;域名所有者\n原样;91330106MA0000007Q;杭州示例(集团)有限公司\n"
    );
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in (0_u32..).zip([
        ["证件号码", "域名所有者"],
        ["９1330106MA0000007Q", "杭州示例 网络有限公司"],
    ]) {
        for (column, text) in (0_u16..).zip(cells) {
            sheet.write_string(row, column, text).expect("a cell");
        }
    }
    let manifest = desk
        .read("m.xlsx", &book.save_to_buffer().expect("a file"))
        .expect("a manifest");
    let mended = mend(&manifest, &profile("cnnic"), Path::new("out.xlsx")).expect("mended");
    assert_eq!(mended.cells, 2);
    let again = desk.read("again.xlsx", &mended.bytes).expect("a manifest");
    assert_eq!(again.rows[0].raw(Field::Number), Some(LICENCE_NUMBER));
    assert_eq!(
        again.rows[0].raw(Field::Owner),
        Some("杭州示例网络有限公司")
    );
    let toml =
        "[[template]]\nowner = \"杭州示例网络有限公司\"\nnumber = \"91330106MA0000007Q(1-1)\"\n";
    let manifest = desk.read("m.toml", toml.as_bytes()).expect("a manifest");
    let mended = mend(&manifest, &profile("cnnic"), Path::new("out.toml")).expect("mended");
    assert!(String::from_utf8_lossy(&mended.bytes).contains("number = \"91330106MA0000007Q\""));
}

#[test]
fn an_empty_manifest_is_read_as_one_and_its_types_can_be_chosen() {
    let desk = Desk::new();
    let manifest = desk.read("m.csv", &blank_csv()).expect("a manifest");
    assert_eq!((manifest.rows.len(), manifest.columns.len()), (0, 13));
    let bytes = blank_xlsx().expect("a spreadsheet");
    let manifest = desk.read("m.xlsx", &bytes).expect("a manifest");
    assert_eq!((manifest.rows.len(), manifest.columns.len()), (0, 13));
    let mut book: calamine::Xlsx<_> =
        calamine::Xlsx::new(Cursor::new(bytes.clone())).expect("a spreadsheet");
    assert_eq!(book.worksheet_range("Sheet1").expect("a sheet").height(), 3);
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut sheet = String::new();
    std::io::Read::read_to_string(
        &mut archive
            .by_name("xl/worksheets/sheet1.xml")
            .expect("a sheet"),
        &mut sheet,
    )
    .expect("text");
    assert!(sheet.contains("dataValidation") && sheet.contains("营业执照"));
}

#[test]
fn nothing_is_lost_where_a_manifest_is_written_again() {
    let desk = Desk::new();
    let under = profile("tencent-domain");
    // Line ends, titles above the headers, and words of foreign names.
    let text = "91330106 MA0000007Q 的 清单（甲）\r\n所有者,证件号码\r\nSociété Générale,91330106 MA0000007Q\r\n";
    let manifest = desk.read("m.csv", text.as_bytes()).expect("a manifest");
    let mended = mend(&manifest, &under, Path::new("out.csv")).expect("mended");
    assert_eq!(mended.cells, 1);
    assert_eq!(
        String::from_utf8_lossy(&mended.bytes),
        text.replace("Générale,91330106 MA", "Générale,91330106MA")
    );
    // Another form than the name says.
    for name in ["out.xlsx", "out.toml", "out.ODS"] {
        let refused = mend(&manifest, &under, Path::new(name));
        assert!(matches!(refused, Err(Error::OtherEnding { .. })), "{name}");
    }
    let wide = format!(
        "所有者,证件号码{}\n甲,乙{}丙\n",
        ",".repeat(300),
        ",".repeat(300)
    );
    let manifest = desk.read("m.csv", wide.as_bytes()).expect("a manifest");
    let refused = mend(&manifest, &under, Path::new("out.csv"));
    assert!(
        matches!(
            refused,
            Err(Error::BadManifest {
                problem: ManifestProblem::TooManyColumns { .. },
                ..
            })
        ),
        "{refused:?}"
    );
    let book = |is_other_filled: bool| {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.set_name("模板").expect("a name");
        for (row, cells) in (0_u32..).zip([["证件号码", "所有者"], ["91330106MA0000007Q", "甲 乙"]])
        {
            for (column, text) in (0_u16..).zip(cells) {
                sheet.write_string(row, column, text).expect("a cell");
            }
        }
        let other = book.add_worksheet();
        if is_other_filled {
            other.write_string(5, 5, "另外").expect("a cell");
        }
        book.save_to_buffer().expect("a file")
    };
    let manifest = desk.read("m.xlsx", &book(false)).expect("a manifest");
    let mended = mend(&manifest, &under, Path::new("out.xlsx")).expect("mended");
    let again: calamine::Xlsx<_> =
        calamine::Xlsx::new(Cursor::new(mended.bytes)).expect("a spreadsheet");
    assert_eq!(again.sheet_names(), ["模板"]);
    let manifest = desk.read("m.xlsx", &book(true)).expect("a manifest");
    let refused = mend(&manifest, &under, Path::new("out.xlsx"));
    assert!(
        matches!(
            &refused,
            Err(Error::BadManifest {
                problem: ManifestProblem::OtherSheets { name },
                ..
            }) if name == "Sheet2"
        ),
        "{refused:?}"
    );
}
