//! A container's metadata blocks in, a [`Header`] out: orientation, resolution, software, privacy,
//! color profile. Knows nothing of rules; keeps no personal value, only that there is one.

mod exif;
mod icc;
mod software;
mod xmp;

use crate::container::{ColorModel, JpegDetails, Walk};
use software::Programs;

/// Resolutions that say something. 0 and 1 are fillers of writers that know no resolution (JFIF's
/// aspect ratios land there too); the finest drum scanners stop near 10,000.
const MEANINGFUL_DPI: std::ops::RangeInclusive<f64> = 2.0..=10_000.0;

/// How long a program's name may get: generous for any real one, short enough for a report.
const LONGEST_NAME: usize = 120;

/// Everything known about a picture before its pixels are decoded.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts, not the states of one thing"
)]
pub struct Header {
    /// Width in pixels as stored, before the EXIF turn.
    pub stored_width: u32,
    /// Height in pixels as stored, before the EXIF turn.
    pub stored_height: u32,
    /// How colors are stored.
    pub color: ColorModel,
    /// Bits of one channel (of one index, for a palette).
    pub bits_per_channel: u8,
    /// Whether the picture declares transparency.
    pub alpha: bool,
    /// Frames of an animation or pages of a TIFF, at least 1.
    pub frames: u32,
    /// What only a JPEG has.
    pub jpeg: Option<JpegDetails>,
    /// Dots per inch, the smaller of the two directions; `None` if not stated or meaningless.
    pub dpi: Option<f64>,
    /// The turn the metadata asks a viewer to make.
    pub orientation: Orientation,
    /// Whether only the XMP packet states the orientation, where most viewers do not look.
    pub orientation_in_xmp_only: bool,
    /// An orientation value outside 1..=8, ignored as every viewer does.
    pub invalid_orientation: Option<u32>,
    /// Whether the place where the picture was taken is in the file.
    pub gps: bool,
    /// Other personal entries by name: `"serial number"`, `"owner name"`, `"thumbnail"`...
    pub personal: Vec<&'static str>,
    /// The program that wrote or edited the file, as its metadata names it.
    pub software: Option<String>,
    /// Whether that program is a picture editor (Photoshop, Meitu ...), not a camera or scanner.
    pub edited: bool,
    /// The embedded color profile; `None` as well if it is broken or made for another kind of
    /// picture, because then every viewer ignores it and assumes sRGB.
    pub icc: Option<ColorProfile>,
}

impl Header {
    /// Width and height in pixels after the EXIF turn.
    pub fn upright_size(&self) -> (u32, u32) {
        if self.orientation.swaps_sides() {
            (self.stored_height, self.stored_width)
        } else {
            (self.stored_width, self.stored_height)
        }
    }
}

/// An embedded ICC profile.
#[derive(Clone, Debug, PartialEq)]
pub struct ColorProfile {
    /// Its own description, such as `"Display P3"`; empty if it has none.
    pub name: String,
    /// Whether colors mean nearly the same when the profile is ignored and sRGB assumed.
    pub srgb_like: bool,
}

/// The eight orientations of EXIF tag 0x0112.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[repr(u8)]
pub enum Orientation {
    /// As it should be.
    #[default]
    Upright = 1,
    /// Mirror left and right.
    FlipHorizontal = 2,
    /// Turn 180°.
    Rotate180 = 3,
    /// Mirror top and bottom.
    FlipVertical = 4,
    /// Mirror, then turn 270° clockwise.
    Transpose = 5,
    /// Turn 90° clockwise.
    Rotate90 = 6,
    /// Mirror, then turn 90° clockwise.
    Transverse = 7,
    /// Turn 270° clockwise.
    Rotate270 = 8,
}

impl Orientation {
    /// The EXIF value, 1..=8.
    pub const fn exif(self) -> u8 {
        self as u8
    }

