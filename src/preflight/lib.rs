//! certpreflight checks certificate pictures before they are uploaded: what a platform would refuse,
//! why, and what to do; and it repairs what can be repaired.
//!
//! *Every path the user gave appears exactly once in the report, in the same order on every machine,
//! with what is wrong, what could not be checked, and what was done about it. The original is never
//! touched, and nothing leaves the machine.*
//!
//! ```text
//! paths ─ discover ─ sniff ─ decode ─ measure ─ judge ─ (repair) ─ report
//! ```
//!
//! A program that holds bytes calls [`examine_bytes`] and [`repair_bytes`]; one that has files calls
//! [`examine_path`], or [`discover`](fn@discover) and then [`run`] or [`repair`](fn@repair). What
//! comes out is an [`Outcome`], which every format of [`report`] can be written from.
//!
//! Features, all of them on by default: `command` is the command and all that only it needs;
//! `convert` opens HEIC, JPEG XL, JPEG 2000 and PDF; `parallel` examines several pictures at a
//! time; `read` reads what a certificate says; `template` holds what will be typed against the
//! pictures.

mod batch;
mod crash;
mod deliver;
mod discover;
mod duplicates;
mod error;
mod examine;
pub mod explain;
mod facts;
mod files;
mod messages;
mod order;
mod outcome;
mod platform;
mod policy;
mod profile;
mod read;
mod reasons;
mod repair;
pub mod report;
mod rules;
mod sensitive;
#[cfg(feature = "template")]
pub mod template;
mod working_days;
mod wrap;

pub use batch::{examine, examine_path, may_be_picture, repair, run};
pub use certpreflight_formats::codec::Limits;
/// Processes with walls, in which files of other formats are opened.
#[cfg(feature = "convert")]
pub use certpreflight_formats::codec::foreign::worker;
pub use certpreflight_formats::file_name::split as split_file_name;
pub use certpreflight_formats::format::Format;
/// What certificates say, as outcomes carry it.
pub use certpreflight_reading as reading;
pub use certpreflight_vision::{
    Area, Cause, Certificate, Color, ColorVerdict, ContentOrientation, Decision, Fingerprint,
    Legibility, Light, Measurements, NotAFingerprint, PageLocation, QrCode, Quad, Side,
};
pub use crash::note_crash;
pub use deliver::{DeliverOptions, Originals, Upkeep};
pub use discover::{
    DiscoverOptions, Globs, How, ListSeparator, SkipReason, Source, SourceKind, SpecialFile,
    discover, read_list, sanitize_for_terminal, source_at,
};
pub use duplicates::{Digest, Duplicates, Match, NotADigest};
pub use error::{Error, ListProblem};
pub use examine::examine_bytes;
pub use files::{
    Readers, Unfinished, folder_of, make_folders, open_file, read_file, read_text,
    remove_unfinished, sweep,
};
pub use messages::{Evidence, Lang, Text, Value};
pub use outcome::{
    Delivery, Entry, Finding, NotAssessed, Outcome, Passed, Remark, Repair, RepairStatus, Standing,
};
pub use platform::{Citation, Level, Platform};
pub use policy::Policy;
pub use profile::{Brackets, ByteLimit, Name, Profile};
pub use repair::{RepairOptions, Repaired, RepairedFile, TurnAsSeen, repair_bytes};
pub use rules::{Cure, Group, Limit, RULES, Region, Rule, Turn, Unit};
pub use wrap::wrap;

/// The true format of a file's bytes.
pub fn sniff(bytes: &[u8]) -> Format {
    certpreflight_formats::sniff::sniff(bytes, None).0.format
}

#[cfg(test)]
mod schema;
