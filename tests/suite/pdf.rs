//! Documents of a few pages, written by hand.

use std::fmt::Write as _;

/// A page of 720 × 480 points: what is painted on it, its picture `/Im`, and more of its dictionary.
#[derive(Clone, Copy)]
pub(crate) struct Page<'a> {
    pub(crate) content: &'a str,
    pub(crate) jpeg: &'a [u8],
    pub(crate) more: &'a str,
}

impl<'a> Page<'a> {
    pub(crate) fn new(content: &'a str, jpeg: &'a [u8]) -> Self {
        Self {
            content,
            jpeg,
            more: "",
        }
    }
}

/// A PDF with a standard font `/F`, and a Chinese one `/C` that is not embedded.
pub(crate) fn pdf(pages: &[Page<'_>]) -> Vec<u8> {
    let kids: String = (0..pages.len()).fold(String::new(), |mut kids, index| {
        let _ = write!(kids, "{} 0 R ", 6 + 3 * index);
        kids
    });
    let mut objects: Vec<Vec<u8>> = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", pages.len()).into(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_vec(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /Identity-H /DescendantFonts [5 0 R] >>".to_vec(),
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>".to_vec(),
    ];
    for (index, page) in pages.iter().enumerate() {
        let (content, picture) = (7 + 3 * index, 8 + 3 * index);
        objects.push(
            format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 720 480] /Contents {content} 0 R {} \
                 /Resources << /Font << /F 3 0 R /C 4 0 R >> /XObject << /Im {picture} 0 R >> >> >>",
                page.more
            )
            .into(),
        );
        objects.push(stream("", page.content.as_bytes()));
        let about = "/Type /XObject /Subtype /Image /Width 960 /Height 640 /ColorSpace /DeviceRGB \
                     /BitsPerComponent 8 /Filter /DCTDecode";
        objects.push(stream(about, page.jpeg));
    }
    file_of(&objects)
}

/// A PDF of these objects; the first is its catalog.
fn file_of(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in (1..).zip(objects) {
        let _ = writeln!(table, "{:010} 00000 n ", file.len());
        file.extend(format!("{number} 0 obj\n").bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let _ = write!(
        table,
        "trailer << /Size {} /Root 1 0 R >>\nstartxref\n{}\n%%EOF\n",
        objects.len() + 1,
        file.len()
    );
    file.extend(table.bytes());
    file
}

/// A page that shows a JPEG whose colors a profile describes, in a color space of this kind.
pub(crate) fn profiled_page(jpeg: &[u8], kind: &str, profile: &[u8]) -> Vec<u8> {
    let about = format!(
        "/Type /XObject /Subtype /Image /Width 960 /Height 640 /ColorSpace [{kind} 6 0 R] \
         /BitsPerComponent 8 /Filter /DCTDecode"
    );
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 720 480] /Contents 4 0 R \
                /Resources << /XObject << /Im 5 0 R >> >> >>";
    file_of(&[
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        page.into(),
        stream("", b"q 720 0 0 480 0 0 cm /Im Do Q"),
        stream(&about, jpeg),
        stream("/N 3", profile),
    ])
}

fn stream(about: &str, data: &[u8]) -> Vec<u8> {
    let head = format!("<< /Length {} {about} >>\nstream\n", data.len());
    [head.as_bytes(), data, b"\nendstream"].concat()
}
