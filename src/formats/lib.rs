//! Bytes in: what the file really is, whether it is whole, what its metadata says, and its pixels.
//! And back: pixels into bytes. Knows nothing of platforms, rules or languages.
//!
//! The walkers of `container` trust no length and decode no pixel; `codec` decodes inside
//! [`codec::Limits`]. The only unsafe code of the project speaks to the C library in `codec/jpeg`.

pub mod codec;
pub mod container;
pub mod format;
pub mod metadata;
pub mod sniff;
