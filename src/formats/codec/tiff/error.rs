//! Errors that the readers of TIFF share.

use crate::codec::limits::{DecodeError, Form};
use crate::container::Damage;

pub(super) const fn corrupt(cause: Damage) -> DecodeError {
    DecodeError::Corrupt { cause }
}

/// A form that is not read here.
pub(super) const fn unsupported(cause: Form) -> DecodeError {
    DecodeError::Unsupported { cause }
}
