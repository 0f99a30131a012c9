//! Bytes and a name in, a [`Probe`] out: the true format by magic bytes, the one that the
//! extension claims, and whether the picture is all there. Knows nothing of profiles or rules.

#![warn(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use std::path::Path;

use crate::container::{self, Ending, Walk, magic};
use crate::format::Format;

/// What can be said of a file without decoding a pixel.
#[derive(Clone, Debug, PartialEq)]
pub struct Probe {
    /// Size of the file.
    pub bytes: u64,
    /// What the content is.
    pub format: Format,
    /// The extension as written, lower case, without the dot; `None` if the name has none.
    pub extension: Option<String>,
    /// What the extension promises; `None` if it promises nothing we know.
    pub claimed: Option<Format>,
    /// How the file ends; `None` for formats that are only named, never walked.
    pub ending: Option<Ending>,
}

/// Names the format of a file, and walks its container if it is one of the six accepted ones.
pub fn sniff(bytes: &[u8], file_name: Option<&Path>) -> (Probe, Option<Walk>) {
    let format = magic::identify(bytes);
    let walk = container::walk(bytes, format);
    let extension = file_name
        .and_then(Path::extension)
        .map(|extension| extension.to_string_lossy().to_lowercase());
    let probe = Probe {
        bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
        format,
        claimed: extension.as_deref().and_then(Format::from_extension),
        extension,
        ending: walk.as_ref().and_then(|walk| walk.ending),
    };
    (probe, walk)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = include_bytes!("../../testdata/real/formats/jpeg-decoder__jpg-size-6x6.jpg");

    fn claimed(name: &str) -> (Option<String>, Option<Format>) {
        let (probe, _) = sniff(PNG, Some(Path::new(name)));
        assert_eq!((probe.format, probe.bytes), (Format::Png, 218));
        (probe.extension, probe.claimed)
    }

    #[test]
    fn the_content_names_the_format_and_the_extension_only_claims_one() {
        let jpg = Some("jpg".to_owned());
        assert_eq!(claimed("scan.jpg"), (jpg.clone(), Some(Format::Jpeg)));
        assert_eq!(claimed("SCAN.OLD.JPG"), (jpg, Some(Format::Jpeg)));
        assert_eq!(claimed("身份证.png").1, Some(Format::Png));
        assert_eq!(claimed("scan.xyz"), (Some("xyz".to_owned()), None));
        assert_eq!(claimed("scan"), (None, None));
        assert_eq!(claimed(".jpg"), (None, None));
        assert_eq!(sniff(PNG, None).0.extension, None);
    }

    #[test]
    fn only_accepted_formats_are_walked() {
        for format in Format::ALL {
            let is_walked = container::walk(b"", format).is_some();
            assert_eq!(is_walked, format.is_decodable(), "{format:?}");
        }
        let (probe, walk) = sniff(PNG, None);
        assert_eq!(probe.ending, Some(Ending::Proper));
        assert_eq!(walk.and_then(|walk| walk.ending), probe.ending);

        let (probe, walk) = sniff(b"%PDF-1.7\n", None);
        assert_eq!((probe.format, probe.ending), (Format::Pdf, None));
        assert_eq!(walk, None);
        assert_eq!(sniff(b"", None).0.format, Format::Empty);
    }
}
