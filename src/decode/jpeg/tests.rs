use image::{GrayImage, Rgb, RgbImage};

use super::reader::Reader;
use super::writer::{Source, compress, set_sampling};
use super::*;
use crate::decode::tests::{assert_near, header, scene};
use crate::decode::{DecodeError, Limits, Picture, decode};
use crate::format::Format;
use ffi::J_COLOR_SPACE;
use mozjpeg_sys as ffi;

const FINE: Encoding<'_> = Encoding {
    quality: 97,
    chroma: Subsampling::Full444,
    effort: Effort::Fast,
    dpi: None,
    icc: None,
};

/// The ways a color picture can be laid down in a JPEG file.
#[derive(Clone, Copy, Debug)]
struct Form {
    name: &'static str,
    stored: J_COLOR_SPACE,
    /// Sampling factors of the first component; the others have 1x1.
    sampling: (i32, i32),
    progressive: bool,
    adobe: bool,
}

const YCC: Form = Form {
    name: "4:4:4",
    stored: J_COLOR_SPACE::JCS_YCbCr,
    sampling: (1, 1),
    progressive: false,
    adobe: false,
};

const CMYK: Form = Form {
    name: "CMYK by Adobe's convention",
    stored: J_COLOR_SPACE::JCS_CMYK,
    adobe: true,
    ..YCC
};

const FORMS: [Form; 14] = [
    YCC,
    Form {
        name: "4:2:2",
        sampling: (2, 1),
        ..YCC
    },
    Form {
        name: "4:4:0",
        sampling: (1, 2),
        ..YCC
    },
    Form {
        name: "4:2:0",
        sampling: (2, 2),
        ..YCC
    },
    Form {
        name: "4:1:1",
        sampling: (4, 1),
        ..YCC
    },
    Form {
        name: "4:1:0",
        sampling: (4, 2),
        ..YCC
    },
    Form {
        name: "thirds",
        sampling: (3, 1),
        ..YCC
    },
    Form {
        name: "progressive 4:4:4",
        progressive: true,
        ..YCC
    },
    Form {
        name: "progressive 4:2:0",
        progressive: true,
        sampling: (2, 2),
        ..YCC
    },
    Form {
        name: "RGB",
        stored: J_COLOR_SPACE::JCS_RGB,
        ..YCC
    },
    CMYK,
    Form {
        name: "plain CMYK",
        adobe: false,
        ..CMYK
    },
    Form {
        name: "YCCK",
        stored: J_COLOR_SPACE::JCS_YCCK,
        ..CMYK
    },
    Form {
        name: "YCCK, subsampled",
        stored: J_COLOR_SPACE::JCS_YCCK,
        sampling: (2, 2),
        ..CMYK
    },
];

/// Lays down a picture whose channels are below 128, so that the black ink can carry half of it.
fn write(rgb: &RgbImage, form: &Form) -> Vec<u8> {
    let inks = matches!(
        form.stored,
        J_COLOR_SPACE::JCS_CMYK | J_COLOR_SPACE::JCS_YCCK
    );
    let samples: Vec<u8> = if inks {
        let light = |rgb: &Rgb<u8>| {
            let [r, g, b] = rgb.0.map(|channel| channel * 2);
            [r, g, b, 128]
        };
        let cover = |inks: [u8; 4]| {
            if form.adobe {
                inks
            } else {
                inks.map(|ink| 255 - ink)
            }
        };
        rgb.pixels().flat_map(|rgb| cover(light(rgb))).collect()
    } else {
        rgb.as_raw().clone()
    };
    let source = Source {
        size: rgb.dimensions(),
        channels: if inks { 4 } else { 3 },
        samples: &samples,
        space: if inks {
            J_COLOR_SPACE::JCS_CMYK
        } else {
            J_COLOR_SPACE::JCS_RGB
        },
    };
    compress(&source, &FINE, |info| {
        // SAFETY: parameters may be changed until compression starts.
        unsafe { ffi::jpeg_set_colorspace(info, form.stored) };
        set_sampling(info, form.sampling.0, form.sampling.1);
        info.write_Adobe_marker = i32::from(form.adobe);
        if form.progressive {
            // SAFETY: as above.
            unsafe { ffi::jpeg_simple_progression(info) };
        }
    })
    .expect("encodes")
}

/// The scene with every channel halved.
fn dim_scene(width: u32, height: u32) -> RgbImage {
    let mut rgb = scene(width, height);
    rgb.pixels_mut()
        .for_each(|pixel| pixel.0 = pixel.0.map(|channel| channel / 2));
    rgb
}

fn look(bytes: &[u8], width: u32, height: u32) -> Picture {
    decode(
        bytes,
        Format::Jpeg,
        &header(width, height),
        &Limits::default(),
    )
    .expect("decodes")
}

fn fault(bytes: &[u8], width: u32, height: u32) -> DecodeError {
    decode(
        bytes,
        Format::Jpeg,
        &header(width, height),
        &Limits::default(),
    )
    .expect_err("stops")
}

#[test]
fn every_form_gives_its_colors_at_every_scale() {
    let mut seen = 0;
    for form in FORMS {
        for (width, height) in [
            (1, 1),
            (17, 13),
            (48, 32),
            (803, 9),
            (1700, 40),
            (3301, 34),
            (13_000, 16),
        ] {
            let rgb = dim_scene(width, height);
            let picture = look(&write(&rgb, &form), width, height);
            assert_eq!((picture.width, picture.height), (width, height));
            assert_near(&picture, &rgb, &format!("{} {width}x{height}", form.name));
            assert!(!picture.exactly_gray && !picture.bilevel, "{}", form.name);
            seen += 1;
        }
    }
    assert_eq!(seen, 98);
}
