//! Errors that the readers of TIFF share.

use crate::codec::limits::DecodeError;

pub(super) fn corrupt(cause: impl Into<String>) -> DecodeError {
    DecodeError::Corrupt {
        cause: cause.into(),
    }
}

/// A form that is not read here, by its name.
pub(super) fn unsupported(form: impl std::fmt::Display) -> DecodeError {
    DecodeError::Unsupported {
        cause: format!("TIFF with {form}"),
    }
}
