use super::files::{EXTRA_SAMPLES, TILE_LENGTH, TILE_WIDTH, bmp, png, tiff};
use super::{Format, Header, Limits, decode, header};
use crate::codec::{DecodeError, Form};

/// All forms hold four columns and two rows.
const SIZE: (u32, u32) = (4, 2);

/// Eight grays from black to white.
const RAMP: [u8; 8] = [0, 36, 73, 109, 146, 182, 219, 255];

/// Black and white, and how they are packed when white is 1.
const CHECKS: [u8; 8] = [0, 255, 0, 255, 255, 0, 255, 0];
const PACKED_CHECKS: [u8; 2] = [0x50, 0xA0];

const PALETTE: [[u8; 3]; 4] = [[250, 10, 20], [30, 240, 50], [10, 60, 230], [255, 255, 255]];

/// A place in the palette for each pixel, and how they are packed.
const PLACES: [u8; 8] = [0, 1, 2, 3, 3, 2, 1, 0];
const PACKED_PLACES: [u8; 2] = [0b0001_1011, 0b1110_0100];

type Colors = [[u8; 3]; 8];

fn grays(levels: [u8; 8]) -> Colors {
    levels.map(|level| [level; 3])
}

fn painted() -> Colors {
    PLACES.map(|place| PALETTE[usize::from(place)])
}

/// What black shows through a veil that is the more transparent the darker [`RAMP`] is.
fn veiled() -> Colors {
    grays(RAMP.map(|alpha| 255 - alpha))
}

fn decoded(bytes: &[u8], format: Format) -> Result<Vec<[u8; 3]>, DecodeError> {
    let generous = Header {
        bits_per_channel: 16,
        alpha: true,
        ..header(SIZE.0, SIZE.1)
    };
    let picture = decode(bytes, format, &generous, &Limits::default())?;
    Ok(picture.color.pixels().map(|pixel| pixel.0).collect())
}

fn assert_shows(name: &str, format: Format, bytes: &[u8], expected: Colors) {
    let found = decoded(bytes, format).unwrap_or_else(|error| panic!("{name}: {error:?}"));
    let pairs = found.as_flattened().iter().zip(expected.as_flattened());
    let off = pairs
        .map(|(found, expected)| found.abs_diff(*expected))
        .max();
    assert!(off <= Some(1), "{name}: {found:?} instead of {expected:?}");
}

/// Two bytes for each of the ramp's.
fn wide(bytes_of: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
    RAMP.iter()
        .flat_map(|level| bytes_of(u16::from(*level) * 257))
        .collect()
}

#[test]
fn every_form_of_png_gives_its_colors() {
    let gray_alpha: Vec<u8> = RAMP.iter().flat_map(|alpha| [0, *alpha]).collect();
    let rgb_alpha: Vec<u8> = RAMP.iter().flat_map(|alpha| [0, 0, 0, *alpha]).collect();
    let rgb_wide: Vec<u8> = RAMP.iter().flat_map(|level| [*level; 6]).collect();
    let palette = [(b"PLTE", PALETTE.as_flattened())];
    let veil = [palette[0], (b"tRNS", &[255, 0][..])];
    let mut behind_veil = painted();
    (behind_veil[1], behind_veil[6]) = ([255; 3], [255; 3]);
    let forms = [
        (
            "1 bit",
            png(SIZE, (1, 0), &[], &PACKED_CHECKS),
            grays(CHECKS),
        ),
        ("gray", png(SIZE, (8, 0), &[], &RAMP), grays(RAMP)),
        (
            "16-bit gray",
            png(SIZE, (16, 0), &[], &wide(u16::to_be_bytes)),
            grays(RAMP),
        ),
        (
            "gray and alpha",
            png(SIZE, (8, 4), &[], &gray_alpha),
            veiled(),
        ),
        (
            "16-bit color",
            png(SIZE, (16, 2), &[], &rgb_wide),
            grays(RAMP),
        ),
        (
            "color and alpha",
            png(SIZE, (8, 6), &[], &rgb_alpha),
            veiled(),
        ),
        (
            "2-bit palette",
            png(SIZE, (2, 3), &palette, &PACKED_PLACES),
            painted(),
        ),
        (
            "8-bit palette",
            png(SIZE, (8, 3), &palette, &PLACES),
            painted(),
        ),
        (
            "palette and alpha",
            png(SIZE, (8, 3), &veil, &PLACES),
            behind_veil,
        ),
    ];
    assert_eq!(forms.len(), 9);
    for (name, bytes, expected) in forms {
        assert_shows(name, Format::Png, &bytes, expected);
    }
}

