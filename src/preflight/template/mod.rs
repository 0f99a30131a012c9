//! What will be typed into a template or a filing, held against the picture that goes with it.
//!
//! - `field`, `row`: what can be typed, and what is;
//! - `read`: a manifest, which has a row for each template or filing;
//! - `owner`, `number`, `document`, `form`, `filing`: what is wrong with what is typed, by itself, beside what was read,
//!   and beside what else is typed. Functions of a row, a certificate and a profile: no file is opened;
//! - `check`: all of them for one row, and rows beside each other;
//! - `platforms`: the platform that a row names for itself;
//! - `page`, `answer`: that for people and for machines;
//! - `mend`, `blank`: a manifest with what needs no reading put right, and an empty one.

mod answer;
mod asked;
mod blank;
mod check;
mod document;
mod field;
mod filing;
mod finding;
#[cfg(test)]
mod firing;
mod form;
mod mend;
mod number;
mod owner;
mod page;
mod platforms;
#[cfg(test)]
mod privacy;
mod problem;
mod provinces;
mod read;
mod row;
#[cfg(test)]
mod testing;
mod types;

pub use answer::{to_json, to_json_line};
pub use blank::{blank_csv, blank_xlsx};
pub use check::{Judged, Pictured, Terms, compare_rows, judge};
pub use field::Field;
pub use finding::{Comparison, Fault};
pub use mend::{Mended, check_ending, mend};
pub use page::{Shown, manifest_page, row_page, summary_line};
pub use platforms::profile_for;
pub use problem::ManifestProblem;
pub use read::{Manifest, read_manifest};
pub use row::Row;
