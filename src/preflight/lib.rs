//! certpreflight looks at certificate pictures before they are uploaded, and tells their fate.
//!
//! *Every path the user gave appears exactly once in the report, in the same order on every machine,
//! with what is wrong, what could not be checked, and what was done about it. The original is never
//! touched, and nothing leaves the machine.*
//!
//! ```text
//! paths ─ discover ─ sniff ─ decode ─ measure ─ judge ─ (fix) ─ report
//! ```

mod batch;
mod discover;
mod error;
mod facts;
mod fix;
mod judge;
mod messages;
mod profile;
pub mod report;
mod rules;

pub use batch::{Entry, Policy, examine, examine_bytes, repair, run};
pub use certpreflight_formats::codec::Limits;
pub use certpreflight_formats::format::Format;
pub use certpreflight_vision::{
    Area, Cause, Certificate, Color, ColorVerdict, Decision, Legibility, Light, Measurements,
    Orientation, Page, QrCode, Quad, Side,
};
pub use discover::{
    DiscoverOptions, Globs, How, ListSeparator, SkipReason, Source, SourceKind, SpecialFile,
    discover, read_list,
};
pub use error::{Error, ListProblem};
pub use fix::{Delivery, FixOptions, Remark, Repair, RepairStatus};
pub use judge::{Finding, NotAssessed, Outcome, Passed, Standing};
pub use messages::{Evidence, Lang, Text, Value};
pub use profile::{ByteLimit, Citation, Level, Name, Platform, Profile};
pub use rules::{Cure, Group, Limit, RULES, Region, Rule, Unit};

/// The true format of a file's bytes.
pub fn sniff(bytes: &[u8]) -> Format {
    certpreflight_formats::sniff::sniff(bytes, None).0.format
}
