//! certpreflight looks at certificate pictures before they are uploaded, and tells their fate.

mod container;
mod decode;
mod discover;
mod format;
mod measure;
mod messages;
mod metadata;
mod profile;
mod sniff;
