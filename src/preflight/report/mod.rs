//! Entries in, text out: one file a format. A report reads outcomes and decides nothing.
//!
//! Formats for machines keep the order of paths and are written while the run goes on; those for
//! people begin with the answer and the worst, and wait in temporary files until it is known. Memory
//! doesn't grow with the number of pictures, and a report that was cut off never looks whole.

mod answer;
mod brief;
mod certificate;
mod checklist;
mod context;
mod csv;
mod escape;
mod github;
mod html;
mod json;
mod junit;
mod lines;
mod markdown;
mod page;
mod repair;
#[cfg(feature = "template")]
mod rows;
mod sarif;
mod styles;
mod summary;
mod text;
mod view;
pub(crate) mod words;
mod worst_first;

pub use brief::Brief;
pub use checklist::Checklist;
pub use context::{Context, Report, write_report};
pub use csv::Csv;
pub use github::GitHub;
pub use html::Html;
pub use json::{Json, JsonLines};
pub use junit::Junit;
pub use markdown::Markdown;
#[cfg(feature = "template")]
pub use rows::{RowsJson, RowsJsonLines, RowsText};
pub use sarif::Sarif;
pub use summary::Summary;
pub use text::Plain;
pub use view::json_value;
