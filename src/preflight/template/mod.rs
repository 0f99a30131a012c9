//! What will be typed into a template or a filing, held against the picture that goes with it.
//!
//! - `field`, `row`: what can be typed, and what is;
//! - `read`: a manifest, which has a row for each template or filing;
//! - `owner`, `number`, `address`, `document`, `form`, `filing`, `province`: what is wrong with what is typed, by itself, beside what was read,
//!   and beside what else is typed. Functions of a row, a certificate and a profile: no file is opened;
//! - `masking`: what of a row may be shown;
//! - `check`: all of them for one row, and rows beside each other;
//! - `platforms`: the platform that a row names for itself;
//! - `checked`: a whole manifest with that, as reports take it; `manifests`: those that lie among the pictures of a run;
//! - `mend`, `blank`: a manifest with what needs no reading put right, and an empty one.

mod address;
mod asked;
mod blank;
mod check;
mod checked;
mod document;
mod field;
mod filing;
mod finding;
#[cfg(test)]
mod firing;
mod form;
mod manifests;
mod masking;
mod mend;
mod number;
mod owner;
mod platforms;
mod problem;
mod province;
mod provinces;
mod read;
mod row;
#[cfg(test)]
pub(crate) mod testing;
mod types;

pub use blank::{blank_csv, blank_xlsx};
pub use check::{Judged, Pictured, Terms, compare_rows, judge, judge_all};
pub use checked::{CheckedManifest, RowCounts};
pub use field::Field;
pub use finding::{Comparison, Fault};
pub use manifests::{MOST_THUMBNAIL_BYTES, Manifests, picture_at};
pub(crate) use masking::{may_be_persons, shown_type};
pub use mend::{Mended, check_ending, mend};
pub(crate) use number::Plain;
pub use platforms::profile_for;
pub use problem::ManifestProblem;
pub use read::{Manifest, read_manifest};
pub use row::Row;
