//! Pages of which a part is missing, each beside the one it was made from.

use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use image::{Rgb, RgbImage};

use super::{PdfDocument, PdfPage};
use crate::codec::jpeg::{Coarseness, Encoding, Subsampling, encode};
use crate::codec::limits::{Breach, DecodeError, Form, Limits};

const JP2: &[u8] = include_bytes!("../../../../../testdata/formats/certificate.jp2");

/// A file of these objects, of which the first is its catalog. The reader finds them without a table.
fn file_of(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    for (number, object) in (1..).zip(objects) {
        file.extend(format!("{number} 0 obj\n").bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    file.extend(b"trailer << /Root 1 0 R >>\n%%EOF\n");
    file
}

fn stream(about: &str, data: &[u8]) -> Vec<u8> {
    let head = format!("<< /Length {} {about} >>\nstream\n", data.len());
    [head.as_bytes(), data, b"\nendstream"].concat()
}

/// A page with a frame, this content, and these objects from number 5 on, which its resources name.
fn page(content: &[u8], resources: &str, objects: &[Vec<u8>]) -> Vec<u8> {
    let page = format!(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 120 90] /Contents 4 0 R /Resources << {resources} >> >>"
    );
    let content = [b"1 0 0 RG 2 2 116 86 re S ", content].concat();
    let mut all = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        page.into(),
        stream("", &content),
    ];
    all.extend_from_slice(objects);
    file_of(&all)
}

/// A page that shows object 5, a picture of 40 × 30 pixels of RGB but for what is said of it.
fn picture(about: &str, data: &[u8], more: &[Vec<u8>]) -> Vec<u8> {
    let about = format!("/Type /XObject /Subtype /Image /Width 40 /Height 30 {about}");
    let objects = [&[stream(&about, data)], more].concat();
    page(
        b"q 100 0 0 70 10 10 cm /I Do Q",
        "/XObject << /I 5 0 R >>",
        &objects,
    )
}

const RGB: &str = "/ColorSpace /DeviceRGB /BitsPerComponent 8";
const GRAY: &str = "/ColorSpace /DeviceGray /BitsPerComponent 8";

fn samples() -> Vec<u8> {
    (0..40 * 30 * 3_u32)
        .map(|n| (n * 7 % 251).to_le_bytes()[0])
        .collect()
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
    packer.write_all(bytes).expect("memory");
    packer.finish().expect("memory")
}

fn lzw(bytes: &[u8]) -> Vec<u8> {
    let mut packer = weezl::encode::Encoder::with_tiff_size_switch(weezl::BitOrder::Msb, 8);
    packer.encode(bytes).expect("packs")
}

fn jpeg() -> Vec<u8> {
    let picture = RgbImage::from_fn(40, 30, |x, y| {
        Rgb([x * 37, y * 91, x * y].map(|n| n.to_le_bytes()[0]))
    });
    let encoding = Encoding {
        coarseness: Coarseness::of_quality(90),
        chroma: Subsampling::Full444,
        dpi: None,
        icc: None,
    };
    encode(&picture, &encoding).expect("encodes")
}

fn half(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len() / 2]
}

/// The data with one byte changed in its middle.
fn spoiled(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x10;
    bytes
}

fn opened(file: &[u8]) -> Result<PdfPage, DecodeError> {
    PdfDocument::open(file.to_vec())?.page(0, &Limits::default())
}

