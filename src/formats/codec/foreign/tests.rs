//! Other formats: limits hold, and no cut or damaged file does more than fail.

use std::fs;
use std::path::Path;

use image::imageops;

use super::*;
use crate::codec::foreign::pdf::{PdfDocument, PdfPage};
use crate::format::FormatKind;

const HEIC: &[u8] = include_bytes!("../../../../testdata/formats/iphone-like.heic");
const JXL: &[u8] = include_bytes!("../../../../testdata/formats/certificate.jxl");
const JP2: &[u8] = include_bytes!("../../../../testdata/formats/certificate.jp2");
const FORMATS: [(Format, &[u8]); 3] = [
    (Format::Heic, HEIC),
    (Format::JpegXl, JXL),
    (Format::Jpeg2000, JP2),
];

fn opened(bytes: &[u8], format: Format, limits: &Limits) -> Result<Foreign, DecodeError> {
    open(bytes, format, limits).expect("a format that is opened here")
}

#[test]
fn a_picture_opens_inside_the_limits_and_only_there() {
    // HEIC codes whole blocks of 8 pixels, one row more than is shown.
    const PIXELS: u64 = 1200 * 676;
    const TOO_FEW: u64 = 1200 * 675 - 1;
    let mut seen = 0;
    for (format, bytes) in FORMATS {
        let limits = |pixels, decode_bytes| Limits {
            pixels,
            decode_bytes,
            ..Limits::default()
        };
        let generous = opened(bytes, format, &limits(PIXELS, 64 << 20)).expect("fits");
        assert_eq!(generous.rgb.dimensions(), (1200, 675), "{format:?}");
        for tight in [limits(TOO_FEW, 64 << 20), limits(PIXELS, 64 << 10)] {
            let refused = opened(bytes, format, &tight).err();
            assert!(
                matches!(refused, Some(DecodeError::TooLarge { .. })),
                "{format:?} {refused:?}"
            );
            seen += 1;
        }
    }
    assert_eq!(seen, 6);
}

/// What is stored as a small picture and what each doubling adds is read up to what memory allows.
#[test]
fn a_jpeg_2000_too_large_for_the_memory_comes_out_smaller() {
    let whole = opened(JP2, Format::Jpeg2000, &Limits::default())
        .expect("fits")
        .rgb;
    let mut seen = 0;
    for (divisor, megabytes) in [(1, 21), (2, 6), (4, 2)] {
        let limits = Limits {
            decode_bytes: megabytes << 20,
            ..Limits::default()
        };
        let small = opened(JP2, Format::Jpeg2000, &limits).expect("fits when smaller");
        let size = (1200_u32.div_ceil(divisor), 675_u32.div_ceil(divisor));
        assert_eq!(small.rgb.dimensions(), size);
        assert_eq!(small.reduced_from, (divisor > 1).then_some((1200, 675)));
        let filter = imageops::FilterType::Triangle;
        let expected = imageops::resize(&whole, size.0, size.1, filter);
        let off = small.rgb.iter().zip(expected.iter());
        let off: u64 = off.map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
        assert!(off / (small.rgb.len() as u64) < 6, "1/{divisor}");
        seen += 1;
    }
    assert_eq!(seen, 3);
}

/// Cut short, none passes for whole; with bytes changed, none does worse than fail.
#[test]
fn broken_files_fail_and_do_nothing_else() {
    let limits = Limits::default();
    let mut cuts = 0;
    for (format, bytes) in FORMATS {
        for tenth in 0..10 {
            let cut = &bytes[..bytes.len() * tenth / 10];
            assert!(opened(cut, format, &limits).is_err(), "{format:?} {tenth}");
            cuts += 1;
        }
        for at in (0..400.min(bytes.len())).step_by(37) {
            let mut changed = bytes.to_vec();
            changed[at] ^= 0x55;
            let _ = opened(&changed, format, &limits);
        }
    }
    assert_eq!(cuts, 30);
}

/// A missing tile would be a blank one. The length of the last may be left open.
#[test]
fn a_jpeg_2000_opens_with_all_its_tiles_or_not_at_all() {
    const TILES: &[u8] = include_bytes!("../../../../testdata/formats/tiles.jp2");
    let limits = Limits::default();
    let whole = opened(TILES, Format::Jpeg2000, &limits).expect("a picture");
    assert_eq!(whole.rgb.dimensions(), (96, 64));
    let starts = |pair: &[u8]| pair == b"\xff\x90";
    let last = TILES.windows(2).rposition(starts).expect("a tile part");
    let mut open = TILES.to_vec();
    open[last + 6..][..4].fill(0);
    let same = opened(&open, Format::Jpeg2000, &limits).expect("a picture");
    assert_eq!(same.rgb, whole.rgb);

    let stream = TILES.windows(4).position(|kind| kind == b"jp2c");
    let stream = stream.expect("a codestream") + 4;
    let gone = [&TILES[stream..last], b"\xff\xd9"].concat();
    let gone = opened(&gone, Format::Jpeg2000, &limits).err();
    let missing = DecodeError::Corrupt {
        cause: crate::container::Damage::MissingData,
    };
    assert_eq!(gone, Some(missing));
}

