//! A container's metadata blocks in, a [`Header`] out: orientation, resolution, software, privacy,
//! what the colors mean. Knows nothing of rules; keeps no personal value, only that there is one.

mod color_space;
mod colors;
mod exif;
mod facts;
mod header;
mod icc;
mod iptc;
mod orientation;
mod profile_writing;
mod rebuilt;
mod software;
mod text;
mod xmp;

pub use color_space::{ColorSpace, SrgbDifference};
pub use header::Header;
pub(crate) use icc::{layout as layout_of_profile, parse_profile};
pub use orientation::ExifOrientation;

use crate::container::{ColorModel, FurtherBlock, Walk};

/// Resolutions that say something. 0 and 1 are fillers of writers that know no resolution (JFIF's
/// aspect ratios land there too); the finest drum scanners stop near 10,000.
const MEANINGFUL_DPI: std::ops::RangeInclusive<f64> = 2.0..=10_000.0;

/// Reads the metadata blocks of a walked container; `None` if the walk found no picture in it.
pub fn read(walk: &Walk) -> Option<Header> {
    let (stored_width, stored_height) = walk
        .size
        .filter(|&(width, height)| width > 0 && height > 0)?;
    let exif = walk.exif.as_deref().map(exif::read).unwrap_or_default();
    let xmp = walk.xmp.as_deref().map(xmp::read).unwrap_or_default();
    let iptc = walk.iptc.as_deref().map(iptc::read).unwrap_or_default();
    // No viewer turns a picture by what these say, and yet they say it to whoever looks.
    let further = walk.further_blocks.iter().map(|block| match block {
        FurtherBlock::Exif(block) => exif::read(block),
        FurtherBlock::Xmp(packet) => xmp::read(packet),
    });
    let further: Vec<_> = further.collect();
    let stated = exif.orientation.or(xmp.orientation);
    let orientation = stated.and_then(ExifOrientation::from_exif);

    let color_space = colors::read(walk, &exif.colors);
    let mut personal = [exif.personal, xmp.personal, iptc.personal].concat();
    personal.extend(further.iter().flat_map(|facts| &facts.personal));
    personal.extend(walk.has_preview.then_some("thumbnail"));
    personal.sort_unstable();
    personal.dedup();
    let mut programs = exif.programs.or(xmp.programs);
    for comment in &walk.comments {
        programs.note_comment(comment);
    }

    Some(Header {
        stored_width,
        stored_height,
        color: walk.color.unwrap_or(ColorModel::Other),
        bits_per_channel: walk.bits_per_channel.unwrap_or(8),
        alpha: walk.alpha,
        frames: walk.frames.max(1),
        jpeg: walk.jpeg,
        // The container first: it is what viewers and printers read; EXIF repeats or fills in.
        dpi: meaningful(walk.dpi).or_else(|| meaningful(exif.dpi)),
        orientation: orientation.unwrap_or_default(),
        orientation_in_xmp_only: exif.orientation.is_none() && xmp.orientation.is_some(),
        invalid_orientation: if orientation.is_none() { stated } else { None },
        place: exif.place || xmp.place || iptc.place || further.iter().any(|facts| facts.place),
        personal,
        edited: programs.is_editor(),
        software: programs.into_name(),
        color_space,
    })
}

/// A resolution as files state it; `None` if there is none to state.
pub fn whole_dpi(dpi: Option<f64>) -> Option<u16> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range is checked"
    )]
    dpi.map(f64::round)
        .filter(|dpi| (1.0..=65_535.0).contains(dpi))
        .map(|dpi| dpi as u16)
}

/// The smaller of two resolutions, if both are meaningful.
fn meaningful(dpi: Option<(f64, f64)>) -> Option<f64> {
    let (horizontal, vertical) = dpi?;
    let meaningful = MEANINGFUL_DPI.contains(&horizontal) && MEANINGFUL_DPI.contains(&vertical);
    meaningful.then(|| horizontal.min(vertical))
}

#[cfg(test)]
mod tests {
    use super::text::{LONGEST_NAME, tidy};
    use super::*;
    use certpreflight_support::{Datum, Directory, ExifBlock};
    use proptest::prelude::*;

    fn walk() -> Walk {
        Walk {
            size: Some((800, 600)),
            ..Walk::default()
        }
    }

    fn header(walk: &Walk) -> Header {
        read(walk).expect("a picture with a size")
    }

    fn oriented(value: u16) -> Vec<u8> {
        ExifBlock::little_endian()
            .with(Directory::Primary, 0x0112, Datum::Short(&[value]))
            .build()
    }

    fn xmp(attributes: &str) -> Vec<u8> {
        format!("<rdf:Description {attributes}/>").into_bytes()
    }

    #[test]
    fn there_is_no_header_without_a_size() {
        for size in [None, Some((0, 1)), Some((1, 0))] {
            assert_eq!(read(&Walk { size, ..walk() }), None);
        }
        let header = header(&walk());
        assert_eq!((header.stored_width, header.stored_height), (800, 600));
        assert_eq!(
            (header.frames, header.orientation),
            (1, ExifOrientation::Upright)
        );
        assert_eq!(
            (header.dpi, header.software, header.color_space),
            (None, None, None)
        );
    }

