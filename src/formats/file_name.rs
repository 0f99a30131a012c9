//! What of a file's name is the extension. `张三.身份证正面` and `扫描 2024.05.12` have none: a dot
//! stands in names for many things, and only what announces a format is an extension.

use std::ffi::OsStr;
use std::path::Path;

use crate::format::Format;

/// The name without its extension, and the extension as it is written, if it announces a format
/// that is known.
pub fn split(name: &OsStr) -> (&OsStr, Option<&OsStr>) {
    let path = Path::new(name);
    let announces_a_format = |extension: &&OsStr| {
        extension
            .to_str()
            .and_then(Format::from_extension)
            .is_some()
    };
    match (
        path.file_stem(),
        path.extension().filter(announces_a_format),
    ) {
        (Some(stem), Some(extension)) => (stem, Some(extension)),
        _ => (name, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dot_is_not_always_the_beginning_of_an_extension() {
        let cases = [
            ("scan.jpg", "scan", Some("jpg")),
            ("扫描 2024.05.12", "扫描 2024.05.12", None),
            ("扫描 2024.05.12.JPEG", "扫描 2024.05.12", Some("JPEG")),
            ("张三.身份证正面", "张三.身份证正面", None),
            ("No.7 证件", "No.7 证件", None),
            ("IMG_1.MOV", "IMG_1", Some("MOV")),
            ("scan.dat", "scan.dat", None),
            ("scan.", "scan.", None),
            (".jpg", ".jpg", None),
            ("scan", "scan", None),
        ];
        for (name, stem, extension) in cases {
            let expected = (OsStr::new(stem), extension.map(OsStr::new));
            assert_eq!(split(OsStr::new(name)), expected, "{name}");
        }
        assert_eq!(cases.len(), 10);
    }
}