/// Pages that are all there: whatever is packed in whatever way.
fn whole_pages() -> Vec<(&'static str, Vec<u8>)> {
    let samples = samples();
    let predicted: Vec<u8> = samples
        .chunks(120)
        .flat_map(|row| [&[0], row].concat())
        .collect();
    let hex = samples.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    let inline = [
        b"q 100 0 0 70 10 10 cm BI /W 4 /H 2 /CS /G /BPC 8 /F /AHx ID 0011223344556677> EI Q"
            .as_slice(),
    ]
    .concat();
    let mask = stream(
        &format!("/Type /XObject /Subtype /Image /Width 40 /Height 30 {GRAY} /Filter /FlateDecode"),
        &deflated(&samples[..1200]),
    );
    let form = "/Type /XObject /Subtype /Form /BBox [0 0 120 90]";
    vec![
        ("plain", picture(RGB, &samples, &[])),
        (
            "deflated",
            picture(
                &format!("{RGB} /Filter /FlateDecode"),
                &deflated(&samples),
                &[],
            ),
        ),
        (
            "deflated without its sum",
            picture(
                &format!("{RGB} /Filter /FlateDecode"),
                &deflated(&samples)[..deflated(&samples).len() - 4],
                &[],
            ),
        ),
        (
            "predicted",
            picture(
                &format!(
                    "{RGB} /Filter /FlateDecode /DecodeParms << /Predictor 15 /Colors 3 /Columns 40 >>"
                ),
                &deflated(&predicted),
                &[],
            ),
        ),
        (
            "LZW",
            picture(&format!("{RGB} /Filter /LZWDecode"), &lzw(&samples), &[]),
        ),
        (
            "hex in deflated",
            picture(
                &format!("{RGB} /Filter [/FlateDecode /ASCIIHexDecode]"),
                &deflated((hex + ">").as_bytes()),
                &[],
            ),
        ),
        (
            "JPEG",
            picture(
                &format!("{RGB} /SMask 6 0 R /Filter /DCTDecode"),
                &jpeg(),
                &[mask],
            ),
        ),
        ("JPEG 2000", picture("/Filter /JPXDecode", JP2, &[])),
        ("in the content", page(&inline, "", &[])),
        (
            "a part",
            page(
                b"/P Do",
                "/XObject << /P 5 0 R >>",
                &[stream(
                    &format!("{form} /Filter /FlateDecode"),
                    &deflated(b"9 9 30 30 re f"),
                )],
            ),
        ),
        (
            "letters",
            page(
                b"BT /F 9 Tf 20 20 Td (Hello) Tj ET",
                "/Font << /F 5 0 R >>",
                &[b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_vec()],
            ),
        ),
    ]
}