    #[test]
    fn exif_decides_the_orientation_and_xmp_only_in_its_absence() {
        // EXIF, XMP -> orientation, invalid value, stated by XMP only
        let cases = [
            (None, None, 1, None, false),
            (Some(6), None, 6, None, false),
            (None, Some(6), 6, None, true),
            (Some(1), Some(6), 1, None, false),
            (Some(8), Some(3), 8, None, false),
            (Some(0), None, 1, Some(0), false),
            (Some(9), Some(6), 1, Some(9), false),
            (None, Some(42), 1, Some(42), true),
        ];
        assert_eq!(cases.len(), 8);
        for (exif, in_xmp, orientation, invalid, xmp_only) in cases {
            let header = header(&Walk {
                exif: exif.map(oriented),
                xmp: in_xmp.map(|value| xmp(&format!("tiff:Orientation='{value}'"))),
                ..walk()
            });
            assert_eq!(
                header.orientation.exif(),
                orientation,
                "{exif:?} {in_xmp:?}"
            );
            assert_eq!(header.invalid_orientation, invalid, "{exif:?} {in_xmp:?}");
            assert_eq!(
                header.orientation_in_xmp_only, xmp_only,
                "{exif:?} {in_xmp:?}"
            );
        }
    }

    #[test]
    fn the_container_states_the_resolution_and_exif_fills_in() {
        let exif = ExifBlock::big_endian()
            .with(Directory::Primary, 0x011a, Datum::Rational(&[(200, 1)]))
            .build();
        let cases = [
            (None, Some(200.0)),
            (Some((300.0, 299.0)), Some(299.0)),
            (Some((72.0, 72.0)), Some(72.0)),
            (Some((1.0, 1.0)), Some(200.0)),
            (Some((0.0, 300.0)), Some(200.0)),
            (Some((20_000.0, 300.0)), Some(200.0)),
            (Some((f64::NAN, f64::INFINITY)), Some(200.0)),
        ];
        assert_eq!(cases.len(), 7);
        for (dpi, expected) in cases {
            let exif = Some(exif.clone());
            assert_eq!(
                header(&Walk {
                    dpi,
                    exif,
                    ..walk()
                })
                .dpi,
                expected,
                "{dpi:?}"
            );
        }
    }

    #[test]
    fn an_editor_anywhere_is_the_software_to_report() {
        let camera = ExifBlock::little_endian()
            .with(
                Directory::Primary,
                0x0131,
                Datum::Ascii("MediaTek Camera Application"),
            )
            .with(Directory::Primary, 0x013b, Datum::Ascii("A. Person"))
            .build();
        let mut walk = Walk {
            exif: Some(camera),
            ..walk()
        };
        let with_camera = header(&walk);
        assert_eq!(
            with_camera.software.as_deref(),
            Some("MediaTek Camera Application")
        );
        assert!(!with_camera.edited);

        walk.comments = vec![
            "Taken by A. Person".into(),
            "Software: Adobe ImageReady".into(),
        ];
        let with_comment = header(&walk);
        assert_eq!(with_comment.software.as_deref(), Some("Adobe ImageReady"));
        assert!(with_comment.edited);

        walk.xmp = Some(xmp(
            "xmp:CreatorTool='GIMP 2.10' aux:SerialNumber='4711' dc:creator='A. Person'",
        ));
        let with_xmp = header(&walk);
        assert_eq!(with_xmp.software.as_deref(), Some("GIMP 2.10"));
        assert_eq!(with_xmp.personal, ["owner name", "serial number"]);
        let shown = format!("{with_xmp:?}");
        assert!(!shown.contains("4711") && !shown.contains("Person"));
    }

    #[test]
    fn foreign_text_becomes_one_short_line() {
        let cases = [
            ("  Adobe\r\n\tPhotoshop\0\0", Some("Adobe Photoshop")),
            ("\u{1b}[31mred", Some("[31mred")),
            (" \0 ", None),
            ("", None),
        ];
        assert_eq!(cases.len(), 4);
        for (text, expected) in cases {
            assert_eq!(tidy(text).as_deref(), expected, "{text:?}");
        }
        let long = tidy(&"图".repeat(10_000)).expect("text");
        assert_eq!(long.chars().count(), LONGEST_NAME);
    }

    /// Bytes that begin like a block of each kind more often than chance would have it.
    fn blocks() -> impl Strategy<Value = Option<Vec<u8>>> {
        let starts: [&[u8]; 5] = [
            b"",
            b"II\x2a\0\x08\0\0\0",
            b"MM\0\x2a\0\0\0\x08",
            b"<rdf:Description tiff:Orientation='",
            b"<xmp:CreatorTool>&#x",
        ];
        let noise = prop::collection::vec(any::<u8>(), 0..400);
        let block = (prop::sample::select(starts.to_vec()), noise)
            .prop_map(|(start, noise)| [start, &noise].concat());
        prop::option::of(block)
    }

    /// A profile with some of its bytes overwritten.
    fn profiles() -> impl Strategy<Value = Option<Vec<u8>>> {
        let sound = moxcms::ColorProfile::new_srgb()
            .encode()
            .expect("a profile that can be written");
        let changes = prop::collection::vec((0..sound.len(), any::<u8>()), 0..20);
        prop::option::of(changes.prop_map(move |changes| {
            let mut profile = sound.clone();
            for (at, byte) in changes {
                profile[at] = byte;
            }
            profile
        }))
    }

    proptest! {
        #[test]
        fn any_bytes_make_a_header(
            exif in blocks(),
            xmp in blocks(),
            icc in prop_oneof![blocks(), profiles()],
            comment in ".*",
        ) {
            let header = read(&Walk { exif, xmp, icc, comments: vec![comment], ..walk() });
            let header = header.expect("a picture with a size");
            prop_assert!(header.dpi.is_none_or(|dpi| MEANINGFUL_DPI.contains(&dpi)));
            prop_assert!(header.software.is_none_or(|name| name.chars().count() <= LONGEST_NAME));
        }
    }
}
