//! Bytes in: what the file really is, whether it is whole, what its metadata says, and its pixels.
//! And back: pixels into bytes. Knows nothing of platforms, rules or languages.
//!
//! The rooms in the order in which they may know of each other, each of those before it only:
//!
//! 1. `endian`: numbers out of untrusted bytes.
//! 2. [`mod@format`]: the list of file formats.
//!    [`file_name`]: what of a name announces one of them.
//! 3. [`container`]: the walkers, which trust no length and decode no pixel. Inside it: `walk` (what
//!    a walk finds), the walkers, `magic` (which format is it), `trailing` (what follows the end).
//! 4. [`metadata`]: what the blocks that a walk found say.
//! 5. [`rewrite`]: a file with nothing in it but its picture, which is not touched.
//! 6. [`sniff`]: bytes and a name to a format and an ending.
//! 7. [`codec`]: pixels, inside [`codec::Limits`]. The only unsafe code of the project speaks to the
//!    C library in `codec/jpeg`.

pub mod codec;
pub mod container;
mod endian;
pub mod file_name;
pub mod format;
pub mod metadata;
pub mod rewrite;
pub mod sniff;
