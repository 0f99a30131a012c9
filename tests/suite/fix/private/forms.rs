//! The files: one for every place in which formats keep what is none of the picture.

use std::io::{Read as _, Write as _};

use certpreflight_support::{
    Datum, Directory, ExifBlock, IPTC_RESOURCE, PHOTOSHOP, iptc_entry, photoshop_resource,
    png_chunk, with_exif, with_segment,
};
use image::{ImageFormat, RgbImage};
use moxcms::ColorProfile;

use super::pieces::{
    WORDS, XMP, before_end, chunks, exif_blocks, hex, packed, packet, profiles, with_chunk,
    with_data, words,
};
use crate::support::encode;

/// A made file.
#[derive(Clone)]
pub(super) struct Form {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    /// Whether `WORDS` are in it; others hold a position or a second picture.
    pub(super) has_words: bool,
}

/// Files of one format.
struct Forms {
    all: Vec<Form>,
    extension: &'static str,
}

impl Forms {
    const fn called(extension: &'static str) -> Self {
        let all = Vec::new();
        Self { all, extension }
    }

    fn add(&mut self, name: &str, has_words: bool, bytes: Vec<u8>) {
        self.all.push(Form {
            name: format!("{name}.{}", self.extension),
            bytes,
            has_words,
        });
    }
}

pub(super) fn jpegs(picture: &[u8]) -> Vec<Form> {
    let mut forms = Forms::called("jpg");
    blocks(&mut forms, picture);
    segments(&mut forms, picture);
    profiles_and_ends(&mut forms, picture);
    forms.all
}

/// In EXIF and XMP.
fn blocks(forms: &mut Forms, picture: &[u8]) {
    for (name, has_words, block) in exif_blocks() {
        forms.add(
            &format!("exif-{name}"),
            has_words,
            with_exif(picture, block.clone()),
        );
        // Behind another one that says nothing.
        let second = with_exif(picture, block);
        let first = ExifBlock::little_endian().oriented(1);
        forms.add(
            &format!("second-exif-{name}"),
            has_words,
            with_exif(&second, first),
        );
    }
    let gap = [
        b"Exif\0\0",
        &ExifBlock::big_endian().oriented(1).build()[..],
        words(),
    ]
    .concat();
    forms.add("exif-gap", true, with_segment(picture, 0xE1, &gap));
    let creator = packet(&format!(
        "xmlns:dc='http://purl.org/dc/elements/1.1/' dc:creator='{WORDS}'"
    ));
    let other_prefix = packet(&format!(
        "xmlns:e='http://ns.adobe.com/exif/1.0/' e:GPSLatitude='1,0N' e:UserComment='{WORDS}'"
    ));
    let extended = [
        b"http://ns.adobe.com/xmp/extension/\0",
        &[b'A'; 32][..],
        &[0; 8],
        &creator,
    ]
    .concat();
    forms.add("xmp", true, with_xmp(picture, &creator));
    forms.add("xmp-prefix", true, with_xmp(picture, &other_prefix));
    forms.add(
        "xmp-second",
        true,
        with_xmp(&with_xmp(picture, &creator), &packet("")),
    );
    forms.add(
        "xmp-extended",
        true,
        with_segment(&with_xmp(picture, &packet("")), 0xE1, &extended),
    );
}

fn with_xmp(picture: &[u8], packet: &[u8]) -> Vec<u8> {
    with_segment(picture, 0xE1, &[XMP, packet].concat())
}

/// The number of the entry that names who made a picture.
const BY_LINE: u8 = 80;

/// In every other kind of segment.
fn segments(forms: &mut Forms, picture: &[u8]) {
    let photoshop =
        |number: u16, data: &[u8]| [PHOTOSHOP, &photoshop_resource(number, data)].concat();
    let by_line = iptc_entry(BY_LINE, words());
    let thumbnail = [&[0; 28][..], picture.get(..2000).unwrap(), words()].concat();
    let segments: Vec<(&str, u8, Vec<u8>)> = vec![
        ("iptc", 0xED, photoshop(IPTC_RESOURCE, &by_line)),
        ("iptc-bare", 0xED, by_line),
        ("photoshop-preview", 0xED, photoshop(0x040C, &thumbnail)),
        ("photoshop-caption", 0xED, photoshop(0x03F0, words())),
        ("comment", 0xFE, words().to_vec()),
        (
            "jfxx",
            0xE0,
            [b"JFXX\0\x10", picture.get(..2000).unwrap(), words()].concat(),
        ),
        ("app0", 0xE0, [b"CIFF\0", words()].concat()),
        ("flashpix", 0xE2, [b"FPXR\0\0", words()].concat()),
        (
            "multi-picture",
            0xE2,
            [b"MPF\0MM\0*\0\0\0\x08", words()].concat(),
        ),
        ("meta", 0xE3, [b"Meta\0\0", words()].concat()),
        ("app4", 0xE4, words().to_vec()),
        ("app5", 0xE5, words().to_vec()),
        ("app6", 0xE6, [b"GoPro\0", words()].concat()),
        ("app7", 0xE7, words().to_vec()),
        ("spiff", 0xE8, [b"SPIFF\0", words()].concat()),
        ("app9", 0xE9, words().to_vec()),
        ("app10", 0xEA, [b"AROT\0\0", words()].concat()),
        (
            "content-credentials",
            0xEB,
            [b"JP\0\x01\0\0\0\x01", words()].concat(),
        ),
        ("ducky", 0xEC, [b"Ducky\0\x02", words()].concat()),
        ("app14", 0xEE, [b"Other", words()].concat()),
        ("app15", 0xEF, words().to_vec()),
        (
            "half-a-profile",
            0xE2,
            [b"ICC_PROFILE\0\x01\x02", words()].concat(),
        ),
    ];
    for (name, marker, payload) in &segments {
        forms.add(name, true, with_segment(picture, *marker, payload));
    }
    forms.add(
        "comment-at-the-end",
        true,
        before_end(picture, 0xFE, words()),
    );
    forms.add("app-at-the-end", true, before_end(picture, 0xE4, words()));
}

