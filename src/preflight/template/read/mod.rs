//! Reads a manifest: CSV in any usual form and encoding, XLSX, ODS or TOML. Limits come before allocation.

mod keys;
mod manifest;
mod sheet;
mod spread;
mod table;
mod text;

use std::io::ErrorKind;
use std::path::Path;

pub use manifest::Manifest;
pub(crate) use manifest::{Encoded, Form, MOST_COLUMNS, MOST_ROWS, RawRow, Sheet};

use super::problem::ManifestProblem;
use crate::error::Error;
use crate::files::read_file;

/// The largest manifest that is opened, in bytes. Ten thousand rows have about 3 MB.
const MOST_BYTES: u64 = 16 << 20;

/// Reads the manifest in this file, of a spreadsheet this sheet or the first.
pub fn read_manifest(path: &Path, sheet: Option<&str>) -> Result<Manifest, Error> {
    read_sheet(path, sheet).map_err(|problem| Error::BadManifest {
        manifest: path.display().to_string(),
        problem,
    })
}

/// The same, with the bare problem.
pub(super) fn read_sheet(path: &Path, sheet: Option<&str>) -> Result<Manifest, ManifestProblem> {
    let bytes = bounded(path)?;
    let extension = path
        .extension()
        .map(|extension| extension.to_string_lossy().to_lowercase());
    match extension.as_deref() {
        _ if bytes.starts_with(b"PK") => sheet::read(bytes, sheet),
        _ if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) => Err(ManifestProblem::OldSpreadsheet),
        Some("toml") => keys::read(&bytes),
        _ => text::read(&bytes),
    }
}

/// All of a file that is not too large.
fn bounded(path: &Path) -> Result<Vec<u8>, ManifestProblem> {
    read_file(path, MOST_BYTES).map_err(|cause| match cause.kind() {
        ErrorKind::FileTooLarge => ManifestProblem::TooLarge {
            limit_bytes: MOST_BYTES,
        },
        _ => ManifestProblem::Unreadable {
            cause: cause.to_string(),
        },
    })
}