/// The file structure of PDF is forgiving; what counts is that no page comes out that isn't there.
#[test]
fn a_pdf_that_is_none_has_no_pages() {
    for bytes in [
        &b""[..],
        b"%PDF-1.7\n",
        b"%PDF-1.4\ntrailer << /Root 1 0 R >>",
        JP2,
    ] {
        let pages = PdfDocument::open(bytes.to_vec()).map_or(0, |document| document.pages());
        assert_eq!(pages, 0);
    }
}

/// The mark that ends a PDF may have padding behind it; a file without it is not drawn, because what is
/// missing might be what counts.
#[test]
fn a_pdf_without_its_end_is_cut() {
    let file = b"%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n\
        2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj\n\
        3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 120 90] >> endobj\n\
        trailer << /Root 1 0 R >>\n";
    let whole = [&file[..], b"%%EOF\n"].concat();
    let padded = [&whole[..], &[0; 5000]].concat();
    for sound in [&whole, &padded] {
        assert!(PdfDocument::open(sound.clone()).is_ok());
    }
    let cut = PdfDocument::open(file.to_vec());
    assert!(matches!(cut, Err(DecodeError::CutShort)), "{cut:?}");
}

/// A page of a hundred meters is drawn small instead of filling the memory.
#[test]
fn a_huge_page_is_drawn_at_a_lower_resolution() {
    let file = b"%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n\
        2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj\n\
        3 0 obj << /Type /PdfPage /Parent 2 0 R /MediaBox [0 0 12000 9000] >> endobj\n\
        trailer << /Root 1 0 R >>\n%%EOF";
    let limits = Limits::default();
    let document = PdfDocument::open(file.to_vec()).expect("a PDF");
    let Ok(PdfPage::Drawn { rgb, dpi }) = document.page(0, &limits) else {
        panic!("not drawn");
    };
    let pixels = u64::from(rgb.width()) * u64::from(rgb.height());
    assert!((30_000_000..=36_000_000).contains(&pixels), "{pixels}");
    assert!((dpi - 41.5).abs() < 1.0, "{dpi}");
    let tight = Limits {
        decode_bytes: 100 << 20,
        ..limits
    };
    assert!(matches!(
        document.page(0, &tight),
        Err(DecodeError::TooLarge { .. })
    ));
}

#[test]
fn the_list_of_formats_says_what_is_opened_here() {
    for format in Format::ALL {
        let is_opened = format == Format::Pdf || open(b"", format, &Limits::default()).is_some();
        assert_eq!(
            is_opened,
            format.kind() == FormatKind::Openable,
            "{format:?}"
        );
    }
}

#[path = "../../../../tests/fuzz/fuzz_targets/limits.rs"]
mod of_fuzzing;

/// A seed that is refused by its size begins nothing behind that, and one that no decoder comes back from ends the
/// fuzzing: walls are for those.
#[test]
fn the_fuzz_targets_take_their_seeds() {
    let limits = Limits {
        pixels: of_fuzzing::PIXELS,
        decode_bytes: of_fuzzing::DECODE_BYTES,
        ..Limits::default()
    };
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fuzz/seeds");
    let mut seen = 0;
    for (folder, format) in [
        ("heic", Format::Heic),
        ("jpeg_xl", Format::JpegXl),
        ("jpeg_2000", Format::Jpeg2000),
        ("pdf", Format::Pdf),
    ] {
        for file in fs::read_dir(seeds.join(folder)).expect("seeds") {
            let path = file.expect("a file").path();
            let bytes = fs::read(&path).expect("a file");
            let refused = if format == Format::Pdf {
                let page = PdfDocument::open(bytes).and_then(|pdf| pdf.page(0, &limits));
                page.err()
            } else {
                opened(&bytes, format, &limits).err()
            };
            assert!(
                !matches!(refused, Some(DecodeError::TooLarge { .. })),
                "{}: {refused:?}",
                path.display()
            );
            seen += 1;
        }
    }
    assert_eq!(seen, 19);
}
