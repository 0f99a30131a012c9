//! What holds for any input.

use image::ImageFormat;
use proptest::prelude::*;

use crate::support::{Workspace, encode, examine, jpeg, page};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Arbitrary bytes, with and without the start of a real picture, always give an outcome that
    /// can be written and never a pass.
    #[test]
    fn any_bytes_have_an_outcome(
        start in prop::sample::select(vec![&b""[..], b"\xFF\xD8\xFF", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"BM", b"II*\0", b"RIFF\x10\0\0\0WEBP"]),
        rest in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        let workspace = Workspace::new();
        let path = workspace.write("any.jpg", [start, &rest].concat());
        let outcome = examine(&path, "tencent-domain");
        prop_assert!(!outcome.findings.is_empty());
        prop_assert!(outcome.findings.iter().all(|finding| finding.rule.id != "crashed"));
    }

    /// A few wrong bytes in a real picture neither crash nor hang the examination.
    #[test]
    fn damaged_pictures_have_an_outcome(
        format in 0..3_usize,
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let picture = page(48, 32);
        let mut bytes = match format {
            0 => jpeg(&picture, 70),
            1 => encode(picture, ImageFormat::Png),
            _ => encode(picture, ImageFormat::Tiff),
        };
        for (index, byte) in damage {
            let at = index.index(bytes.len());
            bytes[at] = byte;
        }
        let workspace = Workspace::new();
        let path = workspace.write("any.jpg", bytes);
        let outcome = examine(&path, "tencent-domain");
        prop_assert!(outcome.findings.iter().all(|finding| finding.rule.id != "crashed"));
    }

    /// A picture without color stays without color, whatever its size and tone.
    #[test]
    fn gray_is_never_called_color(width in 1..90_u32, height in 1..90_u32, seed in any::<u32>()) {
        let mut state = seed;
        let picture = image::RgbImage::from_fn(width, height, |_, _| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            image::Rgb([(state >> 24) as u8; 3])
        });
        let workspace = Workspace::new();
        let path = workspace.write("gray.png", encode(picture, ImageFormat::Png));
        let outcome = examine(&path, "tencent-domain");
        let gray = outcome.findings.iter().any(|finding| finding.rule.id == "grayscale");
        prop_assert!(gray);
    }

    /// JSON of any outcome is finite and can be parsed back.
    #[test]
    fn pictures_of_any_size_have_finite_numbers(width in 1..64_u32, height in 1..64_u32) {
        let workspace = Workspace::new();
        workspace.write("in/a.png", encode(page(width, height), ImageFormat::Png));
        let report = workspace.run(["in", "--format", "json"]).json();
        prop_assert_eq!(&report["images"][0]["width"], width);
    }
}
