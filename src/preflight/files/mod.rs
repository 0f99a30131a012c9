//! What reading and writing files takes when neither they nor the folders around them are trusted: nothing
//! is waited for, nothing is read without end, nothing is readable by more people than what it was made
//! of, and what isn't whole has a name by which it is found and taken away.

mod identity;
mod open;
mod readers;
mod unfinished;

use std::path::Path;

pub(crate) use identity::FileId;
pub use open::{open_file, read_file, read_text};
pub use readers::{Readers, make_folders};
pub use unfinished::{Unfinished, remove_unfinished, sweep};

/// The folder that a path lies in, by a path that can be asked about.
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}