    /// The orientation with this EXIF value; `None` outside 1..=8.
    pub(crate) const fn from_exif(value: u32) -> Option<Self> {
        Some(match value {
            1 => Self::Upright,
            2 => Self::FlipHorizontal,
            3 => Self::Rotate180,
            4 => Self::FlipVertical,
            5 => Self::Transpose,
            6 => Self::Rotate90,
            7 => Self::Transverse,
            8 => Self::Rotate270,
            _ => return None,
        })
    }

    /// One turn for this one and then another.
    #[must_use]
    pub fn then(self, next: Self) -> Self {
        let ((mirrored, quarters), (again, more)) = (self.steps(), next.steps());
        // A turn before a mirror is the opposite turn behind it.
        let quarters = if again { 4 - quarters } else { quarters };
        let steps = (mirrored != again, (quarters + more) % 4);
        (1..=8)
            .filter_map(Self::from_exif)
            .find(|turn| turn.steps() == steps)
            .unwrap_or_default()
    }

    /// The turn as a mirroring from left to right, or none, and then quarter turns clockwise.
    const fn steps(self) -> (bool, u8) {
        match self {
            Self::Upright => (false, 0),
            Self::Rotate90 => (false, 1),
            Self::Rotate180 => (false, 2),
            Self::Rotate270 => (false, 3),
            Self::FlipHorizontal => (true, 0),
            Self::Transverse => (true, 1),
            Self::FlipVertical => (true, 2),
            Self::Transpose => (true, 3),
        }
    }

    /// Whether the turn exchanges width and height.
    pub(crate) const fn swaps_sides(self) -> bool {
        self as u8 >= 5
    }
}

/// What EXIF and XMP can both state.
#[derive(Clone, Debug, Default, PartialEq)]
struct Facts {
    /// The orientation as written, not checked.
    orientation: Option<u32>,
    /// Dots per inch, horizontal and vertical, not checked.
    dpi: Option<(f64, f64)>,
    gps: bool,
    personal: Vec<&'static str>,
    programs: Programs,
}

/// Reads the metadata blocks of a walked container; `None` if the walk found no picture in it.
pub fn read(walk: &Walk) -> Option<Header> {
    let (stored_width, stored_height) = walk
        .size
        .filter(|&(width, height)| width > 0 && height > 0)?;
    let exif = walk.exif.as_deref().map(exif::read).unwrap_or_default();
    let xmp = walk.xmp.as_deref().map(xmp::read).unwrap_or_default();
    let stated = exif.orientation.or(xmp.orientation);
    let orientation = stated.and_then(Orientation::from_exif);

    let mut personal = [exif.personal, xmp.personal].concat();
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
        gps: exif.gps || xmp.gps,
        personal,
        edited: programs.is_editor(),
        software: programs.into_name(),
        icc: walk
            .icc
            .as_deref()
            .and_then(|profile| icc::read(profile, walk.color)),
    })
}

/// The smaller of two resolutions, if both are meaningful.
fn meaningful(dpi: Option<(f64, f64)>) -> Option<f64> {
    let (horizontal, vertical) = dpi?;
    let meaningful = MEANINGFUL_DPI.contains(&horizontal) && MEANINGFUL_DPI.contains(&vertical);
    meaningful.then(|| horizontal.min(vertical))
}

/// One printable line of foreign text: control characters and repeated blanks become one blank,
/// the rest is cut at [`LONGEST_NAME`]. `None` if nothing is left.
fn tidy(text: &str) -> Option<String> {
    let mut line = String::new();
    let spoken = text.split(|letter: char| letter.is_whitespace() || letter.is_control());
    for word in spoken.filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().take(LONGEST_NAME));
        if line.len() >= LONGEST_NAME {
            break;
        }
    }
    let short: String = line.chars().take(LONGEST_NAME).collect();
    (!short.is_empty()).then_some(short)
}

#[cfg(test)]
mod tests {
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
            (1, Orientation::Upright)
        );
        assert_eq!(
            (header.dpi, header.software, header.icc),
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