/// Pages with a part missing.
#[expect(clippy::too_many_lines, reason = "one list")]
fn incomplete_pages() -> Vec<(&'static str, Vec<u8>)> {
    let samples = samples();
    let packed = deflated(&samples);
    let flate = format!("{RGB} /Filter /FlateDecode");
    let dct = format!("{RGB} /Filter /DCTDecode");
    let image = "/Type /XObject /Subtype /Image /Width 40 /Height 30";
    let form = "/Type /XObject /Subtype /Form /BBox [0 0 120 90]";
    let mut fax = b"\x00\x10\x01".repeat(3);
    fax.truncate(5);
    let show = |objects: &[Vec<u8>]| page(b"/I Do", "/XObject << /I 5 0 R >>", objects);
    vec![
        ("plain, cut", picture(RGB, half(&samples), &[])),
        ("deflated, cut", picture(&flate, half(&packed), &[])),
        (
            "deflated, cut in front of the last rows",
            picture(&flate, &packed[..packed.len() - 40], &[]),
        ),
        ("deflated, spoiled", picture(&flate, &spoiled(&packed), &[])),
        (
            "deflated, too few rows",
            picture(&flate, &deflated(half(&samples)), &[]),
        ),
        ("garbage", picture(&flate, &b"garbage".repeat(100), &[])),
        ("no data", picture(&flate, b"", &[])),
        (
            "LZW, cut",
            picture(
                &format!("{RGB} /Filter /LZWDecode"),
                half(&lzw(&samples)),
                &[],
            ),
        ),
        (
            "hex, cut",
            picture(&format!("{RGB} /Filter /ASCIIHexDecode"), b"00112233", &[]),
        ),
        (
            "base 85, cut",
            picture(&format!("{RGB} /Filter /ASCII85Decode"), b"87cURDZ", &[]),
        ),
        (
            "runs, cut",
            picture(
                &format!("{RGB} /Filter /RunLengthDecode"),
                &[129, 7, 129, 8],
                &[],
            ),
        ),
        ("JPEG, cut", picture(&dct, half(&jpeg()), &[])),
        (
            "JPEG, cut in deflated",
            picture(
                &format!("{RGB} /Filter [/FlateDecode /DCTDecode]"),
                &deflated(half(&jpeg())),
                &[],
            ),
        ),
        (
            "deflated JPEG, cut",
            picture(
                &format!("{RGB} /Filter [/FlateDecode /DCTDecode]"),
                half(&deflated(&jpeg())),
                &[],
            ),
        ),
        ("no JPEG", picture(&dct, b"garbage", &[])),
        (
            "JPEG 2000, cut",
            picture("/Filter /JPXDecode", half(JP2), &[]),
        ),
        (
            "fax, cut",
            picture(
                "/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 40 >>",
                &fax,
                &[],
            ),
        ),
        (
            "JBIG2, none",
            picture(
                "/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /JBIG2Decode",
                b"garbage",
                &[],
            ),
        ),
        (
            "unknown packing",
            picture(&format!("{RGB} /Filter /BrotliDecode"), &samples, &[]),
        ),
        (
            "one of two packings unknown",
            picture(
                &format!("{RGB} /Filter [/ZstdDecode /FlateDecode]"),
                &packed,
                &[],
            ),
        ),
        (
            "in another file",
            picture(&format!("{RGB} /F (a.jpg)"), &samples, &[]),
        ),
        (
            "a mask, cut",
            picture(
                &format!("{RGB} /SMask 6 0 R"),
                &samples,
                &[stream(
                    &format!("{image} {GRAY} /Filter /FlateDecode"),
                    half(&deflated(&samples[..1200])),
                )],
            ),
        ),
        (
            "a mask that isn't there",
            picture(&format!("{RGB} /SMask 9 0 R"), &samples, &[]),
        ),
        ("a picture that isn't there", show(&[])),
        (
            "a picture without a size",
            show(&[stream("/Subtype /Image", &samples)]),
        ),
        (
            "a picture that no resource names",
            page(
                b"/Other Do",
                "/XObject << /I 5 0 R >>",
                &[stream(&format!("{image} {RGB}"), &samples)],
            ),
        ),
        ("a part of no kind", show(&[stream("/Subtype /Film", b"")])),
        (
            "a part, cut",
            show(&[stream(
                &format!("{form} /Filter /FlateDecode"),
                half(&deflated(b"9 9 30 30 re f 1 2 3 4 re f 9 8 7 6 re S")),
            )]),
        ),
        (
            "a part in a part that isn't there",
            show(&[stream(
                &format!("{form} /Resources << /XObject << /J 9 0 R >> >>"),
                b"/J Do",
            )]),
        ),
        (
            "a pattern that isn't there",
            page(b"/Pattern cs /T scn 9 9 30 30 re f", "", &[]),
        ),
        ("a gradient that isn't there", page(b"/G sh", "", &[])),
        (
            "letters of no font",
            page(b"BT /F 9 Tf 20 20 Td (Hello) Tj ET", "", &[]),
        ),
        (
            "in the content without an end",
            page(b"q BI /W 40 /H 30 /CS /G /BPC 8 ID 0123456789", "", &[]),
        ),
        (
            "in the content, too short",
            page(
                b"q BI /W 40 /H 30 /CS /G /BPC 8 /F /AHx ID 0011> EI Q",
                "",
                &[],
            ),
        ),
        (
            "content that breaks off",
            page(b"9 re 9 9 30 30 re f", "", &[]),
        ),
        (
            "no content where there should be",
            file_of(&[
                b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
                b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 120 90] /Contents [4 0 R 9 0 R] >>"
                    .to_vec(),
                stream("", b"9 9 30 30 re f"),
            ]),
        ),
        (
            "content, cut",
            file_of(&[
                b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
                b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 120 90] /Contents 4 0 R >>".to_vec(),
                stream(
                    "/Filter /FlateDecode",
                    half(&deflated(b"9 9 30 30 re f 1 2 3 4 re f 9 8 7 6 re S")),
                ),
            ]),
        ),
    ]
}

#[test]
fn a_page_is_drawn_whole_or_not_at_all() {
    let whole = whole_pages();
    for (kind, file) in &whole {
        let page = opened(file);
        assert!(page.is_ok(), "{kind}: {:?}", page.err());
    }
    assert_eq!(whole.len(), 11);
    let incomplete = incomplete_pages();
    for (kind, file) in &incomplete {
        assert!(opened(file).is_err(), "{kind}");
    }
    assert_eq!(incomplete.len(), 37);
}

