//! What reading and writing files takes when neither they nor the folders around them are trusted: nothing
//! is waited for, nothing is read without end, nothing is readable by more people than what it was made
//! of, and what isn't whole has a name by which it is found and taken away.

mod identity;
mod open;
mod readers;
mod unfinished;

pub(crate) use identity::FileId;
pub use open::{open_file, read_file, read_text};
pub use readers::{Readers, make_folders};
pub use unfinished::{Unfinished, remove_unfinished, sweep};