#[test]
fn every_form_of_bmp_gives_its_colors() {
    let black_white = [[0; 3], [255; 3]];
    let bgr: Vec<u8> = painted()
        .iter()
        .flat_map(|[r, g, b]| [*b, *g, *r])
        .collect();
    let forms = [
        (
            "1 bit",
            bmp(SIZE, 1, &black_white, &PACKED_CHECKS),
            grays(CHECKS),
        ),
        ("palette", bmp(SIZE, 8, &PALETTE, &PLACES), painted()),
        ("24 bits", bmp(SIZE, 24, &[], &bgr), painted()),
    ];
    assert_eq!(forms.len(), 3);
    for (name, bytes, expected) in forms {
        assert_shows(name, Format::Bmp, &bytes, expected);
    }
}

#[test]
fn every_form_of_tiff_gives_its_colors() {
    let covering = |[r, g, b]: [u8; 3]| [255 - r, 255 - g, 255 - b, 0];
    let inks: Vec<u8> = painted().into_iter().flat_map(covering).collect();
    let black_ink: Vec<u8> = RAMP
        .iter()
        .flat_map(|level| [0, 0, 0, 255 - level])
        .collect();
    let alpha: Vec<u8> = RAMP.iter().flat_map(|alpha| [0, 0, 0, *alpha]).collect();
    let alpha_tag = [(EXTRA_SAMPLES, vec![2])];
    let mut tile = vec![0; 16 * 16];
    tile[..4].copy_from_slice(&RAMP[..4]);
    tile[16..20].copy_from_slice(&RAMP[4..]);
    let tile_tags = [(TILE_WIDTH, vec![16]), (TILE_LENGTH, vec![16])];
    let inverted = PACKED_CHECKS.map(|byte| !byte);
    let forms = [
        (
            "black is zero",
            tiff(SIZE, &[1], 1, &[], &PACKED_CHECKS),
            grays(CHECKS),
        ),
        (
            "white is zero",
            tiff(SIZE, &[1], 0, &[], &inverted),
            grays(CHECKS),
        ),
        ("gray", tiff(SIZE, &[8], 1, &[], &RAMP), grays(RAMP)),
        (
            "16-bit gray",
            tiff(SIZE, &[16], 1, &[], &wide(u16::to_le_bytes)),
            grays(RAMP),
        ),
        ("tiled", tiff(SIZE, &[8], 1, &tile_tags, &tile), grays(RAMP)),
        (
            "color",
            tiff(SIZE, &[8; 3], 2, &[], painted().as_flattened()),
            painted(),
        ),
        (
            "color and alpha",
            tiff(SIZE, &[8; 4], 2, &alpha_tag, &alpha),
            veiled(),
        ),
        ("CMYK", tiff(SIZE, &[8; 4], 5, &[], &inks), painted()),
        (
            "black ink",
            tiff(SIZE, &[8; 4], 5, &[], &black_ink),
            grays(RAMP),
        ),
    ];
    assert_eq!(forms.len(), 9);
    for (name, bytes, expected) in forms {
        assert_shows(name, Format::Tiff, &bytes, expected);
    }
}

#[test]
fn forms_of_tiff_that_no_decoder_here_reads_say_so() {
    const COMPRESSION: u16 = 259;
    const SAMPLE_FORMAT: u16 = 339;
    const PREDICTOR: u16 = 317;
    let compressed = |number| tiff(SIZE, &[8], 1, &[(COMPRESSION, vec![number])], &RAMP);
    let lzw = |predictor| vec![(COMPRESSION, vec![5]), (PREDICTOR, vec![predictor])];
    let forms = [
        (compressed(34661), Form::Compression("JBIG")),
        (compressed(34925), Form::Compression("LZMA")),
        (compressed(34712), Form::Compression("JPEG 2000")),
        (compressed(50000), Form::Compression("Zstandard")),
        (compressed(50001), Form::Compression("WebP")),
        (compressed(12345), Form::CompressionNumber(12345)),
        (
            tiff(SIZE, &[8; 3], 8, &[], &[100; 24]),
            Form::Colors("CIE Lab"),
        ),
        (
            tiff(SIZE, &[32], 1, &[(SAMPLE_FORMAT, vec![3])], &[0; 32]),
            Form::SampleKind,
        ),
        (tiff(SIZE, &[32], 1, &[], &[0; 32]), Form::SampleBits(32)),
        (
            tiff(SIZE, &[8, 16], 1, &[], &[0; 24]),
            Form::MixedSampleBits,
        ),
        (tiff(SIZE, &[8], 1, &lzw(3), &RAMP), Form::Prediction),
        (tiff(SIZE, &[4], 1, &lzw(2), &RAMP), Form::Prediction),
    ];
    assert_eq!(forms.len(), 12);
    for (bytes, form) in forms {
        let expected = DecodeError::Unsupported { cause: form };
        assert_eq!(decoded(&bytes, Format::Tiff), Err(expected));
    }
}