/// In a color profile, in what is filled up, and behind the picture.
fn profiles_and_ends(forms: &mut Forms, picture: &[u8]) {
    for (name, profile) in profiles() {
        let segment = [b"ICC_PROFILE\0\x01\x01", &profile[..]].concat();
        forms.add(
            &format!("profile-{name}"),
            true,
            with_segment(picture, 0xE2, &segment),
        );
    }
    let jfif_thumbnail = [
        b"JFIF\0\x01\x01\0\0\x01\0\x01\x03\x02",
        &[7; 18][..],
        words(),
    ]
    .concat();
    forms.add(
        "jfif-thumbnail",
        true,
        with_segment(picture, 0xE0, &jfif_thumbnail),
    );
    let fill = [&picture[..2], &[0xFF; 9], &picture[2..]].concat();
    forms.add("fill-and-comment", true, with_segment(&fill, 0xFE, words()));
    forms.add(
        "behind-film",
        true,
        [picture, b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", words()].concat(),
    );
    forms.add(
        "behind-archive",
        true,
        [picture, b"PK\x03\x04\x14\0\0\0\0\0", words()].concat(),
    );
    forms.add("behind-words", true, [picture, words()].concat());
    forms.add(
        "behind-zeros",
        true,
        [picture, &[0; 4096], words()].concat(),
    );
    forms.add(
        "behind-phone",
        true,
        [
            picture,
            b"\0\0\x01\x0a\x0e\0\0\0Image_UTC_Data",
            words(),
            b"SEFT",
        ]
        .concat(),
    );
    forms.add("behind-picture", false, [picture, picture].concat());
    let announced = with_segment(picture, 0xE2, b"MPF\0MM\0*\0\0\0\x08\0\0");
    forms.add(
        "announced-picture",
        false,
        [&announced[..], picture].concat(),
    );
    let motion = with_xmp(picture, &packet("xmlns:G='g' G:MotionPhoto='1'"));
    forms.add(
        "announced-film",
        true,
        [&motion[..], b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", words()].concat(),
    );
}

pub(super) fn pngs(picture: &[u8]) -> Vec<Form> {
    let mut forms = Forms::called("png");
    ancillary(&mut forms, picture);
    around_rows(&mut forms, picture);
    forms.all
}

/// In chunks that are not the picture.
fn ancillary(forms: &mut Forms, picture: &[u8]) {
    let named = |name: &[u8], rest: &[u8]| [name, rest].concat();
    let hex = hex(&iptc_entry(BY_LINE, words()));
    let raw = |name: &str, hex: &str| {
        format!(
            "Raw profile type {name}\0\n{name}\n{}\n{hex}\n",
            hex.len() / 2
        )
    };
    let exif = ExifBlock::big_endian().with(Directory::Primary, 0x013b, Datum::Ascii(WORDS));
    let texts: Vec<(&str, [u8; 4], Vec<u8>)> = vec![
        ("text", *b"tEXt", named(b"Author\0", words())),
        ("keyword", *b"tEXt", named(words(), b"\0x")),
        (
            "packed-text",
            *b"zTXt",
            named(b"Comment\0\0", &packed(words())),
        ),
        (
            "international",
            *b"iTXt",
            named(b"Title\0\0\0\0\0", words()),
        ),
        (
            "packed-international",
            *b"iTXt",
            named(b"Title\0\x01\0\0\0", &packed(words())),
        ),
        (
            "xmp",
            *b"iTXt",
            named(
                b"XML:com.adobe.xmp\0\0\0\0\0",
                &packet(&format!("a='{WORDS}'")),
            ),
        ),
        (
            "raw-iptc",
            *b"tEXt",
            named(raw("iptc", &hex).as_bytes(), b""),
        ),
        ("exif", *b"eXIf", exif.build()),
        ("private", *b"prVt", words().to_vec()),
        ("credentials", *b"caBX", words().to_vec()),
        (
            "suggested-palette",
            *b"sPLT",
            named(words(), b"\0\x08\x01\x02\x03\x04\0\0"),
        ),
        ("palette-of-none", *b"PLTE", [words(), &[0; 19]].concat()),
        ("long-gamma", *b"gAMA", named(&[0, 0, 0xB1, 0x8F], words())),
        (
            "long-density",
            *b"pHYs",
            [&[0, 0, 11, 19, 0, 0, 11, 19, 1], words()].concat(),
        ),
        ("long-background", *b"bKGD", words().to_vec()),
        ("transparent-words", *b"tRNS", words().to_vec()),
    ];
    for (name, kind, data) in &texts {
        forms.add(name, true, with_chunk(picture, *b"IDAT", *kind, data));
        if matches!(kind, b"tEXt" | b"eXIf" | b"prVt") {
            forms.add(
                &format!("{name}-late"),
                true,
                with_chunk(picture, *b"IEND", *kind, data),
            );
        }
    }
    forms.add(
        "gps",
        false,
        with_chunk(
            picture,
            *b"IDAT",
            *b"eXIf",
            &ExifBlock::big_endian().geotagged().build(),
        ),
    );
    for (name, profile) in profiles() {
        let data = named(b"profile\0\0", &packed(&profile));
        forms.add(
            &format!("profile-{name}"),
            true,
            with_chunk(picture, *b"IDAT", *b"iCCP", &data),
        );
    }
    let srgb = ColorProfile::new_srgb().encode().unwrap();
    let data = named(words(), &[&b"\0\0"[..], &packed(&srgb)].concat());
    forms.add(
        "name-of-profile",
        true,
        with_chunk(picture, *b"IDAT", *b"iCCP", &data),
    );
}

/// Where the rows are, and behind them.
fn around_rows(forms: &mut Forms, picture: &[u8]) {
    forms.add("behind", true, [picture, words()].concat());
    let data: Vec<u8> = chunks(picture)
        .iter()
        .filter(|(kind, _)| kind == b"IDAT")
        .flat_map(|(_, data)| data.to_vec())
        .collect();
    forms.add(
        "behind-rows",
        true,
        with_data(picture, &[&data[..], words()].concat()),
    );
    let mut rows = Vec::new();
    flate2::read::ZlibDecoder::new(&data[..])
        .read_to_end(&mut rows)
        .unwrap();
    // Packed without packing, so that the words can be seen.
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::none());
    encoder.write_all(&[&rows[..], words()].concat()).unwrap();
    forms.add(
        "more-rows",
        true,
        with_data(picture, &encoder.finish().unwrap()),
    );
    let end = picture.len() - 12;
    forms.add(
        "in-the-end-mark",
        true,
        [&picture[..end], &png_chunk(*b"IEND", words())].concat(),
    );
}

/// Formats that are always encoded anew.
pub(super) fn others(shown: &RgbImage) -> Vec<Form> {
    let mut forms = Vec::new();
    let mut add = |name: &str, bytes: Vec<u8>| {
        forms.push(Form {
            name: name.into(),
            bytes,
            has_words: true,
        });
    };
    let block = |label: &[u8], data: &[u8]| {
        let length = [u8::try_from(data.len()).unwrap()];
        [&b"\x21"[..], label, &length, data, b"\0"].concat()
    };
    let gif = encode(shown.clone(), ImageFormat::Gif);
    let before_picture = |extension: &[u8]| {
        let colors = 3 << ((gif[10] & 7) + 1);
        let at = 13 + if gif[10] & 0x80 != 0 { colors } else { 0 };
        [&gif[..at], extension, &gif[at..]].concat()
    };
    add("comment.gif", before_picture(&block(b"\xFE", words())));
    let application = [b"\x21\xFF\x0BPRIVATE1234", &[17][..], words(), b"\0"].concat();
    add("application.gif", before_picture(&application));
    add("behind.gif", [&gif[..], words()].concat());
    let small = image::imageops::thumbnail(shown, 480, 320);
    let bmp = encode(small, ImageFormat::Bmp);
    add("behind.bmp", [&bmp[..], words()].concat());
    let mut gap = [&bmp[..54], words(), &bmp[54..]].concat();
    gap[10] += 17;
    add("gap.bmp", gap);
    let webp = encode(shown.clone(), ImageFormat::WebP);
    let riff = |more: &[u8]| {
        let mut file = [&webp[..], more].concat();
        let size = u32::try_from(file.len() - 8).unwrap().to_le_bytes();
        file[4..8].copy_from_slice(&size);
        file
    };
    add(
        "unknown-chunk.webp",
        riff(&[b"PRIV\x12\0\0\0", words(), b"\0"].concat()),
    );
    add("behind.webp", [&webp[..], words()].concat());
    let tiff = encode(shown.clone(), ImageFormat::Tiff);
    add("behind.tif", [&tiff[..], words()].concat());
    forms
}