/// What is only made to be dear is refused before it is drawn.
#[test]
fn what_costs_more_than_a_page_may_is_not_begun() {
    let bomb = |levels: usize| (0..levels).fold(vec![b' '; 40 << 20], |bytes, _| deflated(&bytes));
    let about = "/Filter [/FlateDecode /FlateDecode]";
    let long = file_of(&[
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 120 90] /Contents 4 0 R >>".to_vec(),
        stream(about, &bomb(2)),
    ]);
    let stopped = |file: &[u8]| match opened(file) {
        Err(DecodeError::TooCostly(breach)) => breach,
        other => panic!("not stopped: {:?}", other.err()),
    };
    assert_eq!(stopped(&long), Breach::Memory);

    let procedures = ["{".repeat(20_000), "}".repeat(20_000)].concat();
    let function = "/FunctionType 4 /Domain [0 1] /Range [0 1 0 1 0 1] /Filter /FlateDecode";
    let color = b"[/Separation /X /DeviceRGB 6 0 R]".to_vec();
    let deep = page(
        b"/C cs 0.5 scn 9 9 30 30 re f",
        "/ColorSpace << /C 5 0 R >>",
        &[color, stream(function, &deflated(procedures.as_bytes()))],
    );
    assert_eq!(stopped(&deep), Breach::Depth);

    // Forty parts in one another, each shown ten times by the next.
    let parts: Vec<_> = (6..46)
        .map(|next| {
            let about = format!(
                "/Subtype /Form /BBox [0 0 120 90] /Resources << /XObject << /P {next} 0 R >> >>"
            );
            stream(&about, &b"/P Do ".repeat(10))
        })
        .collect();
    let nested = page(b"/P Do", "/XObject << /P 5 0 R >>", &parts);
    assert_eq!(stopped(&nested), Breach::Depth);
}

/// The renderer counts in 16 bits, and pages are no longer than 200 inches.
#[test]
fn long_pages_are_drawn_and_endless_ones_refused() {
    let sized = |width: &str, height: &str| {
        let page = format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents 4 0 R >>"
        );
        opened(&file_of(&[
            b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
            page.into(),
            stream("", b"1 0 0 rg 0 0 100000 400 re f"),
        ]))
    };
    let mut drawn = 0;
    for (width, height) in [
        ("14400", "1"),
        ("14400", "20"),
        ("3", "14400"),
        ("14399.9", "30"),
        ("0.5", "9000"),
    ] {
        let page = sized(width, height);
        assert!(
            matches!(page, Ok(PdfPage::Drawn { .. })),
            "{width} x {height}: {:?}",
            page.err()
        );
        drawn += 1;
    }
    assert_eq!(drawn, 5);
    let mut refused = 0;
    for (width, height) in [
        ("14401", "842"),
        ("268435456", "842"),
        ("842", "1e9"),
        ("99999999999999999999", "1"),
    ] {
        let page = sized(width, height);
        assert!(
            matches!(
                page,
                Err(DecodeError::TooLarge { .. }
                    | DecodeError::Corrupt { .. }
                    | DecodeError::Unsupported { cause: Form::Other })
            ) || page
                .is_ok_and(|page| matches!(page, PdfPage::Drawn { rgb, .. } if rgb.width() < 4000)),
            "{width} x {height}"
        );
        refused += 1;
    }
    assert_eq!(refused, 4);
}

/// What a profile becomes is bounded, and not only what it is packed in: four megabytes of zeros have four kilobytes.
#[test]
fn a_scan_is_taken_out_with_a_profile_of_a_real_size_only() {
    let page_with = |profile: &[u8], packings: &str| {
        let about = "/ColorSpace [/ICCBased 6 0 R] /BitsPerComponent 8 /Filter /DCTDecode";
        let profile = stream(&format!("/N 3 {packings}"), profile);
        let objects = [stream(
            &format!("/Type /XObject /Subtype /Image /Width 40 /Height 30 {about}"),
            &jpeg(),
        )];
        let objects = [&objects[..], &[profile]].concat();
        file_of(
            &[
                &[
                    b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
                    b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
                    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 120 90] /Contents 4 0 R \
                   /Resources << /XObject << /I 5 0 R >> >> >>"
                        .to_vec(),
                    stream("", b"q 120 0 0 90 0 0 cm /I Do Q"),
                ],
                &objects[..],
            ]
            .concat(),
        )
    };
    let (once, twice) = (
        "/Filter /FlateDecode",
        "/Filter [/FlateDecode /FlateDecode]",
    );
    let (largest, larger) = (vec![0; 4 << 20], vec![0; (4 << 20) + 1]);
    let mut seen = 0;
    for (profile, packings, is_taken) in [
        (vec![0; 500], "", true),
        (deflated(&largest), once, true),
        (deflated(&deflated(&largest)), twice, true),
        (deflated(&larger), once, false),
        (deflated(&deflated(&larger)), twice, false),
        (larger, "", false),
        (half(&deflated(&samples())).to_vec(), once, false),
    ] {
        let page = opened(&page_with(&profile, packings));
        let is_scan = matches!(
            page,
            Ok(PdfPage::Scan {
                profile: Some(_),
                ..
            })
        );
        assert_eq!(is_scan, is_taken, "{} {packings}", profile.len());
        seen += 1;
    }
    assert_eq!(seen, 7);
}
